"""What a job names -> series, samples, classes: the way in, for training and for adaptation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from .classes import Matching, match_to_model, merged, number_classes
from .errors import LabelError
from .jobs import (
    AdaptOptions,
    FitOptions,
    LabelOptions,
    SamplesJob,
    SeriesOptions,
    UnknownClassPolicy,
)
from .labels import (
    CLOSE_POINTS_PX,
    LabelLayer,
    LabelledPixels,
    locate_pixels,
    read_labels,
)
from .model_card import LandCoverClass, ModelCard
from .progress import Advance, Reporter
from .samples import (
    Samples,
    SamplesFile,
    complete,
    extract_samples,
    grid_for_dates,
    on_grid,
    own_grid,
    pool,
    read_samples,
)
from .season import DateGrid, first_season_start, matching_season_start
from .series import Series
from .series_files import open_series


@dataclass(frozen=True)
class LabelledData:
    """Samples with the meaning of their classes."""

    samples: Samples
    matching: Matching
    reference_classes: tuple[LandCoverClass, ...]
    """Classes of the labels, and behind them those that only an independent layer has."""
    test: Samples | None
    """Of an independent layer, if the job names one."""
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
        files = _read_files(job.samples)
        grid = own_grid(files[0], job.season_start)
        _check_lengths(files)
        matching = number_classes(merged([file.values for file in files]))
        return _from_files(files, files[0].bands, grid, matching, reporter)
    imagery = imagery_for_training(job, reporter)
    labels = read_labels(job.polygons, job.field, job.name_field)
    matching = number_classes(labels.values)
    reference = _reference(job, matching, "", UnknownClassPolicy.EXTEND)
    return _from_imagery(job, imagery, labels, matching, reference, reporter, advance)


def load_for_model(
    job: AdaptOptions,
    card: ModelCard,
    imagery: Imagery | None,
    reporter: Reporter,
    advance: Advance,
) -> LabelledData:
    """Samples brought to a model's bands, dates and classes; samples files come before imagery."""
    if job.samples or imagery is None:
        files = _read_files(job.samples)
        grid = grid_for_dates(card.grid, files[0].dates, job.season_start)
        values = merged([file.values for file in files])
        matching = match_to_model(values, card.classes, job.class_map, job.unknown_classes)
        return _from_files(files, card.bands, grid, matching, reporter)
    labels = read_labels(job.polygons, job.field, job.name_field)
    matching = match_to_model(labels.values, card.classes, job.class_map, job.unknown_classes)
    reference = _reference(job, matching, job.class_map, job.unknown_classes)
    return _from_imagery(job, imagery, labels, matching, reference, reporter, advance)


@dataclass(frozen=True)
class _Reference:
    """An independent layer, matched to the classes that training gives."""

    labels: LabelLayer
    matching: Matching


def _reference(
    job: FitOptions | SamplesJob, training: Matching, class_map: str, policy: UnknownClassPolicy
) -> _Reference | None:
    """The independent layer, if the job names one; its own classes never reach the model."""
    if not (isinstance(job, FitOptions) and job.test_polygons):
        return None
    labels = read_labels(job.test_polygons, job.field, job.name_field)
    return _Reference(labels, match_to_model(labels.values, training.classes, class_map, policy))


def _from_imagery(
    job: LabelOptions,
    imagery: Imagery,
    labels: LabelLayer,
    matching: Matching,
    reference: _Reference | None,
    reporter: Reporter,
    advance: Advance,
) -> LabelledData:
    grid = imagery.series.grid
    share = 0.5 if reference else 1.0

    def extract(layer: LabelLayer, pixels: LabelledPixels, done: float) -> Samples:
        found = extract_samples(
            imagery.series, pixels, imagery.grid, job.memory, lambda f: advance(done + share * f)
        )
        origin = f"The labels of {layer.values.origin}"
        try:
            return complete(found, origin)
        except LabelError as error:
            raise LabelError(" ".join([error.message, *pixels.notes]), error.hint) from error

    pixels = locate_pixels(labels, matching.class_values, grid, job.exclude_boundary)
    samples = extract(labels, pixels, 0.0)
    notes = [*pixels.notes, *_null_note(labels), *_missing_note(samples)]
    notes += _without_pixel(matching, samples)
    test = None
    if reference:
        values = reference.matching.class_values
        apart = locate_pixels(reference.labels, values, grid, job.exclude_boundary).without(pixels)
        test = extract(reference.labels, apart, share)
        notes += [*apart.notes, *_null_note(reference.labels), *_missing_note(test)]
    if pixels.has_close_points(labels):
        notes.append(
            f"Points lie within {CLOSE_POINTS_PX} pixels of each other: they are not independent, "
            "and the accuracy may be too high."
        )
    _say(matching, notes, reporter)
    return LabelledData(
        samples=samples,
        matching=matching,
        reference_classes=(reference.matching if reference else matching).classes,
        test=test,
        notes=tuple(dict.fromkeys(notes)),
        names=tuple(
            part.values.origin for part in ([labels, reference.labels] if reference else [labels])
        ),
    )


def _read_files(paths: Sequence[str]) -> list[SamplesFile]:
    twice = [path for path in paths if list(paths).count(path) > 1]
    if twice:
        raise LabelError(f"{twice[0]} is given twice.", "Its copies would not be independent.")
    return [read_samples(path) for path in paths]


def _check_lengths(files: Sequence[SamplesFile]) -> None:
    for file in files[1:]:
        if len(file.dates) != len(files[0].dates):
            raise LabelError(
                f"{files[0].path} has {len(files[0].dates)} dates, {file.path} has "
                f"{len(file.dates)}.",
                "Pool only samples on date grids of one length.",
            )


def _from_files(
    files: Sequence[SamplesFile],
    bands: Sequence[str],
    grid: DateGrid,
    matching: Matching,
    reporter: Reporter,
) -> LabelledData:
    """Each file in the year of its own that the season fits best."""
    class_values = {int(text): value for text, value in matching.class_values.items()}
    parts = []
    for file in files:
        season = DateGrid(matching_season_start(grid, file.dates), grid.offsets)
        reporter.log(f"{file.values.origin}: season {season.start} to {season.end}.")
        part = on_grid(file, bands, season, class_values)
        if len(part):
            parts.append(part)
    names = tuple(file.values.origin for file in files)
    samples = pool(parts) if parts else None
    if samples is None:
        raise LabelError(f"{', '.join(names)} hold no sample of a class that is used.")
    samples = complete(samples, ", ".join(names))
    notes = [*_missing_note(samples), *_without_pixel(matching, samples)]
    _say(matching, notes, reporter)
    return LabelledData(samples, matching, matching.classes, None, tuple(notes), names)


def _without_pixel(matching: Matching, samples: Samples) -> list[str]:
    """Classes that the labels name, and that are left with no pixel."""
    named, present = set(matching.class_values.values()), set(samples.y.tolist())
    lost = [c.name for c in matching.classes if c.value in named and c.value not in present]
    return [f"Classes without a usable pixel: {', '.join(lost)}."] if lost else []


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
