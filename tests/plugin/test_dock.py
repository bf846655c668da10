"""The dock, used as a person does: filled in by clicks and keys, run, watched, cancelled, read."""

import json
import os
import signal
import stat
import tempfile
import threading
import time
from pathlib import Path

import pytest
from processes import children
from qgis.core import Qgis, QgsApplication, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import Qt, QUrl
from qgis.PyQt.QtWidgets import QMainWindow, QWidget

from sourcerer.core.errors import CannotWrite
from sourcerer.core.jobs import MapJob
from sourcerer.core.protocol import Result
from sourcerer.core.version import PROTOCOL, VERSION
from sourcerer.sourcerer_plugin import dock as dock_module
from sourcerer.sourcerer_plugin import worker_client
from sourcerer.sourcerer_plugin.dock import SourcererDock, State, Tab
from sourcerer.sourcerer_plugin.library.example_run import Example
from sourcerer.sourcerer_plugin.messages import in_words
from sourcerer.sourcerer_plugin.project_state import read_from_project
from sourcerer.sourcerer_plugin.settings import DOCK_OPENED, MODEL_FOLDERS, WORKER_PYTHON

TIMEOUT_MS = 240_000
STOP_S = 2.0
PHASES = ("Starting", "Reading labels", "Fitting to measure accuracy", "Fitting", "Mapping")


@pytest.fixture(autouse=True)
def chosen_python(clean_profile, worker_python):
    """Whatever the profile holds, the worker is the real one."""
    WORKER_PYTHON.write(str(worker_python))


@pytest.fixture
def model_folder(scene):
    """The library knows the scene's folder before the dock is made."""
    MODEL_FOLDERS.write([str(scene.folder)])


@pytest.fixture
def parcels(scene):
    layer = QgsVectorLayer(str(scene.target_parcels), "parcels", "ogr")
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.fixture
def filled(model_folder, dock, scene, parcels, tmp_path, qtbot):
    """All chosen that a map needs, as one chooses it."""
    form = dock.form
    qtbot.waitUntil(lambda: form.model.combo.findText("source_model") >= 0, timeout=20_000)
    pick(qtbot, form.model.combo, "source_model")
    enter(qtbot, form.images.source.folder, scene.target)
    pick(qtbot, form.labels.polygons, "parcels")
    pick(qtbot, form.labels.field, "crop")
    enter(qtbot, form.settings.output, tmp_path / "crops.tif")
    form.settings.more.setCollapsed(False)
    spell(qtbot, form.settings.more.updates, 60)
    return dock


@pytest.fixture
def python(tmp_path):
    """Makes a script that takes the place of the worker's Python; sound when it is checked."""

    def make(body):
        path = tmp_path / "python"
        path.write_text(
            "#!/usr/bin/python3\nimport json, os, pathlib, sys, time\n"
            "if 'core' not in sys.argv:\n"
            "    print('sourcerer-check ' + json.dumps({'python': '3.11', 'libraries': {},\n"
            "        'broken': {}, 'device': 'cpu', 'gpus': [], 'trouble': ''}))\n"
            "    sys.exit()\n"
            "job = json.loads(pathlib.Path(sys.argv[-1]).read_text())\n"
            "def say(event, **more): print(json.dumps({'event': event, **more}), flush=True)\n"
            f"{body}\n"
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        WORKER_PYTHON.write(str(path))

    return make


def pick(qtbot, combo, text):
    assert combo.isEnabled()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    while combo.currentText() != text:
        before = combo.currentIndex()
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentIndex() > before, f"{text} is not offered"


def enter(qtbot, file_widget, path):
    line = file_widget.lineEdit()
    line.clear()
    qtbot.keyClicks(line, str(path))
    qtbot.keyClick(line, Qt.Key.Key_Return)


def spell(qtbot, box, number):
    box.selectAll()
    qtbot.keyClicks(box, str(number))
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    assert box.value() == number


def click(qtbot, button):
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.waitUntil(lambda: button.height() > 10)  # laid out
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def run(qtbot, dock):
    click(qtbot, dock.footer.run_button)
    assert dock.state is State.RUNNING


def wait_until_ready(qtbot, dock):
    qtbot.waitUntil(lambda: dock.state is State.READY, timeout=TIMEOUT_MS)


def workers():
    """Our child processes that map, by their number."""
    return [child for child in children("core") if is_mapping(child)]


def is_mapping(process):
    try:
        words = Path(f"/proc/{process}/cmdline").read_text().split("\0")
        return json.loads(Path(words[-2]).read_text())["command"] == "map"
    except (OSError, IndexError, ValueError):
        return False


def said(qgis_iface, level):
    return " ".join(qgis_iface.messageBar().get_messages(level))


def test_from_choices_to_a_styled_map(filled, scene, qgis_iface, qtbot, monkeypatch, tmp_path):
    assert [box.is_ready for box in filled.form.boxes] == [True] * 4
    assert filled.footer.line.whole() == "Ready to run"
    run(qtbot, filled)
    assert filled.tabs.currentIndex() == Tab.RUN
    assert filled.form.isEnabled()
    assert not filled.footer.run_button.isEnabled()
    seen, lines = set(), set()
    filled.footer.progress.valueChanged.connect(seen.add)
    filled.footer.progress.valueChanged.connect(lambda _: lines.add(filled.footer.line.whole()))
    wait_until_ready(qtbot, filled)
    assert not said(qgis_iface, Qgis.MessageLevel.Warning)
    assert any(0 < value < 100 for value in seen)
    assert any("Mapping" in line and "CPU" in line for line in lines)
    phases = filled.run_page.phases.text()
    assert [phase in phases for phase in PHASES] == [True] * 5
    assert "▸" not in phases
    curve = filled.run_page.curve
    assert curve.traces["loss"].last() > 0
    assert 0 <= curve.traces["accuracy"].last() <= 1
    assert "Season 2019" in filled.run_page.log.toPlainText()

    order = QgsProject.instance().layerTreeRoot().layerOrder()
    assert [layer.name() for layer in order] == [
        "Where to label next",
        "crops",
        "Confidence",
        "parcels",
    ]
    crops = order[1]
    assert crops.source() == str(tmp_path / "crops.tif")
    names = {item.label for item in crops.renderer().classes()}
    assert {"winter_wheat", "maize", "water"} <= names

    assert filled.tabs.currentIndex() == Tab.RESULT
    assert "Measured on" in filled.result_page.headline.text()
    assert "crops.tif" in said(qgis_iface, Qgis.MessageLevel.Success)
    opened = []
    monkeypatch.setattr(dock_module.QDesktopServices, "openUrl", lambda url: not opened.append(url))
    click(qtbot, filled.result_page.report_button)
    assert opened == [QUrl.fromLocalFile(str(tmp_path / "crops.html"))]


def test_the_strength_that_the_labels_chose_is_shown_with_its_reasons(filled, qtbot, tmp_path):
    run(qtbot, filled)
    wait_until_ready(qtbot, filled)
    fit = json.loads((tmp_path / "crops.json").read_text(encoding="utf-8"))["fit"]
    page = filled.result_page
    assert page.strength.isVisible()
    told = page.strength_words.text().replace("\u00a0", " ")
    assert told.startswith(f"Moved {100 * fit['alpha']:.0f} % of the way")


@pytest.mark.parametrize("phase", PHASES)
def test_cancel_in_each_phase_ends_a_worker_that_has_stopped_listening(
    filled, qgis_iface, qtbot, tmp_path, phase
):
    """The worker is held where it is, so it can neither hear nor clean up."""
    held = []

    def hold(name):
        if name.startswith(phase) and not held:
            held.extend(workers())
            for process in held:
                os.kill(process, signal.SIGSTOP)

    run(qtbot, filled)
    if phase == "Starting":
        qtbot.waitUntil(lambda: bool(workers()), timeout=TIMEOUT_MS)
        hold(phase)
    filled._task.advanced.connect(lambda name, _: hold(name))
    qtbot.waitUntil(lambda: bool(held), timeout=TIMEOUT_MS)
    asked = time.monotonic()
    click(qtbot, filled.footer.cancel_button)
    assert filled.state is State.CANCELLING
    assert not filled.footer.cancel_button.isEnabled()
    assert filled.footer.line.whole().startswith("Stopping …")
    wait_until_ready(qtbot, filled)
    assert time.monotonic() - asked < STOP_S
    assert not workers()
    assert sorted(tmp_path.iterdir()) == []
    assert "cancelled" in said(qgis_iface, Qgis.MessageLevel.Info)
    assert not QgsProject.instance().mapLayersByName("crops")
    assert filled.footer.run_button.isEnabled()
    assert filled.tabs.currentIndex() == Tab.RUN


def test_cancel_half_way_leaves_no_file_and_the_next_run_works(filled, qtbot, tmp_path):
    updates = filled.form.settings.more.updates
    spell(qtbot, updates, 500_000)
    pick(qtbot, filled.form.settings.method, "Trained on")
    run(qtbot, filled)
    loss = filled.run_page.curve.traces["loss"]
    qtbot.waitUntil(lambda: filled.run_page.curve.traces["loss"].most(0) > 0, timeout=TIMEOUT_MS)
    assert loss is not filled.run_page.curve.traces["accuracy"]
    asked = time.monotonic()
    click(qtbot, filled.footer.cancel_button)
    wait_until_ready(qtbot, filled)
    assert time.monotonic() - asked < STOP_S
    assert not list(tmp_path.iterdir())
    assert "Stopped" in filled.run_page.left.whole()
    last = filled.run_page.log.toPlainText().splitlines()[-1]
    assert last == "The run was cancelled; no file was written."
    filled.tabs.setCurrentIndex(Tab.SET_UP)
    spell(qtbot, updates, 30)
    run(qtbot, filled)
    wait_until_ready(qtbot, filled)
    assert (tmp_path / "crops.tif").exists()


def test_a_deaf_worker_of_any_kind_is_gone_within_two_seconds(filled, python, qtbot, tmp_path):
    python(
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "place = pathlib.Path(job['output'])\n"
        "(place.parent / ('.0123abcd-' + place.name)).touch()\n"
        f"say('hello', protocol={PROTOCOL}, version='{VERSION}')\n"
        "say('progress', phase='Mapping', fraction=0.5)\ntime.sleep(60)"
    )
    run(qtbot, filled)
    qtbot.waitUntil(lambda: filled.footer.progress.value() == 50, timeout=TIMEOUT_MS)
    assert list(tmp_path.glob(".0123abcd-crops.tif"))
    asked = time.monotonic()
    click(qtbot, filled.footer.cancel_button)
    wait_until_ready(qtbot, filled)
    assert time.monotonic() - asked < STOP_S
    assert not list(tmp_path.glob("*crops*"))


def test_unloading_the_plugin_ends_a_running_worker(filled, plugin, qtbot, tmp_path):
    run(qtbot, filled)
    qtbot.waitUntil(lambda: filled.footer.progress.value() > 0, timeout=TIMEOUT_MS)
    assert workers()
    filled.close_down()
    assert not workers()
    assert not list(tmp_path.glob("*crops*"))


def test_an_error_of_the_worker_reaches_the_message_bar_with_its_hint(
    filled, qgis_iface, qtbot, tmp_path
):
    """The images' folder holds none: only the worker can know."""
    folder = tmp_path / "empty"
    folder.mkdir()
    enter(qtbot, filled.form.images.source.folder, folder)
    run(qtbot, filled)
    wait_until_ready(qtbot, filled)
    warning = said(qgis_iface, Qgis.MessageLevel.Warning)
    assert f"{folder} holds no images" in warning
    assert "Give the folder that holds the image files" in warning
    assert "holds no images" in filled.run_page.log.toPlainText()
    assert filled.run_page.left.whole() == "Failed"
    assert filled.tabs.currentIndex() == Tab.RUN


def test_a_full_disk_is_told_and_no_layer_comes(filled, python, qgis_iface, qtbot, tmp_path):
    full = CannotWrite(f"{tmp_path}/crops.tif cannot be written: No space left on device.", "Room!")
    python(
        f"say('hello', protocol={PROTOCOL}, version='{VERSION}')\n"
        "say('progress', phase='Mapping', fraction=0.9)\n"
        f"say('error', code={full.code!r}, message={full.message!r}, hint={full.hint!r})\n"
        "sys.exit(1)"
    )
    run(qtbot, filled)
    wait_until_ready(qtbot, filled)
    warning = said(qgis_iface, Qgis.MessageLevel.Warning)
    assert "No space left on device" in warning
    assert "Room!" in warning
    assert [layer.name() for layer in QgsProject.instance().mapLayers().values()] == ["parcels"]
    assert not filled.result_page.round_button.isVisible()


def test_a_class_that_the_model_lacks_is_named_before_anything_runs(
    filled, parcels, qgis_iface, qtbot
):
    """Unsaved edits count: what the user sees is what is mapped."""
    parcels.startEditing()
    for feature in parcels.getFeatures("crop = 'water'"):
        parcels.changeAttributeValue(feature.id(), parcels.fields().indexOf("crop"), "lake")
    qtbot.waitUntil(lambda: filled.form.labels.open_buttons.isVisible(), timeout=TIMEOUT_MS)
    click(qtbot, filled.footer.run_button)
    assert filled.state is State.READY
    parcels.rollBack()
    assert "lake" in said(qgis_iface, Qgis.MessageLevel.Warning)


def test_it_opens_in_its_usual_width_once(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(QWidget())
    dock = SourcererDock(QgsMessageBar(), parent=window)
    window.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
    window.resize(1400, 900)
    window.layout().activate()  # as QGIS does it, before the window is shown
    window.resizeDocks([dock], [dock.minimumSizeHint().width()], Qt.Orientation.Horizontal)
    dock.hide()
    window.show()
    dock.show()
    usual_px = dock.widget().sizeHint().width()
    assert usual_px >= 45 * dock.fontMetrics().averageCharWidth()
    qtbot.waitUntil(lambda: DOCK_OPENED.read() == "yes")
    qtbot.waitUntil(lambda: dock.width() == usual_px)
    window.resizeDocks([dock], [usual_px - 30], Qt.Orientation.Horizontal)
    qtbot.waitUntil(lambda: dock.width() == usual_px - 30)
    dock.hide()
    dock.show()
    qtbot.wait(50)
    assert dock.width() == usual_px - 30
    dock.close_down()


def test_the_step_after_the_example_is_told_until_it_is_done(filled, scene, qtbot):
    form = filled.form
    enter(qtbot, form.images.source.folder, "")
    made = Example(str(scene.model), str(scene.target), str(scene.target_parcels))
    form.model.first_model.example_made.emit(made)
    assert scene.target.name in form.model.next_step.text().replace("\u200b", "")
    assert form.images.source.folder.defaultRoot() == str(scene.target.parent)
    enter(qtbot, form.images.source.folder, scene.target)
    qtbot.waitUntil(form.model.next_step.isHidden, timeout=TIMEOUT_MS)


@pytest.mark.parametrize(
    ("emptied", "to_do", "warning"),
    [
        ("model", "1 Source model", "No source model is chosen. Choose"),
        ("images", "2 Images", "No images are chosen. Choose"),
        ("field", "3 Labels", "No field of parcels is chosen. Choose"),
        ("polygons", "3 Labels", "No labels are chosen. Load"),
    ],
)
def test_a_missing_choice_is_named_and_nothing_starts(
    filled, qgis_iface, qtbot, emptied, to_do, warning
):
    form = filled.form
    if emptied == "images":
        enter(qtbot, form.images.source.folder, "")
    else:
        combos = {"model": form.model.combo, "field": form.labels.field}
        qtbot.keyClick(combos.get(emptied, form.labels.polygons), Qt.Key.Key_Home)
    assert filled.footer.line.whole() == f"To do: {to_do}"
    number = int(to_do[0]) - 1
    assert form.boxes[number].header().startswith(f"○ {to_do} · ")
    click(qtbot, filled.footer.run_button)
    assert filled.state is State.READY
    assert warning in said(qgis_iface, Qgis.MessageLevel.Warning)
    assert filled.tabs.currentIndex() == Tab.SET_UP


def test_without_an_environment_its_page_takes_the_forms_place(filled, worker_python, qtbot):
    WORKER_PYTHON.write("/nowhere/python")
    click(qtbot, filled.footer.run_button)
    assert filled.state is State.READY
    assert not filled.form.isVisible()
    assert filled.set_up.environment.isVisible()
    assert not filled.footer.run_button.isEnabled()
    assert "environment" in filled.footer.line.whole()
    WORKER_PYTHON.write(str(worker_python))
    filled.set_up.environment.ready.emit()  # what it does when it has made one
    assert filled.form.isVisible()
    assert filled.footer.run_button.isEnabled()


def test_the_dock_opens_with_the_environments_page_where_there_is_none(
    qgis_iface, worker_python, qtbot
):
    WORKER_PYTHON.write("/nowhere/python")
    made = SourcererDock(qgis_iface.messageBar())
    qtbot.addWidget(made)
    made.show()
    assert made.set_up.environment.isVisible()
    WORKER_PYTHON.write(str(worker_python))
    made.hide()
    made.show()
    assert made.form.isVisible()
    made.close_down()


def test_a_worker_that_dies_is_reported(filled, python, qgis_iface, qtbot):
    python("sys.stderr.write('oh no')\nsys.exit(3)")
    run(qtbot, filled)
    wait_until_ready(qtbot, filled)
    warning = said(qgis_iface, Qgis.MessageLevel.Warning)
    assert "ended without a result (exit code 3). oh no" in warning


def test_a_silent_worker_is_given_up(filled, python, qgis_iface, qtbot, monkeypatch):
    monkeypatch.setattr(worker_client, "HELLO_S", 1.0)
    python("time.sleep(60)")
    run(qtbot, filled)
    wait_until_ready(qtbot, filled)
    assert "said nothing for 1 seconds" in said(qgis_iface, Qgis.MessageLevel.Warning)
    assert not workers()


def test_a_bug_goes_to_the_log_with_its_traceback(filled, qgis_iface, qtbot, monkeypatch):
    heard = []
    QgsApplication.messageLog().messageReceived.connect(lambda *message: heard.append(message))

    def broken(*_):
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("sourcerer.sourcerer_plugin.task.run_in_worker", broken)
    run(qtbot, filled)
    wait_until_ready(qtbot, filled)
    assert "a bug" in said(qgis_iface, Qgis.MessageLevel.Critical)
    assert any("Traceback" in text and "ZeroDivisionError" in text for text, *_ in heard)


def test_a_map_that_qgis_cannot_read_is_told(filled, python, qgis_iface, qtbot, tmp_path):
    python(
        f"say('hello', protocol={PROTOCOL}, version='{VERSION}')\n"
        f"say('result', outputs={{'map': {str(tmp_path / 'nothing.tif')!r}}}, summary='done')"
    )
    run(qtbot, filled)
    wait_until_ready(qtbot, filled)
    assert "nothing.tif was written, but QGIS" in said(qgis_iface, Qgis.MessageLevel.Warning)


def test_settings_are_named_as_the_form_names_them_or_else_as_processing_does(dock):
    told = in_words("--series, --exclude-boundary, --lambda and --scale 10", dock.form.words())
    edges = dock.form.labels.exclude_boundary.text()
    images = dock.form.images.labels()["series"]
    assert told == f"“{images}”, “{edges}”, “Strength of the pull” and Processing's SCALE 10"


def test_the_form_starts_with_the_jobs_own_defaults(dock):
    form = dock.form.read()
    assert form.settings.updates == MapJob.updates
    assert form.settings.holdout == MapJob.holdout
    assert form.labels.unknown_classes == MapJob.unknown_classes
    assert form.labels.exclude_boundary == MapJob.exclude_boundary
    assert form.images.season_start == MapJob.season_start


def test_the_settings_plot_knows_how_many_pixels_are_labelled(filled, qtbot):
    labels = filled.form.labels
    qtbot.waitUntil(lambda: labels.n_pixels() is not None, timeout=TIMEOUT_MS)
    strength = filled.form.settings.more.strength
    pick(qtbot, strength.rule, "Paper's schedule")
    assert strength.words.text().startswith(f"About {labels.n_pixels():,.0f} labelled pixels: λ")


def test_the_project_remembers_the_form(filled, qtbot, tmp_path):
    path = str(tmp_path / "crops.qgz")
    before = filled.form.read()
    assert QgsProject.instance().write(path)
    QgsProject.instance().clear()
    assert filled.form.read().labels.layer is None
    enter(qtbot, filled.form.settings.output, "/elsewhere.tif")
    assert QgsProject.instance().read(path)
    again = filled.form.read()
    assert again.labels.layer.name() == "parcels"
    assert again.labels.class_field == "crop"
    assert again.settings == before.settings
    assert again.images.paths == before.images.paths
    assert again.model == before.model


def test_a_project_read_while_the_dock_is_closed_counts_when_it_opens(filled, qtbot, tmp_path):
    path = str(tmp_path / "crops.qgz")
    assert QgsProject.instance().write(path)
    filled.hide()
    enter(qtbot, filled.form.settings.output, "/elsewhere.tif")
    QgsProject.instance().read(path)
    assert filled.form.read().settings.output == "/elsewhere.tif"
    QgsProject.instance().write(path)  # not yet taken up, so not replaced either
    filled.show()
    assert filled.form.read().settings.output == str(tmp_path / "crops.tif")


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"settings": 3, "moon": {}}', "[" * 9999])
def test_a_project_with_a_foreign_entry_changes_nothing(filled, text):
    before = filled.form.read().settings
    QgsProject.instance().writeEntry("sourcerer", "/form", text)
    filled._read_project()
    assert filled.form.read().settings == before


def test_a_run_is_remembered_for_the_next_project(filled, plugin, qgis_iface, scene, qtbot):
    spell(qtbot, filled.form.settings.more.seed, 7)
    run(qtbot, filled)
    click(qtbot, filled.footer.cancel_button)
    wait_until_ready(qtbot, filled)
    assert read_from_project()["labels"]["field"] == "crop"
    QgsProject.instance().clear()
    again = SourcererDock(qgis_iface.messageBar())
    qtbot.addWidget(again)
    again.show()
    form = again.form.read()
    assert form.model == str(scene.model)
    assert form.images.paths == (str(scene.target),)
    assert form.settings.seed == 7
    assert form.settings.output == ""
    assert form.labels.layer is None
    again.close_down()


def test_help_opens_a_manual_that_is_there(dock, qtbot, monkeypatch):
    opened = []
    monkeypatch.setattr(dock_module.QDesktopServices, "openUrl", lambda url: not opened.append(url))
    click(qtbot, dock.help_button)
    assert Path(opened[0].toLocalFile()).is_file()


def test_help_that_no_program_opens_is_told(dock, qgis_iface, qtbot, monkeypatch):
    monkeypatch.setattr(dock_module.QDesktopServices, "openUrl", lambda url: False)
    click(qtbot, dock.help_button)
    assert "No program opens" in said(qgis_iface, Qgis.MessageLevel.Warning)


def test_a_new_round_starts_from_the_same_source_model(filled, scene, qtbot, tmp_path, monkeypatch):
    """Also where another model, such as the adapted one, was chosen in between."""
    image = QgsRasterLayer(str(scene.target_images()[0]), "any")
    image.saveNamedStyle(str(tmp_path / "style.qml"))
    outputs = {"map": image.source(), "style": str(tmp_path / "style.qml")}
    monkeypatch.setattr(
        "sourcerer.sourcerer_plugin.task.run_in_worker", lambda *_: Result(outputs, summary="…")
    )
    run(qtbot, filled)
    wait_until_ready(qtbot, filled)
    filled.form.model.choose(str(tmp_path / "adapted.safetensors"))
    click(qtbot, filled.result_page.round_button)
    assert filled.tabs.currentIndex() == Tab.SET_UP
    assert filled.form.model.read() == str(scene.model)
    assert filled.form.read().labels.class_field == "crop"


def test_run_after_run_leaves_no_process_file_thread_or_layer(
    filled, python, scene, qtbot, tmp_path, monkeypatch
):
    """Two hundred times, with the real worker and its memory: tests/studies/load_session.py."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    image = QgsRasterLayer(str(scene.target_images()[0]), "any")
    image.saveNamedStyle(str(tmp_path / "style.qml"))
    outputs = {"map": image.source(), "style": str(tmp_path / "style.qml")}
    python(
        f"say('hello', protocol={PROTOCOL}, version='{VERSION}')\n"
        f"say('result', outputs={outputs!r}, summary='done')"
    )
    held = []
    for _ in range(20):
        run(qtbot, filled)
        wait_until_ready(qtbot, filled)
        held.append(held_by_qgis(temporary))
    assert QgsProject.instance().mapLayersByName(Path(image.source()).stem)
    for before, after in zip(map(max, zip(*held[:10])), map(max, zip(*held[10:]))):
        assert after <= before


def held_by_qgis(temporary):
    """Child processes, open files, threads of ours, temporary files and layers."""
    return (
        len(children("core")),
        len(list(Path("/proc/self/fd").iterdir())),
        threading.active_count(),
        len(list(temporary.iterdir())),
        len(QgsProject.instance().mapLayers()),
    )
