"""A first map in QGIS desktop, by clicks and keys alone; then one that is cancelled."""

import json
from pathlib import Path

from made_example import lay_out

CANCEL_S = 2.0
UPDATES = "20"
"""Typed into the form: quick, whatever comes out."""


def test_a_first_map_by_clicks_and_keys_and_one_cancelled(desktop, scene, tmp_path):
    own = tmp_path / "own"
    own.mkdir()
    files = lay_out(tmp_path / "valley", scene.target, scene.target_parcels, scene.model)
    told = desktop(
        "first_map.py",
        timeout_s=300,
        SCENE=json.dumps({**files, "updates": UPDATES, "watchdog_s": 280}),
        TMPDIR=str(own),
    )
    assert "error" not in told, told["error"]
    shown = {Path(layer["source"]).name: layer for layer in told["map"]["layers"]}
    assert list(shown) == ["first_next.gpkg", "first.tif", "first_confidence.tif"]
    assert all(layer["valid"] for layer in shown.values())
    assert shown["first.tif"]["in_canvas"]
    assert shown["first.tif"]["unfolded"], "the map's legend is seen"
    assert told["map"]["unfolded"]
    assert told["map"]["group"] == "first"
    assert told["map"]["page"] == "Result"
    assert told["cancel"]["workers"], "it was cancelled while a worker computed"
    assert told["cancel"]["seconds"] < CANCEL_S
    assert not any(told["cancel"]["left"].values()), told["cancel"]["left"]
    assert told["workers"] == []
    written = {path.name for path in Path(files["maps"]).iterdir()}
    assert "first.tif" in written
    assert not any(name.startswith("second") for name in written)
