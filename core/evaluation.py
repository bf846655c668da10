"""Accuracy: confusion matrices and what is read from them.

A matrix has the reference in its rows and the map in its columns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from .bootstrap import N_DRAWS, BlockCounts, Interval, Intervals, draw, interval
from .model_card import LandCoverClass

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Confusion:
    """A confusion matrix over classes; figures that do not exist are None."""

    classes: tuple[LandCoverClass, ...]
    matrix: IntArray
    """(reference class, mapped class) pixel counts."""
    intervals: Intervals | None = None
    """Of its figures; None where no polygons were drawn."""

    @classmethod
    def of(
        cls, reference: IntArray, mapped: IntArray, classes: Sequence[LandCoverClass]
    ) -> Confusion:
        """Count pairs of class values (n,); classes that occur in neither are left out."""
        present = set(reference.tolist()) | set(mapped.tolist())
        used = tuple(entry for entry in classes if entry.value in present)
        place = {entry.value: index for index, entry in enumerate(used)}
        matrix = np.zeros((len(used), len(used)), np.int64)
        rows = [place[value] for value in reference.tolist()]
        cols = [place[value] for value in mapped.tolist()]
        np.add.at(matrix, (rows, cols), 1)
        return cls(used, matrix)

    @property
    def n(self) -> int:
        """Number of pixels."""
        return int(self.matrix.sum())

    @property
    def overall_accuracy(self) -> float | None:
        """Share of pixels whose mapped class is the reference class."""
        return _ratio(np.trace(self.matrix), self.n)

    @property
    def producers_accuracy(self) -> list[float | None]:
        """Recall a class: of its reference pixels, the share mapped so."""
        return [_ratio(hit, n) for hit, n in zip(self.matrix.diagonal(), self.matrix.sum(axis=1))]

    @property
    def users_accuracy(self) -> list[float | None]:
        """Precision a class: of the pixels mapped so, the share that is right."""
        return [_ratio(hit, n) for hit, n in zip(self.matrix.diagonal(), self.matrix.sum(axis=0))]

    @property
    def f1(self) -> list[float | None]:
        """Harmonic mean of user's and producer's accuracy; None where neither exists."""
        total = self.matrix.sum(axis=0) + self.matrix.sum(axis=1)
        return [_ratio(2 * hit, n) for hit, n in zip(self.matrix.diagonal(), total)]

    @property
    def macro_f1(self) -> float | None:
        """Mean F1 over the classes that the reference holds (section 5.2.5)."""
        in_reference = self.matrix.sum(axis=1) > 0
        scores = [score for score, there in zip(self.f1, in_reference) if there]
        return float(np.mean([score or 0.0 for score in scores])) if scores else None

    def as_json(self) -> dict[str, Any]:
        """All figures by name, each with its interval."""
        nothing = (None,) * len(self.classes)
        known = self.intervals or Intervals(None, None, nothing, nothing, nothing)
        producers, users, f1 = self.producers_accuracy, self.users_accuracy, self.f1
        return {
            "n_pixels": self.n,
            "overall_accuracy": self.overall_accuracy,
            "overall_accuracy_interval": known.overall_accuracy,
            "macro_f1": self.macro_f1,
            "macro_f1_interval": known.macro_f1,
            "classes": [
                {
                    "value": entry.value,
                    "name": entry.name,
                    "reference_pixels": int(self.matrix[row].sum()),
                    "producers_accuracy": producers[row],
                    "producers_accuracy_interval": known.producers_accuracy[row],
                    "users_accuracy": users[row],
                    "users_accuracy_interval": known.users_accuracy[row],
                    "f1": f1[row],
                    "f1_interval": known.f1[row],
                }
                for row, entry in enumerate(self.classes)
            ],
            "matrix": self.matrix.tolist(),
            "matrix_rows": "reference",
            "matrix_columns": "map",
        }


@dataclass(frozen=True)
class Gain:
    """What adaptation gained: figures after minus figures before, on the same pixels and draws."""

    overall_accuracy: float
    overall_accuracy_interval: Interval | None
    macro_f1: float
    macro_f1_interval: Interval | None


@dataclass(frozen=True)
class Comparison:
    """A map against the reference, and where there is one the map before adaptation too."""

    after: Confusion
    before: Confusion | None = None
    """The source model's."""
    gain: Gain | None = None

    def as_json(self) -> dict[str, Any]:
        """All figures by name."""
        return {
            "after": self.after.as_json(),
            "before": self.before.as_json() if self.before else None,
            "gain": asdict(self.gain) if self.gain else None,
        }


@dataclass(frozen=True)
class Assessment:
    """Accuracy on labels that the fit never saw."""

    of: str
    """`held-out polygons`, `reference polygons` or `reference points`."""
    n_blocks: int
    overall: Comparison
    """Over all reference pixels."""
    known: Comparison | None
    """Only reference pixels of classes that the source model knew; None where that is all."""
    not_assessed: tuple[LandCoverClass, ...]
    """Classes of the map without a reference pixel here."""

    @property
    def after(self) -> Confusion:
        """The map's over all reference pixels."""
        return self.overall.after

    def as_json(self) -> dict[str, Any]:
        """All figures by name."""
        overall = self.overall.as_json()
        known = self.known.as_json() if self.known else dict.fromkeys(overall)
        return {
            "of": self.of,
            "n_blocks": self.n_blocks,
            "n_draws": N_DRAWS,
            **overall,
            **{f"{name}_known": figures for name, figures in known.items()},
            "overall_accuracy_interval": overall["after"]["overall_accuracy_interval"],
            "not_assessed": [entry.name for entry in self.not_assessed],
        }


def assess(
    of: str,
    reference: IntArray,
    polygon_id: IntArray,
    after: IntArray,
    classes: Sequence[LandCoverClass],
    before: IntArray | None = None,
    known: Collection[int] = (),
    seed: int = 0,
) -> Assessment:
    """Compare predictions with a reference.

    Args:
        of: what the reference is, in words.
        reference: class values (n,).
        polygon_id: block of each (n,).
        after: predicted class values (n,).
        classes: of map and reference.
        before: the source model's predictions (n,), if there is one.
        known: class values that the source model knew.
        seed: of the draws that the intervals come from.
    """
    blocks, block = np.unique(polygon_id, return_inverse=True)
    maps = [after] if before is None else [after, before]

    def compare(chosen: npt.NDArray[np.bool_]) -> Comparison:
        parts = [mapped[chosen] for mapped in maps]
        return _compare(reference[chosen], block[chosen], parts, classes, len(blocks), seed)

    is_known = np.isin(reference, list(known))
    some_are_new = before is not None and is_known.any() and not is_known.all()
    seen = set(reference.tolist())
    return Assessment(
        of=of,
        n_blocks=len(blocks),
        overall=compare(np.ones(len(reference), bool)),
        known=compare(is_known) if some_are_new else None,
        not_assessed=tuple(entry for entry in classes if entry.value not in seen),
    )


def _compare(
    reference: IntArray,
    block: IntArray,
    maps: Sequence[IntArray],
    classes: Sequence[LandCoverClass],
    n_blocks: int,
    seed: int,
) -> Comparison:
    """Figures of one map, or of the maps after and before, with intervals from the same draws.

    Args:
        reference: class values (n,).
        block: number of each pixel's block (n,), below `n_blocks`.
        maps: class values (n,) after adaptation, and before if there is that.
        classes: of maps and reference.
        n_blocks: that are drawn from.
        seed: of the draws.
    """
    confusions = [Confusion.of(reference, mapped, classes) for mapped in maps]
    counts = [
        BlockCounts.of(block, reference, mapped, [c.value for c in confusion.classes], n_blocks)
        for mapped, confusion in zip(maps, confusions)
    ]
    drawn = draw(counts, seed)
    found = [replace(c, intervals=figures.intervals()) for c, figures in zip(confusions, drawn)]
    if len(found) == 1:
        return Comparison(found[0])
    (after, before), (drawn_after, drawn_before) = found, drawn
    n = len(np.unique(block))
    gain = Gain(
        (after.overall_accuracy or 0.0) - (before.overall_accuracy or 0.0),
        interval(drawn_after.overall_accuracy - drawn_before.overall_accuracy, n),
        (after.macro_f1 or 0.0) - (before.macro_f1 or 0.0),
        interval(drawn_after.macro_f1 - drawn_before.macro_f1, n),
    )
    return Comparison(after, before, gain)


def figures_of(assessment: Assessment | None) -> Mapping[str, float | None]:
    """The numbers that stand in a model's card and in a result."""
    if assessment is None:
        return {"overall_accuracy": None, "macro_f1": None}
    return {
        "overall_accuracy": assessment.after.overall_accuracy,
        "macro_f1": assessment.after.macro_f1,
    }


def _ratio(part: Any, whole: Any) -> float | None:  # noqa: ANN401 - any numbers
    return float(part) / float(whole) if whole else None
