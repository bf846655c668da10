"""From windows of a series to classes and confidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
from rasterio.windows import Window

from .gapfill import fill_cube, is_missing
from .map_file import CONFIDENCE_NODATA, NODATA
from .model import LandCoverModel
from .series import Series, SeriesReader, tile_window, window_side


@dataclass(frozen=True)
class MappedWindow:
    """One window of the map."""

    window: Window
    """In the map's own pixels."""
    values: npt.NDArray[np.uint16]
    """(row, col) class values, 0 where the series is missing."""
    confidence: npt.NDArray[np.uint8]
    """(row, col) probability of the class in percent, 255 where missing."""
    fraction: float
    """Of the map, done with this window."""


def classify_windows(
    model: LandCoverModel, series: Series, season_start: date, part: Window, memory_mb: int
) -> Iterator[MappedWindow]:
    """Classify part of a series, window by window; memory is bounded by the window.

    Args:
        model: its card's bands and offsets rule.
        series: with the model's bands.
        season_start: first day of the season.
        part: the pixels to map.
        memory_mb: budget that the window's size is chosen for.
    """
    card = model.card
    days = [(day - season_start).days for day in series.dates]
    side = window_side(len(days), len(card.bands), len(card.grid.offsets), memory_mb)
    extent = series.grid.part(part)
    tiles = [
        (row, col)
        for row in range(-(-extent.height // side))
        for col in range(-(-extent.width // side))
    ]
    with SeriesReader(series) as reader:
        for done, (row, col) in enumerate(tiles, start=1):
            window = tile_window(extent, side, row, col)
            source = Window(
                part.col_off + window.col_off,
                part.row_off + window.row_off,
                window.width,
                window.height,
            )
            filled = fill_cube(reader.read(source), days, card.grid.offsets)
            values, confidence = _classify(model, filled)
            yield MappedWindow(window, values, confidence, done / len(tiles))


def _classify(
    model: LandCoverModel, filled: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint8]]:
    """(date, band, row, col) -> class values and confidence (row, col)."""
    missing = is_missing(filled)
    values = np.full(missing.shape, NODATA, np.uint16)
    confidence = np.full(missing.shape, CONFIDENCE_NODATA, np.uint8)
    if not missing.all():
        x = np.ascontiguousarray(filled[:, :, ~missing].transpose(2, 1, 0))  # (pixel, band, date)
        probabilities = model.probabilities(x)
        values[~missing] = model.class_values[probabilities.argmax(axis=1)]
        confidence[~missing] = np.rint(probabilities.max(axis=1) * 100).astype(np.uint8)
    return values, confidence
