"""Which numbers the network computes a map with: short ones where they make the same map.

Matrix units take two or more bfloat16 or float16 numbers for one float32, which is two to six times
as fast. Where a processor or GPU has such units, the first pixels of the map are classified both
ways; short numbers are used if they agree. Pixels that are a close call are computed again in
float32, whatever the others are computed in.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from .fast_network import FastNetwork
from .jobs import Precision
from .model import LandCoverModel

FloatArray = npt.NDArray[np.float32]

LEAST_AGREEMENT = 0.998
"""Share of the pixels with the same class in both precisions, at least."""
CLOSE_CALL = 0.05
"""Where they differ, float32's two most likely classes are less than this apart in probability."""
REFINED_BELOW = 0.03
"""Pixels whose two most likely classes are less than this apart are computed again in float32."""
MOST_CLOSE = 0.15
"""Of more such pixels float32 is no slower for all."""
CHECKED_PX = 4096
_REFINING_BATCH = 64

_DTYPES = {
    Precision.FLOAT32: torch.float32,
    Precision.BFLOAT16: torch.bfloat16,
    Precision.FLOAT16: torch.float16,
}


class MapNetwork:
    """A model's network for a map, in the precision of a job; not for two threads at once.

    `auto` is settled by the first pixels.
    """

    def __init__(self, model: LandCoverModel, wanted: Precision) -> None:
        self.model = model
        self.precision = wanted
        """`auto` until pixels were seen."""
        self.note = ""
        """How it was settled, for people."""
        self._network: FastNetwork | None = None
        self._refining: FastNetwork | None = None

    def probabilities(self, x: FloatArray) -> FloatArray:
        """Sensor units (n, band, date), n > 0 -> class probabilities (n, class)."""
        if self.precision is Precision.AUTO:
            self.precision, self.note = settled(self.model, x)
        if self._network is None:
            self._network = FastNetwork(self.model, _DTYPES[self.precision])
        probabilities = self._network.probabilities(x)
        if self.precision is not Precision.FLOAT32:
            close = np.flatnonzero(margins(probabilities) < REFINED_BELOW)
            if len(close):
                probabilities[close] = self._exact(x[close])
        return probabilities

    def _exact(self, x: FloatArray) -> FloatArray:
        if self._refining is None:
            # few pixels a window are a close call: a large batch would be mostly padding
            batch = _REFINING_BATCH if self.model.device.type == "cpu" else 0
            self._refining = FastNetwork(self.model, torch.float32, batch)
        return self._refining.probabilities(x)


def settled(model: LandCoverModel, x: FloatArray) -> tuple[Precision, str]:
    """The precision for a map, and why, in words.

    Args:
        model: on the device that computes.
        x: (n, band, date) some of the map's pixels in sensor units.
    """
    short = made_for(model.device)
    if short is Precision.FLOAT32:
        return short, ""
    every = max(1, len(x) // CHECKED_PX)
    seen = x[::every][:CHECKED_PX]
    exact = FastNetwork(model, torch.float32).probabilities(seen)
    fast = FastNetwork(model, _DTYPES[short]).probabilities(seen)
    close = margins(fast) < REFINED_BELOW
    fast[close] = exact[close]
    against = disagreement(exact, fast)
    if not against and close.mean() > MOST_CLOSE:
        against = "too many pixels are a close call"
    if against:
        return Precision.FLOAT32, f"The network computes in float32, for in {short} {against}."
    return short, f"The network computes in {short}: on {len(seen)} pixels it agrees with float32."


def made_for(device: torch.device) -> Precision:
    """The shortest numbers that a device has fast units for, as far as is known."""
    if device.type == "cuda":
        major, _ = torch.cuda.get_device_capability(device)
        if major >= 8:
            return Precision.BFLOAT16
        return Precision.FLOAT16 if major >= 7 else Precision.FLOAT32
    if device.type == "cpu":
        found = torch.cpu.get_capabilities()
        if any(found.get(unit) for unit in ("avx512_bf16", "amx_bf16")):
            return Precision.BFLOAT16
    return Precision.FLOAT32


def disagreement(exact: FloatArray, fast: FloatArray) -> str:
    """What speaks against a faster way, in words; empty if nothing does.

    Args:
        exact: (n, class) probabilities in float32.
        fast: the same pixels in short numbers.
    """
    if not np.isfinite(fast).all():
        return "some of its probabilities are not numbers"
    differ = exact.argmax(axis=1) != fast.argmax(axis=1)
    if differ.mean() > 1 - LEAST_AGREEMENT:
        return f"{differ.sum()} of {len(differ)} pixels get another class"
    widest = margins(exact)[differ].max(initial=0.0)
    if widest >= CLOSE_CALL:
        return (
            "a pixel gets another class whose most likely class leads by "
            f"{100 * widest:.0f} percentage points"
        )
    return ""


def margins(probabilities: FloatArray) -> FloatArray:
    """(n, class) -> (n,): by how much the most likely class leads the second; 1 of one class."""
    if probabilities.shape[1] == 1:
        return np.ones(len(probabilities), np.float32)
    second, first = np.partition(probabilities, -2, axis=1)[:, -2:].T
    lead: FloatArray = first - second
    return lead
