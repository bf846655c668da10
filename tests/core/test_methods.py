"""The other configurations (section 5.1): what each may move, and that all run by one command."""

from dataclasses import replace
from datetime import date

import pytest
import torch
import torch.nn.functional as F

from core.jobs import Method
from core.methods.baselines import finetuned, naive, source_only, target_only
from core.methods.dann import dann, domain_loss
from core.methods.gradient_reversal import reverse_gradient
from core.methods.mme import adversarial_entropy, mme
from core.methods.task import Labelled, Task
from core.model import new_network
from core.model_card import Architecture, LandCoverClass, ModelCard, read_card
from core.season import DateGrid
from core.strength import ALPHAS, adapt_by_evidence

SIZES = Architecture(filters=6, kernel=3, dense=10)
CARD = ModelCard(
    name="toy",
    bands=("B04", "B08"),
    band_ranges=((0.0, 1.0),) * 2,
    grid=DateGrid(date(2020, 1, 1), tuple(range(0, 80, 10))),
    classes=tuple(LandCoverClass(n + 1, f"class {n}", "#00ff00") for n in range(3)),
    architecture=SIZES,
)
CPU = torch.device("cpu")


def ignore(fraction):
    """Nobody watches."""


def network(seed=0, head="linear"):
    card = replace(CARD, architecture=replace(SIZES, head=head))
    made = new_network(card, seed, CPU)
    return made.eval()


def labelled(seed, n=40):
    generator = torch.Generator().manual_seed(seed)
    y = torch.arange(n) % 3
    x = torch.randn(n, 2, 8, generator=generator) + 3 * y[:, None, None]
    return Labelled(x, y, torch.arange(n) // 4)


@pytest.fixture
def task():
    source = network()
    return Task(
        card=CARD,
        source=source,
        source_weights=source.state_dict(),
        target=labelled(1),
        updates=12,
        seed=3,
        new_network=lambda head: network(7, head),
        source_samples=labelled(2, 60),
        unlabelled=labelled(4, 50).x,
    )


def state(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def changed(before, after):
    """Names of weights and statistics that are not bit-identical."""
    return {name for name in before if not torch.equal(before[name], after[name])}


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
    assert again.read_bytes() == target.read_bytes()


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


def test_strength_by_evidence_keeps_the_source_where_the_target_is_noise(task):
    """A target whose labels say nothing: left-out polygons advise against moving."""
    y = torch.randint(0, 3, (40,), generator=torch.Generator().manual_seed(8))
    source = naive(replace(task, updates=300), ignore).network  # right on the target's x
    start = {"source": source, "source_weights": source.state_dict()}
    right = Labelled(task.target.x, source(task.target.x).argmax(dim=1), task.target.block)
    kept = adapt_by_evidence(replace(task, target=right, updates=60, **start), ignore)
    noise = Labelled(torch.randn_like(task.target.x), y, task.target.block)
    moved = adapt_by_evidence(replace(task, target=noise, updates=60, **start), ignore)
    for outcome in (kept, moved):
        assert {alpha for alpha, _ in outcome.facts["evidence"]} == {*ALPHAS, 10 / 14}
        assert 0 <= outcome.facts["alpha"] <= 1
        assert outcome.facts["alpha_prior"] == pytest.approx(10 / 14)
    scores = dict(kept.facts["evidence"])
    assert scores[0.0] == 1.0  # the source model is right everywhere


def test_strength_leaves_the_prior_as_far_as_polygons_speak_clearly(task):
    outcome = adapt_by_evidence(replace(task, updates=40), ignore)
    prior = 10 / 14
    merits = {
        alpha: 10 * score - 8 * (alpha - prior) ** 2 for alpha, score in outcome.facts["evidence"]
    }
    assert outcome.facts["alpha"] == max(merits, key=merits.get)
    statistics = [name for name in state(task.source) if "running" in name]
    assert not changed(state(task.source), state(outcome.network)) & set(statistics)


def test_strength_for_a_single_polygon_is_the_prior(task):
    one = Labelled(task.target.x[:4], task.target.y[:4], task.target.block[:4])
    outcome = adapt_by_evidence(replace(task, target=one, updates=5), ignore)
    assert outcome.facts["alpha"] == pytest.approx(1 / 5)
    assert outcome.facts["evidence"] == ()


def test_strength_by_evidence_by_the_command(scene, source_model, tmp_path, command):
    target = tmp_path / "map.tif"
    settings = ["--model", source_model, *scene.labels, "--updates", 10, "--lambda", "auto"]
    status, out, err = command("map", *settings, "--output", target)
    assert status == 0, err
    assert "of the way from the source model" in out
    card = read_card(target.with_suffix(".safetensors"))
    assert card.training.lambda_rule == "auto"
    assert 0 < card.training.alpha <= 1
    assert "Accuracy on left-out polygons, by α" in target.with_suffix(".html").read_text()
