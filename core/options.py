"""What describes a setting: help, unit, default and type, once for every door."""

from __future__ import annotations

import math
from dataclasses import Field, dataclass, field, fields
from enum import Enum
from typing import Any, TypeVar

from .errors import JobError

T = TypeVar("T")


class Choice(str, Enum):
    """A closed choice that reads and prints as its own word."""

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True)
class Option:
    """What the doors need to know about a job's field."""

    help: str
    """One sentence with unit; the default is added where it is shown."""
    flag: str = ""
    """Command line name where it is not `--field-name`."""
    item: type = str
    """The type of a tuple's items."""
    separator: str = ""
    """Character between a tuple's items on the command line; empty: separate words."""
    keep_empty: bool = False
    """Whether an item may be empty."""
    required: bool = False
    positional: bool = False


def option(default: T, help: str, **more: Any) -> T:  # noqa: ANN401
    """A job's field with its `Option`."""
    result: T = field(default=default, metadata={"option": Option(help, **more)})
    return result


def options(job_class: type[Any]) -> dict[str, Option]:
    """A job's fields in order, each with its `Option`."""
    return {entry.name: entry.metadata["option"] for entry in fields(job_class)}


def flag_of(name: str, info: Option) -> str:
    """What a field is called on the command line."""
    return name.upper() if info.positional else info.flag or "--" + name.replace("_", "-")


def typed_value(entry: Field[Any], value: Any) -> Any:  # noqa: ANN401
    """The value in its field's type.

    Raises:
        JobError: it is of another type.
    """
    info: Option = entry.metadata["option"]
    kind = type(entry.default)
    if kind is tuple:
        if not isinstance(value, (list, tuple)):
            check(False, flag_of(entry.name, info), value, "a list")
        return tuple(_scalar(entry.name, info, info.item, part) for part in value)
    return _scalar(entry.name, info, kind, value)


def _scalar(name: str, info: Option, kind: type, value: Any) -> Any:  # noqa: ANN401
    flag = flag_of(name, info)
    if issubclass(kind, Choice):
        choices = [str(choice) for choice in kind]
        check(str(value) in choices, flag, value, " or ".join(choices))
        return kind(str(value))
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if kind is float and right:
        right = math.isfinite(value)
    check(
        right,
        flag,
        value,
        {str: "text", int: "a whole number", float: "a number", bool: "true or false"}[kind],
    )
    return value


def check(right: bool, flag: str, value: object, expected: str) -> None:
    """Refuse a setting, naming it, its value and what it may be.

    Raises:
        JobError: it is not right.
    """
    if not right:
        raise JobError(f"{flag} is {value!r}; it must be {expected}.")
