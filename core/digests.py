"""Digests of what a job reads: of the content, so that a copy elsewhere is known again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from pathlib import Path

import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from .errors import UnreadableFile
from .job_files import LAYERS, files_of, read_fields, written_fields
from .jobs import Job, TrainJob
from .lineage import Input, Lineage
from .model import versions
from .model_file import file_sha256
from .regions import regional_jobs
from .series import Series

_WITHOUT_EFFECT = ("series", "memory", "pieces", "scheduler", "companions")
"""Fields that are no setting, or that no value of a map, model or report depends on."""
_OF_MAPS = "precision"
"""A setting of the map's pixels alone: the map adds it once it is chosen."""
_WHOLE_BYTES = 1024 * 1024
_PARTS = 16
_PART_BYTES = _WHOLE_BYTES // _PARTS


def lineage_of(job: Job, series: Iterable[Series] = (), **settled: object) -> Lineage:
    """How a job's results come to be.

    Args:
        job: validated; its files are read.
        series: its images.
        settled: what was chosen for it where it leaves the choice, by field.

    Raises:
        UnreadableFile: a file is not there.
    """
    names = [entry.name for entry in fields(job) if is_setting(type(job), entry.name)]
    names = [name for name in names if name != _OF_MAPS]
    settings = {**{name: getattr(job, name) for name in names}, **settled}
    as_read = json.loads(json.dumps(settings, default=str))
    inputs = [_input(name, job) for name in read_fields(job) if files_of(job, name)]
    if isinstance(job, TrainJob):
        inputs += [_input("polygons", region) for region in regional_jobs(job)]
    paths = sorted({path for each in series for path in each.files})
    if paths:
        name = min(Path(path).name for path in paths)
        inputs.append(Input("series", name, len(paths), images_sha256(paths)))
    return Lineage(job.command, as_read, tuple(inputs), versions())


def is_setting(job: type[Job], name: str) -> bool:
    """Whether a field is neither a file nor without effect on values: what a lineage tells."""
    return name not in {*read_fields(job), *written_fields(job), *_WITHOUT_EFFECT}


def images_sha256(paths: Sequence[str]) -> str:
    """Of image files: their names, sizes and bytes.

    To read all of a series would take as long as to map it. So of a file above 1 MB 16 parts of
    64 KB count, evenly spread from its first byte to its last.
    """
    lines = sorted(f"{Path(path).name} {_image_sha256(Path(path))}" for path in paths)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def layer_sha256(path: str, columns: Sequence[str]) -> str:
    """Of a vector layer: its CRS, geometries and the named fields, in the layer's order.

    The file's own bytes change when a program merely opens it.
    """
    file, _, layer = path.partition("|layername=")
    meta, _, geometries, values = pyogrio.raw.read(file, layer=layer or None, columns=columns)
    digest = hashlib.sha256(str(meta["crs"]).encode())
    for geometry in geometries:
        digest.update(geometry or b"-")
    for name, column in sorted(zip(meta["fields"], values)):
        digest.update(f"{name} {column.tolist()}".encode())
    return digest.hexdigest()


def _input(name: str, job: Job) -> Input:
    """What one of a job's fields names.

    Raises:
        UnreadableFile: it is not there.
    """
    paths = files_of(job, name)
    try:
        if name in LAYERS:
            columns = [getattr(job, field, "") for field in ("field", "name_field", "block_field")]
            columns = [] if name == "aoi" else [column for column in columns if column]
            found = [layer_sha256(path, columns) for path in paths]
        else:
            found = [file_sha256(path) for path in paths]
    except (OSError, DataSourceError, DataLayerError) as error:
        raise UnreadableFile(f"{paths[0]} cannot be read: {error}") from error
    first = Path(paths[0].split("|")[0]).name
    whole = found[0] if len(found) == 1 else hashlib.sha256("\n".join(found).encode()).hexdigest()
    return Input(name, first, len(paths), whole)


def _image_sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for part in _parts(path):
        digest.update(part)
    return digest.hexdigest()


def _parts(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        size = file.seek(0, 2)
        yield str(size).encode()
        if size <= _WHOLE_BYTES:
            file.seek(0)
            yield file.read()
            return
        for number in range(_PARTS):
            file.seek(number * (size - _PART_BYTES) // (_PARTS - 1))
            yield file.read(_PART_BYTES)
