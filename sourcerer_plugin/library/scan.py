"""Reads the model library's cards off the main thread: folders may be large, and disks slow."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from qgis.core import QgsApplication, QgsTask
from qgis.PyQt.QtCore import QObject, pyqtSignal

from .. import model_library
from ..messages import NAME, log, tr, traceback_of
from ..model_library import Entry
from ..worker_client import GRACE_S

CHUNK = 20
"""Entries that are handed over at once."""
Stamp = tuple[int, int]
"""A file's size in bytes and time of change in nanoseconds."""


class LibraryScan(QgsTask):
    """Looks through the library's folders once."""

    found = pyqtSignal(object)
    """Entries with their files' stamps, some at a time."""
    ended = pyqtSignal(object)
    """Folders that are not there; None where the scan was stopped or broke."""

    def __init__(self, folders: list[str], known: Mapping[str, tuple[Stamp, Entry]]) -> None:
        hidden = getattr(QgsTask.Flag, "Hidden", QgsTask.Flag.CanCancel)  # from QGIS 3.26 on
        text = tr("{0}: reading the model library").format(NAME)
        super().__init__(text, QgsTask.Flag.CanCancel | hidden)
        self._folders = folders
        self._known = dict(known)
        self._missing: list[str] | None = None

    def run(self) -> bool:
        try:
            self._missing = self._look_through()
        except Exception as error:  # noqa: BLE001 - a thread's boundary: it would be lost
            log(f"{error}\n{traceback_of(error)}")
        return self._missing is not None

    def finished(self, result: bool) -> None:
        self.ended.emit(self._missing)

    def _look_through(self) -> list[str] | None:
        missing = [folder for folder in self._folders if not model_library.is_reachable(folder)]
        chunk: list[tuple[Stamp, Entry]] = []
        for path in model_library.model_files(self._folders):
            if self.isCanceled():
                return None
            chunk.append(self._entry(path))
            if len(chunk) >= CHUNK:
                self.found.emit(chunk)
                chunk = []
        self.found.emit(chunk)
        return missing

    def _entry(self, path: str) -> tuple[Stamp, Entry]:
        stamp = (-1, -1)
        with contextlib.suppress(OSError):  # gone since it was listed: the entry says so
            status = Path(path).stat()
            stamp = (status.st_size, status.st_mtime_ns)
        if path in self._known and self._known[path][0] == stamp:
            return self._known[path]
        return stamp, model_library.read_entry(path)


class ModelLibrary(QObject):
    """The library's models as far as they have been read; `refresh` looks again."""

    changed = pyqtSignal()
    """Models came or went, or a scan ended."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: dict[str, tuple[Stamp, Entry]] = {}
        self._fresh: dict[str, tuple[Stamp, Entry]] = {}
        self._scan: LibraryScan | None = None
        self._scan_again = False
        self.missing: list[str] = []
        """Folders that the user has added and that cannot be looked into."""
        self.has_been_read = False
        """Whether a scan has ended, so that no model means that there is none."""

    @property
    def is_reading(self) -> bool:
        """Whether more may come."""
        return self._scan is not None

    def entries(self) -> list[Entry]:
        """All model files, also those that cannot be used."""
        return [entry for _, entry in self._entries.values()]

    def models(self) -> list[Entry]:
        """Those that can be used, by name."""
        usable = [entry for entry in self.entries() if entry.card]
        return sorted(usable, key=lambda entry: (entry.name.casefold(), entry.path))

    def refresh(self) -> None:
        """Look through the folders, off the main thread; unchanged files are not read again."""
        if self._scan is not None:
            self._scan_again = True
            self._scan.cancel()
            return
        self._fresh = {}
        self._scan = LibraryScan(model_library.folders(), self._entries)
        self._scan.found.connect(self._take)
        self._scan.ended.connect(self._end)
        QgsApplication.taskManager().addTask(self._scan)

    def add(self, path: str) -> None:
        """Take in a file that has just been written to the library."""
        self._entries[path] = ((-1, -1), model_library.read_entry(path))
        self.changed.emit()
        self.refresh()

    def close_down(self) -> None:
        """Stop a scan and wait for its end."""
        if self._scan is not None:
            self._scan.found.disconnect()
            self._scan.ended.disconnect()
            self._scan.cancel()
            self._scan.waitForFinished(round(1000 * GRACE_S))
            self._scan = None

    def _take(self, chunk: list[tuple[Stamp, Entry]]) -> None:
        news = {entry.path: (stamp, entry) for stamp, entry in chunk}
        self._fresh.update(news)
        if any(self._entries.get(path) != known for path, known in news.items()):
            self._entries.update(news)
            self.changed.emit()

    def _end(self, missing: list[str] | None) -> None:
        self._scan = None
        if missing is not None:
            self._entries = self._fresh
            default = str(model_library.default_folder())
            self.missing = [folder for folder in missing if folder != default]
            self.has_been_read = True
        if self._scan_again:
            self._scan_again = False
            self.refresh()
        self.changed.emit()
