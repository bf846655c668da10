"""A map in pieces: what was stopped goes on, and comes out the same byte for byte."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
import rasterio
from scenes import write_image

from core.errors import Cancelled, CannotWrite, EnvironmentMissing, JobError, UnreadableFile
from core.jobs import ClassifyJob, Companion
from core.running import run

ROOT = Path(__file__).parents[2]
N_PIECES = 6


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """256 × 384 px: 6 pieces of 4 windows of 64 px. Noisy, so doubtful; each date has a gap."""
    folder = tmp_path_factory.mktemp("images")
    random = np.random.default_rng(3)
    for step in range(12):
        day = date(2020, 1, 1) + timedelta(days=30 * step)
        west = 3000 * np.exp(-(((step - 4) / 2) ** 2))
        east = 3000 * np.exp(-(((step - 8) / 2) ** 2))
        share = np.linspace(0, 1, 384)
        values = 1000 + west * (1 - share) + east * share + random.normal(0, 500, (2, 256, 384))
        values = np.maximum(values, 1)
        values[:, 8 * step : 8 * step + 20, 40:200] = 0
        tiles = {"tiled": True, "blockxsize": 64, "blockysize": 64}
        write_image(folder / f"S2_{day:%Y%m%d}.tif", values, ["B04", "B08"], nodata=0, **tiles)
    return folder


def job_for(images, model, output, **more):
    return ClassifyJob(
        series=(str(images),),
        model=str(model),
        output=str(output),
        companions=tuple(Companion),
        memory=64,
        threads=1,
        device="cpu",
        **more,
    )


def contents(folder):
    """What each file of a run holds, by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def in_one_go(images, source_model, tmp_path_factory):
    """The map and its companions as a run without pieces writes them."""
    folder = tmp_path_factory.mktemp("in_one_go")
    run(job_for(images, source_model, folder / "map.tif"), Stopping(2))
    return contents(folder)


class Stopping:
    """A reporter that stops the run at a fraction."""

    def __init__(self, at):
        self.at, self.messages = at, []

    def progress(self, phase, fraction):
        if fraction > self.at:
            raise Cancelled("The run was cancelled.")

    def log(self, message, level="info"):
        self.messages.append(message)

    def device(self, name):
        pass

    def measure(self, series, x, y):
        pass


@pytest.fixture(scope="module")
def half_way(images, source_model, tmp_path_factory):
    """A job that was stopped half way."""
    folder = tmp_path_factory.mktemp("half_way")
    (folder / "map").mkdir()
    job = job_for(images, source_model, folder / "map" / "map.tif", pieces=str(folder / "pieces"))
    with pytest.raises(Cancelled):
        run(job, Stopping(0.5))
    return job


@pytest.fixture
def stopped(half_way, tmp_path):
    """The same with pieces and a folder of its own."""
    shutil.copytree(half_way.pieces, tmp_path / "pieces")
    shutil.copytree(Path(half_way.output).parent, tmp_path / "map")
    return replace(
        half_way, output=str(tmp_path / "map" / "map.tif"), pieces=str(tmp_path / "pieces")
    )


def pieces_of(job):
    return sorted(Path(job.pieces).glob("*.npz"))


def test_a_stopped_run_goes_on_to_the_same_bytes(stopped, in_one_go):
    target = Path(stopped.output).parent
    assert contents(target) == {}
    # 95 % of the work are windows: 13 of 24 are the first beyond a half, 3 pieces and a window
    assert len(pieces_of(stopped)) == 3
    settings = json.loads((Path(stopped.pieces) / "manifest.json").read_text())["settings"]
    assert (settings["device"], settings["memory"], settings["threads"]) == ("cpu", 64, 1)
    assert settings["precision"] in ("float32", "bfloat16")  # not what was asked for, auto
    reporter = Stopping(2)
    # what the first run settled holds, whatever the second one asks for
    result = run(replace(stopped, memory=2048, threads=0, device="auto"), reporter)
    assert f"3 of {N_PIECES} pieces were there before." in reporter.messages
    assert set(result.outputs) == {"map", "style", "confidence", "margin", "count", "next"}
    assert contents(target) == in_one_go
    assert not Path(stopped.pieces).exists()


def test_a_run_stopped_at_80_percent_makes_the_last_fifth_alone(
    images, source_model, in_one_go, tmp_path
):
    (tmp_path / "map").mkdir()
    output, pieces = str(tmp_path / "map" / "map.tif"), str(tmp_path / "pieces")
    job = job_for(images, source_model, output, pieces=pieces)
    with pytest.raises(Cancelled):
        run(job, Stopping(0.8))
    # 80 % of all are 84 % of the windows: 21 of 24, 5 pieces and a window
    assert len(pieces_of(job)) == 5
    reporter = Stopping(2)
    run(job, reporter)
    assert f"5 of {N_PIECES} pieces were there before." in reporter.messages
    assert contents(tmp_path / "map") == in_one_go


def test_a_killed_run_goes_on_to_the_same_bytes(images, source_model, in_one_go, tmp_path):
    target, pieces = tmp_path / "map", tmp_path / "pieces"
    target.mkdir()
    job = job_for(images, source_model, target / "map.tif", pieces=str(pieces))
    (tmp_path / "job.json").write_text(job.to_json())
    command = [sys.executable, "-m", "core", "run", str(tmp_path / "job.json")]
    child = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    n_made = kill_half_way(child, pieces)
    assert N_PIECES / 2 <= n_made < N_PIECES
    run(job, Stopping(2))
    unfinished = [path for path in target.iterdir() if path.name.startswith(".")]
    assert {
        path.name: path.read_bytes() for path in target.iterdir() if path not in unfinished
    } == in_one_go
    assert not pieces.exists()


def kill_half_way(child, pieces):
    """Kill a process once half of the pieces are there; returns how many there were then."""
    end_s = time.monotonic() + 300
    while time.monotonic() < end_s and child.poll() is None:
        if pieces.is_dir() and len(list(pieces.glob("[0-9]*.npz"))) >= N_PIECES / 2:
            child.kill()
            child.wait()
            break
        time.sleep(0.002)
    assert child.returncode == -9, child.stderr.read() if child.stderr else child.returncode
    return len(list(pieces.glob("[0-9]*.npz")))


def test_pieces_that_are_there_are_not_made_again(stopped):
    first = pieces_of(stopped)[0]
    assert first.name == "000000.npz"
    with np.load(first, allow_pickle=False) as content:
        arrays = {name: content[name] for name in content.files}
    arrays["values"][: 64 * 64] = 2  # of the first window
    np.savez_compressed(first, **arrays)
    run(stopped, Stopping(2))
    with rasterio.open(stopped.output) as dataset:
        assert (dataset.read(1)[:64, :64] == 2).all()


def test_pieces_of_another_map_are_refused(stopped, images):
    with pytest.raises(CannotWrite, match="least observations was 0, now it is 3"):
        run(replace(stopped, min_observations=3), Stopping(2))
    with pytest.raises(CannotWrite, match=r"part was .*, now it is .0, 0, 50, 100"):
        run(replace(stopped, extent=(500_000, 5_599_000, 500_500, 5_600_000)), Stopping(2))
    image = next(images.glob("*.tif"))
    state = image.stat()
    os.utime(image, ns=(state.st_atime_ns, state.st_mtime_ns + 10**9))
    try:
        with pytest.raises(CannotWrite, match=f"{image.name} was another file then"):
            run(stopped, Stopping(2))
    finally:
        os.utime(image, ns=(state.st_atime_ns, state.st_mtime_ns))


def test_a_folder_with_something_else_is_no_place_for_pieces(images, source_model, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to_anna.txt").write_text("Dear Anna")
    job = job_for(images, source_model, tmp_path / "map.tif", pieces=str(tmp_path / "letters"))
    with pytest.raises(CannotWrite, match="letters is not empty, and holds no pieces"):
        run(job, Stopping(2))
    assert (tmp_path / "letters" / "to_anna.txt").read_text() == "Dear Anna"


def test_a_broken_piece_is_named_and_the_others_are_kept(stopped):
    broken = pieces_of(stopped)[1]
    whole = broken.read_bytes()
    broken.write_bytes(whole[:2000] + b"\xff" * 500 + whole[2500:])
    with pytest.raises(UnreadableFile, match=broken.name):
        run(stopped, Stopping(2))
    broken.write_bytes(whole[:200])
    with pytest.raises(UnreadableFile, match=broken.name) as caught:
        run(stopped, Stopping(2))
    assert "Delete this file" in caught.value.hint
    assert len(pieces_of(stopped)) == N_PIECES
    broken.unlink()
    run(stopped, Stopping(2))
    assert Path(stopped.output).exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "cannot be read"),
        ('{"subject": 1, "settings": {}}', "lacks what the pieces belong to"),
        (None, "--threads is -1"),
    ],
)
def test_a_broken_manifest_is_an_error(stopped, text, message):
    manifest = Path(stopped.pieces) / "manifest.json"
    if text is None:
        content = json.loads(manifest.read_text())
        text = json.dumps({**content, "settings": {**content["settings"], "threads": -1}})
    manifest.write_text(text)
    with pytest.raises(UnreadableFile, match=message):
        run(stopped, Stopping(2))


def test_a_cluster_makes_the_same_bytes_with_a_worker_killed_half_way(
    images, source_model, in_one_go, tmp_path
):
    distributed = pytest.importorskip("distributed", reason="Dask is an optional dependency")
    target, pieces = tmp_path / "map", tmp_path / "map" / ".map.tif.pieces"
    target.mkdir()
    with distributed.LocalCluster(
        n_workers=0, processes=True, dashboard_address=None, local_directory=str(tmp_path)
    ) as cluster:
        workers = [start_worker(cluster.scheduler_address, tmp_path) for _ in range(2)]
        try:
            cluster.wait_for_workers(2, timeout=300)
            made = []
            killer = threading.Thread(
                target=lambda: made.append(kill_half_way(workers[0], pieces)), daemon=True
            )
            killer.start()
            job = job_for(
                images, source_model, target / "map.tif", scheduler=cluster.scheduler_address
            )
            reporter = Stopping(2)
            run(job, reporter)
            killer.join()
        finally:
            for worker in workers:
                worker.terminate()
                worker.wait()
    assert made, "no worker was killed before the map was whole"
    assert N_PIECES / 2 <= made[0] < N_PIECES
    assert any("2 workers" in message for message in reporter.messages)
    assert contents(target) == in_one_go


def start_worker(address, folder):
    """A worker process of one thread, with no nanny that would bring it to life again."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny"]
    command += ["--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_a_scheduler_that_is_not_there_is_an_error(images, source_model, tmp_path, monkeypatch):
    pytest.importorskip("distributed", reason="Dask is an optional dependency")
    monkeypatch.setattr("core.on_cluster._ANSWER_S", 1)
    job = job_for(images, source_model, tmp_path / "map.tif", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(JobError, match=r"--scheduler is tcp://127.0.0.1:9, where no scheduler"):
        run(job, Stopping(2))
    with pytest.raises(JobError, match="it must be tcp://HOST:PORT"):
        replace(job, scheduler="localhost").validate()


def test_a_python_without_dask_says_how_to_get_it(images, source_model, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    job = job_for(images, source_model, tmp_path / "map.tif", scheduler="tcp://127.0.0.1:8786")
    with pytest.raises(EnvironmentMissing, match="--scheduler needs Dask") as caught:
        run(job, Stopping(2))
    assert "pip install distributed" in caught.value.hint
