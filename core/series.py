"""Image time series as cubes of reflectance on one common grid.

A series is a list of observations, one a date; an observation says for each band which file and
which band of that file holds it. So one file a date, one file a band and one stack of everything
are read by the same code. Values that are nodata, or that the mask band calls unusable, are NaN.
Finding the files is the business of core/series_files.py.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import TracebackType

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.errors import RasterioError
from rasterio.windows import Window

from .errors import MissingBands, SeriesError
from .grid import Grid
from .rasters import open_raster, unreadable

MAX_OPEN_FILES = 200


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
                raise unreadable(path, error) from error
            for place, index, band_values in zip(places, indexes, values):
                nodata = dataset.nodatavals[index - 1]
                if nodata is not None:
                    band_values[band_values == np.float32(nodata)] = np.nan
                out[place] = band_values
        out[np.isinf(out)] = np.nan

    def _dataset(self, path: str) -> rasterio.DatasetReader:
        dataset = self._open.pop(path, None)
        if dataset is None:
            dataset = open_raster(path)
            if len(self._open) >= MAX_OPEN_FILES:
                self._open.popitem(last=False)[1].close()
        self._open[path] = dataset
        return dataset


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
