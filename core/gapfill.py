"""Clouds and missing dates: from irregular observations to the model's own date grid.

Linear in time for each band on its own, ends held (section 4.1). A series without any valid
observation stays NaN. Filling is compiled with numba: it feeds the network, so it must not be what
a map waits for. Threads share the pixels; the result does not depend on how many there are.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from math import prod

import numpy as np
import numpy.typing as npt
from numba import njit, types

FloatArray = npt.NDArray[np.float32]
IndexArray = npt.NDArray[np.uint32]
CountArray = npt.NDArray[np.uint16]
BoolArray = npt.NDArray[np.bool_]

_BLOCK_PX = 64
"""Pixels copied together out of the planes; their series stay in the processor's cache."""
_CHUNK_PX = 64 * _BLOCK_PX
"""Pixels that a thread takes at a time: some milliseconds of work."""


def fill_cube(
    cube: FloatArray, days: Sequence[int], grid_days: Sequence[int], threads: int = 0
) -> FloatArray:
    """Fill a window.

    Args:
        cube: (date, band, row, col) or (date, band, pixel), NaN = missing.
        days: day of each date, ascending, from the season's start.
        grid_days: days to fill onto, ascending.
        threads: to share the pixels; 0 = one for each processor.

    Returns:
        (grid date, band, …) float32; in memory a pixel's series lies together, as `fill_pixels`
        made it.
    """
    filled = fill_pixels(cube, days, grid_days, threads)
    return filled.transpose(2, 1, 0).reshape(len(grid_days), *cube.shape[1:])


def fill_pixels(
    cube: FloatArray, days: Sequence[int], grid_days: Sequence[int], threads: int = 0
) -> FloatArray:
    """Fill a window into the layout that the network computes in.

    Args:
        cube: (date, band, row, col) or (date, band, pixel), NaN = missing.
        days: day of each date, ascending, from the season's start.
        grid_days: days to fill onto, ascending.
        threads: to share the pixels; 0 = one for each processor.

    Returns:
        (pixel, band, grid date) float32; what `numpy.interp` gives on the valid observations of
        each band. In memory the bands of a date lie together, (pixel, grid date, band).
    """
    values = _by_pixel(cube)
    _, n_bands, n_pixels = values.shape
    observed = np.asarray(days, np.float32)
    wanted = np.asarray(grid_days, np.float32)
    n_before = np.searchsorted(observed, wanted, side="right").astype(np.uint32)
    filled = np.empty((n_pixels, len(wanted), n_bands), np.float32)
    kernel = _compiled_kernel()
    _share_out(
        lambda first, last: kernel(values, observed, wanted, n_before, filled, first, last),
        n_pixels,
        threads,
    )
    return filled.transpose(0, 2, 1)


def fill_samples(
    x: FloatArray, days: Sequence[int], grid_days: Sequence[int], threads: int = 0
) -> FloatArray:
    """Fill samples (n, band, date) onto (n, band, grid date), contiguous; see `fill_pixels`."""
    return np.ascontiguousarray(fill_pixels(x.transpose(2, 1, 0), days, grid_days, threads))


def count_observations(
    cube: FloatArray, days: Sequence[int], first_day: int, last_day: int, threads: int = 0
) -> tuple[CountArray, CountArray]:
    """How well each pixel was observed in a season.

    A date counts for a pixel where all bands are valid.

    Args:
        cube: (date, band, row, col) or (date, band, pixel), NaN = missing.
        days: day of each date, ascending, from the season's start.
        first_day: the season's first day; dates before it do not count.
        last_day: its last day; dates after it do not count.
        threads: to share the pixels; 0 = one for each processor.

    Returns:
        (row, col) or (pixel,) uint16 each: the number of observations, and the longest stretch
        without one in days, from one to the next or to the season's ends. A pixel never observed
        has 0 and `last_day - first_day`.
    """
    values = _by_pixel(cube)
    in_season = [
        (place, np.uint16(day - first_day))
        for place, day in enumerate(days)
        if first_day <= day <= last_day
    ]
    count = np.zeros(values.shape[2], np.uint16)
    longest_gap = np.zeros(values.shape[2], np.uint16)

    def count_chunk(first: int, last: int) -> None:
        latest = np.zeros(last - first, np.uint16)  # days from the season's first
        longest = longest_gap[first:last]
        for place, day in in_season:
            # Products, not masks: at random clouds they take a third of the time.
            seen = np.logical_not(np.isnan(values[place, :, first:last]).any(axis=0))
            count[first:last] += seen
            np.maximum(longest, (day - latest) * seen, out=longest)
            np.maximum(latest, day * seen, out=latest)
        np.maximum(longest, np.uint16(last_day - first_day) - latest, out=longest)

    _share_out(count_chunk, len(count), threads)
    return count.reshape(cube.shape[2:]), longest_gap.reshape(cube.shape[2:])


def are_missing(pixels: FloatArray) -> BoolArray:
    """(pixel, band, grid date) -> (pixel,): a needed band has no valid observation at all."""
    return np.asarray(np.isnan(pixels[:, :, 0]).any(axis=1))


def _by_pixel(cube: FloatArray) -> FloatArray:
    """(date, band, …) -> (date, band, pixel), without a copy where rows join up in memory."""
    return np.asarray(cube, np.float32).reshape(*cube.shape[:2], prod(cube.shape[2:]))


def _share_out(work: Callable[[int, int], None], n_pixels: int, threads: int) -> None:
    """Call `work(first, last)` until all pixels are done.

    Our own threads instead of numba's: those may bring a second OpenMP beside PyTorch's.
    """
    chunks = [(first, min(first + _CHUNK_PX, n_pixels)) for first in range(0, n_pixels, _CHUNK_PX)]
    n_threads = min(threads or _n_processors(), len(chunks))
    if n_threads <= 1:
        for chunk in chunks:
            work(*chunk)
        return
    with ThreadPoolExecutor(n_threads) as pool:
        for _ in pool.map(lambda chunk: work(*chunk), chunks):
            pass  # a chunk's error is raised here


def _n_processors() -> int:
    """Those that this process may use, where the system tells."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@cache
def _compiled_kernel() -> Callable[..., None]:
    """`_fill` as machine code: compiled on first use, later runs take it from numba's cache.

    The cache is `__pycache__` or, where that is read-only, the user's own. Without either, with a
    full disk or with a file that was cut off, it is compiled for this run alone.
    """
    compiled: Callable[..., None]
    try:
        compiled = njit(_SIGNATURE, nogil=True, cache=True)(_fill)
    except (RuntimeError, OSError, EOFError):
        compiled = njit(_SIGNATURE, nogil=True)(_fill)
    return compiled


_SIGNATURE = types.void(
    types.Array(types.float32, 3, "A", readonly=True),
    types.Array(types.float32, 1, "C"),
    types.Array(types.float32, 1, "C"),
    types.Array(types.uint32, 1, "C"),
    types.Array(types.float32, 3, "C"),
    types.intp,
    types.intp,
)
"""Of `_fill`: one for all memory layouts of the cube, so that it is compiled once."""


def _fill(
    cube: FloatArray,
    days: FloatArray,
    grid_days: FloatArray,
    n_before: IndexArray,
    filled: FloatArray,
    first: int,
    last: int,
) -> None:
    """Fill the pixels from `first` up to `last`.

    Clouds usually hide all bands, so neighbours and weights are found anew only where a series has
    other gaps than the one before it.

    Args:
        cube: (date, band, pixel), NaN = missing.
        days: (date,).
        grid_days: (grid date,).
        n_before: (grid date,) number of dates up to each of them.
        filled: (pixel, grid date, band), written to.
        first: pixel.
        last: pixel after the last.
    """
    n_dates, n_bands, _ = cube.shape
    block = np.empty((_BLOCK_PX, n_bands, n_dates), np.float32)
    gaps = np.zeros(n_dates, np.bool_)
    scratch = np.empty((2, n_dates + 1), np.uint32)
    neighbours = np.empty((2, len(grid_days)), np.uint32)
    share = np.empty(len(grid_days), np.float32)
    n_valid = _find_neighbours(gaps, days, grid_days, n_before, neighbours, share, scratch)
    for start in range(first, last, _BLOCK_PX):
        size = min(_BLOCK_PX, last - start)
        for band in range(n_bands):
            for date in range(n_dates):
                for pixel in range(size):
                    block[pixel, band, date] = cube[date, band, start + pixel]
        for pixel in range(size):
            for band in range(n_bands):
                series = block[pixel, band]
                if _gaps_changed(series, gaps):
                    n_valid = _find_neighbours(
                        gaps, days, grid_days, n_before, neighbours, share, scratch
                    )
                _interpolate(series, n_valid, neighbours, share, filled[start + pixel, :, band])


@njit()
def _gaps_changed(series: FloatArray, gaps: BoolArray) -> bool:
    """Note the gaps of a series (date,); whether they are others than those noted before."""
    changed = False
    for date in range(len(series)):
        missing = np.isnan(series[date])
        changed |= missing != gaps[date]
        gaps[date] = missing
    return changed


@njit(error_model="numpy")  # without Python's check for division by zero: a third less time
def _find_neighbours(
    gaps: BoolArray,
    days: FloatArray,
    grid_days: FloatArray,
    n_before: IndexArray,
    neighbours: IndexArray,
    share: FloatArray,
    scratch: IndexArray,
) -> int:
    """Between which valid dates each grid date lies, and how far from left to right.

    Writes the left and right date to `neighbours` (2, grid date) and 0 to 1 to `share`
    (grid date,); `scratch` is (2, date + 1). Returns the number of valid dates.
    """
    left, right = neighbours
    valid_dates, n_valid_before = scratch
    n_valid = 0
    for date in range(len(gaps)):
        n_valid_before[date] = n_valid
        valid_dates[n_valid] = date  # overwritten by the next where this one is missing
        n_valid += not gaps[date]
    n_valid_before[len(gaps)] = n_valid
    if n_valid == 0:
        return 0
    for step in range(len(grid_days)):
        n_left = n_valid_before[n_before[step]]
        left[step] = valid_dates[max(n_left, 1) - 1]
        right[step] = valid_dates[min(n_left, n_valid - 1)]
        start, end = days[left[step]], days[right[step]]
        share[step] = (grid_days[step] - start) / (end - start) if end > start else 0
    return n_valid


@njit()
def _interpolate(
    series: FloatArray,
    n_valid: int,
    neighbours: IndexArray,
    share: FloatArray,
    filled: FloatArray,
) -> None:
    """Write a series (date,) onto the grid (grid date,)."""
    if n_valid == 0:
        filled[:] = np.nan
        return
    left, right = neighbours
    for step in range(len(filled)):
        start = series[left[step]]
        filled[step] = start + (series[right[step]] - start) * share[step]
