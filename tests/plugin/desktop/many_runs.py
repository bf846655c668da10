"""Runs inside QGIS desktop (`qgis --code`): Run in the dock again and again, then an algorithm.

SCENE (JSON) names the files and how many runs. What QGIS holds is written down after each.
"""

import gc
import json
import os
import sys
import tempfile
import threading
from pathlib import Path

sys.path.insert(0, os.environ["DRIVES"])

from analyst import Story, click, patiently, quiet, seen, toolbar_button
from common import answer, content, leave
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEvent
from qgis.PyQt.QtWidgets import QApplication, QDockWidget
from qgis.utils import iface

SCENE = json.loads(os.environ["SCENE"])
MAP = Path(SCENE["folder"], "map.tif")
RUN_S = 120


def story():
    window = iface.mainWindow()
    window.showNormal()
    window.setGeometry(0, 0, 1400, 900)
    window.activateWindow()
    yield quiet()
    click(toolbar_button("sourcererAction"))
    yield quiet()
    dock = iface.mainWindow().findChild(QDockWidget, "SourcererDock")
    fill_in(dock.form)
    yield lambda: dock.form.images.details() is not None and not dock.form.missing()
    held = {"dock": [state()], "algorithm": []}
    for _ in range(SCENE["dock_runs"]):
        click(seen("run", inside=dock))
        yield patiently(lambda: dock.state.value == "ready", RUN_S)
        yield lambda: not iface.mapCanvas().isDrawing()
        iface.messageBar().clearWidgets()
        held["dock"].append(state())
        note(held)
    import processing

    for _ in range(SCENE["algorithm_runs"]):
        processing.run("sourcerer:mapwithfewlabels", parameters())
        held["algorithm"].append(state())
        note(held)
        yield lambda: True
    answer(**held)
    leave()


def fill_in(form):
    """The shortest job that the dock makes: one update, nothing measured."""
    labels = iface.addVectorLayer(SCENE["labels"], "labels", "ogr")
    form.model.choose(SCENE["model"])
    form.images.restore({"folder": SCENE["images"]})
    form.labels.polygons.setLayer(labels)
    form.labels.field.setField("crop")
    form.settings.output.setFilePath(str(MAP))
    form.settings.more.updates.setValue(1)
    form.settings.holdout.setValue(0)


def parameters():
    return {
        "MODEL": SCENE["model"],
        "SERIES_FOLDER": SCENE["images"],
        "POLYGONS": SCENE["labels"],
        "FIELD": "crop",
        "UPDATES": 1,
        "HOLDOUT": 0,
        "OUTPUT": str(MAP.with_name("algorithm.tif")),
    }


def note(held):
    """How far it is, for whoever waits."""
    path = Path(SCENE["folder"], "so_far.json")
    path.write_text(json.dumps(held))


def state():
    """What QGIS holds once it has come to rest."""
    for _ in range(3):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    children = processes()
    return {
        "memory_mb": memory_mb("self"),
        "open_files": len(list(Path("/proc/self/fd").iterdir())),
        "threads": len(list(Path("/proc/self/task").iterdir())),
        "python_threads": threading.active_count(),
        "children": len(children),
        "children_mb": sum(map(memory_mb, children)),
        "temporary_files": temporary_files(),
        "layers": len(QgsProject.instance().mapLayers()),
        "tasks": len(QgsApplication.taskManager().tasks()),
        "widgets": len(QApplication.allWidgets()),
        "python_objects": len(gc.get_objects()),
    }


def processes():
    """Those that QGIS has started and that have not ended."""
    return [
        int(pid)
        for task in Path("/proc/self/task").iterdir()
        for pid in content(task / "children").split()
    ]


def memory_mb(process):
    for line in content(Path(f"/proc/{process}/status")).splitlines():
        if line.startswith(b"VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


def temporary_files():
    return sum(len(files) for _, _, files in os.walk(tempfile.gettempdir()))


STORY = Story(story(), watchdog_s=SCENE["watchdog_s"])
