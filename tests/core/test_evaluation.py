"""Accuracy figures, computed by hand."""

import numpy as np
import pytest
from sklearn import metrics

from core.evaluation import Confusion, assess, block_interval
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
    assert found.before.overall_accuracy == pytest.approx(3 / 6)
    assert found.after.overall_accuracy == pytest.approx(5 / 6)
    assert found.before_known.overall_accuracy == pytest.approx(3 / 4)
    assert found.after_known.overall_accuracy == pytest.approx(3 / 4)
    assert found.not_assessed == (D,)
    assert found.n_blocks == 3


def test_where_the_source_knew_all_there_is_no_second_figure():
    found = assess(
        "x", array(1, 2), array(0, 1), array(1, 2), (A, B), before=array(1, 1), known={1, 2, 3}
    )
    assert found.after_known is None


def test_the_interval_draws_polygons_not_pixels():
    right = np.repeat([True, True, True, True, False, False, False, False], 100)
    low, high = block_interval(right, np.repeat(np.arange(8), 100), seed=0)
    assert low <= 0.15
    assert high >= 0.85  # 8 coins, not 800
    assert block_interval(right[:400], np.repeat(np.arange(4), 100), seed=0) is None


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
