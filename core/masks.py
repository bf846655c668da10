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

    def unusable(self, values: npt.NDArray[np.float32]) -> BoolArray:
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
            parts.append(f"values {', '.join(map(str, self.values))}")
        if self.bits:
            parts.append(f"bits {', '.join(map(str, self.bits))}")
        return f"{self.band}, unusable: {' and '.join(parts)}"


_RULES: dict[MaskPreset, tuple[tuple[str, ...], tuple[int, ...], tuple[int, ...]]] = {
    # preset: band names (the first that an image has is taken), values, bits
    MaskPreset.SCL: (("SCL", "CLOUD"), (0, 1, 3, 8, 9, 10, 11), ()),
    MaskPreset.MAJA_CLM: (("CLM",), (), (0, 1, 2, 3, 4, 5, 6, 7)),
    MaskPreset.MAJA_MG2: (("MG2",), (), (1, 2, 3, 5, 6, 7)),
    MaskPreset.QA_PIXEL: (("QA_PIXEL", "PIXEL_QA", "BQA"), (), (0, 1, 2, 3, 4, 5)),
    MaskPreset.FMASK: (("FMASK",), (2, 3, 4, 255), ()),
    MaskPreset.HLS_FMASK: (("FMASK",), (255,), (1, 2, 3, 4)),
}
"""Defects, cloud, shadow and snow; water is land cover. SCL: Sentinel-2 L2A. CLM, MG2: MAJA, where
bit 4 of MG2, shadow of relief, stays. QA_PIXEL: Landsat Collection 2. FMASK: the classes 2 shadow,
3 snow, 4 cloud; HLS packs the same into bits."""

MASK_BANDS = tuple(dict.fromkeys(band for rule in _RULES.values() for band in rule[0]))


def preset_masks(preset: MaskPreset, bands: Sequence[str], is_hls: bool) -> tuple[Mask, ...]:
    """The masks that a preset finds among an image's bands; `auto` finds what is there."""
    by_upper = {band.upper(): band for band in bands}
    if preset is MaskPreset.AUTO:
        presets = [MaskPreset.SCL, MaskPreset.MAJA_CLM, MaskPreset.MAJA_MG2, MaskPreset.QA_PIXEL]
        presets.append(MaskPreset.HLS_FMASK if is_hls else MaskPreset.FMASK)
    else:
        presets = [preset] if preset in _RULES else []
    found = []
    for wanted in presets:
        names, values, bits = _RULES[wanted]
        name = next((by_upper[name] for name in names if name in by_upper), "")
        if name:
            found.append(Mask(name, values, bits))
    return tuple(found)


def preset_band(preset: MaskPreset) -> str:
    """The band that a preset looks for, for messages."""
    names = _RULES[preset][0] if preset in _RULES else MASK_BANDS
    return " or ".join(names)


def preset_of_band(band: str) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
    """Values and bits that are known for a band of that name."""
    for names, values, bits in _RULES.values():
        if band.upper() in names:
            return values, bits
    return None


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
