"""The way to a first model without own data: an example scene, and a model of its source region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsProject, QgsVectorLayer

from ...core.errors import UnreadableFile, WorkerFailed
from ...core.jobs import ExampleJob, TrainJob
from ..messages import tr
from ..model_library import MODEL_SUFFIX, free_path, make_default_folder

FOLDER_NAME = "sourcerer_example"
MODEL_NAME = "example_source"
PARCELS = "parcels.gpkg"
CLASS_FIELD = "crop"
SIZE_PX = 160
UPDATES = 300
"""Enough for the example's classes, which are easier than real ones."""


@dataclass(frozen=True)
class Example:
    """What the analyst can map now."""

    model: str
    images: str
    """Folder of the target's images."""
    polygons: str
    """File of the target's few labelled fields."""
    class_field: str = CLASS_FIELD


def scene_job(place: str) -> ExampleJob:
    """The job that writes the scene into a new folder in this place."""
    return ExampleJob(output=str(free_path(Path(place).absolute() / FOLDER_NAME)), size=SIZE_PX)


def train_job(outputs: Mapping[str, str]) -> TrainJob:
    """The job that trains a model for the library, on the source region of the scene.

    Raises:
        SourcererError: the library's folder cannot be made, or the scene is not whole.
    """
    source = Path(_region(outputs, "source"))
    job = TrainJob(
        series=(str(source),),
        polygons=str(source / PARCELS),
        field=CLASS_FIELD,
        season_start=f"{source.name.rpartition('_')[2]}-01-01",
        exclude_boundary=True,
        updates=UPDATES,
        output=str(free_path(make_default_folder() / f"{MODEL_NAME}{MODEL_SUFFIX}")),
    )
    job.validate()
    return job


def example(scene: Mapping[str, str], model: str) -> Example:
    """What both jobs have made.

    Raises:
        WorkerFailed: the scene is not whole.
    """
    target = _region(scene, "target")
    return Example(model=model, images=target, polygons=str(Path(target, PARCELS)))


def load_polygons(made: Example) -> QgsVectorLayer:
    """Add the target's labelled fields to the project.

    Raises:
        UnreadableFile: QGIS cannot read them.
    """
    layer = QgsVectorLayer(made.polygons, tr("Example fields"), "ogr")
    if not layer.isValid():
        raise UnreadableFile(tr("{0} was written, but QGIS cannot read it.").format(made.polygons))
    QgsProject.instance().addMapLayer(layer)
    return layer


def _region(outputs: Mapping[str, str], role: str) -> str:
    if role not in outputs:
        raise WorkerFailed(tr("The worker made an example scene without a {0}.").format(role))
    return outputs[role]
