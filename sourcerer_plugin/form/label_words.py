"""What is to be said of the labels: what is not matched yet, not learnt well, not checked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ...core.model_card import LandCoverClass
from ..messages import tr
from .class_table import ClassRow
from .findings import Finding, Level

MAX_NAMES = 8


def label_findings(
    rows: Sequence[ClassRow],
    classes: Sequence[LandCoverClass],
    n_without: int,
    are_points: bool,
) -> list[Finding]:
    """Problems first; what else there is to say of classes waits until each value has one.

    Args:
        rows: the values of the class field.
        classes: the model's; none where no model is chosen.
        n_without: features without a value or a geometry.
        are_points: and not polygons.
    """
    if not rows:
        return [Finding(Level.BAD, tr("There are no labels: no feature has a value here."))]
    found = _matching(rows) if classes else []
    if classes and not any(row.meaning.is_open for row in rows):
        found += _single(rows, are_points) + _missing(rows, classes)
    if n_without:
        text = tr("{0} features without a value or a shape are left out.").format(n_without)
        found.append(Finding(Level.WARNING, text))
    return found


def _matching(rows: Sequence[ClassRow]) -> list[Finding]:
    still_open = [row.meaning.value for row in rows if row.meaning.is_open]
    if len(still_open) == 1:
        text = tr("The model knows no class {0}: say below what it means.")
        return [Finding(Level.BAD, text.format(still_open[0]))]
    if still_open:
        text = tr("The model knows no class for {0} values: {1}. Say below what they mean.")
        return [Finding(Level.BAD, text.format(len(still_open), _listed(still_open)))]
    if not any(row.meaning.land_cover for row in rows):
        return [Finding(Level.BAD, tr("All labels are ignored: none is left to learn from."))]
    return [Finding(Level.GOOD, tr("Every value has its class."))]


def _single(rows: Sequence[ClassRow], are_points: bool) -> list[Finding]:
    """A class of one polygon can be learnt or checked, not both."""
    n_features: Counter[str] = Counter()
    for row in rows:
        if row.meaning.land_cover:
            n_features[row.meaning.land_cover.name] += row.n_features
    single = [name for name, number in n_features.items() if number == 1]
    if not single:
        return []
    text = tr("Only one polygon each, to learn from or to check with, not both: {0}.")
    if are_points:
        text = tr("Only one point each, to learn from or to check with, not both: {0}.")
    return [Finding(Level.WARNING, text.format(_listed(single)))]


def _missing(rows: Sequence[ClassRow], classes: Sequence[LandCoverClass]) -> list[Finding]:
    labelled = {row.meaning.land_cover.value for row in rows if row.meaning.land_cover}
    missing = [entry.name for entry in classes if entry.value not in labelled]
    if not missing:
        return []
    text = tr("The model knows more classes, which cannot be checked here without labels: {0}.")
    return [Finding(Level.WARNING, text.format(_listed(missing)))]


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    if len(names) <= MAX_NAMES:
        return ", ".join(names)
    shown = ", ".join(names[:MAX_NAMES])
    return tr("{0} and {1} more").format(shown, len(names) - MAX_NAMES)
