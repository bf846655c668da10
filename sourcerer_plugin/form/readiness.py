"""What each section of the form still needs, in a few words for its header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...core.model_card import ModelCard
from ..choices import ImageChoice, LabelChoice, MapForm, SettingsChoice
from ..job_files import NO_CLASS
from ..messages import tr


@dataclass(frozen=True)
class Readiness:
    """Whether a section has all that a run needs."""

    is_ready: bool
    words: str
    """What is chosen, or what is missing."""


def readiness(
    form: MapForm, card: ModelCard | None, details: Mapping[str, Any] | None
) -> tuple[Readiness, ...]:
    """Of the four sections in their order.

    Args:
        form: as it stands in the widgets.
        card: of the model chosen; None where there is none or it cannot be used.
        details: what the worker has understood of the images; None where it is not known yet.
    """
    return (
        _of_model(form.model, card),
        _of_images(form.images, details),
        _of_labels(form.labels),
        _of_settings(form.settings),
    )


def _of_model(path: str, card: ModelCard | None) -> Readiness:
    if not path:
        return Readiness(False, tr("choose one"))
    if card is None:
        return Readiness(False, tr("cannot be used"))
    return Readiness(True, card.name or Path(path).stem)


def _of_images(images: ImageChoice, details: Mapping[str, Any] | None) -> Readiness:
    if not (images.layers or images.paths):
        return Readiness(False, tr("choose some"))
    if details is None:
        return Readiness(True, tr("chosen"))
    used = sum(1 for image in details["images"] if image["used"])
    match = details["match"]
    if match is not None and not match["ok"]:
        return Readiness(False, tr("do not fit the model"))
    return Readiness(bool(used), tr("{0} files").format(used))


def _of_labels(labels: LabelChoice) -> Readiness:
    if labels.layer is None:
        return Readiness(False, tr("choose a layer"))
    if not labels.class_field:
        return Readiness(False, tr("choose the field"))
    if any(choice.class_value == NO_CLASS for choice in labels.classes):
        return Readiness(False, tr("match the classes"))
    return Readiness(True, f"{labels.layer.name()} · {labels.class_field}")


def _of_settings(settings: SettingsChoice) -> Readiness:
    if settings.extent is not None and settings.extent.rectangle.isEmpty():
        return Readiness(False, tr("choose the part"))
    return Readiness(True, Path(settings.output).name or tr("temporary file"))
