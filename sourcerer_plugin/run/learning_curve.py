"""The loss and the held-out accuracy while a model is fitted, drawn as they come."""

from __future__ import annotations

import math
from collections.abc import Iterator

from qgis.PyQt.QtCore import QPointF, QRectF
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QWidget

from ..messages import tr
from ..picture import Pen, Picture

LOSS, ACCURACY = "loss", "accuracy"
"""What the worker calls the two."""
MOST_POINTS = 200
"""Of one fit; beyond it every other point goes."""
MOST_FITS = 6
EARLIER_OPACITY = 0.35

Points = list[tuple[float, float]]


class Trace:
    """One figure over the updates; a fit that begins anew begins a new line."""

    def __init__(self) -> None:
        self.fits: list[Points] = []

    def add(self, x: float, y: float) -> None:
        """Take note of the figure after so many updates."""
        if not (math.isfinite(x) and math.isfinite(y)):
            return
        if not self.fits or x <= self.fits[-1][-1][0]:
            self.fits = [*self.fits[1 - MOST_FITS :], []]
        points = self.fits[-1]
        points.append((x, y))
        if len(points) > MOST_POINTS:
            self.fits[-1] = points[::2] if len(points) % 2 else [*points[:-1:2], points[-1]]

    def most(self, axis: int) -> float:
        """The largest x (0) or y (1); 0 where there is none."""
        return max((point[axis] for points in self.fits for point in points), default=0.0)

    def last(self) -> float | None:
        """The figure as it stands."""
        return self.fits[-1][-1][1] if self.fits else None


class LearningCurve(Picture):
    """Loss with its axis on the left, accuracy on the right; earlier fits are pale."""

    min_lines, usual_lines = 8, 10

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.traces = {LOSS: Trace(), ACCURACY: Trace()}
        self.setObjectName("learning_curve")
        self.setAccessibleName(tr("Loss and held-out accuracy while fitting"))
        text = tr(
            "The loss on the labelled pixels (left axis) and the accuracy on the held-out polygons "
            "(right axis) after each number of updates. Where a model is fitted more than once, "
            "the fits before are pale. It is for display only: nothing is chosen by it, so the "
            "held-out polygons stay unseen."
        )
        self.setToolTip(f"<p>{text}</p>")

    def clear(self) -> None:
        """Forget the run before."""
        self.traces = {LOSS: Trace(), ACCURACY: Trace()}
        self.update()

    def add(self, series: str, x: float, y: float) -> None:
        """Draw one more point; what the worker calls otherwise is not drawn."""
        if series in self.traces:
            self.traces[series].add(x, y)
            self.setAccessibleDescription(self.words())
            self.update()

    def words(self) -> str:
        """The figures as they stand."""
        loss, accuracy = (self.traces[name].last() for name in (LOSS, ACCURACY))
        parts = [] if loss is None else [tr("loss {0}").format(f"{loss:.3g}")]
        if accuracy is not None:
            parts.append(tr("held-out accuracy {0} %").format(f"{100 * accuracy:.1f}"))
        return " · ".join(parts)

    def draw(self, pen: Pen, frame: QRectF) -> None:
        _Drawing(pen, self.traces, frame).draw()


class _Drawing:
    """Legend, plot between two axes, updates below."""

    def __init__(self, pen: Pen, traces: dict[str, Trace], frame: QRectF) -> None:
        self.pen = pen
        self.traces = traces
        self.frame = frame
        self.colours = {LOSS: QColor("#2f8fd0"), ACCURACY: pen.colours.ink}
        self.updates = max(1.0, *(trace.most(0) for trace in traces.values()))
        self.tops = {LOSS: nice_top(traces[LOSS].most(1)), ACCURACY: 1.0}
        left = max(map(pen.width, self._labels(LOSS))) + pen.line_px / 2
        right = pen.width("100 %") + pen.line_px / 2
        self.plot = frame.adjusted(left, 1.8 * pen.line_px, -right, -1.5 * pen.line_px)

    def draw(self) -> None:
        self._draw_legend()
        self._draw_axes()
        for name, trace in self.traces.items():
            for number, points in enumerate(trace.fits, start=1):
                colour = QColor(self.colours[name])
                colour.setAlphaF(1.0 if number == len(trace.fits) else EARLIER_OPACITY)
                self._draw_points(name, points, colour)

    def _labels(self, name: str) -> list[str]:
        """At the bottom, in the middle, on top."""
        top = self.tops[name]
        if name == ACCURACY:
            return [f"{100 * top * part:.0f} %" for part in (0, 0.5, 1)]
        return [f"{top * part:.2g}" for part in (0, 0.5, 1)]

    def _draw_legend(self) -> None:
        x, middle = self.frame.left(), self.frame.top() + 0.6 * self.pen.line_px
        right = self.frame.right()
        for name, text in ((LOSS, tr("loss")), (ACCURACY, tr("held-out accuracy"))):
            end = x + 1.2 * self.pen.line_px
            self.pen.line(QPointF(x, middle), QPointF(end, middle), self.colours[name])
            self.pen.write(text, end + 0.3 * self.pen.line_px, middle, right)
            x = end + self.pen.width(text) + self.pen.line_px

    def _draw_axes(self) -> None:
        for place, (loss, accuracy) in enumerate(zip(self._labels(LOSS), self._labels(ACCURACY))):
            y = self.plot.bottom() - place / 2 * self.plot.height()
            ends = QPointF(self.plot.left(), y), QPointF(self.plot.right(), y)
            self.pen.line(*ends, self.pen.colours.grid, 1)
            gap = self.pen.line_px / 3
            x = self.plot.left() - gap - self.pen.width(loss)
            self.pen.write(loss, x, y, self.plot.left())
            self.pen.write(accuracy, self.plot.right() + gap, y, self.frame.right())
        text = tr("{0} updates").format(f"{self.updates:.0f}")
        x = max(self.plot.left(), self.plot.right() - self.pen.width(text))
        self.pen.write(text, x, self.plot.bottom() + 0.8 * self.pen.line_px, self.frame.right())

    def _draw_points(self, name: str, points: Points, colour: QColor) -> None:
        placed = list(self._placed(name, points))
        self.pen.curve(placed, colour)
        if len(placed) == 1 or name == ACCURACY:
            for point in placed:
                self.pen.dot(point, colour)

    def _placed(self, name: str, points: Points) -> Iterator[QPointF]:
        for x, y in points:
            part = min(max(y / self.tops[name], 0.0), 1.0)
            yield QPointF(
                self.plot.left() + x / self.updates * self.plot.width(),
                self.plot.bottom() - part * self.plot.height(),
            )


def nice_top(most: float) -> float:
    """The end of an axis from 0 that holds a value: 1, 2 or 5 times a power of ten."""
    if most <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(most))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= most * 0.999)
