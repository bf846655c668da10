"""What QGIS holds after hundreds of runs in one session: memory, files, threads, processes, layers.

    .venv/bin/python tests/studies/load_session.py [--runs 200] [--algorithm-runs 50]

Real QGIS desktop on a screen that nobody sees: Run is pressed in the dock again and again on a tiny
scene, with the same settings, so that each map takes the place of the one before. Then Processing
runs the same job, in a worker that it keeps. After the first runs nothing may grow any more. Ends
with 1 where it does. Figures go to `results/load.json`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from load_results import keep  # noqa: E402
from made_series import Sizes, season_days, write_labels, write_series  # noqa: E402
from qgis_desktop import run_in_desktop  # noqa: E402

SIZES = Sizes(fields=6, field_px=6, bands=("B04", "B08"))
N_DATES = 6
RUN_S = 60
"""At most a run on average; the whole is given up then."""
SETTLED = 20
"""Runs after which all that is loaded once has been loaded; half of them where there are few."""
MOST = {"memory_mb": 20, "children_mb": 50} | dict.fromkeys(
    ("open_files", "threads", "children", "temporary_files", "layers", "tasks", "widgets"), 0
)
"""How much more there may be in the last quarter of the runs than when it had settled, by the
median: a map may be drawn while it is counted. Threads that draw come, go and keep memory."""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--algorithm-runs", type=int, default=50)
    words = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        scene = make_scene(folder, SIZES, SIZES.fields**2)
        timeout_s = 120 + RUN_S * (words.runs + words.algorithm_runs)
        scene.update(
            dock_runs=words.runs, algorithm_runs=words.algorithm_runs, watchdog_s=timeout_s - 30
        )
        (folder / "temporary").mkdir()
        began_s = time.monotonic()
        held = run_in_desktop(
            "many_runs.py",
            folder,
            timeout_s=timeout_s,
            SCENE=json.dumps(scene),
            TMPDIR=str(folder / "temporary"),
        )
        taken_s = time.monotonic() - began_s
    if "error" in held:
        sys.exit(held["error"])
    n_runs = sum(map(len, held.values())) - 1
    print(f"{n_runs} runs in {taken_s:.0f} s, {taken_s / n_runs:.1f} s each.")
    sys.exit(bool(judge(held, words.runs, words.algorithm_runs)))


def judge(held, n_runs, n_algorithm_runs):
    """Print and keep what was held; returns what of it grows."""
    grown = []
    found = {}
    for kind, states in held.items():
        found[kind] = [describe(kind, what, states) for what in states[0]] if states else []
        grown += [f"{kind}: {row['what']}" for row in found[kind] if row["grows"]]
    keep("session", {"runs": n_runs, "algorithm_runs": n_algorithm_runs, "held": found})
    print(f"It grows: {', '.join(grown)}." if grown else "Nothing grows.")
    return grown


def make_scene(folder, sizes, n_labels):
    """Images, so many labelled fields, and a model of a few of them."""
    images, labels, model = folder / "images", folder / "labels.gpkg", folder / "model.safetensors"
    few = folder / "few.gpkg"
    write_series(images, sizes, season_days(N_DATES))
    write_labels(labels, sizes, n_labels)
    write_labels(few, sizes, 30)
    words = ["train", "--series", images, "--polygons", few, "--field", "crop"]
    words += ["--updates", "200", "--holdout", "0", "--output", model]
    subprocess.run(
        [sys.executable, "-m", "core", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=True,
    )
    return {
        "folder": str(folder),
        "images": str(images),
        "labels": str(labels),
        "model": str(model),
    }


def describe(kind, what, states):
    """How one of the figures went on, printed and as a row."""
    values = [state[what] for state in states]
    rest = values[min(SETTLED, len(values) // 2) :]
    quarter = max(1, len(rest) // 4)
    more = statistics.median(rest[-quarter:]) - statistics.median(rest[:quarter])
    print(
        f"{kind:9} {what:16} first {values[0]:10.1f}, settled {rest[0]:10.1f}, "
        f"last {rest[-1]:10.1f}, most {max(values):10.1f}; {more:+.1f} more"
    )
    return {
        "what": what,
        "first": round(values[0], 1),
        "settled": round(rest[0], 1),
        "last": round(rest[-1], 1),
        "most": round(max(values), 1),
        "more": round(more, 1),
        "most_more": MOST.get(what),
        "grows": what in MOST and more > MOST[what],
    }


if __name__ == "__main__":
    main()
