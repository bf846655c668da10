"""What the fields of the example scene look like on a given day.

A land cover is bare ground and pulses of growth over it: each pulse covers the ground with one
material (leaf, straw, flower, …) along a double-logistic curve. The parameters are made up after
typical European crop calendars and Sentinel-2 spectra; they stand in
`resources/example_scene.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

PARAMETERS_FILE = Path(__file__).resolve().parent.parent / "resources" / "example_scene.json"

SOIL = "soil"
"""Ground or material that stands for the soil of the region."""

VIGOUR_SD = 0.11
"""Standard deviation of the fields' vigour, a factor about 1."""
SOIL_SD = 0.20
"""Standard deviation of the logarithm of the fields' ground brightness."""
WEAK_VIGOUR = 0.82
"""Vigour of a field's weak pixels, as a share of the field's own."""
WEAK_SOIL = 1.12
"""Ground brightness of a field's weak pixels, as a share of the field's own."""


@dataclass(frozen=True)
class Pulse:
    """One material that comes and goes over the year; days count from 1 January as day 1."""

    material: str
    """Name of its spectrum."""
    cover: float
    """Largest fraction of the ground that it covers, 0 to 1."""
    rise: float
    """Day on which half the cover has come."""
    rise_days: float
    """Time constant of the rise."""
    fall: float
    """Day on which half the cover has gone."""
    fall_days: float
    """Time constant of the fall."""
    chance: float = 1.0
    """Share of the fields that have this pulse (catch crops, cuts of grass)."""
    lag_sd: float = 0.0
    """Standard deviation, in days, of a field's own delay of this pulse."""


@dataclass(frozen=True)
class LandCover:
    """A class and its year."""

    name: str
    share: float
    """Share of the fields."""
    ground: str
    """Name of the ground's spectrum, or `soil`."""
    shift_sd: float
    """Standard deviation, in days, of a field's own shift (sowing date)."""
    pulses: tuple[Pulse, ...]
    """Laid over the ground in this order, the last one on top."""


@dataclass(frozen=True)
class Region:
    """One domain of the scene: where, when, and how it differs from the other."""

    name: str
    """Folder name."""
    year: int
    west: float
    """Left edge in the scene's CRS, in metres."""
    north: float
    """Upper edge in the scene's CRS, in metres."""
    n_dates: int
    soil: str
    """Name of the soil's spectrum."""
    shift: float
    """Days that the whole season is late."""
    class_shift: dict[str, float]
    """Further days for single classes."""
    growth: float
    """Factor on every pulse's cover."""
    spread: float
    """Factor on how much the fields of a class differ from one another."""
    habit: float
    """Exponent on the chance of a pulse: below 1, more fields have catch crops and cuts."""
    gain: tuple[float, ...]
    """Factor on the reflectance, one a band (atmosphere, view angle)."""
    haze: float
    """Mean reflectance that haze adds in the blue band."""
    field_px: float
    """Mean size of a field, in pixels."""
    angle: float
    """Direction of the field borders, in degrees."""


@dataclass(frozen=True)
class Parameters:
    """All of the generator's parameters."""

    bands: tuple[str, ...]
    spectra: dict[str, Floats]
    """Reflectance (0 to 1) a band, by material."""
    classes: tuple[LandCover, ...]
    """Sorted by name, so that a class's value is 1 + its position."""
    hedge: LandCover
    """What grows between the fields."""
    source: Region
    target: Region


@dataclass(frozen=True)
class Stand:
    """All fields of one land cover in one region, with what is each field's own."""

    cover: LandCover
    fields: NDArray[np.int64]
    """The fields' numbers, `(n,)`."""
    shift: Floats
    """Days that the field is late, `(n,)`."""
    vigour: Floats
    """Factor on the cover of its pulses, `(n,)`."""
    soil: Floats
    """Factor on the ground's reflectance, `(n,)`."""
    lag: Floats
    """Further delay of each pulse in days, `(n, pulse)`."""
    grown: NDArray[np.bool_]
    """Whether the field has the pulse at all, `(n, pulse)`."""


def load_parameters() -> Parameters:
    """Read the generator's parameters."""
    content = json.loads(PARAMETERS_FILE.read_text(encoding="utf-8"))
    return Parameters(
        bands=tuple(content["bands"]),
        spectra={name: np.array(values) for name, values in content["spectra"].items()},
        classes=tuple(_land_cover(entry) for entry in content["classes"]),
        hedge=_land_cover(content["hedge"]),
        source=_region(content["source"]),
        target=_region(content["target"]),
    )


def _land_cover(entry: dict[str, Any]) -> LandCover:
    pulses = tuple(Pulse(**pulse) for pulse in entry["pulses"])
    return LandCover(**{**entry, "pulses": pulses})


def _region(entry: dict[str, Any]) -> Region:
    return Region(**{**entry, "gain": tuple(entry["gain"])})


def draw_stand(
    cover: LandCover, fields: NDArray[np.int64], region: Region, rng: np.random.Generator
) -> Stand:
    """Draw what is each field's own: sowing date, vigour, soil, catch crops, cuts."""
    shape = len(fields), len(cover.pulses)
    chances = np.array([pulse.chance for pulse in cover.pulses]) ** region.habit
    late = region.shift + region.class_shift.get(cover.name, 0.0)
    return Stand(
        cover=cover,
        fields=fields,
        shift=late + region.spread * cover.shift_sd * rng.standard_normal(len(fields)),
        vigour=region.growth * (1 + region.spread * VIGOUR_SD * rng.standard_normal(len(fields))),
        soil=np.exp(SOIL_SD * rng.standard_normal(len(fields))),
        lag=rng.standard_normal(shape) * [region.spread * pulse.lag_sd for pulse in cover.pulses],
        grown=rng.random(shape) < chances,
    )


def stand_spectra(
    stand: Stand, day: int, spectra: dict[str, Floats], region: Region, wetness: float
) -> tuple[Floats, Floats]:
    """Reflectance of every field of a stand on one day.

    Args:
        stand: the fields.
        day: day of the region's year, 1 = 1 January; may lie outside the year.
        spectra: reflectance a band, by material.
        region: gives the soil.
        wetness: factor on the ground's reflectance on that day.

    Returns:
        Typical and weak reflectance, each `(n, band)`, 0 to 1; the pixels of a field lie between
        and beyond the two.
    """
    typical = _grow(stand, day, spectra, region, stand.vigour, wetness * stand.soil)
    weak = _grow(
        stand, day, spectra, region, WEAK_VIGOUR * stand.vigour, WEAK_SOIL * wetness * stand.soil
    )
    return typical, weak


def _grow(
    stand: Stand,
    day: int,
    spectra: dict[str, Floats],
    region: Region,
    vigour: Floats,
    brightness: Floats,
) -> Floats:
    """Lay the pulses over the ground; `(n, band)`."""
    soil = spectra[region.soil]
    result = brightness[:, None] * spectra.get(stand.cover.ground, soil)
    for number, pulse in enumerate(stand.cover.pulses):
        age = day - stand.shift - stand.lag[:, number]
        risen = _logistic((age - pulse.rise) / pulse.rise_days)
        fallen = _logistic((age - pulse.fall) / pulse.fall_days)
        share = pulse.cover * vigour * stand.grown[:, number] * (risen - fallen)
        share = np.clip(share, 0.0, 0.98)[:, None]
        result = result + share * (spectra.get(pulse.material, soil) - result)
    return result


def _logistic(value: Floats) -> Floats:
    """From 0 to 1 around 0; far tails are cut so that nothing overflows."""
    result: Floats = 1.0 / (1.0 + np.exp(-np.clip(value, -50.0, 50.0)))
    return result
