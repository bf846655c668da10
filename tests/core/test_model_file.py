"""Model files: what is written is read back, and what is no model is refused."""

import json
import struct
import subprocess
from datetime import date

import pytest
import torch
from safetensors.torch import load_file, save_file

from core.errors import NotAModel, UnreadableFile
from core.model import LandCoverModel, new_network
from core.model_card import Architecture, LandCoverClass, ModelCard, Training, read_card, read_item
from core.model_file import file_sha256, load_model, save_model
from core.season import DateGrid

CPU = torch.device("cpu")
CARD = ModelCard(
    name="fields",
    bands=("B04", "B08"),
    band_ranges=((0.5, 100.0), (10.0, 4000.0)),
    grid=DateGrid(date(2018, 9, 1), (0, 10, 25)),
    classes=(LandCoverClass(7, "wheat <b>", "#102030"), LandCoverClass(300, "forêt", "#ffee00")),
    architecture=Architecture(filters=4, dense=8),
    training=Training(n_pixels=12, n_blocks=3, held_out={"overall_accuracy": 0.5}),
    provenance="Labels: x",
)


@pytest.fixture
def model():
    network = new_network(CARD, 5, CPU)
    network.eval()
    return LandCoverModel(CARD, network)


@pytest.fixture
def path(model, tmp_path):
    target = tmp_path / "fields.safetensors"
    save_model(target, model, "fields.safetensors")
    return target


def test_round_trip(model, path):
    again = load_model(str(path), CPU)
    assert again.card == CARD
    expected = model.network.state_dict()
    assert all(torch.equal(v, expected[k]) for k, v in again.network.state_dict().items())


def test_the_card_counts_the_networks_parameters(model):
    assert CARD.n_parameters == sum(p.numel() for p in model.network.parameters())


def test_same_model_same_bytes(model, path, tmp_path):
    other = tmp_path / "again.safetensors"
    save_model(other, model, "fields.safetensors")
    assert file_sha256(str(path)) == file_sha256(str(other))


def test_the_standard_library_alone_reads_the_card(path):
    script = (
        "import json,struct,sys; f=open(sys.argv[1],'rb'); n,=struct.unpack('<Q',f.read(8));"
        "print(json.loads(json.loads(f.read(n))['__metadata__']['mlm'])['properties']['mlm:name'])"
    )
    done = subprocess.run(
        ["/usr/bin/python3", "-I", "-c", script, str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "fields"


def test_the_item_says_what_the_contract_asks(path):
    item = read_item(path)
    properties = item["properties"]
    assert item["stac_version"] == "1.1.0"
    assert properties["datetime"] is None
    assert properties["start_datetime"] == "2018-09-01T00:00:00Z"
    assert properties["end_datetime"] == "2018-09-26T00:00:00Z"
    entry = properties["mlm:input"][0]
    assert entry["input"]["shape"] == [-1, 2, 3]
    assert entry["value_scaling"][1] == {"type": "min-max", "minimum": 10.0, "maximum": 4000.0}
    assert properties["mlm:output"][0]["classification:classes"][0]["color_hint"] == "102030"
    assert item["assets"]["model"]["href"] == "fields.safetensors"
    assert {v.dtype for v in load_file(path).values()} <= {torch.float32, torch.int64}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"short",
        b"\xff" * 100,
        struct.pack("<Q", 2) + b"{}",
        struct.pack("<Q", 10**15) + b"{}" * 9,
    ],
)
def test_what_is_no_model_is_refused(tmp_path, content):
    path = tmp_path / "x.safetensors"
    path.write_bytes(content)
    with pytest.raises(NotAModel, match=r"x\.safetensors"):
        read_card(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableFile, match="nowhere"):
        read_card(tmp_path / "nowhere.safetensors")


def rewritten(path, change_item=None, change_weights=None):
    """The same file with its card or weights changed."""
    weights, item = load_file(path), read_item(path)
    if change_item:
        change_item(item["properties"])
    if change_weights:
        change_weights(weights)
    save_file(weights, path, metadata={"mlm": json.dumps(item)})
    return str(path)


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.pop("mlm:input"),
        lambda p: p["mlm:input"][0]["bands"].append("B11"),
        lambda p: p["mlm:input"][0]["value_scaling"][0].update(maximum=-5),
        lambda p: p["mlm:input"][0]["value_scaling"][0].update(minimum=float("nan")),
        lambda p: p["mlm:hyperparameters"].update(date_offsets=[0, 20, 10]),
        lambda p: p["mlm:hyperparameters"].update(date_offsets=[0, 10**9]),
        lambda p: p["mlm:hyperparameters"]["architecture"].update(filters=-1),
        lambda p: p["mlm:hyperparameters"]["architecture"].update(filters="64"),
        lambda p: p["mlm:hyperparameters"].update(temperature=0),
        lambda p: p["mlm:hyperparameters"].update(temperature=1e-40),
        lambda p: p["mlm:hyperparameters"]["training"].update(n_pixels="many"),
        lambda p: p["mlm:hyperparameters"]["training"].update(drift=[1]),
        lambda p: p["mlm:hyperparameters"]["training"].update(held_out=5),
        lambda p: p["mlm:hyperparameters"]["training"].update(method=None),
        lambda p: p["mlm:output"][0]["classification:classes"][0].update(value=0),
        lambda p: p["mlm:output"][0]["classification:classes"][0].update(value=300),
        lambda p: p["mlm:output"][0]["classification:classes"][0].update(description="\n"),
        lambda p: p.update(start_datetime="someday"),
        lambda p: p.update(start_datetime="9999-12-31T00:00:00Z"),
        lambda p: p.update(title="two\nlines"),
        lambda p: p["mlm:input"][0]["value_scaling"][0].update(minimum=1.0, maximum=1.0 + 1e-12),
    ],
)
def test_a_card_that_cannot_be_true_is_refused(path, change):
    with pytest.raises(NotAModel, match="model card is not usable"):
        read_card(rewritten(path, change))


def test_facts_that_a_later_version_adds_are_passed_over(path):
    before = read_card(path)
    training = "mlm:hyperparameters"
    assert read_card(rewritten(path, lambda p: p[training]["training"].update(new=1))) == before


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ([[0.1, 0.5], [0.2, 0.6]], ()),  # pairs, as of an earlier version
        ([[0.1, 0.5, 1], [0, 0, 0, 0], [0.2, "x", 0.5], None, "abc", 5], ((0.1, 0.5, 1.0),)),
        ([[0.1, 0.5, float("nan")], [True, 0, 0]], ()),
        (None, ()),
        (7, ()),
    ],
)
def test_evidence_in_another_form_is_passed_over(path, written, read):
    training = "mlm:hyperparameters"
    changed = rewritten(path, lambda p: p[training]["training"].update(evidence=written))
    assert read_card(changed).training.evidence == read


def test_weights_must_fit_the_card(path):
    with pytest.raises(NotAModel, match=r"head\.bias has shape \(3,\), the card asks for \(2,\)"):
        load_model(
            rewritten(path, change_weights=lambda w: w.update({"head.bias": torch.zeros(3)})), CPU
        )


def test_weights_must_be_numbers(path):
    bad = torch.tensor([0.0, float("nan")])
    with pytest.raises(NotAModel, match="not numbers"):
        load_model(rewritten(path, change_weights=lambda w: w.update({"head.bias": bad})), CPU)


@pytest.mark.parametrize(
    ("name", "weight", "fragment"),
    [
        ("head.bias", torch.zeros(2, dtype=torch.float64), "torch.float64"),
        ("head.bias", torch.zeros(2, dtype=torch.complex64), "torch.complex64"),
        ("dense.1.running_var", torch.full((8,), -1.0), "negative variance"),
    ],
)
def test_weights_of_another_kind_are_refused(path, name, weight, fragment):
    with pytest.raises(NotAModel, match=fragment):
        load_model(rewritten(path, change_weights=lambda w: w.update({name: weight})), CPU)


def test_a_model_without_a_card_is_refused(path):
    save_file(load_file(path), path)
    with pytest.raises(NotAModel, match="no Sourcerer model card"):
        load_model(str(path), CPU)


def test_a_truncated_file_is_refused(path):
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(NotAModel, match="weights cannot be read"):
        load_model(str(path), CPU)
