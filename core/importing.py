"""A model of ours out of PyTorch weights and a card that says what they mean."""

from __future__ import annotations

from pathlib import Path

import torch

from .digests import lineage_of
from .errors import NotAModel
from .foreign_weights import Weight, read_weights
from .import_card import ImportCard, read_import_card
from .info import describe_card
from .job_files import input_files
from .jobs import ImportModelJob
from .model import LandCoverModel, versions
from .model_card import Architecture, ModelCard, Training
from .model_file import file_sha256, load_model, save_model
from .outputs import Outputs
from .phases import IMPORTING
from .progress import Phases, Reporter
from .protocol import Result
from .tempcnn import TempCNN

_CPU = torch.device("cpu")


def import_model(job: ImportModelJob, reporter: Reporter) -> Result:
    """Write weights and card as one model file, once they are proved to fit together.

    Raises:
        UnreadableFile: one of the files cannot be opened.
        NotAModel: they hold something else, or do not fit together.
    """
    phases = Phases(reporter, {IMPORTING: 1})
    with Outputs(input_files(job)) as outputs, phases.phase(IMPORTING):
        path = outputs.add(job.output)
        given = read_import_card(job.card)
        weights = read_weights(job.weights)
        card = _model_card(given, _architecture(given, weights, job.weights), job.weights)
        model = LandCoverModel(card, _network(card, weights, given.path, job.weights))
        save_model(path, model.made_by(lineage_of(job)), Path(job.output).name)
        load_model(str(path), _CPU)
    return Result(outputs={"model": job.output}, summary=describe_card(card))


def _architecture(given: ImportCard, weights: dict[str, Weight], path: str) -> Architecture:
    """The network's sizes, read from its weights; the card must agree with them.

    Raises:
        NotAModel: sizes, bands, dates or classes of the card are others.
    """
    first, dense = weights["convolutions.0.0.weight"], weights["dense.0.weight"]
    head = weights["head.weight"]
    filters, n_bands, kernel = first.shape
    n_hidden, n_inputs = dense.shape
    found = {"filters": (filters, first), "kernel": (kernel, first), "dense": (n_hidden, dense)}
    for size, number in given.sizes.items():
        if number != found[size][0]:
            raise _differ(path, found[size], size, given.path, f"{size} {number}")
    for counted, what, ours in (
        ((n_bands, first), "bands", given.bands),
        ((n_inputs / filters, dense), "dates", given.grid.offsets),
        ((head.shape[0], head), "classes", [entry.name for entry in given.classes]),
    ):
        if counted[0] != len(ours):
            names = f" ({', '.join(map(str, ours))})" if len(ours) <= 20 else ""
            raise _differ(path, counted, what, given.path, f"{len(ours)} {what}{names}")
    if kernel % 2 == 0:
        raise NotAModel(
            f"{path}: the kernel of {first.name} {first.shape} is {kernel} dates wide; only odd "
            "widths can be used."
        )
    return Architecture(filters, kernel, n_hidden)


def _differ(
    path: str, counted: tuple[float, Weight], what: str, card: str, theirs: str
) -> NotAModel:
    number, weight = counted
    return NotAModel(
        f"{path} has {number:g} {what}, by {weight.name} of shape {weight.shape}; {card} says "
        f"{theirs}.",
        "Take the card that belongs to these weights, or correct it.",
    )


def _model_card(given: ImportCard, architecture: Architecture, weights: str) -> ModelCard:
    """The model's own card.

    Raises:
        NotAModel: it would not be readable.
    """
    origin = f"Imported from {Path(weights).name}, SHA-256 {file_sha256(weights)}."
    card = ModelCard(
        name=given.name,
        bands=given.bands,
        band_ranges=given.ranges,
        grid=given.grid,
        classes=given.classes,
        architecture=architecture,
        training=Training(versions=versions()),
        licence=given.licence,
        provenance=f"{given.provenance} {origin}".strip(),
        sensor=given.sensor,
    )
    card.check()
    return card


def _network(card: ModelCard, weights: dict[str, Weight], card_path: str, path: str) -> TempCNN:
    """The network with these weights.

    Raises:
        NotAModel: one of them has another shape.
    """
    sizes = len(card.bands), len(card.grid.offsets), len(card.classes)
    with torch.device("meta"):  # shapes alone
        shapes = {n: v.shape for n, v in TempCNN(*sizes, card.architecture).state_dict().items()}
    for name, weight in weights.items():
        expected = tuple(shapes[name])
        if weight.shape != expected:
            raise NotAModel(
                f"{path}: {weight.name} has shape {weight.shape}; with the other weights and "
                f"{card_path} it must have {expected}.",
                "Only a TempCNN whose three convolutions are alike can be imported.",
            )
    network = TempCNN(*sizes, card.architecture)
    given = {name: weight.values for name, weight in weights.items()}
    network.load_state_dict({**network.state_dict(), **given})
    network.eval()
    return network
