"""Broken series: each message names the file and the way out."""

import json

import numpy as np
import pytest
import rasterio
from scenes import write_image

from core.catalogue import open_catalogue
from core.cli import main
from core.errors import MissingBands, NoOverlap, SeriesError, UnreadableFile
from core.jobs import SeriesJob

DAYS = ("2019-01-01", "2019-02-01", "2019-03-01")


def image(folder, name, bands=("B04", "B08"), **more):
    values = np.random.default_rng(0).integers(1, 9000, (len(bands), 30, 40))
    return write_image(folder / name, values, bands, **more)


@pytest.fixture
def folder(tmp_path):
    """A sound series."""
    for day in DAYS:
        image(tmp_path, f"{day}.tif")
    return tmp_path


@pytest.fixture
def refused(folder):
    """The message of a refusal, whose fragments must all be there."""

    def check(error, *fragments, series=None, bands=(), **settings):
        job = SeriesJob(series=(str(series or folder),), **settings)
        job.validate()
        with pytest.raises(error) as caught:
            open_catalogue(job).series(bands)
        text = f"{caught.value.message} {caught.value.hint}"
        assert all(fragment in text for fragment in fragments), text

    return check


def test_a_date_twice_with_different_bands(folder, refused):
    image(folder, "other_2019-02-01.tif", ["B04"])
    refused(MissingBands, "2019-02-01.tif", "other_2019-02-01.tif", "B08", "--skip-unreadable")


def test_an_unreadable_file_among_good_ones(folder, refused):
    path = folder / "2019-02-01.tif"
    path.write_bytes(b"no image at all")
    refused(UnreadableFile, "2019-02-01.tif", "copy or download it again")


def test_no_date_in_a_name(folder, refused):
    image(folder, "spring.tif")
    refused(SeriesError, "spring.tif has no date", "YYYY-MM-DD", "--date-pattern", "--dates")


def test_swapped_axes_in_a_stack(folder, refused):
    stack = folder / "stack.tif"
    write_image(stack, np.ones((7, 6, 5)), [""] * 7)
    dates = tuple(f"2019-0{month}-01" for month in range(1, 7))
    refused(
        SeriesError,
        "stack.tif has 7 bands",
        "no multiple of the 6 dates",
        "axes look swapped (its height is 6)",
        series=stack,
        dates=dates,
    )


def test_a_band_that_one_image_lacks(folder, refused):
    image(folder, "2019-04-01.tif", ["B04"])
    refused(MissingBands, "2019-01-01.tif", "2019-04-01.tif", "differ in their bands: B08")
    refused(MissingBands, "2019-04-01.tif", "has no band B08", "--band-map", bands=["B04", "B08"])


def test_bands_without_names(folder, refused):
    for day in DAYS:
        image(folder, f"{day}.tif", ["", ""])
    refused(MissingBands, "2019-01-01.tif", "have no names", "--band-map", bands=["B04"])


def test_two_coordinate_reference_systems_without_overlap(folder, refused):
    image(folder, "2019-04-01.tif", crs="EPSG:32635")
    refused(NoOverlap, "2019-01-01.tif (EPSG:32631", "2019-04-01.tif (EPSG:32635", "one area")


def test_all_cloud(folder, command, tmp_path, scene, source_model):
    for path in folder.glob("*.tif"):
        values = np.concatenate([np.full((2, 24, 24), 5), np.full((1, 24, 24), 9)])
        write_image(path, values, ["B04", "B08", "SCL"])
    settings = ["--series", folder, "--polygons", scene.polygons, "--field", "crop"]
    status, _, messages = command("train", *settings, "--output", tmp_path / "m.safetensors")
    assert status == 1
    assert "polygons.gpkg (crop) has enough clear observations" in messages
    for fragment in ("2019-01-01.tif", "cloud by its mask SCL, unusable: values 0, 1", "--mask"):
        assert fragment in messages
    target = tmp_path / "map.tif"
    start = ["--season-start", "2019-01-01"]
    maps = ["classify", "--series", folder, "--model", source_model, *start, "--output", target]
    status, _, messages = command(*maps)
    assert status == 0
    assert "The map is empty. None of the 3 images" in messages
    assert "SCL" in messages


def test_one_date(folder, refused):
    for day in DAYS[1:]:
        (folder / f"{day}.tif").unlink()
    refused(SeriesError, "holds 1 date (2019-01-01)", "at least two")


def test_nan_is_nodata_and_nothing_else_there(folder, command, tmp_path, scene):
    for path in folder.glob("*.tif"):
        nothing = np.full((2, 24, 24), np.nan)
        write_image(path, nothing, ["B04", "B08"], nodata=np.nan, dtype="float32")
    settings = ["--series", folder, "--polygons", scene.polygons, "--field", "crop"]
    status, _, messages = command("train", *settings, "--output", tmp_path / "m.safetensors")
    assert status == 1
    for fragment in ("2019-01-01.tif", "2019-03-01.tif", "anything there but nodata", "--nodata"):
        assert fragment in messages


def test_an_empty_file(folder, refused):
    (folder / "2019-02-01.tif").write_bytes(b"")
    refused(UnreadableFile, "2019-02-01.tif", "move it away", "--skip-unreadable")


def test_no_crs(folder, refused):
    image(folder, "2019-04-01.tif", crs=None)
    refused(SeriesError, "2019-04-01.tif has no coordinate reference system")


def test_nothing_there(folder, refused):
    (folder / "empty").mkdir()
    refused(SeriesError, "holds no images", series=folder / "empty")
    refused(UnreadableFile, "broken.zip", "archive", series=broken_archive(folder))


def broken_archive(folder):
    path = folder / "broken.zip"
    path.write_bytes(b"PK no archive")
    return path


def test_dates_that_do_not_fit_the_files(folder, refused):
    files = folder / "undated"
    files.mkdir()
    for name in ("a.tif", "b.tif", "c.tif"):
        image(files, name)
    refused(SeriesError, "2 dates for 3 files", series=files, dates=("2019-01-01", "2019-02-01"))


def test_what_cannot_be_used_is_left_out_if_allowed_and_stands_in_the_report(
    scene, tmp_path, command
):
    """Unreadable, empty, truncated and lacking a band: the four others make the map."""
    images = tmp_path / "images"
    images.mkdir()
    paths = sorted(scene.folder.glob("*.tif"))
    for path in paths:
        (images / path.name).write_bytes(path.read_bytes())
    names = [path.name for path in paths[:4]]
    (images / names[0]).write_bytes(b"no image")
    (images / names[1]).write_bytes(b"")
    whole = (images / names[2]).read_bytes()
    (images / names[2]).write_bytes(whole[: len(whole) // 2])
    with rasterio.open(images / names[3]) as dataset:
        values = dataset.read([1])
    write_image(images / names[3], values, ["B04"])
    settings = ["--series", images, "--polygons", scene.polygons, "--field", "crop"]
    train = ["train", *settings, "--updates", 3, "--bands", "B04,B08"]
    target, report = tmp_path / "m.safetensors", tmp_path / "report.html"
    status, _, messages = command(*train, "--output", target)
    assert status == 1
    assert names[0] in messages
    allowed = [*train, "--skip-unreadable", "--report", report, "--output", target]
    assert command(*allowed)[0] == 0
    notes = " ".join(json.loads(report.with_suffix(".json").read_text())["notes"])
    page = report.read_text()
    for name in names:
        assert name in notes
        assert name in page
    assert paths[4].name not in notes


def test_the_message_of_the_series_command_is_an_error(folder, capsys):
    (folder / "2019-02-01.tif").write_bytes(b"")
    assert main(["series", str(folder)]) == 1
    assert "2019-02-01.tif" in capsys.readouterr().err
