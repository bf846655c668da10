"""What lies on disk, before a model has said what it needs: images, bands, masks.

`open_catalogue` reads headers only. `Catalogue.series` picks the bands that are asked for and the
grid that they are brought to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from rasterio.errors import RasterioError
from rasterio.windows import Window

from .band_names import Recipe, Sensor, recipe_for, same_spelling, sensor_of_bands
from .dates import read_dates
from .errors import MissingBands, SeriesError, UnreadableFile
from .grid_reading import BandSource
from .jobs import MaskPreset, SeriesOptions
from .layouts import BandFinder, FoundBand, Header, by_given_dates, read_header, same_bands, undated
from .masks import MASK_BANDS, Mask, preset_band, preset_masks, preset_of_band
from .products import product_file
from .rasters import open_raster, unreadable
from .reference_grid import grid_of_file, reference_grid
from .series import Image, ImageBand, Series
from .series_files import find_images

_UNUSUAL_BANDS = ("B01", "B09", "B10")
"""Sentinel-2's bands for the atmosphere; used only where they are asked for."""


@dataclass
class Acquisition:
    """All bands that one overpass left on disk."""

    date: date
    scene: str
    sensor: Sensor | None
    is_hls: bool
    bands: dict[str, BandSource] = field(default_factory=dict)

    @property
    def path(self) -> str:
        """One of its files, for messages."""
        return next(iter(self.bands.values())).path

    @property
    def reflectance(self) -> list[str]:
        """Its bands without masks."""
        return [name for name in self.bands if name.upper() not in MASK_BANDS]


@dataclass(frozen=True)
class Catalogue:
    """The images of a series as they lie on disk."""

    job: SeriesOptions
    acquisitions: tuple[Acquisition, ...]
    """Ascending by date."""
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    """What was recognised or done, for people."""

    @property
    def dates(self) -> tuple[date, ...]:
        """Ascending, each day once."""
        return tuple(sorted({acquisition.date for acquisition in self.acquisitions}))

    @property
    def sensor(self) -> Sensor | None:
        """The sensor whose names count: that of the image with most bands."""
        return max(self.acquisitions, key=lambda a: len(a.reflectance)).sensor

    def series(self, bands: Sequence[str] = (), sensor: Sensor | None = None) -> Series:
        """The series with these bands in this order, on one grid.

        Args:
            bands: names as a model or a user gives them; empty: all that the images share.
            sensor: whose names they are, if known.

        Raises:
            MissingBands: an image lacks a band or the mask.
            NoOverlap: images lie in different places.
            SeriesError: fewer than two dates are left.
        """
        wanted = list(bands) or self._shared_bands()
        images, left_out = [], list(self.left_out)
        for acquisition in self.acquisitions:
            try:
                images.append(self._image(acquisition, wanted, sensor))
            except MissingBands as error:
                if not self.job.skip_unreadable:
                    raise
                left_out.append(error.message)
        _check_dates({image.date for image in images}, self.job.series)
        sources = [s for image in images for band in image.bands for s in band.sources]
        grid = grid_of_file(self.job.grid) if self.job.grid else reference_grid(sources)
        return Series(grid, tuple(images), tuple(wanted), self.job.mask_dilation, tuple(left_out))

    def recipes(self, bands: Sequence[str], sensor: Sensor | None = None) -> list[str]:
        """How the bands are had where their names differ, in words."""
        words = {
            recipe.words: None
            for acquisition in self.acquisitions
            for recipe in self._recipes(acquisition, bands, sensor)
            if recipe and recipe.words
        }
        return list(words)

    def _recipes(
        self, acquisition: Acquisition, wanted: Sequence[str], sensor: Sensor | None
    ) -> list[Recipe | None]:
        own, sensor = acquisition.reflectance, sensor or self.sensor
        return [recipe_for(name, sensor, own, acquisition.sensor) for name in wanted]

    def _image(
        self, acquisition: Acquisition, wanted: Sequence[str], sensor: Sensor | None
    ) -> Image:
        recipes = self._recipes(acquisition, wanted, sensor)
        missing = [name for name, recipe in zip(wanted, recipes) if recipe is None]
        if missing:
            raise self._lacks(acquisition, missing)
        own = acquisition.bands
        bands = tuple(
            ImageBand(tuple(own[name] for name in recipe.inputs), recipe.index)
            for recipe in recipes
            if recipe
        )
        masks = tuple((mask, own[mask.band]) for mask in self.masks_of(acquisition))
        return Image(acquisition.date, bands[0].sources[0].path, bands, masks)

    def masks_of(self, acquisition: Acquisition) -> tuple[Mask, ...]:
        """The masks of one acquisition.

        Raises:
            MissingBands: the job asks for one that it has not.
        """
        job, names = self.job, list(acquisition.bands)
        if job.mask_band:
            band = next((name for name in names if name.upper() == job.mask_band.upper()), "")
            if not band:
                raise self._lacks(acquisition, [job.mask_band])
            if job.mask_values or job.mask_bits:
                return (Mask(band, job.mask_values, job.mask_bits),)
            known = preset_of_band(band)
            if known is None:
                raise SeriesError(
                    f"--mask-band {band}: nothing is known of a mask of that name.",
                    "Say with --mask-values or --mask-bits what means unusable.",
                )
            return (Mask(band, *known),)
        masks = preset_masks(job.mask, names, acquisition.is_hls)
        own_rule = bool(job.mask_values or job.mask_bits)
        if not masks and (own_rule or job.mask not in (MaskPreset.AUTO, MaskPreset.NONE)):
            raise self._lacks(acquisition, [preset_band(job.mask)])
        if own_rule:
            return (Mask(masks[0].band, job.mask_values, job.mask_bits),)
        return masks

    def _lacks(self, acquisition: Acquisition, missing: Sequence[str]) -> MissingBands:
        others = [
            other.path
            for other in self.acquisitions
            if other.date == acquisition.date and other is not acquisition
        ]
        beside = f" ({others[0]} shows the same day.)" if others else ""
        named = self.job.band_map or any(not b.startswith("band_") for b in acquisition.bands)
        return MissingBands(
            f"{acquisition.path} ({acquisition.date}) has no band {', '.join(missing)}; it has "
            f"{', '.join(acquisition.bands)}.{beside}",
            "Use images with all bands, say with --band-map which of them is meant, or leave such "
            "images out with --skip-unreadable."
            if named
            else "Its bands have no names: give them with --band-map, in order and with commas.",
        )

    def _shared_bands(self) -> list[str]:
        """The bands that all images have; every image of a sensor must have the same."""
        first = self.acquisitions[0]
        for other in self.acquisitions[1:]:
            theirs, ours = (
                set(map(str.upper, other.reflectance)),
                set(map(str.upper, first.reflectance)),
            )
            if other.sensor is first.sensor and theirs != ours and not self.job.skip_unreadable:
                odd = ", ".join(sorted(theirs ^ ours))
                raise MissingBands(
                    f"{first.path} ({first.date}) and {other.path} ({other.date}) differ in "
                    f"their bands: {odd}.",
                    "Name with --bands those that all images have, or leave out those that lack "
                    "one with --skip-unreadable.",
                )
        most = max(self.acquisitions, key=lambda a: len(a.reflectance))
        one_sensor = all(other.sensor is most.sensor for other in self.acquisitions)
        shared = [
            name
            for name in most.reflectance
            if one_sensor
            or all(recipe_for(name, most.sensor, a.bands, a.sensor) for a in self.acquisitions)
        ]
        usual = [n for n in shared if not (product_file(most.bands[n].path) and _unusual(n))]
        if not usual:
            raise MissingBands(f"{first.path}: it holds masks alone ({', '.join(first.bands)}).")
        return usual


def open_catalogue(job: SeriesOptions) -> Catalogue:
    """Find the images of a series and understand them; reads headers only.

    Raises:
        SeriesError: no images, no or doubtful dates, fewer than two dates.
        UnreadableFile: a file cannot be opened, and the job does not allow to leave it out.
    """
    files = find_images(job.series, job.date_pattern)
    left_out: list[str] = []

    def attempt(read: Callable[[], None]) -> None:
        try:
            read()
        except (UnreadableFile, SeriesError) as error:
            if not job.skip_unreadable:
                raise
            left_out.append(error.message)

    headers: list[Header] = []
    for file in files:
        product = product_file(file.path)
        if product is None or product.band:
            attempt(lambda file=file: headers.append(_header(file, job)))  # type: ignore[misc]
    given_dates = read_dates(job.dates) if job.dates else []
    headers = _dated(headers, given_dates, job.skip_unreadable, left_out)
    finder = BandFinder(job, given_dates)
    found: list[FoundBand] = []
    for header in headers:
        attempt(lambda header=header: found.extend(finder.bands_of(header)))  # type: ignore[misc]
    acquisitions = _acquisitions(found)
    days = {acquisition.date for acquisition in acquisitions}
    _check_dates(days, job.series)
    notes = list(finder.notes)
    if len(days) < len(acquisitions):
        notes.append(f"{len(acquisitions)} images of {len(days)} days: those of a day are merged")
    return Catalogue(job, tuple(acquisitions), tuple(left_out), tuple(notes))


def _header(file: object, job: SeriesOptions) -> Header:
    header = read_header(file, job.date_pattern)  # type: ignore[arg-type]
    if job.skip_unreadable:
        _probe(header)
    return header


def _probe(header: Header) -> None:
    """Read a file's last pixels, which a truncated one lacks."""
    grid = header.grid
    window = Window(grid.width - 1, grid.height - 1, 1, 1)
    with open_raster(header.path) as dataset:
        try:
            dataset.read(window=window)
        except RasterioError as error:
            raise unreadable(header.path, error) from error


def _dated(
    headers: list[Header], given: Sequence[date], skip: bool, left_out: list[str]
) -> list[Header]:
    """Headers that have dates; what merely lies in the same folder is left out and named."""
    if given and len(headers) == 1:
        return headers
    undated_ones = [h for h in headers if h.day is None and not h.is_dated_stack]
    if given and undated_ones:
        dated = by_given_dates(undated_ones, given)
        return dated + [header for header in headers if header not in undated_ones]
    dated = [header for header in headers if header not in undated_ones]
    for header in undated_ones:
        looks_alike = not dated or same_bands(header, dated[0])
        if not skip and (header.file.listed or looks_alike):
            raise undated(header)
        left_out.append(f"{header.path}: no date in its name")
    return dated


def _acquisitions(found: Iterable[FoundBand]) -> list[Acquisition]:
    """Bring the bands of one overpass together, ascending by date.

    Files belong together by their scene, the part of the name that band and resolution do not
    change. Of a band that a scene has twice the better file counts. What is left over on a day and
    has other bands, such as a cloud mask, joins the one image of that day that lacks them.
    """
    by_scene: dict[tuple[date, str, str], Acquisition] = {}
    ranks: dict[tuple[date, str, str, str], tuple[str, float]] = {}
    for band in sorted(found, key=lambda b: (b.day, b.scene, b.source.path, b.source.index)):
        key = (band.day, band.scene, "")
        upper = band.band.upper()
        rank = (band.rank, -abs(band.source.grid.transform.a))
        if (*key, upper) in ranks:
            best = ranks[(*key, upper)]
            if not band.rank and rank == best:  # the same name in two folders: two images
                key = (band.day, band.scene, band.source.path.rsplit("/", 1)[0])
            elif rank <= best:
                continue
        acquisition = by_scene.setdefault(
            key, Acquisition(band.day, band.scene, band.sensor, band.is_hls)
        )
        name = next((name for name in acquisition.bands if name.upper() == upper), band.band)
        acquisition.bands[name] = band.source
        ranks[(*key, upper)] = rank
    result = []
    ordered = sorted(by_scene.values(), key=lambda a: (a.date, a.scene, a.path))
    for _, same_day in groupby(ordered, key=lambda a: a.date):
        result += _joined(list(same_day))
    for acquisition in result:
        acquisition.sensor = acquisition.sensor or sensor_of_bands(acquisition.bands)
    return result


def _joined(same_day: list[Acquisition]) -> list[Acquisition]:
    """Parts of one image with bands of their own are put together, where it is clear with which."""
    parts = sorted(same_day, key=lambda a: -len(a.bands))
    images: list[Acquisition] = []
    for part in parts:
        names = set(map(str.upper, part.bands))
        lacking = [image for image in images if names.isdisjoint(map(str.upper, image.bands))]
        alike = [image for image in images if names & set(map(str.upper, image.bands))]
        if len(lacking) == 1 and not alike:
            lacking[0].bands.update(part.bands)
            lacking[0].sensor = lacking[0].sensor or part.sensor
        else:
            images.append(part)
    return sorted(images, key=lambda a: a.path)


def _check_dates(days: set[date], inputs: Sequence[str]) -> None:
    if len(days) < 2:
        what = f"{len(days)} date" + (f" ({min(days)})" if days else "s that can be used")
        raise SeriesError(
            f"{inputs[0]} holds {what}; a time series needs at least two.",
            "Give a folder with the images of a season.",
        )


def _unusual(band: str) -> bool:
    return same_spelling(band) in {same_spelling(name) for name in _UNUSUAL_BANDS}
