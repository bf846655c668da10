"""The worker's end of the protocol: a job in, events out on stdout.

Whatever libraries print must not break the protocol, so the real stdout is kept aside and
everything else goes to stderr. The worker ends when its parent does: stdin's end means stop.

One that serves runs job after job, so that its libraries are loaded once: each job has all its
events, from `hello` to its `result` or `error`, before the next is named.
"""

from __future__ import annotations

import _thread
import contextlib
import math
import os
import queue
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

from . import protocol
from .errors import Cancelled, JobError, SourcererError
from .jobs import job_from_json

_PROGRESS_EVERY_S = 0.2
_MEASURE_EVERY_S = 0.1
"""Of each series; a point that comes earlier waits, for the next one of progress at the latest."""
_GRACE_S = 2.0
"""After its parent is gone the worker may clean up for so long."""
IDLE_S = 60.0
"""A worker that serves ends when no job comes for so long: it holds memory, of a GPU too."""


class EventReporter:
    """Reports as protocol events; raises `Cancelled` once asked to stop."""

    def __init__(self, stream: TextIO, stop: threading.Event) -> None:
        self._stream = stream
        self._stop = stop
        self._lock = threading.Lock()
        self._phase = ""
        self._told_s = 0.0
        self._measured_s: dict[str, float] = {}
        self._held_back: dict[str, protocol.Measure] = {}

    def send(self, event: protocol.Event) -> None:
        """Write one event as one line."""
        with self._lock:
            self._stream.write(protocol.encode(event))
            self._stream.flush()

    def progress(self, phase: str, fraction: float) -> None:
        """See `Reporter`."""
        if self._stop.is_set():
            raise Cancelled("The run was cancelled.")
        fraction, now_s = round(fraction, 4), time.monotonic()
        if phase != self._phase or fraction >= 1 or now_s - self._told_s >= _PROGRESS_EVERY_S:
            self._phase, self._told_s = phase, now_s
            for event in self._held_back.values():
                self._measured_s[event.series] = now_s
                self.send(event)
            self._held_back.clear()
            self.send(protocol.Progress(phase, fraction))

    def log(self, message: str, level: str = "info") -> None:
        """See `Reporter`."""
        self.send(protocol.Log(message, level))

    def device(self, name: str) -> None:
        """See `Reporter`."""
        self.send(protocol.Device(name))
        self.send(protocol.Log(f"Computing on {name}."))

    def measure(self, series: str, x: float, y: float) -> None:
        """See `Reporter`."""
        event, now_s = protocol.Measure(series, x, float(f"{y:.5g}")), time.monotonic()
        if now_s - self._measured_s.get(series, -math.inf) < _MEASURE_EVERY_S:
            self._held_back[series] = event
            return
        self._held_back.pop(series, None)
        self._measured_s[series] = now_s
        self.send(event)


def run_job_file(path: str) -> int:
    """Run the job in a file; returns the exit status, 0 only after a `result` event."""
    stop = threading.Event()
    reporter = EventReporter(_own_stdout(), stop)
    reporter.send(protocol.Hello())
    stop_on_termination()
    _watch_stdin(stop, lambda path: None)
    return _run(path, reporter)


def serve(idle_s: float = IDLE_S) -> int:
    """Run the jobs whose files stdin names, one after the other, until it ends or is silent.

    Args:
        idle_s: seconds without a job after which nothing more is waited for.

    Returns:
        The exit status: 0, whatever became of the jobs.
    """
    stream, stop = _own_stdout(), threading.Event()
    terminated = stop_on_termination()
    jobs: queue.SimpleQueue[str] = queue.SimpleQueue()

    def take(path: str) -> None:
        if path:
            stop.clear()  # a cancel that came too late for the job before is not meant for this one
        jobs.put(path)

    _watch_stdin(stop, take)
    with contextlib.suppress(queue.Empty, Cancelled):
        while not terminated.is_set():
            path = jobs.get(timeout=idle_s)
            if not path:
                break
            reporter = EventReporter(stream, stop)
            reporter.send(protocol.Hello())
            _run(path, reporter)
    return 0


def _run(path: str, reporter: EventReporter) -> int:
    try:
        job = job_from_json(_read_job(path))
        from .running import run  # after `hello`: importing torch takes seconds

        result = run(job, reporter)
    except SourcererError as error:
        reporter.send(protocol.Error(error.code, error.message, error.hint))
        return 1
    except Exception as error:  # noqa: BLE001 - the process boundary: a bug is reported, not lost
        text = "".join(traceback.format_exception(error))
        reporter.send(protocol.Error("bug", f"{type(error).__name__}: {error}", "", text))
        return 1
    reporter.send(result)
    return 0


def _read_job(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise JobError(f"The job file {path} cannot be read: {error}") from error


def _own_stdout() -> TextIO:
    """The real stdout for events; file descriptor 1 becomes stderr for everyone else."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return stream


def _watch_stdin(stop: threading.Event, take: Callable[[str], None]) -> None:
    """Listen in a thread: cancel means stop at the next safe place, stdin's end means now.

    Args:
        stop: set where a job is to stop.
        take: gets the path of each job that a line names, and an empty one at the end.
    """

    def watch() -> None:
        pending = b""
        while chunk := os.read(0, 65536):
            *lines, pending = (pending + chunk).split(b"\n")
            for line in lines:
                text = line.decode("utf-8").strip()
                if text == protocol.CANCEL_LINE:
                    stop.set()
                elif text.startswith(protocol.JOB_LINE):
                    take(text[len(protocol.JOB_LINE) :])
        stop.set()
        _thread.interrupt_main(signal.SIGTERM)
        take("")
        threading.Event().wait(_GRACE_S)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def stop_on_termination() -> threading.Event:
    """Let the system's wish to end this process clean up as a cancel does.

    Returns:
        An event, set from that moment on.
    """
    terminated = threading.Event()

    def stop(*_: object) -> None:
        terminated.set()
        raise Cancelled("The run was terminated.")

    signal.signal(signal.SIGTERM, stop)
    return terminated
