"""Whatever numbers images hold, a map says what the network says of each pixel, or nothing."""

from dataclasses import replace

import numpy as np
import pytest
import rasterio
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import Affine, from_origin
from scenes import ORIGIN, PIXEL_M, pixel_box, write_image, write_polygons
from toys import CARD, network

from core.model import LandCoverModel
from core.model_file import save_model

DAYS = ("2020-01-01", "2020-01-21", "2020-02-10", "2020-03-11")
GRID_DAYS = np.array(CARD.grid.offsets, float)
SURE = 0.02
"""Between the two likeliest classes; below it a map in short numbers may say the other."""


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A small network as a file, and as it computes without files and windows."""
    made = LandCoverModel(replace(CARD, band_ranges=((0.0, 1000.0),) * 2), network(3))
    path = tmp_path_factory.mktemp("model") / "toy.safetensors"
    save_model(path, made, path.name)
    return path, made


@st.composite
def series(draw):
    """(date, band, row, col) values, their nodata, and where the images lie."""
    shape = (draw(st.integers(1, 4)), 2, draw(st.integers(1, 9)), draw(st.integers(1, 9)))
    dtype = draw(st.sampled_from(["uint8", "uint16", "int16", "float32", "float64"]))
    is_float = dtype.startswith("float")
    odd = [0, 1, 7, 250]
    if dtype != "uint8":
        odd += [1000, 9000, 32767]
    if is_float:
        odd += [np.nan, np.inf, -np.inf, -3e38, 1e-40]
    if dtype == "float64":
        odd += [1e300]
    random = np.random.default_rng(draw(st.integers(0, 99)))
    values = random.integers(0, 250, shape).astype(dtype)
    mask = random.random(shape) < draw(st.sampled_from([0, 0.1, 0.5, 1]))
    values[mask] = random.choice(np.array(odd, dtype), int(mask.sum()))
    nodata = draw(st.sampled_from([None, 0, 250, *([np.nan, -9999.5] if is_float else [])]))
    turned = draw(st.sampled_from([0.0, 17.0, 180.0]))
    return values, nodata, from_origin(*ORIGIN, PIXEL_M, PIXEL_M) @ Affine.rotation(turned)


def filled(values, nodata):
    """(row, col, band, grid date) by numpy, NaN where a band was never observed."""
    values = values.astype(np.float64)
    if nodata is not None:
        values[values == nodata] = np.nan
    values[np.abs(values) > np.finfo(np.float32).max] = np.nan
    days = (np.array(DAYS[: len(values)], "datetime64[D]") - np.datetime64(DAYS[0])).astype(float)
    _, n_bands, n_rows, n_cols = values.shape
    result = np.full((n_rows, n_cols, n_bands, len(GRID_DAYS)), np.nan)
    for row, col, band in np.ndindex(n_rows, n_cols, n_bands):
        seen = np.isfinite(values[:, band, row, col])
        if seen.any():
            result[row, col, band] = np.interp(
                GRID_DAYS, days[seen], values[seen, band, row, col]
            )
    return result.astype(np.float32)


@given(drawn=series())
@settings(max_examples=30)
def test_any_images_give_the_map_of_the_network_or_a_message(command, model, tmp_path, drawn):
    path, made = model
    values, nodata, transform = drawn
    images, output = tmp_path / "images", tmp_path / "map.tif"
    images.mkdir(exist_ok=True)
    for old in [*images.iterdir(), output]:
        old.unlink(missing_ok=True)
    for day, image in zip(DAYS, values):
        write_image(
            images / f"{day}.tif",
            image,
            ["B04", "B08"],
            nodata=nodata,
            dtype=values.dtype.name,
            transform=transform,
        )
    status, _, err = command(
        *("classify", "--model", path, "--series", images, "--output", output),
        *("--season-start", "2020-01-01", "--precision", "float32", "--device", "cpu"),
    )
    assert output.exists() == (status == 0)
    if status and "gives no number" not in err:
        assert len(values) < 2
        assert "images" in err
        return
    if status:
        expected = filled(values, nodata)
        lost = made.probabilities(expected[np.isfinite(expected).all(axis=(2, 3))])
        assert np.isnan(lost).any()
        return
    with rasterio.open(output) as mapped:
        found = mapped.read(1)
        assert mapped.nodata == 0
    expected = filled(values, nodata)
    observed = np.isfinite(expected).all(axis=(2, 3))
    assert ((found > 0) == observed).all()
    if observed.any():
        shares = np.sort(made.probabilities(expected[observed]), axis=1)
        classes = made.class_values[made.probabilities(expected[observed]).argmax(axis=1)]
        sure = shares[:, -1] - shares[:, -2] > SURE
        assert (found[observed] == classes)[sure].all()


def test_a_mark_of_missing_pixels_that_no_header_tells_is_no_class(command, tmp_path):
    """GIS programs write -3.4e38 and forget to say that it means nothing."""
    images = tmp_path / "images"
    images.mkdir()
    lowest = float(np.finfo(np.float32).min)
    for day in DAYS:
        values = np.full((2, 6, 6), 300.0)
        values[:, 0, :2] = lowest
        write_image(images / f"{day}.tif", values, ["B04", "B08"], dtype="float32")
    words = ["classify", "--series", images, "--season-start", "2020-01-01"]
    words += ["--output", tmp_path / "map.tif"]
    narrow = tmp_path / "narrow.safetensors"  # reflectances, so that the mark overflows
    card = replace(CARD, band_ranges=((0.0, 0.3),) * 2)
    save_model(narrow, LandCoverModel(card, network(3)), narrow.name)
    status, _, err = command(*words, "--model", narrow)
    assert status == 1
    assert "gives no number for 2 of 36 pixels, whose values are -3.403e+38 to 300" in err
    assert "--nodata" in err
    assert not (tmp_path / "map.tif").exists()
    status, _, err = command(*words, "--model", narrow, "--nodata", repr(lowest))
    assert status == 0, err
    with rasterio.open(tmp_path / "map.tif") as mapped:
        assert (mapped.read(1) == 0).sum() == 2


@pytest.mark.parametrize("n_classes", [255, 256])
def test_as_many_classes_as_a_byte_holds_and_one_more(command, scene, tmp_path, n_classes):
    squares = [pixel_box(n % 24, n // 24, 1, 1) for n in range(n_classes)]
    labels = write_polygons(tmp_path / "p.gpkg", squares, crop=range(1, n_classes + 1))
    model, output = tmp_path / "m.safetensors", tmp_path / "map.tif"
    words = ["--series", scene.folder, "--polygons", labels, "--field", "crop"]
    status, _, err = command("train", *words, "--updates", 1, "--output", model)
    assert status == 0, err
    status, _, err = command("classify", *words[:2], "--model", model, "--output", output)
    assert status == 0, err
    with rasterio.open(output) as mapped:
        assert mapped.dtypes == ("uint8" if n_classes <= 255 else "uint16",)
        assert mapped.read(1).min() >= 1


def test_sizes_beside_the_window_s(command, model, tmp_path):
    """Three windows wide and high, none of them full: the map is the same as in one piece."""
    path, _ = model
    random = np.random.default_rng(4)
    for day in DAYS:
        values = random.integers(0, 1000, (2, 530, 517))
        write_image(tmp_path / f"{day}.tif", values, ["B04", "B08"])
    words = ["classify", "--model", path, "--series", tmp_path, "--season-start", "2020-01-01"]
    maps = []
    for memory in ("64", "4096"):
        output = tmp_path / "maps" / f"{memory}.tif"
        output.parent.mkdir(exist_ok=True)
        status, _, err = command(*words, "--memory", memory, "--output", output)
        assert status == 0, err
        with rasterio.open(output) as mapped:
            maps.append(mapped.read(1))
    assert (maps[0] == maps[1]).all()
