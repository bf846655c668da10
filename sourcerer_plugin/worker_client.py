"""Runs one job in a worker process and listens to it. Imports no QGIS, so it is testable alone.

One line of JSON at a time is all that passes between the two.
"""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Union

from ..core.errors import Cancelled, OutOfMemory, SourcererError, WorkerFailed
from ..core.jobs import Job
from ..core.protocol import Error, Event, Hello, Result, decode
from ..core.version import PROTOCOL, VERSION
from .leftovers import remove_unfinished
from .warm_workers import WarmWorkers
from .worker_process import PLUGIN_FOLDER, WINDOWS, WorkerProcess, clean_environment

__all__ = [
    "PLUGIN_FOLDER",
    "WINDOWS",
    "EventListener",
    "WorkerError",
    "clean_environment",
    "run_job",
]

HELLO_S = 60.0
"""The worker greets before its heavy imports; silence this long means that it hangs."""
STOP_S = 0.4
"""After each of: asked to stop, terminated, killed, gone; what it leaves is removed here."""
GRACE_S = 3.0
"""For the last words of a process that has ended by itself, and for what holds its pipes."""
FAREWELL_S = 10.0
"""From the outcome to the end of the process."""
STDERR_TAIL_LINES = 30
LACKED_MEMORY = ("out of memory", "bad_alloc", "cannot allocate memory", "memoryerror")
"""Last words of a process that ended itself because it got no memory."""

EventListener = Callable[[Event], None]
Outcome = Union[Result, Error]


class WorkerError(SourcererError):
    """The worker said that its job failed, and why."""

    def __init__(self, event: Error) -> None:
        super().__init__(event.message, event.hint)
        self.code = event.code
        self.traceback = event.traceback
        """Of a bug in the worker; empty for a known error."""


def run_job(
    python: str | Path,
    job: Job,
    on_event: EventListener,
    is_cancelled: Callable[[], bool] = lambda: False,
    on_stderr: Callable[[str], None] = lambda line: None,
    workers: WarmWorkers | None = None,
) -> Result:
    """Run a job in a worker and wait for the outcome; blocks, so call it in a thread.

    Args:
        python: the worker's interpreter.
        job: paths in it must be absolute.
        on_event: receives every event but the last, in the calling thread.
        is_cancelled: asked about ten times a second.
        on_stderr: receives what libraries print, line by line, in the calling thread.
        workers: where a worker is taken from, and left for the next job; None: one for this job.

    Raises:
        EnvironmentMissing: the interpreter cannot be started.
        Cancelled: the user stopped the run.
        WorkerError: the worker reported an error.
        WorkerFailed: the worker died, hangs, or does not speak our protocol.
    """
    with tempfile.TemporaryDirectory(prefix="sourcerer-job-") as folder:
        job_file = Path(folder) / "job.json"
        job_file.write_text(job.to_json(), encoding="utf-8")
        if workers is None:
            process = WorkerProcess(python, "run", str(job_file))
        else:
            process = workers.take(python)
            process.name_job(job_file)
        conversation = _Conversation(
            process, on_event, is_cancelled, on_stderr, stays=workers is not None
        )
        outcome: Outcome | None = None
        try:
            outcome = conversation.outcome()
        finally:
            if workers is not None and _may_go_on(outcome):
                workers.give_back(process)
            else:
                process.close(STOP_S if outcome is None else GRACE_S)
            if outcome is None:  # it had no time to clean up
                remove_unfinished(job, job_file.stat().st_mtime)
    if isinstance(outcome, Result):
        return outcome
    if outcome.code == Cancelled.code:
        raise Cancelled(outcome.message, outcome.hint)
    raise WorkerError(outcome)


def _may_go_on(outcome: Outcome | None) -> bool:
    """Whether a worker is sound after this: no bug, it has memory, nobody tried to stop it."""
    if isinstance(outcome, Error):
        return not outcome.traceback and outcome.code not in (Cancelled.code, OutOfMemory.code)
    return outcome is not None


class _Conversation:
    """The protocol's side: from the first line to the outcome."""

    def __init__(
        self,
        process: WorkerProcess,
        on_event: EventListener,
        is_cancelled: Callable[[], bool],
        on_stderr: Callable[[str], None],
        stays: bool,
    ) -> None:
        """Nothing heard yet; a worker that `stays` does not end with its job."""
        self._process = process
        self._stays = stays
        self._on_event = on_event
        self._is_cancelled = is_cancelled
        self._on_stderr = on_stderr
        self._stderr_tail: deque[str] = deque(maxlen=STDERR_TAIL_LINES)
        self._greeted = False
        self._outcome: Outcome | None = None
        self._deadline = time.monotonic() + HELLO_S
        self._ways_to_stop = iter((process.ask_to_stop, process.terminate, process.kill))
        self._stopping = False

    def outcome(self) -> Outcome:
        """Listen until all is heard: to the end of the process, or of the job where it stays."""
        last_words_until = float("inf")
        while not (self._stays and self._outcome):
            if not self._process.has_ended():
                self._keep_time()
            elif last_words_until == float("inf"):
                last_words_until = time.monotonic() + (STOP_S if self._stopping else GRACE_S)
            over = self._process.has_ended() and not self._process.can_still_speak()
            line = self._process.next_line()
            if line is not None:
                self._hear(*line)
            elif over or time.monotonic() > last_words_until:
                break
        if self._outcome is not None:
            return self._outcome
        if self._stopping:
            raise Cancelled("The run was cancelled.")
        raise self._failure(f"The worker ended without a result ({self._process.how_it_ended()})")

    def _hear(self, stream: str, line: str) -> None:
        if stream == "stderr":
            self._stderr_tail.append(line)
            self._on_stderr(line)
            return
        try:
            event = decode(line)
        except WorkerFailed as error:
            raise self._failure(error.message, error.hint) from error
        if self._outcome is not None:
            raise self._failure(f"The worker went on talking after its last word: {line[:200]!r}")
        if not self._greeted:
            self._check_greeting(event)
        if isinstance(event, (Result, Error)):
            self._outcome = event
            self._deadline = time.monotonic() + (STOP_S if self._stopping else FAREWELL_S)
        else:
            self._on_event(event)

    def _check_greeting(self, event: Event) -> None:
        if not isinstance(event, Hello):
            raise self._failure(f"The worker began with {event.event!r} instead of 'hello'")
        if event.protocol != PROTOCOL:
            raise self._failure(
                f"The worker speaks protocol {event.protocol}, the plugin speaks {PROTOCOL}",
                "Two versions of Sourcerer are mixed: install the plugin again, restart QGIS.",
            )
        if event.version != VERSION:  # the plugin was replaced while QGIS has the older one loaded
            raise self._failure(
                f"The worker is Sourcerer {event.version}, QGIS has {VERSION} loaded",
                "Restart QGIS.",
            )
        self._greeted = True
        self._deadline = float("inf")

    def _keep_time(self) -> None:
        """Act where the user, a silent start or a slow end asks for it."""
        if not self._stopping and self._outcome is None and self._is_cancelled():
            self._stopping = True
            self._deadline = 0.0
        if time.monotonic() < self._deadline:
            return
        if self._stopping:
            stop = next(self._ways_to_stop, None)
            if stop is None:
                raise self._failure("The worker cannot be stopped")
            stop()
            self._deadline = time.monotonic() + STOP_S
        elif self._outcome is not None:
            self._process.kill()
            self._deadline = float("inf")
        else:
            raise self._failure(f"The worker said nothing for {HELLO_S:.0f} seconds")

    def _failure(self, what: str, hint: str = "") -> WorkerFailed:
        tail = "\n".join(self._stderr_tail)
        lacked = any(words in tail.lower() for words in LACKED_MEMORY)
        if not hint and self._process.has_ended() and (self._process.was_killed() or lacked):
            hint = "The system may have run out of memory: close other programs, or map a part."
        what = what if what.endswith(".") else f"{what}."
        return WorkerFailed(f"{what}\n{tail}" if tail else what, hint)
