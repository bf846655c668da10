"""Weights from elsewhere become a model, and nothing in their file is ever run."""

import json
import os
import pickle
from collections import OrderedDict
from pathlib import Path

import pytest
import rasterio
import torch
from torch import nn

from core.errors import NotAModel
from core.import_card import read_import_card
from core.model_card import read_card
from core.model_file import load_model

CPU = torch.device("cpu")
N_BANDS, N_DATES, N_CLASSES, FILTERS, KERNEL, DENSE = 2, 4, 3, 6, 3, 8
CARD = {
    "name": "Plain 2018",
    "bands": ["B04", "B08"],
    "season_start": "2018-01-01",
    "offsets": [0, 10, 20, 35],
    "ranges": {"B08": [10, 4000], "B04": [5.5, 3000]},
    "classes": [
        {"value": 7, "name": "wheat", "colour": "#10Ab30"},
        {"value": 3, "name": "maize"},
        {"value": 1, "name": "water"},
    ],
}


def block(layer, width):
    return nn.Sequential(layer, nn.BatchNorm1d(width), nn.ReLU(), nn.Dropout(0.5))


def network(kernels=(KERNEL,) * 3, dense=DENSE, seed=0):
    """A TempCNN of plain layers: what scores must come out does not rest on our own network."""
    torch.manual_seed(seed)
    widths = (N_BANDS, FILTERS, FILTERS, FILTERS)
    layers = [
        block(nn.Conv1d(a, b, kernel, padding=kernel // 2), b)
        for a, b, kernel in zip(widths, widths[1:], kernels)
    ]
    layers += [
        nn.Flatten(),
        block(nn.Linear(FILTERS * N_DATES, dense), dense),
        nn.Linear(dense, N_CLASSES),
    ]
    model = nn.Sequential(*layers)
    for norm in (module for module in model.modules() if isinstance(module, nn.BatchNorm1d)):
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.5, 2)
    return model.eval()


def public(model):
    """The weights under the names of the public PyTorch TempCNN."""
    names = {"0": "conv_bn_relu1.block", "1": "conv_bn_relu2.block", "2": "conv_bn_relu3.block"}
    names |= {"4": "dense.block", "5": "logsoftmax.0"}
    weights = OrderedDict()
    for name, value in model.state_dict().items():
        place, _, rest = name.partition(".")
        weights[f"{names[place]}.{rest}"] = value
    return weights


@pytest.fixture
def imported(tmp_path, command):
    """Import weights; returns (status, stdout, stderr, output)."""

    def run(content, **changes):
        weights, card = tmp_path / "weights.pth", tmp_path / "card.json"
        if isinstance(content, bytes):
            weights.write_bytes(content)
        elif content is not None:
            torch.save(content, weights)
        entries = {**CARD, **changes}
        card.write_text(json.dumps({k: v for k, v in entries.items() if v is not None}))
        output = tmp_path / "model.safetensors"
        status, out, err = command("import-model", weights, "--card", card, "--output", output)
        assert "Traceback" not in err
        assert output.exists() == (status == 0)
        left = {path.name for path in tmp_path.iterdir()}
        assert left <= {"weights.pth", "card.json", "model.safetensors"}
        return status, out, err, output

    return run


def probabilities(path, x):
    return torch.from_numpy(load_model(str(path), CPU).probabilities(x.numpy()))


def expected(model, x):
    low, high = torch.tensor([5.5, 10.0]), torch.tensor([3000.0, 4000.0])
    scaled = (x - low[:, None]) / (high - low)[:, None]
    with torch.inference_mode():
        return model(scaled).softmax(dim=1)


@pytest.mark.parametrize(
    "layout",
    [
        public,
        lambda model: {"epoch": 3, "model_state": public(model), "optimizer": {"state": {}}},
        lambda model: {f"module.{name}": value for name, value in public(model).items()},
        lambda model: {n: v for n, v in public(model).items() if "num_batches" not in n},
        lambda model: {n: v.double() for n, v in public(model).items()},
        nn.Module.state_dict,
        lambda model: OrderedDict(reversed(public(model).items())),
    ],
    ids=["public", "wrapped", "parallel", "no counters", "doubles", "by order", "shuffled"],
)
def test_an_imported_model_gives_the_scores_of_the_network_it_came_from(imported, layout):
    model = network()
    status, _, err, path = imported(layout(model))
    assert status == 0, err
    x = 3000 * torch.rand(5, N_BANDS, N_DATES)
    torch.testing.assert_close(probabilities(path, x), expected(model, x), rtol=1e-4, atol=1e-6)


def test_what_adapt_wrote_can_be_imported_by_our_own_names(imported, tmp_path):
    model = network()
    _, _, _, path = imported(public(model))
    own = load_model(str(path), CPU).network.state_dict()
    status, _, err, path = imported(OrderedDict(reversed(own.items())))
    assert status == 0, err
    x = 3000 * torch.rand(5, N_BANDS, N_DATES)
    torch.testing.assert_close(probabilities(path, x), expected(model, x), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(
    "sizes", [{}, {"filters": FILTERS, "kernel": KERNEL, "dense": DENSE}], ids=["read", "given"]
)
def test_an_imported_model_maps_as_the_network_it_came_from(
    imported, scene, tmp_path, command, sizes
):
    model = network()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.mul_(2)  # so that scores differ from pixel to pixel
    days = [0, 120, 240, 330]
    _, _, err, path = imported(public(model), architecture=sizes, offsets=days)
    target, stack = tmp_path / "map.tif", tmp_path / "stack.tif"
    common = ["--model", path, "--series", scene.folder, "--output"]
    exactly = ["--precision", "float32", "--companions", "confidence"]
    assert command("classify", *common, target, *exactly)[0] == 0, err
    assert command("prepare", *common, stack)[0] == 0
    with rasterio.open(stack) as dataset:
        assert dataset.descriptions[:3] == ("2020-01-01 B04", "2020-01-01 B08", "2020-04-30 B04")
        cube = torch.from_numpy(dataset.read().reshape(N_DATES, N_BANDS, -1)).float()
    confidence, best = expected(model, cube.permute(2, 1, 0)).max(dim=1)
    values = torch.tensor([entry["value"] for entry in CARD["classes"]])[best]
    with rasterio.open(target) as mapped, rasterio.open(tmp_path / "map_confidence.tif") as sure:
        assert (mapped.read(1).ravel() == values.numpy()).mean() > 0.99
        found = torch.from_numpy(sure.read(1).ravel()).float()
    assert (found - 100 * confidence).abs().max() < 0.8  # of percent; the stack is of whole numbers
    assert found.max() - found.min() > 3  # it depends on the pixel


def test_the_card_says_what_was_given_and_where_it_came_from(imported, command):
    more = {"licence": "CC-BY-4.0", "provenance": "Parcels of 2018.", "sensor": "Sentinel-2"}
    status, out, err, path = imported(public(network()), **more)
    assert status == 0, err
    assert "Plain 2018" in out
    assert "7 wheat, 3 maize, 1 water" in out
    assert "Trained on" not in out  # nobody said
    card = read_card(path)
    assert card.bands == ("B04", "B08")
    assert card.band_ranges == ((5.5, 3000), (10, 4000))
    assert [str(day) for day in card.grid.dates][-1] == "2018-02-05"
    assert [(c.value, c.name) for c in card.classes] == [(7, "wheat"), (3, "maize"), (1, "water")]
    assert card.classes[0].colour == "#10ab30"
    assert len({c.colour for c in card.classes}) == 3
    sizes = card.architecture
    assert (sizes.filters, sizes.kernel, sizes.dense, sizes.head) == (
        FILTERS,
        KERNEL,
        DENSE,
        "linear",
    )
    assert (card.licence, card.sensor) == ("CC-BY-4.0", "Sentinel-2")
    assert card.provenance.startswith("Parcels of 2018. Imported from weights.pth, SHA-256 ")
    assert str(path.parent) not in card.provenance
    assert command("info", path)[0] == 0


def test_dates_instead_of_offsets_and_ranges_as_a_list(imported):
    changes = {
        "offsets": None,
        "season_start": None,
        "dates": ["2018-09-01", "2018-09-11", "2018-12-01", "2019-03-01"],
        "ranges": [[0, 1], [0, 2]],
    }
    status, _, err, path = imported(public(network()), **changes)
    assert status == 0, err
    card = read_card(path)
    assert (str(card.grid.start), card.grid.offsets) == ("2018-09-01", (0, 10, 91, 181))
    assert card.band_ranges == ((0, 1), (0, 2))
    status, _, err, path = imported(public(network()), **changes | {"season_start": "2018-08-22"})
    assert read_card(path).grid.offsets == (10, 20, 101, 191)


def test_the_example_in_the_help_is_a_card(tmp_path):
    text = (Path(__file__).parents[2] / "resources/help/import.md").read_text()
    path = tmp_path / "card.json"
    path.write_text(text.partition("```json")[2].partition("```")[0])
    card = read_import_card(str(path))
    assert (card.bands, len(card.grid.offsets)) == (("B04", "B08", "B11"), 37)
    assert card.sizes == {"filters": 64, "kernel": 5, "dense": 256}


class Evil:
    """What would create a file if it was unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return os.system, (f"touch {self.path}",)


@pytest.mark.parametrize("form", ["zip", "legacy", "pickle"])
def test_a_malicious_pickle_is_refused_and_not_run(imported, tmp_path_factory, form):
    victim = tmp_path_factory.mktemp("victim") / "touched"
    content = {**public(network()), "x": Evil(victim)}
    if form == "pickle":
        content = pickle.dumps(content)
    elif form == "legacy":
        path = victim.parent / "legacy.pth"
        torch.save(content, path, _use_new_zipfile_serialization=False)
        content = path.read_bytes()
    status, out, err, _ = imported(content)
    assert (status, out) == (1, "")
    assert not victim.exists()
    assert "weights.pth" in err
    if form != "pickle":
        assert "asks to run posix.system" in err
    pickle.loads(pickle.dumps(Evil(victim)))  # the trap itself works
    assert victim.exists()


def test_a_whole_model_is_refused_with_what_to_do(imported):
    status, _, err, _ = imported(network())
    assert status == 1
    assert "holds more than numbers" in err
    assert "model.state_dict()" in err


@pytest.mark.parametrize(
    "content", [b"", b"abc", b"PK\x03\x04" + b"0" * 60, b"\xff" * 300, [1, 2], {"a": 3}, None]
)
def test_what_holds_no_weights_is_refused(imported, content):
    status, _, err, _ = imported(content)
    assert status == 1
    assert "weights.pth" in err


def test_a_truncated_file_is_refused(imported, tmp_path):
    torch.save(public(network()), tmp_path / "weights.pth")
    whole = (tmp_path / "weights.pth").read_bytes()
    status, _, err, _ = imported(whole[: len(whole) // 2])
    assert status == 1
    assert "cannot be read as PyTorch weights" in err


def without(name):
    weights = public(network())
    del weights[name]
    return weights


def with_value(name, value):
    weights = public(network())
    weights[name] = value(weights[name])
    return weights


@pytest.mark.parametrize(
    ("weights", "fragments"),
    [
        (
            lambda: without("conv_bn_relu2.block.1.running_var"),
            ["lacks conv_bn_relu2.block.1.running_var."],
        ),
        (
            lambda: {
                n.replace("dense.block.0.w", "fc.w"): v
                for n, v in reversed(public(network()).items())
            },
            ["lacks dense.block.0.weight; it holds fc.weight instead"],
        ),
        (lambda: nn.Linear(3, 2).state_dict(), ["is no TempCNN", "2 arrays (weight, bias)"]),
        (
            lambda: with_value("conv_bn_relu1.block.0.bias", lambda v: v * float("nan")),
            ["conv_bn_relu1.block.0.bias holds what is no number"],
        ),
        (
            lambda: with_value("dense.block.1.running_var", lambda v: -v),
            ["variance dense.block.1.running_var is negative"],
        ),
        (
            lambda: with_value("dense.block.1.weight", lambda v: v.long()),
            ["dense.block.1.weight is no plain array"],
        ),
        (
            lambda: public(network(kernels=(3, 5, 3))),
            ["conv_bn_relu2.block.0.weight has shape (6, 6, 5)", "must have (6, 6, 3)"],
        ),
        (lambda: public(network(kernels=(2, 2, 2))), ["2 dates wide; only odd"]),
        (
            lambda: with_value("logsoftmax.0.bias", lambda v: v[:2]),
            ["logsoftmax.0.bias has shape (2,)", "must have (3,)"],
        ),
    ],
)
def test_weights_that_are_no_tempcnn_are_refused_by_name(imported, weights, fragments):
    status, _, err, _ = imported(weights())
    assert status == 1
    for fragment in fragments:
        assert fragment in err


@pytest.mark.parametrize(
    ("changes", "fragments"),
    [
        (
            {"bands": ["B04", "B08", "B11"], "ranges": [[0, 1]] * 3},
            ["has 2 bands", "conv_bn_relu1.block.0.weight of shape (6, 2, 3)", "3 bands (B04, B08"],
        ),
        (
            {"offsets": [0, 10, 20]},
            ["has 4 dates", "dense.block.0.weight of shape (8, 24)", "says 3 dates (0, 10, 20)"],
        ),
        (
            {"classes": CARD["classes"][:2]},
            ["has 3 classes", "logsoftmax.0.weight of shape (3, 8)", "2 classes (wheat, maize)"],
        ),
        ({"architecture": {"filters": 64}}, ["has 6 filters", "(6, 2, 3)", "says filters 64"]),
        ({"architecture": {"dense": 256}}, ["has 8 dense", "says dense 256"]),
    ],
)
def test_a_card_of_another_network_is_refused_with_both_values(imported, changes, fragments):
    status, _, err, _ = imported(public(network()), **changes)
    assert status == 1
    for fragment in ("weights.pth", "card.json", *fragments):
        assert fragment in err


@pytest.mark.parametrize(
    ("changes", "fragment"),
    [
        ({"name": None, "classes": None}, "lacks name, classes."),
        ({"offsets": None}, "lacks offsets."),
        ({"licence ": "x"}, "holds licence , which a card has not"),
        ({"dates": ["2018-01-01"] * 2}, "both dates and offsets"),
        ({"dates": ["2018-01-01"] * 2, "offsets": None}, "dates is"),
        ({"season_start": "1.1.2018"}, 'season_start is "1.1.2018"; it must be a date'),
        ({"offsets": [0, 10.5, 20, 30]}, "offsets is [0, 10.5, 20, 30]; it must be"),
        ({"offsets": [0, 20, 10, 30]}, "ascending"),
        ({"bands": ["B04", "B04"]}, "list of different names"),
        ({"ranges": {"B04": [0, 1]}}, "for each band (B04, B08)"),
        ({"ranges": [[0, 1], [2, 2]]}, "low below high"),
        ({"ranges": [[0, 1], [0, True]]}, "low below high"),
        ({"classes": [{"value": 1, "name": "a"}, {"value": 1, "name": "b"}]}, "each value once"),
        ({"classes": [{"value": 0, "name": "a"}]}, "1 to 65535"),
        ({"classes": [{"value": 1, "name": "a", "colour": "red"}]}, "#rrggbb"),
        ({"classes": [{"value": 1, "label": "a"}]}, "classes is"),
        ({"architecture": {"head": "cosine"}}, "whole numbers for filters, kernel, dense"),
        ({"provenance": 3}, "provenance is 3; it must be text"),
        ({"licence": "CC BY 4.0"}, 'licence is "CC BY 4.0"; it must be an SPDX identifier'),
        ({"name": " "}, "it must be a name"),
    ],
)
def test_a_wrong_card_is_refused_and_says_where(imported, changes, fragment):
    status, _, err, _ = imported(public(network()), **changes)
    assert status == 1
    assert "card.json" in err
    assert fragment in err


@pytest.mark.parametrize("text", ["{", "[]", '"name"', "[" * 100_000])
def test_a_card_that_is_no_json_object_is_refused(tmp_path, text):
    path = tmp_path / "card.json"
    path.write_text(text)
    with pytest.raises(NotAModel, match=r"card\.json is not"):
        read_import_card(str(path))


def test_the_weights_are_never_overwritten(tmp_path, command):
    weights, card = tmp_path / "weights.safetensors", tmp_path / "card.json"
    torch.save(public(network()), weights)
    card.write_text(json.dumps(CARD))
    before = weights.read_bytes()
    status, _, err = command("import-model", weights, "--card", card, "--output", weights)
    assert status == 1
    assert "is an input of this run" in err
    assert weights.read_bytes() == before
