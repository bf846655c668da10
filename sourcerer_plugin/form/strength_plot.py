"""λ over the number of labelled pixels, with the present number marked (Eq. 5–7 of the paper)."""

from __future__ import annotations

import math

from qgis.PyQt.QtCore import QPointF, QRectF
from qgis.PyQt.QtWidgets import QWidget

from ...core.jobs import LAMBDA_AUTO, LAMBDA_SCHEDULE, T_MAX
from ...core.schedule import LAMBDA_T_MAX, LAMBDA_T_MIN, lambda_schedule
from ..messages import tr
from ..picture import Pen, Picture

LOWEST, HIGHEST = math.log10(LAMBDA_T_MAX), math.log10(LAMBDA_T_MIN)
"""Of the axis of λ, as powers of ten."""


def strength(rule: str, t_max: float, n_labelled: float) -> float | None:
    """λ by a rule for a number of labelled pixels; None where the labels choose it."""
    if rule == LAMBDA_AUTO:
        return None
    return lambda_schedule(n_labelled, t_max) if rule == LAMBDA_SCHEDULE else float(rule)


class StrengthPlot(Picture):
    """Both axes are logarithmic: the schedule is a straight line, an own value a level one."""

    min_lines, usual_lines = 8, 9

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rule, self._t_max = LAMBDA_AUTO, T_MAX
        self._n_labelled: float | None = None
        self.setObjectName("strength_plot")
        self.setAccessibleName(tr("Strength of the pull over the number of labelled pixels"))

    def show_rule(self, rule: str, t_max: float, n_labelled: float | None) -> None:
        """Draw a rule: the schedule up to t_max, or a value of λ.

        Args:
            rule: as the job has it; where the labels choose there is nothing to draw.
            t_max: labelled pixels at which the schedule ends.
            n_labelled: how many there are, about; None where that is not known.
        """
        self._rule, self._t_max, self._n_labelled = rule, t_max, n_labelled
        self.setVisible(rule != LAMBDA_AUTO)
        self.setAccessibleDescription(self.words())
        self.update()

    def words(self) -> str:
        """λ at the present number of labels."""
        if self._rule == LAMBDA_AUTO:
            return tr("λ is chosen by the labels while it runs; the curve stands in the result.")
        if self._n_labelled is None:
            return tr("Choose labels to see the λ that they give.")
        value = strength(self._rule, self._t_max, self._n_labelled)
        return tr("About {0} labelled pixels: λ\u00a0=\u00a0{1}.").format(
            f"{self._n_labelled:,.0f}", f"{value:.3g}"
        )

    def draw(self, pen: Pen, frame: QRectF) -> None:
        if self._rule != LAMBDA_AUTO:
            _Drawing(pen, self._rule, self._t_max, self._n_labelled, frame).draw()


class _Drawing:
    """Axes in powers of ten, the rule, the present number of labels."""

    def __init__(
        self, pen: Pen, rule: str, t_max: float, n_labelled: float | None, frame: QRectF
    ) -> None:
        self.pen, self.rule, self.t_max, self.n_labelled = pen, rule, t_max, n_labelled
        self.frame = frame
        self.decades = max(1.0, math.ceil(math.log10(max(t_max, n_labelled or 1.0))))
        left = pen.width("10⁻¹⁰") + pen.line_px / 2
        self.plot = frame.adjusted(left, 1.3 * pen.line_px, -pen.line_px, -2.4 * pen.line_px)

    def draw(self) -> None:
        self._draw_axes()
        if self.rule == LAMBDA_SCHEDULE:
            self._draw_line(1.0, self.t_max)
        else:
            self._draw_line(1.0, 10.0**self.decades)
        if self.n_labelled:
            self._draw_present(max(1.0, self.n_labelled))

    def _at(self, n_labelled: float) -> QPointF:
        value = strength(self.rule, self.t_max, n_labelled) or LAMBDA_T_MAX
        part = (math.log10(value) - LOWEST) / (HIGHEST - LOWEST)
        y = self.plot.bottom() - min(max(part, 0.0), 1.0) * self.plot.height()
        return QPointF(self._x(n_labelled), y)

    def _x(self, n_labelled: float) -> float:
        return self.plot.left() + math.log10(n_labelled) / self.decades * self.plot.width()

    def _draw_axes(self) -> None:
        pen, plot = self.pen, self.plot
        pen.write("λ", self.frame.left(), self.frame.top() + pen.line_px / 2, plot.right())
        for exponent, text in ((LOWEST, "10⁻¹⁰"), (0.0, "1"), (HIGHEST, "10¹⁰")):
            y = plot.bottom() - (exponent - LOWEST) / (HIGHEST - LOWEST) * plot.height()
            ends = QPointF(plot.left(), y), QPointF(plot.right(), y)
            pen.line(*ends, pen.colours.grid, 1)
            pen.write(text, plot.left() - pen.line_px / 3 - pen.width(text), y, plot.left())
        y = plot.bottom() + 0.8 * pen.line_px
        last = f"{10**self.decades:,.0f}"
        x = min(plot.right() - pen.width(last) / 2, self.frame.right() - pen.width(last))
        for text, left in (("1", plot.left()), (last, x)):
            pen.write(text, left, y, self.frame.right())
        text = tr("labelled pixels")
        middle = plot.center().x() - pen.width(text) / 2
        pen.write(text, max(plot.left(), middle), y + pen.line_px, self.frame.right())

    def _draw_line(self, first: float, last: float) -> None:
        self.pen.line(self._at(first), self._at(last), self.pen.colours.ink)

    def _draw_present(self, n_labelled: float) -> None:
        x, at = self._x(n_labelled), self._at(n_labelled)
        ends = QPointF(x, self.plot.top()), QPointF(x, self.plot.bottom())
        self.pen.line(*ends, self.pen.colours.accent)
        self.pen.dot(at, self.pen.colours.accent)
        value = strength(self.rule, self.t_max, n_labelled)
        text = f"λ = {value:.3g}"
        width = self.pen.width(text)
        left = max(self.plot.left(), min(x - width / 2, self.plot.right() - width))
        self.pen.write(text, left, self.frame.top() + self.pen.line_px / 2, self.frame.right())
