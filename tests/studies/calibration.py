"""Is the confidence of an adapted model the share that is right? With and without its temperature.

    python tests/studies/calibration.py COMPARISON ... [--runs 3] [--n-polygons 4,16,64]

COMPARISON is a folder that `compare` filled, with its source model. The expected calibration error
is the mean distance between confidence and share right over ten bins of confidence, each weighing
as much as it has pixels.
"""

import argparse
import json
import statistics
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from core.comparing import load_experiment
from core.experiment import Cell
from core.jobs import job_from_json
from core.model import LandCoverModel

CPU = torch.device("cpu")


def arguments():
    parser = argparse.ArgumentParser(description="Measure the calibration of adapted models.")
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--n-polygons", default="4,16,64")
    return parser.parse_args()


def calibration_error(confidence, right):
    """Expected calibration error of (n,) each."""
    place = np.minimum((10 * confidence).astype(int), 9)
    gaps = [
        abs(confidence[place == number].sum() - right[place == number].sum())
        for number in range(10)
    ]
    return sum(gaps) / len(right)


def measure(model, test):
    probabilities = model.probabilities(test.x)
    right = model.class_values[probabilities.argmax(axis=1)] == test.y
    return 100 * calibration_error(probabilities.max(axis=1), right)


def main():
    given = arguments()
    torch.set_num_threads(1)
    print("| polygons | fits | temperature | error without, points | error with | gain |")
    print("|---:|---:|---:|---:|---:|---:|")
    for polygons in map(int, given.n_polygons.split(",")):
        found = defaultdict(list)
        for folder in given.folders:
            settings = json.loads((folder / "settings.json").read_text(encoding="utf-8"))
            job = job_from_json(json.dumps({**settings["job"], "output": str(folder)}))
            experiment = load_experiment(job, folder / "source.safetensors", CPU)
            for run in range(given.runs):
                if polygons > len(experiment.split(run)[1]):
                    continue
                cell = Cell("sourcerer", run, polygons)
                model = experiment.adaptation(cell)(experiment.labelled(cell), lambda _: None)
                raw = LandCoverModel(replace(model.card, temperature=1.0), model.network)
                test = experiment.test(run)
                found["temperature"].append(model.card.temperature)
                found["without"].append(measure(raw, test))
                found["with"].append(measure(model, test))
        gains = [a - b for a, b in zip(found["without"], found["with"])]
        error = statistics.stdev(gains) / len(gains) ** 0.5
        means = [statistics.fmean(found[name]) for name in ("temperature", "without", "with")]
        print(
            f"| {polygons} | {len(gains)} | {means[0]:.2f} | {means[1]:.1f} | {means[2]:.1f} | "
            f"{statistics.fmean(gains):+.1f} ± {error:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
