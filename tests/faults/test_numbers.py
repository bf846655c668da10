"""Training under stress: a model of finite weights comes out, or a message and no file."""

import json

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file
from scenes import pixel_box, write_image, write_polygons
from tiny_scene import Scene

from core.model_card import read_card, read_item

STRENGTHS = ("1e-10", "1", "1e10")


@pytest.fixture
def adapted(command, source_model, scene, tmp_path):
    """Adapt; returns the weights, or the message of a refusal after which there is no file."""

    def run(*words, model=source_model, labels=scene.labels):
        output = tmp_path / "adapted.safetensors"
        status, _, err = command(
            *("adapt", "--model", model, *labels, "--updates", 10, "--output", output, *words)
        )
        assert output.exists() == (status == 0)
        assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        if status:
            return None, err
        weights = load_file(output)
        assert all(np.isfinite(values).all() for values in weights.values())
        return weights, err

    return run


@pytest.mark.parametrize("penalty", ["loss", "proximal", "decoupled"])
@pytest.mark.parametrize("strength", STRENGTHS)
def test_any_strength_leaves_numbers(adapted, source_model, penalty, strength):
    weights, err = adapted("--penalty", penalty, "--lambda", strength)
    assert weights is not None, err
    if strength == "1e10" and penalty != "loss":  # pulled back to where it came from
        source = load_file(source_model)
        assert max(abs(weights[name] - source[name]).max() for name in weights) < 1e-4


@pytest.fixture
def few_labels(scene, tmp_path):
    def write(shapes, crops):
        path = write_polygons(tmp_path / "few.gpkg", shapes, crop=crops)
        return ["--series", scene.folder, "--polygons", path, "--field", "crop"]

    return write


@pytest.mark.parametrize(
    ("shapes", "crops"),
    [
        ([(1, 1, 4, 4), (6, 6, 4, 4)], ["spring", "spring"]),
        ([(1, 1, 1, 1), (14, 14, 1, 1)], ["spring", "autumn"]),
        ([(1, 1, 1, 1)], ["spring"]),
        ([(0, 0, 12, 23), (14, 14, 1, 1)], ["spring", "autumn"]),
    ],
    ids=["one class", "two pixels", "one pixel", "276 to 1"],
)
@pytest.mark.parametrize("method", ["sourcerer", "target-only"])
def test_few_or_lopsided_labels(adapted, few_labels, shapes, crops, method):
    labels = few_labels([pixel_box(*shape) for shape in shapes], crops)
    weights, err = adapted("--method", method, labels=labels)
    assert weights is not None, err


@pytest.fixture
def flat(tmp_path):
    """A scene in which B04 is 500 everywhere and always, and B08 a single huge number."""
    images = tmp_path / "flat"
    images.mkdir()
    for month in (1, 4, 7, 10):
        values = np.stack([np.full((24, 24), 500), np.full((24, 24), 65_535)])
        write_image(images / f"2020-{month:02}-01.tif", values, ["B04", "B08"])
    squares = [pixel_box(col, row, 4, 4) for col in (1, 13) for row in (1, 13)]
    labels = write_polygons(tmp_path / "flat.gpkg", squares, crop=["a", "a", "b", "b"])
    return Scene(images, labels, labels)


def test_bands_that_never_vary(command, adapted, flat, tmp_path):
    """Training fits a range of one unit; adaptation comes from a model of other values."""
    model = tmp_path / "flat.safetensors"
    status, _, err = command("train", *flat.labels, "--updates", 5, "--output", model)
    assert status == 0, err
    assert read_card(model).band_ranges == ((500.0, 501.0), (65_535.0, 65_536.0))
    assert all(np.isfinite(values).all() for values in load_file(model).values())
    weights, err = adapted(model=model, labels=flat.labels)
    assert weights is not None, err


def rewritten(source, target, change):
    weights, item = dict(load_file(source)), read_item(source)
    change(weights)
    save_file(weights, target, metadata={"mlm": json.dumps(item)})
    return target


def test_a_batch_norm_without_variance(adapted, source_model, tmp_path):
    """What a channel that never varied leaves in a model: running variance 0."""

    def still(weights):
        for name in weights:
            if name.endswith("running_var"):
                weights[name] = np.zeros_like(weights[name])

    model = rewritten(source_model, tmp_path / "still.safetensors", still)
    weights, err = adapted("--penalty", "loss", "--lambda", "1", model=model)
    if weights is None:
        assert "updates" in err or "not a number" in err


def test_a_model_that_overflows_is_stopped_and_the_older_one_kept(
    command, source_model, scene, tmp_path
):
    """The first loss is no number: the fit ends there, and the model made before is not touched."""

    def huge(weights):
        weights["head.weight"] = np.full_like(weights["head.weight"], 3e38)

    model = rewritten(source_model, tmp_path / "huge.safetensors", huge)
    older = tmp_path / "adapted.safetensors"
    older.write_text("yesterday's model")
    words = ["--penalty", "loss", "--lambda", "1", "--output", older]
    status, _, err = command("adapt", "--model", model, *scene.labels, *words)
    assert status == 1
    assert older.read_text() == "yesterday's model"
    assert "The loss is" in err
    assert "after 0 updates" in err


@pytest.mark.parametrize(
    "words",
    [("--lambda", "nan"), ("--lambda", "inf"), ("--lambda", "1e38"), ("--learning-rate", "nan")],
)
def test_the_settings_of_a_fit_are_numbers(adapted, words):
    weights, err = adapted(*words)
    assert weights is None
    assert f"{words[0]} is" in err


def test_a_report_holds_no_number_that_is_none(adapted, tmp_path):
    """JSON has no NaN: a program that reads the report would stop there."""
    report = tmp_path / "r.html"
    adapted("--penalty", "proximal", "--lambda", "1e10", "--report", report)

    def refuse(text):
        raise AssertionError(text)

    content = json.loads(report.with_suffix(".json").read_text(), parse_constant=refuse)
    assert content["fit"]["updates"] == 10
