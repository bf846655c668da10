"""Further regions or years whose labels are pooled with the first ones for training."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from .errors import JobError
from .jobs import TrainJob
from .series_files import read_text

_NEEDED, _OPTIONAL = ("series", "polygons"), ("field", "season_start")


def regional_jobs(job: TrainJob) -> list[TrainJob]:
    """The job as if each row of its list of regions was all of it; none without a list.

    Paths in the list are relative to its folder. `season_start` left out is that of the first
    region, in the year that fits best.

    Raises:
        UnreadableFile: the list cannot be read.
        JobError: a column or a value is missing.
    """
    if not job.regions:
        return []
    path = Path(job.regions)
    rows = list(csv.DictReader(io.StringIO(read_text(path, "a list of regions"))))
    jobs = []
    for number, row in enumerate(rows, start=2):
        values = {name: (row.get(name) or "").strip() for name in (*_NEEDED, *_OPTIONAL)}
        missing = [name for name in _NEEDED if not values[name]]
        if missing or set(row) - set(values):
            odd = sorted(str(name) for name in set(row) - set(values))
            raise JobError(
                f"{job.regions}, line {number}: "
                + (f"no {' and no '.join(missing)}." if missing else f"unknown {', '.join(odd)}."),
                f"The columns are {', '.join(_NEEDED)}, and where they differ "
                f"{', '.join(_OPTIONAL)}.",
            )
        region = replace(
            job,
            series=(str(path.parent / values["series"]),),
            polygons=str(path.parent / values["polygons"]),
            field=values["field"] or job.field,
            season_start=values["season_start"],
            regions="",
            test_polygons="",
            extent=(),
            extent_crs="",
            aoi="",
            grid="",
            dates=(),
        )
        region.validate()
        jobs.append(region)
    if not jobs:
        raise JobError(f"{job.regions} lists no region.", "Add a row, or leave --regions out.")
    return jobs
