"""Removes what a worker had begun to write and can no longer clean up, for it was killed.

The worker writes beside a file's place, under a name of its own, and renames at the end
(core/outputs.py); one that ends by itself, or is asked to, leaves nothing.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from ..core.jobs import Job

OUTPUT_FIELDS = ("output", "report")
"""Fields of a job that begin so name a file to write."""


def remove_unfinished(job: Job, since_s: float) -> None:
    """Delete the job's files that were begun after a time and are not in place.

    Args:
        job: with absolute paths.
        since_s: seconds of the clock that files are stamped with.
    """
    for path in _unfinished(job):
        with contextlib.suppress(OSError):  # another hand was quicker, or holds it
            if path.stat().st_mtime >= since_s:
                path.unlink()


def _unfinished(job: Job) -> Iterator[Path]:
    names = [entry.name for entry in fields(job) if entry.name.startswith(OUTPUT_FIELDS)]
    for place in {Path(text) for text in (getattr(job, name) for name in names) if text}:
        pattern = re.compile(rf"\.[0-9a-f]{{8}}-{re.escape(place.stem)}")
        with contextlib.suppress(OSError):
            yield from (path for path in place.parent.iterdir() if pattern.match(path.name))
