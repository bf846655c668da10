"""Accuracy figures, computed by hand."""

import json
import time

import numpy as np
import pytest
from scenes import pixel_box, write_image, write_polygons
from sklearn import metrics

from core.bootstrap import BlockCounts, draw
from core.evaluation import Confusion, assess
from core.model_card import LandCoverClass

A, B, C, D = (LandCoverClass(v, n, "#000000") for v, n in enumerate("abcd", start=1))


def array(*values):
    return np.array(values, np.int64)


def test_a_matrix_by_hand():
    #            reference a a a a  b b  c
    reference = array(1, 1, 1, 1, 2, 2, 3)
    mapped = array(1, 1, 1, 2, 2, 4, 1)
    confusion = Confusion.of(reference, mapped, (A, B, C, D))
    assert confusion.matrix.tolist() == [[3, 1, 0, 0], [0, 1, 0, 1], [1, 0, 0, 0], [0, 0, 0, 0]]
    assert confusion.overall_accuracy == pytest.approx(4 / 7)
    assert confusion.producers_accuracy == [pytest.approx(3 / 4), pytest.approx(1 / 2), 0, None]
    assert confusion.users_accuracy == [pytest.approx(3 / 4), pytest.approx(1 / 2), None, 0]
    assert confusion.f1 == [pytest.approx(3 / 4), pytest.approx(1 / 2), 0, 0]
    # over the classes that the reference holds: a, b, c
    assert confusion.macro_f1 == pytest.approx((3 / 4 + 1 / 2 + 0) / 3)
    figures = confusion.as_json()
    assert (figures["matrix_rows"], figures["matrix_columns"]) == ("reference", "map")
    assert figures["classes"][0]["reference_pixels"] == 4


def test_before_and_after_over_all_classes_and_over_the_known_ones():
    reference, polygon = array(1, 1, 2, 2, 3, 3), array(0, 0, 1, 1, 2, 2)
    before, after = array(1, 1, 2, 1, 1, 2), array(1, 2, 2, 2, 3, 3)
    found = assess(
        "held-out polygons", reference, polygon, after, (A, B, C, D), before=before, known={1, 2}
    )
    assert found.overall.before.overall_accuracy == pytest.approx(3 / 6)
    assert found.after.overall_accuracy == pytest.approx(5 / 6)
    assert found.overall.gain.overall_accuracy == pytest.approx(2 / 6)
    assert found.known.before.overall_accuracy == pytest.approx(3 / 4)
    assert found.known.after.overall_accuracy == pytest.approx(3 / 4)
    assert found.not_assessed == (D,)
    assert found.n_blocks == 3


def test_where_the_source_knew_all_there_is_no_second_figure():
    found = assess(
        "x", array(1, 2), array(0, 1), array(1, 2), (A, B), before=array(1, 1), known={1, 2, 3}
    )
    assert found.known is None


def test_the_interval_draws_polygons_not_pixels():
    """8 polygons of 100 pixels, half of them right: 8 coins, of which 2.5 % show 1 head or less."""
    polygon, right = np.repeat(np.arange(8), 100), np.repeat([1, 1, 1, 1, 2, 2, 2, 2], 100)
    found = assess("x", np.ones(800, np.int64), polygon, right, (A, B))
    assert found.after.intervals.overall_accuracy == (1 / 8, 7 / 8)  # P(0) = 0.4 %, P(1) = 3.1 %
    few = polygon < 4
    found = assess("x", np.ones(400, np.int64), polygon[few], right[few], (A, B))
    assert found.after.intervals.overall_accuracy is None
    assert found.after.intervals.macro_f1 is None


def test_the_gain_is_taken_within_each_draw():
    """Each of 10 polygons has one pixel of 10 more right, whatever its own accuracy."""
    polygon, pixel = np.repeat(np.arange(10), 10), np.tile(np.arange(10), 10)
    before, after = (np.where(pixel < polygon % 9 + more, 1, 2) for more in (0, 1))
    reference = np.ones(100, np.int64)
    found = assess("x", reference, polygon, after, (A, B), before=before, known={1}).overall
    low, high = found.after.intervals.overall_accuracy
    assert high - low > 0.25
    assert found.gain.overall_accuracy == pytest.approx(0.1)
    assert found.gain.overall_accuracy_interval == pytest.approx((0.1, 0.1))


def test_a_class_needs_five_polygons_that_speak_about_it():
    reference, mapped = array(1, 1, 1, 1, 2, 2, 2, 2, 2), array(1, 1, 1, 1, 1, 2, 2, 2, 2)
    found = assess("x", reference, np.arange(9), mapped, (A, B)).after.intervals
    assert [part is None for part in found.producers_accuracy] == [True, False]  # 4 and 5 reference
    assert [part is None for part in found.users_accuracy] == [False, True]  # 5 and 4 mapped
    assert [part is None for part in found.f1] == [True, False]  # as producer's
    assert found.overall_accuracy is not None


def test_the_known_classes_need_five_polygons_of_their_own():
    reference = array(1, 1, 1, 1, 2, 2)
    found = assess(
        "x", reference, np.arange(6), reference, (A, B), before=np.ones(6, np.int64), known={1}
    )
    assert found.overall.gain.overall_accuracy_interval is not None
    assert found.known.after.intervals.overall_accuracy is None
    assert found.known.gain.overall_accuracy_interval is None


def test_all_intervals_are_what_drawing_one_by_one_gives(monkeypatch):
    """2.5 % of the draws lie beyond each end: 4000 of them say so to one in a hundred."""
    monkeypatch.setattr("core.bootstrap.N_DRAWS", 4000)
    random = np.random.default_rng(3)
    polygon = np.sort(random.integers(0, 12, 90))
    reference = np.where(polygon < 2, 3, 1 + polygon % 2)
    mapped = np.where(random.random(90) < 0.7, reference, random.integers(1, 3, 90))
    found = assess("x", reference, polygon, mapped, (B, A, C), seed=5).after
    drawn = []
    for blocks in np.random.default_rng(5).integers(12, size=(4000, 12)):
        pixels = np.concatenate([np.flatnonzero(polygon == block) for block in blocks])
        drawn.append(Confusion.of(reference[pixels], mapped[pixels], (B, A, C)))
    assert 0 < sum(C not in one.classes for one in drawn) < 800  # (10/12)¹² = 11 % lack it

    def holds_most(interval, values):
        low, high = interval
        beyond = np.mean(np.less(values, low)), np.mean(np.greater(values, high))
        beyond_or_at = np.mean(np.less_equal(values, low)), np.mean(np.greater_equal(values, high))
        return max(beyond) < 0.035 and min(beyond_or_at) > 0.015

    for name in ("overall_accuracy", "macro_f1"):
        assert holds_most(getattr(found.intervals, name), [getattr(one, name) for one in drawn])
    assert [entry.name for entry in found.classes] == ["b", "a", "c"]
    for name in ("producers_accuracy", "users_accuracy", "f1"):
        of_b, of_a, of_c = getattr(found.intervals, name)
        assert of_c is None  # 2 polygons
        for entry, interval in ((B, of_b), (A, of_a)):
            values = [getattr(one, name)[one.classes.index(entry)] for one in drawn]
            known = [value for value in values if value is not None]  # few draws lack the figure
            assert holds_most(interval, known)


def test_drawn_figures_spread_as_those_of_blocks_drawn_one_by_one():
    """A third of 30 blocks right: the share has mean 1/3 and variance 1/3 · 2/3 / 30."""
    right = np.repeat([1, 2, 2], 10)
    counts = BlockCounts.of(np.arange(30), np.ones(30, np.int64), right, (1, 2), 30)
    shares = np.concatenate([draw([counts], seed)[0].overall_accuracy for seed in range(20)])
    assert shares.mean() == pytest.approx(1 / 3, abs=0.003)
    assert shares.var() == pytest.approx(2 / 9 / 30, rel=0.05)
    again = draw([counts, counts], 0)
    assert (again[0].overall_accuracy == again[1].overall_accuracy).all()  # the same blocks
    assert (again[0].overall_accuracy == shares[:1000]).all()  # and the same seed


def test_the_cost_of_an_interval_is_that_of_the_kinds_of_blocks():
    """300,000 points of four kinds; in another order they are the same sample."""
    n = 300_000
    random = np.random.default_rng(0)
    reference, mapped = random.integers(1, 3, n), random.integers(1, 3, n)
    counts = BlockCounts.of(np.arange(n), reference, mapped, (1, 2), n)
    started_s = time.process_time()
    (found,) = draw([counts], seed=1)
    assert time.process_time() - started_s < 3  # to draw each point takes longer
    order = random.permutation(n)
    other = BlockCounts.of(np.arange(n), reference[order], mapped[order], (1, 2), n)
    assert (draw([other], seed=1)[0].macro_f1 == found.macro_f1).all()


def test_a_report_shows_each_figure_with_its_interval(tmp_path, command):
    """A map of class 1 and 8 polygons of 4 pixels: the 4 of class 1 are right."""
    mapped = write_image(tmp_path / "m.tif", np.ones((1, 16, 16)), ["class"], dtype="uint8")
    polygons = write_polygons(
        tmp_path / "p.gpkg", [pixel_box(2 * n, 0, 2, 2) for n in range(8)], code=[1, 2] * 4
    )
    page = tmp_path / "r.html"
    arguments = ["--map", mapped, "--polygons", polygons, "--field", "code", "--output", page]
    status, out, err = command("assess", *arguments)
    assert status == 0, err
    assert "overall accuracy 50.0 % (12.5–87.5)" in out
    accuracy = json.loads((tmp_path / "r.json").read_text())["accuracy"]
    assert accuracy["overall_accuracy_interval"] == [1 / 8, 7 / 8]
    assert accuracy["after"]["overall_accuracy_interval"] == [1 / 8, 7 / 8]
    first, _ = accuracy["after"]["classes"]
    assert first["users_accuracy_interval"] == [1 / 8, 7 / 8]  # all 8 polygons are mapped so
    assert first["producers_accuracy_interval"] is None  # 4 polygons hold it
    text = page.read_text()
    assert "50.0 % <small>(12.5–87.5)</small>" in text
    assert "from drawing the reference polygons anew 1000 times" in text


def test_a_report_says_whether_adaptation_is_worth_it(scene, source_model, tmp_path, command):
    page = tmp_path / "a.html"
    arguments = ["--model", source_model, *scene.labels, "--holdout", "0.5", "--updates", "2"]
    files = ["--output", tmp_path / "a.safetensors", "--report", page]
    status, out, err = command("adapt", *arguments, *files)
    assert status == 0, err
    accuracy = json.loads((tmp_path / "a.json").read_text())["accuracy"]
    gain, before, after = (accuracy[name] for name in ("gain", "before", "after"))
    assert accuracy["n_blocks"] == 8
    change = after["overall_accuracy"] - before["overall_accuracy"]
    assert gain["overall_accuracy"] == pytest.approx(change)
    low, high = gain["overall_accuracy_interval"]
    assert low <= change <= high
    assert accuracy["gain_known"] is None
    assert "overall accuracy changed by" in out
    text = page.read_text()
    assert "Change by adaptation" in text
    assert "Four times a quarter of the polygons was left out" in text
    assert "the source model (α = 0)" in text


def test_macro_f1_is_scikit_learn_s_over_the_classes_of_the_reference():
    random = np.random.default_rng(0)
    for n_classes in (2, 3, 4):
        for _ in range(20):
            reference = random.integers(1, n_classes + 1, 30)
            mapped = random.integers(1, 5, 30)
            found = Confusion.of(reference, mapped, (A, B, C, D))
            labels = np.unique(reference)
            expected = metrics.f1_score(
                reference, mapped, labels=labels, average="macro", zero_division=0
            )
            assert found.macro_f1 == pytest.approx(expected)
            assert found.overall_accuracy == pytest.approx(np.mean(reference == mapped))
