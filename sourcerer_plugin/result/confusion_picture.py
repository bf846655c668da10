"""The confusion matrix, drawn: reference in rows, map in columns."""

from __future__ import annotations

import math

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QToolTip, QWidget

from ..elided_label import plain_tip
from ..messages import tr
from ..picture import Pen, Picture
from .report import Accuracy
from .words import percent

NAME_LETTERS = 11
"""Of a row's name; a longer one is shortened."""
NAME_LINES = 6.5
"""Height of the columns' names, which stand upright, and of the title above them."""
CELL_LETTERS = 5.2
CELL_LINES = 2.3
SMALL = 0.85
"""Size of the shares beside that of the counts."""
STRONGEST = 0.75
"""Opacity of a whole row's share."""


def compact(count: int) -> str:
    """A number of pixels in at most four letters."""
    if count >= 10_000_000:
        return f"{count / 1_000_000:.0f}M"
    if count >= 999_500:  # it would read as 1000k
        return f"{count / 1_000_000:.1f}M"
    return f"{count / 1_000:.0f}k" if count >= 10_000 else str(count)


class ConfusionMatrix(QWidget):
    """The rows' names stay in view, the cells beside them scroll where they are too many."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = RowNames()
        self.cells = ConfusionCells()
        self._scroll = QScrollArea()
        self._scroll.setObjectName("matrix_scroll")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.cells)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.names, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._scroll, 1)

    def show_accuracy(self, accuracy: Accuracy | None) -> None:
        """Draw it; None: nothing."""
        self.names.show_accuracy(accuracy)
        self.cells.show_accuracy(accuracy)
        self.setVisible(accuracy is not None)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        cells = self.cells.sizeHint()
        bar = self._scroll.horizontalScrollBar().sizeHint().height()
        return QSize(self.names.sizeHint().width() + cells.width(), cells.height() + bar)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * self.names.sizeHint().width(), self.sizeHint().height())


class RowNames(Picture):
    """The reference classes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accuracy: Accuracy | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_accuracy(self, accuracy: Accuracy | None) -> None:
        """Draw them; None: nothing."""
        self._accuracy = accuracy
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.letters(NAME_LETTERS, 1).width(), _height(self, self._accuracy))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def draw(self, pen: Pen, frame: QRectF) -> None:
        top, height = _rows(self)
        right = frame.right() - pen.line_px / 3
        pen.write(tr("reference"), 0, top - pen.line_px / 2, right)
        for place, one in enumerate(self._accuracy.classes if self._accuracy else ()):
            pen.write(_short(pen, one.name, right), 0, top + (place + 0.5) * height, right)


class ConfusionCells(Picture):
    """Counts, and below them shares of the row; shaded by these, errors in another colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accuracy: Accuracy | None = None
        self.setObjectName("confusion_matrix")
        self.setAccessibleName(tr("Confusion matrix, reference in rows, map in columns"))
        self.setSizePolicy(QSizePolicy.Policy.MinimumExpanding, QSizePolicy.Policy.Fixed)

    def show_accuracy(self, accuracy: Accuracy | None) -> None:
        """Draw them; None: nothing."""
        self._accuracy = accuracy
        self.setAccessibleDescription(self._description())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        n_classes = len(self._accuracy.classes) if self._accuracy else 0
        return QSize(n_classes * self._room() + 2, _height(self, self._accuracy))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def cell_words(self, row: int, column: int) -> str:
        """What a cell says, in a sentence."""
        classes, matrix = self._accuracy.classes, self._accuracy.matrix
        return tr("{0} pixels of {1} are mapped as {2}: {3} of that class.").format(
            f"{matrix[row][column]:,}",
            classes[row].name,
            classes[column].name,
            percent(_share_of_row(matrix[row], column)),
        )

    def cell_at(self, place: QPointF) -> tuple[int, int] | None:
        """Row and column at a place; None beside the cells."""
        n_classes = len(self._accuracy.classes)
        top, height = _rows(self)
        row, column = int((place.y() - top) // height), int(place.x() // self._cell_width())
        inside = 0 <= row < n_classes and 0 <= column < n_classes
        return (row, column) if inside else None

    def draw(self, pen: Pen, frame: QRectF) -> None:
        if self._accuracy is not None:
            top, height = _rows(self)
            cell = QRectF(0, top, self._cell_width(), height)
            _Cells(pen, self._accuracy, cell, frame.right()).draw()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._accuracy is not None:
            self._show_tip(event)
            return True
        return super().event(event)

    def _cell_width(self) -> float:
        """They share the width, so far as cells of twice their usual width do."""
        n_classes = max(1, len(self._accuracy.classes))
        return min((self.width() - 2) / n_classes, 2 * self._room())

    def _room(self) -> int:
        """The least width of a cell: in some fonts digits are wider than most letters."""
        needs = map(self.fontMetrics().horizontalAdvance, ("999k", "100 %"))
        widest = max(width * scale for width, scale in zip(needs, (1, SMALL)))
        return max(math.ceil(widest) + 1, self.letters(CELL_LETTERS, 1).width())

    def _show_tip(self, event: QHelpEvent) -> None:
        cell = self.cell_at(QPointF(event.pos()))
        text = plain_tip(self.cell_words(*cell)) if cell else ""
        QToolTip.showText(event.globalPos(), text, self)

    def _description(self) -> str:
        if self._accuracy is None:
            return ""
        places = range(len(self._accuracy.classes))
        counts = self._accuracy.matrix
        pairs = [(row, column) for row in places for column in places if counts[row][column]]
        return " ".join(self.cell_words(*pair) for pair in pairs)


class _Cells:
    """Names of the columns, and the cells below them."""

    def __init__(self, pen: Pen, accuracy: Accuracy, first: QRectF, right: float) -> None:
        self.pen, self.accuracy, self.first, self.right = pen, accuracy, first, right
        self.wrong = QColor("#e07b00")
        self.small = QFont(pen.painter.font())
        self.small.setPointSizeF(SMALL * self.small.pointSizeF())

    def draw(self) -> None:
        self.pen.write(tr("map"), 0, self.pen.line_px / 2, self.right)
        for place, one in enumerate(self.accuracy.classes):
            self._draw_name(place, one.name)
        for row, counts in enumerate(self.accuracy.matrix):
            for column, count in enumerate(counts):
                self._draw_cell(row, column, count, _share_of_row(counts, column))

    def _draw_name(self, column: int, name: str) -> None:
        painter, line = self.pen.painter, self.pen.line_px
        room = self.first.top() - 1.5 * line
        painter.save()
        x = (column + 0.5) * self.first.width()
        painter.translate(x, self.first.top() - line / 3)
        painter.rotate(-90)
        self.pen.write(_short(self.pen, name, room), 0, 0, room)
        painter.restore()

    def _draw_cell(self, row: int, column: int, count: int, share: float | None) -> None:
        painter = self.pen.painter
        cell = self.first.translated(column * self.first.width(), row * self.first.height())
        colour = QColor(self.pen.colours.fill if row == column else self.wrong)
        colour.setAlphaF(STRONGEST * (share or 0.0))
        painter.fillRect(cell, colour)
        painter.setPen(self.pen.colours.grid)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(cell)
        if not count:
            return
        painter.setPen(self.pen.colours.ink)
        upper, lower = QRectF(cell), QRectF(cell)
        upper.setBottom(cell.center().y())
        lower.setTop(cell.center().y())
        middle, bottom = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignBottom
        painter.drawText(upper, int(middle | bottom), compact(count))
        font = painter.font()
        painter.setFont(self.small)
        shown = _whole_percent(share or 0.0)
        if QFontMetricsF(self.small).horizontalAdvance(shown) < cell.width():
            painter.drawText(lower, int(middle | Qt.AlignmentFlag.AlignTop), shown)
        painter.setFont(font)


def _height(picture: Picture, accuracy: Accuracy | None) -> int:
    n_classes = len(accuracy.classes) if accuracy else 0
    top, height = _rows(picture)
    return round(top + n_classes * height) + 2


def _rows(picture: Picture) -> tuple[float, float]:
    """Where the rows begin, and the height of each."""
    line = picture.fontMetrics().lineSpacing()
    return NAME_LINES * line, CELL_LINES * line


def _short(pen: Pen, name: str, room: float) -> str:
    """Without its middle where there is no room: names often differ at the end."""
    return pen.metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)


def _whole_percent(share: float) -> str:
    """A share that is not nothing does not read as nothing."""
    return "<1 %" if 0 < share < 0.005 else f"{100 * share:.0f} %"


def _share_of_row(counts: tuple[int, ...], column: int) -> float | None:
    total = sum(counts)
    return counts[column] / total if total else None
