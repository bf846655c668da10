"""How far the model moved from its source, and why: read from a run's report, told and drawn."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from qgis.PyQt.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from qgis.PyQt.QtWidgets import QLabel, QSizePolicy, QWidget

from ..core.errors import UnreadableFile
from .messages import tr

ROUNDING = 1e-3
"""So far sums may pass their bounds."""
MIDDLE = 127
"""Half of the lightest."""
TICK_STEPS = (10, 20, 50)
MOST_TICKS = 4
MIN_LINES, USUAL_LINES = 10, 12
MIN_LETTERS, USUAL_LETTERS = 12, 32
TALLEST_BAR = 0.9
"""Of the plot's height: probabilities have no axis, they are for comparison with each other."""


class Tried(NamedTuple):
    """What left-out polygons said of one distance."""

    alpha: float
    """0 is the source model, 1 the one trained on the labels alone."""
    accuracy: float
    """Share right on left-out polygons."""
    probability: float


@dataclass(frozen=True)
class StrengthChoice:
    """The distance chosen, and what was known of all."""

    alpha: float
    tried: tuple[Tried, ...]
    """By α, ascending; empty where a single polygon could not be left out."""
    n_pixels: int

    def accuracy_at(self, alpha: float) -> float:
        """Linear between the distances tried, constant beyond them."""
        before = [one for one in self.tried if one.alpha <= alpha] or self.tried[:1]
        after = [one for one in self.tried if one.alpha >= alpha] or self.tried[-1:]
        low, high = before[-1], after[0]
        if low == high:
            return low.accuracy
        share = (alpha - low.alpha) / (high.alpha - low.alpha)
        return low.accuracy + share * (high.accuracy - low.accuracy)

    def words(self) -> str:
        """What was chosen and why, in a sentence."""
        if not self.tried:
            return tr(
                "One polygon cannot be left out and learnt from at once, so how far to go could "
                "not be measured: the model moved a cautious default of {0} of the way from the "
                "source model to one trained on your labels alone."
            ).format(percent(self.alpha))
        return tr(
            "Moved {0} of the way from the source model to one trained on your {1} labelled pixels "
            "alone: on polygons left out, {2} were right there, {3} with the source model."
        ).format(
            percent(self.alpha),
            self.n_pixels,
            percent(self.accuracy_at(self.alpha)),
            percent(self.accuracy_at(0)),
        )


def percent(share: float) -> str:
    """Whole percents; the sign stays with its number where a line breaks."""
    return f"{100 * share:.0f}\u00a0%"


def read_choice(path: str) -> StrengthChoice | None:
    """The choice that a run's JSON report tells of; None where λ followed another rule.

    Raises:
        UnreadableFile: there is no such file, or it is no report of ours.
    """
    try:
        fit = json.loads(Path(path).read_text(encoding="utf-8"))["fit"]
        if fit is None or fit["alpha"] is None:
            return None
        tried = tuple(Tried(*map(_share, row)) for row in fit["evidence"])
        if any(low.alpha >= high.alpha for low, high in zip(tried, tried[1:])):
            raise ValueError("fit.evidence is not ascending")
        if not isinstance(fit["n_pixels"], int):
            raise TypeError(f"{fit['n_pixels']!r} is no number of pixels")
        return StrengthChoice(_share(fit["alpha"]), tried, fit["n_pixels"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(
            tr("How far the model moved from the source is not shown: {0} cannot be read.").format(
                path
            ),
            f"{type(error).__name__}: {error}",
        ) from error


def _share(value: object) -> float:
    if not isinstance(value, (int, float)) or not -ROUNDING <= value <= 1 + ROUNDING:
        raise ValueError(f"{value!r} is not between 0 and 1")
    return min(max(float(value), 0.0), 1.0)


def ticks(shares: list[float]) -> range:
    """Round percents for an axis that holds the shares: two to four."""
    least, most = (round(100 * end, 6) for end in (min(shares), max(shares)))
    for step in TICK_STEPS:
        low, high = math.floor(least / step), math.ceil(most / step)
        if low == high:
            low, high = (low - 1, high) if high * step == 100 else (low, high + 1)
        if high - low < MOST_TICKS:
            break
    return range(low * step, high * step + 1, step)


@dataclass(frozen=True)
class _Colours:
    """All from the text's colour, for the palette does not know the ground under QGIS's themes.

    What must be read has that colour; grid and bars let the ground shine through.
    """

    ink: QColor
    grid: QColor
    bar: QColor
    chosen: QColor

    @classmethod
    def beside(cls, ink: QColor) -> _Colours:
        grid, bar = QColor(ink), QColor("#2f8fd0")
        grid.setAlphaF(0.2)
        bar.setAlphaF(0.45)
        return cls(ink, grid, bar, QColor("#ff8a80" if ink.lightness() > MIDDLE else "#c1121f"))


class StrengthCurve(QLabel):
    """Along the way from the source model: probability as bars, accuracy as a line, the choice.

    A label, for themes give labels the colour in which text is legible, and other widgets none.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice: StrengthChoice | None = None
        self.setObjectName("strength_curve")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(tr("How far the model moved from the source model"))
        text = tr(
            "Models between the source model (left) and one trained on these labels alone (right) "
            "were tried on polygons that were left out of the training. The line shows how much "
            "of them each classified rightly, the pixels of one polygon together counting for "
            "little more than one. The bars show how probable each is to be the best, where a "
            "short way is taken to be likelier from the start. The upright line is the choice: "
            "the mean of the bars."
        )
        self.setToolTip(f"<p>{text}</p>")
        self.setVisible(False)

    def show_choice(self, choice: StrengthChoice | None) -> None:
        """Draw it, or hide where there is nothing to draw."""
        self._choice = choice if choice and choice.tried else None
        self.setAccessibleDescription(self._choice.words() if self._choice else "")
        self.setVisible(self._choice is not None)
        self.update()

    def minimumSizeHint(self) -> QSize:
        return self._letters(MIN_LETTERS, MIN_LINES)

    def sizeHint(self) -> QSize:
        return self._letters(USUAL_LETTERS, USUAL_LINES)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._choice is not None:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            ink = self.palette().color(self.foregroundRole())
            _Drawing(painter, self._choice, QRectF(self.rect()), _Colours.beside(ink)).draw()
            painter.end()

    def _letters(self, n_letters: int, n_lines: int) -> QSize:
        metrics = self.fontMetrics()
        return QSize(n_letters * metrics.averageCharWidth(), n_lines * metrics.lineSpacing())


class _Drawing:
    """One picture: legend, what was chosen, plot, names of the ends, from top to bottom."""

    def __init__(
        self, painter: QPainter, choice: StrengthChoice, frame: QRectF, colours: _Colours
    ) -> None:
        self.painter = painter
        self.choice = choice
        self.frame = frame
        self.colours = colours
        self.metrics = QFontMetricsF(painter.font(), painter.device())
        self.line_px = self.metrics.lineSpacing()
        self.pen_px = max(1.0, self.line_px / 10)
        self.ticks = ticks([one.accuracy for one in choice.tried])
        self.ends = tr("source model"), tr("these labels alone")
        alphas = [one.alpha for one in choice.tried]
        self.step = min((b - a for a, b in zip(alphas, alphas[1:])), default=1.0)
        self.legend = list(self._legend())
        self.plot = self._plot()

    def draw(self) -> None:
        self._draw_legend()
        self._draw_axes()
        for one in self.choice.tried:
            self._draw_bar(one)
        self._draw_chosen()
        self._draw_line()

    def _plot(self) -> QRectF:
        """What the texts around it leave."""
        labels = [self._width(f"{tick} %") for tick in self.ticks]
        rows = 1 + (self.legend[-1][0] if self.legend else 0)
        top = (rows + 1.4) * self.line_px
        bottom = (self._end_rows() + 0.3) * self.line_px
        return self.frame.adjusted(max(labels) + self.line_px / 2, top, -self.pen_px, -bottom)

    def _end_rows(self) -> int:
        return (
            1 if sum(map(self._width, self.ends)) + self.line_px < 0.8 * self.frame.width() else 2
        )

    def _x(self, alpha: float) -> float:
        """Half a bar's room is left before 0 and after 1."""
        room = self.plot.width() * self.step / (1 + self.step)
        return self.plot.left() + room / 2 + alpha * (self.plot.width() - room)

    def _y(self, share: float) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.plot.bottom() - (100 * share - low) / (high - low) * self.plot.height()

    def _legend(self) -> Iterator[tuple[int, float, str, bool]]:
        """Row, place in it, text, whether it is the bars'."""
        row, x = 0, 0.0
        for text, is_bar in ((tr("right on left-out polygons"), False), (tr("probability"), True)):
            width = self._width(text) + 2.2 * self.line_px
            if x and x + width > self.frame.width():
                row, x = row + 1, 0.0
            yield row, x, text, is_bar
            x += width

    def _draw_legend(self) -> None:
        for row, x, text, is_bar in self.legend:
            middle = self.frame.top() + (row + 0.5) * self.line_px
            start, end = QPointF(x, middle), QPointF(x + 1.2 * self.line_px, middle)
            if is_bar:
                half = 0.35 * self.line_px
                square = QRectF(end.x() - 2 * half, middle - half, 2 * half, 2 * half)
                self.painter.fillRect(square, self.colours.bar)
            else:
                self.painter.setPen(QPen(self.colours.ink, self.pen_px))
                self.painter.drawLine(start, end)
                self._dot((start + end) / 2)
            self._write(text, end.x() + 0.3 * self.line_px, middle, self.frame.right())

    def _draw_axes(self) -> None:
        for tick in self.ticks:
            y = self._y(tick / 100)
            self.painter.setPen(QPen(self.colours.grid, 1))
            self.painter.drawLine(QPointF(self.plot.left(), y), QPointF(self.plot.right(), y))
            text = f"{tick} %"
            x = self.plot.left() - self.line_px / 3 - self._width(text)
            self._write(text, x, y, self.plot.left())
        first, last = self.ends
        y = self.plot.bottom() + 0.8 * self.line_px
        self._write(first, self.plot.left(), y, self.plot.right())
        y += (self._end_rows() - 1) * self.line_px
        x = max(self.plot.left(), self.plot.right() - self._width(last))
        self._write(last, x, y, self.plot.right())

    def _draw_bar(self, one: Tried) -> None:
        most = max(tried.probability for tried in self.choice.tried)
        width = 0.7 * (self._x(self.step) - self._x(0))
        height = TALLEST_BAR * self.plot.height() * one.probability / most if most else 0.0
        left, top = self._x(one.alpha) - width / 2, self.plot.bottom() - height
        self.painter.fillRect(QRectF(left, top, width, height), self.colours.bar)

    def _draw_chosen(self) -> None:
        x = self._x(self.choice.alpha)
        self.painter.setPen(QPen(self.colours.chosen, 1.5 * self.pen_px))
        self.painter.drawLine(QPointF(x, self.plot.top()), QPointF(x, self.plot.bottom()))
        text = tr("chosen: {0}").format(percent(self.choice.alpha))
        half = self._width(text) / 2
        x = max(self.plot.left(), min(x - half, self.plot.right() - 2 * half))
        y = self.plot.top() - 0.75 * self.line_px
        self._write(text, x, y, self.frame.right())

    def _draw_line(self) -> None:
        points = [QPointF(self._x(one.alpha), self._y(one.accuracy)) for one in self.choice.tried]
        self.painter.setPen(QPen(self.colours.ink, self.pen_px))
        for start, end in zip(points, points[1:]):
            self.painter.drawLine(start, end)
        for point in points:
            self._dot(point)

    def _dot(self, at: QPointF) -> None:
        self.painter.setBrush(self.colours.ink)
        self.painter.drawEllipse(at, 1.3 * self.pen_px, 1.3 * self.pen_px)

    def _write(self, text: str, x: float, middle: float, right: float) -> None:
        """From x on, around the height `middle`, shortened where it would pass `right`."""
        room = right - x + ROUNDING
        shown = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        base = middle + (self.metrics.ascent() - self.metrics.descent()) / 2
        self.painter.setPen(self.colours.ink)
        self.painter.drawText(QPointF(x, base), shown)

    def _width(self, text: str) -> float:
        return self.metrics.horizontalAdvance(text)
