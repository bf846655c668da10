"""Opening raster files with errors that name them."""

from __future__ import annotations

from pathlib import Path

import rasterio
from rasterio.errors import RasterioIOError

from .errors import UnreadableFile

ARCHIVE_PREFIX = "/vsizip/"


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


def split_archive(path: str) -> tuple[str, str]:
    """`/vsizip/A.zip/b/c.tif` -> (`A.zip`, `b/c.tif`); two empty texts for another path."""
    if not path.startswith(ARCHIVE_PREFIX):
        return "", ""
    archive, ending, inside = path[len(ARCHIVE_PREFIX) :].partition(".zip/")
    return (archive + ending[:-1], inside) if ending else (archive, "")
