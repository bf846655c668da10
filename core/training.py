"""The one training loop: source models, and adaptation when a pull is given.

Cross-entropy, Adam with its defaults, batches of 32 (sections 3.2, 5.1.1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .errors import TrainingFailed
from .jobs import LEARNING_RATE
from .measures import Measures
from .progress import Advance
from .tempcnn import TempCNN

BATCH_SIZE = 32
_CHECK_EVERY = 10


class Pull(Protocol):
    """What draws the weights back to where they came from (core/sourcerer.py)."""

    def before_step(self) -> None:
        """Add to the gradient of the data term."""

    def after_step(self, optimizer: torch.optim.Adam) -> None:
        """Act on the weights after the optimiser's step on the data term."""


@dataclass(frozen=True)
class Schedule:
    """How long and with which random numbers to train."""

    updates: int
    """Gradient updates, see `n_updates`."""
    seed: int
    epsilon: float = 1e-8
    """Adam's ε."""
    learning_rate: float = LEARNING_RATE


def n_updates(wanted: int, n_samples: int) -> int:
    """Eq. 8: the wanted number of updates, or one epoch if that is more."""
    return max(wanted, math.ceil(n_samples / BATCH_SIZE))


def train(
    model: TempCNN,
    x: Tensor,
    y: Tensor,
    schedule: Schedule,
    advance: Advance,
    pull: Pull | None = None,
    frozen: nn.Module | None = None,
    measures: Measures | None = None,
) -> None:
    """Train a model in place and leave it in eval mode.

    Parameters that need no gradient stay as they are.

    Args:
        model: on the device of x and y.
        x: (n, band, date) normalised.
        y: (n,) class indexes.
        schedule: length and seed.
        advance: told the fraction done; may raise to stop.
        pull: what draws the weights back, if anything does.
        frozen: the part whose batch-norm means and variances stay (section 3.2: all of it when
            adapting with a pull).
        measures: told the loss after each update, if anyone looks on.

    Raises:
        TrainingFailed: the loss or a weight is no longer finite.
    """
    torch.manual_seed(schedule.seed)
    if len(y) == 1:  # one sample has no batch statistics
        frozen = model
    set_training_mode(model, frozen)
    if measures:
        measures.begin(model, schedule.updates)
    learning = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.Adam(
        learning, lr=schedule.learning_rate, eps=schedule.epsilon, fused=True
    )
    order = Batches(len(y), BATCH_SIZE, schedule.seed, never_single=frozen is not model)
    for step, chosen in zip(range(schedule.updates), order):
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(x[chosen]), y[chosen])
        loss.backward()  # type: ignore[no-untyped-call]
        if pull:
            pull.before_step()
        optimizer.step()
        if pull:
            pull.after_step(optimizer)
        if measures:
            measures.after(step + 1, schedule.updates, loss, model)
        if step % _CHECK_EVERY == 0:
            check_finite(loss, step)
            advance(step / schedule.updates)
    for name, weight in model.state_dict().items():
        if not torch.isfinite(weight).all():
            raise TrainingFailed(f"Training left a weight that is not a number: {name}.", _HINT)
    model.eval()
    advance(1.0)


_HINT = "Check the images for extreme values, and λ and the number of updates."


def check_finite(loss: Tensor, step: int) -> None:
    """Stop where a loss has left the numbers.

    Raises:
        TrainingFailed: it has.
    """
    if not torch.isfinite(loss):
        raise TrainingFailed(f"The loss is {loss.item()} after {step} updates.", _HINT)


def set_training_mode(model: nn.Module, frozen: nn.Module | None) -> None:
    """Training mode with dropout; batch-norm layers of the frozen part stay in eval mode."""
    model.train()
    for module in frozen.modules() if frozen else ():
        if isinstance(module, nn.BatchNorm1d):
            module.eval()


class Batches:
    """Shuffled batches of indexes, epoch after epoch, without end."""

    def __init__(self, n_samples: int, size: int, seed: int, never_single: bool = True) -> None:
        """Without `never_single` a last batch of one stays alone.

        With it, it joins the batch before: batch statistics of one sample do not exist.
        """
        self._n_samples, self._size, self._never_single = n_samples, size, never_single
        self._generator = torch.Generator().manual_seed(seed)
        self._left: list[Tensor] = []

    def __iter__(self) -> Batches:
        return self

    def __next__(self) -> Tensor:
        if not self._left:
            order = torch.randperm(self._n_samples, generator=self._generator)
            parts = list(torch.split(order, self._size))
            if self._never_single and len(parts) > 1 and len(parts[-1]) == 1:
                parts[-2:] = [torch.cat(parts[-2:])]
            self._left = parts[::-1]
        return self._left.pop()
