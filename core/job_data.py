"""Jobs about images, samples and reference labels, without a fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .errors import JobError
from .job_choices import HOLDOUT, Design
from .job_options import LabelOptions, RunOptions, SeriesOptions, check_holdout
from .options import check, option

TABLE_SUFFIXES = (".csv", ".gpkg")
"""Of a table that is written."""


@dataclass(frozen=True)
class SeriesJob(SeriesOptions):
    """Show what is understood of an image time series."""

    command: ClassVar[str] = "series"
    series: tuple[str, ...] = option(
        (),
        "a folder, a glob pattern, files, or a text file that lists them",
        required=True,
        positional=True,
    )
    model: str = option(
        "", "model (.safetensors) that the images are compared with: bands, dates and units"
    )

    def validate(self) -> None:
        super().validate()
        if self.model and self.bands:
            raise JobError(
                f"--bands is {','.join(self.bands)}, but the model {self.model} says which bands "
                "it needs.",
                "Give one of them.",
            )


@dataclass(frozen=True)
class AssessJob(RunOptions):
    """Compare a map with reference polygons or points."""

    command: ClassVar[str] = "assess"
    map: str = option("", "classified raster (.tif)", required=True)
    polygons: str = option("", "polygon or point layer with the reference", required=True)
    field: str = option("", "the layer's field that holds the class", required=True)
    name_field: str = option("", "field with class names, where --field holds whole numbers")
    exclude_boundary: bool = option(False, "leave out pixels on the edge of their polygon")
    class_map: str = option(
        "", "CSV field_value,class_value,class_name that matches labels to the map's classes"
    )
    block_field: str = option(
        "",
        "field that says which points belong together, e.g. the polygon that they were taken from: "
        "intervals then count each polygon, not each point, as evidence",
    )
    design: Design = option(
        Design.NONE,
        "how the reference points were drawn from the map's pixels: random (simple random), "
        "stratified (at random within each class of this map), none (in another way). Of a random "
        "or stratified sample, accuracy and areas of the whole map are estimated",
    )
    output: str = option(
        "", "report to write (.html, its figures beside it as .json)", required=True
    )
    output_table: str = option(
        "",
        "confusion table to write too (.csv or .gpkg): one row for each reference class and class "
        "of the map, with its pixels",
    )

    def validate(self) -> None:
        super().validate()
        right = not self.output_table or self.output_table.lower().endswith(TABLE_SUFFIXES)
        check(right, "--output-table", self.output_table, f"a file {' or '.join(TABLE_SUFFIXES)}")


@dataclass(frozen=True)
class PrepareJob(SeriesOptions):
    """Write the regular, gap-filled series as one Cloud Optimized GeoTIFF."""

    command: ClassVar[str] = "prepare"
    model: str = option("", "model whose bands and dates are wanted; left out, every 10 days")
    output: str = option("", "the stack to write (.tif)", required=True)

    def validate(self) -> None:
        super().validate()
        if not self.series:
            raise JobError("prepare needs --series: the images.")


@dataclass(frozen=True)
class SamplesJob(LabelOptions):
    """Take the labelled pixels out of a series, as a samples file."""

    command: ClassVar[str] = "samples"
    holdout: float = option(
        HOLDOUT,
        "share of the polygons that the points mark as held out: a fit on these samples with the "
        "same share and seed keeps the same ones aside to measure accuracy",
    )
    output: str = option("", "samples file to write (.npz, or .csv as a table)", required=True)
    output_points: str = option(
        "",
        "layer to write too (.gpkg): a point for each sample, with its class, its polygon and "
        "whether it is held out",
    )

    def validate(self) -> None:
        super().validate()
        if not (self.series and self.polygons and self.field):
            raise JobError("samples needs --series, --polygons and --field.")
        check_holdout(self.holdout)
        right = not self.output_points or self.output_points.lower().endswith(".gpkg")
        check(right, "--output-points", self.output_points, "a file .gpkg")
