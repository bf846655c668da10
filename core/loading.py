"""What a job names -> series, samples, classes: the way in, for training and for adaptation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from .classes import Matching, match_to_model, merged, number_classes
from .errors import LabelError
from .extraction import Extraction, extract_samples
from .imagery import Imagery, imagery_for_training
from .jobs import (
    AdaptOptions,
    FitOptions,
    LabelOptions,
    MapOptions,
    SamplesJob,
    TrainJob,
    UnknownClassPolicy,
)
from .labels import (
    CLOSE_POINTS_NOTE,
    ON_THE_EDGE,
    LabelLayer,
    LabelledPixels,
    locate_pixels,
    read_labels,
)
from .model_card import LandCoverClass, ModelCard
from .progress import Advance, Reporter
from .regions import regional_jobs
from .samples import (
    Samples,
    SamplesFile,
    complete,
    on_grid,
    own_grid,
    pool,
    read_samples,
)
from .season import DateGrid, grid_for_dates, matching_season_start
from .series import Series
from .units import range_warnings

_LOST = "Classes without a usable pixel"


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
    clear_shares: tuple[tuple[date, float], ...] = ()
    """For each date of the images the share of the labelled pixels that it shows clearly."""
    series: tuple[Series, ...] = ()
    """The images that they were taken from."""

    @property
    def labelled_values(self) -> set[int]:
        """Values of the classes that there are labels of, an independent layer's among them."""
        parts = [self.samples, *([self.test] if self.test else [])]
        return {int(value) for part in parts for value in part.y}


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
    jobs = [job, *(regional_jobs(job) if isinstance(job, TrainJob) else [])]
    layers = [read_labels(each.polygons, each.field, each.name_field) for each in jobs]
    matching = number_classes(merged([layer.values for layer in layers]))
    parts: list[LabelledData] = []
    first: Imagery | None = None
    for number, (each, labels) in enumerate(zip(jobs, layers)):
        imagery = imagery_for_training(each, reporter, first)
        first = first or imagery
        reference = _reference(each, matching, "", UnknownClassPolicy.EXTEND)

        def proceed(fraction: float, done: int = number) -> None:
            advance((done + fraction) / len(jobs))

        parts.append(_from_imagery(each, imagery, labels, matching, reference, reporter, proceed))
    return _pooled(parts)


def _pooled(parts: Sequence[LabelledData]) -> LabelledData:
    """The labels of several regions as one; what is drawn of dates is the first region's."""
    if len(parts) == 1:
        return parts[0]
    lost = set.intersection(*({n for n in part.notes if n.startswith(_LOST)} for part in parts))
    notes = [n for part in parts for n in part.notes if not n.startswith(_LOST) or n in lost]
    return replace(
        parts[0],
        samples=pool([part.samples for part in parts]),
        notes=tuple(dict.fromkeys(notes)),
        names=tuple(dict.fromkeys(name for part in parts for name in part.names)),
        series=tuple(series for part in parts for series in part.series),
    )


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
        data = _from_files(files, card.bands, grid, matching, reporter)
        return _with_range_warnings(data, card, reporter)
    labels = read_labels(job.polygons, job.field, job.name_field)
    matching = match_to_model(labels.values, card.classes, job.class_map, job.unknown_classes)
    reference = _reference(job, matching, job.class_map, job.unknown_classes)
    data = _from_imagery(job, imagery, labels, matching, reference, reporter, advance)
    return _with_range_warnings(data, card, reporter)


def load_source_samples(job: AdaptOptions, card: ModelCard) -> Samples | None:
    """The source's samples in a model's bands, dates and classes; None if the job names none."""
    if not job.source_samples:
        return None
    parts = []
    for file in _read_files(job.source_samples):
        matching = match_to_model(file.values, card.classes, "", UnknownClassPolicy.IGNORE)
        season = DateGrid(matching_season_start(card.grid, file.dates), card.grid.offsets)
        values = {int(text): value for text, value in matching.class_values.items()}
        parts.append(on_grid(file, card.bands, season, values))
    return complete(pool(parts), ", ".join(job.source_samples))


def _with_range_warnings(data: LabelledData, card: ModelCard, reporter: Reporter) -> LabelledData:
    """Say so where the target's values do not look like what the model was trained on."""
    warnings = range_warnings(data.samples.x, card)
    for text in warnings:
        reporter.log(text, "warning")
    return replace(data, notes=(*data.notes, *warnings))


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

    def extract(layer: LabelLayer, pixels: LabelledPixels, done: float) -> Extraction:
        found = extract_samples(imagery, pixels, job, lambda f: advance(done + share * f))
        origin = f"The labels of {layer.values.origin}"
        try:
            return replace(found, samples=complete(found.samples, origin))
        except LabelError as error:
            dark = len(found.samples) and not any(share for _, share in found.clear_shares)
            why = [imagery.series.never_clear] if dark else []
            raise LabelError(" ".join([error.message, *why, *pixels.notes]), error.hint) from error

    pixels = locate_pixels(labels, matching.class_values, grid, job.exclude_boundary)
    if not isinstance(job, MapOptions):  # a map's labels count wherever they lie
        pixels = imagery.area.of(pixels)
    found = extract(labels, pixels, 0.0)
    samples = found.samples
    notes = [*imagery.notes, *pixels.notes, *_null_note(labels), *_missing_note(samples)]
    notes += _without_pixel(matching, samples)
    test = None
    if reference:
        values = reference.matching.class_values
        apart = locate_pixels(reference.labels, values, grid, job.exclude_boundary).without(pixels)
        test = extract(reference.labels, apart, share).samples
        notes += [*apart.notes, *_null_note(reference.labels), *_missing_note(test)]
    if pixels.has_close_points(labels):
        notes.append(CLOSE_POINTS_NOTE)
    _say(matching, notes[len(imagery.notes) :], reporter)
    return LabelledData(
        samples=samples,
        matching=matching,
        reference_classes=(reference.matching if reference else matching).classes,
        test=test,
        notes=tuple(dict.fromkeys(notes)),
        clear_shares=found.clear_shares,
        series=(imagery.series,),
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
    return [f"{_LOST}: {', '.join(lost)}."] if lost else []


def _null_note(layer: LabelLayer) -> list[str]:
    if not layer.n_null:
        return []
    return [f"Left out: {layer.n_null} features without a class or a geometry."]


def _missing_note(samples: Samples) -> list[str]:
    if not samples.n_missing:
        return []
    return [f"Left out: {samples.n_missing} labelled pixels without enough clear observations."]


def _say(matching: Matching, notes: Sequence[str], reporter: Reporter) -> None:
    reporter.log("Labels: " + "; ".join(matching.lines) + ".")
    for note in notes:
        was_asked_for = ON_THE_EDGE in note
        reporter.log(note, "info" if was_asked_for else "warning")
