"""Writes the models of `resources/models` anew, by the Model Designer's own API.

    PYTHONPATH=.plugins:/usr/share/qgis/python/plugins QT_QPA_PLATFORM=offscreen \
        .venv-qgis/bin/python tests/studies/example_models.py

What the plugin shows of them is in sourcerer_plugin/algorithms/example_models.py, translated.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from qgis.analysis import QgsNativeAlgorithms
from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
)
from qgis.PyQt.QtCore import QPointF

from sourcerer.core.jobs import UnknownClassPolicy
from sourcerer.sourcerer_plugin.algorithms.example_models import FOLDER, stories, titles
from sourcerer.sourcerer_plugin.algorithms.provider import SourcererProvider
from sourcerer.sourcerer_plugin.model_library import MODEL_FILTER

STEP_PX = 220
Source = QgsProcessingModelChildParameterSource


@dataclass(frozen=True)
class Step:
    """One algorithm of a model."""

    name: str
    algorithm: str
    sources: dict[str, Source | list[Source]]
    outputs: dict[str, str] = field(default_factory=dict)
    """Of the model: which output of the step, and what it is called."""


def given(name: str) -> Source:
    """A parameter of the model."""
    return Source.fromModelParameter(name)


def made(step: str, output: str = "OUTPUT") -> Source:
    """What an earlier step has made."""
    return Source.fromChildOutput(step, output)


def fixed(value: object) -> Source:
    """The same in every run."""
    return Source.fromStaticValue(value)


def inputs() -> dict[str, QgsProcessingParameterDefinition]:
    """What the models ask for, by name."""
    file, folder = (
        QgsProcessingParameterFile.Behavior.File,
        QgsProcessingParameterFile.Behavior.Folder,
    )
    kinds = QgsProcessing.SourceType
    shapes = [kinds.TypeVectorPolygon, kinds.TypeVectorPoint]
    made = (
        QgsProcessingParameterFile("MODEL", "Source model", file, "", None, False, MODEL_FILTER),
        QgsProcessingParameterFile("SERIES_FOLDER", "Folder that holds the images", folder),
        QgsProcessingParameterFeatureSource("POLYGONS", "Labelled polygons or points", shapes),
        QgsProcessingParameterField("FIELD", "Field that holds the class", None, "POLYGONS"),
        QgsProcessingParameterEnum(
            "UNKNOWN_CLASSES",
            "Classes that the model does not know",
            [str(word) for word in UnknownClassPolicy],
            False,
            str(UnknownClassPolicy.ERROR),
            False,
            True,
        ),
        QgsProcessingParameterExtent("EXTENT", "Only this part", None, True),
    )
    return {definition.name(): definition for definition in made}


def defaults_of(child: QgsProcessingModelChildAlgorithm) -> dict[str, Source]:
    """What the designer fills in: without them a model does not count as valid."""
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    return {
        entry.name(): fixed(entry.defaultValue())
        for entry in child.algorithm().parameterDefinitions()
        if not entry.isDestination()
        and not entry.flags() & optional
        and entry.defaultValue() is not None
    }


def write(name: str, asked: list[str], steps: Iterable[Step]) -> None:
    """Build a model and write it."""
    model = QgsProcessingModelAlgorithm(titles()[name])
    model.setHelpContent({"ALG_DESC": stories()[name]})
    model.setParameterOrder(asked)
    known = inputs()
    for place, parameter in enumerate(asked):
        component = QgsProcessingModelParameter(parameter)
        component.setPosition(QPointF(STEP_PX * (place + 0.5), 50))
        model.addModelParameter(known[parameter], component)
    for place, step in enumerate(steps):
        child = QgsProcessingModelChildAlgorithm(step.algorithm)
        child.setChildId(step.name)
        child.setDescription(child.algorithm().displayName())
        child.setPosition(QPointF(STEP_PX * (place + 0.5), 180 + 90 * place))
        for parameter, source in {**defaults_of(child), **step.sources}.items():
            child.addParameterSources(parameter, source if isinstance(source, list) else [source])
        outputs = {}
        for output, label in step.outputs.items():
            shown = QgsProcessingModelOutput(output, label)
            shown.setChildId(step.name)
            shown.setChildOutputName(output)
            shown.setPosition(
                QPointF(STEP_PX * (place + 1.6), 180 + 90 * place + 60 * len(outputs))
            )
            outputs[output] = shown
        child.setModelOutputs(outputs)
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    right, problems = model.validate()
    assert right, problems
    path = FOLDER / f"{name}.model3"
    assert model.toFile(str(path))
    print(path, [entry.name() for entry in model.parameterDefinitions()])


LABELS = {name: given(name) for name in ("POLYGONS", "FIELD")}
IMAGES = {name: given(name) for name in ("SERIES_FOLDER", "EXTENT")}


def main() -> None:
    """Write all three."""
    QgsApplication.setPrefixPath("/usr", True)
    application = QgsApplication([], False)
    application.initQgis()
    registry = QgsApplication.processingRegistry()
    registry.addProvider(QgsNativeAlgorithms(registry))
    provider = SourcererProvider()
    registry.addProvider(provider)
    FOLDER.mkdir(exist_ok=True)
    write(
        "mapfromfewlabels",
        ["MODEL", "SERIES_FOLDER", "POLYGONS", "FIELD", "UNKNOWN_CLASSES", "EXTENT"],
        [
            Step(
                "map",
                "sourcerer:mapwithfewlabels",
                {
                    **IMAGES,
                    **LABELS,
                    "MODEL": given("MODEL"),
                    "UNKNOWN_CLASSES": given("UNKNOWN_CLASSES"),
                    "NEXT": fixed(True),
                },
                {
                    "OUTPUT": "Map",
                    "OUTPUT_MODEL": "Adapted model",
                    "OUTPUT_REPORT": "Accuracy report",
                },
            ),
            Step(
                "next",
                "native:extractbyexpression",
                {"INPUT": made("map", "OUTPUT_NEXT"), "EXPRESSION": fixed('"rank" <= 10')},
                {"OUTPUT": "Where to label next"},
            ),
        ],
    )
    write(
        "trainandexport",
        ["SERIES_FOLDER", "POLYGONS", "FIELD", "EXTENT"],
        [
            Step(
                "samples",
                "sourcerer:extractsamples",
                {**IMAGES, **LABELS, "EXCLUDE_BOUNDARY": fixed(True)},
                {"OUTPUT": "Samples file"},
            ),
            Step(
                "train",
                "sourcerer:trainsourcemodel",
                {"SAMPLES": [made("samples")]},
                {"OUTPUT": "Source model", "OUTPUT_REPORT": "Accuracy report"},
            ),
        ],
    )
    write(
        "yearlyupdate",
        ["MODEL", "SERIES_FOLDER", "POLYGONS", "FIELD", "UNKNOWN_CLASSES", "EXTENT"],
        [
            Step("series", "sourcerer:prepareseries", {**IMAGES, "MODEL": given("MODEL")}),
            Step(
                "adapt",
                "sourcerer:adaptmodel",
                {
                    **LABELS,
                    "SERIES": [made("series")],
                    "MODEL": given("MODEL"),
                    "UNKNOWN_CLASSES": given("UNKNOWN_CLASSES"),
                },
                {"OUTPUT": "Adapted model", "OUTPUT_REPORT": "Accuracy report"},
            ),
            Step(
                "map",
                "sourcerer:classifyseries",
                {"SERIES": [made("series")], "MODEL": made("adapt")},
                {"OUTPUT": "Map", "OUTPUT_CONFIDENCE": "Confidence of the map, 0 to 100"},
            ),
        ],
    )
    registry.removeProvider(provider)


if __name__ == "__main__":
    main()
