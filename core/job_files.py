"""Which files a job reads: none of them may be replaced by what it writes."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from .jobs import Job
from .rasters import disk_path, is_result
from .series_files import find_images

LAYERS = ("polygons", "test_polygons", "aoi")
"""Fields of jobs that name a vector layer each."""
_FILES = ("model", "map", "class_map", "grid", "regions", "weights", "card")
"""Fields that name a file each."""
_LISTS = ("samples", "source_samples")
"""Fields that name files."""


def read_fields(job: Job | type[Job]) -> tuple[str, ...]:
    """The job's fields that name what it reads, beside the images of `series`."""
    has = {entry.name for entry in fields(job)}
    return tuple(name for name in (*_FILES, *LAYERS, *_LISTS) if name in has)


def written_fields(job: Job | type[Job]) -> tuple[str, ...]:
    """The job's fields that name what it writes."""
    names = [entry.name for entry in fields(job)]
    return tuple(name for name in names if name.startswith("output") or name == "report")


def files_of(job: Job, name: str) -> list[str]:
    """The files that one of `read_fields` names; a layer as `FILE|layername=NAME`."""
    value = getattr(job, name)
    return [path for path in (value if isinstance(value, tuple) else (value,)) if path]


def input_files(job: Job) -> list[str]:
    """Every file that a job reads."""
    named: list[str] = []
    if getattr(job, "series", ()):
        files = find_images(job.series, job.date_pattern)  # type: ignore[attr-defined]
        # an earlier result of this very job may lie among the images and be replaced
        own = Path(getattr(job, "output", "")).stem
        images = [
            f for f in files if f.listed or f.stem[: len(own)] != own or not is_result(f.path)
        ]
        named += dict.fromkeys(disk_path(file.path) for file in images)
    for name in read_fields(job):
        named += [path.split("|")[0] for path in files_of(job, name)]
    return named
