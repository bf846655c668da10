"""The worker's language: one JSON object a line on stdout, nothing else.

`hello` comes first, then any number of `progress`, `measure`, `device` and `log`, then exactly one
`result` or `error`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Union

from .errors import WorkerFailed
from .version import PROTOCOL, VERSION

CANCEL_LINE = "cancel"
"""On the worker's stdin: stop the job; end of file means the same."""
JOB_LINE = "job "
"""Begins a line that names a job's file to a worker that serves (`python -m core serve`)."""


@dataclass(frozen=True)
class Hello:
    """The worker is alive."""

    event: ClassVar[str] = "hello"
    protocol: int = PROTOCOL
    version: str = VERSION


@dataclass(frozen=True)
class Progress:
    """How far the whole job is."""

    event: ClassVar[str] = "progress"
    phase: str
    fraction: float
    """Of the whole job, 0 to 1."""


@dataclass(frozen=True)
class Log:
    """A line for the user; `level` is `info` or `warning`."""

    event: ClassVar[str] = "log"
    message: str
    level: str = "info"


@dataclass(frozen=True)
class Device:
    """What computes."""

    event: ClassVar[str] = "device"
    name: str


@dataclass(frozen=True)
class Measure:
    """A point of a curve while a model is fitted: to be looked at, nothing is chosen by it.

    x starts again at 0 where the next fit does.
    """

    event: ClassVar[str] = "measure"
    series: str
    """`loss`, mean since the last point, or `accuracy`, 0 to 1, on pixels of left-out polygons."""
    x: float
    """Gradient updates done."""
    y: float


@dataclass(frozen=True)
class Result:
    """All promised files are whole and in place."""

    event: ClassVar[str] = "result"
    outputs: Mapping[str, str] = field(default_factory=dict)
    """Role (`map`, `model`, `report`, `report_json`, `style`, `confidence`, `next`, …) to path."""
    figures: Mapping[str, float | None] = field(default_factory=dict)
    """`overall_accuracy`, `lambda`, `drift`, `changed_share`, …; None where not known."""
    summary: str = ""
    """The outcome for people, in a few lines."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """The outcome for programs, as JSON; which keys there are depends on the command."""


@dataclass(frozen=True)
class Error:
    """The job failed and left no output."""

    event: ClassVar[str] = "error"
    code: str
    message: str
    hint: str = ""
    traceback: str = ""
    """Only for a bug, never for a known error."""


Event = Union[Hello, Progress, Log, Device, Measure, Result, Error]
_EVENTS: dict[str, type[Event]] = {
    e.event: e for e in (Hello, Progress, Log, Device, Measure, Result, Error)
}


def encode(event: Event) -> str:
    """One line of JSON, newline included."""
    return json.dumps({"event": event.event, **asdict(event)}, ensure_ascii=True) + "\n"


def decode(line: str) -> Event:
    """Read one line.

    Raises:
        WorkerFailed: the line is not an event of this protocol.
    """
    try:
        fields = json.loads(line)
        return _EVENTS[fields.pop("event")](**fields)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise WorkerFailed(
            f"The worker said something that is not part of its protocol: {line[:200]!r}",
            "Another program or library may be printing; the log holds all it said.",
        ) from error
