"""Processing: how right a map is, whoever made it."""

from __future__ import annotations

from ...core.jobs import AssessJob
from ..messages import tr
from .base import SourcererAlgorithm
from .outputs import Figure, Output, TableOutput, accuracy_figures, labelled_figure, report_output


class AssessMap(SourcererAlgorithm):
    """By reference polygons or points."""

    job_class = AssessJob
    label = "Assess a land cover map"
    about = (
        "Compares a map, whoever made it, with reference polygons or points: confusion matrix, "
        "overall, user's and producer's accuracies with 95 % intervals. Where the reference is a "
        "random or stratified sample of the map's pixels, accuracy and areas of the whole map are "
        "estimated (Olofsson et al. 2014)."
    )
    words = (
        "assess accuracy assessment validate confusion matrix kappa area estimation stratified "
        "sample acatama olofsson land cover map"
    )

    def outputs(self) -> list[Output]:
        table = tr("Confusion table")
        return [
            report_output(field="output", optional=False),
            TableOutput("OUTPUT_TABLE", table, "output_table", "table", "", optional=True),
        ]

    def figures(self) -> list[Figure]:
        return [
            *accuracy_figures(
                tr("Overall accuracy"),
                tr("Macro F1"),
                tr("Of a random or stratified sample: estimated for the map, without macro F1."),
            ),
            labelled_figure(tr("Reference pixels")),
        ]
