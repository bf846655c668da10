"""A run's result for people: figures first, then what was done, as it was measured."""

from __future__ import annotations

from collections.abc import Iterator

from ...core.jobs import LAMBDA_SCHEDULE, Method
from ..messages import tr
from ..method_words import method_label
from .report import Accuracy, Adapted, Figure, RunReport

ARROW = "→"
NO_BREAK = "\u00a0"


def percent(share: float | None) -> str:
    """One decimal; the sign stays with its number where a line breaks."""
    return "–" if share is None else f"{100 * share:.1f}{NO_BREAK}%"


def interval(figure: Figure) -> str:
    """A 95 % interval in words; empty where there is none."""
    if figure.interval is None:
        return ""
    low, high = figure.interval
    return tr("95 % interval {0} to {1}").format(f"{100 * low:.1f}", f"{100 * high:.1f}")


def before_and_after(before: Figure | None, after: Figure) -> str:
    """A figure with that of the source model in front, where there is one."""
    now = percent(after.value)
    return now if before is None else f"{percent(before.value)} {ARROW} {now}"


def measured_on(accuracy: Accuracy) -> str:
    """What the figures rest on."""
    text = tr("Measured on {0} {1}, {2} pixels.")
    if accuracy.overall.interval is None:
        text = tr("Measured on {0} {1}, {2} pixels: too few polygons for a 95 % interval.")
    return text.format(accuracy.n_polygons, accuracy.of, f"{accuracy.n_pixels:,}")


def chance(accuracy: Accuracy) -> str:
    """Whether the change may be chance; empty where nothing speaks for that."""
    ends = accuracy.gain.interval if accuracy.gain else None
    if ends is None or not ends[0] <= 0 <= ends[1]:
        return ""
    return tr("The change may be chance: its 95 % interval, {0} to {1} points, holds 0.").format(
        *(f"{100 * end:+.1f}".replace("-", "−") for end in ends)
    )


def what_was_done(report: RunReport) -> list[str]:
    """Sentences on the labels, the pull and the change of the map, as they were measured."""
    return list(_sentences(report))


def _sentences(report: RunReport) -> Iterator[str]:
    adapted = report.adapted
    if adapted is not None:
        yield _labels_used(adapted)
        if adapted.lambda_value is not None:
            rule = tr("the paper's schedule") if adapted.lambda_rule == LAMBDA_SCHEDULE else ""
            yield tr("The pull towards the source model was λ\u00a0=\u00a0{0}{1}.").format(
                f"{adapted.lambda_value:.3g}", f" ({rule})" if rule else ""
            )
    if report.changed_share is not None:
        yield tr(
            "{0} of the map's pixels have another class than the source model gives them."
        ).format(percent(report.changed_share))


def _labels_used(adapted: Adapted) -> str:
    known = adapted.method in [str(method) for method in Method]
    method = method_label(Method(adapted.method)) if known else adapted.method
    return tr("Method {0}: {1} labelled pixels in {2} polygons.").format(
        method, f"{adapted.n_pixels:,}", f"{adapted.n_polygons:,}"
    )
