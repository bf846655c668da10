"""TempCNN for maps: the scores of core/tempcnn.py in a fraction of the time.

Batch normalisation is folded into the layer before it; a date's bands and filters lie together in
memory, as the processor's matrix units want them; a batch stays in the processor's cache; and the
numbers may be half as long. The output layer always computes in float32.

Every batch is full, the last one with what is left of the one before: so a pixel's scores do not
depend on the pixels beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .model import LandCoverModel

FloatArray = npt.NDArray[np.float32]

CPU_BATCH = 512
"""Pixels; measured flat from 256 to 1024, larger ones fall out of the processor's cache."""
GPU_BATCH = 16_384
"""Halved for as long as the GPU has not enough memory."""


_OF_LAYER = ("weight", "bias")
_OF_NORM = ("weight", "bias", "running_mean", "running_var")
_NORM_EPSILON = nn.BatchNorm1d(1).eps


class _Layer(NamedTuple):
    """A convolution or dense layer with the batch normalisation behind it."""

    weight: Tensor
    bias: Tensor


class FastNetwork:
    """A model's network in one precision, for many pixels; not for two threads at once."""

    def __init__(self, model: LandCoverModel, dtype: torch.dtype, batch: int = 0) -> None:
        """Fold the weights.

        Args:
            model: with its network in eval mode, on the device that computes.
            dtype: of all layers but the output.
            batch: pixels at once; 0 = what suits the device.
        """
        network, device = model.network, model.device
        self._device, self._dtype = device, dtype
        self.batch = batch or (CPU_BATCH if device.type == "cpu" else GPU_BATCH)
        n_bands, n_dates = len(model.card.bands), len(model.card.grid.offsets)
        ranges = torch.tensor(model.card.band_ranges, dtype=torch.float32).T
        self._low = ranges[0].repeat(n_dates).to(device)  # (date × band,)
        self._span = (ranges[1] - ranges[0]).repeat(n_dates).to(device)
        self._shape = n_dates, n_bands
        weights = network.state_dict()
        self._convolutions = []
        for place in range(len(network.convolutions)):
            weight, bias = _folded(weights, f"convolutions.{place}")
            # as a 2-d one on an image of one line: only for that there are kernels that keep the
            # bands of a date together
            weight = weight[:, :, None].to(dtype).contiguous(memory_format=torch.channels_last)
            self._convolutions.append(_Layer(weight, bias.to(dtype)))
        weight, bias = _folded(weights, "dense")
        # the dense layer sees a date's filters together, not a filter's dates
        by_date = weight.view(len(weight), -1, n_dates).transpose(1, 2).flatten(1)
        self._dense = _Layer(by_date.contiguous().to(dtype), bias.to(dtype))
        self._head, self._temperature = network.head, model.card.temperature
        self._staging = _Staging(device)

    @torch.inference_mode()
    def probabilities(self, x: FloatArray) -> FloatArray:
        """Sensor units (n, band, date) -> class probabilities (n, class).

        Fastest where the bands of a date lie together in memory, as `gapfill.fill_pixels` makes it.
        """
        pixels = torch.from_numpy(np.ascontiguousarray(x.transpose(0, 2, 1)))
        pixels = pixels.view(len(x), -1)  # (n, date × band)
        parts: list[Tensor] = []
        n_done = 0
        while n_done < len(pixels):
            part = pixels[n_done : n_done + self.batch]
            try:
                parts.append(self._of_batch(part)[: len(part)])
            except torch.OutOfMemoryError:
                if self.batch == 1:
                    raise
                self.batch //= 2
                continue
            n_done += len(part)
        result: FloatArray = torch.cat(parts).cpu().numpy()
        return result

    def _of_batch(self, part: Tensor) -> Tensor:
        """(n, date × band), at most a batch -> (batch, class); rows behind the nth mean nothing."""
        raw = self._staging.on_device(_full(part, self.batch))
        scaled = raw.sub(self._low).div_(self._span).to(self._dtype)
        # (n, band, 1, date), of which a date's bands lie together: torch's "channels last"
        x = scaled.view(len(raw), 1, *self._shape).permute(0, 3, 1, 2)
        for weight, bias in self._convolutions:
            x = F.conv2d(x, weight, bias, padding=(0, weight.shape[-1] // 2)).relu_()
        convolved = x.permute(0, 2, 3, 1).reshape(len(raw), -1)
        features = F.linear(convolved, *self._dense).relu_().float()
        probabilities: Tensor = (self._head(features) / self._temperature).softmax(dim=1)
        return probabilities


class _Staging:
    """Brings batches to the device; to a GPU by two buffers in turns, while it computes."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._free: list[tuple[Tensor, torch.cuda.Event]] = []

    def on_device(self, batch: Tensor) -> Tensor:
        """A batch that the caller only reads, (n, value)."""
        if self._device.type != "cuda":
            return batch.to(self._device)
        if len(self._free) < 2 or self._free[0][0].shape != batch.shape:
            pinned = torch.empty(batch.shape, dtype=batch.dtype, pin_memory=True)
            self._free = [entry for entry in self._free if entry[0].shape == batch.shape]
            sent = torch.cuda.Event()  # type: ignore[no-untyped-call]
        else:
            pinned, sent = self._free.pop(0)
            sent.synchronize()
        pinned.copy_(batch)
        there = pinned.to(self._device, non_blocking=True)
        sent.record(torch.cuda.current_stream(self._device))
        self._free.append((pinned, sent))
        return there


def _full(part: Tensor, n_rows: int) -> Tensor:
    """A part of fewer rows repeated until it has as many."""
    if len(part) == n_rows:
        return part
    return part.repeat(-(-n_rows // len(part)), 1)[:n_rows]


def _folded(weights: Mapping[str, Tensor], block: str) -> _Layer:
    """A block's layer that does what it and its batch normalisation did together, in eval mode."""
    layer, norm = (
        {name: weights[f"{block}.{place}.{name}"].double() for name in names}
        for place, names in ((0, _OF_LAYER), (1, _OF_NORM))
    )
    factor = norm["weight"] / torch.sqrt(norm["running_var"] + _NORM_EPSILON)
    weight = (layer["weight"].transpose(0, -1) * factor).transpose(0, -1)
    bias = (layer["bias"] - norm["running_mean"]) * factor + norm["bias"]
    return _Layer(weight.float(), bias.float())
