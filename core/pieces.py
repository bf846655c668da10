"""A map in pieces: files of some windows, whole or not there, so that a run can stop and go on."""

from __future__ import annotations

import contextlib
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from math import prod
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from rasterio.windows import Window

from .errors import UnreadableFile
from .imagery import Imagery
from .inference import MappedWindow, classify_windows
from .jobs import ClassifyJob
from .manifest import MANIFEST_NAME
from .model import LandCoverModel
from .outputs import Outputs
from .precision import MapNetwork
from .progress import Advance, Reporter

FILLING = 0.95
"""Of the work; the rest is to put them together."""

_SMALL_WINDOWS_PX = 128 * 128
"""So many pixels of small windows make a piece, or one large window: few files, and little lost."""
_RASTERS: dict[str, type[Any]] = {
    "values": np.uint16,
    "confidence": np.uint8,
    "margin": np.uint8,
    "second": np.uint16,
}
_COUNTS = ("n_inside", "n_observed")
_BROKEN = (BadZipFile, zlib.error, EOFError)
_PATTERN = "[0-9]*.npz"
_UNFINISHED = ".*-[0-9]*.npz"


@dataclass(frozen=True)
class Pieces:
    """The pieces of a map in a folder that its manifest has claimed."""

    folder: Path
    imagery: Imagery
    """Of the whole map."""
    memory_mb: int
    """That the size of the windows is chosen for."""

    @cached_property
    def parts(self) -> list[list[int]]:
        """Numbers of each piece's windows."""
        each = max(1, _SMALL_WINDOWS_PX // prod(self.imagery.window_shape(self.memory_mb)))
        n_windows = len(self._windows)
        return [
            list(range(first, min(first + each, n_windows))) for first in range(0, n_windows, each)
        ]

    def missing(self) -> list[int]:
        """Numbers of the pieces that are not there yet.

        By a list of the folder: shared storage may remember for a while that a file was not there.
        """
        there = set(self.folder.glob(_PATTERN))
        return [number for number in range(len(self.parts)) if self._place(number) not in there]

    def count(self) -> int:
        """How many are there."""
        return sum(1 for _ in self.folder.glob(_PATTERN))

    def fill(
        self,
        numbers: Sequence[int],
        job: ClassifyJob,
        model: LandCoverModel,
        look: Callable[[npt.NDArray[np.float32], npt.NDArray[np.uint16]], None],
        reporter: Reporter,
        advance: Advance,
    ) -> None:
        """Classify the windows of the pieces with these numbers, ascending, and write them."""
        chosen = frozenset(window for number in numbers for window in self.parts[number])
        part = replace(self.imagery, chosen=chosen)
        network = MapNetwork(model, job.precision)
        windows = classify_windows(network, part, job, job.wants_count, look, reporter)
        for number in numbers:
            piece = []
            for mapped in islice(windows, len(self.parts[number])):
                piece.append(mapped)
                advance(FILLING * mapped.fraction)
            self._write(number, piece)

    def read(self) -> Iterator[MappedWindow]:
        """The whole map, window by window, as `classify_windows` gives it.

        Raises:
            UnreadableFile: a piece is missing or broken.
        """
        for number, part in enumerate(self.parts):
            done = FILLING + (1 - FILLING) * (number + 1) / len(self.parts)
            yield from self._read(number, [self._windows[window] for window in part], done)

    def remove(self) -> None:
        """Delete them; the folder too, where it holds nothing else."""
        for pattern in (_PATTERN, _UNFINISHED, MANIFEST_NAME):
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    @cached_property
    def _windows(self) -> list[Window]:
        return [window for window, _, _ in self.imagery.windows(self.memory_mb)]

    def _place(self, number: int) -> Path:
        return self.folder / f"{number:06}.npz"

    def _write(self, number: int, piece: Sequence[MappedWindow]) -> None:
        arrays: dict[str, Any] = {
            name: np.concatenate([getattr(window, name).ravel() for window in piece])
            for name in _RASTERS
        }
        arrays |= {name: np.array([getattr(window, name) for window in piece]) for name in _COUNTS}
        observed = [w.observations.reshape(2, -1) for w in piece if w.observations is not None]
        if observed:
            arrays["observations"] = np.concatenate(observed, axis=1)
        content = io.BytesIO()
        np.savez_compressed(content, **arrays)
        with Outputs() as outputs:
            outputs.add(self._place(number)).write_bytes(content.getvalue())

    def _read(
        self, number: int, windows: Sequence[Window], fraction: float
    ) -> Iterator[MappedWindow]:
        path, sizes = self._place(number), [window.width * window.height for window in windows]
        try:
            with np.load(path, allow_pickle=False) as content:
                arrays = {name: content[name] for name in content.files}
            for name, kind in _RASTERS.items():
                _check(arrays[name], (sum(sizes),), kind)
            for name in _COUNTS:
                _check(arrays[name], (len(windows),), np.int64)
            observed = arrays.get("observations")
            if observed is not None:
                _check(observed, (2, sum(sizes)), np.uint16)
        except (*_BROKEN, OSError, KeyError, ValueError, TypeError) as error:
            raise UnreadableFile(
                f"{path} cannot be read as a piece of a map: {error}",
                "Delete this file and start the run again: it goes on with the others.",
            ) from error
        observations = None
        for place, (window, stop) in enumerate(zip(windows, np.cumsum(sizes).tolist())):
            shape, own = (window.height, window.width), slice(stop - sizes[place], stop)
            found: dict[str, Any] = {name: arrays[name][own].reshape(shape) for name in _RASTERS}
            found |= {name: int(arrays[name][place]) for name in _COUNTS}
            if observed is not None:
                observations = observed[:, own].reshape(2, *shape)
            yield MappedWindow(window=window, fraction=fraction, observations=observations, **found)


def _check(values: npt.NDArray[Any], shape: tuple[int, ...], kind: type[Any]) -> None:
    if values.shape != shape or values.dtype != kind:
        raise ValueError(f"{values.dtype} {values.shape} instead of {np.dtype(kind)} {shape}")
