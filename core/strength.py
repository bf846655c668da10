"""How far to move from the source, judged by the target's polygons: λ from the data (section 3.4).

The network is trained on the target without a pull, and then drawn back: θ = θ̂s + α(θ̂ − θ̂s). α = 0
is the source model, α = 1 the trained one; a small α stands for a large λ. Before any label is seen
a small α is likelier than a large one. Pixels of polygons that were left out of the training say
how well each α does on what it has not seen. α is the mean of what is then to be believed of it.

Outputs of classes that are new to the source have nowhere to be drawn back to. They are trained
again at each α, on features that stay as they are there.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor

from .left_out import LeftOut, folds, independent_pixels, leave_out
from .measures import Measures
from .methods.task import Labelled, Outcome, Task
from .new_classes import fit_new_classes
from .progress import Advance
from .tempcnn import TempCNN
from .training import BATCH_SIZE, Schedule, n_updates, train

ALPHAS = tuple(tenth / 10 for tenth in range(11))
PRIOR_SCALE = 0.3
"""Before the labels, α has the density exp(−α / 0.3), up to a constant."""
EVIDENCE_WEIGHT = 3.0
"""Log-likelihood of one left-out pixel classified rightly, were it independent of the others."""
EPOCHS, LEAST_UPDATES = 16, 60
"""Few labels want few updates: so many passes over the data, and no fewer updates."""
DAMPING = 0.03
"""Adam's ε for one independent pixel, as against its usual 1e-8. A weight whose gradient is small
beside ε moves in proportion to it instead of by a full step: where the source model explains the
labels, nothing moves. For N independent pixels it is 0.03 / N, for their gradients add up."""
LIKELY_TEMPERATURE, TEMPERATURE_SPREAD = 1.4, 0.2
"""Before any pixel is left out: adapted networks are too sure of themselves. Spread of ln T."""
REFIT_PX = 2048
"""Labelled pixels, at most, that the outputs of new classes are trained again on."""
JUDGING_SHARE = 0.2
"""Time that judging takes, as a share of one fit's."""
_PREDICTION_BATCH = 1024


@dataclass(frozen=True)
class Evidence:
    """What is known of one α."""

    alpha: float
    accuracy: float
    """Mean over left-out polygons, each weighing as many independent pixels as it is worth."""
    weight: float
    """Posterior probability, of all α on the path together 1."""


def adapt_by_evidence(task: Task, advance: Advance) -> Outcome:
    """Adapt, with the distance from the source chosen from the labelled polygons.

    Costs at most five fits: one for each of four folds, and one on all polygons. A single polygon
    leaves the choice to the prior.
    """
    parts = folds(task.target, task.seed)
    whole = len(parts) + JUDGING_SHARE + 1
    left_out = []
    loss_alone = replace(task.measures, x=None, y=None) if task.measures else None
    for number, part in enumerate(parts):
        share = _share(advance, number / whole, 1 / whole)
        fit = trained_on(task, task.target.part(~part), share, loss_alone)
        left_out.append(leave_out(task, fit, part))
    judging = _share(advance, len(parts) / whole, JUDGING_SHARE / whole)
    evidence = judge(task, left_out, judging)
    alpha = sum(one.weight * one.alpha for one in evidence)
    sureness = temperature(task, left_out, alpha)
    shown = _shown_drawn_back(task, alpha, len(parts) + 1)
    moved = trained_on(task, task.target, _share(advance, 1 - 1 / whole, 1 / whole), shown)
    network = drawn_back(moved, task, alpha, task.target)
    seen = any(one.worth.any() for one in left_out)
    facts = {
        "alpha": alpha,
        "evidence": tuple((one.alpha, one.accuracy, one.weight) for one in evidence if seen),
        "drift": _distance(network, task.source_weights),
    }
    return Outcome(network, updates_for(task, len(task.target)), facts, sureness)


def judge(task: Task, left_out: Sequence[LeftOut], advance: Advance) -> list[Evidence]:
    """Posterior of α on its path.

    Args:
        task: source weights and labelled pixels.
        left_out: one of each fold, or none.
        advance: told the fraction done.
    """
    right = []
    for number, alpha in enumerate(ALPHAS):
        advance(number / len(ALPHAS))
        right.append(sum(_n_right(task, one, alpha) for one in left_out))
    scores = [EVIDENCE_WEIGHT * r - a / PRIOR_SCALE for a, r in zip(ALPHAS, right)]
    # by the trapezoidal rule the ends of the path stand for half as much of it
    shares = [0.5 if a in (ALPHAS[0], ALPHAS[-1]) else 1.0 for a in ALPHAS]
    masses = [share * math.exp(score - max(scores)) for share, score in zip(shares, scores)]
    total = sum(float(one.worth.sum()) for one in left_out) or 1.0
    return [Evidence(a, r / total, m / sum(masses)) for a, r, m in zip(ALPHAS, right, masses)]


def temperature(task: Task, left_out: Sequence[LeftOut], alpha: float) -> float:
    """What the scores are divided by, so that confidence is the share right (Guo et al. 2017).

    The one that is likeliest, after left-out labels and what is to be expected before them: the
    source model's own, if it has one.
    """
    likely = LIKELY_TEMPERATURE if task.card.temperature == 1 else task.card.temperature
    temperatures = [likely * 2 ** (step / 8) for step in range(-12, 25)]
    losses = [(math.log(t / likely) / TEMPERATURE_SPREAD) ** 2 / 2 for t in temperatures]
    for one in left_out:
        scores = _scores_at(task, one, alpha)
        for place, t in enumerate(temperatures):
            loss = F.cross_entropy(scores / t, one.unseen.y, reduction="none")
            losses[place] += float((loss * one.worth).sum())
    return temperatures[losses.index(min(losses))]


def updates_for(task: Task, n_samples: int) -> int:
    """A fixed number of passes over the data, at most what the task allows."""
    passes = EPOCHS * math.ceil(n_samples / BATCH_SIZE)
    return min(max(passes, LEAST_UPDATES), n_updates(task.updates, n_samples))


def trained_on(
    task: Task, target: Labelled, advance: Advance, measures: Measures | None = None
) -> TempCNN:
    """The source model trained on target pixels without a pull; batch-norm statistics stay."""
    network = deepcopy(task.source)
    epsilon = DAMPING / float(independent_pixels(target.block).sum())
    schedule = Schedule(
        updates_for(task, len(target)), task.seed, epsilon, task.learning_rate
    )
    train(network, target.x, target.y, schedule, advance, frozen=network, measures=measures)
    return network


def drawn_back(moved: TempCNN, task: Task, alpha: float, seen: Labelled) -> TempCNN:
    """A copy with θ = θ̂s + α(θ̂ − θ̂s), its outputs of new classes trained again where it stands.

    Args:
        moved: θ̂.
        task: with θ̂s.
        alpha: α.
        seen: what `moved` was trained on.
    """
    network = _between(moved, task, alpha)
    n_known = len(task.source_weights["head.weight"])
    if bool((seen.y >= n_known).any()):
        _refit_new_classes(network, n_known, seen, task.seed)
    return network


@torch.no_grad()
def _between(moved: TempCNN, task: Task, alpha: float) -> TempCNN:
    """A copy with θ = θ̂s + α(θ̂ − θ̂s); outputs of new classes as they are."""
    network = deepcopy(moved)
    for name, weight in network.named_parameters():
        old = task.source_weights[name].to(weight.device)
        weight[: len(old)].copy_(torch.lerp(old, weight[: len(old)], alpha))
    return network


def _shown_drawn_back(task: Task, alpha: float, n_fits: int) -> Measures | None:
    """What shows of the last of the fits the network that it will be drawn back to."""
    if task.measures is None:
        return None
    return replace(
        task.measures, n_fits=n_fits, as_used=lambda network: _between(network, task, alpha)
    )


def _refit_new_classes(network: TempCNN, n_known: int, seen: Labelled, seed: int) -> None:
    """Train the outputs behind the known ones again, with all else as it is."""
    order = torch.randperm(len(seen), generator=torch.Generator().manual_seed(seed))
    chosen = order[:REFIT_PX].to(seen.y.device)
    with torch.no_grad():
        parts = [network.features(x) for x in torch.split(seen.x[chosen], _PREDICTION_BATCH)]
    worth = independent_pixels(seen.block)[chosen]
    fit_new_classes(network.head, n_known, torch.cat(parts), seen.y[chosen], worth)


def _scores_at(task: Task, one: LeftOut, alpha: float) -> Tensor:
    """(n, class) logits of the unseen pixels."""
    network = drawn_back(one.network, task, alpha, one.seen)
    with torch.inference_mode():
        return torch.cat([network(x) for x in torch.split(one.unseen.x, _PREDICTION_BATCH)])


def _n_right(task: Task, one: LeftOut, alpha: float) -> float:
    """How many independent pixels of the unseen ones are classified rightly."""
    right = _scores_at(task, one, alpha).argmax(dim=1) == one.unseen.y
    return float(one.worth[right].sum())


@torch.no_grad()
def _distance(network: TempCNN, source: Mapping[str, Tensor]) -> float:
    """‖θ − θ̂s‖ over the weights that the source model has."""
    squares = [
        (weight[: len(source[name])] - source[name].to(weight.device)).square().sum()
        for name, weight in network.named_parameters()
    ]
    return float(torch.stack(squares).sum().sqrt())


def _share(advance: Advance, start: float, share: float) -> Advance:
    return lambda fraction: advance(start + fraction * share)
