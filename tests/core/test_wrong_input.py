"""Wrong input ends with a clear message, a non-zero exit status, and no output file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import geopandas
import numpy as np
import pytest
from scenes import pixel_box, write_image, write_polygons

ROOT = Path(__file__).parents[2]


@pytest.fixture
def refused(command, source_model, scene, tmp_path):
    """Run `map` with something replaced; returns the message of its refusal."""

    def run(output=None, **replaced):
        outputs = tmp_path / "outputs"
        outputs.mkdir(exist_ok=True)
        given = {
            "model": source_model,
            "series": scene.folder,
            "polygons": scene.polygons,
            "field": "crop",
            "updates": 3,
            "output": output or outputs / "map.tif",
            **replaced,
        }
        words = [word for name, value in given.items() for word in (f"--{name}", value)]
        status, out, err = command("map", *words)
        assert status == 1
        assert out == ""
        assert "Traceback" not in err
        assert list(outputs.iterdir()) == []
        return err

    return run


def test_no_overlap_between_polygons_and_images(refused, tmp_path):
    path = write_polygons(tmp_path / "far.gpkg", [pixel_box(900, 0, 3, 3)], crop=["spring"])
    message = refused(polygons=path)
    assert "far.gpkg (EPSG:32631, 509000" in message
    assert "images (EPSG:32631, 500000" in message
    assert "do not overlap" in message


def test_missing_field(refused):
    assert "polygons.gpkg has no field kind; it has crop" in refused(field="kind")


def test_unknown_class(refused, tmp_path):
    path = write_polygons(tmp_path / "p.gpkg", [pixel_box(1, 1, 3, 3)], crop=["desert"])
    message = refused(polygons=path)
    assert "does not know: desert. It knows 1 autumn, 2 spring" in message
    assert "--unknown-classes ignore" in message


def test_a_band_that_the_images_lack(refused, tmp_path):
    for day in ("2020-02-01", "2020-05-01"):
        write_image(tmp_path / f"{day}.tif", np.ones((1, 24, 24)), ["B04"])
    message = refused(series=tmp_path)
    assert "2020-02-01.tif (2020-02-01) has no band B08; it has B04" in message


def test_fewer_than_two_dates(refused, tmp_path):
    write_image(tmp_path / "2020-02-01.tif", np.ones((2, 24, 24)), ["B04", "B08"])
    assert "holds 1 date (2020-02-01)" in refused(series=tmp_path)


def test_no_date_in_the_season(refused):
    message = refused(**{"season-start": "2030-01-01"})
    assert "Only 0 of 12 dates" in message
    assert "2030-01-01" in message


def test_a_truncated_image(refused, scene, tmp_path):
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    broken = sorted(images.iterdir())[4]
    broken.write_bytes(broken.read_bytes()[:700])
    message = refused(series=images)
    assert broken.name in message
    assert "truncated" in message


def test_a_model_that_is_none(refused, tmp_path):
    path = tmp_path / "model.safetensors"
    path.write_text("no model at all")
    assert "model.safetensors is not a model file" in refused(model=path)


def test_an_output_below_a_file(refused, tmp_path):
    (tmp_path / "file").write_text("x")
    message = refused(output=tmp_path / "file" / "map.tif")
    assert "map.tif cannot be written: Not a directory" in message or "map.html" in message


def test_an_output_in_no_folder(refused, tmp_path):
    assert "No such file or directory" in refused(output=tmp_path / "nowhere" / "map.tif")


def test_an_output_that_is_an_input(refused, scene):
    image = sorted(scene.folder.iterdir())[0]
    before = image.read_bytes()
    assert "is an input of this run" in refused(output=image)
    assert image.read_bytes() == before
    assert {path.suffix for path in scene.folder.iterdir()} == {".tif"}


def test_two_outputs_on_one_path(refused, tmp_path):
    outputs = tmp_path / "outputs"
    message = refused(**{"output-model": outputs / "x.tif", "output": outputs / "x.tif"})
    assert "would hold two outputs" in message
    assert "would hold two outputs" in refused(report=outputs / "r.json")


def test_an_image_that_a_pattern_names_is_not_overwritten(refused, scene):
    image = sorted(scene.folder.iterdir())[0]
    assert "is an input" in refused(series=scene.folder / "*.tif", output=image)


def test_labels_in_a_wrong_crs(refused, tmp_path):
    path = write_polygons(
        tmp_path / "metres.gpkg", [pixel_box(1, 1, 3, 3)], crs="EPSG:4326", crop=["spring"]
    )
    assert "metres.gpkg (EPSG:4326, 500010" in refused(polygons=path)


def test_a_layer_must_be_chosen_where_there_are_several(refused, tmp_path):
    path = write_polygons(tmp_path / "p.gpkg", [pixel_box(1, 1, 3, 3)], crop=["spring"])
    frame = geopandas.read_file(path)
    frame.to_file(path, layer="second", engine="pyogrio")
    assert "holds 2 layers: p, second" in refused(polygons=path)


def test_labels_that_lose_all_their_pixels(refused, tmp_path):
    path = write_polygons(tmp_path / "p.gpkg", [pixel_box(1, 1, 2, 2)], crop=["spring"])
    command_line = {"polygons": path, "test-polygons": path}
    message = refused(**command_line)
    assert "hold no pixel that can be used" in message
    assert "training pixels too" in message


def test_a_map_that_shares_no_class_with_the_labels(command, tmp_path):
    mapped = write_image(tmp_path / "m.tif", np.ones((1, 9, 9)), ["class"], dtype="uint8")
    path = write_polygons(tmp_path / "p.gpkg", [pixel_box(1, 1, 2, 2)], crop=["spring"])
    status, _, err = command(
        "assess",
        "--map",
        mapped,
        "--polygons",
        path,
        "--field",
        "crop",
        "--output",
        tmp_path / "r.html",
    )
    assert status == 1
    assert "is a class of the map (1 1)" in err


def test_terminating_a_command_leaves_nothing(scene, tmp_path):
    model = str(tmp_path / "m.safetensors")
    words = ["train", *scene.labels, "--updates", "100000", "--output", model]
    process = subprocess.Popen(
        [sys.executable, "-m", "core", *words], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    for line in process.stderr:
        if line.startswith("Fitting"):
            break
    process.terminate()
    assert process.wait(30) == 1
    assert "terminated" in process.stderr.read()
    process.stderr.close()
    assert list(tmp_path.iterdir()) == []


def test_an_older_map_survives_a_failed_run(command, source_model, scene, tmp_path):
    old = tmp_path / "map.tif"
    old.write_text("yesterday's map")
    status, _, _ = command(
        "map",
        "--model",
        source_model,
        *scene.labels,
        "--output",
        old,
        "--season-start",
        "2030-01-01",
    )
    assert status == 1
    assert old.read_text() == "yesterday's map"
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("updates", "0", "--updates is 0"),
        ("holdout", "1.5", "--holdout is 1.5"),
        ("lambda", "strong", "--lambda is 'strong'"),
        ("lambda", "-1", "--lambda is '-1'"),
        ("season-start", "May", "--season-start is 'May'"),
        ("extent", "5,5,1,1", "--extent is"),
        ("extent", "0,0,1,1", "do not overlap"),
        ("extent", "-5,-5,1,1", "do not overlap"),
        ("device", "abacus", "--device is 'abacus'"),
        ("mask-band", "QA", "has no band QA"),
        ("mask-band", "B04", "nothing is known of a mask of that name"),
        ("mask-bits", "1,40", "--mask-bits is"),
        ("mask", "qa-pixel", "has no band QA_PIXEL"),
        ("scale", "0", "--scale is 0"),
        ("nodata", "none", "--nodata is 'none'"),
        ("date-pattern", "%d-%m", "--date-pattern is '%d-%m'"),
        ("dates", "2019-01-01,spring", "'spring' is no date"),
        ("grid", "nowhere.tif", "nowhere.tif does not exist"),
        ("min-observations", "99", "has enough clear observations"),
        ("companions", "glory", "--companions is 'glory'"),
        ("t-max", "1", "--t-max is 1.0"),
        ("t-max", "1e5", "--t-max is 100000.0, but has no effect with --lambda auto"),
        ("penalty", "loss", "Take --lambda schedule or a number with it"),
        ("samples", "x.npz", "--samples excludes --polygons"),
        ("mask-values", "1,2", "has no band SCL"),
        ("season-start", "9999-01-01", "from 1900 on"),
        ("seed", str(2**64), "below 2^63"),
    ],
)
def test_settings_out_of_range(refused, option, value, expected):
    assert expected in refused(**{option: value})


@pytest.mark.parametrize(
    ("option", "value"), [("penalty", "loss"), ("lambda", "schedule"), ("t-max", "1e5")]
)
def test_sourcerer_s_settings_are_of_no_other_method(refused, option, value):
    message = refused(**{"method": "naive", option: value})
    assert f"--{option} is of --method sourcerer, the method is naive." in message


def test_the_paper_s_setting_is_of_no_other_method(command, source_model, scene, tmp_path):
    words = ["adapt", "--model", source_model, *scene.labels, "--method", "finetuned", "--paper"]
    status, _, err = command(*words, "--output", tmp_path / "x.safetensors")
    assert status == 1
    assert "--paper is of --method sourcerer, the method is finetuned." in err


def test_the_end_of_the_schedule_needs_a_schedule(refused):
    message = refused(**{"lambda": "0.5", "t-max": "1e5"})
    assert "--t-max is 100000.0, but has no effect with --lambda 0.5." in message
    assert "Take --lambda schedule with it, or leave it out." in message


def test_labels_are_needed(command, source_model, scene, tmp_path):
    status, _, err = command(
        "adapt", "--model", source_model, "--series", scene.folder, "--output", tmp_path / "x"
    )
    assert status == 1
    assert "needs labels: --series, --polygons and --field, or --samples" in err


def test_a_full_disk_leaves_nothing(scene, tmp_path, source_model):
    """On a tmpfs that takes the sidecars but not the model; mounted where only the test sees it."""
    full = tmp_path / "full"
    full.mkdir()
    run = [
        sys.executable,
        "-m",
        "core",
        "map",
        "--model",
        str(source_model),
        *scene.labels,
        "--updates",
        "3",
        "--output",
        str(full / "map.tif"),
    ]
    script = (
        'mount -t tmpfs -o size=1m tmpfs "$0" || exit 77; '
        'cd "$1"; shift; "$@"; echo "status $?"; ls -A "$0" | wc -l'
    )
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", script, str(full), str(ROOT), *run],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_WAIT_POLICY": "PASSIVE"},
    )
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip(f"mounting a tmpfs is not allowed here: {done.stderr.strip()}")
    assert done.stdout.split() == ["status", "1", "0"], done.stderr
    assert "cannot be written: No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
