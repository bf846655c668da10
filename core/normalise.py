"""Scaling by the source's percentiles, one pair a band (section 4.1)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
BandRanges = tuple[tuple[float, float], ...]


def fit_ranges(x: FloatArray) -> BandRanges:
    """(p2, p98) of each band over all samples and dates.

    Args:
        x: (n, band, date), no NaN. A band that never varies gets a range of one unit.
    """
    low, high = band_percentiles(x, (2, 98))
    high = np.where(high > low, high, low + 1)
    return tuple((float(p2), float(p98)) for p2, p98 in zip(low, high))


def band_percentiles(x: FloatArray, percents: Sequence[float]) -> npt.NDArray[np.float64]:
    """(percent, band) of x (n, band, date); a band at a time, for each is copied to be sorted."""
    bands = [np.percentile(x[:, band], percents) for band in range(x.shape[1])]
    found: npt.NDArray[np.float64] = np.stack(bands, axis=1)
    return found


def normalise(x: FloatArray, ranges: BandRanges) -> FloatArray:
    """(x − p2) / (p98 − p2) for x (n, band, date) in sensor units."""
    low, high = np.asarray(ranges, np.float32).T
    scaled: FloatArray = x - low[:, None]
    scaled /= (high - low)[:, None]  # in place: x may fill half of the memory
    return scaled
