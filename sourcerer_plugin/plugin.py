"""What QGIS starts and stops: toolbar button, menu entry, dock and Processing provider."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from .algorithms.base import ICON
from .algorithms.provider import SourcererProvider
from .dock import SourcererDock
from .messages import NAME, tr


class SourcererPlugin:
    """`unload` undoes `initGui`, in the opposite order."""

    def __init__(self, iface: QgisInterface) -> None:
        self._iface = iface
        self._provider: SourcererProvider | None = None
        self._dock: SourcererDock | None = None
        self._action: QAction | None = None

    def initProcessing(self) -> None:
        """All that `qgis_process` needs."""
        self._provider = SourcererProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        self.initProcessing()
        self._dock = SourcererDock(self._iface.messageBar(), self._iface.mainWindow())
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._dock.hide()
        title = tr("Map land cover with few labels")
        self._action = QAction(QIcon(str(ICON)), title, self._iface.mainWindow())
        self._action.setObjectName("sourcererAction")
        self._action.setCheckable(True)
        self._dock.setToggleVisibilityAction(self._action)
        self._iface.addToolBarIcon(self._action)
        self._iface.addPluginToRasterMenu(NAME, self._action)

    def unload(self) -> None:
        self._iface.removePluginRasterMenu(NAME, self._action)
        self._iface.removeToolBarIcon(self._action)
        self._action.deleteLater()
        self._action = None
        self._dock.close_down()
        self._iface.removeDockWidget(self._dock)
        self._dock.deleteLater()
        self._dock = None
        QgsApplication.processingRegistry().removeProvider(self._provider)
        self._provider = None
