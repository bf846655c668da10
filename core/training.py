"""The one training loop: source models, and adaptation when a pull is given.

Cross-entropy, Adam with its defaults, batches of 32 (sections 3.2, 5.1.1).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .errors import TrainingFailed
from .progress import Advance

BATCH_SIZE = 32
LEARNING_RATE = 1e-3
_CHECK_EVERY = 10


class Pull(Protocol):
    """What draws the weights back to where they came from (core/sourcerer.py)."""

    def penalty(self) -> Tensor | None:
        """A term for the loss, or None where the pull acts after the optimiser's step."""

    def after_step(self, optimizer: torch.optim.Adam) -> None:
        """Act on the weights after the optimiser's step on the data term."""


@dataclass(frozen=True)
class Schedule:
    """How long and with which random numbers to train."""

    updates: int
    """Gradient updates, see `n_updates`."""
    seed: int
    freeze_statistics: bool = False
    """Keep batch-norm running means and variances (section 3.2: always when adapting)."""


def n_updates(wanted: int, n_samples: int) -> int:
    """Eq. 8: the wanted number of updates, or one epoch if that is more."""
    return max(wanted, math.ceil(n_samples / BATCH_SIZE))


def train(
    model: nn.Module,
    x: Tensor,
    y: Tensor,
    schedule: Schedule,
    advance: Advance,
    pull: Pull | None = None,
) -> None:
    """Train a model in place and leave it in eval mode.

    Args:
        model: on the device of x and y.
        x: (n, band, date) normalised.
        y: (n,) class indexes.
        schedule: length, seed, what to freeze.
        advance: told the fraction done; may raise to stop.
        pull: what draws the weights back, if anything does.

    Raises:
        TrainingFailed: the loss or a weight is no longer finite.
    """
    torch.manual_seed(schedule.seed)
    frozen_statistics = schedule.freeze_statistics or len(y) == 1
    set_training_mode(model, frozen_statistics)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)
    order = batches(len(y), schedule.updates, schedule.seed, never_single=not frozen_statistics)
    for step, chosen in enumerate(order):
        optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(model(x[chosen]), y[chosen])
        penalty = pull.penalty() if pull else None
        (loss if penalty is None else loss + penalty).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        if pull:
            pull.after_step(optimizer)
        if step % _CHECK_EVERY == 0:
            _check_finite(loss, step)
            advance(step / schedule.updates)
    for name, weight in model.state_dict().items():
        if not torch.isfinite(weight).all():
            raise TrainingFailed(f"Training left a weight that is not a number: {name}.", _HINT)
    model.eval()
    advance(1.0)


_HINT = "Check the images for extreme values, and λ and the number of updates."


def _check_finite(loss: Tensor, step: int) -> None:
    if not torch.isfinite(loss):
        raise TrainingFailed(f"The loss is {loss.item()} after {step} updates.", _HINT)


def set_training_mode(model: nn.Module, freeze_statistics: bool) -> None:
    """Training mode with dropout; batch-norm layers stay in eval mode if frozen."""
    model.train()
    if freeze_statistics:
        for module in model.modules():
            if isinstance(module, nn.BatchNorm1d):
                module.eval()


def batches(n_samples: int, updates: int, seed: int, never_single: bool) -> Iterator[Tensor]:
    """Shuffled batches of indexes, epoch after epoch, `updates` in all.

    With `never_single` a last batch of one joins the batch before: batch statistics of one sample
    do not exist.
    """
    generator = torch.Generator().manual_seed(seed)
    done = 0
    while True:
        order = torch.randperm(n_samples, generator=generator)
        parts = list(torch.split(order, BATCH_SIZE))
        if never_single and len(parts) > 1 and len(parts[-1]) == 1:
            parts[-2:] = [torch.cat(parts[-2:])]
        for part in parts:
            if done == updates:
                return
            yield part
            done += 1
