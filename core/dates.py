"""Dates as they stand in file names, band descriptions and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from .errors import JobError, SeriesError, UnreadableFile

_DAY = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])(?!\d)")
_DAY_OF_YEAR = re.compile(r"(?:^|[._\-A]|doy)((?:19|20)\d\d)([0-3]\d\d)(?=T\d|[._\-]|$)")
_CODES = {
    "%Y": r"(?:19|20|21)\d{2}",
    "%y": r"\d{2}",
    "%m": r"\d{2}",
    "%d": r"\d{2}",
    "%j": r"\d{3}",
    "%b": r"[A-Za-z]{3}",
    "%B": r"[A-Za-z]+",
}


def date_in(text: str, pattern: str = "") -> date | None:
    """The first date in a text: `2019-05-21`, `20190521`, or year and day of year.

    Args:
        text: a name or a description.
        pattern: how the date stands there, in the codes of `strptime`; empty: recognised.

    Raises:
        JobError: the pattern has no full date.
    """
    if pattern:
        return _by_pattern(text, pattern)
    for match in _DAY.finditer(text):
        try:
            return date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            continue
    for match in _DAY_OF_YEAR.finditer(text):
        day = date(int(match[1]), 1, 1) + timedelta(days=int(match[2]) - 1)
        if day.year == int(match[1]):
            return day
    return None


def without_date(text: str, pattern: str = "") -> str:
    """A text without its first date and the separators around it."""
    if pattern:
        return re.sub(r"[-_. ]*" + _expression(pattern) + r"[-_. ]*", "_", text, count=1).strip("_")
    rest = _DAY.sub("\n", text, count=1)
    if rest == text:
        rest = _DAY_OF_YEAR.sub("\n", text, count=1)
    return re.sub(r"[-_. ]*\n[-_. ]*", "_", rest).strip("_ ")


def read_dates(given: Sequence[str]) -> list[date]:
    """Dates from the command line, or one a line from the text file that is named there.

    Raises:
        SeriesError: one is no date.
        UnreadableFile: the file cannot be read.
    """
    texts = list(given)
    origin = "--dates"
    if len(texts) == 1 and (Path(texts[0]).is_file() or not date_in(texts[0])):
        origin = texts[0]
        try:
            texts = Path(origin).read_text(encoding="utf-8-sig").split()
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableFile(f"{origin} cannot be read as a list of dates: {error}") from error
    days = []
    for text in texts:
        day = date_in(text)
        if day is None:
            raise SeriesError(f"{origin}: {text!r} is no date.", "Write it as YYYY-MM-DD.")
        days.append(day)
    return days


@lru_cache(maxsize=8)
def _expression(pattern: str) -> str:
    """A regular expression for a pattern of `strptime`'s codes."""
    parts = re.split(r"(%[A-Za-z])", pattern)
    unknown = [part for part in parts if part.startswith("%") and part not in _CODES]
    full = re.search("%[Yy]", pattern) and (
        "%j" in pattern or ("%d" in pattern and re.search("%[mbB]", pattern))
    )
    if unknown or not full:
        raise JobError(
            f"--date-pattern is {pattern!r}; it must hold a year, and month and day or the day of "
            f"the year, of {' '.join(_CODES)}.",
            "For 21052019 it is %d%m%Y, for A2019141 it is A%Y%j.",
        )
    return r"(?<!\d)" + "".join(_CODES.get(part, re.escape(part)) for part in parts) + r"(?!\d)"


def _by_pattern(text: str, pattern: str) -> date | None:
    for match in re.finditer(_expression(pattern), text):
        try:
            return datetime.strptime(match[0], pattern).date()
        except ValueError:
            continue
    return None
