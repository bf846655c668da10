"""The form's last section, used as a person does: chosen, typed, ticked, read."""

import json

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProject, QgsRectangle, QgsVectorLayer
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QScrollArea

from sourcerer.core.jobs import LAMBDA_AUTO, LAMBDA_SCHEDULE, Companion, MapJob, Method, Penalty
from sourcerer.core.schedule import lambda_schedule
from sourcerer.sourcerer_plugin.choices import SettingsChoice
from sourcerer.sourcerer_plugin.form.settings_section import SettingsSection
from sourcerer.sourcerer_plugin.settings import DEVICE, THREADS


@pytest.fixture
def canvas(qtbot):
    made = QgsMapCanvas()
    qtbot.addWidget(made)
    made.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32631"))
    made.resize(200, 100)
    made.setExtent(QgsRectangle(0, 0, 200, 100))
    return made


@pytest.fixture
def section(canvas, qtbot):
    return shown(qtbot, canvas)


def shown(qtbot, canvas=None):
    made = SettingsSection(canvas)
    window = QScrollArea()
    window.setWidgetResizable(True)
    window.setWidget(made)
    qtbot.addWidget(window)
    window.resize(320, 1600)
    window.show()
    qtbot.waitExposed(window)
    made.window_of_test = window
    return made


def pick(qtbot, combo, text):
    assert combo.isVisible()
    assert combo.isEnabled()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    while combo.currentText() != text:
        before = combo.currentIndex()
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentIndex() > before, f"{text} is not offered"


def words(setting):
    return setting.words.text().replace("\u00a0", " ")


def tick(qtbot, box):
    assert box.isVisible()
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)


def unfold(qtbot, section):
    section.more.setCollapsed(False)
    return section.more


def test_untouched_it_reads_as_the_jobs_own_defaults_with_two_companions(section):
    assert section.read() == SettingsChoice(companions=(Companion.CONFIDENCE, Companion.NEXT))


def test_companions_are_ticked_and_unticked(section, qtbot):
    tick(qtbot, section.companions[Companion.CONFIDENCE])
    tick(qtbot, section.companions[Companion.COUNT])
    tick(qtbot, section.companions[Companion.MARGIN])
    wanted = {Companion.MARGIN, Companion.COUNT, Companion.NEXT}
    assert set(section.read().companions) == wanted


def test_every_companion_and_method_of_the_job_is_offered_and_explained(section, qtbot):
    assert set(section.companions) == set(Companion)
    assert all(box.toolTip() for box in section.companions.values())
    combo = section.method
    methods = [combo.itemData(index) for index in range(combo.count())]
    assert methods == list(Method)
    said = set()
    for index in range(combo.count()):
        combo.setCurrentIndex(index)
        said.add(section.method_words.text())
    assert len(said) == len(methods)


def test_output_and_share_are_typed(section, qtbot):
    line = section.output.lineEdit()
    qtbot.keyClicks(line, "/maps/crops.tif")
    section.holdout.selectAll()
    qtbot.keyClicks(section.holdout, "40")
    qtbot.keyClick(section.holdout, Qt.Key.Key_Tab)
    read = section.read()
    assert (read.output, read.holdout) == ("/maps/crops.tif", 0.4)


def test_what_has_no_effect_with_a_method_cannot_be_set(section, qtbot):
    more = unfold(qtbot, section)
    enabled = {}
    for label in ("Sourcerer", "Fine-tuned", "DANN", "MME", "Source model as it is"):
        pick(qtbot, section.method, label)
        widgets = (more.strength, more.updates, more.learning_rate, more.source_samples)
        enabled[label] = tuple(widget.isEnabled() for widget in widgets)
    assert enabled == {
        "Sourcerer": (True, True, True, False),
        "Fine-tuned": (False, True, True, False),
        "DANN": (False, True, True, True),
        "MME": (False, True, True, True),
        "Source model as it is": (False, False, False, False),
    }


def test_samples_of_the_source_are_read_as_files(section, qtbot):
    more = unfold(qtbot, section)
    pick(qtbot, section.method, "DANN")
    qtbot.keyClicks(more.source_samples.lineEdit(), '"/a b/one.npz" "/two.npz"')
    assert section.read().source_samples == ("/a b/one.npz", "/two.npz")


def test_by_default_the_labels_choose_the_strength_and_the_plot_waits_for_the_result(
    section, qtbot
):
    strength_setting = unfold(qtbot, section).strength
    section.show_labels(300)
    assert section.read().lambda_rule == LAMBDA_AUTO
    assert not strength_setting.plot.isVisible()
    assert not strength_setting.t_max.isVisible()
    assert not strength_setting.value.isVisible()
    assert not strength_setting.penalty.isEnabled()
    assert words(strength_setting) == (
        "λ is chosen by the labels while it runs; the curve stands in the result."
    )


def test_the_schedule_marks_the_present_number_of_labels(section, qtbot):
    setting = unfold(qtbot, section).strength
    pick(qtbot, setting.rule, "Paper's schedule")
    assert setting.plot.isVisible()
    assert "Choose labels" in setting.words.text()
    section.show_labels(1000.0)
    # λ = 10^10 · 1000^(−20/6) = 10^(10 − 10) = 1
    assert words(setting) == "About 1,000 labelled pixels: λ = 1."
    setting.t_max.selectAll()
    qtbot.keyClicks(setting.t_max, "10000")
    qtbot.keyClick(setting.t_max, Qt.Key.Key_Tab)
    # 10^10 · 1000^(−20/4) = 10^(10 − 15)
    assert words(setting) == "About 1,000 labelled pixels: λ = 1e-05."
    read = section.read()
    assert (read.lambda_rule, read.t_max) == (LAMBDA_SCHEDULE, 10_000.0)


def test_an_own_value_is_typed_and_a_wrong_one_named(section, qtbot):
    setting = unfold(qtbot, section).strength
    section.show_labels(50)
    pick(qtbot, setting.rule, "A value of λ")
    assert float(section.read().lambda_rule) == pytest.approx(lambda_schedule(300), rel=0.01)
    setting.value.clear()
    assert words(setting) == "Give λ as a number from 0 to 1e12."
    assert not setting.plot.isVisible()
    qtbot.keyClicks(setting.value, "2.5e3x")  # no letters but e
    assert section.read().lambda_rule == "2.5e3"
    assert words(setting) == "About 50 labelled pixels: λ = 2.5e+03."
    pick(qtbot, setting.penalty, "Decoupled (as AdamW)")
    assert section.read().penalty is Penalty.DECOUPLED


def test_all_of_the_images_or_what_the_canvas_shows(section, canvas, qtbot):
    assert section.read().extent is None
    pick(qtbot, section.extent.part, "Map canvas")
    extent = section.read().extent
    assert extent.rectangle == canvas.extent()
    assert extent.crs.authid() == "EPSG:32631"


def test_a_rectangle_is_taken_over_in_the_canvass_crs(section, canvas, qtbot):
    pick(qtbot, section.extent.part, "A rectangle")
    assert section.extent.rectangle.isVisible()
    assert section.read().extent.rectangle.isEmpty()  # one is still to be drawn
    drawn = QgsRectangle(10, 20, 30, 40)
    section.extent.rectangle.setOutputExtentFromUser(drawn, canvas.mapSettings().destinationCrs())
    extent = section.read().extent
    assert extent.rectangle == drawn
    assert extent.crs.authid() == "EPSG:32631"


def test_inside_the_polygons_of_a_layer(section, qtbot):
    layers = [
        QgsVectorLayer(f"{kind}?crs=EPSG:32631", f"{kind} layer", "memory")
        for kind in ("Point", "Polygon")
    ]
    QgsProject.instance().addMapLayers(layers)
    pick(qtbot, section.extent.part, "Polygons of a layer")
    combo = section.extent.layer
    assert [combo.itemText(index) for index in range(combo.count())] == [
        "[Choose a layer]",
        "Polygon layer",
    ]
    assert section.read().extent.rectangle.isEmpty()  # nothing would be mapped by chance
    pick(qtbot, combo, "Polygon layer")
    read = section.read()
    assert (read.area, read.extent) == (layers[1], None)
    pick(qtbot, section.extent.part, "All of the images")
    assert section.read().area is None


def test_without_a_canvas_it_offers_none(qtbot):
    part = shown(qtbot).extent.part
    assert part.findText("Map canvas") < 0
    assert part.count() == 3


def test_a_project_gets_back_what_it_remembers(section, canvas, qtbot):
    more = unfold(qtbot, section)
    layer = QgsVectorLayer("Polygon?crs=EPSG:32631", "part", "memory")
    QgsProject.instance().addMapLayer(layer)
    qtbot.keyClicks(section.output.lineEdit(), "/maps/crops.tif")
    pick(qtbot, section.method, "MME")
    pick(qtbot, section.extent.part, "Polygons of a layer")
    pick(qtbot, section.extent.layer, "part")
    tick(qtbot, section.companions[Companion.NEXT])
    more.strength.rule.setCurrentIndex(1)
    more.seed.setValue(7)
    more.source_samples.setFilePath("/source.npz")
    again = shown(qtbot, canvas)
    again.restore(json.loads(json.dumps(section.state())))
    assert again.read() == section.read()
    assert again.read() != SettingsChoice()


def test_a_rectangle_survives_the_project(section, canvas, qtbot):
    pick(qtbot, section.extent.part, "A rectangle")
    crs = canvas.mapSettings().destinationCrs()
    section.extent.rectangle.setOutputExtentFromUser(QgsRectangle(1, 2, 3, 4), crs)
    again = shown(qtbot, canvas)
    again.restore(json.loads(json.dumps(section.state())))
    assert again.read().extent.rectangle == QgsRectangle(1, 2, 3, 4)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"output": 3, "method": "magic", "holdout": "x", "companions": "all", "more": []},
        {"extent": {"part": "moon", "rectangle": [1, "2", None, 4], "crs": 7, "layer": {}}},
        {"more": {"updates": 10**30, "seed": -1, "threads": True, "device": "abacus"}},
        {"more": {"learning_rate": 7.5}},
        {"more": {"strength": {"rule": 1, "value": "nan", "t_max": 10**40, "penalty": None}}},
    ],
)
def test_a_project_of_somebody_else_breaks_nothing(section, state):
    ticked = section.read().companions
    section.restore(state)
    assert section.read() == SettingsChoice(companions=ticked)


def test_device_and_threads_start_as_the_options_have_them(canvas, qtbot):
    DEVICE.write("cuda:1")
    THREADS.write(3)
    read = shown(qtbot, canvas).read()
    assert (read.device, read.threads) == ("cuda:1", 3)


def test_its_labels_name_the_jobs_fields(section):
    labels = section.labels()
    fields = set(SettingsChoice.__dataclass_fields__) - {"area"}
    assert fields - set(labels) == set()
    assert {"aoi", "lambda_rule"} <= set(labels)
    assert all(name in MapJob.__dataclass_fields__ for name in labels)


def test_changes_are_told(section, qtbot):
    with qtbot.waitSignal(section.changed):
        pick(qtbot, section.method, "MME")
    with qtbot.waitSignal(section.changed):
        tick(qtbot, section.companions[Companion.COUNT])
    with qtbot.waitSignal(section.changed):
        section.more.seed.setValue(3)
