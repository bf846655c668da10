"""Jobs with a network from beginning to end: where the steps are joined."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .area_estimates import estimate_areas
from .assessing import fit_and_assess, fit_costs
from .bench import bench
from .comparing import compare
from .confusion_table import write_confusion
from .device import choose_device, settled, settled_choices
from .digests import lineage_of
from .evaluation import assess
from .export import export_model
from .fitting import Adaptation, SourceFit
from .imagery import (
    imagery_for_model,
    random_pixels,
)
from .importing import import_model
from .job_files import input_files
from .jobs import (
    AdaptJob,
    AssessJob,
    BenchJob,
    ClassifyJob,
    CompareJob,
    Design,
    ExportJob,
    ImportModelJob,
    Job,
    MapJob,
    Method,
    RankJob,
    TrainJob,
)
from .loading import LabelledData, load_for_model, load_for_training, load_source_samples
from .manifest import resumed
from .map_change import MapChange
from .map_reading import read_map
from .map_reference import read_reference
from .mapping import MapFiles, write_map
from .model_file import file_sha256, load_model, save_model
from .outputs import Outputs, beside
from .phases import ASSESSING, MAPPING, READING
from .pieces import Pieces
from .progress import Phases, Reporter
from .protocol import Result
from .ranking import rank
from .report import Content, figures, fit_report, map_report, summary, write_report

UNLABELLED_PX = 20_000
"""Target pixels without a label that dann and mme see."""


def _train(job: TrainJob, reporter: Reporter) -> Result:
    device, name = choose_device(job)
    reporter.device(name)
    phases = Phases(reporter, {READING: 2, **fit_costs(job)})
    with Outputs(input_files(job)) as outputs:
        report_files = _ReportFiles.add(outputs, job.report)
        model_file = outputs.add(job.output)
        with phases.phase(READING) as advance:
            data = load_for_training(job, reporter, advance)
        fit = SourceFit(job, data.matching.classes, device, Path(job.output).stem, _origin(data))
        fitted = fit_and_assess(job, data, fit, phases, reporter)
        lineage = lineage_of(job, data.series, **settled_choices(device))
        save_model(model_file, fitted.model.made_by(lineage), Path(job.output).name)
        content = fit_report(job.command, data, fitted, lineage)
        report_files.write(content)
    return _result(content, {"model": job.output, **report_files.roles})


def _adapt(job: AdaptJob | MapJob, reporter: Reporter) -> Result:
    """Adapt; a `map` job maps too, and writes its model and report beside the map."""
    device, name = choose_device(job)
    reporter.device(name)
    source = load_model(job.model, device)
    model_path, report_path = job.output, job.report
    costs = {READING: 2, **fit_costs(job)}
    if isinstance(job, MapJob):
        model_path = job.output_model or beside(job.output, ".safetensors")
        report_path = report_path or beside(job.output, ".html")
        costs[MAPPING] = 5
    phases = Phases(reporter, costs)
    with Outputs(input_files(job)) as outputs:
        report_files = _ReportFiles.add(outputs, report_path)
        model_file = outputs.add(model_path)
        map_files = MapFiles.add(outputs, job) if isinstance(job, MapJob) else None
        imagery = imagery_for_model(job, source.card, reporter) if job.series else None
        with phases.phase(READING) as advance:
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
        series = (imagery.series,) if imagery else data.series
        lineage = lineage_of(job, series, **settled_choices(device))
        save_model(model_file, fitted.model.made_by(lineage), Path(model_path).name)
        areas: list[dict[str, Any]] = []
        change = None
        if isinstance(job, MapJob) and map_files and imagery:
            with phases.phase(MAPPING) as advance:
                seen = MapChange(source, imagery.area.n_pixels, job.seed)
                model = fitted.model
                areas = write_map(
                    job, model, imagery, map_files, lineage, reporter, advance, seen
                )
            change = seen.as_json(model.card.classes, data.labelled_values)
        content = fit_report(job.command, data, fitted, lineage, source, areas, change)
        report_files.write(content)
    roles = {**(map_files.roles if map_files else {}), "model": model_path, **report_files.roles}
    return _result(content, roles)


def _classify(job: ClassifyJob, reporter: Reporter) -> Result:
    job = resumed(job)
    device, name = choose_device(job)
    reporter.device(name)
    job = settled(job, device)
    model = load_model(job.model, device)
    phases = Phases(reporter, {MAPPING: 1})
    with Outputs(input_files(job)) as outputs:
        map_files = MapFiles.add(outputs, job)
        imagery = imagery_for_model(job, model.card, reporter)
        with phases.phase(MAPPING) as advance:
            lineage = lineage_of(job, (imagery.series,))
            areas = write_map(job, model, imagery, map_files, lineage, reporter, advance)
    if job.pieces_folder:
        Pieces(Path(job.pieces_folder), imagery, job.memory).remove()
    text = "\n".join(f"{row['name']}: {row['pixels']} pixels" for row in areas)
    return Result(outputs=map_files.roles, summary=text)


def _assess(job: AssessJob, reporter: Reporter) -> Result:
    phases = Phases(reporter, {ASSESSING: 1})
    with Outputs(input_files(job)) as outputs:
        report_files = _ReportFiles.add(outputs, job.output)
        roles = dict(report_files.roles)
        if job.output_table:
            table = outputs.add(job.output_table)
            roles["table"] = job.output_table
        with phases.phase(ASSESSING):
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
        content = map_report(job, reference, assessment, estimates, lineage_of(job))
        if job.output_table:
            write_confusion(table, assessment.after, Path(job.output_table).stem)
        report_files.write(content)
    return _result(content, roles)


def _compare(job: CompareJob, reporter: Reporter) -> Result:
    roles, text = compare(job, reporter)
    return Result(outputs=roles, summary=text)


RUNNERS: dict[type[Job], Callable[[Any, Reporter], Result]] = {
    TrainJob: _train,
    AdaptJob: _adapt,
    MapJob: _adapt,
    ClassifyJob: _classify,
    AssessJob: _assess,
    CompareJob: _compare,
    ImportModelJob: import_model,
    ExportJob: export_model,
    RankJob: rank,
    BenchJob: bench,
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
        data = beside(path, ".json")
        return cls(outputs.add(path), outputs.add(data), {"report": path, "report_json": data})

    def write(self, content: Content) -> None:
        if self.page and self.data:
            write_report(content, self.page, self.data)


def _result(content: Content, roles: dict[str, str]) -> Result:
    return Result(outputs=roles, figures=figures(content), summary=summary(content))


def _origin(data: LabelledData) -> str:
    """What a model was made from, without folders."""
    return "Labels: " + "; ".join(data.names)
