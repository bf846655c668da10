"""How many labels there are of each value of the class field, counted a slice at a time."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRectangle,
    QgsUnitTypes,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ...core.classes import MAX_CLASSES
from ...core.errors import LabelError
from ..layer_export import Wanted, check_layer
from ..messages import tr
from ..subset import Subset, features_of

WGS84_ELLIPSOID = "EPSG:7030"
SCALE_STEP_M, SCALE_STEP_DEGREES = 25_000.0, 0.25
"""Within such a square all areas are distorted alike, nearly."""
_CHECK_CLOCK_EVERY = 50


@dataclass(frozen=True)
class ValueCount:
    """The labels of one value."""

    value: str
    n_features: int
    n_points: int
    area_m2: float

    def n_pixels(self, pixel_area_m2: float | None) -> float | None:
        """About how many pixels its labels cover; None where the pixels' size is not known."""
        if not self.area_m2:
            return float(self.n_points)
        return self.n_points + self.area_m2 / pixel_area_m2 if pixel_area_m2 else None


class LabelCounter:
    """Counts the labels of a layer as they are now, unsaved edits included."""

    def __init__(self, layer: QgsVectorLayer, class_field: str, subset: Subset) -> None:
        """Nothing is read yet.

        Raises:
            LabelError: layer, field or filter cannot be used.
        """
        check_layer(layer, Wanted(layer.name(), (class_field,)))
        self._origin = layer.name(), class_field
        self._features = features_of(layer, (class_field,), subset)
        self._column = layer.fields().lookupField(class_field)
        self._area = _Area(layer.crs())
        self._texts: dict[object, str] = {}
        """Of the values met so far."""
        self._sums: dict[str, list[float]] = {}
        self.n_without = 0
        """Features without a value or a geometry."""

    def advance(self, seconds: float) -> bool:
        """Count on for that long; True when all are counted.

        Raises:
            LabelError: the filter cannot be evaluated, or the field holds no classes.
        """
        end = time.monotonic() + seconds
        for number, feature in enumerate(self._features, start=1):
            self._count(feature)
            if number % _CHECK_CLOCK_EVERY == 0 and time.monotonic() > end:
                return False
        return True

    def counts(self) -> tuple[ValueCount, ...]:
        """What was counted, by value."""
        return tuple(
            ValueCount(value, int(n_features), int(n_points), area)
            for value, (n_features, n_points, area) in sorted(self._sums.items())
        )

    def _count(self, feature: QgsFeature) -> None:
        geometry, value = feature.geometry(), self._text(feature.attribute(self._column))
        if not value or geometry.isEmpty():
            self.n_without += 1
            return
        sums = self._sums.setdefault(value, [0, 0, 0.0])
        if len(self._sums) > MAX_CLASSES:
            raise LabelError(
                tr("The field {1} of {0} holds more than {2} different values.").format(
                    *self._origin, MAX_CLASSES
                ),
                tr("Choose the field that holds the class, not an identifier or a measurement."),
            )
        sums[0] += 1
        if geometry.type() == QgsWkbTypes.GeometryType.PointGeometry:
            sums[1] += geometry.constGet().partCount()
        else:
            sums[2] += self._area.of(geometry)

    def _text(self, value: object) -> str:
        if type(value) not in (str, int):
            return as_text(value)
        if value not in self._texts:
            self._texts[value] = as_text(value)
        return self._texts[value]


class _Area:
    """Areas in square metres: those of the plane, put right by how the projection distorts there.

    An ellipsoidal area for each polygon would take ten times as long.
    """

    def __init__(self, crs: QgsCoordinateReferenceSystem) -> None:
        self._measure = QgsDistanceArea()
        self._measure.setSourceCrs(crs, QgsProject.instance().transformContext())
        self._measure.setEllipsoid(crs.ellipsoidAcronym() or WGS84_ELLIPSOID)
        unit = QgsUnitTypes.fromUnitToUnitFactor(
            QgsUnitTypes.DistanceUnit.DistanceMeters, crs.mapUnits()
        )
        self._step = SCALE_STEP_DEGREES if crs.isGeographic() else SCALE_STEP_M * unit
        self._scales: dict[tuple[int, int], float] = {}

    def of(self, geometry: QgsGeometry) -> float:
        place = geometry.boundingBox().center()
        return geometry.area() * self._scale(place) if math.isfinite(place.x()) else 0.0

    def _scale(self, place: QgsPointXY) -> float:
        cell = math.floor(place.x() / self._step), math.floor(place.y() / self._step)
        if cell not in self._scales:
            side = self._step / 100
            x, y = ((number + 0.5) * self._step for number in cell)
            square = QgsGeometry.fromRect(QgsRectangle(x, y, x + side, y + side))
            self._scales[cell] = self._measure.measureArea(square) / side**2
        return self._scales[cell]


def as_text(value: object) -> str:
    """A field value as the worker reads it: numbers without a needless point, text trimmed."""
    if value in (None, NULL) or value != value:  # the last: not a number
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "".join(letter if letter.isprintable() else " " for letter in str(value)).strip()
