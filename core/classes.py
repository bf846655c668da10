"""Which class a label means: field values, model classes, and the bridge between them.

A label layer's field holds text or numbers; a model knows numbered, named classes. Matching turns
the former into the latter: by an explicit mapping, else text by name and whole numbers by value
(CONTRACT: trimmed, any case). What a model does not know is an error, ignored, or extends it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .colours import class_colours
from .errors import LabelError, UnknownClasses, UnreadableFile
from .jobs import UnknownClassPolicy
from .model_card import MAX_CLASS_VALUE, LandCoverClass

IGNORED = 0
"""Class value of labels that are left out; nodata in the map."""
MAX_CLASSES = 1000
MAP_COLUMNS = ("field_value", "class_value", "class_name")


def class_value(text: str) -> int | None:
    """The class value that a text writes; None where it writes none, or one out of range."""
    if len(text) > 20 or not text.isdecimal():  # int() refuses thousands of digits
        return None
    number = int(text)
    return number if 1 <= number <= MAX_CLASS_VALUE else None


def is_class_value(text: str) -> bool:
    """Whether a text is a class value as it is usually written."""
    value = class_value(text)
    return value is not None and str(value) == text


@dataclass(frozen=True)
class FieldValues:
    """The distinct values of a label field."""

    names: Mapping[str, str]
    """Field value as text -> class name (the value itself where there is no name)."""
    numeric: bool
    """All are whole numbers from 1 to 65535, as text or number: class values themselves."""
    origin: str
    """Layer and field, for messages."""
    numbered: bool = False
    """Keys are class values although matching goes by name (a samples file with names)."""


def merged(values: Sequence[FieldValues]) -> FieldValues:
    """The values of several layers or files as one.

    Raises:
        LabelError: one value has two names.
    """
    names: dict[str, str] = {}
    for part in values:
        for text, name in part.names.items():
            if names.setdefault(text, name) != name:
                raise LabelError(
                    f"{text} is called {names[text]} and {name} in {_origins(values)}.",
                    "Give every class one number and one name in all layers and files.",
                )
    numbered = all(part.numbered for part in values)
    if numbered and len({_key(name) for name in names.values()}) < len(names):
        raise LabelError(
            f"One class has two numbers in {_origins(values)}.",
            "Give every class one number and one name in all files.",
        )
    return FieldValues(
        names,
        all(part.numeric for part in values),
        _origins(values),
        numbered,
    )


def _origins(values: Sequence[FieldValues]) -> str:
    return " and ".join(dict.fromkeys(part.origin for part in values))


@dataclass(frozen=True)
class Matching:
    """What each field value means."""

    class_values: Mapping[str, int]
    """Field value -> class value; `IGNORED` where left out."""
    classes: tuple[LandCoverClass, ...]
    """A model's classes in its own order, then the new ones by value."""
    n_known: int
    """How many of `classes` the model had before."""
    lines: tuple[str, ...] = field(default=())
    """What was matched, for people."""

    @property
    def new_classes(self) -> tuple[LandCoverClass, ...]:
        """Classes that extend the model."""
        return self.classes[self.n_known :]


def number_classes(values: FieldValues) -> Matching:
    """Classes for a model trained from scratch: numbers keep theirs, the rest is 1…K by name.

    Names that differ in case alone are one class, as they are when labels meet a model.

    Raises:
        LabelError: there are more classes than a model can hold.
    """
    if values.numeric or values.numbered:
        numbers = {text: int(text) for text in sorted(values.names, key=int)}
    else:
        keys = sorted({_key(name) for name in values.names.values()})
        number_of = {key: number for number, key in enumerate(keys, start=1)}
        numbers = {text: number_of[_key(values.names[text])] for text in sorted(values.names)}
    name_of = {number: values.names[text].strip() for text, number in numbers.items()}
    if len(name_of) > MAX_CLASSES:
        raise LabelError(
            f"{values.origin} holds {len(name_of)} different values, more than {MAX_CLASSES}.",
            "Choose the field that holds the class, not an identifier or a measurement.",
        )
    parts = zip(sorted(name_of), (name_of[n] for n in sorted(name_of)))
    colours = class_colours([name_of[number] for number in sorted(name_of)])
    classes = tuple(LandCoverClass(*part, colour) for part, colour in zip(parts, colours))
    by_value = {entry.value: entry for entry in classes}
    lines = tuple(_line(text, values, by_value[number]) for text, number in numbers.items())
    return Matching(numbers, classes, 0, lines)


def match_to_model(
    values: FieldValues,
    known: Sequence[LandCoverClass],
    class_map: str,
    policy: UnknownClassPolicy,
) -> Matching:
    """Find each field value among a model's classes.

    Raises:
        UnknownClasses: the policy is `error` and some are not there.
        LabelError: the mapping file lacks a value or says what cannot be, or none of the values is
            used.
        UnreadableFile: the mapping file cannot be read.
    """
    colours: dict[str, str] = {}
    if class_map:
        wanted, colours = _read_class_map(class_map, values)
    else:
        wanted = _by_value_or_name(values, known)
    by_value = {entry.value: entry for entry in known}
    unknown = {text: w for text, w in wanted.items() if w.value not in by_value and not w.ignored}
    if unknown and policy is UnknownClassPolicy.ERROR:
        raise UnknownClasses(
            f"{values.origin} holds classes that the model does not know: "
            f"{', '.join(sorted(_label(text, w) for text, w in unknown.items()))}. "
            f"It knows {', '.join(f'{c.value} {c.name}' for c in known)}.",
            "Leave them out (--unknown-classes ignore), let the model learn them "
            "(--unknown-classes extend), or say what they are (--class-map FILE.csv).",
        )
    numbers: dict[str, int] = {}
    new: dict[int, str] = {}
    taken = set(by_value)
    if policy is UnknownClassPolicy.EXTEND:
        _number_new(unknown, numbers, new, taken)
    for text, target in wanted.items():
        numbers.setdefault(text, target.value if target.value in by_value else IGNORED)
    if not any(numbers.values()):
        raise LabelError(
            f"No value of {values.origin} ({', '.join(sorted(values.names))[:300]}) is a class of "
            f"the model ({', '.join(c.name for c in known)}).",
            "Choose another field, a --class-map, or --unknown-classes extend.",
        )
    learnt = {text: numbers[text] for text in unknown if numbers[text] in new}
    chosen = _chosen_colours(class_map, colours, learnt)
    classes = (*known, *_coloured(new, known, chosen))
    by_value = {entry.value: entry for entry in classes}
    lines = tuple(_line(text, values, by_value.get(numbers[text])) for text in sorted(numbers))
    return Matching(numbers, classes, len(known), lines)


@dataclass(frozen=True)
class _Wanted:
    """What a field value asks for."""

    value: int | None
    """A class value; None where it must be found, or does not exist."""
    name: str
    ignored: bool = False


def _by_value_or_name(values: FieldValues, known: Sequence[LandCoverClass]) -> dict[str, _Wanted]:
    """Each field value by its name; a whole number without one by its value.

    A class that is itself named by another number is not meant by a value: a model whose training
    field held 0 and 1 numbers its classes 1 and 2, but its user still says 0 and 1.
    """
    by_name = {_key(entry.name): entry.value for entry in known}
    name_of = {entry.value: entry.name.strip() for entry in known}
    wanted = {}
    for text, name in values.names.items():
        value = by_name.get(_key(name))
        number = class_value(text)
        if value is None and number is not None:
            theirs = name_of.get(number)
            if theirs is None:
                value = number if values.numeric or values.numbered else None
            elif not values.numbered and not (theirs.isdecimal() and theirs != text):
                value = number
        wanted[text] = _Wanted(value, name.strip())
    return wanted


def _read_class_map(path: str, values: FieldValues) -> tuple[dict[str, _Wanted], dict[str, str]]:
    """The mapping CSV: what each field value wants, and the colour of those that are given one.

    An empty class_value leaves the field value out.
    """
    try:
        with Path(path).open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableFile(f"{path} cannot be read as a class mapping: {error}") from error
    if not rows or not set(MAP_COLUMNS[:2]) <= set(rows[0]):
        raise LabelError(
            f"{path} is not a class mapping: it needs the columns {', '.join(MAP_COLUMNS)}."
        )
    wanted: dict[str, _Wanted] = {}
    colours: dict[str, str] = {}
    for row in rows:
        text = (row["field_value"] or "").strip()
        if text in wanted:
            raise LabelError(f"{path} has two rows for the field value {text!r}.")
        number = (row["class_value"] or "").strip()
        name = (row.get("class_name") or "").strip() or values.names.get(text, text)
        if number and class_value(number) is None:
            raise LabelError(
                f"{path}: class_value {number!r} of {text!r} is not a whole number from 1 to "
                f"{MAX_CLASS_VALUE}."
            )
        wanted[text] = _Wanted(class_value(number), name, ignored=not number)
        colour = (row.get("colour") or "").strip()
        if colour and not re.fullmatch("#[0-9A-Fa-f]{6}", colour):
            raise LabelError(
                f"{path}: colour {colour!r} of {text!r} is not #rrggbb, e.g. #1a7837.",
                "Leave it empty, and a colour is chosen.",
            )
        if colour:
            colours[text] = colour.lower()
    absent = sorted(set(values.names) - set(wanted))
    if absent:
        raise LabelError(
            f"{path} says nothing about {', '.join(absent)} of {values.origin}.",
            "Add a row for each; an empty class_value leaves a value out.",
        )
    return {text: wanted[text] for text in values.names}, colours


def _chosen_colours(
    path: str, colours: Mapping[str, str], numbers: Mapping[str, int]
) -> dict[int, str]:
    """Colours by class value, out of those by field value.

    Raises:
        LabelError: one class has two.
    """
    chosen: dict[int, str] = {}
    for text, number in numbers.items():
        colour = colours.get(text)
        if colour and chosen.setdefault(number, colour) != colour:
            raise LabelError(
                f"{path} gives the class {number} the colours {chosen[number]} and {colour}.",
                "Give every class one colour.",
            )
    return chosen


def _number_new(
    unknown: Mapping[str, _Wanted], numbers: dict[str, int], new: dict[int, str], taken: set[int]
) -> None:
    """Give new classes a number: their own if free, else the next above the largest."""
    numbered: dict[str, int] = {}
    for text in sorted(
        unknown, key=lambda t: (unknown[t].value is None, unknown[t].value or 0, unknown[t].name)
    ):
        wanted = unknown[text]
        key = _key(wanted.name) if wanted.value is None else f"#{wanted.value}"
        if key not in numbered:
            numbered[key] = wanted.value or max(taken | {0}) + 1
            if numbered[key] > MAX_CLASS_VALUE:
                raise LabelError(
                    f"There is no class value left for {wanted.name}: the model has a class "
                    f"{MAX_CLASS_VALUE}, the largest there is.",
                    "Give new classes numbers with a --class-map.",
                )
            taken.add(numbered[key])
            new[numbered[key]] = wanted.name
        numbers[text] = numbered[key]


def _coloured(
    new: Mapping[int, str], known: Sequence[LandCoverClass], chosen: Mapping[int, str]
) -> list[LandCoverClass]:
    """New classes by value, in the colours chosen for them or in some that nobody uses."""
    values = [value for value in sorted(new) if value not in chosen]
    used = {*(entry.colour for entry in known), *chosen.values()}
    colours = {**chosen, **dict(zip(values, class_colours([new[v] for v in values], used)))}
    return [LandCoverClass(value, new[value], colours[value]) for value in sorted(new)]


def _key(name: str) -> str:
    """What makes two names the same class."""
    return name.strip().casefold()


def _label(text: str, wanted: _Wanted) -> str:
    return text if wanted.name == text else f"{text} ({wanted.name})"


def _line(text: str, values: FieldValues, target: LandCoverClass | None) -> str:
    name = values.names.get(text, text)
    source = text if name == text else f"{text} ({name})"
    return f"{source} → {f'{target.value} {target.name}' if target else 'left out'}"
