"""Finding a series on disk: its files, their dates, bands and common grid."""

from __future__ import annotations

import glob
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .errors import GridMismatch, MissingBands, SeriesError, UnreadableFile
from .grid import Grid
from .rasters import open_raster
from .series import BandSource, Observation, Series

RASTER_SUFFIXES = (".tif", ".tiff", ".vrt", ".jp2", ".img")
SCL_BAND = "SCL"
SCL_INVALID = (0, 1, 3, 8, 9, 10, 11)
"""Sentinel-2 scene classes that show neither land nor water: defects, shadow, cloud, snow."""

_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)(0[1-9]|1[0-2])\2([0-2]\d|3[01])(?!\d)")
_STACK_BAND = re.compile(r"^(\d{4}-\d{2}-\d{2})[ _](.+)$")


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
    if mask_values and not found_mask:
        raise MissingBands(
            f"Mask values are given, but {observations[0].path} has no band {SCL_BAND} to apply "
            f"them to; it has {', '.join(bands)}.",
            "Name the band with --mask-band.",
        )
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
        with open_raster(path) as dataset:
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
            shown = (file for file in path.iterdir() if not file.name.startswith("."))
            paths += sorted(str(file) for file in shown if file.suffix.lower() in RASTER_SUFFIXES)
        elif path.suffix.lower() == ".txt" and path.is_file():
            lines = (line.strip() for line in _read_list(path).splitlines())
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


def _read_list(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(
            f"{path} cannot be read as a list of files: {error}", "Save it as UTF-8 text."
        ) from error


def series_paths(inputs: Sequence[str]) -> list[str]:
    """The files that a series' inputs name, before anything is known of them.

    Raises:
        SeriesError: there are none, or one is given twice.
        UnreadableFile: a list cannot be read.
    """
    return _resolve(inputs)[0]


def _without_undated(files: list[_Header], explicit: bool) -> tuple[list[_Header], list[str]]:
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
