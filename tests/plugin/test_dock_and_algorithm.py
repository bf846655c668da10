"""The dock and `mapwithfewlabels` with the same settings and seed: the same pixels and numbers."""

import json
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import Qgis, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt

from sourcerer.sourcerer_plugin.dock import State
from sourcerer.sourcerer_plugin.settings import MODEL_FOLDERS, WORKER_PYTHON

UPDATES, SEED = 10, 0
FIT_MS = 240_000


@pytest.fixture
def known(clean_profile, worker_python, scene):
    """What the plugin must know before the dock is made."""
    WORKER_PYTHON.write(str(worker_python))
    MODEL_FOLDERS.write([str(scene.folder)])
    parcels = QgsVectorLayer(str(scene.target_parcels), "parcels", "ogr")
    QgsProject.instance().addMapLayer(parcels)
    return parcels


@pytest.fixture
def mapped_by_dock(known, dock, scene, tmp_path, qgis_iface, qtbot):
    """The folder of a map that was made by filling in the form and pressing Run."""
    form, folder = dock.form, tmp_path / "dock"
    folder.mkdir()
    qtbot.waitUntil(lambda: form.model.combo.findText("source_model") >= 0, timeout=20_000)
    qtbot.keyClick(form.model.combo, Qt.Key.Key_Home)
    while form.model.combo.currentText() != "source_model":
        qtbot.keyClick(form.model.combo, Qt.Key.Key_Down)
    enter(qtbot, form.images.source.folder, scene.target)
    form.labels.polygons.setLayer(known)
    form.labels.field.setField("crop")
    enter(qtbot, form.settings.output, folder / "crops.tif")
    form.settings.more.updates.setValue(UPDATES)
    button = dock.footer.run_button
    qtbot.waitUntil(lambda: button.isVisible() and button.isEnabled() and button.height() > 10)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    warnings = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Warning)
    assert dock.state is State.RUNNING, warnings
    qtbot.waitUntil(lambda: dock.state is State.READY, timeout=FIT_MS)
    assert (folder / "crops.tif").is_file(), warnings
    return folder


def enter(qtbot, file_widget, path):
    file_widget.lineEdit().clear()
    qtbot.keyClicks(file_widget.lineEdit(), str(path))
    qtbot.keyClick(file_widget.lineEdit(), Qt.Key.Key_Return)


def test_the_dock_and_the_algorithm_give_the_same(
    mapped_by_dock, qgis_processing, scene, tmp_path
):
    import processing  # found only now

    folder = tmp_path / "algorithm"
    folder.mkdir()
    made = processing.run(
        "sourcerer:mapwithfewlabels",
        {
            "MODEL": str(scene.model),
            "SERIES_FOLDER": str(scene.target),
            "POLYGONS": str(scene.target_parcels),
            "FIELD": "crop",
            "UNKNOWN_CLASSES": "extend",
            "UPDATES": UPDATES,
            "SEED": SEED,
            "OUTPUT": str(folder / "crops.tif"),
        },
    )
    ours, theirs = (
        gdal.Open(str(place / "crops.tif")).ReadAsArray() for place in (folder, mapped_by_dock)
    )
    assert (ours == theirs).all()
    assert tensors(folder) == tensors(mapped_by_dock)
    report, other = (
        json.loads((place / "crops.json").read_text()) for place in (folder, mapped_by_dock)
    )
    assert report["accuracy"] == other["accuracy"]
    assert report["fit"] == other["fit"]
    assert made["OVERALL_ACCURACY"] == other["accuracy"]["after"]["overall_accuracy"]
    assert made["ALPHA_USED"] == other["fit"]["alpha"]
    assert made["N_LABELLED"] == other["labels"]["n_pixels"]


def tensors(folder):
    """The bytes behind the header of the model file: all weights."""
    content = Path(folder, "crops.safetensors").read_bytes()
    header = 8 + int.from_bytes(content[:8], "little")
    assert len(content) > header
    return content[header:]
