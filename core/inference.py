"""From windows of a series to classes, confidence and numbers of observations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rasterio.windows import Window

from .gapfill import are_missing, count_observations, fill_pixels
from .imagery import Imagery
from .jobs import RunOptions
from .map_file import CONFIDENCE_NODATA, COUNT_NODATA, NODATA
from .model import LandCoverModel
from .series import SeriesReader

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class MappedWindow:
    """One window of the map."""

    window: Window
    """In the map's own pixels."""
    values: npt.NDArray[np.uint16]
    """(row, col) class values, 0 where the series is missing."""
    confidence: npt.NDArray[np.uint8]
    """(row, col) probability of the class in percent, 255 where missing."""
    observations: npt.NDArray[np.uint16] | None
    """(2, row, col): clear observations in the season and the longest gap between them in days,
    65535 outside the area; None if nobody asked."""
    n_inside: int
    """Pixels of the area."""
    n_observed: int
    """Those of them with a valid observation in every band."""
    fraction: float
    """Of the map, done with this window."""


def classify_windows(
    model: LandCoverModel,
    imagery: Imagery,
    job: RunOptions,
    count: bool,
    first_values: Callable[[FloatArray], None],
) -> Iterator[MappedWindow]:
    """Classify the imagery's area, window by window; memory is bounded by the window.

    Args:
        model: its card's bands and offsets rule.
        imagery: with the model's bands and dates.
        job: threads, and the memory budget that the window's size is chosen for.
        count: whether to count observations.
        first_values: shown the first values (pixel, band, date) that there are, in sensor units.
    """
    offsets, least = imagery.grid.offsets, imagery.min_observations
    told = False
    with SeriesReader(imagery.series) as reader:
        for window, source, fraction in imagery.windows(job.memory):
            cube = reader.read(source)
            shape = cube.shape[2:]
            pixels = fill_pixels(cube, imagery.days, offsets, job.threads)
            missing = are_missing(pixels).reshape(shape)
            inside = imagery.area.inside(source)
            if inside is not None:
                missing |= ~inside
            n_inside = missing.size if inside is None else int(inside.sum())
            n_observed = int((~missing).sum())
            observations = None
            if count or least:
                found = count_observations(cube, imagery.days, offsets[0], offsets[-1], job.threads)
                missing |= found[0] < least
                observations = np.stack(found)
                if inside is not None:
                    observations[:, ~inside] = COUNT_NODATA
            x = pixels[~missing.ravel()]
            if len(x) and not told:
                first_values(x)
                told = True
            values, confidence = _classify(model, x, missing)
            yield MappedWindow(
                window, values, confidence, observations, n_inside, n_observed, fraction
            )


def _classify(
    model: LandCoverModel, x: FloatArray, missing: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.uint16], npt.NDArray[np.uint8]]:
    """Pixels (n, band, date) that are not missing -> class values and confidence (row, col)."""
    values = np.full(missing.shape, NODATA, np.uint16)
    confidence = np.full(missing.shape, CONFIDENCE_NODATA, np.uint8)
    if len(x):
        probabilities = model.probabilities(x)
        values[~missing] = model.class_values[probabilities.argmax(axis=1)]
        confidence[~missing] = np.rint(probabilities.max(axis=1) * 100).astype(np.uint8)
    return values, confidence
