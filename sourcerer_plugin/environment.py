"""The worker's Python: where it is, and whether it can do its work.

`sys.executable` is the QGIS program itself on Windows and macOS, so it never counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import EnvironmentMissing, WorkerFailed
from ..core.jobs import Job
from ..core.protocol import Result
from .environments.child_process import IsCancelled, never, run_program
from .messages import tr
from .settings import WORKER_PYTHON, private_environment
from .warm_workers import WarmWorkers
from .worker_client import (
    PLUGIN_FOLDER,
    WINDOWS,
    EventListener,
    WorkerError,
    clean_environment,
    run_job,
)

LIBRARIES = (
    "torch",
    "numpy",
    "rasterio",
    "geopandas",
    "numba",
    "safetensors",
    "matplotlib",
    "jinja2",
)
CHECK_TIMEOUT_S = 120.0
"""A first import from a slow disk takes its time."""
ANSWER = "sourcerer-check "
"""Before the one line that counts; libraries may print others."""

_CHECK = """
import importlib, json, platform, sys
found, broken, gpus, trouble = {}, {}, [], ""
for name in sys.argv[1:]:
    try:
        found[name] = str(getattr(importlib.import_module(name), "__version__", "?"))
    except Exception as error:
        broken[name] = f"{type(error).__name__}: {error}"
device = "CPU"
if "torch" in found:
    import torch
    try:
        if torch.cuda.is_available():
            for number in range(torch.cuda.device_count()):
                torch.zeros(1, device=f"cuda:{number}").add_(1).item()
                facts = torch.cuda.get_device_properties(number)
                gpus.append([facts.name, facts.total_memory])
            device = gpus[0][0]
        elif torch.backends.mps.is_available():
            device = "Apple GPU (mps)"
        else:
            device = f"CPU, {torch.get_num_threads()} threads"
    except Exception as error:
        trouble = f"{type(error).__name__}: {error}".splitlines()[0]
print("sourcerer-check " + json.dumps({
    "python": platform.python_version(), "libraries": found, "broken": broken,
    "device": device, "gpus": gpus, "trouble": trouble}))
"""


@dataclass(frozen=True)
class Health:
    """A Python that can do the worker's work."""

    executable: Path
    python: str
    """Its version."""
    libraries: Mapping[str, str]
    """Name -> version."""
    device: str
    """What computes where nothing else is asked for."""
    gpus: tuple[tuple[str, int], ...] = ()
    """Name and memory in bytes."""
    trouble: str = ""
    """Why a GPU that is there does not compute."""

    def lines(self) -> list[str]:
        """All of it in words."""
        libraries = ", ".join(f"{name} {version}" for name, version in self.libraries.items())
        gpus = [
            tr("GPU: {0}, {1:.1f} GB of memory").format(name, memory / 1e9)
            for name, memory in self.gpus
        ]
        trouble = [tr("The GPU cannot be used: {0}").format(self.trouble)] if self.trouble else []
        return [
            tr("Python {0}: {1}").format(self.python, libraries),
            tr("Device: {0}").format(self.device),
            *gpus,
            *trouble,
        ]


def find_python() -> Path:
    """The interpreter that the worker runs with; only looks whether the file is there.

    Raises:
        EnvironmentMissing: there is none, with the places that were looked at.
    """
    chosen = WORKER_PYTHON.read()
    if chosen:
        if Path(chosen).is_file():
            return Path(chosen)
        raise EnvironmentMissing(
            tr("The Python chosen for the worker, {path}, is not there.").format(path=chosen),
            tr("Choose another under Settings ▸ Options ▸ Sourcerer."),
        )
    places = [private_python(), python_in(PLUGIN_FOLDER / ".venv")]
    for python in places:
        if python.is_file():
            return python
    raise EnvironmentMissing(
        tr(
            "Sourcerer computes in a Python environment of its own, and there is none: neither "
            "{0} nor {1} exists."
        ).format(*places),
        tr(
            "Create it in the Sourcerer panel or under Settings ▸ Options ▸ Sourcerer, or choose "
            "a Python there that has {0}."
        ).format(", ".join(LIBRARIES)),
    )


def check(
    python: Path, libraries: Sequence[str] = LIBRARIES, is_cancelled: IsCancelled = never
) -> Health:
    """Import the worker's libraries in that Python; takes seconds.

    Raises:
        EnvironmentMissing: it does not start, or a library is missing or broken.
        Cancelled: the user stopped it.
    """
    hint = tr(
        "Under Settings ▸ Options ▸ Sourcerer, repair the worker's environment or choose "
        "another Python."
    )
    command = [python, "-E", "-s", "-c", _CHECK, *libraries]
    try:
        ended = run_program(
            command, PLUGIN_FOLDER, clean_environment(), is_cancelled, timeout_s=CHECK_TIMEOUT_S
        )
        if ended.code:
            raise EnvironmentMissing(
                tr("The worker's Python {path} lacks a library: {reason}.").format(
                    path=python, reason=ended.tail(1)
                ),
                hint,
            )
        health, broken = _understand(python, ended.lines)
    except (OSError, KeyError, TypeError, ValueError, TimeoutError) as error:
        raise EnvironmentMissing(
            tr("The worker's Python {path} does not work: {reason}.").format(
                path=python, reason=error
            ),
            hint,
        ) from error
    if broken:
        names = "; ".join(f"{name} ({reason})" for name, reason in broken.items())
        raise EnvironmentMissing(
            tr("The worker's Python {path} lacks libraries: {names}.").format(
                path=python, names=names
            ),
            hint,
        )
    return health


def run_in_worker(
    job: Job,
    on_event: EventListener,
    is_cancelled: Callable[[], bool],
    on_stderr: Callable[[str], None],
    workers: WarmWorkers | None = None,
) -> Result:
    """Run a job with the Python found; blocks, so call it in a thread. For `workers` see `run_job`.

    A worker that broke is asked for its libraries afterwards, so that a sound one starts at once
    and a broken environment is named as such.

    Raises:
        SourcererError: as `find_python`, `check` and `run_job` have it.
    """
    python = find_python()
    try:
        return run_job(python, job, on_event, is_cancelled, on_stderr, workers)
    except WorkerFailed:
        check(python)
        raise
    except WorkerError as error:
        if error.traceback:
            check(python)
        raise


def private_python() -> Path:
    """The interpreter of the private environment, whether it is there or not."""
    return python_in(private_environment())


def python_in(environment: Path) -> Path:
    """The interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if WINDOWS else "bin/python")


def _understand(python: Path, lines: Sequence[str]) -> tuple[Health, dict[str, str]]:
    """The check's answer, and what is broken: library -> reason."""
    answers = [line for line in lines if line.startswith(ANSWER)]
    if not answers:
        raise ValueError(tr("it answers {0!r}").format("\n".join(lines[-1:])))
    answer = json.loads(answers[-1][len(ANSWER) :])
    health = Health(
        executable=python,
        python=answer["python"],
        libraries=answer["libraries"],
        device=answer["device"],
        gpus=tuple((name, memory) for name, memory in answer["gpus"]),
        trouble=answer["trouble"],
    )
    return health, answer["broken"]
