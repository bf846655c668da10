"""Accuracy: confusion matrices and what is read from them.

A matrix has the reference in its rows and the map in its columns.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .model_card import LandCoverClass

IntArray = npt.NDArray[np.int64]
BOOTSTRAP_RUNS = 1000


@dataclass(frozen=True)
class Confusion:
    """A confusion matrix over classes; figures that do not exist are None."""

    classes: tuple[LandCoverClass, ...]
    matrix: IntArray
    """(reference class, mapped class) pixel counts."""

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
        """All figures by name."""
        by_class = zip(self.classes, self.producers_accuracy, self.users_accuracy, self.f1)
        return {
            "n_pixels": self.n,
            "overall_accuracy": self.overall_accuracy,
            "macro_f1": self.macro_f1,
            "classes": [
                {
                    "value": entry.value,
                    "name": entry.name,
                    "reference_pixels": int(row.sum()),
                    "producers_accuracy": producers,
                    "users_accuracy": users,
                    "f1": f1,
                }
                for (entry, producers, users, f1), row in zip(by_class, self.matrix)
            ],
            "matrix": self.matrix.tolist(),
            "matrix_rows": "reference",
            "matrix_columns": "map",
        }


@dataclass(frozen=True)
class Assessment:
    """Accuracy on labels that the fit never saw."""

    of: str
    """`held-out polygons` or `reference polygons`."""
    n_blocks: int
    after: Confusion
    before: Confusion | None
    """The source model's; None where there is none."""
    after_known: Confusion | None
    """Only reference pixels of classes that the source model knew; None where that is all."""
    before_known: Confusion | None
    interval: tuple[float, float] | None
    """95 % interval of the overall accuracy after, by drawing polygons anew; None below 5."""
    not_assessed: tuple[LandCoverClass, ...]
    """Classes of the map without a reference pixel here."""

    def as_json(self) -> dict[str, Any]:
        """All figures by name."""
        return {
            "of": self.of,
            "n_blocks": self.n_blocks,
            "after": self.after.as_json(),
            "before": self.before.as_json() if self.before else None,
            "after_known": self.after_known.as_json() if self.after_known else None,
            "before_known": self.before_known.as_json() if self.before_known else None,
            "overall_accuracy_interval": self.interval,
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
        seed: of the bootstrap.
    """
    some_unknown = before is not None and not set(reference.tolist()) <= set(known)
    sub = np.isin(reference, list(known)) if some_unknown else np.zeros(len(reference), bool)
    seen = set(reference.tolist())
    return Assessment(
        of=of,
        n_blocks=len(np.unique(polygon_id)),
        after=Confusion.of(reference, after, classes),
        before=None if before is None else Confusion.of(reference, before, classes),
        after_known=Confusion.of(reference[sub], after[sub], classes) if sub.any() else None,
        before_known=Confusion.of(reference[sub], before[sub], classes)
        if before is not None and sub.any()
        else None,
        interval=block_interval(reference == after, polygon_id, seed),
        not_assessed=tuple(entry for entry in classes if entry.value not in seen),
    )


def block_interval(
    right: npt.NDArray[np.bool_], polygon_id: IntArray, seed: int
) -> tuple[float, float] | None:
    """95 % percentile interval of the share right when polygons are drawn anew.

    Pixels of a polygon are near copies, so polygons are drawn, not pixels. None below 5 polygons.
    """
    _, block = np.unique(polygon_id, return_inverse=True)
    n_blocks = int(block.max()) + 1 if len(block) else 0
    if n_blocks < 5:
        return None
    hits, sizes = np.bincount(block, right), np.bincount(block)
    drawn = np.random.default_rng(seed).integers(n_blocks, size=(BOOTSTRAP_RUNS, n_blocks))
    low, high = np.percentile(hits[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), (2.5, 97.5))
    return float(low), float(high)


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
