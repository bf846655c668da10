"""The dock, used as a person does: chosen in its widgets, clicked, read."""

import json
import stat
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsApplication, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import Qt, QUrl

from sourcerer.core.jobs import MapJob, UnknownClassPolicy
from sourcerer.sourcerer_plugin import dock as dock_module
from sourcerer.sourcerer_plugin.dock import State
from sourcerer.sourcerer_plugin.dock_form import MapFormWidget
from sourcerer.sourcerer_plugin.layer_import import add_map
from sourcerer.sourcerer_plugin.messages import in_words
from sourcerer.sourcerer_plugin.settings import WORKER_PYTHON

TIMEOUT_MS = 180_000


@pytest.fixture
def parcels(scene):
    layer = QgsVectorLayer(str(scene.target_parcels), "parcels", "ogr")
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def filled(dock, scene, parcels, tmp_path, qtbot):
    """All chosen that a map needs, as one chooses it."""
    form = dock.form
    enter(qtbot, form.model, scene.model)
    enter(qtbot, form.images, scene.target)
    enter(qtbot, form.output, tmp_path / "crops.tif")
    choose(qtbot, form.polygons, "parcels")
    choose(qtbot, form.field, "crop")
    form.more.setCollapsed(False)
    form.updates.setValue(60)
    return dock


def enter(qtbot, file_widget, path):
    line = file_widget.lineEdit()
    line.clear()
    qtbot.keyClicks(line, str(path))
    qtbot.keyClick(line, Qt.Key.Key_Tab)


def choose(qtbot, combo, text):
    qtbot.keyClicks(combo, text)  # as a list searches for what one types
    assert combo.currentText() == text


def click(qtbot, button):
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def workers():
    """Our child processes that run `core`, by their command line."""
    listed = Path("/proc/self/task").glob("*/children")
    children = " ".join(entry.read_text() for entry in listed).split()
    lines = [Path(f"/proc/{child}/cmdline") for child in children]
    return [line for line in lines if line.exists() and b"-m\0core" in line.read_bytes()]


def wait_until_ready(qtbot, dock):
    qtbot.waitUntil(lambda: dock.state is State.READY, timeout=TIMEOUT_MS)


def said(qgis_iface, level):
    return " ".join(qgis_iface.messageBar().get_messages(level))


def test_from_choices_to_a_styled_map(filled, scene, qgis_iface, qtbot, monkeypatch, tmp_path):
    click(qtbot, filled.run_button)
    assert filled.state is State.RUNNING
    assert not filled.form.isEnabled()
    assert not filled.run_button.isEnabled()
    seen = set()
    filled.progress.valueChanged.connect(seen.add)
    wait_until_ready(qtbot, filled)
    assert not said(qgis_iface, Qgis.MessageLevel.Warning)
    assert any(0 < value < 100 for value in seen)

    layer = QgsProject.instance().layerTreeRoot().layerOrder()[0]
    assert isinstance(layer, QgsRasterLayer)
    assert layer.source() == str(tmp_path / "crops.tif")
    names = {item.label for item in layer.renderer().classes()}
    assert {"winter_wheat", "maize", "water"} <= names
    node = QgsProject.instance().layerTreeRoot().findLayer(layer)
    assert node.itemVisibilityChecked()

    assert "overall accuracy" in filled.summary.text()
    assert "Season 2019" in filled.log.toPlainText()
    assert "crops.tif" in said(qgis_iface, Qgis.MessageLevel.Success)

    opened = []
    monkeypatch.setattr(dock_module.QDesktopServices, "openUrl", lambda url: not opened.append(url))
    click(qtbot, filled.report_button)
    assert opened == [QUrl.fromLocalFile(str(tmp_path / "crops.html"))]


def test_a_strength_chosen_from_the_labels_is_shown_with_its_reasons(filled, qtbot, tmp_path):
    click(qtbot, filled.run_button)
    assert not filled.strength.isVisible()
    wait_until_ready(qtbot, filled)
    fit = json.loads((tmp_path / "crops.json").read_text(encoding="utf-8"))["fit"]
    assert len(fit["evidence"]) == 11
    assert filled.strength.isVisible()
    told = filled.strength_words.text().replace("\u00a0", " ")
    assert told.startswith(f"Moved {100 * fit['alpha']:.0f} % of the way")
    assert f"your {fit['n_pixels']} labelled pixels" in told
    assert told.endswith(f"{100 * fit['evidence'][0][1]:.0f} % with the source model.")


def test_cancel_stops_the_run_and_leaves_no_file(filled, qgis_iface, qtbot, tmp_path):
    filled.form.updates.setValue(500_000)
    click(qtbot, filled.run_button)
    qtbot.waitUntil(lambda: filled.progress.value() > 0, timeout=TIMEOUT_MS)
    click(qtbot, filled.cancel_button)
    assert filled.state is State.CANCELLING
    assert not filled.cancel_button.isEnabled()
    qtbot.waitUntil(lambda: filled.state is State.READY, timeout=10_000)
    assert "cancelled" in said(qgis_iface, Qgis.MessageLevel.Info)
    assert not list(tmp_path.glob("crops*"))
    assert not any(QgsProject.instance().mapLayersByName("crops"))
    assert filled.run_button.isEnabled()


def test_unloading_the_plugin_ends_a_running_worker(filled, plugin, qtbot, tmp_path):
    filled.form.updates.setValue(500_000)
    click(qtbot, filled.run_button)
    qtbot.waitUntil(lambda: filled.progress.value() > 0, timeout=TIMEOUT_MS)
    assert workers()
    filled.close_down()
    assert not workers()
    assert not list(tmp_path.glob("crops*"))


def test_a_second_map_of_the_same_name_takes_the_place_of_the_first(dock, tmp_path, scene):
    """No run needed: the same file is loaded twice, as two runs would."""
    image = str(scene.target_images()[0])
    style = tmp_path / "style.qml"
    layer = QgsRasterLayer(image, "any")
    layer.saveNamedStyle(str(style))
    for _ in range(2):
        add_map(image, str(style))
    assert len(QgsProject.instance().mapLayers()) == 1


def test_an_error_of_the_worker_reaches_the_message_bar_with_its_hint(filled, qgis_iface, qtbot):
    """The images' folder holds none: only the worker can know."""
    folder = filled.form.output.filePath().replace("crops.tif", "empty")
    Path(folder).mkdir()
    enter(qtbot, filled.form.images, folder)
    click(qtbot, filled.run_button)
    wait_until_ready(qtbot, filled)
    warning = said(qgis_iface, Qgis.MessageLevel.Warning)
    assert f"{folder} holds no images" in warning
    assert "Give the folder that holds the image files" in warning
    assert "holds no images" in filled.log.toPlainText()


def test_a_class_that_the_model_lacks_is_named_in_the_docks_own_words(
    filled, parcels, qgis_iface, qtbot
):
    """Unsaved edits count: what the user sees is what is mapped."""
    parcels.startEditing()
    for feature in parcels.getFeatures("crop = 'water'"):
        parcels.changeAttributeValue(feature.id(), parcels.fields().indexOf("crop"), "lake")
    click(qtbot, filled.run_button)
    wait_until_ready(qtbot, filled)
    parcels.rollBack()
    warning = said(qgis_iface, Qgis.MessageLevel.Warning)
    assert "lake" in warning
    assert "“Classes unknown to the model”: “Add them to the model”" in warning


@pytest.mark.parametrize(
    ("emptied", "warning"),
    [
        ("model", "No source model is chosen. Choose"),
        ("images", "No images are chosen. Choose"),
        ("field", "No field of parcels is chosen. Choose"),
        ("polygons", "No labels are chosen. Load"),
    ],
)
def test_a_missing_choice_is_named_and_nothing_starts(filled, qgis_iface, qtbot, emptied, warning):
    widget = getattr(filled.form, emptied)
    if emptied in ("model", "images"):
        enter(qtbot, widget, "")
    else:
        widget.setCurrentIndex(0)
    click(qtbot, filled.run_button)
    assert filled.state is State.READY
    assert warning in said(qgis_iface, Qgis.MessageLevel.Warning)


def test_a_missing_environment_is_named_with_the_way_out(filled, qgis_iface, qtbot):
    enter(qtbot, filled.form.worker_python, "/nowhere/python")
    click(qtbot, filled.run_button)
    wait_until_ready(qtbot, filled)
    warning = said(qgis_iface, Qgis.MessageLevel.Warning)
    assert "/nowhere/python, is not there" in warning
    assert "More settings" in warning


def test_a_worker_that_dies_is_reported(filled, qgis_iface, qtbot, tmp_path):
    """A script takes the place of Python: sound when asked for its libraries, else it dies."""
    python = tmp_path / "python"
    python.write_text('#!/bin/sh\ncase "$*" in *core*) echo oh no >&2; exit 3;; esac; echo "{}"\n')
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    WORKER_PYTHON.write(str(python))
    click(qtbot, filled.run_button)
    wait_until_ready(qtbot, filled)
    warning = said(qgis_iface, Qgis.MessageLevel.Warning)
    assert "ended without a result (exit code 3). oh no" in warning


def test_a_bug_goes_to_the_log_with_its_traceback(filled, qgis_iface, qtbot, monkeypatch):
    heard = []
    QgsApplication.messageLog().messageReceived.connect(lambda *message: heard.append(message))

    def broken(*_):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("sourcerer.sourcerer_plugin.task.run_in_worker", broken)
    click(qtbot, filled.run_button)
    wait_until_ready(qtbot, filled)
    assert "a bug" in said(qgis_iface, Qgis.MessageLevel.Critical)
    assert any("Traceback" in text and "ZeroDivisionError" in text for text, *_ in heard)


def test_the_models_facts_stand_below_it(dock, scene, qtbot):
    enter(qtbot, dock.form.model, scene.model)
    assert "8 classes · 10 bands · 37 dates from 2018-01-01" in dock.form.model_facts.text()
    assert "winter_wheat" in dock.form.model_facts.toolTip()
    enter(qtbot, dock.form.model, scene.target_parcels)
    assert "is not a model file" in dock.form.model_facts.text()
    enter(qtbot, dock.form.model, "")
    assert not dock.form.model_facts.isVisible()


def test_fields_and_layers_offered_are_those_that_can_hold_labels(dock, parcels, qtbot):
    QgsProject.instance().addMapLayer(QgsVectorLayer("LineString", "roads", "memory"))
    QgsProject.instance().addMapLayer(QgsVectorLayer("Point", "visits", "memory"))
    combo = dock.form.polygons
    offered = [combo.itemText(index) for index in range(combo.count())]
    assert offered == ["[Choose a layer]", "parcels", "visits"]
    choose(qtbot, combo, "parcels")
    assert dock.form.field.currentField() == ""
    assert dock.form.field.findText("crop") >= 0


def test_settings_are_named_as_the_form_names_them_or_else_as_processing_does(dock):
    said = in_words("--series, --exclude-boundary and --scale 10", dock.form.words())
    assert said == "“Folder of images”, “Leave out edge pixels” and Processing's SCALE 10"


def test_the_form_starts_with_the_jobs_own_defaults(dock):
    form = dock.form.read()
    for name in ("updates", "holdout", "exclude_boundary", "unknown_classes", "season_start"):
        assert getattr(form, name) == getattr(MapJob, name)


def test_all_policies_are_offered(dock):
    combo = dock.form.unknown_classes
    offered = [combo.itemData(index) for index in range(combo.count())]
    assert offered == list(UnknownClassPolicy)


def test_choices_are_remembered_for_the_next_session(filled, scene, parcels):
    filled.form.remember()
    again = MapFormWidget()
    assert again.model.filePath() == str(scene.model)
    assert again.images.filePath() == str(scene.target)
    again.polygons.setLayer(parcels)
    assert again.field.layer() == parcels
    assert again.field.currentField() == "crop"


def test_the_dock_fits_into_320_pixels(dock):
    dock.form.more.setCollapsed(False)
    assert dock.minimumSizeHint().width() <= 320
    assert dock.form.minimumSizeHint().width() <= 300
