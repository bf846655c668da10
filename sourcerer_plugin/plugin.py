"""What QGIS starts and stops: button, menu entry, dock, options page, Processing provider."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.gui import QgisInterface
from qgis.PyQt.QtCore import Qt, QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from . import translation
from .algorithms.base import ICON
from .algorithms.provider import SourcererProvider
from .dock import SourcererDock
from .messages import NAME, tr
from .options_page import SourcererOptionsFactory


class SourcererPlugin:
    """`unload` undoes `initGui`, in the opposite order."""

    def __init__(self, iface: QgisInterface) -> None:
        self._iface = iface
        self._translator: QTranslator | None = None
        self._provider: SourcererProvider | None = None
        self._dock: SourcererDock | None = None
        self._action: QAction | None = None
        self._options: SourcererOptionsFactory | None = None

    def initProcessing(self) -> None:
        """All that `qgis_process` needs."""
        self._translator = translation.install()
        self._provider = SourcererProvider()
        QgsApplication.processingRegistry().addProvider(self._provider)

    def initGui(self) -> None:
        self.initProcessing()
        self._options = SourcererOptionsFactory()
        self._iface.registerOptionsWidgetFactory(self._options)
        canvas, window = self._iface.mapCanvas(), self._iface.mainWindow()
        self._dock = SourcererDock(self._iface.messageBar(), canvas, window)
        self._iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self._dock)
        self._dock.hide()
        QgsApplication.instance().aboutToQuit.connect(self._close_down)
        self._action = QAction(QIcon(str(ICON)), tr("Map land cover with few labels"), window)
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
        QgsApplication.instance().aboutToQuit.disconnect(self._close_down)
        self._close_down()
        self._iface.removeDockWidget(self._dock)
        self._dock.deleteLater()
        self._dock = None
        self._iface.unregisterOptionsWidgetFactory(self._options)
        self._options = None
        QgsApplication.processingRegistry().removeProvider(self._provider)
        self._provider = None
        translation.remove(self._translator)
        self._translator = None

    def _close_down(self) -> None:
        """No process outlives the plugin, nor QGIS."""
        self._dock.close_down()
        self._options.close_down()
