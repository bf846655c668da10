"""λ from the data on made-up pairs: how near the chosen α comes to the best one on its path.

    python tests/studies/strength_synthetic.py [SEEDS]

Three kinds of pairs: identical domains, a shifted season, unrelated classes. For each seed the test
accuracy of the chosen α is compared with that of the best α of the path, found on the test set.
"""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

from core.methods.baselines import naive
from core.methods.task import Labelled, Task
from core.model import new_network
from core.model_card import Architecture, LandCoverClass, ModelCard
from core.season import DateGrid
from core.strength import ALPHAS, adapt_by_evidence, drawn_back, trained_on

N_DATES, N_CLASSES, PIXELS = 12, 4, 4
POLYGONS, TEST_POLYGONS, UPDATES = (4, 16, 64), 200, 200
CARD = ModelCard(
    name="made up",
    bands=("NDVI",),
    band_ranges=((0.0, 1.0),),
    grid=DateGrid(date(2020, 1, 1), tuple(range(0, 30 * N_DATES, 30))),
    classes=tuple(LandCoverClass(n + 1, f"class {n}", "#00ff00") for n in range(N_CLASSES)),
    architecture=Architecture(filters=16, kernel=3, dense=32),
)
KINDS = ("identical", "shifted", "unrelated")


def ignore(fraction):
    """Nobody watches."""


def domain(kind, n_polygons, seed):
    """Classes differ in the date of their peak; pixels of a polygon are near copies."""
    generator = torch.Generator().manual_seed(seed)
    y = torch.arange(n_polygons) % N_CLASSES
    peak = 2.0 + 2.5 * (y if kind != "unrelated" else (y * 3 + 1) % N_CLASSES)
    peak = peak + (1.2 if kind == "shifted" else 0.0)
    peak = peak + 0.5 * torch.randn(n_polygons, generator=generator)
    steps = torch.arange(N_DATES)
    series = torch.exp(-(((steps - peak[:, None]) / 1.5) ** 2))
    series = series + 0.15 * torch.randn(n_polygons, N_DATES, generator=generator)
    x = series.repeat_interleave(PIXELS, dim=0)
    x = x + 0.05 * torch.randn(x.shape, generator=generator)
    block = torch.arange(n_polygons).repeat_interleave(PIXELS)
    return Labelled(x[:, None], y.repeat_interleave(PIXELS), block)


def accuracy(network, target):
    with torch.inference_mode():
        return float((network(target.x).argmax(dim=1) == target.y).float().mean())


def main():
    torch.set_num_threads(1)
    n_seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    start = Task(
        card=CARD,
        source=new_network(CARD, 0, torch.device("cpu")),
        source_weights={},
        target=domain("identical", 200, 1000),
        updates=600,
        seed=0,
        new_network=lambda head: new_network(CARD, 1, torch.device("cpu")),
    )
    source = naive(start, ignore).network
    for kind in KINDS:
        test = domain(kind, TEST_POLYGONS, 5000)
        for n_polygons in POLYGONS:
            near, gaps = 0, []
            for seed in range(n_seeds):
                task = replace(
                    start,
                    source=source,
                    source_weights=source.state_dict(),
                    target=domain(kind, n_polygons, seed),
                    updates=UPDATES,
                    seed=seed,
                )
                outcome = adapt_by_evidence(task, ignore)
                moved = trained_on(task, task.target, ignore)
                path = [accuracy(drawn_back(moved, task, a, task.target), test) for a in ALPHAS]
                gaps.append(max(path) - accuracy(outcome.network, test))
                near += gaps[-1] <= 0.01
            middle = sorted(gaps)[len(gaps) // 2]
            print(
                f"{kind:<10} {n_polygons:>3} polygons: within 1 point in {near} of {n_seeds}, "
                f"median gap {100 * middle:.1f}, largest {100 * max(gaps):.1f} points"
            )


if __name__ == "__main__":
    main()
