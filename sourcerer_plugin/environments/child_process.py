"""Runs a program to its end, hears it line by line, and stops it with all that it started."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ...core.errors import Cancelled
from ..messages import tr
from ..worker_client import WINDOWS, clean_environment

POLL_S = 0.1
GRACE_S = 1.0
"""For the last lines of a program that has ended."""
TAIL_LINES = 400
ASK_TIMEOUT_S = 20.0
NO_WINDOW = getattr(subprocess, "CREATE_NO_WINDOW", 0)

IsCancelled = Callable[[], bool]


def never() -> bool:
    """What cannot be cancelled."""
    return False


@dataclass(frozen=True)
class Ended:
    """A program that ran to its end."""

    code: int
    lines: tuple[str, ...]
    """The last ones, of standard output and standard error together."""

    def tail(self, n_lines: int) -> str:
        """The last lines that say something, or the exit code where there are none."""
        said = [line for line in self.lines if line.strip()]
        return "\n".join(said[-n_lines:]) or tr("exit code {0}").format(self.code)


def run_program(
    command: Sequence[str | Path],
    folder: Path,
    variables: Mapping[str, str],
    is_cancelled: IsCancelled = never,
    on_line: Callable[[str], None] = lambda line: None,
    on_wait: Callable[[], None] = lambda: None,
    timeout_s: float = float("inf"),
) -> Ended:
    """Run a program and wait for it; blocks, so call it in a thread.

    Args:
        command: program and arguments; no shell sees them.
        folder: the working directory.
        variables: the whole of the environment variables.
        is_cancelled: asked about ten times a second.
        on_line: receives each line, in the calling thread.
        on_wait: called about ten times a second.
        timeout_s: after this long it is stopped.

    Raises:
        OSError: it cannot be started.
        TimeoutError: it took too long.
        Cancelled: the user stopped it.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=dict(variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=not WINDOWS,
        creationflags=NO_WINDOW if WINDOWS else 0,
    )
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    reader = threading.Thread(target=_drain, args=(process.stdout, waiting), daemon=True)
    reader.start()
    tail: deque[str] = deque(maxlen=TAIL_LINES)
    deadline = time.monotonic() + timeout_s
    try:
        while process.poll() is None or not waiting.empty():
            if is_cancelled():
                raise Cancelled(tr("Stopped as you asked."))
            if time.monotonic() > deadline:
                raise TimeoutError(tr("no answer within {0:g} seconds").format(timeout_s))
            on_wait()
            _hear(waiting, tail, on_line, POLL_S)
        reader.join(GRACE_S)
        while not waiting.empty():
            _hear(waiting, tail, on_line, 0)
    finally:
        if process.poll() is None:
            _kill(process)
        process.wait()
        reader.join(GRACE_S)
        if not reader.is_alive():
            process.stdout.close()
    return Ended(process.returncode, tuple(tail))


def ask(command: list[str | Path], is_cancelled: IsCancelled) -> Ended:
    """Run a program that answers at once.

    Raises:
        ValueError: it says that it failed.
        OSError, TimeoutError, Cancelled: as `run_program` has it.
    """
    ended = run_program(
        command, Path.home(), clean_environment(), is_cancelled, timeout_s=ASK_TIMEOUT_S
    )
    if ended.code:
        raise ValueError(ended.tail(1))
    return ended


def _drain(pipe: IO[bytes], waiting: queue.SimpleQueue[str]) -> None:
    for line in pipe:
        waiting.put(line.decode("utf-8", "replace").rstrip("\r\n"))


def _hear(
    waiting: queue.SimpleQueue[str],
    tail: deque[str],
    on_line: Callable[[str], None],
    timeout_s: float,
) -> None:
    with contextlib.suppress(queue.Empty):
        line = waiting.get(timeout=timeout_s)
        tail.append(line)
        on_line(line)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End it and whatever it started."""
    if not WINDOWS:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return
    subprocess.run(
        ["taskkill", "/F", "/T", "/PID", str(process.pid)],
        capture_output=True,
        creationflags=NO_WINDOW,
        check=False,
    )
    process.kill()
