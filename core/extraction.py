"""Labelled pixels taken out of a series: of its files only what lies near a label is read.

File by file, not window by window: a hundred open files would push each other's blocks out of
GDAL's cache before the next window needs them again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from rasterio.windows import Window

from .gapfill import count_observations, fill_pixels
from .imagery import Imagery
from .jobs import SeriesOptions
from .labels import LabelledPixels
from .progress import Advance
from .samples import Places, Samples
from .series import Image, Series, SeriesReader, merge

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

_SQUARE_PX = 64
"""Labelled pixels in such a square are read at once."""


@dataclass(frozen=True)
class Extraction:
    """Labelled pixels taken out of a series."""

    samples: Samples
    clear_shares: tuple[tuple[date, float], ...]
    """For each date of the series the share of the pixels that it shows clearly."""


def extract_samples(
    imagery: Imagery, pixels: LabelledPixels, job: SeriesOptions, advance: Advance
) -> Extraction:
    """Read and gap-fill the labelled pixels.

    Pixels with fewer clear observations than the imagery asks for are NaN, as missing ones are.
    """
    series, days, offsets = imagery.series, imagery.days, imagery.grid.offsets
    n_pixels = len(pixels.y)
    x = np.empty((n_pixels, len(series.bands), len(offsets)), np.float32)
    n_clear = np.zeros(len(days), np.int64)
    order = np.lexsort((pixels.cols // _SQUARE_PX, pixels.rows // _SQUARE_PX))
    at_once = _pixels_at_once(imagery, job.memory)
    with SeriesReader(series) as reader:
        for first in range(0, n_pixels, at_once):
            chosen = order[first : first + at_once]

            def proceed(share: float, done: int = first, n: int = len(chosen)) -> None:
                advance((done + share * n) / n_pixels)

            observed = _read(reader, pixels.rows[chosen], pixels.cols[chosen], proceed)
            filled = fill_pixels(observed, days, offsets, job.threads)
            if imagery.min_observations:
                count, _ = count_observations(observed, days, offsets[0], offsets[-1], job.threads)
                filled[count < imagery.min_observations] = np.nan
            x[chosen] = filled
            n_clear += (~np.isnan(observed).any(axis=1)).sum(axis=1)
    samples = Samples(
        x,
        pixels.y,
        pixels.polygon_id,
        series.bands,
        imagery.grid,
        imagery.sensor,
        places=Places(series.grid, pixels.rows, pixels.cols),
    )
    shares = n_clear / max(1, n_pixels)
    return Extraction(samples, tuple(zip(series.dates, shares.tolist())))


def _pixels_at_once(imagery: Imagery, memory_mb: int) -> int:
    """How many pixels' observations, and what becomes of them, stay in a quarter of the budget."""
    n_dates, n_offsets = len(imagery.series.dates), len(imagery.grid.offsets)
    bytes_per_pixel = 4 * len(imagery.series.bands) * (3 * n_dates + n_offsets)
    return max(1, memory_mb * 1024 * 1024 // 4 // bytes_per_pixel)


@dataclass(frozen=True)
class _Box:
    """The smallest window that holds the pixels of a square."""

    window: Window
    members: slice
    """Their places among all."""
    rows: IntArray
    cols: IntArray
    """In the window."""

    @property
    def wanted(self) -> npt.NDArray[np.bool_]:
        """(row, col), where a pixel is one of them."""
        wanted = np.zeros((self.window.height, self.window.width), bool)
        wanted[self.rows, self.cols] = True
        return wanted


def _read(reader: SeriesReader, rows: IntArray, cols: IntArray, advance: Advance) -> FloatArray:
    """Pixels sorted by square -> (date, band, n), NaN = missing; days merged as in a window."""
    series = reader.series
    boxes = list(_boxes(rows, cols))
    observed = np.full((len(series.dates), len(series.bands), len(rows)), np.nan, np.float32)
    n_values = np.zeros(observed.shape, np.uint8)
    number_of = {day: number for number, day in enumerate(series.dates)}
    n_done = 0
    for images in _by_file(series):
        for box in sorted(boxes, key=_block_order(*reader.block_shape(images[0]))):
            for image in images:
                values = reader.read_image(image, box.window, box.wanted)[:, box.rows, box.cols]
                place = number_of[image.date]
                merge(observed[place][:, box.members], n_values[place][:, box.members], values)
            n_done += len(images)
            advance(n_done / (len(boxes) * len(series.images)))
    return observed


def _boxes(rows: IntArray, cols: IntArray) -> Iterator[_Box]:
    """The squares' pixels, which lie one after another."""
    squares = np.stack([rows // _SQUARE_PX, cols // _SQUARE_PX])
    starts = np.flatnonzero((np.diff(squares, prepend=-1) != 0).any(axis=0)).tolist()
    for start, stop in zip(starts, [*starts[1:], len(rows)]):
        own_rows, own_cols = rows[start:stop], cols[start:stop]
        top, left = int(own_rows.min()), int(own_cols.min())
        window = Window(left, top, int(own_cols.max()) - left + 1, int(own_rows.max()) - top + 1)
        yield _Box(window, slice(start, stop), own_rows - top, own_cols - left)


def _by_file(series: Series) -> list[list[Image]]:
    """Images of one file together, as in a stack, where a block holds all of its dates."""
    groups: dict[str, list[Image]] = {}
    for image in series.images:
        groups.setdefault(image.path, []).append(image)
    return list(groups.values())


def _block_order(block_rows: int, block_cols: int) -> Callable[[_Box], tuple[int, int, int, int]]:
    """Boxes sorted by this go through a file's blocks one after another."""

    def key(box: _Box) -> tuple[int, int, int, int]:
        row, col = int(box.window.row_off), int(box.window.col_off)
        return row // block_rows, col // block_cols, row, col

    return key
