"""A worker that really gets no memory any more in the middle of a job: told, and nothing left."""

import resource
import sys
from pathlib import Path

import pytest
from made_series import Sizes, season_days, write_labels, write_series
from processes import children

from sourcerer.core.errors import OutOfMemory, WorkerFailed
from sourcerer.core.jobs import ClassifyJob, SamplesJob, TrainJob
from sourcerer.core.protocol import Progress
from sourcerer.sourcerer_plugin.warm_workers import WarmWorkers
from sourcerer.sourcerer_plugin.worker_client import WorkerError, run_job

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the limit of another process is set as Linux has it"
)
ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"
SIZES = Sizes(fields=40, field_px=10)
ROOM_BYTES = 24 * 2**20
"""What a starved worker may still take: too little for what each of these jobs does next."""


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """100,000 labelled pixels, whose series take 60 MB; no step can do without further memory."""
    folder = tmp_path_factory.mktemp("large")
    write_series(folder / "images", SIZES, season_days(12))
    write_labels(folder / "labels.gpkg", SIZES, SIZES.fields**2)
    write_labels(folder / "few.gpkg", SIZES, 10)
    return folder


@pytest.fixture(scope="module")
def model(large):
    path = str(large / "m.safetensors")
    job = TrainJob(**labelled(large, "few"), updates=5, holdout=0, output=path)
    run_job(PYTHON, job, lambda event: None)
    return path


def labelled(folder, which="labels"):
    return {
        "series": (str(folder / "images"),),
        "polygons": str(folder / f"{which}.gpkg"),
        "field": "crop",
    }


def starve(job, phase, workers=None):
    """Run a job whose worker gets little more from a phase on; the error that comes of it."""
    word, starved = "run" if workers is None else "serve", []

    def listen(event):
        if isinstance(event, Progress) and event.phase.startswith(phase) and not starved:
            (worker,) = children(word)
            (pages, *_) = Path(f"/proc/{worker}/statm").read_text().split()
            most = int(pages) * resource.getpagesize() + ROOM_BYTES
            resource.prlimit(worker, resource.RLIMIT_AS, (most, most))
            starved.append(worker)

    with pytest.raises((WorkerError, WorkerFailed)) as caught:
        run_job(PYTHON, job, listen, workers=workers)
    return caught.value


def check_is_told(error):
    """As want of memory with what to do, be it that a library ended the process for it."""
    assert getattr(error, "traceback", "") == ""
    assert error.code in (OutOfMemory.code, WorkerFailed.code)
    assert "memory" in error.hint
    assert "close other programs" in error.hint.lower()


def test_no_memory_for_samples(large, tmp_path):
    error = starve(SamplesJob(**labelled(large), output=str(tmp_path / "s.npz")), "Reading labels")
    check_is_told(error)
    assert list(tmp_path.iterdir()) == []


def test_no_memory_for_a_fit(large, tmp_path):
    job = TrainJob(**labelled(large), updates=5, output=str(tmp_path / "m.safetensors"))
    check_is_told(starve(job, "Fitting"))
    assert list(tmp_path.iterdir()) == []


def test_no_memory_for_a_map(large, model, tmp_path):
    job = ClassifyJob(series=(str(large / "images"),), model=model, output=str(tmp_path / "m.tif"))
    check_is_told(starve(job, "Mapping"))
    assert list(tmp_path.iterdir()) == []


def test_a_worker_without_memory_is_not_kept(large, tmp_path):
    workers, before = WarmWorkers(), children("serve")
    job = SamplesJob(**labelled(large), output=str(tmp_path / "s.npz"))
    try:
        check_is_told(starve(job, "Reading labels", workers))
        assert children("serve") == before
        assert run_job(PYTHON, job, lambda event: None, workers=workers).figures["n_labelled"]
    finally:
        workers.close()
