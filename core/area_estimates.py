"""Accuracy and areas of a whole map, estimated from a probability sample of its pixels.

The estimators are those of Olofsson et al. (2014), "Good practices for estimating area and
assessing accuracy of land change", Remote Sensing of Environment 148, 42-57; equation numbers are
theirs. The map's classes are the strata, and W_i is the share of the map's pixels in class i. Of
the n_i sampled pixels of that class, n_ij have the reference class j.

This is what a sample calls for that was stratified by the map's classes. A simple random sample
is stratified after the fact, by the same formulas (Card 1982): given how many points fell into each
class, the points of a class are a random sample of it, and the known shares W_i sharpen the result.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import LabelError
from .evaluation import Confusion
from .jobs import Design
from .map_reading import ClassifiedMap
from .model_card import LandCoverClass

FloatArray = npt.NDArray[np.float64]

LEAST_POINTS = 2
"""That a stratum's variance can be estimated from."""
_Z_95 = 1.96
"""As the paper has it."""


@dataclass(frozen=True)
class Estimate:
    """An estimate with its standard error and 95 % interval."""

    value: float
    standard_error: float
    interval: tuple[float, float]
    """Value ± 1.96 standard errors, within what is possible."""

    @classmethod
    def of(cls, value: float, variance: float, unit: float = 1.0) -> Estimate:
        """From a share and its variance; `unit` is what the whole is, e.g. in hectares."""
        error = math.sqrt(variance)
        low, high = max(0.0, value - _Z_95 * error), min(1.0, value + _Z_95 * error)
        return cls(value * unit, error * unit, (low * unit, high * unit))


@dataclass(frozen=True)
class ClassEstimate:
    """What is estimated for one class."""

    value: int
    name: str
    n_points: int
    """Sampled pixels that are mapped so."""
    mapped_share: float | None
    """W_i; 0 where nothing is mapped so, None where its part of the map is left out."""
    mapped_hectares: float | None
    users_accuracy: Estimate | None
    """None where nothing is mapped so."""
    producers_accuracy: Estimate | None
    """None where no sampled pixel is so in truth, or its part of the map is left out."""
    share: Estimate
    """Of the map's pixels, that are so in truth."""
    hectares: Estimate | None
    """The same as area; None, as above, where the map's CRS gives no areas."""


@dataclass(frozen=True)
class AreaEstimates:
    """Accuracy and areas of a whole map."""

    design: Design
    n_points: int
    covered_share: float
    """Of the map's pixels, that the estimates hold for."""
    overall_accuracy: Estimate
    classes: tuple[ClassEstimate, ...]
    notes: tuple[str, ...]
    """What limits them."""

    def as_json(self) -> dict[str, Any]:
        """All figures by name."""
        return {**asdict(self), "design": str(self.design), "notes": list(self.notes)}


def estimate_areas(confusion: Confusion, mapped: ClassifiedMap, design: Design) -> AreaEstimates:
    """Estimate accuracy and areas of a map from sampled pixels.

    A mapped class with fewer than two sampled pixels has no estimate. It is left out of the map
    that the estimates speak of, and a note says so.

    Args:
        confusion: of the sampled pixels, one a point.
        mapped: the map that they were drawn from.
        design: how they were drawn.

    Raises:
        LabelError: no mapped class has two sampled pixels.
    """
    column = {entry.value: number for number, entry in enumerate(confusion.classes)}
    n_points = dict(zip(column, confusion.matrix.sum(axis=0).tolist()))
    strata = [value for value in mapped.counts if n_points.get(value, 0) >= LEAST_POINTS]
    if not strata:
        raise LabelError(
            f"No class of the map has {LEAST_POINTS} reference points, the fewest that its area "
            "and the error of it can be estimated from.",
            "Draw more points, or leave --design out.",
        )
    pixels = np.zeros(len(column))
    for value in strata:
        pixels[column[value]] = mapped.counts[value]
    n_pixels, pixel_area_m2 = float(pixels.sum()), mapped.grid.pixel_area_m2
    hectares = None if pixel_area_m2 is None else n_pixels * pixel_area_m2 / 10_000
    sample = _StratifiedSample.of(confusion.matrix.T * (pixels > 0)[:, None], pixels / n_pixels)
    left_out = [value for value in mapped.counts if value not in strata]
    covered_share = n_pixels / sum(mapped.counts.values())
    return AreaEstimates(
        design=design,
        n_points=int(sample.n_points.sum()),
        covered_share=covered_share,
        overall_accuracy=sample.overall_accuracy(),
        classes=tuple(
            sample.of_class(j, entry, hectares, entry.value not in left_out)
            for j, entry in enumerate(confusion.classes)
        ),
        notes=tuple(_notes(mapped, left_out, covered_share)),
    )


@dataclass(frozen=True)
class _StratifiedSample:
    """Counts n_ij of a sample over classes, mapped i and in truth j."""

    weights: FloatArray
    """W_i (class,), 0 for a class that is no stratum."""
    n_points: FloatArray
    """n_i (class,)."""
    proportions: FloatArray
    """n_ij / n_i (class, class); 0 in the row of a class that is no stratum."""
    variances: FloatArray
    """Of the proportions, by n_i - 1."""

    @classmethod
    def of(cls, counts: npt.NDArray[np.int64], weights: FloatArray) -> _StratifiedSample:
        n_points = counts.sum(axis=1).astype(float)
        proportions = counts / np.maximum(n_points, 1)[:, None]
        variances = proportions * (1 - proportions) / np.maximum(n_points - 1, 1)[:, None]
        return cls(weights, n_points, proportions, variances)

    def of_class(
        self, j: int, entry: LandCoverClass, hectares: float | None, has_estimate: bool
    ) -> ClassEstimate:
        """All of class j; `hectares` is the area of the sampled map, None where unknown."""
        mapped = float(self.weights[j]) if has_estimate else None
        return ClassEstimate(
            value=entry.value,
            name=entry.name,
            n_points=int(self.n_points[j]),
            mapped_share=mapped,
            mapped_hectares=None if mapped is None or hectares is None else mapped * hectares,
            users_accuracy=self.users_accuracy(j),
            producers_accuracy=self.producers_accuracy(j) if has_estimate else None,
            share=self.share(j),
            hectares=None if hectares is None else self.share(j, hectares),
        )

    def overall_accuracy(self) -> Estimate:
        """Eq. 1 with Eq. 4; its variance Eq. 5."""
        value = float(self.weights @ self.proportions.diagonal())
        return Estimate.of(value, float(self.weights**2 @ self.variances.diagonal()))

    def users_accuracy(self, i: int) -> Estimate | None:
        """Eq. 2; its variance Eq. 6."""
        if not self.weights[i]:
            return None
        return Estimate.of(float(self.proportions[i, i]), float(self.variances[i, i]))

    def producers_accuracy(self, j: int) -> Estimate | None:
        """Eq. 3; its variance Eq. 7, in shares instead of pixels."""
        share = float(self.weights @ self.proportions[:, j])
        if not share:
            return None
        value = float(self.weights[j] * self.proportions[j, j]) / share
        parts = self.weights**2 * self.variances[:, j]
        parts *= np.where(np.arange(len(parts)) == j, (1 - value) ** 2, value**2)
        return Estimate.of(value, float(parts.sum()) / share**2)

    def share(self, j: int, unit: float = 1.0) -> Estimate:
        """Eq. 9; its standard error Eq. 10; with `unit` as area, Eq. 11."""
        value = float(self.weights @ self.proportions[:, j])
        return Estimate.of(value, float(self.weights**2 @ self.variances[:, j]), unit)


def _notes(mapped: ClassifiedMap, left_out: list[int], covered_share: float) -> list[str]:
    notes = []
    if left_out:
        n_mapped = sum(mapped.counts.values())
        named = {entry.value: entry.name for entry in mapped.classes}
        shares = [f"{named[v]} ({100 * mapped.counts[v] / n_mapped:.2g} %)" for v in left_out]
        notes.append(
            f"Fewer than {LEAST_POINTS} reference points lie where the map shows "
            f"{', '.join(shares)}. All estimates leave that out: they hold for the other "
            f"{100 * covered_share:.1f} % of the map."
        )
    if mapped.grid.pixel_area_m2 is None:
        notes.append(
            "The map's CRS is not in metres: shares are shares of pixels, and there are no "
            "hectares. A map in an equal-area CRS gives them."
        )
    return notes
