"""What repeated runs say: mean and spread, and differences of methods within the same run.

In a run all methods get the same test set and the same labels, so that their difference run by run
is far steadier than their means are: from split to split accuracy moves, for all of them together.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

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

_T_975 = (12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281)
"""Student's t that 2.5 % exceed, of 1, 2, … 10 degrees of freedom."""


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
    def sign(self) -> int:
        """1 or -1 where the whole interval lies above or below zero, else 0: maybe chance."""
        return int(self.low > 0) - int(self.high < 0)


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
    half = t_975(n - 1) * statistics.stdev(differences) / n**0.5
    return Difference(mean, mean - half, mean + half, n)


def t_975(freedom: int) -> float:
    """Student's t that 2.5 % exceed, to 0.0002: a table, then Abramowitz and Stegun 26.7.5."""
    if freedom <= len(_T_975):
        return _T_975[freedom - 1]
    z = statistics.NormalDist().inv_cdf(0.975)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3
