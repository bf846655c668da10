"""Processing: compare methods on the user's own labels."""

from __future__ import annotations

from ...core.jobs import CompareJob
from ..messages import tr
from .base import SourcererAlgorithm
from .outputs import Figure, FileOfRun, FolderOutput, Output, PageOfRun


class CompareMethods(SourcererAlgorithm):
    """Before one of them is trusted with a map."""

    job_class = CompareJob
    label = "Compare methods on your own labels"
    about = (
        "Measures how well each method does with 1, 2, 4, … labelled polygons of the target. Each "
        "run draws other polygons for testing and for training, and all methods get the same ones. "
        "It needs samples files of the source and of the target, and takes long: every method is "
        "fitted for every number of polygons and every run. The folder gets a report, tables and "
        "curves; a comparison that was stopped goes on where the same folder is given again."
    )
    words = (
        "compare methods benchmark experiment learning curve accuracy domain adaptation few labels "
        "land cover crop"
    )

    def outputs(self) -> list[Output]:
        return [FolderOutput("OUTPUT", tr("Folder for the comparison"), "output", "results", "")]

    def figures(self) -> list[Figure]:
        return [
            PageOfRun(
                "OUTPUT_REPORT",
                tr("Report of the comparison"),
                "report",
                tr("HTML page in the folder, with learning curves and a verdict."),
            ),
            FileOfRun(
                "OUTPUT_RESULTS",
                tr("Table of all fits"),
                "results",
                tr("CSV file in the folder: one row for each method, number of polygons and run."),
            ),
        ]
