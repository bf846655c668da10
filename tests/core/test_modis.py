"""A real MODIS series: sinusoidal, bands without names, nodata -3.4e38, labels as points."""

import json
from pathlib import Path

import numpy as np
import pytest
import rasterio

DATA = Path(__file__).parents[3] / "shared" / "data" / "dtwsat_mt"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the MODIS images are not beside the checkout"
)

BANDS = "EVI,NDVI,RED,BLUE,NIR,MIR,DOY"


def test_trains_and_maps_with_a_band_mapping(command, tmp_path):
    images = ["--series", DATA, "--band-map", BANDS, "--season-start", "2011-09-01"]
    labels = ["--polygons", DATA / "samples.gpkg", "--field", "label"]
    bands = ["--bands", "EVI,NDVI,RED,BLUE,NIR,MIR"]
    model, report = tmp_path / "modis.safetensors", tmp_path / "modis.html"
    train = ["train", *images, *labels, *bands, "--updates", "150"]
    status, _, err = command(*train, "--report", report, "--output", model)
    assert status == 0, err
    content = json.loads(report.with_suffix(".json").read_text())
    assert content["labels"]["n_pixels"] > 250
    assert content["accuracy"]["after"]["overall_accuracy"] > 0.6
    assert content["profiles"]["quantity"] == "NDVI"

    target = tmp_path / "map.tif"
    status, _, err = command("classify", *images, "--model", model, "--output", target)
    assert status == 0, err
    with rasterio.open(target) as dataset:
        assert (dataset.width, dataset.height) == (37, 27)
        assert "sinu" in dataset.crs.to_proj4()
        assert len(np.unique(dataset.read(1))) > 2


def test_without_names_the_message_asks_for_them(command, tmp_path):
    labels = ["--polygons", DATA / "samples.gpkg", "--field", "label"]
    target = tmp_path / "m.safetensors"
    train = ["train", "--series", DATA, *labels, "--bands", "NDVI", "--output", target]
    status, _, err = command(*train)
    assert status == 1
    assert "have no names: give them with --band-map" in err
