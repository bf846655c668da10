"""Runs inside QGIS desktop (`qgis --code`): thousands of polygons are chosen, edited and run.

SCENE (JSON) names the files. How long the window stands still at each of it is the answer.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["DRIVES"])

from analyst import Story, choose, click, patiently, quiet, seen, toolbar_button
from common import answer, leave
from qgis.PyQt.QtWidgets import QDockWidget
from qgis.utils import iface
from ticks import Ticks

SCENE = json.loads(os.environ["SCENE"])
COUNT_S, RUN_S = 120, 300
ticks = Ticks()
doing = "nothing"


def story():
    window = iface.mainWindow()
    window.showNormal()
    window.setGeometry(0, 0, 1400, 900)
    window.activateWindow()
    layer = iface.addVectorLayer(SCENE["labels"], "labels", "ogr")
    yield quiet()
    click(toolbar_button("sourcererAction"))
    yield quiet()
    dock = window.findChild(QDockWidget, "SourcererDock")
    form = dock.form
    form.model.choose(SCENE["model"])
    form.images.restore({"folder": SCENE["images"]})
    form.settings.output.setFilePath(str(Path(SCENE["folder"], "map.tif")))
    yield lambda: form.images.details() is not None
    yield quiet()
    ticks.begin(lambda: doing)

    now("the layer is chosen")
    choose(form.labels.polygons, "labels")
    now("its labels are counted")
    choose(form.labels.field, "crop")
    yield patiently(lambda: form.labels.n_pixels() is not None, COUNT_S)
    found = form.labels.n_pixels()
    yield quiet()

    now("one label is edited")
    layer.startEditing()
    feature = next(layer.getFeatures())
    layer.changeAttributeValue(feature.id(), layer.fields().indexOf("crop"), "")
    yield patiently(lambda: (form.labels.n_pixels() or found) < found, COUNT_S)
    yield quiet()

    now("Run is pressed")
    click(seen("run", inside=dock))
    now("it runs")
    yield patiently(lambda: dock.footer.progress.value() > 0, RUN_S)
    now("it is cancelled")
    click(seen("cancel", inside=dock))
    yield patiently(lambda: dock.state.value == "ready", RUN_S)
    ticks.end()
    layer.rollBack()
    answer(ticks=ticks.told(), n_pixels=found)
    leave()


def now(what):
    """What the ticks from here on belong to."""
    global doing
    doing = what


STORY = Story(story(), watchdog_s=SCENE["watchdog_s"])
