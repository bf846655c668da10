"""Maps through the command line: the same whatever the windows, and gone when stopped."""

import threading
from dataclasses import replace

import numpy as np
import pytest
import rasterio
import torch

from core.bench_scene import BANDS, CLASSES, BenchScene
from core.cli import main
from core.errors import Cancelled
from core.jobs import ClassifyJob
from core.model import LandCoverModel, new_network
from core.model_card import Architecture, ModelCard
from core.model_file import save_model
from core.normalise import fit_ranges
from core.running import run
from core.season import DateGrid
from core.training import Schedule, train

DAYS = (0, 60, 120, 180)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A stack of 80 × 80 px, and a model of six groups of its classes."""
    made = tmp_path_factory.mktemp("map")
    scene = BenchScene(80)
    scene.write_stack(made / "stack.tif", DAYS)
    samples = scene.samples(600)
    samples = replace(samples, x=samples.x[:, :, [day // 10 for day in DAYS]])
    card = ModelCard(
        name="made",
        bands=BANDS,
        band_ranges=fit_ranges(samples.x),
        grid=DateGrid(samples.grid.start, DAYS),
        classes=CLASSES[:6],
        architecture=Architecture(filters=8, dense=16),
    )
    model = LandCoverModel(card, new_network(card, 3, torch.device("cpu")))
    x, y = model.inputs(np.ascontiguousarray(samples.x)), torch.from_numpy((samples.y - 1) // 5)
    train(model.network, x, y, Schedule(100, 0), lambda fraction: None)
    save_model(made / "model.safetensors", model, "model.safetensors")
    return made


def job(folder, target, **more):
    series, model = (str(folder / "stack.tif"),), str(folder / "model.safetensors")
    return ClassifyJob(series=series, model=model, output=str(target), threads=1, **more)


def values(path):
    with rasterio.open(path) as dataset:
        return dataset.read()


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_windows_and_threads_change_nothing(folder, tmp_path, monkeypatch, precision, reporter):
    command = ["classify", "--series", folder / "stack.tif", "--companions", "confidence,margin"]
    command += ["--model", folder / "model.safetensors", "--precision", precision]
    for name, side, threads in (("whole", 128, 1), ("parts", 32, 1), ("threads", 32, 2)):
        monkeypatch.setattr("core.imagery.window_side", lambda *sizes, side=side: side)
        target = tmp_path / f"{name}.tif"
        more = ["--threads", threads, "--output", target]
        assert main([str(word) for word in [*command, *more]]) == 0
    torch.set_num_threads(1)
    for ending in (".tif", "_confidence.tif", "_margin.tif"):
        whole = values(tmp_path / f"whole{ending}")
        assert len(np.unique(whole)) > 2
        for name in ("parts", "threads"):
            assert (values(tmp_path / f"{name}{ending}") == whole).all()


def test_the_precision_that_was_chosen_is_told(folder, tmp_path, monkeypatch, reporter):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    monkeypatch.setattr("core.precision.REFINED_BELOW", 2.0)
    run(job(folder, tmp_path / "map.tif"), reporter)
    expected = "The network computes in float32, for in bfloat16 too many pixels are a close call."
    assert ("info", expected) in reporter.messages


def test_a_run_that_is_stopped_leaves_no_thread_and_no_file(
    folder, tmp_path, monkeypatch, reporter
):
    monkeypatch.setattr("core.imagery.window_side", lambda *sizes: 32)
    seen = []

    def progress(phase, fraction):
        seen.append(fraction)
        if fraction > 0.2:  # of nine windows
            raise Cancelled("The user stopped the run.")

    reporter.progress = progress
    with pytest.raises(Cancelled):
        run(job(folder, tmp_path / "map.tif"), reporter)
    assert len(seen) == 3
    assert list(tmp_path.iterdir()) == []
    assert [each for each in threading.enumerate() if "ThreadPool" in each.name] == []
