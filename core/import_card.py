"""The card that a person writes for weights made elsewhere (resources/help/import.md)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from .card_item import LICENCE
from .colours import class_colours
from .errors import NotAModel
from .model_card import MAX_CLASS_VALUE, LandCoverClass
from .season import DateGrid
from .series_files import read_text

T = TypeVar("T")

_NEEDED = ("name", "bands", "ranges", "classes")
_OPTIONAL = "offsets dates season_start architecture sensor licence provenance".split()
_SIZES = ("filters", "kernel", "dense")
_DAY = "a date, YYYY-MM-DD"
_HINT = "resources/help/import.md shows a whole card."


@dataclass(frozen=True)
class ImportCard:
    """What weights mean, as far as they do not say it themselves."""

    path: str
    name: str
    bands: tuple[str, ...]
    ranges: tuple[tuple[float, float], ...]
    """(p2, p98) of each band."""
    grid: DateGrid
    classes: tuple[LandCoverClass, ...]
    """In the order of the network's outputs."""
    sizes: Mapping[str, int]
    """Filters, kernel and dense width of the network; those that are given."""
    sensor: str
    licence: str
    provenance: str


def read_import_card(path: str) -> ImportCard:
    """Read a card.

    Raises:
        UnreadableFile: there is no such text file.
        NotAModel: it is no JSON object, or something in it is missing or wrong.
    """
    card = _Reader(path)
    bands = card.read("bands", _names, "a list of different names")
    ranges = f"[low, high] for each band ({', '.join(bands)}), low below high"
    classes = (
        f'a list of {{"value": 1 to {MAX_CLASS_VALUE}, "name": "…", "colour": "#rrggbb"}}, each '
        "value once; a colour may be left out"
    )
    sizes = f"whole numbers for {', '.join(_SIZES)}"
    return ImportCard(
        path,
        card.read("name", _name, "a name"),
        bands,
        card.read("ranges", lambda value: _ranges(value, bands), ranges),
        _grid(card),
        card.read("classes", _classes, classes),
        card.read("architecture", _sizes, sizes, {}),
        card.read("sensor", _text, "text", ""),
        card.read("licence", _licence, "an SPDX identifier such as CC-BY-4.0, or other", "other"),
        card.read("provenance", _text, "text", ""),
    )


class _Reader:
    """A card's content, each fact checked as it is read."""

    def __init__(self, path: str) -> None:
        self.path = path
        try:
            content = json.loads(read_text(Path(path), "a card"))
        except (ValueError, RecursionError) as error:
            raise NotAModel(f"{path} is not valid JSON: {error}.", _HINT) from error
        if not isinstance(content, dict):
            raise NotAModel(f"{path} is not a JSON object with a key for each fact.", _HINT)
        self.content: dict[str, Any] = content
        needed = _NEEDED if "dates" in content else (*_NEEDED, "offsets", "season_start")
        missing = [key for key in needed if key not in content]
        unknown = sorted(set(content) - {*_NEEDED, *_OPTIONAL})
        if missing or unknown:
            texts = [f"lacks {', '.join(missing)}"] if missing else []
            texts += [f"holds {', '.join(unknown)}, which a card has not"] if unknown else []
            raise NotAModel(
                f"{path} {', and '.join(texts)}.",
                f"It needs {', '.join(_NEEDED)}, and dates, or offsets and season_start; it may "
                f"have architecture, sensor, licence, provenance. {_HINT}",
            )

    def read(self, key: str, meaning: Callable[[Any], T], what: str, default: T | None = None) -> T:
        """A fact, or the default where the card has it not.

        Raises:
            NotAModel: it is not what it must be.
        """
        if default is not None and key not in self.content:
            return default
        value = self.content[key]
        try:
            return meaning(value)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            shown = json.dumps(value, ensure_ascii=False)
            shown = shown if len(shown) <= 100 else shown[:100] + " …"
            raise NotAModel(f"{self.path}: {key} is {shown}; it must be {what}.", _HINT) from error


def _grid(card: _Reader) -> DateGrid:
    """From dates, or from offsets and the season's start."""
    if "dates" not in card.content:
        offsets = card.read("offsets", _offsets, "two whole numbers of days or more, ascending")
        return DateGrid(card.read("season_start", date.fromisoformat, _DAY), offsets)
    if "offsets" in card.content:
        raise NotAModel(f"{card.path} holds both dates and offsets.", "Give one of them.")
    dates = card.read("dates", _dates, "two dates or more, YYYY-MM-DD, ascending")
    start = card.read("season_start", date.fromisoformat, _DAY, dates[0])
    return DateGrid(start, tuple((day - start).days for day in dates))


def _names(value: object) -> tuple[str, ...]:
    names = tuple(map(_name, _list(value)))
    if not names or len(set(names)) < len(names):
        raise ValueError("no names, or one twice")
    return names


def _ranges(value: object, bands: Sequence[str]) -> tuple[tuple[float, float], ...]:
    """As a list in the bands' order, or by band."""
    if isinstance(value, dict):
        if set(value) != set(bands):
            raise ValueError("other bands")
        value = [value[band] for band in bands]
    pairs = [tuple(map(_number, _list(pair))) for pair in _list(value)]
    if len(pairs) != len(bands) or any(len(pair) != 2 or pair[0] >= pair[1] for pair in pairs):
        raise ValueError("not one range a band")
    return tuple((low, high) for low, high in pairs)


def _offsets(value: object) -> tuple[int, ...]:
    return _ascending(tuple(map(_whole, _list(value))))


def _dates(value: object) -> tuple[date, ...]:
    return _ascending(tuple(map(date.fromisoformat, _list(value))))


def _classes(value: object) -> tuple[LandCoverClass, ...]:
    entries = _list(value)
    if any(set(entry) - {"value", "name", "colour"} for entry in entries):
        raise ValueError("unknown keys")
    names = [_name(entry["name"]) for entry in entries]
    values = [_whole(entry["value"]) for entry in entries]
    given = [_colour(entry.get("colour", "")) for entry in entries]
    if not names or len(set(values)) < len(values):
        raise ValueError("no classes, or a value twice")
    if not all(1 <= number <= MAX_CLASS_VALUE for number in values):
        raise ValueError("a value out of range")
    free = class_colours(names, {colour for colour in given if colour})
    colours = [own or other for own, other in zip(given, free)]
    return tuple(LandCoverClass(*parts) for parts in zip(values, names, colours))


def _sizes(value: Mapping[str, object]) -> dict[str, int]:
    if set(value) - set(_SIZES):
        raise ValueError("unknown sizes")
    return {key: _whole(number) for key, number in value.items()}


def _ascending(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(values) < 2 or list(values) != sorted(set(values)):
        raise ValueError("too few, or not ascending")
    return values


def _colour(value: str) -> str:
    if value and not re.fullmatch("#[0-9a-fA-F]{6}", value):
        raise ValueError("no colour")
    return value.lower()


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _name(value: object) -> str:
    if not _text(value).strip():
        raise ValueError("empty")
    return _text(value).strip()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value


def _licence(value: object) -> str:
    if not LICENCE.fullmatch(_text(value)):
        raise ValueError("no identifier")
    return _text(value)


def _number(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError("no number")
    return float(value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError("no whole number")
    return value
