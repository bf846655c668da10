"""The form's first section, used as a person does: pick, look up, rank, and the first model."""

import stat
import sys
from types import SimpleNamespace

import pytest
from model_cards import MARKUP, write_model
from qgis.core import QgsProject, QgsSettings, QgsVectorLayer
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QWidget

from sourcerer.core.errors import JobError
from sourcerer.core.jobs import RankJob
from sourcerer.sourcerer_plugin import model_library
from sourcerer.sourcerer_plugin.form.model_section import ModelSection
from sourcerer.sourcerer_plugin.form.rank_dialog import Column
from sourcerer.sourcerer_plugin.library import example_run
from sourcerer.sourcerer_plugin.settings import LAST_MODEL, WORKER_PYTHON

TIMEOUT_MS = 300_000
LEFT = Qt.MouseButton.LeftButton
FOREIGN = "<b>Bavaria"
"""A file's name that looks like markup."""


@pytest.fixture
def profile(tmp_path, monkeypatch):
    """A profile of its own; returns the folder for imported models."""
    monkeypatch.setattr(model_library, "private_environment", lambda: tmp_path / "profile" / "env")
    return model_library.default_folder()


@pytest.fixture
def models(profile):
    write_model(profile / "a.safetensors", name="alps", training={"n_pixels": 12345})
    write_model(profile / "b.safetensors", name="Bavaria", bands=("R", "G", "B"))
    return profile


@pytest.fixture
def start(profile, qtbot):
    """Shows a section as wide as a narrow dock, with its library read."""
    started = []

    def make():
        section = ModelSection()
        qtbot.addWidget(section)
        section.resize(320, 400)
        section.show()
        qtbot.waitUntil(lambda: section.library.has_been_read, timeout=TIMEOUT_MS)
        started.append(section)
        return section

    yield make
    for section in started:
        section.close_down()
    QgsSettings().remove("Windows/library_dialog")


@pytest.fixture
def section(models, start):
    return start()


@pytest.fixture
def ranking(scene, start, profile):
    """A section with a model that fits the scene, one that does not, and one that is none."""
    profile.mkdir(parents=True)
    (profile / "fits.safetensors").symlink_to(scene.model)
    write_model(profile / f"{FOREIGN}.safetensors", name=MARKUP, bands=("R", "G"))
    (profile / "broken.safetensors").write_text("no model")
    section = start()
    section.rank_job = lambda: RankJob(
        series=(str(scene.target),), polygons=str(scene.target_parcels), field="crop", threads=1
    )
    return section


def offered(section):
    return [section.combo.itemText(index) for index in range(section.combo.count())]


def said(label):
    return label.text().replace("\u200b", "") if label.isVisible() else ""


def click(qtbot, button):
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, LEFT)


def choose_file(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))


def choose_folder(monkeypatch, path):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(path))


def ranked(section):
    """The ranking's table, once it is there."""
    table = section._ranking.table
    return [
        [table.item(row, column).text() for column in Column] for row in range(table.rowCount())
    ]


class TestChoosing:
    """Of the library or from elsewhere."""

    def test_a_model_of_the_library_is_typed(self, section, models, qtbot):
        assert offered(section) == ["[Choose a model]", "alps", "Bavaria"]
        assert section.read() == ""
        assert section.card() is None
        with qtbot.waitSignal(section.changed):
            qtbot.keyClicks(section.combo, "alp")
            qtbot.keyClick(section.combo, Qt.Key.Key_Return)
        assert section.read() == str(models / "a.safetensors")
        assert section.card().name == "alps"
        assert said(section.facts) == (
            "2 classes · 1 band · 3 dates from 2018-01-01 · trained on 12,345 pixels"
        )
        assert "maize" in section.facts.toolTip()

    def test_a_key_is_enough_and_no_model_can_be_taken_back(self, section, models, qtbot):
        qtbot.keyClick(section.combo, Qt.Key.Key_End)
        assert section.read() == str(models / "b.safetensors")
        qtbot.keyClick(section.combo, Qt.Key.Key_Home)
        assert section.read() == ""
        assert said(section.facts) == ""

    def test_a_file_from_elsewhere_is_remembered(
        self, section, start, tmp_path, qtbot, monkeypatch
    ):
        path = write_model(tmp_path / "elsewhere" / "own.safetensors", name="my own")
        choose_file(monkeypatch, path)
        with qtbot.waitSignal(section.changed):
            click(qtbot, section.browse_button)
        assert section.read() == path
        assert section.combo.currentText() == "my own"
        assert start().read() == path

        choose_file(monkeypatch, "")
        with qtbot.assertNotEmitted(section.changed):
            click(qtbot, section.browse_button)
        assert section.read() == path

    def test_what_is_wrong_with_a_file_is_said(self, section, tmp_path, qtbot, monkeypatch):
        broken = tmp_path / f"{'a' * 60}_{'b' * 60}.safetensors"
        broken.write_text("no model")
        choose_file(monkeypatch, broken)
        click(qtbot, section.browse_button)
        assert f"{broken} is not a model file" in said(section.facts)
        assert section.card() is None
        assert section.combo.currentText() == broken.name
        assert section.minimumSizeHint().width() <= 300, "a long name does not widen the dock"

    def test_names_are_shown_as_text(self, section, tmp_path, qtbot, monkeypatch):
        choose_file(monkeypatch, write_model(tmp_path / "m.safetensors", name=MARKUP))
        click(qtbot, section.browse_button)
        assert section.combo.currentText() == MARKUP
        assert section.facts.textFormat() == Qt.TextFormat.PlainText
        assert "<img" not in section.facts.toolTip()

    def test_models_of_the_same_name_are_told_apart(self, section, models, qtbot):
        write_model(models / "c.safetensors", name="alps")
        section.library.refresh()
        qtbot.waitUntil(lambda: section.combo.count() == 4)
        assert f"alps ({models / 'c.safetensors'})" in offered(section)

    def test_a_project_keeps_its_model(self, section, start, models, qtbot):
        qtbot.keyClick(section.combo, Qt.Key.Key_End)
        state = section.state()
        qtbot.keyClick(section.combo, Qt.Key.Key_Home)
        qtbot.keyClick(section.combo, Qt.Key.Key_Down)
        section.restore(state)
        assert section.read() == str(models / "b.safetensors")
        assert section.combo.currentText() == "Bavaria"
        section.restore({})
        assert section.read() == str(models / "a.safetensors"), "the one chosen last"
        section.restore({"model": 7})
        assert section.read() == str(models / "a.safetensors")

    def test_a_model_that_has_gone_stays_named(self, section, start, models, qtbot):
        qtbot.keyClick(section.combo, Qt.Key.Key_End)
        (models / "b.safetensors").unlink()
        again = start()
        assert again.read() == str(models / "b.safetensors")
        assert "cannot be read: No such file" in said(again.facts)
        assert again.combo.currentText() == "b.safetensors"

    def test_the_library_opens_with_the_model_and_gives_another(self, section, models, qtbot):
        qtbot.keyClick(section.combo, Qt.Key.Key_End)
        click(qtbot, section.library_button)
        dialog = section._dialog
        assert dialog.isVisible()
        assert dialog.details.toPlainText().startswith("Bavaria")
        qtbot.keyClicks(dialog.search, "alps")
        qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
        assert not dialog.isVisible()
        assert section.read() == str(models / "a.safetensors")


class TestFirstModel:
    """An empty library leads to a first model."""

    def test_it_is_explained(self, start):
        section = start()
        assert section.first_model.isVisible()
        assert "There is none in your library" in section.first_model.explanation.text()
        assert not section.rank_button.isEnabled()

    def test_it_is_not_there_where_models_are(self, section):
        assert not section.first_model.isVisible()

    def test_nor_where_a_model_from_elsewhere_is_chosen(self, start, tmp_path):
        LAST_MODEL.write(write_model(tmp_path / "own.safetensors"))
        assert not start().first_model.isVisible()

    def test_train_opens_the_algorithm_and_takes_its_model(
        self, start, profile, qtbot, monkeypatch
    ):
        asked = []

        def exec_dialog(name, given):
            asked.append(name)
            return {"OUTPUT": write_model(profile / given["OUTPUT"], name="trained")}

        monkeypatch.setitem(
            sys.modules, "processing", SimpleNamespace(execAlgorithmDialog=exec_dialog)
        )
        section = start()
        click(qtbot, section.first_model.train_button)
        assert asked == ["sourcerer:trainsourcemodel"]
        assert section.read() == str(profile / "source_model.safetensors")
        assert section.combo.currentText() == "trained"
        assert not section.first_model.isVisible()

    def test_a_training_that_was_not_run_changes_nothing(self, start, qtbot, monkeypatch):
        monkeypatch.setitem(
            sys.modules, "processing", SimpleNamespace(execAlgorithmDialog=lambda *_: None)
        )
        section = start()
        with qtbot.assertNotEmitted(section.changed):
            click(qtbot, section.first_model.train_button)
        assert section.first_model.isVisible()

    def test_import_takes_a_file(self, start, profile, tmp_path, qtbot, monkeypatch):
        section = start()
        choose_file(monkeypatch, write_model(tmp_path / "mine.safetensors", name="mine"))
        click(qtbot, section.first_model.import_button)
        assert section.read() == str(profile / "mine.safetensors")
        assert not section.first_model.isVisible()

    def test_what_is_no_model_is_named(self, start, tmp_path, qtbot, monkeypatch):
        (tmp_path / "x.safetensors").write_text("no model")
        section = start()
        choose_file(monkeypatch, tmp_path / "x.safetensors")
        click(qtbot, section.first_model.import_button)
        assert "is not a model file" in said(section.first_model.message)

    def test_a_folder_that_cannot_be_made_is_named(self, start, profile, qtbot):
        profile.parent.write_text("a file in its place")
        section = start()
        click(qtbot, section.first_model.train_button)
        assert "cannot be made" in said(section.first_model.message)

    def test_the_example_gives_a_model_images_and_polygons(
        self, start, profile, tmp_path, qtbot, monkeypatch
    ):
        monkeypatch.setattr(example_run, "SIZE_PX", 48)
        monkeypatch.setattr(example_run, "UPDATES", 20)
        choose_folder(monkeypatch, tmp_path)
        section = start()
        first = section.first_model
        with qtbot.waitSignal(section.example_made, timeout=TIMEOUT_MS) as signal:
            click(qtbot, first.example_button)
            assert first.progress.isVisible()
            assert not first.train_button.isEnabled()
        (made,) = signal.args
        assert section.read() == made.model == str(profile / "example_source.safetensors")
        assert "8 classes · 10 bands" in said(section.facts)
        assert "accuracy on polygons left out" in said(section.facts)
        assert not first.isVisible()
        (layer,) = QgsProject.instance().mapLayers().values()
        assert isinstance(layer, QgsVectorLayer)
        assert layer.name() == "Example fields"
        assert layer.fields().indexOf(made.class_field) >= 0
        assert layer.featureCount() > 10
        target = next((tmp_path / "sourcerer_example").glob("target_*"))
        assert made.images == str(target)
        assert target.name in said(section.next_step)
        assert str(target) in section.next_step.toolTip().replace("\u200b", "")

    def test_cancel_stops_the_example(self, start, tmp_path, qtbot, monkeypatch):
        choose_folder(monkeypatch, tmp_path)
        section = start()
        first = section.first_model
        click(qtbot, first.example_button)
        qtbot.waitUntil(lambda: first.progress.bar.value() > 0, timeout=TIMEOUT_MS)
        click(qtbot, first.progress.cancel_button)
        assert said(first.progress.phase) == "Stopping …"
        qtbot.waitUntil(first.message.isVisible, timeout=TIMEOUT_MS)
        assert said(first.message) == "Cancelled; no file was written."
        assert first.example_button.isEnabled()
        assert not first.progress.isVisible()
        assert not list(tmp_path.glob("*example*"))

    def test_closing_down_stops_the_example(self, start, tmp_path, qtbot, monkeypatch):
        choose_folder(monkeypatch, tmp_path)
        section = start()
        click(qtbot, section.first_model.example_button)
        section.close_down()
        assert not section.first_model.is_busy
        assert not list(tmp_path.glob("*example*"))

    def test_a_missing_environment_is_named(self, start, tmp_path, qtbot, monkeypatch):
        WORKER_PYTHON.write("/nowhere/python")
        choose_folder(monkeypatch, tmp_path)
        section = start()
        click(qtbot, section.first_model.example_button)
        qtbot.waitUntil(section.first_model.message.isVisible, timeout=TIMEOUT_MS)
        assert "/nowhere/python" in said(section.first_model.message)
        assert section.first_model.isVisible()

    def test_no_folder_starts_nothing(self, start, qtbot, monkeypatch):
        choose_folder(monkeypatch, "")
        section = start()
        click(qtbot, section.first_model.example_button)
        assert not section.first_model.is_busy


class TestRanking:
    """Source-only accuracy of the library's models on the labels chosen."""

    def test_the_best_comes_first_and_is_taken(self, ranking, profile, qtbot):
        click(qtbot, ranking.rank_button)
        dialog = ranking._ranking
        assert dialog.isVisible()
        assert dialog.progress.isVisible()
        qtbot.waitUntil(lambda: dialog.table.rowCount() == 2, timeout=TIMEOUT_MS)
        best, other = ranked(ranking)
        assert best[Column.MODEL] == "source_model"
        assert best[Column.ACCURACY].endswith(" %")
        assert float(best[Column.ACCURACY][:-2]) > 30
        assert int(best[Column.PIXELS].replace(",", "")) > 100
        assert other[Column.MODEL] == MARKUP
        assert other[Column.ACCURACY] == "–"
        assert f"{FOREIGN}.safetensors" in other[Column.REMARK]
        assert str(profile) not in other[Column.REMARK]
        assert said(dialog.message) == ""
        assert dialog.use_button.isEnabled()

        qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
        assert not dialog.use_button.isEnabled()
        assert said(dialog.remark) == other[Column.REMARK]
        qtbot.keyClick(dialog.table, Qt.Key.Key_Up)
        click(qtbot, dialog.use_button)
        assert not dialog.isVisible()
        assert ranking.read() == str(profile / "fits.safetensors")

    def test_a_double_click_takes_the_model(self, ranking, profile, qtbot):
        click(qtbot, ranking.rank_button)
        dialog = ranking._ranking
        qtbot.waitUntil(lambda: dialog.table.rowCount() == 2, timeout=TIMEOUT_MS)
        viewport = dialog.table.viewport()
        for row in (1, 0):
            place = dialog.table.visualItemRect(dialog.table.item(row, 0)).center()
            qtbot.mouseClick(viewport, LEFT, pos=place)
            qtbot.mouseDClick(viewport, LEFT, pos=place)
            assert dialog.isVisible() == (row == 1), "one that does not fit is not taken"
        assert ranking.read() == str(profile / "fits.safetensors")

    def test_a_model_from_elsewhere_is_ranked_too(self, ranking, tmp_path, qtbot, monkeypatch):
        path = write_model(tmp_path / "own.safetensors", name="my own")
        choose_file(monkeypatch, path)
        click(qtbot, ranking.browse_button)
        jobs = []
        monkeypatch.setattr(
            "sourcerer.sourcerer_plugin.form.rank_dialog.RankDialog.start",
            lambda dialog, job, names: jobs.append(job),
        )
        click(qtbot, ranking.rank_button)
        assert path in jobs[0].models
        assert len(jobs[0].models) == 3
        assert not any("broken" in model for model in jobs[0].models)

    def test_what_is_not_chosen_is_asked_for_in_the_section(self, ranking, qtbot):
        def nothing():
            raise JobError("No images are chosen.", "Choose the folder that holds them.")

        ranking.rank_job = nothing
        click(qtbot, ranking.rank_button)
        assert said(ranking.message) == "No images are chosen.\nChoose the folder that holds them."
        assert ranking._ranking is None
        qtbot.keyClick(ranking.combo, Qt.Key.Key_End)
        assert said(ranking.message) == "", "the next choice takes it away"

    def test_no_model_that_can_be_used_is_said(self, ranking, profile, qtbot):
        for path in profile.glob("*"):
            path.unlink()
        (profile / "broken.safetensors").write_text("no model")
        ranking.choose(str(profile / "broken.safetensors"))
        ranking.library.refresh()
        qtbot.waitUntil(lambda: not ranking.library.models())
        click(qtbot, ranking.rank_button)
        assert "There is no model to rank" in said(ranking.message)

    def test_an_error_of_the_worker_is_told_in_the_forms_words(self, ranking, tmp_path, qtbot):
        """An empty class field: only the worker can know."""
        job = ranking.rank_job()
        ranking.rank_job = lambda: RankJob(
            series=job.series, polygons=job.polygons, field="no_such_field"
        )
        ranking.words = lambda: {"--field": "“Class field”"}
        click(qtbot, ranking.rank_button)
        dialog = ranking._ranking
        qtbot.waitUntil(dialog.message.isVisible, timeout=TIMEOUT_MS)
        assert "no_such_field" in said(dialog.message)
        assert "--" not in said(dialog.message)
        assert ranked(ranking) == []
        assert not dialog.use_button.isEnabled()

    def test_closing_the_ranking_stops_it(self, ranking, qtbot):
        click(qtbot, ranking.rank_button)
        dialog = ranking._ranking
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert not dialog.isVisible()
        qtbot.waitUntil(lambda: not dialog.progress.is_running, timeout=TIMEOUT_MS)

    def test_a_ranking_after_a_cancelled_one_runs(self, ranking, qtbot):
        click(qtbot, ranking.rank_button)
        dialog = ranking._ranking
        click(qtbot, dialog.progress.cancel_button)
        click(qtbot, ranking.rank_button)
        qtbot.waitUntil(lambda: dialog.table.rowCount() == 2, timeout=TIMEOUT_MS)
        assert said(dialog.message) == ""

    def test_cancel_leaves_the_ranking_open(self, ranking, qtbot):
        click(qtbot, ranking.rank_button)
        dialog = ranking._ranking
        click(qtbot, dialog.progress.cancel_button)
        qtbot.waitUntil(dialog.message.isVisible, timeout=TIMEOUT_MS)
        assert said(dialog.message) == "Cancelled; no file was written."
        assert dialog.isVisible()

    def test_a_worker_that_dies_is_reported(self, ranking, tmp_path, qtbot):
        python = tmp_path / "python"
        python.write_text("#!/bin/sh\necho oh no >&2; exit 3\n")
        python.chmod(python.stat().st_mode | stat.S_IXUSR)
        WORKER_PYTHON.write(str(python))
        click(qtbot, ranking.rank_button)
        qtbot.waitUntil(ranking._ranking.message.isVisible, timeout=TIMEOUT_MS)
        assert str(python) in said(ranking._ranking.message)
        assert "oh no" in said(ranking._ranking.message)

    def test_a_bug_is_told_and_logged(self, ranking, qtbot, monkeypatch):
        def broken(*_):
            raise ZeroDivisionError("a bug")

        monkeypatch.setattr("sourcerer.sourcerer_plugin.task.run_in_worker", broken)
        click(qtbot, ranking.rank_button)
        qtbot.waitUntil(ranking._ranking.message.isVisible, timeout=TIMEOUT_MS)
        assert "a bug. The log has the details" in said(ranking._ranking.message)


@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_nothing_is_cut_off_in_a_narrow_dock(start, qtbot, scale):
    font = QApplication.font()
    larger = QApplication.font()
    larger.setPointSizeF(font.pointSizeF() * scale)
    QApplication.setFont(larger)
    try:
        section = start()
        section.message.say("Choose the folder: /a/" + "very_long_path/" * 20)
        section.resize(300, section.heightForWidth(300))
        qtbot.wait(50)
        assert section.width() == 300
        for widget in section.findChildren(QWidget):
            if widget.isVisible() and widget.parent() in (section, section.first_model):
                assert widget.width() >= widget.minimumSizeHint().width(), widget.objectName()
                wanted = (
                    widget.heightForWidth(widget.width())
                    if widget.hasHeightForWidth()
                    else widget.minimumSizeHint().height()
                )
                assert widget.height() >= wanted, widget.objectName()
    finally:
        QApplication.setFont(font)


def test_the_tab_key_goes_from_top_to_bottom(section, qtbot):
    section.activateWindow()
    section.combo.setFocus()
    visited = [section.combo.objectName()]
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        visited.append(QApplication.focusWidget().objectName())
    assert visited == ["model", "model_browse", "model_library", "model_rank"]
