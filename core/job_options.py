"""What jobs are made of: groups of settings that several commands share.

Defaults, units and help texts stand here and in core/jobs.py, and nowhere else. An empty string or
tuple means "not given".
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

from .errors import JobError
from .job_choices import (
    HOLDOUT,
    LAMBDA_AUTO,
    LAMBDA_SCHEDULE,
    LEARNING_RATE,
    PAPER_UPDATES,
    T_MAX,
    Companion,
    MaskPreset,
    Method,
    Penalty,
    Precision,
    StackOrder,
    UnknownClassPolicy,
)
from .options import check, flag_of, option, options


@dataclass(frozen=True)
class Job:
    """Base of all jobs: a command and its options."""

    command: ClassVar[str] = ""

    def validate(self) -> None:
        """Check what can be checked without opening a file.

        Raises:
            JobError: naming the option, its value and what it may be.
        """
        for name, info in options(type(self)).items():
            if info.required and not getattr(self, name):
                raise JobError(f"{self.command} needs {flag_of(name, info)}: {info.help}")

    def to_json(self) -> str:
        """The job as the worker reads it; fields at their default are left out."""
        content: dict[str, Any] = {"command": self.command}
        for entry in fields(self):
            value = getattr(self, entry.name)
            if value != entry.default:
                content[entry.name] = value
        return json.dumps(content, indent=1, default=str)


@dataclass(frozen=True)
class RunOptions(Job):
    """How to compute; never what."""

    seed: int = option(0, "seed of all random choices; the same seed gives the same result")
    device: str = option(
        "auto", "what computes: auto (a GPU if there is one), cpu, cuda, cuda:N or mps"
    )
    threads: int = option(0, "processor threads; 0 means all")
    memory: int = option(2048, "memory for image data, in MB; bounds the size of a window")

    def validate(self) -> None:
        super().validate()
        check(self.threads >= 0, "--threads", self.threads, "0 or more")
        check(self.memory >= 64, "--memory", self.memory, "64 MB or more")
        check(0 <= self.seed < 2**63, "--seed", self.seed, "0 or more, below 2^63")
        known = self.device in ("auto", "cpu", "cuda", "mps") or (
            self.device.startswith("cuda:") and self.device[5:].isdigit()
        )
        check(known, "--device", self.device, "auto, cpu, cuda, cuda:N or mps")


@dataclass(frozen=True)
class SeriesOptions(RunOptions):
    """Which images, how to read them, and where."""

    series: tuple[str, ...] = option(
        (),
        "image time series: a folder, a glob pattern, files, archives (.zip), or a text file that "
        "lists them",
    )
    season_start: str = option(
        "", "first day of the season, YYYY-MM-DD; left out, it is found from model and dates"
    )
    season_shift: int = option(
        0, "days to move the model's season by, e.g. 182 for the other hemisphere"
    )
    extent: tuple[float, ...] = option(
        (), "only this part, xmin,ymin,xmax,ymax in the series' CRS", item=float, separator=","
    )
    extent_crs: str = option("", "CRS of --extent where it is another one, e.g. EPSG:4326")
    aoi: str = option("", "only inside the polygons of this layer, FILE or FILE|layername=NAME")
    mask: MaskPreset = option(
        MaskPreset.AUTO,
        "cloud mask: auto (what is found), none, or the one that comes with the images",
    )
    mask_band: str = option("", "another band that marks unusable pixels")
    mask_values: tuple[int, ...] = option(
        (), "values of the mask that are unusable, with commas", item=int, separator=","
    )
    mask_bits: tuple[int, ...] = option(
        (),
        "bits of the mask that mean unusable, with commas; 0 is the lowest",
        item=int,
        separator=",",
    )
    mask_dilation: int = option(0, "pixels by which clouds are grown before they are left out")
    min_observations: int = option(
        0, "pixels with fewer clear observations in the season become nodata, not a guess"
    )
    bands: tuple[str, ...] = option(
        (),
        "bands to use, with commas, in this order; left out, the model's or all of the images",
        separator=",",
    )
    band_map: tuple[str, ...] = option(
        (),
        "what the images' bands are called, with commas: all names in order, or FOUND=NAME pairs "
        "(an empty NAME leaves a band out)",
        separator=",",
        keep_empty=True,
    )
    dates: tuple[str, ...] = option(
        (),
        "dates of the images or of a stack where the files do not say, YYYY-MM-DD with commas, or "
        "a text file with one a line",
        separator=",",
    )
    date_pattern: str = option(
        "", "how dates stand in the file names, e.g. %d%m%Y or A%Y%j; left out, it is recognised"
    )
    skip_dates: tuple[str, ...] = option(
        (), "days whose images are left out, YYYY-MM-DD with commas", separator=","
    )
    stack_order: StackOrder = option(
        StackOrder.AUTO, "how the bands of a stack without descriptions follow each other"
    )
    grid: str = option(
        "", "raster whose grid is used; left out, the finest of the bands that are used"
    )
    nodata: str = option("", "value that marks missing pixels, where the files do not say or err")
    scale: float = option(1.0, "factor by which the images' values are multiplied")
    offset: float = option(
        0.0, "added to the images' values after that, e.g. -1000 for Sentinel-2 from 2022 on"
    )
    offset_since: str = option("", "first day that --offset holds for, YYYY-MM-DD")
    skip_unreadable: bool = option(
        False, "leave out images that cannot be used, and list them, instead of stopping"
    )

    def validate(self) -> None:
        super().validate()
        for flag, text in (
            ("--season-start", self.season_start),
            ("--offset-since", self.offset_since),
            *(("--skip-dates", text) for text in self.skip_dates),
        ):
            if text:
                check(_is_day(text), flag, text, "a date as YYYY-MM-DD from 1900 on")
        check(abs(self.season_shift) <= 366, "--season-shift", self.season_shift, "-366 to 366")
        if self.season_start and self.season_shift:
            raise JobError(
                "--season-start and --season-shift exclude each other.", "Give one of them."
            )
        if self.extent:
            right = len(self.extent) == 4 and all(map(math.isfinite, self.extent))
            right = right and self.extent[0] < self.extent[2] and self.extent[1] < self.extent[3]
            check(
                right, "--extent", self.extent, "xmin,ymin,xmax,ymax with xmin < xmax, ymin < ymax"
            )
        for flag, names in (("--bands", self.bands), ("--band-map", self.band_map)):
            upper = [name.strip().upper() for name in names if name.strip()]
            check(len(set(upper)) == len(upper), flag, ",".join(names), "names that differ")
        check(all(map(str.strip, self.bands)), "--bands", ",".join(self.bands), "names with commas")
        paired = {"=" in part for part in self.band_map}
        right = len(paired) < 2
        check(right, "--band-map", ",".join(self.band_map), "names in order, or all FOUND=NAME")
        right = all(0 <= bit < 32 for bit in self.mask_bits)
        check(right, "--mask-bits", self.mask_bits, "numbers from 0 to 31")
        check(0 <= self.mask_dilation <= 1000, "--mask-dilation", self.mask_dilation, "0 to 1000")
        check(self.min_observations >= 0, "--min-observations", self.min_observations, "0 or more")
        check(self.scale != 0, "--scale", self.scale, "another number than 0")
        if self.nodata:
            try:
                float(self.nodata)
            except ValueError:
                check(False, "--nodata", self.nodata, "a number or nan")


@dataclass(frozen=True)
class LabelOptions(SeriesOptions):
    """Which labels, and how they meet the images."""

    polygons: str = option(
        "", "polygon or point layer with the labels, FILE or FILE|layername=NAME"
    )
    field: str = option("", "the layer's field that holds the class")
    name_field: str = option("", "field with class names, where --field holds whole numbers")
    exclude_boundary: bool = option(False, "leave out pixels on the edge of their polygon")


@dataclass(frozen=True)
class FitOptions(LabelOptions):
    """Training or adaptation, and how its accuracy is found."""

    samples: tuple[str, ...] = option(
        (), "samples files (.npz, .csv) instead of images and polygons"
    )
    holdout: float = option(
        HOLDOUT, "share of the polygons kept aside to measure accuracy; 0 measures none"
    )
    test_polygons: str = option("", "independent layer, same field, to measure accuracy with")
    no_refit: bool = option(
        False, "keep the assessed model; otherwise the final one is fitted on all polygons"
    )
    updates: int = option(PAPER_UPDATES, "gradient updates, at least one pass over the data")
    learning_rate: float = option(LEARNING_RATE, "learning rate, the largest step of a weight")

    def validate(self) -> None:
        super().validate()
        check_holdout(self.holdout)
        right = 0 < self.learning_rate <= 1
        check(right, "--learning-rate", self.learning_rate, "above 0, at most 1")
        check(self.updates >= 1, "--updates", self.updates, "1 or more")
        if self.samples:
            if self.series and self.command in ("train", "adapt"):
                raise JobError("--samples and --series exclude each other.", "Give one of them.")
            if self.polygons or self.test_polygons:
                raise JobError(
                    "--samples excludes --polygons and --test-polygons.",
                    "Give labels as samples files or as a layer, not both.",
                )
        elif not (self.series and self.polygons and self.field):
            raise JobError(
                f"{self.command} needs labels: --series, --polygons and --field, or --samples."
            )


@dataclass(frozen=True)
class AdaptOptions(FitOptions):
    """How the source model is adapted."""

    model: str = option("", "source model (.safetensors)", required=True)
    class_map: str = option(
        "",
        "CSV field_value,class_value,class_name that matches labels to the model's classes; a "
        "fourth column colour (#rrggbb) colours new ones",
    )
    unknown_classes: UnknownClassPolicy = option(
        UnknownClassPolicy.ERROR, "labels of classes that the model does not know"
    )
    method: Method = option(
        Method.SOURCERER,
        "how the source model meets the target: sourcerer; source-only (as it is); naive (trained "
        "on); finetuned (convolutions frozen); target-only (without the source model); dann, mme "
        "(on samples of source and target together)",
    )
    source_samples: tuple[str, ...] = option(
        (), "samples files (.npz, .csv) of the source, for the methods dann and mme"
    )
    penalty: Penalty = option(Penalty.PROXIMAL, "form of the pull towards the source weights")
    lambda_rule: str = option(
        LAMBDA_AUTO,
        "strength of the pull: auto (chosen by the labels, on left-out polygons), schedule (Eq. 5 "
        "of the paper), or a number",
        flag="--lambda",
    )
    t_max: float = option(
        T_MAX, "labelled pixels at which λ falls to 1e-10, where it follows the schedule"
    )
    paper: bool = option(
        False,
        "the paper's exact setting: --penalty loss --lambda schedule --t-max 1e6 --updates 5000",
    )
    updates: int = option(
        PAPER_UPDATES,
        "gradient updates, at least one pass over the data; at most so many where the strength of "
        "the pull is chosen by the labels",
    )

    def validate(self) -> None:
        super().validate()
        if self.method in (Method.DANN, Method.MME) and not self.source_samples:
            raise JobError(
                f"--method {self.method} trains on source and target together and needs "
                "--source-samples.",
                "Give the samples file that the source model was trained on, or take another "
                "method: sourcerer needs the source model alone.",
            )
        check(self.t_max > 1, "--t-max", self.t_max, "more than 1 pixel")
        if self.lambda_rule not in (LAMBDA_SCHEDULE, LAMBDA_AUTO):
            try:
                right = 0 <= float(self.lambda_rule) <= 1e12
            except ValueError:
                right = False
            check(right, "--lambda", self.lambda_rule, "schedule, auto or a number from 0 to 1e12")
        if self.method is not Method.SOURCERER:
            self._check_that_the_method_is_meant()
        elif not self.paper:
            check_pull(self.penalty, self.t_max, (self.lambda_rule,))

    def _check_that_the_method_is_meant(self) -> None:
        """Sourcerer's own settings have no effect on another method."""
        for name in ("penalty", "lambda_rule", "t_max", "paper"):
            if getattr(self, name) != getattr(AdaptOptions, name):
                flag = flag_of(name, options(AdaptOptions)[name])
                raise JobError(
                    f"{flag} is of --method {Method.SOURCERER}, the method is {self.method}.",
                    "Leave it out, or take that method.",
                )


@dataclass(frozen=True)
class MapOptions(SeriesOptions):
    """The map and its companions."""

    companions: tuple[Companion, ...] = option(
        (),
        "further files beside the map, with commas: confidence (of the most likely class, 0 to "
        "100), margin (by how much it leads the second most likely, 0 to 100), count (clear "
        "observations and the longest gap in days), next (points where labels would help most)",
        item=Companion,
        separator=",",
    )
    output_confidence: str = option("", "where the confidence raster goes, if not beside the map")
    precision: Precision = option(
        Precision.AUTO,
        "numbers that the network computes the map with: auto (short ones where the processor is "
        "made for them and they agree with float32), float32, bfloat16 or float16",
    )

    @property
    def wants_confidence(self) -> bool:
        """Whether a confidence raster is asked for."""
        return Companion.CONFIDENCE in self.companions or bool(self.output_confidence)

    @property
    def wants_count(self) -> bool:
        """Whether a raster of observations is asked for."""
        return Companion.COUNT in self.companions


def check_holdout(share: float) -> None:
    """Refuse a share of held-out polygons that leaves too little to fit on.

    Raises:
        JobError: it does.
    """
    check(0 <= share <= 0.9, "--holdout", share, "a share from 0 to 0.9")


def check_pull(
    penalty: Penalty, t_max: float, rules: Sequence[str], t_max_values: Sequence[float] = ()
) -> None:
    """Refuse what would have no effect by any of the rules, rather than silently leave it aside.

    Raises:
        JobError: the form of a pull that is nowhere, or the end of a schedule that none follows.
    """
    is_pull = bool(t_max_values) or set(rules) != {LAMBDA_AUTO}
    for flag, given, default, acts, others in (
        ("--penalty", penalty, Penalty.PROXIMAL, is_pull, f"{LAMBDA_SCHEDULE} or a number"),
        ("--t-max", t_max, T_MAX, LAMBDA_SCHEDULE in rules, LAMBDA_SCHEDULE),
    ):
        if given != default and not acts:
            raise JobError(
                f"{flag} is {given}, but has no effect with --lambda {','.join(rules)}.",
                f"Take --lambda {others} with it, or leave it out.",
            )


def _is_day(text: str) -> bool:
    try:
        return 1900 <= date.fromisoformat(text).year <= 2200
    except ValueError:
        return False
