"""Rerun the comparison of methods on the benchmark pairs and write one table.

    python tests/studies/accuracy.py FOLDER [--runs 5] [--updates 500] [--pairs NAME ...]

The samples are read from ../shared/data/samples beside the checkout. FOLDER keeps one comparison a
pair and is gone on with where it was stopped; accuracy.md is written into it.
"""

import argparse
import csv
import statistics
import subprocess
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT.parent / "shared" / "data" / "samples"
PAIRS = {
    "fergana → samarkand": ("cawa_fergana_2016", "cawa_samarkand_2016"),
    "samarkand → kashkadarya": ("cawa_samarkand_2016", "cawa_kashkadarya_2018"),
    "fergana → khorezm": ("cawa_fergana_2016", "cawa_khorezm_2015"),
    "mato grosso west → east": ("mato_grosso_west", "mato_grosso_east"),
    "mato grosso north → south": ("mato_grosso_north", "mato_grosso_south"),
    "france southwest → northwest": ("france_southwest_2023", "france_northwest_2023"),
}
METHODS = "source-only,target-only,naive,finetuned,sourcerer,dann,mme"


def arguments():
    parser = argparse.ArgumentParser(description="Compare methods on the benchmark pairs.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--updates", type=int, default=500)
    parser.add_argument("--n-polygons", default="1,4,16,64")
    parser.add_argument("--methods", default=METHODS)
    parser.add_argument("--rules", default="auto,schedule", help="of sourcerer's strength")
    parser.add_argument("--pairs", nargs="+", default=list(PAIRS), choices=list(PAIRS))
    return parser.parse_args()


def compare(pair, given):
    """One pair's comparison; returns its command and its rows."""
    source, target = (SAMPLES / f"{name}.npz" for name in PAIRS[pair])
    folder = given.folder / PAIRS[pair][0] / PAIRS[pair][1]
    settings = {
        "--methods": given.methods,
        "--lambda": given.rules,
        "--n-polygons": given.n_polygons,
        "--runs": given.runs,
        "--updates": given.updates,
    }
    words = [word for flag, value in settings.items() for word in (flag, str(value))]
    files = ["--source", str(source), "--target", str(target), "--output", str(folder)]
    subprocess.run([sys.executable, "-m", "core", "compare", *files, *words], check=True, cwd=ROOT)
    with (folder / "results.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table(pair, rows):
    """Mean overall accuracy ± standard deviation over runs, a line a method."""
    cells = defaultdict(list)
    for row in rows:
        cells[row["method"], int(row["polygons"])].append(100 * float(row["oa"]))
    quantities = sorted({polygons for _, polygons in cells if polygons})
    lines = [f"### {pair}", "", "| polygons | " + " | ".join(map(str, quantities)) + " |"]
    lines.append("|---|" + "---|" * len(quantities))
    for method in dict.fromkeys(method for method, _ in cells):
        figures = []
        for polygons in quantities:
            values = cells.get((method, polygons)) or cells.get((method, 0))
            spread = f" ± {statistics.stdev(values):.1f}" if len(values or ()) > 1 else ""
            figures.append(f"{statistics.fmean(values):.1f}{spread}" if values else "–")
        lines.append(f"| {method} | " + " | ".join(figures) + " |")
    return "\n".join(lines)


def main():
    given = arguments()
    given.folder.mkdir(parents=True, exist_ok=True)
    tables = [table(pair, compare(pair, given)) for pair in given.pairs]
    head = (
        f"Overall accuracy in percent, mean ± standard deviation over {given.runs} runs with "
        f"polygon-blocked splits, {given.updates} updates a fit; {date.today()}."
    )
    text = "\n\n".join(["# Accuracy", head, *tables]) + "\n"
    (given.folder / "accuracy.md").write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
