"""How fast the core is on this machine: gap filling, mapping, adapting. Medians of several runs.

Run with `./dev bench`. The machine should be quiet; compare figures of one run only.
"""

import statistics
import time
from datetime import date

import numpy as np
import torch

from core.gapfill import fill_cube
from core.jobs import Penalty
from core.model import LandCoverModel, new_network
from core.model_card import LandCoverClass, ModelCard
from core.season import DateGrid
from core.sourcerer import SourcePull
from core.training import Schedule, train

RUNS = 5
N_BANDS, N_OBSERVED, N_CLASSES = 10, 60, 30
WINDOW_PX = 64
UPDATES = 50


def seconds(work):
    """Median wall time of RUNS calls after one to warm up."""
    work()
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def nothing(fraction):
    """Nobody watches."""


def main():
    random = np.random.default_rng(0)
    grid = DateGrid(date(2019, 1, 1))
    n_pixels = WINDOW_PX**2
    print(f"{torch.get_num_threads()} threads, torch {torch.__version__}; medians of {RUNS} runs")

    cube = random.uniform(0, 9000, (N_OBSERVED, N_BANDS, WINDOW_PX, WINDOW_PX)).astype(np.float32)
    cube[random.random(cube.shape) < 0.4] = np.nan
    days = np.sort(random.choice(400, N_OBSERVED, replace=False)).tolist()
    filling = seconds(lambda: fill_cube(cube, days, grid.offsets))
    print(f"gap filling, {N_OBSERVED} dates to 37:    {n_pixels / filling:>9,.0f} px/s")

    card = ModelCard(
        name="bench",
        bands=tuple(f"B{n:02}" for n in range(N_BANDS)),
        band_ranges=((0.0, 9000.0),) * N_BANDS,
        grid=grid,
        classes=tuple(LandCoverClass(n + 1, f"class {n}", "#000000") for n in range(N_CLASSES)),
    )
    network = new_network(card, 0, torch.device("cpu"))
    network.eval()
    model = LandCoverModel(card, network)
    x = random.uniform(0, 9000, (n_pixels, N_BANDS, 37)).astype(np.float32)
    mapping = seconds(lambda: model.probabilities(x))
    print(f"network, 37 dates, float32:     {n_pixels / mapping:>9,.0f} px/s")

    inputs, targets = torch.randn(500, N_BANDS, 37), torch.randint(0, N_CLASSES, (500,))
    source = {name: value.clone() for name, value in network.state_dict().items()}

    def adapt(form):
        network.load_state_dict(source)
        pull = SourcePull(network, source, 1.0, form) if form else None
        train(network, inputs, targets, Schedule(UPDATES, 0, True), nothing, pull)

    for form in (None, *Penalty):
        taken = seconds(lambda form=form: adapt(form))
        print(f"update, pull {form or 'none'!s:<10}         {1000 * taken / UPDATES:>9.1f} ms")


if __name__ == "__main__":
    main()
