"""Labelled pixels as series: taken out of images, or read from samples files.

Shapes: X (n, band, date) float32 in the sensor's own units, y (n,) class values, polygon_id (n,),
the block that splits respect.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from .classes import FieldValues
from .errors import LabelError, ModelMismatch, UnreadableFile
from .gapfill import fill_samples
from .grid import Grid
from .model_card import MAX_CLASS_VALUE, Profile, printable
from .samples_csv import is_csv, read_csv, write_csv
from .season import DateGrid, first_season_start

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_AT_ONCE = 16_384
"""Samples that are brought to other dates together."""
_ARRAYS = ("X", "y", "polygon_id", "bands", "dates", "class_values", "class_names")


@dataclass(frozen=True)
class Places:
    """Pixels of a grid."""

    grid: Grid
    rows: IntArray
    """(n,)"""
    cols: IntArray
    """(n,)"""

    def part(self, chosen: BoolArray) -> Places:
        """Only the chosen pixels, (n,) bool."""
        return replace(self, rows=self.rows[chosen], cols=self.cols[chosen])


@dataclass(frozen=True)
class Samples:
    """Gap-filled labelled pixels on a date grid; none missing after `complete`."""

    x: FloatArray
    """(n, band, date), sensor units; NaN only before `complete`."""
    y: IntArray
    """(n,) class values."""
    polygon_id: IntArray
    """(n,) block."""
    bands: tuple[str, ...]
    grid: DateGrid
    sensor: str = ""
    """Whose bands they are, if known (core/band_names.py)."""
    n_missing: int = 0
    """Labelled pixels left out because a band was never observed, or too seldom."""
    places: Places | None = None
    """Where they lie; None where they do not come from images on one grid."""

    def __len__(self) -> int:
        return len(self.y)

    @property
    def n_blocks(self) -> int:
        """Number of different blocks."""
        return len(np.unique(self.polygon_id))

    def part(self, chosen: BoolArray) -> Samples:
        """Only the chosen samples, (n,) bool."""
        return replace(
            self,
            x=self.x[chosen],
            y=self.y[chosen],
            polygon_id=self.polygon_id[chosen],
            n_missing=0,
            places=self.places.part(chosen) if self.places else None,
        )

    def counts(self) -> dict[int, tuple[int, int]]:
        """Class value -> (pixels, blocks)."""
        return {
            int(value): (
                int((self.y == value).sum()),
                len(np.unique(self.polygon_id[self.y == value])),
            )
            for value in np.unique(self.y)
        }

    def profiles(self) -> dict[int, Profile]:
        """Class value -> mean (band, date) over its samples, to five digits."""
        means = {int(v): self.x[self.y == v].mean(axis=0, dtype=np.float64) for v in set(self.y)}
        return {
            value: tuple(tuple(float(f"{number:.5g}") for number in band) for band in mean)
            for value, mean in sorted(means.items())
        }


@dataclass(frozen=True)
class SamplesFile:
    """A samples file as it lies on disk; X may hold NaN."""

    path: str
    x: FloatArray
    y: IntArray
    polygon_id: IntArray
    bands: tuple[str, ...]
    dates: tuple[date, ...]
    class_names: dict[int, str]

    @property
    def values(self) -> FieldValues:
        """Its classes as if they were a label field; names that only repeat the number are none."""
        present = {str(value): self.class_names[int(value)] for value in np.unique(self.y)}
        named = any(text != name for text, name in present.items())
        return FieldValues(present, not named, Path(self.path).name, numbered=named)


def complete(samples: Samples, origin: str) -> Samples:
    """Without missing pixels, which are counted; `origin` names them in messages.

    Raises:
        LabelError: there is none, or none is complete.
    """
    if not len(samples):
        raise LabelError(
            f"{origin} hold no pixel that can be used.",
            "They may all be left out, overlap other classes, or be smaller than a pixel.",
        )
    missing = np.asarray(np.isnan(samples.x).any(axis=(1, 2)))
    if missing.all():
        raise LabelError(
            f"None of the {len(samples)} pixels of {origin} has enough clear observations in every "
            "band.",
            "Check the cloud mask (--mask, --mask-band), --nodata and --min-observations.",
        )
    if not missing.any():  # no copy of what may fill half of the memory
        return replace(samples, n_missing=0)
    found = samples.part(np.logical_not(missing))
    return replace(found, n_missing=int(missing.sum()))


def pool(parts: Sequence[Samples]) -> Samples:
    """Samples of several files or regions as one set; blocks stay apart.

    Raises:
        ModelMismatch: they differ in bands or dates.
    """
    first = parts[0]
    polygon_ids, offset = [], 0
    for part in parts:
        if part.bands != first.bands or part.grid.offsets != first.grid.offsets:
            raise ModelMismatch(
                f"Samples to be pooled differ: bands {', '.join(first.bands)} on "
                f"{len(first.grid.offsets)} dates, and {', '.join(part.bands)} on "
                f"{len(part.grid.offsets)} dates."
            )
        blocks, polygon_id = np.unique(part.polygon_id, return_inverse=True)
        polygon_ids.append(polygon_id.astype(np.int64) + offset)
        offset += len(blocks)
    return replace(
        first,
        x=np.concatenate([part.x for part in parts]) if len(parts) > 1 else first.x,
        y=np.concatenate([part.y for part in parts]),
        polygon_id=np.concatenate(polygon_ids),
        n_missing=sum(part.n_missing for part in parts),
        places=None,
    )


def read_samples(path: str) -> SamplesFile:
    """Read a samples file.

    Raises:
        UnreadableFile: it cannot be read, lacks an array, or its arrays do not fit together.
    """
    try:
        file = _samples_file(path, read_csv(path) if is_csv(path) else _read_npz(path))
    except KeyError as error:
        raise UnreadableFile(f"{path} is not a samples file: {error.args[0]}.") from error
    except MemoryError as error:
        raise UnreadableFile(
            f"{path} asks for more memory than there is: {error}",
            "Close other programs, or extract fewer samples. It may also be damaged.",
        ) from error
    except (
        OSError,
        ValueError,
        TypeError,
        EOFError,
        OverflowError,
        RuntimeError,
        BadZipFile,
        zlib.error,
    ) as error:
        raise UnreadableFile(f"{path} cannot be read as a samples file: {error}") from error
    shape = (len(file.y), len(file.bands), len(file.dates))
    if file.x.shape != shape or file.polygon_id.shape != file.y.shape or not len(file.y):
        raise UnreadableFile(
            f"{path}: X has shape {file.x.shape}, but y, bands and dates ask for {shape}, n > 0."
        )
    if list(file.dates) != sorted(set(file.dates)) or len(file.dates) < 2:
        raise UnreadableFile(f"{path}: its dates are not at least two in ascending order.")
    if len(set(file.bands)) < len(file.bands):
        raise UnreadableFile(f"{path}: a band stands twice among {', '.join(file.bands)}.")
    odd = sorted(set(file.y.tolist()) - set(file.class_names))
    odd += [value for value in file.class_names if not 1 <= value <= MAX_CLASS_VALUE]
    odd += [value for value, name in file.class_names.items() if not name.strip()]
    if odd:
        raise UnreadableFile(
            f"{path}: class values {odd} have no name or are not from 1 to {MAX_CLASS_VALUE}."
        )
    return file


def _read_npz(path: str) -> dict[str, Any]:
    with np.load(path, allow_pickle=False) as content:
        return {name: content[name] for name in _ARRAYS}


def _samples_file(path: str, arrays: dict[str, Any]) -> SamplesFile:
    for name, n_axes in (("X", 3), ("y", 1), ("polygon_id", 1)):
        array = arrays[name]
        if array.dtype.kind not in "bfiu" or array.ndim != n_axes:
            raise ValueError(f"{name} is {array.dtype} of shape {array.shape}, not numbers")
    x = arrays["X"].astype(np.float32, copy=False)
    x[np.isinf(x)] = np.nan
    values = [int(value) for value in arrays["class_values"]]
    return SamplesFile(
        path,
        x,
        arrays["y"].astype(np.int64),
        arrays["polygon_id"].astype(np.int64),
        tuple(printable(str(band)) for band in arrays["bands"]),
        tuple(date.fromisoformat(str(day)) for day in arrays["dates"]),
        dict(zip(values, (printable(str(name)) for name in arrays["class_names"]))),
    )


def own_grid(file: SamplesFile, season_start: str) -> DateGrid:
    """A samples file's own dates as a grid from the season's start."""
    start = date.fromisoformat(season_start) if season_start else first_season_start(file.dates)
    return DateGrid(start, tuple((day - start).days for day in file.dates))


def on_grid(
    file: SamplesFile, bands: Sequence[str], grid: DateGrid, class_values: dict[int, int]
) -> Samples:
    """A samples file brought to a model's bands, dates and classes.

    Args:
        file: the samples.
        bands: wanted bands, in their order; names match in any case.
        grid: wanted dates.
        class_values: the file's class value -> class value; 0 leaves samples out.

    Raises:
        ModelMismatch: a band is missing.
        LabelError: fewer than two dates lie in the season.
    """
    places = {band.upper(): place for place, band in enumerate(file.bands)}
    absent = [band for band in bands if band.upper() not in places]
    if absent:
        raise ModelMismatch(
            f"{file.path} has no band {', '.join(absent)}; it has {', '.join(file.bands)}."
        )
    y = np.array([class_values[int(value)] for value in file.y], np.int64)
    used = y > 0
    near = np.array([grid.is_near(day) for day in file.dates])
    if near.sum() < 2:
        raise LabelError(
            f"Only {near.sum()} of the {len(near)} dates of {file.path} ({file.dates[0]} to "
            f"{file.dates[-1]}) lie in the season {grid.start} to {grid.end}.",
            "Give another --season-start.",
        )
    wanted = np.array([places[band.upper()] for band in bands])
    days = [day for day, use in zip(grid.days_from_start(file.dates), near) if use]
    rows = np.flatnonzero(used)
    x = np.empty((len(rows), len(bands), len(grid.offsets)), np.float32)
    for first in range(0, len(rows), _AT_ONCE):  # the file's X may fill half of the memory
        part = file.x[np.ix_(rows[first : first + _AT_ONCE], wanted, near)]
        x[first : first + _AT_ONCE] = fill_samples(part, days, grid.offsets)
    return Samples(x, y[used], file.polygon_id[used], tuple(bands), grid)


def write_samples(path: Path, samples: Samples, class_names: dict[int, str]) -> None:
    """Write a samples file (CONTRACT: `.npz`, no pickle; or `.csv`)."""
    arrays: dict[str, Any] = {
        "X": samples.x,
        "y": samples.y,
        "polygon_id": samples.polygon_id,
        "bands": np.array(samples.bands),
        "dates": np.array([day.isoformat() for day in samples.grid.dates]),
        "class_values": np.array(sorted(class_names), np.int64),
        "class_names": np.array([class_names[value] for value in sorted(class_names)]),
    }
    if is_csv(path):
        write_csv(path, arrays)
        return
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
