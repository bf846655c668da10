"""The layer that both adversarial methods share (Ganin et al. 2016, section 4.1)."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


class _Reverse(torch.autograd.Function):
    @staticmethod
    def forward(context: Any, x: Tensor, scale: float) -> Tensor:  # noqa: ANN401 - torch's own type
        context.scale = scale
        return x.view_as(x)

    @staticmethod
    def backward(context: Any, *gradients: Tensor) -> tuple[Tensor, None]:  # noqa: ANN401
        return -context.scale * gradients[0], None


def reverse_gradient(x: Tensor, scale: float = 1.0) -> Tensor:
    """X itself; on the way back its gradient is multiplied by −scale."""
    result: Tensor = _Reverse.apply(x, scale)  # type: ignore[no-untyped-call]
    return result
