"""Runs inside QGIS desktop (`qgis --code`): loads and unloads the plugin, counts what it leaves."""

import json
import os
import sys
import traceback
from pathlib import Path

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEvent, QTimer
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import iface, loadPlugin, startPlugin, unloadPlugin

ANSWER = Path(os.environ["ANSWER"])
WATCHDOG_MS = 90_000


def answer(**content):
    ANSWER.write_text(json.dumps(content))


def give_up(kind, value, trace):
    answer(error="".join(traceback.format_exception(kind, value, trace)))
    os._exit(1)


def settle():
    """Let deferred deletions happen."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()


def our_dock():
    return iface.mainWindow().findChild(QDockWidget, "SourcererDock")


def our_action():
    return next(a for a in iface.pluginToolBar().actions() if a.objectName() == "sourcererAction")


def state():
    settle()
    window = iface.mainWindow()
    return {
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
    QgsProject.instance().clear()
    QgsProject.instance().setDirty(False)
    iface.actionExit().trigger()


sys.excepthook = give_up
QTimer.singleShot(WATCHDOG_MS, lambda: give_up(TimeoutError, TimeoutError("no end"), None))
QTimer.singleShot(1000, drive)
