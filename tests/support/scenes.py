"""Small rasters and polygons with known numbers."""

import geopandas
import numpy as np
import rasterio
from rasterio.transform import from_origin
from shapely.geometry import box

CRS = "EPSG:32631"
ORIGIN = (500_000.0, 5_600_000.0)
PIXEL_M = 10.0


def write_image(
    path,
    values,
    bands,
    *,
    nodata=None,
    crs=CRS,
    origin=ORIGIN,
    dtype="uint16",
    pixel=PIXEL_M,
    **layout,
):
    """Write (band, row, col) values as one GeoTIFF with band descriptions.

    `layout` is how GDAL is to store them.
    """
    values = np.asarray(values, dtype)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=values.shape[0],
        height=values.shape[1],
        width=values.shape[2],
        dtype=dtype,
        crs=crs,
        nodata=nodata,
        **{"transform": from_origin(*origin, pixel, pixel), **layout},
    ) as dataset:
        dataset.write(values)
        for index, band in enumerate(bands, start=1):
            if band:
                dataset.set_band_description(index, band)
    return path


def pixels(path):
    """The first band of a raster: the same in two maps that say different jobs of themselves."""
    with rasterio.open(path) as dataset:
        return dataset.read(1)


def pixel_box(col, row, n_cols, n_rows):
    """A rectangle that covers whole pixels."""
    x, y = ORIGIN[0] + col * PIXEL_M, ORIGIN[1] - row * PIXEL_M
    return box(x, y - n_rows * PIXEL_M, x + n_cols * PIXEL_M, y)


def write_polygons(path, shapes, crs=CRS, **columns):
    """Write shapes with their attributes as GeoPackage."""
    geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=crs).to_file(path, engine="pyogrio")
    return path
