"""Outputs appear whole or not at all: written beside their place, then renamed."""

from __future__ import annotations

import contextlib
import errno
import os
import uuid
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from .errors import CannotWrite, SourcererError


class Outputs:
    """The files of one run; a context manager that renames them into place when all went well.

    They are renamed in the order in which they were added, so a file that others belong to is
    added last. After an error nothing is left.
    """

    def __init__(self, inputs: Iterable[str] = ()) -> None:
        """Take note of the run's inputs, which no output may replace."""
        self._inputs = {Path(path).resolve() for path in inputs}
        self._pending: list[tuple[Path, Path]] = []
        self._scratch: list[Path] = []

    def add(self, final: str | Path) -> Path:
        """Promise a file; returns where to write it for now.

        Raises:
            CannotWrite: it cannot be written there, or would replace an input.
        """
        place = Path(final)
        try:
            target, is_folder = place.resolve(), place.is_dir()
        except (OSError, RuntimeError) as error:  # a name too long, links in a circle
            raise cannot_write(place, error) from error
        if target in self._inputs:
            raise CannotWrite(f"{place} is an input of this run.", "Choose another output file.")
        if any(target == other.resolve() for _, other in self._pending):
            raise CannotWrite(
                f"{place} would hold two outputs of this run.", "Give each its own file name."
            )
        if is_folder:
            raise CannotWrite(f"{place} is a folder.", "Add a file name.")
        temporary = place.with_name(f".{uuid.uuid4().hex[:8]}-{place.name}")
        try:
            temporary.touch(exist_ok=False)
        except OSError as error:
            raise cannot_write(place, error) from error
        self._pending.append((temporary, place))
        return temporary

    def scratch(self, final: str | Path) -> Path:
        """A file beside a promised one that is gone when the run ends."""
        place = Path(final)
        temporary = place.with_name(f".{uuid.uuid4().hex[:8]}-{place.name}")
        self._scratch.append(temporary)
        return temporary

    def __enter__(self) -> Outputs:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._rename_all()
            elif isinstance(error, OSError) and not isinstance(error, SourcererError):
                self._explain(error)
        finally:
            for temporary in [*self._scratch, *(pending for pending, _ in self._pending)]:
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)

    def _explain(self, error: OSError) -> None:
        """Turn a system error about one of our files, or about space, into a known one."""
        for temporary, place in self._pending:
            if str(error.filename) == str(temporary) or error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise cannot_write(place, error) from error

    def _rename_all(self) -> None:
        for temporary, place in self._pending:
            try:
                with temporary.open("rb+") as file:
                    os.fsync(file.fileno())
                temporary.replace(place)
            except OSError as error:
                raise cannot_write(place, error) from error


def beside(path: str, ending: str) -> str:
    """The path with its suffix replaced."""
    return str(Path(path).with_suffix("")) + ending


def cannot_write(place: Path, error: OSError | RuntimeError) -> CannotWrite:
    """The error for a path that the system refuses."""
    return CannotWrite(
        f"{place} cannot be written: {getattr(error, 'strerror', None) or error}.",
        "Choose a folder that exists, that you may write to, and that has room.",
    )
