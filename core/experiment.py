"""The paper's protocol: methods against numbers of labelled polygons, over repetitions (section 5).

In each run one third of the target's blocks is the test set; the others in random order are the
training blocks, added whole: the first 1, 2, 4, … of them. Test set and order are the same for all
methods of a run, and so is the source model.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from .classes import Matching
from .evaluation import Confusion
from .fitting import Adaptation
from .jobs import AdaptJob, Method
from .model import LandCoverModel
from .model_card import Training
from .progress import Advance
from .samples import Samples

IntArray = npt.NDArray[np.int64]

FIXED_PIXELS = (0, 20, 50, 100, 250, 500, 1000, 5000, 10_000, 25_000, 50_000, 100_000, 500_000)
"""Labelled pixels at which the paper's tables give accuracy."""


@dataclass(frozen=True)
class Cell:
    """One fit of the comparison."""

    method: str
    """As it is called in the results: the method, or a variant of it."""
    run: int
    polygons: int


@dataclass(frozen=True)
class Row:
    """What came of a cell."""

    cell: Cell
    pixels: int
    oa: float
    f1: float
    seconds: float
    strength_rule: str
    strength: float | None
    class_f1: dict[str, float] = field(default_factory=dict)
    """Class name -> F1, of the classes that the test set holds."""


@dataclass(frozen=True)
class Experiment:
    """A source model and a labelled target."""

    model: LandCoverModel
    source_samples: Samples
    target: Samples
    matching: Matching
    """The target's classes among the model's; unknown ones are learnt by all methods."""
    variants: dict[str, AdaptJob]
    """By the name in the results; each with its updates."""
    seed: int

    def split(self, run: int) -> tuple[IntArray, IntArray]:
        """Test blocks, and training blocks in the order in which they are added."""
        generator = np.random.default_rng([self.seed, run])
        order = generator.permutation(np.unique(self.target.polygon_id))
        n_test = max(1, len(order) // 3)
        return order[:n_test], order[n_test:]

    def cells(self, runs: int, quantities: Sequence[int]) -> Iterator[Cell]:
        """All fits, run by run; the source model alone once a run."""
        for run in range(runs):
            _, training = self.split(run)
            there = [quantity for quantity in quantities if quantity <= len(training)]
            for name, job in self.variants.items():
                once = job.method is Method.SOURCE_ONLY
                for quantity in there[:1] if once else there:
                    yield Cell(name, run, 0 if once else quantity)

    def evaluate(self, cell: Cell, advance: Advance) -> Row:
        """Fit and test one cell."""
        chosen, test = self.labelled(cell), self.test(cell.run)
        started_s = time.perf_counter()
        model = self.adaptation(cell)(chosen, advance) if cell.polygons else self.model
        seconds = time.perf_counter() - started_s
        confusion = Confusion.of(test.y, model.predict(test), self.matching.classes)
        training_facts = model.card.training if cell.polygons else None
        in_reference = confusion.matrix.sum(axis=1) > 0
        by_class = zip(confusion.classes, confusion.f1, in_reference)
        return Row(
            cell=cell,
            pixels=len(chosen),
            oa=confusion.overall_accuracy or 0.0,
            f1=confusion.macro_f1 or 0.0,
            seconds=seconds,
            strength_rule=training_facts.lambda_rule if training_facts else "",
            strength=_strength(training_facts) if training_facts else None,
            class_f1={entry.name: score or 0.0 for entry, score, there in by_class if there},
        )

    def adaptation(self, cell: Cell) -> Adaptation:
        """The cell's method; what is not drawn of the training blocks, it may see unlabelled."""
        _, training = self.split(cell.run)
        return Adaptation(
            source=self.model,
            source_sha256="",
            job=replace(self.variants[cell.method], seed=self.seed + cell.run),
            matching=self.matching,
            name=cell.method,
            provenance="",
            source_samples=self.source_samples,
            unlabelled=self._in(training[cell.polygons :]).x,
        )

    def labelled(self, cell: Cell) -> Samples:
        """The cell's labelled pixels."""
        return self._in(self.split(cell.run)[1][: cell.polygons])

    def test(self, run: int) -> Samples:
        """A run's test pixels."""
        return self._in(self.split(run)[0])

    def _in(self, blocks: IntArray) -> Samples:
        return self.target.part(np.isin(self.target.polygon_id, blocks))


def _strength(facts: Training) -> float | None:
    """λ, or α where that was chosen instead."""
    return facts.lambda_value if facts.alpha is None else facts.alpha


def curve(
    pixels: Sequence[float], values: Sequence[float], at: Sequence[float]
) -> list[float | None]:
    """Values at fixed numbers of pixels, linear between the measured ones, None outside them.

    Args:
        pixels: measured, in any order.
        values: as many.
        at: where to interpolate.
    """
    order = np.argsort(pixels, kind="stable")
    x, y = np.asarray(pixels, float)[order], np.asarray(values, float)[order]
    return [
        float(np.interp(place, x, y)) if len(x) and x[0] <= place <= x[-1] else None for place in at
    ]
