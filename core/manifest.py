"""What the pieces of a map belong to, so that only a run that means the same goes on with them.

A JSON file beside them. Its subject is what every pixel depends on, as it was found to be: the
model, the images and how they are read, season, place. Its settings are how the first run computed;
later ones take them from here, because the last bits of a result depend on them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import CannotWrite, JobError, UnreadableFile
from .imagery import Imagery
from .jobs import ClassifyJob, job_from_dict
from .model import versions
from .model_file import file_sha256
from .outputs import Outputs, cannot_write
from .series import Series

MANIFEST_NAME = "manifest.json"

_SETTINGS = ("device", "memory", "precision", "threads")
"""Fields of the job that the first run settles; the memory gives the size of the windows."""
_FILES = "files"
_SHOWN_LETTERS = 60


@dataclass(frozen=True)
class Manifest:
    """What pieces are pieces of."""

    subject: Mapping[str, Any]
    settings: Mapping[str, Any]

    @classmethod
    def of(cls, job: ClassifyJob, imagery: Imagery) -> Manifest:
        """A job's, with all settings settled, on its imagery."""
        area, grid = imagery.area, imagery.series.grid
        window = area.window
        subject = {
            "versions": versions(),
            "model": file_sha256(job.model),
            "bands": imagery.series.bands,
            "season": (imagery.grid.start.isoformat(), *imagery.grid.offsets),
            "grid": (grid.crs.to_wkt(), *grid.transform, grid.width, grid.height),
            "part": (window.col_off, window.row_off, window.width, window.height),
            "area": area.shape is not None and hashlib.sha256(area.shape.wkb).hexdigest(),
            "least observations": imagery.min_observations,
            "observations counted": job.wants_count,
            "reading": _reading(imagery.series),
            _FILES: _identities(imagery.series),
        }
        as_read: dict[str, Any] = json.loads(json.dumps(subject))
        return cls(as_read, {name: getattr(job, name) for name in _SETTINGS})

    def is_in(self, folder: Path) -> bool:
        """Whether the folder is this map's already; False where it has no manifest.

        Raises:
            CannotWrite: it is another map's.
            UnreadableFile: its manifest cannot be read.
        """
        known = _read(folder)
        if known is None:
            return False
        difference = _difference(known.subject, self.subject)
        if difference:
            raise CannotWrite(
                f"{folder} holds pieces of another map: {difference}.",
                "Choose another folder, or delete this one.",
            )
        return True

    def claim(self, folder: Path) -> None:
        """Make the folder this map's, or find that it is.

        Raises:
            CannotWrite: it cannot be written, or holds something else.
            UnreadableFile: its manifest cannot be read.
        """
        if self.is_in(folder):
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise CannotWrite(
                    f"{folder} is not empty, and holds no pieces of a map.",
                    "Choose another folder.",
                )
        except OSError as error:
            if isinstance(error, CannotWrite):
                raise
            raise cannot_write(folder, error) from error
        content = {"subject": self.subject, "settings": self.settings}
        with Outputs() as outputs:
            text = json.dumps(content, indent=1) + "\n"
            outputs.add(folder / MANIFEST_NAME).write_text(text, encoding="utf-8")


def resumed(job: ClassifyJob) -> ClassifyJob:
    """The job with the settings of the run whose pieces it goes on with, if there are any.

    Raises:
        UnreadableFile: the manifest cannot be read.
    """
    folder = Path(job.pieces_folder)
    known = _read(folder) if job.pieces_folder else None
    if known is None:
        return job
    try:
        settled = job_from_dict({**json.loads(job.to_json()), **known.settings})
    except JobError as error:
        raise UnreadableFile(f"{folder / MANIFEST_NAME}: {error.message}") from error
    assert isinstance(settled, ClassifyJob)
    return settled


def _read(folder: Path) -> Manifest | None:
    path = folder / MANIFEST_NAME
    if not path.exists():
        return None
    try:
        content = json.loads(path.read_text("utf-8"))
        subject, settings = content["subject"], content["settings"]
        if not isinstance(subject, dict) or set(settings) != set(_SETTINGS):
            raise ValueError("it lacks what the pieces belong to")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableFile(f"{path} cannot be read: {error}", "Choose another folder.") from error
    return Manifest(subject, settings)


def _reading(series: Series) -> str:
    """Digest of where each band of each image lies, and how its numbers become values."""
    text = repr((series.images, series.mask_dilation_px))
    return hashlib.sha256(text.encode()).hexdigest()


def _identities(series: Series) -> dict[str, tuple[int, int]]:
    """Size in bytes and time of the last change of each file: reading all would take too long."""
    found = {}
    for path in series.files:
        state = Path(path).stat()
        found[str(Path(path).absolute())] = (state.st_size, state.st_mtime_ns)
    return found


def _difference(known: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """What first keeps two subjects apart, with both values; empty where they are the same."""
    for name in own:
        then, now = known.get(name), own[name]
        if then == now:
            continue
        if name == _FILES and isinstance(then, dict):
            changed = next(path for path in {**then, **now} if then.get(path) != now.get(path))
            return f"{changed} was another file then, or there was none"
        return f"{name} was {str(then)[:_SHOWN_LETTERS]}, now it is {str(now)[:_SHOWN_LETTERS]}"
    return ""
