"""`compare`: run the protocol's cells, keep what is done, write tables, curves and a report."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from .classes import match_to_model, number_classes
from .comparison_report import write_comparison
from .device import choose_device
from .errors import CannotWrite, UnreadableFile
from .experiment import Cell, Experiment, Row
from .fitting import SourceFit
from .jobs import CompareJob, TrainJob, UnknownClassPolicy, job_from_json
from .model_file import file_sha256, load_model, save_model
from .options import flag_of, options
from .outputs import Outputs, cannot_write
from .phases import COMPARING, TRAINING_SOURCE
from .progress import Phases, Reporter
from .samples import Samples, complete, on_grid, own_grid, read_samples
from .season import DateGrid
from .version import VERSION

RESULT_COLUMNS = (
    "method",
    "polygons",
    "pixels",
    "run",
    "oa",
    "f1",
    "seconds",
    "strength_rule",
    "strength",
)
SETTINGS = "settings.json"
"""By which a comparison's folder is known when it goes on."""
INPUTS = ("source", "target", "model")
"""Files that count by what they hold, wherever they lie."""
MAY_DIFFER = ("methods", "n_polygons", "runs", "device", "threads", "memory", "output")
"""What a comparison can go on with another value of: each fit stays as it is."""


def compare(job: CompareJob, reporter: Reporter) -> tuple[dict[str, str], str]:
    """Run a comparison, or go on with the one that lies in the output folder.

    Returns:
        Outputs by role, and the outcome in words.

    Raises:
        CannotWrite: the folder cannot be written, or holds another comparison or one of another
            version.
        ModelMismatch, LabelError, UnreadableFile: the samples cannot be used.
    """
    folder = Path(job.output)
    with _claimed(folder, job):
        return _compare(folder, job, reporter)


def _compare(folder: Path, job: CompareJob, reporter: Reporter) -> tuple[dict[str, str], str]:
    device, name = choose_device(job)
    reporter.device(name)
    phases = Phases(reporter, {TRAINING_SOURCE: 0 if job.model else 1, COMPARING: 10})
    model_path = Path(job.model) if job.model else folder / "source.safetensors"
    if not model_path.exists() and not job.model:
        with phases.phase(TRAINING_SOURCE) as advance:
            source, fit = _source_fit(job, device)
            read_samples(job.target)  # what is wrong with it is said before the training
            model = fit(source, advance)
            with Outputs() as outputs:
                save_model(outputs.add(model_path), model, model_path.name)
    experiment = load_experiment(job, model_path, device)
    rows = read_rows(folder)
    done = {row.cell for row in rows}
    cells = list(experiment.cells(job.runs, job.n_polygons))
    todo = [cell for cell in cells if cell not in done]
    if len(todo) < len(cells):
        reporter.log(f"{len(cells) - len(todo)} of {len(cells)} fits were done before.")
    with phases.phase(COMPARING) as advance:
        started_s = time.monotonic()
        told_s = started_s
        for number, row in enumerate(_evaluated(job, experiment, model_path, todo), start=1):
            rows.append(row)
            _write_rows(folder, rows)
            advance(number / len(todo))
            now_s = time.monotonic()
            if now_s - told_s > 60:
                told_s = now_s
                left_min = (now_s - started_s) / 60 / number * (len(todo) - number)
                left = f"{left_min:.0f} min" if left_min >= 1 else "a minute"
                reporter.log(f"{number} of {len(todo)} fits, about {left} left.")
    wanted = [row for row in rows if row.cell in set(cells)]
    return write_comparison(folder, job, experiment, wanted)


def load_experiment(job: CompareJob, model_path: Path, device: torch.device) -> Experiment:
    """Source model and target samples, aligned by their day offsets."""
    model = load_model(str(model_path), device)
    card = model.card
    files = read_samples(job.source), read_samples(job.target)
    matching = match_to_model(files[1].values, card.classes, "", UnknownClassPolicy.EXTEND)
    of_source = match_to_model(files[0].values, card.classes, "", UnknownClassPolicy.IGNORE)
    samples = []
    for file, values in zip(files, (of_source.class_values, matching.class_values)):
        own = own_grid(file, "")
        if len(own.offsets) != len(card.grid.offsets):
            raise UnreadableFile(
                f"{file.path} has {len(own.offsets)} dates, the source model "
                f"{len(card.grid.offsets)}.",
                "Compare only samples on date grids of one length.",
            )
        season = DateGrid(own.start, card.grid.offsets)
        numbers = {int(text): value for text, value in values.items()}
        samples.append(complete(on_grid(file, card.bands, season, numbers), file.path))
    return Experiment(model, samples[0], samples[1], matching, job.variants(), job.seed)


def _source_fit(job: CompareJob, device: torch.device) -> tuple[Samples, SourceFit]:
    file = read_samples(job.source)
    matching = number_classes(file.values)
    numbers = {int(text): value for text, value in matching.class_values.items()}
    samples = on_grid(file, file.bands, own_grid(file, ""), numbers)
    training = TrainJob(
        samples=(job.source,), updates=job.source_updates, seed=job.seed, output="source"
    )
    fit = SourceFit(training, matching.classes, device, Path(job.source).stem, "")
    return complete(samples, job.source), fit


def _evaluated(
    job: CompareJob, experiment: Experiment, model_path: Path, cells: Sequence[Cell]
) -> Iterator[Row]:
    """The cells' rows as they come: in parallel where there are processors and no GPU."""
    n_processes = min(job.threads or os.cpu_count() or 1, len(cells))
    if n_processes < 2 or experiment.model.device.type != "cpu":
        for cell in cells:
            yield experiment.evaluate(cell, lambda _: None)
        return
    context = multiprocessing.get_context("spawn")
    arguments = (replace(job, device="cpu", threads=1).to_json(), str(model_path))
    with context.Pool(n_processes, _prepare_process, arguments) as pool:
        yield from pool.imap_unordered(_evaluate_in_process, cells)


_experiment: list[Experiment] = []
"""Of a process of the pool; empty in the main one."""


def _prepare_process(job_json: str, model_path: str) -> None:
    job = job_from_json(job_json)
    assert isinstance(job, CompareJob)
    device, _ = choose_device(job)
    _experiment.append(load_experiment(job, Path(model_path), device))


def _evaluate_in_process(cell: Cell) -> Row:
    return _experiment[0].evaluate(cell, lambda _: None)


@contextmanager
def _claimed(folder: Path, job: CompareJob) -> Iterator[None]:
    """The folder is this comparison's; where nothing came of it, it is as it was."""
    was_there, was_ours = folder.exists(), (folder / SETTINGS).exists()
    _claim(folder, job)
    try:
        yield
    except BaseException:
        if not was_ours and [path.name for path in folder.iterdir()] == [SETTINGS]:
            (folder / SETTINGS).unlink()
            if not was_there:
                folder.rmdir()
        raise


def _claim(folder: Path, job: CompareJob) -> None:
    """The folder holds this comparison, or nothing yet."""
    settings = _settings(job)
    path = folder / SETTINGS
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _check_same(folder, settings, json.loads(path.read_text("utf-8")))
            return
        if any(folder.iterdir()):
            raise CannotWrite(
                f"{folder} is not empty, and holds no comparison.", "Choose another folder."
            )
        path.write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        if isinstance(error, CannotWrite):
            raise
        raise cannot_write(folder, error) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableFile(f"{path} cannot be read: {error}", "Choose another folder.") from error


def _settings(job: CompareJob) -> dict[str, Any]:
    """All that the fits depend on: version, settings with those at their default, files' contents.

    Raises:
        UnreadableFile: a file cannot be read.
    """
    contents = {role: _sha256(getattr(job, role)) for role in INPUTS}
    chosen = {name: value for name, value in asdict(job).items() if name not in MAY_DIFFER}
    settings = {"version": VERSION, "job": {"command": job.command, **chosen}, "sha256": contents}
    as_read: dict[str, Any] = json.loads(json.dumps(settings))
    return as_read


def _sha256(path: str) -> str:
    try:
        return file_sha256(path) if path else ""
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error


def _check_same(folder: Path, settings: dict[str, Any], found: dict[str, Any]) -> None:
    """The settings that were found in a folder are these.

    Raises:
        CannotWrite: they are others, or of another version.
    """
    version = found.get("version", "an earlier one")
    if version != VERSION:
        raise CannotWrite(
            f"{folder} holds a comparison of another version of Sourcerer ({version}; this is "
            f"{VERSION}), whose fits may differ.",
            "Choose another folder.",
        )
    flags = {name: flag_of(name, info) for name, info in options(CompareJob).items()}
    job, other_job = settings["job"], found["job"]
    odd = [
        flags.get(name, name)
        for name in {**other_job, **job}
        if name not in INPUTS and job.get(name) != other_job.get(name)
    ]
    for role, contents in settings["sha256"].items():
        others = found["sha256"][role]
        if contents != others:
            both = contents and others
            odd.append(f"the contents of {job[role]}" if both else flags[role])
    if odd:
        raise CannotWrite(
            f"{folder} holds another comparison, which differs in {', '.join(odd)}.",
            "Choose another folder, or the same settings to go on with it.",
        )


def _write_rows(folder: Path, rows: Sequence[Row]) -> None:
    """results.csv and classes.csv, whole or as they were."""
    ordered = sorted(rows, key=lambda row: (row.cell.run, row.cell.polygons, row.cell.method))
    with Outputs() as outputs:
        for name, columns, lines in (
            ("classes.csv", ("method", "polygons", "run", "class", "f1"), _class_lines(ordered)),
            ("results.csv", RESULT_COLUMNS, map(_line, ordered)),
        ):
            with outputs.add(folder / name).open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(columns)
                writer.writerows(lines)


def _line(row: Row) -> tuple[object, ...]:
    cell = row.cell
    strength = "" if row.strength is None else f"{row.strength:.6g}"
    return (
        cell.method,
        cell.polygons,
        row.pixels,
        cell.run,
        f"{row.oa:.6f}",
        f"{row.f1:.6f}",
        f"{row.seconds:.2f}",
        row.strength_rule,
        strength,
    )


def _class_lines(rows: Sequence[Row]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        for name, score in row.class_f1.items():
            yield row.cell.method, row.cell.polygons, row.cell.run, name, f"{score:.6f}"


def read_rows(folder: Path) -> list[Row]:
    """The fits that a comparison, stopped or not, left in its folder.

    Raises:
        UnreadableFile: results.csv or classes.csv is damaged.
    """
    results, classes = folder / "results.csv", folder / "classes.csv"
    if not results.exists():
        return []
    by_class: dict[Cell, dict[str, float]] = {}
    try:
        with classes.open(newline="", encoding="utf-8") as file:
            for line in csv.DictReader(file):
                cell = Cell(line["method"], int(line["run"]), int(line["polygons"]))
                by_class.setdefault(cell, {})[line["class"]] = float(line["f1"])
        with results.open(newline="", encoding="utf-8") as file:
            rows = []
            for line in csv.DictReader(file):
                cell = Cell(line["method"], int(line["run"]), int(line["polygons"]))
                strength = float(line["strength"]) if line["strength"] else None
                rows.append(
                    Row(
                        cell,
                        int(line["pixels"]),
                        float(line["oa"]),
                        float(line["f1"]),
                        float(line["seconds"]),
                        line["strength_rule"],
                        strength,
                        by_class.get(cell, {}),
                    )
                )
    except (OSError, ValueError, KeyError) as error:
        raise UnreadableFile(
            f"{results} cannot be read: {error}", "Move it away, or choose another folder."
        ) from error
    return rows
