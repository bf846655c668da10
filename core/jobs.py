"""Jobs: all that one run needs to know, as frozen dataclasses.

QGIS, the command line and the worker share these classes; the command line is built from them.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, ClassVar

from .errors import JobError
from .job_again import RerunJob
from .job_choices import (
    LAMBDA_AUTO,
    LAMBDA_SCHEDULE,
    LEARNING_RATE,
    PAPER_UPDATES,
    T_MAX,
    Companion,
    Design,
    MaskPreset,
    Method,
    Penalty,
    Precision,
    StackOrder,
    UnknownClassPolicy,
)
from .job_data import AssessJob, PrepareJob, SamplesJob, SeriesJob
from .job_models import BenchJob, ExportJob, ImportModelJob, RankJob
from .job_options import (
    AdaptOptions,
    FitOptions,
    Job,
    LabelOptions,
    MapOptions,
    RunOptions,
    SeriesOptions,
    check_pull,
)
from .options import check, option, typed_value

__all__ = [
    "JOBS",
    "LAMBDA_AUTO",
    "LAMBDA_SCHEDULE",
    "LEARNING_RATE",
    "PAPER_UPDATES",
    "T_MAX",
    "AdaptOptions",
    "AssessJob",
    "BenchJob",
    "Companion",
    "Design",
    "ExportJob",
    "FitOptions",
    "ImportModelJob",
    "Job",
    "LabelOptions",
    "MapOptions",
    "MaskPreset",
    "Method",
    "Penalty",
    "Precision",
    "PrepareJob",
    "RankJob",
    "RerunJob",
    "RunOptions",
    "SamplesJob",
    "SeriesJob",
    "SeriesOptions",
    "StackOrder",
    "UnknownClassPolicy",
]


@dataclass(frozen=True)
class InfoJob(Job):
    """Show what a model, map, samples file or report holds."""

    command: ClassVar[str] = "info"
    path: str = option("", "the file", required=True, positional=True)


@dataclass(frozen=True)
class ExampleJob(RunOptions):
    """Write a small made-up scene with a source and a target region."""

    command: ClassVar[str] = "example"
    output: str = option("", "folder to write to; must be new or empty", required=True)
    size: int = option(160, "width and height of each region, in pixels of 10 m")

    def validate(self) -> None:
        super().validate()
        check(48 <= self.size <= 2000, "--size", self.size, "48 to 2000 pixels")


@dataclass(frozen=True)
class TrainJob(FitOptions):
    """Train a source model where labels are plenty."""

    command: ClassVar[str] = "train"
    regions: str = option(
        "",
        "CSV of further regions or years to pool with the first, with a header: series, polygons, "
        "and where they differ field, season_start",
    )
    output: str = option("", "the model to write (.safetensors)", required=True)
    report: str = option("", "accuracy report to write (.html, its figures beside it as .json)")


@dataclass(frozen=True)
class AdaptJob(AdaptOptions):
    """Adapt a source model to a few labels of the target."""

    command: ClassVar[str] = "adapt"
    output: str = option("", "the adapted model to write (.safetensors)", required=True)
    report: str = option("", "accuracy report to write (.html, its figures beside it as .json)")


@dataclass(frozen=True)
class ClassifyJob(MapOptions):
    """Map an image time series with a model as it is."""

    command: ClassVar[str] = "classify"
    model: str = option("", "model (.safetensors)", required=True)
    output: str = option("", "the map to write (.tif)", required=True)
    pieces: str = option(
        "",
        "folder for the parts of the map as they come, so that a run that was stopped goes on "
        "there; they are deleted when the map is whole",
    )
    scheduler: str = option(
        "",
        "Dask scheduler, tcp://HOST:PORT, whose workers make the pieces; they must find images, "
        "model and pieces (left out, a folder beside the map) under the same paths",
    )

    @property
    def pieces_folder(self) -> str:
        """Where the parts of the map are kept; empty for a map in one go."""
        if self.scheduler and not self.pieces:
            place = Path(self.output)
            return str(place.with_name(f".{place.name}.pieces"))
        return self.pieces

    def validate(self) -> None:
        super().validate()
        if not self.series:
            raise JobError("classify needs --series: the images to map.")
        if self.scheduler:
            right = re.fullmatch(r"(tcp|tls)://[^/\s]+:\d+", self.scheduler) is not None
            check(right, "--scheduler", self.scheduler, "tcp://HOST:PORT")


@dataclass(frozen=True)
class MapJob(AdaptOptions, MapOptions):
    """The main job: adapt, map and report in one run."""

    command: ClassVar[str] = "map"
    output: str = option("", "the map to write (.tif)", required=True)
    output_model: str = option("", "where the adapted model goes, if not beside the map")
    report: str = option("", "where the report goes (.html, .json), if not beside the map")

    def validate(self) -> None:
        super().validate()
        if not self.series:
            raise JobError("map needs --series: the images to map.")


@dataclass(frozen=True)
class CompareJob(RunOptions):
    """Compare methods over numbers of labelled polygons, by the paper's protocol."""

    command: ClassVar[str] = "compare"
    source: str = option("", "samples file (.npz or .csv) of the source", required=True)
    target: str = option("", "samples file (.npz or .csv) of the target", required=True)
    output: str = option(
        "", "folder for results and report; a comparison that lies there goes on", required=True
    )
    model: str = option("", "source model (.safetensors); left out, trained on the source samples")
    source_updates: int = option(PAPER_UPDATES, "gradient updates of the source model's training")
    methods: tuple[Method, ...] = option(tuple(Method), "methods", item=Method, separator=",")
    n_polygons: tuple[int, ...] = option(
        (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 2000),
        "numbers of labelled polygons; those that the target has not are left out",
        item=int,
        separator=",",
    )
    runs: int = option(5, "repetitions, each with other test and training polygons")
    updates: int = option(
        500,
        "gradient updates of each fit, at least one pass over the data; sourcerer with auto takes "
        "its own number",
    )
    penalty: Penalty = option(Penalty.PROXIMAL, "form of sourcerer's pull")
    lambda_rules: tuple[str, ...] = option(
        (LAMBDA_AUTO,),
        "strength of sourcerer's pull, as for adapt; several are compared, with commas",
        flag="--lambda",
        separator=",",
    )
    t_max: float = option(
        T_MAX, "labelled pixels at which λ falls to 1e-10, where it follows the schedule"
    )
    t_max_values: tuple[float, ...] = option(
        (), "further values of --t-max for sourcerer (section 5.2.6)", item=float, separator=","
    )

    def validate(self) -> None:
        super().validate()
        check(self.runs >= 1, "--runs", self.runs, "1 or more")
        check(self.updates >= 1, "--updates", self.updates, "1 or more")
        check(self.source_updates >= 1, "--source-updates", self.source_updates, "1 or more")
        right = bool(self.n_polygons) and all(number >= 1 for number in self.n_polygons)
        check(right, "--n-polygons", self.n_polygons, "numbers from 1 on")
        check(bool(self.methods), "--methods", self.methods, "one method or more")
        check(bool(self.lambda_rules), "--lambda", self.lambda_rules, "one rule or more")
        check_pull(self.penalty, self.t_max, self.lambda_rules, self.t_max_values)
        for job in replace(self, methods=tuple(Method)).variants().values():
            job.validate()
        self._check_that_none_stands_twice()

    def variants(self) -> dict[str, AdaptJob]:
        """What is compared, by its name in the results: a job for each method and variant.

        The rule auto knows how many updates it needs, as in a map.
        """
        base = AdaptJob(
            model=self.model or "source.safetensors",
            samples=(self.target,),
            source_samples=(self.source,),
            output="adapted.safetensors",
            updates=self.updates,
        )
        jobs = {str(method): replace(base, method=method) for method in self.methods}
        if Method.SOURCERER in self.methods:
            first, *further = [self._by_rule(base, rule) for rule in self.lambda_rules]
            jobs[str(Method.SOURCERER)] = first
            jobs |= {f"sourcerer λ={job.lambda_rule}": job for job in further}
            by_schedule = self._by_rule(base, LAMBDA_SCHEDULE)
            for t_max in self.t_max_values:
                jobs[f"sourcerer t_max={t_max:g}"] = replace(by_schedule, t_max=t_max)
        return jobs

    def _by_rule(self, base: AdaptJob, rule: str) -> AdaptJob:
        if rule == LAMBDA_AUTO:
            return replace(base, updates=PAPER_UPDATES)
        job = replace(base, penalty=self.penalty, lambda_rule=rule)
        return replace(job, t_max=self.t_max) if rule == LAMBDA_SCHEDULE else job

    def _check_that_none_stands_twice(self) -> None:
        words = (LAMBDA_AUTO, LAMBDA_SCHEDULE)
        for flag, values in (
            ("--methods", [str(method) for method in self.methods]),
            ("--lambda", [w if w in words else str(float(w)) for w in self.lambda_rules]),
            ("--t-max-values", [f"{t_max:g}" for t_max in self.t_max_values]),
        ):
            for value, times in Counter(values).items():
                if times > 1:
                    raise JobError(f"{flag} has {value} more than once.", "Give each of them once.")


JOBS: dict[str, type[Job]] = {
    job.command: job
    for job in (
        InfoJob,
        SeriesJob,
        ExampleJob,
        TrainJob,
        AdaptJob,
        ClassifyJob,
        MapJob,
        AssessJob,
        SamplesJob,
        PrepareJob,
        CompareJob,
        ImportModelJob,
        ExportJob,
        RankJob,
        BenchJob,
        RerunJob,
    )
}


def job_from_dict(content: Mapping[str, Any]) -> Job:
    """Make and validate a job.

    Raises:
        JobError: unknown command or field, a value of the wrong type or out of range.
    """
    settings = dict(content)
    command = settings.pop("command", None)
    if not isinstance(command, str) or command not in JOBS:
        raise JobError(f"Unknown command {command!r}; known are {', '.join(JOBS)}.")
    job_class = JOBS[command]
    known = {entry.name: entry for entry in fields(job_class)}
    unknown = sorted(set(settings) - set(known))
    if unknown:
        raise JobError(
            f"{command} does not know {', '.join(unknown)}; it knows {', '.join(known)}."
        )
    job = job_class(**{name: typed_value(known[name], value) for name, value in settings.items()})
    job.validate()
    return job


def job_from_json(text: str) -> Job:
    """Read a job as `Job.to_json` writes it.

    Raises:
        JobError: the text is not JSON, or not a job.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise JobError(f"The job is not valid JSON: {error}") from error
    if not isinstance(content, dict):
        raise JobError(f"A job is a JSON object, this is a {type(content).__name__}.")
    return job_from_dict(content)
