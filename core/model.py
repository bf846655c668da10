"""A land cover model: a card and the network that it describes."""

from __future__ import annotations

import platform
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import rasterio
import torch
from torch import Tensor

from .classes import Matching
from .lineage import Lineage
from .model_card import LandCoverClass, ModelCard
from .normalise import normalise
from .samples import Samples
from .tempcnn import TempCNN
from .version import VERSION

PREDICTION_BATCH = 1024
"""Larger batches fall out of the processor's cache."""


@dataclass(frozen=True)
class LandCoverModel:
    """A card and its network, in eval mode."""

    card: ModelCard
    network: TempCNN

    @property
    def device(self) -> torch.device:
        """Where the weights lie."""
        return next(self.network.parameters()).device

    @property
    def class_values(self) -> npt.NDArray[np.int64]:
        """Class value of each output of the network."""
        return np.array([entry.value for entry in self.card.classes], np.int64)

    def made_by(self, lineage: Lineage) -> LandCoverModel:
        """The same model with a card that says how it was made."""
        return replace(self, card=replace(self.card, lineage=lineage))

    def inputs(self, x: npt.NDArray[np.float32]) -> Tensor:
        """Sensor units (n, band, date) -> what the network takes, on its device."""
        return torch.from_numpy(normalise(x, self.card.band_ranges)).to(self.device)

    def targets(self, y: npt.NDArray[np.int64]) -> Tensor:
        """Class values (n,) -> class indexes, on the network's device."""
        index = {entry.value: place for place, entry in enumerate(self.card.classes)}
        return torch.tensor([index[int(value)] for value in y], device=self.device)

    @torch.inference_mode()
    def probabilities(self, x: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Sensor units (n, band, date) -> class probabilities (n, class)."""
        parts = [
            (self.network(part) / self.card.temperature).softmax(dim=1)
            for part in torch.split(self.inputs(x), PREDICTION_BATCH)
        ]
        result: npt.NDArray[np.float32] = torch.cat(parts).cpu().numpy()
        return result

    def predict(self, samples: Samples) -> npt.NDArray[np.int64]:
        """Class values (n,)."""
        best = self.probabilities(samples.x).argmax(axis=1)
        values: npt.NDArray[np.int64] = self.class_values[best]
        return values


def new_network(card: ModelCard, seed: int, device: torch.device) -> TempCNN:
    """A network with fresh weights, of the sizes that the card states."""
    torch.manual_seed(seed)
    network = TempCNN(len(card.bands), len(card.grid.offsets), len(card.classes), card.architecture)
    return network.to(device)


def extended(model: LandCoverModel, matching: Matching, seed: int) -> LandCoverModel:
    """A copy of a model whose output layer has further rows, freshly drawn, for new classes."""
    card = replace(model.card, classes=matching.classes)
    network = new_network(card, seed, model.device)
    weights = {name: value.clone() for name, value in model.network.state_dict().items()}
    fresh = network.state_dict()
    for name in (name for name in weights if name.startswith("head.")):
        weights[name] = torch.cat([weights[name], fresh[name][len(weights[name]) :]])
    network.load_state_dict(weights)
    network.eval()
    return LandCoverModel(card, network)


def classes_in(samples: Samples, classes: tuple[LandCoverClass, ...]) -> tuple[LandCoverClass, ...]:
    """Those classes that have a sample: a card lists only what its model was trained on."""
    present = set(samples.y.tolist())
    return tuple(entry for entry in classes if entry.value in present)


def versions() -> dict[str, str]:
    """Versions that a result depends on."""
    return {
        "sourcerer": VERSION,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "rasterio": rasterio.__version__,
    }
