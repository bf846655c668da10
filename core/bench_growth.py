"""How time grows with pixels, dates, bands and polygons."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas
import numpy as np
import torch
from shapely.geometry import box

from .bench_pipeline import SilentReporter
from .bench_scene import BANDS, CLASSES, CRS, GRID, TRANSFORM, BenchScene
from .jobs import BenchJob, ClassifyJob, Job, Precision, SamplesJob
from .model import LandCoverModel, new_network
from .model_card import ModelCard
from .model_file import save_model
from .progress import Advance
from .running import run

_DAYS = tuple(range(0, 360, 9))
_REPEATS = 3
_POLYGON_PX = 3


@dataclass(frozen=True)
class Growth:
    """Time of one job at several sizes."""

    what: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    """Best of three runs each: what the machine needs when nothing else asks for it."""


def measured_growth(job: BenchJob, folder: Path, advance: Advance) -> tuple[Growth, ...]:
    """Map in float32 with more and more of each, and extract more and more polygons."""
    side = job.side // 4 * 4
    images = BenchScene(side).write_series(folder / "growth", _DAYS)
    files = tuple(sorted(str(path) for path in images.glob("*.tif")))
    whole = ClassifyJob(
        series=files,
        model=str(_write_model(folder, len(BANDS))),
        output=str(folder / "growth.tif"),
        threads=job.threads,
        device=job.device,
        memory=job.memory,
        precision=Precision.FLOAT32,
        extent=_extent(side // 2),
    )
    kinds = (
        ("pixels", _by_pixels(whole, side)),
        ("images", _by_images(whole, files)),
        ("bands", _by_bands(whole, folder)),
        ("polygons", _by_polygons(whole, folder, side)),
    )
    found = []
    for number, (what, jobs) in enumerate(kinds):
        sizes, tasks = zip(*jobs)
        seconds: list[list[float]] = [[] for _ in tasks]
        for _ in range(_REPEATS):
            for taken, task in zip(seconds, tasks):
                start = time.perf_counter()
                run(task, SilentReporter())
                taken.append(time.perf_counter() - start)
        found.append(Growth(what, sizes, tuple(map(min, seconds))))
        advance((number + 1) / len(kinds))
    return tuple(found)


def _by_pixels(job: ClassifyJob, side: int) -> Iterator[tuple[int, Job]]:
    for part in (side // 4, side // 2, side):
        yield part**2, replace(job, extent=_extent(part))


def _by_images(job: ClassifyJob, files: tuple[str, ...]) -> Iterator[tuple[int, Job]]:
    for every in (4, 2, 1):
        chosen = files[::every]
        yield len(chosen), replace(job, series=chosen)


def _by_bands(job: ClassifyJob, folder: Path) -> Iterator[tuple[int, Job]]:
    for n_bands in (3, 5, 10):
        yield n_bands, replace(job, model=str(_write_model(folder, n_bands)))


def _by_polygons(job: ClassifyJob, folder: Path, side: int) -> Iterator[tuple[int, Job]]:
    random = np.random.default_rng(0)
    for n_polygons in (50, 200, 800):
        corners = random.integers(0, side - _POLYGON_PX, (n_polygons, 2))
        shapes = [box(*_bounds(col, row, _POLYGON_PX)) for col, row in corners.tolist()]
        crops = [f"crop {number % 5}" for number in range(n_polygons)]
        layer = folder / f"polygons_{n_polygons}.gpkg"
        geopandas.GeoDataFrame({"crop": crops}, geometry=shapes, crs=CRS).to_file(layer)
        task = SamplesJob(
            series=job.series,
            polygons=str(layer),
            field="crop",
            season_start=str(GRID.start),
            output=str(folder / "polygons.npz"),
            threads=job.threads,
            memory=job.memory,
        )
        yield n_polygons, task


def _extent(side: int) -> tuple[float, float, float, float]:
    return _bounds(0, 0, side)


def _bounds(col: int, row: int, side: int) -> tuple[float, float, float, float]:
    """A square of pixels as xmin, ymin, xmax, ymax."""
    left, top = TRANSFORM.c + col * TRANSFORM.a, TRANSFORM.f + row * TRANSFORM.e
    return left, top + side * TRANSFORM.e, left + side * TRANSFORM.a, top


def _write_model(folder: Path, n_bands: int) -> Path:
    """A model with fresh weights: which class it gives does not matter to time."""
    card = ModelCard(
        name="benchmark",
        bands=BANDS[:n_bands],
        band_ranges=((0.0, 5000.0),) * n_bands,
        grid=GRID,
        classes=CLASSES,
    )
    path = folder / f"growth_{n_bands}.safetensors"
    network = new_network(card, 0, torch.device("cpu"))
    save_model(path, LandCoverModel(card, network.eval()), path.name)
    return path
