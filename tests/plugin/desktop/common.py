"""What every script that runs inside QGIS desktop needs: an answer, an end, a watchdog."""

import json
import os
import sys
import traceback
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface


def answer(**content):
    """What the test reads."""
    Path(os.environ["ANSWER"]).write_text(json.dumps(content))


def watch(watchdog_s):
    """End QGIS with a traceback as answer where anything goes wrong, or nothing comes."""
    sys.excepthook = give_up
    late = TimeoutError(f"no end within {watchdog_s} s")
    QTimer.singleShot(round(1000 * watchdog_s), lambda: give_up(TimeoutError, late, None))


def give_up(kind, value, trace):
    answer(error="".join(traceback.format_exception(kind, value, trace)))
    look("gave_up")
    os._exit(1)


def look(name):
    """Keep a picture of the screen, where PICTURES names a folder."""
    if os.environ.get("PICTURES"):
        QApplication.processEvents()
        picture = QApplication.primaryScreen().grabWindow(0)
        picture.save(str(Path(os.environ["PICTURES"], f"{name}.png")))


def workers():
    """Process ids of workers that QGIS has started."""
    listed = Path("/proc/self/task").glob("*/children")
    children = " ".join(entry.read_text() for entry in listed).split()
    lines = {child: Path(f"/proc/{child}/cmdline") for child in children}
    return [int(c) for c, line in lines.items() if line.exists() and b"core" in line.read_bytes()]


def leave():
    """Close QGIS; it does not ask about an empty project."""
    QgsProject.instance().clear()
    QgsProject.instance().setDirty(False)
    iface.actionExit().trigger()
