"""Short numbers are used where they make the same map, and only there."""

import numpy as np
import pytest
import torch
from map_models import made_model, made_pixels

import core.precision
from core.jobs import Precision
from core.precision import MapNetwork, disagreement, made_for, margins, settled


def test_margins():
    probabilities = np.array([[0.5, 0.2, 0.3], [0.1, 0.8, 0.1]], np.float32)
    assert margins(probabilities).tolist() == pytest.approx([0.2, 0.7])
    assert margins(np.ones((2, 1), np.float32)).tolist() == [1, 1]


def two_classes(n_pixels, *first):
    """Probabilities of which the first pixels' first class has those given, the others' 0.9."""
    share = np.full(n_pixels, 0.9, np.float32)
    share[: len(first)] = first
    return np.stack([share, 1 - share], axis=1)


def test_two_pixels_of_a_thousand_may_differ_where_it_was_close():
    exact = two_classes(1000, 0.52, 0.52, 0.52)  # margins of 0.04
    assert disagreement(exact, exact) == ""
    assert disagreement(exact, two_classes(1000, 0.49, 0.49)) == ""
    assert disagreement(exact, two_classes(1000, 0.49, 0.49, 0.49)) == (
        "3 of 1000 pixels get another class"
    )


def test_a_pixel_that_was_no_close_call_must_not_differ():
    exact = two_classes(1000, 0.53)  # a margin of 0.06
    assert disagreement(exact, two_classes(1000, 0.49)) == (
        "a pixel gets another class whose most likely class leads by 6 percentage points"
    )


def test_what_is_no_number_speaks_against_it():
    broken = two_classes(10)
    broken[3, 1] = np.nan
    assert disagreement(two_classes(10), broken) == "some of its probabilities are not numbers"


def test_the_processors_numbers_are_taken_where_they_agree(monkeypatch):
    monkeypatch.setattr(core.precision, "made_for", lambda device: Precision.BFLOAT16)
    network = MapNetwork(made_model(), Precision.AUTO)
    x = made_pixels(600)
    probabilities = network.probabilities(x)
    assert network.precision is Precision.BFLOAT16
    assert network.note == (
        "The network computes in bfloat16: on 600 pixels it agrees with float32."
    )
    again = MapNetwork(made_model(), Precision.BFLOAT16).probabilities(x)
    assert again.tobytes() == probabilities.tobytes()


def test_else_float32_and_the_reason_is_told(monkeypatch):
    """Float16 ends at 65,504: a band in large numbers of a narrow range leaves it."""
    monkeypatch.setattr(core.precision, "made_for", lambda device: Precision.FLOAT16)
    model = made_model()
    x = made_pixels(50)
    x[0, 2] = 1e6  # of a range of 0.6
    assert settled(model, x) == (
        Precision.FLOAT32,
        "The network computes in float32, for in float16 some of its probabilities are not "
        "numbers.",
    )


def test_where_most_pixels_are_a_close_call_float32_is_no_slower(monkeypatch):
    monkeypatch.setattr(core.precision, "made_for", lambda device: Precision.BFLOAT16)
    monkeypatch.setattr(core.precision, "REFINED_BELOW", 0.9)
    assert settled(made_model(), made_pixels(500)) == (
        Precision.FLOAT32,
        "The network computes in float32, for in bfloat16 too many pixels are a close call.",
    )


def test_a_processor_without_such_units_is_not_asked(monkeypatch):
    monkeypatch.setattr(torch.cpu, "get_capabilities", dict)
    assert made_for(torch.device("cpu")) is Precision.FLOAT32
    assert settled(made_model(), made_pixels(5)) == (Precision.FLOAT32, "")
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"avx512_bf16": True})
    assert made_for(torch.device("cpu")) is Precision.BFLOAT16


def test_close_calls_are_computed_in_float32():
    model, x = made_model(), made_pixels(3000)
    exact = MapNetwork(model, Precision.FLOAT32).probabilities(x)
    short = MapNetwork(model, Precision.BFLOAT16).probabilities(x)
    is_close = margins(exact) < 0.01
    assert is_close.sum() > 5
    assert np.abs(short - exact)[is_close].max() < 1e-5
    assert 1e-4 < np.abs(short - exact).max() < 0.05
    assert (short.argmax(axis=1) == exact.argmax(axis=1)).all()
