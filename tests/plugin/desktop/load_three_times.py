"""Runs inside QGIS desktop (`qgis --code`): loads and unloads the plugin, counts what it leaves."""

import os
import sys

sys.path.insert(0, os.environ["DRIVES"])

from common import answer, leave, watch
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QTimer
from qgis.PyQt.QtWidgets import QApplication, QDialog, QDockWidget, QWidget
from qgis.utils import iface, loadPlugin, startPlugin, unloadPlugin

WATCHDOG_S = 110


def settle():
    """Let deferred deletions happen."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def our_dock():
    return iface.mainWindow().findChild(QDockWidget, "SourcererDock")


def our_action():
    return next(a for a in iface.pluginToolBar().actions() if a.objectName() == "sourcererAction")


def has_options_page():
    """Opens QGIS's options, looks for our page, and closes them."""
    found = []

    def look():
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(100, look)
            return
        found.append(dialog.findChild(QWidget, "sourcerer_options") is not None)
        dialog.reject()

    QTimer.singleShot(100, look)
    iface.showOptionsDialog(iface.mainWindow())
    return found[0]


def listeners():
    """How many slots hang on what outlives the plugin."""
    application, project = QgsApplication.instance(), QgsProject.instance()
    return [
        application.receivers(application.aboutToQuit),
        project.receivers(project.readProject),
        project.receivers(project.writeProject),
    ]


def state():
    settle()
    window = iface.mainWindow()
    return {
        "options": has_options_page(),
        "listeners": listeners(),
        "provider": QgsApplication.processingRegistry().providerById("sourcerer") is not None,
        "docks": len(window.findChildren(QDockWidget)),
        "toolbar": len(iface.pluginToolBar().actions()),
        "menu": len(iface.rasterMenu().actions()),
        "opened": False,
        "shown_at_start": False,
    }


def load():
    assert loadPlugin("sourcerer")
    assert startPlugin("sourcerer")
    shown = our_dock().isVisible()
    our_action().trigger()
    settle()
    return {**state(), "opened": our_dock().isVisible(), "shown_at_start": shown}


def unload():
    assert unloadPlugin("sourcerer")
    return state()


def drive():
    unloadPlugin("sourcerer")
    states = [state()]
    for _ in range(3):
        states += [load(), unload()]
    answer(states=states)
    leave()


watch(WATCHDOG_S)
QTimer.singleShot(1000, drive)
