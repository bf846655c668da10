"""λ from the labels (`--lambda auto`): what the left-out polygons say, and what is made of it."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from toys import changed, ignore, state, toy_task

from core.methods.baselines import naive
from core.methods.task import Labelled
from core.model_card import read_card
from core.strength import adapt_by_evidence, folds, independent_pixels, temperature


@pytest.fixture
def task():
    return toy_task()


def test_strength_stays_at_the_source_that_is_right_already(task):
    source = naive(replace(task, updates=300), ignore).network
    target = replace(task.target, y=source(task.target.x).argmax(dim=1))
    start = replace(task, source=source, source_weights=source.state_dict(), target=target)
    outcome = adapt_by_evidence(replace(start, updates=60), ignore)
    assert outcome.facts["evidence"][0][:2] == (0.0, 1.0)  # α = 0 leaves nothing to be gained
    assert outcome.facts["alpha"] < 0.3
    with torch.inference_mode():
        found = outcome.network(target.x).argmax(dim=1)
    assert (found == target.y).all()


def test_strength_moves_on_where_the_source_is_wrong_and_the_labels_agree(task):
    """Classes in another order: left-out polygons are right only with the trained network."""
    source = naive(replace(task, updates=300), ignore).network
    target = replace(task.target, y=(task.target.y + 1) % 3)
    start = replace(task, source=source, source_weights=source.state_dict(), target=target)
    outcome = adapt_by_evidence(replace(start, updates=500), ignore)
    assert outcome.facts["alpha"] > 0.7
    statistics = {name for name in state(task.source) if "running" in name}
    assert not changed(state(source), state(outcome.network)) & statistics


def test_strength_is_the_mean_of_what_left_out_pixels_leave_to_be_believed(task):
    """10 polygons of 4 pixels: a pixel counts 1 / (1 + 3 · 0.3)."""
    outcome = adapt_by_evidence(replace(task, updates=60), ignore)
    alphas, accuracies, beliefs = map(np.array, zip(*outcome.facts["evidence"]))
    np.testing.assert_allclose(alphas, np.arange(11) / 10)
    belief = np.exp(3 * 40 / 1.9 * accuracies - alphas / 0.3)
    belief[[0, -1]] /= 2
    np.testing.assert_allclose(beliefs, belief / belief.sum(), rtol=1e-4)
    assert outcome.facts["alpha"] == pytest.approx((belief * alphas).sum() / belief.sum(), rel=1e-4)


def test_pixels_of_a_polygon_count_for_little_more_than_one():
    worth = independent_pixels(torch.tensor([7, 3, 3, 7, 7, 9]))
    assert worth.tolist() == pytest.approx([1 / 1.6, 1 / 1.3, 1 / 1.3, 1 / 1.6, 1 / 1.6, 1.0])


def test_each_polygon_is_left_out_once_and_whole():
    block = torch.arange(6).repeat_interleave(3)
    parts = folds(block, seed=0)
    assert len(parts) == 4
    assert (torch.stack(parts).sum(dim=0) == 1).all()
    for part in parts:
        assert part.view(6, 3).all(dim=1).equal(part.view(6, 3).any(dim=1))
    assert folds(block[:3], seed=0) == []


def test_strength_for_a_single_polygon_is_what_is_likely_before_any_label(task):
    one = Labelled(task.target.x[:4], task.target.y[:4], task.target.block[:4])
    outcome = adapt_by_evidence(replace(task, target=one, updates=5), ignore)
    shares = np.exp(-np.arange(11) / 3) * ([0.5] + [1] * 9 + [0.5])
    assert outcome.facts["alpha"] == pytest.approx(
        (shares * np.arange(11) / 10).sum() / shares.sum()
    )
    assert outcome.facts["evidence"] == ()
    assert outcome.temperature == 1.4


def test_temperature_tells_the_share_that_is_right(task):
    """A network that is always sure and right for 3 pixels of 4: T makes the confidence 3 / 4."""
    scores = torch.tensor([[8.0, 0.0, 0.0]])
    always = torch.nn.Module()
    always.forward = lambda x: scores.expand(len(x), 3)
    y = torch.tensor([0, 0, 0, 1] * 100)
    target = Labelled(torch.zeros(400, 1, 1), y, torch.arange(400))
    part = torch.ones(400, dtype=torch.bool)
    found = temperature(replace(task, target=target), [always], [part], alpha=1.0)
    confidence = float((scores / found).softmax(dim=1).max())
    assert confidence == pytest.approx(0.75, abs=0.05)


def test_strength_by_evidence_by_the_command(scene, source_model, tmp_path, command):
    target = tmp_path / "map.tif"
    settings = ["--model", source_model, *scene.labels, "--updates", 10, "--lambda", "auto"]
    status, out, err = command("map", *settings, "--output", target)
    assert status == 0, err
    assert "of the way from the source model" in out
    card = read_card(target.with_suffix(".safetensors"))
    assert card.training.lambda_rule == "auto"
    assert 0 < card.training.alpha <= 1
    assert card.temperature > 0
    assert "How far from the source model?" in target.with_suffix(".html").read_text()
