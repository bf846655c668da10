"""The date grid that a model was trained on, and where a season starts.

A grid is a list of day offsets from the season's first day. The same offsets from another year's
start give the same model another season (section 4.1: every 10 days, 37 dates a year).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

DEFAULT_OFFSETS = tuple(range(0, 361, 10))
MARGIN_DAYS = 30
"""Observations this long before and after the season still help to fill its ends."""


@dataclass(frozen=True)
class DateGrid:
    """Dates that a series is brought to before a model sees it."""

    start: date
    """First day of the season."""
    offsets: tuple[int, ...] = DEFAULT_OFFSETS
    """Days from `start`, ascending."""

    @property
    def dates(self) -> tuple[date, ...]:
        """The grid's dates, one an offset."""
        return tuple(self.start + timedelta(days=offset) for offset in self.offsets)

    @property
    def end(self) -> date:
        """The last date of the grid."""
        return self.start + timedelta(days=self.offsets[-1])

    def days_from_start(self, dates: Sequence[date]) -> list[int]:
        """Each date as days from the season's start."""
        return [(day - self.start).days for day in dates]

    def shifted(self, days: int) -> DateGrid:
        """The same grid, so many days later."""
        return replace(self, start=self.start + timedelta(days=days))

    def longest_gap_days(self, dates: Iterable[date]) -> int:
        """The longest time in the season without one of these dates; its ends count as dates."""
        inside = sorted({day for day in dates if self.start < day < self.end})
        marks = [self.start, *inside, self.end]
        return max((later - earlier).days for earlier, later in zip(marks, marks[1:]))

    def is_near(self, day: date) -> bool:
        """Whether an observation of that day is used for this season."""
        margin = timedelta(days=MARGIN_DAYS)
        return self.start - margin <= day <= self.end + margin


def first_season_start(dates: Sequence[date]) -> date:
    """Season start where neither user nor model gives one.

    The first observation if the series spans at most 366 days, else 1 January of the year with the
    most observations (the earlier one of two equals).
    """
    first, last = min(dates), max(dates)
    if (last - first).days <= 366:
        return first
    counts = Counter(day.year for day in dates)
    year = min(counts, key=lambda candidate: (-counts[candidate], candidate))
    return date(year, 1, 1)


def matching_season_start(model: DateGrid, dates: Sequence[date]) -> date:
    """The model's month and day, in the year whose season holds most of the observations.

    Of equally good years the one whose season lies closest to the observations' middle wins.
    """
    first, last = min(dates), max(dates)
    middle = first + (last - first) / 2
    length = timedelta(days=model.offsets[-1])

    def merit(start: date) -> tuple[int, int]:
        covered = sum(start <= day <= start + length for day in dates)
        return covered, -abs((start + length / 2 - middle).days)

    starts = [_same_day(model.start, year) for year in range(first.year - 1, last.year + 1)]
    return max(starts, key=merit)


def grid_for_dates(model: DateGrid, dates: Sequence[date], season_start: str) -> DateGrid:
    """The model's offsets, from the given start or from its month and day in the best year."""
    start = (
        date.fromisoformat(season_start) if season_start else matching_season_start(model, dates)
    )
    return DateGrid(start, model.offsets)


def _same_day(day: date, year: int) -> date:
    """That month and day in another year; 29 February becomes 1 March."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
