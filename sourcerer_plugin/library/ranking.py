"""How well each model of the library does on the analyst's labels, before any adaptation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from ...core.errors import JobError
from ...core.jobs import RankJob
from ...core.protocol import Result
from ..messages import tr


@dataclass(frozen=True)
class Rank:
    """One model's source-only accuracy."""

    path: str
    name: str
    overall_accuracy: float | None
    """None where it could not be measured; `problem` says why."""
    macro_f1: float | None
    n_pixels: int | None
    problem: str
    note: str
    """What else is to be known."""

    @property
    def remark(self) -> str:
        """Why the model does not fit, or what is to be known of it; the file without its folder."""
        return (self.problem or self.note).replace(self.path, Path(self.path).name)


def with_models(job: RankJob, models: Sequence[str]) -> RankJob:
    """The job with the models that are to be ranked.

    Raises:
        JobError: there is none.
    """
    if not models:
        raise JobError(
            tr("There is no model to rank."),
            tr("Import models, or add a folder that holds some, in the library."),
        )
    complete = replace(job, models=tuple(dict.fromkeys(models)))
    complete.validate()
    return complete


def ranks(result: Result) -> list[Rank]:
    """What the worker found, best first."""
    names = [entry.name for entry in fields(Rank)]
    found = result.details["models"]
    return [Rank(**{name: entry[name] for name in names}) for entry in found]
