"""The environment's page, used as a person does: read, clicked, typed into."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QToolButton
from tiny_environment import BASE, own_profile, quick_base, tiny_plan, wheel

from sourcerer.sourcerer_plugin import environment
from sourcerer.sourcerer_plugin.diagnostics import diagnostics, without_names
from sourcerer.sourcerer_plugin.environments import page as environment_page
from sourcerer.sourcerer_plugin.environments import probe as environment_probe
from sourcerer.sourcerer_plugin.environments.gpu_driver import Driver
from sourcerer.sourcerer_plugin.environments.page import EnvironmentPage
from sourcerer.sourcerer_plugin.environments.task import WORK
from sourcerer.sourcerer_plugin.settings import WORKER_PYTHON

TIMEOUT_MS = 60_000
DOCK_PX = 320
CANCEL_S = 2.0


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    return quick_base(tmp_path_factory.mktemp("base"))


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """Of the private environment, in a profile of the test's own."""
    return own_profile(tmp_path, monkeypatch)


@pytest.fixture(autouse=True)
def plan(place, tmp_path, monkeypatch, base):
    """No environment anywhere; what the page makes is tiny."""
    plan = tiny_plan(tmp_path, base)
    monkeypatch.setattr(environment, "PLUGIN_FOLDER", tmp_path)
    monkeypatch.setattr(environment_probe, "candidates", lambda: iter([base.path]))

    def tiny(base, build, wheels, proxy):
        return replace(plan, base=base, wheels=wheels, build=replace(build, size_bytes=10**7))

    monkeypatch.setattr(environment_page, "Plan", tiny)
    yield plan
    WORK.stop()


@pytest.fixture
def page(qtbot):
    return shown(qtbot)


def shown(qtbot, owned=True):
    page = EnvironmentPage()
    if owned:
        qtbot.addWidget(page)
    page.resize(DOCK_PX, 900)
    page.show()
    qtbot.waitUntil(lambda: "Size" in page.facts.text(), timeout=TIMEOUT_MS)
    return page


def find(page, kind, name):
    widget = page.findChild(kind, name)
    assert widget is not None, name
    return widget


def click(qtbot, page, name):
    button = find(page, QPushButton, name)
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def enter(qtbot, page, name, text):
    line = find(page, QgsFileWidget, name).lineEdit()
    assert line.isVisible()
    line.clear()
    qtbot.keyClicks(line, str(text))


def text_of(page, name):
    """Of a label; empty where it is not shown."""
    label = find(page, QLabel, name)
    return label.text().replace("\u200b", "") if label.isVisible() else ""


def wait_until_idle(qtbot):
    qtbot.waitUntil(lambda: WORK.task is None, timeout=TIMEOUT_MS)


def create_from(qtbot, page, wheels):
    enter(qtbot, page, "wheels", wheels)
    click(qtbot, page, "create_button")
    assert WORK.task is not None
    wait_until_idle(qtbot)


def unfold(qtbot, page):
    """Open the group of the private environment with its button."""
    assert page.group.isCollapsed()
    arrow = find(page.group, QToolButton, "collapseButton")
    qtbot.mouseClick(arrow, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.create_button.visibleRegion().boundingRect().height() > 0)
    qtbot.waitUntil(page.create_button.isEnabled, timeout=TIMEOUT_MS)


def answer_with(button):
    """Click a button of the question that will come up."""

    def answer():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.button(button).click()

    QTimer.singleShot(300, answer)


def test_without_an_environment_the_page_says_what_would_be_made_and_no_error(page, place, base):
    assert "apart from QGIS" in text_of(page, "intro")
    facts = text_of(page, "facts")
    assert str(place) in facts
    assert "about 1.6 GB" in facts
    assert "GB are free" in facts
    assert f"{BASE.version}, found at {base.path}" in facts
    assert "the CPU build" in facts
    assert not text_of(page, "problem")
    assert not text_of(page, "in_use")
    assert find(page, QPushButton, "create_button").isEnabled()
    assert find(page, QPushButton, "create_button").text() == "Create"
    for name in ("remove_button", "check_button", "forget_button", "cancel_button", "use_button"):
        assert not find(page, QPushButton, name).isVisible(), name
    assert not page.build.isVisible()


def test_created_from_a_folder_of_wheels(page, place, plan, qtbot):
    with qtbot.waitSignal(page.ready, timeout=TIMEOUT_MS):
        enter(qtbot, page, "wheels", plan.wheels)
        click(qtbot, page, "create_button")
        assert page.work.progress.isVisible()
        assert page.work.cancel_button.isVisible()
        assert not page.create_button.isEnabled()
        qtbot.waitUntil(lambda: "Step 2 of 3" in page.work.phase.text(), timeout=TIMEOUT_MS)
        qtbot.waitUntil(lambda: page.work.log.toPlainText() != "", timeout=TIMEOUT_MS)
        assert page.work.log.isVisible()
    assert environment.find_python() == place / "bin" / "python"
    assert str(place) in text_of(page, "in_use")
    assert "private environment" in text_of(page, "in_use")
    assert "alpha 1.0, beta 2.5" in text_of(page, "health")
    assert not text_of(page, "intro")
    assert not page.work.log.isVisible()
    assert not page.work.progress.isVisible()
    assert page.group.isCollapsed()
    assert not text_of(page, "facts")


def test_cancelled_half_way_nothing_is_left(page, place, plan, qtbot):
    wheel(plan.wheels, "beta", "2.5", code="import time; time.sleep(60)")
    enter(qtbot, page, "wheels", plan.wheels)
    click(qtbot, page, "create_button")
    qtbot.waitUntil(lambda: "checking" in page.work.phase.text(), timeout=TIMEOUT_MS)
    started = time.monotonic()
    click(qtbot, page, "cancel_button")
    assert "Stopping" in page.work.phase.text()
    assert not page.work.cancel_button.isEnabled()
    wait_until_idle(qtbot)
    assert time.monotonic() - started < CANCEL_S
    assert not place.exists()
    qtbot.waitUntil(lambda: not place.parent.exists(), timeout=TIMEOUT_MS)
    assert "nothing has changed" in text_of(page, "note")
    assert not text_of(page, "problem")
    qtbot.waitUntil(page.create_button.isEnabled, timeout=TIMEOUT_MS)


def test_a_failure_of_pip_is_told_with_its_last_lines_and_the_way_out(page, plan, qtbot):
    (plan.wheels / "beta-2.5-py3-none-any.whl").unlink()
    create_from(qtbot, page, plan.wheels)
    problem = text_of(page, "problem")
    assert "No matching distribution found for beta" in problem
    assert "The folder of wheels lacks beta" in problem
    assert page.warning.isVisible()
    assert "Looking in links" in page.work.log.toPlainText()
    assert page.work.log.isVisible()
    qtbot.waitUntil(page.create_button.isEnabled, timeout=TIMEOUT_MS)

    wheel(plan.wheels, "beta", "2.5")
    create_from(qtbot, page, plan.wheels)
    assert not text_of(page, "problem")
    assert "beta 2.5" in text_of(page, "health")


def test_repaired_and_removed(page, place, plan, qtbot):
    create_from(qtbot, page, plan.wheels)
    (place / "rubbish").write_text("")
    unfold(qtbot, page)
    assert page.create_button.text() == "Repair"
    assert "made for another version" in text_of(page, "outdated"), "the test's own requirements"
    create_from(qtbot, page, plan.wheels)
    assert place.exists()
    assert not (place / "rubbish").exists()

    answer_with(QMessageBox.StandardButton.No)
    click(qtbot, page, "remove_button")
    assert WORK.task is None
    assert place.exists()
    answer_with(QMessageBox.StandardButton.Yes)
    click(qtbot, page, "remove_button")
    wait_until_idle(qtbot)
    assert not place.exists()
    assert text_of(page, "intro")
    assert not text_of(page, "health")
    assert not page.group.isCollapsed()
    assert page.create_button.text() == "Create"
    assert not page.remove_button.isVisible()


def test_a_check_tells_what_is_broken(page, place, plan, qtbot):
    create_from(qtbot, page, plan.wheels)
    click(qtbot, page, "check_button")
    wait_until_idle(qtbot)
    assert "torch (ModuleNotFoundError" in text_of(page, "problem")


def test_another_python_with_the_libraries_is_checked_and_taken(page, worker_python, qtbot):
    click(qtbot, page, "other_button")
    click(qtbot, page, "use_button")
    assert WORK.task is None, "no Python is named"
    enter(qtbot, page, "other_python", worker_python)
    with qtbot.waitSignal(page.ready, timeout=TIMEOUT_MS):
        click(qtbot, page, "use_button")
    assert WORKER_PYTHON.read() == str(worker_python)
    assert "that you chose" in text_of(page, "in_use")
    assert "torch" in text_of(page, "health")
    assert "Device: " in text_of(page, "health")
    click(qtbot, page, "forget_button")
    wait_until_idle(qtbot)
    assert WORKER_PYTHON.read() == ""
    assert text_of(page, "intro")


def test_one_without_the_libraries_is_refused_but_can_be_the_base(page, qtbot):
    click(qtbot, page, "other_button")
    enter(qtbot, page, "other_python", BASE.path)
    click(qtbot, page, "use_button")
    wait_until_idle(qtbot)
    assert WORKER_PYTHON.read() == ""
    assert "torch (ModuleNotFoundError" in text_of(page, "problem")
    assert "can be made from it" in text_of(page, "problem")
    qtbot.waitUntil(lambda: f"found at {BASE.path}" in text_of(page, "facts"), timeout=TIMEOUT_MS)


def test_what_is_no_python_is_refused(page, tmp_path, qtbot):
    click(qtbot, page, "other_button")
    enter(qtbot, page, "other_python", tmp_path / "python")
    click(qtbot, page, "use_button")
    wait_until_idle(qtbot)
    assert "is not there" in text_of(page, "problem")
    assert WORKER_PYTHON.read() == ""


def test_a_chosen_python_that_is_gone_is_told_and_can_be_forgotten(qtbot):
    WORKER_PYTHON.write("/gone/python3")
    page = shown(qtbot)
    assert "/gone/python3, is not there" in text_of(page, "in_use")
    click(qtbot, page, "forget_button")
    wait_until_idle(qtbot)
    assert not text_of(page, "in_use")


def test_no_python_to_make_it_with_is_told_with_the_way_out(monkeypatch, qtbot):
    monkeypatch.setattr(environment_probe, "candidates", lambda: iter([]))
    page = shown(qtbot)
    assert "No Python was found" in text_of(page, "facts")
    assert "Install Python 3.11 or newer" in text_of(page, "facts")
    assert not page.create_button.isEnabled()


def test_with_a_gpu_one_can_choose_the_smaller_build(monkeypatch, qtbot):
    driver = Driver((12, 8), "nvidia-smi offers CUDA 12.8 on NVIDIA H100")
    monkeypatch.setattr(environment_probe, "find_driver", lambda *_: driver)
    page = shown(qtbot)
    assert "the CUDA build: nvidia-smi offers CUDA 12.8" in text_of(page, "facts")
    assert "about 6.0 GB" in text_of(page, "facts")
    assert page.build.isVisible()
    qtbot.keyClicks(page.build, "CPU")
    assert "the CPU build, as you chose; nvidia-smi offers" in text_of(page, "facts")
    assert "about 1.6 GB" in text_of(page, "facts")


def test_two_pages_show_the_same_work(page, place, plan, qtbot):
    enter(qtbot, page, "wheels", plan.wheels)
    click(qtbot, page, "create_button")
    qtbot.waitUntil(lambda: bool(WORK.log), timeout=TIMEOUT_MS)
    second = EnvironmentPage()
    qtbot.addWidget(second)
    second.show()
    assert second.work.progress.isVisible()
    assert WORK.log[0] in second.work.log.toPlainText()
    assert not second.create_button.isEnabled()
    wait_until_idle(qtbot)
    assert str(place) in text_of(second, "in_use")


def test_the_page_may_go_while_it_is_at_work(place, plan, qtbot):
    page = shown(qtbot, owned=False)
    enter(qtbot, page, "wheels", plan.wheels)
    click(qtbot, page, "create_button")
    page.close()
    page.deleteLater()
    wait_until_idle(qtbot)
    assert place.exists()


def test_when_the_plugin_stops_the_work_stops(page, place, plan, qtbot):
    wheel(plan.wheels, "beta", "2.5", code="import time; time.sleep(60)")
    enter(qtbot, page, "wheels", plan.wheels)
    click(qtbot, page, "create_button")
    qtbot.waitUntil(lambda: "checking" in page.work.phase.text(), timeout=TIMEOUT_MS)
    WORK.stop()
    assert WORK.task is None
    assert not place.exists()
    assert not place.with_name("environment.new").exists()


def test_what_an_earlier_session_threw_away_is_deleted(place, qtbot):
    (place.with_name("environment.trash-1") / "lib").mkdir(parents=True)
    page = shown(qtbot)
    qtbot.waitUntil(lambda: not place.parent.exists(), timeout=TIMEOUT_MS)
    assert page.create_button.text() == "Create"


def test_diagnostics_are_copied(page, qtbot):
    QApplication.clipboard().clear()
    click(qtbot, page, "diagnostics_button")
    wait_until_idle(qtbot)
    assert QApplication.clipboard().text().startswith("Sourcerer ")
    assert "paste it" in text_of(page, "note")


def test_diagnostics_name_versions_and_neither_user_nor_home(worker_python, monkeypatch, tmp_path):
    WORKER_PYTHON.write(str(worker_python))
    told = diagnostics([f"{Path.home()}/maps/a.tif was written"])
    for part in ("Sourcerer 0.", "QGIS 3.", "Qt 5.", "torch ", "Device: ", "~/maps/a.tif was"):
        assert part in told
    WORKER_PYTHON.write("/gone/python")
    assert "/gone/python, is not there" in diagnostics([])


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("/home/ann/x and /home/anna/x", "~/x and /home/anna/x"),
        ("/media/ann/disk by Ann", "/media/~/disk by ~"),
        ("an annual plan", "an annual plan"),
        (r"C:\\Users\\ann", r"C:\\Users\\~"),
    ],
)
def test_names_are_taken_out(text, plain):
    assert without_names(text, Path("/home/ann"), "ann") == plain


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_it_fits_a_narrow_dock_with_large_letters(qtbot, scale, monkeypatch):
    driver = Driver((12, 8), "nvidia-smi offers CUDA 12.8 on NVIDIA H100")
    monkeypatch.setattr(environment_probe, "find_driver", lambda *_: driver)
    font = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(scale * font.pointSizeF())
    QApplication.setFont(larger)
    try:
        page = shown(qtbot)
        page.other_button.click()
        page.resize(DOCK_PX, page.heightForWidth(DOCK_PX))
        QApplication.processEvents()
        assert page.width() == DOCK_PX, "nothing forces it wider"
        buttons = [button for button in page.findChildren(QPushButton) if button.isVisible()]
        assert len(buttons) >= 4
        for button in buttons:
            assert button.width() >= button.sizeHint().width(), button.objectName()
            assert button.height() >= button.sizeHint().height(), button.objectName()
        for label in page.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                assert label.height() >= label.heightForWidth(label.width()), label.objectName()
    finally:
        QApplication.setFont(font)
