"""Jobs that need no network: each loads its own libraries, none of them torch."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from .job_files import input_files
from .jobs import ExampleJob, InfoJob, Job, PrepareJob, SamplesJob, SeriesJob
from .outputs import Outputs
from .phases import PREPARING, READING
from .progress import Phases, Reporter
from .protocol import Result


def _info(job: InfoJob, _: Reporter) -> Result:
    from .info import describe_file

    return Result(summary=describe_file(job.path))


def _series(job: SeriesJob, reporter: Reporter) -> Result:
    from .series_look import look

    return look(job, reporter)


def _example(job: ExampleJob, reporter: Reporter) -> Result:
    from .example_scene import write_example_scene

    scene = write_example_scene(Path(job.output), size=job.size, seed=job.seed, reporter=reporter)
    return Result(outputs={"source": str(scene.source), "target": str(scene.target)})


def _samples(job: SamplesJob, reporter: Reporter) -> Result:
    from .info import describe_samples
    from .loading import load_for_training
    from .sample_points import sample_points
    from .samples import write_samples

    phases = Phases(reporter, {READING: 1})
    roles = {"samples": job.output}
    with Outputs(input_files(job)) as outputs:
        if job.output_points:
            points = outputs.add(job.output_points)
            roles["points"] = job.output_points
        file = outputs.add(job.output)
        with phases.phase(READING) as advance:
            data = load_for_training(job, reporter, advance)
        names = {entry.value: entry.name for entry in data.matching.classes}
        samples, places = data.samples, data.samples.places
        if job.output_points and places:  # samples out of images have them
            layer = Path(job.output_points).stem
            content = sample_points(layer, samples, places, names, job.holdout, job.seed)
            points.write_bytes(content)
        write_samples(file, samples, names)
    return Result(
        outputs=roles,
        figures={"n_labelled": len(samples)},
        summary=describe_samples(samples, names),
    )


def _prepare(job: PrepareJob, reporter: Reporter) -> Result:
    from .imagery import imagery_for_model, imagery_for_training
    from .map_file import RasterFile
    from .model_card import read_card
    from .preparing import write_stack

    phases = Phases(reporter, {PREPARING: 1})
    with Outputs(input_files(job)) as outputs:
        file = RasterFile.add(outputs, job.output)
        if job.model:
            imagery = imagery_for_model(job, read_card(job.model), reporter)
        else:
            imagery = imagery_for_training(job, reporter)
        with phases.phase(PREPARING) as advance:
            storage = write_stack(imagery, job, file, advance)
    window, grid = imagery.area.window, imagery.grid
    text = (
        f"{len(grid.offsets)} dates from {grid.start} to {grid.end} × "
        f"{len(imagery.series.bands)} bands ({', '.join(imagery.series.bands)}), "
        f"{window.width} × {window.height} pixels, {storage.dtype}, nodata {storage.nodata:g}"
    )
    return Result(outputs={"stack": job.output}, summary=text)


LIGHT_RUNNERS: dict[type[Job], Callable[[Any, Reporter], Result]] = {
    InfoJob: _info,
    SeriesJob: _series,
    ExampleJob: _example,
    SamplesJob: _samples,
    PrepareJob: _prepare,
}
