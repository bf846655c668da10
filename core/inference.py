"""From windows of a series to classes, how sure they are, and numbers of observations."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from rasterio.windows import Window

from .errors import ModelMismatch
from .gapfill import are_missing, count_observations, fill_pixels
from .imagery import Imagery
from .jobs import MapOptions, Precision, RunOptions
from .map_file import CONFIDENCE_NODATA, COUNT_NODATA, NODATA
from .model import LandCoverModel
from .overlap import ahead
from .precision import MapNetwork, settled
from .progress import Reporter
from .series import SeriesReader

FloatArray = npt.NDArray[np.float32]
Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True)
class MappedWindow:
    """One window of the map."""

    window: Window
    """In the map's own pixels."""
    values: npt.NDArray[np.uint16]
    """(row, col) class values, 0 where the series is missing."""
    confidence: npt.NDArray[np.uint8]
    """(row, col) probability of the class in percent, 255 where missing."""
    margin: npt.NDArray[np.uint8]
    """(row, col) by how much it leads the second most likely class, in percent points; 255 where
    missing."""
    second: npt.NDArray[np.uint16]
    """(row, col) value of that class, 0 where missing or where the model has but one."""
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
    network: MapNetwork,
    imagery: Imagery,
    job: MapOptions,
    count: bool,
    look: Callable[[FloatArray, npt.NDArray[np.uint16]], None],
    reporter: Reporter,
) -> Generator[MappedWindow]:
    """Classify the imagery's area, window by window; memory is bounded by the window.

    Reading and filling, the network, and what the caller does with a window overlap: each is at
    most one window ahead of the next.

    Args:
        network: its model's bands and offsets rule.
        imagery: with the model's bands and dates.
        job: threads, and the memory budget that the window's size is chosen for.
        count: whether to count observations.
        look: shown each window's mapped pixels: (n, band, date) in sensor units, and their class
            values (n,).
        reporter: told the precision that was chosen.
    """
    filled = ahead(_filled_windows(imagery, job, count))
    with closing(ahead(_classified(network, filled))) as windows:
        for window, found in windows:
            if network.note:
                reporter.log(network.note)
                network.note = ""
            if len(window.x):
                look(window.x, found.values)
            missing = window.missing
            yield MappedWindow(
                window.window,
                _spread(found.values, missing, NODATA),
                _spread(found.confidence, missing, CONFIDENCE_NODATA),
                _spread(found.margin, missing, CONFIDENCE_NODATA),
                _spread(found.second, missing, NODATA),
                window.observations,
                window.n_inside,
                window.n_observed,
                window.fraction,
            )


def settled_precision(
    model: LandCoverModel, imagery: Imagery, job: MapOptions, reporter: Reporter
) -> Precision:
    """What a job's precision comes to, by the first pixels of the map, and says so.

    So runs that make parts of a map compute all of them in the same numbers.
    """
    if job.precision is Precision.AUTO:
        with closing(_filled_windows(imagery, job, job.wants_count)) as windows:
            first = next((window.x for window in windows if len(window.x)), None)
        if first is not None:
            precision, note = settled(model, first)
            if note:
                reporter.log(note)
            return precision
    return job.precision


@dataclass(frozen=True)
class _FilledWindow:
    """A window of the series on the model's dates; what is not said is as in `MappedWindow`."""

    window: Window
    x: FloatArray
    """(n, band, date) of the pixels that are not missing, in sensor units."""
    missing: npt.NDArray[np.bool_]
    """(row, col)."""
    observations: npt.NDArray[np.uint16] | None
    n_inside: int
    n_observed: int
    fraction: float


def _filled_windows(imagery: Imagery, job: RunOptions, count: bool) -> Generator[_FilledWindow]:
    """Read the area and fill its gaps, window by window."""
    offsets, least = imagery.grid.offsets, imagery.min_observations
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
                counts = count_observations(
                    cube, imagery.days, offsets[0], offsets[-1], job.threads
                )
                missing |= counts[0] < least
                observations = np.stack(counts)
                if inside is not None:
                    observations[:, ~inside] = COUNT_NODATA
            del cube  # the next one is read while this window's pixels wait
            x = pixels[~missing.ravel()] if missing.any() else pixels
            yield _FilledWindow(window, x, missing, observations, n_inside, n_observed, fraction)


@dataclass(frozen=True)
class _Classified:
    """As in `MappedWindow`, for n pixels."""

    values: npt.NDArray[np.uint16]
    confidence: npt.NDArray[np.uint8]
    margin: npt.NDArray[np.uint8]
    second: npt.NDArray[np.uint16]


def _classified(
    network: MapNetwork, windows: Generator[_FilledWindow]
) -> Generator[tuple[_FilledWindow, _Classified]]:
    """Each window with its classes."""
    class_values = network.model.class_values.astype(np.uint16)
    with closing(windows):
        for window in windows:
            yield window, _classify(network, class_values, window.x)


def _classify(
    network: MapNetwork, class_values: npt.NDArray[np.uint16], x: FloatArray
) -> _Classified:
    """Pixels (n, band, date) that are not missing.

    Raises:
        ModelMismatch: the network's scores are no numbers, which no class is to stand for.
    """
    if not len(x):
        nothing, nobody = np.empty(0, np.uint8), np.empty(0, np.uint16)
        return _Classified(nobody, nothing, nothing, nobody)
    probabilities = network.probabilities(x)
    every = np.arange(len(x))
    best = probabilities.argmax(axis=1)
    highest = probabilities[every, best]
    n_lost = int(np.isnan(highest).sum())  # argmax prefers what is no number
    if n_lost:
        raise ModelMismatch(
            f"The model gives no number for {n_lost} of {len(x)} pixels, whose values are "
            f"{x.min():.4g} to {x.max():.4g}.",
            "Far values may mark missing pixels: name them with --nodata. Else take another model.",
        )
    if len(class_values) == 1:
        second, next_highest = np.zeros(len(x), np.uint16), np.zeros_like(highest)
    else:
        probabilities[every, best] = -1
        runner_up = probabilities.argmax(axis=1)
        second, next_highest = class_values[runner_up], probabilities[every, runner_up]
    return _Classified(
        class_values[best], _percent(highest), _percent(highest - next_highest), second
    )


def _percent(share: FloatArray) -> npt.NDArray[np.uint8]:
    return np.rint(share * 100).astype(np.uint8)


def _spread(
    values: npt.NDArray[Scalar], missing: npt.NDArray[np.bool_], nodata: int
) -> npt.NDArray[Scalar]:
    """Values (n,) of the pixels that are not missing, in their place (row, col)."""
    spread = np.full(missing.shape, nodata, values.dtype)
    spread[~missing] = values
    return spread
