"""A map in pieces: each window a file, whole or not there, so that a run can stop and go on."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
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
from .progress import Advance, Reporter

FILLING = 0.95
"""Of the work; the rest is to put them together."""

_RASTERS: dict[str, type[Any]] = {
    "values": np.uint16,
    "confidence": np.uint8,
    "margin": np.uint8,
    "second": np.uint16,
}
_COUNTS = ("n_inside", "n_observed")
_PATTERN = "[0-9]*.npz"
_UNFINISHED = ".*-[0-9]*.npz"


@dataclass(frozen=True)
class Pieces:
    """The pieces of a map in a folder that its manifest has claimed."""

    folder: Path

    def missing(self, imagery: Imagery, memory_mb: int) -> list[int]:
        """Numbers of the windows that have no piece yet."""
        windows = imagery.windows(memory_mb)
        return [n for n, (own, _, _) in enumerate(windows) if not self._place(own).exists()]

    def count(self) -> int:
        """How many there are."""
        return sum(1 for _ in self.folder.glob(_PATTERN))

    def fill(
        self,
        numbers: list[int],
        job: ClassifyJob,
        model: LandCoverModel,
        imagery: Imagery,
        look: Callable[[npt.NDArray[np.float32], npt.NDArray[np.uint16]], None],
        reporter: Reporter,
        advance: Advance,
    ) -> None:
        """Classify the windows with these numbers; `advance` is told of what is on disk."""
        part = replace(imagery, chosen=frozenset(numbers))
        for mapped in classify_windows(model, part, job, job.wants_count, look, reporter):
            self._write(mapped)
            advance(FILLING * mapped.fraction)

    def read(self, imagery: Imagery, memory_mb: int) -> Iterator[MappedWindow]:
        """The whole map, window by window, as `classify_windows` gives it.

        Raises:
            UnreadableFile: a piece is missing or broken.
        """
        for window, _, fraction in imagery.windows(memory_mb):
            yield self._read(window, FILLING + (1 - FILLING) * fraction)

    def remove(self) -> None:
        """Delete them; the folder too, where it holds nothing else."""
        for pattern in (_PATTERN, _UNFINISHED, MANIFEST_NAME):
            for path in self.folder.glob(pattern):
                path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self.folder.rmdir()

    def _place(self, window: Window) -> Path:
        return self.folder / f"{window.row_off:07}-{window.col_off:07}.npz"

    def _write(self, mapped: MappedWindow) -> None:
        arrays = {name: getattr(mapped, name) for name in (*_RASTERS, *_COUNTS)}
        if mapped.observations is not None:
            arrays["observations"] = mapped.observations
        content = io.BytesIO()
        np.savez_compressed(content, **arrays)
        with Outputs() as outputs:
            outputs.add(self._place(mapped.window)).write_bytes(content.getvalue())

    def _read(self, window: Window, fraction: float) -> MappedWindow:
        path, shape = self._place(window), (window.height, window.width)
        found: dict[str, Any] = {}
        try:
            with np.load(path, allow_pickle=False) as content:
                arrays = {name: content[name] for name in content.files}
            for name, kind in _RASTERS.items():
                found[name] = _checked(arrays[name], shape, kind)
            for name in _COUNTS:
                found[name] = int(arrays[name])
            observations = arrays.get("observations")
            if observations is not None:
                observations = _checked(observations, (2, *shape), np.uint16)
        except (OSError, KeyError, ValueError, TypeError, EOFError, BadZipFile) as error:
            raise UnreadableFile(
                f"{path} cannot be read as a piece of a map: {error}",
                "Delete this file and start the run again: it goes on with the others.",
            ) from error
        return MappedWindow(window=window, fraction=fraction, observations=observations, **found)


def _checked(values: npt.NDArray[Any], shape: tuple[int, ...], kind: type[Any]) -> Any:  # noqa: ANN401
    if values.shape != shape or values.dtype != kind:
        raise ValueError(f"{values.dtype} {values.shape} instead of {np.dtype(kind)} {shape}")
    return values
