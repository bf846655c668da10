"""Processing: write a series regular and gap-filled."""

from __future__ import annotations

from ...core.jobs import PrepareJob
from ..messages import tr
from .base import SourcererAlgorithm
from .outputs import Output, RasterOutput


class PrepareSeries(SourcererAlgorithm):
    """Once, for many maps."""

    job_class = PrepareJob
    label = "Prepare a regular image time series"
    about = (
        "Writes an image time series as one stack with regular dates and without gaps. Clouds and "
        "other missing values are filled from the dates before and after. The stack is a Cloud "
        "Optimized GeoTIFF, date by date with all bands, and each other algorithm takes it as its "
        "images: prepare once what is to be mapped several times."
    )
    words = (
        "prepare gap fill interpolate regular composite stack cloud optimized geotiff cog "
        "satellite image time series"
    )

    def outputs(self) -> list[Output]:
        return [RasterOutput("OUTPUT", tr("Regular time series"), "output", "stack", "")]
