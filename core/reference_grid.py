"""The one grid that the images of a series are brought to."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from rasterio.crs import CRS
from rasterio.errors import RasterioError
from rasterio.transform import Affine
from rasterio.warp import transform_bounds

from .errors import NoOverlap, SeriesError
from .grid import Grid, crs_name
from .grid_reading import BandSource
from .rasters import open_raster

_TOLERANCE_PX = 1e-2


def reference_grid(sources: Sequence[BandSource], chosen: Grid | None = None) -> Grid:
    """The finest grid of the coordinate reference system that most files have, over all of them.

    Args:
        sources: all bands that will be read; masks do not count.
        chosen: the grid that the user wants instead; it must show the images.

    Raises:
        NoOverlap: some files lie apart from all others.
    """
    files = {source.path: source.grid for source in sources}
    if chosen:
        path, grid = next(iter(files.items()))
        whole = (0.0, 0.0, float(chosen.width), float(chosen.height))
        boxes = {"--grid": whole, path: _box_on(chosen, grid, path)}
        _check_together(boxes, {"--grid": chosen, **files})
        return chosen
    known_crs: list[CRS] = []
    n_files: Counter[int] = Counter()
    for grid in files.values():
        number = next((n for n, crs in enumerate(known_crs) if crs == grid.crs), len(known_crs))
        known_crs[number:] = known_crs[number:] or [grid.crs]
        n_files[number] += 1
    crs = known_crs[n_files.most_common(1)[0][0]]
    # the finest; of equally fine ones the first
    finest = min((g for g in files.values() if g.crs == crs), key=lambda g: abs(g.transform.a))
    pixel_boxes: dict[str, tuple[float, float, float, float]] = {}
    known: dict[tuple[object, ...], tuple[float, float, float, float]] = {}
    for path, grid in files.items():
        key = (id(grid.crs), grid.transform, grid.width, grid.height)
        if key not in known:
            known[key] = _box_on(finest, grid, path)
        pixel_boxes[path] = known[key]
    _check_together(pixel_boxes, files)
    left = math.floor(min(box[0] for box in pixel_boxes.values()) + _TOLERANCE_PX)
    top = math.floor(min(box[1] for box in pixel_boxes.values()) + _TOLERANCE_PX)
    right = math.ceil(max(box[2] for box in pixel_boxes.values()) - _TOLERANCE_PX)
    bottom = math.ceil(max(box[3] for box in pixel_boxes.values()) - _TOLERANCE_PX)
    moved = finest.transform @ Affine.translation(left, top)
    return Grid(crs, moved, right - left, bottom - top)


def grid_of_file(path: str) -> Grid:
    """The grid that a user chose by naming a raster.

    Raises:
        UnreadableFile: it cannot be opened.
        SeriesError: it has no coordinate reference system.
    """
    with open_raster(path) as dataset:
        if dataset.crs is None:
            raise SeriesError(f"{path} has no coordinate reference system.", "Assign one in QGIS.")
        return Grid.of(dataset)


def _box_on(reference: Grid, grid: Grid, path: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a grid in another's pixels."""
    if grid.crs == reference.crs:
        corners = [
            ~reference.transform @ (grid.transform @ corner)
            for corner in ((0, 0), (grid.width, 0), (0, grid.height), (grid.width, grid.height))
        ]
    else:
        try:
            west, south, east, north = transform_bounds(grid.crs, reference.crs, *grid.bounds)
        except RasterioError as error:
            raise NoOverlap(
                f"{path} ({crs_name(grid.crs)}) cannot be brought to {crs_name(reference.crs)}: "
                f"{error}"
            ) from error
        corners = [
            ~reference.transform @ corner
            for corner in ((west, south), (west, north), (east, south), (east, north))
        ]
    cols, rows = zip(*corners)
    return min(cols), min(rows), max(cols), max(rows)


def _check_together(
    boxes: dict[str, tuple[float, float, float, float]], files: dict[str, Grid]
) -> None:
    """All files must touch one another, directly or through others."""
    todo = dict(boxes)
    first = next(iter(todo))
    reached = [todo.pop(first)]
    while reached and todo:
        left, top, right, bottom = reached.pop()
        near = [
            path
            for path, box in todo.items()
            if box[0] <= right + 1 and left <= box[2] + 1
            if box[1] <= bottom + 1 and top <= box[3] + 1
        ]
        reached += [todo.pop(path) for path in near]
    if todo:
        other = next(iter(todo))
        raise NoOverlap(
            f"{first} ({_place(files[first])}) and {other} ({_place(files[other])}) do not "
            "overlap: a series shows one area.",
            "Move the images of the other area away, or give them as a series of their own.",
        )


def _place(grid: Grid) -> str:
    bounds = ", ".join(f"{value:.8g}" for value in grid.bounds)
    return f"{crs_name(grid.crs)}, {bounds}"
