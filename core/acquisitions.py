"""Which bands belong to one image: the files of one overpass brought together.

The files of a product share its scene. Other files belong together if they lie in one folder and
their names differ in band, date and resolution alone; what then is left apart on a day joins the
image that shows the same place and lacks its bands, such as a cloud mask with a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from .band_names import Sensor, sensor_of_bands
from .errors import SeriesError
from .grid_reading import BandSource
from .layouts import FoundBand
from .masks import is_mask


@dataclass
class Acquisition:
    """All bands that one overpass left on disk."""

    date: date
    scene: str
    sensor: Sensor | None
    level: str = ""
    """Of a product that exists in several."""
    bands: dict[str, BandSource] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """One of its files, for messages."""
        return next(iter(self.bands.values())).path

    def reflectance(self, mask_band: str) -> list[str]:
        """Its bands without masks; `mask_band` is one that the job names."""
        return [name for name in self.bands if not is_mask(name, mask_band)]

    def lacks(self, other: Acquisition) -> bool:
        """Whether none of another's bands is here."""
        own = {name.upper() for name in self.bands}
        return own.isdisjoint(name.upper() for name in other.bands)

    def shows_the_same_place(self, other: Acquisition) -> bool:
        """Whether both cover one rectangle, but for two pixels of the coarser one."""
        mine, theirs = (next(iter(part.bands.values())).grid for part in (self, other))
        if mine.crs != theirs.crs:
            return False
        pixel = max(abs(grid.transform.a) for grid in (mine, theirs))
        return all(abs(a - b) <= 2 * pixel for a, b in zip(mine.bounds, theirs.bounds))


def acquisitions(found: Iterable[FoundBand], mask_band: str) -> tuple[list[Acquisition], list[str]]:
    """Bring bands together, ascending by date.

    Returns:
        The images, and what was left out with its reason.

    Raises:
        SeriesError: two files of one image hold the same band.
    """
    left_out: dict[str, None] = {}
    parts: dict[tuple[date, str, str], Acquisition] = {}
    best: dict[tuple[date, str, str, str], FoundBand] = {}
    for band in sorted(found, key=lambda b: (b.day, b.scene, b.source.path, b.source.index)):
        place = band.product.level if band.product else band.file.folder
        key = (band.day, band.scene, place)
        upper = band.band.upper()
        former = best.get((*key, upper))
        if former:
            worse = _worse(former, band)
            if not band.product:
                left_out[f"{worse.source.path}: a finer image has its band {worse.band}"] = None
            if worse is band:
                continue
        best[(*key, upper)] = band
        level = band.product.level if band.product else ""
        image = parts.setdefault(key, Acquisition(band.day, band.scene, band.sensor, level))
        name = next((name for name in image.bands if name.upper() == upper), band.band)
        image.bands[name] = band.source
    result: list[Acquisition] = []
    ordered = sorted(parts.values(), key=lambda a: (a.date, a.path))
    for _, same_day in groupby(ordered, key=lambda a: a.date):
        joined = _joined(list(same_day), mask_band)
        for image in joined:
            if not image.reflectance(mask_band):
                left_out[f"{image.path}: a mask without an image of that day and place"] = None
        result += [image for image in joined if image.reflectance(mask_band)]
    for image in result:
        image.sensor = image.sensor or sensor_of_bands(image.bands)
    return result, list(left_out)


def _worse(former: FoundBand, band: FoundBand) -> FoundBand:
    """Which of two sources of one band of one image is not taken.

    Raises:
        SeriesError: nothing tells them apart.
    """
    if band.product and former.product:
        return band if band.product.rank <= former.product.rank else former
    sizes = [abs(b.source.grid.transform.a) for b in (former, band)]
    if max(sizes) < 1.5 * min(sizes):
        raise SeriesError(
            f"{former.source.path} and {band.source.path} both hold {band.band} of {band.day}.",
            "Keep one of them, or say with --band-map what they are.",
        )
    return band if sizes[1] > sizes[0] else former


def _joined(same_day: Sequence[Acquisition], mask_band: str) -> list[Acquisition]:
    """Parts of one image put together; those with most bands first, masks alone last."""
    images: list[Acquisition] = []
    by_size = sorted(same_day, key=lambda a: (not a.reflectance(mask_band), -len(a.bands)))
    for part in by_size:
        fitting = [
            image for image in images if image.lacks(part) and image.shows_the_same_place(part)
        ]
        of_scene = [image for image in fitting if image.scene == part.scene]
        for image in (of_scene or fitting)[:1]:
            image.bands.update(part.bands)
            image.sensor = image.sensor or part.sensor
            break
        else:
            images.append(part)
    return sorted(images, key=lambda a: a.path)
