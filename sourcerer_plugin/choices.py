"""What an analyst has chosen in the dock, section by section, as it stands in the widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRectangle, QgsVectorLayer

from ..core.jobs import Companion, MapJob, Method, Penalty, UnknownClassPolicy


@dataclass(frozen=True)
class ImageChoice:
    """The image time series: layers of the project, or files, folders and archives."""

    layers: tuple[QgsRasterLayer, ...] = ()
    paths: tuple[str, ...] = ()
    dates: Mapping[str, str] = field(default_factory=dict)
    """File -> YYYY-MM-DD of all that have one, once the analyst has changed or left out any."""
    left_out: frozenset[str] = frozenset()
    """Files that the analyst does not want."""
    skipped_days: tuple[str, ...] = ()
    """YYYY-MM-DD, ascending: days that the analyst does not want, of files that hold several."""
    files: tuple[str, ...] = ()
    """All files that were found, in the order of the table; empty until they were looked at."""
    season_start: str = MapJob.season_start


@dataclass(frozen=True)
class ClassChoice:
    """What the labels of one value of the class field mean."""

    value: str
    """As it stands in the field."""
    class_value: int | None
    """Of the model, or of a new class; None: these labels are ignored."""
    class_name: str = ""
    colour: str = ""
    """#rrggbb of a new class."""


@dataclass(frozen=True)
class LabelChoice:
    """The labelled polygons or points."""

    layer: QgsVectorLayer | None = None
    class_field: str = ""
    expression: str = ""
    """Only features that it holds for; empty: all."""
    selected_only: bool = False
    classes: tuple[ClassChoice, ...] = ()
    """Where the analyst matched values by hand; empty: they match by name or number."""
    unknown_classes: UnknownClassPolicy = MapJob.unknown_classes
    exclude_boundary: bool = MapJob.exclude_boundary


@dataclass(frozen=True)
class Extent:
    """A part of the images."""

    rectangle: QgsRectangle
    crs: QgsCoordinateReferenceSystem


@dataclass(frozen=True)
class SettingsChoice:
    """How to adapt, what to map and where to."""

    output: str = ""
    """Empty: a temporary file."""
    extent: Extent | None = None
    """None: all of the images."""
    area: QgsVectorLayer | None = None
    """Only inside its polygons."""
    companions: tuple[Companion, ...] = ()
    holdout: float = MapJob.holdout
    method: Method = MapJob.method
    source_samples: tuple[str, ...] = ()
    penalty: Penalty = MapJob.penalty
    lambda_rule: str = MapJob.lambda_rule
    t_max: float = MapJob.t_max
    updates: int = MapJob.updates
    learning_rate: float = MapJob.learning_rate
    seed: int = MapJob.seed
    device: str = MapJob.device
    threads: int = MapJob.threads


@dataclass(frozen=True)
class MapForm:
    """All of it."""

    model: str = ""
    images: ImageChoice = ImageChoice()
    labels: LabelChoice = LabelChoice()
    settings: SettingsChoice = SettingsChoice()
