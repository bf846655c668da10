"""The pixel grid that the images of a series share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import rasterio
from rasterio.crs import CRS
from rasterio.transform import Affine, array_bounds
from rasterio.windows import Window

from .errors import NoOverlap

_SHIFT_TOLERANCE_PX = 1e-2
"""Grids whose corners lie closer than this, in pixels, count as the same."""


@dataclass(frozen=True)
class Grid:
    """CRS, place and size of a raster."""

    crs: CRS
    transform: Affine
    """From (col, row) to the CRS's coordinates; pixel corners are whole numbers."""
    width: int
    height: int

    @classmethod
    def of(cls, dataset: rasterio.DatasetReader) -> Grid:
        """An open raster's grid."""
        return cls(dataset.crs, dataset.transform, dataset.width, dataset.height)

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """xmin, ymin, xmax, ymax in the grid's CRS."""
        west, south, east, north = array_bounds(self.height, self.width, self.transform)
        return west, south, east, north

    @property
    def pixel_area_m2(self) -> float | None:
        """Area of a pixel; None where the CRS is not in metres or feet."""
        if not self.crs.is_projected:
            return None
        return float(abs(self.transform.determinant) * self.crs.linear_units_factor[1] ** 2)

    def difference(self, other: Grid) -> str:
        """What keeps two grids apart, with both values; empty where they are the same."""
        if self.crs != other.crs:
            return f"{crs_name(self.crs)} and {crs_name(other.crs)}"
        if (self.width, self.height) != (other.width, other.height):
            return f"{self.width} × {self.height} and {other.width} × {other.height} pixels"
        to_pixels = ~self.transform
        for corner in ((0, 0), (self.width, 0), (0, self.height)):
            col, row = to_pixels @ (other.transform @ corner)
            if max(abs(col - corner[0]), abs(row - corner[1])) <= _SHIFT_TOLERANCE_PX:
                continue
            return f"origin and pixel size {_place(self.transform)} and {_place(other.transform)}"
        return ""

    def whole_pixel_shift(self, other: Grid) -> tuple[int, int] | None:
        """(col, row) of another grid's corner on this one; None where their pixels differ."""
        if self.crs != other.crs:
            return None
        to_pixels = ~self.transform @ other.transform
        col, row = to_pixels @ (0, 0)
        shift = round(col), round(row)
        for corner in ((0, 0), (other.width, 0), (0, other.height)):
            found_col, found_row = to_pixels @ corner
            away = abs(found_col - corner[0] - shift[0]), abs(found_row - corner[1] - shift[1])
            if max(away) > _SHIFT_TOLERANCE_PX:
                return None
        return shift

    def window_of(self, extent: Sequence[float]) -> Window:
        """The pixels that an extent (xmin, ymin, xmax, ymax) touches.

        Raises:
            NoOverlap: it touches none.
        """
        xmin, ymin, xmax, ymax = extent
        corners = [
            ~self.transform @ corner
            for corner in ((xmin, ymin), (xmin, ymax), (xmax, ymin), (xmax, ymax))
        ]
        cols, rows = zip(*corners)
        first_col, last_col = max(0, _floor(min(cols))), min(self.width, _ceil(max(cols)))
        first_row, last_row = max(0, _floor(min(rows))), min(self.height, _ceil(max(rows)))
        if first_col >= last_col or first_row >= last_row:
            raise NoOverlap(
                f"The extent {tuple(extent)} and the images {self.bounds} do not overlap.",
                f"Give the extent in the images' CRS, {crs_name(self.crs)}.",
            )
        return Window(first_col, first_row, last_col - first_col, last_row - first_row)

    def middle(self, side_px: int) -> Window:
        """A square in the middle, or all of a smaller grid."""
        width, height = min(side_px, self.width), min(side_px, self.height)
        return Window((self.width - width) // 2, (self.height - height) // 2, width, height)

    def part(self, window: Window) -> Grid:
        """The grid of a window."""
        shifted = self.transform @ Affine.translation(window.col_off, window.row_off)
        return Grid(self.crs, shifted, int(window.width), int(window.height))


def crs_name(crs: CRS) -> str:
    """`EPSG:32631`, or what tells the CRS where it has no code."""
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else str(crs.to_proj4())[:80].removesuffix(" +no_defs=True")


def _place(transform: Affine) -> str:
    return f"({transform.c}, {transform.f}; {transform.a} × {transform.e})"


def _floor(value: float) -> int:
    return int((value + 1e-6) // 1)


def _ceil(value: float) -> int:
    return -_floor(-value)
