"""Held-out polygons: whole, a quarter, and no class without training polygons."""

import time
from datetime import date

import numpy as np
import pytest

from core.samples import Samples
from core.season import DateGrid
from core.splits import held_out_blocks


def samples(blocks):
    """Blocks as lists of class values, one pixel each."""
    y = np.array([value for block in blocks for value in block], np.int64)
    ids = np.array([number for number, block in enumerate(blocks) for _ in block], np.int64)
    x = np.zeros((len(y), 1, 2), np.float32)
    return Samples(x, y, ids, ("B04",), DateGrid(date(2020, 1, 1), (0, 10)))


@pytest.mark.parametrize("seed", range(5))
def test_a_quarter_of_each_class_in_whole_polygons(seed):
    data = samples([[1] * 5] * 8 + [[2] * 3] * 4 + [[3]] * 2)
    held = held_out_blocks(data, 0.25, seed)
    for block in range(14):
        assert len(set(held[data.polygon_id == block])) == 1
    counts = {v: len(set(data.polygon_id[held & (data.y == v)])) for v in (1, 2, 3)}
    assert counts == {1: 2, 2: 1, 3: 1}


@pytest.mark.parametrize("seed", range(5))
def test_classes_of_one_polygon_are_trained_on_and_others_fill_up_the_quarter(seed):
    data = samples([[1], [2], [3], [4]] + [[5]] * 4)
    held = held_out_blocks(data, 0.25, seed)
    assert set(data.y[held]) == {5}
    assert held.sum() == 2


@pytest.mark.parametrize("seed", range(20))
def test_blocks_of_several_classes_leave_none_without_training(seed):
    random = np.random.default_rng(seed)
    data = samples([random.integers(1, 6, 4).tolist() for _ in range(8)])
    held = held_out_blocks(data, 0.25, seed)
    assert held.any()
    assert set(data.y[~held]) == set(data.y)


def test_time_grows_with_the_blocks_and_not_with_their_square():
    """Points are blocks of their own; counting all of them for each took a minute here."""
    data = samples([[1 + number % 5] for number in range(100_000)])
    began_s = time.process_time()
    held = held_out_blocks(data, 0.25, 0)
    assert time.process_time() - began_s < 5
    assert held.sum() == 25_000


def test_nothing_to_hold_out():
    assert not held_out_blocks(samples([[1], [2]]), 0.25, 0).any()
    assert not held_out_blocks(samples([[1]] * 8), 0.0, 0).any()


def test_same_seed_same_polygons():
    data = samples([[1]] * 40)
    first, again, other = (held_out_blocks(data, 0.25, seed) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()
