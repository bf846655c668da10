"""Whole runs of the worker, measured from outside: time to begin, and memory at most."""

from __future__ import annotations

import math
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import torch

from .bench_scene import BANDS, CLASSES, GRID, BenchScene, write_repeated
from .jobs import BenchJob, ClassifyJob, InfoJob, Job
from .model import LandCoverModel, new_network
from .model_card import Architecture, ModelCard
from .model_file import save_model
from .progress import Advance
from .running import run

_PATCH_PX, _N_DATES = 250, 40
_STATUS = Path("/proc/self/status")
"""Where Linux tells a process's own peak of memory."""


class SilentReporter:
    """Nobody watches; see `Reporter`."""

    def progress(self, phase: str, fraction: float) -> None: ...  # noqa: D102

    def log(self, message: str, level: str = "info") -> None: ...  # noqa: D102

    def device(self, name: str) -> None: ...  # noqa: D102

    def measure(self, series: str, x: float, y: float) -> None: ...  # noqa: D102


def classify(job: Job, reporter: SilentReporter) -> None:
    """Run a job in this process."""
    run(job, reporter)


@dataclass(frozen=True)
class PeakMemory:
    """Of one map."""

    side_px: int
    budget_mb: int
    """What `--memory` said."""
    peak_mb: float
    """Resident memory of the worker, at most, libraries and model included."""
    seconds: float


def start_up_seconds(folder: Path) -> dict[str, float]:
    """From the start of a worker to its first event, and to the end of a job without any work."""
    job = folder / "start.json"
    job.write_text(InfoJob(path=str(folder / "model.safetensors")).to_json(), encoding="utf-8")
    start = time.perf_counter()
    worker = subprocess.Popen(
        _worker(job), cwd=_root(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with worker:
        first = worker.stdout.readline() if worker.stdout else b""
        hello_s = time.perf_counter() - start
        if worker.stdout:
            worker.stdout.read()  # to the end; its input stays open, for it stops where that ends
        worker.wait()
    whole_s = time.perf_counter() - start
    if worker.returncode or not first:
        raise OSError(f"The worker did not start: status {worker.returncode}.")
    start = time.perf_counter()
    code = f"import {__package__}.pipeline"
    subprocess.run([sys.executable, "-c", code], cwd=_root(), check=True)
    return {
        "first event": hello_s,
        "a model's card shown": whole_s,
        "all libraries loaded": time.perf_counter() - start,
    }


def peak_memory(job: BenchJob, folder: Path, advance: Advance) -> tuple[PeakMemory, ...]:
    """Map a large scene, and one of a quarter of its side, with a network of a few filters.

    The network's own memory does not depend on the scene. Nothing where the system cannot tell.
    """
    if not _STATUS.exists():
        return ()
    model = folder / "small.safetensors"
    card = ModelCard(
        name="benchmark",
        bands=BANDS,
        band_ranges=((0.0, 9000.0),) * len(BANDS),
        grid=GRID,
        classes=CLASSES[:5],
        architecture=Architecture(filters=4, dense=8),
    )
    network = new_network(card, 0, torch.device("cpu"))
    save_model(model, LandCoverModel(card, network.eval()), model.name)
    days = [9 * step for step in range(_N_DATES)]
    patches = BenchScene(_PATCH_PX).write_series(folder / "patches", days)
    found = []
    sides = sorted({max(_PATCH_PX, job.memory_side // 4), job.memory_side})
    for number, side in enumerate(sides):
        images = folder / f"large_{side}"
        images.mkdir()
        for day in days:
            name = str(GRID.start + timedelta(days=day))
            write_repeated(patches / f"{name}.tif", images / f"{name}.vrt", side, BANDS)
        task = ClassifyJob(
            model=str(model),
            series=(str(images),),
            output=str(folder / f"large_{side}.tif"),
            threads=job.threads,
            memory=job.memory,
        )
        start = time.perf_counter()
        peak_mb = _peak_mb(task, folder / "large.json")
        found.append(PeakMemory(side, job.memory, peak_mb, time.perf_counter() - start))
        advance((number + 1) / len(sides))
    return tuple(found)


def _peak_mb(job: Job, path: Path) -> float:
    """The largest resident memory that a worker had for a job."""
    path.write_text(job.to_json(), encoding="utf-8")
    # in a process of its own, which tells its own peak: others hand theirs down to their children
    code = (
        "import sys\n"
        f"from {__package__}.jobs import job_from_json\n"
        f"from {__package__}.running import run\n"
        f"from {__package__}.bench_pipeline import SilentReporter\n"
        "run(job_from_json(open(sys.argv[1], encoding='utf-8').read()), SilentReporter())\n"
        f"print(open({str(_STATUS)!r}).read())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=_root(),
        check=True,
        capture_output=True,
        text=True,
    )
    peak_kb = re.search(r"VmHWM:\s*(\d+) kB", done.stdout)
    return int(peak_kb[1]) / 1024 if peak_kb else math.nan


def _worker(job: Path) -> list[str]:
    return [sys.executable, "-E", "-s", "-u", "-m", str(__package__), "run", str(job)]


def _root() -> Path:
    """The folder that `core` is imported from."""
    return Path(__file__).resolve().parents[1]
