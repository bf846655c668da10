"""From what was chosen in QGIS to a job; bad input is refused before a worker starts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingUtils, QgsRasterLayer

from ..core.errors import JobError, UnknownClasses, UnreadableFile
from ..core.jobs import (
    LAMBDA_AUTO,
    LAMBDA_SCHEDULE,
    MapJob,
    Method,
    RankJob,
    SeriesJob,
)
from ..core.model_card import read_card
from .choices import Extent, ImageChoice, LabelChoice, MapForm, SettingsChoice
from .job_files import NO_CLASS, class_map_file, image_list_file
from .layer_export import Wanted, layer_file, raster_file, subset_file
from .messages import tr
from .settings import MEMORY
from .subset import Subset

MAP_SUFFIXES = (".tif", ".tiff")
ARCHIVE_SUFFIX = ".zip"
_OWN_AUTHORITY = "USER:"
"""Of a CRS that the user defined: known to this QGIS profile alone."""


def map_job(form: MapForm) -> MapJob:
    """The dock's job.

    Raises:
        SourcererError: something is missing or cannot be used; names it and says what to do.
    """
    _check_model(form.model)
    _check_images(form.images)
    _check_classes(form.labels)
    labels, settings = form.labels, form.settings
    job = MapJob(
        model=str(Path(form.model).absolute()),
        **_images(form.images),
        polygons=_label_file(labels),
        field=labels.class_field,
        class_map=class_map_file(labels.classes) if labels.classes else "",
        unknown_classes=labels.unknown_classes,
        exclude_boundary=labels.exclude_boundary,
        output=map_file(settings.output),
        holdout=settings.holdout,
        seed=settings.seed,
        device=settings.device,
        threads=settings.threads,
        memory=MEMORY.read(),
        companions=settings.companions,
        **_place(settings),
        **_way_to_adapt(settings),
    )
    job.validate()
    return job


def rank_job(form: MapForm) -> RankJob:
    """Measures source models, which are still to be named, on the images and labels chosen.

    Raises:
        SourcererError: as `map_job`.
    """
    _check_images(form.images)
    labels, settings = form.labels, form.settings
    return RankJob(
        **_images(form.images),
        polygons=_label_file(labels),
        field=labels.class_field,
        exclude_boundary=labels.exclude_boundary,
        seed=settings.seed,
        device=settings.device,
        threads=settings.threads,
        memory=MEMORY.read(),
    )


def series_job(images: ImageChoice, model: str) -> SeriesJob:
    """Asks what the worker understands of the images, and how they fit a model, if there is one.

    Raises:
        SourcererError: no images, or they cannot be used.
    """
    _check_images(images)
    model = str(Path(model).absolute()) if model else ""
    job = SeriesJob(
        series=image_files(images),
        skip_dates=images.skipped_days,
        season_start=images.season_start,
        model=model,
        skip_unreadable=True,  # what cannot be used is shown, for somebody to say what it is
    )
    job.validate()
    return job


def image_files(images: ImageChoice) -> tuple[str, ...]:
    """The images as the worker takes them; a list of files where the analyst has changed some.

    Raises:
        JobError: all are left out.
        SeriesError: a layer is no file.
        UnreadableFile: there is no such folder or file.
    """
    if images.files and (images.dates or images.left_out):
        kept = [path for path in images.files if path not in images.left_out]
        if not kept:
            raise JobError(
                tr("All {0} images are left out.").format(len(images.files)),
                tr("Tick those to use in the table of images."),
            )
        return (image_list_file(kept, images.dates),)
    if images.layers:
        return series(images.layers, "")
    return tuple(dict.fromkeys(_on_disk(path) for path in images.paths))


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


def _check_model(model: str) -> None:
    if not model:
        raise JobError(
            tr("No source model is chosen."),
            tr("Choose one under “1 Source model”, or make one there."),
        )
    read_card(model)


def _check_images(images: ImageChoice) -> None:
    if not (images.layers or images.paths):
        raise JobError(tr("No images are chosen."), tr("Choose the folder that holds them."))


def _images(images: ImageChoice) -> dict[str, object]:
    """The images as the job's fields."""
    return {
        "series": image_files(images),
        "skip_dates": images.skipped_days,
        "season_start": images.season_start,
        # files that cannot be used have been shown as such
        "skip_unreadable": bool(images.files),
    }


def _on_disk(path: str) -> str:
    """A path of the user's own, made absolute."""
    return str(Path(path).absolute()) if Path(path).is_file() else series((), path)[0]


def _check_classes(labels: LabelChoice) -> None:
    """Each value must mean something, be it that its labels are ignored."""
    still_open = [choice.value for choice in labels.classes if choice.class_value == NO_CLASS]
    if still_open:
        raise UnknownClasses(
            tr("The model knows no class for these values of {0}: {1}.").format(
                labels.class_field, ", ".join(still_open)
            ),
            tr("Say in the table of classes what each of them means."),
        )


def _label_file(labels: LabelChoice) -> str:
    """The labels that are meant, as a file."""
    if labels.layer is None:
        raise JobError(
            tr("No labels are chosen."),
            tr("Load a layer of polygons or points whose classes you know, and choose it."),
        )
    name = labels.layer.name()
    if not labels.class_field:
        raise JobError(
            tr("No field of {0} is chosen.").format(name),
            tr("Choose the field that holds the class."),
        )
    wanted = Wanted(name, (labels.class_field,))
    return subset_file(labels.layer, wanted, Subset(labels.expression, labels.selected_only))


def _place(settings: SettingsChoice) -> dict[str, object]:
    """Where to map, as the job's fields."""
    place: dict[str, object] = {}
    if settings.extent is not None:
        place |= _rectangle(settings.extent)
    if settings.area is not None:
        wanted = Wanted(settings.area.name(), polygons_only=True)
        place["aoi"] = layer_file(settings.area, wanted)
    return place


def _rectangle(extent: Extent) -> dict[str, object]:
    box, crs = extent.rectangle, extent.crs
    if box.isEmpty() or not box.isFinite():
        raise JobError(
            tr("The extent to map is empty: {0}.").format(box.toString()),
            tr("Choose another, or map all of the images."),
        )
    if not crs.isValid():
        raise JobError(
            tr("The extent to map has no coordinate reference system."),
            tr("Choose one of the canvas or of a layer."),
        )
    own = not crs.authid() or crs.authid().startswith(_OWN_AUTHORITY)
    wkt = QgsCoordinateReferenceSystem.WktVariant.WKT_PREFERRED
    corners = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    return {"extent": corners, "extent_crs": crs.toWkt(wkt) if own else crs.authid()}


def _way_to_adapt(settings: SettingsChoice) -> dict[str, object]:
    """The job's fields that have an effect with the method chosen; the job refuses others."""
    method, rule = settings.method, settings.lambda_rule
    way: dict[str, object] = {"method": method}
    if method is not Method.SOURCE_ONLY:
        way["updates"] = settings.updates
        way["learning_rate"] = settings.learning_rate
    if method in (Method.DANN, Method.MME):
        way["source_samples"] = tuple(str(Path(p).absolute()) for p in settings.source_samples)
    if method is Method.SOURCERER:
        way["lambda_rule"] = rule
        if rule != LAMBDA_AUTO:
            way["penalty"] = settings.penalty
        if rule == LAMBDA_SCHEDULE:
            way["t_max"] = settings.t_max
    return way
