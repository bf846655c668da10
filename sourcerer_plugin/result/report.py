"""A run's JSON report (core/report.py), as the result page shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from ...core.errors import UnreadableFile
from ..messages import tr

Interval = Optional[tuple[float, float]]


@dataclass(frozen=True)
class Figure:
    """A share with its 95 % interval, where there is one."""

    value: float | None
    interval: Interval = None


@dataclass(frozen=True)
class ClassFigure:
    """How well one class is mapped."""

    name: str
    n_reference: int
    """Held-out pixels of it."""
    f1: float | None
    f1_before: float | None
    """The source model's; None where there is none, or it never saw the class."""


@dataclass(frozen=True)
class Accuracy:
    """What held-out polygons say."""

    of: str
    """What they are, in words."""
    n_polygons: int
    n_pixels: int
    overall: Figure
    macro_f1: Figure
    overall_before: Figure | None
    macro_f1_before: Figure | None
    gain: Figure | None
    """Of the overall accuracy."""
    classes: tuple[ClassFigure, ...]
    matrix: tuple[tuple[int, ...], ...]
    """[reference class][mapped class] pixels, classes as in `classes`."""


@dataclass(frozen=True)
class Adapted:
    """How the final model came about."""

    method: str
    n_pixels: int
    n_polygons: int
    lambda_value: float | None
    lambda_rule: str


@dataclass(frozen=True)
class RunReport:
    """All that the result page needs."""

    accuracy: Accuracy | None
    accuracy_missing: str
    adapted: Adapted | None
    changed_share: float | None
    """Of the map's sampled pixels, those with another class than the source model gives them."""
    warnings: tuple[str, ...]
    not_assessed: tuple[str, ...]
    notes: tuple[str, ...]


def read_report(path: str) -> RunReport:
    """Read a run's JSON report.

    Raises:
        UnreadableFile: there is no such file, or it is no report of ours.
    """
    try:
        return _report(json.loads(Path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFile(
            tr("The report {0} cannot be read.").format(path), f"{type(error).__name__}: {error}"
        ) from error


def _report(content: Mapping[str, Any]) -> RunReport:
    accuracy, fit, change = content["accuracy"], content["fit"], content.get("map_change")
    return RunReport(
        accuracy=_accuracy(accuracy) if accuracy else None,
        accuracy_missing=_text(content["accuracy_missing"]),
        adapted=_adapted(fit) if fit else None,
        changed_share=_share(change["changed_share"]) if change else None,
        warnings=_texts(change["warnings"]) if change else (),
        not_assessed=_texts(content["not_assessed"]),
        notes=_texts(content["notes"]),
    )


def _accuracy(content: Mapping[str, Any]) -> Accuracy:
    after, before, gain = content["after"], content["before"], content["gain"]
    then = {row["value"]: row["f1"] for row in before["classes"]} if before else {}
    classes = tuple(
        ClassFigure(
            _text(row["name"]),
            _count(row["reference_pixels"]),
            _share(row["f1"]),
            _share(then.get(row["value"])),
        )
        for row in after["classes"]
    )
    matrix = tuple(tuple(map(_count, row)) for row in after["matrix"])
    if any(len(row) != len(classes) for row in (matrix, *matrix)):
        raise ValueError("the confusion matrix has not a row and a column for each class")
    return Accuracy(
        of=_text(content["of"]),
        n_polygons=_count(content["n_blocks"]),
        n_pixels=_count(after["n_pixels"]),
        overall=_figure(after, "overall_accuracy"),
        macro_f1=_figure(after, "macro_f1"),
        overall_before=_figure(before, "overall_accuracy") if before else None,
        macro_f1_before=_figure(before, "macro_f1") if before else None,
        gain=_figure(gain, "overall_accuracy") if gain else None,
        classes=classes,
        matrix=matrix,
    )


def _adapted(fit: Mapping[str, Any]) -> Adapted:
    return Adapted(
        method=_text(fit["method"]),
        n_pixels=_count(fit["n_pixels"]),
        n_polygons=_count(fit["n_polygons"]),
        lambda_value=_number(fit["lambda"]),
        lambda_rule=_text(fit["lambda_rule"]),
    )


def _figure(content: Mapping[str, Any], name: str) -> Figure:
    ends = content[f"{name}_interval"]
    if ends is None:
        return Figure(_share(content[name]))
    low, high = map(_share, ends)
    if low is None or high is None:
        raise TypeError(f"{name} has an interval without an end")
    return Figure(_share(content[name]), (low, high))


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value:
        raise TypeError(f"{value!r} is no number")
    return float(value)


def _share(value: object) -> float | None:
    number = _number(value)
    if number is not None and not -1.001 <= number <= 1.001:
        raise ValueError(f"{value!r} is no share")
    return number


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError(f"{value!r} is no number of pixels or polygons")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, list):
        raise TypeError(f"{values!r} is no list")
    return tuple(map(_text, values))
