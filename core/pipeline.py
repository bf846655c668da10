"""A job from beginning to end: the only place where the steps are joined."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio

from .area_estimates import estimate_areas
from .areas import area_of
from .assessing import fit_and_assess, fit_costs
from .comparing import compare
from .device import choose_device
from .evaluation import assess
from .example_scene import write_example_scene
from .fitting import Adaptation, SourceFit
from .grid import Grid
from .imagery import (
    Imagery,
    imagery_for_model,
    imagery_for_training,
    open_job_catalogue,
    random_pixels,
)
from .inference import classify_windows
from .info import describe_file, describe_samples, describe_series
from .jobs import (
    AdaptJob,
    AssessJob,
    ClassifyJob,
    CompareJob,
    Design,
    ExampleJob,
    InfoJob,
    Job,
    MapJob,
    MapOptions,
    Method,
    PrepareJob,
    RunOptions,
    SamplesJob,
    SeriesJob,
    TrainJob,
)
from .loading import LabelledData, load_for_model, load_for_training, load_source_samples
from .map_file import (
    CONFIDENCE_NODATA,
    COUNT_NODATA,
    NODATA,
    OBSERVATION_BANDS,
    RasterWriter,
    map_dtype,
    write_category_names,
    write_style,
)
from .map_reading import read_map
from .map_reference import read_reference
from .model import LandCoverModel
from .model_card import read_card
from .model_file import file_sha256, load_model, save_model
from .outputs import Outputs
from .preparing import write_stack
from .progress import Advance, Phases, Reporter
from .protocol import Result
from .rasters import disk_path, is_result
from .report import Content, figures, fit_report, map_report, summary, write_report
from .samples import write_samples
from .series_files import find_images
from .units import range_warnings

UNLABELLED_PX = 20_000
"""Target pixels without a label that dann and mme see."""

_READING, _MAPPING, _PREPARING = "Reading labels", "Mapping", "Preparing the series"


def run(job: Job, reporter: Reporter) -> Result:
    """Run a job.

    Raises:
        SourcererError: with what is wrong and what to do; no output is left.
    """
    cache_bytes = getattr(job, "memory", RunOptions.memory) * 1024 * 1024 // 8
    with rasterio.Env(GDAL_CACHEMAX=cache_bytes):  # rasterio takes bytes
        return _RUNNERS[type(job)](job, reporter)


def _train(job: TrainJob, reporter: Reporter) -> Result:
    device, name = choose_device(job)
    reporter.device(name)
    phases = Phases(reporter, {_READING: 2, **fit_costs(job)})
    with Outputs(_inputs(job)) as outputs:
        report_files = _ReportFiles.add(outputs, job.report)
        model_file = outputs.add(job.output)
        with phases.phase(_READING) as advance:
            data = load_for_training(job, reporter, advance)
        fit = SourceFit(job, data.matching.classes, device, Path(job.output).stem, _origin(data))
        fitted = fit_and_assess(job, data, fit, phases, reporter)
        save_model(model_file, fitted.model, Path(job.output).name)
        content = fit_report(job.command, data, fitted)
        report_files.write(content)
    return _result(content, {"model": job.output, **report_files.roles})


def _adapt(job: AdaptJob | MapJob, reporter: Reporter) -> Result:
    """Adapt; a `map` job maps too, and writes its model and report beside the map."""
    device, name = choose_device(job)
    reporter.device(name)
    source = load_model(job.model, device)
    model_path, report_path = job.output, job.report
    costs = {_READING: 2, **fit_costs(job)}
    if isinstance(job, MapJob):
        model_path = job.output_model or _beside(job.output, ".safetensors")
        report_path = report_path or _beside(job.output, ".html")
        costs[_MAPPING] = 5
    phases = Phases(reporter, costs)
    with Outputs(_inputs(job)) as outputs:
        report_files = _ReportFiles.add(outputs, report_path)
        model_file = outputs.add(model_path)
        map_files = _MapFiles.add(outputs, job) if isinstance(job, MapJob) else None
        imagery = imagery_for_model(job, source.card, reporter) if job.series else None
        with phases.phase(_READING) as advance:
            data = load_for_model(job, source.card, imagery, reporter, advance)
            unlabelled = None
            if imagery and job.method in (Method.DANN, Method.MME):
                unlabelled = random_pixels(imagery, UNLABELLED_PX, job, advance)
        fit = Adaptation(
            source,
            file_sha256(job.model),
            job,
            data.matching,
            Path(model_path).stem,
            _origin(data),
            load_source_samples(job, source.card),
            unlabelled,
        )
        fitted = fit_and_assess(job, data, fit, phases, reporter, source)
        save_model(model_file, fitted.model, Path(model_path).name)
        areas: list[dict[str, Any]] = []
        if isinstance(job, MapJob) and map_files and imagery:
            with phases.phase(_MAPPING) as advance:
                areas = _write_map(job, fitted.model, imagery, map_files, reporter, advance)
        content = fit_report(job.command, data, fitted, source, areas)
        report_files.write(content)
    roles = {**(map_files.roles if map_files else {}), "model": model_path, **report_files.roles}
    return _result(content, roles)


def _classify(job: ClassifyJob, reporter: Reporter) -> Result:
    device, name = choose_device(job)
    reporter.device(name)
    model = load_model(job.model, device)
    phases = Phases(reporter, {_MAPPING: 1})
    with Outputs(_inputs(job)) as outputs:
        map_files = _MapFiles.add(outputs, job)
        imagery = imagery_for_model(job, model.card, reporter)
        with phases.phase(_MAPPING) as advance:
            areas = _write_map(job, model, imagery, map_files, reporter, advance)
    text = "\n".join(f"{row['name']}: {row['pixels']} pixels" for row in areas)
    return Result(outputs=map_files.roles, summary=text)


def _assess(job: AssessJob, reporter: Reporter) -> Result:
    phases = Phases(reporter, {"Assessing": 1})
    with Outputs(_inputs(job)) as outputs:
        report_files = _ReportFiles.add(outputs, job.output)
        with phases.phase("Assessing"):
            mapped = read_map(job.map)
            reference = read_reference(job, mapped)
            assessment = assess(
                reference.of,
                reference.y,
                reference.polygon_id,
                reference.mapped,
                reference.matching.classes,
                seed=job.seed,
            )
            estimates = None
            if job.design is not Design.NONE:
                estimates = estimate_areas(assessment.after, mapped, job.design)
        content = map_report(job, reference, assessment, estimates)
        report_files.write(content)
    return _result(content, report_files.roles)


def _samples(job: SamplesJob, reporter: Reporter) -> Result:
    phases = Phases(reporter, {_READING: 1})
    with Outputs(_inputs(job)) as outputs:
        file = outputs.add(job.output)
        with phases.phase(_READING) as advance:
            data = load_for_training(job, reporter, advance)
        names = {entry.value: entry.name for entry in data.matching.classes}
        write_samples(file, data.samples, names)
    return Result(
        outputs={"samples": job.output},
        figures={"n_labelled": len(data.samples)},
        summary=describe_samples(data.samples, names),
    )


def _series(job: SeriesJob, reporter: Reporter) -> Result:
    catalogue = open_job_catalogue(job, reporter)
    series = catalogue.series(job.bands)
    area_of(job, series.grid)
    return Result(summary=describe_series(catalogue, series))


def _prepare(job: PrepareJob, reporter: Reporter) -> Result:
    phases = Phases(reporter, {_PREPARING: 1})
    with Outputs(_inputs(job)) as outputs:
        path = outputs.add(job.output)
        if job.model:
            imagery = imagery_for_model(job, read_card(job.model), reporter)
        else:
            imagery = imagery_for_training(job, reporter)
        with phases.phase(_PREPARING) as advance:
            scratch = outputs.scratch(job.output)
            storage = write_stack(imagery, job, scratch, path, job.output, advance)
    window, grid = imagery.area.window, imagery.grid
    text = (
        f"{len(grid.offsets)} dates from {grid.start} to {grid.end} × "
        f"{len(imagery.series.bands)} bands ({', '.join(imagery.series.bands)}), "
        f"{window.width} × {window.height} pixels, {storage.dtype}, nodata {storage.nodata:g}"
    )
    return Result(outputs={"stack": job.output}, summary=text)


def _compare(job: CompareJob, reporter: Reporter) -> Result:
    roles, text = compare(job, reporter)
    return Result(outputs=roles, summary=text)


def _info(job: InfoJob, _: Reporter) -> Result:
    return Result(summary=describe_file(job.path))


def _example(job: ExampleJob, reporter: Reporter) -> Result:
    scene = write_example_scene(Path(job.output), size=job.size, seed=job.seed, reporter=reporter)
    return Result(outputs={"source": str(scene.source), "target": str(scene.target)})


_RUNNERS: dict[type[Job], Callable[[Any, Reporter], Result]] = {
    TrainJob: _train,
    AdaptJob: _adapt,
    MapJob: _adapt,
    ClassifyJob: _classify,
    AssessJob: _assess,
    SamplesJob: _samples,
    SeriesJob: _series,
    PrepareJob: _prepare,
    CompareJob: _compare,
    InfoJob: _info,
    ExampleJob: _example,
}


@dataclass(frozen=True)
class _ReportFiles:
    """Where a report is written for now, and where it will lie; nowhere if not asked for."""

    page: Path | None
    data: Path | None
    roles: dict[str, str]

    @classmethod
    def add(cls, outputs: Outputs, path: str) -> _ReportFiles:
        if not path:
            return cls(None, None, {})
        data = _beside(path, ".json")
        return cls(outputs.add(path), outputs.add(data), {"report": path, "report_json": data})

    def write(self, content: Content) -> None:
        if self.page and self.data:
            write_report(content, self.page, self.data)


@dataclass(frozen=True)
class _MapFiles:
    """Where a map, its sidecars and companions are written for now; the map comes last."""

    style: Path
    names: Path
    companions: dict[str, Path]
    """By role, those that are asked for."""
    map: Path
    roles: dict[str, str]

    @classmethod
    def add(cls, outputs: Outputs, job: MapOptions) -> _MapFiles:
        target = job.output  # type: ignore[attr-defined] # every map job has one
        roles = {"style": _beside(target, ".qml")}
        style = outputs.add(roles["style"])
        names = outputs.add(target + ".aux.xml")
        companions = {}
        if job.wants_confidence:
            roles["confidence"] = job.output_confidence or _beside(target, "_confidence.tif")
            companions["confidence"] = outputs.add(roles["confidence"])
        if job.wants_count:
            roles["count"] = _beside(target, "_count.tif")
            companions["count"] = outputs.add(roles["count"])
        return cls(style, names, companions, outputs.add(target), {"map": target, **roles})

    def companion(
        self,
        stack: ExitStack,
        role: str,
        grid: Grid,
        dtype: npt.DTypeLike,
        nodata: float,
        bands: Sequence[str] = ("",),
    ) -> RasterWriter | None:
        """The writer of a companion that is closed with `stack`; None if nobody asked for it."""
        if role not in self.companions:
            return None
        path, final = self.companions[role], self.roles[role]
        return stack.enter_context(RasterWriter(path, final, grid, dtype, nodata, bands=bands))


def _write_map(
    job: ClassifyJob | MapJob,
    model: LandCoverModel,
    imagery: Imagery,
    files: _MapFiles,
    reporter: Reporter,
    advance: Advance,
) -> list[dict[str, Any]]:
    """Map the series; returns name, pixels, hectares and share of each class."""
    map_grid = imagery.series.grid.part(imagery.area.window)
    classes = model.card.classes
    dtype = map_dtype(classes)
    n_inside = n_observed = 0
    with ExitStack() as stack:
        writer = stack.enter_context(
            RasterWriter(files.map, job.output, map_grid, dtype, NODATA, classes)
        )
        confidence = files.companion(stack, "confidence", map_grid, np.uint8, CONFIDENCE_NODATA)
        count = files.companion(
            stack, "count", map_grid, np.uint16, COUNT_NODATA, OBSERVATION_BANDS
        )

        def check(x: npt.NDArray[np.float32]) -> None:
            for text in () if isinstance(job, MapJob) else range_warnings(x, model.card):
                reporter.log(text, "warning")

        for block in classify_windows(model, imagery, job, count is not None, check):
            n_inside, n_observed = n_inside + block.n_inside, n_observed + block.n_observed
            writer.write(block.window, block.values)
            if confidence:
                confidence.write(block.window, block.confidence)
            if count and block.observations is not None:
                count.write(block.window, block.observations)
            advance(block.fraction)
    write_category_names(files.names, classes)
    write_style(files.style, classes)
    hectares = map_grid.pixel_area_m2 and map_grid.pixel_area_m2 / 10_000
    n_mapped = int(writer.counts[1:].sum())
    if not n_mapped:
        why = imagery.series.never_clear
        if not n_inside:
            why = f"No pixel's centre lies in the polygons of {job.aoi}."
        elif n_observed:
            why = f"No pixel has {job.min_observations} clear observations (--min-observations)."
        reporter.log(f"The map is empty. {why}", "warning")
    return [
        {
            "value": entry.value,
            "name": entry.name,
            "pixels": int(writer.counts[entry.value]),
            "hectares": hectares and int(writer.counts[entry.value]) * hectares,
            "share": int(writer.counts[entry.value]) / n_mapped if n_mapped else None,
        }
        for entry in classes
    ]


def _result(content: Content, roles: dict[str, str]) -> Result:
    return Result(outputs=roles, figures=figures(content), summary=summary(content))


def _inputs(job: Job) -> list[str]:
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
    single = ("model", "map", "polygons", "test_polygons", "class_map", "aoi", "grid", "regions")
    named += [getattr(job, name, "") for name in single]
    return [name.split("|")[0] for name in named if name]


def _beside(path: str, ending: str) -> str:
    """The path with its suffix replaced."""
    return str(Path(path).with_suffix("")) + ending


def _origin(data: LabelledData) -> str:
    """What a model was made from, without folders."""
    return "Labels: " + "; ".join(data.names)
