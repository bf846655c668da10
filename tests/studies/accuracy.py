"""Rerun the comparison of methods on the benchmark pairs and write the page of their accuracy.

    python tests/studies/accuracy.py FOLDER [--runs 5] [--updates 500] [--pairs NAME ...]

The samples are read from ../shared/data/samples beside the checkout. FOLDER keeps one comparison a
pair and is gone on with where it was stopped; accuracy.md is written into it. With --tables-only
nothing runs: the page is written from what FOLDER holds, and what is missing is shown as –.

tests/studies/results holds the rows that resources/help/accuracy.md was written from, and
tests/studies/results_5000 those of one pair with the paper's 5,000 updates:

    python tests/studies/accuracy.py FOLDER --pairs "fergana → samarkand" --updates 5000 --runs 3
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[2]))

from core.comparing import read_rows
from core.comparison_verdict import in_points
from core.jobs import PAPER_UPDATES, CompareJob, Method
from core.paired import SOURCE_ONLY, SOURCERER, WITHOUT_SOURCE_SAMPLES, Figure, Scores
from core.version import VERSION

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
NOT_JUDGED = "france southwest → northwest"
"""Shown, but its test sets have too few pixels to judge by."""
METHODS = "source-only,target-only,naive,finetuned,sourcerer,dann,mme"
LONG = Path(__file__).parent / "results_5000"
LONG_PAIR, LONG_RUNS = "fergana → samarkand", 3
"""With the paper's number of updates, where the time allows."""
MOST_BEHIND, MOST_BEHIND_IN_A_CELL = -0.5, -1.5
"""Percentage points: of the mean over pairs; and of a cell, with 95 % confidence."""
JUDGED_TO_BEST_FROM = 16
"""Polygons from which a cell is held against the best method that needs no source samples, too."""
PASS, FAIL, OPEN = "pass", "**fail**", "open"


def arguments():
    parser = argparse.ArgumentParser(description="Compare methods on the benchmark pairs.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--updates", type=int, default=500)
    parser.add_argument("--n-polygons", default="1,4,16,64")
    parser.add_argument("--methods", default=METHODS)
    parser.add_argument("--rules", default="auto,schedule", help="of sourcerer's strength")
    parser.add_argument("--pairs", nargs="+", default=list(PAIRS), choices=list(PAIRS))
    parser.add_argument("--threads", type=int, default=0, help="processors to use; 0: all")
    parser.add_argument("--tables-only", action="store_true", help="run nothing")
    parser.add_argument("--samples", type=Path, default=SAMPLES, help="folder of the samples files")
    parser.add_argument("--machine", default=machine(), help="what it ran on, for the page")
    return parser.parse_args()


def machine():
    if torch.cuda.is_available():
        return torch.cuda.get_device_name()
    return f"{os.cpu_count()} cores, CPU"


def settings_of(given):
    """The settings of a comparison, as `core compare` takes them."""
    return {
        "--methods": given.methods,
        "--lambda": given.rules,
        "--n-polygons": given.n_polygons,
        "--runs": str(given.runs),
        "--updates": str(given.updates),
    }


def compare(pair, given):
    """Run one pair's comparison, or go on with it."""
    source, target = (str(given.samples / f"{name}.npz") for name in PAIRS[pair])
    words = [word for item in settings_of(given).items() for word in item]
    words += ["--threads", str(given.threads)] if given.threads else []
    files = ["--source", source, "--target", target, "--output", str(folder_of(pair, given))]
    subprocess.run([sys.executable, "-m", "core", "compare", *files, *words], check=True, cwd=ROOT)


def folder_of(pair, given):
    return given.folder.absolute().joinpath(*PAIRS[pair])


class Page:
    """What was measured, as the page's tables need it."""

    def __init__(self, given):
        self.given = given
        job = CompareJob(
            source="source.npz",
            target="target.npz",
            output="out",
            methods=tuple(Method(word) for word in given.methods.split(",")),
            lambda_rules=tuple(given.rules.split(",")),
        )
        self.methods = list(job.variants())
        self.rivals = [method for method in WITHOUT_SOURCE_SAMPLES if method in self.methods]
        self.quantities = sorted(int(number) for number in given.n_polygons.split(","))
        self.sizes = {pair: self.size(pair) for pair in given.pairs}
        self.judged = [pair for pair in given.pairs if pair != NOT_JUDGED]
        self.rows = {
            pair: [row for row in read_rows(folder_of(pair, given)) if row.cell.run < given.runs]
            for pair in given.pairs
        }
        self.oa, self.f1 = (
            {pair: Scores.of(rows, measure) for pair, rows in self.rows.items()}
            for measure in ("oa", "f1")
        )

    def size(self, pair):
        """The target's polygons, and the mean number of pixels in a test set."""
        with np.load(self.given.samples / f"{PAIRS[pair][1]}.npz") as content:
            polygons = content["polygon_id"]
        n = len(np.unique(polygons))
        return n, len(polygons) * max(1, n // 3) / n

    def has(self, pair, quantity):
        """Are there so many polygons to train on? (core/experiment.py)"""
        n, _ = self.sizes[pair]
        return quantity <= n - max(1, n // 3)

    def over_pairs(self, scores):
        """Run by run the mean over the judged pairs that have the quantity, the same for all."""
        means = {}
        for quantity in self.quantities:
            pairs = [pair for pair in self.judged if self.has(pair, quantity)]
            for method in self.methods:
                by_run = [scores[pair].at(method, quantity) for pair in pairs]
                if pairs and all(len(runs) == self.given.runs for runs in by_run):
                    means[method, quantity] = {
                        run: statistics.fmean(runs[run] for runs in by_run) for run in by_run[0]
                    }
        return Scores(means)

    def average(self, over_pairs):
        """Run by run the mean over all quantities, at 0 polygons."""
        means = {}
        wanted = [q for q in self.quantities if any(self.has(pair, q) for pair in self.judged)]
        for method in self.methods:
            by_run = [over_pairs.at(method, quantity) for quantity in wanted]
            if by_run and all(by_run):
                means[method, 0] = {
                    run: statistics.fmean(runs[run] for runs in by_run) for run in by_run[0]
                }
        return Scores(means)


def markdown(heads, rows):
    lines = ["| " + " | ".join(map(str, line)) + " |" for line in (heads, *rows)]
    lines.insert(1, "|---" + "|---:" * (len(heads) - 1) + "|")
    return "\n".join(lines)


def percent(figure: Figure | None, runs):
    """83.1 ± 2.0, with the number of runs where not all are there."""
    if figure is None:
        return "–"
    spread = "" if figure.spread is None else f" ± {100 * figure.spread:.1f}"
    return f"{100 * figure.mean:.1f}{spread}" + (f" ({figure.n})" if figure.n != runs else "")


def points(difference):
    """+3.0 [−9.7, +15.7]."""
    if difference is None:
        return "–"
    low, high = in_points(100 * difference.low), in_points(100 * difference.high)
    return f"{in_points(100 * difference.mean)} [{low}, {high}]"


def accuracy_table(page, scores, quantities, average=None):
    heads = ["polygons", *quantities] + (["average"] if average else [])
    rows = []
    for method in page.methods:
        figures = [scores.figure(method, quantity) for quantity in quantities]
        figures += [average.figure(method, 0)] if average else []
        rows.append([method, *(percent(figure, page.given.runs) for figure in figures)])
    return markdown(heads, rows)


def by_pair(page, scores):
    """A table a pair."""
    parts = []
    for pair in page.given.pairs:
        quantities = [quantity for quantity in page.quantities if page.has(pair, quantity)]
        parts += [f"### {pair}", accuracy_table(page, scores[pair], quantities)]
    return parts


def result_of(results):
    """Of several: one failure fails, one that is open leaves it open."""
    results = [result for result in results if result]
    if FAIL in results:
        return FAIL
    return OPEN if OPEN in results or not results else PASS


def judge(difference, least):
    """Is the mean, in points, not below `least`?"""
    if difference is None:
        return OPEN
    return PASS if difference >= least - 1e-9 else FAIL


def mean_difference(scores, rival, quantity):
    """Of the default Sourcerer to another method, in points; None where one is missing."""
    ours, theirs = scores.figure(SOURCERER, quantity), scores.figure(rival, quantity)
    return 100 * (ours.mean - theirs.mean) if ours and theirs else None


def against_rivals(page, over_pairs, average):
    """Requirements 1 and 2: their table, and the result of each."""
    rows, at_quantities = [], []
    for scores, quantity in [*((over_pairs, q) for q in page.quantities), (average, 0)]:
        differences = [mean_difference(scores, rival, quantity) for rival in page.rivals]
        if quantity:
            pairs = sum(page.has(pair, quantity) for pair in page.judged)
            if not pairs:
                continue
            result = result_of(judge(value, MOST_BEHIND) for value in differences)
            at_quantities.append(result)
        else:
            pairs = ""
            above = [OPEN if v is None else PASS if v > 0 else FAIL for v in differences]
            result = result_of(above)
        ours = percent(scores.figure(SOURCERER, quantity), page.given.runs)
        cells = ["–" if value is None else in_points(value) for value in differences]
        rows.append([quantity or "average", pairs, ours, *cells, result])
    heads = ["polygons", "pairs", SOURCERER, *(f"− {rival}" for rival in page.rivals), "result"]
    complete = len(page.judged) == len(PAIRS) - 1 and len(page.rivals) == 4
    of_all = [] if complete else [OPEN]
    return markdown(heads, rows), result_of(at_quantities + of_all), result_of([result, *of_all])


def cell_by_cell(page):
    """Requirement 3: its table and result."""
    rows, results, runs = [], [], page.given.runs
    for pair in page.given.pairs:
        scores = page.oa[pair]
        for quantity in page.quantities:
            if not page.has(pair, quantity):
                continue
            best = scores.best(page.rivals, quantity)
            all_there = all(len(scores.at(rival, quantity)) == runs for rival in page.rivals)
            to_source = scores.difference(SOURCERER, SOURCE_ONLY, quantity)
            to_best = scores.difference(SOURCERER, best, quantity) if best else None
            judged = [to_source]
            if quantity >= JUDGED_TO_BEST_FROM:
                judged.append(to_best if all_there else None)
            result = "not judged"
            if pair in page.judged:
                result = result_of(judge_upper(d, runs) for d in judged)
                results.append(result)
            of_best = f"{points(to_best)} {best or ''}".strip()
            rows.append([pair, quantity, points(to_source), of_best, result])
    heads = ["pair", "polygons", "to source-only", "to the best of the four", "result"]
    complete = len(page.judged) == len(PAIRS) - 1 and len(page.rivals) == 4
    return markdown(heads, rows), result_of(results + ([] if complete else [OPEN]))


def judge_upper(difference, runs):
    """Is the upper end of the interval not below what a cell may lose?"""
    if difference is None or difference.n < runs:
        return OPEN
    return judge(100 * difference.high, MOST_BEHIND_IN_A_CELL)


def requirement(page, over_pairs, average):
    table, at_quantities, on_average = against_rivals(page, over_pairs, average)
    cells, in_cells = cell_by_cell(page)
    rivals = ", ".join(WITHOUT_SOURCE_SAMPLES)
    summary = markdown(
        ["", "asked of the default `sourcerer`", "result"],
        [
            [
                1,
                f"mean over the five pairs: at every quantity at most {-MOST_BEHIND} points below "
                "each of the four",
                at_quantities,
            ],
            [2, "the same, averaged over the quantities: above each of the four", on_average],
            [
                3,
                f"no pair and quantity where it is more than {-MOST_BEHIND_IN_A_CELL} points below "
                f"source-only with 95 % confidence, nor, from {JUDGED_TO_BEST_FROM} polygons on, "
                "below the best of the four",
                in_cells,
            ],
        ],
    ).replace("|---|---:|---:|", "|---|---|---|")
    return [
        "## Does Sourcerer keep what is asked of it?",
        f"“The four” are the other methods that need no source samples: {rivals}. A requirement "
        "is open as long as a figure that it needs is missing.",
        summary,
        "### Mean over pairs, overall accuracy",
        "Sourcerer's accuracy in percent, and by how many percentage points it is above each of "
        "the four.",
        table,
        "### Pair by pair, overall accuracy",
        "Percentage points, mean over the runs of the difference within each, with its 95 % "
        "interval (paired, Student's t). The best of the four is the one with the highest mean in "
        "that cell.",
        cells,
    ]


def with_many_updates(given):
    """The pair that was also fitted with the paper's number of updates."""
    settings = {**vars(given), "pairs": [LONG_PAIR], "runs": LONG_RUNS, "updates": PAPER_UPDATES}
    page = Page(argparse.Namespace(**{**settings, "folder": LONG}))
    words = " ".join(f"{flag} {value}" for flag, value in settings_of(page.given).items())
    return [
        f"## With the paper's {PAPER_UPDATES:,} updates",
        f"{LONG_PAIR}, {LONG_RUNS} runs, all else as above. With λ=schedule in the form "
        "`proximal`, this is what the paper does. `sourcerer` takes as many updates as before: "
        "those that the labels ask for.",
        f'    python tests/studies/accuracy.py FOLDER --pairs "{LONG_PAIR}" '
        + words.replace("--lambda", "--rules"),
        "Overall accuracy, %:",
        accuracy_table(page, page.oa[LONG_PAIR], page.quantities),
        "Macro F1, %:",
        accuracy_table(page, page.f1[LONG_PAIR], page.quantities),
    ]


def head(page):
    given = page.given
    words = " ".join(f"{flag} {value}" for flag, value in settings_of(given).items())
    command = "python tests/studies/accuracy.py FOLDER " + words.replace("--lambda", "--rules")
    if len(given.pairs) != len(PAIRS):
        command += " --pairs " + " ".join(f'"{pair}"' for pair in given.pairs)
    results = [folder_of(pair, given) / "results.csv" for pair in given.pairs]
    times = [path.stat().st_mtime for path in results if path.exists()]
    day = f"{datetime.fromtimestamp(max(times)):%Y-%m-%d}" if times else "–"
    sizes = [
        [pair, *PAIRS[pair], polygons, f"{pixels:.0f}"]
        for pair, (polygons, pixels) in page.sizes.items()
    ]
    return [
        "# Accuracy",
        "How well does each method map a region from few labels, starting from a model of another "
        "region or year? Measured on real labelled image time series.",
        "## How it was measured",
        f"In each of {given.runs} runs a third of the target's polygons, drawn at random, is the "
        "test set. The others are labelled in random order, whole: the first "
        f"{', '.join(map(str, page.quantities))}. Test set and order are the same for all methods, "
        "so that no polygon is in both and every method gets the same labels. One source model a "
        f"pair is trained on all of the source ({PAPER_UPDATES:,} updates). A fit takes "
        f"{given.updates} updates, or one pass over the labels if that is more; where `auto` "
        "chooses the strength, as many as the labels ask for ([strength](strength.md)). Figures "
        "are means over the runs ± their standard deviation; a number in brackets says how many "
        "runs there are where some are missing, and – that there is none.",
        "`sourcerer` is the default, with the strength by "
        f"`{given.rules.split(',')[0]}`; a variant carries the name of its rule.",
        f"    {command}",
        f"{day} · Sourcerer {VERSION}, PyTorch {torch.__version__}, NumPy {np.__version__}, "
        f"Python {platform.python_version()} · {given.machine}",
        markdown(["pair", "source", "target", "polygons", "test pixels"], sizes),
        "Polygons of the target, and the mean number of pixels in a test set. Data: `cawa_*` are "
        "field parcels of Central Asia with NDVI series (Remelgado et al. 2020, CC BY 4.0, through "
        "CropHarvest); `mato_grosso_*` MODIS series with field data of EMBRAPA and INPE, from the "
        "R package sits; `france_*` Sentinel-2 and Sentinel-1 series with labels of the RPG, from "
        "ESA WorldCereal (MIT, modified Copernicus data).",
        f"Means over pairs leave out {NOT_JUDGED}: it is shown, not judged, for it has too few "
        "test pixels. A quantity that a pair has not enough polygons for is left out there, for "
        "all methods.",
    ]


def write_page(given):
    page = Page(given)
    oa, f1 = page.over_pairs(page.oa), page.over_pairs(page.f1)
    average = page.average(oa)
    names = f"Over {len(page.judged)} pairs: {', '.join(page.judged)}."
    parts = [
        *head(page),
        *requirement(page, oa, average),
        "## Overall accuracy, %",
        "### Mean over pairs",
        names,
        accuracy_table(page, oa, page.quantities, average),
        *by_pair(page, page.oa),
        "## Macro F1, %",
        "### Mean over pairs",
        names,
        accuracy_table(page, f1, page.quantities, page.average(f1)),
        *by_pair(page, page.f1),
        *with_many_updates(given),
    ]
    text = "\n\n".join(parts) + "\n"
    (given.folder / "accuracy.md").write_text(text, encoding="utf-8")
    print(text)


def main():
    given = arguments()
    given.folder.mkdir(parents=True, exist_ok=True)
    if not given.tables_only:
        for pair in given.pairs:
            compare(pair, given)
    write_page(given)


if __name__ == "__main__":
    main()
