"""The map on disk: GeoTIFF with class values, colours, names, and a QGIS style beside it."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio
import rasterio.shutil
from rasterio._err import CPLE_BaseError  # what GDAL raises while a file is copied
from rasterio.enums import ColorInterp
from rasterio.errors import RasterioError
from rasterio.windows import Window

from .errors import CannotWrite
from .grid import Grid
from .lineage import TAG, TAG_DOMAIN, Lineage
from .model_card import LandCoverClass
from .outputs import Outputs
from .rasters import RESULT_TAG

NODATA = 0
CONFIDENCE_NODATA = 255
COUNT_NODATA = 65535
OBSERVATION_BANDS = ("clear observations", "longest gap in days")
_SCRATCH_BLOCK_PX = 256

_WRITE_ERRORS = (RasterioError, CPLE_BaseError, OSError, ValueError)

MapType = type[np.uint8] | type[np.uint16]


@dataclass(frozen=True)
class RasterFile:
    """Where a raster is gathered, where it is written for now, and where it will lie."""

    scratch: Path
    path: Path
    final: str

    @classmethod
    def add(cls, outputs: Outputs, final: str) -> RasterFile:
        """Promise a raster."""
        return cls(outputs.scratch(final), outputs.add(final), final)


@dataclass(frozen=True)
class Layout:
    """How a raster lies on disk."""

    block_px: int
    predictor: str
    overviews: str
    """What a pixel of an overview is of those it covers."""


CLASSES = Layout(256, "no", "mode")
MEASURES = Layout(256, "no", "average")
STACK = Layout(128, "yes", "cubic")
"""Of small blocks, because a block holds all bands."""


class RasterWriter:
    """Writes a raster window by window and proves that it arrived; a context manager.

    The windows are gathered in a scratch file, from which the Cloud Optimized GeoTIFF is copied. So
    its bytes depend on its values alone: not on the windows, nor on when GDAL's cache was full.
    """

    def __init__(
        self,
        file: RasterFile,
        grid: Grid,
        dtype: npt.DTypeLike,
        nodata: float,
        layout: Layout,
        classes: Sequence[LandCoverClass] = (),
        bands: Sequence[str] = ("",),
        tags: Mapping[str, str] | None = None,
    ) -> None:
        """Create the file.

        Args:
            file: where.
            grid: its pixels.
            dtype: of its values.
            nodata: of all bands.
            layout: of the file.
            classes: with them it gets a colour table, and its values are counted.
            bands: their descriptions.
            tags: GDAL metadata; the result tag says what it is.
        """
        self._file, self._layout = file, layout
        self._counts = np.zeros(np.iinfo(dtype).max + 1 if classes else 0, np.int64)
        self._checksum = 0
        tiling = (
            {"tiled": True, "blockxsize": _SCRATCH_BLOCK_PX, "blockysize": _SCRATCH_BLOCK_PX}
            if min(grid.width, grid.height) >= _SCRATCH_BLOCK_PX
            else {}
        )
        try:
            self._dataset = rasterio.open(
                file.scratch,
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
                zlevel=1,
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
            raise _cannot_write(file.final, error) from error

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
            raise _cannot_write(self._file.final, error) from error

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
            self._dataset.close()
            rasterio.shutil.copy(
                self._file.scratch,
                self._file.path,
                driver="COG",
                compress="deflate",
                predictor=self._layout.predictor,
                blocksize=self._layout.block_px,
                overview_resampling=self._layout.overviews,
                bigtiff="if_safer",
                copy_src_mdd="yes",  # the domains that are not common too
            )
        except _WRITE_ERRORS as problem:
            raise _cannot_write(self._file.final, problem) from problem
        self._prove()

    def say(self, lineage: Lineage) -> None:
        """Let the raster say how it was made."""
        text = json.dumps(lineage.as_json(), ensure_ascii=True, sort_keys=True)
        self._dataset.update_tags(ns=TAG_DOMAIN, **{TAG: text})

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """Pixels written of each class value."""
        return self._counts

    def _prove(self) -> None:
        """Read all back: a full disk may show only when buffers are flushed.

        Raises:
            CannotWrite: the file does not hold what was written.
        """
        checksum = 0
        try:
            with rasterio.open(self._file.path) as dataset:
                for _, window in dataset.block_windows(1):
                    checksum += _checksum(dataset.read(window=window))
        except _WRITE_ERRORS as problem:
            raise _cannot_write(self._file.final, problem) from problem
        if checksum != self._checksum:
            reason = "what was written is not what is on disk"
            raise _cannot_write(self._file.final, reason)


def _cannot_write(final: str, reason: object) -> CannotWrite:
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
