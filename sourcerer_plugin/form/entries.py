"""How a section of the form asks: a label above its entry, with the job's own help as tooltip."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import TypeVar

from qgis.PyQt.QtWidgets import QAbstractButton, QComboBox, QLabel, QVBoxLayout, QWidget

from ...core.jobs import MapJob
from ...core.options import Option, options
from ..messages import sentence, tr

SPACING_PX = 4
MIN_LETTERS = 10
HELP: dict[str, Option] = options(MapJob)

Kind = TypeVar("Kind")


class Entries:
    """A column of entries, that knows what each field of the job is called there."""

    def __init__(self, parent: QWidget) -> None:
        self.labels: dict[str, str] = {}
        """Field -> label."""
        self._column = QVBoxLayout(parent)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACING_PX)

    def ask(self, field: str, label: str, entry: QWidget, tip: str = "") -> QLabel:
        """Add an entry for a job's field below its label; returns the label."""
        self.labels[field] = label
        text = QLabel(label)
        text.setBuddy(entry)
        text.setWordWrap(True)
        if self._column.count():
            self._column.addSpacing(SPACING_PX)
        for widget in (text, entry):
            widget.setToolTip(tip or sentence(tr(HELP[field].help)))
            self._column.addWidget(widget)
        return text

    def tick(self, box: QAbstractButton, tip: str) -> None:
        """Add a box that carries its label itself."""
        box.setToolTip(tip)
        self._column.addWidget(box)

    def show(self, widget: QWidget) -> None:
        """Add what asks nothing, or asks by itself."""
        self._column.addWidget(widget)


def list_choices(combo: QComboBox, name: str, choices: Sequence[tuple[str, object]]) -> None:
    """Fill a combo box that may be narrower than its items.

    Args:
        combo: empty.
        name: its object name.
        choices: label and value of each.
    """
    combo.setObjectName(name)
    for label, value in choices:
        combo.addItem(label, value)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    combo.setMinimumContentsLength(MIN_LETTERS)


def choose(combo: QComboBox, value: object) -> bool:
    """Select what stands for a value; False, and nothing, where it does not offer it."""
    for index in range(combo.count()):
        if combo.itemData(index) == value:
            combo.setCurrentIndex(index)
            return True
    return False


def taken(state: dict[str, object], key: str, kind: type[Kind]) -> Kind | None:
    """What a project remembers under a key, if it is of that kind: it may come from anywhere."""
    value = state.get(key)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    return value if right else None


def words_of(value: Enum) -> str:
    """A closed choice as JSON takes it."""
    return str(value.value)
