"""Intervals of accuracy figures, from drawing polygons anew.

Pixels of a polygon are near copies of each other, so polygons are drawn, not pixels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Interval = tuple[float, float]

N_DRAWS = 1000
LEAST_BLOCKS = 5
"""A figure that fewer blocks speak about has no interval."""
_DRAWN_AT_ONCE = 2**22
"""Times that a kind of block is drawn, held in memory at a time."""


@dataclass(frozen=True)
class Intervals:
    """95 % percentile intervals of a confusion matrix's figures; None where blocks are too few.

    Overall accuracy and macro F1 need 5 blocks; producer's accuracy and F1 of a class need 5 blocks
    with reference pixels of it, its user's accuracy 5 blocks with pixels mapped so.
    """

    overall_accuracy: Interval | None
    macro_f1: Interval | None
    producers_accuracy: tuple[Interval | None, ...]
    """One a class, like the two below."""
    users_accuracy: tuple[Interval | None, ...]
    f1: tuple[Interval | None, ...]


@dataclass(frozen=True)
class BlockCounts:
    """What each block adds to a confusion matrix: pixels (block, class)."""

    reference: FloatArray
    mapped: FloatArray
    hits: FloatArray
    """Pixels whose mapped class is the reference class, by that class."""

    @classmethod
    def of(
        cls,
        block: IntArray,
        reference: IntArray,
        mapped: IntArray,
        class_values: Sequence[int],
        n_blocks: int,
    ) -> BlockCounts:
        """Count pixels (n,) with block number, reference and mapped class value."""
        values = np.sort(np.array(class_values, np.int64))
        column = np.argsort(np.argsort(np.array(class_values, np.int64)))

        def count(blocks: IntArray, classes: IntArray) -> FloatArray:
            place = blocks * len(values) + np.searchsorted(values, classes)
            counts = np.bincount(place, minlength=n_blocks * len(values))
            return counts.reshape(n_blocks, len(values))[:, column].astype(float)

        right = reference == mapped
        return cls(
            count(block, reference), count(block, mapped), count(block[right], mapped[right])
        )


@dataclass(frozen=True)
class DrawnFigures:
    """The figures of a confusion matrix in each draw; NaN where a draw has none."""

    counts: BlockCounts
    """That were drawn from."""
    overall_accuracy: FloatArray
    """(draw,)"""
    macro_f1: FloatArray
    """(draw,), over the classes of the drawn reference."""
    producers_accuracy: FloatArray
    """(draw, class), like the two below."""
    users_accuracy: FloatArray
    f1: FloatArray

    def intervals(self) -> Intervals:
        """The 95 % interval of each figure."""
        n_with_reference = (self.counts.reference > 0).sum(axis=0)
        n_with_mapped = (self.counts.mapped > 0).sum(axis=0)
        n_blocks = int(self.counts.reference.any(axis=1).sum())
        return Intervals(
            interval(self.overall_accuracy, n_blocks),
            interval(self.macro_f1, n_blocks),
            tuple(map(interval, self.producers_accuracy.T, n_with_reference)),
            tuple(map(interval, self.users_accuracy.T, n_with_mapped)),
            tuple(map(interval, self.f1.T, n_with_reference)),
        )


def draw(several: Sequence[BlockCounts], seed: int) -> list[DrawnFigures]:
    """Draw as many blocks as there are, with replacement, 1000 times: the same for all counts.

    Args:
        several: counts of the same blocks, so that their figures can be compared draw by draw.
        seed: of the draws.
    """
    parts = [part for one in several for part in (one.reference, one.mapped, one.hits)]
    totals = _drawn_totals(np.concatenate(parts, axis=1), seed)
    ends = np.cumsum([part.shape[1] for part in parts])[:-1]
    drawn = np.split(totals, ends, axis=1)
    return [
        _figures(counts, *drawn[3 * number : 3 * number + 3])
        for number, counts in enumerate(several)
    ]


def interval(values: FloatArray, n_blocks: int) -> Interval | None:
    """95 % percentile interval of a figure's draws (draw,); those without the figure do not count.

    Args:
        values: the figure in each draw, NaN where it does not exist.
        n_blocks: blocks that speak about it.
    """
    known = values[np.isfinite(values)]
    if n_blocks < LEAST_BLOCKS or not len(known):
        return None
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)


def _drawn_totals(counts: FloatArray, seed: int) -> FloatArray:
    """Totals (draw, column) of counts (block, column).

    Blocks with the same counts are of one kind. How often each kind is drawn is multinomial, so
    that 100,000 points cost no more than the few kinds that they are of.
    """
    n_blocks, n_columns = counts.shape
    kinds, n_of_kind = zip(*sorted(Counter(row.tobytes() for row in counts).items()))
    of_kind = np.frombuffer(b"".join(kinds), counts.dtype).reshape(-1, n_columns)
    shares = np.array(n_of_kind) / n_blocks
    generator = np.random.default_rng(seed)
    at_once = max(1, _DRAWN_AT_ONCE // len(kinds))
    totals = []
    for first in range(0, N_DRAWS, at_once):
        n = min(at_once, N_DRAWS - first)
        times = generator.multinomial(n_blocks, shares, size=n)
        totals.append(times.astype(float) @ of_kind)
    return np.concatenate(totals)


def _figures(
    counts: BlockCounts, reference: FloatArray, mapped: FloatArray, hits: FloatArray
) -> DrawnFigures:
    """Figures of totals (draw, class)."""
    f1 = _ratio(2 * hits, reference + mapped)
    there = reference > 0
    return DrawnFigures(
        counts,
        overall_accuracy=_ratio(hits.sum(axis=1), reference.sum(axis=1)),
        macro_f1=_ratio(np.where(there, f1, 0).sum(axis=1), there.sum(axis=1)),
        producers_accuracy=_ratio(hits, reference),
        users_accuracy=_ratio(hits, mapped),
        f1=f1,
    )


def _ratio(part: FloatArray, whole: FloatArray | IntArray) -> FloatArray:
    """Part / whole, NaN where the whole is 0."""
    result = np.full(part.shape, np.nan)
    np.divide(part, whole, out=result, where=whole > 0)
    return result
