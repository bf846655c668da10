"""Models for the Model Designer that we ship: whole ways of working, to use and to learn from."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingModelAlgorithm,
    QgsProcessingParameterDefinition,
)
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QIcon

from ..messages import tr
from .base import ICON, MANUAL, PLUGIN_FOLDER

FOLDER = PLUGIN_FOLDER / "resources" / "models"
GROUP_ID = "examplemodels"


class ExampleModel(QgsProcessingModelAlgorithm):
    """A model from a file, with its texts in the user's language.

    Its name, as `qgis_process` takes it, is that of the file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.fromFile(str(path))
        for definition in self.parameterDefinitions():
            self._translate(definition)
            output = self.outputDefinition(definition.name())
            if output is not None:
                output.setDescription(definition.description())

    def createInstance(self) -> ExampleModel:
        made = ExampleModel(self._path)
        made.setProvider(self.provider())
        return made

    def name(self) -> str:
        return self._path.stem

    def displayName(self) -> str:
        return titles()[self.name()]

    def shortDescription(self) -> str:
        return self.displayName()

    def shortHelpString(self) -> str:
        shown = ((entry.description(), entry.help()) for entry in self.parameterDefinitions())
        lines = (f"<p><b>{label}</b>: {text}</p>" for label, text in shown)
        return "".join([f"<p>{stories()[self.name()]}</p>", *lines])

    def tags(self) -> list[str]:
        return tr("example model chain workflow land cover satellite image time series").split()

    def group(self) -> str:
        return tr("Example models")

    def groupId(self) -> str:
        return GROUP_ID

    def icon(self) -> QIcon:
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:
        return str(ICON)

    def helpUrl(self) -> str:
        return QUrl.fromLocalFile(str(MANUAL)).toString()

    def _translate(self, definition: QgsProcessingParameterDefinition) -> None:
        """The texts of the step's own parameter, which are translated, in place of the file's."""
        step, _, name = definition.name().rpartition(":")
        children = self.childAlgorithms()
        algorithms = [children[step]] if step in children else children.values()
        found = [_known(child.algorithm(), name) for child in algorithms]
        for known in filter(None, found):
            definition.setDescription(known.description())
            definition.setHelp(known.help())
            break
        label, text = _own_words().get(definition.name(), ("", ""))
        definition.setDescription(label or definition.description())
        definition.setHelp(text or definition.help())


def example_models() -> list[ExampleModel]:
    """All of them; their steps are found only once the provider is registered."""
    return [ExampleModel(path) for path in sorted(FOLDER.glob("*.model3"))]


def _known(
    algorithm: QgsProcessingAlgorithm | None, name: str
) -> QgsProcessingParameterDefinition | None:
    return algorithm.parameterDefinition(name) if algorithm else None


def titles() -> dict[str, str]:
    """By name."""
    return {
        "mapfromfewlabels": tr("Map from few labels"),
        "trainandexport": tr("Train a source model and export it"),
        "yearlyupdate": tr("Yearly update of a map"),
    }


def stories() -> dict[str, str]:
    """What each does, by name."""
    return {
        "mapfromfewlabels": tr(
            "Adapts a source model to the few labels you have and maps the images. Up to ten "
            "points show where a next label would help most."
        ),
        "trainandexport": tr(
            "Takes the samples out of the images where labels are plenty, trains a source model on "
            "them, and writes all that somebody elsewhere needs: the model with its card, the "
            "report of its accuracy, and the samples for methods that learn from both regions."
        ),
        "yearlyupdate": tr(
            "Brings last year's model to this year's images with a few labels of this year, and "
            "maps them: the season moves to the year of the images by itself. The images are made "
            "regular once, for the adaptation and for the map."
        ),
    }


def _own_words() -> dict[str, tuple[str, str]]:
    """Label and help of what the steps call otherwise."""
    return {
        "SERIES_FOLDER": (tr("Folder that holds the images"), ""),
        "next:OUTPUT": (
            tr("Where to label next"),
            tr("Points with rank, class, second class and margin; rank 1 comes first."),
        ),
    }
