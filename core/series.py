"""Image time series: from files on disk to cubes of reflectance on one common grid.

A series is a list of observations, one a date; an observation says for each band which file and
which band of that file holds it. So one file a date, one file a band and one stack of everything
are read by the same code. Values that are nodata, or that the mask band calls unusable, are NaN.
"""

from __future__ import annotations

import glob
import re
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.errors import RasterioError, RasterioIOError
from rasterio.windows import Window

from .errors import GridMismatch, MissingBands, SeriesError, UnreadableFile
from .grid import Grid

RASTER_SUFFIXES = (".tif", ".tiff", ".vrt", ".jp2", ".img")
SCL_BAND = "SCL"
SCL_INVALID = (0, 1, 3, 8, 9, 10, 11)
"""Sentinel-2 scene classes that show neither land nor water (no data, defect, shadow, cloud, snow)."""
MAX_OPEN_FILES = 200

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])(?!\d)")
_STACK_BAND = re.compile(r"^(\d{4}-\d{2}-\d{2})[ _](.+)$")


@dataclass(frozen=True)
class BandSource:
    """Where one band of one date lies."""

    path: str
    index: int
    """Band number in the file, from 1."""


@dataclass(frozen=True)
class Observation:
    """One date of a series."""

    date: date
    bands: Mapping[str, BandSource]

    @property
    def path(self) -> str:
        """A file of this date, for messages."""
        return next(iter(self.bands.values())).path


@dataclass(frozen=True)
class Series:
    """A dated image series on one grid."""

    grid: Grid
    observations: tuple[Observation, ...]
    """Ascending by date."""
    bands: tuple[str, ...]
    """The bands that `read` returns, in this order."""
    mask_band: str = ""
    mask_values: tuple[int, ...] = ()
    left_out: tuple[str, ...] = ()
    """Files that were found and not used, each with its reason."""

    @property
    def dates(self) -> tuple[date, ...]:
        """One an observation, ascending."""
        return tuple(observation.date for observation in self.observations)

    def with_bands(self, bands: Sequence[str]) -> Series:
        """The same series, read with these bands in this order; names match in any case.

        Raises:
            MissingBands: a date lacks one of them.
        """
        observations = []
        for observation in self.observations:
            by_upper_name = {name.upper(): source for name, source in observation.bands.items()}
            missing = [band for band in bands if band.upper() not in by_upper_name]
            if missing:
                raise MissingBands(
                    f"{observation.path} has no band {', '.join(missing)}; "
                    f"it has {', '.join(observation.bands)}.",
                    "Use images with all bands of the model, or a model trained on these bands.",
                )
            sources = {band: by_upper_name[band.upper()] for band in bands}
            if self.mask_band:
                sources[self.mask_band] = observation.bands[self.mask_band]
            observations.append(Observation(observation.date, sources))
        return replace(self, observations=tuple(observations), bands=tuple(bands))

    def between(self, keep: Sequence[date], season: str) -> Series:
        """Only the observations of these dates; `season` names them in messages.

        Raises:
            SeriesError: fewer than two are left.
        """
        chosen = set(keep)
        observations = tuple(o for o in self.observations if o.date in chosen)
        if len(observations) < 2:
            raise SeriesError(
                f"Only {len(observations)} of {len(self.observations)} dates "
                f"({self.dates[0]} to {self.dates[-1]}) lie in the season {season}.",
                "Give another --season-start, or images of that season.",
            )
        return replace(self, observations=observations)


class SeriesReader:
    """Reads windows of a series and keeps the last used files open; a context manager."""

    def __init__(self, series: Series) -> None:
        self.series = series
        self._open: OrderedDict[str, rasterio.DatasetReader] = OrderedDict()

    def __enter__(self) -> SeriesReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._open:
            self._open.popitem()[1].close()

    def read(self, window: Window) -> npt.NDArray[np.float32]:
        """The series in one window.

        Returns:
            Float32 (date, band, row, col), NaN where missing.

        Raises:
            UnreadableFile: a file cannot be read there.
        """
        series = self.series
        shape = (len(series.observations), len(series.bands), window.height, window.width)
        cube = np.empty(shape, np.float32)
        for step, observation in enumerate(series.observations):
            self._read_bands(observation, series.bands, window, cube[step])
            if series.mask_band:
                mask = np.empty((1, window.height, window.width), np.float32)
                self._read_bands(observation, (series.mask_band,), window, mask)
                unusable = np.isnan(mask[0]) | np.isin(mask[0], series.mask_values)
                cube[step][:, unusable] = np.nan
        return cube

    def _read_bands(
        self,
        observation: Observation,
        bands: Sequence[str],
        window: Window,
        out: npt.NDArray[np.float32],
    ) -> None:
        """Fill `out` (band, row, col); the bands of one file are read at once."""
        by_path: dict[str, list[int]] = {}
        for place, band in enumerate(bands):
            by_path.setdefault(observation.bands[band].path, []).append(place)
        for path, places in by_path.items():
            indexes = [observation.bands[bands[place]].index for place in places]
            dataset = self._dataset(path)
            try:
                values = dataset.read(indexes, window=window).astype(np.float32)
            except (RasterioError, ValueError) as error:
                raise _unreadable(path, error) from error
            for place, index, band_values in zip(places, indexes, values):
                nodata = dataset.nodatavals[index - 1]
                if nodata is not None:
                    band_values[band_values == np.float32(nodata)] = np.nan
                out[place] = band_values
        out[np.isinf(out)] = np.nan

    def _dataset(self, path: str) -> rasterio.DatasetReader:
        dataset = self._open.pop(path, None)
        if dataset is None:
            dataset = _open(path)
            if len(self._open) >= MAX_OPEN_FILES:
                self._open.popitem(last=False)[1].close()
        self._open[path] = dataset
        return dataset


def open_series(
    inputs: Sequence[str], mask_band: str = "", mask_values: Sequence[int] = ()
) -> Series:
    """Find out dates, bands and grid of a series; reads headers only.

    Args:
        inputs: a folder, a glob pattern, a text file that lists files, or files.
        mask_band: band that marks unusable pixels; a band called SCL is found by itself.
        mask_values: its values that are unusable; needed unless the band is SCL.

    Raises:
        SeriesError: no files, no or doubtful dates, fewer than two dates, a date twice.
        GridMismatch: two files on different grids.
        MissingBands: dates with different bands, or without the mask band.
        UnreadableFile: a file cannot be opened.
    """
    paths, explicit = _resolve(inputs)
    files = [_Header.read(path) for path in paths]
    files, left_out = _without_undated(files, explicit)
    _check_one_grid(files)
    observations = _observations(files)
    if len(observations) < 2:
        raise SeriesError(
            f"{inputs[0]} holds {len(observations)} date ({observations[0].date}); "
            "a time series needs at least two."
        )
    bands = _common_bands(observations)
    found_mask = _mask_band(bands, mask_band, observations[0])
    return Series(
        grid=files[0].grid,
        observations=tuple(observations),
        bands=tuple(band for band in bands if band != found_mask),
        mask_band=found_mask,
        mask_values=tuple(mask_values) or (SCL_INVALID if found_mask else ()),
        left_out=tuple(left_out),
    )


@dataclass(frozen=True)
class _Header:
    """What a raster file says of itself without reading a pixel."""

    path: str
    grid: Grid
    descriptions: tuple[str, ...]
    date: date | None

    @classmethod
    def read(cls, path: str) -> _Header:
        with _open(path) as dataset:
            named = [text or f"band_{n}" for n, text in enumerate(dataset.descriptions, start=1)]
            if len(set(named)) < len(named):
                twice = next(name for name in named if named.count(name) > 1)
                raise SeriesError(f"{path} has two bands called {twice}.")
            if dataset.crs is None:
                raise SeriesError(
                    f"{path} has no coordinate reference system.", "Assign one, e.g. in QGIS."
                )
            return cls(path, Grid.of(dataset), tuple(named), _date_in(Path(path).name))

    @property
    def is_stack(self) -> bool:
        return all(_STACK_BAND.match(text) for text in self.descriptions)


def _resolve(inputs: Sequence[str]) -> tuple[list[str], bool]:
    """The files that `inputs` name, and whether they were named one by one."""
    paths: list[str] = []
    explicit = True
    for entry in inputs:
        path = Path(entry)
        if path.is_dir():
            explicit = False
            paths += sorted(str(f) for f in path.iterdir() if f.suffix.lower() in RASTER_SUFFIXES)
        elif path.suffix.lower() == ".txt" and path.is_file():
            lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
            paths += [str(path.parent / line) for line in lines if line and line[0] != "#"]
        elif any(character in entry for character in "*?[") and not path.exists():
            explicit = False
            paths += sorted(glob.glob(entry))  # noqa: PTH207 - a pattern may be absolute
        else:
            paths.append(entry)
    if not paths:
        raise SeriesError(
            f"{', '.join(inputs)} holds no images ({' '.join(RASTER_SUFFIXES)}).",
            "Give the folder that holds the image files themselves.",
        )
    twice = [path for path, count in Counter(paths).items() if count > 1]
    if twice:
        raise SeriesError(f"{twice[0]} is given twice.")
    return paths, explicit


def _without_undated(
    files: list[_Header], explicit: bool
) -> tuple[list[_Header], list[str]]:
    """Leave out what merely lies in the same folder: no date in its name, and other bands."""
    dated = [file for file in files if file.is_stack or file.date]
    left_out = []
    for file in files:
        if file.is_stack or file.date:
            continue
        if explicit or not dated or file.descriptions == dated[0].descriptions:
            raise _undated(file)
        left_out.append(f"{file.path}: no date in its name, and other bands than the images")
    return dated, left_out


def _check_one_grid(files: Sequence[_Header]) -> None:
    first = files[0]
    for file in files[1:]:
        difference = first.grid.difference(file.grid)
        if difference:
            raise GridMismatch(
                f"{first.path} and {file.path} lie on different grids: {difference}.",
                "Bring all images to one grid, for example with QGIS's Warp.",
            )


def _observations(files: Sequence[_Header]) -> list[Observation]:
    """One an image date, ascending."""
    by_date: dict[date, dict[str, BandSource]] = {}
    for file in files:
        for index, text in enumerate(file.descriptions, start=1):
            day, band = _date_and_band(file, text)
            bands = by_date.setdefault(day, {})
            if band in bands:
                raise SeriesError(
                    f"{bands[band].path} and {file.path} both hold {band} of {day}.",
                    "Keep one file for each date.",
                )
            bands[band] = BandSource(file.path, index)
    return [Observation(day, by_date[day]) for day in sorted(by_date)]


def _date_and_band(file: _Header, text: str) -> tuple[date, str]:
    match = _STACK_BAND.match(text) if file.is_stack else None
    if match:
        try:
            return date.fromisoformat(match[1]), match[2]
        except ValueError as error:
            raise SeriesError(f"{file.path}: band '{text}' holds no valid date.") from error
    if file.date is None:
        raise _undated(file)
    return file.date, text


def _undated(file: _Header) -> SeriesError:
    return SeriesError(
        f"{file.path} has no date in its name, and no band description like '2019-05-21 B04'.",
        "Put the date into the name as YYYY-MM-DD or YYYYMMDD, or move the file away.",
    )


def _common_bands(observations: Sequence[Observation]) -> list[str]:
    """The bands of the first date; all dates must have the same."""
    first = observations[0]
    for observation in observations[1:]:
        if set(observation.bands) != set(first.bands):
            odd = sorted(set(observation.bands) ^ set(first.bands))
            raise MissingBands(
                f"{first.path} and {observation.path} differ in their bands: {', '.join(odd)}.",
                "Every date needs the same bands.",
            )
    return list(first.bands)


def _mask_band(bands: Sequence[str], asked: str, first: Observation) -> str:
    """The mask band's name as the files spell it; empty where there is none."""
    wanted = (asked or SCL_BAND).upper()
    found = next((band for band in bands if band.upper() == wanted), "")
    if asked and not found:
        raise MissingBands(
            f"{first.path} has no band {asked} to mask with; it has {', '.join(bands)}."
        )
    return found


def _date_in(name: str) -> date | None:
    """The first date in a file name."""
    for match in _DATE.finditer(name):
        try:
            return date(int(match[1]), int(match[3]), int(match[4]))
        except ValueError:
            continue
    return None


def _open(path: str) -> rasterio.DatasetReader:
    if not path.startswith("/vsi") and not Path(path).exists():
        raise UnreadableFile(f"{path} does not exist.")
    try:
        return rasterio.open(path)
    except RasterioIOError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: str, error: Exception) -> UnreadableFile:
    return UnreadableFile(
        f"{path} cannot be read as an image: {error}",
        "The file may be truncated; copy or download it again, or move it away.",
    )


def tile_window(grid: Grid, side_px: int, tile_row: int, tile_col: int) -> Window:
    """One square of `side_px`, smaller at the right and lower edge of the grid."""
    row, col = tile_row * side_px, tile_col * side_px
    return Window(col, row, min(side_px, grid.width - col), min(side_px, grid.height - row))


def window_side(n_dates: int, n_bands: int, n_grid_dates: int, memory_mb: int) -> int:
    """Side of a window, in pixels, with which reading, filling and mapping stay in the budget.

    A pixel's observations stand in memory about five times at the peak of gap filling (values,
    two index arrays, scratch), its filled series about four times (filled, normalised, network).
    """
    bytes_per_pixel = 4 * (5 * n_dates * (n_bands + 1) + 4 * n_grid_dates * (n_bands + 64))
    budget = memory_mb * 1024 * 1024 / 4
    for side in (512, 256, 128, 64):
        if side * side * bytes_per_pixel <= budget:
            return side
    return 32
