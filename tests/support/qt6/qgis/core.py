"""The little of qgis.core that the widgets touch beside Qt."""

from enum import IntEnum

from PyQt6.QtCore import QSettings
from PyQt6.QtGui import QIcon
from PyQt6.QtWidgets import QApplication


class Qgis:
    class MessageLevel(IntEnum):
        Info = 0
        Warning = 1
        Critical = 2
        Success = 3


class QgsApplication(QApplication):
    @staticmethod
    def getThemeIcon(name):
        return QIcon()


class QgsMessageLog:
    @staticmethod
    def logMessage(text, tag="", level=Qgis.MessageLevel.Info, notifyUser=True):
        """Nobody reads it."""


class QgsSettings(QSettings):
    """Named by modules that the widgets import; none of the widgets remembers anything."""


def __getattr__(name):
    """Any other class is a name alone, for annotations: nothing can be done with it."""
    if name.startswith("Qgs"):
        return type(name, (), {})
    raise AttributeError(name)
