"""What a raster file contributes to a series: which band of which date its raster bands are.

Recognised: one file a date with all bands; one file a band and date; a stack of dates × bands whose
band descriptions hold the dates, or whose dates are given. Known products (core/products.py) say
it by their names.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from rasterio.errors import RasterioError

from .band_names import INDICES, Sensor, common_name, sensor_in, sensor_named
from .dates import date_in, without_date
from .errors import MissingBands, SeriesError
from .grid_reading import BandSource
from .headers import Header
from .jobs import SeriesOptions, StackOrder
from .masks import MASK_BANDS, is_mask
from .products import ProductFile
from .rasters import open_raster, unreadable
from .series_files import ImageFile
from .values import values_of

_RESOLUTION = re.compile(r"[-_.](?:\d\dm|R[123])(?=[-_.]|$)", re.I)
_TOKEN = re.compile(r"(?:(?:SR|FRE|SRE)_)?B(?:AND)?\d{1,2}A?$", re.I)
_RADAR = ("VV", "VH", "HH", "HV")
_SMOOTHNESS_WINDOW_PX = 64


@dataclass(frozen=True)
class FoundBand:
    """One raster band with its meaning."""

    day: date
    band: str
    scene: str
    """What the names of one acquisition's files share."""
    source: BandSource
    sensor: Sensor | None
    file: ImageFile
    product: ProductFile | None = None


class BandFinder:
    """Finds out, by a job's settings, what the raster bands of its files are."""

    def __init__(self, job: SeriesOptions, dates: Sequence[date]) -> None:
        """`dates` are those that the job gives for files which do not say."""
        self._job = job
        self._dates = dates
        self._used: set[str] = set()
        """What of the mapping was met."""
        self._seen: set[str] = set()
        self._counts: set[int] = set()
        self.notes: dict[str, None] = {}
        """What was decided, for people; in order, each once."""

    def bands_of(self, header: Header) -> list[FoundBand]:
        """A file's bands.

        Raises:
            SeriesError: they have no date, or a name twice.
        """
        if header.product:
            return self._of_product(header, header.product)
        scene, meanings = self._meanings(header)
        sensor = sensor_named(header.sensor) or sensor_in(header.file.parts)
        found = [
            FoundBand(day, name, scene, self._source(header, n, day, name), sensor, header.file)
            for n, (day, name) in enumerate(meanings)
            if name
        ]
        names = [f"{band.band.upper()} of {band.day}" for band in found]
        if len(set(names)) < len(names):
            name = next(name for name in names if names.count(name) > 1)
            raise SeriesError(
                f"{header.path} has two bands called {name}.", "Name its bands with --band-map."
            )
        return found

    def check_band_map(self) -> None:
        """All that the user's mapping names was met.

        Raises:
            MissingBands: some of it was not.
        """
        given = self._job.band_map
        if given and not any("=" in part for part in given) and not self._used:
            raise MissingBands(
                f"--band-map names {len(given)} bands, and no image has so many; the images have "
                f"{', '.join(sorted(map(str, self._counts)))}.",
                "Give one name for each band of a file, or FOUND=NAME pairs.",
            )
        unmet = [part.partition("=")[0] for part in given if "=" in part]
        unmet = [found for found in unmet if _plain(found) not in self._used]
        if unmet:
            raise MissingBands(
                f"--band-map names {', '.join(unmet)}, which no image has; there are "
                f"{', '.join(sorted(self._seen))}.",
                "The left side is a name that the images use, or the number of a band.",
            )

    def _meanings(self, header: Header) -> tuple[str, list[tuple[date, str]]]:
        """The scene that a file belongs to, and for each band its date and name."""
        if header.is_dated_stack:
            meanings = [self._dated_description(text) for text in header.descriptions]
            return "", _on_given_date(header, meanings)
        if header.day is None:
            if not self._dates:
                raise undated(header)
            return "", self._by_given_dates(header)
        names = [self._name(header, n) for n in range(len(header.descriptions))]
        scene = _scene(header, names[0], self._job.date_pattern)
        return scene, [(header.day, name) for name in self._renamed(names)]

    def _of_product(self, header: Header, product: ProductFile) -> list[FoundBand]:
        band = self._renamed([product.band])[0] if product.band else ""
        if not band or header.day is None:
            return []
        source = self._source(header, 0, header.day, band)
        return [
            FoundBand(header.day, band, product.scene, source, product.sensor, header.file, product)
        ]

    def _name(self, header: Header, place: int) -> str:
        """A band's name: its description, for a single band rather what the file name says."""
        described = header.descriptions[place].split(",")[0].strip()
        if len(header.descriptions) == 1 and not _is_band_name(described):
            stem = without_date(header.file.stem, self._job.date_pattern)
            rest = _RESOLUTION.sub("", stem)
            described = _band_in(rest) or described or rest
        return described or f"band_{place + 1}"

    def _dated_description(self, text: str) -> tuple[date, str]:
        day = date_in(text)
        if day is None:
            raise ValueError(f"{text!r} was found to hold a date")
        exact = re.fullmatch(r"\d{4}-\d\d-\d\d (.+)", text)
        name = exact[1] if exact else without_date(text)
        if not exact and not _is_band_name(name):
            name = _band_in(name) or name
        return day, self._renamed([name or "band_1"])[0]

    def _by_given_dates(self, header: Header) -> list[tuple[date, str]]:
        """A stack's bands by the dates that the user lists."""
        n_all, n_dates = len(header.descriptions), len(self._dates)
        if n_all % n_dates:
            sides = {"width": header.grid.width, "height": header.grid.height}
            swapped = [f"its {side} is {px}" for side, px in sides.items() if px % n_dates == 0]
            raise SeriesError(
                f"{header.path} has {n_all} bands, which is no multiple of the {n_dates} dates "
                "given with --dates.",
                f"Its axes look swapped ({swapped[0]}): write it with the dates as bands."
                if swapped
                else "Give one date for each image in the stack.",
            )
        n_bands = n_all // n_dates
        given = self._job.band_map
        names = [f"band_{n + 1}" for n in range(n_bands)]
        if given and not any("=" in pair for pair in given) and len(given) != n_bands:
            raise SeriesError(
                f"{header.path} has {n_all} bands for {n_dates} dates, so {n_bands} a date, and "
                f"--band-map names {len(given)}.",
            )
        names = self._renamed(names)
        if self._is_band_major(header, n_bands):
            return [(day, name) for name in names for day in self._dates]
        return [(day, name) for day in self._dates for name in names]

    def _is_band_major(self, header: Header, n_bands: int) -> bool:
        """Whether all dates of a band stand together: given, or the smoother way to read it."""
        if self._job.stack_order is not StackOrder.AUTO:
            return self._job.stack_order is StackOrder.BAND_MAJOR
        if n_bands == 1:
            return False
        jumps = _jumps(header, len(self._dates), n_bands)
        if not all(map(np.isfinite, jumps)):
            raise SeriesError(
                f"{header.path}: its middle holds too little to tell whether its {n_bands} bands "
                f"follow each other date by date or band by band.",
                "Say it with --stack-order.",
            )
        order = StackOrder.BAND_MAJOR if jumps[1] < jumps[0] else StackOrder.DATE_MAJOR
        self.notes[
            f"{header.file.parts[0]} is read as {order}: that way its series are smoothest; "
            "--stack-order says otherwise"
        ] = None
        return order is StackOrder.BAND_MAJOR

    def _renamed(self, names: list[str]) -> list[str]:
        """Names after the user's mapping; empty: not wanted."""
        given = self._job.band_map
        self._seen.update(names)
        self._counts.add(len(names))
        if not given:
            return names
        if not any("=" in part for part in given):
            if len(names) != len(given) or (len(names) == 1 and is_mask(names[0], "")):
                return names
            self._used.update(given)
            return [name.strip() for name in given]
        mapping = {_plain(found): name.strip() for found, _, name in map(_pair, given)}
        self._used.update(_plain(name) for name in names)
        return [mapping.get(_plain(name), name) for name in names]

    def _source(self, header: Header, place: int, day: date, band: str) -> BandSource:
        """Where the band lies and how its numbers become values."""
        rule = values_of(header, place, band, day, self._job)
        if rule.note:
            self.notes[rule.note] = None
        return BandSource(
            header.path,
            place + 1,
            header.grid,
            rule.nodata,
            header.dtypes[place],
            rule.scale,
            rule.offset,
            rule.full,
        )


def _on_given_date(header: Header, meanings: list[tuple[date, str]]) -> list[tuple[date, str]]:
    """The bands of a dated file, on the date that a list gives the file instead of their own."""
    given, days = header.file.given, {day for day, _ in meanings}
    if given is None:
        return meanings
    if len(days) > 1:
        raise SeriesError(
            f"{header.path} holds {len(days)} dates, {min(days)} to {max(days)}; the list gives it "
            f"one, {given}.",
            "Leave the date before its path out.",
        )
    return [(given, name) for _, name in meanings]


def _pair(part: str) -> tuple[str, str, str]:
    return part.partition("=")


def _plain(found: str) -> str:
    """A band's name as the mapping's left side means it: `2` is `band_2`."""
    text = found.strip().upper()
    return f"BAND_{text}" if text.isdigit() else text


def _jumps(header: Header, n_dates: int, n_bands: int) -> tuple[float, float]:
    """How far values jump from date to date where the stack is read by date, and by band.

    The median, for clouds jump in any order.

    Raises:
        UnreadableFile: the middle of the file cannot be read.
    """
    window = header.grid.middle(_SMOOTHNESS_WINDOW_PX)
    with open_raster(header.path) as dataset:
        try:
            values = dataset.read(window=window, masked=True).astype(float).filled(np.nan)
        except RasterioError as error:
            raise unreadable(header.path, error) from error
    by_date = values.reshape(n_dates, n_bands, -1)
    by_band = values.reshape(n_bands, n_dates, -1).swapaxes(0, 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # dates without a value: left out
        jumps = [
            float(np.nanmean(np.nanmedian(np.abs(np.diff(cube, axis=0)), axis=2)))
            for cube in (by_date, by_band)
        ]
    return jumps[0], jumps[1]


def undated(header: Header) -> SeriesError:
    """The error for a file without a date."""
    return SeriesError(
        f"{header.path} has no date in its name, and no band description like '2019-05-21 B04'.",
        "Put the date into the name as YYYY-MM-DD or YYYYMMDD, say how it stands there with "
        "--date-pattern, list the dates with --dates, or move the file away.",
    )


def same_bands(first: Header, second: Header) -> bool:
    """Whether two files look alike: the same descriptions, or the same number of unnamed bands."""
    return first.descriptions == second.descriptions


def _is_band_name(text: str) -> bool:
    """Whether a text is known to mean a band."""
    upper = text.upper()
    known = upper in MASK_BANDS or upper in INDICES or upper in _RADAR
    return known or bool(_TOKEN.match(text)) or bool(common_name(text, None))


def _band_in(rest: str) -> str:
    """The part of a file name, without its date, that means a band; empty if none does.

    A word counts at the name's end or beginning alone; a numbered band anywhere.
    """
    parts = re.split(r"[-_. ]", rest)
    for length in (3, 2, 1):
        for text in ("_".join(parts[-length:]), "_".join(parts[:length])):
            if len(parts) >= length and _is_band_name(text):
                return text
    return next((part for part in reversed(parts) if _TOKEN.match(part)), "")


def _scene(header: Header, band: str, date_pattern: str) -> str:
    """What a file's name shares with the other files of its acquisition."""
    stem = _RESOLUTION.sub("", header.file.stem)
    if len(header.descriptions) == 1:
        in_name = _band_in(_RESOLUTION.sub("", without_date(header.file.stem, date_pattern)))
        spelt = re.escape(in_name or band).replace("_", "[-_. ]")
        stem = re.sub(rf"(?:^|[-_. ]){spelt}(?=[-_. ]|$)", "", stem, flags=re.I)
    return without_date(stem, date_pattern)


def by_given_dates(headers: Sequence[Header], dates: Sequence[date]) -> tuple[list[Header], str]:
    """Undated files get the dates that the user lists, in the order of their names.

    Returns:
        The files with their dates, and what was done in words.
    """
    if len(headers) != len(dates):
        raise SeriesError(
            f"--dates gives {len(dates)} dates for {len(headers)} files without one, from "
            f"{headers[0].path} on.",
            "Give one date for each file, in the order of their names.",
        )
    ordered = sorted(headers, key=lambda header: _natural(header.path))
    first, last = ordered[0].file.parts[0], ordered[-1].file.parts[0]
    words = f"dates given in the order of names: {first} is {dates[0]}, {last} is {dates[-1]}"
    return [replace(header, day=day) for header, day in zip(ordered, dates)], words


def _natural(text: str) -> list[tuple[int, str]]:
    """Sorts img_2 before img_10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", text)]
