"""What a bug report needs to say about this computer, without the user's name or folders."""

from __future__ import annotations

import getpass
import platform
import re
from collections import deque
from pathlib import Path

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QObject, qVersion

from ..core.errors import EnvironmentMissing
from ..core.version import VERSION
from .environment import check, find_python
from .environments.child_process import IsCancelled, never
from .messages import NAME

LOG_LINES = 60


class LogTail(QObject):
    """Keeps the last messages of the plugin's log while it is started."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: deque[str] = deque(maxlen=LOG_LINES)
        self._started = False

    def start(self) -> None:
        """Listen to QGIS's message log."""
        if not self._started:
            QgsApplication.messageLog().messageReceived.connect(self._hear)
            self._started = True

    def stop(self) -> None:
        """Listen no more; QGIS may say so twice when it closes."""
        if self._started:
            QgsApplication.messageLog().messageReceived.disconnect(self._hear)
            self._started = False
        self._lines.clear()

    def lines(self) -> list[str]:
        """The last lines, the newest at the end."""
        return list(self._lines)

    def _hear(self, message: str, tag: str, level: Qgis.MessageLevel) -> None:
        if tag == NAME:
            self._lines.extend(message.splitlines())


LOG_TAIL = LogTail()


def diagnostics(log_lines: list[str], is_cancelled: IsCancelled = never) -> str:
    """Everything, in English as bug reports are; imports the worker's libraries, so takes seconds.

    Raises:
        Cancelled: the user stopped it.
    """
    try:
        python = find_python()
        worker = [f"Worker: {python}", *check(python, is_cancelled=is_cancelled).lines()]
    except EnvironmentMissing as error:
        worker = [f"Worker: {error.message}"]
    return without_names(
        "\n".join(
            (
                f"Sourcerer {VERSION}",
                f"QGIS {Qgis.QGIS_VERSION}, Qt {qVersion()}, Python {platform.python_version()}",
                platform.platform(),
                *worker,
                "",
                "Log:",
                *(log_lines[-LOG_LINES:] or ["(empty)"]),
            )
        )
    )


def without_names(text: str, home: Path | None = None, user: str | None = None) -> str:
    """The text with ~ for the home folder and for the user's name, however they are written."""
    home = home or Path.home()
    for written in (str(home), home.as_posix(), str(home).replace("\\", "\\\\")):
        if len(written) > 1:
            text = re.sub(re.escape(written) + r"(?![\w.-])", "~", text, flags=re.IGNORECASE)
    name = user if user is not None else _user()
    if name:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "~", text, flags=re.IGNORECASE)
    return text


def _user() -> str:
    try:
        return getpass.getuser()
    except (ImportError, KeyError, OSError):  # no name in the environment variables, none of the id
        return ""
