"""Processing's way to the algorithms."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ...core.version import VERSION
from ..messages import NAME, tr
from .adaptmodel import AdaptModel
from .base import ICON
from .classifyseries import ClassifySeries
from .comparemethods import CompareMethods
from .mapwithfewlabels import MapWithFewLabels
from .prepareseries import PrepareSeries
from .trainsourcemodel import TrainSourceModel

ALGORITHMS = (
    TrainSourceModel,
    AdaptModel,
    ClassifySeries,
    MapWithFewLabels,
    PrepareSeries,
    CompareMethods,
)


class SourcererProvider(QgsProcessingProvider):
    """All of Sourcerer's algorithms."""

    def id(self) -> str:
        return "sourcerer"

    def name(self) -> str:
        return NAME

    def longName(self) -> str:
        return tr("Sourcerer: land cover maps from image time series and few labels")

    def versionInfo(self) -> str:
        return VERSION

    def icon(self) -> QIcon:
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:
        return str(ICON)

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())

    def supportedOutputRasterLayerExtensions(self) -> list[str]:
        return ["tif"]

    def defaultRasterFileExtension(self, hasGeometry: bool = True) -> str:
        return "tif"

    def supportsNonFileBasedOutput(self) -> bool:
        return False
