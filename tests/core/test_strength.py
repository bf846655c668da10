"""λ from the labels (`--lambda auto`): what the left-out polygons say, and what is made of it."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from toys import CARD, CPU, changed, ignore, network, state, toy_task

from core.left_out import JUDGED_PX, LeftOut, folds, independent_pixels, leave_out
from core.methods.baselines import naive
from core.methods.task import Labelled
from core.model import LandCoverModel
from core.model_card import read_card
from core.model_file import load_model, save_model
from core.new_classes import SPREAD, fit_new_classes
from core.strength import adapt_by_evidence, drawn_back, temperature, trained_on
from core.training import LEARNING_RATE


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
    target = Labelled(torch.zeros(18, 1, 1), block % 3, block)
    parts = folds(target, seed=0)
    assert len(parts) == 4
    assert (torch.stack(parts).sum(dim=0) == 1).all()
    for part in parts:
        assert part.view(6, 3).all(dim=1).equal(part.view(6, 3).any(dim=1))
    assert folds(target.part(block == 0), seed=0) == []


def test_polygons_of_a_class_go_to_different_folds():
    """Three classes of four polygons each: every fold holds one of each."""
    block = torch.arange(12).repeat_interleave(2)
    y = (torch.arange(12) // 4).repeat_interleave(2)
    for seed in range(5):
        for part in folds(Labelled(torch.zeros(24, 1, 1), y, block), seed):
            assert y[part].bincount().tolist() == [2, 2, 2]


def test_a_left_out_class_that_no_other_polygon_has_counts_only_for_classes_without_a_label(task):
    """Polygons 0 and 1 are of class 0, polygon 2 of class 1: the third class may have a label."""
    block = torch.arange(3).repeat_interleave(4)
    y = torch.tensor([0, 0, 1]).repeat_interleave(4)
    target = Labelled(torch.zeros(12, 2, 8), y, block)
    part = block == 2
    worth = leave_out(replace(task, target=target), task.source, part).worth
    assert worth.tolist() == pytest.approx([1 / 1.9] * 4)
    two_classes = replace(task.card, classes=task.card.classes[:2])
    worth = leave_out(replace(task, target=target, card=two_classes), task.source, part).worth
    assert worth.tolist() == [0] * 4


def test_a_large_polygon_is_judged_by_some_of_its_pixels_that_stand_for_all(task):
    n = 10 * JUDGED_PX
    block = torch.tensor([0] * n + [1] * 5)
    target = Labelled(torch.zeros(n + 5, 2, 8), torch.zeros(n + 5, dtype=torch.int64), block)
    one = leave_out(replace(task, target=target), task.source, block == 0)
    assert len(one.unseen) == JUDGED_PX
    assert float(one.worth.sum()) == pytest.approx(n / (1 + (n - 1) * 0.3))


def test_weights_of_small_gradient_move_less_the_fewer_polygons_there_are(task):
    """Adam's first step is η g / (|g| + ε), with its own ε of 1e-8 η for every weight."""

    def typical_step(block):
        n = len(block)
        x, y = task.target.x[:1].expand(n, 2, 8), task.target.y[:1].expand(n)
        moved = trained_on(replace(task, updates=1), Labelled(x, y, block), ignore)
        pairs = zip(moved.parameters(), task.source.parameters())
        steps = torch.cat([(a - b).detach().abs().flatten() for a, b in pairs])
        return float(steps[steps > 0].median()) / LEARNING_RATE

    one, many = typical_step(torch.zeros(30)), typical_step(torch.arange(30))
    assert one < 0.5 < 0.7 < many < 1


def test_outputs_of_new_classes_are_trained_anew_wherever_the_network_is_drawn_back(task):
    """The source knows two classes of the three; at α = 0 the third is found all the same."""
    known = task.target.part(task.target.y < 2)
    source = naive(replace(task, target=known, updates=300), ignore).network
    weights = {
        name: weight[:2] if name.startswith("head.") else weight
        for name, weight in source.state_dict().items()
    }
    start = replace(task, source=source, source_weights=weights, updates=60)
    moved = trained_on(start, task.target, ignore)
    network = drawn_back(moved, start, 0.0, task.target)
    for name, weight in network.named_parameters():
        assert torch.equal(weight[: len(weights[name])], weights[name]), name
    with torch.inference_mode():
        found = network(task.target.x).argmax(dim=1)
    new = task.target.y == 2
    assert (found[new] == 2).float().mean() > 0.9
    assert (found[~new] == 2).float().mean() < 0.1


def test_a_single_pixel_of_a_new_class_does_not_flood_the_map():
    """The likeliest row stands where prior and label pull alike: (w − m) / s² = (1 − p) f."""
    head = torch.nn.Linear(3, 3)
    with torch.no_grad():
        head.weight[:2] = torch.tensor([[4.0, 0.0, 0.0], [0.0, 4.0, 0.0]])
        head.bias[:] = 0
    features, y = torch.tensor([[0.2, 0.2, 1.0]]), torch.tensor([2])
    fit_new_classes(head, 2, features, y, torch.ones(1))
    with torch.inference_mode():
        assert head(torch.eye(3)).argmax(dim=1).tolist() == [0, 1, 2]
        wrong = 1 - head(features).softmax(dim=1)[0, 2]
    mean, variance = torch.tensor([2.0, 2.0, 0.0]), (SPREAD**2) * 32 / 6
    gap = (head.weight[2].detach() - mean) / variance
    torch.testing.assert_close(gap, wrong * features[0], rtol=0.05, atol=1e-5)


def test_progress_rises_to_its_end(task):
    told = []
    adapt_by_evidence(replace(task, updates=60), told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert max(b - a for a, b in zip(told, told[1:])) < 0.1


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
    weights = {"head.weight": torch.zeros(3, 1)}
    start = replace(task, target=target, source_weights=weights)
    found = temperature(start, [LeftOut(always, target, target, torch.ones(400))], alpha=1.0)
    confidence = float((scores / found).softmax(dim=1).max())
    assert confidence == pytest.approx(0.75, abs=0.05)


def test_temperature_before_any_left_out_pixel_is_what_the_source_had(task):
    warm = replace(task, card=replace(task.card, temperature=1.7))
    assert temperature(task, [], 0.3) == pytest.approx(1.4)
    assert temperature(warm, [], 0.3) == pytest.approx(1.7)
    assert naive(warm, ignore).temperature == 1.7


def test_confidence_is_that_of_the_saved_temperature(tmp_path):
    """softmax(logits / T), through the model's file."""
    card = replace(CARD, temperature=2.0)
    path = tmp_path / "model.safetensors"
    save_model(path, LandCoverModel(card, network()), path.name)
    model = load_model(str(path), CPU)
    x = np.random.default_rng(0).random((5, 2, 8), np.float32)
    with torch.inference_mode():
        logits = network()(torch.from_numpy(x))  # the card's p2 and p98 are 0 and 1
    expected = (logits / 2).softmax(dim=1).numpy()
    np.testing.assert_allclose(model.probabilities(x), expected, rtol=1e-5)


def test_strength_by_evidence_by_the_command(scene, source_model, tmp_path, command):
    target = tmp_path / "map.tif"
    settings = ["--model", source_model, *scene.labels, "--updates", 10, "--lambda", "auto"]
    status, out, err = command("map", *settings, "--output", target)
    assert status == 0, err
    assert "of the way from the source model" in out
    card = read_card(target.with_suffix(".safetensors"))
    assert card.training.lambda_rule == "auto"
    assert 0 < card.training.alpha <= 1
    assert card.temperature != 1
    assert "How far from the source model?" in target.with_suffix(".html").read_text()
