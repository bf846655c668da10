"""A question to the worker: of several, the last one alone is answered."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..core.jobs import Job
from .task import WorkerTask
from .worker_client import GRACE_S


class Inquiry(QObject):
    """Runs a job that only looks; a newer question takes the place of the one before."""

    advanced = pyqtSignal(str, float)
    """Phase and fraction of the whole, 0 to 1."""
    answered = pyqtSignal(object)
    """The worker's `Result`."""
    failed = pyqtSignal(object)
    """The exception; `Cancelled` where the user stopped the task."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task: WorkerTask | None = None
        self._ending: set[WorkerTask] = set()
        """Cancelled ones; QGIS needs them until they have ended."""

    @property
    def is_open(self) -> bool:
        """Whether an answer is awaited."""
        return self._task is not None

    def ask(self, job: Job) -> None:
        """Ask; the answer to an earlier question is no longer awaited."""
        self.drop()
        self._task = task = WorkerTask(job)
        task.advanced.connect(self.advanced)
        task.succeeded.connect(self._succeed)
        task.failed.connect(self._fail)
        QgsApplication.taskManager().addTask(task)

    def drop(self) -> None:
        """Await no answer any longer."""
        if self._task is None:
            return
        task, self._task = self._task, None
        for signal in (task.advanced, task.succeeded, task.failed):
            signal.disconnect()
        self._ending.add(task)
        for ended in (task.succeeded, task.failed):
            ended.connect(lambda _, task=task: self._ending.discard(task))
        task.cancel()

    def close_down(self) -> None:
        """Stop, and wait until no worker is left."""
        self.drop()
        for task in tuple(self._ending):
            task.waitForFinished(round(4000 * GRACE_S))
        self._ending.clear()

    def _succeed(self, result: object) -> None:
        self._task = None
        self.answered.emit(result)

    def _fail(self, error: object) -> None:
        self._task = None
        self.failed.emit(error)
