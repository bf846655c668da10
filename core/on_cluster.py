"""A map's pieces made by the workers of a Dask cluster; the only file that knows of Dask.

A worker gets the job as JSON and numbers of pieces, and writes these where everybody finds them. So
a lost worker costs the piece that it was at: whoever takes over finds the others there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from .device import choose_device
from .errors import CannotWrite, EnvironmentMissing, JobError, WorkerFailed
from .imagery import imagery_for_model
from .jobs import ClassifyJob, job_from_dict
from .manifest import Manifest
from .model_file import load_model
from .pieces import FILLING, Pieces
from .progress import Advance, Reporter
from .rasters import image_cache
from .units import FirstValues

_ANSWER_S = 30
_LOOK_EVERY_S = 1.0
_TASKS_PER_WORKER = 8
"""Few, for each opens all images anew; some, so that all workers end at about the same time."""


def fill_on_cluster(
    job: ClassifyJob, pieces: Pieces, numbers: Sequence[int], reporter: Reporter, advance: Advance
) -> None:
    """Let a cluster's workers make the pieces with these numbers.

    Raises:
        EnvironmentMissing: Dask is not installed.
        JobError: no scheduler answers, or it has no worker.
        WorkerFailed: workers died over and over.
        SourcererError: what a worker met.
    """
    try:
        from distributed import Client, KilledWorker, wait
    except ImportError as error:
        raise EnvironmentMissing(
            f"--scheduler needs Dask, and this Python has none: {error}",
            "Install it beside Sourcerer's other packages: python -m pip install distributed",
        ) from error
    n_before = pieces.count()
    try:
        client = Client(job.scheduler, timeout=_ANSWER_S)
    except (OSError, ValueError) as error:
        raise JobError(f"--scheduler is {job.scheduler}, where no scheduler answers.") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_ANSWER_S)
        except TimeoutError as error:
            raise JobError(f"The scheduler {job.scheduler} has no worker.") from error
        n_workers = len(client.scheduler_info(n_workers=-1)["workers"])
        reporter.log(f"{n_workers} workers of {job.scheduler} make {len(numbers)} pieces.")
        n_tasks = min(len(numbers), _TASKS_PER_WORKER * n_workers)
        parts = [part.tolist() for part in np.array_split(numbers, n_tasks)]
        content = json.loads(_anywhere(job).to_json())
        futures = client.map(_fill, [content] * n_tasks, parts, pure=False)
        told: set[str] = set()
        try:
            pending = set(futures)
            while pending:
                try:
                    done, pending = wait(pending, _LOOK_EVERY_S, return_when="FIRST_COMPLETED")
                except TimeoutError:
                    done = set()
                for text in {text for future in done for text in future.result()} - told:
                    told.add(text)
                    reporter.log(text, "warning")
                advance(FILLING * (pieces.count() - n_before) / len(numbers))
        except KilledWorker as error:
            raise WorkerFailed(
                f"Workers of {job.scheduler} died over and over: {error}",
                "Look into their logs; if memory ran out, use less with --memory.",
            ) from error
        finally:
            client.cancel(futures)


def _fill(content: dict[str, Any], numbers: list[int]) -> list[str]:
    """In a worker: make pieces that are not there yet; returns what is odd about the values.

    Raises:
        CannotWrite: the pieces' folder is not the one that all share.
    """
    job = job_from_dict(content)
    assert isinstance(job, ClassifyJob)
    folder = Path(job.pieces_folder)
    with image_cache(job.memory):
        device, _ = choose_device(job)
        model = load_model(job.model, device)
        silent = _Silent()
        imagery = imagery_for_model(job, model.card, silent)
        if not Manifest.of(job, imagery).is_in(folder):
            raise CannotWrite(
                f"A worker does not see the manifest in {folder}.",
                "Choose a folder, --pieces, that all workers share under the same path.",
            )
        pieces, odd = Pieces(folder, imagery, job.memory), list[str]()
        first_values = FirstValues(model.card, odd.append)
        todo = sorted(set(numbers) & set(pieces.missing()))
        pieces.fill(todo, job, model, lambda x, _: first_values.look(x), silent, _go_on)
    return odd


def _go_on(_: float) -> None:
    """A worker tells of its progress by the pieces that it makes."""


def _anywhere(job: ClassifyJob) -> ClassifyJob:
    """The job with whole paths: workers have other working directories."""
    return replace(
        job,
        series=tuple(_whole(path) for path in job.series),
        model=_whole(job.model),
        output=_whole(job.output),
        pieces=_whole(job.pieces_folder),
        aoi=_whole(job.aoi),
        grid=_whole(job.grid),
        dates=tuple(_whole(text) if Path(text).is_file() else text for text in job.dates),
    )


def _whole(path: str) -> str:
    return str(Path(path).absolute()) if path else ""


class _Silent:
    """A reporter: what there is to say was said where the run was started."""

    def progress(self, phase: str, fraction: float) -> None:
        """See `Reporter`."""

    def log(self, message: str, level: str = "info") -> None:
        """See `Reporter`."""

    def device(self, name: str) -> None:
        """See `Reporter`."""

    def measure(self, series: str, x: float, y: float) -> None:
        """See `Reporter`."""
