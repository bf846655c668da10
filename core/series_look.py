"""Looking at an image series: what is understood of it, and how it fits a model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from .acquisitions import Acquisition
from .areas import area_of
from .band_names import Sensor
from .catalogue import Catalogue, survey
from .errors import MissingBands, SeriesError
from .glimpse import clear_shares
from .grid import Grid, crs_name
from .jobs import SeriesJob
from .model_card import ModelCard, read_card
from .model_match import ModelMatch, check_units, match_model, told
from .phases import LOOKING
from .progress import Phases, Reporter
from .protocol import Result
from .reference_grid import grid_of_file, reference_grid
from .season import DateGrid, first_season_start
from .series import Image, ImageBand, Series
from .series_words import describe_match, describe_series, masks_in_words


def look(job: SeriesJob, reporter: Reporter) -> Result:
    """Describe a series, and with a model whether it fits.

    What does not fit the model is told, not raised. With `skip_unreadable` so is what makes a
    folder no series: files without a date are listed, for somebody to date them.

    Raises:
        SourcererError: the images are no series, or cannot be read.
    """
    card = read_card(job.model) if job.model else None
    catalogue = survey(job)
    catalogue.say(reporter)
    problem = ""
    try:
        catalogue.check_dates()
    except SeriesError as error:
        if not (job.skip_unreadable and (catalogue.acquisitions or catalogue.undated)):
            raise
        problem = told(error)
    match = match_model(catalogue, card) if card else None
    series = match.series if match else None if problem else catalogue.series(job.bands)
    grid = series.grid if series else _grid(catalogue)
    area = area_of(job, grid)
    phases = Phases(reporter, {LOOKING: 1})
    with phases.phase(LOOKING) as advance:
        images = tuple(_glance(catalogue, acquisition) for acquisition in catalogue.acquisitions)
        seen = clear_shares(Series(grid, images, (), job.mask_dilation), area, advance)
        if match and card:
            match = check_units(match, card, area)
    for text in filter(None, seen.unreadable):
        reporter.log(text, "warning")
    words = [problem or describe_series(catalogue, series)]
    if match:
        words.append(describe_match(match))
    rows = _dated_rows(catalogue, series, match, card)
    for row, share, unreadable in zip(rows, seen.clear_shares, seen.unreadable):
        row.update(valid=share, used=row["used"] and not problem, note=row["note"] or unreadable)
    details = {
        "images": [*rows, *_undated_rows(catalogue)],
        **_of_all(catalogue, series, match, grid),
        "notes": [*([problem] if problem else []), *_notes(catalogue, series)],
        "left_out": list(series.left_out if series else catalogue.left_out),
        "match": match.as_json() if match else None,
    }
    return Result(summary="\n".join(words), details=details)


def _dated_rows(
    catalogue: Catalogue, series: Series | None, match: ModelMatch | None, card: ModelCard | None
) -> list[dict[str, Any]]:
    """One row an image, ascending by date."""
    wanted = card.bands if card else series.bands if series else ()
    sensor = match.sensor if match else None
    rows = []
    for image in catalogue.acquisitions:
        note = _why_unused(catalogue, image, wanted, sensor)
        if match and match.season and not match.season.is_near(image.date):
            note = f"outside the season {match.season.start} to {match.season.end}"
        rows.append(
            {
                "path": image.path,
                "files": list(dict.fromkeys(source.path for source in image.bands.values())),
                "date": image.date.isoformat(),
                "bands": image.reflectance(catalogue.job.mask_band),
                "sensor": image.sensor.name if image.sensor else "",
                "valid": None,
                "used": not note,
                "note": note,
            }
        )
    return rows


def _undated_rows(catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "path": header.path,
            "files": [header.path],
            "date": None,
            "bands": [name or f"band_{n}" for n, name in enumerate(header.descriptions, start=1)],
            "sensor": header.sensor,
            "valid": None,
            "used": False,
            "note": "no date in its name",
        }
        for header in catalogue.undated
    ]


def _of_all(
    catalogue: Catalogue, series: Series | None, match: ModelMatch | None, grid: Grid
) -> dict[str, Any]:
    """What is true of the series as a whole."""
    dates, job = catalogue.dates, catalogue.job
    season = match.season if match else None
    if season is None and dates:
        given = job.season_start
        season = DateGrid(date.fromisoformat(given) if given else first_season_start(dates))
    gaps = [(later - earlier).days for earlier, later in zip(dates, dates[1:])]
    sensor = catalogue.sensor if catalogue.acquisitions else None
    return {
        "sensor": sensor.name if sensor else "",
        "crs": crs_name(grid.crs),
        "extent": list(grid.bounds),
        "width": grid.width,
        "height": grid.height,
        "pixel_area_m2": grid.pixel_area_m2,
        "season": {
            "start": season.start.isoformat() if season else "",
            "end": season.end.isoformat() if season else "",
        },
        "longest_gap_days": max(gaps, default=0),
    }


def _notes(catalogue: Catalogue, series: Series | None) -> list[str]:
    masks = [f"Mask: {words}" for words in masks_in_words(series)] if series else []
    return [*catalogue.notes, *masks]


def _why_unused(
    catalogue: Catalogue, image: Acquisition, wanted: Sequence[str], sensor: Sensor | None
) -> str:
    """What keeps an image out, without its name; empty where nothing does."""
    recipes = catalogue.recipes_for(image, wanted, sensor)
    missing = [name for name, recipe in zip(wanted, recipes) if recipe is None]
    if missing:
        return f"no band {', '.join(missing)}"
    try:
        catalogue.masks_of(image)
    except (MissingBands, SeriesError):
        return "no such mask"
    return ""


def _glance(catalogue: Catalogue, image: Acquisition) -> Image:
    """One band and the masks of an image: enough to see how much of it is clear."""
    first = image.bands[image.reflectance(catalogue.job.mask_band)[0]]
    try:
        masks = catalogue.masks_of(image)
    except (MissingBands, SeriesError):
        masks = ()
    sources = tuple((mask, image.bands[mask.band]) for mask in masks)
    return Image(image.date, first.path, (ImageBand((first,)),), sources)


def _grid(catalogue: Catalogue) -> Grid:
    """The grid of images that are not, or not yet, a series."""
    bands = [
        image.bands[name]
        for image in catalogue.acquisitions
        for name in image.reflectance(catalogue.job.mask_band)
    ]
    if not bands:
        return catalogue.undated[0].grid
    chosen = catalogue.job.grid
    return reference_grid(bands, grid_of_file(chosen) if chosen else None)
