"""What is told of a series before anything runs: images, dates, and the match with a model."""

import json
import shutil
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import rasterio
import rasterio.shutil
import torch
from rasterio.windows import Window
from scenes import write_image

from core import glimpse
from core.areas import Area
from core.grid import Grid
from core.model_file import load_model, save_model
from core.protocol import Result, decode, encode
from core.series_files import find_images

ROOT = Path(__file__).parents[2]
CPU = torch.device("cpu")


@pytest.fixture
def details(command):
    def run(*arguments):
        status, out, err = command("series", *arguments, "--json")
        assert status == 0, err
        return json.loads(out)["details"]

    return run


@pytest.fixture
def refused(command):
    def run(*arguments):
        status, out, err = command("series", *arguments)
        assert (status, out) == (1, "")
        assert "Traceback" not in err
        return err

    return run


@pytest.fixture
def other_model(source_model, tmp_path):
    """The source model with another card."""

    def make(**changes):
        model = load_model(str(source_model), CPU)
        path = tmp_path / "other.safetensors"
        save_model(path, replace(model, card=replace(model.card, **changes)), path.name)
        return path

    return make


@pytest.fixture
def images(tmp_path):
    """Three undated images of two bands."""
    folder = tmp_path / "images"
    folder.mkdir()
    for name, value in (("a", 1000), ("b", 2000), ("c", 3000)):
        write_image(folder / f"{name}.tif", np.full((2, 8, 8), value), ["B04", "B08"], nodata=0)
    return folder


# --- dated lines in lists


def listed(folder, *lines):
    path = folder / "list.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_line_may_give_its_image_a_date(images, tmp_path, details):
    lines = ["# three", "2020-03-01\timages/a.tif", "", f"2020-01-01\t{images / 'b.tif'}"]
    write_image(images / "S2_20190505.tif", np.full((2, 8, 8), 9), ["B04", "B08"])
    path = listed(tmp_path, *lines, " 2020-02-01 \t images/S2_20190505.tif ")
    found = details(path)["images"]
    assert [(row["date"], Path(row["path"]).name) for row in found] == [
        ("2020-01-01", "b.tif"),
        ("2020-02-01", "S2_20190505.tif"),  # whatever the name says
        ("2020-03-01", "a.tif"),
    ]


def test_folders_above_a_dated_line_still_say_the_sensor(tmp_path, details):
    folder = tmp_path / "LANDSAT_8"
    folder.mkdir()
    for name in ("a.tif", "b.tif"):
        write_image(folder / name, np.full((2, 8, 8), 9), ["B4", "B5"])
    path = listed(tmp_path, *(f"2020-0{n}-01\t{folder / x}.tif" for n, x in ((1, "a"), (2, "b"))))
    assert {row["sensor"] for row in details(path)["images"]} == {"Landsat 8/9"}


def test_lines_without_a_tab_are_read_as_ever(tmp_path):
    for name in ("x_20200101.tif", "2020-02-01 b.tif", "c.tif"):
        write_image(tmp_path / name, np.ones((1, 4, 4)), ["B04"])
    path = listed(tmp_path, "x_20200101.tif", "2020-02-01 b.tif", "2021-01-01\tc.tif")
    found = find_images([str(path)])
    assert [file.given for file in found] == [None, None, date(2021, 1, 1)]
    days = [date(2020, 1, 1), date(2020, 2, 1), date(2021, 1, 1)]
    assert [file.date() for file in found] == days
    assert all(file.listed for file in found)


def test_a_dated_line_may_name_a_folder_or_an_archive(images, tmp_path):
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.write(images / "c.tif", "deep/c_20180101.tif")
    shutil.move(images / "c.tif", tmp_path / "away.tif")
    path = listed(tmp_path, "2020-01-01\timages", "2020-02-01\tz.zip")
    found = {Path(file.path).name: file.date() for file in find_images([str(path)])}
    first = date(2020, 1, 1)
    assert found == {"a.tif": first, "b.tif": first, "c_20180101.tif": date(2020, 2, 1)}


def test_files_as_details_name_them_can_be_listed_again(images, tmp_path, details):
    """Also those in archives, and all the files of an image of several."""
    for day in ("20200101", "20200201"):
        for band in ("B04", "B08"):
            write_image(tmp_path / f"S2_{day}_{band}.tif", np.ones((1, 8, 8)), [""])
    with zipfile.ZipFile(tmp_path / "S2_20200301.zip", "w") as archive:
        write_image(tmp_path / "both.tif", np.ones((2, 8, 8)), ["B04", "B08"])
        archive.write(tmp_path / "both.tif", "both.tif")
        (tmp_path / "both.tif").unlink()
    given = [str(path) for path in sorted(tmp_path.iterdir()) if path.is_file()]
    found = details(*given, "--dates", "2020-03-01")["images"]
    assert [len(row["files"]) for row in found] == [2, 2, 1]
    assert all(row["bands"] == ["B04", "B08"] for row in found)
    lines = [f"{row['date']}\t{path}" for row in found for path in row["files"]]
    assert details(listed(tmp_path, *lines))["images"] == found


@pytest.mark.parametrize("day", ["2020-02-30", "20200101", "1.1.2020", "2020-1-1", "soon"])
def test_an_invalid_date_names_file_and_line(images, tmp_path, refused, day):
    path = listed(tmp_path, "images/a.tif", f"{day}\timages/b.tif")
    message = refused(path)
    assert f"list.txt, line 2: '{day}' is no date" in message
    assert "YYYY-MM-DD before the tab" in message


def test_a_stack_takes_no_single_date(tmp_path, refused, details):
    names = ["2020-01-01 B04", "2020-02-01 B04"]
    stack = write_image(tmp_path / "stack.tif", np.ones((2, 4, 4)), names)
    message = refused(listed(tmp_path, f"2020-05-05\t{stack}"))
    assert "stack.tif holds 2 dates, 2020-01-01 to 2020-02-01; the list gives it one" in message
    one = write_image(tmp_path / "one.tif", np.ones((1, 4, 4)), ["2020-01-01 B04"])
    found = details(listed(tmp_path, str(stack), f"2020-05-05\t{one}"))["images"]
    assert [row["date"] for row in found] == ["2020-01-01", "2020-02-01", "2020-05-05"]


# --- details of a series


def test_details_of_a_plain_series(scene, details):
    found = details(scene.folder)
    assert len(found["images"]) == 12
    first = found["images"][0]
    assert first == {
        "path": str(scene.folder / "S2_20200101.tif"),
        "files": [str(scene.folder / "S2_20200101.tif")],
        "date": "2020-01-01",
        "bands": ["B04", "B08"],
        "sensor": "Sentinel-2",
        "valid": 1.0,
        "used": True,
        "note": "",
    }
    assert (found["sensor"], found["crs"]) == ("Sentinel-2", "EPSG:32631")
    assert found["extent"] == [500000, 5599760, 500240, 5600000]
    assert (found["width"], found["height"], found["pixel_area_m2"]) == (24, 24, 100)
    assert found["season"] == {"start": "2020-01-01", "end": "2020-12-26"}
    assert found["longest_gap_days"] == 30
    assert found["notes"] == ["Mask: none for 12 images: all that is not nodata counts as clear"]
    assert found["left_out"] == []
    assert found["match"] is None


def test_the_valid_share_counts_nodata_and_clouds(tmp_path, details):
    values = np.full((3, 20, 30), 500)
    values[2] = 4
    values[2, :, :6] = 9  # cloud: a fifth
    values[:2, :5, 6:] = 0  # nodata: a quarter of the rest
    for day in ("2020-01-01", "2020-02-01"):
        write_image(tmp_path / f"{day}.tif", values, ["B04", "B08", "SCL"], nodata=0)
        values[2] = 4
    first, second = details(tmp_path)["images"]
    assert first["valid"] == pytest.approx(0.8 * 0.75)
    assert second["valid"] == pytest.approx(1 - 0.8 * 0.25)
    first, _ = details(tmp_path, "--mask", "none")["images"]
    assert first["valid"] == pytest.approx(0.8)
    west, south, east, north = 500000, 5599800, 500060, 5600000
    first, _ = details(tmp_path, "--extent", f"{west},{south},{east},{north}")["images"]
    assert first["valid"] == 0


def test_an_image_is_measured_where_it_lies(tmp_path, details):
    """An image of half the area that is clear is 100 % valid, also in another CRS."""
    ones = np.ones((1, 10, 20))
    write_image(tmp_path / "2020-01-01.tif", ones, ["B04"], nodata=0)
    write_image(tmp_path / "2020-02-01.tif", ones[:, :, :10], ["B04"], nodata=0)
    near = {"crs": "EPSG:32632", "origin": (75_100.0, 5_617_190.0)}
    write_image(tmp_path / "2020-03-01.tif", np.ones((1, 9, 9)), ["B04"], nodata=0, **near)
    shares = [row["valid"] for row in details(tmp_path)["images"]]
    assert shares[:2] == [1, 1]
    assert shares[2] > 0.8  # its edges are lost in resampling


def test_of_a_large_image_small_squares_are_read(tmp_path, monkeypatch):
    grid = Grid.of(rasterio.open(write_image(tmp_path / "x.tif", np.ones((1, 300, 200)), [""])))
    for part in (Window(0, 0, 200, 300), Window(17, 50, 65, 100)):
        windows = glimpse.squares(Area(grid, part, None))
        assert len(windows) == 9
        assert sum(w.width * w.height for w in windows) <= 64 * 64
        for window in windows:
            assert part.intersection(window) == window
        assert len({(w.col_off, w.row_off) for w in windows}) == 9
    small = Window(5, 6, 64, 12)
    assert glimpse.squares(Area(grid, small, None)) == [small]


def test_what_there_is_no_time_for_is_unknown(scene, details, monkeypatch):
    monkeypatch.setattr(glimpse, "TIME_S", -1.0)
    assert [row["valid"] for row in details(scene.folder)["images"]] == [None] * 12


def test_an_image_that_cannot_be_read_is_noted(scene, tmp_path, command):
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    whole = sorted(images.iterdir())[3]
    broken = whole.with_suffix(".vrt")  # a header without pixels behind it
    rasterio.shutil.copy(whole, broken, driver="VRT")
    whole.unlink()
    status, out, err = command("series", images, "--json")
    assert status == 0
    rows = json.loads(out)["details"]["images"]
    assert rows[3]["valid"] is None
    assert broken.name in rows[3]["note"]
    assert f"{broken.name} cannot be read" in err
    assert rows[4]["valid"] == 1


# --- images without a date


def test_undated_images_are_listed_where_they_need_not_stop_the_run(images, details, refused):
    assert "a.tif has no date in its name" in refused(images)
    found = details(images, "--skip-unreadable")
    assert [(Path(row["path"]).name, row["date"]) for row in found["images"]] == [
        ("a.tif", None),
        ("b.tif", None),
        ("c.tif", None),
    ]
    for row in found["images"]:
        assert row["note"] == "no date in its name"
        assert (row["used"], row["valid"], row["bands"]) == (False, None, ["B04", "B08"])
    assert found["season"] == {"start": "", "end": ""}
    assert (found["width"], found["crs"], found["longest_gap_days"]) == (8, "EPSG:32631", 0)
    assert any("0 dates that can be used" in note for note in found["notes"])


def test_one_dated_image_is_not_enough_and_listed(images, details):
    (images / "a.tif").rename(images / "a_20200101.tif")
    found = details(images, "--skip-unreadable")
    dated = found["images"][0]
    assert (dated["date"], dated["used"], dated["valid"]) == ("2020-01-01", False, 1)
    assert [row["date"] for row in found["images"]] == ["2020-01-01", None, None]


def test_undated_images_and_a_model(images, source_model, details):
    match = details(images, "--skip-unreadable", "--model", source_model)["match"]
    assert not match["ok"]
    assert match["bands"] == [{"name": "B04", "found": None}, {"name": "B08", "found": None}]
    assert (match["n_dates"], match["n_used"], match["longest_gap_days"]) == (0, 0, 0)
    assert "0 dates that can be used" in match["problems"][0]


# --- the match with a model


def test_images_that_fit_their_model(scene, source_model, details, command):
    found = details(scene.folder, "--model", source_model)
    assert found["match"] == {
        "ok": True,
        "bands": [{"name": "B04", "found": "B04"}, {"name": "B08", "found": "B08"}],
        "n_dates": 12,
        "n_used": 12,
        "longest_gap_days": 30,
        "warnings": [],
        "problems": [],
    }
    assert found["season"] == {"start": "2020-01-01", "end": "2020-12-26"}
    status, out, _ = command("series", scene.folder, "--model", source_model)
    assert status == 0
    assert "12 on 12 dates" in out
    assert "B04; B08" in out
    assert "12 of 12 dates used, the longest gap 30 days" in out
    assert out.rstrip().endswith("The images fit the model.")


def test_images_outside_the_season_are_not_used(scene, source_model, details):
    found = details(scene.folder, "--model", source_model, "--season-start", "2020-08-01")
    used = [row["date"] for row in found["images"] if row["used"]]
    assert used == ["2020-07-29", "2020-08-28", "2020-09-27", "2020-10-27", "2020-11-26"]
    notes = {row["note"] for row in found["images"] if not row["used"]}
    assert notes == {"outside the season 2020-08-01 to 2021-07-27"}
    match = found["match"]
    assert (match["ok"], match["n_dates"], match["n_used"]) == (True, 12, 5)
    assert match["longest_gap_days"] == (date(2021, 7, 27) - date(2020, 11, 26)).days


def test_a_season_without_images_is_a_problem_not_an_error(scene, source_model, details, command):
    settings = ["--model", source_model, "--season-start", "2030-01-01"]
    match = details(scene.folder, *settings)["match"]
    assert (match["ok"], match["n_used"], match["longest_gap_days"]) == (False, 0, 360)
    assert match["bands"][0]["found"] == "B04"
    (problem,) = match["problems"]
    assert "Only 0 of 12 dates" in problem
    assert "--season-start" in problem
    status, out, _ = command("series", scene.folder, *settings)
    assert status == 0
    assert "The images do not fit the model." in out


def test_a_missing_band_is_a_problem_not_an_error(scene, other_model, details):
    found = details(scene.folder, "--model", other_model(bands=("B04", "B12")))
    match = found["match"]
    assert not match["ok"]
    assert match["bands"] == [{"name": "B04", "found": "B04"}, {"name": "B12", "found": None}]
    assert "has no band B12; it has B04, B08" in match["problems"][0]
    assert {row["note"] for row in found["images"]} == {"no band B12"}
    assert not any(row["used"] for row in found["images"])
    assert found["images"][0]["valid"] == 1
    assert found["extent"] == [500000, 5599760, 500240, 5600000]


def test_one_image_that_lacks_a_band_is_a_problem_unless_it_may_be_left_out(
    scene, source_model, tmp_path, details
):
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    write_image(images / "S2_20200110.tif", np.ones((1, 24, 24)), ["B04"], nodata=0)
    match = details(images, "--model", source_model)["match"]
    assert match["bands"][1] == {"name": "B08", "found": "B08"}
    assert (match["ok"], match["n_used"]) == (False, 12)
    assert "S2_20200110.tif (2020-01-10) has no band B08" in match["problems"][0]
    found = details(images, "--model", source_model, "--skip-unreadable")
    assert found["match"]["ok"]
    odd = found["images"][1]
    assert (odd["date"], odd["used"], odd["note"]) == ("2020-01-10", False, "no band B08")
    assert sum(row["used"] for row in found["images"]) == 12


def test_bands_are_found_by_what_they_show(scene, other_model, details):
    match = details(scene.folder, "--model", other_model(bands=("red", "NDVI")))["match"]
    assert match["bands"] == [
        {"name": "red", "found": "B04"},
        {"name": "NDVI", "found": "NDVI of B08, B04"},
    ]


def test_another_sensor_and_other_units_are_warnings(scene, other_model, details):
    small = ((0.05, 0.4), (0.05, 0.4))
    model = other_model(band_ranges=small, bands=("B4", "B5"), sensor="Landsat 8/9")
    match = details(scene.folder, "--model", model)["match"]
    assert match["ok"]
    assert [band["found"] for band in match["bands"]] == ["B04", "B08"]
    sensor, units = match["warnings"]
    assert "trained on Landsat 8/9, the images are of Sentinel-2" in sensor
    assert "10000 times too large" in units


def test_images_partly_without_masks_are_a_warning(scene, source_model, tmp_path, details):
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    values = np.full((3, 24, 24), 2000)
    values[2] = 9  # cloudy all over
    write_image(images / "S2_20200110.tif", values, ["B04", "B08", "SCL"], nodata=0)
    found = details(images, "--model", source_model)
    assert found["images"][1]["valid"] == 0
    assert any("12 of 13 images have no cloud mask" in text for text in found["match"]["warnings"])


def test_units_of_images_without_a_clear_pixel_are_unchecked(source_model, tmp_path, details):
    for month in (2, 4, 6):
        values = np.zeros((2, 8, 8))
        write_image(tmp_path / f"2020-0{month}-01.tif", values, ["B04", "B08"], nodata=0)
    match = details(tmp_path, "--model", source_model)["match"]
    assert "None of the pixels that were looked at is clear" in match["warnings"][0]


def test_the_model_says_which_bands(scene, source_model, refused, tmp_path):
    message = refused(scene.folder, "--model", source_model, "--bands", "B04")
    assert "--bands is B04, but the model" in message
    assert "nowhere.safetensors" in refused(
        scene.folder, "--model", tmp_path / "nowhere.safetensors"
    )


def test_images_apart_are_an_error_whatever_the_model(scene, source_model, tmp_path, refused):
    shutil.copy(scene.folder / "S2_20200101.tif", tmp_path)
    far = (900_000.0, 5_000_000.0)
    write_image(tmp_path / "S2_20200201.tif", np.ones((2, 4, 4)), ["B04", "B08"], origin=far)
    assert "do not overlap" in refused(tmp_path, "--model", source_model)


# --- protocol and speed


def test_details_are_part_of_the_protocol():
    result = Result(outputs={}, summary="x", details={"images": [{"date": None, "valid": 0.5}]})
    assert decode(encode(result)) == result
    assert decode('{"event": "result"}').details == {}


@pytest.mark.parametrize("command", ["series", "info", "samples"])
def test_light_jobs_load_no_heavy_library(scene, source_model, tmp_path, command):
    """Importing torch takes seconds, and so do the others together."""
    banned = {"torch", "matplotlib", "safetensors"}
    arguments = ["samples", *scene.labels, "--output", str(tmp_path / "s.npz")]
    if command != "samples":
        banned |= {"numba", "geopandas", "pandas", "pyogrio", "jinja2"}
        arguments = ["info", str(source_model)]
    if command == "series":
        arguments = ["series", str(scene.folder), "--model", str(source_model)]
    script = (
        "import sys; from core.cli import main; status = main(sys.argv[1:]); "
        "print('loaded', *sorted(sys.modules)); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "core.light_jobs" in loaded
    assert loaded.isdisjoint(banned), loaded & banned
