"""Small files that a job needs beside layers: they live as long as the QGIS session."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from qgis.core import QgsProcessingUtils

from ..core.errors import CannotWrite
from .choices import ClassChoice
from .messages import tr

NO_CLASS = 0
"""Class value of a choice that is still to be made; in a map it means missing."""
CLASS_MAP_COLUMNS = ("field_value", "class_value", "class_name", "colour")


def image_list_file(paths: Sequence[str], dates: Mapping[str, str]) -> str:
    """A list of images, one a line, with the date where one is given.

    Raises:
        CannotWrite: the file cannot be written.
    """
    lines = [f"{dates[path]}\t{path}" if path in dates else path for path in paths]
    return _written("images.txt", "".join(f"{line}\n" for line in lines))


def class_map_file(choices: Iterable[ClassChoice]) -> str:
    """What each value of the class field means, as the job's CSV.

    Raises:
        CannotWrite: the file cannot be written.
    """
    path = _new("classes.csv")
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(CLASS_MAP_COLUMNS)
            for choice in choices:
                number = "" if choice.class_value is None else choice.class_value
                rows.writerow((choice.value, number, choice.class_name, choice.colour))
    except OSError as error:
        raise _cannot_write(path, error) from error
    return str(path)


def _written(name: str, text: str) -> str:
    path = _new(name)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _cannot_write(path, error) from error
    return str(path)


def _new(name: str) -> Path:
    return Path(QgsProcessingUtils.generateTempFilename(name))


def _cannot_write(path: Path, error: OSError) -> CannotWrite:
    return CannotWrite(
        tr("{0} cannot be written: {1}").format(path, error.strerror or error),
        tr("Make room on the disk of temporary files."),
    )
