"""The plugin as QGIS starts and stops it, in a desktop on a screen that nobody sees."""

import configparser
import json
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtGui import QIcon

from sourcerer.core.version import VERSION

ROOT = Path(__file__).resolve().parents[2]


def test_loaded_and_unloaded_three_times_nothing_stays(desktop):
    answer = desktop("load_three_times.py")
    assert "error" not in answer, answer["error"]
    before, *rounds = answer["states"]
    assert len(rounds) == 6
    for loaded, unloaded in zip(rounds[::2], rounds[1::2]):
        assert loaded["provider"]
        assert loaded["docks"] == before["docks"] + 1
        assert loaded["toolbar"] == before["toolbar"] + 1
        assert loaded["menu"] == before["menu"] + 1
        assert loaded["options"]
        assert loaded["listeners"] != before["listeners"]
        assert loaded["opened"], "a click on the toolbar's button shows the dock"
        assert not loaded["shown_at_start"]
        assert unloaded == before


def is_running(process):
    """Whether a process is there and no mere entry that nobody has read."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("way", ["exit", "quit"])
def test_closing_qgis_in_the_middle_of_a_run_leaves_no_process(desktop, scene, tmp_path, way):
    output = tmp_path / "out"
    output.mkdir()
    job = {
        "command": "map",
        "model": str(scene.model),
        "series": [str(scene.target)],
        "polygons": str(scene.target_parcels),
        "field": "crop",
        "method": "naive",
        "updates": 900_000,
        "output": str(output / "crops.tif"),
    }
    # A profile of its own names no Python: the worker is that of the checkout.
    answer = desktop("close_mid_run.py", JOB=json.dumps(job), WAY=way)
    assert "error" not in answer, answer["error"]
    assert answer["state"] == "running"
    assert answer["workers"]
    assert not any(map(is_running, answer["workers"]))
    assert list(output.iterdir()) == []


def test_metadata_says_what_qgis_and_its_repository_ask_for():
    metadata = configparser.ConfigParser()
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    general = metadata["general"]
    assert general["version"] == VERSION
    assert general["qgisminimumversion"] == "3.22"
    assert general["hasprocessingprovider"] == "yes"
    for name in ("description", "about", "author", "email", "tracker", "repository", "homepage"):
        assert general[name], name
    assert not QIcon(str(ROOT / general["icon"])).pixmap(24).isNull()


def test_processing_alone_needs_no_window(qgis_iface):
    """As qgis_process loads it: no initGui, no unload."""
    from sourcerer import classFactory

    plugin = classFactory(qgis_iface)
    plugin.initProcessing()
    registry = QgsApplication.processingRegistry()
    assert registry.algorithmById("sourcerer:mapwithfewlabels")
    registry.removeProvider("sourcerer")
