"""Which part of a series a job is about: an extent, the polygons of a layer, or all of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from rasterio.crs import CRS
from rasterio.errors import CRSError
from rasterio.features import geometry_mask
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from .errors import JobError, LabelError, NoOverlap
from .grid import Grid, crs_name
from .jobs import SeriesOptions

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from .labels import LabelledPixels

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Area:
    """A rectangle of a grid, and within it perhaps polygons."""

    grid: Grid
    """The series'."""
    window: Window
    """In the grid's pixels."""
    shape: BaseGeometry | None
    """In the grid's CRS; a pixel belongs to it if its centre does."""

    @property
    def is_all(self) -> bool:
        """Whether it is the whole grid."""
        whole = (self.window.width, self.window.height) == (self.grid.width, self.grid.height)
        return whole and self.shape is None

    @property
    def n_pixels(self) -> int:
        """How many pixels belong to it, about."""
        part = self.grid.part(self.window)
        if self.shape is None:
            return part.width * part.height
        from shapely import box

        covered = self.shape.intersection(box(*part.bounds)).area
        return max(1, round(float(covered / abs(part.transform.determinant))))

    def inside(self, window: Window) -> BoolArray | None:
        """Which pixels (row, col) of a window of the grid belong to it; None: all."""
        if self.shape is None:
            return None
        part = self.grid.part(window)
        mask: BoolArray = geometry_mask(
            [self.shape], (part.height, part.width), part.transform, invert=True
        )
        return mask

    def of(self, pixels: LabelledPixels) -> LabelledPixels:
        """Only the labelled pixels that lie in it; the others are counted."""
        if self.is_all:
            return pixels
        window = self.window
        rows, cols = pixels.rows - window.row_off, pixels.cols - window.col_off
        keep = (rows >= 0) & (rows < window.height) & (cols >= 0) & (cols < window.width)
        mask = self.inside(window)
        if mask is not None:
            keep[keep] = mask[rows[keep], cols[keep]]
        if not keep.any():
            raise NoOverlap(
                f"None of the {len(pixels.y)} labelled pixels lies in the part that --extent and "
                "--aoi ask for.",
                "Choose a part with labels, or leave both out.",
            )
        return replace(
            pixels,
            rows=pixels.rows[keep],
            cols=pixels.cols[keep],
            y=pixels.y[keep],
            polygon_id=pixels.polygon_id[keep],
            n_elsewhere=int((~keep).sum()),
        )


def area_of(job: SeriesOptions, grid: Grid) -> Area:
    """The part of a grid that a job asks for.

    Raises:
        NoOverlap: it shows nothing of the images.
        JobError: the extent's CRS is unknown.
        UnreadableFile, LabelError: the layer cannot be used.
    """
    window = grid.window_of(_extent(job, grid) if job.extent else grid.bounds)
    if not job.aoi:
        return Area(grid, window, None)
    from pyproj.exceptions import ProjError  # these libraries take seconds, an extent needs none
    from shapely import union_all

    from .labels import read_shapes

    shapes = read_shapes(job.aoi)
    try:
        shape = union_all(shapes.to_crs(grid.crs.to_wkt()).to_numpy())
    except ProjError as error:
        raise LabelError(f"{job.aoi}: its CRS cannot be brought to the images': {error}") from error
    try:
        own = grid.window_of(shape.bounds)
        window = window.intersection(own)
    except (NoOverlap, ValueError) as error:  # rasterio raises its own kind of ValueError
        raise NoOverlap(
            f"The polygons of {job.aoi} and the images"
            f"{' in the extent' if job.extent else ''} ({crs_name(grid.crs)}) do not overlap.",
            "Check that both show the same area.",
        ) from error
    return Area(grid, window, shape)


def _extent(job: SeriesOptions, grid: Grid) -> tuple[float, ...]:
    """The job's extent in the grid's CRS."""
    if not job.extent_crs:
        return job.extent
    try:
        crs = CRS.from_user_input(job.extent_crs)
        extent = transform_bounds(crs, grid.crs, *job.extent) if crs != grid.crs else job.extent
    except CRSError as error:
        raise JobError(
            f"--extent-crs is {job.extent_crs[:60]!r}, which cannot be brought to the images' "
            f"{crs_name(grid.crs)}: {error}"
        ) from error
    if not all(map(math.isfinite, extent)):
        raise JobError(
            f"--extent {job.extent} is no place in {job.extent_crs[:60]!r} that the images' "
            f"{crs_name(grid.crs)} can show.",
            "Give xmin,ymin,xmax,ymax: longitudes before latitudes.",
        )
    return tuple(extent)
