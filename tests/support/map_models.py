"""A model that has learnt something, and pixels for it whose edges count."""

from datetime import date
from functools import cache

import numpy as np
import torch

from core.model import LandCoverModel, new_network
from core.model_card import Architecture, LandCoverClass, ModelCard
from core.season import DateGrid
from core.training import Schedule, train

RANGES = ((180.0, 2900.0), (-300.0, 5200.0), (0.1, 0.7))


@cache
def made_model(sizes=None, n_dates=9, temperature=0.3, device="cpu"):
    """A model whose batch-norm statistics are not where they began."""
    sizes = sizes or Architecture(filters=12, dense=20)
    card = ModelCard(
        name="made",
        bands=("A", "B", "C"),
        band_ranges=RANGES,
        grid=DateGrid(date(2019, 1, 1), tuple(range(0, 10 * n_dates, 10))),
        classes=tuple(LandCoverClass(n + 1, f"class {n}", "#000000") for n in range(5)),
        architecture=sizes,
        temperature=temperature,
    )
    network = new_network(card, 7, torch.device("cpu"))
    torch.manual_seed(11)
    model = LandCoverModel(card, network)
    x = model.inputs(made_pixels(500, n_dates))
    y = ((x - x.mean()).flatten(1) @ torch.randn(3 * n_dates, 5)).argmax(dim=1)
    train(network, x, y, Schedule(100, 0), lambda fraction: None)
    return LandCoverModel(card, network.to(device))


def made_pixels(n_pixels, n_dates=9):
    """Within and far outside the ranges, unlike from date to date: edges count."""
    random = np.random.default_rng(5)
    low, high = np.array(RANGES, np.float32).T
    shares = random.uniform(-0.5, 2, (n_pixels, 3, n_dates)).astype(np.float32)
    return low[:, None] + (high - low)[:, None] * shares
