"""What a job names -> series, samples, classes: the way in, for training and for adaptation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from .classes import Matching, match_to_model, merged, number_classes
from .jobs import AdaptOptions, FitOptions, LabelOptions, SamplesJob, SeriesOptions
from .labels import LabelLayer, locate_pixels, read_labels
from .model_card import ModelCard
from .progress import Advance, Reporter
from .samples import (
    Samples,
    SamplesFile,
    extract_samples,
    grid_for_dates,
    on_grid,
    own_grid,
    pool,
    read_samples,
)
from .season import DateGrid, first_season_start
from .series import Series
from .series_files import open_series


@dataclass(frozen=True)
class LabelledData:
    """Samples with the meaning of their classes."""

    samples: Samples
    matching: Matching
    test: Samples | None
    """Of an independent layer, if the job names one."""
    n_points: int
    """How many of the training blocks are points."""
    notes: tuple[str, ...]
    """What was left out, for report and log."""
    names: tuple[str, ...]
    """File names of images and labels, without folders."""


def open_job_series(job: SeriesOptions, reporter: Reporter) -> Series:
    """The series that a job names; says what was left out."""
    series = open_series(job.series, job.mask_band, job.mask_values)
    for reason in series.left_out:
        reporter.log(f"Left out: {reason}", "warning")
    return series


@dataclass(frozen=True)
class Imagery:
    """A series with a model's bands and the dates of one season, and the grid to fill it onto."""

    series: Series
    grid: DateGrid


def imagery_for_training(job: SeriesOptions, reporter: Reporter) -> Imagery:
    """All bands, on the default grid from the season's start."""
    series = open_job_series(job, reporter)
    given = job.season_start
    start = date.fromisoformat(given) if given else first_season_start(series.dates)
    return _of_season(series, series.bands, DateGrid(start), reporter)


def imagery_for_model(job: SeriesOptions, card: ModelCard, reporter: Reporter) -> Imagery:
    """The model's bands, on the model's grid, in the season that the job or the dates say."""
    series = open_job_series(job, reporter)
    grid = grid_for_dates(card.grid, series.dates, job.season_start)
    return _of_season(series, card.bands, grid, reporter)


def _of_season(series: Series, bands: Sequence[str], grid: DateGrid, reporter: Reporter) -> Imagery:
    season = f"{grid.start} to {grid.end}"
    near = [day for day in series.dates if grid.is_near(day)]
    used = series.with_bands(bands).between(near, season)
    inside = [day for day in used.dates if grid.start < day < grid.end]
    marks = [day.toordinal() for day in (grid.start, *inside, grid.end)]
    reporter.log(
        f"Season {season}: {len(used.dates)} of {len(series.dates)} dates used, the longest gap "
        f"{max(np.diff(marks))} days."
    )
    return Imagery(used, grid)


def load_for_training(
    job: FitOptions | SamplesJob, reporter: Reporter, advance: Advance
) -> LabelledData:
    """Samples for a model trained from scratch, on the default grid or a samples file's own."""
    if isinstance(job, FitOptions) and job.samples:
        files = [read_samples(path) for path in job.samples]
        first = own_grid(files[0], job.season_start)
        others = [DateGrid(own_grid(file, "").start, first.offsets) for file in files[1:]]
        matching = number_classes(merged([file.values for file in files]))
        return _from_files(files, files[0].bands, [first, *others], matching, reporter)
    imagery = imagery_for_training(job, reporter)
    layers = _layers(job)
    matching = number_classes(merged([layer.values for layer in layers]))
    return _from_imagery(job, imagery, layers, matching, reporter, advance)


def load_for_model(
    job: AdaptOptions,
    card: ModelCard,
    imagery: Imagery | None,
    reporter: Reporter,
    advance: Advance,
) -> LabelledData:
    """Samples brought to a model's bands, dates and classes; samples files come before imagery."""
    if job.samples or imagery is None:
        files = [read_samples(path) for path in job.samples]
        grids = [grid_for_dates(card.grid, file.dates, job.season_start) for file in files]
        values = merged([file.values for file in files])
        matching = match_to_model(values, card.classes, job.class_map, job.unknown_classes)
        return _from_files(files, card.bands, grids, matching, reporter)
    layers = _layers(job)
    values = merged([layer.values for layer in layers])
    matching = match_to_model(values, card.classes, job.class_map, job.unknown_classes)
    return _from_imagery(job, imagery, layers, matching, reporter, advance)


def _layers(job: LabelOptions) -> list[LabelLayer]:
    """The labels, and the independent test labels if the job names some."""
    paths = [job.polygons]
    if isinstance(job, FitOptions) and job.test_polygons:
        paths.append(job.test_polygons)
    return [read_labels(path, job.field, job.name_field) for path in paths]


def _from_imagery(
    job: LabelOptions,
    imagery: Imagery,
    layers: Sequence[LabelLayer],
    matching: Matching,
    reporter: Reporter,
    advance: Advance,
) -> LabelledData:
    parts, notes = [], []
    for number, layer in enumerate(layers):

        def advance_layer(fraction: float, done: int = number) -> None:
            advance((done + fraction) / len(layers))

        pixels = locate_pixels(
            layer, matching.class_values, imagery.series.grid, job.exclude_boundary
        )
        samples = extract_samples(imagery.series, pixels, imagery.grid, job.memory, advance_layer)
        parts.append(samples)
        notes += [*pixels.notes, *_null_note(layer), *_missing_note(samples)]
    _say(matching, notes, reporter)
    return LabelledData(
        samples=parts[0],
        matching=matching,
        test=parts[1] if len(parts) > 1 else None,
        n_points=int(layers[0].frame.geometry.geom_type.isin(["Point", "MultiPoint"]).sum()),
        notes=tuple(dict.fromkeys(notes)),
        names=tuple(layer.values.origin for layer in layers),
    )


def _from_files(
    files: Sequence[SamplesFile],
    bands: Sequence[str],
    grids: Sequence[DateGrid],
    matching: Matching,
    reporter: Reporter,
) -> LabelledData:
    class_values = {int(text): value for text, value in matching.class_values.items()}
    samples = pool([on_grid(file, bands, grid, class_values) for file, grid in zip(files, grids)])
    samples = replace(samples, grid=grids[0])
    notes = _missing_note(samples)
    _say(matching, notes, reporter)
    return LabelledData(
        samples, matching, None, 0, tuple(notes), tuple(file.values.origin for file in files)
    )


def _null_note(layer: LabelLayer) -> list[str]:
    if not layer.n_null:
        return []
    return [f"Left out: {layer.n_null} features without a class or a geometry."]


def _missing_note(samples: Samples) -> list[str]:
    if not samples.n_missing:
        return []
    return [f"Left out: {samples.n_missing} labelled pixels without a valid observation."]


def _say(matching: Matching, notes: Sequence[str], reporter: Reporter) -> None:
    reporter.log("Labels: " + "; ".join(matching.lines) + ".")
    for note in notes:
        reporter.log(note, "warning")
