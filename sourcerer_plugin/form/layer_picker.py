"""Choosing several raster layers of the project."""

from __future__ import annotations

from collections.abc import Collection

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..messages import tr

ID = Qt.ItemDataRole.UserRole


def image_layers() -> list[QgsRasterLayer]:
    """The project's raster layers that may lie in a file, in the order of the layer tree."""
    ordered = QgsProject.instance().layerTreeRoot().layerOrder()
    return [
        layer
        for layer in ordered
        if layer.type() == QgsMapLayer.LayerType.RasterLayer and layer.providerType() == "gdal"
    ]


class LayerPicker(QDialog):
    """A list with ticks, and a filter for long ones."""

    def __init__(self, chosen: Collection[str], parent: QWidget) -> None:
        """`chosen` are the layers' ids."""
        super().__init__(parent)
        self.setObjectName("layer_picker")
        self.setWindowTitle(tr("Layers of the image time series"))
        self.search = QgsFilterLineEdit()
        self.search.setObjectName("layer_search")
        self.search.setPlaceholderText(tr("Search layers"))
        self.search.setShowSearchIcon(True)
        self.list = QListWidget()
        self.list.setObjectName("layer_list")
        for layer in image_layers():
            item = QListWidgetItem(layer.name(), self.list)
            item.setData(ID, layer.id())
            item.setToolTip(layer.source())
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_chosen = layer.id() in chosen
            item.setCheckState(Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        roles = QDialogButtonBox.ButtonRole
        self.all_button: QPushButton = buttons.addButton(tr("Tick all"), roles.ActionRole)
        self.none_button: QPushButton = buttons.addButton(tr("Untick all"), roles.ActionRole)
        column = QVBoxLayout(self)
        for widget in (self.search, self.list, buttons):
            column.addWidget(widget)
        self.search.textChanged.connect(self._show_matching)
        self.all_button.clicked.connect(lambda: self._tick(Qt.CheckState.Checked))
        self.none_button.clicked.connect(lambda: self._tick(Qt.CheckState.Unchecked))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)

    def chosen(self) -> list[str]:
        """The ids of the layers that are ticked."""
        return [
            item.data(ID) for item in self._items() if item.checkState() == Qt.CheckState.Checked
        ]

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _show_matching(self, text: str) -> None:
        for item in self._items():
            item.setHidden(text.casefold() not in item.text().casefold())

    def _tick(self, state: Qt.CheckState) -> None:
        """Those that the search shows."""
        for item in self._items():
            if not item.isHidden():
                item.setCheckState(state)
