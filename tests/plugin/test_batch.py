"""Four areas in QGIS's batch dialog: four maps, one start of a worker."""

import pytest
from osgeo import gdal
from processes import children
from qgis.core import QgsApplication, QgsProcessingContext, QgsRasterLayer
from qgis.PyQt.QtWidgets import QTextEdit

PART_PX, PIXEL_M = 16, 10
UPDATES = 8
BATCH_MS = 120_000
NOT_OURS = (
    # QGIS 3.22, 3.40 and 3.44 call their own results viewer wrongly where an algorithm has an HTML
    # output: the first after the last row, the others after each.
    "missing 1 required positional argument: 'timestamp'",
    # The layer tree of pytest-qgis is none, as QGIS 3.44 finds when it adds a map.
    "unexpected type 'MagicMock'",
)


@pytest.fixture
def areas(scene):
    """Four squares side by side, as text."""
    whole = QgsRasterLayer(str(scene.target_images()[0]), "image").extent()
    left, top, side = whole.xMinimum(), whole.yMaximum(), PART_PX * PIXEL_M
    return [
        f"{left + n * side},{left + (n + 1) * side},{top - side},{top} [EPSG:32631]"
        for n in range(4)
    ]


@pytest.fixture
def dialog(processing, qgis_iface, qtbot):
    """The batch dialog of the main job, as the toolbox opens it."""
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    algorithm = QgsApplication.processingRegistry().createAlgorithmById(
        "sourcerer:mapwithfewlabels"
    )
    shown = BatchAlgorithmDialog(algorithm)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def fill(panel, rows):
    """Type into the table: parameters by wrapper, outputs by their own fields."""
    context = QgsProcessingContext()
    panel.addRow(len(rows) - panel.batchRowCount())
    for number, row in enumerate(rows):
        for name, value in row.items():
            column = panel.parameter_to_column[name]
            if name.startswith("OUTPUT"):
                panel.tblParameters.cellWidget(number + 1, column).setValue(value)
            else:
                panel.wrappers[number][column].setParameterValue(value, context)


def run_to_the_end(dialog, qtbot):
    """Press Run and wait for the last row; what QGIS's own code raised."""
    with qtbot.captureExceptions() as raised:
        try:
            dialog.runAlgorithm()
        except TypeError as error:
            return [str(error)]
        # QGIS 3.44 goes on in tasks.
        qtbot.waitUntil(lambda: not dialog.cancelButton().isEnabled(), timeout=BATCH_MS)
    return [str(error) for _, error, _ in raised]


def test_four_areas_are_mapped_by_one_worker(dialog, scene, areas, tmp_path, qtbot):
    maps = [tmp_path / f"area{number}.tif" for number in range(4)]
    common = {
        "MODEL": str(scene.model),
        "SERIES_FOLDER": str(scene.target),
        "POLYGONS": str(scene.target_parcels),
        "FIELD": "crop",
        "UNKNOWN_CLASSES": "extend",
        "LAMBDA_RULE": "schedule",
        "UPDATES": UPDATES,
        "HOLDOUT": 0,
    }
    fill(
        dialog.mainWidget(),
        [{**common, "EXTENT": area, "OUTPUT": str(path)} for area, path in zip(areas, maps)],
    )
    before, seen = children("serve"), set()
    progressed = QgsApplication.taskManager().progressChanged
    watch = progressed.connect(lambda *_: seen.update(children("serve") - before))
    complaints = run_to_the_end(dialog, qtbot)
    progressed.disconnect(watch)
    log = dialog.findChildren(QTextEdit)[-1].toPlainText()
    assert [path.is_file() for path in maps] == [True] * 4, log
    assert [said for said in complaints if not said.endswith(NOT_OURS)] == []
    (worker,) = children("serve") - before
    assert seen <= {worker}
    assert log.count("Season 2019") == 4, "each says what it does"
    assert not list(tmp_path.glob("*_confidence*")), "nobody asked for it"
    for number, path in enumerate(maps):
        made = gdal.Open(str(path))
        assert (made.RasterXSize, made.RasterYSize) == (PART_PX, PART_PX)
        left = made.GetGeoTransform()[0]
        assert left == float(areas[number].split(",")[0])
        assert path.with_suffix(".safetensors").is_file()
