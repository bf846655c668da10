"""How well source models fit labels as they are: the accuracy before any adaptation.

The choice of the source matters; this says which of several models to start from.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import torch

from .catalogue import Catalogue, open_catalogue
from .device import choose_device
from .errors import Cancelled, LabelError, SourcererError
from .evaluation import Confusion
from .imagery import imagery_for_model
from .jobs import AdaptJob, LabelOptions, RankJob, UnknownClassPolicy
from .labels import read_labels
from .loading import LabelledData, load_for_model
from .model_card import ModelCard
from .model_file import load_model
from .progress import Advance, Phases, Reporter
from .protocol import Result
from .units import range_warnings


@dataclass(frozen=True)
class Ranked:
    """One model on the labels."""

    path: str
    name: str
    overall_accuracy: float | None = None
    """Over all labelled pixels; those of a class that the model does not know count as wrong."""
    macro_f1: float | None = None
    n_pixels: int = 0
    problem: str = ""
    """Why there is no accuracy."""
    note: str = ""
    """What else is to be known: unknown classes, values in other units."""

    @property
    def merit(self) -> tuple[float, float]:
        """What models are put in order by, the largest first."""
        figures = (self.overall_accuracy, self.macro_f1)
        first, second = (-1.0 if figure is None else figure for figure in figures)
        return first, second

    @property
    def words(self) -> str:
        """The outcome in a line."""
        if self.overall_accuracy is None:
            return f"{self.name} does not fit: {self.problem}"
        return (
            f"{self.name}: overall accuracy {100 * self.overall_accuracy:.1f} %, macro F1 "
            f"{self.macro_f1 or 0:.3f} on {self.n_pixels} pixels"
            + (f" ({self.note})" if self.note else "")
        )


def rank(job: RankJob, reporter: Reporter) -> Result:
    """Measure each model on all labelled pixels, the best first.

    A model that does not fit has a problem instead of an accuracy.

    Raises:
        SourcererError: images or labels cannot be used, whatever the model.
    """
    device, name = choose_device(job)
    reporter.device(name)
    read_labels(job.polygons, job.field, job.name_field)
    catalogue = open_catalogue(job)
    catalogue.say(reporter)
    labelled = _LabelledPixels(job, catalogue, reporter)
    steps = {
        f"Model {number} of {len(job.models)}: {Path(path).name}": path
        for number, path in enumerate(job.models, start=1)
    }
    phases = Phases(reporter, dict.fromkeys(steps, 1))
    found = []
    for step, path in steps.items():
        with phases.phase(step) as advance:
            found.append(_measured(path, labelled, device, advance))
    found.sort(key=lambda ranked: ranked.merit, reverse=True)
    lines = [f"{place}. {ranked.words}" for place, ranked in enumerate(found, start=1)]
    return Result(
        summary="\n".join(lines), details={"models": [asdict(ranked) for ranked in found]}
    )


def _measured(
    path: str, labelled: _LabelledPixels, device: torch.device, advance: Advance
) -> Ranked:
    name = Path(path).stem
    try:
        model = load_model(path, device)
        name = model.card.name
        data = labelled.for_model(model.card, advance)
    except Cancelled:
        raise
    except SourcererError as error:
        return Ranked(path, name, problem=error.message)
    samples, classes = data.samples, data.matching.classes
    confusion = Confusion.of(samples.y, model.predict(samples), classes)
    present = set(samples.y.tolist())
    unknown = [entry.name for entry in data.matching.new_classes if entry.value in present]
    notes = range_warnings(samples.x, model.card)
    if unknown:
        notes.insert(0, f"It does not know {', '.join(unknown)}: counted as wrong.")
    return Ranked(
        path,
        name,
        confusion.overall_accuracy,
        confusion.macro_f1,
        confusion.n,
        note=" ".join(notes),
    )


class _LabelledPixels:
    """The labelled pixels in the bands and dates of one model after the other."""

    def __init__(self, job: RankJob, catalogue: Catalogue, reporter: Reporter) -> None:
        self._settings = {entry.name: getattr(job, entry.name) for entry in fields(LabelOptions)}
        self._catalogue = catalogue
        self._reporter = _Quiet(reporter)
        self._known: dict[tuple[Any, ...], LabelledData] = {}
        """Models of one family want the same pixels; they are read once."""

    def for_model(self, card: ModelCard, advance: Advance) -> LabelledData:
        """The pixels for a model.

        Raises:
            SourcererError: images or labels do not fit it.
        """
        key = (card.bands, card.grid, card.sensor, card.classes)
        if key not in self._known:
            job = AdaptJob(**self._settings, unknown_classes=UnknownClassPolicy.EXTEND)
            imagery = imagery_for_model(job, card, self._reporter, self._catalogue)
            data = load_for_model(job, card, imagery, self._reporter, advance)
            known = {entry.value for entry in card.classes}
            if known.isdisjoint(data.samples.y.tolist()):
                ours = ", ".join(entry.name for entry in data.matching.new_classes)
                theirs = ", ".join(entry.name for entry in card.classes)
                raise LabelError(
                    f"None of the labels' classes ({ours}) is one of the model's ({theirs})."
                )
            self._known[key] = data
        return self._known[key]


class _Quiet:
    """A reporter that passes on progress alone: what is told of labels is the same every time."""

    def __init__(self, reporter: Reporter) -> None:
        self.progress = reporter.progress
        self.device = reporter.device
        self.measure = reporter.measure

    def log(self, message: str, level: str = "info") -> None:
        """See `Reporter`."""
