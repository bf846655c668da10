"""Polygons that a part of the training leaves out, and how much each of their pixels says."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from .methods.task import Labelled, Task
from .tempcnn import TempCNN

FOLDS = 4
CORRELATION = 0.3
"""Of the pixels of one polygon: n of them say as much as n / (1 + (n − 1) 0.3) independent ones
(the design effect of a cluster sample; Kish 1965)."""
JUDGED_PX = 32
"""Left-out pixels of one polygon that are looked at: more say next to nothing more."""


@dataclass(frozen=True)
class LeftOut:
    """A network and pixels of polygons that it has not seen."""

    network: TempCNN
    seen: Labelled
    """What it was trained on."""
    unseen: Labelled
    """At most `JUDGED_PX` of a polygon."""
    worth: Tensor
    """(n,) what each of the unseen ones counts, in independent pixels."""


def folds(target: Labelled, seed: int) -> list[Tensor]:
    """The pixels, (n,) bool, whose polygons are left out together; none where all are of one.

    Polygons of a class go to different folds, as far as there are folds.
    """
    place: Tensor = torch.unique(target.block, return_inverse=True)[1].cpu()
    m = int(place.max()) + 1
    pixels_by_class = torch.zeros(m, int(target.y.max()) + 1, dtype=torch.int64)
    pixels_by_class.index_put_((place, target.y.cpu()), torch.tensor(1), accumulate=True)
    order = torch.randperm(m, generator=torch.Generator().manual_seed(seed))
    order = order[pixels_by_class.argmax(dim=1)[order].argsort(stable=True)]
    fold_of = torch.empty(m, dtype=torch.int64)
    fold_of[order] = torch.arange(m) % FOLDS
    fold = fold_of[place].to(target.block.device)
    return [fold == number for number in range(min(FOLDS, m))] if m > 1 else []


def leave_out(task: Task, fit: TempCNN, part: Tensor) -> LeftOut:
    """What a network that was trained without a part of the pixels is judged by.

    A left-out class that the others lack tells what happens to classes without a label. Where all
    the model's classes have labels there are none, and it counts for nothing.
    """
    target = task.target
    seen = target.part(~part)
    chosen = part & _some_of_each(target.block, JUDGED_PX, task.seed)
    unseen = target.part(chosen)
    worth = _worth_of(unseen.block, target.part(part).block)
    if len(torch.unique(target.y)) == len(task.card.classes):
        worth = worth * torch.isin(unseen.y, seen.y)
    return LeftOut(fit, seen, unseen, worth)


def independent_pixels(block: Tensor) -> Tensor:
    """(n,) what each pixel is worth beside the others of its polygon, see `CORRELATION`."""
    place, sizes = torch.unique(block, return_inverse=True, return_counts=True)[1:]
    worth: Tensor = 1 / (1 + (sizes - 1) * CORRELATION)
    return worth[place]


def _worth_of(some: Tensor, block: Tensor) -> Tensor:
    """(n,) what some of the pixels count, who stand for all of their polygons.

    Args:
        some: (n,) polygon of each.
        block: polygon of each pixel, of all of them.
    """
    sizes: Tensor = torch.unique(block, return_counts=True)[1]
    place, shown = torch.unique(some, return_inverse=True, return_counts=True)[1:]
    worth: Tensor = sizes / (1 + (sizes - 1) * CORRELATION) / shown
    return worth[place]


def _some_of_each(block: Tensor, most: int, seed: int) -> Tensor:
    """(n,) bool: at most so many pixels of each polygon, at random."""
    order = torch.randperm(len(block), generator=torch.Generator().manual_seed(seed))
    order = order[block.cpu()[order].argsort(stable=True)]
    sizes = torch.unique(block.cpu(), return_counts=True)[1]
    first = (sizes.cumsum(0) - sizes).repeat_interleave(sizes)
    chosen = torch.zeros(len(block), dtype=torch.bool)
    chosen[order[torch.arange(len(block)) - first < most]] = True
    return chosen.to(block.device)
