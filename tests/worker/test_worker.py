"""The worker as a real process: what it says, how it stops, that it never outlives its parent."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from itertools import count
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WAIT_S = 60


@pytest.fixture
def launch():
    """Starts a worker process with the words of a command; it ends with the test."""
    workers = []

    def started(*words):
        worker = subprocess.Popen(
            [sys.executable, "-E", "-s", "-u", "-m", "core", *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        workers.append(worker)
        return worker

    yield started
    for worker in workers:
        worker.kill()
        worker.wait()
        for stream in (worker.stdin, worker.stdout, worker.stderr):
            stream.close()


@pytest.fixture
def start(launch, tmp_path):
    """Start a worker on a job; its process ends with the test."""
    numbers = count()

    def run(job, text=None):
        path = tmp_path / f"job{next(numbers)}.json"
        path.write_text(text if text is not None else json.dumps(job))
        return launch("run", str(path))

    return run


def events_of(worker):
    """All events to the worker's end; its stdin stays open, since closing it means stop."""
    events = [json.loads(line) for line in worker.stdout]
    worker.wait(WAIT_S)
    return events


@pytest.fixture(scope="session")
def scene(tmp_path_factory):
    """A small example scene, made by the command."""
    folder = tmp_path_factory.mktemp("example") / "scene"
    subprocess.run(
        [sys.executable, "-m", "core", "example", "--output", str(folder), "--size", "48"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return folder


@pytest.fixture
def train_job(scene, tmp_path):
    (source,) = scene.glob("source_*")
    return {
        "command": "train",
        "series": [str(source)],
        "polygons": str(source / "parcels.gpkg"),
        "field": "crop",
        "updates": 40,
        "threads": 1,
        "output": str(tmp_path / "out" / "m.safetensors"),
    }


def long_job(train_job, tmp_path):
    (tmp_path / "out").mkdir()
    return {**train_job, "updates": 100_000}


def wait_for(worker, phase):
    """Read events until a phase has begun."""
    for line in worker.stdout:
        event = json.loads(line)
        if event["event"] == "progress" and event["phase"].startswith(phase):
            return
    pytest.fail(worker.stderr.read())


def test_hello_progress_log_result_and_nothing_else(start, train_job, tmp_path):
    (tmp_path / "out").mkdir()
    events = events_of(start(train_job))
    kinds = [event["event"] for event in events]
    assert kinds[0] == "hello"
    assert events[0]["protocol"] == 2
    assert kinds[-1] == "result"
    assert kinds.count("result") == 1
    assert set(kinds[1:-1]) == {"progress", "log", "device", "measure"}
    fractions = [event["fraction"] for event in events if event["event"] == "progress"]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    (device,) = (event for event in events if event["event"] == "device")
    assert device["name"] == "CPU, 1 thread"
    measures = [event for event in events if event["event"] == "measure"]
    accuracies = [event for event in measures if event["series"] == "accuracy"]
    assert (accuracies[0]["x"], accuracies[-1]["x"]) == (0, 40)
    assert all(0 <= event["y"] <= 1 for event in accuracies)
    losses = [event["x"] for event in measures if event["series"] == "loss"]
    begun = [n for n in range(1, len(losses)) if losses[n] <= losses[n - 1]]
    assert len(begun) == 1, "the final fit comes after the one that is assessed"
    assert losses[begun[0] - 1] == 40
    assert losses[-1] >= 40  # one pass over all labels may take more
    result = events[-1]
    assert Path(result["outputs"]["model"]).is_file()
    assert 0 <= result["figures"]["overall_accuracy"] <= 1


@pytest.mark.parametrize(
    ("text", "code", "fragment"),
    [
        ("{", "job", "not valid JSON"),
        ("[]", "job", "a JSON object"),
        ('{"command": "dance"}', "job", "Unknown command 'dance'"),
        ('{"command": "info", "path": "x", "colour": 1}', "job", "does not know colour"),
        ('{"command": "info", "path": 5}', "job", "must be text"),
        ('{"command": "info", "path": "gone.safetensors"}', "unreadable-file", "gone.safetensors"),
    ],
)
def test_a_bad_job_is_an_error_event(start, text, code, fragment):
    worker = start(None, text)
    events = events_of(worker)
    assert [event["event"] for event in events] == ["hello", "error"]
    assert events[1]["code"] == code
    assert fragment in events[1]["message"]
    assert events[1]["traceback"] == ""
    assert worker.returncode == 1


def test_cancel_ends_the_run_and_leaves_nothing(start, train_job, tmp_path):
    worker = start(long_job(train_job, tmp_path))
    wait_for(worker, "Fitting")
    asked = time.monotonic()
    worker.stdin.write("cancel\n")
    worker.stdin.flush()
    events = events_of(worker)
    assert events[-1]["code"] == "cancelled"
    assert time.monotonic() - asked < 10
    assert worker.returncode == 1
    assert list((tmp_path / "out").iterdir()) == []


def test_terminating_leaves_nothing(start, train_job, tmp_path):
    worker = start(long_job(train_job, tmp_path))
    wait_for(worker, "Fitting")
    os.kill(worker.pid, signal.SIGTERM)
    events = events_of(worker)
    assert events[-1]["code"] == "cancelled"
    assert list((tmp_path / "out").iterdir()) == []


def test_the_worker_ends_with_its_parent(start, train_job, tmp_path):
    worker = start(long_job(train_job, tmp_path))
    wait_for(worker, "Fitting")
    worker.stdin.close()  # what the worker sees when its parent dies
    gone = time.monotonic()
    worker.wait(WAIT_S)
    assert time.monotonic() - gone < 5
    assert list((tmp_path / "out").iterdir()) == []


def test_what_libraries_print_does_not_reach_the_protocol():
    script = (
        "import os, sys; sys.argv = ['x']; from core.worker import _own_stdout;"
        "stream = _own_stdout(); print('a library'); os.write(1, b'C code\\n');"
        "stream.write('event\\n'); stream.flush()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "event\n"
    assert "a library" in done.stderr
    assert "C code" in done.stderr


@pytest.fixture
def serving(launch):
    """Starts a worker that serves."""
    return partial(launch, "serve")


def name_job(worker, job, folder):
    path = folder / f"job{time.monotonic_ns()}.json"
    path.write_text(json.dumps(job))
    worker.stdin.write(f"job {path}\n")
    worker.stdin.flush()


def events_of_job(worker):
    """To the outcome of the job that it is at."""
    events = []
    for line in worker.stdout:
        events.append(json.loads(line))
        if events[-1]["event"] in ("result", "error"):
            return events
    pytest.fail(worker.stderr.read())


def test_one_worker_serves_job_after_job_as_if_each_had_its_own(
    start, serving, train_job, tmp_path
):
    """After a failed and a cancelled job the same bytes come out as of a worker of its own."""
    (tmp_path / "out").mkdir()
    model = Path(train_job["output"])
    alone = events_of(start(train_job))
    expected = model.read_bytes()
    worker = serving()
    name_job(worker, {"command": "info", "path": "/nowhere"}, tmp_path)
    assert [event["event"] for event in events_of_job(worker)] == ["hello", "error"]
    name_job(worker, {**train_job, "updates": 100_000}, tmp_path)
    wait_for(worker, "Fitting")
    worker.stdin.write("cancel\ncancel\n")
    worker.stdin.flush()
    assert events_of_job(worker)[-1]["code"] == "cancelled"
    assert [path.name for path in model.parent.iterdir()] == [model.name]
    model.unlink()
    name_job(worker, train_job, tmp_path)
    events = events_of_job(worker)
    assert model.read_bytes() == expected
    assert events[-1]["figures"] == alone[-1]["figures"]
    assert [event["event"] for event in events].count("hello") == 1
    worker.stdin.close()
    assert worker.wait(WAIT_S) == 0


def test_a_serving_worker_ends_when_nothing_comes(serving):
    worker = serving("--idle", "0.1")
    assert worker.wait(WAIT_S) == 0
    assert worker.stdout.read() == ""


def test_a_serving_worker_that_is_told_to_end_does(serving, tmp_path):
    worker = serving()
    name_job(worker, {"command": "info", "path": "/nowhere"}, tmp_path)
    events_of_job(worker)
    worker.terminate()
    assert worker.wait(WAIT_S) == 0


def test_a_serving_worker_does_not_outlive_its_parent(serving, train_job, tmp_path):
    worker = serving()
    name_job(worker, long_job(train_job, tmp_path), tmp_path)
    wait_for(worker, "Fitting")
    worker.stdin.close()
    worker.wait(WAIT_S)
    assert not list((tmp_path / "out").iterdir())
