"""How far to move from the source, judged by the target's polygons: λ from the data (section 3.4).

The network is trained on the target without a pull, and then drawn back: θ = θ̂s + α(θ̂ − θ̂s). α = 0
is the source model, α = 1 the trained one; a small α stands for a large λ. Before any label is seen
a small α is likelier than a large one. Pixels of polygons that were left out of the training say
how well each α does on what it has not seen. α is the mean of what is then to be believed of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor

from .methods.task import Labelled, Outcome, Task
from .progress import Advance
from .tempcnn import TempCNN
from .training import BATCH_SIZE, Schedule, n_updates, train

ALPHAS = tuple(tenth / 10 for tenth in range(11))
FOLDS = 4
PRIOR_SCALE = 0.3
"""Before the labels, α has the density exp(−α / 0.3), up to a constant."""
EVIDENCE_WEIGHT = 3.0
"""Log-likelihood of one left-out pixel classified rightly, were it independent of the others."""
CORRELATION = 0.3
"""Of the pixels of one polygon: n of them say as much as n / (1 + (n − 1) 0.3) independent ones
(the design effect of a cluster sample; Kish 1965)."""
EPOCHS, LEAST_UPDATES = 16, 60
"""Few labels want few updates: so many passes over the data, and no fewer updates."""
DAMPING = 0.03
"""Adam's ε for one independent pixel, as against its usual 1e-8. A weight whose gradient is small
beside ε moves in proportion to it instead of by a full step: where the source model explains the
labels, nothing moves. For N independent pixels it is 0.03 / N, for their gradients add up."""
LIKELY_TEMPERATURE, TEMPERATURE_SPREAD = 1.4, 0.2
"""Before any pixel is left out: adapted networks are too sure of themselves. Spread of ln T."""
_TEMPERATURES = tuple(LIKELY_TEMPERATURE * 2 ** (step / 8) for step in range(-12, 25))
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
    parts = folds(task.target.block, task.seed)
    fits = [
        trained_on(task, task.target.part(~part), _share(advance, number, len(parts) + 1))
        for number, part in enumerate(parts)
    ]
    evidence = judge(task, fits, parts)
    alpha = sum(one.weight * one.alpha for one in evidence)
    moved = trained_on(task, task.target, _share(advance, len(parts), len(parts) + 1))
    network = drawn_back(moved, task.source_weights, alpha)
    facts = {
        "alpha": alpha,
        "evidence": tuple((one.alpha, one.accuracy, one.weight) for one in evidence if fits),
        "drift": _distance(network, task.source_weights),
    }
    updates = updates_for(task, len(task.target))
    return Outcome(network, updates, facts, temperature(task, fits, parts, alpha))


def folds(block: Tensor, seed: int) -> list[Tensor]:
    """The pixels, (n,) bool, whose polygons are left out together; none where all are of one."""
    place: Tensor = torch.unique(block, return_inverse=True)[1]
    m = int(place.max()) + 1
    order = torch.randperm(m, generator=torch.Generator().manual_seed(seed))
    fold_of = torch.empty(m, dtype=torch.int64)
    fold_of[order] = torch.arange(m) % FOLDS
    fold = fold_of.to(block.device)[place]
    return [fold == number for number in range(min(FOLDS, m))] if m > 1 else []


def judge(task: Task, fits: Sequence[TempCNN], parts: Sequence[Tensor]) -> list[Evidence]:
    """Posterior of α on its path.

    Args:
        task: source weights and labelled pixels.
        fits: networks, each trained without a part of the pixels.
        parts: (n,) bool, the pixels that each has not seen; together all. None, or all.
    """
    worth = independent_pixels(task.target.block)
    right = [
        sum(
            float((_right(drawn_back(fit, task.source_weights, a), task.target.part(p)) * w).sum())
            for fit, p, w in ((fit, part, worth[part]) for fit, part in zip(fits, parts))
        )
        for a in ALPHAS
    ]
    scores = [EVIDENCE_WEIGHT * r - a / PRIOR_SCALE for a, r in zip(ALPHAS, right)]
    # by the trapezoidal rule the ends of the path stand for half as much of it
    shares = [0.5 if a in (ALPHAS[0], ALPHAS[-1]) else 1.0 for a in ALPHAS]
    masses = [share * math.exp(score - max(scores)) for share, score in zip(shares, scores)]
    total = float(worth.sum())
    return [Evidence(a, r / total, m / sum(masses)) for a, r, m in zip(ALPHAS, right, masses)]


def independent_pixels(block: Tensor) -> Tensor:
    """(n,) what each pixel is worth beside the others of its polygon, see `CORRELATION`."""
    place, sizes = torch.unique(block, return_inverse=True, return_counts=True)[1:]
    worth: Tensor = 1 / (1 + (sizes - 1) * CORRELATION)
    return worth[place]


def temperature(
    task: Task, fits: Sequence[TempCNN], parts: Sequence[Tensor], alpha: float
) -> float:
    """What the scores are divided by, so that confidence is the share right (Guo et al. 2017).

    The one that is likeliest, after left-out labels and what is to be expected before them.
    """
    worth = independent_pixels(task.target.block)
    losses = [
        (math.log(t / LIKELY_TEMPERATURE) / TEMPERATURE_SPREAD) ** 2 / 2 for t in _TEMPERATURES
    ]
    for fit, part in zip(fits, parts):
        left_out = task.target.part(part)
        scores = _scores(drawn_back(fit, task.source_weights, alpha), left_out)
        for place, t in enumerate(_TEMPERATURES):
            loss = torch.nn.functional.cross_entropy(scores / t, left_out.y, reduction="none")
            losses[place] += float((loss * worth[part]).sum())
    return _TEMPERATURES[losses.index(min(losses))]


def updates_for(task: Task, n_samples: int) -> int:
    """A fixed number of passes over the data, within what the task allows."""
    passes = EPOCHS * math.ceil(n_samples / BATCH_SIZE)
    return min(max(passes, LEAST_UPDATES), n_updates(task.updates, n_samples))


def trained_on(task: Task, target: Labelled, advance: Advance) -> TempCNN:
    """The source model trained on target pixels without a pull; batch-norm statistics stay."""
    network = deepcopy(task.source)
    epsilon = DAMPING / float(independent_pixels(target.block).sum())
    schedule = Schedule(updates_for(task, len(target)), task.seed, epsilon)
    train(network, target.x, target.y, schedule, advance, frozen=network)
    return network


@torch.no_grad()
def drawn_back(moved: TempCNN, source: Mapping[str, Tensor], alpha: float) -> TempCNN:
    """A copy with θ = θ̂s + α(θ̂ − θ̂s); rows of new classes, which have no source, stay."""
    network = deepcopy(moved)
    for name, weight in network.named_parameters():
        old = source[name].to(weight.device)
        weight[: len(old)].copy_(torch.lerp(old, weight[: len(old)], alpha))
    return network


@torch.inference_mode()
def _scores(network: TempCNN, target: Labelled) -> Tensor:
    """(n, class) logits."""
    return torch.cat([network(part) for part in torch.split(target.x, _PREDICTION_BATCH)])


def _right(network: TempCNN, target: Labelled) -> Tensor:
    """(n,) 1 where a pixel's class is found."""
    return (_scores(network, target).argmax(dim=1) == target.y).float()


@torch.no_grad()
def _distance(network: TempCNN, source: Mapping[str, Tensor]) -> float:
    """‖θ − θ̂s‖ over the weights that the source model has."""
    squares = [
        (weight[: len(source[name])] - source[name].to(weight.device)).square().sum()
        for name, weight in network.named_parameters()
    ]
    return float(torch.stack(squares).sum().sqrt())


def _share(advance: Advance, number: int, n_parts: int) -> Advance:
    return lambda fraction: advance((number + fraction) / n_parts)
