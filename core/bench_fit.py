"""How fast an adaptation is, against the plain way to write it; on one thread."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .bench_scene import GRID, N_BANDS, N_CLASSES
from .bench_turns import speeds_in_turns
from .jobs import LEARNING_RATE, Penalty
from .measures import LEAST_POINTS, Measures
from .model_card import Architecture
from .progress import Advance
from .sourcerer import SourcePull
from .tempcnn import TempCNN
from .training import (
    BATCH_SIZE,
    Batches,
    Schedule,
    set_training_mode,
    train,
)

_SAMPLES, _UPDATES, _STRENGTH = 500, 100, 1e-3
_COMPARED_UPDATES = LEAST_POINTS
"""Of so few the loss of each is told."""
_PLAIN = "plain: penalty in a loop, Adam unfused"


@dataclass(frozen=True)
class FitSpeeds:
    """Adaptation of the paper's network, batches of 32."""

    milliseconds: dict[str, float]
    """An update."""
    ratios: dict[str, float]
    loss_difference: float
    """Largest relative difference of the loss between the plain way and ours in the form `loss`,
    over the first updates, without dropout."""


def fit_speeds(rounds: int, advance: Advance) -> FitSpeeds:
    """Measure in turns on one thread."""
    torch.manual_seed(0)
    source = TempCNN(N_BANDS, len(GRID.offsets), N_CLASSES, Architecture())
    x = torch.randn(_SAMPLES, N_BANDS, len(GRID.offsets))
    y = torch.arange(_SAMPLES) % N_CLASSES
    works: dict[str, Callable[[], float]] = {
        _PLAIN: lambda: len(plain_losses(source, x, y, _UPDATES, nn.Dropout(0.5)))
    }
    for form in Penalty:
        works[f"ours, form {form}"] = _ours(source, x, y, form)
    with _one_thread():
        speeds = speeds_in_turns(works, rounds, advance)
        plain = plain_losses(source, x, y, _COMPARED_UPDATES, nn.Identity())
        ours = _losses(source, x, y, _COMPARED_UPDATES)
    return FitSpeeds(
        {name: 1000 / speed for name, speed in speeds.items()},
        {
            f"adaptation, form {form}, × the plain way": speeds[f"ours, form {form}"]
            / speeds[_PLAIN]
            for form in Penalty
        },
        max(abs(a - b) / a for a, b in zip(plain, ours)),
    )


def plain_losses(
    source: TempCNN, x: Tensor, y: Tensor, updates: int, dropout: nn.Module
) -> list[float]:
    """Eq. 1 as one would write it down: a loop over the parameters, and the graph does the rest."""
    network = with_dropout(source, dropout)
    set_training_mode(network, network)
    reference = [parameter.detach().clone() for parameter in network.parameters()]
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE, foreach=False)
    losses = []
    for chosen in islice(Batches(len(y), BATCH_SIZE, 0, never_single=False), updates):
        optimizer.zero_grad()
        loss = F.cross_entropy(_plainly(network, x[chosen]), y[chosen])
        penalty = torch.zeros(())
        for parameter, start in zip(network.parameters(), reference):
            penalty = penalty + (parameter - start).square().sum()
        (loss + _STRENGTH * penalty).backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        losses.append(loss.item())
    return losses


def with_dropout(source: TempCNN, dropout: nn.Module) -> TempCNN:
    """A copy whose dropout layers are another."""
    network = deepcopy(source)
    for block in (*network.convolutions, network.dense):
        block.register_module("3", dropout)
    return network


def _plainly(network: TempCNN, x: Tensor) -> Tensor:
    """Layer by layer."""
    for block in network.convolutions:
        for layer in block.children():
            x = layer(x)
    logits: Tensor = network.head(network.dense(x.flatten(1)))
    return logits


def _ours(source: TempCNN, x: Tensor, y: Tensor, form: Penalty) -> Callable[[], float]:
    def adapt() -> float:
        network = deepcopy(source)
        pull = SourcePull(network, source.state_dict(), _STRENGTH, form)
        train(network, x, y, Schedule(_UPDATES, 0), _unwatched, pull, network)
        return _UPDATES

    return adapt


def _losses(source: TempCNN, x: Tensor, y: Tensor, updates: int) -> list[float]:
    """Of each update of ours in the form `loss`, without dropout."""
    network = with_dropout(source, nn.Identity())
    pull = SourcePull(network, source.state_dict(), _STRENGTH, Penalty.LOSS)
    losses: list[float] = []
    measures = Measures(lambda series, x, loss: losses.append(loss))
    train(network, x, y, Schedule(updates, 0), _unwatched, pull, network, measures)
    return losses


def _unwatched(fraction: float) -> None:
    """Nobody watches."""


@contextmanager
def _one_thread() -> Iterator[None]:
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(n_threads)
