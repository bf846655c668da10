"""Processing: map a series with a model as it is."""

from __future__ import annotations

from ...core.jobs import ClassifyJob
from .base import SourcererAlgorithm
from .outputs import Figure, Output, companion_figures, confidence_output, map_output


class ClassifySeries(SourcererAlgorithm):
    """No labels needed."""

    job_class = ClassifyJob
    label = "Classify an image time series"
    about = "Makes a land cover map from an image time series with a model as it is."
    words = "classify map predict land cover crop satellite image time series"

    def outputs(self) -> list[Output]:
        return [map_output(), confidence_output()]

    def figures(self) -> list[Figure]:
        return companion_figures()
