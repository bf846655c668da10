"""Sourcerer's page in QGIS's options."""

import pytest
from qgis.core import QgsMessageLog, QgsSettings
from qgis.PyQt.QtCore import Qt

from sourcerer.sourcerer_plugin.diagnostics import LOG_TAIL
from sourcerer.sourcerer_plugin.environments.page import EnvironmentPage
from sourcerer.sourcerer_plugin.options_page import PAGE, SourcererOptionsFactory
from sourcerer.sourcerer_plugin.settings import DEVICE, MEMORY, MODEL_FOLDERS, THREADS


@pytest.fixture
def factory(qgis_app):
    made = SourcererOptionsFactory()
    yield made
    made.close_down()


@pytest.fixture
def page(factory, qtbot):
    return shown(factory, qtbot)


def shown(factory, qtbot):
    """As QGIS opens it; it stays alive as long as QGIS's own dialog would keep it."""
    page = factory.createWidget()
    qtbot.addWidget(page)
    page.resize(700, 900)
    page.show()
    return page


def click(qtbot, button):
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def folders_in(page):
    return [page.folders.item(row).text() for row in range(page.folders.count())]


def test_qgis_gets_a_page_with_name_and_icon(factory, page):
    assert factory.title() == "Sourcerer"
    assert not factory.icon().pixmap(24).isNull()
    assert page.objectName() == PAGE
    assert page.findChild(EnvironmentPage).isVisible()


def test_what_is_chosen_is_kept_with_ok_alone(factory, page, qtbot):
    qtbot.keyClicks(page.device, "Processor")
    page.threads.selectAll()
    qtbot.keyClicks(page.threads, "3")
    page.memory.selectAll()
    qtbot.keyClicks(page.memory, "4096")
    assert (DEVICE.read(), THREADS.read(), MEMORY.read()) == ("", 0, 2048)
    page.apply()
    assert (DEVICE.read(), THREADS.read(), MEMORY.read()) == ("cpu", 3, 4096)
    again = shown(factory, qtbot)
    assert again.device.currentText() == "Processor"
    assert (again.threads.value(), again.memory.value()) == (3, 4096)


def test_untouched_nothing_is_written(page):
    page.apply()
    settings = QgsSettings()
    settings.beginGroup("sourcerer")
    assert settings.allKeys() == []


def test_a_device_set_by_hand_stays(factory, qtbot):
    DEVICE.write("cuda:1")
    QgsSettings().setValue("sourcerer/threads", "many")
    page = shown(factory, qtbot)
    assert page.device.currentText() == "cuda:1"
    assert page.threads.value() == 0
    page.apply()
    assert DEVICE.read() == "cuda:1"


def test_folders_of_models_are_added_and_taken_off(factory, page, qtbot, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    assert not page.add_folder.isEnabled()
    assert not page.remove_folder.isEnabled()
    for name in ("a", "b", "a"):
        qtbot.keyClicks(page.folder.lineEdit(), str(tmp_path / name))
        click(qtbot, page.add_folder)
        assert page.folder.filePath() == ""
    assert folders_in(page) == [str(tmp_path / "a"), str(tmp_path / "b")]
    page.folders.setCurrentRow(0)
    click(qtbot, page.remove_folder)
    page.apply()
    assert MODEL_FOLDERS.read() == [str(tmp_path / "b")]
    assert folders_in(shown(factory, qtbot)) == [str(tmp_path / "b")]
    assert (tmp_path / "a").is_dir()


def test_a_folder_that_is_not_there_cannot_be_added(page, qtbot, tmp_path):
    qtbot.keyClicks(page.folder.lineEdit(), str(tmp_path / "nowhere"))
    assert not page.add_folder.isEnabled()


def test_the_log_is_remembered_until_the_plugin_stops(qgis_app):
    factory = SourcererOptionsFactory()
    QgsMessageLog.logMessage("first\nsecond", "Sourcerer")
    QgsMessageLog.logMessage("not ours", "Other")
    assert LOG_TAIL.lines() == ["first", "second"]
    factory.close_down()
    QgsMessageLog.logMessage("third", "Sourcerer")
    assert LOG_TAIL.lines() == []
    factory.close_down()  # once more, as when QGIS quits and then unloads the plugin
