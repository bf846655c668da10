"""Recognises what libraries raise where memory ran out: each of them says it in its own way."""

from __future__ import annotations

import errno

from .errors import OutOfMemory, SourcererError

_WORDS = (
    "out of memory",
    "not enough memory",
    "allocate memory",
    "bad_alloc",
    "can't start new thread",
)
"""Of PyTorch, of a GPU, of GDAL, GEOS and SQLite, of what the system says of a library."""


def as_out_of_memory(error: Exception) -> OutOfMemory | None:
    """The known error for a library's want of memory; None for any other error.

    A known error stays what it is, unless GDAL's or the system's want of memory is behind it: a
    file that could not be read for it is sound. One that claims a giant array is not.
    """
    cause = error.__cause__ if isinstance(error, SourcererError) else error
    claims_too_much = cause is not error and isinstance(cause, MemoryError)
    if cause is None or claims_too_much or not _is_want_of_memory(cause):
        return None
    said = " ".join(str(cause).split())
    if "cuda" in said.lower():
        return OutOfMemory(
            f"The GPU has not enough memory: {said}",
            "Close what else uses it, or compute on the processor: --device cpu.",
        )
    return OutOfMemory(
        f"There is not enough memory: {said}" if said else "There is not enough memory.",
        "Close other programs, lower --memory, take a smaller part, or fewer labels at a time.",
    )


def _is_want_of_memory(error: BaseException) -> bool:
    if isinstance(error, MemoryError):
        return True
    text = str(error).lower()
    return getattr(error, "errno", None) == errno.ENOMEM or any(w in text for w in _WORDS)
