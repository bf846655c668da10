"""The accuracy report: one content, as JSON for programs, as a self-contained page for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jinja2

from .area_estimates import AreaEstimates
from .assessing import Fitted
from .bootstrap import Interval
from .evaluation import Assessment
from .jobs import AssessJob
from .lineage import Lineage
from .loading import LabelledData
from .map_reference import MapReference
from .model import LandCoverModel
from .model_card import ModelCard
from .report_pictures import pictures, profiles_of
from .version import VERSION

Content = dict[str, Any]
"""A report: plain JSON, without clock time or output paths."""

_TEMPLATE_FOLDER = Path(__file__).parent.parent / "resources"


def fit_report(
    command: str,
    data: LabelledData,
    fitted: Fitted,
    lineage: Lineage,
    source: LandCoverModel | None = None,
    areas: Sequence[Mapping[str, Any]] = (),
    change: Mapping[str, Any] | None = None,
) -> Content:
    """The report of a training or an adaptation.

    Args:
        command: the job's.
        data: labels and what was left out of them.
        fitted: models and accuracy.
        lineage: what all this was made of.
        source: the model before adaptation, if there is one.
        areas: name, pixels and hectares of each class of the map, if one was made.
        change: what adaptation changed on it, see `MapChange.as_json`.
    """
    model, assessment = fitted.model, fitted.assessment
    adapted = source is not None
    notes = list(data.notes)
    if assessment and fitted.refitted and model.card.training.updates:
        notes.append(
            f"The accuracy is that of a fit without the {assessment.n_blocks} held-out polygons. "
            "The final model was fitted again on all polygons."
        )
    return {
        "title": "Adaptation" if adapted else "Source model",
        "command": command,
        "version": VERSION,
        "labels": {
            "origin": list(data.names),
            "matching": list(data.matching.lines),
            "n_pixels": len(data.samples),
            "n_polygons": data.samples.n_blocks,
            "classes": _class_counts(data, source),
        },
        "season": {
            "start": model.card.grid.start.isoformat(),
            "end": model.card.grid.end.isoformat(),
            "n_dates": len(model.card.grid.offsets),
        },
        "source": _source_facts(source) if source else None,
        "fit": _fit_facts(model.card, source),
        "assessed_fit": _fit_facts(fitted.assessed.card, source) if assessment else None,
        "accuracy": assessment.as_json() if assessment else None,
        "accuracy_missing": fitted.reason,
        "not_assessed": _not_assessed(model, assessment),
        "areas": [dict(row) for row in areas],
        "map_change": dict(change) if change else None,
        "area_estimates": None,
        "observations": [
            {"date": day.isoformat(), "clear_share": share} for day, share in data.clear_shares
        ],
        "profiles": profiles_of(model.card, data, source.card if source else None),
        "notes": notes,
        "lineage": lineage.as_json(),
    }


def map_report(
    job: AssessJob,
    reference: MapReference,
    assessment: Assessment,
    estimates: AreaEstimates | None,
    lineage: Lineage,
) -> Content:
    """The report of a comparison between a map and reference labels.

    Args:
        job: what was asked for.
        reference: labels and what was left out of them.
        assessment: the map's accuracy at the reference pixels.
        estimates: accuracy and areas of the whole map, if the reference is a sample of it.
        lineage: what it was made of.
    """
    return {
        "title": "Map accuracy",
        "command": job.command,
        "version": VERSION,
        "labels": {
            "origin": [Path(job.polygons.split("|")[0]).name],
            "matching": list(reference.matching.lines),
            "n_pixels": assessment.after.n,
            "n_polygons": assessment.n_blocks,
            "classes": [],
        },
        "season": None,
        "source": None,
        "fit": None,
        "assessed_fit": None,
        "accuracy": assessment.as_json(),
        "accuracy_missing": "",
        "not_assessed": []  # the estimates say themselves what they leave out
        if estimates
        else [entry.name for entry in assessment.not_assessed],
        "areas": [],
        "map_change": None,
        "area_estimates": estimates.as_json() if estimates else None,
        "observations": [],
        "profiles": None,
        "notes": list(reference.notes),
        "lineage": lineage.as_json(),
    }


def summary(content: Content) -> str:
    """The outcome in a few lines."""
    lines = []
    accuracy = content["accuracy"]
    if accuracy is None:
        lines.append(f"Accuracy not measured: {content['accuracy_missing']}.")
    elif content["area_estimates"]:
        lines += _estimate_lines(content["area_estimates"])
    else:
        n_blocks, n_pixels = accuracy["n_blocks"], accuracy["after"]["n_pixels"]
        lines.append(f"Accuracy on {n_blocks} {accuracy['of']} ({n_pixels} pixels):")
        lines += [f"  all classes: {line}" for line in _figures(accuracy)]
        if accuracy["after_known"]:
            n = accuracy["after_known"]["n_pixels"]
            of_known = f"classes that the source model knew ({n} pixels)"
            lines += [f"  {of_known}: {line}" for line in _figures(accuracy, "_known")]
    if content["not_assessed"]:
        lines.append(
            "Not assessed, for lack of polygons: " + ", ".join(content["not_assessed"]) + "."
        )
    fit = content["fit"]
    if fit and fit["alpha"] is not None:
        lines.append(
            f"The final model: {100 * fit['alpha']:.0f} % of the way from the source model to one "
            f"trained on the {fit['n_pixels']} labelled pixels alone, "
            + ("as left-out polygons advise; " if fit["evidence"] else "a cautious default; ")
            + f"its weights drifted by {fit['drift']:.3g}."
        )
    if fit and fit["lambda"] is not None:
        lines.append(
            f"The final model: λ = {fit['lambda']:.4g} ({fit['lambda_rule']}) for "
            f"{fit['n_pixels']} labelled pixels; its weights drifted by {fit['drift']:.3g} from "
            "the source model's."
        )
    if content["map_change"]:
        lines += _change_lines(content["map_change"])
    return "\n".join(lines)


def figures(content: Content) -> dict[str, float | None]:
    """The numbers that programs ask for most."""
    accuracy, fit, estimates = content["accuracy"], content["fit"], content["area_estimates"]
    after = accuracy["after"] if accuracy else {"overall_accuracy": None, "macro_f1": None}
    if estimates:  # of the map: a sample's own share says less, and nothing is known of macro F1
        after = {"overall_accuracy": estimates["overall_accuracy"]["value"], "macro_f1": None}
    return {
        "overall_accuracy": after["overall_accuracy"],
        "macro_f1": after["macro_f1"],
        "lambda": fit["lambda"] if fit else None,
        "alpha": fit["alpha"] if fit else None,
        "drift": fit["drift"] if fit else None,
        "changed_share": content["map_change"]["changed_share"] if content["map_change"] else None,
        "n_labelled": fit["n_pixels"] if fit else content["labels"]["n_pixels"],
    }


def write_report(content: Content, page: Path, data: Path) -> None:
    """Write a report as HTML page and as JSON."""
    data.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATE_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters.update(
        percent=_percent,
        range=_range,
        points=_points,
        point_range=_point_range,
        hectares=_hectares,
    )
    template = environment.get_template("report.html")
    made = Lineage.from_json(content["lineage"]).rows()
    page.write_text(
        template.render(content, pictures=pictures(content), made=list(made)), encoding="utf-8"
    )


def _class_counts(data: LabelledData, source: LandCoverModel | None) -> list[Content]:
    counts = data.samples.counts()
    known = set(source.class_values.tolist()) if source else set()
    return [
        {
            "value": entry.value,
            "name": entry.name,
            "pixels": counts.get(entry.value, (0, 0))[0],
            "polygons": counts.get(entry.value, (0, 0))[1],
            "known_to_source": entry.value in known if source else None,
        }
        for entry in data.matching.classes
        if entry.value in counts or entry.value in known
    ]


def _source_facts(source: LandCoverModel) -> Content:
    training = source.card.training
    return {
        "name": source.card.name,
        "season_start": source.card.grid.start.isoformat(),
        "n_pixels": training.n_pixels,
        "n_polygons": training.n_blocks,
        "classes": [entry.name for entry in source.card.classes],
        "held_out": dict(training.held_out),
    }


def _fit_facts(card: ModelCard, source: LandCoverModel | None) -> Content:
    training = card.training
    known = {entry.value for entry in (source.card if source else card).classes}
    facts = {**asdict(training), "temperature": card.temperature}
    facts["lambda"] = facts.pop("lambda_value")
    facts["n_polygons"] = facts.pop("n_blocks")
    facts.pop("held_out")
    facts["new_classes"] = [entry.name for entry in card.classes if entry.value not in known]
    return facts


def _not_assessed(model: LandCoverModel, assessment: Assessment | None) -> list[str]:
    if assessment is None:
        return []
    mapped = set(model.class_values.tolist())
    return [entry.name for entry in assessment.not_assessed if entry.value in mapped]


def _figures(accuracy: Content, of: str = "") -> list[str]:
    """Accuracy in a line or two, with 95 % intervals; `of` ends the names of the figures."""
    after, before, gain = (accuracy[name + of] for name in ("after", "before", "gain"))

    def pair(name: str) -> str:
        now = _with_interval(after[name], after[name + "_interval"])
        if before is None:
            return now
        then = _with_interval(before[name], before[name + "_interval"])
        return f"{then} before → {now} after adaptation"

    lines = [f"overall accuracy {pair('overall_accuracy')}; macro F1 {pair('macro_f1')}"]
    if gain:
        change = _points(gain["overall_accuracy"])
        ends = _point_range(gain["overall_accuracy_interval"])
        lines.append(f"overall accuracy changed by {change} {ends}".rstrip())
    return lines


def _estimate_lines(estimates: Content) -> list[str]:
    """Accuracy and areas of the whole map, with 95 % intervals."""
    overall = estimates["overall_accuracy"]
    shown = _with_interval(overall["value"], overall["interval"])
    lines = [
        f"Estimated for the whole map from {estimates['n_points']} reference points:",
        f"  overall accuracy {shown}",
    ]
    for row in estimates["classes"]:
        line = f"  {row['name']}: {_with_interval(row['share']['value'], row['share']['interval'])}"
        area = row["hectares"]
        if area:
            low, high = map(_hectares, area["interval"])
            line += f", {_hectares(area['value'])} ha ({low}–{high})"
        lines.append(line)
    return [*lines, *estimates["notes"]]


def _change_lines(change: Content) -> list[str]:
    """What adaptation changed on the map, and which classes may have been lost."""
    share = _percent(change["changed_share"])
    return [
        f"{share} of the mapped pixels changed class against the source model's map "
        f"({change['n_pixels']} of them looked at).",
        *change["warnings"],
    ]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _range(interval: Interval | None) -> str:
    """A 95 % interval in percent, in brackets; empty where there is none."""
    return f"({100 * interval[0]:.1f}–{100 * interval[1]:.1f})" if interval else ""


def _with_interval(share: float | None, interval: Interval | None) -> str:
    return f"{_percent(share)} {_range(interval)}".rstrip()


def _points(difference: float) -> str:
    """A difference of two shares in percentage points."""
    return _signed(difference) + " points"


def _point_range(interval: Interval | None) -> str:
    return f"({_signed(interval[0])} to {_signed(interval[1])})" if interval else ""


def _signed(difference: float) -> str:
    points = round(100 * difference, 1) + 0.0  # never −0.0
    return f"{points:+.1f}".replace("-", "−")


def _hectares(area: float | None) -> str:
    if area is None:
        return "–"
    return f"{area:,.0f}" if area >= 1000 else f"{area:.1f}"
