"""TempCNN: convolutions along time, then one dense block (section 3.1; Pelletier et al. 2019)."""

from __future__ import annotations

from torch import Tensor, nn

from .model_card import Architecture

DROPOUT = 0.5


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
            nn.Dropout(DROPOUT),
        )
        self.head = nn.Linear(sizes.dense, n_classes)

    def forward(self, x: Tensor) -> Tensor:
        """(n, band, date) -> logits (n, class)."""
        features = self.convolutions(x)  # (n, filter, date)
        hidden = self.dense(features.flatten(1))  # (n, dense)
        logits: Tensor = self.head(hidden)
        return logits


def _convolution_block(n_in: int, n_out: int, kernel: int) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv1d(n_in, n_out, kernel, padding=kernel // 2),
        nn.BatchNorm1d(n_out),
        nn.ReLU(),
        nn.Dropout(DROPOUT),
    )
