"""What was understood of each image, and what the analyst says of it instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ..messages import tr

FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class ImageEdits:
    """What the analyst says: by file, as the worker names it."""

    dates: Mapping[str, str] = field(default_factory=dict)
    """YYYY-MM-DD, where it is another than was found."""
    left_out: frozenset[str] = frozenset()
    skipped_days: frozenset[str] = frozenset()
    """YYYY-MM-DD: all images of such a day are left out, the way to leave out one of a stack."""

    def __bool__(self) -> bool:
        return bool(self.dates or self.left_out or self.skipped_days)

    def of(self, rows: Collection[ImageRow]) -> ImageEdits:
        """Those about images that are there."""
        files = frozenset(all_files(rows))
        dates = {path: day for path, day in self.dates.items() if path in files}
        days = {dates.get(row.path, row.found_date) for row in rows}
        return ImageEdits(dates, self.left_out & files, self.skipped_days & days)

    def with_date(self, row: ImageRow, day: str) -> ImageEdits:
        """Another date for an image; that found again where it is the same."""
        kept = {path: text for path, text in self.dates.items() if path not in row.files}
        given = {} if day == row.found_date else dict.fromkeys(row.files, day)
        return replace(self, dates={**kept, **given})

    def with_use(self, row: ImageRow, use: bool) -> ImageEdits:
        """Leave an image out, or take it again."""
        files, day = frozenset(row.files), frozenset({row.date})
        if use:
            return replace(
                self, left_out=self.left_out - files, skipped_days=self.skipped_days - day
            )
        if row.shares_its_file:
            return replace(self, skipped_days=self.skipped_days | day)
        return replace(self, left_out=self.left_out | files)


NO_EDITS = ImageEdits()


@dataclass(frozen=True)
class ImageRow:
    """One image."""

    path: str
    files: tuple[str, ...]
    """All that it consists of."""
    date: str
    """YYYY-MM-DD, or empty."""
    found_date: str
    bands: tuple[str, ...]
    valid: float | None
    """Share of its pixels that are clear."""
    used: bool
    left_out: bool
    """By the analyst."""
    note: str
    shares_its_file: bool = False
    """A stack's dates stand in one file: it has no date of its own to change."""


def image_rows(found: Sequence[Mapping[str, Any]]) -> list[ImageRow]:
    """The images as the worker found them, before anything was changed."""
    files = [tuple(image.get("files") or (image["path"],)) for image in found]
    times = Counter(path for own in files for path in own)
    return [
        ImageRow(
            path=image["path"],
            files=own,
            date=image["date"] or "",
            found_date=image["date"] or "",
            bands=tuple(image["bands"]),
            valid=image["valid"],
            used=image["used"],
            left_out=False,
            note=image["note"],
            shares_its_file=any(times[path] > 1 for path in own),
        )
        for image, own in zip(found, files)
    ]


def edited(
    rows: Iterable[ImageRow], edits: ImageEdits, newer: Sequence[Mapping[str, Any]] = ()
) -> list[ImageRow]:
    """The images after the analyst's changes, with what the worker says of them since then."""
    said = {(image["path"], image["date"] or ""): image for image in newer}
    result = []
    for row in rows:
        day = edits.dates.get(row.path, row.found_date)
        if day in edits.skipped_days or not edits.left_out.isdisjoint(row.files):
            note = tr("left out by you")
            result.append(replace(row, date=day, used=False, left_out=True, note=note))
            continue
        now = said.get((row.path, day))
        row = replace(row, date=day)
        if now is not None:
            bands, valid = tuple(now["bands"]), now["valid"]
            row = replace(row, bands=bands, valid=valid, used=now["used"], note=now["note"])
        result.append(row)
    return result


def all_files(rows: Iterable[ImageRow]) -> tuple[str, ...]:
    """Every file, once, in the order of the table."""
    return tuple(dict.fromkeys(path for row in rows for path in row.files))


def dates_to_say(rows: Iterable[ImageRow]) -> dict[str, str]:
    """The date of each file that has one of its own: in a list, folders do not tell it."""
    return {
        path: row.date for row in rows if row.date and not row.shares_its_file for path in row.files
    }


def day_in(text: str) -> str:
    """A date as YYYY-MM-DD; empty where the text is none that images can have."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return ""
    return day.isoformat() if FIRST_YEAR <= day.year <= LAST_YEAR else ""
