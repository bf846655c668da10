"""What lies on disk, before a model has said what it needs: images, bands, masks.

`open_catalogue` reads headers only. `Catalogue.series` picks the bands that are asked for and the
grid that they are brought to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

import numpy as np

from .acquisitions import Acquisition, acquisitions
from .band_names import (
    INDICES,
    UNUSUAL,
    Recipe,
    Sensor,
    common_name,
    recipe_for,
)
from .dates import read_dates
from .errors import MissingBands, SeriesError, UnreadableFile
from .grid_reading import BandSource, GridReader
from .headers import Header, read_header
from .jobs import MaskPreset, SeriesOptions
from .layouts import BandFinder, FoundBand, by_given_dates, same_bands, undated
from .masks import Mask, preset_band, preset_masks, preset_of_band
from .products import FULL_REFLECTANCE, product_file
from .progress import Reporter
from .reference_grid import grid_of_file, reference_grid
from .season import DateGrid
from .series import Image, ImageBand, Series
from .series_files import ImageFile, find_images

_HIGHEST_REFLECTANCE = 3.0
"""Values whose median is higher are no reflectance of 0 to 1."""


@dataclass(frozen=True)
class Catalogue:
    """The images of a series as they lie on disk."""

    job: SeriesOptions
    acquisitions: tuple[Acquisition, ...]
    """Ascending by date."""
    left_out: tuple[str, ...]
    notes: tuple[str, ...]
    """What was recognised or done, for people."""
    undated: tuple[Header, ...] = ()
    """Of the files that were left out those whose date is not known."""

    @property
    def dates(self) -> tuple[date, ...]:
        """Ascending, each day once."""
        return tuple(sorted({acquisition.date for acquisition in self.acquisitions}))

    @cached_property  # asked for once an image: hundreds of images would each look at all
    def sensor(self) -> Sensor | None:
        """The sensor whose names count: that of the image with most bands."""
        return max(self.acquisitions, key=lambda a: len(self._own(a))).sensor

    @property
    def all_bands(self) -> tuple[str, ...]:
        """Every name of a band that an image has, masks left out."""
        return tuple(dict.fromkeys(name for a in self.acquisitions for name in self._own(a)))

    def check_dates(self) -> None:
        """Make sure that this is a time series.

        Raises:
            SeriesError: fewer than two dates.
        """
        _check_dates(set(self.dates), self.job.series, self.left_out)

    def say(self, reporter: Reporter) -> None:
        """Tell what was recognised."""
        for note in self.notes:
            reporter.log(f"Images: {note}.")

    def _own(self, acquisition: Acquisition) -> list[str]:
        return acquisition.reflectance(self.job.mask_band)

    def of_season(self, grid: DateGrid) -> Catalogue:
        """Only the images that help to fill a season.

        Raises:
            SeriesError: fewer than two dates are left.
        """
        near = tuple(a for a in self.acquisitions if grid.is_near(a.date))
        n_left = len({acquisition.date for acquisition in near})
        if n_left < 2:
            raise SeriesError(
                f"Only {n_left} of {len(self.dates)} dates ({self.dates[0]} to "
                f"{self.dates[-1]}) lie in the season {grid.start} to {grid.end}.",
                "Give another --season-start, or images of that season.",
            )
        return replace(self, acquisitions=near)

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
        _check_dates({image.date for image in images}, self.job.series, left_out)
        sources = [s for image in images for band in image.bands for s in band.sources]
        grid = reference_grid(sources, grid_of_file(self.job.grid) if self.job.grid else None)
        return Series(grid, tuple(images), tuple(wanted), self.job.mask_dilation, tuple(left_out))

    def recipes(self, bands: Sequence[str], sensor: Sensor | None = None) -> list[str]:
        """How the bands are had where their names differ, in words."""
        words = {
            recipe.words: None
            for acquisition in self.acquisitions
            for recipe in self.recipes_for(acquisition, bands, sensor)
            if recipe and recipe.words
        }
        return list(words)

    def recipes_for(
        self, acquisition: Acquisition, wanted: Sequence[str], sensor: Sensor | None
    ) -> list[Recipe | None]:
        """How one acquisition has each wanted band; None where it has not.

        Args:
            acquisition: one of these.
            wanted: names as a model or a user gives them.
            sensor: whose names they are, if known.
        """
        own, sensor = self._own(acquisition), sensor or self.sensor
        return [recipe_for(name, sensor, own, acquisition.sensor) for name in wanted]

    def _image(
        self, acquisition: Acquisition, wanted: Sequence[str], sensor: Sensor | None
    ) -> Image:
        own = acquisition.bands
        masks = tuple((mask, own[mask.band]) for mask in self.masks_of(acquisition))
        recipes = self.recipes_for(acquisition, wanted, sensor)
        missing = [name for name, recipe in zip(wanted, recipes) if recipe is None]
        if missing:
            raise self._lacks(acquisition, missing)
        bands = tuple(
            ImageBand(tuple(self._known(own[name], recipe) for name in recipe.inputs), recipe.index)
            for recipe in recipes
            if recipe
        )
        return Image(acquisition.date, bands[0].sources[0].path, bands, masks)

    def _known(self, source: BandSource, recipe: Recipe) -> BandSource:
        """A source that says what a reflectance of 1 is, where an index needs to know that.

        Numbers with a decimal point do not tell by their type: the middle of the first image does.
        """
        if source.full is not None or not recipe.index or INDICES[recipe.index].is_ratio:
            return source
        first = next(
            (a.bands[name] for a in self.acquisitions for name in a.bands if name in recipe.inputs),
            source,
        )
        with GridReader(first.grid) as reader:
            values = reader.read([first], first.grid.middle(64))
        is_large = np.isfinite(values).any() and np.nanmedian(values) > _HIGHEST_REFLECTANCE
        return replace(source, full=FULL_REFLECTANCE if is_large else 1.0)

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
        masks = preset_masks(job.mask, names)
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
        ours = set(map(str.upper, self._own(first)))
        sensors = {acquisition.sensor for acquisition in self.acquisitions} - {None}
        for other in self.acquisitions[1:]:
            theirs = set(map(str.upper, self._own(other)))
            if len(sensors) < 2 and theirs != ours and not self.job.skip_unreadable:
                odd = ", ".join(sorted(theirs ^ ours))
                raise MissingBands(
                    f"{first.path} ({first.date}) and {other.path} ({other.date}) differ in "
                    f"their bands: {odd}.",
                    "Name with --bands those that all images have, or leave out those that lack "
                    "one with --skip-unreadable.",
                )
        most = max(self.acquisitions, key=lambda a: len(self._own(a)))
        shared = [
            name
            for name in self._own(most)
            if len(sensors) < 2
            or all(recipe_for(name, most.sensor, a.bands, a.sensor) for a in self.acquisitions)
        ]
        of_product = product_file(most.path) is not None
        usual = [
            name
            for name in shared
            if not (of_product and common_name(name, most.sensor) in UNUSUAL)
        ]
        if not usual:
            raise MissingBands(
                f"{first.path} and the other images share no band.",
                "Name the bands with --bands.",
            )
        return usual


def open_catalogue(job: SeriesOptions) -> Catalogue:
    """Find the images of a series and understand them; reads headers only.

    Raises:
        SeriesError: no images, no or doubtful dates, fewer than two dates.
        UnreadableFile: a file cannot be opened, and the job does not allow to leave it out.
    """
    catalogue = survey(job)
    catalogue.check_dates()
    return catalogue


def survey(job: SeriesOptions) -> Catalogue:
    """As `open_catalogue`, but what is found may be too little for a series."""
    left_out: list[str] = []

    def attempt(read: Callable[[], object]) -> None:
        try:
            read()
        except (UnreadableFile, SeriesError) as error:
            if not job.skip_unreadable:
                raise
            left_out.append(error.message)

    headers: list[Header] = []

    def add_header(file: ImageFile) -> None:
        header = read_header(file, job.date_pattern, probe=job.skip_unreadable)
        if header.result_of and not file.listed:
            left_out.append(f"{file.path}: a result of Sourcerer ({header.result_of}), no image")
        else:
            headers.append(header)

    for file in find_images(job.series, job.date_pattern):
        product = product_file(file.path)
        if product is None or product.band:
            attempt(partial(add_header, file))
    given = read_dates(job.dates) if job.dates else []
    finder = BandFinder(job, given)
    found: list[FoundBand] = []
    dated = _dated(headers, given, job.skip_unreadable, left_out, finder)
    for header in dated:
        attempt(lambda header=header: found.extend(finder.bands_of(header)))  # type: ignore[misc]
    finder.check_band_map()
    images, coarser = acquisitions(found, job.mask_band)
    images, top_of_atmosphere = _best_levels(images)
    images, unwanted = _without_days(images, job)
    left_out += [*coarser, *top_of_atmosphere, *unwanted]
    days = {image.date for image in images}
    notes = list(finder.notes)
    if len(days) < len(images):
        notes.append(f"{len(images)} images of {len(days)} days: those of a day are merged")
    used = {header.path for header in dated}
    undated_ones = tuple(h for h in headers if h.day is None and h.path not in used)
    return Catalogue(job, tuple(images), tuple(left_out), tuple(notes), undated_ones)


def _best_levels(images: list[Acquisition]) -> tuple[list[Acquisition], list[str]]:
    """Without top-of-atmosphere images of which the corrected one is there too."""
    corrected = {(image.date, image.scene) for image in images if image.level == "L2A"}
    double = [i for i in images if i.level == "L1C" and (i.date, i.scene) in corrected]
    notes = [f"{image.path}: level 1C, of which level 2A is there too" for image in double]
    return [image for image in images if image not in double], notes


def _without_days(
    images: list[Acquisition], job: SeriesOptions
) -> tuple[list[Acquisition], list[str]]:
    """Without the images of the days that the job leaves out.

    Raises:
        SeriesError: no image shows such a day.
    """
    there = {image.date.isoformat() for image in images}
    absent = [day for day in job.skip_dates if day not in there]
    if absent:
        raise SeriesError(
            f"--skip-dates names {absent[0]}, which none of the {len(images)} images of "
            f"{job.series[0]} shows.",
            "The command series lists their dates.",
        )
    unwanted = [image for image in images if image.date.isoformat() in job.skip_dates]
    notes = [f"{image.path} ({image.date}): left out by --skip-dates" for image in unwanted]
    return [image for image in images if image not in unwanted], notes


def _dated(
    headers: list[Header],
    given: Sequence[date],
    skip: bool,
    left_out: list[str],
    finder: BandFinder,
) -> list[Header]:
    """Headers that have dates; what merely lies in the same folder is left out and named."""
    if given and len(headers) == 1 and headers[0].file.given is None:
        return [replace(headers[0], day=None)]
    undated_ones = [h for h in headers if h.day is None and not h.is_dated_stack]
    dated = [header for header in headers if header not in undated_ones]
    if given and undated_ones:
        now_dated, words = by_given_dates(undated_ones, given)
        finder.notes[words] = None
        return now_dated + dated
    for header in undated_ones:
        looks_alike = not dated or same_bands(header, dated[0])
        if not skip and (header.file.listed or looks_alike):
            raise undated(header)
        left_out.append(f"{header.path}: no date in its name")
    return dated


def _check_dates(days: set[date], inputs: Sequence[str], left_out: Sequence[str] = ()) -> None:
    if len(days) < 2:
        what = f"{len(days)} date" + (f" ({min(days)})" if days else "s that can be used")
        why = f" Left out: {'; '.join(left_out[:5])}." if left_out else ""
        raise SeriesError(
            f"{inputs[0]} holds {what}; a time series needs at least two.{why}",
            "Give a folder with the images of a season.",
        )
