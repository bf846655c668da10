"""Which of several source models fits the labels best, as it is."""

import json
import shutil
from dataclasses import replace

import pytest
import torch
from scenes import pixel_box, write_polygons

from core import ranking
from core.jobs import RankJob
from core.model_card import LandCoverClass, read_card
from core.model_file import load_model, save_model
from core.protocol import decode, encode
from core.ranking import Ranked, rank

CPU = torch.device("cpu")


@pytest.fixture
def changed(source_model, tmp_path):
    """A copy of the source model with another card; its weights stay."""

    def make(name, **changes):
        model = load_model(str(source_model), CPU)
        path = tmp_path / f"{name}.safetensors"
        card = replace(model.card, name=name, **changes)
        save_model(path, replace(model, card=card), path.name)
        return path

    return make


@pytest.fixture
def ranked(scene, command):
    def run(*models, labels=scene.labels):
        status, out, err = command("rank", *labels, "--json", "--models", *models)
        assert status == 0, err
        outcome = json.loads(out)
        return outcome["details"]["models"], outcome["summary"]

    return run


@pytest.fixture
def mirrored(source_model, changed):
    """The source model with its two classes swapped: all that was right is wrong."""
    classes = read_card(source_model).classes
    swapped = [replace(one, name=other.name) for one, other in zip(classes, classes[::-1])]
    return changed("mirrored", classes=tuple(swapped))


def test_the_best_model_comes_first_and_what_does_not_fit_last(
    ranked, source_model, changed, mirrored
):
    no_band = changed("no band", bands=("B04", "B99"))
    classes = (LandCoverClass(1, "sea", "#000001"), LandCoverClass(2, "ice", "#000002"))
    no_class = changed("no class", classes=classes)
    found, words = ranked(no_class, mirrored, no_band, source_model)
    assert [entry["path"] for entry in found[:2]] == [str(source_model), str(mirrored)]
    best, worst = found[:2]
    assert best["overall_accuracy"] > 0.95
    assert best["macro_f1"] > 0.95
    assert best["n_pixels"] == worst["n_pixels"] == 16 * 16
    assert worst["overall_accuracy"] == pytest.approx(1 - best["overall_accuracy"])
    assert best["problem"] == worst["problem"] == best["note"] == ""
    problems = {entry["name"]: entry for entry in found[2:]}
    assert "has no band B99" in problems["no band"]["problem"]
    message = "None of the labels' classes (autumn, spring) is one of the model's (sea, ice)."
    assert problems["no class"]["problem"] == message
    for entry in problems.values():
        assert (entry["overall_accuracy"], entry["macro_f1"], entry["n_pixels"]) == (None, None, 0)
    lines = words.splitlines()
    assert lines[0].startswith("1. source: overall accuracy ")
    assert lines[1].startswith("2. mirrored: overall accuracy ")
    assert sum("does not fit: " in line for line in lines) == 2


def test_it_is_the_accuracy_of_the_model_as_it_is(ranked, scene, source_model, tmp_path, command):
    """The same figures as a map of the model, assessed on the same polygons."""
    (found,), _ = ranked(source_model)
    target = tmp_path / "map.tif"
    common = ["--model", source_model, "--series", scene.folder, "--output", target]
    assert command("classify", *common)[0] == 0
    report = tmp_path / "report.html"
    labels = ["--polygons", scene.polygons, "--field", "crop", "--output", report]
    assert command("assess", "--map", target, *labels)[0] == 0
    after = json.loads(report.with_suffix(".json").read_text())["accuracy"]["after"]
    assert found["overall_accuracy"] == after["overall_accuracy"]
    assert found["macro_f1"] == after["macro_f1"]
    assert found["n_pixels"] == after["n_pixels"]


def test_pixels_of_a_class_that_the_model_does_not_know_are_wrong(
    ranked, scene, source_model, tmp_path
):
    boxes = [pixel_box(1, 1, 4, 4), pixel_box(13, 1, 4, 4), pixel_box(18, 1, 4, 2)]
    polygons = write_polygons(tmp_path / "p.gpkg", boxes, crop=["spring", "autumn", "desert"])
    labels = ["--series", scene.folder, "--polygons", polygons, "--field", "crop"]
    (found,), words = ranked(source_model, labels=labels)
    right = 32 / 40
    assert found["overall_accuracy"] == pytest.approx(right)
    # spring is right and not overestimated; the 8 pixels of desert are taken for autumn
    assert found["macro_f1"] == pytest.approx((1 + 2 * 16 / (16 + 24) + 0) / 3)
    assert found["n_pixels"] == 40
    assert found["note"] == "It does not know desert: counted as wrong."
    assert "desert" in words


def test_values_in_other_units_are_pointed_out(ranked, changed):
    (found,), _ = ranked(changed("small", band_ranges=((0.05, 0.4), (0.05, 0.4))))
    assert found["overall_accuracy"] is not None
    assert "times too large for the model" in found["note"]


def test_models_of_one_family_read_the_labels_once(
    scene, source_model, mirrored, tmp_path, reporter, monkeypatch
):
    copy = tmp_path / "copy.safetensors"
    shutil.copy(source_model, copy)
    read = []
    original = ranking.load_for_model
    monkeypatch.setattr(ranking, "load_for_model", lambda *a: read.append(a) or original(*a))
    job = RankJob(
        series=(str(scene.folder),),
        polygons=str(scene.polygons),
        field="crop",
        models=(str(source_model), str(copy), str(mirrored)),
    )
    found = rank(job, reporter).details["models"]
    assert len(read) == 2  # the mirrored one has other classes
    assert found[0]["overall_accuracy"] == found[1]["overall_accuracy"]
    assert [fraction for _, fraction in reporter.phases] == sorted(
        fraction for _, fraction in reporter.phases
    )
    assert reporter.phases[-1][1] == pytest.approx(1)


def test_a_file_that_is_no_model_does_not_stop_the_others(ranked, source_model, tmp_path):
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"nothing")
    found, _ = ranked(broken, source_model, tmp_path / "gone.safetensors")
    assert found[0]["path"] == str(source_model)
    assert "no safetensors header" in found[1]["problem"]
    assert "gone.safetensors cannot be read" in found[2]["problem"]


def test_weights_that_do_not_fit_their_card_are_a_problem(ranked, source_model, changed):
    longer = replace(read_card(source_model).grid, offsets=tuple(range(0, 100, 10)))
    found, _ = ranked(changed("longer", grid=longer, profiles={}))
    assert "has shape" in found[0]["problem"]


@pytest.mark.parametrize(
    ("replaced", "message"),
    [
        ({"--polygons": "nowhere.gpkg"}, "nowhere.gpkg"),
        ({"--series": "nowhere"}, "nowhere"),
        ({"--field": "kind"}, "has no field kind"),
        ({"--bands": "B04"}, "each model says which bands"),
    ],
)
def test_what_no_model_can_use_is_an_error(scene, source_model, command, replaced, message):
    given = dict(zip(scene.labels[::2], scene.labels[1::2])) | replaced
    words = [word for pair in given.items() for word in pair]
    status, out, err = command("rank", *words, "--models", source_model)
    assert (status, out) == (1, "")
    assert message in err


def test_models_are_needed_and_each_once(scene, source_model, command):
    status, _, err = command("rank", *scene.labels, "--models", source_model, source_model)
    assert status == 1
    assert "more than once" in err
    with pytest.raises(Exception, match="needs --models"):
        RankJob(series=("x",), polygons="p", field="f").validate()


def test_equal_accuracy_is_decided_by_macro_f1_and_zero_beats_no_figure():
    models = [
        Ranked("a", "a", problem="no band"),
        Ranked("b", "b", 0.0, 0.0),
        Ranked("c", "c", 0.5, 0.3),
        Ranked("d", "d", 0.5, 0.4),
    ]
    ordered = sorted(models, key=lambda ranked: ranked.merit, reverse=True)
    assert [ranked.name for ranked in ordered] == ["d", "c", "b", "a"]


def test_details_go_through_the_protocol(scene, source_model, reporter):
    job = RankJob(
        series=(str(scene.folder),),
        polygons=str(scene.polygons),
        field="crop",
        models=(str(source_model),),
    )
    result = rank(job, reporter)
    assert decode(encode(result)).details == result.details
