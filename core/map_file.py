"""The map on disk: GeoTIFF with class values, colours, names, and a QGIS style beside it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio._err import CPLE_BaseError  # what GDAL raises while overviews are built
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import RasterioError
from rasterio.windows import Window

from .errors import CannotWrite
from .grid import Grid
from .model_card import LandCoverClass
from .rasters import RESULT_TAG

NODATA = 0
CONFIDENCE_NODATA = 255
COUNT_NODATA = 65535
OBSERVATION_BANDS = ("clear observations", "longest gap in days")
_OVERVIEW_ABOVE_PX = 256
_BLOCK_PX = 256

_WRITE_ERRORS = (RasterioError, CPLE_BaseError, OSError, ValueError)

MapType = type[np.uint8] | type[np.uint16]


class RasterWriter:
    """Writes a tiled GeoTIFF window by window and proves that it arrived; a context manager."""

    def __init__(
        self,
        path: Path,
        final: str,
        grid: Grid,
        dtype: npt.DTypeLike,
        nodata: float,
        classes: Sequence[LandCoverClass] = (),
        bands: Sequence[str] = ("",),
        tags: Mapping[str, str] | None = None,
    ) -> None:
        """Create the file that will be called `final`.

        Args:
            path: where it is written for now.
            final: for messages.
            grid: its pixels.
            dtype: of its values.
            nodata: of all bands.
            classes: with them it gets a colour table, and its values are counted.
            bands: their descriptions.
            tags: GDAL metadata; the result tag says what it is.
        """
        self._path, self._final = path, final
        self._counts = np.zeros(np.iinfo(dtype).max + 1 if classes else 0, np.int64)
        self._checksum = 0
        self._is_stack = len(bands) > 1
        tiling = (
            {"tiled": True, "blockxsize": _BLOCK_PX, "blockysize": _BLOCK_PX}
            if min(grid.width, grid.height) >= _BLOCK_PX
            else {}
        )
        try:
            self._dataset = rasterio.open(
                path,
                "w",
                driver="GTiff",
                width=grid.width,
                height=grid.height,
                count=len(bands),
                crs=grid.crs,
                transform=grid.transform,
                dtype=np.dtype(dtype).name,
                nodata=nodata,
                compress="deflate",
                predictor=1,
                interleave="band",
                BIGTIFF="IF_SAFER",
                **tiling,
            )
            self._dataset.update_tags(**(tags or {RESULT_TAG: "map" if classes else "companion"}))
            for number, name in enumerate(bands, start=1):
                if name:
                    self._dataset.set_band_description(number, name)
            if classes:
                self._dataset.colorinterp = (ColorInterp.palette,)
                self._dataset.write_colormap(1, {c.value: _rgba(c.colour) for c in classes})
        except _WRITE_ERRORS as error:
            raise cannot_write_raster(final, error) from error
        self._resampling = Resampling.mode if classes else Resampling.average

    def write(self, window: Window, values: npt.NDArray[Any]) -> None:
        """Write (row, col) or (band, row, col) values of one window.

        Raises:
            CannotWrite: the file does not take them.
        """
        stored = values.astype(self._dataset.dtypes[0]).reshape(-1, *values.shape[-2:])
        if len(self._counts):
            self._counts += np.bincount(stored.ravel(), minlength=len(self._counts))
        self._checksum += _checksum(stored)
        try:
            self._dataset.write(stored, window=window)
        except _WRITE_ERRORS as error:
            raise cannot_write_raster(self._final, error) from error

    def __enter__(self) -> RasterWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is not None:
            self._dataset.close()
            return
        try:
            self._add_overviews()
            self._dataset.close()
        except _WRITE_ERRORS as problem:
            raise cannot_write_raster(self._final, problem) from problem
        self.prove(self._path)

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """Pixels written of each class value."""
        return self._counts

    def _add_overviews(self) -> None:
        longest = max(self._dataset.width, self._dataset.height)
        factors = [2**n for n in range(1, 12) if longest / 2 ** (n - 1) > _OVERVIEW_ABOVE_PX]
        if factors and not self._is_stack:  # a stack gets its own when it is copied
            self._dataset.build_overviews(factors, self._resampling)

    def prove(self, path: Path) -> None:
        """Read all back: a full disk may show only when buffers are flushed.

        Raises:
            CannotWrite: the file does not hold what was written.
        """
        checksum = 0
        try:
            with rasterio.open(path) as dataset:
                for _, window in dataset.block_windows(1):
                    checksum += _checksum(dataset.read(window=window))
        except _WRITE_ERRORS as problem:
            raise cannot_write_raster(self._final, problem) from problem
        if checksum != self._checksum:
            reason = "what was written is not what is on disk"
            raise cannot_write_raster(self._final, reason)


def cannot_write_raster(final: str, reason: object) -> CannotWrite:
    """The error for a raster that cannot be written."""
    return CannotWrite(
        f"{final} cannot be written: {reason}.",
        "Check that the folder is writable and the disk has room.",
    )


def _checksum(values: npt.NDArray[Any]) -> int:
    """The same however an image is cut into windows: the sum of its numbers' bits."""
    words = np.ascontiguousarray(values).view(f"u{values.dtype.itemsize}")
    return int(words.sum(dtype=np.uint64))


def map_dtype(classes: Sequence[LandCoverClass]) -> MapType:
    """Uint8 where all class values fit, else uint16."""
    return np.uint8 if max(entry.value for entry in classes) <= 255 else np.uint16


def write_category_names(path: Path, classes: Sequence[LandCoverClass]) -> None:
    """GDAL's `.tif.aux.xml`: the class names, by value from 0."""
    names = {entry.value: entry.name for entry in classes}
    root = ET.Element("PAMDataset")
    categories = ET.SubElement(ET.SubElement(root, "PAMRasterBand", band="1"), "CategoryNames")
    for value in range(max(names) + 1):
        ET.SubElement(categories, "Category").text = names.get(value, "")
    _write_xml(path, root)


def write_style(path: Path, classes: Sequence[LandCoverClass]) -> None:
    """QGIS's `.qml`: one legend entry a class."""
    root = ET.Element("qgis", version="3.22", styleCategories="Symbology")
    renderer = ET.SubElement(
        ET.SubElement(root, "pipe"),
        "rasterrenderer",
        {"type": "paletted", "band": "1", "opacity": "1", "alphaBand": "-1"},
    )
    palette = ET.SubElement(renderer, "colorPalette")
    for entry in classes:
        ET.SubElement(
            palette,
            "paletteEntry",
            {"value": str(entry.value), "color": entry.colour, "alpha": "255", "label": entry.name},
        )
    _write_xml(path, root)


def _write_xml(path: Path, root: ET.Element) -> None:
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8")


def _rgba(colour: str) -> tuple[int, int, int, int]:
    number = int(colour[1:], 16)
    return number >> 16, number >> 8 & 255, number & 255, 255
