"""The job that makes an earlier result again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .job_options import Job
from .options import option


@dataclass(frozen=True)
class RerunJob(Job):
    """Make a map or model again by what it says of how it was made, and see if it is the same."""

    command: ClassVar[str] = "rerun"
    path: str = option(
        "", "the map (.tif) or model (.safetensors) as it is", required=True, positional=True
    )
    output: str = option(
        "", "folder to write to, another than the file's; its files keep their names", required=True
    )
    series: tuple[str, ...] = option((), "where its images lie now")
    polygons: str = option("", "where its label layer lies now, FILE or FILE|layername=NAME")
    test_polygons: str = option("", "where its independent label layer lies now")
    samples: tuple[str, ...] = option((), "where its samples files lie now")
    source_samples: tuple[str, ...] = option((), "where its source samples lie now")
    model: str = option("", "where its source model lies now")
    class_map: str = option("", "where its class map lies now")
    aoi: str = option("", "where the layer of its area lies now")
    grid: str = option("", "where the raster of its grid lies now")
    regions: str = option("", "where its list of regions lies now")
