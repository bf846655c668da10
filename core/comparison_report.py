"""What a comparison found: curves, tables in the paper's form, a plot, a page."""

from __future__ import annotations

import csv
import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from .charts import accuracy_chart
from .experiment import FIXED_PIXELS, Experiment, Row, curve
from .jobs import CompareJob
from .outputs import Outputs
from .version import VERSION

_TEMPLATE_FOLDER = Path(__file__).parent.parent / "resources"


@dataclass(frozen=True)
class Figure:
    """Mean and standard deviation over runs."""

    mean: float
    spread: float | None
    """None for a single run."""
    n: int


def write_comparison(
    folder: Path, job: CompareJob, experiment: Experiment, rows: Sequence[Row]
) -> tuple[dict[str, str], str]:
    """Write curves.csv, report.html and report.json; returns outputs by role and a summary."""
    methods = list(job.variants())
    quantities = sorted({row.cell.polygons for row in rows if row.cell.polygons})
    measures = ("oa", "f1", "seconds")
    by_polygons = {
        measure: {
            method: [_figure(rows, method, quantity, measure) for quantity in quantities]
            for method in methods
        }
        for measure in measures
    }
    curves = {method: _curve(rows, method) for method in methods}
    content: dict[str, Any] = {
        "version": VERSION,
        "source": Path(job.source).name,
        "target": Path(job.target).name,
        "runs": job.runs,
        "updates": job.updates,
        "penalty": str(job.penalty),
        "lambda_rule": job.lambda_rules[0],
        "n_test": len(experiment.split(0)[0]),
        "n_training": len(experiment.split(0)[1]),
        "methods": methods,
        "quantities": quantities,
        "fixed_pixels": [n for n, *_ in zip(FIXED_PIXELS, *curves.values())],
        "by_polygons": {
            measure: {
                method: [vars(figure) if figure else None for figure in figures]
                for method, figures in table.items()
            }
            for measure, table in by_polygons.items()
        },
        "curves": {
            method: [vars(figure) if figure else None for figure in figures]
            for method, figures in curves.items()
        },
        "classes": _class_table(rows, methods, max(quantities)),
    }
    lines = {
        method: (
            [float(q) for q, f in zip(quantities, figures) if f],
            [f.mean for f in figures if f],
            [f.spread or 0.0 for f in figures if f],
        )
        for method, figures in by_polygons["oa"].items()
    }
    picture = accuracy_chart(lines)
    names = {"curves": "curves.csv", "report": "report.html", "report_json": "report.json"}
    with Outputs() as outputs:
        files = {role: outputs.add(folder / name) for role, name in names.items()}
        _write_curves(files["curves"], curves)
        text = json.dumps(content, indent=1, ensure_ascii=False)
        files["report_json"].write_text(text + "\n", encoding="utf-8")
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_TEMPLATE_FOLDER),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
        )
        page = environment.get_template("comparison.html").render(content, picture=picture)
        files["report"].write_text(page, encoding="utf-8")
    roles = {"results": str(folder / "results.csv")}
    roles |= {role: str(folder / name) for role, name in names.items()}
    return roles, _summary(methods, quantities, by_polygons["oa"])


def _figure(rows: Sequence[Row], method: str, quantity: int, measure: str) -> Figure | None:
    """Over the runs; the source model alone stands for every quantity."""
    values = [
        getattr(row, measure)
        for row in rows
        if row.cell.method == method and row.cell.polygons in (quantity, 0)
    ]
    return _of(values)


def _of(values: Sequence[float]) -> Figure | None:
    if not values:
        return None
    spread = statistics.stdev(values) if len(values) > 1 else None
    return Figure(statistics.fmean(values), spread, len(values))


def _curve(rows: Sequence[Row], method: str) -> list[Figure | None]:
    """Overall accuracy at the paper's numbers of pixels, interpolated run by run."""
    own = [row for row in rows if row.cell.method == method]
    by_run: list[list[float | None]] = []
    for run in sorted({row.cell.run for row in own}):
        of_run = [row for row in own if row.cell.run == run]
        if all(row.cell.polygons == 0 for row in of_run):  # needs no label: the same everywhere
            by_run.append([of_run[0].oa] * len(FIXED_PIXELS))
        else:
            pixels, values = [row.pixels for row in of_run], [row.oa for row in of_run]
            by_run.append(curve(pixels, values, FIXED_PIXELS))
    return [_of([value for value in at if value is not None]) for at in zip(*by_run)]


def _write_curves(path: Path, curves: dict[str, list[Figure | None]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["pixels", *curves])
        for pixels, *figures in zip(FIXED_PIXELS, *curves.values()):
            writer.writerow([pixels, *(f"{f.mean:.6f}" if f else "" for f in figures)])


def _class_table(rows: Sequence[Row], methods: Sequence[str], quantity: int) -> dict[str, Any]:
    """Mean F1 of each class at the largest quantity (the paper's table 10)."""
    table: dict[str, Any] = {}
    for method in methods:
        for row in rows:
            if row.cell.method == method and row.cell.polygons in (quantity, 0):
                for name, score in row.class_f1.items():
                    table.setdefault(name, {}).setdefault(method, []).append(score)
    return {
        name: {method: statistics.fmean(scores) for method, scores in by_method.items()}
        for name, by_method in sorted(table.items())
    }


def _summary(
    methods: Sequence[str], quantities: Sequence[int], table: dict[str, list[Figure | None]]
) -> str:
    width = max(map(len, methods)) + 2
    head = "Overall accuracy, %".ljust(width) + "".join(f"{q:>8}" for q in quantities)
    lines = [head + "  polygons"]
    for method in methods:
        cells = (f"{100 * f.mean:8.1f}" if f else "       –" for f in table[method])
        lines.append(method.ljust(max(width, len("Overall accuracy, %"))) + "".join(cells))
    return "\n".join(lines)
