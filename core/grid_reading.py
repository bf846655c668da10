"""Reading a raster band on another grid, window by window, without a copy on disk.

Files on the wanted grid, or on a part of it, are read as they are. All others are resampled by GDAL
while they are read: bilinear for reflectance, nearest for masks.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

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
    full: float | None = None
    """The value that stands for a reflectance of 1; None where that is unknown."""

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from all others."""
        return self.path, self.index


class GridReader:
    """Reads bands of many files on one grid; keeps the last used files open; a context manager."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._open: OrderedDict[tuple[str, int], _Opened] = OrderedDict()
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

    def read(self, sources: Sequence[BandSource], window: Window) -> FloatArray:
        """Values (source, row, col) float32 of bands in a window; NaN = missing or outside.

        Resampled bilinearly where the grids differ. The bands of one file are read at once.

        Raises:
            UnreadableFile: a file cannot be read there.
        """
        values = np.full((len(sources), window.height, window.width), np.nan, np.float32)
        self._read(sources, window, Resampling.bilinear, values)
        values[~np.isfinite(values)] = np.nan
        return values

    def read_mask(self, source: BandSource, window: Window) -> npt.NDArray[np.float64]:
        """A mask's numbers (row, col), in float64 that keeps 32 bits; NaN = outside.

        The nearest number where the grids differ.

        Raises:
            UnreadableFile: the file cannot be read there.
        """
        values = np.full((1, window.height, window.width), np.nan, np.float64)
        self._read([source], window, Resampling.nearest, values)
        mask: npt.NDArray[np.float64] = values[0]
        return mask

    def block_shape(self, source: BandSource) -> tuple[int, int]:
        """Rows and columns of the blocks in which a band is stored, or resampled.

        Raises:
            UnreadableFile: the file cannot be opened.
        """
        opened = self._opened(source, self._shift(source), Resampling.bilinear)
        rows, cols = opened.dataset.block_shapes[0]
        return int(rows), int(cols)

    def _read(
        self,
        sources: Sequence[BandSource],
        window: Window,
        resampling: Resampling,
        values: npt.NDArray[np.floating[Any]],
    ) -> None:
        """Fill `values` (source, row, col) file by file, resampled bands one by one."""
        places: dict[tuple[str, int], list[int]] = {}
        for place, source in enumerate(sources):
            alone = self._shift(source) is None
            places.setdefault((source.path, source.index if alone else 0), []).append(place)
        for same_file in places.values():
            self._read_file(
                [sources[place] for place in same_file], window, resampling, values, same_file
            )

    def _shift(self, source: BandSource) -> tuple[int, int] | None:
        """Where a file's corner lies on the grid; None where its pixels are others."""
        if source.path not in self._shifts:
            self._shifts[source.path] = self._grid.whole_pixel_shift(source.grid)
        return self._shifts[source.path]

    def _opened(
        self, source: BandSource, shift: tuple[int, int] | None, resampling: Resampling
    ) -> _Opened:
        """The file of a band, or the band resampled; the least used one is closed for it."""
        key = (source.path, 0 if shift else source.index)
        opened = self._open.pop(key, None)
        if opened is None:
            opened = _Opened(source, None if shift else self._grid, resampling)
            if len(self._open) >= MAX_OPEN_FILES:
                self._open.popitem(last=False)[1].close()
        self._open[key] = opened
        return opened

    def _read_file(
        self,
        sources: Sequence[BandSource],
        window: Window,
        resampling: Resampling,
        values: npt.NDArray[np.floating[Any]],
        places: Sequence[int],
    ) -> None:
        first = sources[0]
        shift = self._shift(first)
        opened = self._opened(first, shift, resampling)
        indexes = [source.index for source in sources] if shift else [1]
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
            read = band.astype(values.dtype)
            if source.nodata is not None:
                read[band == band.dtype.type(source.nodata)] = np.nan
            if (source.scale, source.offset) != (1.0, 0.0):
                read = read * read.dtype.type(source.scale) + read.dtype.type(source.offset)
            values[place][target] = read


class _Opened:
    """An open file on its own grid, or one of its bands warped to another."""

    def __init__(self, source: BandSource, grid: Grid | None, resampling: Resampling) -> None:
        self._file = open_raster(source.path)
        self._layers: list[rasterio.DatasetReader] = [self._file]
        self.dataset: rasterio.DatasetReader | WarpedVRT = self._file
        if grid is not None:
            band = self._file
            if self._file.count > 1:
                # alone: GDAL would warp all bands, and call nodata only what is so in all of them
                band = rasterio.open(_band_alone(self._file, source))
                self._layers.append(band)
            self.dataset = WarpedVRT(
                band,
                crs=grid.crs,
                transform=grid.transform,
                width=grid.width,
                height=grid.height,
                src_nodata=source.nodata,
                nodata=np.nan,
                dtype="float32" if resampling is Resampling.bilinear else "float64",
                resampling=resampling,
                tolerance=_WARP_TOLERANCE_PX,
                warp_mem_limit=_WARP_MEMORY_MB,
            )
            self._layers.append(self.dataset)
        self.width, self.height = self.dataset.width, self.dataset.height

    def close(self) -> None:
        for layer in reversed(self._layers):
            layer.close()


_GDAL_TYPES = {
    "uint8": "Byte",
    "int8": "Int8",
    "uint16": "UInt16",
    "int16": "Int16",
    "uint32": "UInt32",
    "int32": "Int32",
    "float32": "Float32",
    "float64": "Float64",
}


def _band_alone(file: rasterio.DatasetReader, source: BandSource) -> str:
    """One band of a file as a virtual file of GDAL's."""
    root = ET.Element("VRTDataset", rasterXSize=str(file.width), rasterYSize=str(file.height))
    ET.SubElement(root, "SRS").text = file.crs.to_wkt()
    ET.SubElement(root, "GeoTransform").text = ", ".join(map(repr, file.transform.to_gdal()))
    kind = _GDAL_TYPES.get(source.dtype, "Float64")
    band = ET.SubElement(root, "VRTRasterBand", dataType=kind, band="1")
    part = ET.SubElement(band, "SimpleSource")
    ET.SubElement(part, "SourceFilename", relativeToVRT="0").text = source.path
    ET.SubElement(part, "SourceBand").text = str(source.index)
    return ET.tostring(root, encoding="unicode")


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
