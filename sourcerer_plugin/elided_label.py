"""One line of text that is shortened where there is no room, and whole in its tooltip."""

from __future__ import annotations

from html import escape

from qgis.PyQt.QtCore import QEvent, QSize, Qt
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QLabel, QSizePolicy, QWidget

MIN_LETTERS = 8


def plain_tip(text: str) -> str:
    """A tooltip that shows the text as it is, whoever wrote it; an empty one shows none."""
    return f"<p>{escape(text)}</p>" if text else ""


class ElidedLabel(QLabel):
    """Shows plain text, whoever wrote it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Show it, as far as there is room."""
        self._whole = text
        self._shorten()

    def whole(self) -> str:
        """All of the text."""
        return self._whole

    def minimumSizeHint(self) -> QSize:
        letters = MIN_LETTERS * self.fontMetrics().averageCharWidth()
        return QSize(letters, super().sizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._whole), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shorten()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._shorten()

    def _shorten(self) -> None:
        room = self.contentsRect().width()
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if shown != self.text():
            self.setText(shown)
        self.setToolTip(plain_tip(self._whole) if shown != self._whole else "")
