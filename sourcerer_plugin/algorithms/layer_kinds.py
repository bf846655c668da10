"""Kinds of settings that are layers or places in them; the worker gets files and numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from ...core.errors import JobError
from ..layer_export import Wanted, check_layer, copy_features, layer_file, raster_file
from ..messages import tr
from .kinds import Given, Kind

_RECTANGLE = re.compile(r"[^,\[\]]+(?:,[^,\[\]]+){3}(?:\[(.*)\]\s*)?")
"""`xmin,xmax,ymin,ymax`, perhaps with `[CRS]`: a rectangle as text."""
_OWN_AUTHORITY = "USER:"
"""Of a CRS that the user defined: known to this QGIS profile alone."""


@dataclass(frozen=True)
class LabelField(Kind):
    """A field of a label layer."""

    layer: str
    """The layer's parameter."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        return QgsProcessingParameterField(name, label, None, self.layer, optional=optional)


@dataclass(frozen=True)
class VectorFile(Kind):
    """Polygons or points, or only those selected; the worker gets a file."""

    fields: tuple[str, ...] = ()
    """The parameters that name the fields to take along."""
    polygons_only: bool = False

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        kinds = QgsProcessing.SourceType
        accepted = [kinds.TypeVectorPolygon]
        if not self.polygons_only:
            accepted.append(kinds.TypeVectorPoint)
        return QgsProcessingParameterFeatureSource(name, label, accepted, None, optional)

    def value(self, given: Given, name: str) -> object:
        if not given.has(name):
            return None
        chosen = given.parameters[name]
        if isinstance(chosen, QgsProcessingFeatureSourceDefinition) and (
            chosen.selectedFeaturesOnly or chosen.featureLimit >= 0
        ):
            return self._copy(given, name)
        layer = self._layer(given, name)
        return layer_file(layer, self._wanted(given, layer.name()))

    def early_value(self, given: Given, name: str) -> object:
        if not given.has(name):
            return None
        layer = self._layer(given, name)
        check_layer(layer, self._wanted(given, layer.name()))
        return layer.source()

    def _layer(self, given: Given, name: str) -> QgsVectorLayer:
        algorithm, context, chosen = given.algorithm, given.context, given.parameters[name]
        if isinstance(chosen, QgsProcessingFeatureSourceDefinition):
            chosen = chosen.source
        layer = algorithm.parameterAsVectorLayer({name: chosen}, name, context)
        if layer is None:
            raise QgsProcessingException(algorithm.invalidSourceError(given.parameters, name))
        return layer

    def _copy(self, given: Given, name: str) -> str:
        source = given.algorithm.parameterAsSource(given.parameters, name, given.context)
        if source is None:
            raise QgsProcessingException(given.algorithm.invalidSourceError(given.parameters, name))
        # The worker repairs geometries; Processing would stop at the first one.
        unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
        features = source.getFeatures(QgsFeatureRequest(), unchecked)
        return copy_features(source, features, self._wanted(given, source.sourceName()))

    def _wanted(self, given: Given, layer: str) -> Wanted:
        return Wanted(layer, tuple(filter(None, map(given.text, self.fields))), self.polygons_only)


class RasterFile(Kind):
    """A raster layer, as its file."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        return QgsProcessingParameterRasterLayer(name, label, None, optional)

    def value(self, given: Given, name: str) -> object:
        if not given.has(name):
            return None
        layer = given.algorithm.parameterAsRasterLayer(given.parameters, name, given.context)
        if layer is None:
            raise QgsProcessingException(given.algorithm.invalidRasterError(given.parameters, name))
        return raster_file(layer)


class Extent(Kind):
    """A rectangle in a CRS of its own; the worker brings it to the images'."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        return QgsProcessingParameterExtent(name, label, None, optional)

    def value(self, given: Given, name: str) -> object:
        if not given.has(name):
            return None
        box = given.algorithm.parameterAsExtent(given.parameters, name, given.context)
        if box.isNull():
            return None
        return (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())


class ExtentCrs(Extent):
    """The CRS of such a rectangle; none where it does not say: it is in the images'."""

    def value(self, given: Given, name: str) -> object:
        if super().value(given, name) is None:
            return None
        chosen = given.parameters[name]
        as_text = _RECTANGLE.fullmatch(chosen) if isinstance(chosen, str) else None
        of_layer = not isinstance(chosen, QgsRectangle) and not as_text
        if isinstance(chosen, QgsReferencedRectangle) or of_layer:
            crs = given.algorithm.parameterAsExtentCrs(given.parameters, name, given.context)
        elif as_text and as_text[1]:
            crs = QgsCoordinateReferenceSystem(as_text[1])
        else:
            return None
        if not crs.isValid():
            raise JobError(
                tr("{0} is {1}, which has no known coordinate reference system.").format(
                    name, given.text(name) or chosen
                ),
                tr("Give it as xmin,xmax,ymin,ymax [EPSG:code]."),
            )
        if crs.authid() and not crs.authid().startswith(_OWN_AUTHORITY):
            return crs.authid()
        return crs.toWkt(QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED)
