"""The client alone, without QGIS: a worker that behaves badly is played by a small script."""

import os
import shlex
import stat
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from processes import is_running

from sourcerer.core.errors import Cancelled, EnvironmentMissing, WorkerFailed
from sourcerer.core.jobs import ExampleJob, InfoJob
from sourcerer.core.protocol import Hello, Log, Progress, Result
from sourcerer.core.version import PROTOCOL, VERSION
from sourcerer.sourcerer_plugin import worker_client
from sourcerer.sourcerer_plugin.worker_client import WorkerError, clean_environment, run_job

REAL = Path(__file__).resolve().parents[2] / ".venv" / "bin" / "python"
JOB = InfoJob(path="/nowhere")
PRELUDE = f"""
import json, os, pathlib, signal, subprocess, sys, time
def say(event, **more):
    print(json.dumps({{"event": event, **more}}), flush=True)
def hello():
    say("hello", protocol={PROTOCOL}, version={VERSION!r})
"""


@pytest.fixture
def fake(tmp_path):
    """Makes a program that takes the place of the worker's Python."""

    def make(body):
        path = tmp_path / "python"
        script = tmp_path / "played.py"
        script.write_text(PRELUDE + textwrap.dedent(body))
        command = shlex.join([sys.executable, str(script)])
        path.write_text(f'#!/bin/sh\nexec {command} "$@"\n')  # a shebang takes no spaces
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return make


def run(python, is_cancelled=lambda: False, job=JOB):
    """The outcome, and all that was heard before it."""
    heard, printed = [], []
    result = run_job(python, job, heard.append, is_cancelled, printed.append)
    return result, heard, printed


def test_events_arrive_in_order_and_the_result_is_returned(fake):
    result, heard, printed = run(
        fake("""
        hello()
        print("a library's warning", file=sys.stderr, flush=True)
        say("progress", phase="Reading", fraction=0.5)
        say("log", message="half", level="info")
        say("result", outputs={"map": "/m.tif"}, figures={"macro_f1": None}, summary="done")
    """)
    )
    assert result == Result({"map": "/m.tif"}, {"macro_f1": None}, "done")
    assert heard == [Hello(), Progress("Reading", 0.5), Log("half", "info")]
    assert printed == ["a library's warning"]


def test_the_worker_gets_the_job_the_folder_and_a_clean_environment(fake, tmp_path, monkeypatch):
    monkeypatch.setenv("PROJ_LIB", "")
    monkeypatch.setenv("PYTHONPATH", "/qgis/python")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setenv("SOURCERER_TEST", "kept")
    result, *_ = run(
        fake("""
        hello()
        job = pathlib.Path(sys.argv[-1])
        seen = {"argv": " ".join(sys.argv[1:-1]), "cwd": os.getcwd(), "job_file": str(job),
                "job": job.read_text(), "names": " ".join(os.environ)}
        say("result", outputs=seen)
    """)
    )
    seen = result.outputs
    assert seen["argv"] == "-E -s -u -m core run"
    assert Path(seen["cwd"], "core", "protocol.py").is_file()
    assert seen["job"] == JOB.to_json()
    assert not Path(seen["job_file"]).exists()
    names = seen["names"].split()
    assert "SOURCERER_TEST" in names
    assert not {"PROJ_LIB", "PYTHONPATH", "QT_QPA_PLATFORM"} & set(names)


def test_only_what_belongs_to_qgis_is_taken_out_of_the_environment():
    qgis = {
        name: "x"
        for name in (
            "PYTHONHOME",
            "QT_PLUGIN_PATH",
            "GDAL_DATA",
            "GDALPATH",
            "PROJ_DATA",
            "QGIS_PREFIX_PATH",
            "LD_LIBRARY_PATH",
            "GISBASE",
            "VIRTUAL_ENV",
        )
    }
    ours = {"PATH": "/bin", "HOME": "/home/me", "CUDA_VISIBLE_DEVICES": "0", "MY_PYTHON": "x"}
    assert clean_environment({**qgis, **ours}) == ours


def test_an_error_event_carries_code_message_and_hint(fake):
    python = fake("""
        hello()
        say("error", code="grid-mismatch", message="a.tif and b.tif differ", hint="Warp them.")
        sys.exit(1)
    """)
    with pytest.raises(WorkerError, match=r"a\.tif and b\.tif") as caught:
        run(python)
    assert (caught.value.code, caught.value.hint) == ("grid-mismatch", "Warp them.")
    assert caught.value.traceback == ""


def test_a_death_is_reported_with_exit_code_and_last_words(fake):
    python = fake("""
        hello()
        print("Traceback: no module named torch", file=sys.stderr)
        sys.exit(3)
    """)
    with pytest.raises(WorkerFailed, match=r"exit code 3[\s\S]*no module named torch"):
        run(python)


@pytest.mark.parametrize(
    ("last_words", "number"),
    [("", "SIGKILL"), ("LLVM ERROR: out of memory", "SIGABRT"), ("std::bad_alloc", "SIGABRT")],
    ids=["killed by the system", "ended by a library", "ended by C++"],
)
def test_a_death_of_want_of_memory_is_named_and_memory_suspected(fake, last_words, number):
    python = fake(
        f"hello(); print({last_words!r}, file=sys.stderr, flush=True)\n"
        f"os.kill(os.getpid(), signal.{number})"
    )
    with pytest.raises(WorkerFailed, match=number) as caught:
        run(python)
    assert "memory" in caught.value.hint


@pytest.mark.parametrize(
    "body",
    [
        "print('Hello, I am a library')",
        'hello(); print(\'{"event": "progress"}\')',
        "hello(); print('[1, 2]')",
        "hello(); sys.stdout.buffer.write(b'\\xff\\xfe\\n')",
        "hello(); sys.stdout.write('x' * 3_000_000)",
    ],
)
def test_garbage_on_stdout_is_an_error(fake, body):
    with pytest.raises(WorkerFailed, match="not part of its protocol"):
        run(fake(body + "; sys.stdout.flush(); time.sleep(60)"))


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("say('hello', protocol=999, version='9')", "protocol 999"),
        (f"say('hello', protocol={PROTOCOL}, version='0.0.9')", "is Sourcerer 0.0.9, QGIS has"),
        ("say('progress', phase='x', fraction=0)", "instead of 'hello'"),
        ("hello(); say('result'); say('result')", "last word"),
    ],
)
def test_another_protocol_is_refused(fake, body, message):
    with pytest.raises(WorkerFailed, match=message):
        run(fake(body))


def test_a_worker_that_never_greets_is_given_up(fake, monkeypatch):
    monkeypatch.setattr(worker_client, "HELLO_S", 0.5)
    with pytest.raises(WorkerFailed, match="said nothing"):
        run(fake("time.sleep(60)"))


def test_a_worker_that_lingers_after_its_result_is_ended(fake, monkeypatch):
    monkeypatch.setattr(worker_client, "FAREWELL_S", 0.5)
    result, *_ = run(fake("hello(); say('result', summary='whole'); time.sleep(60)"))
    assert result.summary == "whole"


def test_a_python_that_is_not_there_is_a_missing_environment(tmp_path):
    with pytest.raises(EnvironmentMissing, match="nowhere"):
        run(tmp_path / "nowhere")


def test_cancel_is_asked_for_in_the_protocols_word(fake):
    python = fake("""
        hello()
        word = sys.stdin.readline().strip()
        say("error", code="cancelled", message=f"heard {word}")
        sys.exit(1)
    """)
    with pytest.raises(Cancelled, match="heard cancel"):
        run(python, is_cancelled=lambda: True)


def test_a_deaf_worker_is_killed_with_its_children(fake, tmp_path, monkeypatch):
    monkeypatch.setattr(worker_client, "GRACE_S", 0.3)
    pids = tmp_path / "pids"
    python = fake(f"""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        child = subprocess.Popen(["sleep", "60"])
        pathlib.Path({str(pids)!r}).write_text(f"{{os.getpid()}} {{child.pid}}")
        hello()
        time.sleep(60)
    """)
    start = time.monotonic()
    with pytest.raises(Cancelled):
        run(python, is_cancelled=pids.exists)
    assert time.monotonic() - start < 10
    assert not any(is_running(int(pid)) for pid in pids.read_text().split())


def test_a_child_that_holds_the_pipe_does_not_hold_us(fake, tmp_path, monkeypatch):
    monkeypatch.setattr(worker_client, "GRACE_S", 0.3)
    result, *_ = run(
        fake("""
        hello()
        subprocess.Popen(["sleep", "5"], start_new_session=True)
        say("result", summary="done")
    """)
    )
    assert result.summary == "done"


def test_nothing_is_left_behind(fake, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    threads, pipes = threading.active_count(), n_open_files()
    for body in ("hello(); say('result')", "sys.exit(1)", "print('garbage')"):
        try:
            run(fake(body))
        except WorkerFailed:
            continue
    assert threading.active_count() == threads
    assert n_open_files() == pipes
    assert not list(tmp_path.glob("sourcerer-job-*"))


def test_a_listener_that_raises_stops_the_worker(fake, tmp_path):
    pid_file = tmp_path / "pid"
    python = fake(f"""
        pathlib.Path({str(pid_file)!r}).write_text(str(os.getpid()))
        hello()
        time.sleep(60)
    """)

    def listener(event):
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        run_job(python, JOB, listener)
    assert not is_running(int(pid_file.read_text()))


def test_the_real_worker_reports_a_known_error(tmp_path):
    with pytest.raises(WorkerError, match=r"nowhere\.tif") as caught:
        run(REAL, job=InfoJob(path=str(tmp_path / "nowhere.tif")))
    assert caught.value.code == "unreadable-file"


def test_the_real_worker_stops_when_asked_and_leaves_nothing(tmp_path):
    heard = []

    def after_some_progress():
        return any(isinstance(event, Progress) and event.fraction > 0 for event in heard)

    output = tmp_path / "scene"
    start = time.monotonic()
    with pytest.raises(Cancelled):
        run_job(REAL, ExampleJob(output=str(output), size=1000), heard.append, after_some_progress)
    assert time.monotonic() - start < 60, "the whole scene takes minutes"
    assert not list(tmp_path.iterdir())


def n_open_files():
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - nothing but names


def test_a_pipe_that_a_stranger_holds_does_not_delay_a_cancel(fake, tmp_path):
    ready = tmp_path / "ready"
    python = fake(f"""
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        hello()
        subprocess.Popen(["sleep", "8"], start_new_session=True)
        pathlib.Path({str(ready)!r}).touch()
        time.sleep(60)
    """)
    asked = []

    def is_cancelled():
        if ready.exists() and not asked:
            asked.append(time.monotonic())
        return bool(asked)

    with pytest.raises(Cancelled):
        run(python, is_cancelled=is_cancelled)
    assert time.monotonic() - asked[0] < 2
