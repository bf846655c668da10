"""The methods' names, and a line on each of what it does."""

from __future__ import annotations

from ..core.jobs import Method
from .messages import tr


def method_label(method: Method) -> str:
    """What the form and the result call it."""
    return {
        Method.SOURCERER: tr("Sourcerer"),
        Method.SOURCE_ONLY: tr("Source model as it is"),
        Method.TARGET_ONLY: tr("Without the source model"),
        Method.NAIVE: tr("Trained on"),
        Method.FINETUNED: tr("Fine-tuned"),
        Method.DANN: tr("DANN"),
        Method.MME: tr("MME"),
    }[method]


def method_words(method: Method) -> str:
    """What it does with source model and labels, in a sentence."""
    return {
        Method.SOURCERER: tr(
            "Adapts the source model, the closer to it the fewer labels there are."
        ),
        Method.SOURCE_ONLY: tr("Maps with the source model; labels serve to measure accuracy."),
        Method.TARGET_ONLY: tr("Trains a new model on your labels alone; needs many of them."),
        Method.NAIVE: tr("Trains the source model on with your labels, unrestrained."),
        Method.FINETUNED: tr("Trains the last layers only; what reads the time series stays."),
        Method.DANN: tr(
            "Domain-adversarial training on source and target together; needs source samples."
        ),
        Method.MME: tr("Minimax entropy on source and target together; needs source samples."),
    }[method]
