"""Runs inside QGIS desktop (`qgis --code`): starts a long run from the dock, then closes QGIS."""

import json
import os
import sys

sys.path.insert(0, os.environ["DRIVES"])

from common import answer, watch, workers
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QMessageBox
from qgis.utils import iface

WAY = os.environ["WAY"]
JOB = json.loads(os.environ["JOB"])
WATCHDOG_S = 100


def start():
    from sourcerer.core.jobs import job_from_dict
    from sourcerer.sourcerer_plugin import dock as module

    module.map_job = lambda form: job_from_dict(JOB)
    dock = iface.mainWindow().findChild(QDockWidget, "SourcererDock")
    dock.show()
    QTest.mouseClick(dock.footer.run_button, Qt.MouseButton.LeftButton)
    wait_for_progress(dock)


def wait_for_progress(dock):
    if dock.footer.progress.value() > 0 and workers():
        close(dock)
    else:
        QTimer.singleShot(100, lambda: wait_for_progress(dock))


def close(dock):
    answer(workers=workers(), state=dock.state.value)
    QgsProject.instance().clear()
    QgsProject.instance().setDirty(False)
    if WAY == "quit":  # as when the session ends
        QApplication.quit()
    else:
        leave()


def leave():
    """QGIS asks whether to cancel its running tasks, and is left when that is done."""
    QTimer.singleShot(500, say_yes)
    iface.actionExit().trigger()


def say_yes():
    box = QApplication.activeModalWidget()
    if isinstance(box, QMessageBox):
        QTest.mouseClick(box.button(QMessageBox.StandardButton.Yes), Qt.MouseButton.LeftButton)
    QTimer.singleShot(500, leave)


watch(WATCHDOG_S)
QTimer.singleShot(1000, start)
