"""What every configuration of section 5.1 is given, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from ..errors import JobError
from ..jobs import LEARNING_RATE
from ..measures import Measures
from ..model_card import ModelCard
from ..tempcnn import TempCNN
from ..training import Schedule, n_updates


@dataclass(frozen=True)
class Labelled:
    """Labelled pixels as the network takes them."""

    x: Tensor
    """(n, band, date), normalised with the source's percentiles."""
    y: Tensor
    """(n,) place of the class in the card."""
    block: Tensor
    """(n,) polygon, or whatever splits respect."""

    def __len__(self) -> int:
        return len(self.y)

    def part(self, chosen: Tensor) -> Labelled:
        """Only the chosen pixels, (n,) bool."""
        return Labelled(self.x[chosen], self.y[chosen], self.block[chosen])


@dataclass(frozen=True)
class Task:
    """One adaptation."""

    card: ModelCard
    """Of the model to be made: bands, dates, the source's classes and new ones behind them."""
    source: TempCNN
    """The source model, with fresh rows of the output layer for new classes; never changed."""
    source_weights: dict[str, Tensor]
    """θ̂s as in the source model's file, without rows for new classes."""
    target: Labelled
    updates: int
    """Gradient updates at least, `training.n_updates`."""
    seed: int
    new_network: Callable[[str], TempCNN]
    """Makes a network with fresh weights and the given head, `linear` or `cosine`."""
    source_samples: Labelled | None = None
    unlabelled: Tensor | None = None
    """(n, band, date) target pixels without a label, normalised."""
    learning_rate: float = LEARNING_RATE
    measures: Measures | None = None
    """Told of the fit that the network comes from, if anyone looks on."""

    def schedule(self, n_samples: int, epsilon: float = Schedule.epsilon) -> Schedule:
        """Of a fit on so many pixels; `epsilon` is Adam's ε."""
        updates = n_updates(self.updates, n_samples)
        return Schedule(updates, self.seed, epsilon, self.learning_rate)

    @property
    def device(self) -> torch.device:
        """Where all of it lies."""
        return self.target.x.device

    def pooled(self, method: str) -> Labelled:
        """Labelled source and target pixels together; the blocks stay apart.

        Raises:
            JobError: there are no source samples.
        """
        source, target = self.needed_source(method), self.target
        apart = source.block - source.block.min() + target.block.max() + 1
        return Labelled(
            torch.cat([source.x, target.x]),
            torch.cat([source.y, target.y]),
            torch.cat([apart, target.block]),
        )

    def needed_source(self, method: str) -> Labelled:
        """The source samples.

        Raises:
            JobError: there are none.
        """
        if self.source_samples is None:
            raise JobError(f"--method {method} needs --source-samples, and there are none.")
        return self.source_samples

    def needed_unlabelled(self, method: str) -> Tensor:
        """The unlabelled target pixels.

        Raises:
            JobError: there are none.
        """
        if self.unlabelled is None or not len(self.unlabelled):
            raise JobError(
                f"--method {method} also learns from target pixels without a label, and there are "
                "none.",
                "Give --series, from which they are drawn.",
            )
        return self.unlabelled


@dataclass(frozen=True)
class Outcome:
    """The adapted network and how it came to be."""

    network: TempCNN
    """In eval mode."""
    updates: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    """Further fields of `model_card.Training`: penalty, λ, drift."""
    temperature: float = 1.0
    """What the network's scores are divided by before they become probabilities."""
