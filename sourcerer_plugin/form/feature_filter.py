"""A filter of features, written by hand or with QGIS's expression builder."""

from __future__ import annotations

from qgis.core import QgsApplication, QgsVectorLayer
from qgis.gui import QgsExpressionBuilderDialog, QgsFilterLineEdit
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QHBoxLayout, QToolButton, QWidget

from ..messages import tr


class FeatureFilter(QWidget):
    """Empty means all features."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer: QgsVectorLayer | None = None
        self._told = ""
        self._builder: QgsExpressionBuilderDialog | None = None
        self.line = QgsFilterLineEdit()
        self.line.setObjectName("label_filter")
        self.line.setPlaceholderText(tr("Filter: all features"))
        self.line.setToolTip(tr('An expression of QGIS, such as: "year" = 2019'))
        self.button = QToolButton()
        self.button.setObjectName("label_filter_button")
        self.button.setIcon(QgsApplication.getThemeIcon("/mIconExpression.svg"))
        self.button.setToolTip(tr("Build the filter."))
        self.button.setAccessibleName(tr("Build the filter."))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line, 1)
        row.addWidget(self.button)
        self.line.editingFinished.connect(self._tell)
        self.line.cleared.connect(self._tell)
        self.button.clicked.connect(self._build)
        self.set_layer(None)

    def text(self) -> str:
        """The expression."""
        return self.line.text().strip()

    def set_text(self, text: str) -> None:
        """Show another expression; says nothing."""
        self.line.setText(text)
        self._told = self.text()

    def set_layer(self, layer: QgsVectorLayer | None) -> None:
        """What is filtered; a filter of another layer is emptied."""
        if layer is not self._layer:
            self.set_text("")
        self._layer = layer
        self.line.setReadOnly(layer is None)  # once disabled, Qt 5 leaves its placeholder pale
        self.button.setEnabled(layer is not None)

    def _tell(self) -> None:
        if self.text() != self._told:
            self._told = self.text()
            self.changed.emit()

    def _build(self) -> None:
        self._builder = QgsExpressionBuilderDialog(self._layer, self.text(), self)
        self._builder.setWindowTitle(tr("Filter the labels"))
        self._builder.accepted.connect(self._take_built)
        self._builder.open()

    def _take_built(self) -> None:
        self.line.setText(self._builder.expressionText())
        self._tell()
