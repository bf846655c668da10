"""Real Sentinel-2 images of two regions and years, with farmers' declared parcels."""

import json
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.windows import Window

from core.catalogue import open_catalogue
from core.gapfill import count_observations, fill_cube
from core.jobs import SeriesJob
from core.model_card import read_card
from core.season import DEFAULT_OFFSETS
from core.series import SeriesReader

DATA = Path(__file__).parents[3] / "shared" / "data" / "flanders"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the Flanders images are not beside the checkout"
)


def region(kind):
    (folder,) = DATA.glob(f"{kind}_*")
    return [
        "--series",
        folder,
        "--polygons",
        folder / "parcels.gpkg",
        "--field",
        "crop",
        "--season-start",
        f"{folder.name[-4:]}-01-01",
        "--exclude-boundary",
    ]


def test_from_2018_to_2019_with_classes_the_source_never_saw(command, tmp_path):
    model, target = tmp_path / "2018.safetensors", tmp_path / "2019.tif"
    status, _, err = command("train", *region("source"), "--updates", "100", "--output", model)
    assert status == 0, err
    assert "labels_ct.tif: no date in its name" in err
    known = ["cabbages", "grassland", "maize", "other_legumes", "potatoes"]
    assert [entry.name for entry in read_card(model).classes] == known
    status, out, err = command(
        "map",
        "--model",
        model,
        *region("target"),
        "--unknown-classes",
        "extend",
        "--updates",
        "100",
        "--output",
        target,
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


def test_gap_filling_leaves_no_hole_where_a_pixel_was_ever_clear():
    """37 dates from 118 and 72, and the numbers of clear observations as counted by hand."""
    clouds = [0, 1, 3, 8, 9, 10, 11]
    for folder in sorted(DATA.glob("*_20*")):
        paths = sorted(folder.glob("S2_*.tif"))
        assert len(paths) == {"source": 118, "target": 72}[folder.name[:6]]
        start = date(int(folder.name[-4:]), 1, 1)
        days = [(date.fromisoformat(path.stem[3:]) - start).days for path in paths]
        with ExitStack() as stack:
            files = [stack.enter_context(rasterio.open(path)) for path in paths]
            values = np.stack([file.read() for file in files]).astype(np.float32)
            nodata = files[0].nodata
        unusable = np.isin(values[:, 10], clouds)
        bands = values[:, :10]
        if nodata is not None:
            bands[bands == nodata] = np.nan
        bands[np.broadcast_to(unusable[:, None], bands.shape)] = np.nan

        with SeriesReader(open_catalogue(SeriesJob(series=(str(folder),))).series()) as reader:
            cube = reader.read(Window(0, 0, 64, 64))
        np.testing.assert_array_equal(cube, bands)
        filled = fill_cube(cube, days, DEFAULT_OFFSETS)
        assert filled.shape == (37, 10, 64, 64)
        ever = ~np.isnan(bands).all(axis=0)
        assert ever.any()
        assert not np.isnan(filled[:, ever]).any()

        clear = ~np.isnan(bands).any(axis=1)
        inside = np.array([0 <= day <= 360 for day in days])
        count, gap = count_observations(cube, days, 0, 360)
        np.testing.assert_array_equal(count, clear[inside].sum(axis=0))
        for row, col in ((0, 0), (31, 40), (63, 63)):
            marks = [0, *(d for d, c in zip(days, clear[:, row, col]) if c and 0 <= d <= 360), 360]
            assert gap[row, col] == max(np.diff(marks))
