"""The folder of the private environment: beside it a new one grows, and takes its place whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from qgis.PyQt.QtCore import QLockFile

from ...core.errors import CannotWrite
from ..messages import tr
from .child_process import IsCancelled, never

_TRASH = ".trash-"
RENAME_TRIES = 5
RENAME_PAUSE_S = 0.2
"""On Windows a virus scanner may hold new files for a moment."""


def free_bytes(place: Path) -> int:
    """On the disk where the place is, or will be."""
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    return shutil.disk_usage(there).free


@contextlib.contextmanager
def alone(place: Path) -> Iterator[None]:
    """Nobody else works on the environment meanwhile, not even another QGIS.

    Raises:
        CannotWrite: somebody does, or the folder around it cannot be made.
    """
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotWrite(
            tr("The folder {0} cannot be made: {1}.").format(place.parent, error)
        ) from error
    lock = QLockFile(str(place.with_name(f"{place.name}.lock")))
    lock.setStaleLockTime(0)
    if not lock.tryLock():
        raise CannotWrite(
            tr("Another window works on the environment {0} at the moment.").format(place),
            tr("Wait until it has finished."),
        )
    try:
        yield
    finally:
        lock.unlock()
        with contextlib.suppress(OSError):  # it holds other things
            place.parent.rmdir()


def throw_away(folder: Path) -> None:
    """Take a folder out of the way at once; `sweep` deletes it, which may take a minute.

    Raises:
        CannotWrite: it is in use, and stays.
    """
    if folder.exists():
        _rename(folder, folder.with_name(f"{folder.name}{_TRASH}{time.time_ns()}"))


def sweep(place: Path, is_cancelled: IsCancelled = never) -> None:
    """Delete what was thrown away beside the environment, here or in an earlier session.

    Args:
        place: of the environment.
        is_cancelled: asked before each file; what is left then goes the next time.
    """
    for thrown in thrown_away(place):
        for folder, folders, files in os.walk(thrown, topdown=False):
            for name in files:
                if is_cancelled():
                    return
                with contextlib.suppress(OSError):  # a program still has it open
                    Path(folder, name).unlink()
            for name in folders:
                with contextlib.suppress(OSError):
                    inside = Path(folder, name)
                    inside.unlink() if inside.is_symlink() else inside.rmdir()
        with contextlib.suppress(OSError):
            thrown.rmdir()
    with contextlib.suppress(OSError):  # it holds other things
        place.parent.rmdir()


def thrown_away(place: Path) -> list[Path]:
    """What `sweep` would delete."""
    return sorted(place.parent.glob(f"{place.name}*{_TRASH}*"))


def put_in_place(new: Path, place: Path) -> None:
    """Rename an environment to its place; one that is there goes only once this has worked.

    Raises:
        CannotWrite: one of them is in use; the place is as it was.
    """
    if not place.exists():
        _rename(new, place)
        return
    old = place.with_name(f"{place.name}.old")
    throw_away(old)
    _rename(place, old)
    try:
        _rename(new, place)
    except CannotWrite:
        _rename(old, place)
        raise
    throw_away(old)


def remove(place: Path) -> None:
    """Take an environment away, whatever state it is in.

    Raises:
        CannotWrite: it is in use.
    """
    with alone(place):
        throw_away(place)


def _rename(source: Path, target: Path) -> None:
    for tried in range(RENAME_TRIES):
        try:
            source.rename(target)
            return
        except OSError as error:
            if tried + 1 == RENAME_TRIES:
                raise CannotWrite(
                    tr("{0} cannot be renamed to {1}: {2}.").format(
                        source, target.name, error.strerror
                    ),
                    tr("Wait until no run of Sourcerer uses it, then try again."),
                ) from error
            time.sleep(RENAME_PAUSE_S)
