"""Processing: adapt a source model."""

from __future__ import annotations

from ...core.jobs import AdaptJob
from ..messages import tr
from ..model_library import MODEL_FILTER
from .base import SourcererAlgorithm
from .outputs import Figure, Output, fit_figures, report_output


class AdaptModel(SourcererAlgorithm):
    """To a few labels of the target."""

    job_class = AdaptJob
    label = "Adapt a model to a few labels"
    about = (
        "Adapts a source model to another region or year with the few labels there. The fewer the "
        "labels, the closer the adapted model stays to the source model (Sourcerer, Lucas et al. "
        "2021)."
    )
    words = "adapt model domain adaptation transfer learning few labels land cover crop"

    def outputs(self) -> list[Output]:
        return [
            Output("OUTPUT", tr("Adapted model"), "output", "model", MODEL_FILTER),
            report_output(),
        ]

    def figures(self) -> list[Figure]:
        return fit_figures(adapted=True)
