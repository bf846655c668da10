"""The tables of images, classes and models: drawn with all their roles, clicked, typed into."""

from dataclasses import replace

import pytest
from model_cards import CLASSES, card
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QComboBox, QTableView, QWidget

from sourcerer.sourcerer_plugin.form import class_table, image_table
from sourcerer.sourcerer_plugin.form.class_match import Answer, Meaning, Said
from sourcerer.sourcerer_plugin.form.class_table import ClassRow, ClassTable, ClassTableModel
from sourcerer.sourcerer_plugin.form.image_rows import ImageRow
from sourcerer.sourcerer_plugin.form.image_table import DayEdit, ImageTable, ImageTableModel
from sourcerer.sourcerer_plugin.library import table as library_table
from sourcerer.sourcerer_plugin.library.table import LibraryFilter, LibraryTable
from sourcerer.sourcerer_plugin.model_library import Entry

LEFT = Qt.MouseButton.LeftButton
RIGHT_MIDDLE = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
MAY = ImageRow(
    path="/s/may.tif",
    files=("/s/may.tif",),
    date="2019-05-01",
    found_date="2019-05-01",
    bands=("B4", "B8"),
    valid=0.75,
    used=True,
    left_out=False,
    note="",
)
JUNE = replace(
    MAY,
    path="/s/june.tif",
    files=("/s/june.tif",),
    date="2019-06-01",
    found_date="2019-06-01",
    used=False,
    left_out=True,
)


def shown(qtbot, widget, size=(700, 300)):
    widget.resize(*size)
    widget.show()
    qtbot.waitExposed(widget)
    assert not widget.grab().isNull()  # every role was asked for
    return widget


def press(qtbot, view, place):
    qtbot.mouseClick(view.viewport(), LEFT, pos=place)


# --- Images -------------------------------------------------------------------------------------


@pytest.fixture
def images(qtbot):
    """The dialog, its model, and what was asked for."""
    window = QWidget()
    qtbot.addWidget(window)
    model, heard = ImageTableModel(window), []
    model.date_wanted.connect(lambda row, day: heard.append((row.path, day)))
    model.use_wanted.connect(lambda row, use: heard.append((row.path, use)))
    model.show_rows([replace(MAY, found_date="2019-05-03"), JUNE])
    dialog = shown(qtbot, ImageTable(model, window))
    yield dialog, model, heard
    window.close()


def test_an_images_tick_asks_for_its_use(images, qtbot):
    dialog, model, heard = images
    for row in range(2):
        cell = dialog.view.visualRect(model.index(row, image_table.Column.USE))
        press(qtbot, dialog.view, QPoint(cell.left() + 10, cell.center().y()))
    assert heard == [("/s/may.tif", False), ("/s/june.tif", True)]


def test_an_images_date_is_typed(images, qtbot):
    dialog, model, heard = images
    dialog.view.edit(model.index(0, image_table.Column.USE))
    editor = dialog.view.findChild(DayEdit, "image_date")
    assert editor.date().toString(image_table.ISO) == "2019-05-01"
    editor.setSelectedSection(DayEdit.Section.YearSection)
    qtbot.keyClicks(editor, "2020-02-29")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [("/s/may.tif", "2020-02-29")]


def test_an_image_is_drawn_as_what_it_is(images):
    _, model, _ = images
    roles, columns = Qt.ItemDataRole, image_table.Column

    def said(row, column, role):
        return model.index(row, column).data(role)

    assert Qt.CheckState(said(0, columns.USE, roles.CheckStateRole)) == Qt.CheckState.Checked
    assert Qt.CheckState(said(1, columns.USE, roles.CheckStateRole)) == Qt.CheckState.Unchecked
    assert said(0, columns.USE, roles.FontRole).bold(), "its date is another than was found"
    assert said(1, columns.USE, roles.FontRole) is None
    pale = QWidget().palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert said(1, columns.FILE, roles.ForegroundRole).color() == pale
    assert said(0, columns.BANDS, roles.TextAlignmentRole) == RIGHT_MIDDLE
    assert said(0, columns.VALID, roles.DisplayRole).startswith("75")
    assert "B4, B8" in said(0, columns.BANDS, roles.ToolTipRole)


# --- Classes ------------------------------------------------------------------------------------


@pytest.fixture
def classes(qtbot):
    model, heard = ClassTableModel(), []
    model.answered.connect(lambda value, said: heard.append((value, said)))
    model.new_class_wanted.connect(heard.append)
    rows = [ClassRow(Meaning("w", CLASSES[0]), 3, 12.4), ClassRow(Meaning("oats", None), 1, None)]
    model.show_rows(rows, CLASSES)
    view = ClassTable(model)
    qtbot.addWidget(view)
    return shown(qtbot, view), model, heard


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("maize", ("oats", Said(Answer.CLASS, "maize"))),
        ("Ignore oats", ("oats", Said(Answer.IGNORED))),
        ("New class …", "oats"),
    ],
)
def test_a_class_is_chosen_with_one_click_and_the_keys(classes, qtbot, text, answer):
    view, model, heard = classes
    press(qtbot, view, view.visualRect(model.index(1, class_table.Column.CLASS)).center())
    combo = view.findChild(QComboBox, "class_choice")
    combo.setCurrentIndex(combo.findText(text))
    combo.activated.emit(combo.currentIndex())  # as Qt does when an entry is picked
    assert heard == [answer]


def test_a_value_is_drawn_as_what_it_means(classes):
    _, model, _ = classes
    roles, columns = Qt.ItemDataRole, class_table.Column

    def said(row, column, role=roles.DisplayRole):
        return model.index(row, column).data(role)

    assert [said(0, column) for column in columns] == ["w", "wheat", "3", "12"]
    assert [said(1, column) for column in columns] == ["oats", "Choose …", "1", "–"]
    assert said(1, columns.VALUE, roles.BackgroundRole) == class_table.OPEN_COLOUR
    assert said(0, columns.VALUE, roles.BackgroundRole) is None
    assert said(0, columns.PIXELS, roles.TextAlignmentRole) == RIGHT_MIDDLE
    middle = class_table.SWATCH_PX // 2
    picture = said(0, columns.CLASS, roles.DecorationRole).pixmap(class_table.SWATCH_PX).toImage()
    assert picture.pixelColor(middle, middle).name() == CLASSES[0].colour
    assert model.flags(model.index(0, columns.CLASS)) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(model.index(0, columns.VALUE)) & Qt.ItemFlag.ItemIsEditable


# --- Models -------------------------------------------------------------------------------------


@pytest.fixture
def library(qtbot):
    table = LibraryTable()
    rows = LibraryFilter(table)
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(rows)
    view.setSortingEnabled(True)
    entries = [
        Entry("/m/jura.safetensors", card("jura", bands=[f"B{n}" for n in range(10)], year=2017)),
        Entry("/m/alps.safetensors", card("alps", bands=["B4", "B8"], year=2021)),
        Entry("/n/broken.safetensors", None, "It is empty."),
    ]
    with qtbot.waitSignal(table.grown):
        table.show(entries)
    shown(qtbot, view)
    return view, rows


def names(rows):
    return [rows.index(row, 0).data() for row in range(rows.rowCount())]


def test_models_are_sorted_by_number_and_by_name(library):
    view, rows = library
    view.sortByColumn(library_table.Column.BANDS, Qt.SortOrder.DescendingOrder)
    assert names(rows)[:2] == ["jura", "alps"]
    view.sortByColumn(library_table.Column.NAME, Qt.SortOrder.AscendingOrder)
    assert names(rows)[0] == "alps"


def test_models_are_searched(library):
    _, rows = library
    rows.search("b8 ALPS")
    assert names(rows) == ["alps"]
    assert rows.entry(rows.index(0, 3)).path == "/m/alps.safetensors"
    rows.search("")
    rows.stay_in("/n")
    assert names(rows) == ["broken.safetensors (cannot be used)"]
    assert not rows.row_of("/m/alps.safetensors").isValid()
