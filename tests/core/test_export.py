"""A model as ONNX gives the same probabilities as ours, and a card that says what goes in."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
import torch
from standards import check_item
from torch import nn

from core.model import LandCoverModel, new_network
from core.model_card import Architecture, LandCoverClass, ModelCard, Training
from core.model_file import load_model, save_model
from core.season import DateGrid

ROOT = Path(__file__).parents[2]
CPU = torch.device("cpu")
CARD = ModelCard(
    name="fields",
    bands=("B04", "B08"),
    band_ranges=((200.0, 3000.0), (900.0, 5000.0)),
    grid=DateGrid(date(2018, 9, 1), (0, 10, 25, 40)),
    classes=tuple(LandCoverClass(n, f"class {n}", f"#00000{n}") for n in (7, 3, 5)),
    architecture=Architecture(filters=6, kernel=3, dense=8),
    training=Training(versions={"torch": "2.13.0"}),
    provenance="Labels: x",
    temperature=1.4,
)


def written(folder, **changes):
    """A model whose batch norms have seen data; returns (model, path)."""
    card = replace(CARD, **changes)
    network = new_network(card, 5, CPU).eval()
    torch.manual_seed(1)
    for norm in (module for module in network.modules() if isinstance(module, nn.BatchNorm1d)):
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.5, 2)
        nn.init.normal_(norm.weight)
        nn.init.normal_(norm.bias)
    path = folder / "fields.safetensors"
    save_model(path, LandCoverModel(card, network), path.name)
    return load_model(str(path), CPU), path


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"temperature": 1.0, "architecture": Architecture(filters=4, kernel=1, dense=3)},
        {"architecture": Architecture(filters=6, kernel=5, dense=8, head="cosine")},
        {"architecture": Architecture()},
    ],
    ids=["small", "narrow", "cosine", "the paper's sizes"],
)
def test_onnx_gives_our_probabilities_for_any_number_of_pixels(tmp_path, command, changes):
    model, path = written(tmp_path, **changes)
    target = tmp_path / "fields.onnx"
    status, out, err = command("export", path, "--output", target)
    assert status == 0, err
    assert "7 class 7, 3 class 3, 5 class 5" in out
    session = onnxruntime.InferenceSession(target)
    for n_pixels in (1, 3, 2000):
        generator = np.random.default_rng(n_pixels)
        x = generator.uniform(0, 6000, (n_pixels, 2, 4)).astype(np.float32)
        (found,) = session.run(["probabilities"], {"series": x})
        np.testing.assert_allclose(found, model.probabilities(x), rtol=0, atol=1e-5)
        np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-5)


def test_a_pixel_worked_out_by_hand(tmp_path, command):
    """Scores 0, 1.4 and 2.8 at temperature 1.4: softmax of 0, 1, 2."""
    model, path = written(tmp_path)
    with torch.no_grad():
        for parameter in model.network.parameters():
            parameter.zero_()
        model.network.head.bias.copy_(torch.tensor([0.0, 1.4, 2.8]))
    save_model(path, model, path.name)
    target = tmp_path / "fields.onnx"
    assert command("export", path, "--output", target)[0] == 0
    x = np.full((1, 2, 4), 1000, np.float32)
    (found,) = onnxruntime.InferenceSession(target).run(None, {"series": x})
    np.testing.assert_allclose(found[0], [0.0900306, 0.2447285, 0.6652410], atol=1e-6)


def test_the_card_beside_it_says_what_goes_in_and_comes_out(tmp_path, command):
    _, path = written(tmp_path)
    assert command("export", path, "--output", tmp_path / "fields.onnx")[0] == 0
    item = json.loads((tmp_path / "fields.json").read_text())
    properties = check_item(item)
    assert (properties["mlm:framework"], properties["mlm:name"]) == ("ONNX", "fields")
    (given,), (result,) = properties["mlm:input"], properties["mlm:output"]
    assert given["bands"] == ["B04", "B08"]
    assert given["input"]["shape"] == [-1, 2, 4]
    assert "value_scaling" not in given
    assert properties["mlm:hyperparameters"]["date_offsets"] == [0, 10, 25, 40]
    assert "temperature" not in properties["mlm:hyperparameters"]
    assert [c["value"] for c in result["classification:classes"]] == [7, 3, 5]
    asset = item["assets"]["model"]
    assert (asset["href"], asset["mlm:artifact_type"]) == ("fields.onnx", "onnx")


def test_the_same_model_gives_the_same_bytes(tmp_path, command):
    _, path = written(tmp_path)
    for name in ("a.onnx", "b.onnx"):
        assert command("export", path, "--output", tmp_path / name)[0] == 0
    assert (tmp_path / "a.onnx").read_bytes() == (tmp_path / "b.onnx").read_bytes()
    assert onnx.load(tmp_path / "a.onnx").graph.input[0].name == "series"


def test_without_the_package_it_says_how_to_get_it(tmp_path, command, monkeypatch):
    _, path = written(tmp_path)
    monkeypatch.setitem(sys.modules, "onnx", None)
    monkeypatch.delitem(sys.modules, "core.onnx_graph", raising=False)
    status, _, err = command("export", path, "--output", tmp_path / "fields.onnx")
    assert status == 1
    assert "fields.onnx cannot be written: the Python package onnx is not installed" in err
    requirements = err.rpartition('-r "')[2].partition('"')[0]
    assert f"onnx=={onnx.__version__}" in Path(requirements).read_text()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fields.safetensors"]


@pytest.mark.parametrize(
    ("arguments", "fragment"),
    [
        (["MODEL", "--output", "x.pt"], "--output is 'x.pt'; it must be a file NAME.onnx"),
        (["nowhere.safetensors", "--output", "x.onnx"], "nowhere.safetensors cannot be read"),
    ],
)
def test_what_cannot_be_exported_is_said(tmp_path, command, monkeypatch, arguments, fragment):
    monkeypatch.chdir(tmp_path)
    status, _, err = command("export", *arguments)
    assert (status, list(tmp_path.iterdir())) == (1, [])
    assert fragment in err


def test_only_export_needs_the_package():
    script = "import sys; sys.modules['onnx'] = None; import core.pipeline"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)
