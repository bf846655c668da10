"""The example scene's images: what a Sentinel-2 would see of its fields, clouds included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from .example_landscape import Landscape, smooth_noise
from .example_phenology import Floats, Parameters, Region, Stand, draw_stand, stand_spectra

SCALE = 10_000
"""Stored value of reflectance 1."""
LARGEST = 12_000

SCL_NODATA, SCL_SHADOW, SCL_VEGETATION, SCL_BARE, SCL_WATER = 0, 3, 4, 5, 6
SCL_CLOUD_MEDIUM, SCL_CLOUD_HIGH = 8, 9
CLOUD_SEEN = 0.08
"""Cloud depth from which the scene classification notices a cloud; below, it passes for clear."""
CLOUD_THICK = 0.55
"""Cloud depth from which it counts as a cloud with high probability."""
SHADOW_SEEN = 0.25
"""Shadow depth from which the scene classification notices a shadow."""
SHADOW_DARKENS = 0.6
"""Share of the light that the deepest shadow takes."""
SHADOW_OFFSET_PX = (9, 6)
"""Shadows fall to the north-west: rows up and columns left of their cloud."""

DAYS_AROUND_YEAR = 18
"""The series begins that long before its year and ends as long after it."""
COVERS = np.array([[0.0, 0.0], [0.02, 0.15], [0.15, 0.5], [0.3, 0.75], [0.9, 1.0]])
"""Of every five dates in a row, in any order: the least and the most cloud cover of each."""
SWATH_SHARE = 0.1
"""Share of the cloudy dates on which the edge of the swath cuts through the region."""


@dataclass(frozen=True)
class Sky:
    """What one date brings besides the fields."""

    day: date
    cloud_cover: float
    """Share of the region under clouds, 0 to 1."""
    at_swath_edge: bool


@dataclass(frozen=True)
class Scenery:
    """A region with all that stays the same from date to date."""

    region: Region
    parameters: Parameters
    landscape: Landscape
    stands: tuple[Stand, ...]
    """All fields, then the hedges as one more field at the end, where number -1 finds them."""
    texture: Floats
    """How far a pixel is from its field's typical (0) to its weak look (1), `(row, col)`."""


def draw_scenery(
    parameters: Parameters, region: Region, landscape: Landscape, rng: np.random.Generator
) -> Scenery:
    """Draw each field's own traits and the texture within the fields."""
    stands = [
        draw_stand(cover, np.flatnonzero(landscape.classes == value), region, rng)
        for value, cover in enumerate(parameters.classes, start=1)
    ]
    stands.append(draw_stand(parameters.hedge, np.array([len(landscape.classes)]), region, rng))
    texture = 0.5 * smooth_noise(rng, landscape.field_of_pixel.shape, (25, 9, 2))
    return Scenery(region, parameters, landscape, tuple(stands), texture)


def draw_skies(region: Region, rng: np.random.Generator) -> list[Sky]:
    """Irregular dates, one somewhere in each equal part of the series, and their clouds.

    One of every five dates is without any cloud, so no pixel lacks a season.
    """
    first = date(region.year, 1, 1) - timedelta(days=DAYS_AROUND_YEAR)
    last = date(region.year, 12, 31) + timedelta(days=DAYS_AROUND_YEAR)
    edges = np.linspace(0, (last - first).days + 1, region.n_dates + 1).astype(int)
    days = [first + timedelta(days=day) for day in rng.integers(edges[:-1], edges[1:]).tolist()]
    covers = np.concatenate(
        [rng.permutation(rng.uniform(*COVERS.T)) for _ in range(0, len(days), len(COVERS))]
    )[: len(days)]
    cloudy = np.flatnonzero(covers)
    cut = np.zeros(len(days), bool)
    cut[rng.choice(cloudy, round(SWATH_SHARE * len(cloudy)), replace=False)] = True
    return [Sky(*entry) for entry in zip(days, covers.tolist(), cut.tolist(), strict=True)]


def draw_image(scenery: Scenery, sky: Sky, rng: np.random.Generator) -> NDArray[np.uint16]:
    """One date's image.

    Returns:
        `(band, row, col)`: reflectance x 10,000 of the parameters' bands, 0 where nodata, then the
        scene classification.
    """
    shape = scenery.texture.shape
    parameters = scenery.parameters
    typical, weak = _field_spectra(scenery, sky.day, rng)
    clouds, shadows = _draw_clouds(sky.cloud_cover, shape, rng)
    ripple = 0.012 * smooth_noise(rng, shape, (4,))
    gain = np.array(scenery.region.gain) * (1 + 0.015 * rng.standard_normal())
    haze = scenery.region.haze * rng.gamma(4.0, 0.25)

    image = np.empty((len(parameters.bands) + 1, *shape), np.uint16)
    for band in range(len(parameters.bands)):
        surface = typical[:, band][scenery.landscape.field_of_pixel]
        surface += scenery.texture * (weak - typical)[:, band][scenery.landscape.field_of_pixel]
        surface = _blur(surface)
        surface *= 1 + ripple + 0.012 * rng.standard_normal(shape)
        surface = gain[band] * surface + haze * parameters.spectra["haze"][band]
        surface *= 1 - SHADOW_DARKENS * shadows
        surface += clouds * (parameters.spectra["cloud"][band] - surface)
        surface += 0.0015 * rng.standard_normal(shape)
        image[band] = np.clip(np.rint(surface * SCALE), 1, LARGEST)
    image[-1] = _classify_scene(image[:-1], parameters.bands, clouds, shadows)
    if sky.at_swath_edge:
        image[:, _beyond_swath(shape, rng)] = SCL_NODATA
    return image


def _field_spectra(scenery: Scenery, day: date, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Typical and weak reflectance of all fields, hedges last, each `(n_fields + 1, band)`."""
    wetness = float(np.exp(0.07 * rng.standard_normal()))
    day_of_year = (day - date(scenery.region.year, 1, 1)).days + 1
    n_fields = len(scenery.landscape.classes)
    typical = np.empty((n_fields + 1, len(scenery.parameters.bands)))
    weak = np.empty_like(typical)
    for stand in scenery.stands:
        typical[stand.fields], weak[stand.fields] = stand_spectra(
            stand, day_of_year, scenery.parameters.spectra, scenery.region, wetness
        )
    return typical, weak


def _draw_clouds(
    cover: float, shape: tuple[int, ...], rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Depth of clouds and of their shadows, 0 to 1, each `(row, col)`."""
    rows, cols = shape
    down, right = SHADOW_OFFSET_PX
    noise = smooth_noise(rng, (rows + down, cols + right), (48, 16, 5))
    if cover == 0:
        return np.zeros(shape), np.zeros(shape)
    depth = np.clip(2.0 * (noise - np.quantile(noise, 1 - cover)), 0.0, 1.0)
    return depth[:rows, :cols], depth[down:, right:]


def _blur(surface: Floats) -> Floats:
    """Spread of the sensor: each pixel sees a little of its neighbours."""
    padded = np.pad(surface, 1, mode="edge")
    rows = 0.16 * (padded[:-2] + padded[2:]) + 0.68 * padded[1:-1]
    result: Floats = 0.16 * (rows[:, :-2] + rows[:, 2:]) + 0.68 * rows[:, 1:-1]
    return result


def _classify_scene(
    image: NDArray[np.uint16], bands: tuple[str, ...], clouds: Floats, shadows: Floats
) -> NDArray[np.uint8]:
    """The scene classification: land by its spectrum, clouds and shadows where deep enough."""
    green, red, infrared = (image[bands.index(name)] / SCALE for name in ("B03", "B04", "B08"))
    classes = np.full(clouds.shape, SCL_BARE, np.uint8)
    classes[infrared - red > 0.4 * (infrared + red)] = SCL_VEGETATION
    classes[infrared < green] = SCL_WATER
    classes[shadows > SHADOW_SEEN] = SCL_SHADOW
    classes[clouds > CLOUD_SEEN] = SCL_CLOUD_MEDIUM
    classes[clouds > CLOUD_THICK] = SCL_CLOUD_HIGH
    return classes


def _beyond_swath(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.bool_]:
    """Pixels right of a slanting line through the region."""
    rows, cols = np.indices(shape)
    result: NDArray[np.bool_] = cols > rng.uniform(0.4, 0.9) * shape[1] - 0.2 * rows
    return result
