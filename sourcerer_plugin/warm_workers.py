"""Workers that wait for a next job, so that a batch loads PyTorch and the other libraries once.

Each runs one job at a time: what runs side by side has workers of its own. A worker ends by itself
when nothing comes for a while (core/worker.py), and with QGIS. Imports no QGIS.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

from .worker_process import WorkerProcess, surroundings

FRESH_S = 45.0
"""An idle worker is taken for so long, well before it ends by itself."""
MOST_IDLE = 2
"""Each keeps the libraries in memory, some 500 MB."""
CLOSE_S = 0.4
"""For what holds an ended worker's pipes."""


@dataclass(frozen=True)
class _Idle:
    process: WorkerProcess
    since_s: float

    def is_fresh(self) -> bool:
        return time.monotonic() - self.since_s < FRESH_S and not self.process.has_ended()


class WarmWorkers:
    """Takes workers in and gives them out; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Idle] = []
        self._closed = False

    def take(self, python: str | Path) -> WorkerProcess:
        """A worker that waits for a job: an idle one of that Python, or a new one.

        Raises:
            EnvironmentMissing: the interpreter cannot be started.
        """
        wanted = surroundings(python)
        with self._lock:
            self._close([idle for idle in self._idle if not idle.is_fresh()])
            for idle in self._idle:
                if idle.process.surroundings == wanted:
                    self._idle.remove(idle)
                    return idle.process
        return WorkerProcess(python, "serve")

    def give_back(self, process: WorkerProcess) -> None:
        """After a job that ended well enough for another."""
        with self._lock:
            self._idle.append(_Idle(process, time.monotonic()))
            self._close(self._idle if self._closed else self._idle[:-MOST_IDLE])

    def close(self) -> None:
        """End those that are idle; those at work end with their jobs."""
        with self._lock:
            self._closed = True
            self._close(self._idle)

    def _close(self, some: list[_Idle]) -> None:
        for idle in list(some):
            self._idle.remove(idle)
            idle.process.close(CLOSE_S)
