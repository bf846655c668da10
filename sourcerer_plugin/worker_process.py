"""A worker as a process of the operating system: pipes, threads that drain them, ways to stop it.

Its Python is another one than QGIS's, with libraries that must not meet those of QGIS, so its
environment is scrubbed. Imports no QGIS, so it is testable alone.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from ..core.errors import EnvironmentMissing
from ..core.protocol import CANCEL_LINE, JOB_LINE

PLUGIN_FOLDER = Path(__file__).resolve().parent.parent
SCRUBBED = (
    "PYTHON", "QT_", "GDAL", "PROJ_", "QGIS_", "LD_LIBRARY_PATH", "GISBASE", "VIRTUAL_ENV",
)
"""Variables that begin so belong to QGIS and would break the worker's libraries."""

POLL_S = 0.1
MAX_LINE_BYTES = 1 << 20
WINDOWS = os.name == "nt"


def clean_environment(inherited: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment variables that a worker gets."""
    variables = os.environ if inherited is None else inherited
    return {name: text for name, text in variables.items() if not name.startswith(SCRUBBED)}


def surroundings(python: str | Path) -> tuple[object, ...]:
    """What a worker starts with: two that differ in it must not stand for each other."""
    path = Path(python)
    made = path.stat() if path.exists() else None  # an environment may be made anew in its place
    facts = (made.st_ino, made.st_mtime_ns) if made else ()
    return (str(path), facts, tuple(sorted(clean_environment().items())))


class WorkerProcess:
    """`python -m core` with some command, in a process group of its own."""

    def __init__(self, python: str | Path, *words: str) -> None:
        """Start it.

        Raises:
            EnvironmentMissing: there is no such Python.
        """
        self.surroundings = surroundings(python)
        command = [str(python), "-E", "-s", "-u", "-m", "core", *words]
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

    def name_job(self, job_file: Path) -> None:
        """Tell a worker that serves what to do next."""
        self._say(f"{JOB_LINE}{job_file}")

    def ask_to_stop(self) -> None:
        """Say the protocol's word."""
        self._say(CANCEL_LINE)

    def _say(self, line: str) -> None:
        """One line; a worker that is gone already does not mind."""
        with contextlib.suppress(OSError):
            self._process.stdin.write(f"{line}\n".encode())
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
