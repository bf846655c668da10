"""A network so small, and an adaptation so short, that a test can look at every weight."""

from dataclasses import replace
from datetime import date

import torch

from core.methods.task import Labelled, Task
from core.model import new_network
from core.model_card import Architecture, LandCoverClass, ModelCard
from core.season import DateGrid

SIZES = Architecture(filters=6, kernel=3, dense=10)
CARD = ModelCard(
    name="toy",
    bands=("B04", "B08"),
    band_ranges=((0.0, 1.0),) * 2,
    grid=DateGrid(date(2020, 1, 1), tuple(range(0, 80, 10))),
    classes=tuple(LandCoverClass(n + 1, f"class {n}", "#00ff00") for n in range(3)),
    architecture=SIZES,
)
CPU = torch.device("cpu")


def ignore(fraction):
    """Nobody watches."""


def network(seed=0, head="linear"):
    card = replace(CARD, architecture=replace(SIZES, head=head))
    made = new_network(card, seed, CPU)
    return made.eval()


def labelled(seed, n=40):
    generator = torch.Generator().manual_seed(seed)
    y = torch.arange(n) % 3
    x = torch.randn(n, 2, 8, generator=generator) + 3 * y[:, None, None]
    return Labelled(x, y, torch.arange(n) // 4)


def toy_task():
    source = network()
    return Task(
        card=CARD,
        source=source,
        source_weights=source.state_dict(),
        target=labelled(1),
        updates=12,
        seed=3,
        new_network=lambda head: network(7, head),
        source_samples=labelled(2, 60),
        unlabelled=labelled(4, 50).x,
    )


def state(model):
    return {name: value.clone() for name, value in model.state_dict().items()}


def changed(before, after):
    """Names of weights and statistics that are not bit-identical."""
    return {name for name in before if not torch.equal(before[name], after[name])}
