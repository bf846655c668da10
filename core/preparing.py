"""The regular, gap-filled series as one Cloud Optimized GeoTIFF that every command reads again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .gapfill import count_observations, fill_cube
from .imagery import Imagery
from .jobs import RunOptions
from .map_file import STACK, RasterFile, RasterWriter
from .progress import Advance
from .rasters import RESULT_TAG, SENSOR_TAG
from .series import SeriesReader


@dataclass(frozen=True)
class Storage:
    """How values are kept: the input's data type where it can hold them."""

    dtype: str
    nodata: float

    def stored(self, values: npt.NDArray[np.float32]) -> npt.NDArray[np.generic]:
        """Values as they are written; NaN becomes nodata, and nothing else does."""
        kind = np.dtype(self.dtype)
        if kind.kind == "f":
            return values.astype(kind)
        limits = np.iinfo(kind)
        low = limits.min + (self.nodata == limits.min)
        high = limits.max - (self.nodata == limits.max)
        whole = np.clip(np.rint(np.nan_to_num(values, nan=0)), low, high)
        return np.where(np.isnan(values), self.nodata, whole).astype(kind)


def storage_for(imagery: Imagery) -> Storage:
    """The data type of a prepared series.

    The input's, if all bands share it and its numbers are the values; a signed one where an offset
    was removed; else float32.
    """
    bands = [band for image in imagery.series.images for band in image.bands]
    sources = [source for band in bands for source in band.sources]
    dtypes = {np.dtype(source.dtype) for source in sources}
    dtype = dtypes.pop()
    scaled = any(source.scale != 1 for source in sources) or any(band.index for band in bands)
    if dtypes or scaled or dtype.kind not in "ui" or dtype.itemsize > 2:
        return Storage("float32", float("nan"))
    if any(source.offset for source in sources):
        return Storage("int16", float(np.iinfo(np.int16).min))
    nodatas = {source.nodata for source in sources}
    nodata = nodatas.pop()
    if nodatas or nodata is None:
        limits = np.iinfo(dtype)
        nodata = limits.min if dtype.kind == "i" else limits.max
    return Storage(dtype.name, float(nodata))


def write_stack(imagery: Imagery, job: RunOptions, file: RasterFile, advance: Advance) -> Storage:
    """Fill the imagery's area and write it, date by date, bands named `YYYY-MM-DD BAND`.

    Args:
        imagery: bands, season, area.
        job: threads and memory.
        file: where to.
        advance: progress.
    """
    offsets, storage = imagery.grid.offsets, storage_for(imagery)
    names = [f"{day} {band}" for day in imagery.grid.dates for band in imagery.series.bands]
    grid = imagery.series.grid.part(imagery.area.window)
    tags = {RESULT_TAG: "prepared series", SENSOR_TAG: imagery.sensor}
    with (
        RasterWriter(
            file, grid, storage.dtype, storage.nodata, STACK, bands=names, tags=tags
        ) as writer,
        SeriesReader(imagery.series) as reader,
    ):
        for window, source, fraction in imagery.windows(job.memory):
            cube = reader.read(source)
            filled = fill_cube(cube, imagery.days, offsets, job.threads)
            inside = imagery.area.inside(source)
            if inside is not None:
                filled[:, :, ~inside] = np.nan
            if imagery.min_observations:
                count, _ = count_observations(
                    cube, imagery.days, offsets[0], offsets[-1], job.threads
                )
                filled[:, :, count < imagery.min_observations] = np.nan
            writer.write(window, storage.stored(filled.reshape(-1, *filled.shape[2:])))
            advance(0.8 * fraction)
    return storage
