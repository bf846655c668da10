"""Sourcerer: training on the target, with each weight pulled back to its source value.

Lucas et al. 2021, section 3. The source-regularised loss is

    L(f_θ(X_t), y_t) + λ ‖θ − θ̂_s‖²                                             (Eq. 1)

over all learnable parameters, batch-norm weights and biases and the output layer included, while
batch-norm running statistics stay as the source left them. λ falls with the number of labelled
target pixels (Eq. 2–7, core/schedule.py).
"""

from __future__ import annotations

from copy import deepcopy

import torch
from torch import Tensor, nn

from .jobs import Penalty
from .methods.task import Outcome, Task
from .progress import Advance
from .training import Schedule, n_updates, train


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
    updates = n_updates(task.updates, len(task.target))
    schedule = Schedule(updates, task.seed)
    x, y = task.target.x, task.target.y
    train(network, x, y, schedule, advance, pull, frozen=network, measures=task.measures)
    facts = {"penalty": str(form), "lambda_value": strength, "drift": pull.drift()}
    return Outcome(network, updates, facts, task.card.temperature)


class SourcePull:
    """The pull towards the source weights, in one of three forms.

    loss: λ‖θ − θ̂_s‖² is a term of the loss (Eq. 1 as published).
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
        self._pairs = [
            (parameter, source[name].detach().clone().to(parameter.device))
            for name, parameter in model.named_parameters()
        ]
        self._strength = strength
        self._form = form

    def penalty(self) -> Tensor | None:
        """λ‖θ − θ̂_s‖², for the form `loss`."""
        return self._strength * self._squared_distance() if self._form is Penalty.LOSS else None

    @torch.no_grad()
    def after_step(self, optimizer: torch.optim.Adam) -> None:
        """The forms `proximal` and `decoupled`: draw each weight towards its source value."""
        if self._form is Penalty.LOSS:
            return
        group = optimizer.param_groups[0]
        pull = 2 * group["lr"] * self._strength
        for parameter, source in self._pairs:
            weight = parameter[: len(source)]
            if self._form is Penalty.DECOUPLED:
                weight.lerp_(source, pull / (1 + pull))
                continue
            state = optimizer.state[parameter]
            bias_correction = 1 - group["betas"][1] ** float(state["step"])
            root = state["exp_avg_sq"][: len(source)].sqrt().mul_(bias_correction**-0.5)
            # a / (1 + a) = pull / (pull + √v̂ + ε)
            weight.lerp_(source, root.add_(pull + group["eps"]).reciprocal_().mul_(pull))

    @torch.no_grad()
    def drift(self) -> float:
        """‖θ − θ̂_s‖ over the weights that the source model had."""
        return float(self._squared_distance().sqrt())

    def _squared_distance(self) -> Tensor:
        squares = [(p[: len(source)] - source).square().sum() for p, source in self._pairs]
        return torch.stack(squares).sum()
