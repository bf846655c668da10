"""From the worker's files to styled layers in the canvas."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from qgis.core import (
    QgsLayerTreeGroup,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from ..core.errors import UnreadableFile
from .messages import tr
from .result.companion_styles import style_count, style_next, style_share

MAP_KEY = "sourcerer/map"
"""Custom property of a map's group: the map's file."""
ROLE_KEY = "sourcerer/role"
"""Custom property of a layer: what it is of the run's outputs."""
NEXT = "next"
COMPANIONS = {"confidence": style_share, "margin": style_share, "count": style_count}
"""Rasters beside the map, by role, in the order of the group."""


def add_result(outputs: Mapping[str, str]) -> QgsLayerTreeGroup:
    """Load a map and what belongs to it as a group on top of the project's layers.

    Points to label next come first, then the map; its companions below are switched off. A group
    of the same map shows what was there before, so the new one takes its place.

    Args:
        outputs: role -> file, as the worker has it; `map` is needed.

    Raises:
        UnreadableFile: QGIS cannot read one of them; nothing is added then.
    """
    path = outputs["map"]
    layers = list(_layers(outputs))
    project = QgsProject.instance()
    parent, place = _make_room(path)
    group = parent.insertGroup(place, Path(path).stem)
    group.setCustomProperty(MAP_KEY, path)
    for layer in layers:
        role = layer.customProperty(ROLE_KEY)
        project.addMapLayer(layer, False)
        node = group.addLayer(layer)
        node.setItemVisibilityChecked(role not in COMPANIONS)
        node.setExpanded(role == "map")
    group.setExpanded(False)  # QGIS's layer tree has not unfolded it: it was still empty
    group.setExpanded(True)
    return group


def next_layer(group: QgsLayerTreeGroup) -> QgsLayerTreeLayer | None:
    """The points to label next in a map's group; None where they are not there any more."""
    for node in group.findLayers():
        layer = node.layer()
        if layer is not None and layer.customProperty(ROLE_KEY) == NEXT:
            return node
    return None


def add_next(path: str) -> QgsLayerTreeLayer:
    """Load the points to label next on top of the project's layers.

    Raises:
        UnreadableFile: QGIS cannot read them.
    """
    layer = _points(path)
    QgsProject.instance().addMapLayer(layer, False)
    return QgsProject.instance().layerTreeRoot().insertLayer(0, layer)


def group_of(path: str) -> QgsLayerTreeGroup | None:
    """The group of a map's file, if the project has one."""
    root = QgsProject.instance().layerTreeRoot()
    groups = (group for group in root.findGroups(True) if group.customProperty(MAP_KEY) == path)
    return next(groups, None)


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


def _layers(outputs: Mapping[str, str]) -> list[QgsMapLayer]:
    """Valid and styled, from top to bottom."""
    layers: list[QgsMapLayer] = [_points(outputs[NEXT])] if NEXT in outputs else []
    path = outputs["map"]
    layer = _raster(path, Path(path).stem, "map")
    apply_style(layer, outputs.get("style") or beside(path))
    layers.append(layer)
    for role, style in COMPANIONS.items():
        if role in outputs:
            layer = _raster(outputs[role], _companion_name(role), role)
            style(layer)
            layers.append(layer)
    return layers


def _raster(path: str, name: str, role: str) -> QgsRasterLayer:
    layer = QgsRasterLayer(path, name)
    return _checked(layer, path, role)


def _points(path: str) -> QgsVectorLayer:
    layer = _checked(QgsVectorLayer(path, tr("Where to label next"), "ogr"), path, NEXT)
    style_next(layer)
    layer.setReadOnly(True)
    return layer


def _checked(layer: QgsMapLayer, path: str, role: str) -> QgsMapLayer:
    if not layer.isValid():
        raise UnreadableFile(tr("{0} was written, but QGIS cannot read it.").format(path))
    layer.setCustomProperty(ROLE_KEY, role)
    return layer


def _companion_name(role: str) -> str:
    return {
        "confidence": tr("Confidence"),
        "margin": tr("Margin"),
        "count": tr("Observations"),
    }[role]


def _make_room(path: str) -> tuple[QgsLayerTreeGroup, int]:
    """Where the map's group goes; one that is there already is taken out, with its layers."""
    project = QgsProject.instance()
    older = group_of(path)
    parent, place = project.layerTreeRoot(), 0
    if older is not None:
        parent = older.parent()
        place = parent.children().index(older)
        ours = [n.layer() for n in older.findLayers() if n.layer() is not None]
        project.removeMapLayers([one.id() for one in ours if one.customProperty(ROLE_KEY)])
        if not older.children():
            parent.removeChildNode(older)
    same = [known.id() for known in project.mapLayers().values() if known.source() == path]
    project.removeMapLayers(same)
    return parent, place


class MapStyler(QgsProcessingLayerPostProcessorInterface):
    """Styles a map after Processing has loaded it."""

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
