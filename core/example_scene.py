"""The example scene: two made-up regions to try the method on, without any download.

A source region with plenty of labelled fields, and a target region in another year and climate
with few; the season comes later there, growth is weaker, soil and atmosphere differ. All of it is
drawn from a seed: fields (`example_landscape`), their year (`example_phenology`), the images with
their clouds (`example_images`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.io import MemoryFile

from .errors import CannotWrite
from .example_images import draw_image, draw_scenery, draw_skies
from .example_landscape import Landscape, draw_landscape
from .example_phenology import LandCover, Parameters, load_parameters
from .geopackage import geopackage
from .phases import WRITING_EXAMPLE
from .progress import Reporter

CRS = "EPSG:32631"
LABEL_INSET_M = 3.0
"""Labels stay this far, in metres, inside the fields' real borders."""
SOURCE_SHARE = 0.8
"""Share of the source's fields that are labelled."""
TARGET_POLYGONS = 28
"""Labelled fields of the target, all classes together."""
MIN_POLYGONS = 3
"""Labelled fields of each class, at least."""
MIN_REFERENCE = 2
"""Fields of each class in the target's reference, at least."""
PARCELS = "parcels.gpkg"
REFERENCE = "reference.gpkg"


@dataclass(frozen=True)
class ExampleScene:
    """What was written."""

    source: Path
    """Folder of the source's images, one GeoTIFF a date."""
    target: Path
    """Folder of the target's images, one GeoTIFF a date."""
    source_parcels: Path
    """Labelled fields of the source."""
    target_parcels: Path
    """The target's few labelled fields."""
    target_reference: Path
    """All other fields of the target: an independent layer to measure accuracy with."""


def write_example_scene(folder: Path, *, size: int, seed: int, reporter: Reporter) -> ExampleScene:
    """Write the source and the target region; the same size and seed give the same bytes.

    Args:
        folder: new or empty; appears only when the scene is whole.
        size: width and height of each region, in pixels of 10 m.
        seed: of all random choices.
        reporter: told of every image; may raise `Cancelled`.

    Returns:
        The paths written.

    Raises:
        CannotWrite: the folder is in use, or cannot be written.
    """
    parameters = load_parameters()
    _check_free(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".example-", dir=folder.parent) as temporary:
            draft = Path(temporary) / "scene"
            _write_regions(draft, parameters, size, seed, reporter)
            if folder.exists():
                folder.rmdir()
            draft.rename(folder)
    except OSError as error:
        raise CannotWrite(
            f"The example scene cannot be written to {folder}: {error}",
            "Choose a folder that you may write to, on a disk with enough space.",
        ) from error
    source, target = folder / parameters.source.name, folder / parameters.target.name
    return ExampleScene(source, target, source / PARCELS, target / PARCELS, target / REFERENCE)


def _check_free(folder: Path) -> None:
    """Refuse a folder that holds anything, or a file."""
    try:
        in_use = folder.exists() and (not folder.is_dir() or any(folder.iterdir()))
    except OSError as error:
        raise CannotWrite(
            f"{folder} cannot be looked into: {error}", "Choose another folder."
        ) from error
    if in_use:
        raise CannotWrite(
            f"{folder} already exists and is not an empty folder.",
            "Choose a new folder for the example scene, or empty this one.",
        )


def _write_regions(
    folder: Path, parameters: Parameters, size: int, seed: int, reporter: Reporter
) -> None:
    """Write both regions below the folder."""
    regions = parameters.source, parameters.target
    n_images = sum(region.n_dates for region in regions)
    n_done = 0
    for number, region in enumerate(regions):
        rng = np.random.default_rng([seed, number])
        landscape = draw_landscape(region, parameters.classes, size, rng)
        (folder / region.name).mkdir(parents=True)
        _write_labels(folder / region.name, region is parameters.source, landscape, parameters, rng)
        scenery = draw_scenery(parameters, region, landscape, rng)
        for sky in draw_skies(region, rng):
            reporter.progress(WRITING_EXAMPLE, n_done / n_images)
            image = draw_image(scenery, sky, rng)
            path = folder / region.name / f"S2_{sky.day.isoformat()}.tif"
            path.write_bytes(_geotiff(image, (*parameters.bands, "SCL"), landscape.transform))
            n_done += 1
    reporter.progress(WRITING_EXAMPLE, 1.0)


def _write_labels(
    folder: Path,
    is_source: bool,
    landscape: Landscape,
    parameters: Parameters,
    rng: np.random.Generator,
) -> None:
    """Write a region's labelled fields, and for the target all others as the reference."""
    n_fields = len(landscape.classes)
    if is_source:
        labelled = _choose_labelled(landscape.classes, round(SOURCE_SHARE * n_fields), 0, rng)
    else:
        labelled = _choose_labelled(landscape.classes, TARGET_POLYGONS, MIN_REFERENCE, rng)
    _write_layer(folder / PARCELS, labelled, landscape, parameters.classes)
    if not is_source:
        others = np.setdiff1d(np.arange(n_fields), labelled)
        _write_layer(folder / REFERENCE, others, landscape, parameters.classes)


def _choose_labelled(
    classes: NDArray[np.int64], n: int, n_spared: int, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Numbers of up to n fields, ascending: `MIN_POLYGONS` of each class, the others by chance.

    `n_spared` fields of each class are never taken.
    """
    needed, others = [], []
    for value in np.unique(classes):
        fields = rng.permutation(np.flatnonzero(classes == value))
        needed.append(fields[:MIN_POLYGONS])
        others.append(fields[MIN_POLYGONS : len(fields) - n_spared])
    chosen = np.concatenate(needed)
    more = rng.permutation(np.concatenate(others))[: max(0, n - len(chosen))]
    return np.sort(np.concatenate([chosen, more]))


def _write_layer(
    path: Path,
    fields: NDArray[np.int64],
    landscape: Landscape,
    covers: Sequence[LandCover],
) -> None:
    """Write fields as polygons with `crop`, `code` and `parcel`; named like the file."""
    codes = landscape.classes[fields]
    frame = gpd.GeoDataFrame(
        {
            "crop": [covers[code - 1].name for code in codes],
            "code": codes,
            "parcel": fields + 1,
        },
        geometry=[
            landscape.borders[number].buffer(-LABEL_INSET_M, join_style="mitre")
            for number in fields
        ],
        crs=CRS,
    )
    path.write_bytes(geopackage(frame, path.stem, "Polygon"))


def _geotiff(image: NDArray[np.uint16], bands: Sequence[str], transform: Affine) -> bytes:
    """A GeoTIFF's bytes; made in memory so that a full disk is an error and not a cut-off file."""
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff",
            dtype="uint16",
            count=image.shape[0],
            height=image.shape[1],
            width=image.shape[2],
            crs=CRS,
            transform=transform,
            nodata=0,
            compress="deflate",
            predictor=2,
            interleave="pixel",
            tiled=True,
            blockxsize=64,
            blockysize=64,
        ) as raster:
            raster.write(image)
            raster.descriptions = tuple(bands)
        return bytes(memory.read())
