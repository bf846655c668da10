"""Workers that die, stutter or are orphaned: a clear end, nothing left, and the next run works.

What a worker may say wrong is in tests/worker/test_worker_client.py; here the real one is hurt.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from processes import children, is_running

from sourcerer.core.errors import WorkerFailed
from sourcerer.core.jobs import SamplesJob, TrainJob
from sourcerer.core.protocol import Hello, Progress, encode
from sourcerer.sourcerer_plugin.worker_client import run_job

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"
GONE_S = 3.0
"""A worker whose QGIS was killed is gone after so long."""


@pytest.fixture
def labelled(scene):
    return {"series": (str(scene.folder),), "polygons": str(scene.polygons), "field": "crop"}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "out"
    made.mkdir()
    return made


def test_a_worker_that_crashes_in_a_fit_is_named_and_leaves_nothing(labelled, folder):
    """As a broken driver ends it; then the next run works."""
    job = TrainJob(**labelled, updates=100_000, output=str(folder / "m.safetensors"))

    def hurt(event):
        if isinstance(event, Progress) and event.phase.startswith("Fitting"):
            (worker,) = children("core")
            os.kill(worker, signal.SIGSEGV)

    with pytest.raises(WorkerFailed, match="signal 11, SIGSEGV"):
        run_job(PYTHON, job, hurt)
    assert list(folder.iterdir()) == []
    run_job(PYTHON, SamplesJob(**labelled, output=str(folder / "s.npz")), lambda event: None)
    assert [path.name for path in folder.iterdir()] == ["s.npz"]


PARENT = """
import sys
from pathlib import Path
from sourcerer.core.jobs import job_from_json
from sourcerer.core.protocol import Progress
from sourcerer.sourcerer_plugin.worker_client import run_job
def tell(event):
    if isinstance(event, Progress) and event.phase.startswith("Fitting"):
        print("fitting", flush=True)
run_job(sys.argv[1], job_from_json(Path(sys.argv[2]).read_text()), tell)
"""


def test_a_worker_whose_qgis_is_killed_is_gone_within_three_seconds(labelled, folder, tmp_path):
    job = TrainJob(**labelled, updates=100_000, output=str(folder / "m.safetensors"))
    (tmp_path / "job.json").write_text(job.to_json())
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(PYTHON), str(tmp_path / "job.json")],
        env={**os.environ, "PYTHONPATH": str(ROOT / ".plugins")},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert parent.stdout.readline() == "fitting\n"
        (task,) = Path(f"/proc/{parent.pid}/task").glob(str(parent.pid))
        workers = [int(pid) for pid in (task / "children").read_text().split()]
        assert len(workers) == 1
    finally:
        parent.kill()
        parent.wait()
        parent.stdout.close()
    deadline = time.monotonic() + GONE_S
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(is_running, workers))
    assert list(folder.iterdir()) == []


def test_two_runs_at_once_on_one_output_leave_a_whole_one(labelled, folder):
    """As two QGIS would: each writes beside the place, the last one stays."""
    job = SamplesJob(**labelled, output=str(folder / "s.csv"))
    outcomes = []
    runs = [
        threading.Thread(
            target=lambda: outcomes.append(run_job(PYTHON, job, lambda event: None))
        )
        for _ in range(2)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [outcome.figures for outcome in outcomes] == [{"n_labelled": 256}] * 2
    assert [path.name for path in folder.iterdir()] == ["s.csv"]
    assert len((folder / "s.csv").read_text().splitlines()) == 257


@pytest.fixture
def played(tmp_path):
    """A program in the worker's place that writes some bytes to stdout and ends."""

    def make(said, before_s=0.0):
        path = tmp_path / "python"
        path.write_text(
            f"#!{sys.executable}\nimport sys, time\ntime.sleep({before_s})\n"
            f"sys.stdout.buffer.write({said!r})\n"
        )
        path.chmod(0o755)
        return path

    return make


HELLO = encode(Hello()).encode()
RESULT = b'{"event": "result", "summary": "done"}'


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (HELLO + RESULT[:20], "not part of its protocol"),
        (HELLO[:10], "not part of its protocol"),
        (b"", "ended without a result"),
        (HELLO, "ended without a result"),
        (HELLO + b"[" * 100_000 + b"\n", "not part of its protocol"),
    ],
    ids=["half a result", "half a greeting", "silence", "greeting alone", "deep"],
)
def test_half_a_line_and_less_is_an_error(played, labelled, folder, said, message):
    job = SamplesJob(**labelled, output=str(folder / "s.csv"))
    with pytest.raises(WorkerFailed, match=message):
        run_job(played(said), job, lambda event: None)


def test_a_slow_start_and_a_last_line_without_its_end_are_no_faults(played, labelled, folder):
    job = SamplesJob(**labelled, output=str(folder / "s.csv"))
    assert run_job(played(HELLO + RESULT, 1.5), job, lambda event: None).summary == "done"
