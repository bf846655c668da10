"""Runs inside QGIS desktop (`qgis --code`): a first map by clicks and keys, then one cancelled.

SCENE (JSON) names the files; PICTURES, where given, is a folder for pictures of the screen. With
`wheels` or `python` in SCENE there is no environment yet: it is made first, from that folder, or
that Python is chosen.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, os.environ["DRIVES"])

from analyst import (
    Story,
    after,
    bring_into_view,
    choose,
    click,
    click_for_dialog,
    file_dialog,
    is_seen,
    patiently,
    quiet,
    seen,
    toolbar_button,
    unfold,
    write,
)
from common import answer, leave, look, workers
from qgis.core import (
    QgsApplication,
    QgsContrastEnhancement,
    QgsProject,
    QgsRasterMinMaxOrigin,
)
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialogButtonBox, QDockWidget, QToolButton
from qgis.utils import iface
from ticks import Ticks

SCENE = json.loads(os.environ["SCENE"])
MAPS = Path(SCENE["maps"])
RUN_S = SCENE.get("run_s", 90)
LONG = "500"
"""Updates of the run that is cancelled: it would take minutes."""
LEAST_PERCENT = 15
"""Of the run that is cancelled."""
MOST_MESSAGES = 5
TITLE_PX = 50
"""Room for the title above a picture."""
IDLE_S = 10
MAKING_S = 900
FIELDS_COLOUR = "#f0e6b4"
FALSE_COLOUR = (4, 3, 2)
"""Near infrared, red, green, as the example scene has them."""
ticks = Ticks()


def story():
    prepare_project()
    yield quiet()
    yield from open_dock()
    if SCENE.get("wheels"):
        yield from make_environment()
    if SCENE.get("python"):
        yield from choose_python()
    yield from pick_model()
    yield from pick_images()
    yield from pick_labels()
    write(in_dock("output"), str(MAPS / "first.tif"))
    if SCENE.get("updates"):
        yield from set_updates(SCENE["updates"])
    yield quiet()
    look("6_filled")
    told = {"map": (yield from run_to_the_end())}
    yield from look_at_result()
    yield from turn_to("Set up")
    write(in_dock("output"), str(MAPS / "second.tif"))
    yield from set_updates(LONG)
    told["cancel"] = yield from run_and_cancel()
    answer(**told, ticks=ticks.told(), workers=workers())
    leave()


def prepare_project():
    """What an analyst has open already: an image to look at, and the fields."""
    window = iface.mainWindow()
    window.showNormal()
    window.setGeometry(0, 0, 1400, 900)
    image = iface.addRasterLayer(SCENE["background"], Path(SCENE["background"]).stem)
    for setter, band in zip(("setRedBand", "setGreenBand", "setBlueBand"), FALSE_COLOUR):
        getattr(image.renderer(), setter)(band)
    cut = QgsRasterMinMaxOrigin.Limits.CumulativeCut
    image.setContrastEnhancement(QgsContrastEnhancement.StretchToMinimumMaximum, cut)
    fields = iface.addVectorLayer(SCENE["fields"], "fields", "ogr")
    fields.renderer().symbol().setColor(QColor(FIELDS_COLOUR))
    fields.triggerRepaint()
    iface.layerTreeView().refreshLayerSymbology(fields.id())
    iface.zoomToActiveLayer()
    window.activateWindow()


def dock():
    return iface.mainWindow().findChild(QDockWidget, "SourcererDock")


def in_dock(name):
    return seen(name, inside=dock())


def open_dock():
    click(toolbar_button("sourcererAction"))
    yield quiet()
    if SCENE.get("dock_px"):
        iface.mainWindow().resizeDocks([dock()], [SCENE["dock_px"]], Qt.Orientation.Horizontal)
        yield quiet()
    look("1_opened")


def make_environment():
    """The page that takes the form's place; the form is back when it is done."""
    yield lambda: in_dock("create_button").isEnabled()
    write(in_dock("wheels"), SCENE["wheels"])
    look("1b_set_up")
    click(in_dock("create_button"))
    yield after(SCENE.get("making_s", 30))
    look("1c_making")
    yield patiently(lambda: is_seen("model_library"), MAKING_S)
    yield quiet()
    look("1d_made")


def choose_python():
    """One that has the libraries already."""
    yield lambda: in_dock("create_button").isEnabled()
    look("1b_set_up")
    click(in_dock("other_button"))
    yield lambda: is_seen("other_python")
    write(in_dock("other_python"), SCENE["python"])
    bring_into_view(in_dock("use_button"))
    look("1c_named")
    click(in_dock("use_button"))
    yield patiently(lambda: is_seen("model_library"), MAKING_S)
    yield quiet()
    look("1d_chosen")


def pick_model():
    dialog = yield from click_for_dialog(in_dock("model_library"))
    entry = yield from file_dialog(seen("library_add_folder", inside=dialog))
    write(entry, SCENE["models"])
    table = seen("library_table", inside=dialog)
    yield lambda: table.model().rowCount() == 1
    row = table.visualRect(table.model().index(0, 0)).center()
    click(table, table.mapFromGlobal(table.viewport().mapToGlobal(row)))
    yield after(0.3)
    look("2_library")
    click(dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok))
    yield lambda: is_seen("model_facts")


def pick_images():
    write(in_dock("images_folder"), SCENE["images"])
    yield lambda: is_seen("images_busy")
    look("3_looking")
    yield lambda: is_seen("match_panel")
    yield quiet()
    look("4_images")


def pick_labels():
    choose(in_dock("polygons"), "fields")
    choose(in_dock("field"), SCENE["field"])
    yield lambda: is_seen("class_table")
    yield quiet()
    bring_into_view(in_dock("class_table"))
    look("5_labels")


def set_updates(number):
    if not is_seen("updates"):
        unfold(in_dock("more_settings"))
        yield lambda: is_seen("updates")
    write(in_dock("updates"), number)


def turn_to(title):
    """Click on a page's tab."""
    pages = in_dock("pages")
    bar = pages.tabBar()
    number = next(n for n in range(pages.count()) if pages.tabText(n) == title)
    click(bar, bar.tabRect(number).center())
    yield lambda: pages.currentIndex() == number


def is_running():
    return in_dock("cancel").isEnabled()


def percent():
    return in_dock("progress").value()


def run_to_the_end():
    """Press Run and wait for the map; what lies in the project then."""
    cancel = in_dock("cancel")
    if SCENE.get("ticks"):
        ticks.begin(lambda: "idle")
        yield after(IDLE_S)
        ticks.begin(lambda: "running" if cancel.isEnabled() else "after")
    click(in_dock("run"))
    yield is_running
    if os.environ.get("PICTURES"):
        yield patiently(lambda: percent() >= 50 and is_seen("learning_curve"), RUN_S)
        look("7_running")
    yield patiently(lambda: not cancel.isEnabled(), RUN_S)
    yield quiet()
    ticks.end()
    yield from close_messages()
    look("8_finished")
    return what_is_in_the_project()


def close_messages():
    """One after another, by the cross of QGIS's message bar."""
    for _ in range(MOST_MESSAGES):
        crosses = iface.messageBar().findChildren(QToolButton)
        crosses = [cross for cross in crosses if cross.isVisible() and cross.toolTip() == "Close"]
        if not crosses:
            return
        click(crosses[0], QPoint(8, crosses[0].height() // 2))
        yield after(0.2)


def what_is_in_the_project():
    root = QgsProject.instance().layerTreeRoot()
    group = root.children()[0]
    view = iface.layerTreeView()
    on_canvas = [layer.name() for layer in iface.mapCanvas().layers()]
    return {
        "group": group.name(),
        "unfolded": view.isExpanded(view.node2index(group)),
        "page": in_dock("pages").tabText(in_dock("pages").currentIndex()),
        "layers": [
            {
                "name": node.name(),
                "source": node.layer().source().partition("|")[0],
                "valid": node.layer().isValid(),
                "in_canvas": node.name() in on_canvas,
                "unfolded": view.isExpanded(view.node2index(node)),
            }
            for node in group.findLayers()
        ],
        "status": in_dock("status_line").text(),
    }


def look_at_result():
    """Turn the page's scroll bar to what is below the fold."""
    scroll = in_dock("result_scroll")
    bar, matrix = scroll.verticalScrollBar(), in_dock("confusion_matrix")
    while bar.value() < bar.maximum() and top_of(matrix, scroll) > TITLE_PX:
        QTest.keyClick(bar, Qt.Key.Key_Down)
    yield after(0.2)
    look("9_matrix")
    QTest.keyClick(bar, Qt.Key.Key_End)
    yield after(0.2)
    look("10_classes")


def top_of(widget, scroll):
    return widget.mapTo(scroll.viewport(), QPoint(0, 0)).y()


def run_and_cancel():
    """Press Cancel in the middle; what is there that was not there before."""
    before = traces()
    click(in_dock("run"))
    yield patiently(lambda: percent() >= LEAST_PERCENT, RUN_S)
    was = {"percent": percent(), "workers": workers()}
    look("11_before_cancel")
    began_s = time.monotonic()
    click(in_dock("cancel"))
    yield lambda: in_dock("run").isEnabled()
    took_s = time.monotonic() - began_s
    yield quiet()
    look("12_cancelled")
    now = traces()
    return {
        **was,
        "seconds": took_s,
        "left": {kind: sorted(now[kind] - before[kind]) for kind in now},
        "status": in_dock("status_line").text(),
    }


def traces():
    """Files, layers, tasks and processes that a run might leave."""
    folders = (MAPS, Path(SCENE["images"]), Path(SCENE["models"]), Path(tempfile.gettempdir()))
    return {
        "files": {str(path) for folder in folders for path in folder.rglob("*")},
        "layers": set(QgsProject.instance().mapLayers()),
        "groups": {group.name() for group in QgsProject.instance().layerTreeRoot().findGroups()},
        "tasks": {task.description() for task in QgsApplication.taskManager().activeTasks()},
        "workers": set(workers()),
    }


STORY = Story(story(), watchdog_s=SCENE.get("watchdog_s", 140))
