"""What maps, models and reports say of how they were made, and making them again from it."""

import hashlib
import json
import shutil
from pathlib import Path

import geopandas
import numpy as np
import pytest
import rasterio
from made_samples import write_samples
from safetensors.numpy import load_file, save_file

from core.digests import images_sha256, layer_sha256
from core.lineage import TAG, TAG_DOMAIN

OLD = "a map of before"


@pytest.fixture(scope="module")
def made(scene, source_model, tmp_path_factory):
    """A map with model and report, made where images and labels lay at first."""
    from core.cli import main

    folder = tmp_path_factory.mktemp("made")
    there = folder / "there"
    shutil.copytree(scene.folder, there)
    shutil.copy(min(there.glob("*.tif")), there / "undated.tif")
    shutil.copy(scene.polygons, folder / "labels.gpkg")
    shutil.copy(source_model, folder / "source.safetensors")
    wanted = ["--method", "naive", "--updates", "12", "--seed", "5", "--threads", "1"]
    wanted += ["--skip-unreadable"]
    inputs = ["--series", there, "--polygons", folder / "labels.gpkg", "--field", "crop"]
    inputs += ["--model", folder / "source.safetensors"]
    assert main(["map", *map(str, [*inputs, *wanted]), "--output", str(folder / "map.tif")]) == 0
    return folder


@pytest.fixture
def moved(made, tmp_path):
    """The same inputs in another place; where they lie, as options."""
    shutil.copytree(made / "there", tmp_path / "images of then")
    shutil.copy(made / "labels.gpkg", tmp_path / "labels.gpkg")
    shutil.copy(made / "source.safetensors", tmp_path / "source.safetensors")
    (tmp_path / "again").mkdir()
    return {
        "--series": tmp_path / "images of then",
        "--polygons": tmp_path / "labels.gpkg",
        "--model": tmp_path / "source.safetensors",
        "--output": tmp_path / "again",
    }


def flat(options):
    return [word for pair in options.items() for word in pair]


def sha256(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def with_lineage(made, folder, change):
    """A copy of the map whose lineage is changed."""
    copy = folder / "map.tif"
    shutil.copy(made / "map.tif", copy)
    with rasterio.open(copy, "r+", IGNORE_COG_LAYOUT_BREAK="YES") as dataset:
        lineage = json.loads(dataset.tags(ns=TAG_DOMAIN)[TAG])
        change(lineage)
        dataset.update_tags(ns=TAG_DOMAIN, **{TAG: json.dumps(lineage)})
    return copy


def test_info_tells_of_a_map_what_it_was_made_of(made, command):
    status, out, _ = command("info", made / "map.tif")
    assert status == 0
    rows = dict(line.split(":", 1) for line in out.splitlines())
    words = rows["Made by"].split()
    assert words[0] == "map"
    for wanted in ("--method naive", "--updates 12", "--seed 5", "--threads 1", "--field crop"):
        assert wanted in " ".join(words)
    assert "--holdout" not in words  # it is at its default
    assert sha256(made / "source.safetensors")[:16] in rows["Input model"]
    assert rows["Input series"].split()[:4] == ["S2_20200101.tif", "and", "11", "more"]
    assert layer_sha256(str(made / "labels.gpkg"), ["crop"])[:16] in rows["Input polygons"]
    assert "torch" in rows["Versions"]
    assert "sourcerer" in rows["Versions"]
    assert str(made) not in out


def test_the_report_names_what_was_left_out_and_no_folder(made):
    for suffix in (".json", ".html"):
        text = (made / "map").with_suffix(suffix).read_text("utf-8")
        assert "Left out: undated.tif: no date in its name" in text
        assert str(made) not in text


def test_model_and_report_say_the_same_as_the_map(made, command):
    with rasterio.open(made / "map.tif") as dataset:
        of_map = json.loads(dataset.tags(ns=TAG_DOMAIN)[TAG])
        assert TAG not in dataset.tags()  # QGIS would list all of it among the layer's information
    precision = of_map["settings"].pop("precision")
    assert precision in ("float32", "bfloat16", "float16")
    assert json.loads((made / "map.json").read_text())["lineage"] == of_map
    _, out, _ = command("info", made / "map.safetensors")
    rows = dict(line.split(":", 1) for line in out.splitlines())
    assert of_map["inputs"][0]["sha256"][:16] in rows["Input model"]
    assert "S2_20200101.tif and 11 more" in (made / "map.html").read_text()


@pytest.mark.parametrize("name", ["map.tif", "map.safetensors"])
def test_a_map_with_model_and_report_is_made_again_from_moved_inputs(made, moved, command, name):
    status, out, err = command("rerun", made / name, *flat(moved))
    assert status == 0, err
    assert "DIFFERS" not in out
    assert out.count("the same, byte for byte") == 5
    again = moved["--output"]
    for file in ("map.tif", "map.safetensors", "map.html", "map.json", "map.qml"):
        assert sha256(made / file) == sha256(again / file)


def test_a_source_model_is_made_again_from_samples(tmp_path, command):
    samples = write_samples(tmp_path / "samples.npz", 1)
    model, again = tmp_path / "source.safetensors", tmp_path / "again"
    again.mkdir()
    command("train", "--samples", samples, "--updates", "5", "--output", model)
    status, out, _ = command("rerun", model, "--samples", samples, "--output", again, "--json")
    assert status == 0
    assert json.loads(out)["figures"]["same"] == 1
    assert (again / model.name).read_bytes() == model.read_bytes()


def test_another_result_is_told(made, moved, command):
    """An image was changed: the map is another, and that is said with both digests."""
    with rasterio.open(sorted(moved["--series"].iterdir())[4], "r+") as dataset:
        dataset.write(dataset.read()[:, ::-1, ::-1])
    status, out, err = command("rerun", made / "map.tif", *flat(moved))
    assert status == 0
    assert "Warning: The images were S2_20200101.tif and 11 more" in err
    assert "map.tif: DIFFERS" in out


@pytest.mark.parametrize("option", ["--polygons", "--model"])
def test_an_input_that_changed_is_refused_before_anything_is_computed(
    made, moved, command, option, source_model, tmp_path
):
    if option == "--polygons":
        frame = geopandas.read_file(moved[option])
        moved[option].unlink()
        frame.loc[0, "crop"] = "autumn"
        frame.to_file(moved[option])
    else:
        weights = load_file(moved[option])
        with source_model.open("rb") as file:
            header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        weights["head.bias"] = weights["head.bias"] + np.float32(1)
        save_file(weights, moved[option], header["__metadata__"])
    status, _, err = command("rerun", made / "map.tif", *flat(moved))
    assert status == 1
    assert f"{option} was" in err
    assert "Give the file of then." in err
    assert list(moved["--output"].iterdir()) == []


def test_wrong_calls_are_explained(made, moved, command, scene, tmp_path):
    def refused(*arguments):
        status, _, err = command("rerun", *arguments)
        assert status == 1
        return err

    without = {flag: value for flag, value in moved.items() if flag != "--polygons"}
    assert "was made with --polygons: labels.gpkg" in refused(made / "map.tif", *flat(without))
    assert "was made without --aoi" in refused(
        made / "map.tif", *flat(moved), "--aoi", scene.polygons
    )
    at_home = {**moved, "--output": made}
    assert "is the folder of map.tif" in refused(made / "map.tif", *flat(at_home))
    nowhere = {**moved, "--output": tmp_path / "nowhere"}
    assert "Choose a folder that exists" in refused(made / "map.tif", *flat(nowhere))
    gone = {**moved, "--model": tmp_path / "gone.safetensors"}
    assert "gone.safetensors cannot be read" in refused(made / "map.tif", *flat(gone))
    gone = {**moved, "--polygons": tmp_path / "gone.gpkg"}
    assert "gone.gpkg cannot be read" in refused(made / "map.tif", *flat(gone))
    image = scene.folder / "S2_20200101.tif"
    assert "does not say that it was made" in refused(image, *flat(moved))


def test_a_map_of_a_stranger_cannot_choose_files(made, moved, command, tmp_path):
    """Where it says of itself that it wrote or read somewhere, that is no setting."""
    victim = tmp_path / "victim.tif"
    victim.write_text(OLD)

    def change(lineage):
        lineage["settings"] |= {"output_confidence": str(victim), "output_model": str(victim)}
        lineage["settings"] |= {"report": str(victim), "aoi": str(victim)}

    status, _, err = command("rerun", with_lineage(made, tmp_path, change), *flat(moved))
    assert status == 0, err
    assert victim.read_text() == OLD


@pytest.mark.parametrize(
    "other",
    [
        {"inputs": "\x1b[2J"},
        {"inputs": [{"option": 5, "name": "a", "n_files": 1, "sha256": "b"}]},
        {"inputs": [{"option": "model", "name": "a", "n_files": "1", "sha256": "b"}]},
        {"inputs": [{"option": "model"}]},
        {"command": "format"},
        {"command": ["map"]},
        {"settings": 5},
        {"versions": None},
        {"settings": {"field": "x" * 1_000_001}},
    ],
)
def test_a_lineage_that_is_none_is_told_and_the_map_is_shown(made, tmp_path, command, other):
    def change(lineage):
        lineage.update(other)

    broken = with_lineage(made, tmp_path, change)
    status, out, _ = command("info", broken)
    assert status == 0
    assert "Made by: the file does not say" in out
    assert "Classes: 1 " in out


def test_text_of_a_lineage_cannot_command_a_terminal(made, tmp_path, command):
    def change(lineage):
        lineage["inputs"][0]["name"] = "\x1b[2Jgone"

    _, out, _ = command("info", with_lineage(made, tmp_path, change))
    assert "\x1b" not in out
    assert "gone" in out


def test_a_later_setting_is_named(made, moved, command, tmp_path):
    def change(lineage):
        lineage["settings"]["sharpness"] = 3

    status, _, err = command("rerun", with_lineage(made, tmp_path, change), *flat(moved))
    assert status == 1
    assert "does not know sharpness" in err


def test_other_versions_are_told(made, moved, command, tmp_path):
    def change(lineage):
        lineage["versions"]["torch"] = "1.0"

    status, _, err = command("rerun", with_lineage(made, tmp_path, change), *flat(moved))
    assert status == 0
    assert "torch was 1.0 then" in err


def test_of_a_large_image_16_parts_of_64_kb_count(tmp_path):
    content = np.random.default_rng(0).integers(0, 256, 3_000_000, np.uint8).tobytes()
    image = tmp_path / "image.tif"
    image.write_bytes(content)
    step = (3_000_000 - 65536) / 15
    parts = [content[int(n * step) : int(n * step) + 65536] for n in range(16)]
    by_hand = hashlib.sha256(b"3000000" + b"".join(parts)).hexdigest()
    expected = hashlib.sha256(f"image.tif {by_hand}".encode()).hexdigest()
    assert images_sha256([str(image)]) == expected
    image.write_bytes(content + b"1")
    assert images_sha256([str(image)]) != expected


def test_a_small_image_counts_whole(tmp_path):
    image = tmp_path / "image.tif"
    image.write_bytes(b"abc")
    by_hand = hashlib.sha256(b"3abc").hexdigest()
    expected = hashlib.sha256(f"image.tif {by_hand}".encode()).hexdigest()
    assert images_sha256([str(image)]) == expected


def test_a_layer_counts_by_geometry_and_class_alone(scene, tmp_path):
    frame = geopandas.read_file(scene.polygons)
    frame["remark"] = range(len(frame))
    frame.to_file(tmp_path / "copy.gpkg", layer="elsewhere")
    known = layer_sha256(str(scene.polygons), ["crop"])
    assert layer_sha256(f"{tmp_path / 'copy.gpkg'}|layername=elsewhere", ["crop"]) == known
    frame.loc[3, "crop"] = "other"
    frame.to_file(tmp_path / "other.gpkg")
    assert layer_sha256(str(tmp_path / "other.gpkg"), ["crop"]) != known
    frame = geopandas.read_file(scene.polygons)
    frame.geometry = frame.geometry.translate(1)
    frame.to_file(tmp_path / "moved.gpkg")
    assert layer_sha256(str(tmp_path / "moved.gpkg"), ["crop"]) != known
