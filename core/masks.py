"""Which pixels of an image are no use: clouds, shadows, snow, by the mask that comes with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .jobs import MaskPreset

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Mask:
    """A rule: in this band, these values or these bits mean unusable."""

    band: str
    values: tuple[int, ...] = ()
    bits: tuple[int, ...] = ()
    """0 is the lowest."""

    def unusable(self, values: npt.NDArray[np.float64]) -> BoolArray:
        """Where a mask band (row, col) says so; NaN, so no statement at all, is unusable too."""
        known = np.isfinite(values)
        whole = np.where(known, values, 0).astype(np.int64)
        result = ~known
        if self.values:
            result |= np.isin(whole, self.values)
        if self.bits:
            result |= (whole & sum(1 << bit for bit in self.bits)) != 0
        return result

    @property
    def words(self) -> str:
        """The rule for people."""
        parts = []
        if self.values:
            shown = ", ".join(map(str, self.values[:12]))
            parts.append(f"values {shown}{' …' if len(self.values) > 12 else ''}")
        if self.bits:
            parts.append(f"bits {', '.join(map(str, self.bits))}")
        return f"{self.band}, unusable: {' and '.join(parts)}"


_FMASK_VALUES = tuple(v for v in range(256) if v in (2, 3, 4, 255) or (v > 4 and v & 0b11110))
"""Fmask's classes shadow, snow, cloud, no data; above 4 the bits that HLS packs the same into."""

_RULES: dict[MaskPreset, tuple[str, tuple[int, ...], tuple[int, ...]]] = {
    # preset: band, values, bits
    MaskPreset.SCL: ("SCL", (0, 1, 3, 8, 9, 10, 11), ()),
    MaskPreset.MAJA_CLM: ("CLM", (), (0, 1, 2, 3, 4, 5, 6, 7)),
    MaskPreset.MAJA_MG2: ("MG2", (), (1, 2, 3, 5, 6, 7)),
    MaskPreset.QA_PIXEL: ("QA_PIXEL", (), (0, 1, 2, 3, 4, 5)),
    MaskPreset.FMASK: ("FMASK", _FMASK_VALUES, ()),
}
"""Defects, cloud, shadow and snow; water is land cover. SCL: Sentinel-2 L2A. CLM, MG2: MAJA, where
bit 4 of MG2, shadow of relief, stays. QA_PIXEL: Landsat Collection 2."""

MASK_BANDS = tuple(rule[0] for rule in _RULES.values())


def is_mask(band: str, asked: str) -> bool:
    """Whether a band is a mask by its name, or because a job asks for it."""
    return band.upper() in (*MASK_BANDS, asked.upper())


def preset_masks(preset: MaskPreset, bands: Sequence[str]) -> tuple[Mask, ...]:
    """The masks that a preset finds among an image's bands; `auto` finds what is there."""
    by_upper = {band.upper(): band for band in bands}
    presets = list(_RULES) if preset is MaskPreset.AUTO else [preset]
    rules = [_RULES[wanted] for wanted in presets if wanted in _RULES]
    return tuple(
        Mask(by_upper[name], values, bits) for name, values, bits in rules if name in by_upper
    )


def preset_band(preset: MaskPreset) -> str:
    """The band that a preset looks for, for messages."""
    return _RULES[preset][0] if preset in _RULES else " or ".join(MASK_BANDS)


def preset_of_band(band: str) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Values and bits that are known for a band of that name."""
    return next((rule[1:] for rule in _RULES.values() if rule[0] == band.upper()), None)


def dilated(unusable: BoolArray, by_px: int) -> BoolArray:
    """Grown by `by_px` pixels in all directions, diagonals too; (row, col) keeps its size."""
    grown = unusable
    for axis in (0, 1):
        length = grown.shape[axis]
        reached = np.cumsum(np.insert(grown, 0, False, axis=axis), axis=axis, dtype=np.int32)
        after = np.minimum(np.arange(length) + by_px + 1, length)
        before = np.maximum(np.arange(length) - by_px, 0)
        grown = np.take(reached, after, axis=axis) > np.take(reached, before, axis=axis)
    return grown
