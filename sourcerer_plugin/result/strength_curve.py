"""How far the model moved from its source, and why: read from a run's report, told and drawn."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from qgis.PyQt.QtCore import QPointF, QRectF
from qgis.PyQt.QtWidgets import QWidget

from ...core.errors import UnreadableFile
from ..messages import tr
from ..picture import Pen, Picture

ROUNDING = 1e-3
"""So far sums may pass their bounds."""
TICK_STEPS = (10, 20, 50)
MOST_TICKS = 4
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
    """By α, ascending; empty where no polygon could be left out and judged by the others."""
    n_pixels: int
    has_new_classes: bool = False
    """Outputs for classes that the source model lacks were added at all distances."""

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
                "No polygon could be left out and judged by the others, so how far to go could not "
                "be measured: the model moved a cautious default of {0} of the way from the source "
                "model to one trained on your labels alone."
            ).format(percent(self.alpha))
        return tr(
            "Moved {0} of the way from the source model to one trained on your {1} labelled pixels "
            "alone: on polygons left out, {2} were right there, {3} with {4}."
        ).format(
            percent(self.alpha),
            f"{self.n_pixels:,}",
            percent(self.accuracy_at(self.alpha)),
            percent(self.accuracy_at(0)),
            tr("the source model and added outputs for new classes")
            if self.has_new_classes
            else tr("the source model"),
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
        return StrengthChoice(
            _share(fit["alpha"]), tried, fit["n_pixels"], bool(fit.get("new_classes"))
        )
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


class StrengthCurve(Picture):
    """Along the way from the source model: probability as bars, accuracy as a line, the choice."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choice: StrengthChoice | None = None
        self.setObjectName("strength_curve")
        self.setAccessibleName(tr("How far the model moved from the source model"))
        text = tr(
            "Models between the source model (left; with added outputs where there are new "
            "classes) and one trained on these labels alone (right) were tried on polygons that "
            "were left out of the training. The line shows how much "
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

    def draw(self, pen: Pen, frame: QRectF) -> None:
        if self._choice is not None:
            _Drawing(pen, self._choice, frame).draw()


class _Drawing:
    """One picture: legend, what was chosen, plot, names of the ends, from top to bottom."""

    def __init__(self, pen: Pen, choice: StrengthChoice, frame: QRectF) -> None:
        self.pen = pen
        self.choice = choice
        self.frame = frame
        self.line_px = pen.line_px
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
        labels = [self.pen.width(f"{tick} %") for tick in self.ticks]
        rows = 1 + (self.legend[-1][0] if self.legend else 0)
        top = (rows + 1.4) * self.line_px
        bottom = (self._end_rows() + 0.3) * self.line_px
        return self.frame.adjusted(max(labels) + self.line_px / 2, top, -self.pen.width_px, -bottom)

    def _end_rows(self) -> int:
        both = sum(map(self.pen.width, self.ends)) + self.line_px
        return 1 if both < 0.8 * self.frame.width() else 2

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
            width = self.pen.width(text) + 2.2 * self.line_px
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
                self.pen.painter.fillRect(square, self.pen.colours.fill)
            else:
                self.pen.line(start, end, self.pen.colours.ink)
                self.pen.dot((start + end) / 2, self.pen.colours.ink)
            self.pen.write(text, end.x() + 0.3 * self.line_px, middle, self.frame.right())

    def _draw_axes(self) -> None:
        for tick in self.ticks:
            y = self._y(tick / 100)
            ends = QPointF(self.plot.left(), y), QPointF(self.plot.right(), y)
            self.pen.line(*ends, self.pen.colours.grid, 1)
            text = f"{tick} %"
            x = self.plot.left() - self.line_px / 3 - self.pen.width(text)
            self.pen.write(text, x, y, self.plot.left())
        first, last = self.ends
        y = self.plot.bottom() + 0.8 * self.line_px
        self.pen.write(first, self.plot.left(), y, self.plot.right())
        y += (self._end_rows() - 1) * self.line_px
        x = max(self.plot.left(), self.plot.right() - self.pen.width(last))
        self.pen.write(last, x, y, self.plot.right())

    def _draw_bar(self, one: Tried) -> None:
        most = max(tried.probability for tried in self.choice.tried)
        width = 0.7 * (self._x(self.step) - self._x(0))
        height = TALLEST_BAR * self.plot.height() * one.probability / most if most else 0.0
        left, top = self._x(one.alpha) - width / 2, self.plot.bottom() - height
        bar = QRectF(left, top, width, height)
        self.pen.painter.fillRect(bar, self.pen.colours.fill)

    def _draw_chosen(self) -> None:
        x = self._x(self.choice.alpha)
        ends = QPointF(x, self.plot.top()), QPointF(x, self.plot.bottom())
        self.pen.line(*ends, self.pen.colours.accent, 1.5 * self.pen.width_px)
        text = tr("chosen: {0}").format(percent(self.choice.alpha))
        half = self.pen.width(text) / 2
        x = max(self.plot.left(), min(x - half, self.plot.right() - 2 * half))
        y = self.plot.top() - 0.75 * self.line_px
        self.pen.write(text, x, y, self.frame.right())

    def _draw_line(self) -> None:
        points = [QPointF(self._x(one.alpha), self._y(one.accuracy)) for one in self.choice.tried]
        for start, end in zip(points, points[1:]):
            self.pen.line(start, end, self.pen.colours.ink)
        for point in points:
            self.pen.dot(point, self.pen.colours.ink)
