"""The method's numbers, checked against the paper and by hand."""

import copy
from itertools import islice

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from core.jobs import LEARNING_RATE, Penalty
from core.model_card import Architecture
from core.schedule import lambda_schedule
from core.sourcerer import SourcePull
from core.tempcnn import HalfDropout, TempCNN
from core.training import (
    Batches,
    Schedule,
    n_updates,
    set_training_mode,
    train,
)

FORMS = list(Penalty)


def ignore(fraction):
    pass


@pytest.fixture
def source():
    """A small source model whose batch-norm statistics have moved."""
    torch.manual_seed(3)
    model = TempCNN(3, 8, 4, Architecture(filters=8, dense=16))
    train(model, torch.randn(64, 3, 8), torch.arange(64) % 4, Schedule(20, 0), ignore)
    return model


@pytest.fixture
def target():
    torch.manual_seed(4)
    return torch.randn(50, 3, 8) + 1, torch.arange(50) % 4


def adapted(source, target, strength, form, updates=30, seed=0):
    model = copy.deepcopy(source)
    pull = SourcePull(model, source.state_dict(), strength, form)
    train(model, *target, Schedule(updates, seed), ignore, pull, frozen=model)
    return model, pull


def farthest(model, source):
    return max((p - q).abs().max().item() for p, q in zip(model.parameters(), source.parameters()))


@pytest.mark.parametrize(
    ("n_labelled", "expected"),
    [(1, 1e10), (20, 4.605e5), (100, 2154.4), (1000, 1.0), (1e4, 4.6416e-4), (1e6, 1e-10)],
)
def test_schedule_is_the_papers(n_labelled, expected):
    assert lambda_schedule(n_labelled) == pytest.approx(expected, rel=1e-3)


def test_schedule_general_form_passes_through_both_points():
    assert lambda_schedule(10, t_max=1e5, t_min=10, lambda_t_min=1e3) == pytest.approx(1e3)
    assert lambda_schedule(1e5, t_max=1e5, lambda_t_max=1e-4) == pytest.approx(1e-4)


def test_tempcnn_has_the_papers_size():
    model = TempCNN(10, 37, 30, Architecture())
    assert sum(p.numel() for p in model.parameters()) == 659_422
    assert model(torch.zeros(2, 10, 37)).shape == (2, 30)


@pytest.mark.parametrize("form", FORMS)
def test_after_one_step_the_weights_have_left_the_source(source, target, form):
    model, pull = adapted(source, target, 1.0, form, updates=1)
    distances = [(p - q).square().sum() for p, q in zip(model.parameters(), source.parameters())]
    assert pull.drift() == pytest.approx(sum(distances).sqrt().item(), rel=1e-4)
    assert pull.drift() > 0


def test_reference_is_a_copy_of_the_source(source, target):
    model = copy.deepcopy(source)
    pull = SourcePull(model, model.state_dict(), 1.0, Penalty.PROXIMAL)
    train(model, *target, Schedule(1, 0), ignore, pull, frozen=model)
    assert pull.drift() > 0


@pytest.mark.parametrize("form", [Penalty.PROXIMAL, Penalty.DECOUPLED])
def test_a_huge_lambda_returns_the_source(source, target, form):
    model, _ = adapted(source, target, 1e10, form)
    assert farthest(model, source) < 1e-6


@pytest.mark.parametrize("form", FORMS)
def test_less_lambda_means_more_drift(source, target, form):
    drifts = [adapted(source, target, strength, form)[1].drift() for strength in (1e4, 1, 1e-10)]
    assert drifts[0] < drifts[1] < drifts[2]


@pytest.mark.parametrize("form", FORMS)
def test_all_forms_agree_without_a_pull(source, target, form):
    free, _ = adapted(source, target, 0.0, form)
    plain = copy.deepcopy(source)
    train(plain, *target, Schedule(30, 0), ignore, frozen=plain)
    assert farthest(free, plain) == 0


@pytest.mark.parametrize("form", FORMS)
def test_statistics_stay_and_batch_norm_weights_move(source, target, form):
    model, _ = adapted(source, target, 1e-3, form)
    before, after = source.state_dict(), model.state_dict()
    for name in before:
        if "running" in name or "tracked" in name:
            assert torch.equal(before[name], after[name]), name
    assert not torch.equal(before["convolutions.0.1.weight"], after["convolutions.0.1.weight"])


@pytest.mark.parametrize("form", FORMS)
def test_same_seed_same_model_other_seed_other_model(source, target, form):
    first, again = (adapted(source, target, 0.1, form)[0].state_dict() for _ in range(2))
    assert all(torch.equal(first[name], again[name]) for name in first)
    other = adapted(source, target, 0.1, form, seed=1)[0].state_dict()
    assert not torch.equal(first["head.weight"], other["head.weight"])


def test_new_rows_of_the_output_layer_are_not_pulled(source, target):
    weights = {name: value.clone() for name, value in source.state_dict().items()}
    model = TempCNN(3, 8, 6, Architecture(filters=8, dense=16))
    wide = dict(weights)
    for name in ("head.weight", "head.bias"):
        wide[name] = torch.cat([weights[name], torch.full_like(weights[name][:2], 0.5)])
    model.load_state_dict(wide)
    pull = SourcePull(model, weights, 1e10, Penalty.PROXIMAL)
    x, y = target
    train(model, x, y % 2 + 4, Schedule(10, 0), ignore, pull, frozen=model)
    assert torch.allclose(model.head.weight[:4], weights["head.weight"], atol=1e-6)
    assert (model.head.weight[4:] - 0.5).abs().max() > 1e-3
    assert pull.drift() < 1e-4


@pytest.mark.parametrize(("strength", "updates"), [(0.05, 2000), (2.0, 2000)])
def test_proximal_and_loss_solve_equation_1_and_decoupled_does_not(strength, updates):
    """Least squares with a pull has a closed form: the minimum of Eq. 1."""
    torch.manual_seed(0)
    a, b = torch.randn(40, 3).double() * torch.tensor([3.0, 1.0, 0.3]), torch.randn(40, 1).double()
    start = torch.tensor([[0.5, -1.0, 2.0]]).double()

    def objective(w):
        data = (a @ w.T - b).square().mean()
        return (data + strength * (w - start).square().sum()).item()

    gram = a.T @ a / len(a) + strength * torch.eye(3).double()
    best = objective(torch.linalg.solve(gram, a.T @ b / len(a) + strength * start.T).T)
    reached = {}
    for form in FORMS:
        model = nn.Linear(3, 1, bias=False).double()
        model.weight.data = start.clone()
        pull = SourcePull(model, model.state_dict(), strength, form)
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
        for step in range(updates):
            optimizer.param_groups[0]["lr"] = 1e-2 * (1 - step / updates)
            optimizer.zero_grad()
            loss = (model(a) - b).square().mean()
            loss.backward()
            pull.before_step()
            optimizer.step()
            pull.after_step(optimizer)
        reached[form] = objective(model.weight.detach()) - best
    assert abs(reached[Penalty.LOSS]) < 1e-3 * best
    assert abs(reached[Penalty.PROXIMAL]) < 1e-3 * best
    assert reached[Penalty.DECOUPLED] > 1e-2 * best


def written_out(source, target, strength, updates):
    """Eq. 1 as it stands in the paper: a loop over the parameters, and the graph does the rest."""
    model = copy.deepcopy(source)
    set_training_mode(model, model)
    without_dropout(model)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, foreach=False)
    x, y = target
    losses = []
    for chosen in islice(Batches(len(y), 32, 0, never_single=False), updates):
        optimizer.zero_grad()
        data = F.cross_entropy(model(x[chosen]), y[chosen])
        penalty = sum((p - q).square().sum() for p, q in zip(model.parameters(), reference(source)))
        (data + strength * penalty).backward()
        optimizer.step()
        losses.append(data.item())
    return model, losses


def reference(source):
    return [parameter.detach() for parameter in source.parameters()]


def without_dropout(model):
    for layer in (part for part in model.modules() if isinstance(part, HalfDropout)):
        layer.forward = lambda x: x


@pytest.mark.parametrize("strength", [1e-4, 1e-2])
def test_the_loss_form_is_equation_1_written_out(source, target, strength):
    """The loss of every update agrees, and so does where it ends; without dropout."""
    expected, losses = written_out(source, target, strength, updates=40)
    model = copy.deepcopy(source)
    without_dropout(model)
    seen = []
    pull = SourcePull(model, source.state_dict(), strength, Penalty.LOSS)

    class Watch:
        def begin(self, network, updates): ...

        def after(self, step, updates, loss, network):
            seen.append(loss.item())

    train(model, *target, Schedule(40, 0), ignore, pull, frozen=model, measures=Watch())
    assert seen == pytest.approx(losses, rel=1e-3)
    assert losses[-1] != pytest.approx(losses[0], rel=0.05)
    assert farthest(model, expected) < 2e-3


def test_folded_batch_norm_has_the_same_gradients(source):
    """With statistics that stay, a block folds its batch normalisation into the convolution."""
    block = copy.deepcopy(source.convolutions[1])
    without_dropout(block)
    block.eval()
    x = torch.randn(6, 8, 8)
    outcomes = []
    for forward in (block, lambda x: nn.Sequential(*block)(x)):
        block.zero_grad()
        y = forward(x)
        y.square().sum().backward()
        outcomes.append([y.detach(), *(parameter.grad.clone() for parameter in block.parameters())])
    for folded, plain in zip(*outcomes):
        assert torch.allclose(folded, plain, rtol=1e-4, atol=1e-4)


def test_updates_are_at_least_one_epoch():
    assert n_updates(5000, 31) == 5000
    assert n_updates(10, 321) == 11


def test_batches_cover_every_sample_once_an_epoch():
    seen = torch.cat(list(islice(Batches(70, 32, 0), 6)))
    assert sorted(seen.tolist()) == sorted(list(range(70)) * 2)


def test_a_last_batch_of_one_joins_the_batch_before():
    assert [len(part) for part in islice(Batches(65, 32, 0), 2)] == [32, 33]
    assert [len(part) for part in islice(Batches(65, 32, 0, never_single=False), 3)] == [32, 32, 1]
    assert [len(part) for part in islice(Batches(1, 32, 0), 2)] == [1, 1]


def test_training_on_one_sample_works_and_keeps_statistics():
    model = TempCNN(2, 6, 2, Architecture(filters=4, dense=8))
    before = model.state_dict()["dense.1.running_mean"].clone()
    train(model, torch.randn(1, 2, 6), torch.tensor([1]), Schedule(3, 0), ignore)
    assert torch.equal(model.state_dict()["dense.1.running_mean"], before)
