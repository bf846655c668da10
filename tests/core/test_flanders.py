"""Real Sentinel-2 images of two regions and years, with farmers' declared parcels."""

import json
from pathlib import Path

import pytest

from core.model_card import read_card

DATA = Path(__file__).parents[3] / "shared" / "data" / "flanders"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the Flanders images are not beside the checkout"
)


def region(kind):
    (folder,) = DATA.glob(f"{kind}_*")
    return [
        "--series", folder, "--polygons", folder / "parcels.gpkg", "--field", "crop",
        "--season-start", f"{folder.name[-4:]}-01-01", "--exclude-boundary",
    ]


def test_from_2018_to_2019_with_classes_the_source_never_saw(command, tmp_path):
    model, target = tmp_path / "2018.safetensors", tmp_path / "2019.tif"
    status, _, err = command("train", *region("source"), "--updates", "100", "--output", model)
    assert status == 0, err
    assert "labels_ct.tif: no date in its name" in err
    known = ["cabbages", "grassland", "maize", "other_legumes", "potatoes"]
    assert [entry.name for entry in read_card(model).classes] == known
    status, out, err = command(
        "map", "--model", model, *region("target"), "--unknown-classes", "extend",
        "--updates", "100", "--output", target,
    )
    assert status == 0, err
    report = json.loads(target.with_suffix(".json").read_text())
    new = ["barley", "sugar_beet", "winter_barley", "winter_wheat"]
    assert [c["name"] for c in report["labels"]["classes"] if not c["known_to_source"]] == new
    # one parcel each, so nothing can be said of them; the source's crops without a parcel neither
    assert set(report["not_assessed"]) >= {"barley", "sugar_beet", "winter_barley", "potatoes"}
    accuracy = report["accuracy"]
    assert accuracy["n_blocks"] == 4
    assert accuracy["before_known"]["n_pixels"] < accuracy["before"]["n_pixels"]
    assert "before →" in out
    assert "classes that the source model knew" in out
    # without a parcel on all sides of the valid images, the map is whole
    assert sum(area["pixels"] for area in report["areas"]) == 64 * 64
