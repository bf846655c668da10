"""Reading a raster band on another grid, window by window, without a copy on disk.

Files on the wanted grid, or on a part of it, are read as they are. All others are resampled by GDAL
while they are read: bilinear for reflectance, nearest for masks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.enums import Resampling
from rasterio.errors import RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from .grid import Grid
from .rasters import open_raster, unreadable

FloatArray = npt.NDArray[np.float32]

MAX_OPEN_FILES = 200
_WARP_MEMORY_MB = 64
_WARP_TOLERANCE_PX = 0.01


@dataclass(frozen=True)
class BandSource:
    """Where one band of one image lies, and how its numbers become values."""

    path: str
    index: int
    """Band number in the file, from 1."""
    grid: Grid
    """The file's own."""
    nodata: float | None
    dtype: str
    """Of the file."""
    scale: float = 1.0
    """Value = number × scale + offset."""
    offset: float = 0.0
    full: float = 1.0
    """The value that stands for a reflectance of 1."""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from all others."""
        return self.path, self.index


class GridReader:
    """Reads bands of many files on one grid; keeps the last used files open; a context manager."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._open: OrderedDict[tuple[str, Resampling | None, float | None], _Opened] = (
            OrderedDict()
        )
        self._shifts: dict[str, tuple[int, int] | None] = {}

    def __enter__(self) -> GridReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._open:
            self._open.popitem()[1].close()

    def read(
        self, sources: Sequence[BandSource], window: Window, resampling: Resampling
    ) -> FloatArray:
        """Values (source, row, col) float32 of bands in a window; NaN = missing or outside.

        The bands of one file are read at once.

        Raises:
            UnreadableFile: a file cannot be read there.
        """
        values = np.full((len(sources), window.height, window.width), np.nan, np.float32)
        places: dict[tuple[str, float | None], list[int]] = {}
        for place, source in enumerate(sources):
            places.setdefault((source.path, source.nodata), []).append(place)
        for same_file in places.values():
            self._read_file(
                [sources[place] for place in same_file], window, resampling, values, same_file
            )
        values[~np.isfinite(values)] = np.nan
        return values

    def _read_file(
        self,
        sources: Sequence[BandSource],
        window: Window,
        resampling: Resampling,
        values: FloatArray,
        places: Sequence[int],
    ) -> None:
        first = sources[0]
        if first.path not in self._shifts:
            self._shifts[first.path] = self._grid.whole_pixel_shift(first.grid)
        shift = self._shifts[first.path]
        key = (first.path, None if shift else resampling, None if shift else first.nodata)
        opened = self._open.pop(key, None)
        if opened is None:
            opened = _Opened(first, None if shift else self._grid, resampling)
            if len(self._open) >= MAX_OPEN_FILES:
                self._open.popitem(last=False)[1].close()
        self._open[key] = opened
        indexes = [source.index for source in sources]
        col, row = shift or (0, 0)
        there = _overlap(window, col, row, opened.width, opened.height)
        if there is None:
            return
        part, target = there
        try:
            stored = opened.dataset.read(indexes, window=part)
        except (RasterioError, ValueError) as error:
            raise unreadable(first.path, error) from error
        for place, source, band in zip(places, sources, stored):
            read = band.astype(np.float32)
            if source.nodata is not None:
                read[band == band.dtype.type(source.nodata)] = np.nan
            if (source.scale, source.offset) != (1.0, 0.0):
                read = read * np.float32(source.scale) + np.float32(source.offset)
            values[place][target] = read


class _Opened:
    """An open file, on its own grid or warped to another."""

    def __init__(self, source: BandSource, grid: Grid | None, resampling: Resampling) -> None:
        self._file = open_raster(source.path)
        self.dataset: rasterio.DatasetReader | WarpedVRT = self._file
        if grid is not None:
            self.dataset = WarpedVRT(
                self._file,
                crs=grid.crs,
                transform=grid.transform,
                width=grid.width,
                height=grid.height,
                src_nodata=source.nodata,
                nodata=np.nan,
                dtype="float32",
                resampling=resampling,
                tolerance=_WARP_TOLERANCE_PX,
                warp_mem_limit=_WARP_MEMORY_MB,
            )
        self.width, self.height = self.dataset.width, self.dataset.height

    def close(self) -> None:
        if self.dataset is not self._file:
            self.dataset.close()
        self._file.close()


def _overlap(
    window: Window, col: int, row: int, width: int, height: int
) -> tuple[Window, tuple[slice, slice]] | None:
    """The part of a file at (col, row) on the grid that a window shows, and where it lies in it."""
    left, right = max(window.col_off, col), min(window.col_off + window.width, col + width)
    top, bottom = max(window.row_off, row), min(window.row_off + window.height, row + height)
    if left >= right or top >= bottom:
        return None
    target = (
        slice(top - window.row_off, bottom - window.row_off),
        slice(left - window.col_off, right - window.col_off),
    )
    return Window(left - col, top - row, right - left, bottom - top), target
