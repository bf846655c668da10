"""Model files: weights in float32 and the card, in one `.safetensors`. Never pickle."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save

from .errors import NotAModel
from .model import LandCoverModel
from .model_card import CARD_KEY, read_card
from .tempcnn import TempCNN

MAX_PARAMETERS = 200_000_000


def load_model(path: str, device: torch.device) -> LandCoverModel:
    """Read a model.

    Raises:
        UnreadableFile: the file cannot be opened.
        NotAModel: it is no model, or weights and card do not fit together.
    """
    card = read_card(path)
    if card.n_parameters > MAX_PARAMETERS:
        raise NotAModel(
            f"{path} claims {card.n_parameters} parameters, more than {MAX_PARAMETERS}."
        )
    try:
        weights = load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise NotAModel(f"{path}: the weights cannot be read: {error}") from error
    sizes = (len(card.bands), len(card.grid.offsets), len(card.classes), card.architecture)
    with torch.device("meta"):  # takes no memory: the card may claim more than the file holds
        claimed = TempCNN(*sizes)
    expected = {name: tuple(value.shape) for name, value in claimed.state_dict().items()}
    found = {name: tuple(value.shape) for name, value in weights.items()}
    if found != expected:
        name = next(n for n in sorted({**expected, **found}) if expected.get(n) != found.get(n))
        raise NotAModel(
            f"{path}: the weight {name} has shape {found.get(name)}, the card asks for "
            f"{expected.get(name)}."
        )
    for name, value in weights.items():
        kind = torch.int64 if name.endswith("num_batches_tracked") else torch.float32
        if value.dtype is not kind:
            raise NotAModel(f"{path}: the weight {name} is {value.dtype}, not {kind}.")
        if not torch.isfinite(value).all():
            raise NotAModel(f"{path} holds weights that are not numbers: {name}.")
        if name.endswith("running_var") and (value < 0).any():
            raise NotAModel(f"{path} holds a negative variance: {name}.")
    network = TempCNN(*sizes)
    network.load_state_dict(weights)
    network.to(device).eval()
    return LandCoverModel(card, network)


def save_model(path: Path, model: LandCoverModel, file_name: str) -> None:
    """Write a model to `path`; its card says that the file is called `file_name`."""
    weights = {name: value.cpu().contiguous() for name, value in model.network.state_dict().items()}
    item = json.dumps(model.card.to_item(file_name), ensure_ascii=True, sort_keys=True)
    path.write_bytes(save(weights, metadata={CARD_KEY: item}))


def file_sha256(path: str) -> str:
    """SHA-256 of a file, in hex."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
