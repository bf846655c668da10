"""Files appear whole or not at all, whatever the disk, the path or the power does."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rasterio
from tiny_scene import Scene

from core.model_card import read_card

ROOT = Path(__file__).parents[2]

ON_SMALL_DISKS = """
import contextlib, io, json, os, subprocess, sys
from core.cli import main
folder, words = sys.argv[1], json.loads(sys.argv[2])
for options in ("ro", *(f"size={kb}k" for kb in (4, 32, 96, 9000))):
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(words)
    print(json.dumps([options, status, sorted(os.listdir(folder)), err.getvalue()[-300:]]))
    subprocess.run(["umount", folder], check=True)
"""


@pytest.mark.parametrize(
    ("words", "promised"),
    [
        (("train", "--updates", "1", "--holdout", "0", "--output", "m.safetensors"), 1),
        (("classify", "--output", "map.tif", "--companions", "confidence,count"), 5),
        (("samples", "--output", "s.csv"), 1),
        (("prepare", "--output", "stack.tif"), 1),
    ],
    ids=["train", "classify", "samples", "prepare"],
)
def test_a_disk_that_is_full_at_any_write_or_read_only(
    scene, source_model, tmp_path, words, promised
):
    """On disks of many sizes, mounted where only the test sees them."""
    folder = tmp_path / "disk"
    folder.mkdir()
    inputs = scene.labels[:2] if words[0] in ("classify", "prepare") else scene.labels
    inputs = [*inputs, "--model", str(source_model)] if words[0] == "classify" else inputs
    chosen = [str(folder / word) if "." in word else word for word in words]
    chosen += [] if words[0] in ("samples", "prepare") else ["--threads", "1"]
    call = [sys.executable, "-c", ON_SMALL_DISKS, str(folder), json.dumps([*chosen, *inputs])]
    done = subprocess.run(
        ["unshare", "--mount", *call], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if "unshare" in done.stderr or "must be superuser" in done.stderr:
        pytest.skip(f"mounting a tmpfs is not allowed here: {done.stderr.strip()}")
    tried = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(tried) == 5, done.stderr
    assert [status for _, status, _, _ in tried][-1] == 0
    for options, status, left, err in tried:
        assert len(left) == (0 if status else promised), (options, left, err)
        assert status == 0 or "cannot be written" in err, (options, err)
    assert sum(status for _, status, _, _ in tried) >= 2


ODD = "Kärten 地图 'q' %20 [c] {d};&$(e)"


def test_odd_names_are_names_like_others(command, scene, source_model, tmp_path):
    """Of folders, images, labels, model and map, and of the report's links."""
    folder = tmp_path / ODD
    images = folder / f"images {ODD}"
    images.mkdir(parents=True)
    for path in scene.folder.iterdir():
        shutil.copy(path, images / f"{ODD} {path.name}")
    labels = shutil.copy(scene.polygons, folder / f"{ODD.replace(';', '')}.gpkg")
    model = shutil.copy(source_model, folder / f"{ODD}.safetensors")
    output = folder / f"map {ODD}.tif"
    odd = Scene(images, labels, labels)
    words = ["--model", model, *odd.labels, "--updates", 3, "--output", output]
    status, _, err = command("map", *words)
    assert status == 0, err
    with rasterio.open(output) as mapped:
        assert mapped.read(1).min() >= 1
    assert read_card(output.with_suffix(".safetensors")).name == output.stem
    made = {path.name for path in folder.iterdir() if path.name.startswith("map ")}
    endings = (".tif", ".tif.aux.xml", ".qml", ".safetensors", ".html", ".json")
    assert made == {f"map {ODD}{ending}" for ending in endings}


def test_a_layer_s_name_that_gdal_does_not_take_is_named(command, scene, tmp_path):
    labels = shutil.copy(scene.polygons, tmp_path / "a;b.gpkg")
    words = ["--series", scene.folder, "--polygons", labels, "--field", "crop"]
    status, _, err = command("samples", *words, "--output", tmp_path / "s.csv")
    assert status == 1
    assert "a;b.gpkg cannot be read: GDAL takes no semicolon" in err


def test_a_name_that_leads_nowhere_is_named(command, scene, tmp_path):
    status, _, _ = command("samples", *scene.labels, "--output", tmp_path / f"{'x' * 200}.csv")
    assert status == 0
    status, _, err = command("samples", *scene.labels, "--output", tmp_path / f"{'y' * 252}.csv")
    assert status == 1
    assert "cannot be written: File name too long" in err
    (tmp_path / "circle.csv").symlink_to(tmp_path / "circle.csv")
    status, _, err = command("samples", *scene.labels, "--output", tmp_path / "circle.csv")
    assert status == 1
    assert "cannot be written" in err
    assert len(list(tmp_path.iterdir())) == 2


def test_links_lead_where_they_lead_and_inputs_stay(command, scene, tmp_path):
    place, far = tmp_path / "place", tmp_path / "far"
    far.mkdir()
    place.symlink_to(far)
    status, _, err = command("samples", *scene.labels, "--output", place / "s.csv")
    assert status == 0, err
    assert [path.name for path in far.iterdir()] == ["s.csv"]
    before = scene.polygons.read_bytes()
    (far / "labels.csv").symlink_to(scene.polygons)
    status, _, err = command("samples", *scene.labels, "--output", far / "labels.csv")
    assert status == 1
    assert "is an input of this run" in err
    os.link(scene.polygons, far / "hard.csv")
    status, _, err = command("samples", *scene.labels, "--output", far / "hard.csv")
    assert scene.polygons.read_bytes() == before


def test_who_has_the_older_file_open_keeps_it(command, scene, tmp_path):
    output = tmp_path / "s.csv"
    output.write_text("yesterday")
    with output.open() as held:
        status, _, err = command("samples", *scene.labels, "--output", output)
        assert status == 0, err
        assert held.read() == "yesterday"
    assert output.read_text().startswith("polygon_id")


CUT = """
import os, pathlib, sys
from core.cli import main
calls, replace = [], pathlib.Path.replace
def cut(self, target):
    calls.append(target)
    if len(calls) == 2:
        os._exit(9)
    return replace(self, target)
pathlib.Path.replace = cut
main(sys.argv[1:])
"""


def test_power_that_fails_between_two_files_leaves_the_older_map(
    command, scene, source_model, tmp_path
):
    """The map is named last: where its companions are new and it is not, it is whole all the same.

    The next run then puts all in place.
    """
    output = tmp_path / "map.tif"
    output.write_text("yesterday's map")
    words = ["--model", source_model, "--series", scene.folder, "--output", output]
    done = subprocess.run(
        [sys.executable, "-c", CUT, "classify", *map(str, words)], cwd=ROOT, check=False
    )
    assert done.returncode == 9
    assert output.read_text() == "yesterday's map"
    status, _, err = command("classify", *words)
    assert status == 0, err
    with rasterio.open(output) as mapped:
        assert mapped.read(1).min() >= 1
