"""The paper's protocol: splits, curves, and the command that runs it."""

import csv
import json
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest

from core.experiment import curve

DATES = [date(2020, 1, 1) + timedelta(days=30 * step) for step in range(6)]


def write_domain(path, seed, shift=0.0, n_blocks=18):
    """Three classes in blocks of four pixels, told apart by the date of their peak."""
    random = np.random.default_rng(seed)
    polygon_id = np.repeat(np.arange(n_blocks), 4)
    y = polygon_id % 3 + 1
    steps = np.arange(6)
    x = 1000 + 3000 * np.exp(-((steps - 2 * (y[:, None] - 1) - shift) ** 2))
    x = x + random.normal(0, 100, x.shape)
    np.savez(
        path,
        X=x[:, None].astype(np.float32),
        y=y,
        polygon_id=polygon_id,
        bands=np.array(["NDVI"]),
        dates=np.array([day.isoformat() for day in DATES]),
        class_values=np.array([1, 2, 3]),
        class_names=np.array(["early", "middle", "late"]),
    )
    return path


@pytest.fixture(scope="module")
def domains(tmp_path_factory):
    folder = tmp_path_factory.mktemp("domains")
    source = write_domain(folder / "source.npz", 1)
    return source, write_domain(folder / "target.npz", 2, shift=0.5)


@pytest.fixture
def compare(domains, tmp_path, command):
    """Run the command; returns status, the rows of results.csv, and the messages."""

    def run(*settings, folder=tmp_path / "out"):
        given = ["compare", "--source", domains[0], "--target", domains[1], "--output", folder]
        given += ["--updates", 8, "--source-updates", 40, "--n-polygons", "1,4,500"]
        status, out, err = command(*given, *settings)
        results = folder / "results.csv"
        rows = []
        if results.exists():
            with results.open(newline="") as file:
                rows = list(csv.DictReader(file))
        return status, rows, out + err

    return run


def test_a_curve_is_linear_between_and_empty_outside_what_was_measured():
    found = curve([40, 10, 20], [0.9, 0.5, 0.7], [0, 10, 15, 20, 30, 40, 41])
    assert found == [None, 0.5, pytest.approx(0.6), 0.7, pytest.approx(0.8), 0.9, None]
    assert curve([], [], [5]) == [None]


def test_every_method_gets_the_same_polygons(compare):
    status, rows, messages = compare("--runs", 2, "--threads", 1)
    assert status == 0, messages
    methods = ["source-only", "target-only", "naive", "finetuned", "sourcerer", "dann", "mme"]
    counts = Counter(row["method"] for row in rows)
    assert counts == {m: 2 if m == "source-only" else 4 for m in methods}
    for run in "01":
        for polygons, pixels in (("1", "4"), ("4", "16")):
            cells = [r for r in rows if (r["run"], r["polygons"]) == (run, polygons)]
            assert {row["pixels"] for row in cells} == {pixels}
    by_schedule = [row for row in rows if row["method"] == "sourcerer"]
    assert {row["strength_rule"] for row in by_schedule} == {"schedule"}
    four = float(next(row["strength"] for row in by_schedule if row["polygons"] == "4"))
    assert four == pytest.approx(1e10 * 16 ** (-20 / 6), rel=1e-4)
    assert "500" not in {row["polygons"] for row in rows}  # the target has 12 to train on
    assert "Overall accuracy, %" in messages


def test_it_goes_on_where_it_was_stopped_and_refuses_other_settings(compare, tmp_path):
    settings = ["--methods", "source-only,naive", "--runs", 1, "--threads", 1]
    status, rows, _ = compare(*settings)
    assert status == 0
    results = tmp_path / "out" / "results.csv"
    whole = results.read_text()
    lines = whole.splitlines(keepends=True)
    results.write_text("".join(lines[:-1]))
    status, again, messages = compare(*settings)
    assert status == 0
    assert "2 of 3 fits were done before" in messages
    for row, other in zip(rows, again):
        assert {**row, "seconds": ""} == {**other, "seconds": ""}  # the same seed, the same fit
    status, more, _ = compare("--methods", "source-only,naive,finetuned", "--runs", 2)
    assert status == 0
    assert len(more) == 10
    status, _, messages = compare(*settings, "--seed", 5)
    assert status == 1
    assert "holds another comparison, which differs in seed" in messages


def test_processes_give_what_one_gives(compare, tmp_path):
    settings = ["--methods", "source-only,naive", "--runs", 2]
    _, alone, _ = compare(*settings, "--threads", 1, folder=tmp_path / "one")
    status, together, messages = compare(*settings, "--threads", 2, folder=tmp_path / "two")
    assert status == 0, messages
    for row, other in zip(alone, together, strict=True):
        assert {**row, "seconds": ""} == {**other, "seconds": ""}


def test_curves_tables_and_page(compare, tmp_path):
    settings = ["--methods", "source-only,sourcerer", "--t-max-values", "1e5", "--runs", 2]
    settings += ["--lambda", "schedule,auto"]
    status, _, messages = compare(*settings, "--threads", 1)
    assert status == 0, messages
    folder = tmp_path / "out"
    with (folder / "curves.csv").open(newline="") as file:
        lines = {row["pixels"]: row for row in csv.DictReader(file)}
    assert lines["0"]["source-only"]
    assert lines["0"]["sourcerer"] == ""
    assert lines["20"]["sourcerer"] == ""  # at most 16 pixels were measured
    content = json.loads((folder / "report.json").read_text())
    assert content["methods"] == [
        "source-only",
        "sourcerer",
        "sourcerer λ=auto",
        "sourcerer t_max=100000",
    ]
    assert content["quantities"] == [1, 4]
    cell = content["by_polygons"]["oa"]["sourcerer"][0]
    assert cell["n"] == 2
    page = (folder / "report.html").read_text()
    for text in ("Macro F1, %", "Seconds a fit", "F1 of each class at 4 polygons", "image/png"):
        assert text in page


def test_what_cannot_be_compared(compare, domains, tmp_path, command):
    status, _, messages = compare("--runs", 0)
    assert status == 1
    assert "--runs is 0" in messages
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "thesis.txt").touch()
    status, _, messages = compare(folder=folder)
    assert status == 1
    assert "is not empty, and holds no comparison" in messages
    other = tmp_path / "short.npz"
    with np.load(domains[1]) as content:
        arrays = dict(content)
    arrays["X"], arrays["dates"] = arrays["X"][:, :, :5], arrays["dates"][:5]
    np.savez(other, **arrays)
    given = ["--source", domains[0], "--target", other, "--output", tmp_path / "x"]
    status, _, messages = command("compare", *given, "--source-updates", 2)
    assert status == 1
    assert "short.npz has 5 dates, the source model 6" in messages
