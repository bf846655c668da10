"""Kinds of settings: how Processing asks for one, and how its answer becomes a job's value.

A kind reads None where nothing was given; the job then keeps its default.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsFeatureRequest,
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterMatrix,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import Qt

from ...core.model_card import read_card
from ..layer_export import Labels, copy_labels, label_file
from ..messages import tr
from ..model_library import MODEL_FILTER

CLASS_MAP_COLUMNS = ("field_value", "class_value", "class_name")


@dataclass(frozen=True)
class Given:
    """What an algorithm was called with."""

    algorithm: QgsProcessingAlgorithm
    parameters: dict[str, Any]
    context: QgsProcessingContext

    def has(self, name: str) -> bool:
        """Whether that parameter was given at all."""
        value = self.parameters.get(name)
        return value is not None and not (isinstance(value, (str, list)) and not value)

    def text(self, name: str) -> str:
        """A parameter as text."""
        return self.algorithm.parameterAsString(self.parameters, name, self.context)


class Kind:
    """Text; the root of all kinds."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        """The parameter as Processing shows it."""
        return QgsProcessingParameterString(name, label, default or None, False, optional)

    def value(self, given: Given, name: str) -> object:
        """The value for the job."""
        return given.text(name).strip() or None


class Number(Kind):
    """A whole number or a decimal one, as the default is."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        whole = isinstance(default, int)
        kinds = QgsProcessingParameterNumber.Type
        kind = kinds.Integer if whole else kinds.Double
        return QgsProcessingParameterNumber(name, label, kind, default, optional)

    def value(self, given: Given, name: str) -> object:
        if not given.has(name):
            return None
        definition = given.algorithm.parameterDefinition(name)
        if definition.dataType() == QgsProcessingParameterNumber.Type.Integer:
            return given.algorithm.parameterAsInt(given.parameters, name, given.context)
        return given.algorithm.parameterAsDouble(given.parameters, name, given.context)


class YesNo(Kind):
    """A switch."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        return QgsProcessingParameterBoolean(name, label, default, optional)

    def value(self, given: Given, name: str) -> object:
        return given.algorithm.parameterAsBool(given.parameters, name, given.context)


@dataclass(frozen=True)
class OneOf(Kind):
    """One of some words."""

    words: tuple[str, ...]

    @classmethod
    def choices(cls, enum: type[Enum]) -> OneOf:
        """The words of a closed choice."""
        return cls(tuple(str(choice) for choice in enum))

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        return QgsProcessingParameterEnum(
            name, label, list(self.words), False, str(default), optional, True
        )

    def value(self, given: Given, name: str) -> object:
        return given.algorithm.parameterAsEnumString(given.parameters, name, given.context) or None


class Model(Kind):
    """A model file, as an absolute path; its card is read at once."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        behavior = QgsProcessingParameterFile.Behavior.File
        # Any file may be given: its card says better than its name what is wrong with it.
        files = f"{MODEL_FILTER};;{tr('All files')} (*)"
        return QgsProcessingParameterFile(name, label, behavior, "", None, optional, files)

    def value(self, given: Given, name: str) -> object:
        path = given.algorithm.parameterAsFile(given.parameters, name, given.context)
        if not path:
            return None
        read_card(path)
        return str(Path(path).absolute())


class Files(Kind):
    """Several files, as absolute paths."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        kind = QgsProcessing.SourceType.TypeFile
        return QgsProcessingParameterMultipleLayers(name, label, kind, None, optional)

    def value(self, given: Given, name: str) -> object:
        paths = given.algorithm.parameterAsFileList(given.parameters, name, given.context)
        return [str(Path(path).absolute()) for path in paths if path] or None


class Day(Kind):
    """A date."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        kind = QgsProcessingParameterDateTime.Type.Date
        return QgsProcessingParameterDateTime(name, label, kind, None, optional)

    def value(self, given: Given, name: str) -> object:
        if not given.has(name):
            return None
        day = given.algorithm.parameterAsDateTime(given.parameters, name, given.context).date()
        return day.toString(Qt.DateFormat.ISODate) or None


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
class LabelLayer(Kind):
    """Polygons or points, or only those selected; the worker gets a file."""

    fields: tuple[str, ...]
    """The parameters that name the fields to take along."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        kinds = QgsProcessing.SourceType
        accepted = [kinds.TypeVectorPolygon, kinds.TypeVectorPoint]
        return QgsProcessingParameterFeatureSource(name, label, accepted, None, optional)

    def value(self, given: Given, name: str) -> object:
        if not given.has(name):
            return None
        algorithm, context, chosen = given.algorithm, given.context, given.parameters[name]
        fields = tuple(filter(None, map(given.text, self.fields)))
        if isinstance(chosen, QgsProcessingFeatureSourceDefinition):
            if chosen.selectedFeaturesOnly or chosen.featureLimit >= 0:
                return self._copy(given, name, fields)
            chosen = chosen.source
        layer = algorithm.parameterAsVectorLayer({name: chosen}, name, context)
        if layer is None:
            raise QgsProcessingException(algorithm.invalidSourceError(given.parameters, name))
        return label_file(layer, Labels(layer.name(), fields))

    def _copy(self, given: Given, name: str, fields: tuple[str, ...]) -> str:
        source = given.algorithm.parameterAsSource(given.parameters, name, given.context)
        if source is None:
            raise QgsProcessingException(
                given.algorithm.invalidSourceError(given.parameters, name)
            )
        # The worker repairs geometries; Processing would stop at the first one.
        unchecked = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
        features = source.getFeatures(QgsFeatureRequest(), unchecked)
        return copy_labels(source, features, Labels(source.sourceName(), fields))


class ClassMap(Kind):
    """A table that matches labels to classes, as a CSV file."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        headers = list(CLASS_MAP_COLUMNS)
        return QgsProcessingParameterMatrix(name, label, 1, False, headers, None, optional)

    def value(self, given: Given, name: str) -> object:
        if not given.has(name):
            return None
        cells = given.algorithm.parameterAsMatrix(given.parameters, name, given.context)
        cells = [_cell_text(cell) for cell in cells]
        width = len(CLASS_MAP_COLUMNS)
        rows = [cells[start : start + width] for start in range(0, len(cells), width)]
        rows = [row for row in rows if any(row)]
        if not rows:
            return None
        if len(rows[-1]) < width:
            raise QgsProcessingException(
                tr("{0} has {1} cells; each row needs {2}: {3}.").format(
                    name, len(cells), width, ", ".join(CLASS_MAP_COLUMNS)
                )
            )
        path = QgsProcessingUtils.generateTempFilename(f"{name}.csv")
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([CLASS_MAP_COLUMNS, *rows])
        return path


def _cell_text(cell: object) -> str:
    """A cell as the user wrote it; Processing makes 6.0 of a 6 that comes as text."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()
