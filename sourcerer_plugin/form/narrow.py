"""Widgets that stay readable in a dock of 320 pixels, also in other languages and large fonts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qgis.PyQt.QtCore import QSize, Qt
from qgis.PyQt.QtGui import QResizeEvent
from qgis.PyQt.QtWidgets import QBoxLayout, QLabel, QPushButton, QWidget

MAX_WORD = 24
"""Characters; longer ones, mostly paths, may break anywhere."""
BREAK = "\u200b"
"""A line may end here; not seen."""


def breakable(text: str) -> str:
    """The text with places to break a line within long words."""
    return re.sub(rf"\S{{{MAX_WORD + 1},}}", lambda word: _broken(word[0]), text)


def _broken(word: str) -> str:
    parts = re.findall(rf"[^/\\_.-]{{1,{MAX_WORD}}}[/\\_.-]*|[/\\_.-]{{1,{MAX_WORD}}}", word)
    return BREAK.join(parts)


class MessageLabel(QLabel):
    """Text for people, never markup; hidden while there is none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def say(self, text: str) -> None:
        """Show the text; an empty one hides the label."""
        self.setText(breakable(text))
        self.setVisible(bool(text))


class ButtonRow(QWidget):
    """Buttons side by side, or below each other where that is too wide."""

    def __init__(self, buttons: Sequence[QPushButton]) -> None:
        super().__init__()
        self._buttons = buttons
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        for button in buttons:
            self._layout.addWidget(button)

    def minimumSizeHint(self) -> QSize:
        hints = [button.minimumSizeHint() for button in self._buttons]
        height = super().minimumSizeHint().height()
        return QSize(max(hint.width() for hint in hints), height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        directions = QBoxLayout.Direction
        gaps = self._layout.spacing() * (len(self._buttons) - 1)
        needed = sum(button.sizeHint().width() for button in self._buttons) + gaps
        fits = needed <= event.size().width()
        self._layout.setDirection(directions.LeftToRight if fits else directions.TopToBottom)
        super().resizeEvent(event)
