"""A made-up series of any size: square fields of a few classes, each with its own peak of the year.

What a map of it should show is known at every pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from scenes import ORIGIN, PIXEL_M, pixel_box, write_image, write_polygons
from shapely import points

NAMES = ("spring", "early", "middle", "late", "autumn")
NOISE, BASE, PEAK, WIDTH_DAYS = 120.0, 1000.0, 3000.0, 30.0
FIRST_PEAK, LAST_PEAK = 60, 300
"""Days of the season."""
START = date(2020, 1, 1)
CLOUDED = 0.2
"""Share of the fields that an image does not show."""


@dataclass(frozen=True)
class Sizes:
    """Of a series: square, with square fields of whole pixels."""

    fields: int
    """In a row, and in a column."""
    field_px: int
    bands: tuple[str, ...] = ("B02", "B03", "B04", "B08")

    @property
    def side_px(self) -> int:
        return self.fields * self.field_px


def season_days(n_dates: int) -> list[int]:
    """So many days, evenly over a year, or daily over more than a year."""
    span = max(364, n_dates - 1)
    return [span * step // (n_dates - 1) for step in range(n_dates)]


def write_series(
    folder: Path, sizes: Sizes, days: Sequence[int], seed: int = 0, by_band: bool = False
) -> None:
    """One GeoTIFF a date, or a date and band; 0 where a field is under a cloud.

    Args:
        folder: made.
        sizes: of the images.
        days: from the season's start.
        seed: of noise and clouds.
        by_band: one file a band.
    """
    folder.mkdir(parents=True)
    kind = classes(sizes)
    random = np.random.default_rng(seed)
    shape = (len(sizes.bands), sizes.side_px, sizes.side_px)
    stored = {"tiled": True, "blockxsize": 256, "blockysize": 256, "compress": "deflate"}
    stored.update(zlevel=1, nodata=0)
    for day in days:
        mean = BASE + PEAK * np.exp(-(((day - peaks()) / WIDTH_DAYS) ** 2))
        values = np.broadcast_to(mean[_as_pixels(kind, sizes)], shape).astype(np.float32)
        values = values + NOISE * random.standard_normal(shape, np.float32)
        clouded = random.random((sizes.fields, sizes.fields)) < CLOUDED
        values[:, _as_pixels(clouded, sizes)] = 0
        name = f"S2_{START + timedelta(days=day):%Y%m%d}"
        if by_band:
            for band, plane in zip(sizes.bands, values):
                write_image(folder / f"{name}_{band}.tif", plane[None], [band], **stored)
        else:
            write_image(folder / f"{name}.tif", values, sizes.bands, **stored)


def write_labels(path: Path, sizes: Sizes, number: int, seed: int = 0) -> int:
    """Polygons of so many fields drawn at random, without their edges; returns their pixels."""
    order = np.random.default_rng(seed).permutation(sizes.fields**2)[:number]
    rows, cols = np.divmod(order, sizes.fields)
    inner = sizes.field_px - 2
    shapes = [
        pixel_box(int(col) * sizes.field_px + 1, int(row) * sizes.field_px + 1, inner, inner)
        for row, col in zip(rows, cols)
    ]
    crops = [NAMES[kind] for kind in classes(sizes)[rows, cols]]
    write_polygons(path, shapes, crop=crops)
    return number * inner**2


def write_points(path: Path, sizes: Sizes, number: int, seed: int = 0) -> None:
    """So many pixels' centres drawn at random, each once."""
    places = np.random.default_rng(seed).permutation(sizes.side_px**2)[:number]
    rows, cols = np.divmod(places, sizes.side_px)
    x, y = ORIGIN[0] + (cols + 0.5) * PIXEL_M, ORIGIN[1] - (rows + 0.5) * PIXEL_M
    kinds = classes(sizes)[rows // sizes.field_px, cols // sizes.field_px]
    write_polygons(path, points(x, y), crop=[NAMES[kind] for kind in kinds])


def classes(sizes: Sizes) -> np.ndarray:
    """(row, col) of the fields: which of `NAMES`."""
    return np.random.default_rng(7).integers(0, len(NAMES), (sizes.fields, sizes.fields))


def share_right(path: Path, sizes: Sizes) -> float:
    """Of a map's pixels; its values count the classes by name, from 1."""
    import rasterio

    value_of = 1 + np.argsort(np.argsort(NAMES))
    with rasterio.open(path) as dataset:
        return float((dataset.read(1) == _as_pixels(value_of[classes(sizes)], sizes)).mean())


def peaks() -> np.ndarray:
    """Day of each class's peak."""
    return np.linspace(FIRST_PEAK, LAST_PEAK, len(NAMES))


def _as_pixels(of_fields: np.ndarray, sizes: Sizes) -> np.ndarray:
    return of_fields.repeat(sizes.field_px, axis=0).repeat(sizes.field_px, axis=1)
