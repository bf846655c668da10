"""The labels: counted as they stand in QGIS, matched with the model, solved in the table."""

from datetime import date

import pytest
from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsGeometry,
    QgsProject,
    QgsRectangle,
    QgsRendererCategory,
    QgsSymbol,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import Qt, QTimer
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sourcerer.core.jobs import UnknownClassPolicy
from sourcerer.core.model_card import LandCoverClass, ModelCard
from sourcerer.core.season import DateGrid
from sourcerer.sourcerer_plugin.choices import ClassChoice, LabelChoice
from sourcerer.sourcerer_plugin.form import label_reader
from sourcerer.sourcerer_plugin.form.class_table import Column
from sourcerer.sourcerer_plugin.form.labels_section import LabelsSection
from sourcerer.sourcerer_plugin.settings import LAST_FIELD

CLASSES = (
    LandCoverClass(1, "Wheat", "#e6b800"),
    LandCoverClass(2, "maize", "#e07b00"),
    LandCoverClass(5, "water", "#2b7bba"),
)
CARD = ModelCard("model", ("B04",), ((0.0, 1.0),), DateGrid(date(2018, 1, 1)), CLASSES)


@pytest.fixture
def section(qtbot):
    """In a window, as the dock holds it."""
    window = QWidget()
    column = QVBoxLayout(window)
    made = LabelsSection()
    column.addWidget(made)
    column.addStretch()
    qtbot.addWidget(window)
    made.set_card(CARD)
    made.set_pixel_area(10.0)
    window.resize(320, 700)
    window.show()
    qtbot.waitExposed(window)
    yield made
    made.close_down()


@pytest.fixture
def chosen(section, labels, qtbot):
    """Makes a layer of these crops and chooses it with its field."""

    def choose(crops=("wheat", "maize"), **kinds):
        layer = labels(crops, **kinds)
        QgsProject.instance().addMapLayer(layer)
        section.polygons.setLayer(layer)
        section.field.setField("crop")
        counted(section, qtbot)
        return layer

    return choose


def counted(section, qtbot):
    qtbot.waitUntil(lambda: not section._reader.is_counting, timeout=5000)


def rows(section):
    """What the table shows: (value, class, polygons, pixels)."""
    model = section.table.model()
    return [
        tuple(model.index(row, column).data() for column in Column)
        for row in range(model.rowCount())
    ]


def header(section, column):
    tip = Qt.ItemDataRole.ToolTipRole
    return section.table.model().headerData(column, Qt.Orientation.Horizontal, tip)


def findings(section, level=""):
    labels = section.findings.findChildren(QLabel)
    return [label.text() for label in labels if label.objectName() == f"finding_{level}"]


def pick(section, qtbot, value, text):
    """Click a value's class and pick an entry, as one does."""
    model = section.table.model()
    row = next(r for r in range(model.rowCount()) if model.index(r, 0).data() == value)
    index = model.index(row, Column.CLASS)
    place = section.table.visualRect(index).center()
    qtbot.mouseClick(section.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    combo = section.table.findChild(QComboBox, "class_choice")
    assert combo.view().isVisible()
    item = combo.model().index(combo.findText(text), 0)
    assert item.isValid(), [combo.itemText(n) for n in range(combo.count())]
    combo.view().scrollTo(item)
    place = combo.view().visualRect(item).center()
    QTimer.singleShot(
        0, lambda: qtbot.mouseClick(combo.view().viewport(), Qt.MouseButton.LeftButton, pos=place)
    )
    qtbot.waitUntil(lambda: section.table.findChild(QComboBox, "class_choice") is None)


def dialog(section):
    return section.findChild(QWidget, "new_class_dialog")


def test_values_are_matched_by_name_and_shown_with_their_labels(section, chosen):
    chosen(("wheat", " MAIZE", "maize "))
    assert rows(section) == [
        ("MAIZE", "maize", "1", "10"),
        ("maize", "maize", "1", "10"),
        ("wheat", "Wheat", "1", "10"),
    ]
    assert header(section, Column.FEATURES) == "Polygons"
    assert header(section, Column.PIXELS) == "Pixels, about"
    assert findings(section, "good") == ["Every value has its class."]
    choice = section.read()
    assert choice.classes == ()
    assert choice.unknown_classes is UnknownClassPolicy.ERROR


def test_whole_numbers_are_matched_by_value(section, chosen, qtbot):
    layer = chosen()
    layer.startEditing()
    for feature, value in zip(layer.getFeatures(), (2, 7)):
        layer.changeAttributeValue(feature.id(), 1, value)
    section.field.setField("fid")
    counted(section, qtbot)
    assert [row[:2] for row in rows(section)] == [("7", "Choose …"), ("2", "maize")]
    layer.rollBack()


def test_a_number_of_thousands_of_digits_is_a_value_like_others(section, chosen):
    chosen(("9" * 5000, "wheat"))
    assert {value[:5] for value, *_ in rows(section)} == {"99999", "wheat"}


def test_the_models_colours_stand_beside_the_classes(section, chosen):
    chosen(("wheat",))
    symbol = section.table.model().index(0, Column.CLASS).data(Qt.ItemDataRole.DecorationRole)
    assert symbol.pixmap(8, 8).toImage().pixelColor(4, 4) == QColor("#e6b800")


def test_what_the_model_does_not_know_stands_out_and_first(section, chosen):
    chosen(("maize", "wheat", "zucchini", "lake"))
    assert [row[:2] for row in rows(section)][:2] == [
        ("lake", "Choose …"),
        ("zucchini", "Choose …"),
    ]
    assert findings(section, "bad") == [
        "The model knows no class for 2 values: lake, zucchini. Say below what they mean."
    ]
    assert findings(section, "warning") == []  # they come when each value has its class
    background = Qt.ItemDataRole.BackgroundRole
    colours = [section.table.model().index(row, 0).data(background) for row in range(4)]
    assert [colour is not None for colour in colours] == [True, True, False, False]
    assert [c.class_value for c in section.read().classes] == [0, 2, 1, 0]


def test_a_value_is_solved_by_a_class_of_the_model(section, chosen, qtbot):
    chosen(("wheat", "lake"))
    pick(section, qtbot, "lake", "water")
    assert rows(section)[0] == ("lake", "water", "1", "10")
    assert findings(section, "bad") == []
    assert section.read().classes == (
        ClassChoice("lake", 5, "water"),
        ClassChoice("wheat", 1, "Wheat"),
    )
    assert section.read().unknown_classes is UnknownClassPolicy.ERROR


def test_a_value_is_solved_by_being_ignored(section, chosen, qtbot):
    chosen(("wheat", "lake"))
    assert round(section.n_pixels()) == 20
    pick(section, qtbot, "lake", "Ignore lake")
    assert rows(section)[0][1] == "ignored"
    assert section.read().classes[0] == ClassChoice("lake", None)
    assert round(section.n_pixels()) == 10


def test_a_value_is_solved_by_a_new_class_with_name_and_colour(section, chosen, qtbot):
    chosen(("wheat", "lk"))
    pick(section, qtbot, "lk", "New class …")
    qtbot.waitUntil(lambda: dialog(section) is not None)
    name = dialog(section).findChild(QLineEdit, "new_class_name")
    assert name.text() == "lk"
    qtbot.keyClick(name, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(name, "Lake")
    ok = dialog(section).findChild(QPushButton, "new_class_ok")
    qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)
    assert rows(section)[0][1] == "Lake (new)"
    (new, wheat) = section.read().classes
    assert (new.value, new.class_value, new.class_name) == ("lk", 6, "Lake")
    assert new.colour.startswith("#")
    assert new.colour not in {entry.colour for entry in CLASSES}
    assert wheat == ClassChoice("wheat", 1, "Wheat")
    assert section.read().unknown_classes is UnknownClassPolicy.EXTEND


def test_a_new_class_needs_a_name(section, chosen, qtbot):
    chosen(("wheat", "lake"))
    pick(section, qtbot, "lake", "New class …")
    qtbot.waitUntil(lambda: dialog(section) is not None)
    name = dialog(section).findChild(QLineEdit, "new_class_name")
    qtbot.keyClick(name, Qt.Key.Key_Delete)
    assert not dialog(section).findChild(QPushButton, "new_class_ok").isEnabled()
    qtbot.keyClick(dialog(section), Qt.Key.Key_Escape)
    assert rows(section)[0][1] == "Choose …"


def test_a_second_value_may_join_a_new_class(section, chosen, qtbot):
    chosen(("wheat", "lake", "pond"))
    qtbot.mouseClick(section.extend_button, Qt.MouseButton.LeftButton)
    assert not section.open_buttons.isVisible()
    pick(section, qtbot, "pond", "lake (new)")
    new = [choice for choice in section.read().classes if choice.value != "wheat"]
    assert [(c.class_value, c.class_name) for c in new] == [(6, "lake"), (6, "lake")]
    assert new[0].colour == new[1].colour


def test_all_open_values_can_be_ignored_at_once(section, chosen, qtbot):
    chosen(("wheat", "lake", "pond"))
    qtbot.mouseClick(section.ignore_button, Qt.MouseButton.LeftButton)
    assert [row[1] for row in rows(section)] == ["ignored", "ignored", "Wheat"]
    assert [c.class_value for c in section.read().classes] == [None, None, 1]


def test_labels_that_are_all_ignored_are_a_problem(section, chosen, qtbot):
    chosen(("lake",))
    qtbot.mouseClick(section.ignore_button, Qt.MouseButton.LeftButton)
    assert findings(section, "bad") == ["All labels are ignored: none is left to learn from."]


def test_new_classes_take_their_colours_from_the_legend(section, chosen, qtbot):
    layer = chosen(("wheat", "lake"))
    qtbot.mouseClick(section.extend_button, Qt.MouseButton.LeftButton)
    symbol = QgsSymbol.defaultSymbol(layer.geometryType())
    symbol.setColor(QColor("#123456"))
    layer.setRenderer(
        QgsCategorizedSymbolRenderer("crop", [QgsRendererCategory("lake", symbol, "")])
    )
    assert section.read().classes[0] == ClassChoice("lake", 6, "lake", "#123456")


def test_one_polygon_and_classes_without_labels_are_warned_of(section, chosen):
    chosen(("wheat", "wheat", "maize"))
    assert findings(section, "warning") == [
        "Only one polygon each, to learn from or to check with, not both: maize.",
        "The model knows more classes, which cannot be checked here without labels: water.",
    ]


def test_points_count_as_one_pixel_each(section, chosen):
    chosen(("wheat", "wheat", "maize"), kind="Point")
    assert rows(section) == [("maize", "maize", "1", "1"), ("wheat", "Wheat", "2", "2")]
    assert header(section, Column.FEATURES) == "Points"
    assert header(section, Column.PIXELS) == "Pixels"
    assert section.n_pixels() == 3
    assert "Only one point each" in findings(section, "warning")[0]


def test_without_the_pixels_size_none_are_made_up(section, chosen):
    section.set_pixel_area(None)
    chosen(("wheat",))
    assert rows(section) == [("wheat", "Wheat", "1", "–")]
    assert section.n_pixels() is None
    section.set_pixel_area(50.0)
    assert rows(section)[0][3] == "2"


def test_degrees_are_no_metres(section, chosen):
    """A square of 0.001° at 10° north is about 110 m high and 109 m wide."""
    layer = chosen(("wheat",), crs="EPSG:4326")
    layer.startEditing()
    square = QgsGeometry.fromRect(QgsRectangle(3, 10, 3.001, 10.001))
    layer.changeGeometry(next(layer.getFeatures()).id(), square)
    layer.commitChanges()
    layer.dataChanged.emit()
    section._reader._start()
    assert rows(section)[0][3] == "1212"


def test_unsaved_edits_of_a_memory_layer_count(section, chosen, qtbot):
    layer = chosen(("wheat", "wheat"))
    layer.startEditing()
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["lake", 3])
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(0, 50, 20, 60)))
    layer.addFeature(feature)
    qtbot.waitUntil(lambda: len(rows(section)) == 2)
    assert rows(section)[0] == ("lake", "Choose …", "1", "20")
    layer.changeAttributeValue(feature.id(), 0, "maize")
    qtbot.waitUntil(lambda: rows(section)[0][0] == "maize")
    layer.rollBack()
    qtbot.waitUntil(lambda: len(rows(section)) == 1)


def test_only_selected_features_count_where_wanted(section, chosen, qtbot):
    layer = chosen(("wheat", "maize", "lake"))
    qtbot.mouseClick(section.selected_only, Qt.MouseButton.LeftButton)
    assert findings(section, "bad") == ["There are no labels: no feature has a value here."]
    layer.selectByExpression("crop != 'lake'")
    assert section.selected_only.text() == "Selected only (2)"
    qtbot.waitUntil(lambda: [row[0] for row in rows(section)] == ["maize", "wheat"])
    assert section.read().selected_only


def test_a_filter_leaves_features_out(section, chosen, qtbot):
    chosen(("wheat", "maize", "lake"))
    line = section.filter.line
    qtbot.keyClicks(line, "crop <> 'lake'")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    counted(section, qtbot)
    assert [row[0] for row in rows(section)] == ["maize", "wheat"]
    assert section.read().expression == "crop <> 'lake'"


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("crop = ", "The filter crop = cannot be used: "),
        ("year = 2019", "The filter year = 2019 cannot be used: my labels has no field year."),
        ("to_date(crop) > 0 or to_int(crop) = 1", "cannot be used"),
    ],
)
def test_a_filter_that_cannot_be_used_is_named(section, chosen, qtbot, expression, said):
    chosen()
    qtbot.keyClicks(section.filter.line, expression)
    qtbot.keyClick(section.filter.line, Qt.Key.Key_Return)
    assert said in section.error.text()
    assert "Change it, or empty it" in section.error.text()
    assert rows(section) == []


def test_a_field_of_identifiers_is_refused(section, qtbot):
    layer = QgsVectorLayer("Point?crs=EPSG:32631&field=number:integer", "parcels", "memory")
    for number in range(1001):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([number])
        feature.setGeometry(QgsGeometry.fromWkt(f"Point ({number} 0)"))
        layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    section.polygons.setLayer(layer)
    section.field.setField("number")
    counted(section, qtbot)
    assert "The field number of parcels holds more than 1000 different values" in (
        section.error.text()
    )
    assert "not an identifier" in section.error.text()


def test_a_wrong_field_matches_nothing_and_says_so(section, chosen, qtbot):
    chosen(("wheat",))
    section.field.setField("fid")
    counted(section, qtbot)
    assert rows(section)[0][:2] == ("1", "Wheat")  # a number is a class value
    section.set_card(ModelCard(**{**CARD.__dict__, "classes": CLASSES[1:]}))
    assert findings(section, "bad") == ["The model knows no class 1: say below what it means."]


def test_features_without_value_or_shape_are_counted_apart(section, chosen, qtbot):
    layer = chosen(("wheat", "", "maize"))
    layer.startEditing()
    layer.changeGeometry(next(layer.getFeatures("crop = 'maize'")).id(), QgsGeometry())
    qtbot.waitUntil(lambda: len(rows(section)) == 1)
    assert "2 features without a value or a shape are left out." in findings(section, "warning")
    layer.rollBack()


def test_a_layer_without_crs_is_refused(section, chosen):
    chosen(crs="")
    assert "my labels has no coordinate reference system" in section.error.text()


def test_without_a_model_values_are_counted_only(section, chosen, qtbot):
    section.set_card(None)
    chosen(("wheat", "lake"))
    assert [row[:2] for row in rows(section)] == [("lake", ""), ("wheat", "")]
    assert section.read().classes == ()
    assert not section.open_buttons.isVisible()
    section.set_card(CARD)
    assert rows(section)[0][1] == "Choose …"


def test_another_model_keeps_the_answers_that_still_mean_something(section, chosen, qtbot):
    chosen(("wheat", "lake", "pond"))
    pick(section, qtbot, "lake", "water")
    pick(section, qtbot, "pond", "Ignore pond")
    section.set_card(ModelCard(**{**CARD.__dict__, "classes": CLASSES[:2]}))
    assert [row[1] for row in rows(section)] == ["Choose …", "ignored", "Wheat"]


def test_another_layer_or_field_forgets_answers_and_filter(section, chosen, labels, qtbot):
    chosen(("wheat", "lake"))
    qtbot.mouseClick(section.ignore_button, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(section.filter.line, "fid > 0")
    qtbot.keyClick(section.filter.line, Qt.Key.Key_Return)
    other = chosen(("lake",))
    assert section.read() == LabelChoice(
        other, "crop", classes=(ClassChoice("lake", 0),), exclude_boundary=False
    )


def test_a_layer_that_goes_away_is_no_longer_chosen(section, chosen, qtbot):
    layer = chosen()
    section._reader._count_soon()
    QgsProject.instance().removeMapLayer(layer)
    qtbot.wait(400)
    assert section.read() == LabelChoice()
    assert rows(section) == []


def test_the_field_used_last_is_chosen_again(section, labels):
    LAST_FIELD.write("crop")
    layer = labels()
    QgsProject.instance().addMapLayer(layer)
    section.polygons.setLayer(layer)
    assert section.field.currentField() == "crop"
    other = QgsVectorLayer("Point", "visits", "memory")
    QgsProject.instance().addMapLayer(other)
    assert section.field.currentField() == "crop"


def test_what_a_project_keeps_comes_back(section, chosen, qtbot):
    layer = chosen(("wheat", "lake", "pond"))
    pick(section, qtbot, "lake", "water")
    qtbot.mouseClick(section.exclude_boundary, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(section.extend_button, Qt.MouseButton.LeftButton)
    before, kept = section.read(), section.state()
    section.restore({})
    assert section.read() == LabelChoice()
    section.restore(kept)
    counted(section, qtbot)
    assert section.read() == before
    assert section.read().layer is layer


@pytest.mark.parametrize("broken", [{"classes": {"lake": 3}}, {"layer": 7, "field": None}])
def test_a_broken_project_does_no_harm(section, broken):
    section.restore(broken)
    assert section.read() == LabelChoice()


def test_many_labels_are_counted_in_slices(section, labels, qtbot, monkeypatch):
    """QGIS goes on between the slices."""
    monkeypatch.setattr(label_reader, "SLICE_S", 0.0)
    layer = labels(["wheat"] * 500)
    QgsProject.instance().addMapLayer(layer)
    section.polygons.setLayer(layer)
    section.field.setField("crop")
    assert section._reader.is_counting
    assert rows(section) == []
    counted(section, qtbot)
    assert rows(section)[0][2] == "500"


def test_it_fits_into_320_pixels(section, chosen):
    chosen(("a_rather_long_name_of_a_crop_that_nobody_knows", "wheat"))
    assert section.minimumSizeHint().width() <= 300
    assert section.width() <= 320
