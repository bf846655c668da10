"""Labelled polygons or points, and the pixels of a grid that they mean.

A pixel belongs to a polygon if its centre does. The polygon (or point) is the block that splits
respect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import numpy.typing as npt
import pyogrio
import pyogrio.errors
from pyproj.exceptions import ProjError
from rasterio.features import rasterize
from rasterio.transform import Affine
from shapely import STRtree, affinity, is_empty, is_missing, make_valid, points
from shapely.geometry import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from .classes import IGNORED, FieldValues, is_class_value
from .errors import LabelError, NoOverlap, UnreadableFile
from .grid import Grid, crs_name
from .model_card import printable

CLOSE_POINTS_PX = 3
CLOSE_POINTS_NOTE = (
    f"Points lie within {CLOSE_POINTS_PX} pixels of each other: they are not independent, and the "
    "accuracy may be too high."
)
ON_THE_EDGE = "pixels on the edge of their polygon"
"""Of a note: they are left out because the job asked for that, so it is no warning."""
BLOCK = "block"
"""Column of a label layer's frame where features are grouped."""

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class LabelLayer:
    """A label layer as it lies on disk."""

    path: str
    frame: Any
    """GeoDataFrame, index feature id, columns `geometry` and `field_value` (text, never null), and
    `BLOCK` where one was asked for."""
    values: FieldValues
    n_null: int
    """Features left out for an empty class or geometry."""


@dataclass(frozen=True)
class LabelledPixels:
    """Pixels with a class."""

    rows: IntArray
    cols: IntArray
    y: IntArray
    """(n,) class values."""
    polygon_id: IntArray
    """(n,) the feature's place in the layer."""
    n_overlapping: int
    """Pixels left out because polygons of different classes claim them."""
    n_boundary: int
    """Pixels left out because they lie on the edge of their polygon."""
    without_pixels: tuple[int, ...]
    """Polygons inside the images that are left with no pixel, by feature id."""
    n_outside: int
    """Features that lie outside the images."""

    n_in_training: int = 0
    """Pixels left out because a model was trained on them."""
    n_elsewhere: int = 0
    """Pixels left out because they lie outside the part that the job is about."""

    def without(self, training: LabelledPixels) -> LabelledPixels:
        """Only the pixels that the training labels do not hold."""
        theirs = set(zip(training.rows.tolist(), training.cols.tolist()))
        places = zip(self.rows.tolist(), self.cols.tolist())
        keep = np.array([place not in theirs for place in places], bool)
        return replace(
            self,
            rows=self.rows[keep],
            cols=self.cols[keep],
            y=self.y[keep],
            polygon_id=self.polygon_id[keep],
            n_in_training=int((~keep).sum()),
        )

    def has_close_points(self, layer: LabelLayer) -> bool:
        """Whether two of the layer's points lie within `CLOSE_POINTS_PX` pixels of each other."""
        kinds = layer.frame.geometry.geom_type.to_numpy()[self.polygon_id]
        chosen = np.isin(kinds, ["Point", "MultiPoint"])
        places = points(self.cols[chosen].astype(float), self.rows[chosen].astype(float))
        pairs = STRtree(places).query(places, predicate="dwithin", distance=CLOSE_POINTS_PX)
        return bool((pairs[0] != pairs[1]).any())

    @property
    def notes(self) -> list[str]:
        """What was left out, for people."""
        parts = []
        if self.n_in_training:
            parts.append(f"{self.n_in_training} reference pixels that are training pixels too")
        if self.n_elsewhere:
            parts.append(f"{self.n_elsewhere} labelled pixels outside the chosen part")
        if self.n_overlapping:
            parts.append(f"{self.n_overlapping} pixels claimed by polygons of different classes")
        if self.n_boundary:
            parts.append(f"{self.n_boundary} {ON_THE_EDGE}")
        if self.n_outside:
            parts.append(f"{self.n_outside} polygons or points outside the images")
        if self.without_pixels:
            listed = ", ".join(str(number) for number in self.without_pixels[:20])
            more = " …" if len(self.without_pixels) > 20 else ""
            polygons = (
                "1 polygon"
                if len(self.without_pixels) == 1
                else (f"{len(self.without_pixels)} polygons")
            )
            parts.append(f"{polygons} without a pixel (feature {listed}{more})")
        return [f"Left out: {part}." for part in parts]


def read_labels(path: str, field: str, name_field: str = "", block_field: str = "") -> LabelLayer:
    """Read a polygon or point layer; `path` may end in `|layername=NAME`.

    Args:
        path: the file.
        field: holds the class.
        name_field: holds the class's name, if there is one.
        block_field: its values go to the frame's column `BLOCK` as text; an empty one groups what
            has none.

    Raises:
        UnreadableFile: the layer cannot be opened.
        LabelError: no such field, no usable feature, no CRS, or lines instead of areas.
    """
    file, _, layer = path.partition("|layername=")
    frame = _read_frame(file, layer.split("|")[0] or None)
    for name in filter(None, (field, name_field, block_field)):
        if name not in frame.columns:
            fields = ", ".join(column for column in frame.columns if column != frame.geometry.name)
            raise LabelError(f"{path} has no field {name}; it has {fields or 'none'}.")
    if frame.crs is None:
        raise LabelError(f"{path} has no coordinate reference system.", "Assign one in QGIS.")
    column = frame[field]
    usable = column.notna() & _have_shape(frame)
    text = column[usable].map(_as_text)
    usable &= text.reindex(frame.index, fill_value="") != ""
    chosen = frame[usable]
    if chosen.empty:
        raise LabelError(f"{path} has no feature with a geometry and a value in {field}.")
    kinds = sorted(
        set(chosen.geometry.geom_type)
        - {"Polygon", "MultiPolygon", "Point", "MultiPoint", "GeometryCollection"}
    )
    if kinds:
        raise LabelError(f"{path} holds {', '.join(kinds)}; labels must be polygons or points.")
    values = chosen[field].map(_as_text)
    result = geopandas.GeoDataFrame(
        {"field_value": values}, geometry=chosen.geometry, crs=frame.crs
    )
    if block_field:
        result[BLOCK] = chosen[block_field].map(_as_text)
    names = chosen[name_field].map(_as_text) if name_field else values
    name_of = _names_by_value(path, values, names)
    return LabelLayer(
        path,
        result,
        FieldValues(name_of, all(map(is_class_value, name_of)), f"{Path(file).name} ({field})"),
        n_null=int((~usable).sum()),
    )


def read_shapes(path: str) -> Any:  # noqa: ANN401 - a GeoSeries
    """The polygons of a layer, repaired; `path` may end in `|layername=NAME`.

    Raises:
        UnreadableFile: the layer cannot be opened.
        LabelError: it has no polygon or no CRS.
    """
    file, _, layer = path.partition("|layername=")
    frame = _read_frame(file, layer.split("|")[0] or None)
    if frame.crs is None:
        raise LabelError(f"{path} has no coordinate reference system.", "Assign one in QGIS.")
    shapes = frame.geometry[_have_shape(frame)]
    shapes = shapes[shapes.geom_type.isin(["Polygon", "MultiPolygon", "GeometryCollection"])]
    if shapes.empty:
        raise LabelError(f"{path} has no polygon.", "Choose a layer of polygons as the area.")
    return shapes.map(_repaired)


def _names_by_value(path: str, values: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """One name a value; the value itself where no feature names it."""
    named: dict[str, str] = {}
    for value, name in zip(values, names):
        if name and named.setdefault(value, name) != name:
            raise LabelError(
                f"{path}: the class {value} is called {named[value]} and {name}.",
                "Give every class one name.",
            )
    return {value: named.get(value, value) for value in values}


def locate_pixels(
    layer: LabelLayer, class_values: Mapping[str, int], grid: Grid, exclude_boundary: bool = False
) -> LabelledPixels:
    """Turn features into pixels.

    Args:
        layer: the labels, in any CRS.
        class_values: field value -> class value; 0 leaves its features out, but where they overlap
            other classes the pixels are doubtful all the same.
        grid: the images' grid.
        exclude_boundary: leave out pixels with a neighbour outside their polygon.

    Raises:
        NoOverlap: no feature lies on the images.
    """
    try:
        geometries = layer.frame.geometry.to_crs(grid.crs.to_wkt())
    except ProjError as error:
        raise LabelError(
            f"{layer.path}: its CRS cannot be brought to the images': {error}"
        ) from error
    to_pixels = ~grid.transform
    matrix = [to_pixels.a, to_pixels.b, to_pixels.d, to_pixels.e, to_pixels.c, to_pixels.f]
    rows, cols, ids, n_outside, n_boundary = [], [], [], 0, 0
    inside: list[int] = []
    for number, geometry in enumerate(geometries):
        found = None
        if np.isfinite(geometry.bounds).all():  # else the projection knows no such place
            shape = affinity.affine_transform(_repaired(geometry), matrix)
            found = _pixels_of(shape, grid.width, grid.height, exclude_boundary)
        if found is None:
            n_outside += 1
            continue
        inside.append(number)
        n_boundary += found.n_boundary
        rows.append(found.rows)
        cols.append(found.cols)
        ids.append(np.full(len(found.rows), number, np.int64))
    if not rows:
        raise NoOverlap(
            f"{layer.path} ({crs_name(layer.frame.crs)}, {_extent(layer.frame.total_bounds)}) "
            f"and the images ({crs_name(grid.crs)}, {_extent(grid.bounds)}) do not overlap.",
            "Check that both show the same area, and that the layer's CRS is the right one.",
        )
    number_of = layer.frame["field_value"].map(class_values).to_numpy(np.int64)
    row, col, polygon_id = (np.concatenate(parts) for parts in (rows, cols, ids))
    keep, n_overlapping = _without_conflicts(row * grid.width + col, number_of[polygon_id])
    with_pixels = set(polygon_id[keep].tolist())
    empty = [int(layer.frame.index[number]) for number in inside if number not in with_pixels]
    keep &= number_of[polygon_id] != IGNORED
    return LabelledPixels(
        row[keep],
        col[keep],
        number_of[polygon_id[keep]],
        polygon_id[keep],
        n_overlapping,
        n_boundary,
        tuple(empty),
        n_outside,
    )


@dataclass(frozen=True)
class _FeaturePixels:
    rows: IntArray
    cols: IntArray
    n_boundary: int = 0


def _pixels_of(
    shape: BaseGeometry, width: int, height: int, exclude_boundary: bool
) -> _FeaturePixels | None:
    """Pixels of one feature in pixel coordinates; None where it lies outside the grid."""
    if shape.is_empty:
        return _FeaturePixels(np.empty(0, np.int64), np.empty(0, np.int64))
    if isinstance(shape, (Point, MultiPoint)):
        xy = np.floor([(p.x, p.y) for p in getattr(shape, "geoms", [shape])]).astype(np.int64)
        xy = xy[(xy >= 0).all(axis=1) & (xy[:, 0] < width) & (xy[:, 1] < height)]
        return _FeaturePixels(xy[:, 1], xy[:, 0]) if len(xy) else None
    x0, y0, x1, y1 = np.floor(shape.bounds).astype(np.int64)
    # one pixel more on each side, so that the grid's own edge is no boundary of the polygon
    x0, y0, x1, y1 = max(x0, -1), max(y0, -1), min(x1, width), min(y1, height)
    if x1 < max(x0, 0) or y1 < max(y0, 0) or x0 >= width or y0 >= height:
        return None
    inside = rasterize(
        [shape],
        out_shape=(int(y1 - y0 + 3), int(x1 - x0 + 3)),
        transform=Affine.translation(x0 - 1, y0 - 1),
        dtype=np.uint8,
    ).astype(bool)
    kept = _eroded(inside) if exclude_boundary else inside
    row, col = _on_grid(kept, x0 - 1, y0 - 1, width, height)
    all_row, _ = _on_grid(inside, x0 - 1, y0 - 1, width, height)
    return _FeaturePixels(row, col, len(all_row) - len(row))


def _on_grid(
    mask: npt.NDArray[np.bool_], col: int, row: int, width: int, height: int
) -> tuple[IntArray, IntArray]:
    """Rows and columns, on the grid, of a mask whose corner lies at (col, row)."""
    rows, cols = np.nonzero(mask)
    rows, cols = rows + row, cols + col
    there = (rows >= 0) & (rows < height) & (cols >= 0) & (cols < width)
    return rows[there], cols[there]


def _eroded(inside: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Pixels whose eight neighbours are inside too; the array's own edge counts as outside."""
    kept = np.zeros_like(inside)
    kept[1:-1, 1:-1] = True
    for shift_row in (0, 1, 2):
        for shift_col in (0, 1, 2):
            kept[1:-1, 1:-1] &= inside[
                shift_row : shift_row + inside.shape[0] - 2,
                shift_col : shift_col + inside.shape[1] - 2,
            ]
    return kept


def _without_conflicts(pixel: IntArray, y: IntArray) -> tuple[npt.NDArray[np.bool_], int]:
    """Which entries to keep: pixels of one class only, each once; and how many conflict."""
    _, first, place = np.unique(pixel, return_index=True, return_inverse=True)
    conflict = np.zeros(len(first), bool)
    np.logical_or.at(conflict, place, y != y[first][place])
    keep = np.zeros(len(pixel), bool)
    keep[first[~conflict]] = True
    return keep, int(conflict.sum())


def _repaired(geometry: BaseGeometry) -> BaseGeometry:
    """A valid geometry; of a repaired polygon only its areas."""
    if geometry.is_valid and geometry.geom_type != "GeometryCollection":
        return geometry
    parts = getattr(make_valid(geometry), "geoms", [make_valid(geometry)])
    areas = []
    for part in parts:
        if isinstance(part, Polygon):
            areas.append(part)
        elif isinstance(part, MultiPolygon):
            areas.extend(part.geoms)
    return MultiPolygon(areas)


def _have_shape(frame: Any) -> npt.NDArray[np.bool_]:  # noqa: ANN401 - a GeoDataFrame
    """Which features have a geometry that is not empty."""
    shapes = frame.geometry.to_numpy()
    return np.asarray(~(is_missing(shapes) | is_empty(shapes)))


def _read_frame(file: str, layer: str | None) -> Any:  # noqa: ANN401 - a GeoDataFrame
    if not Path(file).exists():
        raise UnreadableFile(f"{file} does not exist.")
    if ";" in Path(file).name:
        raise UnreadableFile(
            f"{file} cannot be read: GDAL takes no semicolon in the name of a vector layer.",
            "Give the file another name.",
        )
    try:
        layers = [str(name) for name, _ in pyogrio.list_layers(file)]
        several = layer is None and len(layers) > 1
        frame = None if several else geopandas.read_file(file, layer=layer, fid_as_index=True)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        OSError,
        ValueError,
    ) as error:
        raise UnreadableFile(f"{file} cannot be read as a vector layer: {error}") from error
    if several:
        raise LabelError(
            f"{file} holds {len(layers)} layers: {', '.join(layers)}.",
            f"Say which one: {file}|layername={layers[0]}",
        )
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise LabelError(f"{file} has no geometries.", "Choose a polygon or point layer.")
    return frame


def _as_text(value: object) -> str:
    """A field value as text: whole numbers without a decimal point, text trimmed."""
    if value is None or value != value:  # NaN
        return ""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return printable(str(value)).strip()


def _extent(bounds: Any) -> str:  # noqa: ANN401 - any four numbers
    return ", ".join(f"{value:.6g}" for value in bounds)
