"""Processing's way to the algorithms."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ...core.version import VERSION
from ..messages import NAME, tr
from ..warm_workers import WarmWorkers
from .adaptmodel import AdaptModel
from .assessmap import AssessMap
from .base import ICON
from .classifyseries import ClassifySeries
from .comparemethods import CompareMethods
from .example_models import example_models
from .extractsamples import ExtractSamples
from .mapwithfewlabels import MapWithFewLabels
from .prepareseries import PrepareSeries
from .trainsourcemodel import TrainSourceModel

ALGORITHMS = (
    TrainSourceModel,
    AdaptModel,
    ClassifySeries,
    MapWithFewLabels,
    AssessMap,
    PrepareSeries,
    ExtractSamples,
    CompareMethods,
)


class SourcererProvider(QgsProcessingProvider):
    """All of Sourcerer's algorithms, and the workers that wait for their next run."""

    def __init__(self) -> None:
        super().__init__()
        self.workers = WarmWorkers()
        QgsApplication.processingRegistry().providerAdded.connect(self._load_when_registered)

    def unload(self) -> None:
        self.workers.close()

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
        if QgsApplication.processingRegistry().providerById(self.id()) is not None:
            self._load_models()

    def _load_when_registered(self, provider_id: str) -> None:
        """The models: QGIS finds their steps, and so their outputs, only from now on."""
        if provider_id == self.id():
            self._load_models()
            self.algorithmsLoaded.emit()

    def _load_models(self) -> None:
        for model in example_models():
            self.addAlgorithm(model)

    def supportedOutputRasterLayerExtensions(self) -> list[str]:
        return ["tif"]

    def defaultRasterFileExtension(self, hasGeometry: bool = True) -> str:
        return "tif"

    def supportedOutputVectorLayerExtensions(self) -> list[str]:
        return ["gpkg"]

    def supportedOutputTableExtensions(self) -> list[str]:
        return ["gpkg", "csv"]

    def defaultVectorFileExtension(self, hasGeometry: bool = True) -> str:
        return "gpkg"

    def supportsNonFileBasedOutput(self) -> bool:
        return False
