"""From layers in QGIS to files that the worker can read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsFeature,
    QgsFeatureSink,
    QgsFeatureSource,
    QgsFields,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..core.errors import CannotWrite, LabelError, SeriesError
from .messages import tr
from .subset import Subset, features_of

_GEOMETRIES = {
    QgsWkbTypes.GeometryType.PolygonGeometry: QgsWkbTypes.Type.MultiPolygon,
    QgsWkbTypes.GeometryType.PointGeometry: QgsWkbTypes.Type.MultiPoint,
}
_ZIP_PREFIX = "/vsizip/"
_OWN_FID = "sourcerer_fid"
"""So that a field called `fid` may be exported as what it is."""


@dataclass(frozen=True)
class Wanted:
    """What of a layer the worker needs."""

    name: str
    """Of the layer, for messages and for the file."""
    fields: tuple[str, ...] = ()
    polygons_only: bool = False
    """Whether points are refused."""


def layer_file(layer: QgsVectorLayer, wanted: Wanted) -> str:
    """The layer's own file, or a copy of what the user sees where that is something else.

    Returns:
        `FILE` or `FILE|layername=NAME`.

    Raises:
        LabelError: no such field, no CRS, or neither polygons nor points.
        CannotWrite: the copy cannot be written.
    """
    check_layer(layer, wanted)
    return _own_file(layer, wanted) or copy_features(layer, layer.getFeatures(), wanted)


def subset_file(layer: QgsVectorLayer, wanted: Wanted, subset: Subset) -> str:
    """The layer's own file where all features are wanted, else a copy of those that are.

    Raises:
        LabelError: as for `layer_file` and `features_of`; or no feature is left.
        CannotWrite: the copy cannot be written.
    """
    if subset.is_all:
        return layer_file(layer, wanted)
    check_layer(layer, wanted)
    features = list(features_of(layer, wanted.fields, subset))
    if features:
        return copy_features(layer, features, wanted)
    if subset.selected_only and not layer.selectedFeatureCount():
        raise LabelError(
            tr("No feature of {0} is selected.").format(wanted.name),
            tr("Select some, or take all features."),
        )
    text = tr("No selected feature of {0} fulfils {1}.")
    if not subset.selected_only:
        text = tr("No feature of {0} fulfils {1}.")
    raise LabelError(text.format(wanted.name, subset.expression), tr("Change the filter."))


def copy_features(source: QgsFeatureSource, features: Iterable[QgsFeature], wanted: Wanted) -> str:
    """Write features of a source to a GeoPackage that lives as long as the QGIS session.

    Raises:
        LabelError: as for `layer_file`.
        CannotWrite: the file cannot be written.
    """
    check_layer(source, wanted)
    fields = QgsFields()
    for name in wanted.fields:
        fields.append(source.fields().field(name))
    stem = re.sub(r"\W+", "_", wanted.name).strip("_") or "layer"
    path = QgsProcessingUtils.generateTempFilename(f"{stem}.gpkg")
    geometry_type = _GEOMETRIES[QgsWkbTypes.geometryType(source.wkbType())]
    writer = _writer(path, fields, geometry_type, source.sourceCrs())
    for feature in features:
        copy = QgsFeature(fields)
        copy.setAttributes([feature.attribute(name) for name in wanted.fields])
        for geometry in feature.geometry().coerceToType(geometry_type)[:1]:
            copy.setGeometry(geometry)
        if not writer.addFeature(copy, QgsFeatureSink.Flag.FastInsert):
            raise _cannot_write(path, writer.errorMessage())
    if not writer.flushBuffer():
        raise _cannot_write(path, writer.errorMessage())
    return path


def raster_file(layer: QgsRasterLayer) -> str:
    """The file behind a raster layer; in an archive (.zip) as GDAL opens it.

    Raises:
        SeriesError: the layer has no file of its own (a web service, a database).
    """
    uri = QgsProviderRegistry.instance().decodeUri(layer.providerType(), layer.source())
    path, archive = Path(uri.get("path") or ""), uri.get("vsiPrefix") or ""
    if layer.providerType() == "gdal" and archive in ("", _ZIP_PREFIX) and path.is_file():
        inside = uri.get("vsiSuffix") or ""
        # An archive without a name inside holds one image: the worker finds it there.
        full = path.absolute()
        return f"{archive}{full.as_posix()}{inside}" if inside else str(full)
    raise SeriesError(
        tr("The layer {0} is no file on this computer: {1}").format(layer.name(), layer.source()),
        tr("Save it as GeoTIFF first."),
    )


def _own_file(layer: QgsVectorLayer, wanted: Wanted) -> str:
    """The layer's file if it holds exactly what the user sees; else empty."""
    if layer.providerType() != "ogr" or layer.crs() != layer.dataProvider().crs():
        return ""
    if layer.subsetString() or (layer.isEditable() and layer.isModified()):
        return ""
    for name in wanted.fields:
        index = layer.fields().lookupField(name)
        from_file = layer.fields().fieldOrigin(index) == QgsFields.FieldOrigin.OriginProvider
        if not from_file or index in layer.primaryKeyAttributes():
            return ""
    uri = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    said = {key for key, value in uri.items() if value}
    if not said <= {"path", "layerName"} or not Path(uri["path"]).exists():
        return ""
    path = str(Path(uri["path"]).absolute())
    return f"{path}|layername={uri['layerName']}" if uri["layerName"] else path


def check_layer(source: QgsFeatureSource, wanted: Wanted) -> None:
    """Refuse what no labels can be read from.

    Raises:
        LabelError: no such field, no CRS, or neither polygons nor points.
    """
    kind = QgsWkbTypes.geometryType(source.wkbType())
    polygon = QgsWkbTypes.GeometryType.PolygonGeometry
    if kind not in ((polygon,) if wanted.polygons_only else _GEOMETRIES):
        raise LabelError(
            tr("The layer {0} holds {1}; it must hold {2}.").format(
                wanted.name,
                QgsWkbTypes.displayString(source.wkbType()),
                tr("polygons") if wanted.polygons_only else tr("polygons or points"),
            )
        )
    for name in wanted.fields:
        if source.fields().indexOf(name) < 0:
            has = ", ".join(field.name() for field in source.fields())
            raise LabelError(
                tr("The layer {0} has no field {1}; it has {2}.").format(
                    wanted.name, name, has or tr("none")
                ),
                tr("Choose the field that holds the class."),
            )
    if not source.sourceCrs().isValid():
        raise LabelError(
            tr("The layer {0} has no coordinate reference system.").format(wanted.name),
            tr("Set it in the layer's properties."),
        )


def _writer(
    path: str,
    fields: QgsFields,
    geometry_type: QgsWkbTypes.Type,
    crs: QgsCoordinateReferenceSystem,
) -> QgsVectorFileWriter:
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerOptions = [f"FID={_OWN_FID}"]
    writer = QgsVectorFileWriter.create(
        path, fields, geometry_type, crs, QgsCoordinateTransformContext(), options
    )
    if writer.hasError() != QgsVectorFileWriter.WriterError.NoError:
        raise _cannot_write(path, writer.errorMessage())
    return writer


def _cannot_write(path: str, reason: str) -> CannotWrite:
    return CannotWrite(
        tr("The layer cannot be copied to {0}: {1}").format(path, reason),
        tr("Make room on the disk of temporary files, or save the layer to a file yourself."),
    )
