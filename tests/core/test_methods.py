"""The other configurations (section 5.1): what each may move, and that all run by one command."""

from dataclasses import replace

import pytest
import torch
import torch.nn.functional as F
from scenes import pixels
from toys import SIZES, changed, ignore, network, state, toy_task

from core.jobs import Method
from core.methods.baselines import finetuned, naive, source_only, target_only
from core.methods.dann import dann, domain_loss
from core.methods.gradient_reversal import reverse_gradient
from core.methods.mme import adversarial_entropy, mme
from core.model_card import read_card


@pytest.fixture
def task():
    return toy_task()


def test_gradient_reversal_turns_and_scales_the_gradient_alone():
    x = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
    reversed_x = reverse_gradient(x, 0.25)
    assert torch.equal(reversed_x, x)
    (reversed_x * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    assert x.grad.tolist() == [-0.25, -0.5, -0.75]


def test_source_only_is_the_source_model_and_a_copy_of_it(task):
    outcome = source_only(task, ignore)
    assert not changed(state(task.source), state(outcome.network))
    assert outcome.network is not task.source
    assert outcome.updates == 0


def test_no_method_touches_the_source_model(task):
    before = state(task.source)
    for method in (source_only, target_only, naive, finetuned, dann, mme):
        method(task, ignore)
        assert not changed(before, state(task.source)), method


def test_target_only_never_sees_a_source_weight(task):
    other = network(99)
    first = target_only(task, ignore).network
    second = target_only(
        replace(task, source=other, source_weights=other.state_dict()), ignore
    ).network
    assert not changed(state(first), state(second))


def test_naive_starts_from_the_source_and_moves_all_statistics_too(task):
    outcome = naive(task, ignore)
    moved = changed(state(task.source), state(outcome.network))
    assert moved == set(task.source.state_dict())
    nearer = naive(replace(task, updates=1), ignore).network
    gap = (nearer.head.weight - task.source.head.weight).abs().max()
    assert 0 < gap < 3e-3  # one epoch, two steps of Adam from the source weights


def test_finetuned_leaves_the_convolutions_bit_identical(task):
    outcome = finetuned(task, ignore)
    moved = changed(state(task.source), state(outcome.network))
    assert not {name for name in moved if name.startswith("convolutions")}
    assert {"head.weight", "dense.0.weight", "dense.1.running_mean"} <= moved
    assert all(parameter.requires_grad for parameter in outcome.network.parameters())


def test_dann_s_domain_loss_teaches_the_branch_and_unteaches_the_features():
    torch.manual_seed(0)
    branch = torch.nn.Linear(4, 2)
    features = torch.randn(8, 4, requires_grad=True)
    is_target = torch.tensor([0, 1] * 4)
    domain_loss(features, branch, is_target).backward()
    plain = features.detach().clone().requires_grad_()
    expected = torch.autograd.grad(F.cross_entropy(branch(plain), is_target), plain)[0]
    torch.testing.assert_close(features.grad, -expected)
    weight = branch.weight.detach() - 0.1 * branch.weight.grad
    with torch.no_grad():
        before = F.cross_entropy(branch(features), is_target)
        after = F.cross_entropy(F.linear(features, weight, branch.bias), is_target)
    assert after < before


def test_mme_s_head_raises_the_entropy_that_its_features_lower(task):
    model = network(5, "cosine")

    def entropy():
        with torch.no_grad():
            scores = model(task.unlabelled).log_softmax(dim=1)
        return float(-(scores.exp() * scores).sum(dim=1).mean())

    adversarial_entropy(model, task.unlabelled).backward()
    start = entropy()
    head = {id(parameter) for parameter in model.head.parameters()}
    parts = {
        "head": [p for p in model.parameters() if id(p) in head],
        "features": [p for p in model.parameters() if id(p) not in head],
    }
    moved = {}
    for name, parameters in parts.items():
        with torch.no_grad():
            for parameter in parameters:
                parameter -= 0.01 * parameter.grad
        moved[name] = entropy() - start
        with torch.no_grad():
            for parameter in parameters:
                parameter += 0.01 * parameter.grad
    assert moved["head"] > 0 > moved["features"]


@pytest.mark.parametrize("method", [dann, mme])
def test_adversarial_methods_learn_from_source_and_target(task, method):
    outcome = method(replace(task, updates=300), ignore)
    for part in (task.target, task.source_samples):
        with torch.inference_mode():
            found = outcome.network(part.x).argmax(dim=1)
        assert (found == part.y).float().mean() > 0.6  # a third by chance


def test_scores_of_a_cosine_head_do_not_depend_on_the_features_length():
    head = network(0, "cosine").head
    features = torch.randn(5, SIZES.dense)
    torch.testing.assert_close(head(features), head(7 * features))


@pytest.mark.parametrize("method", [str(method) for method in Method])
def test_every_method_by_the_command(method, scene, source_model, tmp_path, command):
    samples, target = tmp_path / "source.npz", tmp_path / "map.tif"
    assert command("samples", *scene.labels, "--output", samples)[0] == 0
    settings = ["--model", source_model, *scene.labels, "--updates", 40, "--method", method]
    settings += ["--source-samples", samples] if method in ("dann", "mme") else []
    status, _, err = command("map", *settings, "--output", target)
    assert status == 0, err
    card = read_card(target.with_suffix(".safetensors"))
    assert card.training.method == method
    assert card.architecture.head == ("cosine" if method == "mme" else "linear")
    again = tmp_path / "again.tif"
    model = target.with_suffix(".safetensors")
    common = ["classify", "--model", model, "--series", scene.folder, "--output", again]
    assert command(*common)[0] == 0
    assert (pixels(again) == pixels(target)).all()


def test_adversarial_methods_say_what_they_lack(scene, source_model, tmp_path, command):
    settings = ["adapt", "--model", source_model, "--output", tmp_path / "m.safetensors"]
    status, _, err = command(*settings, *scene.labels, "--method", "dann")
    assert status == 1
    assert "needs --source-samples" in err
    samples = tmp_path / "s.npz"
    assert command("samples", *scene.labels, "--output", samples)[0] == 0
    given = ["--samples", samples, "--source-samples", samples, "--method", "mme"]
    status, _, err = command(*settings, *given)
    assert status == 1
    assert "Give --series" in err
