"""Images on a drive that is slow, or goes away in the middle of a run."""

import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from processes import children

from sourcerer.core.errors import Cancelled
from sourcerer.core.jobs import ClassifyJob
from sourcerer.core.protocol import Device, Progress
from sourcerer.sourcerer_plugin.worker_client import WorkerError, run_job

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv" / "bin" / "python"
COMPILER = shutil.which("cc")
WAIT_US = 5_000

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="reading is slowed as Linux has it"),
    pytest.mark.skipif(not COMPILER, reason="slowing a drive needs a C compiler"),
]


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    path = tmp_path_factory.mktemp("library") / "slow_drive.so"
    source = ROOT / "tests" / "support" / "slow_drive.c"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-o", path, source, "-ldl"], check=True)
    return path


@pytest.fixture
def drive(library, scene, tmp_path, monkeypatch):
    """The scene's images on a slow drive; the returned file, once there, takes the drive away."""
    images, gone = tmp_path / "drive", tmp_path / "gone"
    shutil.copytree(scene.folder, images)
    monkeypatch.setenv("LD_PRELOAD", str(library))
    monkeypatch.setenv("DRIVE", str(images))
    monkeypatch.setenv("DRIVE_WAIT_US", str(WAIT_US))
    monkeypatch.setenv("DRIVE_GONE", str(gone))
    return images, gone


def job_of(images, source_model, folder):
    folder.mkdir()
    return ClassifyJob(
        series=(str(images),), model=str(source_model), output=str(folder / "map.tif"), threads=1
    )


def test_a_slow_drive_makes_the_same_map(drive, scene, source_model, tmp_path, monkeypatch):
    slow = job_of(drive[0], source_model, tmp_path / "slow")
    run_job(PYTHON, slow, lambda event: None)
    monkeypatch.delenv("LD_PRELOAD")
    fast = job_of(scene.folder, source_model, tmp_path / "fast")
    run_job(PYTHON, fast, lambda event: None)
    assert Path(slow.output).read_bytes() == Path(fast.output).read_bytes()


def test_a_run_on_a_slow_drive_is_cancelled_at_once(drive, source_model, tmp_path, monkeypatch):
    """Each read takes longer than that: it does not wait for one to end."""
    monkeypatch.setenv("DRIVE_WAIT_US", "60000000")
    job, stop = job_of(drive[0], source_model, tmp_path / "out"), threading.Event()
    asked_s = []

    def ask():
        asked_s.append(time.monotonic())
        stop.set()

    def listen(event):
        if isinstance(event, Device):  # the libraries are loaded, the images come next
            threading.Timer(1, ask).start()

    with pytest.raises(Cancelled):
        run_job(PYTHON, job, listen, stop.is_set)
    assert time.monotonic() - asked_s[0] < 3
    assert not children("run")
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("phase", ["Reading", "Mapping"])
def test_a_drive_that_goes_away_is_told(drive, scene, source_model, tmp_path, phase):
    images, gone = drive
    job = job_of(images, source_model, tmp_path / "out")
    if phase == "Reading":
        gone.touch()

    def listen(event):
        if isinstance(event, Progress) and event.phase == phase:
            gone.touch()

    with pytest.raises(WorkerError) as caught:
        run_job(PYTHON, job, listen)
    assert "S2_2020" in str(caught.value)
    assert "cannot be read" in str(caught.value)
    assert not caught.value.traceback
    assert list((tmp_path / "out").iterdir()) == []
