"""The models that a user can pick, described by their cards; no weight is read."""

from __future__ import annotations

from ..core.errors import NotAModel
from ..core.model_card import ModelCard, read_card
from .messages import tr

MODEL_FILTER = "Sourcerer (*.safetensors)"
"""File dialogs show these."""


def facts(path: str) -> str:
    """The model in a line or two.

    Raises:
        SourcererError: no such file, or it is not a model.
    """
    card = read_card(path)
    try:
        training = _training(card)
    except (TypeError, ValueError) as error:  # a card may come from anywhere
        text = tr("{0}: the model card is not usable ({1}).")
        raise NotAModel(text.format(path, error)) from error
    return " · ".join((
        tr("{0} classes").format(len(card.classes)),
        tr("{0} bands").format(len(card.bands)),
        tr("{0} dates from {1}").format(len(card.grid.offsets), card.grid.start.isoformat()),
        *training,
    ))


def details(path: str) -> str:
    """What the model knows, by name: for a tooltip.

    Raises:
        SourcererError: no such file, or it is not a model.
    """
    card = read_card(path)
    classes = ", ".join(f"{entry.value} {entry.name}" for entry in card.classes)
    return "\n".join((
        tr("Model: {0}").format(card.name),
        tr("Classes: {0}").format(classes),
        tr("Bands: {0}").format(", ".join(card.bands)),
    ))


def _training(card: ModelCard) -> list[str]:
    parts = []
    if card.training.n_pixels:
        parts.append(tr("trained on {0:,} pixels").format(card.training.n_pixels))
    accuracy = card.training.held_out.get("overall_accuracy")
    if accuracy is not None:
        parts.append(tr("accuracy on polygons left out {0:.0%}").format(accuracy))
    return parts
