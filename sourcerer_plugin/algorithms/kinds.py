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
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDateTime,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterMatrix,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)
from qgis.PyQt.QtCore import Qt, QVariant

from ...core.errors import JobError, UnreadableFile
from ...core.model_card import read_card
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

    def early_value(self, given: Given, name: str) -> object:
        """The value, or what stands for it in a check before the run: nothing is copied."""
        return self.value(given, name)


@dataclass(frozen=True)
class Number(Kind):
    """A whole number or a decimal one, as the default is."""

    decimals: int = 6
    """That the entry field keeps; QGIS rounds away the others."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        whole = isinstance(default, int)
        kinds = QgsProcessingParameterNumber.Type
        kind = kinds.Integer if whole else kinds.Double
        made = QgsProcessingParameterNumber(name, label, kind, default, optional)
        made.setMetadata({"widget_wrapper": {"decimals": self.decimals}})
        return made

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


class SomeOf(OneOf):
    """Some of these words."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        chosen = [str(word) for word in default]
        return QgsProcessingParameterEnum(
            name, label, list(self.words), True, chosen, optional, True
        )

    def value(self, given: Given, name: str) -> object:
        return given.algorithm.parameterAsEnumStrings(given.parameters, name, given.context) or None


@dataclass(frozen=True)
class File(Kind):
    """A file, as an absolute path."""

    filter: str
    """What the file dialog offers first."""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        behavior = QgsProcessingParameterFile.Behavior.File
        # Any file may be given: its content says better than its name what is wrong with it.
        files = f"{self.filter};;{tr('All files')} (*)"
        return QgsProcessingParameterFile(name, label, behavior, "", None, optional, files)

    def value(self, given: Given, name: str) -> object:
        path = given.algorithm.parameterAsFile(given.parameters, name, given.context)
        return str(Path(path).absolute()) if path else None

    def early_value(self, given: Given, name: str) -> object:
        path = self.value(given, name)
        _check_existence(name, [path] if path else [])
        return path


@dataclass(frozen=True)
class Folder(File):
    """A folder, as an absolute path; it need not be there yet."""

    filter: str = ""

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        behavior = QgsProcessingParameterFile.Behavior.Folder
        return QgsProcessingParameterFile(name, label, behavior, "", None, optional)


@dataclass(frozen=True)
class Model(File):
    """A model file; its card is read at once."""

    filter: str = MODEL_FILTER

    def value(self, given: Given, name: str) -> object:
        path = super().value(given, name)
        if path:
            read_card(str(path))
        return path


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

    def early_value(self, given: Given, name: str) -> object:
        paths = self.value(given, name)
        _check_existence(name, paths or [])
        return paths


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
class Listed(Kind):
    """Words or numbers with commas."""

    item: type[str] | type[int] | type[float] = str

    def definition(
        self, name: str, label: str, default: object, optional: bool
    ) -> QgsProcessingParameterDefinition:
        return super().definition(name, label, ",".join(map(str, default)), optional)

    def value(self, given: Given, name: str) -> object:
        text = self._text(given, name)
        try:
            return [self.item(part.strip()) for part in text.split(",") if part.strip()] or None
        except ValueError as error:
            what = tr("whole numbers") if self.item is int else tr("numbers")
            raise JobError(
                tr("{0} is {1!r}; it must be {2} with commas.").format(name, text, what)
            ) from error

    def _text(self, given: Given, name: str) -> str:
        chosen = given.parameters.get(name)
        if isinstance(chosen, (list, tuple)):  # from a script; QGIS would make nothing of it
            return ",".join(map(str, chosen))
        return given.text(name)


class Days(Listed):
    """Dates with commas, or a text file that lists them, as an absolute path."""

    def value(self, given: Given, name: str) -> object:
        text = self._text(given, name).strip()
        if text and Path(text).is_file():
            return [str(Path(text).absolute())]
        return super().value(given, name)


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


def _check_existence(name: str, paths: list[str]) -> None:
    for path in paths:
        if not Path(path).is_file():
            raise UnreadableFile(tr("{0} is {1}, which does not exist.").format(name, path))


def _cell_text(cell: object) -> str:
    """A cell as the user wrote it; Processing makes 6.0 of a 6 that comes as text.

    The batch dialog has a NULL of Qt's own where nothing was written.
    """
    if isinstance(cell, QVariant) and cell.isNull():
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else str(cell).strip()
