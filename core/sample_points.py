"""Samples as a layer of points, for the map canvas and for whoever assesses a map with them."""

from __future__ import annotations

import geopandas
import numpy as np

from .geopackage import geopackage
from .samples import Places, Samples
from .splits import held_out_blocks


def sample_points(
    layer: str, samples: Samples, places: Places, names: dict[int, str], share: float, seed: int
) -> bytes:
    """A GeoPackage with a point in the centre of each sample's pixel.

    Args:
        layer: its name.
        samples: n labelled pixels.
        places: of each.
        names: by class value.
        share: of the polygons, as a fit that measures accuracy holds them out.
        seed: of that choice.
    """
    x, y = places.grid.transform @ (places.cols + 0.5, places.rows + 0.5)
    frame = geopandas.GeoDataFrame(
        {
            "class": np.array([names[value] for value in samples.y.tolist()], object),
            "class_value": samples.y.astype(np.int32),
            "polygon_id": samples.polygon_id,
            "held_out": held_out_blocks(samples, share, seed),
        },
        geometry=geopandas.points_from_xy(x, y),
        crs=places.grid.crs.to_wkt(),
    )
    return geopackage(frame, layer, "Point")
