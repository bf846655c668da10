"""What was checked, line by line: a symbol and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QGridLayout, QLabel, QWidget

from ..messages import tr
from .narrow import BREAK, breakable

SPACING_PX = 4


class Level(Enum):
    """How good a finding is; the value is QGIS's icon for it."""

    GOOD = "/mIconSuccess.svg"
    WARNING = "/mIconWarning.svg"
    BAD = "/mIconDelete.svg"

    @property
    def word(self) -> str:
        """For those who do not see the symbol."""
        return {Level.GOOD: tr("Good"), Level.WARNING: tr("Warning"), Level.BAD: tr("Problem")}[
            self
        ]


@dataclass(frozen=True)
class Finding:
    """One thing that was checked."""

    level: Level
    text: str


class FindingsList(QWidget):
    """Shows findings below each other; hidden while there are none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._shown: tuple[Finding, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACING_PX)
        self._grid.setColumnStretch(1, 1)
        self.hide()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show these instead of those before."""
        if tuple(findings) == self._shown:
            return
        self._shown = tuple(findings)
        while self._grid.count():
            former = self._grid.takeAt(0).widget()
            former.setParent(None)
            former.deleteLater()
        for row, finding in enumerate(findings):
            text = _text(finding)
            self._grid.addWidget(self._symbol(finding, text), row, 0)
            self._grid.addWidget(text, row, 1)
        self.setVisible(bool(findings))

    def _symbol(self, finding: Finding, text: QLabel) -> QLabel:
        symbol = QLabel()
        side = text.fontMetrics().height()
        symbol.setPixmap(QgsApplication.getThemeIcon(finding.level.value).pixmap(side, side))
        symbol.setToolTip(finding.level.word)
        symbol.setAlignment(Qt.AlignmentFlag.AlignTop)
        return symbol


def _text(finding: Finding) -> QLabel:
    text = QLabel(breakable(finding.text).replace("_", f"_{BREAK}"))
    text.setObjectName(f"finding_{finding.level.name.lower()}")
    text.setAccessibleName(f"{finding.level.word}: {finding.text}")
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    text.setWordWrap(True)
    text.setAlignment(Qt.AlignmentFlag.AlignTop)
    return text
