"""From what was chosen in QGIS to a job; bad input is refused before a worker starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsProcessingUtils, QgsRasterLayer, QgsVectorLayer

from ..core.errors import JobError, UnreadableFile
from ..core.jobs import MapJob, UnknownClassPolicy
from ..core.model_card import read_card
from .layer_export import Wanted, layer_file, raster_file
from .messages import tr

MAP_SUFFIXES = (".tif", ".tiff")
ARCHIVE_SUFFIX = ".zip"


@dataclass(frozen=True)
class MapForm:
    """What the dock's widgets hold, as it stands there."""

    model: str
    images: str
    """A folder or an archive."""
    polygons: QgsVectorLayer | None
    field: str
    output: str
    """Empty: a temporary file."""
    unknown_classes: UnknownClassPolicy = MapJob.unknown_classes
    season_start: str = MapJob.season_start
    updates: int = MapJob.updates
    holdout: float = MapJob.holdout
    exclude_boundary: bool = MapJob.exclude_boundary


def map_job(form: MapForm) -> MapJob:
    """The dock's job.

    Raises:
        SourcererError: something is missing or cannot be used; names it and says what to do.
    """
    if not form.model:
        raise JobError(tr("No source model is chosen."), tr("Choose a .safetensors file."))
    read_card(form.model)
    if not form.images:
        raise JobError(tr("No images are chosen."), tr("Choose the folder that holds them."))
    if form.polygons is None:
        raise JobError(
            tr("No labels are chosen."),
            tr("Load a layer of polygons or points whose classes you know, and choose it."),
        )
    if not form.field:
        raise JobError(
            tr("No field of {0} is chosen.").format(form.polygons.name()),
            tr("Choose the field that holds the class."),
        )
    job = MapJob(
        model=str(Path(form.model).absolute()),
        series=series([], form.images),
        polygons=layer_file(form.polygons, Wanted(form.polygons.name(), (form.field,))),
        field=form.field,
        output=map_file(form.output),
        unknown_classes=form.unknown_classes,
        season_start=form.season_start,
        updates=form.updates,
        holdout=form.holdout,
        exclude_boundary=form.exclude_boundary,
    )
    job.validate()
    return job


def series(layers: Sequence[QgsRasterLayer], folder: str) -> tuple[str, ...]:
    """The images, from layers or from a folder or archive; the worker finds what lies in it.

    Raises:
        JobError: both are given.
        SeriesError: a layer is no file.
        UnreadableFile: there is no such folder.
    """
    if layers and folder:
        raise JobError(
            tr("Both image layers ({0}) and a folder of images ({1}) are given.").format(
                len(layers), folder
            ),
            tr("Give one of them."),
        )
    if not folder:
        return tuple(dict.fromkeys(raster_file(layer) for layer in layers))
    path = Path(folder)
    if not (path.is_dir() or (path.suffix.lower() == ARCHIVE_SUFFIX and path.is_file())):
        raise UnreadableFile(
            tr("{0} is not a folder.").format(folder),
            tr("Choose the folder that holds the images, or an archive ({0}) of them.").format(
                ARCHIVE_SUFFIX
            ),
        )
    return (str(path.absolute()),)


def map_file(chosen: str) -> str:
    """Where the map goes: the file chosen, or a temporary one.

    Raises:
        JobError: it is no GeoTIFF's name.
    """
    if not chosen:
        return QgsProcessingUtils.generateTempFilename("map.tif")
    path = Path(chosen).absolute()
    if not path.suffix:
        return f"{path}{MAP_SUFFIXES[0]}"
    if path.suffix.lower() not in MAP_SUFFIXES:
        raise JobError(
            tr("The map is a GeoTIFF, {0} ends in {1}.").format(path, path.suffix),
            tr("Give a name that ends in {0}.").format(MAP_SUFFIXES[0]),
        )
    return str(path)
