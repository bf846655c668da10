"""What a run is doing: phases, time left, device, the learning curve, the log."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from ..elided_label import ElidedLabel
from ..form.narrow import MessageLabel
from ..messages import tr
from .learning_curve import LearningCurve
from .progress import RunProgress

LOG_LINES = 2000
LOG_LINES_SEEN = 5


class RunPage(QWidget):
    """Shows what it is told."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.left = ElidedLabel()
        self.device = ElidedLabel()
        self.phases = MessageLabel("phases")
        self.curve = LearningCurve()
        self.caption = QLabel(tr("For display only: nothing is chosen by it."))
        self.log = QPlainTextEdit()
        self.left.setObjectName("time_left")
        self.device.setObjectName("device")
        self.caption.setObjectName("curve_caption")
        self.caption.setWordWrap(True)
        self.log.setObjectName("log")
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(LOG_LINES)
        self.log.setPlaceholderText(tr("The log of a run appears here."))
        self.log.setTabChangesFocus(True)
        self.log.setAccessibleName(tr("Log"))
        self.log.setMinimumHeight(LOG_LINES_SEEN * self.fontMetrics().lineSpacing())
        self.log.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        for widget in (self.phases, self.left, self.device, self.curve, self.caption):
            column.addWidget(widget)
        column.addWidget(self.log, 1)
        self._show_curve(False)
        self.device.hide()
        self.left.show_text(tr("Nothing has been run yet."))

    def clear(self) -> None:
        """Forget the run before."""
        self.curve.clear()
        self.log.clear()
        self._show_curve(False)

    def show_progress(self, progress: RunProgress, now_s: float) -> None:
        """Where the run stands."""
        self.phases.say(progress.told(now_s))
        left = progress.note or progress.left(now_s)
        self.left.show_text(left)
        self.left.setVisible(bool(left))
        self.device.show_text(tr("Computing on {0}").format(progress.device))
        self.device.setVisible(bool(progress.device))

    def add_measure(self, series: str, x: float, y: float) -> None:
        """One more point of the curve."""
        self.curve.add(series, x, y)
        self._show_curve(True)

    def say(self, text: str) -> None:
        """One more line of the log."""
        self.log.appendPlainText(text)

    def _show_curve(self, is_shown: bool) -> None:
        for widget in (self.curve, self.caption):
            widget.setVisible(is_shown)
