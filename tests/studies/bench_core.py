"""How fast the core is on this machine: gap filling, mapping, adapting. Medians of several runs.

Run with `./dev bench`. The machine should be quiet; compare figures of one run only.
"""

import statistics
import time
from datetime import date

import numpy as np
import torch

from core.gapfill import count_observations, fill_pixels
from core.jobs import Penalty
from core.model import LandCoverModel, new_network
from core.model_card import LandCoverClass, ModelCard
from core.season import DateGrid
from core.sourcerer import SourcePull
from core.training import Schedule, train

RUNS = 5
N_BANDS, N_OBSERVED, N_CLASSES = 10, 60, 30
CLOUDY = 0.4
FILLED_PX, INTERP_PX, MAPPED_PX = 160 * 256, 200, 64 * 64
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


def interp(cube, days, grid_days):
    """The plain way: `numpy.interp`, one band of one pixel at a time."""
    days = np.array(days)
    filled = np.empty((cube.shape[2], cube.shape[1], len(grid_days)), np.float32)
    for pixel, band in np.ndindex(filled.shape[:2]):
        valid = ~np.isnan(cube[:, band, pixel])
        filled[pixel, band] = np.interp(grid_days, days[valid], cube[valid, band, pixel])
    return filled


def main():
    random = np.random.default_rng(0)
    grid = DateGrid(date(2019, 1, 1))
    print(f"{torch.get_num_threads()} threads, torch {torch.__version__}; medians of {RUNS} runs")

    values = random.uniform(0, 9000, (N_OBSERVED, N_BANDS, FILLED_PX)).astype(np.float32)
    clouds, gaps = random.random((N_OBSERVED, 1, FILLED_PX)), random.random(values.shape)
    shared, independent = (np.where(each < CLOUDY, np.nan, values) for each in (clouds, gaps))
    days = np.sort(random.choice(400, N_OBSERVED, replace=False)).tolist()
    few = np.ascontiguousarray(shared[:, :, :INTERP_PX])
    speeds = {"numpy.interp": INTERP_PX / seconds(lambda: interp(few, days, grid.offsets))}
    for name, cube, threads in (
        ("filling, bands share gaps", shared, 0),
        ("the same on one thread", shared, 1),
        ("filling, independent gaps", independent, 0),
    ):
        taken = seconds(lambda c=cube, t=threads: fill_pixels(c, days, grid.offsets, t))
        speeds[name] = FILLED_PX / taken
    taken = seconds(lambda: count_observations(shared, days, 0, 360))
    speeds["counting observations"] = FILLED_PX / taken

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
    x = random.uniform(0, 9000, (MAPPED_PX, N_BANDS, 37)).astype(np.float32)
    network_speed = MAPPED_PX / seconds(lambda: model.probabilities(x))
    speeds["network, float32"] = network_speed
    print(f"{N_OBSERVED} dates × {N_BANDS} bands → 37; as multiples of network and numpy.interp:")
    for name, speed in speeds.items():
        times = f"{speed / network_speed:>8.2f} {speed / speeds['numpy.interp']:>8.1f}"
        print(f"{name:<28} {speed:>9,.0f} px/s {times}")

    inputs, targets = torch.randn(500, N_BANDS, 37), torch.randint(0, N_CLASSES, (500,))
    source = {name: value.clone() for name, value in network.state_dict().items()}

    def adapt(form):
        network.load_state_dict(source)
        pull = SourcePull(network, source, 1.0, form) if form else None
        train(network, inputs, targets, Schedule(UPDATES, 0), nothing, pull, network)

    for form in (None, *Penalty):
        taken = seconds(lambda form=form: adapt(form))
        print(f"update, pull {form or 'none'!s:<10}         {1000 * taken / UPDATES:>9.1f} ms")


if __name__ == "__main__":
    main()
