"""Opening raster files with errors that name them."""

from __future__ import annotations

from pathlib import Path

import rasterio
from rasterio.errors import RasterioIOError

from .errors import UnreadableFile


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
        "The file may be truncated; copy or download it again, or move it away.",
    )
