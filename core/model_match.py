"""Whether images fit a model, before anything runs: its bands, its season, its units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .areas import Area
from .band_names import Recipe, Sensor, sensor_of_model
from .catalogue import Catalogue
from .errors import MissingBands, SeriesError, SourcererError, UnreadableFile
from .glimpse import some_values
from .model_card import ModelCard
from .season import DateGrid, grid_for_dates
from .series import Series
from .units import range_warnings


@dataclass(frozen=True)
class BandMatch:
    """One band that a model needs."""

    name: str
    found: str | None
    """What the images have for it; None where none of them has it."""


@dataclass(frozen=True)
class ModelMatch:
    """How images and a model fit together."""

    model: str
    bands: tuple[BandMatch, ...]
    sensor: Sensor | None
    """Whose bands they are, if known."""
    season: DateGrid | None
    """None where no image has a date."""
    n_dates: int
    """Of all images."""
    n_used: int
    """Those near the season whose images have all bands."""
    longest_gap_days: int
    """In the season, its ends included."""
    series: Series | None
    """With the model's bands, in its season; None where there is a problem."""
    warnings: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the model can be used with these images."""
        return not self.problems

    def as_json(self) -> dict[str, Any]:
        """What a match panel shows."""
        return {
            "ok": self.ok,
            "bands": [{"name": band.name, "found": band.found} for band in self.bands],
            "n_dates": self.n_dates,
            "n_used": self.n_used,
            "longest_gap_days": self.longest_gap_days,
            "warnings": list(self.warnings),
            "problems": list(self.problems),
        }


def match_model(catalogue: Catalogue, card: ModelCard) -> ModelMatch:
    """Compare headers; `check_units` looks at values.

    Raises:
        NoOverlap: images lie in different places, whatever the model.
    """
    sensor = sensor_of_model(card.sensor, card.bands)
    season, near, series, gap_days, problems = None, catalogue, None, 0, []
    try:
        catalogue.check_dates()
        shifted = card.grid.shifted(catalogue.job.season_shift)
        season = grid_for_dates(shifted, catalogue.dates, catalogue.job.season_start)
        near = catalogue.of_season(season)
        series = near.series(card.bands, sensor)
    except (MissingBands, SeriesError) as error:
        problems.append(told(error))
    recipes = [near.recipes_for(image, card.bands, sensor) for image in near.acquisitions]
    complete = {image.date for image, found in zip(near.acquisitions, recipes) if all(found)}
    used = set(series.dates) if series else set()
    if season:
        used = used or {day for day in complete if season.is_near(day)}
        gap_days = season.longest_gap_days(used)
    return ModelMatch(
        card.name,
        tuple(_band(name, [found[n] for found in recipes]) for n, name in enumerate(card.bands)),
        sensor,
        season,
        len(catalogue.dates),
        len(used),
        gap_days,
        series,
        tuple(_warnings(near, series, sensor)),
        tuple(problems),
    )


def check_units(match: ModelMatch, card: ModelCard, area: Area) -> ModelMatch:
    """The match with what a few clear pixels say about units; `area` is of the match's series."""
    if match.series is None:
        return match
    try:
        values = some_values(match.series, area)
    except UnreadableFile as error:
        found = [error.message]
    else:
        found = range_warnings(values, card)
        if not len(values):
            found = ["None of the pixels that were looked at is clear: their units are unchecked."]
    return replace(match, warnings=(*match.warnings, *found))


def told(error: SourcererError) -> str:
    """An error's message with its hint."""
    return f"{error.message} {error.hint}".strip()


def _band(name: str, recipes: list[Recipe | None]) -> BandMatch:
    words = dict.fromkeys(_found(recipe) for recipe in recipes if recipe)
    return BandMatch(name, " or ".join(words) or None)


def _found(recipe: Recipe) -> str:
    inputs = ", ".join(recipe.inputs)
    return f"{recipe.index} of {inputs}" if recipe.index else inputs


def _warnings(near: Catalogue, series: Series | None, sensor: Sensor | None) -> list[str]:
    warnings = [series.partly_masked] if series and series.partly_masked else []
    theirs = near.sensor if near.acquisitions else None
    if sensor and theirs and sensor is not theirs:
        warnings.insert(
            0,
            f"The model was trained on {sensor.name}, the images are of {theirs.name}: their bands "
            "show nearly, not exactly, the same.",
        )
    return warnings
