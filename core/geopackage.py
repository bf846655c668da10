"""Vector layers that we write: GeoPackages that do not know when they were made."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import pyogrio

_DATE_OPTION, _DATE = "OGR_CURRENT_DATE", "2020-01-01T00:00:00.000Z"
"""Stands in every GeoPackage in place of the clock, so that the same run gives the same bytes."""


def geopackage(frame: pd.DataFrame, layer: str, geometry_type: str | None) -> bytes:
    """A GeoPackage's bytes, the same for the same frame.

    Args:
        frame: a GeoDataFrame, or a table without geometries.
        layer: its name.
        geometry_type: e.g. `Polygon`; None for a table.
    """
    before = pyogrio.get_gdal_config_option(_DATE_OPTION)
    pyogrio.set_gdal_config_options({_DATE_OPTION: _DATE})
    try:
        memory = BytesIO()
        pyogrio.write_dataframe(
            frame, memory, layer=layer, driver="GPKG", geometry_type=geometry_type
        )
    finally:
        pyogrio.set_gdal_config_options({_DATE_OPTION: before})
    return memory.getvalue()
