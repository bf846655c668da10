"""Fixtures: a scene so small that a command takes a second, its model, and how to run a command.

A `conftest.py` that imports them has them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from scenes import pixel_box, write_image, write_polygons

from core.cli import main


@dataclass(frozen=True)
class Scene:
    """A tiny series of two classes, told apart by the season in which they are bright."""

    folder: Path
    polygons: Path
    reference: Path

    @property
    def labels(self):
        return ["--series", str(self.folder), "--polygons", str(self.polygons), "--field", "crop"]


@pytest.fixture(scope="session")
def scene(tmp_path_factory):
    """24 × 24 px, 12 dates: the west is bright in spring, the east in autumn."""
    folder = tmp_path_factory.mktemp("scene")
    images = folder / "images"
    images.mkdir()
    random = np.random.default_rng(1)
    for step in range(12):
        day = date(2020, 1, 1) + timedelta(days=30 * step)
        values = np.full((2, 24, 24), 1000.0)
        values[:, :, :12] += 3000 * np.exp(-(((step - 4) / 2) ** 2))
        values[:, :, 12:] += 3000 * np.exp(-(((step - 8) / 2) ** 2))
        values += random.normal(0, 60, values.shape)
        write_image(images / f"S2_{day:%Y%m%d}.tif", values, ["B04", "B08"], nodata=0)
    squares = [(c, r) for c in (1, 6, 13, 18) for r in (1, 6, 11, 16)]
    crops = ["spring" if col < 12 else "autumn" for col, _ in squares]
    polygons = write_polygons(
        folder / "polygons.gpkg", [pixel_box(c, r, 4, 4) for c, r in squares], crop=crops
    )
    reference = write_polygons(
        folder / "reference.gpkg",
        [pixel_box(0, 21, 12, 3), pixel_box(12, 21, 12, 3)],
        crop=["spring", "autumn"],
    )
    return Scene(images, polygons, reference)


@pytest.fixture(scope="session")
def source_model(scene, tmp_path_factory):
    """A model of the tiny scene, trained by the command."""
    path = tmp_path_factory.mktemp("model") / "source.safetensors"
    assert main(["train", *scene.labels, "--updates", "60", "--output", str(path)]) == 0
    return path


@pytest.fixture
def command(capsys):
    """Run a command in this process; returns (exit status, stdout, stderr)."""

    def run(*arguments):
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run
