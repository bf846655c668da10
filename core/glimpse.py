"""A quick look at the pixels of a series: how much of each image is clear, what its values are.

A few small squares, spread over the area, stand for all of it. They are read in full resolution: in
overviews the numbers of a mask are averaged and mean nothing.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rasterio.warp import transform
from rasterio.windows import Window

from .areas import Area
from .errors import UnreadableFile
from .grid import Grid
from .progress import Advance
from .series import Image, Series, SeriesReader

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float32]

WHOLE_PX = 64
"""An area of at most so many pixels a side is read whole."""
SQUARE_PX = 21
_PLACES = ((1, 1), (0, 0), (2, 2), (0, 2), (2, 0), (0, 1), (2, 1), (1, 0), (1, 2))
"""Thirds of the area, (row, col), in which a square lies each; the middle first."""
_MOST_IMAGES = 6
_ENOUGH_PX = 700
"""Clear pixels of an image whose values tell its units."""
TIME_S = 5.0
"""Slow archives are looked at for so long; what was not reached by then is unknown."""


@dataclass(frozen=True)
class Glimpse:
    """What was seen of the images, in their order."""

    clear_shares: tuple[float | None, ...]
    """Of an image's own pixels that were read; None where none was."""
    unreadable: tuple[str, ...]
    """Why an image cannot be read; empty where it can."""


def squares(area: Area) -> list[Window]:
    """Where to look, in the pixels of the area's grid."""
    part = area.window
    if part.width <= WHOLE_PX and part.height <= WHOLE_PX:
        return [part]
    width, height = min(SQUARE_PX, part.width), min(SQUARE_PX, part.height)
    return [
        Window(
            part.col_off + (part.width - width) * (2 * col + 1) // 6,
            part.row_off + (part.height - height) * (2 * row + 1) // 6,
            width,
            height,
        )
        for row, col in _PLACES
    ]


def clear_shares(series: Series, area: Area, advance: Advance) -> Glimpse:
    """The share of each image that is neither nodata nor cloud by its masks.

    Args:
        series: one band of an image is enough.
        area: of the series' grid.
        advance: told of progress.
    """
    images = series.images
    n_clear, n_seen = [0] * len(images), [0] * len(images)
    unreadable = [""] * len(images)
    # every fourth image first: where time runs out, all of the season was seen
    order = sorted(range(len(images)), key=lambda number: (number % 4, number))
    windows = squares(area)
    end_s = time.monotonic() + TIME_S
    with SeriesReader(series) as reader:
        for done, window in enumerate(windows):
            part, wanted = area.grid.part(window), area.inside(window)
            for step, number in enumerate(order):
                if unreadable[number] or time.monotonic() > end_s:
                    continue
                advance((done + step / len(order)) / len(windows))
                seen = _inside(images[number].bands[0].sources[0].grid, part)
                if wanted is not None:
                    seen &= wanted
                if not seen.any():
                    continue
                try:
                    values = reader.read_image(images[number], window)
                except UnreadableFile as error:
                    unreadable[number] = error.message
                    continue
                n_seen[number] += int(seen.sum())
                n_clear[number] += int((seen & ~np.isnan(values).any(axis=0)).sum())
    shares = tuple(clear / seen if seen else None for clear, seen in zip(n_clear, n_seen))
    return Glimpse(shares, tuple(unreadable))


def some_values(series: Series, area: Area) -> FloatArray:
    """Clear values of a few images spread over the season, (n, band, 1), none missing."""
    images = _spread(series.images, _MOST_IMAGES)
    found: list[FloatArray] = [np.empty((0, len(series.bands)), np.float32)]
    end_s = time.monotonic() + TIME_S
    with SeriesReader(series) as reader:
        for image in images:
            still_px = _ENOUGH_PX
            for window in squares(area):
                if still_px <= 0 or time.monotonic() > end_s:
                    break
                values = reader.read_image(image, window).reshape(len(series.bands), -1).T
                clear = values[~np.isnan(values).any(axis=1)]
                found.append(clear[:: 1 + len(clear) // still_px])
                still_px -= len(found[-1])
    return np.concatenate(found)[:, :, None]


def _spread(images: Sequence[Image], most: int) -> list[Image]:
    """At most so many images, evenly from the first to the last."""
    places = np.linspace(0, len(images) - 1, min(most, len(images))).round().astype(int)
    return [images[place] for place in places]


def _inside(grid: Grid, part: Grid) -> BoolArray:
    """Which pixels (row, col) of a part of the series lie in a file's rectangle."""
    cols, rows = np.meshgrid(np.arange(part.width) + 0.5, np.arange(part.height) + 0.5)
    x, y = part.transform @ (cols, rows)
    if grid.crs != part.crs:
        moved = transform(part.crs, grid.crs, x.ravel().tolist(), y.ravel().tolist())
        x, y = (np.reshape(values, cols.shape) for values in moved[:2])
    col, row = ~grid.transform @ (x, y)
    result: BoolArray = (col >= 0) & (col < grid.width) & (row >= 0) & (row < grid.height)
    return result
