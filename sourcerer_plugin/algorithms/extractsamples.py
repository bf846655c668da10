"""Processing: take the labelled pixels out of a series."""

from __future__ import annotations

from ...core.jobs import SamplesJob
from ..messages import tr
from .base import SourcererAlgorithm
from .outputs import Figure, Output, PointsOutput, labelled_figure


class ExtractSamples(SourcererAlgorithm):
    """Once, for many fits."""

    job_class = SamplesJob
    label = "Extract samples from an image time series"
    about = (
        "Takes the labelled pixels out of an image time series, regular and without gaps, into a "
        "samples file. Training, adaptation and the comparison of methods take such files instead "
        "of images and labels: small enough to pass on, and many fits need not read the images "
        "again. As points, the samples show which pixels were taken and which are held out."
    )
    words = (
        "extract samples training data points pixels labels polygons hold out split satellite "
        "image time series"
    )

    def outputs(self) -> list[Output]:
        kind, points = tr("Samples files (*.npz)"), tr("Samples as points")
        return [
            Output("OUTPUT", tr("Samples file"), "output", "samples", kind),
            PointsOutput("OUTPUT_POINTS", points, "output_points", "points", "", optional=True),
        ]

    def figures(self) -> list[Figure]:
        return [labelled_figure()]
