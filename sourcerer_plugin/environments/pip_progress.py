"""How far pip is: from what it says and from the files that it writes, as it tells no share."""

from __future__ import annotations

import re
from pathlib import Path

from ..messages import tr

_DOWNLOADING = re.compile(r"Downloading (?:\S*/)?([^/\s]+\.whl)\S* \(([\d.]+) ([kMG]?B)\)")
_INSTALLING = "Installing collected packages: "
_UNITS = {"B": 1, "kB": 1e3, "MB": 1e6, "GB": 1e9}
COLLECTING_SHARE = 0.6
"""Of the whole; the rest is unpacking."""
HALF_WAY = 12
"""Packages after which half of the collecting counts as done: nobody knows how many come."""


class PipProgress:
    """Hears pip's lines and looks at its folders; of one call of pip.

    Args:
        temporary: where pip downloads to.
        packages: where it installs to.
    """

    def __init__(self, temporary: Path, packages: Path) -> None:
        self._temporary = temporary
        self._packages = packages
        self._n_before = self._n_installed()
        self._n_collected = 0
        self._n_to_install = 0
        self._n_unpacked = 0
        self._file = ""
        self._size_bytes = 0.0

    def hear(self, line: str) -> None:
        """A line of pip's."""
        found = _DOWNLOADING.search(line)
        if found:
            self._file, self._size_bytes = found[1], float(found[2]) * _UNITS[found[3]]
        elif line.lstrip().startswith(("Collecting ", "Processing ")):
            self._n_collected += 1
            self._file = ""
        elif line.startswith(_INSTALLING):
            self._n_to_install = len(line[len(_INSTALLING) :].split(", "))
            self._file = ""

    def look(self) -> tuple[float, str]:
        """How much of the whole is done, 0 to 1, and what is going on."""
        if self._n_to_install:
            # Where one replaces another, there is one less for a moment.
            self._n_unpacked = max(self._n_unpacked, self._n_installed() - self._n_before)
            share = self._n_unpacked / self._n_to_install
            return (
                COLLECTING_SHARE + (1 - COLLECTING_SHARE) * min(share, 1),
                tr("unpacking, {0} of {1}").format(self._n_unpacked, self._n_to_install),
            )
        n_done = max(self._n_collected - 1, 0)
        if not self._file:
            return self._collected(n_done), tr("looking for packages")
        there = self._downloaded_bytes()
        part = min(there / self._size_bytes, 1) if self._size_bytes else 0
        name = self._file.split("-")[0]
        text = tr("downloading {0}").format(name)
        if self._size_bytes > 1e6:
            text = tr("downloading {0}: {1:.0f} of {2:.0f} MB").format(
                name, there / 1e6, self._size_bytes / 1e6
            )
        return self._collected(n_done + part), text

    def _collected(self, n: float) -> float:
        return COLLECTING_SHARE * n / (n + HALF_WAY)

    def _downloaded_bytes(self) -> int:
        size_bytes = 0
        for path in self._temporary.glob(f"pip-*/{self._file}"):
            try:
                size_bytes = max(size_bytes, path.stat().st_size)
            except OSError:  # pip has moved it away
                continue
        return size_bytes

    def _n_installed(self) -> int:
        return sum(1 for _ in self._packages.glob("*.dist-info"))
