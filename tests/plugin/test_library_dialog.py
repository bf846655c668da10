"""The library's dialog, used as a person does."""

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from model_cards import MARKUP, trained, write_model
from qgis.core import QgsSettings
from qgis.PyQt.QtCore import QPoint, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QMessageBox, QWidget

from sourcerer.core.model_card import LandCoverClass, read_card
from sourcerer.sourcerer_plugin import model_library
from sourcerer.sourcerer_plugin.library.dialog import LibraryDialog
from sourcerer.sourcerer_plugin.library.scan import ModelLibrary
from sourcerer.sourcerer_plugin.library.table import Column

TIMEOUT_MS = 180_000
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def profile(tmp_path, monkeypatch):
    """A profile of its own; returns the folder for imported models."""
    monkeypatch.setattr(model_library, "private_environment", lambda: tmp_path / "profile" / "env")
    return model_library.default_folder()


@pytest.fixture
def models(profile):
    """Three models and a file that is none."""
    maize = (LandCoverClass(3, "maize", "#e07b00"), LandCoverClass(4, "lake", "#2b7bba"))
    write_model(profile / "z.safetensors", name="alps", sensor="Sentinel-2", year=2019)
    write_model(profile / "b.safetensors", name="Bavaria", bands=("R", "G", "B"), licence="CC0-1.0")
    write_model(profile / "a.safetensors", name="zealand", classes=maize, year=2021)
    (profile / "broken.safetensors").write_text("no model at all")
    return profile


@pytest.fixture
def dialog(profile, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = LibraryDialog(ModelLibrary(window), window)
    yield made
    made.close()
    made.close_down()
    made._library.close_down()
    QgsSettings().remove("Windows/library_dialog")


@pytest.fixture
def opened(dialog, models, qtbot):
    look(dialog, qtbot)
    return dialog


def look(dialog, qtbot, path=""):
    dialog.look(str(path))
    wait_until_read(dialog, qtbot)


def wait_until_read(dialog, qtbot):
    qtbot.waitUntil(lambda: not dialog._library.is_reading, timeout=TIMEOUT_MS)


def rows(dialog, column=Column.NAME):
    model = dialog.table.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def click_row(qtbot, dialog, name, double=False):
    """On the row's name; a second click within the double click's time makes the difference."""
    index = dialog.table.model().index(rows(dialog).index(name), Column.NAME)
    place = dialog.table.visualRect(index).center()
    viewport = dialog.table.viewport()
    qtbot.mouseClick(viewport, LEFT, pos=place)
    if double:
        qtbot.mouseDClick(viewport, LEFT, pos=place)


def click_header(qtbot, dialog, column):
    header = dialog.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(column) + 15, header.height() // 2)
    qtbot.mouseClick(header.viewport(), LEFT, pos=place)


def files():
    """What lies in the folder for imported models."""
    return [path.name for path in model_library.default_folder().iterdir()]


def ok(dialog):
    return dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)


def choose_file(monkeypatch, *paths):
    """What the next file dialogs answer; the last one also any further."""
    answers = [str(path) for path in paths]

    def answer(*_):
        return (answers.pop(0) if len(answers) > 1 else answers[0]), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)


def answer_question(qtbot, text):
    """Clicks a button of the question that is about to be asked; returns what it said."""
    said = []

    def click():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        button = next(b for b in box.buttons() if b.text().replace("&", "") == text)
        qtbot.mouseClick(button, LEFT)

    QTimer.singleShot(100, click)
    return said


def test_the_table_tells_what_each_model_is(opened):
    assert rows(opened) == ["alps", "Bavaria", "broken.safetensors (cannot be used)", "zealand"]
    assert rows(opened, Column.SENSOR)[0] == "Sentinel-2"
    assert rows(opened, Column.BANDS) == ["1", "3", "", "1"]
    assert rows(opened, Column.DATES)[0] == "3"
    assert rows(opened, Column.CLASSES)[0] == "2"
    assert rows(opened, Column.YEAR) == ["2019", "2018", "", "2021"]
    assert rows(opened, Column.LICENCE)[1] == "CC0-1.0"
    assert rows(opened, Column.FOLDER)[2] == str(model_library.default_folder())
    assert opened.status.text() == "4 of 4 model files"


def test_a_click_on_a_header_sorts_by_number(opened, profile, qtbot):
    many = [LandCoverClass(number, f"class {number}", "#000000") for number in range(1, 12)]
    write_model(profile / "many.safetensors", name="many", classes=many)
    opened._library.refresh()
    wait_until_read(opened, qtbot)
    click_header(qtbot, opened, Column.BANDS)
    assert rows(opened, Column.BANDS)[-1] in ("3", "")
    opened.table.horizontalScrollBar().setValue(0)
    click_header(qtbot, opened, Column.CLASSES)
    numbers = [int(text) for text in rows(opened, Column.CLASSES) if text]
    assert numbers == [2, 2, 2, 11]
    click_header(qtbot, opened, Column.CLASSES)
    assert [int(text) for text in rows(opened, Column.CLASSES) if text] == [11, 2, 2, 2]


def test_the_filter_finds_names_classes_and_bands(opened, qtbot):
    for text, found in (
        ("BAV", ["Bavaria"]),
        ("lake", ["zealand"]),
        ("maize 2021", ["zealand"]),
        ("sentinel", ["alps"]),
        ("nothing like it", []),
    ):
        opened.search.clear()
        qtbot.keyClicks(opened.search, text)
        assert rows(opened) == found
        assert opened.status.text() == f"{len(found)} of 4 model files"
        assert ok(opened).isEnabled() == bool(found), "the first one found is the current one"


def test_the_page_of_the_current_model_is_shown(opened, qtbot):
    assert not ok(opened).isEnabled()
    assert opened.details.toPlainText() == ""
    click_row(qtbot, opened, "zealand")
    assert "lake" in opened.details.toPlainText()
    assert "#2b7bba" in opened.details.toHtml()
    qtbot.keyClick(opened.table, Qt.Key.Key_Up)
    assert "is not a model file" in opened.details.toPlainText()
    assert not ok(opened).isEnabled()
    qtbot.keyClick(opened.table, Qt.Key.Key_Up)
    assert opened.details.toPlainText().startswith("Bavaria")
    assert ok(opened).isEnabled()


def test_ok_chooses_the_current_model(opened, models, qtbot):
    click_row(qtbot, opened, "Bavaria")
    with qtbot.waitSignal(opened.chosen) as chosen:
        qtbot.mouseClick(ok(opened), LEFT)
    assert chosen.args == [str(models / "b.safetensors")]
    assert not opened.isVisible()


def test_a_double_click_chooses_but_not_what_cannot_be_used(opened, models, qtbot):
    with qtbot.assertNotEmitted(opened.chosen):
        click_row(qtbot, opened, "broken.safetensors (cannot be used)", double=True)
    assert opened.isVisible()
    with qtbot.waitSignal(opened.chosen) as chosen:
        click_row(qtbot, opened, "alps", double=True)
    assert chosen.args == [str(models / "z.safetensors")]


def test_cancel_chooses_nothing(opened, qtbot):
    click_row(qtbot, opened, "alps")
    with qtbot.assertNotEmitted(opened.chosen):
        qtbot.keyClick(opened, Qt.Key.Key_Escape)
    assert not opened.isVisible()


def test_the_model_chosen_is_in_view_at_first(dialog, models, qtbot):
    look(dialog, qtbot, models / "a.safetensors")
    assert dialog.details.toPlainText().startswith("zealand")
    assert ok(dialog).isEnabled()


def test_names_of_a_card_are_shown_as_text(dialog, profile, qtbot):
    path = write_model(profile / "m.safetensors", name=MARKUP, training={"method": MARKUP})
    look(dialog, qtbot, path)
    assert rows(dialog) == [MARKUP]
    assert dialog.details.toPlainText().startswith(MARKUP)
    assert MARKUP in dialog.details.toPlainText().partition("Training")[2]
    tip = dialog.table.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip


def test_a_folder_is_added_shown_alone_and_removed(opened, tmp_path, qtbot, monkeypatch):
    own = tmp_path / "own"
    write_model(own / "deep" / "mine.safetensors", name="mine")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(own))
    assert not opened.remove_button.isEnabled()
    qtbot.mouseClick(opened.add_button, LEFT)
    wait_until_read(opened, qtbot)
    assert opened.folders.currentData() == str(own)
    assert rows(opened) == ["mine"]
    qtbot.keyClick(opened.folders, Qt.Key.Key_Home)
    assert len(rows(opened)) == 5
    assert not opened.remove_button.isEnabled()
    qtbot.keyClick(opened.folders, Qt.Key.Key_End)
    qtbot.mouseClick(opened.remove_button, LEFT)
    wait_until_read(opened, qtbot)
    assert opened.folders.findData(str(own)) < 0
    assert len(rows(opened)) == 4
    assert (own / "deep" / "mine.safetensors").exists()


def test_no_folder_chosen_changes_nothing(opened, qtbot, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    qtbot.mouseClick(opened.add_button, LEFT)
    assert opened.folders.count() == 2


def test_a_folder_that_is_gone_is_named(dialog, tmp_path, qtbot):
    model_library.add_folder(str(tmp_path / "stick"))
    look(dialog, qtbot)
    assert f"{tmp_path / 'stick'} is not there" in dialog.status.text().replace("\u200b", "")


def test_the_folder_of_a_model_is_shown(opened, models, qtbot, monkeypatch):
    assert not opened.show_button.isEnabled()
    asked = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: bool(asked.append(url)))
    click_row(qtbot, opened, "alps")
    qtbot.mouseClick(opened.show_button, LEFT)
    assert asked == [QUrl.fromLocalFile(str(models))]
    assert "No program opens" in opened.message.text()


def test_a_thousand_models_come_some_at_a_time(dialog, profile, qtbot):
    for number in range(1000):
        write_model(profile / f"{number:04}.safetensors", name=f"model {number:04}")
    dialog._library.refresh()
    wait_until_read(dialog, qtbot)
    dialog.look(str(profile / "0990.safetensors"))
    assert 0 < len(rows(dialog)) < 1000
    qtbot.waitUntil(lambda: len(rows(dialog)) == 1000, timeout=TIMEOUT_MS)
    assert dialog.details.toPlainText().startswith("model 0990")


def test_one_is_trained_and_current(opened, profile, qtbot, monkeypatch):
    def exec_dialog(name, given):
        assert name == "sourcerer:trainsourcemodel"
        return {"OUTPUT": write_model(Path(given["OUTPUT"]), name="trained")}

    processing = SimpleNamespace(execAlgorithmDialog=exec_dialog)
    monkeypatch.setitem(sys.modules, "processing", processing)
    qtbot.mouseClick(opened.train_button, LEFT)
    qtbot.waitUntil(lambda: "trained" in rows(opened))
    assert opened.details.toPlainText().startswith("trained")
    assert "source_model.safetensors" in files()

    processing.execAlgorithmDialog = lambda *_: None  # closed without a run
    qtbot.mouseClick(opened.train_button, LEFT)
    assert rows(opened).count("trained") == 1


class TestImport:
    """Of a model file."""

    def test_it_is_copied_and_current(self, opened, tmp_path, qtbot, monkeypatch):
        mine = write_model(tmp_path / "mine.safetensors", name="mine", training={"n_pixels": 5})
        click_row(qtbot, opened, "alps")
        choose_file(monkeypatch, mine)
        qtbot.mouseClick(opened.import_button, LEFT)
        qtbot.waitUntil(lambda: "mine" in rows(opened))
        assert opened.details.toPlainText().startswith("mine")
        copied = model_library.default_folder() / "mine.safetensors"
        assert copied.read_bytes() == Path(mine).read_bytes()
        with qtbot.waitSignal(opened.chosen) as chosen:
            qtbot.mouseClick(ok(opened), LEFT)
        assert chosen.args == [str(copied)]

    def test_no_file_chosen_changes_nothing(self, opened, qtbot, monkeypatch):
        choose_file(monkeypatch, "")
        qtbot.mouseClick(opened.import_button, LEFT)
        assert len(list(model_library.default_folder().iterdir())) == 4

    def test_what_is_no_model_is_refused(self, opened, tmp_path, qtbot, monkeypatch):
        broken = tmp_path / "new.safetensors"
        broken.write_text("no model")
        choose_file(monkeypatch, broken)
        qtbot.mouseClick(opened.import_button, LEFT)
        assert "is not a model file" in opened.message.text().replace("\u200b", "")
        assert not (model_library.default_folder() / "new.safetensors").exists()

    def test_a_name_that_is_taken_is_asked_for(self, opened, tmp_path, qtbot, monkeypatch):
        other = write_model(tmp_path / "b.safetensors", name="other Bavaria")
        folder = model_library.default_folder()
        choose_file(monkeypatch, other)

        said = answer_question(qtbot, "Cancel")
        qtbot.mouseClick(opened.import_button, LEFT)
        assert said == ["The library already holds a model file b.safetensors."]
        assert read_card(folder / "b.safetensors").name == "Bavaria"

        answer_question(qtbot, "Keep both")
        qtbot.mouseClick(opened.import_button, LEFT)
        assert read_card(folder / "b.safetensors").name == "Bavaria"
        assert read_card(folder / "b 2.safetensors").name == "other Bavaria"

        answer_question(qtbot, "Replace it")
        qtbot.mouseClick(opened.import_button, LEFT)
        assert read_card(folder / "b.safetensors").name == "other Bavaria"
        qtbot.waitUntil(lambda: rows(opened).count("other Bavaria") == 2)

    def test_what_is_in_the_library_already_is_current(self, opened, models, qtbot, monkeypatch):
        click_row(qtbot, opened, "zealand")
        choose_file(monkeypatch, models / "z.safetensors")
        qtbot.mouseClick(opened.import_button, LEFT)
        qtbot.waitUntil(lambda: opened.details.toPlainText().startswith("alps"))
        assert len(list(models.iterdir())) == 4


class TestImportOfWeights:
    """Of a PyTorch state dict with a card, through the real worker."""

    @pytest.fixture
    def weights(self, scene, worker_python, tmp_path):
        """The scene's model as PyTorch keeps it, and its card as a person writes it."""
        path = tmp_path / "from_paper.pth"
        script = (
            "import sys, torch; from safetensors.torch import load_file;"
            "torch.save(load_file(sys.argv[1]), sys.argv[2])"
        )
        subprocess.run([worker_python, "-c", script, scene.model, path], check=True, timeout=120)
        known = read_card(scene.model)
        content = {
            "name": "From the paper",
            "bands": known.bands,
            "offsets": known.grid.offsets,
            "season_start": known.grid.start.isoformat(),
            "ranges": known.band_ranges,
            "classes": [{"value": c.value, "name": c.name} for c in known.classes],
        }
        path.with_suffix(".json").write_text(json.dumps(content), encoding="utf-8")
        return path

    def test_a_model_comes_into_the_library(self, dialog, weights, qtbot, monkeypatch):
        look(dialog, qtbot)
        choose_file(monkeypatch, weights, weights.with_suffix(".json"))
        qtbot.mouseClick(dialog.import_button, LEFT)
        assert dialog.findChild(QWidget, "job_progress").isVisible()
        assert not dialog.import_button.isEnabled()
        qtbot.waitUntil(dialog.import_button.isEnabled, timeout=TIMEOUT_MS)
        assert dialog.message.text() == ""
        assert rows(dialog) == ["From the paper"]
        assert ok(dialog).isEnabled()
        assert files() == ["from_paper.safetensors"]

    def test_a_card_that_does_not_fit_is_named(self, dialog, weights, qtbot, monkeypatch):
        card = weights.with_suffix(".json")
        content = json.loads(card.read_text(encoding="utf-8"))
        card.write_text(json.dumps({**content, "bands": ["B02"]}), encoding="utf-8")
        look(dialog, qtbot)
        choose_file(monkeypatch, weights, card)
        qtbot.mouseClick(dialog.import_button, LEFT)
        qtbot.waitUntil(dialog.message.isVisible, timeout=TIMEOUT_MS)
        assert card.name in dialog.message.text().replace("\u200b", "")
        assert "--" not in dialog.message.text()
        assert files() == []

    def test_cancel_leaves_no_file(self, dialog, weights, qtbot, monkeypatch):
        look(dialog, qtbot)
        choose_file(monkeypatch, weights, weights.with_suffix(".json"))
        qtbot.mouseClick(dialog.import_button, LEFT)
        qtbot.mouseClick(dialog.findChild(QWidget, "job_cancel"), LEFT)
        qtbot.waitUntil(dialog.message.isVisible, timeout=TIMEOUT_MS)
        assert dialog.message.text() == "Cancelled; no file was written."
        assert dialog.import_button.isEnabled()
        assert files() == []

    def test_without_a_card_nothing_happens(self, dialog, weights, qtbot, monkeypatch):
        look(dialog, qtbot)
        choose_file(monkeypatch, weights, "")
        qtbot.mouseClick(dialog.import_button, LEFT)
        assert dialog.import_button.isEnabled()
        assert not model_library.default_folder().exists()


def test_training_facts_are_told(dialog, profile, qtbot):
    facts = trained(overall_accuracy=0.9, macro_f1=0.8, n_pixels=100, n_blocks=7)
    path = write_model(profile / "m.safetensors", training={**vars(facts)})
    look(dialog, qtbot, path)
    assert "100 pixels of 7 polygons that the fit never saw" in dialog.details.toPlainText()
