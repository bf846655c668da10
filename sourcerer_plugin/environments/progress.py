"""How far the work on the environment is: phase, bar, log and Cancel."""

from __future__ import annotations

from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..messages import tr
from .task import WORK, EnvironmentTask

LOG_LINES = 2000
LOG_ROWS = 7


class EnvironmentProgress(QWidget):
    """Follows whatever is at work, whichever page began it; keeps the log of what failed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phase = QLabel()
        self.phase.setObjectName("phase")
        self.phase.setWordWrap(True)
        self.progress = QProgressBar()
        self.progress.setObjectName("progress")
        self.cancel_button = QPushButton(tr("Cancel"))
        self.cancel_button.setObjectName("cancel_button")
        self.cancel_button.setToolTip(tr("Stop at once and remove what was made so far."))
        self.log = QPlainTextEdit()
        self.log.setObjectName("log")
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(LOG_LINES)
        self.log.setTabChangesFocus(True)
        self.log.setMinimumHeight(LOG_ROWS * self.log.fontMetrics().lineSpacing())
        self.log.setToolTip(tr("What pip says."))
        row = QHBoxLayout()
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.phase)
        column.addLayout(row)
        column.addWidget(self.log)
        self._task: EnvironmentTask | None = None
        self.cancel_button.clicked.connect(self._cancel)
        WORK.began.connect(self._follow)
        WORK.ended.connect(self._end)
        self._show(False)
        self.log.hide()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if WORK.task is not None:
            self._follow(WORK.task)

    def _follow(self, task: EnvironmentTask) -> None:
        if task is self._task:
            return
        self._task = task
        self.log.setPlainText("\n".join(WORK.log))
        self.log.setVisible(bool(WORK.log))
        self.phase.setText(f"{task.title[:1].upper()}{task.title[1:]} …")
        self.progress.setRange(0, 0)
        self._show(True)
        task.advanced.connect(self._advance)
        task.said.connect(self._write)

    def _show(self, at_work: bool) -> None:
        for widget in (self.phase, self.progress, self.cancel_button):
            widget.setVisible(at_work)
        self.cancel_button.setEnabled(at_work)

    def _advance(self, phase: str, fraction: float) -> None:
        self.progress.setRange(0, 100)
        self.progress.setValue(round(100 * fraction))
        if self.cancel_button.isEnabled():
            self.phase.setText(phase)

    def _write(self, line: str) -> None:
        self.log.show()
        self.log.appendPlainText(line)

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.phase.setText(tr("Stopping …"))
        WORK.cancel()

    def _end(self, outcome: object) -> None:
        self._task = None
        self._show(False)
        self.log.setVisible(isinstance(outcome, Exception) and bool(self.log.toPlainText()))
