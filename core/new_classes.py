"""Outputs of classes that the source model does not know."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .training import check_finite

SPREAD = 30.0
"""Before the labels, a weight of a new class is as those of the known ones are on average, give or
take this many times what they measure."""
MOST_STEPS = 100


def fit_new_classes(
    head: nn.Module, n_known: int, features: Tensor, y: Tensor, worth: Tensor
) -> None:
    """Set the outputs behind the known ones to the likeliest, with all else as it is.

    Logistic regression with a Gaussian prior (`SPREAD`) on features that stay as they are: a few
    pixels make a class known, and do not flood the map with it.

    Args:
        head: from features to logits; its parameters have a row a class.
        n_known: rows that stay.
        features: (n, feature) of labelled pixels.
        y: (n,) class indexes.
        worth: (n,) what each pixel counts, in independent pixels.

    Raises:
        TrainingFailed: the outputs are no longer finite.
    """
    known = {name: weight.detach()[:n_known] for name, weight in head.named_parameters()}
    away = {
        name: torch.zeros_like(weight[n_known:], requires_grad=True)
        for name, weight in head.named_parameters()
    }
    spread = {name: SPREAD * weight.square().mean().sqrt() for name, weight in known.items()}

    def outputs() -> dict[str, Tensor]:
        return {
            name: torch.cat([weight, weight.mean(dim=0) + spread[name] * away[name]])
            for name, weight in known.items()
        }

    def loss() -> Tensor:
        search.zero_grad()
        scores = torch.func.functional_call(head, outputs(), features)
        wrong = (F.cross_entropy(scores, y, reduction="none") * worth).sum()
        unlikely = torch.cat([far.flatten() for far in away.values()]).square().sum() / 2
        (wrong + unlikely).backward()  # type: ignore[no-untyped-call]
        return wrong + unlikely

    search = torch.optim.LBFGS(
        list(away.values()), max_iter=MOST_STEPS, line_search_fn="strong_wolfe"
    )
    search.step(loss)  # type: ignore[no-untyped-call]
    check_finite(loss(), MOST_STEPS)
    with torch.no_grad():
        for name, weight in outputs().items():
            head.get_parameter(name).copy_(weight)
