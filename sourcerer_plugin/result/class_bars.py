"""F1 of each class, before and after adaptation, as bars."""

from __future__ import annotations

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QHelpEvent
from qgis.PyQt.QtWidgets import QSizePolicy, QToolTip, QWidget

from ..elided_label import plain_tip
from ..messages import tr
from ..picture import USUAL_LETTERS, Pen, Picture
from .report import Accuracy, ClassFigure
from .words import ARROW, percent

NAME_SHARE = 0.36
"""Of the width, for the names."""
ROW_LINES = 1.7
LEGEND_LINES = 1.5
BAR_LINES = 0.5
PALE = 0.45


class ClassBars(Picture):
    """One row a class that has held-out pixels, in the order of the classes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._classes: tuple[ClassFigure, ...] = ()
        self._has_before = False
        self.setObjectName("class_bars")
        self.setAccessibleName(tr("F1 of each class"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_accuracy(self, accuracy: Accuracy | None) -> None:
        """Draw it; None: nothing."""
        classes = accuracy.classes if accuracy else ()
        self._classes = tuple(one for one in classes if one.n_reference)
        self._has_before = accuracy is not None and accuracy.overall_before is not None
        self.setVisible(bool(self._classes))
        self.setAccessibleDescription(" ".join(map(self.class_words, self._classes)))
        self.updateGeometry()
        self.update()

    def class_words(self, one: ClassFigure) -> str:
        """What a row says, in a sentence."""
        figures = [percent(one.f1_before)] if self._has_before else []
        shown = f" {ARROW} ".join([*figures, percent(one.f1)])
        return tr("{0}: F1 {1}, {2} held-out pixels.").format(
            one.name, shown, f"{one.n_reference:,}"
        )

    def sizeHint(self) -> QSize:
        return self.letters(USUAL_LETTERS, LEGEND_LINES + ROW_LINES * len(self._classes))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def draw(self, pen: Pen, frame: QRectF) -> None:
        if self._classes:
            self._draw_legend(pen, frame)
        for place, one in enumerate(self._classes):
            top = frame.top() + (LEGEND_LINES + place * ROW_LINES) * pen.line_px
            self._draw_row(pen, QRectF(0, top, frame.width(), ROW_LINES * pen.line_px), one)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._classes:
            self._show_tip(event)
            return True
        return super().event(event)

    def _draw_legend(self, pen: Pen, frame: QRectF) -> None:
        x, middle = frame.left(), frame.top() + 0.6 * pen.line_px
        texts = [(tr("source model"), True)] if self._has_before else []
        for text, is_pale in [*texts, (tr("adapted"), False)]:
            half = BAR_LINES / 2 * pen.line_px
            square = QRectF(x, middle - half, 2 * half, 2 * half)
            pen.painter.fillRect(square, _colour(pen, is_pale))
            x += 2 * half + 0.3 * pen.line_px
            pen.write(text, x, middle, frame.right())
            x += pen.width(text) + pen.line_px

    def _draw_row(self, pen: Pen, row: QRectF, one: ClassFigure) -> None:
        left = NAME_SHARE * row.width()
        right = row.right() - pen.width("100") - pen.line_px / 2
        room = left - pen.line_px / 3
        name = pen.metrics.elidedText(one.name, Qt.TextElideMode.ElideMiddle, room)
        pen.write(name, row.left(), row.center().y(), left)
        ends = QPointF(left, row.top()), QPointF(left, row.bottom())
        pen.line(*ends, pen.colours.grid, 1)
        figures = [(one.f1_before, True)] if self._has_before else []
        figures.append((one.f1, False))
        top = row.center().y() - len(figures) * BAR_LINES / 2 * pen.line_px
        for share, is_pale in figures:
            bar = QRectF(left, top, (share or 0.0) * (right - left), BAR_LINES * pen.line_px - 1)
            pen.painter.fillRect(bar, _colour(pen, is_pale))
            top += BAR_LINES * pen.line_px
        shown = "–" if one.f1 is None else f"{100 * one.f1:.0f}"
        x = row.right() - pen.width(shown)
        pen.write(shown, x, row.center().y(), row.right())

    def _show_tip(self, event: QHelpEvent) -> None:
        line = self.fontMetrics().lineSpacing()
        place = int((event.pos().y() / line - LEGEND_LINES) / ROW_LINES)
        inside = event.pos().y() >= LEGEND_LINES * line and place < len(self._classes)
        text = plain_tip(self.class_words(self._classes[place])) if inside else ""
        QToolTip.showText(event.globalPos(), text, self)


def _colour(pen: Pen, is_pale: bool) -> QColor:
    """The source model's bars are grey, the adapted model's blue."""
    colour = QColor(pen.colours.ink if is_pale else "#2f8fd0")
    colour.setAlphaF(PALE if is_pale else 1.0)
    return colour
