"""Where the worker's Python is looked for, and what is said where it is not."""

import json
import stat
import time
from pathlib import Path

import pytest

from sourcerer.core.errors import Cancelled, EnvironmentMissing, WorkerFailed
from sourcerer.core.jobs import InfoJob
from sourcerer.core.version import PROTOCOL, VERSION
from sourcerer.sourcerer_plugin import environment
from sourcerer.sourcerer_plugin.settings import WORKER_PYTHON, private_environment


@pytest.fixture
def program(tmp_path):
    """Makes a shell script that takes the place of a Python."""

    def make(body, path=tmp_path / "python"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return make


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A profile and a plugin folder without any environment."""
    monkeypatch.setattr(environment, "private_environment", lambda: tmp_path / "profile")
    monkeypatch.setattr(environment, "PLUGIN_FOLDER", tmp_path / "plugin")
    return tmp_path


def test_the_environment_beside_the_plugin_is_found(worker_python):
    assert environment.find_python() == worker_python


def test_the_private_one_comes_before_it_and_the_users_choice_before_both(elsewhere, program):
    beside = program("", elsewhere / "plugin" / ".venv" / "bin" / "python")
    assert environment.find_python() == beside
    private = program("", elsewhere / "profile" / "bin" / "python")
    assert environment.find_python() == private
    WORKER_PYTHON.write(str(program("")))
    assert environment.find_python() == elsewhere / "python"


def test_a_choice_that_is_gone_is_not_passed_over_in_silence(elsewhere, program):
    program("", elsewhere / "profile" / "bin" / "python")
    WORKER_PYTHON.write("/nowhere/python")
    with pytest.raises(EnvironmentMissing, match="/nowhere/python, is not there"):
        environment.find_python()


def test_no_environment_names_the_places_and_the_way_out(elsewhere):
    with pytest.raises(EnvironmentMissing) as caught:
        environment.find_python()
    assert str(elsewhere / "profile") in caught.value.message
    assert str(elsewhere / "plugin") in caught.value.message
    assert "Settings ▸ Options ▸ Sourcerer" in caught.value.hint


def test_the_private_environment_lies_in_the_profile(qgis_app):
    assert Path(qgis_app.qgisSettingsDirPath()) in private_environment().parents


def test_a_sound_environment_tells_its_versions_and_device(worker_python):
    health = environment.check(worker_python)
    assert set(health.libraries) == set(environment.LIBRARIES)
    assert all(version[0].isdigit() for version in health.libraries.values())
    assert health.executable == worker_python
    first, *others = health.lines()
    assert first.startswith(f"Python {health.python}: torch {health.libraries['torch']}, numpy ")
    assert others[0] == f"Device: {health.device}"


def test_gpus_are_told_with_their_memory_or_with_what_ails_them(program):
    answer = {
        "python": "3.12.1",
        "libraries": {"torch": "2.13.0+cu126"},
        "broken": {},
        "device": "NVIDIA H100",
        "gpus": [["NVIDIA H100", 85_000_000_000]],
        "trouble": "",
    }
    said = f"echo 'a warning'; echo '{environment.ANSWER}{{}}'"
    health = environment.check(program(said.replace("{}", json.dumps(answer))))
    assert health.lines()[1:] == ["Device: NVIDIA H100", "GPU: NVIDIA H100, 85.0 GB of memory"]
    answer.update(device="CPU", gpus=[], trouble="RuntimeError: no kernel image")
    health = environment.check(program(said.replace("{}", json.dumps(answer))))
    assert health.lines()[-1] == "The GPU cannot be used: RuntimeError: no kernel image"


def test_every_library_that_is_missing_is_named(tmp_path):
    with pytest.raises(EnvironmentMissing) as caught:
        environment.check(Path("/usr/bin/python3"), ("json", "alpha", "beta"))
    assert "alpha (ModuleNotFoundError" in caught.value.message
    assert "beta (ModuleNotFoundError" in caught.value.message
    assert "json" not in caught.value.message
    assert "Settings ▸ Options ▸ Sourcerer" in caught.value.hint


def test_a_check_can_be_cancelled(program):
    started = time.monotonic()
    with pytest.raises(Cancelled):
        environment.check(program("sleep 30"), is_cancelled=lambda: True)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("echo 'ModuleNotFoundError: No module named torch' >&2; exit 1", "No module named torch"),
        ("echo hello", "does not work"),
        ("sleep 30", r"no answer within 0\.5 seconds"),
        (f"echo '{environment.ANSWER}[]'", "does not work"),
    ],
)
def test_a_broken_environment_is_named(program, monkeypatch, body, said):
    monkeypatch.setattr(environment, "CHECK_TIMEOUT_S", 0.5)
    with pytest.raises(EnvironmentMissing, match=said):
        environment.check(program(body))


@pytest.mark.parametrize(("check_exit", "error"), [(1, EnvironmentMissing), (0, WorkerFailed)])
def test_a_worker_that_breaks_is_traced_to_its_environment(program, check_exit, error):
    """The script dies as a worker; asked for its libraries it says that they are there, or not."""
    sound = {"python": "3", "libraries": {}, "broken": {}, "device": "", "gpus": [], "trouble": ""}
    sound = f"echo '{environment.ANSWER}{json.dumps(sound)}'"
    answer = sound if check_exit == 0 else "echo 'No module named torch' >&2"
    WORKER_PYTHON.write(
        str(
            program(f"""
        case "$*" in *core*) exit 3;; esac
        {answer}; exit {check_exit}
    """)
        )
    )
    with pytest.raises(error):
        environment.run_in_worker(InfoJob("/x"), print, lambda: False, print)


def test_a_known_error_is_not_mistaken_for_a_broken_environment(program):
    hello = f'{{"event": "hello", "protocol": {PROTOCOL}, "version": "{VERSION}"}}'
    error = '{"event": "error", "code": "labels", "message": "no field", "hint": ""}'
    WORKER_PYTHON.write(str(program(f"echo '{hello}'; echo '{error}'; exit 1")))
    with pytest.raises(Exception, match="no field"):
        environment.run_in_worker(InfoJob("/x"), print, lambda: False, print)
