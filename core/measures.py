"""What people see of a fit while it runs: its loss, and its accuracy on polygons left out of it.

Nothing is chosen by it, and the fit is the same to the last bit whether anyone looks on or not: a
copy of the network is looked at, and no random number is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from torch import Tensor

from .model import LandCoverModel
from .samples import Samples
from .tempcnn import TempCNN

Tell = Callable[[str, float, float], None]
"""Series, updates done, value: see `protocol.Measure`."""

LOSS_EVERY, LEAST_POINTS = 20, 50
"""Updates from one loss to the next; fewer where there would be fewer points than that."""
UNSEEN_PX, ACCURACY_POINTS = 500, 20
PX_PER_UPDATE, LEAST_PX = 3, 100
"""Looking at so many pixels for each update costs about 2 % of the updates. Where these are few,
fewer points are taken, of no fewer pixels."""
_BATCH = 128


@dataclass(frozen=True)
class Audience:
    """Who looks on while a model is fitted."""

    tell: Tell
    unseen: Samples | None = None
    """Pixels that the fit does not see; None where accuracy is not told."""

    @classmethod
    def of_assessed(cls, tell: Tell, test: Samples, seed: int) -> Audience:
        """Of a fit that will be assessed; some of the test pixels are enough to look at."""
        order = np.random.default_rng(seed).permutation(len(test))[:UNSEEN_PX]
        x, y, polygon_id = test.x[order], test.y[order], test.polygon_id[order]
        return cls(tell, replace(test, x=x, y=y, polygon_id=polygon_id))

    def of(self, model: LandCoverModel) -> Measures:
        """The measures of a model's fit; a class that the model has not is never right."""
        if self.unseen is None:
            return Measures(self.tell)
        place = {entry.value: number for number, entry in enumerate(model.card.classes)}
        y = torch.tensor([place.get(int(value), -1) for value in self.unseen.y])
        return Measures(self.tell, model.inputs(self.unseen.x), y.to(model.device))


@dataclass
class Measures:
    """Told during one fit."""

    tell: Tell
    x: Tensor | None = None
    """(n, band, date) of unseen pixels in random order, as the network takes them."""
    y: Tensor | None = None
    """(n,) place of their class in the card."""
    n_fits: int = 1
    """Fits of this length that the looking is allowed to cost 2 % of."""
    as_used: Callable[[TempCNN], TempCNN] = deepcopy
    """A copy of the network under training, as it will be used."""
    _losses: list[Tensor] = field(default_factory=list)

    def begin(self, network: TempCNN, updates: int) -> None:
        """Before the first update of so many."""
        self._losses.clear()
        self._tell_accuracy(0, updates, deepcopy(network))

    def after(self, n_done: int, updates: int, loss: Tensor, network: TempCNN) -> None:
        """After an update.

        Args:
            n_done: updates so far.
            updates: of the whole fit.
            loss: of the update's batch, without a penalty.
            network: under training; stays as it is.
        """
        self._losses.append(loss.detach())
        every = max(1, min(LOSS_EVERY, updates // LEAST_POINTS))
        if n_done % every == 0 or n_done == updates:
            mean = float(torch.stack(self._losses).mean())
            self._losses.clear()
            if math.isfinite(mean):  # else training is about to stop
                self.tell("loss", n_done, mean)
        n_points = self._n_points(updates)
        if n_done < updates and n_done * n_points // updates > (n_done - 1) * n_points // updates:
            self._tell_accuracy(n_done, updates, self.as_used(network))

    def end(self, network: TempCNN, updates: int) -> None:
        """The network that came of so many updates."""
        self._tell_accuracy(updates, updates, deepcopy(network))

    def _n_points(self, updates: int) -> int:
        return max(1, min(ACCURACY_POINTS, self._budget_px(updates) // LEAST_PX))

    def _budget_px(self, updates: int) -> int:
        return PX_PER_UPDATE * updates * self.n_fits

    def _tell_accuracy(self, n_done: int, updates: int, network: TempCNN) -> None:
        if self.x is None or self.y is None:
            return
        n_px = max(LEAST_PX, self._budget_px(updates) // self._n_points(updates))
        network.eval()
        with torch.inference_mode():
            parts = torch.split(self.x[:n_px], _BATCH)
            found = torch.cat([network(part).argmax(dim=1) for part in parts])
        self.tell("accuracy", n_done, float((found == self.y[:n_px]).float().mean()))
