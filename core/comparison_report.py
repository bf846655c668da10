"""What a comparison found: tables in the paper's form, curves, a plot, a page."""

from __future__ import annotations

import csv
import json
import statistics
from collections.abc import Collection, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jinja2
import numpy as np

from .charts import accuracy_chart
from .comparison_verdict import in_points, verdict
from .experiment import FIXED_PIXELS, Experiment, Row, curve
from .jobs import LAMBDA_AUTO, LAMBDA_SCHEDULE, CompareJob, Method
from .outputs import Outputs
from .paired import SOURCE_ONLY, SOURCERER, WITHOUT_SOURCE_SAMPLES, Difference, Figure, Scores
from .version import VERSION

_TEMPLATE_FOLDER = Path(__file__).parent.parent / "resources"
MEASURES = ("oa", "f1", "seconds")

Curves = dict[str, list[Figure | None]]
"""By method, a figure for each of `FIXED_PIXELS`."""


def write_comparison(
    folder: Path, job: CompareJob, experiment: Experiment, rows: Sequence[Row]
) -> tuple[dict[str, str], str]:
    """Write curves.csv, report.html and report.json; returns outputs by role and a summary."""
    methods = list(job.variants())
    t_max = _t_max_methods(job)
    main = [m for m in methods if m not in t_max.values() or m in _names_of_rules(job)]
    scores = {measure: Scores.of(rows, measure) for measure in MEASURES}
    curves = {m: {method: _curve(rows, method, m) for method in methods} for m in MEASURES}
    reached = _reached(curves["oa"])
    sentences = verdict(scores["oa"], methods)
    quantities = scores["oa"].quantities
    content: dict[str, Any] = {
        "version": VERSION,
        "source": Path(job.source).name,
        "target": Path(job.target).name,
        "runs": job.runs,
        **_fits(job),
        "n_test": len(experiment.split(0)[0]),
        "n_training": len(experiment.split(0)[1]),
        "verdict": sentences,
        "methods": methods,
        "main_methods": main,
        "quantities": quantities,
        "pixels": [
            statistics.fmean(row.pixels for row in rows if row.cell.polygons == quantity)
            for quantity in quantities
        ],
        "by_polygons": {
            measure: {
                method: [_plain(scores[measure].figure(method, q)) for q in quantities]
                for method in methods
            }
            for measure in MEASURES
        },
        "fixed_pixels": [FIXED_PIXELS[at] for at in reached],
        "curves": {
            measure: {
                method: [_plain(figures[at]) for at in reached]
                for method, figures in curves[measure].items()
            }
            for measure in MEASURES
        },
        "paired": _paired(scores, methods),
        "t_max": [{"t_max": value, "method": method} for value, method in t_max.items()],
        "class_f1": _class_table(rows, methods, experiment, quantities),
    }
    pictures = {"main": accuracy_chart(_lines(scores["oa"], main))}
    if t_max:
        pictures["t_max"] = accuracy_chart(_lines(scores["oa"], [SOURCE_ONLY, *t_max.values()]))
    names = {"curves": "curves.csv", "report": "report.html", "report_json": "report.json"}
    with Outputs() as outputs:
        files = {role: outputs.add(folder / name) for role, name in names.items()}
        _write_curves(files["curves"], curves["oa"])
        text = json.dumps(content, indent=1, ensure_ascii=False)
        files["report_json"].write_text(text + "\n", encoding="utf-8")
        files["report"].write_text(_page(content, pictures), encoding="utf-8")
    roles = {"results": str(folder / "results.csv")}
    roles |= {role: str(folder / name) for role, name in names.items()}
    return roles, "\n".join([_summary(scores["oa"], methods), "", *sentences])


def _page(content: dict[str, Any], pictures: dict[str, str]) -> str:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATE_FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["points"] = lambda value: in_points(100 * value)
    t_max = {f"t_max = {entry['t_max']:,.0f}": entry["method"] for entry in content["t_max"]}
    if SOURCE_ONLY in content["methods"]:
        t_max[SOURCE_ONLY] = SOURCE_ONLY
    return environment.get_template("comparison.html").render(
        content,
        pictures=pictures,
        rows=_page_rows(content, list(t_max.values())),
        t_max_names=list(t_max),
        without_source_samples=WITHOUT_SOURCE_SAMPLES,
    )


def _page_rows(content: dict[str, Any], t_max_methods: Sequence[str]) -> dict[str, Any]:
    """The page's tables: rows of (labels, a figure or None for each method)."""
    main, polygons, curves = content["main_methods"], content["by_polygons"], content["curves"]
    of_polygons = [(q, f"{n:.0f}") for q, n in zip(content["quantities"], content["pixels"])]
    of_pixels = [(number,) for number in content["fixed_pixels"]]

    def rows(labels: Sequence[Any], table: Curves, names: Sequence[str]) -> list[Any]:
        return list(zip(labels, zip(*(table[name] for name in names))))

    def of_class(line: dict[str, Any]) -> list[Any]:
        return [line["f1"][method] for method in main]

    return {
        "by_polygons": {m: rows(of_polygons, polygons[m], main) for m in MEASURES},
        "by_pixels": {m: rows(of_pixels, curves[m], main) for m in MEASURES},
        "t_max_by_polygons": rows(of_polygons, polygons["oa"], t_max_methods),
        "t_max_by_pixels": rows(of_pixels, curves["oa"], t_max_methods),
        "classes": [
            ((entry["name"],), of_class(entry["lines"][-1])) for entry in content["class_f1"]
        ],
        "by_class": {
            entry["name"]: [
                ((*labels, f"{line['class_pixels']:.1f}"), of_class(line))
                for labels, line in zip(of_polygons, entry["lines"])
            ]
            for entry in content["class_f1"]
        },
    }


def _plain(figure: Figure | Difference | None) -> dict[str, Any] | None:
    return None if figure is None else asdict(figure)


def _names_of_rules(job: CompareJob) -> set[str]:
    """Sourcerer's variants by rule; those by t_max have a section of their own."""
    return {SOURCERER, *(f"{SOURCERER} λ={rule}" for rule in job.lambda_rules[1:])}


def _fits(job: CompareJob) -> dict[str, Any]:
    """How the fits were made; None where no fit has what it says."""
    fits = [fit for fit in job.variants().values() if fit.method is not Method.SOURCE_ONLY]
    sourcerers = [fit for fit in fits if fit.method is Method.SOURCERER]
    chosen = [fit for fit in sourcerers if fit.lambda_rule == LAMBDA_AUTO]
    return {
        "updates": job.updates if len(fits) > len(chosen) else None,
        "auto_updates": chosen[0].updates if chosen else None,
        "penalty": str(job.penalty) if len(sourcerers) > len(chosen) else None,
        "lambda_rule": job.lambda_rules[0] if sourcerers else None,
    }


def _t_max_methods(job: CompareJob) -> dict[float, str]:
    """t_max -> what was fitted with it, where other values than the job's own were asked for."""
    if not job.t_max_values:
        return {}
    found = {
        variant.t_max: name
        for name, variant in job.variants().items()
        if name.startswith(SOURCERER) and variant.lambda_rule == LAMBDA_SCHEDULE
    }
    return dict(sorted(found.items()))


def _lines(
    accuracy: Scores, methods: Sequence[str]
) -> dict[str, tuple[list[float], list[float], list[float]]]:
    """For the chart: polygons, means, standard deviations."""
    lines = {}
    for method in methods:
        at = [(q, f) for q in accuracy.quantities if (f := accuracy.figure(method, q))]
        lines[method] = (
            [float(q) for q, _ in at],
            [f.mean for _, f in at],
            [f.spread or 0.0 for _, f in at],
        )
    return lines


def _curve(rows: Sequence[Row], method: str, measure: str) -> list[Figure | None]:
    """A measure at the paper's numbers of pixels, interpolated run by run (section 5)."""
    own = [row for row in rows if row.cell.method == method]
    by_run: list[list[float | None]] = []
    for run in sorted({row.cell.run for row in own}):
        of_run = [row for row in own if row.cell.run == run]
        values = [getattr(row, measure) for row in of_run]
        if all(row.cell.polygons == 0 for row in of_run):  # needs no label: the same everywhere
            by_run.append([values[0]] * len(FIXED_PIXELS))
        else:
            by_run.append(curve([row.pixels for row in of_run], values, FIXED_PIXELS))
    return [Figure.of(value for value in at if value is not None) for at in zip(*by_run)]


def _reached(curves: Curves) -> list[int]:
    """Positions in `FIXED_PIXELS` where a method that learns from labels was measured."""
    learning = [figures for method, figures in curves.items() if method != SOURCE_ONLY and figures]
    return [at for at in range(len(FIXED_PIXELS)) if any(figures[at] for figures in learning)]


def _write_curves(path: Path, curves: Curves) -> None:
    """Mean overall accuracy at fixed numbers of pixels, then its standard deviations."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["pixels", *curves, *(f"{method} sd" for method in curves)])
        for pixels, *figures in zip(FIXED_PIXELS, *curves.values()):
            means = [figure.mean if figure else None for figure in figures]
            spreads = [figure.spread if figure else None for figure in figures]
            cells = ("" if v is None else f"{v:.6f}" for v in [*means, *spreads])
            writer.writerow([pixels, *cells])


def _paired(scores: dict[str, Scores], methods: Sequence[str]) -> list[dict[str, Any]]:
    """Each variant of Sourcerer against the source model alone and against the best other method.

    The best is the one with the highest mean at that number of polygons, by that measure, of those
    that need no source samples.
    """
    others = [method for method in WITHOUT_SOURCE_SAMPLES if method in methods]
    table = []
    for method in methods:
        if not method.startswith(SOURCERER) or not others:
            continue
        lines = []
        for quantity in scores["oa"].quantities:
            line: dict[str, Any] = {"polygons": quantity}
            for measure in ("oa", "f1"):
                of = scores[measure]
                best = of.best(others, quantity) or ""
                line[measure] = {
                    "source_only": _plain(of.difference(method, SOURCE_ONLY, quantity)),
                    "best": best,
                    "to_best": _plain(of.difference(method, best, quantity)),
                }
            lines.append(line)
        table.append({"method": method, "lines": lines})
    return table


def _class_table(
    rows: Sequence[Row], methods: Sequence[str], experiment: Experiment, quantities: Sequence[int]
) -> list[dict[str, Any]]:
    """F1 of each class by number of polygons, with the labels that it had (the paper's table 10).

    Over the runs whose test set holds the class.
    """
    scores: dict[tuple[str, str, int], list[float]] = {}
    for row in rows:
        for name, score in row.class_f1.items():
            scores.setdefault((name, row.cell.method, row.cell.polygons), []).append(score)
    pixels = [_labelled(experiment, {row.cell.run for row in rows}, q) for q in quantities]
    table: list[dict[str, Any]] = []
    for entry in experiment.matching.classes:
        if not quantities or not any(name == entry.name for name, *_ in scores):
            continue
        lines = []
        for quantity, by_class in zip(quantities, pixels):
            figures = {}
            for method in methods:
                at_quantity = scores.get((entry.name, method, quantity))
                values = at_quantity or scores.get((entry.name, method, 0), [])
                figures[method] = _plain(Figure.of(values))
            n = by_class.get(entry.value, 0.0)
            lines.append({"polygons": quantity, "class_pixels": n, "f1": figures})
        table.append({"name": entry.name, "lines": lines})
    return sorted(table, key=lambda line: str(line["name"]))


def _labelled(experiment: Experiment, runs: Collection[int], polygons: int) -> dict[int, float]:
    """Class value -> its mean number of pixels among the first so many training polygons."""
    target, means = experiment.target, dict[int, float]()
    for run in runs:
        chosen = np.isin(target.polygon_id, experiment.split(run)[1][:polygons])
        values, counts = np.unique(target.y[chosen], return_counts=True)
        for value, count in zip(values.tolist(), counts.tolist()):
            means[value] = means.get(value, 0.0) + count / len(runs)
    return means


def _summary(accuracy: Scores, methods: Sequence[str]) -> str:
    """Overall accuracy by number of polygons, for the terminal and the log."""
    widths = [max(len(method), len("99.9 ± 99.9")) + 2 for method in methods]
    head = "polygons" + "".join(f"{m:>{width}}" for m, width in zip(methods, widths))
    lines = ["Overall accuracy, %: mean ± standard deviation over the runs", head]
    for quantity in accuracy.quantities:
        cells = ""
        for method, width in zip(methods, widths):
            figure = accuracy.figure(method, quantity)
            text = f"{100 * figure.mean:.1f}" if figure else "–"
            if figure and figure.spread is not None:
                text += f" ± {100 * figure.spread:4.1f}"
            cells += f"{text:>{width}}"
        lines.append(f"{quantity:>8}{cells}")
    return "\n".join(lines)
