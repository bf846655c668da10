"""What bands are called: by sensors, by common names, and the spectral indices made of them.

A model asks for bands by the names of its own images. Another archive spells the same band
differently (`B4`, `B04`, `FRE_B4`, `red`), and another sensor numbers it differently. The common
name says what is meant: `red` is B04 of Sentinel-2, B4 of Landsat 8 and B1 of MODIS.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Sensor:
    """A family of instruments whose bands are numbered alike."""

    name: str
    common: Mapping[str, str]
    """Band number without leading zeros -> common name."""


SENTINEL_2 = Sensor(
    "Sentinel-2",
    {
        "1": "coastal",
        "2": "blue",
        "3": "green",
        "4": "red",
        "5": "rededge1",
        "6": "rededge2",
        "7": "rededge3",
        "8": "nir",
        "8A": "nir08",
        "9": "nir09",
        "10": "cirrus",
        "11": "swir1",
        "12": "swir2",
    },
)
LANDSAT_8 = Sensor(
    "Landsat 8/9",
    {
        "1": "coastal",
        "2": "blue",
        "3": "green",
        "4": "red",
        "5": "nir",
        "6": "swir1",
        "7": "swir2",
        "8": "pan",
        "9": "cirrus",
        "10": "thermal1",
        "11": "thermal2",
    },
)
LANDSAT_5 = Sensor(
    "Landsat 4–7",
    {
        "1": "blue",
        "2": "green",
        "3": "red",
        "4": "nir",
        "5": "swir1",
        "6": "thermal1",
        "7": "swir2",
        "8": "pan",
    },
)
MODIS = Sensor(
    "MODIS",
    {
        "1": "red",
        "2": "nir",
        "3": "blue",
        "4": "green",
        "5": "nir12",
        "6": "swir1",
        "7": "swir2",
    },
)

SENSORS = (SENTINEL_2, LANDSAT_8, LANDSAT_5, MODIS)

_SYNONYMS = {
    "swir16": "swir1",
    "swir22": "swir2",
    "mir": "swir2",
    "rededge071": "rededge1",
    "rededge075": "rededge2",
    "rededge078": "rededge3",
    "re1": "rededge1",
    "re2": "rededge2",
    "re3": "rededge3",
    "nira": "nir08",
    "nirnarrow": "nir08",
    "aerosol": "coastal",
}
_COMMON = {name for s in SENSORS for name in s.common.values()}
_NUMBERED = re.compile(r"^(?:SR_|FRE_|SRE_|SUR_REFL_)?(?:B|BAND)0*(\d{1,2}A?)(?:,.*)?$", re.I)


@dataclass(frozen=True)
class SpectralIndex:
    """A number computed from reflectance."""

    inputs: tuple[str, ...]
    """Common names."""
    formula: Callable[..., FloatArray]
    """Takes the inputs as reflectance, 0 to 1."""

    @property
    def is_ratio(self) -> bool:
        """Whether the unit of the inputs does not matter."""
        return self.formula is _ratio


def _ratio(a: FloatArray, b: FloatArray) -> FloatArray:
    """(a − b) / (a + b); 0 where both are 0."""
    total = a + b
    result: FloatArray = np.divide(a - b, total, out=np.zeros_like(total), where=total != 0)
    return result + 0 * total  # NaN stays NaN


INDICES: Mapping[str, SpectralIndex] = {
    "NDVI": SpectralIndex(("nir", "red"), _ratio),
    "NDWI": SpectralIndex(("green", "nir"), _ratio),
    "MNDWI": SpectralIndex(("green", "swir1"), _ratio),
    "NDMI": SpectralIndex(("nir", "swir1"), _ratio),
    "NBR": SpectralIndex(("nir", "swir2"), _ratio),
    "NDRE": SpectralIndex(("nir", "rededge1"), _ratio),
    "GNDVI": SpectralIndex(("nir", "green"), _ratio),
    "NDBI": SpectralIndex(("swir1", "nir"), _ratio),
    "EVI": SpectralIndex(
        ("nir", "red", "blue"), lambda n, r, b: 2.5 * (n - r) / _safe(n + 6 * r - 7.5 * b + 1)
    ),
    "EVI2": SpectralIndex(("nir", "red"), lambda n, r: 2.5 * (n - r) / _safe(n + 2.4 * r + 1)),
    "SAVI": SpectralIndex(("nir", "red"), lambda n, r: 1.5 * (n - r) / _safe(n + r + 0.5)),
}
"""NDWI is McFeeters's (open water); the water content of leaves is NDMI."""


def _safe(denominator: FloatArray) -> FloatArray:
    """A denominator that is never 0."""
    return np.where(denominator == 0, np.float32(1e-6), denominator)


def common_name(band: str, sensor: Sensor | None) -> str:
    """What a band shows, e.g. `red`; empty where its name does not say.

    A number alone says it only where the sensor is known.
    """
    plain = re.sub(r"[-_ ]", "", band).lower()
    plain = _SYNONYMS.get(plain, plain)
    if plain in _COMMON:
        return plain
    number = _NUMBERED.match(band.strip())
    if number and sensor:
        return sensor.common.get(number[1].upper(), "")
    return ""


def same_spelling(band: str) -> str:
    """One form for spellings of one name: case, leading zeros and product prefixes fall away."""
    number = _NUMBERED.match(band.strip())
    return f"B{number[1]}".upper() if number else band.strip().upper()


def sensor_named(name: str) -> Sensor | None:
    """The sensor that a model card names."""
    return next((sensor for sensor in SENSORS if sensor.name == name), None)


def sensor_of_bands(bands: Iterable[str]) -> Sensor | None:
    """The sensor that band names alone give away: Sentinel-2, by B01 … B09 or a band of its own."""
    names = [same_spelling(band) if "_" in band else band.strip().upper() for band in bands]
    own = {"B8A", "B11", "B12", "SCL"}
    return SENTINEL_2 if any(n in own or re.fullmatch("B0[1-9]", n) for n in names) else None


def sensor_of_model(name: str, bands: Iterable[str]) -> Sensor | None:
    """Whose bands a model wants: the sensor that its card names, else that the bands give away."""
    return sensor_named(name) or sensor_of_bands(bands)


@dataclass(frozen=True)
class Recipe:
    """How a wanted band is had from an image's own bands."""

    name: str
    inputs: tuple[str, ...]
    """Band names as the images spell them; one, unless the band is an index."""
    index: str = ""
    """Key of `INDICES` where it is computed."""

    @property
    def words(self) -> str:
        """`NDVI from B08, B04`; empty where nothing needs saying."""
        spelt = same_spelling(self.name) == same_spelling(self.inputs[0])
        return "" if spelt and not self.index else f"{self.name} from {', '.join(self.inputs)}"


def recipe_for(
    wanted: str, wanted_sensor: Sensor | None, bands: Iterable[str], sensor: Sensor | None
) -> Recipe | None:
    """Find a wanted band among an image's.

    In this order: the very name in any case, another spelling of it where the sensors do not
    differ, the common name, an index computed from common names.

    Args:
        wanted: the band's name where it is asked for.
        wanted_sensor: whose band that is, if known.
        bands: the image's own names.
        sensor: whose they are, if known.
    """
    own = list(bands)
    by_upper = {band.upper(): band for band in own}
    means = common_name(wanted, wanted_sensor or sensor)
    shows = {common_name(band, sensor): band for band in reversed(own)}
    one_sensor = wanted_sensor is None or sensor is None or wanted_sensor is sensor
    if one_sensor or not means:
        if wanted.upper() in by_upper:
            return Recipe(wanted, (by_upper[wanted.upper()],))
        spelt = [band for band in own if same_spelling(band) == same_spelling(wanted)]
        if spelt:
            return Recipe(wanted, (spelt[0],))
    if means and means in shows:
        return Recipe(wanted, (shows[means],))
    if means == "nir08" and "nir" in shows and sensor is not SENTINEL_2:
        return Recipe(wanted, (shows["nir"],))
    key = wanted.strip().upper()
    if key in INDICES and all(part in shows for part in INDICES[key].inputs):
        return Recipe(wanted, tuple(shows[part] for part in INDICES[key].inputs), key)
    return None


UNUSUAL = ("coastal", "nir09", "cirrus", "pan", "thermal1", "thermal2")
"""What products bring along and land cover rarely wants; used only where it is asked for."""


def sensor_in(texts: Iterable[str]) -> Sensor | None:
    """The sensor that a file's name or, failing that, the nearest folder's gives away.

    Args:
        texts: the file's name, then its folders from the nearest up.
    """
    patterns = (
        (LANDSAT_8, r"(?<![A-Z0-9])L(?:C|O)0?[89](?![0-9])|LANDSAT[-_ ]?[89]"),
        (LANDSAT_5, r"(?<![A-Z0-9])L[TE]0?[4-7](?![0-9])|LANDSAT[-_ ]?[4-7]"),
        (MODIS, r"(?<![A-Z0-9])M[OYC]D(?:09|13|43)|MODIS"),
        (
            SENTINEL_2,
            r"(?<![A-Z0-9])S2[A-D]?(?![A-Z0-9])|SENTINEL[-_ ]?2|(?<![A-Z0-9])T\d\d[A-Z]{3}_",
        ),
    )
    for text in texts:
        found = [sensor for sensor, pattern in patterns if re.search(pattern, text.upper())]
        if found:
            return found[0] if len(found) == 1 else None
    return None
