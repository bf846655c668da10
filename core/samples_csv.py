"""Samples as CSV, for spreadsheets, R and other programs: one row a pixel.

Columns: `polygon_id`, `class_value`, `class_name`, and `YYYY-MM-DD BAND` for each date and band, in
sensor units. An empty cell is a missing value. A number has the digits that give it back exactly.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import numpy.typing as npt

LABELS = ("polygon_id", "class_value", "class_name")
_VALUE = re.compile(r"(\d{4}-\d{2}-\d{2}) (\S.*)")


def is_csv(path: str | Path) -> bool:
    """Whether samples go into such a table, by the file's name."""
    return Path(path).suffix.lower() == ".csv"


def write_csv(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write the arrays of a samples file as a table, dates before bands."""
    names = dict(zip(arrays["class_values"].tolist(), arrays["class_names"].tolist()))
    columns = [f"{day} {band}" for day in arrays["dates"] for band in arrays["bands"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow([*LABELS, *columns])
        for x, value, polygon in zip(
            arrays["X"], arrays["y"].tolist(), arrays["polygon_id"].tolist()
        ):
            table.writerow([polygon, value, names[value], *map(_text, x.T.ravel())])


def read_csv(path: str) -> dict[str, Any]:
    """The arrays of a samples file, from a table with its columns and rows in any order.

    Raises:
        OSError: it cannot be opened.
        ValueError: it is no such table; says where.
    """
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return _arrays(file)


def _arrays(file: TextIO) -> dict[str, Any]:
    rows = csv.reader(file, strict=True)
    _, header = next(_lines(rows, 1), (1, []))
    lacking = [name for name in LABELS if name not in header]
    if lacking:
        raise ValueError(f"it has no column {', '.join(lacking)}, divided by commas")
    labels = [header.index(name) for name in LABELS]
    dates, bands, places = _series(header)
    x: list[npt.NDArray[np.float32]] = []
    y: list[int] = []
    polygon_id: list[int] = []
    names: dict[int, str] = {}
    for line, row in _lines(rows, 2):
        if len(row) != len(header):
            raise ValueError(f"line {line} has {len(row)} columns, the first {len(header)}")
        try:
            polygon, value = (int(row[place]) for place in labels[:2])
            x.append(np.array([float(row[place] or "nan") for place in places], np.float32))
        except ValueError as error:
            raise ValueError(f"line {line}: {error}") from error
        if names.setdefault(value, row[labels[2]]) != row[labels[2]]:
            raise ValueError(f"line {line} calls {value} {row[labels[2]]}, others {names[value]}")
        y.append(value)
        polygon_id.append(polygon)
    return {
        "X": np.array(x, np.float32).reshape(-1, len(bands), len(dates)),
        "y": np.array(y, np.int64),
        "polygon_id": np.array(polygon_id, np.int64),
        "bands": np.array(bands),
        "dates": np.array([day.isoformat() for day in dates]),
        "class_values": np.array(sorted(names), np.int64),
        "class_names": np.array([names[value] for value in sorted(names)]),
    }


def _series(header: Sequence[str]) -> tuple[list[date], list[str], list[int]]:
    """Dates in order, bands as they come, and for each band its dates' columns.

    Raises:
        ValueError: a column has no such name, stands twice, or is missing.
    """
    places: dict[tuple[date, str], int] = {}
    for place, name in enumerate(header):
        if name in LABELS:
            continue
        found = _VALUE.fullmatch(name)
        if found is None:
            raise ValueError(f"its column {name!r} is not called YYYY-MM-DD BAND")
        key = date.fromisoformat(found[1]), found[2]
        if key in places:
            raise ValueError(f"its column {name} stands twice")
        places[key] = place
    dates = sorted({day for day, _ in places})
    bands = list(dict.fromkeys(band for _, band in places))
    for band in bands:
        for day in dates:
            if (day, band) not in places:
                raise ValueError(f"it has no column {day} {band}, but others of that date and band")
    return dates, bands, [places[day, band] for band in bands for day in dates]


def _lines(rows: Iterator[list[str]], first: int) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with their line in the file; the next one is the `first`.

    Raises:
        ValueError: the file is no CSV.
    """
    line = first - 1
    try:
        for line, row in enumerate(rows, start=first):
            if row:
                yield line, row
    except csv.Error as error:
        raise ValueError(f"line {line + 1}: {error}") from error


def _text(value: np.float32) -> str:
    return "" if np.isnan(value) else str(value).removesuffix(".0")
