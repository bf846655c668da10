"""Processing: the main job."""

from __future__ import annotations

from ...core.jobs import MapJob
from ..messages import tr
from ..model_library import MODEL_FILTER
from .base import SourcererAlgorithm
from .outputs import (
    Figure,
    Output,
    companion_figures,
    confidence_output,
    fit_figures,
    map_output,
    report_output,
)


class MapWithFewLabels(SourcererAlgorithm):
    """Adapt, map and report in one run."""

    job_class = MapJob
    label = "Map land cover with few labels"
    about = (
        "Adapts a source model to the few labels you have, makes a land cover map of the images, "
        "and reports its accuracy on polygons left out, before and after adaptation. The adapted "
        "model and the report are written beside the map where no other place is given."
    )
    words = "map land cover crop few labels domain adaptation satellite image time series sourcerer"

    def outputs(self) -> list[Output]:
        return [
            map_output(),
            Output(
                "OUTPUT_MODEL",
                tr("Adapted model, if not beside the map"),
                "output_model",
                "model",
                MODEL_FILTER,
                optional=True,
            ),
            report_output(tr("Accuracy report, if not beside the map")),
            confidence_output(),
        ]

    def figures(self) -> list[Figure]:
        return [*fit_figures(adapted=True), *companion_figures()]
