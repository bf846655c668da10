"""One numbered section of the form, with what it still needs in its header."""

from __future__ import annotations

from qgis.gui import QgsCollapsibleGroupBoxBasic
from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from ..elided_label import plain_tip
from .readiness import Readiness

ARROW_PX = 32
"""What arrow and frame take of the header."""
TICK, MISSING = "✓", "○"


class SectionBox(QgsCollapsibleGroupBoxBasic):
    """Its header is shortened where there is no room, and whole in its tooltip."""

    def __init__(self, number: int, title: str, section: QWidget) -> None:
        super().__init__()
        self.name = f"{number} {title}"
        """What the section is called."""
        self._state = Readiness(False, "")
        self.setObjectName(f"section_{number}")
        column = QVBoxLayout(self)
        column.addWidget(section)
        self._section = section
        self._show_header()

    def show_state(self, state: Readiness) -> None:
        """Say in the header whether all is there, or what is missing."""
        self._state = state
        self._show_header()

    @property
    def is_ready(self) -> bool:
        """Whether all is there."""
        return self._state.is_ready

    def header(self) -> str:
        """All of it."""
        mark = TICK if self._state.is_ready else MISSING
        return f"{mark} {self.name} · {self._state.words}"

    def minimumSizeHint(self) -> QSize:
        """A header asks for no room of its own."""
        hint = super().minimumSizeHint()
        margins = self.layout().contentsMargins()
        inside = self._section.minimumSizeHint().width()
        hint.setWidth(margins.left() + inside + margins.right() + 2)
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_header()

    def _show_header(self) -> None:
        metrics = self.fontMetrics()
        whole, room = self.header(), self.width() - ARROW_PX
        shown = metrics.elidedText(whole, Qt.TextElideMode.ElideRight, room)
        if shown != self.title():
            self.setTitle(shown)
        self.setToolTip(plain_tip(whole) if shown != whole else "")
        self.setAccessibleName(whole)
