"""Shows where to label next: the points of a run, zoomed to and ready to be looked at."""

from __future__ import annotations

from qgis.core import QgsCoordinateTransform, QgsCsException, QgsProject
from qgis.gui import QgsMapCanvas

from ...core.errors import UnreadableFile
from ..layer_import import add_next, group_of, next_layer
from ..messages import tr

MARGIN = 1.1
"""Around the points, as a factor."""


def show_next(path: str, map_path: str, canvas: QgsMapCanvas | None) -> None:
    """Switch the points on, loading them again where they were removed, and zoom to them.

    Args:
        path: their file.
        map_path: of the map that they belong to.
        canvas: what zooms; None: nothing does.

    Raises:
        UnreadableFile: QGIS cannot read the points, or there are none.
    """
    group = group_of(map_path)
    node = (next_layer(group) if group else None) or add_next(path)
    node.setItemVisibilityCheckedParentRecursive(True)
    layer = node.layer()
    if not layer.featureCount():
        raise UnreadableFile(
            tr("{0} holds no point: the model is equally sure of the whole map.").format(path)
        )
    if canvas is None:
        return
    crs = canvas.mapSettings().destinationCrs()
    to_canvas = QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance())
    try:
        box = to_canvas.transformBoundingBox(layer.extent())
    except QgsCsException as error:
        raise UnreadableFile(
            tr("The points cannot be shown in the project's CRS: {0}").format(error)
        ) from error
    if box.isEmpty():  # a single one
        canvas.setCenter(box.center())
    else:
        box.scale(MARGIN)
        canvas.setExtent(box)
    canvas.refresh()
