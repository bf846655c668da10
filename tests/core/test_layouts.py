"""The same scene in all layouts gives the same map (core/catalogue.py and what it builds on)."""

import json

import layouts
import numpy as np
import pytest
import rasterio

from core.cli import main


@pytest.fixture(scope="module")
def data():
    return layouts.scene_data()


@pytest.fixture(scope="module")
def plain(data, tmp_path_factory):
    """The plain layout's folder, a model trained on it, and its map."""
    folder = tmp_path_factory.mktemp("plain")
    images = folder / "images"
    images.mkdir()
    layouts.one_file_a_date(data, images)
    polygons = layouts.write_labels(folder)
    model = folder / "model.safetensors"
    train = ["train", "--series", images, "--polygons", polygons, "--field", "crop"]
    assert run(*train, "--updates", 80, "--holdout", 0, "--output", model) == 0
    target = folder / "map.tif"
    assert run("classify", "--model", model, "--series", images, "--output", target) == 0
    with rasterio.open(target) as dataset:
        assert set(np.unique(dataset.read(1))) == {1, 2}
    return folder


def run(*arguments):
    return main([str(argument) for argument in arguments])


def mapped(plain, tmp_path, *settings):
    target = tmp_path / "map.tif"
    common = ["--model", plain / "model.safetensors", "--output", target]
    assert run("classify", *common, *settings) == 0
    with rasterio.open(target) as dataset, rasterio.open(plain / "map.tif") as reference:
        assert dataset.bounds == reference.bounds
        return dataset.read(1), reference.read(1)


@pytest.mark.parametrize(
    "write",
    [
        layouts.one_file_a_band,
        layouts.maja_products,
        layouts.harmonized_scenes,
        layouts.virtual_files,
        layouts.two_tiles,
    ],
)
def test_another_layout_gives_the_identical_map(data, plain, tmp_path, write):
    images = tmp_path / "images"
    images.mkdir()
    write(data, images)
    found, expected = mapped(plain, tmp_path, "--series", images)
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("order", ["date-major", "band-major"])
def test_a_stack_with_descriptions(data, plain, tmp_path, order):
    layouts.stack(data, tmp_path / "stack.tif", order)
    found, expected = mapped(plain, tmp_path, "--series", tmp_path / "stack.tif")
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("order", ["date-major", "band-major"])
def test_a_stack_without_descriptions_needs_dates_and_band_names(
    data, plain, tmp_path, order, capsys
):
    layouts.stack(data, tmp_path / "stack.tif", order, described=False)
    dates = tmp_path / "dates.txt"
    dates.write_text("\n".join(f"{day:%Y%m%d}" for day in data.dates))
    settings = ["--series", tmp_path / "stack.tif", "--dates", dates]
    found, expected = mapped(plain, tmp_path, *settings, "--band-map", "B04,B08,B11,SCL")
    np.testing.assert_array_equal(found, expected)
    assert f"read as {order}" in capsys.readouterr().err


def test_single_dates_of_a_stack_can_be_left_out(data, plain, tmp_path, capsys):
    layouts.stack(data, tmp_path / "stack.tif", "date-major")
    cloudy, first = data.dates[3], data.dates[0]
    skipped = ["--skip-dates", f"{cloudy},{first}"]
    found, _ = mapped(plain, tmp_path, "--series", tmp_path / "stack.tif", *skipped)
    fewer = tmp_path / "fewer"
    fewer.mkdir()
    layouts.one_file_a_date(data, fewer)
    for day in (cloudy, first):
        (fewer / f"S2_{day:%Y%m%d}.tif").unlink()
    expected, _ = mapped(plain, tmp_path, "--series", fewer)
    np.testing.assert_array_equal(found, expected)
    capsys.readouterr()
    assert run("series", tmp_path / "stack.tif", *skipped) == 0
    told = capsys.readouterr().out
    assert f"({cloudy}): left out by --skip-dates" in told
    absent = ["--skip-dates", "1999-12-31"]
    assert run("series", tmp_path / "stack.tif", *absent) == 1
    told = capsys.readouterr().err
    assert f"1999-12-31, which none of the {len(data.dates)} images" in told
    assert run("series", tmp_path / "stack.tif", "--skip-dates", "31.12.1999") == 1
    assert "--skip-dates is '31.12.1999'; it must be a date" in capsys.readouterr().err


def test_a_zipped_folder(data, plain, tmp_path):
    layouts.zipped(plain / "images", tmp_path / "images.zip")
    found, expected = mapped(plain, tmp_path, "--series", tmp_path / "images.zip")
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize("as_zip", [False, True])
def test_safe_products_with_and_without_the_offset_of_2022(data, plain, tmp_path, as_zip, capsys):
    images = tmp_path / "images"
    layouts.safe_products(data, images)
    if as_zip:
        layouts.zipped(images, tmp_path / "images.zip")
        images = tmp_path / "images.zip"
    found, expected = mapped(plain, tmp_path, "--series", images)
    assert (found == expected).mean() >= 0.98
    assert "offset -1000 applied (processing baseline 04.00)" in capsys.readouterr().err


def test_bands_of_10_and_20_m(data, plain, tmp_path):
    images = tmp_path / "images"
    images.mkdir()
    layouts.mixed_resolutions(data, images)
    found, expected = mapped(plain, tmp_path, "--series", images)
    assert (found == expected).mean() >= 0.98


def test_images_in_two_coordinate_reference_systems(data, plain, tmp_path):
    images = tmp_path / "images"
    images.mkdir()
    layouts.two_crs(data, images)
    grid = next((plain / "images").glob("*.tif"))
    found, expected = mapped(plain, tmp_path, "--series", images, "--grid", grid)
    assert (found == expected).mean() >= 0.98


def test_another_sensor_by_its_common_names_and_units(data, plain, tmp_path, capsys):
    images = tmp_path / "images"
    images.mkdir()
    layouts.landsat_scenes(data, images)
    found, expected = mapped(plain, tmp_path, "--series", images)
    assert (found == expected).mean() >= 0.98
    messages = capsys.readouterr().err
    assert "B08 from B5" in messages
    assert "Landsat Collection 2 scale applied" in messages


def test_a_prepared_stack_is_read_again_and_gives_the_same_map(plain, tmp_path):
    stack = tmp_path / "stack.tif"
    settings = ["--series", plain / "images", "--model", plain / "model.safetensors"]
    assert run("prepare", *settings, "--output", stack) == 0
    with rasterio.open(stack) as dataset:
        assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert dataset.dtypes[0] == "uint16"
        assert dataset.descriptions[:4] == (
            "2020-01-05 B04",
            "2020-01-05 B08",
            "2020-01-05 B11",
            "2020-01-15 B04",
        )
        assert dataset.count == 37 * 3
    found, expected = mapped(plain, tmp_path, "--series", stack)
    assert (found == expected).mean() > 0.999  # the input's type keeps no fractions


def test_the_series_command_says_what_was_understood(data, tmp_path, capsys):
    layouts.safe_products(data, tmp_path / "images")
    assert run("series", tmp_path / "images", "--json") == 0
    text = json.loads(capsys.readouterr().out)["summary"]
    for fragment in (
        "12 on 12 dates",
        "Sentinel-2",
        "B11 (swir1)",
        "SCL",
        "20 (EPSG:32631): 12 bands",
        "72 × 72 pixels of 10",
        "processing baseline 04.00",
        "2020-01-05",
    ):
        assert fragment in text, text


def test_what_is_stored_of_a_prepared_series(data, tmp_path):
    """The input's type, a signed one where an offset was removed, else float."""
    images = tmp_path / "images"
    images.mkdir()
    layouts.one_file_a_date(data, images)

    def prepared(*settings):
        stack = tmp_path / "stack.tif"
        assert run("prepare", "--series", images, "--output", stack, *settings) == 0
        with rasterio.open(stack) as dataset:
            return dataset.dtypes[0], dataset.nodata, dataset.read(1)

    dtype, nodata, first = prepared()
    assert (dtype, nodata) == ("uint16", 65535)
    # clouds of the first date lie over the first 16 rows: filled from the second, ends held
    np.testing.assert_array_equal(first[:10], data.values[1, 0, :10])
    np.testing.assert_array_equal(first[16:], data.values[0, 0, 16:])
    dtype, nodata, lower = prepared("--offset", "-1000")
    assert (dtype, nodata) == ("int16", -32768)
    np.testing.assert_array_equal(lower, first.astype(int) - 1000)
    dtype, nodata, index = prepared("--bands", "NDVI")
    assert dtype == "float32"
    assert np.isnan(nodata)
    red, nir = data.values[0, :2, 20, 20].astype(float)
    assert index[20, 20] == pytest.approx((nir - red) / (nir + red), abs=1e-6)


def test_a_prepared_part_is_that_part(data, plain, tmp_path):
    stack = tmp_path / "stack.tif"
    box = layouts.pixel_box(30, 20, 9, 7).bounds
    settings = ["--series", plain / "images", "--extent", ",".join(map(str, box))]
    assert run("prepare", *settings, "--output", stack) == 0
    with rasterio.open(stack) as dataset:
        assert dataset.bounds == box
        np.testing.assert_array_equal(dataset.read(1), data.values[0, 0, 20:27, 30:39])
