"""TempCNN: convolutions along time, then one dense block (section 3.1; Pelletier et al. 2019)."""

from __future__ import annotations

from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .model_card import Architecture

TEMPERATURE = 0.05
"""Of the cosine head."""


class HalfDropout(nn.Module):
    """Dropout of rate 0.5: each value is zeroed or doubled by one random bit.

    Drawing 64 bits at once, and looking up what eight of them mean, costs a seventh of an update
    less than a random number a value.
    """

    _factors: Tensor

    def __init__(self) -> None:
        super().__init__()
        octets, bits = torch.arange(256)[:, None], torch.arange(8)
        self.register_buffer("_factors", 2.0 * (octets >> bits & 1), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Any shape; x itself in eval mode."""
        if not self.training:
            return x
        words = torch.empty(-(-x.numel() // 64), dtype=torch.int64, device=x.device)
        octets = words.random_(-(2**63), None).view(torch.uint8)
        factors = F.embedding(octets.int(), self._factors).flatten()[: x.numel()]
        return x * factors.to(x.dtype).view_as(x)


class TempCNN(nn.Module):
    """Class scores from one pixel's series."""

    def __init__(self, n_bands: int, n_dates: int, n_classes: int, sizes: Architecture) -> None:
        super().__init__()
        widths = (n_bands, sizes.filters, sizes.filters, sizes.filters)
        self.convolutions = nn.Sequential(
            *(_ConvolutionBlock(*pair, sizes.kernel) for pair in zip(widths, widths[1:]))
        )
        self.dense = nn.Sequential(
            nn.Linear(sizes.filters * n_dates, sizes.dense),
            nn.BatchNorm1d(sizes.dense),
            nn.ReLU(),
            HalfDropout(),
        )
        head = CosineHead if sizes.head == "cosine" else nn.Linear
        self.head = head(sizes.dense, n_classes)

    def forward(self, x: Tensor) -> Tensor:
        """(n, band, date) -> logits (n, class)."""
        logits: Tensor = self.head(self.features(x))
        return logits

    def features(self, x: Tensor) -> Tensor:
        """(n, band, date) -> what the head sees, (n, dense)."""
        convolved = self.convolutions(x)  # (n, filter, date)
        hidden: Tensor = self.dense(convolved.flatten(1))
        return hidden


class CosineHead(nn.Module):
    """Scores by class prototypes: W f / ‖f‖ / T (Saito et al. 2019, section 3.1)."""

    def __init__(self, n_features: int, n_classes: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.empty(n_classes, n_features))
        nn.init.xavier_normal_(self.weight)

    def forward(self, features: Tensor) -> Tensor:
        """(n, feature) -> logits (n, class)."""
        return F.linear(F.normalize(features), self.weight) / TEMPERATURE


_Layers = tuple[nn.Conv1d, nn.BatchNorm1d, nn.ReLU, HalfDropout]


class _ConvolutionBlock(nn.Sequential):
    """Convolution along time, batch normalisation, ReLU, dropout."""

    def __init__(self, n_in: int, n_out: int, kernel: int) -> None:
        convolution = nn.Conv1d(n_in, n_out, kernel, padding=kernel // 2)
        super().__init__(convolution, nn.BatchNorm1d(n_out), nn.ReLU(), HalfDropout())

    def forward(self, x: Tensor) -> Tensor:
        """(n, n_in, date) -> (n, n_out, date)."""
        convolution, norm, relu, dropout = cast(_Layers, tuple(self))
        together = norm(convolution(x)) if norm.training else _at_once(x, convolution, norm)
        result: Tensor = dropout(relu(together))
        return result


def _at_once(x: Tensor, convolution: nn.Conv1d, norm: nn.BatchNorm1d) -> Tensor:
    """Convolution and batch normalisation, where its statistics stay.

    It is a factor and an offset then, and there are fewer weights than values to apply them to.
    """
    statistics = dict(norm.named_buffers())
    parameters = dict(convolution.named_parameters())
    factor = norm.weight * torch.rsqrt(statistics["running_var"] + norm.eps)
    weight = parameters["weight"] * factor[:, None, None]
    bias = (parameters["bias"] - statistics["running_mean"]) * factor + norm.bias
    return F.conv1d(x, weight, bias, padding=weight.shape[-1] // 2)
