"""What the dock tells and draws of the distance from the source that left-out polygons advised."""

import json

import pytest
from osgeo import gdal
from qgis.core import Qgis, QgsApplication, QgsRasterLayer
from qgis.PyQt.QtCore import Qt

from sourcerer.core.jobs import MapJob
from sourcerer.core.protocol import Result
from sourcerer.sourcerer_plugin import dock as dock_module
from sourcerer.sourcerer_plugin.dock import State

TIMEOUT_MS = 20_000
# α = 0.34 lies four tenths of the way from 0.3 (84 %) to 0.4 (89 %): 84 + 0.4 · 5 = 86 %
ACCURACY = (0.71, 0.75, 0.8, 0.84, 0.89, 0.9, 0.9, 0.88, 0.86, 0.84, 0.82)
PROBABILITY = (0.01, 0.06, 0.13, 0.3, 0.26, 0.14, 0.06, 0.02, 0.01, 0.007, 0.003)
EVIDENCE = [[step / 10, *pair] for step, pair in enumerate(zip(ACCURACY, PROBABILITY))]
FIT = {"alpha": 0.34, "evidence": EVIDENCE, "n_pixels": 49, "n_polygons": 12, "lambda": None}
SENTENCE = (
    "Moved 34 % of the way from the source model to one trained on your 49 labelled pixels alone: "
    "on polygons left out, 86 % were right there, 71 % with the source model."
)


@pytest.fixture
def report(tmp_path):
    """Writes a run's JSON report; gives its path."""

    def write(fit):
        path = tmp_path / "map.json"
        path.write_text(json.dumps({"title": "Land cover map", "fit": fit}), encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def run(dock, qtbot, monkeypatch, tmp_path):
    """Clicks Run; a worker that has all done at once ends with the map and the given report."""
    path = str(tmp_path / "map.tif")
    raster = gdal.GetDriverByName("GTiff").Create(path, 2, 2, 1, gdal.GDT_Byte)
    raster.SetGeoTransform((500_000, 10, 0, 4_500_000, 0, -10))
    raster = None  # written
    QgsRasterLayer(path, "map").saveNamedStyle(str(tmp_path / "map.qml"))
    job = MapJob(model="", series=(), polygons="", field="", output=path)
    monkeypatch.setattr(dock_module, "map_job", lambda form: job)

    def click(report_json):
        outputs = {"map": path, **({"report_json": report_json} if report_json else {})}
        result = Result(outputs, summary="Accuracy …")
        monkeypatch.setattr("sourcerer.sourcerer_plugin.task.run_in_worker", lambda *_: result)
        qtbot.mouseClick(dock.footer.run_button, Qt.MouseButton.LeftButton)
        page = dock.result_page
        while_running = page.strength.isVisibleTo(page), page.strength_words.text()
        qtbot.waitUntil(lambda: dock.state is State.READY, timeout=TIMEOUT_MS)
        assert "map.tif" in messages(Qgis.MessageLevel.Success)
        return while_running

    def messages(level):
        return " ".join(dock._bar.get_messages(level))

    return click


def words(dock):
    label = dock.result_page.strength_words
    assert label.isVisibleTo(dock.result_page) == bool(label.text())
    return label.text().replace("\u00a0", " ")


def test_the_choice_is_drawn_and_told_in_the_runs_own_numbers(dock, run, report):
    assert not dock.result_page.strength.isVisible()
    assert words(dock) == ""
    run(report(FIT))
    assert dock.result_page.strength.isVisible()
    assert words(dock) == SENTENCE
    assert (
        dock.result_page.strength.accessibleName()
        == "How far the model moved from the source model"
    )
    told = dock.result_page.strength_words.text()
    assert dock.result_page.strength.accessibleDescription() == told
    assert "upright line" in dock.result_page.strength.toolTip()


def test_the_way_starts_at_more_than_the_source_model_where_classes_are_new(dock, run, report):
    run(report({**FIT, "new_classes": []}))
    assert words(dock) == SENTENCE
    run(report({**FIT, "new_classes": ["meadow"]}))
    assert words(dock) == SENTENCE[:-1] + " and added outputs for new classes."


def test_a_new_run_clears_the_choice_of_the_one_before(dock, run, report):
    run(report(FIT))
    assert run("") == (False, "")
    assert not dock.result_page.strength.isVisible()
    assert words(dock) == ""


def test_a_single_polygon_is_told_of_and_not_drawn(dock, run, report):
    run(report({**FIT, "alpha": 0.254, "evidence": [], "n_pixels": 9, "n_polygons": 1}))
    assert not dock.result_page.strength.isVisible()
    assert "No polygon could be left out" in words(dock)
    assert "a cautious default of 25 % of the way" in words(dock)


@pytest.mark.parametrize("fit", [None, {**FIT, "alpha": None, "evidence": [], "lambda": 170.0}])
def test_another_rule_leaves_the_summary_alone(dock, run, report, fit):
    run(report(fit))
    assert not dock.result_page.strength.isVisible()
    assert words(dock) == ""
    assert dock.result_page.summary.text() == "Accuracy …"


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"fit": 3}',
        b'{"fit": {"alpha": 0.5}}',
        json.dumps({"fit": {**FIT, "alpha": "0.3"}}).encode(),
        json.dumps({"fit": {**FIT, "alpha": float("nan")}}).encode(),
        json.dumps({"fit": {**FIT, "alpha": 1.1}}).encode(),
        json.dumps({"fit": {**FIT, "n_pixels": None}}).encode(),
        json.dumps({"fit": {**FIT, "evidence": [[0, 0.7]]}}).encode(),
        json.dumps({"fit": {**FIT, "evidence": [[0, 0.7, None]]}}).encode(),
        json.dumps({"fit": {**FIT, "evidence": EVIDENCE[::-1]}}).encode(),
    ],
)
def test_a_report_that_cannot_be_read_is_named_and_breaks_nothing(dock, run, tmp_path, content):
    heard = []
    QgsApplication.messageLog().messageReceived.connect(lambda *message: heard.append(message))
    path = tmp_path / "broken.json"
    if content is not None:
        path.write_bytes(content)
    run(str(path))
    assert not dock.result_page.strength.isVisible()
    assert words(dock) == ""
    assert "cannot be read" in dock.result_page.headline.text()
    assert any(f"{path} cannot be read" in text for text, *_ in heard)
    assert not dock._bar.get_messages(Qgis.MessageLevel.Critical)
