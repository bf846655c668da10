"""Reading classified rasters, ours or others'."""

from __future__ import annotations

import contextlib
import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import rasterio
from rasterio.errors import RasterioError
from rasterio.windows import Window

from .colours import class_colours
from .errors import LabelError, UnreadableFile
from .grid import Grid
from .lineage import TAG, TAG_DOMAIN, Lineage
from .map_file import NODATA
from .model_card import LandCoverClass

_BLOCK_PX = 1024
_LARGEST = 2**31
"""No class value; what decimal rasters mark as missing may be."""


@dataclass(frozen=True)
class ClassifiedMap:
    """A classified raster without its pixels in memory."""

    grid: Grid
    classes: tuple[LandCoverClass, ...]
    """Every value that occurs, with its name and colour where the file gives them."""
    counts: dict[int, int]
    """Class value -> pixels."""
    nodata: int


def read_map(path: str) -> ClassifiedMap:
    """Read a map's classes and counts.

    Raises:
        UnreadableFile: it cannot be opened.
        LabelError: its values are not class values.
    """
    try:
        with rasterio.open(path) as dataset:
            if dataset.crs is None:
                raise LabelError(
                    f"{path} has no coordinate reference system.", "Assign one in QGIS."
                )
            nodata = _nodata(dataset)
            counts = _count(dataset)
            colours = _colours(dataset)
            grid = Grid.of(dataset)
    except RasterioError as error:
        raise UnreadableFile(f"{path} cannot be read as a map: {error}") from error
    counts.pop(nodata, None)
    if NODATA in counts:
        raise LabelError(
            f"{path} has a class 0 and its nodata value is {nodata}; class values are above 0.",
            "Give the class another value, for example with QGIS's Reclassify by table.",
        )
    named = _category_names(Path(path + ".aux.xml"))
    values = sorted(counts)
    names = [named.get(value, str(value)) for value in values]
    parts = zip(values, names, class_colours(names))
    classes = tuple(
        LandCoverClass(value, name, colours.get(value, default)) for value, name, default in parts
    )
    return ClassifiedMap(grid, classes, counts, nodata)


def read_lineage(path: str) -> Lineage | None:
    """How a map was made; None where it does not say.

    Raises:
        UnreadableFile: it cannot be opened.
    """
    try:
        with rasterio.open(path) as dataset:
            text = dataset.tags(ns=TAG_DOMAIN).get(TAG, "")
    except RasterioError as error:
        raise UnreadableFile(f"{path} cannot be read as a map: {error}") from error
    with contextlib.suppress(ValueError, RecursionError):
        return Lineage.from_json(json.loads(text))
    return None


def values_at(
    path: str, rows: npt.NDArray[np.int64], cols: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Class values (n,) at pixels of the map."""
    with rasterio.open(path) as dataset:
        values = np.empty(len(rows), np.int64)
        tile = rows // _BLOCK_PX * (dataset.width // _BLOCK_PX + 1) + cols // _BLOCK_PX
        for number in np.unique(tile):
            inside = tile == number
            row, col = rows[inside].min(), cols[inside].min()
            window = Window(col, row, cols[inside].max() - col + 1, rows[inside].max() - row + 1)
            block = _class_values(dataset, window)
            values[inside] = block[rows[inside] - row, cols[inside] - col]
    return values


def _nodata(dataset: rasterio.DatasetReader) -> int:
    """The value that means no class; our own where the file names none, or none that is whole."""
    value = dataset.nodata
    return int(value) if value is not None and abs(value) < _LARGEST else NODATA


def _class_values(dataset: rasterio.DatasetReader, window: Window) -> npt.NDArray[Any]:
    """A window's class values (row, col), whole numbers also where the file holds decimal ones.

    Raises:
        LabelError: they are not whole.
    """
    values: npt.NDArray[Any] = dataset.read(1, window=window)
    if values.dtype.kind in "ui":
        return values
    there = np.abs(values) < _LARGEST  # not where they are NaN
    whole = values == np.round(values)
    if not whole[there].all():
        raise LabelError(
            f"{dataset.name} holds values such as {values[there & ~whole][0]:g}; a map holds whole "
            "class values."
        )
    return np.where(there, values, _nodata(dataset)).astype(np.int64)


def _count(dataset: rasterio.DatasetReader) -> dict[int, int]:
    counts: dict[int, int] = {}
    for _, window in dataset.block_windows(1):
        values, numbers = np.unique(_class_values(dataset, window), return_counts=True)
        for value, number in zip(values.tolist(), numbers.tolist()):
            counts[value] = counts.get(value, 0) + number
    return counts


def _colours(dataset: rasterio.DatasetReader) -> dict[int, str]:
    try:
        table = dataset.colormap(1)
    except ValueError:
        return {}
    return {value: "#{:02x}{:02x}{:02x}".format(*rgba[:3]) for value, rgba in table.items()}


def _category_names(path: Path) -> dict[int, str]:
    """GDAL's category names from a `.aux.xml`; none where there is no such file."""
    if not path.is_file():
        return {}
    try:
        root = ET.parse(path).getroot()
    except ET.ParseError as error:
        raise UnreadableFile(f"{path} is not valid XML: {error}", "Delete or mend it.") from error
    names = [entry.text or "" for entry in root.findall("./PAMRasterBand/CategoryNames/Category")]
    return {value: name for value, name in enumerate(names) if name}
