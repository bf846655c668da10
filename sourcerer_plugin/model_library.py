"""The models that a user can pick, described by their cards; no weight is read."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..core.errors import CannotWrite, NotAModel, SourcererError
from ..core.model_card import ModelCard, read_card
from .messages import in_full, tr
from .settings import MODEL_FOLDERS, private_environment

MODEL_SUFFIX = ".safetensors"
MODEL_FILTER = f"Sourcerer (*{MODEL_SUFFIX})"
"""File dialogs show these."""


@dataclass(frozen=True)
class Entry:
    """A model file of the library, or what is wrong with it."""

    path: str
    card: ModelCard | None = None
    """Without the classes' mean profiles, which are large and not shown."""
    problem: str = ""

    @property
    def name(self) -> str:
        """Of the model; the file's own where that is not known."""
        return self.card.name if self.card else Path(self.path).name

    @property
    def folder(self) -> str:
        """Where the file lies."""
        return str(Path(self.path).parent)


def default_folder() -> Path:
    """Where models go that are imported or made, in the QGIS profile."""
    return private_environment().parent / "models"


def folders() -> list[str]:
    """All folders of the library, the default one first."""
    return list(dict.fromkeys((str(default_folder()), *MODEL_FOLDERS.read())))


def add_folder(folder: str) -> str:
    """Add a folder to the library; returns its path as the library has it."""
    path = str(Path(folder).absolute())
    if path not in folders():
        MODEL_FOLDERS.write([*MODEL_FOLDERS.read(), path])
    return path


def remove_folder(folder: str) -> None:
    """Forget a folder that the user has added; its files stay."""
    MODEL_FOLDERS.write([known for known in MODEL_FOLDERS.read() if known != folder])


def is_reachable(folder: str) -> bool:
    """Whether the folder is there and may be looked into."""
    return Path(folder).is_dir() and os.access(folder, os.R_OK | os.X_OK)


def model_files(places: Sequence[str]) -> Iterator[str]:
    """The model files in folders and below them, each once; hidden folders are left out."""
    seen = set()
    for place in places:
        for folder, below, names in os.walk(place):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in sorted(names):
                path = str(Path(folder, name))
                key = os.path.normcase(Path(path).resolve())
                if name.lower().endswith(MODEL_SUFFIX) and key not in seen:
                    seen.add(key)
                    yield path


def read_entry(path: str) -> Entry:
    """Read a model file's card; one that cannot be used is an entry too."""
    try:
        return Entry(path, replace(usable_card(path), profiles={}))
    except SourcererError as error:
        return Entry(path, problem=in_full(error))


def usable_card(path: str) -> ModelCard:
    """A model file's card, all of whose figures can be shown.

    Raises:
        SourcererError: no such file, or it is not a model.
    """
    try:
        card = read_card(path)
        _training(card)
    except SourcererError:
        raise
    except (TypeError, ValueError, RecursionError, MemoryError) as error:  # may be made to harm
        text = tr("{0}: the model card is not usable ({1}).")
        raise NotAModel(text.format(path, error)) from error
    return card


def card_facts(card: ModelCard) -> str:
    """The model in a line or two."""
    start = card.grid.start.isoformat()
    return " · ".join(
        (
            _counted(len(card.classes), tr("1 class"), tr("{0} classes")),
            _counted(len(card.bands), tr("1 band"), tr("{0} bands")),
            tr("{0} dates from {1}").format(len(card.grid.offsets), start),
            *_training(card),
        )
    )


def free_path(wanted: Path) -> Path:
    """The path, or with a number where a file of that name is there already."""
    number, path = 2, wanted
    while path.exists():
        path = wanted.with_name(f"{wanted.stem} {number}{wanted.suffix}")
        number += 1
    return path


def copy_model(source: str, target: Path) -> None:
    """Copy a model file into the library; it appears whole or not at all.

    Raises:
        SourcererError: it is no model, or it cannot be read or written.
    """
    usable_card(source)
    make_default_folder()
    draft = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(source, draft)
        draft.replace(target)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        text = tr("{0} cannot be copied to {1}: {2}.")
        raise CannotWrite(
            text.format(source, target, error.strerror or error),
            tr("Add the folder that holds it to the library instead, or free some space."),
        ) from error


def make_default_folder() -> Path:
    """The folder for imported models, made where it is not there yet.

    Raises:
        CannotWrite: it cannot be made.
    """
    folder = default_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        text = tr("The folder for models, {0}, cannot be made: {1}.")
        raise CannotWrite(text.format(folder, error.strerror or error)) from error
    return folder


def _training(card: ModelCard) -> list[str]:
    parts = []
    if card.training.n_pixels:
        parts.append(tr("trained on {0:,} pixels").format(card.training.n_pixels))
    accuracy = card.training.held_out.get("overall_accuracy")
    if accuracy is not None:
        parts.append(tr("accuracy on polygons left out {0:.0f} %").format(100 * accuracy))
    return parts


def _counted(number: int, one: str, many: str) -> str:
    return one if number == 1 else many.format(number)
