"""The images: chosen, understood by the real worker, compared with the model, corrected."""

from pathlib import Path

import pytest
from osgeo import gdal, osr
from processes import children
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtWidgets import (
    QDateEdit,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QStyle,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from sourcerer.sourcerer_plugin.choices import ImageChoice
from sourcerer.sourcerer_plugin.form.findings import Level
from sourcerer.sourcerer_plugin.form.image_table import Column
from sourcerer.sourcerer_plugin.form.image_words import match_findings
from sourcerer.sourcerer_plugin.form.images_section import ImagesSection
from sourcerer.sourcerer_plugin.job_builder import image_files, series_job
from sourcerer.sourcerer_plugin.settings import WORKER_PYTHON

TIMEOUT_MS = 60_000
BANDS = ("B02", "B03", "B04", "B08")


@pytest.fixture
def section(qtbot):
    """In a window, as the dock holds it."""
    window = QWidget()
    column = QVBoxLayout(window)
    made = ImagesSection()
    column.addWidget(made)
    column.addStretch()
    qtbot.addWidget(window)
    window.resize(320, 700)
    window.show()
    qtbot.waitExposed(window)
    yield made
    made.close_down()


@pytest.fixture
def images(tmp_path):
    """Makes small images of these names, with four bands each."""
    folder = tmp_path / "images"

    def make(*names, bands=BANDS):
        folder.mkdir(exist_ok=True)
        srs = osr.SpatialReference()
        srs.ImportFromEPSG(32631)
        for number, name in enumerate(names):
            path = str(folder / name)
            made = gdal.GetDriverByName("GTiff").Create(path, 8, 8, len(bands), gdal.GDT_UInt16)
            made.SetGeoTransform((500000, 10, 0, 5000000, 0, -10))
            made.SetProjection(srs.ExportToWkt())
            for place, band in enumerate(bands, start=1):
                made.GetRasterBand(place).SetDescription(band)
                made.GetRasterBand(place).Fill(1000 + 100 * number + place)
        return folder

    return make


@pytest.fixture
def three(images):
    return images("2019-01-05.tif", "2019-01-15.tif", "2019-02-10.tif")


@pytest.fixture
def understood(section, qtbot):
    """Waits until the worker has said what it makes of the images."""

    def wait(act):
        with qtbot.waitSignal(section.understood, timeout=TIMEOUT_MS):
            act()
        # an answer to a first question may bring a second one
        qtbot.waitUntil(lambda: not section._inquiry.is_open and not section._soon.isActive())

    return wait


def enter(qtbot, file_widget, path):
    line = file_widget.lineEdit()
    line.clear()
    qtbot.keyClicks(line, str(path))
    qtbot.keyClick(line, Qt.Key.Key_Return)


def choose(qtbot, combo, text):
    qtbot.keyClicks(combo, text)
    assert combo.currentText() == text


def click(qtbot, button):
    assert button.isVisible()
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def failed(section, qtbot):
    qtbot.waitUntil(lambda: section.error.isVisible(), timeout=TIMEOUT_MS)
    return section.error.text().replace("\u200b", "")


def findings(section, level):
    labels = section.match.findChildren(QLabel, f"finding_{level}")
    return [label.text().replace("\u200b", "") for label in labels]


def table(section, qtbot):
    click(qtbot, section.table_button)
    assert section._table.isVisible()
    return section._table.view


def cells(view):
    model = view.model()
    return [
        tuple(model.index(row, column).data() for column in Column)
        for row in range(model.rowCount())
    ]


def is_ticked(view, row):
    role = Qt.ItemDataRole.CheckStateRole
    return view.model().index(row, Column.USE).data(role) == Qt.CheckState.Checked


def tick(view, qtbot, row):
    """Click the box itself."""
    index = view.model().index(row, Column.USE)
    option = QStyleOptionViewItem()
    option.initFrom(view)
    option.rect = view.visualRect(index)
    option.features |= QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
    part = QStyle.SubElement.SE_ItemViewItemCheckIndicator
    box = view.style().subElementRect(part, option, view)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def date_editor(view, qtbot, row):
    index = view.model().index(row, Column.USE)
    place = view.visualRect(index).center() + QPoint(20, 0)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    return view.findChild(QDateEdit, "image_date")


def give_date(view, qtbot, row, text):
    editor = date_editor(view, qtbot, row)
    editor.setSelectedSection(QDateEdit.Section.YearSection)
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def list_lines(section):
    """The list of files that a job of these choices gets."""
    (path,) = image_files(section.read())
    return Path(path).read_text().splitlines()


def test_nothing_is_chosen_at_first(section):
    assert section.read() == ImageChoice()
    assert section.details() is None
    assert not section.table_button.isEnabled()
    assert not section.busy.isVisible()


def test_a_folder_is_understood_and_fits_its_model(section, scene, understood, qtbot):
    section.set_model(str(scene.model))
    understood(lambda: enter(qtbot, section.source.folder, scene.target))
    n_images = len(scene.target_images())
    assert section.summary.text().startswith(f"{n_images} images, 2018-12-")
    assert "10 bands, " in section.summary.text()
    assert "% clear" in section.summary.text()
    bands, dates, values = findings(section, "good")
    assert bands == "All 10 bands of the model are there."
    assert "dates lie in the model's season; the longest gap is" in dates
    assert values.startswith("The values look like those")
    assert findings(section, "bad") == []
    assert section.details()["pixel_area_m2"] == 100
    choice = section.read()
    assert choice.paths == (str(scene.target),)
    assert len(choice.files) >= n_images
    assert choice.dates == {}
    assert image_files(choice) == (str(scene.target),)


def test_the_worker_is_at_work_visibly(section, three, understood, qtbot):
    enter(qtbot, section.source.folder, three)
    assert section.busy.isVisible()
    assert not section.table_button.isEnabled()
    understood(lambda: None)
    assert not section.busy.isVisible()
    assert section.table_button.isEnabled()


def test_missing_bands_are_shown_before_anything_runs(section, scene, three, understood, qtbot):
    section.set_model(str(scene.model))
    understood(lambda: enter(qtbot, section.source.folder, three))
    (missing, *_) = findings(section, "bad")
    assert missing.startswith("6 of the model's 10 bands are missing: ")
    assert "B8A" in missing
    section.set_model("")
    understood(lambda: None)
    assert findings(section, "bad") == []
    assert section.summary.text() == "3 images, 2019-01-05 to 2019-02-10, 4 bands, 100 % clear."


def test_a_long_gap_and_other_names_of_bands_are_told():
    match = {
        "ok": True,
        "bands": [{"name": "B04", "found": "red"}, {"name": "B08", "found": "B08"}],
        "n_dates": 12,
        "n_used": 9,
        "longest_gap_days": 61,
        "warnings": ["The values look like degrees."],
        "problems": [],
    }
    bands, dates, values = match_findings(match)
    assert bands.text == "All 2 bands of the model are there: B04 ← red."
    assert dates.level is Level.WARNING
    assert dates.text.startswith("9 of 12 dates lie in the model's season; the longest gap is 61")
    assert (values.level, values.text) == (Level.WARNING, "The values look like degrees.")
    assert match_findings({**match, "longest_gap_days": 60})[1].level is Level.GOOD


def test_a_look_that_is_cancelled_is_told(section, three, qtbot):
    enter(qtbot, section.source.folder, three)
    QgsApplication.taskManager().cancelAll()
    assert failed(section, qtbot) == "Looking at the images was cancelled."
    assert not section.busy.isVisible()
    assert section.again_button.isEnabled()


def test_a_folder_without_images_is_told_in_place(section, tmp_path, qtbot):
    (tmp_path / "empty").mkdir()
    enter(qtbot, section.source.folder, tmp_path / "empty")
    text = failed(section, qtbot)
    assert f"{tmp_path / 'empty'} holds no images" in text
    assert "Give the folder that holds the image files" in text
    assert not section.table_button.isEnabled()


def test_one_image_is_no_series(section, images, understood, qtbot):
    folder = images("2019-01-05.tif", "summer.tif")
    understood(lambda: enter(qtbot, section.source.folder, folder))
    assert section.summary.text() == "None of 2 images can be used."
    (why,) = findings(section, "bad")
    assert "1 date" in why


def test_files_that_cannot_be_read_are_named_and_left_out(section, three, understood, qtbot):
    broken = three / "2019-03-01.tif"
    broken.write_bytes(b"II*\0 not much of an image")
    understood(lambda: enter(qtbot, section.source.folder, three))
    assert section.summary.text().startswith("3 images, ")
    (warning,) = findings(section, "warning")
    assert warning.startswith(f"Left out: {broken}")


@pytest.mark.parametrize("path", ["/nowhere", "/nowhere.zip"])
def test_a_folder_that_is_not_there_is_told_at_once(section, path, qtbot):
    enter(qtbot, section.source.folder, path)
    assert f"{path} is not a folder" in section.error.text()
    enter(qtbot, section.source.folder, "")
    assert not section.error.isVisible()


def test_a_worker_that_cannot_start_is_told_in_place(section, three, qtbot):
    WORKER_PYTHON.write("/nowhere/python")
    enter(qtbot, section.source.folder, three)
    assert "/nowhere/python, is not there" in failed(section, qtbot)


def test_a_wrong_season_is_told_in_the_forms_own_words(section, three, understood, qtbot):
    understood(lambda: enter(qtbot, section.source.folder, three))
    qtbot.keyClicks(section.season_start, "spring")
    qtbot.keyClick(section.season_start, Qt.Key.Key_Return)
    assert "“First day of the season” is 'spring'" in failed(section, qtbot)
    assert section.read().season_start == "spring"


def test_files_may_be_chosen(section, three, understood, qtbot):
    choose(qtbot, section.source.kind, "Files")
    files = [str(path) for path in sorted(three.glob("*.tif"))[:2]]
    quoted = " ".join(f'"{path}"' for path in files)
    understood(lambda: enter(qtbot, section.source.files, quoted))
    assert section.read().paths == tuple(files)
    assert section.summary.text().startswith("2 images, 2019-01-05 to 2019-01-15")


def test_layers_of_the_project_may_be_chosen(section, three, understood, qtbot):
    layers = [QgsRasterLayer(str(path), path.stem) for path in sorted(three.glob("*.tif"))]
    QgsProject.instance().addMapLayers(layers)
    choose(qtbot, section.source.kind, "Layers of this project")
    click(qtbot, section.source.layers_button)
    picker = section.findChild(QWidget, "layer_picker")
    entries = picker.findChild(QListWidget, "layer_list")
    assert {entries.item(n).text() for n in range(3)} == {layer.name() for layer in layers}
    click(qtbot, picker.all_button)
    first = next(item for item in map(entries.item, range(3)) if item.text() == "2019-01-05")
    first.setCheckState(Qt.CheckState.Unchecked)
    ok = picker.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)
    understood(lambda: click(qtbot, ok))
    assert {layer.name() for layer in section.read().layers} == {"2019-01-15", "2019-02-10"}
    assert section.summary.text().startswith("2 images, 2019-01-15 to 2019-02-10")
    assert section.source.layers_button.text() == "2 layers …"
    QgsProject.instance().removeMapLayer(layers[2])
    assert len(section.read().layers) == 1


def test_the_list_of_layers_can_be_searched(section, three, qtbot):
    layers = [QgsRasterLayer(str(path), path.stem) for path in sorted(three.glob("*.tif"))]
    QgsProject.instance().addMapLayers(layers)
    choose(qtbot, section.source.kind, "Layers of this project")
    click(qtbot, section.source.layers_button)
    picker = section.findChild(QWidget, "layer_picker")
    qtbot.keyClicks(picker.search, "02-10")
    click(qtbot, picker.all_button)
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert [layer.name() for layer in section.read().layers] == ["2019-02-10"]


def test_the_table_shows_what_was_understood(section, three, understood, qtbot):
    understood(lambda: enter(qtbot, section.source.folder, three))
    view = table(section, qtbot)
    assert cells(view) == [
        ("2019-01-05", "2019-01-05.tif", "4", "100 %", ""),
        ("2019-01-15", "2019-01-15.tif", "4", "100 %", ""),
        ("2019-02-10", "2019-02-10.tif", "4", "100 %", ""),
    ]
    tip = view.model().index(0, Column.BANDS).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == ", ".join(BANDS)


def test_an_edited_date_reaches_the_job(section, three, understood, qtbot):
    understood(lambda: enter(qtbot, section.source.folder, three))
    view = table(section, qtbot)
    understood(lambda: give_date(view, qtbot, 0, "2018-12-24"))
    assert cells(view)[0][0] == "2018-12-24"
    assert section.summary.text().startswith("3 images, 2018-12-24 to 2019-02-10")
    assert list_lines(section) == [
        f"2018-12-24\t{three}/2019-01-05.tif",
        f"2019-01-15\t{three}/2019-01-15.tif",
        f"2019-02-10\t{three}/2019-02-10.tif",
    ]
    understood(lambda: give_date(view, qtbot, 0, "2019-01-05"))
    assert image_files(section.read()) == (str(three),)


def test_a_text_that_is_no_date_is_refused(section, three, understood, qtbot):
    understood(lambda: enter(qtbot, section.source.folder, three))
    view = table(section, qtbot)
    index = view.model().index(0, Column.USE)
    for text in ("2019-02-31", "spring", "", "1066-10-14"):
        assert not view.model().setData(index, text)
    give_date(view, qtbot, 0, "1066-01-05")
    assert cells(view)[0][0] == "2019-01-05"


def test_an_image_that_is_unticked_is_left_out(section, three, understood, qtbot):
    understood(lambda: enter(qtbot, section.source.folder, three))
    view = table(section, qtbot)
    understood(lambda: tick(view, qtbot, 1))
    assert [is_ticked(view, row) for row in range(3)] == [True, False, True]
    assert cells(view)[1][-1] == "left out by you"
    assert section.summary.text().startswith("2 images, ")
    assert section.read().left_out == {f"{three}/2019-01-15.tif"}
    assert [line.split("/")[-1] for line in list_lines(section)] == [
        "2019-01-05.tif",
        "2019-02-10.tif",
    ]
    click(qtbot, section._table.reset_button)
    understood(lambda: None)
    assert section.read().left_out == frozenset()
    assert image_files(section.read()) == (str(three),)


def test_leaving_out_all_is_refused_and_can_be_mended(section, three, understood, qtbot):
    understood(lambda: enter(qtbot, section.source.folder, three))
    view = table(section, qtbot)
    for row in range(3):
        tick(view, qtbot, row)
    assert "All 3 images are left out" in failed(section, qtbot)
    understood(lambda: (tick(view, qtbot, 0), tick(view, qtbot, 1)))
    assert not section.error.isVisible()
    assert section.summary.text().startswith("2 images")


def test_a_file_without_a_date_gets_one_in_the_table(section, images, understood, qtbot):
    folder = images("2019-01-05.tif", "2019-01-15.tif", "summer.tif")
    understood(lambda: enter(qtbot, section.source.folder, folder))
    assert section.summary.text().endswith("; 1 image is not used.")
    view = table(section, qtbot)
    assert cells(view)[2] == ("no date", "summer.tif", "4", "", "no date in its name")
    assert not is_ticked(view, 2)
    understood(lambda: give_date(view, qtbot, 2, "2019-07-01"))
    assert is_ticked(view, 2)
    assert section.summary.text().startswith("3 images, 2019-01-05 to 2019-07-01")
    assert f"2019-07-01\t{folder}/summer.tif" in list_lines(section)


def test_bands_in_files_of_their_own_stay_together(section, images, understood, qtbot):
    names = [f"{day}_{band}.tif" for day in ("2019-01-05", "2019-01-15") for band in BANDS[:2]]
    for name in names:
        folder = images(name, bands=(name[-7:-4],))
    understood(lambda: enter(qtbot, section.source.folder, folder))
    view = table(section, qtbot)
    assert [row[2] for row in cells(view)] == ["2", "2"]
    understood(lambda: give_date(view, qtbot, 0, "2018-12-24"))
    assert [line.split("/")[-1] for line in list_lines(section)] == names
    assert [line[:10] for line in list_lines(section)] == ["2018-12-24"] * 2 + ["2019-01-15"] * 2


STACK_DAYS = ("2019-01-05", "2019-01-15", "2019-01-25")


@pytest.fixture
def stack(images):
    """A folder with one file of three dates."""
    return images("stack.tif", bands=tuple(f"{day} {band}" for day in STACK_DAYS for band in BANDS))


def test_single_dates_of_a_stack_are_left_out_and_come_back(section, stack, understood, qtbot):
    understood(lambda: enter(qtbot, section.source.folder, stack))
    view = table(section, qtbot)
    assert [row[0] for row in cells(view)] == list(STACK_DAYS)
    assert date_editor(view, qtbot, 0) is None
    understood(lambda: tick(view, qtbot, 1))
    assert [is_ticked(view, row) for row in range(3)] == [True, False, True]
    assert cells(view)[1][-1] == "left out by you"
    assert section.summary.text().startswith("2 images, 2019-01-05 to 2019-01-25")
    job = series_job(section.read(), "")
    assert (job.series, job.skip_dates) == ((str(stack),), ("2019-01-15",))
    kept = section.state()
    understood(lambda: tick(view, qtbot, 1))
    assert series_job(section.read(), "").skip_dates == ()
    assert section.summary.text().startswith("3 images")
    section.restore({})
    understood(lambda: section.restore(kept))
    assert section.read().skipped_days == ("2019-01-15",)


def test_a_stack_of_which_one_date_is_left_is_no_series(section, stack, understood, qtbot):
    understood(lambda: enter(qtbot, section.source.folder, stack))
    view = table(section, qtbot)
    for row in (0, 1):
        tick(view, qtbot, row)
    understood(lambda: None)
    assert "1 date (2019-01-25)" in section._table.notes.text()


def test_another_choice_forgets_corrections_and_a_new_look_keeps_them(
    section, three, understood, qtbot, tmp_path
):
    understood(lambda: enter(qtbot, section.source.folder, three))
    view = table(section, qtbot)
    understood(lambda: tick(view, qtbot, 1))
    understood(lambda: click(qtbot, section.again_button))
    assert section.read().left_out == {f"{three}/2019-01-15.tif"}
    three.rename(tmp_path / "other")
    understood(lambda: enter(qtbot, section.source.folder, tmp_path / "other"))
    assert section.read().left_out == frozenset()
    assert section.summary.text().startswith("3 images")


def test_only_the_last_of_several_questions_is_answered(section, three, scene, qtbot):
    heard = []
    section.understood.connect(heard.append)
    enter(qtbot, section.source.folder, scene.target)
    enter(qtbot, section.source.folder, three)
    qtbot.waitUntil(lambda: len(heard) == 1, timeout=TIMEOUT_MS)
    qtbot.wait(500)
    assert [len(details["images"]) for details in heard] == [3]


def test_what_a_project_keeps_comes_back(section, three, understood, qtbot):
    understood(lambda: enter(qtbot, section.source.folder, three))
    view = table(section, qtbot)
    understood(lambda: (tick(view, qtbot, 1), give_date(view, qtbot, 0, "2018-12-24")))
    before, kept = section.read(), section.state()
    section.restore({})
    assert section.read() == ImageChoice()
    understood(lambda: section.restore(kept))
    assert section.read() == before


def test_a_broken_project_does_no_harm(section):
    edits = {"dates": {"a": "spring"}, "left_out": [3], "skipped_days": ["May", 5]}
    section.restore({"kind": 7, "folder": [], **edits})
    assert section.read() == ImageChoice()


def test_closing_leaves_no_worker_behind(section, scene, qtbot):
    enter(qtbot, section.source.folder, scene.target)
    qtbot.waitUntil(lambda: bool(children("core")), timeout=TIMEOUT_MS)
    section.close_down()
    assert not children("core")
    assert section.details() is None


def test_it_fits_into_320_pixels(section, three, understood, qtbot):
    understood(lambda: enter(qtbot, section.source.folder, three))
    assert section.minimumSizeHint().width() <= 300
    assert section.width() <= 320
