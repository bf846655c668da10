"""Part of the images, another season, too few observations, several regions, odd units."""

import json
import shutil

import numpy as np
import pytest
import rasterio
from rasterio.warp import transform_bounds
from scenes import CRS, pixel_box, write_image, write_polygons

from core.model_card import read_card


@pytest.fixture
def mapped(command, source_model, scene, tmp_path):
    """Classify with settings; returns the map's pixels and the messages."""

    def run(*settings, series=None):
        target = tmp_path / "map.tif"
        given = ["--model", source_model, "--series", series or scene.folder, "--output", target]
        status, _, err = command("classify", *given, *settings)
        assert status == 0, err
        with rasterio.open(target) as dataset:
            return dataset.read(1), err

    return run


def test_an_extent_in_another_crs(mapped):
    whole, _ = mapped()
    box = transform_bounds(CRS, "EPSG:4326", *pixel_box(8, 5, 7, 4).buffer(-4).bounds)
    extent = ",".join(map(str, box))
    part, _ = mapped("--extent", extent, "--extent-crs", "EPSG:4326")
    np.testing.assert_array_equal(part, whole[5:9, 8:15])


def test_an_area_of_interest_masks_the_map(mapped, tmp_path):
    whole, _ = mapped()
    shapes = [pixel_box(2, 3, 4, 4), pixel_box(10, 5, 3, 6)]
    aoi = write_polygons(tmp_path / "aoi.gpkg", shapes, name=["a", "b"])
    part, _ = mapped("--aoi", aoi)
    expected = np.zeros((8, 11), np.uint8)
    expected[0:4, 0:4] = whole[3:7, 2:6]
    expected[2:8, 8:11] = whole[5:11, 10:13]
    np.testing.assert_array_equal(part, expected)


def test_an_unknown_crs_and_an_area_elsewhere_are_refused(command, scene, source_model, tmp_path):
    common = ["classify", "--model", source_model, "--series", scene.folder]
    common += ["--output", tmp_path / "map.tif"]
    status, _, err = command(*common, "--extent", "0,0,1,1", "--extent-crs", "EPSG:1")
    assert status == 1
    assert "--extent-crs is 'EPSG:1'" in err
    aoi = write_polygons(tmp_path / "aoi.gpkg", [pixel_box(100, 100, 4, 4)], name=["a"])
    status, _, err = command(*common, "--aoi", aoi)
    assert status == 1
    assert "aoi.gpkg" in err
    assert "do not overlap" in err
    assert not (tmp_path / "map.tif").exists()


def test_training_uses_the_labels_in_the_area_alone(command, scene, tmp_path):
    west = write_polygons(tmp_path / "west.gpkg", [pixel_box(0, 0, 12, 24)], name=["west"])
    target = tmp_path / "samples.npz"
    common = ["samples", *scene.labels, "--output", target]
    assert command(*common)[0] == 0
    with np.load(target) as content:
        assert len(content["y"]) == 16 * 16
    status, _, err = command(*common, "--aoi", west)
    assert status == 0
    assert "128 labelled pixels outside the chosen part" in err
    with np.load(target) as content:
        assert len(content["y"]) == 8 * 16


def test_too_few_observations_become_nodata_and_are_counted(mapped, scene, tmp_path, command):
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    for path in sorted(images.iterdir())[3:]:
        with rasterio.open(path, "r+") as dataset:
            values = dataset.read()
            values[:, 2, 4] = 0
            dataset.write(values)
    everywhere, _ = mapped(series=images)
    assert everywhere[2, 4] > 0
    found, _ = mapped("--min-observations", "4", "--companions", "count", series=images)
    assert found[2, 4] == 0
    assert (found > 0).sum() == 24 * 24 - 1
    with rasterio.open(tmp_path / "map_count.tif") as dataset:
        assert dataset.descriptions == ("clear observations", "longest gap in days")
        count, gap = dataset.read()
    assert (count[2, 4], count[0, 0]) == (3, 12)
    assert (gap[2, 4], gap[0, 0]) == (300, 30)  # of 2020-01-01 + 0, 30, 60 … 330, to day 360


def test_the_season_of_the_other_hemisphere(mapped, scene, tmp_path):
    """The same land 182 days later is mapped alike once the season is moved."""
    whole, _ = mapped()
    images = tmp_path / "images"
    images.mkdir()
    days = sorted(path.stem[3:] for path in scene.folder.glob("*.tif"))
    for day in days:
        later = np.datetime64(f"{day[:4]}-{day[4:6]}-{day[6:]}") + 182
        shutil.copy(scene.folder / f"S2_{day}.tif", images / f"S2_{later}.tif")
    moved, messages = mapped("--season-shift", "182", series=images)
    np.testing.assert_array_equal(moved, whole)
    assert "Season 2020-07-01 to 2021-06-26" in messages


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda v: v / 10_000, ["10000 times too small", "--scale 10000"]),
        (lambda v: v + 1000, ["about 1000 too high", "--offset -1000"]),
        (lambda v: v * 100, ["100 times too large", "--scale 0.01"]),
        (lambda v: 9000 - v, ["far outside", "B04, B08", "--band-map"]),
    ],
)
def test_values_that_look_unlike_the_model_s_are_pointed_out(
    mapped, scene, tmp_path, change, expected
):
    images = tmp_path / "images"
    images.mkdir()
    for path in scene.folder.glob("*.tif"):
        with rasterio.open(path) as dataset:
            values = dataset.read().astype(float)
        write_image(images / path.name, change(values), ["B04", "B08"], dtype="float32")
    _, messages = mapped(series=images)
    for fragment in expected:
        assert fragment in messages, messages
    assert "Warning: The images' values" in messages


def test_values_like_the_model_s_raise_no_warning(mapped):
    assert "The images' values" not in mapped()[1]


def test_a_warning_of_units_stands_in_the_report(command, scene, source_model, tmp_path):
    target = tmp_path / "a.safetensors"
    report = tmp_path / "a.html"
    adapt = ["adapt", "--model", source_model, *scene.labels, "--scale", "0.0001"]
    status, _, err = command(*adapt, "--updates", 2, "--report", report, "--output", target)
    assert status == 0, err
    notes = json.loads(report.with_suffix(".json").read_text())["notes"]
    assert any("10000 times too small" in note for note in notes)


def test_regions_and_years_are_pooled(command, scene, tmp_path):
    """A second region a year later adds its polygons, and a class of its own."""
    other = tmp_path / "other"
    other.mkdir()
    for path in scene.folder.glob("*.tif"):
        shutil.copy(path, other / path.name.replace("_2020", "_2021"))
    polygons = [pixel_box(2, 2, 5, 5), pixel_box(16, 2, 5, 5)]
    write_polygons(other / "labels.gpkg", polygons, kind=["spring", "late"])
    regions = tmp_path / "regions.csv"
    regions.write_text("series,polygons,field\nother,other/labels.gpkg,kind\n")
    target, report = tmp_path / "m.safetensors", tmp_path / "m.html"
    train = ["train", *scene.labels, "--regions", regions, "--updates", 2, "--holdout", 0]
    status, _, err = command(*train, "--report", report, "--output", target)
    assert status == 0, err
    assert [entry.name for entry in read_card(target).classes] == ["autumn", "late", "spring"]
    labels = json.loads(report.with_suffix(".json").read_text())["labels"]
    assert (labels["n_pixels"], labels["n_polygons"]) == (16 * 16 + 50, 18)
    counts = {row["name"]: (row["pixels"], row["polygons"]) for row in labels["classes"]}
    assert counts == {"autumn": (128, 8), "late": (25, 1), "spring": (128 + 25, 9)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("series,polygons\n", "lists no region"),
        ("series,polygons\nother,\n", "line 2: no polygons"),
        ("series,polygons,colour\na,b,red\n", "unknown colour"),
    ],
)
def test_a_list_of_regions_that_cannot_be_used(command, scene, tmp_path, text, expected):
    regions = tmp_path / "regions.csv"
    regions.write_text(text)
    target = tmp_path / "m.safetensors"
    status, _, err = command("train", *scene.labels, "--regions", regions, "--output", target)
    assert status == 1
    assert "regions.csv" in err
    assert expected in err


def test_the_report_draws_observations_and_profiles(command, scene, source_model, tmp_path):
    """Shares of clear labelled pixels a date, and the mean series of both sides."""
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    first = min(images.iterdir())
    with rasterio.open(first, "r+") as dataset:
        values = dataset.read()
        values[:, :, :12] = 0  # nothing to be seen of the west that day
        dataset.write(values)
    labels = ["--series", images, "--polygons", scene.polygons, "--field", "crop"]
    target, report = tmp_path / "a.safetensors", tmp_path / "a.html"
    adapt = ["adapt", "--model", source_model, *labels, "--updates", 2]
    assert command(*adapt, "--report", report, "--output", target)[0] == 0
    content = json.loads(report.with_suffix(".json").read_text())
    shares = [row["clear_share"] for row in content["observations"]]
    assert shares == [0.5] + [1.0] * 11
    profiles = content["profiles"]
    assert profiles["quantity"] == "NDVI"
    spring = next(row for row in profiles["classes"] if row["name"] == "spring")
    # both bands rise alike, so NDVI stays near 0, in the source as in the target
    assert np.abs(spring["labels"]).max() < 0.05
    assert np.abs(np.subtract(spring["labels"], spring["source"])).max() < 0.05
    page = report.read_text()
    assert page.count("data:image/png;base64,") == 4  # with confusion matrix and choice of α
    assert "Mean series of the classes" in page
    bands = read_card(target).profiles
    assert {value: np.shape(rows) for value, rows in bands.items()} == {1: (2, 37), 2: (2, 37)}
    assert 3500 < max(bands[2][0]) < 4100  # spring, B04: 1000 + 3000 at its height
