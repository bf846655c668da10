"""What the form remembers: with the project what it was filled with, with the profile the last."""

from __future__ import annotations

import json
from typing import Any

from qgis.core import QgsProject

from .messages import log, tr
from .settings import Setting

SCOPE, KEY = "sourcerer", "/form"
LAST_FORM = Setting("last_form")

State = dict[str, Any]
"""Section -> what it remembers, as JSON takes it."""


def write_to_project(state: State) -> None:
    """Keep it with the project; it is on disk when the project is saved."""
    QgsProject.instance().writeEntry(SCOPE, KEY, json.dumps(state))


def read_from_project() -> State | None:
    """What the project remembers; None where it remembers nothing that can be used."""
    text, found = QgsProject.instance().readEntry(SCOPE, KEY, "")
    return _state(text) if found else None


def write_last(state: State) -> None:
    """Keep it for the next project without a state of its own."""
    LAST_FORM.write(json.dumps(state))


def read_last() -> State | None:
    """What was kept last; None where there is nothing."""
    text = LAST_FORM.read()
    return _state(text) if text else None


def _state(text: str) -> State | None:
    """A project may come from anywhere: whatever is not ours is left aside."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        log(tr("What was remembered of the form cannot be read: {0}").format(text[:200]))
        return None
    return {name: part for name, part in content.items() if isinstance(part, dict)}
