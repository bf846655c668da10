"""Styles what Processing has loaded, by the layer's role in the worker's result."""

from __future__ import annotations

from collections.abc import Callable

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
)

from ..layer_import import MapStyler
from ..result.companion_styles import style_count, style_next, style_samples, style_share


class LayerStyler(QgsProcessingLayerPostProcessorInterface):
    """Gives a layer one of our styles."""

    def __init__(self, style: Callable[[QgsMapLayer], None]) -> None:
        super().__init__()
        self._style = style

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        self._style(layer)


STYLERS: dict[str, QgsProcessingLayerPostProcessorInterface] = {
    "map": MapStyler(),
    "confidence": LayerStyler(style_share),
    "margin": LayerStyler(style_share),
    "count": LayerStyler(style_count),
    "next": LayerStyler(style_next),
    "points": LayerStyler(style_samples),
}
"""By role. QGIS keeps only a pointer, beyond the life of an algorithm in a model: they stay."""


def style_when_loaded(context: QgsProcessingContext, path: str, role: str) -> None:
    """Have a layer styled once it is loaded, where it will be and its role has a style."""
    if role in STYLERS and context.willLoadLayerOnCompletion(path):
        context.layerToLoadOnCompletionDetails(path).setPostProcessor(STYLERS[role])


def load_beside(context: QgsProcessingContext, path: str, role: str, name: str, main: str) -> None:
    """Have a file loaded and styled where the main layer that it lies beside will be loaded."""
    if path and context.willLoadLayerOnCompletion(main):
        project = context.layerToLoadOnCompletionDetails(main).project
        details = QgsProcessingContext.LayerDetails(name, project, name)
        context.addLayerToLoadOnCompletion(path, details)
        style_when_loaded(context, path, role)
