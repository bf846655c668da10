"""Reference labels beside the classes that a map gives the same pixels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from .classes import IGNORED, Matching, match_to_model
from .errors import LabelError, NoOverlap
from .jobs import AssessJob, Design, UnknownClassPolicy
from .labels import BLOCK, CLOSE_POINTS_NOTE, LabelLayer, locate_pixels, read_labels
from .map_reading import ClassifiedMap, values_at

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class MapReference:
    """Reference pixels that the map gives a class."""

    of: str
    """`reference polygons` or `reference points`."""
    y: IntArray
    """(n,) class values of the reference."""
    mapped: IntArray
    """(n,) class values of the map."""
    polygon_id: IntArray
    """(n,) the polygon or point of each, or the group that its field says."""
    matching: Matching
    """The layer's field values among the map's classes."""
    notes: tuple[str, ...]
    """What was left out."""


def read_reference(job: AssessJob, mapped: ClassifiedMap) -> MapReference:
    """Read the reference layer and look its pixels up in the map.

    Raises:
        UnreadableFile: layer or mapping file cannot be read.
        LabelError: layer and map share no class, or a declared sample is not one of points.
        NoOverlap: the map has no class at any reference pixel.
    """
    layer = read_labels(job.polygons, job.field, job.name_field, job.block_field)
    if job.design is not Design.NONE:
        _check_points(job, layer)
    matching = match_to_model(
        layer.values, mapped.classes, job.class_map, UnknownClassPolicy.EXTEND
    )
    if set(matching.class_values.values()).isdisjoint(mapped.counts):
        names = ", ".join(f"{entry.value} {entry.name}" for entry in mapped.classes)
        raise LabelError(
            f"No value of {layer.values.origin} ({', '.join(layer.values.names)}) is a class of "
            f"the map ({names}).",
            "Choose another field, or say what the values mean with --class-map.",
        )
    pixels = locate_pixels(layer, matching.class_values, mapped.grid, job.exclude_boundary)
    values = values_at(job.map, pixels.rows, pixels.cols)
    there = values != mapped.nodata
    if not there.any():
        raise NoOverlap(f"{job.map} has no class at any pixel of {job.polygons}.")
    blocks = _blocks(layer)
    notes = list(pixels.notes)
    chosen_by_hand = job.design is Design.NONE and not job.block_field
    if chosen_by_hand and pixels.has_close_points(layer):
        notes.append(CLOSE_POINTS_NOTE)
    if not there.all():
        notes.append(f"Left out: {int((~there).sum())} reference pixels without a mapped class.")
    return MapReference(
        "reference points" if _are_points(layer).all() else "reference polygons",
        pixels.y[there],
        values[there],
        blocks[pixels.polygon_id[there]],
        matching,
        (*notes, *_unclassed_note(job, layer, matching)),
    )


def _blocks(layer: LabelLayer) -> IntArray:
    """For each feature of the layer what it is evidence of, as a number: itself or its group."""
    if BLOCK not in layer.frame:
        return np.arange(len(layer.frame))
    _, numbers = np.unique(layer.frame[BLOCK].to_numpy(str), return_inverse=True)
    return numbers.astype(np.int64)


def _are_points(layer: LabelLayer) -> npt.NDArray[np.bool_]:
    """Which features are one point each; a MultiPoint may be."""
    shapes = layer.frame.geometry
    are_points = shapes.geom_type.isin(["Point", "MultiPoint"]).to_numpy()
    result: npt.NDArray[np.bool_] = are_points & (shapely.get_num_geometries(shapes) == 1)
    return result


def _check_points(job: AssessJob, layer: LabelLayer) -> None:
    others = sorted(set(layer.frame.geometry.geom_type[~_are_points(layer)]))
    if others:
        raise LabelError(
            f"{job.polygons} holds {', '.join(others)}; with --design {job.design} each feature "
            "must be one sampled point.",
            "Give the points that were drawn at random. Polygons that somebody chose are no "
            "probability sample: leave --design out for them.",
        )


def _unclassed_note(job: AssessJob, layer: LabelLayer, matching: Matching) -> list[str]:
    """Features without a class, which a sample misses."""
    ignored = layer.frame["field_value"].map(matching.class_values) == IGNORED
    n_left_out = layer.n_null + int(ignored.sum())
    if not n_left_out:
        return []
    text = f"Left out: {n_left_out} features without a geometry or a class that counts."
    if job.design is not Design.NONE:
        text += " The estimates of areas take them to be like the other points."
    return [text]
