"""Image time series as cubes of reflectance on one common grid.

A series is a list of images, each with a date; an image says for each band where it lies and how
its numbers become values, and which masks belong to it. So one file a date, one file a band, one
stack of everything and overlapping orbits of one day are read by the same code. What is nodata, or
what a mask calls unusable, is NaN. Which files there are is the business of core/catalogue.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from types import TracebackType

import numpy as np
import numpy.typing as npt
from rasterio.windows import Window

from .band_names import INDICES
from .grid import Grid
from .grid_reading import BandSource, GridReader
from .masks import Mask, dilated
from .rasters import disk_path

FloatArray = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ImageBand:
    """A band as a series hands it out: read, or computed as a spectral index."""

    sources: tuple[BandSource, ...]
    index: str = ""
    """Key of `INDICES`; empty for a band that is read."""


@dataclass(frozen=True)
class Image:
    """One acquisition of a series."""

    date: date
    path: str
    """One of its files, for messages."""
    bands: tuple[ImageBand, ...]
    """As many as the series has, in its order."""
    masks: tuple[tuple[Mask, BandSource], ...] = ()


@dataclass(frozen=True)
class Series:
    """A dated image series on one grid."""

    grid: Grid
    images: tuple[Image, ...]
    """Ascending by date; images of one day are merged when they are read."""
    bands: tuple[str, ...]
    """What `read` returns, in this order."""
    mask_dilation_px: int = 0
    left_out: tuple[str, ...] = ()
    """Files and images that were found and not used, each with its reason."""

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """Ascending, each day once."""
        return tuple(sorted({image.date for image in self.images}))

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The files on disk that hold its bands and masks, each once."""
        bands = [source for image in self.images for band in image.bands for source in band.sources]
        masks = [source for image in self.images for _, source in image.masks]
        return tuple(dict.fromkeys(disk_path(source.path) for source in (*bands, *masks)))

    @property
    def never_clear(self) -> str:
        """Why nothing may be left of the series, for messages."""
        first, last = self.images[0].path, self.images[-1].path
        masks = dict.fromkeys(mask.words for image in self.images for mask, _ in image.masks)
        return (
            f"None of the {len(self.images)} images, {first} to {last}, shows anything there but "
            f"nodata{' or cloud by its mask ' if masks else ''}{'; '.join(masks)}."
        )

    @property
    def partly_masked(self) -> str:
        """A warning where some images have a cloud mask and others have none; else empty."""
        unmasked = [image for image in self.images if not image.masks]
        if not 0 < len(unmasked) < len(self.images):
            return ""
        return (
            f"{len(unmasked)} of {len(self.images)} images have no cloud mask, and all of them "
            f"counts as clear: {unmasked[0].path} and others."
        )


class SeriesReader:
    """Reads windows of a series; a context manager."""

    def __init__(self, series: Series) -> None:
        self.series = series
        self._reader = GridReader(series.grid)

    def __enter__(self) -> SeriesReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._reader.__exit__(kind, error, trace)

    def read(self, window: Window) -> FloatArray:
        """The series in one window.

        Images of one day are merged: a valid value wins over a missing one, of several valid ones
        the mean is taken.

        Returns:
            Float32 (date, band, row, col), NaN where missing.

        Raises:
            UnreadableFile: a file cannot be read there.
        """
        series = self.series
        shape = (len(series.dates), len(series.bands), window.height, window.width)
        cube = np.full(shape, np.nan, np.float32)
        by_date = groupby(series.images, key=lambda image: image.date)
        for merged, (_, images) in zip(cube, by_date):
            n_values = np.zeros(merged.shape, np.uint8)
            for image in images:
                found = self._read_image(image, window)
                if found is None:
                    continue
                (rows, cols), values = found
                merge(merged[:, rows, cols], n_values[:, rows, cols], values)
        return cube

    def read_image(
        self, image: Image, window: Window, wanted: BoolArray | None = None
    ) -> FloatArray:
        """One image alone, (band, row, col), NaN where missing or not wanted.

        Args:
            image: one of the series'.
            window: in the grid's pixels.
            wanted: (row, col); where no wanted pixel is clear nothing but the mask is read.

        Raises:
            UnreadableFile: a file cannot be read there.
        """
        values = np.full((len(image.bands), window.height, window.width), np.nan, np.float32)
        found = self._read_image(image, window, wanted)
        if found is not None:
            (rows, cols), clear = found
            values[:, rows, cols] = clear
        return values

    def block_shape(self, image: Image) -> tuple[int, int]:
        """Rows and columns of the blocks in which the image's first file is stored."""
        return self._reader.block_shape(image.bands[0].sources[0])

    def _read_image(
        self, image: Image, window: Window, wanted: BoolArray | None = None
    ) -> tuple[tuple[slice, slice], FloatArray] | None:
        """Values (band, row, col) of the rectangle that holds all usable pixels; None without any.

        So an image that is cloudy all over costs no more than its mask.
        """
        usable = self._usable(image, window)
        if wanted is not None:
            usable = wanted if usable is None else usable & wanted
        rows, cols = slice(0, window.height), slice(0, window.width)
        if usable is not None:
            clear_rows, clear_cols = np.flatnonzero(usable.any(1)), np.flatnonzero(usable.any(0))
            if not len(clear_rows):
                return None
            rows = slice(int(clear_rows[0]), int(clear_rows[-1]) + 1)
            cols = slice(int(clear_cols[0]), int(clear_cols[-1]) + 1)
        part = Window(
            window.col_off + cols.start,
            window.row_off + rows.start,
            cols.stop - cols.start,
            rows.stop - rows.start,
        )
        sources = {s.key: s for band in image.bands for s in band.sources}
        read = self._reader.read(list(sources.values()), part)
        by_source = dict(zip(sources, read))
        values = np.stack([_value(band, by_source) for band in image.bands])
        if usable is not None:
            values[:, ~usable[rows, cols]] = np.nan
        return (rows, cols), values

    def _usable(self, image: Image, window: Window) -> BoolArray | None:
        """Where no mask says cloud, (row, col); None for an image without masks."""
        if not image.masks:
            return None
        margin = self.series.mask_dilation_px
        wide = Window(
            window.col_off - margin,
            window.row_off - margin,
            window.width + 2 * margin,
            window.height + 2 * margin,
        )
        unusable = np.zeros((wide.height, wide.width), bool)
        outside = unusable.copy()
        for mask, source in image.masks:
            values = self._reader.read_mask(source, wide)
            outside |= np.isnan(values)
            unusable |= mask.unusable(values) & ~np.isnan(values)
        grown = dilated(unusable, margin) if margin else unusable
        inner = slice(margin, margin + window.height), slice(margin, margin + window.width)
        usable: BoolArray = ~(grown | outside)[inner]
        return usable


def merge(target: FloatArray, n_values: npt.NDArray[np.uint8], values: FloatArray) -> None:
    """Merge one more image of a day in place: the mean of all that are not NaN.

    Args:
        target: the images so far, NaN where none shows anything.
        n_values: of how many it is the mean.
        values: the further image.
    """
    valid = ~np.isnan(values)
    total = np.where(n_values > 0, target * n_values, 0) + values
    np.copyto(target, total / (n_values + 1), where=valid)
    n_values += valid


def _value(band: ImageBand, by_source: dict[tuple[str, int], FloatArray]) -> FloatArray:
    """A band's values (row, col)."""
    if not band.index:
        return by_source[band.sources[0].key]
    inputs = [by_source[source.key] / np.float32(source.full or 1) for source in band.sources]
    return INDICES[band.index].formula(*inputs).astype(np.float32)


def tile_window(grid: Grid, shape_px: tuple[int, int], tile_row: int, tile_col: int) -> Window:
    """One tile of so many rows and columns, smaller at the right and lower edge of the grid."""
    row, col = tile_row * shape_px[0], tile_col * shape_px[1]
    height, width = min(shape_px[0], grid.height - row), min(shape_px[1], grid.width - col)
    return Window(col, row, width, height)


def window_side(n_dates: int, n_bands: int, n_grid_dates: int, memory_mb: int) -> int:
    """Side of a window, in pixels, with which reading, filling and mapping stay in the budget.

    While one window is read, its observations stand in memory once and a half (a date is merged at
    a time); the filled series of five windows may be there at once: one being filled, one in the
    network, one with the caller, and one waiting for each of the latter. The rest of the budget is
    for GDAL's cache and the libraries.
    """
    bytes_per_pixel = 4 * (1.5 * n_dates * (n_bands + 1) + 5 * n_grid_dates * n_bands)
    budget = 0.4 * memory_mb * 1024 * 1024
    for side in (512, 256, 128, 64):
        if side * side * bytes_per_pixel <= budget:
            return side
    return 32
