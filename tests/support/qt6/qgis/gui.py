"""The few names of qgis.gui that the widgets touch beside Qt."""

from PyQt6.QtWidgets import QWidget


class QgsMessageBar(QWidget):
    """Named in an annotation alone."""
