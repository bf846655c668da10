"""What adaptation changed on the map, on a random sample of its pixels.

Accuracy is measured where labels are. A class that the source model saw and nobody labelled may
vanish from the map without a figure that says so: here it shows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .model import LandCoverModel
from .model_card import LandCoverClass

SAMPLED_PX = 4000
"""About as many; 4,000 give a share to within 1.6 points with 95 % confidence."""
LOST = 0.5
"""A class without a label that keeps less than this share of its pixels deserves a warning."""
LEAST_PX = 10
"""Of a class, sampled: fewer say nothing of its share."""

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]


class MapChange:
    """Shown a map window by window, it classifies some of the pixels with the source model too."""

    def __init__(self, source: LandCoverModel, n_pixels: int, seed: int) -> None:
        """Nothing seen yet.

        Args:
            source: the model before adaptation.
            n_pixels: about how many the map has.
            seed: of the random choice.
        """
        self._source = source
        self._share = SAMPLED_PX / max(1, n_pixels)
        self._generator = np.random.default_rng(seed)
        self._before: list[IntArray] = []
        self._after: list[IntArray] = []

    def look(self, x: FloatArray, values: npt.NDArray[Any]) -> None:
        """See mapped pixels.

        Args:
            x: (n, band, date) in sensor units, none missing.
            values: (n,) class values by the adapted model.
        """
        chosen = self._generator.random(len(x)) < self._share
        if chosen.any():
            before = self._source.probabilities(x[chosen]).argmax(axis=1)
            self._before.append(self._source.class_values[before])
            self._after.append(values[chosen].astype(np.int64))

    def as_json(
        self, classes: Sequence[LandCoverClass], labelled: Collection[int]
    ) -> dict[str, Any] | None:
        """Shares of the sampled pixels, before and after; None where the map is empty.

        Args:
            classes: of the adapted model, the source model's among them.
            labelled: values of the classes that the target has labels of.
        """
        if not self._before:
            return None
        before, after = np.concatenate(self._before), np.concatenate(self._after)
        rows = [
            {
                "value": entry.value,
                "name": entry.name,
                "before": float((before == entry.value).mean()),
                "after": float((after == entry.value).mean()),
                "labelled": entry.value in labelled,
            }
            for entry in classes
        ]
        return {
            "n_pixels": len(before),
            "changed_share": float((before != after).mean()),
            "classes": rows,
            "warnings": [_warning(row) for row in rows if _is_lost(row, len(before))],
        }


def _is_lost(row: Mapping[str, Any], n_pixels: int) -> bool:
    """Whether a class nearly vanished that no label speaks for."""
    enough = round(row["before"] * n_pixels) >= LEAST_PX
    return enough and not row["labelled"] and row["after"] < LOST * row["before"]


def _warning(row: Mapping[str, Any]) -> str:
    before, after = (_percent(row[when]) for when in ("before", "after"))
    return (
        f"{row['name']}: the source model saw it on {before} of the map, the adapted one on "
        f"{after}, and no polygon is labelled so. Nothing measured whether that is right: look at "
        "such places, and label some where it is there."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if 0 < share < 0.1 else f"{100 * share:.0f} %"
