"""What the worker has understood of the images, in words: a summary, and how they fit a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..messages import tr
from .findings import Finding, Level

LONG_GAP_DAYS = 60
"""Longer ones are worth a warning."""


def summary(details: Mapping[str, Any]) -> str:
    """The series in a line: images, dates, bands, how clear it is.

    Args:
        details: of the worker's answer to a `SeriesJob`.
    """
    images = details["images"]
    used = [image for image in images if image["used"]]
    if not used:
        return tr("None of {0} images can be used.").format(len(images))
    dates = sorted(image["date"] for image in used)
    parts = [_count(len(used), tr("{0} image"), tr("{0} images"))]
    parts.append(tr("{0} to {1}").format(dates[0], dates[-1]))
    shared = set.intersection(*(set(image["bands"]) for image in used))
    parts.append(_count(len(shared), tr("{0} band"), tr("{0} bands")))
    shares = [image["valid"] for image in used if image["valid"] is not None]
    if shares:
        parts.append(tr("{0} clear").format(percent(sum(shares) / len(shares))))
    text = ", ".join(parts)
    n_unused = len(images) - len(used)
    if n_unused:
        left = _count(n_unused, tr("{0} image is not used"), tr("{0} images are not used"))
        text = f"{text}; {left}"
    return f"{text}."


def findings(details: Mapping[str, Any]) -> list[Finding]:
    """What was checked: the fit to the model, where one was asked about, and what is left out."""
    match, images = details["match"], details["images"]
    found = match_findings(match) if match else []
    if not match and not any(image["used"] for image in images):
        found += [Finding(Level.BAD, text) for text in details["notes"][:1]]
    rows = tuple(path for image in images for path in (image["path"], *image.get("files", ())))
    others = [text for text in details["left_out"] if not text.startswith(rows)]
    if len(others) == 1:
        text = tr("Left out: {0}").format(others[0])
        found.append(Finding(Level.WARNING, text))
    elif others:
        text = tr("{0} files are left out, the first: {1}").format(len(others), others[0])
        found.append(Finding(Level.WARNING, text))
    return found


def match_findings(match: Mapping[str, Any]) -> list[Finding]:
    """How the images fit the model: bands, dates, values."""
    problems = [Finding(Level.BAD, text) for text in match["problems"]]
    warnings = [Finding(Level.WARNING, text) for text in match["warnings"]]
    found = [_bands(match["bands"])]
    if match["n_used"]:
        found.append(_dates(match))
    if match["ok"] and not warnings:
        text = tr("The values look like those that the model was trained on.")
        found.append(Finding(Level.GOOD, text))
    return found + problems + warnings


def _bands(bands: Sequence[Mapping[str, Any]]) -> Finding:
    missing = [band["name"] for band in bands if not band["found"]]
    if missing:
        text = tr("{0} of the model's {1} bands are missing: {2}.")
        return Finding(Level.BAD, text.format(len(missing), len(bands), ", ".join(missing)))
    text = tr("All {0} bands of the model are there").format(len(bands))
    other = [f"{b['name']} ← {b['found']}" for b in bands if b["found"] != b["name"]]
    return Finding(Level.GOOD, f"{text}: {', '.join(other)}." if other else f"{text}.")


def _dates(match: Mapping[str, Any]) -> Finding:
    gap_days = match["longest_gap_days"]
    text = tr("{0} of {1} dates lie in the model's season; the longest gap is {2} days.")
    level = Level.GOOD
    if gap_days > LONG_GAP_DAYS:
        text += " " + tr("What grows and is cut in between stays unseen.")
        level = Level.WARNING
    return Finding(level, text.format(match["n_used"], match["n_dates"], gap_days))


def percent(share: float) -> str:
    """A share; no image that has a cloud is 100 % clear."""
    number = round(100 * share)
    if number == 100 and share < 1:
        number = 99
    return tr("{0} %").format(number)


def _count(number: int, one: str, several: str) -> str:
    return (one if number == 1 else several).format(number)
