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
    tasks = Path("/proc/self/task").iterdir()
    found = [int(pid) for task in tasks for pid in content(task / "children").split()]
    return [pid for pid in found if b"core" in content(Path(f"/proc/{pid}/cmdline"))]


def content(path):
    """Of a thread's or process's file; nothing where it has ended meanwhile."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def leave():
    """Close QGIS; it does not ask about an empty project."""
    QgsProject.instance().clear()
    QgsProject.instance().setDirty(False)
    iface.actionExit().trigger()
