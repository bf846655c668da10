"""DANN: features that tell classes apart, but not the domains (Ganin et al. 2016; section 5.1.3).

The network starts fresh. A second branch behind the convolutions guesses the domain; its gradient
is reversed on the way back, so that the convolutions unlearn what tells the domains apart.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from ..progress import Advance
from ..training import Batches, check_finite, n_updates
from .gradient_reversal import reverse_gradient
from .task import Outcome, Task

REVERSAL = 1.0
HALF_BATCH = 16
_CHECK_EVERY = 10


def dann(task: Task, advance: Advance) -> Outcome:
    """Train on labelled source and target, and on unlabelled target for the domain alone.

    A batch holds 16 source pixels and 16 target pixels, labelled or not; the class loss is over
    those that have a label.
    """
    source = task.needed_source("dann")
    unlabelled = task.needed_unlabelled("dann")
    target_x = torch.cat([task.target.x, unlabelled])
    target_y = torch.cat([task.target.y, task.target.y.new_full((len(unlabelled),), -1)])
    torch.manual_seed(task.seed)
    network = task.new_network("linear")
    domain = _domain_branch(
        task.card.architecture.filters * len(task.card.grid.offsets), task.card.architecture.dense
    )
    domain.to(task.device)
    network.train()
    domain.train()
    optimizer = torch.optim.Adam(
        [*network.parameters(), *domain.parameters()], lr=task.learning_rate, fused=True
    )
    updates = n_updates(task.updates, len(source) + len(task.target))
    from_source = Batches(len(source), HALF_BATCH, task.seed)
    from_target = Batches(len(target_x), HALF_BATCH, task.seed + 1)
    if task.measures:
        task.measures.begin(network, updates)
    for step in range(updates):
        s, t = next(from_source), next(from_target)
        x = torch.cat([source.x[s], target_x[t]])
        y = torch.cat([source.y[s], target_y[t]])
        features = network.convolutions(x).flatten(1)
        logits = network.head(network.dense(features))
        is_target = torch.tensor([0] * len(s) + [1] * len(t), device=task.device)
        loss = F.cross_entropy(logits, y, ignore_index=-1)
        total = loss + domain_loss(features, domain, is_target)
        optimizer.zero_grad(set_to_none=True)
        total.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if task.measures:
            task.measures.after(step + 1, updates, loss, network)
        if step % _CHECK_EVERY == 0:
            check_finite(total, step)
            advance(step / updates)
    advance(1.0)
    return Outcome(network.eval(), updates)


def _domain_branch(n_features: int, width: int) -> nn.Module:
    """Features (n, filter × date) -> logits (n, 2): source, target."""
    return nn.Sequential(
        nn.Linear(n_features, width),
        nn.BatchNorm1d(width),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(width, 2),
    )


def domain_loss(features: Tensor, branch: nn.Module, is_target: Tensor) -> Tensor:
    """The domain's cross-entropy, adversarial for whatever made the features."""
    return F.cross_entropy(branch(reverse_gradient(features, REVERSAL)), is_target)
