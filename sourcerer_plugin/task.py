"""A job as a task of QGIS: in the task manager, off the main thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QThreadPool, pyqtSignal

from ..core.errors import Cancelled
from ..core.jobs import Job
from ..core.protocol import Device, Event, Log, Measure, Progress, Result
from .environment import run_in_worker
from .messages import NAME, phase_in_words, tr


class WorkerTask(QgsTask):
    """Runs one job. Whoever makes it keeps the reference until it has ended.

    The signals reach the thread that the task was made in.
    """

    advanced = pyqtSignal(str, float)
    """Phase and fraction of the whole, 0 to 1."""
    said = pyqtSignal(str, str)
    """A line for the log, and its level: `info`, `warning` or `library`."""
    computes_on = pyqtSignal(str)
    """What computes, in words."""
    measured = pyqtSignal(str, float, float)
    """A point of a curve while a model is fitted: its name, updates done, the figure."""
    succeeded = pyqtSignal(object)
    """The worker's `Result`."""
    failed = pyqtSignal(object)
    """The exception; `Cancelled` where the user stopped the run."""

    def __init__(self, job: Job) -> None:
        super().__init__(f"{NAME}: {job.command}", QgsTask.Flag.CanCancel)
        self._job = job
        self._result: Result | None = None
        self._error: Exception | None = None
        self._threads = task_threads()

    def run(self) -> bool:
        try:
            with _waiting_thread(self._threads):
                self._result = run_in_worker(
                    self._job, self._hear, self.isCanceled, self._hear_library
                )
        except Exception as error:  # noqa: BLE001 - a process boundary; `finished` sorts them
            self._error = error
        return self._error is None

    def finished(self, result: bool) -> None:
        if self._result is not None:
            self.succeeded.emit(self._result)
        else:
            self.failed.emit(self._error or Cancelled(tr("The run was cancelled.")))

    def _hear(self, event: Event) -> None:
        if isinstance(event, Progress):
            self.setProgress(100 * event.fraction)
            self.advanced.emit(phase_in_words(event.phase), event.fraction)
        elif isinstance(event, Log):
            self.said.emit(event.message, event.level)
        elif isinstance(event, Device):
            self.computes_on.emit(event.name)
        elif isinstance(event, Measure):
            self.measured.emit(event.series, event.x, event.y)

    def _hear_library(self, line: str) -> None:
        self.said.emit(line, "library")


def task_threads() -> QThreadPool:
    """The threads that tasks run in; QGIS before 3.34 draws maps in them, too."""
    tasks = QgsApplication.taskManager()
    return tasks.threadPool() if hasattr(tasks, "threadPool") else QThreadPool.globalInstance()


@contextmanager
def _waiting_thread(pool: QThreadPool) -> Iterator[None]:
    """Let the pool, which has a thread a processor, do other things while this one only listens."""
    pool.releaseThread()
    try:
        yield
    finally:
        pool.reserveThread()
