"""What a raster file contributes to a series: which band of which date its raster bands are.

Recognised: one file a date with all bands; one file a band and date; a stack of dates × bands whose
band descriptions hold the dates, or whose dates are given. Known products (core/products.py) say
it by their names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

import numpy as np

from .band_names import INDICES, Sensor, common_name, same_spelling
from .dates import date_in, without_date
from .errors import SeriesError
from .grid import Grid
from .grid_reading import BandSource
from .jobs import SeriesOptions, StackOrder
from .masks import MASK_BANDS
from .products import FULL_REFLECTANCE, ProductFile, product_file, sensor_in
from .rasters import open_raster
from .series_files import ImageFile

_RESOLUTION = re.compile(r"[-_.](?:\d\dm|R[123])(?=[-_.]|$)", re.I)
_TOKEN = re.compile(r"(?:(?:SR|FRE|SRE)_)?B(?:AND)?\d{1,2}A?$", re.I)
_RADAR = ("VV", "VH", "HH", "HV")
_SMOOTHNESS_WINDOW_PX = 64


@dataclass(frozen=True)
class Header:
    """What a raster file says of itself without reading a pixel."""

    file: ImageFile
    grid: Grid
    descriptions: tuple[str, ...]
    """Empty where a band has none."""
    dtypes: tuple[str, ...]
    nodatas: tuple[float | None, ...]
    scales: tuple[float, ...]
    offsets: tuple[float, ...]
    day: date | None
    """In its name or its folder's."""

    @property
    def path(self) -> str:
        """The file, for messages and for GDAL."""
        return self.file.path

    @property
    def is_dated_stack(self) -> bool:
        """Whether every band's description holds a date."""
        return all(date_in(text) for text in self.descriptions)


@dataclass(frozen=True)
class FoundBand:
    """One raster band with its meaning."""

    day: date
    band: str
    scene: str
    """What the files of one acquisition share; empty for files that belong to their date alone."""
    source: BandSource
    sensor: Sensor | None
    is_hls: bool
    rank: str = ""


def read_header(file: ImageFile, date_pattern: str) -> Header:
    """Read a file's header.

    Raises:
        UnreadableFile: it cannot be opened.
        SeriesError: it has no coordinate reference system.
    """
    with open_raster(file.path) as dataset:
        if dataset.crs is None:
            raise SeriesError(
                f"{file.path} has no coordinate reference system.", "Assign one, e.g. in QGIS."
            )
        return Header(
            file,
            Grid.of(dataset),
            tuple((text or "").strip() for text in dataset.descriptions),
            dataset.dtypes,
            dataset.nodatavals,
            dataset.scales,
            dataset.offsets,
            file.date(date_pattern),
        )


class BandFinder:
    """Finds out, by a job's settings, what the raster bands of its files are."""

    def __init__(self, job: SeriesOptions, dates: Sequence[date]) -> None:
        """`dates` are those that the job gives for files which do not say."""
        self._job = job
        self._dates = dates
        self.notes: dict[str, None] = {}
        """What was decided, for people; in order, each once."""

    def bands_of(self, header: Header) -> list[FoundBand]:
        """A file's bands.

        Raises:
            SeriesError: they have no date, or a name twice.
        """
        product = product_file(header.path)
        if product:
            return self._of_product(header, product)
        scene, meanings = self._meanings(header)
        sensor = sensor_in(header.path)
        found = [
            FoundBand(day, name, scene, self._source(header, n, day, name), sensor, False)
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

    def _meanings(self, header: Header) -> tuple[str, list[tuple[date, str]]]:
        """The scene that a file belongs to, and for each band its date and name."""
        if header.is_dated_stack:
            return "", [self._dated_description(text) for text in header.descriptions]
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
        source = self._source(header, 0, header.day, band, product)
        sensor, is_hls = product.sensor, product.is_hls
        return [FoundBand(header.day, band, product.scene, source, sensor, is_hls, product.rank)]

    def _name(self, header: Header, place: int) -> str:
        """A band's name: its description, for a single band rather what the file name says."""
        described = header.descriptions[place].split(",")[0].strip()
        if len(header.descriptions) == 1 and not _is_band_name(described):
            in_name = _band_in(PurePosixPath(header.file.name).stem)
            described = in_name or described
            if not described:
                rest = without_date(PurePosixPath(header.file.name).stem, self._job.date_pattern)
                described = _RESOLUTION.sub("", rest)
        return described or f"band_{place + 1}"

    def _dated_description(self, text: str) -> tuple[date, str]:
        day = date_in(text)
        if day is None:
            raise ValueError(f"{text!r} was found to hold a date")
        name = without_date(text)
        name = (_band_in(name) if not _is_band_name(name) else "") or name
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
        side = _SMOOTHNESS_WINDOW_PX
        grid = header.grid
        col, row = max(0, (grid.width - side) // 2), max(0, (grid.height - side) // 2)
        with open_raster(header.path) as dataset:
            window = ((row, min(grid.height, row + side)), (col, min(grid.width, col + side)))
            values = dataset.read(window=window, masked=True).astype(float).filled(np.nan)
        n_dates = len(self._dates)
        by_date = values.reshape(n_dates, n_bands, -1)
        by_band = values.reshape(n_bands, n_dates, -1).swapaxes(0, 1)
        jump = [  # the median, for clouds jump in any order
            float(np.nanmedian(np.abs(np.diff(cube, axis=0)), axis=2).mean())
            for cube in (by_date, by_band)
        ]
        order = StackOrder.BAND_MAJOR if jump[1] < jump[0] else StackOrder.DATE_MAJOR
        self.notes[
            f"{header.file.name} is read as {order}: that way its series are smoothest; "
            "--stack-order says otherwise"
        ] = None
        return order is StackOrder.BAND_MAJOR

    def _renamed(self, names: list[str]) -> list[str]:
        """Names after the user's mapping; empty: not wanted."""
        given = self._job.band_map
        if given and not any("=" in pair for pair in given):
            if len(names) == len(given):
                return list(given)
            return names
        pairs = [pair.partition("=")[::2] for pair in given]
        mapping = {found.strip().upper(): name.strip() for found, name in pairs}
        numbered = {f"BAND_{found}": name for found, name in mapping.items() if found.isdigit()}
        mapping = {**numbered, **mapping}
        return [mapping.get(name.upper(), name) for name in names]

    def _source(
        self, header: Header, place: int, day: date, band: str, product: ProductFile | None = None
    ) -> BandSource:
        """Where the band lies and how its numbers become values."""
        job, dtype = self._job, header.dtypes[place]
        nodata = header.nodatas[place]
        scale, offset = header.scales[place], header.offsets[place]
        whole = np.dtype(dtype).kind in "ui"
        if (scale, offset) != (1.0, 0.0):
            self.notes[f"GDAL scale {scale:g} and offset {offset:g} of the files applied"] = None
        full = (FULL_REFLECTANCE if whole else 1.0) * (scale if (scale, offset) != (1, 0) else 1)
        if product:
            scale, offset = product.scale * scale, product.offset if not job.offset else 0.0
            full = FULL_REFLECTANCE * (header.scales[place] if not product.note else 1.0)
            nodata = product.nodata if product.nodata is not None else nodata
            if product.note and not job.offset:
                self.notes[product.note] = None
        if band.upper() in MASK_BANDS or band == job.mask_band:
            return BandSource(header.path, place + 1, header.grid, None, dtype)
        if job.nodata:
            nodata = float(job.nodata)
        if band.upper() not in INDICES:
            since = date.fromisoformat(job.offset_since) if job.offset_since else date.min
            added = job.offset if day >= since else 0.0
            scale, offset = scale * job.scale, offset * job.scale + added
            full *= abs(job.scale)
        return BandSource(header.path, place + 1, header.grid, nodata, dtype, scale, offset, full)


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


def _band_in(stem: str) -> str:
    """The last part of a file name that means a band; empty if none does."""
    parts = re.split(r"[-_. ]", stem)
    for end in range(len(parts), 0, -1):
        for begin in (end - 2, end - 1):
            text = "_".join(parts[max(begin, 0) : end])
            if begin >= 0 and _is_band_name(text):
                return text
    return ""


def _scene(header: Header, band: str, date_pattern: str) -> str:
    """What a file's name shares with the other files of its acquisition."""
    stem = _RESOLUTION.sub("", PurePosixPath(header.file.name).stem)
    if len(header.descriptions) == 1:
        ends = re.escape(band)
        stem = re.sub(rf"(?:^|[-_. ]){ends}(?=[-_. ]|$)", "", stem, flags=re.I)
        stem = re.sub(rf"(?:^|[-_. ]){re.escape(same_spelling(band))}(?=[-_. ]|$)", "", stem)
    return without_date(stem, date_pattern)


def by_given_dates(headers: Sequence[Header], dates: Sequence[date]) -> list[Header]:
    """Undated files get the dates that the user lists, in the order of their names."""
    if len(headers) != len(dates):
        raise SeriesError(
            f"--dates gives {len(dates)} dates for {len(headers)} files without one, from "
            f"{headers[0].path} on.",
            "Give one date for each file, in the order of their names.",
        )
    return [replace(header, day=day) for header, day in zip(headers, dates)]
