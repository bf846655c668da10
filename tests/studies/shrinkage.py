"""What deserves to be regularised, and how: ways to shrink, to sample and to correct, side by side.

    python tests/studies/shrinkage.py COMPARISON ... [--runs 3] [--n-polygons 4,16]

COMPARISON is a folder that `compare` filled, with its source model. For each run and number of
polygons the network is trained on the labels without a pull, once for each way of sampling; then it
is drawn back with each way of shrinking, along the path of α. The table gives the overall accuracy,
mean over folders and runs, less that of the plain way at the same α, and ± the standard error.
"""

import argparse
import json
import statistics
from collections import defaultdict
from copy import deepcopy
from pathlib import Path

import torch
import torch.nn.functional as F

from core.comparing import load_experiment
from core.experiment import Cell
from core.jobs import LEARNING_RATE, job_from_json
from core.methods.task import Labelled
from core.strength import DAMPING, independent_pixels, updates_for
from core.training import BATCH_SIZE, Batches, set_training_mode

ALPHAS = (0.3, 0.5, 0.7, 1.0)
CPU = torch.device("cpu")


def arguments():
    parser = argparse.ArgumentParser(description="Compare ways to shrink, sample and correct.")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--n-polygons", default="4,16")
    return parser.parse_args()


def trained(task, way):
    """As `core.strength.trained_on`, with another way of sampling or another loss."""
    target = task.target
    network = deepcopy(task.source)
    set_training_mode(network, network)
    torch.manual_seed(task.seed)
    epsilon = DAMPING / float(independent_pixels(target.block).sum())
    network.convolutions.requires_grad_(way != "convolutions frozen")
    learning = [weight for weight in network.parameters() if weight.requires_grad]
    optimizer = torch.optim.Adam(learning, lr=LEARNING_RATE, eps=epsilon)
    batches = Batches(len(target), BATCH_SIZE, task.seed, never_single=False)
    place, sizes = torch.unique(target.block, return_inverse=True, return_counts=True)[1:]
    shift = class_shift(task, way)
    for _ in range(updates_for(task, len(target))):
        chosen = next(batches)
        if way == "polygons alike":
            n = min(BATCH_SIZE, len(target))
            chosen = torch.multinomial(1 / sizes[place], n, replacement=True)
        optimizer.zero_grad()
        F.cross_entropy(network(target.x[chosen]) + shift, target.y[chosen]).backward()
        optimizer.step()
    return network.eval()


def class_shift(task, way):
    """What is added to the scores while training, by class."""
    counts = torch.bincount(task.target.y, minlength=len(task.card.classes)).float()
    if way == "class prior":  # Menon et al. 2021: the labels' own shares are no news
        return ((counts + 1) / (counts + 1).sum()).log()
    if way == "seen classes":  # a class without a label is not pushed down
        return torch.where(counts > 0, 0.0, -1e9)
    return torch.zeros(())


def fisher(network, labelled, most=200):
    """Mean square of the loss's gradient, by weight."""
    network = deepcopy(network).eval()
    order = torch.randperm(len(labelled), generator=torch.Generator().manual_seed(0))[:most]
    sums = {name: torch.zeros_like(weight) for name, weight in network.named_parameters()}
    for index in order.tolist():
        network.zero_grad()
        x, y = labelled.x[index : index + 1], labelled.y[index : index + 1]
        F.cross_entropy(network(x), y).backward()
        for name, weight in network.named_parameters():
            sums[name] += weight.grad.square() / len(order)
    return sums


def elastic(task):
    """α by weight as elastic weight consolidation has it: h / (h + λ f), of mean α.

    h is the Fisher information of the target's labels, f that of the source's (Kirkpatrick et al.
    2017); λ is found by bisection.
    """
    h = fisher(task.source, task.target)
    f = fisher(task.source, task.source_samples)
    floor = 1e-12

    def shares(log_pull):
        return {n: (h[n] + floor) / (h[n] + floor + 10**log_pull * (f[n] + floor)) for n in h}

    def mean(found):
        return float(torch.cat([each.flatten() for each in found.values()]).mean())

    def by_weight(alpha):
        low, high = -12.0, 12.0
        while high - low > 1e-3:
            middle = (low + high) / 2
            low, high = (middle, high) if mean(shares(middle)) > alpha else (low, middle)
        return shares(low) if alpha < 1 else dict.fromkeys(h, 1.0)

    return by_weight


def ways_to_shrink(task):
    """Name -> α -> share of its way that each weight goes."""
    names = [name for name, _ in task.source.named_parameters()]

    def layers(part, factor):
        return lambda alpha: {n: alpha * (factor if n.startswith(part) else 1.0) for n in names}

    return {
        "convolutions kept": layers("convolutions", 0.0),
        "convolutions half": layers("convolutions", 0.5),
        "output kept": layers("head", 0.0),
        "elastic weights": elastic(task),
    }


@torch.no_grad()
def accuracy(task, moved, shares, test):
    network = deepcopy(moved)
    for name, weight in network.named_parameters():
        old = task.source_weights[name]
        weight[: len(old)] = old + shares[name] * (weight[: len(old)] - old)
    return float((network(test.x).argmax(dim=1) == test.y).float().mean())


def measure(experiment, cell):
    """(way, α) -> overall accuracy."""
    adaptation = experiment.adaptation(cell)
    start, task = adaptation.task(experiment.labelled(cell))
    test = experiment.test(cell.run)
    test = test.part(torch.isin(torch.from_numpy(test.y), torch.tensor(start.class_values)).numpy())
    test = Labelled(start.inputs(test.x), start.targets(test.y), torch.from_numpy(test.polygon_id))
    names = [name for name, _ in task.source.named_parameters()]
    plain = trained(task, "plain")
    found = {}
    for alpha in ALPHAS:
        alike = dict.fromkeys(names, alpha)
        found["plain", alpha] = accuracy(task, plain, alike, test)
    for way, shares in ways_to_shrink(task).items():
        for alpha in ALPHAS:
            by_weight = shares(alpha)
            by_weight = {
                n: by_weight[n][: len(task.source_weights[n])]
                if isinstance(by_weight[n], torch.Tensor)
                else by_weight[n]
                for n in names
            }
            found[way, alpha] = accuracy(task, plain, by_weight, test)
    for way in ("convolutions frozen", "polygons alike", "class prior", "seen classes"):
        moved = trained(task, way)
        for alpha in ALPHAS:
            found[way, alpha] = accuracy(task, moved, dict.fromkeys(names, alpha), test)
    return found


def main():
    given = arguments()
    torch.set_num_threads(1)
    for polygons in map(int, given.n_polygons.split(",")):
        found = defaultdict(list)
        for folder in given.folders:
            settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
            job = job_from_json(json.dumps({**settings["job"], "output": str(folder)}))
            experiment = load_experiment(job, folder / "source.safetensors", CPU)
            for run in range(given.runs):
                cell = Cell("sourcerer", run, polygons)
                if polygons <= len(experiment.split(run)[1]):
                    for key, value in measure(experiment, cell).items():
                        found[key].append(100 * value)
        print(f"\n| {polygons} polygons | " + " | ".join(f"α = {a}" for a in ALPHAS) + " |")
        print("|---|" + "---:|" * len(ALPHAS))
        for way in dict.fromkeys(way for way, _ in found):
            figures = []
            for alpha in ALPHAS:
                values = found[way, alpha]
                if way != "plain":
                    gains = [v - p for v, p in zip(values, found["plain", alpha])]
                    error = statistics.stdev(gains) / len(gains) ** 0.5
                    figures.append(f"{statistics.fmean(gains):+.1f} ± {error:.1f}")
                else:
                    figures.append(f"{statistics.fmean(values):.1f}")
            print(f"| {way} | " + " | ".join(figures) + " |", flush=True)


if __name__ == "__main__":
    main()
