"""A made-up scene, and a model that knows it, for the benchmark.

Thirty classes, each with a season of its own, in squares of eight pixels: a network that has learnt
them is as sure of most pixels, and as unsure of some, as one that has learnt crops.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.transform import Affine, from_origin

from .model_card import LandCoverClass
from .samples import Samples
from .season import DateGrid

FloatArray = npt.NDArray[np.float32]

N_CLASSES, N_BANDS = 30, 10
BANDS = tuple(f"B{number:02}" for number in range(1, N_BANDS + 1))
GRID = DateGrid(date(2019, 1, 1))
CLASSES = tuple(LandCoverClass(n + 1, f"class {n + 1}", "#40a040") for n in range(N_CLASSES))
CRS = "EPSG:32631"
SQUARE_PX = 8
TRANSFORM = from_origin(500_000, 5_600_000, 10, 10)
_NOISE, _CLOUDY, _CLOUD_PX = 90.0, 0.4, 32
_TILE_PX = 256


@dataclass(frozen=True)
class BenchScene:
    """A square scene; the same seed gives the same one."""

    side_px: int
    seed: int = 0

    @cached_property
    def classes(self) -> npt.NDArray[np.int64]:
        """(row, col) place of each pixel's class."""
        n_squares = -(-self.side_px // SQUARE_PX)
        drawn = np.random.default_rng(self.seed).integers(0, N_CLASSES, (n_squares, n_squares))
        every = drawn.repeat(SQUARE_PX, axis=0).repeat(SQUARE_PX, axis=1)
        return every[: self.side_px, : self.side_px]

    def write_stack(self, path: Path, days: Sequence[int] = GRID.offsets) -> Path:
        """All dates without a gap in one tiled GeoTIFF, as `prepare` leaves a series."""
        names = [f"{GRID.start + timedelta(days=day)} {band}" for day in days for band in BANDS]
        with self._create(path, names) as dataset:
            for place, day in enumerate(days):
                first = place * N_BANDS + 1
                dataset.write(self._image(day), list(range(first, first + N_BANDS)))
        return path

    def write_series(self, folder: Path, days: Sequence[int]) -> Path:
        """A GeoTIFF a date, of which clouds hide two fifths."""
        folder.mkdir()
        n_clouds = -(-self.side_px // _CLOUD_PX)
        random = np.random.default_rng(self.seed + 1)
        for day in days:
            clouds = random.random((n_clouds, n_clouds)) < _CLOUDY
            hidden = clouds.repeat(_CLOUD_PX, axis=0).repeat(_CLOUD_PX, axis=1)
            image = self._image(day)
            image[:, hidden[: self.side_px, : self.side_px]] = 0
            with self._create(folder / f"{GRID.start + timedelta(days=day)}.tif", BANDS) as dataset:
                dataset.write(image)
        return folder

    def samples(self, n_pixels: int) -> Samples:
        """Pixels as in the scene, without clouds, as labelled samples."""
        random = np.random.default_rng(self.seed + 2)
        drawn = random.integers(0, N_CLASSES, n_pixels)
        x = np.stack([_values(drawn, day, random, self.seed) for day in GRID.offsets], axis=2)
        return Samples(
            np.ascontiguousarray(x.transpose(1, 0, 2)), drawn + 1, np.arange(n_pixels), BANDS, GRID
        )

    def _image(self, day: int) -> npt.NDArray[np.uint16]:
        """(band, row, col) of a day."""
        random = np.random.default_rng([self.seed, day])
        values = _values(self.classes.ravel(), day, random, self.seed)
        return values.reshape(N_BANDS, self.side_px, self.side_px).astype(np.uint16)

    def _create(self, path: Path, names: Sequence[str]) -> rasterio.io.DatasetWriter:
        tiles = {"tiled": True, "blockxsize": _TILE_PX, "blockysize": _TILE_PX}
        dataset = rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=self.side_px,
            height=self.side_px,
            count=len(names),
            crs=CRS,
            transform=TRANSFORM,
            dtype="uint16",
            nodata=0,
            compress="deflate",
            predictor=2,
            interleave="band",
            **(tiles if self.side_px >= _TILE_PX else {}),
        )
        for number, name in enumerate(names, start=1):
            dataset.set_band_description(number, name)
        return dataset


def _values(
    classes: npt.NDArray[np.int64], day: int, random: np.random.Generator, seed: int
) -> FloatArray:
    """(band, n) values of pixels of these classes on a day.

    A class has a level and a peak in the season; a pixel shows up to half of another class, the
    same one every day; light varies for all bands of a pixel together, and there is noise.
    """
    courses, mixtures = np.random.default_rng(17), np.random.default_rng([seed, 1])
    level = courses.uniform(400, 2500, (N_BANDS, N_CLASSES))
    height = courses.uniform(-300, 1500, (N_BANDS, N_CLASSES))
    peak, width = courses.uniform(90, 270, N_CLASSES), courses.uniform(25, 60, N_CLASSES)
    means = level + height * np.exp(-(((day - peak) / width) ** 2))
    other = mixtures.integers(0, N_CLASSES, len(classes))
    share = np.clip(mixtures.exponential(0.25, len(classes)), 0, 0.5)
    shown = means[:, classes] * (1 - share) + means[:, other] * share
    light = random.normal(0, 2 * _NOISE, len(classes))
    noise = random.normal(0, _NOISE, (N_BANDS, len(classes)))
    return np.clip(shown + light + noise, 1, 60_000).astype(np.float32)


def write_repeated(patch: Path, target: Path, side_px: int, bands: Sequence[str]) -> None:
    """A VRT of a large scene that repeats a small one, side by side."""
    with rasterio.open(patch) as first:
        width, height, transform, wkt = first.width, first.height, first.transform, first.crs.wkt
    root = ET.Element("VRTDataset", rasterXSize=str(side_px), rasterYSize=str(side_px))
    ET.SubElement(root, "SRS").text = wkt
    ET.SubElement(root, "GeoTransform").text = ", ".join(map(repr, _gdal(transform)))
    for number, name in enumerate(bands, start=1):
        band = ET.SubElement(root, "VRTRasterBand", dataType="UInt16", band=str(number))
        ET.SubElement(band, "Description").text = name
        ET.SubElement(band, "NoDataValue").text = "0"
        for row in range(0, side_px, height):
            for col in range(0, side_px, width):
                source = ET.SubElement(band, "SimpleSource")
                ET.SubElement(source, "SourceFilename", relativeToVRT="0").text = str(patch)
                ET.SubElement(source, "SourceBand").text = str(number)
                size = {"xSize": str(width), "ySize": str(height)}
                ET.SubElement(source, "SrcRect", {"xOff": "0", "yOff": "0", **size})
                ET.SubElement(source, "DstRect", {"xOff": str(col), "yOff": str(row), **size})
    ET.ElementTree(root).write(target, encoding="utf-8")


def _gdal(transform: Affine) -> tuple[float, ...]:
    corners: tuple[float, ...] = transform.to_gdal()
    return corners
