"""What a job writes, as Processing outputs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputDefinition,
    QgsProcessingOutputFile,
    QgsProcessingOutputHtml,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingOutputNumber,
    QgsProcessingOutputRasterLayer,
    QgsProcessingOutputVectorLayer,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterVectorDestination,
    QgsProperty,
)

from ...core.jobs import Job
from ...core.options import options
from ...core.protocol import Result
from ..messages import sentence, tr
from .kinds import Given


@dataclass(frozen=True)
class Output:
    """A file: which field of the job says where it goes, and its role in the worker's result."""

    name: str
    """In Processing; never changed."""
    label: str
    field: str
    role: str
    filter: str
    """Of the file dialog; a raster has one of its own."""
    optional: bool = False

    def definition(self, job_class: type[Job]) -> QgsProcessingParameterDefinition:
        """The parameter that asks where the file goes."""
        made = self._parameter()
        made.setHelp(sentence(tr(options(job_class)[self.field].help)))
        return made

    def destination(self, given: Given) -> str:
        """Where the file goes; empty where it is not asked for."""
        return given.algorithm.parameterAsFileOutput(given.parameters, self.name, given.context)

    def early_destination(self, given: Given) -> str:
        """What stands for it in a check before the run."""
        asked = given.parameters.get(self.name)
        if isinstance(asked, str) and asked and asked != QgsProcessing.TEMPORARY_OUTPUT:
            return asked
        return "" if self.optional else self.name

    def value(self, result: Result) -> str | None:
        """Where the worker wrote it; None where it was not asked for."""
        return result.outputs.get(self.role)

    def _parameter(self) -> QgsProcessingParameterDefinition:
        return QgsProcessingParameterFileDestination(
            self.name, self.label, self.filter, None, self.optional, not self.optional
        )


class RasterOutput(Output):
    """A raster, loaded into the project where the user wants that."""

    def destination(self, given: Given) -> str:
        if self.optional and not self._is_asked_for(given):
            return ""
        return given.algorithm.parameterAsOutputLayer(given.parameters, self.name, given.context)

    def _is_asked_for(self, given: Given) -> bool:
        chosen = given.parameters.get(self.name)
        if isinstance(chosen, QgsProcessingOutputLayerDefinition):  # in a batch, be it empty
            return chosen.sink != QgsProperty.fromValue("")
        return given.has(self.name)

    def _parameter(self) -> QgsProcessingParameterDefinition:
        return QgsProcessingParameterRasterDestination(
            self.name, self.label, None, self.optional, not self.optional
        )


class PointsOutput(RasterOutput):
    """A layer of points, loaded into the project where the user wants that."""

    source_type: ClassVar[QgsProcessing.SourceType] = QgsProcessing.SourceType.TypeVectorPoint

    def _parameter(self) -> QgsProcessingParameterDefinition:
        return QgsProcessingParameterVectorDestination(
            self.name, self.label, self.source_type, None, self.optional, not self.optional
        )


class TableOutput(PointsOutput):
    """A table without geometry."""

    source_type = QgsProcessing.SourceType.TypeVector


class FolderOutput(Output):
    """A folder; its role is that of a file in it."""

    def value(self, result: Result) -> str | None:
        return str(Path(result.outputs[self.role]).parent)

    def _parameter(self) -> QgsProcessingParameterDefinition:
        return QgsProcessingParameterFolderDestination(
            self.name, self.label, None, self.optional, not self.optional
        )


@dataclass(frozen=True)
class Figure:
    """A number of the worker's result."""

    name: str
    label: str
    key: str
    """In the worker's result."""
    help: str

    def definition(self) -> QgsProcessingOutputDefinition:
        """The declared output."""
        return QgsProcessingOutputNumber(self.name, self.label)

    def value(self, result: Result) -> object:
        """What the worker found; None where it was not asked for."""
        return result.figures.get(self.key)


class FileOfRun(Figure):
    """A file that lies beside or in another output: no parameter says where it goes."""

    def definition(self) -> QgsProcessingOutputDefinition:
        return QgsProcessingOutputFile(self.name, self.label)

    def value(self, result: Result) -> object:
        return result.outputs.get(self.key)


class LayerOfRun(FileOfRun):
    """Such a layer, loaded into the project with the run's main one."""


class RasterOfRun(LayerOfRun):
    """Such a raster."""

    def definition(self) -> QgsProcessingOutputDefinition:
        return QgsProcessingOutputRasterLayer(self.name, self.label)


class PointsOfRun(LayerOfRun):
    """Such points."""

    def definition(self) -> QgsProcessingOutputDefinition:
        points = QgsProcessing.SourceType.TypeVectorPoint
        return QgsProcessingOutputVectorLayer(self.name, self.label, points)


class PageOfRun(FileOfRun):
    """Such an HTML page, which Processing's results viewer offers."""

    def definition(self) -> QgsProcessingOutputDefinition:
        return QgsProcessingOutputHtml(self.name, self.label)


def map_output() -> Output:
    """The map of the two jobs that make one."""
    return RasterOutput("OUTPUT", tr("Map"), "output", "map", "")


def confidence_output() -> Output:
    """How sure the model is of each pixel."""
    label = tr("Confidence of the map, 0 to 100")
    return RasterOutput("OUTPUT_CONFIDENCE", label, "output_confidence", "confidence", "", True)


def companion_figures() -> list[Figure]:
    """The files beside a map that have no place of their own to ask for."""
    return [
        RasterOfRun(
            "OUTPUT_MARGIN",
            tr("Lead over the second most likely class"),
            "margin",
            tr("Raster, 0 to 100; nodata 255. Only with {0}.").format("MARGIN"),
        ),
        RasterOfRun(
            "OUTPUT_COUNT",
            tr("Clear observations and longest gap"),
            "count",
            tr("Raster of two bands, the gap in days. Only with {0}.").format("COUNT"),
        ),
        PointsOfRun(
            "OUTPUT_NEXT",
            tr("Where to label next"),
            "next",
            tr("Points with rank, class, second class and margin. Only with {0}.").format("NEXT"),
        ),
    ]


def report_output(label: str = "", field: str = "report", optional: bool = True) -> Output:
    """The accuracy report."""
    label, kind = label or tr("Accuracy report"), tr("HTML files (*.html)")
    return Output("OUTPUT_REPORT", label, field, "report", kind, optional)


def fit_figures(adapted: bool) -> list[Figure]:
    """The numbers of a training or, with the strength of the pull, of an adaptation."""
    figures = accuracy_figures(
        tr("Overall accuracy on polygons left out"),
        tr("Macro F1 on polygons left out"),
        tr("Not given where no polygon could be kept aside."),
    )
    figures.append(labelled_figure())
    if adapted:
        figures += [
            Figure(
                "LAMBDA_USED",
                tr("λ used, where the pull has one"),
                "lambda",
                tr("Of the final model; not given where the labels choose the strength."),
            ),
            Figure(
                "ALPHA_USED",
                tr("Way from the source model, 0 to 1, as chosen"),
                "alpha",
                tr("0 is the source model, 1 is trained on the labels alone. Where they choose."),
            ),
        ]
    return figures


def accuracy_figures(overall: str, macro_f1: str, missing: str) -> list[Figure]:
    """Overall accuracy and macro F1, labelled so; `missing` says when they are not given."""
    share = tr("From 0 to 1.") + " " + missing
    return [
        Figure("OVERALL_ACCURACY", overall, "overall_accuracy", share),
        Figure("MACRO_F1", macro_f1, "macro_f1", share),
    ]


def labelled_figure(label: str = "") -> Figure:
    """How many pixels have a label."""
    what = tr("Number of pixels that are used; a polygon has many.")
    return Figure("N_LABELLED", label or tr("Labelled pixels"), "n_labelled", what)


def results(outputs: list[Output], figures: list[Figure], result: Result) -> dict[str, object]:
    """What the algorithm hands on; what was not written or not assessed is left out."""
    files = {output.name: output.value(result) for output in outputs}
    found = {figure.name: figure.value(result) for figure in figures}
    return {name: value for name, value in {**files, **found}.items() if value is not None}
