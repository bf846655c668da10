"""Which files a job reads: none of them may be replaced by what it writes."""

from __future__ import annotations

from pathlib import Path

from .jobs import Job
from .rasters import disk_path, is_result
from .series_files import find_images

_SINGLE = (
    "model",
    "map",
    "polygons",
    "test_polygons",
    "class_map",
    "aoi",
    "grid",
    "regions",
    "weights",
    "card",
)


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
    named += [*getattr(job, "samples", ()), *getattr(job, "source_samples", ())]
    named += [getattr(job, name, "") for name in _SINGLE]
    return [name.split("|")[0] for name in named if name]
