"""The four configurations that map a target without domain adaptation (section 5.1.2)."""

from __future__ import annotations

from copy import deepcopy

from ..progress import Advance
from ..training import train
from .task import Outcome, Task


def source_only(task: Task, advance: Advance) -> Outcome:
    """The source model as it is."""
    advance(1.0)
    return Outcome(deepcopy(task.source).eval(), temperature=task.card.temperature)


def target_only(task: Task, advance: Advance) -> Outcome:
    """A fresh network that sees labelled target pixels alone, never a source weight."""
    network = task.new_network("linear")
    schedule, seen = task.schedule(len(task.target)), task.target
    train(network, seen.x, seen.y, schedule, advance, measures=task.measures)
    return Outcome(network, schedule.updates)


def naive(task: Task, advance: Advance) -> Outcome:
    """From the source weights on, plain training on the target; batch-norm statistics move."""
    network = deepcopy(task.source)
    schedule, seen = task.schedule(len(task.target)), task.target
    train(network, seen.x, seen.y, schedule, advance, measures=task.measures)
    return Outcome(network, schedule.updates, temperature=task.card.temperature)


def finetuned(task: Task, advance: Advance) -> Outcome:
    """From the source weights on, with the convolution blocks frozen, their statistics too."""
    network = deepcopy(task.source)
    network.convolutions.requires_grad_(False)
    schedule, seen, frozen = task.schedule(len(task.target)), task.target, network.convolutions
    train(network, seen.x, seen.y, schedule, advance, frozen=frozen, measures=task.measures)
    network.convolutions.requires_grad_(True)
    return Outcome(network, schedule.updates, temperature=task.card.temperature)
