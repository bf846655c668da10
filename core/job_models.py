"""Jobs about model files (bringing in, giving out, choosing), and the benchmark."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from .errors import JobError
from .job_options import Job, LabelOptions, RunOptions
from .options import check, option


@dataclass(frozen=True)
class ImportModelJob(Job):
    """Make a model of PyTorch weights (.pth) of a TempCNN, and a card that says what they mean."""

    command: ClassVar[str] = "import-model"
    weights: str = option(
        "",
        "state dict as torch.save writes it (.pth); only numbers are loaded from it, never code",
        required=True,
        positional=True,
    )
    card: str = option(
        "",
        "JSON file with name; bands; offsets (days from the season's start) or dates (YYYY-MM-DD); "
        "season_start (YYYY-MM-DD; left out with dates: the first); ranges (2nd and 98th "
        "percentile of each band, which the network's input was scaled by); classes (value, name "
        "and, if wanted, colour #rrggbb) in the order of the network's outputs; and where known "
        "sensor, licence, provenance, architecture (filters, kernel, dense; left out: read from "
        "the weights). resources/help/import.md shows one",
        required=True,
    )
    output: str = option("", "the model to write (.safetensors)", required=True)


@dataclass(frozen=True)
class ExportJob(Job):
    """Write a model as ONNX for other programs: sensor values in, class probabilities out."""

    command: ClassVar[str] = "export"
    model: str = option("", "the model (.safetensors)", required=True, positional=True)
    output: str = option(
        "", "file to write (.onnx); its card goes beside it (.json)", required=True
    )

    def validate(self) -> None:
        super().validate()
        check(self.output.lower().endswith(".onnx"), "--output", self.output, "a file NAME.onnx")


@dataclass(frozen=True)
class RankJob(LabelOptions):
    """Measure how well source models fit the labels as they are, without adaptation."""

    command: ClassVar[str] = "rank"
    models: tuple[str, ...] = option(
        (), "the models to choose from (.safetensors), one or several", required=True
    )

    def validate(self) -> None:
        super().validate()
        if not (self.series and self.polygons and self.field):
            raise JobError("rank needs --series, --polygons and --field.")
        if self.bands:
            raise JobError(
                f"--bands is {','.join(self.bands)}, but each model says which bands it needs.",
                "Leave --bands out.",
            )
        for path, times in Counter(self.models).items():
            if times > 1:
                raise JobError(f"--models has {path} more than once.", "Give each of them once.")


@dataclass(frozen=True)
class BenchJob(RunOptions):
    """Measure how fast this machine maps and adapts, and how much memory a large map takes."""

    command: ClassVar[str] = "bench"
    output: str = option(
        "", "page to write (.md; its figures beside it as .json, its plot as _growth.png)"
    )
    rounds: int = option(5, "times that each thing is measured, in turns; medians are told")
    side: int = option(512, "width and height of the scene that is mapped, in pixels")
    memory_side: int = option(
        5000, "width and height of the scene that memory is measured on, in pixels; 0 for none"
    )

    def validate(self) -> None:
        super().validate()
        check(self.rounds >= 1, "--rounds", self.rounds, "1 or more")
        check(32 <= self.side <= 4096, "--side", self.side, "32 to 4096 pixels")
        check(0 <= self.memory_side <= 20_000, "--memory-side", self.memory_side, "0 to 20000")
