"""Nothing is cut off: the dock at 320 pixels, at a usual font and one of half as much again."""

import json

import pytest
from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QLabel,
    QScrollArea,
    QTabBar,
    QToolButton,
    QWidget,
)

from sourcerer.core.protocol import Result
from sourcerer.sourcerer_plugin.dock import Tab
from sourcerer.sourcerer_plugin.elided_label import ElidedLabel
from sourcerer.sourcerer_plugin.picture import Picture
from sourcerer.sourcerer_plugin.run.progress import RunProgress
from sourcerer.sourcerer_plugin.settings import MODEL_FOLDERS, WORKER_PYTHON

WIDTH_PX = 320
TIMEOUT_MS = 60_000
LAYOUT_MS = 300
"""What was wide is laid out in several steps, each asked for by the one before."""
ROUNDING_PX = 1


@pytest.fixture(params=[1.0, 1.5], ids=["100 %", "150 %"])
def letters(request, qapp):
    """The application's font at such a size."""
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(request.param * font.pointSizeF())
    qapp.setFont(font)
    yield request.param
    qapp.setFont(before)


@pytest.fixture
def narrow(letters, scene, dock, qgis_parent, qtbot):
    MODEL_FOLDERS.write([str(scene.folder)])
    return made_narrow(dock, qgis_parent, qtbot)


def made_narrow(dock, window, qtbot):
    dock.setFloating(True)
    dock.resize(WIDTH_PX, 900)
    qtbot.waitUntil(lambda: dock.width() == WIDTH_PX)
    qtbot.wait(LAYOUT_MS)
    return dock


def shown(root, kind=QWidget):
    return [widget for widget in root.findChildren(kind) if widget.isVisible()]


def name_of(widget):
    text = widget.text() if hasattr(widget, "text") else ""
    return (
        f"{type(widget).__name__} {widget.objectName()} {text!r} in {widget.parent().objectName()}"
    )


def needs(widget):
    """The size without which its text is cut off; None for what shortens or wraps its text."""
    if isinstance(widget, (ElidedLabel, Picture)):
        return None
    if isinstance(widget, QLabel):
        if not widget.wordWrap():
            return widget.minimumSizeHint()
        hint = widget.minimumSizeHint()
        hint.setHeight(widget.heightForWidth(widget.width()))
        return hint
    if isinstance(widget, QToolButton) and not widget.text():
        return None
    has_text = isinstance(widget, (QAbstractButton, QAbstractSpinBox))
    return widget.minimumSizeHint() if has_text else None


def too_small(root):
    """What is cut off, with the size it has and the one that it needs."""
    found = []
    for widget in shown(root):
        hint = needs(widget)
        if hint is None or is_inner(widget):
            continue
        size = widget.size()
        if size.width() + ROUNDING_PX < hint.width() or size.height() + ROUNDING_PX < hint.height():
            found.append(f"{name_of(widget)}: {size} instead of {hint}")
    return found


def is_inner(widget):
    """A part of one of Qt's own widgets, which arranges it."""
    return widget.objectName().startswith("qt_") or isinstance(widget.parent(), QTabBar)


def sideways(root):
    """Pages that would have to scroll sideways, which they do not."""
    found = []
    for area in shown(root, QScrollArea):
        never = area.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        content = area.widget()
        if never and content.width() > area.viewport().width():
            wide = [w for w in shown(content) if w.minimumSizeHint().width() > WIDTH_PX - 60]
            found.append(f"{area.objectName()}: {content.width()}, {list(map(name_of, wide))}")
    return found


def check(dock):
    QApplication.processEvents()
    assert dock.width() == WIDTH_PX
    assert sideways(dock) == []
    assert too_small(dock) == []


def test_the_empty_form(narrow):
    check(narrow)


def test_the_form_with_all_of_it_open(narrow, scene, qtbot):
    form = narrow.form
    layer = QgsVectorLayer(str(scene.target_parcels), "parcels with quite a long name", "ogr")
    QgsProject.instance().addMapLayer(layer)
    form.model.choose(str(scene.model))
    line = form.images.source.folder.lineEdit()
    qtbot.keyClicks(line, str(scene.target))
    qtbot.keyClick(line, Qt.Key.Key_Return)
    form.labels.polygons.setLayer(layer)
    form.labels.field.setField("crop")
    form.settings.extent.part.setCurrentIndex(2)
    more = form.settings.more
    more.setCollapsed(False)
    qtbot.waitUntil(lambda: form.images.details() is not None, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: form.labels.n_pixels() is not None, timeout=TIMEOUT_MS)
    for rule in range(more.strength.rule.count()):
        more.strength.rule.setCurrentIndex(rule)
        check(narrow)
    for method in range(form.settings.method.count()):
        form.settings.method.setCurrentIndex(method)
        check(narrow)


def test_the_run_page(narrow):
    narrow.tabs.setCurrentIndex(Tab.RUN)
    check(narrow)
    progress = RunProgress(0.0)
    progress.device = "NVIDIA GeForce RTX 4090 Laptop GPU, and then some more of it"
    for second in range(30):
        progress.advance(float(second), "Fitting to measure accuracy", second / 400)
    narrow.run_page.show_progress(progress, 30.0)
    narrow.footer.line.show_text(progress.line(30.0))
    for step in range(10):
        narrow.run_page.add_measure("loss", 10.0 * step, 1.0 / (1 + step))
        narrow.run_page.add_measure("accuracy", 10.0 * step, step / 10)
    narrow.run_page.say("Labels: " + "; ".join(f"class_{n} → {n} class_{n}" for n in range(20)))
    check(narrow)


def test_the_result_page(narrow, tmp_path):
    names = [f"a_class_with_a_very_long_name_{number}" for number in range(12)]
    n = len(names)
    figures = {
        "n_pixels": 12_000 * n,
        "overall_accuracy": 0.945,
        "overall_accuracy_interval": [0.9, 1.0],
        "macro_f1": 0.9,
        "macro_f1_interval": [0.8, 0.95],
        "classes": [
            {"value": value, "name": name, "reference_pixels": 12_000, "f1": 0.9}
            for value, name in enumerate(names)
        ],
        "matrix": [[1_000 for _ in names] for _ in names],
    }
    gain = {"overall_accuracy": 0.1, "overall_accuracy_interval": [-0.1, 0.2]}
    evidence = [[step / 10, step / 10, 1 / 11] for step in range(11)]
    report = {
        "accuracy": {
            "of": "held-out polygons",
            "n_blocks": 8,
            "after": figures,
            "before": figures,
            "gain": gain,
        },
        "accuracy_missing": "",
        "fit": {
            "method": "sourcerer",
            "n_pixels": 3_586,
            "n_polygons": 28,
            "drift": 4.6,
            "lambda": None,
            "lambda_rule": "auto",
            "alpha": 0.5,
            "evidence": evidence,
        },
        "map_change": {"changed_share": 0.2, "warnings": [f"{names[0]}: nearly vanished."]},
        "not_assessed": names,
        "notes": ["The final model was fitted again on all polygons."],
    }
    path = tmp_path / "map.json"
    path.write_text(json.dumps(report), encoding="utf-8")
    outputs = {"map": "map.tif", "report_json": str(path), "report": "x.html", "next": "x.gpkg"}
    narrow.result_page.show_result(Result(outputs))
    narrow.tabs.setCurrentIndex(Tab.RESULT)
    check(narrow)


def test_the_environments_page(narrow):
    WORKER_PYTHON.write("/nowhere/at/all/in/a/rather/long/folder/bin/python")
    narrow.hide()
    narrow.show()
    assert narrow.set_up.environment.isVisible()
    check(narrow)
