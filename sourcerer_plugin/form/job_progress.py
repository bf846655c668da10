"""A job that a part of the form runs by itself: its phase, progress and Cancel."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ...core.jobs import Job
from ..messages import tr
from ..task import WorkerTask
from ..worker_client import GRACE_S
from .narrow import MessageLabel


class JobProgress(QWidget):
    """Runs one job at a time as a task of QGIS; shown while it runs."""

    succeeded = pyqtSignal(object)
    """The worker's `Result`."""
    failed = pyqtSignal(object)
    """The exception; `Cancelled` where the user stopped the job."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._task: WorkerTask | None = None
        self._next: Job | None = None
        self.phase = MessageLabel("job_phase")
        self.bar = QProgressBar()
        self.bar.setObjectName("job_progress")
        self.cancel_button = QPushButton(tr("Cancel"))
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.setObjectName("job_cancel")
        row = QHBoxLayout()
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.phase)
        column.addLayout(row)
        self.hide()
        self.cancel_button.clicked.connect(self.cancel)

    @property
    def is_running(self) -> bool:
        """Whether a job has not ended yet."""
        return self._task is not None

    @property
    def is_stopping(self) -> bool:
        """Whether it was asked to stop and has not ended yet."""
        return self.is_running and not self.cancel_button.isEnabled()

    def start(self, job: Job) -> None:
        """Run a job; one that is still running is stopped first."""
        self.show()
        if self._task is not None:
            self._next = job
            self.cancel()
            return
        self._task = task = WorkerTask(job)
        task.advanced.connect(self._advance)
        task.succeeded.connect(self._succeed)
        task.failed.connect(self._fail)
        self.cancel_button.setEnabled(True)
        self._advance(tr("Starting …"), 0.0)
        QgsApplication.taskManager().addTask(task)

    def cancel(self) -> None:
        """Ask the job to stop."""
        if self._task is not None:
            self.cancel_button.setEnabled(False)
            self.phase.say(tr("Stopping …"))
            self._task.cancel()

    def close_down(self) -> None:
        """Stop the job and wait for its end."""
        if self._task is not None:
            for signal in (self._task.advanced, self._task.succeeded, self._task.failed):
                signal.disconnect()
            self._task.cancel()
            self._task.waitForFinished(round(4000 * GRACE_S))
            self._task = None
        self.hide()

    def _advance(self, phase: str, fraction: float) -> None:
        if not self.is_stopping:
            self.phase.say(phase)
            self.bar.setValue(round(100 * fraction))

    def _succeed(self, result: object) -> None:
        self._task = None
        self.hide()
        self.succeeded.emit(result)

    def _fail(self, error: object) -> None:
        self._task = None
        self.hide()
        if self._next is not None:
            job, self._next = self._next, None
            self.start(job)
        else:
            self.failed.emit(error)
