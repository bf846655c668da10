"""How far to move from the source, judged by the target's polygons: λ from the data (section 3.4).

The network is trained on the target without a pull, and then drawn back: θ = θ̂s + α(θ̂ − θ̂s). α = 0
is the source model, α = 1 the trained one; a small α stands for a large λ. Polygons left out of the
training say how well each α does on what it has not seen. They say it with noise, so the choice
leaves what their number alone suggests only as far as they speak clearly.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor

from .methods.task import Labelled, Outcome, Task
from .progress import Advance
from .tempcnn import TempCNN
from .training import Schedule, n_updates, train

ALPHAS = (0.0, 0.15, 0.3, 0.5, 0.7, 0.85, 1.0)
FOLDS = 4
PRIOR_POLYGONS = 4.0
"""With so many polygons the prior is half way."""
PRIOR_SPREAD = 0.25
"""One more polygon right outweighs a choice so far from the prior, times √2."""


@dataclass(frozen=True)
class Choice:
    """How far to move, and why."""

    alpha: float
    prior: float
    """What the number of polygons alone suggests."""
    evidence: tuple[tuple[float, float], ...]
    """(α, mean accuracy over the left-out polygons); empty for a single polygon."""


def adapt_by_evidence(task: Task, advance: Advance) -> Outcome:
    """Adapt, with the distance from the source chosen from the labelled polygons.

    Costs at most five fits: one for each of four folds, and one on all polygons.
    """
    place: Tensor = torch.unique(task.target.block, return_inverse=True)[1]
    m = int(place.max()) + 1
    n_folds = min(FOLDS, m) if m > 1 else 0
    order = torch.randperm(m, generator=torch.Generator().manual_seed(task.seed))
    fold_of = torch.empty(m, dtype=torch.int64)
    fold_of[order] = torch.arange(m) % max(1, n_folds)
    fold = fold_of.to(place.device)[place]
    right = torch.zeros(len(candidates(m)), len(place))
    for number in range(n_folds):
        left_out = fold == number
        moved = trained_on(task, task.target.part(~left_out), _share(advance, number, n_folds + 1))
        for row, alpha in zip(right, candidates(m)):
            network = drawn_back(moved, task.source_weights, alpha)
            row[left_out.cpu()] = _right(network, task.target.part(left_out)).cpu()
    choice = _choose(right, place.cpu(), m)
    moved = trained_on(task, task.target, _share(advance, n_folds, n_folds + 1))
    network = drawn_back(moved, task.source_weights, choice.alpha)
    facts = {
        "alpha": choice.alpha,
        "alpha_prior": choice.prior,
        "evidence": choice.evidence,
        "drift": _distance(network, task.source_weights),
    }
    return Outcome(network, n_updates(task.updates, len(task.target)), facts)


def _choose(right: Tensor, polygon: Tensor, m: int) -> Choice:
    """α from what was right on left-out polygons.

    Args:
        right: (α, n) 1 where a left-out pixel was classified rightly, else 0.
        polygon: (n,) 0 to m − 1; every polygon counts once.
        m: number of polygons.
    """
    prior = prior_alpha(m)
    if m < 2:
        return Choice(prior, prior, ())
    sizes = torch.bincount(polygon, minlength=m)
    n_right = [float((torch.bincount(polygon, row, m) / sizes).sum()) for row in right]
    merits = [
        votes - (alpha - prior) ** 2 / (2 * PRIOR_SPREAD**2)
        for alpha, votes in zip(candidates(m), n_right)
    ]
    best = candidates(m)[merits.index(max(merits))]
    return Choice(best, prior, tuple((a, n / m) for a, n in zip(candidates(m), n_right)))


def prior_alpha(m: int) -> float:
    """What m polygons alone suggest: m / (m + 4)."""
    return m / (m + PRIOR_POLYGONS)


def candidates(m: int) -> tuple[float, ...]:
    """The path of α, the prior on it."""
    return tuple(sorted({*ALPHAS, prior_alpha(m)}))


def trained_on(task: Task, target: Labelled, advance: Advance) -> TempCNN:
    """The source model trained on target pixels without a pull; batch-norm statistics stay."""
    network = deepcopy(task.source)
    schedule = Schedule(n_updates(task.updates, len(target)), task.seed)
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
def _right(network: TempCNN, target: Labelled) -> Tensor:
    """(n,) 1 where a pixel's class is found."""
    right: Tensor = network(target.x).argmax(dim=1) == target.y
    return right.float()


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
