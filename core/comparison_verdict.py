"""Is adaptation worth it here, and which way? The measured numbers in a few plain sentences.

A gain or a loss is claimed where it is beyond chance with 95 % confidence in all comparisons
together that the sentence rests on, and is 0.1 points or more as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from .paired import (
    SOURCE_ONLY,
    SOURCERER,
    WITHOUT_SOURCE_SAMPLES,
    Difference,
    Scores,
    beyond_chance,
)

Comparison = tuple[str, str, int]
"""Method, the one that it is held against, number of polygons."""


@dataclass(frozen=True)
class _Sorted:
    """Numbers of polygons, with their differences, by what these say."""

    better: dict[int, Difference]
    unclear: dict[int, Difference]
    worse: dict[int, Difference]

    @classmethod
    def of(cls, family: dict[Comparison, Difference], chosen: Iterable[Comparison]) -> _Sorted:
        """Those chosen, at most one a number of polygons, out of all that they are chosen from."""
        sure = beyond_chance(family)
        by_sign: dict[int, dict[int, Difference]] = {1: {}, 0: {}, -1: {}}
        for comparison in chosen:
            if comparison in family:
                points = round(100 * family[comparison].mean, 1) if comparison in sure else 0
                by_sign[(points > 0) - (points < 0)][comparison[2]] = family[comparison]
        return cls(by_sign[1], by_sign[0], by_sign[-1])


def verdict(accuracy: Scores, methods: Sequence[str]) -> list[str]:
    """Sentences, the answer first.

    Args:
        accuracy: overall accuracy, 0 to 1.
        methods: the compared ones, variants included.
    """
    quantities = accuracy.quantities
    if not quantities:
        return ["No method that learns from labels was compared."]
    sentences = _worth_it(accuracy, methods)
    sentences.append(_highest(accuracy, methods, quantities))
    sentences += _against_the_others(accuracy, methods)
    return sentences


def _worth_it(accuracy: Scores, methods: Sequence[str]) -> list[str]:
    """The default Sourcerer against the source model alone; others where only they gain."""
    if SOURCERER not in methods or SOURCE_ONLY not in methods:
        return [
            f"Whether adapting is worth it was not asked: compare {SOURCERER} with {SOURCE_ONLY}."
        ]
    family = _family(accuracy, [SOURCERER], [SOURCE_ONLY])
    found = _Sorted.of(family, family)
    measured = {**found.better, **found.unclear, **found.worse}
    if not measured:
        return ["One repetition cannot tell a gain from chance: compare with two or more."]
    sentences = []
    if found.better:
        everywhere = "at every number of polygons" if len(found.better) == len(measured) > 1 else ""
        sentences.append(
            f"Adapting is worth it here {everywhere or _at(found.better)}: {SOURCERER} is better "
            f"than the source model alone by {_by(found.better)} of overall accuracy."
        )
        if found.unclear:
            sentences.append(
                f"{_at(found.unclear).capitalize()} it cannot be told apart from the source model "
                f"alone (difference {_signed(found.unclear)})."
            )
    elif found.unclear:
        sentences.append(
            f"No gain from adapting with {SOURCERER} can be seen here: {_at(found.unclear)} it "
            f"cannot be told apart from the source model alone "
            f"(difference {_signed(found.unclear)})."
        )
    if found.worse:
        sentences.append(
            f"{_at(found.worse).capitalize()} {SOURCERER} is worse than the source model alone "
            f"by {_by(found.worse)}: there, rather map with the source model as it is."
        )
    return sentences + _gains_of_others(accuracy, methods, [*found.unclear, *found.worse])


def _gains_of_others(
    accuracy: Scores, methods: Sequence[str], quantities: Sequence[int]
) -> list[str]:
    best = {q: accuracy.best(methods, q) or SOURCE_ONLY for q in sorted(quantities)}
    family = _family(accuracy, methods, [SOURCE_ONLY])
    found = _Sorted.of(family, ((method, SOURCE_ONLY, q) for q, method in best.items()))
    return [
        f"{_at([quantity]).capitalize()} {best[quantity]} is better than the source model alone by "
        f"{_by({quantity: gain})}."
        for quantity, gain in found.better.items()
    ]


def _highest(accuracy: Scores, methods: Sequence[str], quantities: Sequence[int]) -> str:
    """Which method has the highest mean, with neighbouring numbers of polygons together."""
    groups = [
        (best or "", list(at))
        for best, at in groupby(quantities, lambda quantity: accuracy.best(methods, quantity))
    ]
    parts = []
    for best, at in groups:
        figures = [100 * f.mean for q in at if (f := accuracy.figure(best, q))]
        low, high = f"{min(figures):.1f}", f"{max(figures):.1f}"
        percent = low if low == high else f"{low} to {high}"
        parts.append(f"{best} {_at(at)} ({percent} %)")
    return f"Highest mean overall accuracy: {', '.join(parts)}."


def _against_the_others(accuracy: Scores, methods: Sequence[str]) -> list[str]:
    """The default Sourcerer against the best method that needs no source samples either."""
    others = [method for method in WITHOUT_SOURCE_SAMPLES if method in methods]
    if SOURCERER not in methods or not set(others) - {SOURCE_ONLY}:
        return []
    best = {q: accuracy.best(others, q) or SOURCE_ONLY for q in accuracy.quantities}
    family = _family(accuracy, [SOURCERER], others)
    found = _Sorted.of(family, ((SOURCERER, other, q) for q, other in best.items()))
    parts = []
    if found.better:
        parts.append(f"better {_at(found.better)} by {_by(found.better)}")
    if found.unclear:
        parts.append(f"not to be told apart {_at(found.unclear)} ({_signed(found.unclear)})")
    if found.worse:
        parts.append(f"worse {_at(found.worse)} by {_by(found.worse)}")
    if not parts:
        return []
    return [
        "Beside the best of the other methods that need no source samples, "
        f"{SOURCERER} is {'; '.join(parts)}."
    ]


def _family(
    accuracy: Scores, methods: Sequence[str], others: Sequence[str]
) -> dict[Comparison, Difference]:
    """Every method against every other one at every number of polygons."""
    return {
        (method, other, quantity): difference
        for quantity in accuracy.quantities
        for method in methods
        for other in others
        if method != other and (difference := accuracy.difference(method, other, quantity))
    }


def _at(quantities: Sequence[int] | dict[int, Difference]) -> str:
    """At 1, 4 and 16 polygons."""
    *most, last = map(str, quantities)
    listed = f"{', '.join(most)} and {last}" if most else last
    return f"at {listed} polygon{'' if listed == '1' else 's'}"


def _by(differences: dict[int, Difference]) -> str:
    """3.1 to 12.4 points, without sign."""
    sizes = [abs(100 * difference.mean) for difference in differences.values()]
    low, high = f"{min(sizes):.1f}", f"{max(sizes):.1f}"
    return f"{low} points" if low == high else f"{low} to {high} points"


def _signed(differences: dict[int, Difference]) -> str:
    """−0.4 to +1.2 points."""
    means = [100 * difference.mean for difference in differences.values()]
    low, high = in_points(min(means)), in_points(max(means))
    return f"{low} points" if low == high else f"{low} to {high} points"


def in_points(value: float) -> str:
    """Percentage points with their sign: +1.2, −0.4, 0.0."""
    text = f"{value:+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")
