"""What our drawn figures share: a widget that grows with its letters, and a pen for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qgis.PyQt.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from qgis.PyQt.QtWidgets import QLabel, QSizePolicy, QWidget

ROUNDING = 1e-3
"""So far a text may pass its bounds."""
MIDDLE = 127
"""Half of the lightest."""
MIN_LETTERS, USUAL_LETTERS = 12, 32


@dataclass(frozen=True)
class Colours:
    """All from the text's colour, for the palette does not know the ground under QGIS's themes.

    What must be read has that colour; grid and fills let the ground shine through.
    """

    ink: QColor
    grid: QColor
    fill: QColor
    accent: QColor

    @classmethod
    def beside(cls, ink: QColor) -> Colours:
        """Those that go with a text's colour."""
        grid, fill = QColor(ink), QColor("#2f8fd0")
        grid.setAlphaF(0.2)
        fill.setAlphaF(0.45)
        return cls(ink, grid, fill, QColor("#ff8a80" if ink.lightness() > MIDDLE else "#c1121f"))


class Pen:
    """A painter with our colours, that measures by the line."""

    def __init__(self, painter: QPainter, colours: Colours) -> None:
        self.painter = painter
        self.colours = colours
        self.metrics = QFontMetricsF(painter.font(), painter.device())
        self.line_px = self.metrics.lineSpacing()
        self.width_px = max(1.0, self.line_px / 10)

    def line(self, start: QPointF, end: QPointF, colour: QColor, width_px: float = 0) -> None:
        """A stroke as wide as the letters' own where no width is given."""
        self.painter.setPen(QPen(colour, width_px or self.width_px))
        self.painter.drawLine(start, end)

    def curve(self, points: Sequence[QPointF], colour: QColor) -> None:
        """Strokes from point to point, as wide as the letters' own; all in one quick call."""
        self.painter.setPen(QPen(colour, self.width_px))
        self.painter.drawLines([QLineF(*ends) for ends in zip(points, points[1:])])

    def dot(self, at: QPointF, colour: QColor) -> None:
        """A filled point."""
        self.painter.setPen(QPen(colour, self.width_px))
        self.painter.setBrush(colour)
        self.painter.drawEllipse(at, 1.3 * self.width_px, 1.3 * self.width_px)

    def write(self, text: str, x: float, middle: float, right: float) -> None:
        """From x on, around the height `middle`, shortened where it would pass `right`."""
        shown = self.shortened(text, right - x)
        base = middle + (self.metrics.ascent() - self.metrics.descent()) / 2
        self.painter.setPen(self.colours.ink)
        self.painter.drawText(QPointF(x, base), shown)

    def shortened(self, text: str, room: float) -> str:
        """The text as far as there is room."""
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room + ROUNDING)

    def width(self, text: str) -> float:
        """Of the text on one line."""
        return self.metrics.horizontalAdvance(text)


class Picture(QLabel):
    """A figure that is drawn; as high and wide as its lines and letters ask for.

    A label, for themes give labels the colour in which text is legible, and other widgets none.
    """

    min_lines, usual_lines = 10, 12

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def draw(self, pen: Pen, frame: QRectF) -> None:
        """Draw into the frame."""
        raise NotImplementedError

    def minimumSizeHint(self) -> QSize:
        return self.letters(MIN_LETTERS, self.min_lines)

    def sizeHint(self) -> QSize:
        return self.letters(USUAL_LETTERS, self.usual_lines)

    def letters(self, n_letters: float, n_lines: float) -> QSize:
        """The size of a text."""
        metrics = self.fontMetrics()
        width, height = n_letters * metrics.averageCharWidth(), n_lines * metrics.lineSpacing()
        return QSize(round(width), round(height))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = self.palette().color(self.foregroundRole())
        self.draw(Pen(painter, Colours.beside(ink)), QRectF(self.rect()))
        painter.end()
