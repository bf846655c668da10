"""The example scene's fields, and the smooth noise that textures and clouds are made of."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import rasterize
from shapely.geometry import LineString, Polygon, box
from shapely.ops import split

from .example_phenology import Floats, LandCover, Region

PIXEL_M = 10.0
MIN_FIELDS_PER_CLASS = 5
HEDGE_M = (1.0, 4.0)
"""Distance, in metres, between a field's border and the line that it shares with its neighbour."""
CUT_SHARE = (0.38, 0.62)
"""Where a field is cut in two, from one end to the other."""
CUT_JITTER_DEG = 5.0
"""Standard deviation of a cut's turn away from the region's two directions."""
SURFACE_SD = 151 / 315
"""Standard deviation of a cubic B-spline surface over independent knots of standard deviation 1."""


@dataclass(frozen=True)
class Landscape:
    """The fields of one region."""

    transform: Affine
    """From pixel (column, row) to the scene's CRS."""
    borders: tuple[Polygon, ...]
    """Each field's real border; field number = position."""
    classes: NDArray[np.int64]
    """Each field's class value, 1 to K, `(n_fields,)`."""
    field_of_pixel: NDArray[np.int32]
    """Field number of each pixel by its centre, -1 between the fields, `(row, col)`."""


def draw_landscape(
    region: Region, covers: Sequence[LandCover], size: int, rng: np.random.Generator
) -> Landscape:
    """Cut the region into fields and give each a class."""
    east, south = region.west + size * PIXEL_M, region.north - size * PIXEL_M
    n_fields = max(MIN_FIELDS_PER_CLASS * len(covers), round(size**2 / region.field_px))
    cells = _cut(box(region.west, south, east, region.north), n_fields, region.angle, rng)
    gaps = rng.uniform(*HEDGE_M, n_fields)
    borders = tuple(
        cell.buffer(-gap, join_style="mitre") for cell, gap in zip(cells, gaps, strict=True)
    )
    transform = Affine(PIXEL_M, 0, region.west, 0, -PIXEL_M, region.north)
    numbers = rasterize(
        [(border, number + 1) for number, border in enumerate(borders)],
        out_shape=(size, size),
        transform=transform,
        dtype="int32",
    )
    classes = rng.permutation(_class_list([cover.share for cover in covers], n_fields))
    return Landscape(transform, borders, classes, numbers - 1)


def _cut(start: Polygon, n: int, angle: float, rng: np.random.Generator) -> list[Polygon]:
    """Cut the largest cell in two across its long side until there are n."""
    heap: list[tuple[float, int, Polygon]] = [(-start.area, 0, start)]
    serial = 0
    while len(heap) < n:
        cell = heapq.heappop(heap)[2]
        for part in _halves(cell, angle, rng):
            serial += 1
            heapq.heappush(heap, (-part.area * rng.uniform(0.6, 1.4), serial, part))
    return [cell for _, _, cell in sorted(heap, key=lambda entry: entry[1])]


def _halves(cell: Polygon, angle: float, rng: np.random.Generator) -> list[Polygon]:
    """Cut a convex cell near its middle, across the longer of its two directions."""
    corners = np.array(cell.exterior.coords)
    radians = math.radians(angle)
    directions = np.array(
        [(math.cos(radians), math.sin(radians)), (-math.sin(radians), math.cos(radians))]
    )
    along = corners @ directions.T
    longer = int(np.argmax(np.ptp(along, axis=0)))
    low, high = along[:, longer].min(), along[:, longer].max()
    place = low + rng.uniform(*CUT_SHARE) * (high - low)
    middle = along[:, 1 - longer].mean() * directions[1 - longer] + place * directions[longer]
    turn = math.radians(rng.normal(0.0, CUT_JITTER_DEG))
    across = np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    reach = (across @ directions[1 - longer]) * 2 * cell.length
    return list(split(cell, LineString([middle - reach, middle + reach])).geoms)


def _class_list(shares: Sequence[float], n_fields: int) -> NDArray[np.int64]:
    """Class values 1 to K for n fields, by share, each class at least `MIN_FIELDS_PER_CLASS`."""
    wanted = np.array(shares) / sum(shares) * n_fields
    counts = np.maximum(np.floor(wanted).astype(int), MIN_FIELDS_PER_CLASS)
    while counts.sum() < n_fields:
        counts[np.argmax(wanted - counts)] += 1
    while counts.sum() > n_fields:
        spare = np.where(counts > MIN_FIELDS_PER_CLASS, counts - wanted, -np.inf)
        counts[np.argmax(spare)] -= 1
    return np.repeat(np.arange(1, len(shares) + 1), counts)


def smooth_noise(
    rng: np.random.Generator, shape: tuple[int, int], cells_px: Sequence[float]
) -> Floats:
    """Smooth random surface of mean about 0 and standard deviation about 1.

    Args:
        rng: draws it.
        shape: `(row, col)`.
        cells_px: sizes of its features in pixels, the strongest first; each next one has half the
            weight.
    """
    total = np.zeros(shape)
    weight = 1.0
    squares = 0.0
    for cell in cells_px:
        knots = rng.standard_normal([math.ceil(length / cell) + 4 for length in shape])
        rows = _interpolate(knots, shape[0], cell)
        total += weight * _interpolate(rows.T, shape[1], cell).T
        squares += weight**2
        weight /= 2
    result: Floats = total / (SURFACE_SD * math.sqrt(squares))
    return result


def _interpolate(knots: Floats, length: int, cell: float) -> Floats:
    """Cubic B-spline along the first axis, one knot every `cell` pixels; no BLAS, same bits."""
    place = np.arange(length) / cell
    first = place.astype(int)
    t = (place - first)[:, None]
    result: Floats = (
        knots[first] * (1 - t) ** 3
        + knots[first + 1] * (3 * t**3 - 6 * t**2 + 4)
        + knots[first + 2] * (-3 * t**3 + 3 * t**2 + 3 * t + 1)
        + knots[first + 3] * t**3
    ) / 6
    return result
