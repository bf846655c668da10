"""Asks for name and colour of a class that the model shall learn."""

from __future__ import annotations

from qgis.gui import QgsColorButton
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ..messages import tr


class NewClassDialog(QDialog):
    """Filled in with what the layer says; Enter takes it."""

    def __init__(self, value: str, colour: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("new_class_dialog")
        self.setWindowTitle(tr("New class"))
        self._proposed = QColor(colour)
        self.name = QLineEdit(value)
        self.name.setObjectName("new_class_name")
        self.colour = QgsColorButton(self, tr("Colour of the class"))
        self.colour.setObjectName("new_class_colour")
        self.colour.setColor(self._proposed)
        about = QLabel(tr("The model learns it from the labels with the value {0}.").format(value))
        about.setWordWrap(True)
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.ok_button = buttons.button(kinds.Ok)
        self.ok_button.setObjectName("new_class_ok")
        entries = QFormLayout()
        entries.addRow(tr("Name"), self.name)
        entries.addRow(tr("Colour"), self.colour)
        column = QVBoxLayout(self)
        column.addWidget(about)
        column.addLayout(entries)
        column.addWidget(buttons)
        self.setTabOrder(self.name, self.colour)
        self.name.setFocus()
        self.name.selectAll()
        self.name.textChanged.connect(lambda text: self.ok_button.setEnabled(bool(text.strip())))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)

    def chosen(self) -> tuple[str, str]:
        """Name, and colour as #rrggbb; that is empty where it was left as proposed."""
        colour = self.colour.color()
        same = colour == self._proposed
        return self.name.text().strip(), "" if same else colour.name()
