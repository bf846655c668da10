"""What there is to make the private environment with: a Python, a place, a GPU's driver."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsApplication

from ...core.errors import EnvironmentMissing
from ..environment import python_in
from ..messages import tr
from ..settings import private_environment
from ..worker_client import WINDOWS
from .child_process import IsCancelled, ask, never
from .gpu_driver import Build, Driver, builds, find_driver
from .place import free_bytes

OLDEST_PYTHON = (3, 11)
"""Older ones have no builds of the worker's libraries; nothing knows of the newest."""
NEWEST_TRIED = 14

_PYTHON_PROBE = """
import json, struct, sys
try:
    import ensurepip, venv
    ensurepip.version()
    lacks = ""
except Exception as error:
    lacks = f"{type(error).__name__}: {error}"
print(json.dumps([list(sys.version_info[:3]), 8 * struct.calcsize("P"), lacks]))
"""


@dataclass(frozen=True)
class Base:
    """A Python that an environment can be made from."""

    path: Path
    version: str


@dataclass(frozen=True)
class Situation:
    """All that is said before an environment is made."""

    place: Path
    free_bytes: int
    base: Base | None
    problem: str
    """Why there is no base, and what to do about it."""
    driver: Driver
    builds: tuple[Build, ...]
    """The one to take first."""


def look(named: Path | None = None, is_cancelled: IsCancelled = never) -> Situation:
    """Look for all of it; takes a second or several, so call it in a thread.

    Args:
        named: the Python to make the environment with; None: one is looked for.
        is_cancelled: asked about ten times a second.

    Raises:
        Cancelled: the user stopped it.
    """
    base, problem = None, ""
    try:
        base = probe(named, is_cancelled) if named else find_base(is_cancelled)
    except EnvironmentMissing as error:
        problem = f"{error.message} {error.hint}".strip()
    driver = find_driver(base.path if base else None, is_cancelled)
    place = private_environment()
    return Situation(place, free_bytes(place), base, problem, driver, builds(driver))


def candidates() -> Iterator[Path]:
    """Where a Python may be; QGIS's own comes first, a virtual environment never."""
    own = Path(sys.base_prefix)
    if WINDOWS:
        yield own / "python.exe"
        for folder in sorted(own.parent.glob("Python3*"), reverse=True):
            yield folder / "python.exe"
        yield from _registered()
        return
    yield own / "bin" / "python3"
    if sys.platform == "darwin":
        # /usr/bin/python3 is Apple's, which asks to install its developer tools where they lack.
        yield Path(QgsApplication.applicationDirPath()) / "bin" / "python3"
        frameworks = Path("/Library/Frameworks/Python.framework/Versions")
        yield from sorted(frameworks.glob("3.*/bin/python3"), reverse=True)
        yield Path("/opt/homebrew/bin/python3")
        yield Path("/usr/local/bin/python3")
        return
    yield Path("/usr/bin/python3")
    for minor in range(NEWEST_TRIED, OLDEST_PYTHON[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            yield Path(found)


def find_base(is_cancelled: IsCancelled = never) -> Base:
    """The first Python that an environment can be made with.

    Raises:
        EnvironmentMissing: there is none; with what was wrong with those that were found.
        Cancelled: the user stopped it.
    """
    refused: list[EnvironmentMissing] = []
    for python in dict.fromkeys(path for path in candidates() if path.is_file()):
        try:
            return probe(python, is_cancelled)
        except EnvironmentMissing as error:
            refused.append(error)
    oldest = ".".join(map(str, OLDEST_PYTHON))
    if not refused:
        raise EnvironmentMissing(
            tr("No Python was found to make the environment with."),
            tr("Install Python {0} or newer, or name one with “Use another Python …”.").format(
                oldest
            ),
        )
    raise EnvironmentMissing(" ".join(error.message for error in refused), refused[0].hint)


def probe(python: Path, is_cancelled: IsCancelled = never) -> Base:
    """Whether an environment can be made with this Python.

    Raises:
        EnvironmentMissing: it does not start, is too old, or lacks `venv`.
        Cancelled: the user stopped it.
    """
    try:
        ended = ask([python, "-E", "-s", "-c", _PYTHON_PROBE], is_cancelled)
        version, bits, lacks = json.loads(ended.tail(1))
    except (OSError, ValueError, TypeError, TimeoutError) as error:
        raise EnvironmentMissing(
            tr("{0} does not work as a Python: {1}.").format(python, error),
            tr("Name another one with “Use another Python …”."),
        ) from error
    said = ".".join(map(str, version))
    oldest = ".".join(map(str, OLDEST_PYTHON))
    if tuple(version[:2]) < OLDEST_PYTHON or bits != 64:
        raise EnvironmentMissing(
            tr("{0} is Python {1} with {2} bits; Sourcerer needs {3} or newer with 64.").format(
                python, said, bits, oldest
            ),
            tr("Install Python {0} or newer, or name one with “Use another Python …”.").format(
                oldest
            ),
        )
    if lacks:
        raise EnvironmentMissing(
            tr("{0} (Python {1}) cannot make environments: {2}.").format(python, said, lacks),
            venv_hint(version[1]),
        )
    return Base(python, said)


def venv_hint(minor: int) -> str:
    """How to get what `python -m venv` needs."""
    if shutil.which("apt-get"):
        command = f"sudo apt install python3.{minor}-venv"
        return tr("In a terminal, run “{0}”; then look again here.").format(command)
    return tr("Install Python's modules venv and ensurepip, or name another Python.")


def interpreter_in(path: Path) -> Path:
    """The interpreter that a user means who names it, or the folder of an environment.

    Raises:
        EnvironmentMissing: there is none.
    """
    if path.is_dir():
        for python in (python_in(path), path / "python.exe", path / "bin" / "python3"):
            if python.is_file():
                return python
        raise EnvironmentMissing(tr("The folder {0} holds no Python environment.").format(path))
    if not path.is_file():
        raise EnvironmentMissing(tr("{0} is not there.").format(path))
    if not path.name.lower().startswith("python"):
        raise EnvironmentMissing(
            tr("{0} is not a Python interpreter: its name does not begin with “python”.").format(
                path
            )
        )
    return path


def _registered() -> Iterator[Path]:
    """The Pythons that Windows knows of."""
    import winreg

    for root in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        for minor in range(NEWEST_TRIED, OLDEST_PYTHON[1] - 1, -1):
            key = rf"Software\Python\PythonCore\3.{minor}\InstallPath"
            try:
                yield Path(winreg.QueryValue(root, key)) / "python.exe"
            except OSError:
                continue
