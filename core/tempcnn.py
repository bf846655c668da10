"""TempCNN: convolutions along time, then one dense block (section 3.1; Pelletier et al. 2019)."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .model_card import Architecture

TEMPERATURE = 0.05
"""Of the cosine head."""


class HalfDropout(nn.Module):
    """Dropout of rate 0.5: each value is zeroed or doubled by one random bit.

    Drawing 64 bits at once costs an eighth of an update less than a random number a value.
    """

    _bits: Tensor

    def __init__(self) -> None:
        super().__init__()
        bits = torch.tensor([1, 2, 4, 8, 16, 32, 64, 128], dtype=torch.uint8)
        self.register_buffer("_bits", bits, persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """Any shape; x itself in eval mode."""
        if not self.training:
            return x
        words = torch.empty(-(-x.numel() // 64), dtype=torch.int64, device=x.device)
        octets = words.random_(-(2**63), None).view(torch.uint8)
        kept = (octets[:, None] & self._bits).ne(0).flatten()[: x.numel()]
        return x * kept.to(x.dtype).mul_(2).view_as(x)


class TempCNN(nn.Module):
    """Class scores from one pixel's series."""

    def __init__(self, n_bands: int, n_dates: int, n_classes: int, sizes: Architecture) -> None:
        super().__init__()
        widths = (n_bands, sizes.filters, sizes.filters, sizes.filters)
        self.convolutions = nn.Sequential(
            *(_convolution_block(*pair, sizes.kernel) for pair in zip(widths, widths[1:]))
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


def _convolution_block(n_in: int, n_out: int, kernel: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv1d(n_in, n_out, kernel, padding=kernel // 2),
        nn.BatchNorm1d(n_out),
        nn.ReLU(),
        HalfDropout(),
    )
