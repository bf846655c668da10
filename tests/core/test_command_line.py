"""The commands as a person types them, on a tiny scene whose two classes are easy to tell apart."""

import json
import shutil

import numpy as np
import pytest
import rasterio
import torch
from scenes import pixel_box, pixels, write_image, write_polygons

from core.jobs import AdaptJob, MapJob, TrainJob
from core.model_card import read_card
from core.model_file import load_model
from core.options import options


@pytest.fixture
def map_arguments(scene, source_model):
    return ["map", "--model", source_model, *scene.labels, "--updates", "20"]


def left_behind(folder):
    return sorted(path.name for path in folder.iterdir())


def test_map_writes_a_right_map_with_all_that_belongs_to_it(map_arguments, tmp_path, command):
    target = tmp_path / "map.tif"
    status, out, err = command(*map_arguments, "--output", target, "--companions", "confidence")
    assert status == 0, err
    assert left_behind(tmp_path) == [
        "map.html",
        "map.json",
        "map.qml",
        "map.safetensors",
        "map.tif",
        "map.tif.aux.xml",
        "map_confidence.tif",
    ]
    for made in ("map.tif", "map.safetensors", "map.html"):
        assert str(tmp_path / made) in out
    with rasterio.open(target) as dataset:
        values = dataset.read(1)
        assert (dataset.nodata, dataset.dtypes[0]) == (0, "uint8")
        colours = dataset.colormap(1)
    card = read_card(tmp_path / "map.safetensors")
    numbers = {entry.name: entry.value for entry in card.classes}
    assert (values[:, :11] == numbers["spring"]).mean() > 0.95
    assert (values[:, 13:] == numbers["autumn"]).mean() > 0.95
    for entry in card.classes:
        assert "#{:02x}{:02x}{:02x}".format(*colours[entry.value][:3]) == entry.colour
        assert f'label="{entry.name}"' in (tmp_path / "map.qml").read_text()
    assert "<Category>spring</Category>" in (tmp_path / "map.tif.aux.xml").read_text()
    with rasterio.open(tmp_path / "map_confidence.tif") as dataset:
        confidence = dataset.read(1)
        assert dataset.nodata == 255
    assert 50 <= confidence.min() <= confidence.max() <= 100


def test_the_report_tells_before_after_and_the_pull(map_arguments, tmp_path, command):
    by_schedule = ["--lambda", "schedule", "--t-max", "1e5"]
    status, out, _ = command(*map_arguments, "--output", tmp_path / "map.tif", *by_schedule)
    assert status == 0
    report = json.loads((tmp_path / "map.json").read_text())
    assert report["accuracy"]["n_blocks"] == 4
    assert report["accuracy"]["before"]["overall_accuracy"] > 0.9
    assert report["accuracy"]["after"]["overall_accuracy"] > 0.9
    assert report["accuracy_missing"] == ""
    fit, assessed = report["fit"], report["assessed_fit"]
    assert (fit["n_pixels"], assessed["n_pixels"]) == (16 * 16, 12 * 16)
    assert fit["lambda"] == pytest.approx(1e10 * 256**-4, rel=1e-6)  # k = -20 ln 10 / ln 1e5 = -4
    assert assessed["lambda"] == pytest.approx(1e10 * 192**-4, rel=1e-6)
    assert 0 < fit["drift"] < 10
    assert [c["polygons"] for c in report["labels"]["classes"]] == [8, 8]
    assert sum(area["pixels"] for area in report["areas"]) == 24 * 24
    assert sum(area["hectares"] for area in report["areas"]) == pytest.approx(24 * 24 * 0.01)
    page = (tmp_path / "map.html").read_text()
    assert "data:image/png;base64," in page
    assert "held-out polygons" in page
    assert str(tmp_path) not in page + json.dumps(report)
    assert "after adaptation" in out


def test_the_same_job_gives_the_same_bytes(map_arguments, tmp_path, command):
    for folder in ("first", "again"):
        (tmp_path / folder).mkdir()
        assert command(*map_arguments, "--output", tmp_path / folder / "map.tif")[0] == 0
    for path in (tmp_path / "first").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_adapt_then_classify_is_map(map_arguments, scene, source_model, tmp_path, command):
    assert command(*map_arguments, "--output", tmp_path / "map.tif")[0] == 0
    adapted = tmp_path / "adapted.safetensors"
    arguments = ["adapt", "--model", source_model, *scene.labels, "--updates", "20"]
    assert command(*arguments, "--output", adapted)[0] == 0
    apart = tmp_path / "apart.tif"
    status, _, _ = command(
        "classify", "--model", adapted, "--series", scene.folder, "--output", apart
    )
    assert status == 0
    assert (pixels(apart) == pixels(tmp_path / "map.tif")).all()


@pytest.mark.parametrize("method", ["sourcerer", "naive", "finetuned", "target-only"])
def test_the_learning_rate_is_the_size_of_a_step(scene, source_model, tmp_path, command, method):
    settings = ["adapt", "--model", source_model, *scene.labels, "--holdout", 0, "--updates", 1]
    settings += ["--method", method]
    settings += ["--lambda", 0] if method == "sourcerer" else []
    heads = []
    for rate in ("0.001", "0.0005", "1e-12"):
        target = tmp_path / f"{rate}.safetensors"
        assert command(*settings, "--learning-rate", rate, "--output", target)[0] == 0
        model = load_model(str(target), torch.device("cpu"))
        assert model.card.training.learning_rate == float(rate)
        heads.append(model.network.head.bias.detach())
    usual, half, none = heads
    moved = (usual - none).abs()
    assert (moved > 1e-3).all()
    assert (moved <= 1.01e-3 * model.card.training.updates).all()  # an Adam step is no longer
    np.testing.assert_allclose(usual - none, 2 * (half - none), rtol=0.25)


def test_an_extent_maps_that_part(scene, source_model, tmp_path, command):
    whole, part = tmp_path / "whole.tif", tmp_path / "part.tif"
    common = ["classify", "--model", source_model, "--series", scene.folder]
    assert command(*common, "--output", whole)[0] == 0
    west, south, east, north = pixel_box(8, 5, 7, 4).bounds
    extent = f"{west},{south},{east},{north}"
    assert command(*common, "--output", part, "--extent", extent)[0] == 0
    with rasterio.open(whole) as a, rasterio.open(part) as b:
        assert b.bounds == (west, south, east, north)
        np.testing.assert_array_equal(a.read(1)[5:9, 8:15], b.read(1))


def test_small_windows_give_the_same_map(scene, source_model, tmp_path, command, monkeypatch):
    common = ["classify", "--model", source_model, "--series", scene.folder]
    assert command(*common, "--output", tmp_path / "a.tif")[0] == 0
    monkeypatch.setattr("core.imagery.window_side", lambda *_: 7)
    assert command(*common, "--output", tmp_path / "b.tif")[0] == 0
    assert (tmp_path / "a.tif").read_bytes() == (tmp_path / "b.tif").read_bytes()


def test_never_observed_pixels_are_nodata(scene, source_model, tmp_path, command):
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    for path in images.iterdir():
        with rasterio.open(path, "r+") as dataset:
            values = dataset.read()
            values[0, 2, 3] = 0  # one band is enough
            dataset.write(values)
    target = tmp_path / "map.tif"
    status, _, _ = command(
        "classify",
        "--model",
        source_model,
        "--series",
        images,
        "--output",
        target,
        "--companions",
        "confidence",
    )
    assert status == 0
    with rasterio.open(target) as dataset:
        assert np.argwhere(dataset.read(1) == 0).tolist() == [[2, 3]]
    with rasterio.open(tmp_path / "map_confidence.tif") as dataset:
        assert np.argwhere(dataset.read(1) == 255).tolist() == [[2, 3]]


def test_unknown_classes_extend_the_model(scene, source_model, tmp_path, command):
    polygons = write_polygons(
        tmp_path / "three.gpkg",
        [
            pixel_box(1, 1, 4, 4),
            pixel_box(1, 6, 4, 4),
            pixel_box(13, 1, 4, 4),
            pixel_box(13, 6, 4, 4),
        ],
        crop=["spring", "spring", "meadow", "meadow"],
    )
    arguments = [
        "map",
        "--model",
        source_model,
        "--series",
        scene.folder,
        "--polygons",
        polygons,
        "--field",
        "crop",
        "--updates",
        "100",
        "--lambda",
        "0.001",
        "--output",
        tmp_path / "m.tif",
    ]
    status, _, err = command(*arguments)
    assert status == 1
    assert "meadow" in err
    assert "--unknown-classes extend" in err
    assert left_behind(tmp_path) == ["three.gpkg"]
    status, out, err = command(*arguments, "--unknown-classes", "extend")
    assert status == 0, err
    names = [(c.value, c.name) for c in read_card(tmp_path / "m.safetensors").classes]
    assert names == [(1, "autumn"), (2, "spring"), (3, "meadow")]
    report = json.loads((tmp_path / "m.json").read_text())
    assert report["accuracy"]["before_known"]["overall_accuracy"] > 0.9
    assert report["accuracy"]["before"]["overall_accuracy"] < 0.6
    assert report["not_assessed"] == ["autumn"]
    assert "classes that the source model knew" in out
    with rasterio.open(tmp_path / "m.tif") as dataset:
        assert (dataset.read(1)[:, 13:] == 3).mean() > 0.9


def test_the_report_tells_which_polygons_were_left_out_and_where_the_way_starts(
    scene, source_model, tmp_path, command
):
    """Three polygons one by one, a single one not; new classes are not the source model's."""
    boxes = [pixel_box(1, 1, 4, 4), pixel_box(1, 6, 4, 4), pixel_box(13, 1, 4, 4)]
    crops = ["spring", "spring", "meadow"]
    pages = {}
    for n in (3, 1):
        labels = write_polygons(tmp_path / f"{n}.gpkg", boxes[:n], crop=crops[:n])
        page = tmp_path / f"{n}.html"
        words = ["adapt", "--model", source_model, "--series", scene.folder, "--polygons", labels]
        words += ["--field", "crop", "--holdout", 0, "--unknown-classes", "extend", "--updates", 5]
        files = ["--output", tmp_path / f"{n}.safetensors", "--report", page]
        status, _, err = command(*words, *files)
        assert status == 0, err
        pages[n] = page.read_text()
    assert "Each of the 3 polygons was left out in turn" in pages[3]
    assert "the source model (with outputs added for new classes, α = 0)" in pages[3]
    assert json.loads((tmp_path / "3.json").read_text())["fit"]["new_classes"] == ["meadow"]
    assert json.loads((tmp_path / "1.json").read_text())["fit"]["new_classes"] == []
    assert "No polygon could be left out and judged by the others" in pages[1]


def test_only_an_adaptation_speaks_of_the_pull():
    helps = {job: options(job)["updates"].help for job in (TrainJob, AdaptJob, MapJob)}
    assert {job: "pull" in text for job, text in helps.items()} == {
        TrainJob: False,
        AdaptJob: True,
        MapJob: True,
    }


def test_no_two_polygons_of_a_class_no_figure(scene, source_model, tmp_path, command):
    polygons = write_polygons(
        tmp_path / "two.gpkg",
        [pixel_box(1, 1, 4, 4), pixel_box(13, 1, 4, 4)],
        crop=["spring", "autumn"],
    )
    status, out, err = command(
        "adapt",
        "--model",
        source_model,
        "--series",
        scene.folder,
        "--polygons",
        polygons,
        "--field",
        "crop",
        "--updates",
        "5",
        "--output",
        tmp_path / "a.safetensors",
        "--report",
        tmp_path / "a.html",
    )
    assert status == 0, err
    assert "Accuracy not measured: no polygon could be held out" in out
    assert "Accuracy was not measured" in (tmp_path / "a.html").read_text()
    assert read_card(tmp_path / "a.safetensors").training.held_out == {}


def test_an_independent_layer_measures_a_fit_on_all_polygons(
    scene, source_model, tmp_path, command
):
    status, _, err = command(
        "adapt",
        "--model",
        source_model,
        *scene.labels,
        "--updates",
        "5",
        "--test-polygons",
        scene.reference,
        "--output",
        tmp_path / "a.safetensors",
        "--report",
        tmp_path / "a.html",
    )
    assert status == 0, err
    report = json.loads((tmp_path / "a.json").read_text())
    assert report["accuracy"]["of"] == "reference polygons"
    assert report["accuracy"]["after"]["n_pixels"] == 24 * 3
    assert report["fit"]["n_pixels"] == report["assessed_fit"]["n_pixels"] == 256


def test_reference_pixels_that_were_trained_on_do_not_count(scene, source_model, tmp_path, command):
    arguments = [
        "adapt",
        "--model",
        source_model,
        *scene.labels,
        "--updates",
        "5",
        "--output",
        tmp_path / "a.safetensors",
        "--report",
        tmp_path / "a.html",
    ]
    status, _, err = command(*arguments, "--test-polygons", scene.polygons)
    assert status == 1
    assert "256 reference pixels that are training pixels too" in err
    half = write_polygons(
        tmp_path / "half.gpkg", [pixel_box(1, 1, 4, 4), pixel_box(1, 21, 4, 3)], crop=["spring"] * 2
    )
    status, _, err = command(*arguments, "--test-polygons", half)
    assert status == 0, err
    assert "16 reference pixels that are training pixels too" in err
    assert json.loads((tmp_path / "a.json").read_text())["accuracy"]["after"]["n_pixels"] == 12


def test_an_independent_layer_never_changes_the_model(scene, tmp_path, command):
    other = write_polygons(
        tmp_path / "other.gpkg",
        [pixel_box(0, 21, 9, 3), pixel_box(13, 21, 9, 3)],
        crop=["aaa", "spring"],
    )
    status, _, err = command(
        "train",
        *scene.labels,
        "--updates",
        "30",
        "--test-polygons",
        other,
        "--output",
        tmp_path / "m.safetensors",
        "--report",
        tmp_path / "m.html",
    )
    assert status == 0, err
    names = [(c.value, c.name) for c in read_card(tmp_path / "m.safetensors").classes]
    assert names == [(1, "autumn"), (2, "spring")]
    accuracy = json.loads((tmp_path / "m.json").read_text())["accuracy"]["after"]
    assert [c["name"] for c in accuracy["classes"]] == ["autumn", "spring", "aaa"]
    assert accuracy["overall_accuracy"] == 0.0  # the east is autumn, whatever this layer says


def test_no_refit_keeps_the_assessed_model(scene, source_model, tmp_path, command):
    status, _, err = command(
        "adapt",
        "--model",
        source_model,
        *scene.labels,
        "--updates",
        "5",
        "--no-refit",
        "--output",
        tmp_path / "a.safetensors",
    )
    assert status == 0, err
    training = read_card(tmp_path / "a.safetensors").training
    assert (training.n_pixels, training.n_blocks) == (192, 12)
    assert training.held_out["n_blocks"] == 4
    assert not training.refitted
    assert "that it never saw" in command("info", tmp_path / "a.safetensors")[1]


def test_paper_setting_is_one_switch(scene, source_model, tmp_path, command, monkeypatch):
    monkeypatch.setattr("core.methods.choice.PAPER_UPDATES", 12)  # the real 5,000 take minutes
    status, _, err = command(
        "adapt",
        "--model",
        source_model,
        *scene.labels,
        "--paper",
        "--penalty",
        "decoupled",
        "--holdout",
        "0",
        "--output",
        tmp_path / "a.safetensors",
    )
    assert status == 0, err
    training = read_card(tmp_path / "a.safetensors").training
    assert (training.penalty, training.lambda_rule, training.updates) == ("loss", "schedule", 12)
    assert training.t_max == 1e6


def test_source_only_is_the_source_model(scene, source_model, tmp_path, command):
    common = ["--series", scene.folder, "--output"]
    assert command("classify", "--model", source_model, *common, tmp_path / "a.tif")[0] == 0
    status, _, _ = command(
        "map",
        "--model",
        source_model,
        *scene.labels,
        "--method",
        "source-only",
        "--output",
        tmp_path / "b.tif",
    )
    assert status == 0
    assert (pixels(tmp_path / "a.tif") == pixels(tmp_path / "b.tif")).all()
    assert read_card(tmp_path / "b.safetensors").training.lambda_value is None


def test_source_only_never_maps_what_it_did_not_learn(scene, source_model, tmp_path, command):
    polygons = write_polygons(
        tmp_path / "p.gpkg", [pixel_box(1, 1, 4, 4), pixel_box(13, 1, 4, 4)], crop=["spring", "rye"]
    )
    status, _, err = command(
        "map",
        "--model",
        source_model,
        "--series",
        scene.folder,
        "--polygons",
        polygons,
        "--field",
        "crop",
        "--method",
        "source-only",
        "--unknown-classes",
        "extend",
        "--output",
        tmp_path / "m.tif",
    )
    assert status == 0, err
    names = [c.name for c in read_card(tmp_path / "m.safetensors").classes]
    assert names == ["autumn", "spring"]


def test_samples_files_train_and_adapt_like_images(scene, tmp_path, command):
    samples = tmp_path / "s.npz"
    status, out, _ = command("samples", *scene.labels, "--output", samples)
    assert status == 0
    assert "256 samples of 16 polygons" in out
    assert (
        command("train", *scene.labels, "--updates", "30", "--output", tmp_path / "a.safetensors")[
            0
        ]
        == 0
    )
    status, _, err = command(
        "train", "--samples", samples, "--updates", "30", "--output", tmp_path / "b.safetensors"
    )
    assert status == 0, err
    a, b = (read_card(tmp_path / f"{name}.safetensors") for name in "ab")
    assert (a.band_ranges, a.classes, a.grid) == (b.band_ranges, b.classes, b.grid)
    model = tmp_path / "b.safetensors"
    target = ["--updates", "5", "--output", tmp_path / "c.safetensors"]
    adapt = ["adapt", "--model", model, "--samples", samples]
    assert "given twice" in command(*adapt, samples, *target)[2]
    other = tmp_path / "other.npz"
    shutil.copy(samples, other)
    status, _, err = command(*adapt, other, *target)
    assert status == 0, err
    assert read_card(tmp_path / "c.safetensors").training.n_blocks == 32
    status, _, err = command(*adapt, *target, "--season-start", "2020-06-01")
    assert status == 0, err
    assert "season 2020-06-01" in err or "season 2019-06-01" in err


def test_assess_compares_a_map_with_polygons(tmp_path, command):
    values = np.ones((1, 10, 10))
    values[0, :, 5:] = 2
    values[0, 0, 0] = 0
    path = write_image(tmp_path / "map.tif", values, ["class"], nodata=0, dtype="uint8")
    polygons = write_polygons(
        tmp_path / "p.gpkg", [pixel_box(0, 0, 2, 2), pixel_box(4, 4, 2, 2)], code=[1, 2]
    )
    status, out, err = command(
        "assess",
        "--map",
        path,
        "--polygons",
        polygons,
        "--field",
        "code",
        "--output",
        tmp_path / "r.html",
    )
    assert status == 0, err
    accuracy = json.loads((tmp_path / "r.json").read_text())["accuracy"]["after"]
    assert accuracy["matrix"] == [[3, 0], [2, 2]]
    assert accuracy["overall_accuracy"] == pytest.approx(5 / 7)
    assert "71.4 %" in out


@pytest.mark.parametrize("suffix", [".safetensors", ".tif", ".json"])
def test_info_shows_each_kind_of_file(map_arguments, tmp_path, command, suffix):
    assert command(*map_arguments, "--output", tmp_path / "map.tif")[0] == 0
    status, out, _ = command("info", tmp_path / f"map{suffix}")
    assert status == 0
    expected = {".safetensors": "B04, B08", ".tif": "2 spring", ".json": "overall accuracy"}
    assert expected[suffix] in out


def test_series_prints_what_was_understood(scene, command):
    status, out, _ = command("series", scene.folder)
    assert status == 0
    for text in (
        "12 on 12 dates, 2020-01-01 to 2020-11-26",
        "B04 (red), B08 (nir)",
        "24 × 24",
        "EPSG:32631",
    ):
        assert text in out


def test_json_for_programs(scene, tmp_path, command):
    status, out, _ = command(
        "train", *scene.labels, "--updates", "3", "--json", "--output", tmp_path / "m.safetensors"
    )
    assert status == 0
    outcome = json.loads(out)
    assert outcome["outputs"]["model"] == str(tmp_path / "m.safetensors")
    assert outcome["figures"]["n_labelled"] == 256
    status, out, _ = command("info", tmp_path / "nothing.safetensors", "--json")
    assert status == 1
    assert json.loads(out)["code"] == "unreadable-file"


def test_help_explains_every_option(capsys):
    from core.cli import main
    from core.jobs import JOBS
    from core.options import options

    for name, job in JOBS.items():
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0
        text = " ".join(capsys.readouterr().out.split())
        for info in options(job).values():
            assert info.help[1:40] in text, (name, info.help)
