"""The map of a job: its raster, sidecars and companions, written window by window."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from .grid import Grid
from .imagery import Imagery
from .inference import MappedWindow, classify_windows, settled_precision
from .jobs import ClassifyJob, Companion, MapJob, MapOptions
from .lineage import Lineage
from .manifest import Manifest
from .map_change import MapChange
from .map_file import (
    CLASSES,
    CONFIDENCE_NODATA,
    COUNT_NODATA,
    MEASURES,
    NODATA,
    OBSERVATION_BANDS,
    RasterFile,
    RasterWriter,
    map_dtype,
    write_category_names,
    write_style,
)
from .model import LandCoverModel
from .model_card import LandCoverClass
from .next_labels import NextLabels, labelled_shapes
from .on_cluster import fill_on_cluster
from .outputs import Outputs, beside
from .pieces import Pieces
from .precision import MapNetwork
from .progress import Advance, Reporter
from .units import FirstValues

Look = Callable[[npt.NDArray[np.float32], npt.NDArray[np.uint16]], None]


@dataclass(frozen=True)
class MapFiles:
    """Where a map, its sidecars and companions are written for now; the map comes last."""

    style: Path
    names: Path
    rasters: dict[str, RasterFile]
    """By role, those beside the map that are asked for."""
    next_labels: Path | None
    map: RasterFile
    roles: dict[str, str]

    @classmethod
    def add(cls, outputs: Outputs, job: MapOptions) -> MapFiles:
        """Promise the files that a job asks for."""
        target = job.output  # type: ignore[attr-defined] # every map job has one
        roles = {"style": beside(target, ".qml")}
        style = outputs.add(roles["style"])
        names = outputs.add(target + ".aux.xml")
        asked = {
            "confidence": (job.wants_confidence, job.output_confidence or "_confidence.tif"),
            "margin": (Companion.MARGIN in job.companions, "_margin.tif"),
            "count": (job.wants_count, "_count.tif"),
        }
        rasters = {}
        for role, (is_asked, place) in asked.items():
            if is_asked:
                roles[role] = beside(target, place) if place.startswith("_") else place
                rasters[role] = RasterFile.add(outputs, roles[role])
        next_labels = None
        if Companion.NEXT in job.companions:
            roles["next"] = beside(target, "_next.gpkg")
            next_labels = outputs.add(roles["next"])
        raster = RasterFile.add(outputs, target)
        return cls(style, names, rasters, next_labels, raster, {"map": target, **roles})

    def writers(self, stack: ExitStack, grid: Grid) -> list[tuple[_Raster, RasterWriter]]:
        """The writers of the rasters beside the map, closed with `stack`."""
        found = []
        for kind in (kind for kind in _RASTERS if kind.role in self.rasters):
            file = self.rasters[kind.role]
            writer = RasterWriter(file, grid, kind.dtype, kind.nodata, MEASURES, bands=kind.bands)
            found.append((kind, stack.enter_context(writer)))
        return found


@dataclass(frozen=True)
class _Raster:
    """A raster beside the map."""

    role: str
    values: Callable[[MappedWindow], Any]
    """Of one window, (row, col) or (band, row, col)."""
    dtype: type
    nodata: int
    bands: tuple[str, ...] = ("",)


_RASTERS = (
    _Raster("confidence", lambda window: window.confidence, np.uint8, CONFIDENCE_NODATA),
    _Raster("margin", lambda window: window.margin, np.uint8, CONFIDENCE_NODATA),
    _Raster(
        "count", lambda window: window.observations, np.uint16, COUNT_NODATA, OBSERVATION_BANDS
    ),
)


def write_map(
    job: ClassifyJob | MapJob,
    model: LandCoverModel,
    imagery: Imagery,
    files: MapFiles,
    lineage: Lineage,
    reporter: Reporter,
    advance: Advance,
    change: MapChange | None = None,
) -> list[dict[str, Any]]:
    """Map the series.

    Args:
        job: what is asked for beside the map.
        model: with the imagery's bands.
        imagery: of the area to map.
        files: where it is written.
        lineage: what the map is to say of how it was made; the precision is added.
        reporter: told what is odd.
        advance: told the fraction done.
        change: shown the mapped pixels, if somebody asks what changed.

    Returns:
        Name, pixels, hectares and share of each class.
    """
    map_grid = imagery.series.grid.part(imagery.area.window)
    classes = model.card.classes
    n_inside = n_observed = 0
    following = _next_labels(job, map_grid)
    look = _looks(job, model, reporter, change)
    network = MapNetwork(model, job.precision)
    with ExitStack() as stack:
        writer = stack.enter_context(
            RasterWriter(files.map, map_grid, map_dtype(classes), NODATA, CLASSES, classes)
        )
        rasters = files.writers(stack, map_grid)
        for block in _windows(job, network, imagery, look, reporter, advance):
            n_inside, n_observed = n_inside + block.n_inside, n_observed + block.n_observed
            writer.write(block.window, block.values)
            for kind, companion in rasters:
                companion.write(block.window, kind.values(block))
            if following:
                following.look(block.window, block.values, block.second, block.margin)
            advance(block.fraction)
        writer.say(lineage.settled(precision=str(network.precision)))
    write_category_names(files.names, classes)
    write_style(files.style, classes)
    if following and files.next_labels:
        layer = Path(files.roles["next"]).stem
        names = {entry.value: entry.name for entry in classes}
        files.next_labels.write_bytes(following.as_geopackage(layer, names))
    if not writer.counts[1:].any():
        reporter.log(f"The map is empty. {_why(job, imagery, n_inside, n_observed)}", "warning")
    return _areas(classes, writer.counts, map_grid.pixel_area_m2)


def _windows(
    job: ClassifyJob | MapJob,
    network: MapNetwork,
    imagery: Imagery,
    look: Look,
    reporter: Reporter,
    advance: Advance,
) -> Iterator[MappedWindow]:
    """The map's windows as they are classified, or out of pieces once all of these are there."""
    if not (isinstance(job, ClassifyJob) and job.pieces_folder):
        return classify_windows(network, imagery, job, job.wants_count, look, reporter)
    network.precision = settled_precision(network.model, imagery, job, reporter)
    job = replace(job, precision=network.precision)
    pieces = Pieces(Path(job.pieces_folder), imagery, job.memory)
    Manifest.of(job, imagery).claim(pieces.folder)
    missing = pieces.missing()
    n_pieces = len(pieces.parts)
    if len(missing) < n_pieces:
        reporter.log(f"{n_pieces - len(missing)} of {n_pieces} pieces were there before.")
    if missing and job.scheduler:
        fill_on_cluster(job, pieces, missing, reporter, advance)
    elif missing:
        pieces.fill(missing, job, network.model, look, reporter, advance)
    return pieces.read()


def _looks(
    job: ClassifyJob | MapJob, model: LandCoverModel, reporter: Reporter, change: MapChange | None
) -> Look:
    """Who looks at the mapped pixels (n, band, date) and their class values (n,) as they come."""
    first_values = FirstValues(model.card, lambda text: reporter.log(text, "warning"))

    def look(x: npt.NDArray[np.float32], values: npt.NDArray[np.uint16]) -> None:
        if isinstance(job, ClassifyJob):  # an adaptation has looked at the values of its labels
            first_values.look(x)
        if change:
            change.look(x, values)

    return look


def _why(job: MapOptions, imagery: Imagery, n_inside: int, n_observed: int) -> str:
    """Why a map is empty."""
    if not n_inside:
        return f"No pixel's centre lies in the polygons of {job.aoi}."
    if n_observed:
        return f"No pixel has {job.min_observations} clear observations (--min-observations)."
    return imagery.series.never_clear


def _areas(
    classes: Sequence[LandCoverClass], counts: npt.NDArray[np.int64], pixel_area_m2: float | None
) -> list[dict[str, Any]]:
    """What each class covers, from the pixels of each class value."""
    hectares = pixel_area_m2 and pixel_area_m2 / 10_000
    n_mapped = int(counts[1:].sum())
    return [
        {
            "value": entry.value,
            "name": entry.name,
            "pixels": int(counts[entry.value]),
            "hectares": hectares and int(counts[entry.value]) * hectares,
            "share": int(counts[entry.value]) / n_mapped if n_mapped else None,
        }
        for entry in classes
    ]


def _next_labels(job: ClassifyJob | MapJob, map_grid: Grid) -> NextLabels | None:
    """What looks for places to label next; None if nobody asked for them."""
    if Companion.NEXT not in job.companions:
        return None
    if isinstance(job, MapJob):
        layers = (job.polygons, job.test_polygons)
        return NextLabels(map_grid, labelled_shapes(layers, job.field, map_grid))
    return NextLabels(map_grid)
