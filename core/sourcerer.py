"""Sourcerer: training on the target, with each weight pulled back to its source value.

Lucas et al. 2021, section 3. The source-regularised loss is

    L(f_θ(X_t), y_t) + λ ‖θ − θ̂_s‖²                                             (Eq. 1)

over all learnable parameters, batch-norm weights and biases and the output layer included, while
batch-norm running statistics stay as the source left them. λ falls with the number of labelled
target pixels (Eq. 2–7, core/schedule.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

import torch
from torch import Tensor, nn

from .jobs import Penalty
from .methods.task import Outcome, Task
from .progress import Advance
from .training import train


def sourcerer(task: Task, strength: float, form: Penalty, advance: Advance) -> Outcome:
    """From the source weights on, minimise Eq. 1 on the labelled target pixels.

    Args:
        task: source model and labelled target pixels.
        strength: λ.
        form: how the pull acts, see `SourcePull`.
        advance: told the fraction done.
    """
    network = deepcopy(task.source)
    pull = SourcePull(network, task.source_weights, strength, form)
    schedule = task.schedule(len(task.target))
    x, y = task.target.x, task.target.y
    train(network, x, y, schedule, advance, pull, frozen=network, measures=task.measures)
    facts = {"penalty": str(form), "lambda_value": strength, "drift": pull.drift()}
    return Outcome(network, schedule.updates, facts, task.card.temperature)


class SourcePull:
    """The pull towards the source weights, in one of three forms.

    loss: λ‖θ − θ̂_s‖² is a term of the loss (Eq. 1 as published); its gradient is added by hand.
    proximal: Eq. 1 solved exactly for the pull: after Adam's step on the data term each weight
        becomes (θ + a θ̂_s) / (1 + a) with a = 2ηλ / (√v̂ + ε), Adam's own step size for it.
    decoupled: the same with a = 2ηλ for every weight, as AdamW decouples weight decay. Not Eq. 1:
        the same λ pulls less.

    An output layer that was extended by new classes is pulled in its old rows only.
    """

    def __init__(
        self, model: nn.Module, source: dict[str, Tensor], strength: float, form: Penalty
    ) -> None:
        """Remember the source.

        Args:
            model: the network that will be trained.
            source: θ̂_s by parameter name; copied, because training changes the model in place.
            strength: λ.
            form: how the pull acts.
        """
        parameters = dict(model.named_parameters())
        self._weights = list(parameters.values())
        self._source = [
            source[name].detach().clone().to(weight.device) for name, weight in parameters.items()
        ]
        self._n_rows = [len(weight) for weight in self._source]
        self._strength = strength
        self._form = form

    @torch.no_grad()
    def before_step(self) -> None:
        """The form `loss`: add the penalty's gradient, 2λ(θ − θ̂_s), to that of the data term."""
        if self._form is not Penalty.LOSS:
            return
        gradients = []
        for weight in self._weights:
            if weight.grad is None:
                weight.grad = torch.zeros_like(weight)
            gradients.append(weight.grad)
        distances = torch._foreach_sub(self._old_rows(self._weights), self._source)
        torch._foreach_add_(self._old_rows(gradients), distances, alpha=2 * self._strength)

    @torch.no_grad()
    def after_step(self, optimizer: torch.optim.Adam) -> None:
        """The forms `proximal` and `decoupled`: draw each weight towards its source value."""
        group = optimizer.param_groups[0]
        pull = 2 * group["lr"] * self._strength
        if self._form is Penalty.LOSS or pull == 0:
            return
        weights = self._old_rows(self._weights)
        if self._form is Penalty.DECOUPLED:
            torch._foreach_lerp_(weights, self._source, pull / (1 + pull))
            return
        states = [optimizer.state[weight] for weight in self._weights]
        bias_correction = 1 - group["betas"][1] ** float(states[0]["step"])
        # a / (1 + a) = 1 / (1 + (√v̂ + ε) / pull)
        shares = torch._foreach_sqrt(self._old_rows([state["exp_avg_sq"] for state in states]))
        torch._foreach_mul_(shares, bias_correction**-0.5 / pull)
        torch._foreach_add_(shares, 1 + group["eps"] / pull)
        torch._foreach_reciprocal_(shares)
        torch._foreach_lerp_(weights, self._source, shares)

    @torch.no_grad()
    def drift(self) -> float:
        """‖θ − θ̂_s‖ over the weights that the source model had."""
        distances = torch._foreach_sub(self._old_rows(self._weights), self._source)
        return float(torch.stack([distance.square().sum() for distance in distances]).sum().sqrt())

    def _old_rows(self, tensors: Sequence[Tensor]) -> list[Tensor]:
        """Of tensors as the weights: the rows that the source model has."""
        return [tensor[:n_rows] for tensor, n_rows in zip(tensors, self._n_rows)]
