"""Writes the models of `resources/models` anew, by the Model Designer's own API.

    QT_HASH_SEED=0 PYTHONPATH=.plugins:tests/support QT_QPA_PLATFORM=offscreen \
        .venv-qgis/bin/python tests/studies/example_models.py

What the plugin shows of them is in sourcerer_plugin/algorithms/example_models.py, translated.
"""

from designed import Step, build, fixed, given, made
from qgis.analysis import QgsNativeAlgorithms
from qgis.core import (
    QgsApplication,
    QgsProcessing,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
)

from sourcerer.core.jobs import PAPER_UPDATES, UnknownClassPolicy
from sourcerer.sourcerer_plugin.algorithms.example_models import FOLDER, stories, titles
from sourcerer.sourcerer_plugin.algorithms.provider import SourcererProvider
from sourcerer.sourcerer_plugin.model_library import MODEL_FILTER


def inputs() -> dict[str, QgsProcessingParameterDefinition]:
    """What the models ask for, by name."""
    file, folder = (
        QgsProcessingParameterFile.Behavior.File,
        QgsProcessingParameterFile.Behavior.Folder,
    )
    kinds = QgsProcessing.SourceType
    whole = QgsProcessingParameterNumber.Type.Integer
    shapes = [kinds.TypeVectorPolygon, kinds.TypeVectorPoint]
    every = (
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
        QgsProcessingParameterNumber("UPDATES", "Gradient updates", whole, PAPER_UPDATES),
    )
    return {definition.name(): definition for definition in every}


def write(name: str, asked: list[str], steps: list[Step]) -> None:
    """Build a model and write it."""
    known = inputs()
    model = build(titles()[name], [known[parameter] for parameter in asked], steps)
    model.setHelpContent({"ALG_DESC": stories()[name]})
    path = FOLDER / f"{name}.model3"
    if not model.toFile(str(path)):
        raise OSError(f"{path} cannot be written")


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
        ["MODEL", "SERIES_FOLDER", "POLYGONS", "FIELD", "UNKNOWN_CLASSES", "EXTENT", "UPDATES"],
        [
            Step(
                "map",
                "sourcerer:mapwithfewlabels",
                {
                    **IMAGES,
                    **LABELS,
                    "MODEL": given("MODEL"),
                    "UNKNOWN_CLASSES": given("UNKNOWN_CLASSES"),
                    "UPDATES": given("UPDATES"),
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
        ["SERIES_FOLDER", "POLYGONS", "FIELD", "EXTENT", "UPDATES"],
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
                {"SAMPLES": [made("samples")], "UPDATES": given("UPDATES")},
                {"OUTPUT": "Source model", "OUTPUT_REPORT": "Accuracy report"},
            ),
        ],
    )
    write(
        "yearlyupdate",
        ["MODEL", "SERIES_FOLDER", "POLYGONS", "FIELD", "UNKNOWN_CLASSES", "EXTENT", "UPDATES"],
        [
            Step("series", "sourcerer:prepareseries", {**IMAGES, "MODEL": given("MODEL")}),
            Step(
                "adapt",
                "sourcerer:adaptmodel",
                {
                    **LABELS,
                    "SERIES": [made("series")],
                    "MODEL": given("MODEL"),
                    "UPDATES": given("UPDATES"),
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
