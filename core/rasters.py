"""Opening raster files with errors that name them."""

from __future__ import annotations

import re
from pathlib import Path

import rasterio
from rasterio.errors import RasterioIOError

from .errors import UnreadableFile

ARCHIVE_PREFIX = "/vsizip/"
RESULT_TAG = "SOURCERER"
"""GDAL tag that tells our own rasters from images."""
SENSOR_TAG = "SOURCERER_SENSOR"


def image_cache(memory_mb: int) -> rasterio.Env:
    """GDAL with a cache that leaves most of a memory budget to the work itself.

    It looks for a file's companions by their names: with every file that it opens it would else
    list the whole folder, which makes a series of 1,600 files half as slow again.
    """
    cache_bytes = memory_mb * 1024 * 1024 // 8  # rasterio takes bytes
    return rasterio.Env(GDAL_CACHEMAX=cache_bytes, GDAL_DISABLE_READDIR_ON_OPEN="TRUE")


def open_raster(path: str) -> rasterio.DatasetReader:
    """Open a raster for reading.

    Raises:
        UnreadableFile: it is missing or no raster.
    """
    if not path.startswith("/vsi") and not Path(path).exists():
        raise UnreadableFile(f"{path} does not exist.")
    try:
        return rasterio.open(path)
    except RasterioIOError as error:
        raise unreadable(path, error) from error


def unreadable(path: str, error: Exception) -> UnreadableFile:
    """The error for a raster that GDAL refuses."""
    return UnreadableFile(
        f"{path} cannot be read as an image: {error}",
        "The file may be truncated; copy or download it again, or move it away. "
        "--skip-unreadable leaves such images of a series out.",
    )


def disk_path(path: str) -> str:
    """The file on disk that holds an image: the archive's, for an image in an archive."""
    archive, _ = split_archive(path)
    return archive or path


def is_result(path: str) -> bool:
    """Whether a file is a raster that we wrote."""
    try:
        with rasterio.open(path) as dataset:
            return RESULT_TAG in dataset.tags()
    except RasterioIOError:
        return False


def split_archive(path: str) -> tuple[str, str]:
    """`/vsizip/A.zip/b/c.tif` -> (`A.zip`, `b/c.tif`); two empty texts for another path."""
    if not path.startswith(ARCHIVE_PREFIX):
        return "", ""
    rest = path[len(ARCHIVE_PREFIX) :]
    for ending in re.finditer(r"\.zip(?=/|$)", rest, re.I):
        if Path(rest[: ending.end()]).is_file():
            return rest[: ending.end()], rest[ending.end() + 1 :]
    return rest, ""
