"""The worker's Python: where it is, and whether it can do its work.

`sys.executable` is the QGIS program itself on Windows and macOS, so it never counts.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from ..core.errors import EnvironmentMissing, WorkerFailed
from ..core.jobs import Job
from ..core.protocol import Result
from .messages import tr
from .settings import WORKER_PYTHON, private_environment
from .worker_client import (
    PLUGIN_FOLDER,
    WINDOWS,
    EventListener,
    WorkerError,
    clean_environment,
    run_job,
)

LIBRARIES = ("torch", "numpy", "rasterio", "geopandas", "numba", "safetensors")
CHECK_TIMEOUT_S = 120.0
"""A first import from a slow disk takes its time."""

_CHECK = f"""
import importlib, json
found = {{}}
for name in {LIBRARIES!r}:
    found[name] = importlib.import_module(name).__version__
print(json.dumps(found))
"""


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
            tr("Choose another under More settings in the Sourcerer panel, or empty the field."),
        )
    places = [_python_in(private_environment()), _python_in(PLUGIN_FOLDER / ".venv")]
    for python in places:
        if python.is_file():
            return python
    raise EnvironmentMissing(
        tr(
            "Sourcerer computes in a Python environment of its own, and there is none: neither "
            "{0} nor {1} exists."
        ).format(*places),
        tr(
            "Run ./dev test in the plugin's folder to make one, or choose a Python that has {0} "
            "under More settings in the Sourcerer panel."
        ).format(", ".join(LIBRARIES)),
    )


def check(python: Path) -> dict[str, str]:
    """Import the worker's libraries in that Python; takes seconds.

    Returns:
        Each library's version.

    Raises:
        EnvironmentMissing: it does not start, or a library is missing or broken.
    """
    hint = tr(
        "Install the worker's environment again, or choose another Python under More "
        "settings in the Sourcerer panel."
    )
    try:
        answer = subprocess.run(
            [str(python), "-E", "-s", "-c", _CHECK],
            cwd=PLUGIN_FOLDER,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=CHECK_TIMEOUT_S,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0) if WINDOWS else 0,
        )
        versions: dict[str, str] = json.loads(answer.stdout)
    except subprocess.CalledProcessError as error:
        last = error.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise EnvironmentMissing(
            tr("The worker's Python {path} lacks a library: {reason}.").format(
                path=python, reason="".join(last) or error
            ),
            hint,
        ) from error
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise EnvironmentMissing(
            tr("The worker's Python {path} does not work: {reason}.").format(
                path=python, reason=error
            ),
            hint,
        ) from error
    return versions


def run_in_worker(
    job: Job,
    on_event: EventListener,
    is_cancelled: Callable[[], bool],
    on_stderr: Callable[[str], None],
) -> Result:
    """Run a job with the Python found; blocks, so call it in a thread.

    A worker that broke is asked for its libraries afterwards, so that a sound one starts at once
    and a broken environment is named as such.

    Raises:
        SourcererError: as `find_python`, `check` and `run_job` have it.
    """
    python = find_python()
    try:
        return run_job(python, job, on_event, is_cancelled, on_stderr)
    except WorkerFailed:
        check(python)
        raise
    except WorkerError as error:
        if error.traceback:
            check(python)
        raise


def _python_in(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if WINDOWS else "bin/python")
