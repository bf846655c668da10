"""Work on the environment as tasks of QGIS, off the main thread and shared by all pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...core.errors import Cancelled
from ..messages import NAME, log, tr
from ..settings import private_environment
from .child_process import IsCancelled
from .place import sweep, thrown_away
from .setup import Advance, Say

STOP_MS = 10_000
"""A task ends a program within a second and then removes its files."""

Work = Callable[[Advance, Say, IsCancelled], Any]


def ignore(outcome: object) -> None:
    """Of nobody's interest."""


class EnvironmentTask(QgsTask):
    """Does one piece of work in a thread. The signals reach the thread that it was made in."""

    advanced = pyqtSignal(str, float)
    """Phase, and how much of the whole is done, 0 to 1."""
    said = pyqtSignal(str)
    ended = pyqtSignal(object)
    """What the work has given, or the exception that ended it."""

    def __init__(
        self, title: str, work: Work, flags: QgsTask.Flag = QgsTask.Flag.CanCancel
    ) -> None:
        super().__init__(f"{NAME}: {title}", flags)
        self.title = title
        """What it does, in a few words."""
        self._work = work
        self._outcome: object = None

    def run(self) -> bool:
        try:
            self._outcome = self._work(self._tell, self.said.emit, self.isCanceled)
        except Exception as error:  # noqa: BLE001 - a thread's boundary; whoever listens sorts them
            self._outcome = error
        return not isinstance(self._outcome, Exception)

    def finished(self, result: bool) -> None:
        cancelled_before_start = not result and self._outcome is None
        self.ended.emit(Cancelled(tr("Cancelled.")) if cancelled_before_start else self._outcome)

    def _tell(self, phase: str, fraction: float) -> None:
        self.setProgress(100 * fraction)
        self.advanced.emit(phase, fraction)


class EnvironmentWork(QObject):
    """The one place where tasks for the environment are started: one that changes it at a time."""

    began = pyqtSignal(object)
    """The task that changes or checks the environment."""
    ended = pyqtSignal(object)
    """Its outcome, as `EnvironmentTask.ended` has it."""

    def __init__(self) -> None:
        super().__init__()
        self.task: EnvironmentTask | None = None
        """The one at work."""
        self.log: list[str] = []
        """What it, or the last one, has said; for a page that is opened later."""
        self._kept: set[EnvironmentTask] = set()

    def start(self, title: str, work: Work) -> None:
        """Begin, unless another one is still at work."""
        if self.task is not None:
            return
        self.log = []
        self.task = EnvironmentTask(title, work)
        self.task.said.connect(self.log.append)
        self.task.ended.connect(self._end)
        self.began.emit(self.task)
        self._add(self.task)

    def look(self, title: str, work: Work, on_end: Callable[[object], None] = ignore) -> None:
        """Do what changes nothing beside all else; QGIS ends it unasked when it closes."""
        flags = QgsTask.Flag.CanCancel | QgsTask.Flag.CancelWithoutPrompt
        task = EnvironmentTask(title, work, flags)
        task.ended.connect(on_end)
        self._add(task)

    def cancel(self) -> None:
        """Stop the one that is at work."""
        if self.task is not None:
            self.task.cancel()

    def stop(self) -> None:
        """Stop all of them and wait for their end; for the plugin's `unload`."""
        for task in tuple(self._kept):
            task.ended.disconnect()
            task.cancel()
            task.waitForFinished(STOP_MS)
        self._kept.clear()
        self.task = None

    def _add(self, task: EnvironmentTask) -> None:
        # QGIS frees a task when it has ended; the Python object must live until then.
        self._kept.add(task)
        task.ended.connect(lambda outcome: self._kept.discard(task))
        QgsApplication.taskManager().addTask(task)

    def sweep(self) -> None:
        """Delete what was thrown away, now or in an earlier session."""
        place = private_environment()
        if thrown_away(place):
            self.look(tr("deleting old files"), lambda _, __, stop: sweep(place, stop))

    def _end(self, outcome: object) -> None:
        self.task = None
        self.sweep()
        for line in self.log:
            log(line)
        self.ended.emit(outcome)


WORK = EnvironmentWork()
