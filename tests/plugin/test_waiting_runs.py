"""A run that waits for one of QGIS's threads, and QGIS that waits for a run's."""

import threading

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QRunnable

from sourcerer.core.errors import Cancelled
from sourcerer.core.jobs import MapJob
from sourcerer.core.protocol import Result
from sourcerer.sourcerer_plugin.task import WorkerTask, task_threads

WAIT_S = 20


class Waiting(QRunnable):
    """Takes a thread of the pool until it is let go."""

    def __init__(self):
        super().__init__()
        self.begun, self.go = threading.Event(), threading.Event()

    def run(self):
        self.begun.set()
        self.go.wait(WAIT_S)


@pytest.fixture
def pool(qgis_app):
    """QGIS's threads as on a computer with one processor."""
    threads = task_threads()
    before = threads.maxThreadCount()
    threads.waitForDone()
    threads.setMaxThreadCount(1)
    yield threads
    threads.waitForDone()
    threads.setMaxThreadCount(before)


@pytest.fixture
def start(monkeypatch):
    """Starts a task whose worker is a function; gives the task and what it says at its end."""

    def do(work):
        monkeypatch.setattr("sourcerer.sourcerer_plugin.task.run_in_worker", lambda *_: work())
        task, heard = WorkerTask(MapJob()), []
        task.failed.connect(heard.append)
        task.succeeded.connect(heard.append)
        QgsApplication.taskManager().addTask(task)
        return task, heard

    return do


def test_a_run_that_still_waits_for_a_thread_is_cancelled_at_once(pool, start, qtbot):
    other, begun = Waiting(), []
    pool.start(other)
    assert other.begun.wait(WAIT_S)
    task, heard = start(lambda: begun.append(True))
    qtbot.wait(50)
    task.cancel()
    assert [type(error) for error in heard] == [Cancelled]
    other.go.set()
    manager = QgsApplication.taskManager()
    qtbot.waitUntil(lambda: manager.countActiveTasks() == 0, timeout=1000 * WAIT_S)
    pool.waitForDone()
    assert not begun
    assert len(heard) == 1


def test_a_run_leaves_its_thread_to_qgis(pool, start, qtbot):
    other = Waiting()

    def work():
        pool.start(other)
        seen.append(other.begun.wait(WAIT_S))
        other.go.set()
        return Result()

    seen = []
    _, heard = start(work)
    qtbot.waitUntil(lambda: bool(heard), timeout=1000 * WAIT_S)
    assert seen == [True]
    assert heard == [Result()]
    pool.waitForDone()
    assert pool.activeThreadCount() == 0
