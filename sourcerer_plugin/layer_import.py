"""From the worker's files to styled layers in the canvas."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsLayerTreeLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
    QgsRasterLayer,
)

from ..core.errors import UnreadableFile
from .messages import tr


def add_map(path: str, style: str = "") -> QgsRasterLayer:
    """Load a map on top of the project's layers, with class names and colours.

    A layer of the same file shows what was there before, so the new one takes its place.

    Args:
        path: the map's file.
        style: its `.qml`; left out, the one beside the map.

    Raises:
        UnreadableFile: QGIS cannot read the map or its style.
    """
    layer = QgsRasterLayer(path, Path(path).stem)
    if not layer.isValid():
        raise UnreadableFile(tr("{0} was written, but QGIS cannot read it.").format(path))
    apply_style(layer, style or beside(path))
    project = QgsProject.instance()
    older = [known.id() for known in project.mapLayers().values() if known.source() == path]
    project.removeMapLayers(older)
    project.addMapLayer(layer, False)
    project.layerTreeRoot().insertLayer(0, layer)
    return layer


def beside(path: str) -> str:
    """The style file that the worker writes beside a map."""
    return str(Path(path).with_suffix(".qml"))


def apply_style(layer: QgsRasterLayer, style: str) -> None:
    """Give the layer its class names and colours.

    Raises:
        UnreadableFile: there is no such style, or QGIS cannot read it.
    """
    said, right = layer.loadNamedStyle(style)
    if not right:
        raise UnreadableFile(tr("{0} is no style that QGIS reads: {1}").format(style, said))
    layer.triggerRepaint()


class MapStyler(QgsProcessingLayerPostProcessorInterface):
    """Styles a map after Processing has loaded it; whoever makes one keeps the reference."""

    def postProcessLayer(
        self,
        layer: QgsRasterLayer,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        try:
            apply_style(layer, beside(layer.source()))
        except UnreadableFile as error:
            feedback.reportError(error.message)
            return
        node: QgsLayerTreeLayer | None = context.project().layerTreeRoot().findLayer(layer.id())
        if node is not None:
            node.setExpanded(True)
