"""What a result was made of and how: the job, the versions, and a digest of each input.

A map carries it in its GDAL metadata, a model in its card, a report in its figures; `info` shows it
and `rerun` computes the result again. Files are known by name and content, never by where they lie.
Read with the standard library alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from .jobs import JOBS
from .options import flag_of, options

TAG_DOMAIN = "SOURCERER"
"""GDAL's domain of metadata that a map's lineage stands in: QGIS lists all of the common one."""
TAG = "LINEAGE"

_SHOWN_DIGITS = 16
_MOST_LETTERS = 1_000_000
"""Of one that somebody else may have written."""


@dataclass(frozen=True)
class Input:
    """What a job read for one of its settings."""

    option: str
    """The job's field."""
    name: str
    """File name without folders, of several files the first one's."""
    n_files: int
    sha256: str
    """See core/digests.py: of content, so that a copy is the same."""

    def __str__(self) -> str:
        more = f" and {self.n_files - 1} more" if self.n_files > 1 else ""
        return f"{self.name}{more} (SHA-256 {self.sha256[:_SHOWN_DIGITS]}…)"


@dataclass(frozen=True)
class Lineage:
    """How a result came to be."""

    command: str
    settings: Mapping[str, Any]
    """The job's fields, without inputs, outputs, and what no value depends on."""
    inputs: tuple[Input, ...]
    versions: Mapping[str, str]

    def settled(self, **settings: object) -> Lineage:
        """With what was chosen for settings that left the choice."""
        return replace(self, settings={**self.settings, **settings})

    def as_json(self) -> dict[str, Any]:
        """As it stands in files."""
        return {**asdict(self), "inputs": [asdict(entry) for entry in self.inputs]}

    @classmethod
    def from_json(cls, content: object) -> Lineage:
        """Read what `as_json` gives.

        Raises:
            ValueError: it is something else.
        """
        try:
            if len(json.dumps(content)) > _MOST_LETTERS or not isinstance(content, dict):
                raise ValueError("it is too long, or no object")
            lineage = cls(
                content["command"],
                dict(content["settings"]),
                tuple(Input(**entry) for entry in content["inputs"]),
                dict(content["versions"]),
            )
            if lineage.command not in JOBS:
                raise ValueError("it is of no known job")
            for entry in lineage.inputs:
                texts = (entry.option, entry.name, entry.sha256)
                if not (isinstance(entry.n_files, int) and all(isinstance(t, str) for t in texts)):
                    raise TypeError("an input is not described")
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise ValueError(f"not a lineage: {error}") from error
        return lineage

    def rows(self) -> Iterator[tuple[str, str]]:
        """What it says, for people: settings that are not at their default, and inputs."""
        made = JOBS[self.command]
        defaults = {entry.name: entry.default for entry in fields(made)}
        flags = {name: flag_of(name, info) for name, info in options(made).items()}
        known = {name: value for name, value in self.settings.items() if name in flags}
        words = [
            f"{flags[name]} {_word(value)}".rstrip()
            for name, value in known.items()
            if name == "seed" or _word(value) != _word(defaults[name])
        ]
        yield "Made by", f"{self.command} {' '.join(words)}"
        yield "Versions", ", ".join(f"{name} {number}" for name, number in self.versions.items())
        for entry in self.inputs:
            yield f"Input {entry.option.replace('_', ' ')}", str(entry)


def _word(value: object) -> str:
    """A setting as on the command line."""
    if isinstance(value, (list, tuple)):
        return ",".join(map(str, value))
    return "" if value is True else str(value)
