"""MME: minimax entropy (Saito et al. 2019; section 5.1.3).

The network starts fresh, with class prototypes as its head: scores are W f / ‖f‖ / T. Each step
makes two updates. The first lowers the cross-entropy of a labelled batch, source and target pooled.
The second looks at unlabelled target pixels: the prototypes raise the entropy of their scores,
which moves them towards the target, and the features lower it, which gathers the target around
them.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

from ..progress import Advance
from ..tempcnn import TempCNN
from ..training import BATCH_SIZE, Batches, check_finite, n_updates
from .gradient_reversal import reverse_gradient
from .task import Outcome, Task

ENTROPY_WEIGHT = 0.1
_CHECK_EVERY = 10


def mme(task: Task, advance: Advance) -> Outcome:
    """Train on pooled labelled pixels and, in turns, on unlabelled target pixels."""
    labelled = task.pooled("mme")
    unlabelled = task.needed_unlabelled("mme")
    torch.manual_seed(task.seed)
    network = task.new_network("cosine")
    network.train()
    optimizer = torch.optim.Adam(network.parameters(), lr=task.learning_rate, fused=True)
    updates = n_updates(task.updates, len(labelled))
    with_label = Batches(len(labelled), BATCH_SIZE, task.seed)
    without = Batches(len(unlabelled), BATCH_SIZE, task.seed + 1)
    if task.measures:
        task.measures.begin(network, updates)
    for step in range(updates):
        chosen = next(with_label)
        loss = F.cross_entropy(network(labelled.x[chosen]), labelled.y[chosen])
        _update(optimizer, loss)
        _update(optimizer, adversarial_entropy(network, unlabelled[next(without)]))
        if task.measures:
            task.measures.after(step + 1, updates, loss, network)
        if step % _CHECK_EVERY == 0:
            check_finite(loss, step)
            advance(step / updates)
    advance(1.0)
    return Outcome(network.eval(), updates)


def adversarial_entropy(network: TempCNN, x: Tensor) -> Tensor:
    """−0.1 H of the class scores of x (n, band, date), reversed between features and head.

    Descending it raises the entropy H for the head and lowers it for all before.
    """
    features = network.features(x)
    scores = network.head(reverse_gradient(features)).log_softmax(dim=1)
    negative_entropy: Tensor = (scores.exp() * scores).sum(dim=1).mean()
    return ENTROPY_WEIGHT * negative_entropy


def _update(optimizer: torch.optim.Optimizer, loss: Tensor) -> None:
    optimizer.zero_grad(set_to_none=True)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
