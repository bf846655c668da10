"""Which part of the images is mapped: all, the canvas, a rectangle, the polygons of a layer."""

from __future__ import annotations

from enum import Enum
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsMapLayerProxyModel,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.gui import QgsExtentWidget, QgsMapCanvas, QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ..choices import Extent
from ..messages import tr
from .entries import choose, list_choices, taken


class Part(Enum):
    """Of the images."""

    WHOLE = "whole"
    CANVAS = "canvas"
    DRAWN = "drawn"
    POLYGONS = "polygons"


class ExtentChooser(QWidget):
    """What a choice needs is shown below it."""

    changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.part = QComboBox()
        self.rectangle = QgsExtentWidget(None, QgsExtentWidget.WidgetStyle.CondensedStyle)
        self.layer = QgsMapLayerComboBox()
        self._set_up()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.part, self.rectangle, self.layer):
            column.addWidget(widget)
        self.setFocusProxy(self.part)
        self.part.currentIndexChanged.connect(self._show_part)
        self.rectangle.extentChanged.connect(lambda _: self.changed.emit())
        self.layer.layerChanged.connect(lambda _: self.changed.emit())
        self._show_part()

    def extent(self) -> Extent | None:
        """The rectangle that was chosen; an empty one where one is still to be chosen."""
        part = self.part.currentData()
        if part is Part.CANVAS:
            return Extent(self._canvas.extent(), self._canvas.mapSettings().destinationCrs())
        if part is Part.DRAWN:
            return Extent(self.rectangle.outputExtent(), self.rectangle.outputCrs())
        if part is Part.POLYGONS and self.area() is None:
            return Extent(QgsRectangle(), QgsCoordinateReferenceSystem())
        return None

    def area(self) -> QgsVectorLayer | None:
        """The layer whose polygons were chosen."""
        return self.layer.currentLayer() if self.part.currentData() is Part.POLYGONS else None

    def state(self) -> dict[str, Any]:
        """What a project remembers."""
        box, crs = self.rectangle.outputExtent(), self.rectangle.outputCrs()
        layer = self.layer.currentLayer()
        drawn = [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()]
        is_drawn = self.rectangle.isValid() and box.isFinite()
        return {
            "part": self.part.currentData().value,
            "rectangle": drawn if is_drawn else [],
            "crs": crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED),
            "layer": layer.id() if layer else "",
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what a project remembers."""
        corners = taken(state, "rectangle", list) or []
        crs = QgsCoordinateReferenceSystem.fromWkt(taken(state, "crs", str) or "")
        if len(corners) == 4 and all(isinstance(one, (int, float)) for one in corners):
            self.rectangle.setOutputExtentFromUser(QgsRectangle(*corners), crs)
        layer = QgsProject.instance().mapLayer(taken(state, "layer", str) or "")
        self.layer.setLayer(layer)
        wanted = taken(state, "part", str) or Part.WHOLE.value
        if wanted in [part.value for part in Part]:
            choose(self.part, Part(wanted))

    def _set_up(self) -> None:
        choices = [(tr("All of the images"), Part.WHOLE)]
        if self._canvas is not None:
            choices.append((tr("Map canvas"), Part.CANVAS))
            self.rectangle.setMapCanvas(self._canvas)
            self._canvas.destinationCrsChanged.connect(self._follow_canvas)
            self._follow_canvas()
        choices += [
            (tr("A rectangle"), Part.DRAWN),
            (tr("Polygons of a layer"), Part.POLYGONS),
        ]
        list_choices(self.part, "part", choices)
        self.rectangle.setObjectName("rectangle")
        self.rectangle.setToolTip(tr("Draw it on the canvas, or take it from a layer."))
        self.layer.setFilters(QgsMapLayerProxyModel.Filter.PolygonLayer)
        self.layer.setAllowEmptyLayer(True, tr("[Choose a layer]"))
        self.layer.setLayer(None)
        list_choices(self.layer, "area", ())
        self.layer.setToolTip(
            tr("Only pixels whose centre lies in one of its polygons are mapped.")
        )

    def _follow_canvas(self) -> None:
        self.rectangle.setOutputCrs(self._canvas.mapSettings().destinationCrs())

    def _show_part(self) -> None:
        self.rectangle.setVisible(self.part.currentData() is Part.DRAWN)
        self.layer.setVisible(self.part.currentData() is Part.POLYGONS)
        self.changed.emit()
