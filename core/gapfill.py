"""Clouds and missing dates: from irregular observations to the model's own date grid.

Linear in time for each band on its own, ends held (section 4.1). A series without any valid
observation stays NaN.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


def fill_cube(cube: FloatArray, days: Sequence[int], grid_days: Sequence[int]) -> FloatArray:
    """Fill a window.

    Args:
        cube: (date, band, row, col) or (date, band, pixel), NaN = missing.
        days: day of each date, ascending, from the season's start.
        grid_days: days to fill onto, ascending.

    Returns:
        (grid date, band, …) float32.
    """
    filled = interpolate(cube.reshape(len(days), -1), days, grid_days)
    return filled.reshape(len(grid_days), *cube.shape[1:])


def fill_samples(x: FloatArray, days: Sequence[int], grid_days: Sequence[int]) -> FloatArray:
    """Fill samples (n, band, date) onto (n, band, grid date)."""
    by_date = np.ascontiguousarray(np.moveaxis(x, -1, 0)).reshape(len(days), -1)
    filled = interpolate(by_date, days, grid_days)
    return np.ascontiguousarray(np.moveaxis(filled.reshape(len(grid_days), *x.shape[:2]), 0, -1))


def interpolate(values: FloatArray, days: Sequence[int], grid_days: Sequence[int]) -> FloatArray:
    """Fill many series at once.

    Args:
        values: (date, series), NaN = missing.
        days: (date,) ascending.
        grid_days: (grid date,).

    Returns:
        (grid date, series) float32; what `numpy.interp` gives on each series' valid values.
    """
    n_dates, n_series = values.shape
    observed = np.asarray(days, np.float32)
    place = np.arange(n_dates, dtype=np.int32)[:, None]
    valid = ~np.isnan(values)
    last_before = np.maximum.accumulate(np.where(valid, place, -1), axis=0)
    next_after = np.minimum.accumulate(np.where(valid, place, n_dates)[::-1], axis=0)[::-1]
    none_before = np.full(n_series, -1, np.int32)
    none_after = np.full(n_series, n_dates, np.int32)
    columns = np.arange(n_series)
    filled = np.empty((len(grid_days), n_series), np.float32)
    for step, day in enumerate(grid_days):
        position = int(np.searchsorted(observed, day, side="right")) - 1
        left = last_before[position] if position >= 0 else none_before
        right = next_after[position + 1] if position + 1 < n_dates else none_after
        left, right = np.where(left < 0, right, left), np.where(right == n_dates, left, right)
        missing = (left < 0) | (left == n_dates)
        left, right = np.where(missing, 0, left), np.where(missing, 0, right)
        span = observed[right] - observed[left]
        share = np.where(span > 0, (day - observed[left]) / np.where(span > 0, span, 1), 0)
        start, end = values[left, columns], values[right, columns]
        filled[step] = np.where(missing, np.nan, start + (end - start) * share)
    return filled


def is_missing(filled: FloatArray) -> npt.NDArray[np.bool_]:
    """(grid date, band, row, col) -> (row, col): a needed band has no valid observation at all."""
    missing: npt.NDArray[np.bool_] = np.isnan(filled[0]).any(axis=0)
    return missing
