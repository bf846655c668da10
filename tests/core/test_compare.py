"""The paper's protocol: splits, curves, and the command that runs it."""

import csv
import json
import runpy
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from made_samples import write_samples
from scipy.stats import t as student  # of scikit-learn's own requirements

from core.comparison_verdict import verdict
from core.experiment import curve
from core.jobs import CompareJob, Penalty
from core.options import options
from core.paired import Scores, beyond_chance, paired_difference, t_quantile


@pytest.fixture(scope="module")
def domains(tmp_path_factory):
    folder = tmp_path_factory.mktemp("domains")
    source = Path(write_samples(folder / "source.npz", 1))
    return source, Path(write_samples(folder / "target.npz", 2, shift=0.5))


@pytest.fixture
def compare(domains, tmp_path, command, monkeypatch):
    """Run the command; returns status, the rows of results.csv, and the messages."""
    monkeypatch.setattr("core.jobs.PAPER_UPDATES", 8)  # the most that auto may take

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
    status, rows, messages = compare("--runs", 2, "--threads", 1, "--lambda", "auto,schedule")
    assert status == 0, messages
    methods = ["source-only", "target-only", "naive", "finetuned", "sourcerer", "dann", "mme"]
    methods.append("sourcerer λ=schedule")
    counts = Counter(row["method"] for row in rows)
    assert counts == {m: 2 if m == "source-only" else 4 for m in methods}
    for run in "01":
        for polygons, pixels in (("1", "4"), ("4", "16")):
            cells = [r for r in rows if (r["run"], r["polygons"]) == (run, polygons)]
            assert {row["pixels"] for row in cells} == {pixels}
    by_schedule = [row for row in rows if row["strength_rule"] == "schedule"]
    assert {row["method"] for row in by_schedule} == {"sourcerer λ=schedule"}
    chosen = [float(row["strength"]) for row in rows if row["strength_rule"] == "auto"]
    assert len(chosen) == 4
    assert all(0 < alpha < 1 for alpha in chosen)
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
    assert "holds another comparison, which differs in --seed" in messages


def test_only_the_same_fits_are_gone_on_with(compare, domains, tmp_path):
    """What stands for itself may differ; defaults and contents of files may not change unseen."""
    for file in domains:
        (tmp_path / file.name).write_bytes(file.read_bytes())
    moved = ["--source", tmp_path / "source.npz", "--target", tmp_path / "target.npz"]
    settings = ["--methods", "source-only", "--runs", 1, "--threads", 1]
    assert compare(*settings)[0] == 0
    assert compare(*settings, *moved, "--n-polygons", "1,2")[0] == 0
    path = tmp_path / "out" / "settings.json"
    written = json.loads(path.read_text())
    may_differ = {"methods", "n_polygons", "runs", "device", "threads", "memory", "output"}
    assert set(written["job"]) == {"command", *options(CompareJob)} - may_differ

    def refusal(*more):
        status, _, messages = compare(*settings, *more)
        assert status == 1
        return messages

    write_samples(tmp_path / "target.npz", 3)
    message = refusal(*moved, "--lambda", "auto,schedule")
    assert f"differs in --lambda, the contents of {tmp_path / 'target.npz'}." in message
    model = tmp_path / "out" / "source.safetensors"
    assert "differs in --model." in refusal("--model", model)
    path.write_text(json.dumps({**written, "job": {**written["job"], "t_max": 1e5}}))
    assert "differs in --t-max." in refusal()
    for odd in ({"command": "compare", "updates": 8}, {**written, "version": "0.0.1"}):
        path.write_text(json.dumps(odd))
        message = refusal()
        assert "holds a comparison of another version of Sourcerer" in message
        assert odd.get("version", "an earlier one") in message
    for damaged in ("[]", "{", json.dumps({"version": written["version"]})):
        path.write_text(damaged)
        assert "settings.json cannot be read" in refusal()


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("role", ["--source", "--target"])
def test_where_nothing_came_of_it_the_folder_is_as_it_was(compare, tmp_path, is_there, role):
    (tmp_path / "broken.npz").write_bytes(b"nothing")
    folder = tmp_path / "new"
    if is_there:
        folder.mkdir()
    status, _, messages = compare(role, tmp_path / "broken.npz", folder=folder)
    assert status == 1
    assert "broken.npz cannot be read" in messages
    assert (list(folder.iterdir()) == []) if is_there else not folder.exists()


def test_a_model_counts_by_its_contents(compare, tmp_path):
    settings = ["--methods", "source-only", "--runs", 1, "--threads", 1]
    assert compare(*settings, folder=tmp_path / "first")[0] == 0
    model = tmp_path / "model.safetensors"
    model.write_bytes((tmp_path / "first" / "source.safetensors").read_bytes())
    settings += ["--model", model]
    assert compare(*settings)[0] == 0
    assert compare(*settings)[0] == 0
    model.write_bytes(model.read_bytes() + b" ")
    status, _, messages = compare(*settings)
    assert status == 1
    assert f"differs in the contents of {model}." in messages


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (["--penalty", "loss"], "--penalty is loss, but has no effect with --lambda auto."),
        (["--t-max", "1e5"], "--t-max is 100000.0, but has no effect with --lambda auto."),
        (["--t-max", "1e5", "--lambda", "auto,0.5"], "no effect with --lambda auto,0.5."),
        (["--t-max", "1e5", "--t-max-values", "1e4"], "Take --lambda schedule with it"),
        (["--lambda", "auto,strong", "--methods", "naive"], "--lambda is 'strong'"),
        (["--lambda", "auto,schedule,auto"], "--lambda has auto more than once."),
        (["--lambda", "0.5,0.50"], "--lambda has 0.5 more than once."),
        (["--methods", "naive,mme,naive"], "--methods has naive more than once."),
        (["--t-max-values", "1e5,1e4,100000"], "--t-max-values has 100000 more than once."),
    ],
)
def test_settings_without_effect_are_refused(compare, settings, expected):
    status, _, messages = compare(*settings)
    assert status == 1
    assert expected in messages


def test_each_rule_gets_the_settings_that_it_has_a_use_for():
    job = CompareJob(
        source="source.npz",
        target="target.npz",
        output="out",
        updates=8,
        penalty=Penalty.LOSS,
        lambda_rules=("auto", "0.5", "schedule"),
        t_max=1e5,
        t_max_values=(1e4,),
    )
    job.validate()
    found = {
        name: (fit.updates, str(fit.penalty), fit.t_max)
        for name, fit in job.variants().items()
        if name.startswith(("naive", "sourcerer"))
    }
    assert found == {
        "naive": (8, "proximal", 1e6),
        "sourcerer": (5000, "proximal", 1e6),
        "sourcerer λ=0.5": (8, "loss", 1e6),
        "sourcerer λ=schedule": (8, "loss", 1e5),
        "sourcerer t_max=10000": (8, "loss", 1e4),
    }


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
    assert content["main_methods"] == ["source-only", "sourcerer", "sourcerer λ=auto"]
    by_schedule = [(entry["t_max"], entry["method"]) for entry in content["t_max"]]
    assert by_schedule == [(1e5, "sourcerer t_max=100000"), (1e6, "sourcerer")]
    assert content["fixed_pixels"] == []  # 4 to 16 pixels were measured
    page = (folder / "report.html").read_text()
    for text in (
        "Macro F1 by labelled polygons, %",
        "Seconds a fit by labelled polygons",
        "F1 of each class at 4 polygons",
        "Sensitivity to t_max",
        "<th>t_max = 100,000</th><th>t_max = 1,000,000</th><th>source-only</th>",
        "None of the paper's numbers of pixels lies within what was measured.",
        "A fit takes 8 gradient updates, or one pass over its labels if that is more; sourcerer "
        "with auto takes its own number, as for a map.",
        "Sourcerer's strength: schedule.",
        "The pull by λ has the form proximal.",
    ):
        assert text in page
    assert page.count("image/png") == 2
    early = content["class_f1"][0]
    assert early["name"] == "early"
    for line, pixels in zip(early["lines"], (4, 16)):
        assert 0 <= line["class_pixels"] <= pixels
    in_all_classes = [
        sum(entry["lines"][at]["class_pixels"] for entry in content["class_f1"]) for at in (0, 1)
    ]
    assert in_all_classes == pytest.approx([4, 16])


@pytest.fixture
def compare_given(compare, tmp_path):
    """Run the command on two runs' accuracies that are given; returns messages, JSON and page."""

    def run(accuracies, *settings):
        methods = ",".join(dict.fromkeys(method for method, _ in accuracies))
        results = tmp_path / "out" / "results.csv"
        given = ["--methods", methods, "--n-polygons", "1,4", "--threads", 1]
        if not results.exists():
            compare(*given, "--runs", 2)
        with results.open(newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            row["oa"] = accuracies[row["method"], int(row["polygons"])][int(row["run"])]
            row["pixels"] = {"0": 0, "1": 10, "4": 60}[row["polygons"]]
        with results.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        status, _, messages = compare(*given, *(settings or ("--runs", 2)))
        assert status == 0, messages
        folder = tmp_path / "out"
        content = json.loads((folder / "report.json").read_text())
        return messages, content, (folder / "report.html").read_text()

    return run


def test_the_report_says_whether_adaptation_is_worth_it(compare_given):
    accuracies = {
        ("source-only", 0): (0.50, 0.60),
        ("naive", 1): (0.55, 0.61),
        ("naive", 4): (0.70, 0.78),
        ("sourcerer", 1): (0.54, 0.68),
        ("sourcerer", 4): (0.70, 0.802),
    }
    messages, content, page = compare_given(accuracies)
    # At 1 polygon +4 and +8 points: 6 ± 12.7062 × 2.8284 / √2. At 4: +20 and +20.2.
    (variant,) = content["paired"]
    one, four = (line["oa"]["source_only"] for line in variant["lines"])
    assert one == pytest.approx({"mean": 0.06, "low": -0.194124, "high": 0.314124, "n": 2})
    assert four == pytest.approx({"mean": 0.201, "low": 0.1882938, "high": 0.2137062, "n": 2})
    assert [line["oa"]["best"] for line in variant["lines"]] == ["naive", "naive"]
    assert variant["lines"][1]["oa"]["to_best"]["mean"] == pytest.approx(0.011)
    assert '<td class="above">+20.1 <small>[+18.8, +21.4]</small></td>' in page
    assert '<td class="">+6.0 <small>[−19.4, +31.4]</small></td>' in page
    expected = [
        "Adapting is worth it here at 4 polygons: sourcerer is better than the source model alone "
        "by 20.1 points of overall accuracy.",
        "At 1 polygon it cannot be told apart from the source model alone (difference +6.0 "
        "points).",
        "Highest mean overall accuracy: sourcerer at 1 and 4 polygons (61.0 to 75.1 %).",
        "Beside the best of the other methods that need no source samples, sourcerer is not to be "
        "told apart at 1 and 4 polygons (+1.1 to +3.0 points).",
    ]
    assert content["verdict"] == expected
    assert all(sentence in page and sentence in messages for sentence in expected)
    assert "75.1 ±  7.2" in messages  # 0.102 / √2
    assert content["penalty"] is None  # the only strength is auto, which knows no λ
    assert "Sourcerer's strength: auto." in page
    assert "The pull by λ" not in page
    assert "corrects for their number" in page


def scores(**gains):
    """Accuracies of three runs: what a method gains over the source model alone, by polygons."""
    source = {0: 0.5, 1: 0.6, 2: 0.55}
    by_run = {("source-only", 0): source}
    for method, at in gains.items():
        for polygons, gain in at.items():
            by_run[method, polygons] = {run: source[run] + gain[run] for run in source}
    return Scores(by_run)


LIKELY = (0.01, 0.02, 0.03)
"""Mean 2 points, t = 0.02 / (0.01 / √3) = 3.46, p = 0.074."""
SURE = (0.018, 0.02, 0.025)
"""Mean 2.1 points, s = 0.00361, t = 10.1, p = 0.0097."""


def test_the_more_is_asked_the_surer_an_answer_must_be():
    methods = ["source-only", "sourcerer"]
    difference = scores(sourcerer={1: SURE}).difference("sourcerer", "source-only", 1)
    assert difference.p == pytest.approx(0.0097, abs=1e-4)
    first, *_ = verdict(scores(sourcerer={1: SURE, 4: SURE, 16: LIKELY}), methods)
    assert first.startswith("Adapting is worth it here at 1 and 4 polygons: ")  # 3 × 0.0097 < 5 %
    at_six = dict.fromkeys((1, 2, 4, 8, 16, 32), SURE)
    first, *_ = verdict(scores(sourcerer=at_six), methods)
    assert first.startswith("No gain from adapting")  # 6 × 0.0097 > 5 %


def test_a_best_method_is_chosen_from_several_and_must_be_surer_by_so_much():
    nothing = {1: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}
    rivals = {name: nothing for name in ("target-only", "naive", "finetuned")}
    found = scores(sourcerer={1: SURE, 4: SURE}, naive=nothing)
    said = verdict(found, ["naive", "sourcerer"])[-1]
    assert "sourcerer is better at 1 and 4 polygons by 2.1 points" in said  # 2 × 0.0097
    said = verdict(scores(sourcerer={1: SURE, 4: SURE}, **rivals), ["sourcerer", *rivals])[-1]
    assert "not to be told apart at 1 and 4 polygons (+2.1 points)" in said  # 6 × 0.0097
    gains = {1: SURE}
    methods = ["source-only", "sourcerer", "naive"]
    *_, said, _, _ = verdict(scores(sourcerer={1: LIKELY}, naive=gains), methods)
    assert said == "At 1 polygon naive is better than the source model alone by 2.1 points."
    others = {name: {1: LIKELY} for name in ("dann", "mme", "finetuned", "target-only")}
    found = scores(sourcerer={1: LIKELY}, naive=gains, **others)
    assert not any("At 1 polygon naive" in s for s in verdict(found, [*methods, *others]))


def test_a_gain_that_rounds_to_nothing_is_none():
    tiny, small = (dict.fromkeys((1, 4), (gain,) * 3) for gain in (0.0004, 0.0006))
    methods = ["source-only", "sourcerer"]
    first, *_ = verdict(scores(sourcerer=tiny), methods)
    assert first.startswith("No gain from adapting with sourcerer can be seen here")
    assert first.endswith("(difference 0.0 points).")
    first, *_ = verdict(scores(sourcerer=small), methods)
    assert "at every number of polygons: sourcerer is better" in first
    assert "by 0.1 points" in first


def test_only_pixels_that_were_measured_are_shown(compare_given, tmp_path):
    accuracies = {
        ("source-only", 0): (0.50, 0.60),
        ("sourcerer", 1): (0.54, 0.68),
        ("sourcerer", 4): (0.70, 0.82),
    }
    _, content, page = compare_given(accuracies)
    assert content["fixed_pixels"] == [20, 50]  # of 10 to 60
    at_20, at_50 = content["curves"]["oa"]["sourcerer"]
    assert at_20["mean"] == pytest.approx((0.572 + 0.708) / 2)  # a fifth of the way
    assert at_20["spread"] == pytest.approx(0.136 / 2**0.5)
    assert at_50["mean"] == pytest.approx((0.668 + 0.792) / 2)
    assert "<td>100</td>" not in page
    assert "<tr><td>20</td><td>55.0 <small>± 7.1</small></td><td><b>64.0</b>" in page
    with (tmp_path / "out" / "curves.csv").open(newline="") as file:
        line = next(row for row in csv.DictReader(file) if row["pixels"] == "20")
    assert (line["sourcerer"], line["sourcerer sd"]) == ("0.640000", "0.096167")


def test_the_verdict_where_sourcerer_does_not_gain(compare_given):
    accuracies = {
        ("source-only", 0): (0.50, 0.60),
        ("naive", 1): (0.53, 0.63),
        ("naive", 4): (0.50, 0.70),
        ("sourcerer", 1): (0.48, 0.58),
        ("sourcerer", 4): (0.49, 0.63),
    }
    _, content, _ = compare_given(accuracies)
    assert content["verdict"] == [
        "No gain from adapting with sourcerer can be seen here: at 4 polygons it cannot be told "
        "apart from the source model alone (difference +1.0 points).",
        "At 1 polygon sourcerer is worse than the source model alone by 2.0 points: there, rather "
        "map with the source model as it is.",
        "At 1 polygon naive is better than the source model alone by 3.0 points.",
        "Highest mean overall accuracy: naive at 1 and 4 polygons (58.0 to 60.0 %).",
        "Beside the best of the other methods that need no source samples, sourcerer is not to be "
        "told apart at 4 polygons (−4.0 points); worse at 1 polygon by 5.0 points.",
    ]
    messages, content, page = compare_given(accuracies, "--runs", 1)
    assert content["verdict"] == [
        "One repetition cannot tell a gain from chance: compare with two or more.",
        "Highest mean overall accuracy: naive at 1 polygon (53.0 %), source-only at 4 polygons "
        "(50.0 %).",
    ]
    assert content["paired"][0]["lines"][0]["oa"]["source_only"] is None
    assert "One repetition has no spread" in page
    assert "Adapting is worth" not in messages


def test_a_comparison_without_anything_to_compare_with(compare):
    status, _, messages = compare("--methods", "source-only", "--runs", 2, "--threads", 1)
    assert status == 0, messages
    assert "No method that learns from labels was compared." in messages
    status, _, messages = compare("--methods", "naive", "--runs", 2, "--threads", 1)
    assert status == 0, messages
    assert "compare sourcerer with source-only" in messages


def test_paired_intervals_against_a_hand_computation_and_another_library():
    # Mean 2, deviations −1, 0, 1, 0, 0: s = √(2/4), half 2.7764 × 0.7071 / √5.
    found = paired_difference([1, 2, 3, 2, 2])
    assert (found.mean, found.n) == (2, 5)
    assert found.p == pytest.approx(2 * student.sf(2 / (0.5**0.5 / 5**0.5), 4))
    assert (found.low, found.high) == pytest.approx((1.12202, 2.87798), abs=1e-4)
    assert paired_difference([1]) is None
    assert paired_difference([-1, 1]).p == 1
    assert paired_difference([0, 0]).p == 1
    assert paired_difference([1, 1]).p == 0


def test_quantiles_of_student_s_t_against_a_printed_table_and_another_library():
    printed = {1: 12.7062, 2: 4.3027, 3: 3.1824, 4: 2.7764, 9: 2.2622, 30: 2.0423, 120: 1.9799}
    for freedom, t in printed.items():
        assert t_quantile(0.975, freedom) == pytest.approx(t, abs=5e-5)
    assert t_quantile(0.9995, 5) == pytest.approx(6.8688, abs=5e-5)
    assert t_quantile(0.5, 3) == pytest.approx(0, abs=1e-12)
    for freedom in (*range(1, 40), 100, 501):
        for p in (0.6, 0.9, 0.99, 0.9999):
            assert t_quantile(p, freedom) == pytest.approx(student.ppf(p, freedom), rel=1e-8)


def test_claims_beyond_chance_by_hand():
    """Of t with 1 degree of freedom p = 2 atan(1 / t) / π: of 20 ± 1 it is 0.032, of 40 0.016."""
    found = {
        "a": paired_difference([39, 41]),
        "b": paired_difference([-19, -21]),
        "c": paired_difference([1, 5]),
    }
    assert found["a"].p == pytest.approx(0.0159, abs=1e-4)
    assert found["b"].p == pytest.approx(0.0318, abs=1e-4)
    assert beyond_chance(found) == {"a"}  # 3 × 0.0159 < 5 %, 2 × 0.0318 > 5 %
    del found["c"]
    assert beyond_chance(found) == {"a", "b"}  # 2 × 0.0159, then 1 × 0.0318
    del found["a"]
    assert beyond_chance(found) == {"b"}
    assert beyond_chance({}) == set()


STUDY = Path(__file__).parents[1] / "studies" / "accuracy.py"


@pytest.fixture
def study(tmp_path, monkeypatch, capsys):
    """The study of accuracy on results that are given: pair -> method -> accuracies at 1 and 4."""
    monkeypatch.setattr(sys, "path", list(sys.path))
    pairs = runpy.run_path(str(STUDY))["PAIRS"]

    def run(results):
        for pair, (source, target) in pairs.items():
            np.savez(tmp_path / f"{target}.npz", polygon_id=np.repeat(np.arange(6), 2))
            folder = tmp_path / "out" / source / target
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "results.csv").unlink(missing_ok=True)
            if pair not in results:
                continue
            (folder / "classes.csv").write_text("method,polygons,run,class,f1\n")
            lines = ["method,polygons,pixels,run,oa,f1,seconds,strength_rule,strength"]
            for method, by_run in results[pair].items():
                for number, accuracies in enumerate(by_run):
                    at = (0,) if method == "source-only" else (1, 4)
                    for polygons, oa in zip(at, accuracies):
                        lines.append(f"{method},{polygons},{polygons},{number},{oa},0.5,1.00,,")
            (folder / "results.csv").write_text("\n".join(lines) + "\n")
        words = ["--runs", "2", "--n-polygons", "1,4,16", "--rules", "auto", "--tables-only"]
        methods = "source-only,target-only,naive,finetuned,sourcerer"
        words += ["--methods", methods, "--samples", str(tmp_path), "--machine", "a laptop"]
        monkeypatch.setattr(sys, "argv", [str(STUDY), str(tmp_path / "out"), *words])
        runpy.run_path(str(STUDY), run_name="__main__")
        capsys.readouterr()
        return (tmp_path / "out" / "accuracy.md").read_text()

    run.pairs = list(pairs)
    return run


GIVEN = {
    "source-only": ((0.60,), (0.70,)),
    "target-only": ((0.50, 0.70), (0.52, 0.72)),
    "naive": ((0.62, 0.70), (0.70, 0.76)),
    "finetuned": ((0.61, 0.70), (0.70, 0.76)),
    "sourcerer": ((0.62, 0.72), (0.71, 0.78)),
}


def result_lines(page):
    """The three requirements' results."""
    starts = "| 1 | mean over", "| 2 | the same", "| 3 | no pair"
    return [
        line.split("|")[3].strip()
        for start in starts
        for line in page.splitlines()
        if line.startswith(start)
    ]


def test_the_study_judges_what_was_asked_of_the_default(study):
    page = study(dict.fromkeys(study.pairs, GIVEN))
    assert result_lines(page) == ["pass", "pass", "pass"]
    # Means 66.5 and 75.0, of the others 65/65, 51/71, 66/73, 65.5/73; no pair has 16 to train on.
    assert "| 1 | 5 | 66.5 ± 6.4 | +1.5 | +15.5 | +0.5 | +1.0 | pass |" in page
    assert "| 4 | 5 | 75.0 ± 4.2 | +10.0 | +4.0 | +2.0 | +2.0 | pass |" in page
    assert "| average |  | 70.8 ± 5.3 | +5.8 | +9.8 | +1.3 | +1.5 | pass |" in page
    assert (
        "| fergana → samarkand | 1 | +1.5 [−4.9, +7.9] | +0.5 [−5.9, +6.9] naive | pass |" in page
    )
    assert "| naive | 66.0 ± 5.7 | 73.0 ± 4.2 |" in page
    for text in ("a laptop", "PyTorch 2.", "--runs 2", "--rules auto", "| 6 | 4 |"):
        assert text in page


def test_the_study_tells_failures_and_gaps(study):
    worse = {**GIVEN, "sourcerer": ((0.58, 0.76), (0.68, 0.78))}  # −2 in both runs at 1 polygon
    page = study({pair: worse for pair in study.pairs})
    assert result_lines(page) == ["**fail**", "pass", "**fail**"]
    assert "−2.0 [−2.0, −2.0] | −3.0 [−15.7, +9.7] naive | **fail** |" in page
    assert "| 1 | 5 | 63.0 ± 7.1 | −2.0 | +12.0 | −3.0 | −2.5 | **fail** |" in page
    of_france = [line for line in page.splitlines() if line.startswith("| france southwest")]
    assert [line.split("|")[5].strip() for line in of_france[1:]] == ["not judged"] * 2
    france_alone = {study.pairs[-1]: worse, **dict.fromkeys(study.pairs[:-1], GIVEN)}
    assert result_lines(study(france_alone)) == ["pass", "pass", "pass"]
    page = study(dict.fromkeys(study.pairs[:4], GIVEN))
    assert result_lines(page) == ["open", "open", "open"]
    assert "| 1 | 5 | – | – | – | – | – | open |" in page


def test_what_cannot_be_compared(compare, domains, tmp_path, command):
    status, _, messages = compare("--runs", 0)
    assert status == 1
    assert "--runs is 0" in messages
    absent = ["--target", tmp_path / "absent.npz"]
    status, _, messages = compare(*absent, folder=tmp_path / "new")
    assert status == 1
    assert "absent.npz cannot be read: No such file or directory." in messages
    assert not (tmp_path / "new").exists()
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
