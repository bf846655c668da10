"""Processing: train a source model."""

from __future__ import annotations

from ...core.jobs import TrainJob
from ..messages import tr
from ..model_library import MODEL_FILTER
from .base import SourcererAlgorithm
from .outputs import Figure, Output, fit_figures, report_output


class TrainSourceModel(SourcererAlgorithm):
    """Where labels are plenty."""

    job_class = TrainJob
    label = "Train a source model"
    about = (
        "Trains a land cover model on an image time series of a region and year with many labelled "
        "polygons. Adapt it afterwards to another region or year where labels are few."
    )
    words = "train source model tempcnn land cover crop classification satellite time series"

    def outputs(self) -> list[Output]:
        return [
            Output("OUTPUT", tr("Source model"), "output", "model", MODEL_FILTER),
            report_output(),
        ]

    def figures(self) -> list[Figure]:
        return fit_figures(adapted=False)
