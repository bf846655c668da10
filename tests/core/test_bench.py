"""The benchmark's parts: what it counts, what it maps, what it compares with."""

import json
from dataclasses import replace

import pytest
import rasterio
import torch
from torch import nn

from core.bench import Benchmark
from core.bench_fit import FitSpeeds, _losses, plain_losses
from core.bench_growth import Growth
from core.bench_network import NetworkSpeeds, pixel_flops
from core.bench_page import growth_picture, page
from core.bench_pipeline import PeakMemory
from core.bench_scene import BANDS, BenchScene, write_repeated
from core.bench_turns import speeds_in_turns
from core.model_card import Architecture
from core.tempcnn import TempCNN


def test_operations_of_a_pixel():
    """By hand: 37 dates × 5 × 64 × (10 + 64 + 64), 2368 × 256 and 256 × 30, twice each."""
    assert pixel_flops() == 2 * (1_633_920 + 606_208 + 7_680)


def test_all_is_measured_in_turns_after_one_that_does_not_count():
    done, told = [], []

    def work(name, units):
        return lambda: done.append(name) or units

    works = {"one": work("one", 5), "ten": work("ten", 0)}
    speeds = speeds_in_turns(works, 2, told.append)
    assert done == ["one", "ten"] * 3
    assert speeds["one"] > 0
    assert speeds["ten"] == 0
    assert told == [pytest.approx(1 / 3), pytest.approx(2 / 3), 1]


def test_the_scene_is_the_same_each_time_and_the_stack_has_no_gaps(tmp_path):
    for name in ("a.tif", "b.tif"):
        BenchScene(32).write_stack(tmp_path / name, days=(0, 120))
    first, again = ((tmp_path / name).read_bytes() for name in ("a.tif", "b.tif"))
    assert first == again
    with rasterio.open(tmp_path / "a.tif") as stack:
        assert stack.descriptions[10] == "2019-05-01 B01"
        assert stack.read().min() > 0


def test_clouds_hide_two_fifths_of_a_series(tmp_path):
    folder = BenchScene(320).write_series(tmp_path / "series", days=(0, 40))
    for path in sorted(folder.iterdir()):
        with rasterio.open(path) as image:
            hidden = (image.read() == 0).all(axis=0)
        assert 0.25 < hidden.mean() < 0.55


def test_a_repeated_scene_shows_the_small_one_side_by_side(tmp_path):
    series = BenchScene(16).write_series(tmp_path / "series", days=(0,))
    patch = next(series.iterdir())
    write_repeated(patch, tmp_path / "large.vrt", 40, BANDS)
    with rasterio.open(tmp_path / "large.vrt") as large, rasterio.open(patch) as small:
        values, part = large.read(), small.read()
        assert large.descriptions == BANDS
    assert values.shape == (10, 40, 40)
    assert (values[:, 16:32, 16:32] == part).all()
    assert (values[:, 32:, 32:] == part[:, :8, :8]).all()


def test_the_plain_way_learns_as_ours_does():
    torch.manual_seed(0)
    source = TempCNN(3, 8, 4, Architecture(filters=8, dense=16))
    x, y = torch.randn(50, 3, 8), torch.arange(50) % 4
    plain = plain_losses(source, x, y, 20, nn.Identity())
    assert _losses(source, x, y, 20) == pytest.approx(plain, rel=1e-3)
    assert plain[-1] < plain[0]


@pytest.fixture
def found():
    return Benchmark(
        machine="A processor; CPU, 1 thread",
        day="2026-01-02",
        threads=1,
        versions={"torch": "2.13"},
        network=NetworkSpeeds(
            pixel_flops=4_000_000,
            gemm_flops={"float32": 64e9},
            pixels={"network alone, float32": 12_000.0, "gap filling": 90_000.0},
            precision="float32",
            agreement=0.9991,
            refined_agreement=1.0,
            widest_margin=0.02,
            ratios={"of the machine's GEMM limit in float32": 0.75},
        ),
        fit=FitSpeeds({"plain": 20.0, "ours, form loss": 10.0}, {"adaptation, form loss": 2.0}, 0),
        growth=(Growth("pixels", (10, 20, 40), (1.0, 2.0, 4.0)),),
        start_up_s={"first event": 0.2},
        memory=(PeakMemory(5000, 2048, 1500.0, 60.0),),
    )


def test_the_page_tells_what_was_measured_where_and_when(found):
    text = page(found, "growth.png")
    for expected in (
        "2026-01-02 · A processor; CPU, 1 thread",
        "| of the machine's GEMM limit in float32 | 0.75 | at least 0.8 |",
        "| adaptation, form loss | 2.00 | at least 1.4 |",
        "| network alone, float32 | 12,000 | 48 |",
        "| gap filling | 90,000 |  |",
        "| pixels | 10, 20, 40 | 1.00, 2.00, 4.00 |",
        "| 5,000 × 5,000 | 2,048 | 1,500 |",
        "99.910 % get float32's class",
        "(growth.png)",
    ):
        assert expected in text
    assert "peak" not in page(replace(found, memory=()), "growth.png")


def test_growth_is_a_picture(found):
    assert growth_picture(found.growth).startswith(b"\x89PNG")


def test_settings_are_checked(capsys):
    from core.cli import main

    assert main(["bench", "--rounds", "0", "--json"]) == 1
    assert "--rounds is 0" in json.loads(capsys.readouterr().out)["message"]
    assert main(["bench", "--side", "8", "--json"]) == 1
    assert "--side is 8" in json.loads(capsys.readouterr().out)["message"]
    assert main(["bench", "--memory-side", "-1", "--json"]) == 1
    assert "--memory-side is -1" in json.loads(capsys.readouterr().out)["message"]
