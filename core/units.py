"""Whether values look like what a model was trained on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from .model_card import ModelCard
from .normalise import band_percentiles

_FAR = 1.0
"""A band is far off where its median lies so many source ranges (p98 − p2) outside the range."""
_OFFSET = 1000.0
"""What Sentinel-2 adds to its numbers since processing baseline 04.00."""
_MOST_SAMPLES = 20_000


def range_warnings(x: npt.NDArray[np.float32], card: ModelCard) -> list[str]:
    """What to tell the user where values lie far outside the model's 2–98 % ranges.

    Args:
        x: (n, band, date) in the model's bands and what should be its units; NaN is ignored.
        card: the model's.
    """
    step = max(1, len(x) // _MOST_SAMPLES)
    values = x[::step]
    values = values[~np.isnan(values).any(axis=(1, 2))]
    if not len(values):
        return []
    low, middle, high = band_percentiles(values, (2, 50, 98))
    source_low, source_high = np.asarray(card.band_ranges, float).T
    span = source_high - source_low
    shows = f"the images have {_ranges(card, low, high)}; the model was trained on " + _ranges(
        card, source_low, source_high
    )
    ratio = float(np.median(high / source_high)) if (source_high > 0).all() else 1.0
    for factor in (10_000.0, 100.0):
        if 0.2 < ratio * factor < 5:
            return [
                f"The images' values look {factor:g} times too small for the model, as if scaled "
                f"to 0–{10_000 / factor:g} instead of 0–10000: {shows}. If so, use --scale "
                f"{factor:g}."
            ]
        if 0.2 < ratio / factor < 5:
            return [
                f"The images' values look {factor:g} times too large for the model: {shows}. If "
                f"so, use --scale {1 / factor:g}."
            ]
    lifted = np.median(low - source_low), np.median(high - source_high)
    if np.median(source_high) > 300 and all(0.5 < lift / _OFFSET < 1.6 for lift in lifted):
        return [
            "The images' values look about 1000 too high, as if the offset of Sentinel-2 images "
            f"processed since January 2022 was not removed: {shows}. If so, use --offset -1000, "
            "with --offset-since where older images have none."
        ]
    far = (middle < source_low - _FAR * span) | (middle > source_high + _FAR * span)
    if far.any():
        names = ", ".join(band for band, is_far in zip(card.bands, far) if is_far)
        return [
            f"The images' values of {names} lie far outside what the model was trained on: "
            f"{shows}. Check bands and units (--band-map, --scale, --offset)."
        ]
    return []


class FirstValues:
    """Tells once, by the first pixels that it is shown, what is odd about a series' values."""

    def __init__(self, card: ModelCard, tell: Callable[[str], None]) -> None:
        self._card, self._tell = card, tell
        self._seen = False

    def look(self, x: npt.NDArray[np.float32]) -> None:
        """See pixels (n, band, date), n > 0."""
        for text in () if self._seen else range_warnings(x, self._card):
            self._tell(text)
        self._seen = True


def _ranges(card: ModelCard, low: npt.NDArray[np.float64], high: npt.NDArray[np.float64]) -> str:
    """The bands' 2–98 % ranges in words."""
    return ", ".join(f"{band} {a:.4g} to {b:.4g}" for band, a, b in zip(card.bands, low, high))
