"""Runs one job in a worker process and listens to it. Imports no QGIS, so it is testable alone.

The worker's Python is another one than QGIS's, with libraries that must not meet those of QGIS: its
environment is scrubbed, and one line of JSON at a time is all that passes between the two.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Union

from ..core.errors import Cancelled, EnvironmentMissing, SourcererError, WorkerFailed
from ..core.jobs import Job
from ..core.protocol import CANCEL_LINE, Error, Event, Hello, Result, decode
from ..core.version import PROTOCOL
from .leftovers import remove_unfinished

PLUGIN_FOLDER = Path(__file__).resolve().parent.parent
SCRUBBED = (
    "PYTHON",
    "QT_",
    "GDAL",
    "PROJ_",
    "QGIS_",
    "LD_LIBRARY_PATH",
    "GISBASE",
    "VIRTUAL_ENV",
)
"""Variables that begin so belong to QGIS and would break the worker's libraries."""

POLL_S = 0.1
HELLO_S = 60.0
"""The worker greets before its heavy imports; silence this long means that it hangs."""
STOP_S = 0.4
"""After each of: asked to stop, terminated, killed, gone; what it leaves is removed here."""
GRACE_S = 3.0
"""For the last words of a process that has ended by itself, and for what holds its pipes."""
FAREWELL_S = 10.0
"""From the outcome to the end of the process."""
MAX_LINE_BYTES = 1 << 20
STDERR_TAIL_LINES = 30
WINDOWS = os.name == "nt"

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
) -> Result:
    """Run a job in a worker of its own and wait for the outcome; blocks, so call it in a thread.

    Args:
        python: the worker's interpreter.
        job: paths in it must be absolute.
        on_event: receives every event but the last, in the calling thread.
        is_cancelled: asked about ten times a second.
        on_stderr: receives what libraries print, line by line, in the calling thread.

    Raises:
        EnvironmentMissing: the interpreter cannot be started.
        Cancelled: the user stopped the run.
        WorkerError: the worker reported an error.
        WorkerFailed: the worker died, hangs, or does not speak our protocol.
    """
    outcome: Outcome | None = None
    with tempfile.TemporaryDirectory(prefix="sourcerer-job-") as folder:
        job_file = Path(folder) / "job.json"
        job_file.write_text(job.to_json(), encoding="utf-8")
        begun_s = job_file.stat().st_mtime
        process = _WorkerProcess(python, job_file)
        try:
            outcome = _Conversation(process, on_event, is_cancelled, on_stderr).outcome()
        finally:
            process.close(STOP_S if outcome is None else GRACE_S)
            if outcome is None:  # it had no time to clean up
                remove_unfinished(job, begun_s)
    if isinstance(outcome, Result):
        return outcome
    if outcome.code == Cancelled.code:
        raise Cancelled(outcome.message, outcome.hint)
    raise WorkerError(outcome)


def clean_environment(inherited: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment variables that a worker gets."""
    variables = os.environ if inherited is None else inherited
    return {name: text for name, text in variables.items() if not name.startswith(SCRUBBED)}


class _WorkerProcess:
    """The operating system's side: pipes, threads that drain them, ways to stop it."""

    def __init__(self, python: str | Path, job_file: Path) -> None:
        command = [str(python), "-E", "-s", "-u", "-m", "core", "run", str(job_file)]
        try:
            self._process = subprocess.Popen(
                command,
                cwd=PLUGIN_FOLDER,
                env=clean_environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=not WINDOWS,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise EnvironmentMissing(
                f"The worker's Python {python} cannot be started: {error.strerror}.",
                "Choose another Python in the settings, or install the worker's environment again.",
            ) from error
        self._lines: queue.SimpleQueue[tuple[str, str]] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._drain, args=(name, pipe), daemon=True)
            for name, pipe in (("stdout", self._process.stdout), ("stderr", self._process.stderr))
        ]
        for thread in self._threads:
            thread.start()

    def _drain(self, name: str, pipe: IO[bytes]) -> None:
        while line := pipe.readline(MAX_LINE_BYTES):
            self._lines.put((name, line.decode("utf-8", "replace").rstrip("\r\n")))

    def next_line(self) -> tuple[str, str] | None:
        """The next line and the stream it came from; None if there was none for a moment."""
        try:
            return self._lines.get(timeout=POLL_S)
        except queue.Empty:
            return None

    def has_ended(self) -> bool:
        """Whether the process is gone; its last lines may still be waiting."""
        return self._process.poll() is not None

    def can_still_speak(self) -> bool:
        """Whether a pipe is open; a child that the worker left behind may hold it."""
        return any(thread.is_alive() for thread in self._threads)

    def how_it_ended(self) -> str:
        """Exit code or signal, in words."""
        code = self._process.returncode
        if code >= 0:
            return f"exit code {code:#x}" if WINDOWS else f"exit code {code}"
        try:
            return f"signal {-code}, {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"

    def was_killed(self) -> bool:
        """Whether it ended as the system ends what takes too much memory."""
        return not WINDOWS and self._process.returncode == -signal.SIGKILL

    def ask_to_stop(self) -> None:
        """Say the protocol's word; a worker that is gone already does not mind."""
        with contextlib.suppress(OSError):
            self._process.stdin.write(f"{CANCEL_LINE}\n".encode())
            self._process.stdin.flush()

    def terminate(self) -> None:
        """Ask the operating system to end it."""
        self._process.terminate()

    def kill(self) -> None:
        """End it and whatever it started."""
        if WINDOWS:
            self._process.kill()
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self, grace_s: float) -> None:
        """Leave no process, thread or pipe behind; what others hold is left after some time."""
        if not self.has_ended():
            self.kill()
        self._process.wait()
        deadline = time.monotonic() + grace_s
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        with contextlib.suppress(OSError):  # what was left to say reaches nobody
            self._process.stdin.close()
        for thread, pipe in zip(self._threads, (self._process.stdout, self._process.stderr)):
            if not thread.is_alive():
                pipe.close()


class _Conversation:
    """The protocol's side: from the first line to the outcome."""

    def __init__(
        self,
        process: _WorkerProcess,
        on_event: EventListener,
        is_cancelled: Callable[[], bool],
        on_stderr: Callable[[str], None],
    ) -> None:
        self._process = process
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
        """Listen until the process has ended and all it said is heard."""
        last_words_until = float("inf")
        while True:
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
        if not hint and self._process.has_ended() and self._process.was_killed():
            hint = "The system may have run out of memory: close other programs, or map a part."
        what = what if what.endswith(".") else f"{what}."
        tail = "\n".join(self._stderr_tail)
        return WorkerFailed(f"{what}\n{tail}" if tail else what, hint)
