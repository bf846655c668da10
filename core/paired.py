"""What repeated runs say: mean and spread, and differences of methods within the same run.

In a run all methods get the same test set and the same labels, so that their difference run by run
is far steadier than their means are: from split to split accuracy moves, for all of them together.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .experiment import Row
from .jobs import Method

SOURCERER, SOURCE_ONLY = str(Method.SOURCERER), str(Method.SOURCE_ONLY)

WITHOUT_SOURCE_SAMPLES = (
    SOURCE_ONLY,
    str(Method.TARGET_ONLY),
    str(Method.NAIVE),
    str(Method.FINETUNED),
)
"""Methods other than Sourcerer that need the source model alone, or nothing at all."""

CHANCE = 0.05
"""Of a claim that is not true."""

Name = TypeVar("Name", bound=Hashable)


@dataclass(frozen=True)
class Figure:
    """Mean and standard deviation over runs."""

    mean: float
    spread: float | None
    """None for a single run."""
    n: int

    @classmethod
    def of(cls, values: Iterable[float]) -> Figure | None:
        """None of no value."""
        values = list(values)
        if not values:
            return None
        spread = statistics.stdev(values) if len(values) > 1 else None
        return cls(statistics.fmean(values), spread, len(values))


@dataclass(frozen=True)
class Difference:
    """Mean over runs of a difference within the run, with its 95 % confidence interval."""

    mean: float
    low: float
    high: float
    n: int

    @property
    def p(self) -> float:
        """Probability of a mean at least so far from zero where there is no difference."""
        half = (self.high - self.low) / 2
        if half == 0:
            return float(self.mean == 0)
        t = t_quantile(1 - CHANCE / 2, self.n - 1) * self.mean / half
        return 1 - t_within(abs(t), self.n - 1)


@dataclass(frozen=True)
class Scores:
    """One measure of all fits."""

    by_run: Mapping[tuple[str, int], Mapping[int, float]]
    """(method, polygons) -> run -> value. What needs no label stands at 0 polygons."""

    @classmethod
    def of(cls, rows: Iterable[Row], measure: str) -> Scores:
        """`measure` is a field of `Row`: oa, f1 or seconds."""
        by_run: dict[tuple[str, int], dict[int, float]] = {}
        for row in rows:
            runs = by_run.setdefault((row.cell.method, row.cell.polygons), {})
            runs[row.cell.run] = getattr(row, measure)
        return cls(by_run)

    @property
    def quantities(self) -> list[int]:
        """Numbers of polygons, ascending, without 0."""
        return sorted({polygons for _, polygons in self.by_run if polygons})

    def at(self, method: str, polygons: int) -> Mapping[int, float]:
        """Run -> value; what needs no label has the same at every number of polygons."""
        return self.by_run.get((method, polygons)) or self.by_run.get((method, 0), {})

    def figure(self, method: str, polygons: int) -> Figure | None:
        """Mean and spread over the runs, None where nothing was measured."""
        return Figure.of(self.at(method, polygons).values())

    def best(self, methods: Iterable[str], polygons: int) -> str | None:
        """The method with the highest mean, the first one of equals."""
        means = {m: f.mean for m in methods if (f := self.figure(m, polygons))}
        return max(means, key=lambda method: means[method]) if means else None

    def difference(self, method: str, other: str, polygons: int) -> Difference | None:
        """`method` minus `other`; None with fewer than two runs of both."""
        ours, theirs = self.at(method, polygons), self.at(other, polygons)
        return paired_difference([ours[run] - theirs[run] for run in ours if run in theirs])


def paired_difference(differences: Sequence[float]) -> Difference | None:
    """Mean and 95 % interval by Student's t, of one difference a run; None of fewer than two.

    The runs draw their polygons from one target, so they are not wholly independent and the true
    interval is somewhat wider.
    """
    n = len(differences)
    if n < 2:
        return None
    mean = statistics.fmean(differences)
    half = t_quantile(1 - CHANCE / 2, n - 1) * statistics.stdev(differences) / n**0.5
    return Difference(mean, mean - half, mean + half, n)


def beyond_chance(differences: Mapping[Name, Difference]) -> set[Name]:
    """Which of them are not zero: with 95 % confidence in all these claims together (Holm 1979).

    Of many differences that are all zero, one in twenty has a 95 % interval without zero. So the
    surest of n must be as sure as 95 % asks of n claims, the next one as of n - 1, and so on.
    """
    sure = set[Name]()
    names = sorted(differences, key=lambda name: differences[name].p)
    for n_left, name in zip(range(len(names), 0, -1), names):
        if n_left * differences[name].p > CHANCE:
            break
        sure.add(name)
    return sure


def t_quantile(p: float, freedom: int) -> float:
    """Student's t that is exceeded with the probability 1 - p.

    Args:
        p: 0.5 or more, below 1.
        freedom: degrees of freedom, 1 or more.
    """
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        angle = (low + high) / 2
        if t_within(math.tan(angle) * math.sqrt(freedom), freedom) < 2 * p - 1:
            low = angle
        else:
            high = angle
    return math.tan((low + high) / 2) * math.sqrt(freedom)


def t_within(t: float, freedom: int) -> float:
    """Probability that Student's t lies between -t and t (Abramowitz and Stegun 26.7.3, 26.7.4)."""
    angle = math.atan(t / math.sqrt(freedom))
    odd = freedom % 2
    term = math.sin(angle) * (math.cos(angle) if odd else 1)
    total = 0.0
    for power in range(1 + odd, freedom, 2):
        total += term
        term *= math.cos(angle) ** 2 * power / (power + 1)
    return 2 / math.pi * (angle + total) if odd else total
