"""Where to label next: the places of a map that the model is least sure of, spread over it.

A single doubtful pixel is often a mixed one on a border, where nobody can draw a polygon. So what
counts is the margin, the lead of the most likely class over the second, in the mean of a pixel's
surroundings, and only those that are mapped as the same class. Of places close to each other the
most doubtful one is kept, and each further place of a class must be the more doubtful, so that no
class takes all of them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import geopandas
import numpy as np
import numpy.typing as npt
from rasterio.features import geometry_mask
from rasterio.windows import Window
from shapely import STRtree, box
from shapely.geometry.base import BaseGeometry

from .geopackage import geopackage
from .grid import Grid
from .labels import read_labels
from .map_file import CONFIDENCE_NODATA

N_POINTS = 20
SPACING = 1 / 20
"""Between two places, of the map's diagonal."""
SURROUNDINGS_PX = 5
"""Side of the square that doubt is averaged over; half of it must be of the pixel's class."""

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Place:
    """A pixel that a label would help."""

    row: int
    col: int
    """In the map."""
    value: int
    """Of the class that is mapped there."""
    second: int
    """Value of the second most likely class; 0 where the model has but one."""
    margin: float
    """Mean of the surroundings of this class, 0 to 100."""


class NextLabels:
    """Shown a map window by window, it keeps the most doubtful place of each class in each cell.

    Cells are half as wide as places must lie apart, so the whole map has at most some 800.
    """

    def __init__(self, grid: Grid, labelled: Sequence[BaseGeometry] = ()) -> None:
        """Nothing seen yet.

        Args:
            grid: the map's.
            labelled: shapes in its CRS that need no further label.
        """
        self._grid = grid
        self._labelled = STRtree(labelled)
        self._spacing_px = SPACING * math.hypot(grid.width, grid.height)
        self._cell_px = max(1, int(self._spacing_px / 2))
        self._best: dict[tuple[int, int, int], Place] = {}
        """By cell row, cell column and class value."""

    def look(
        self,
        window: Window,
        values: npt.NDArray[np.uint16],
        second: npt.NDArray[np.uint16],
        margin: npt.NDArray[np.uint8],
    ) -> None:
        """See one window of the map, all of it (row, col); 255 is a margin where nothing is."""
        mean = _mean_of_surroundings(values, margin)
        rows, cols = np.nonzero(~np.isnan(mean) & ~self._inside_labelled(window))
        if not len(rows):
            return
        doubt, value = mean[rows, cols], values[rows, cols]
        cell_rows = (rows + window.row_off) // self._cell_px
        cell_cols = (cols + window.col_off) // self._cell_px
        order = np.lexsort((doubt, value, cell_cols, cell_rows))
        keys = np.stack([cell_rows, cell_cols, value], axis=1)[order]
        is_first = np.ones(len(order), bool)
        is_first[1:] = (keys[1:] != keys[:-1]).any(axis=1)
        for (cell_row, cell_col, class_value), at in zip(
            keys[is_first].tolist(), order[is_first].tolist()
        ):
            row, col = int(rows[at]), int(cols[at])
            place = Place(
                row + int(window.row_off),
                col + int(window.col_off),
                class_value,
                int(second[row, col]),
                float(doubt[at]),
            )
            known = self._best.get((cell_row, cell_col, class_value))
            if known is None or place.margin < known.margin:
                self._best[cell_row, cell_col, class_value] = place

    def chosen(self, n_points: int = N_POINTS) -> list[Place]:
        """At most so many places, the one to label first in front."""
        left = sorted(self._best.values(), key=lambda place: (place.margin, place.row, place.col))
        found: list[Place] = []
        n_of: dict[int, int] = {}
        while left and len(found) < n_points:
            best = min(left, key=lambda p: (p.margin + 1) * (1 + n_of.get(p.value, 0)))
            found.append(best)
            n_of[best.value] = n_of.get(best.value, 0) + 1
            left = [
                place
                for place in left
                if math.hypot(place.row - best.row, place.col - best.col) >= self._spacing_px
                and place is not best
            ]
        return found

    def as_geopackage(self, layer: str, names: Mapping[int, str]) -> bytes:
        """The chosen places as points, `names` by class value."""
        places = self.chosen()
        centres = [self._grid.transform @ (place.col + 0.5, place.row + 0.5) for place in places]
        frame = geopandas.GeoDataFrame(
            {
                "rank": np.arange(1, len(places) + 1, dtype=np.int32),
                "class": np.array([names[place.value] for place in places], object),
                "second": np.array([names.get(place.second, "") for place in places], object),
                "margin": np.array([round(place.margin) for place in places], np.int32),
            },
            geometry=geopandas.points_from_xy(*zip(*centres)) if centres else [],
            crs=self._grid.crs.to_wkt(),
        )
        return geopackage(frame, layer, "Point")

    def _inside_labelled(self, window: Window) -> npt.NDArray[np.bool_]:
        """(row, col), the pixels that touch a labelled shape."""
        part = self._grid.part(window)
        near = self._labelled.geometries.take(self._labelled.query(box(*part.bounds)))
        shape = (part.height, part.width)
        if not len(near):
            return np.zeros(shape, bool)
        mask: npt.NDArray[np.bool_] = geometry_mask(
            near, shape, part.transform, all_touched=True, invert=True
        )
        return mask


def labelled_shapes(layers: Iterable[str], field: str, grid: Grid) -> list[BaseGeometry]:
    """The labelled polygons and points of layers, in a grid's CRS; "" is no layer."""
    shapes: list[BaseGeometry] = []
    for layer in filter(None, layers):
        geometries = read_labels(layer, field).frame.geometry.to_crs(grid.crs.to_wkt())
        shapes += [shape for shape in geometries if np.isfinite(shape.bounds).all()]
    return shapes


def _mean_of_surroundings(
    values: npt.NDArray[np.uint16], margin: npt.NDArray[np.uint8]
) -> npt.NDArray[np.float64]:
    """For each pixel (row, col) the mean margin of its class around it; NaN where that is rare.

    Beyond the window's edge nothing is mapped.
    """
    mean = np.full(values.shape, np.nan)
    for value in np.unique(values[margin != CONFIDENCE_NODATA]):
        own = (values == value) & (margin != CONFIDENCE_NODATA)
        n_around = _box_sum(own.astype(np.int64))
        usable = own & (2 * n_around > SURROUNDINGS_PX**2)
        mean[usable] = (
            _box_sum(np.where(own, margin, 0).astype(np.int64))[usable] / n_around[usable]
        )
    return mean


def _box_sum(values: IntArray) -> IntArray:
    """Of whole numbers (row, col), in the square around each pixel."""
    reach = SURROUNDINGS_PX // 2
    for axis in (0, 1):
        length = values.shape[axis]
        running = np.cumsum(np.insert(values, 0, 0, axis=axis), axis=axis)
        after = np.minimum(np.arange(length) + reach + 1, length)
        before = np.maximum(np.arange(length) - reach, 0)
        values = np.take(running, after, axis=axis) - np.take(running, before, axis=axis)
    return values
