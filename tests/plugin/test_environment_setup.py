"""The private environment made for real, from tiny wheels that the tests write themselves."""

import contextlib
import hashlib
import os
import re
import shutil
import socket
import stat
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsNetworkAccessManager
from qgis.PyQt.QtNetwork import QNetworkProxy
from tiny_environment import BASE, own_profile, quick_base, tiny_plan, wheel

from sourcerer.core.errors import Cancelled, CannotWrite, EnvironmentMissing, JobError
from sourcerer.sourcerer_plugin.environment import python_in
from sourcerer.sourcerer_plugin.environments import gpu_driver
from sourcerer.sourcerer_plugin.environments import place as environment_place
from sourcerer.sourcerer_plugin.environments import probe as environment_probe
from sourcerer.sourcerer_plugin.environments import setup as environment_setup
from sourcerer.sourcerer_plugin.environments.child_process import run_program
from sourcerer.sourcerer_plugin.environments.gpu_driver import Build, Driver, builds, find_driver
from sourcerer.sourcerer_plugin.environments.pip_failure import is_unavailable, what_to_do
from sourcerer.sourcerer_plugin.environments.pip_progress import PipProgress
from sourcerer.sourcerer_plugin.environments.place import alone, remove, sweep, thrown_away
from sourcerer.sourcerer_plugin.environments.probe import interpreter_in, look, probe
from sourcerer.sourcerer_plugin.environments.proxy import proxy_variables
from sourcerer.sourcerer_plugin.environments.setup import OnlyABase, adopt, create, is_outdated
from sourcerer.sourcerer_plugin.settings import WORKER_PYTHON

CANCEL_S = 2.0


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    return own_profile(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    return quick_base(tmp_path_factory.mktemp("base"))


@pytest.fixture
def plan(place, tmp_path, base):
    return tiny_plan(tmp_path, base)


@pytest.fixture
def wheels(plan):
    return plan.wheels


class Listener:
    """Takes what `create` tells, and cancels where a test wants it to."""

    def __init__(self, cancel_at=None):
        self.phases, self.lines = [], []
        self._cancel_at = cancel_at
        self.cancelled_at = self.ended_at = None

    def advance(self, phase, fraction):
        self.phases.append((phase, fraction))
        self._consider(phase)

    def say(self, line):
        self.lines.append(line)
        self._consider(line)

    def _consider(self, text):
        if self._cancel_at and self._cancel_at in text and self.cancelled_at is None:
            self.cancelled_at = time.monotonic()

    def is_cancelled(self):
        # Half a second later, so that the step is well under way.
        return self.cancelled_at is not None and time.monotonic() > self.cancelled_at + 0.5


def make(plan, listener=None):
    """As the plugin does it: make it, then sweep what was thrown away."""
    listener = listener or Listener()
    try:
        return create(plan, listener.advance, listener.say, listener.is_cancelled)
    finally:
        listener.ended_at = time.monotonic()
        sweep(plan.place)


def beside(place):
    return sorted(path.name for path in place.parent.iterdir()) if place.parent.exists() else []


def processes_that_mention(text):
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(text).encode() in entry.read_bytes():
                found.append(entry)
    return found


# --- Making it ----------------------------------------------------------------------------------


def test_made_from_a_folder_of_wheels_and_renamed_to_its_place_it_works(plan, place):
    WORKER_PYTHON.write("/another/python")
    listener = Listener()
    health = make(replace(plan, base=BASE), listener)
    assert health.libraries == {"alpha": "1.0", "beta": "2.5"}
    assert health.executable == place / "bin" / "python"
    assert health.python == BASE.version
    assert beside(place) == ["environment"]
    assert not (place / "tmp").exists()
    assert WORKER_PYTHON.read() == ""
    assert any("Installing collected packages" in line for line in listener.lines)
    assert listener.phases[0][0].startswith("Step 1 of 3")
    assert any(phase.startswith("Step 2 of 3") for phase, _ in listener.phases)
    fractions = [fraction for _, fraction in listener.phases]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1

    prefix, file = said(place, "-c", "import sys, alpha; print(sys.prefix, alpha.__file__)")
    assert prefix == str(place)
    assert Path(file).is_relative_to(place)
    assert "alpha" in said(place, "-m", "pip", "list")
    assert said(place, "-c", "from importlib.util import find_spec; print(find_spec('qgis'))") == [
        "None"
    ]

    assert is_outdated(place), "it was made from the test's own requirements"
    (place / environment_setup.MARKER).unlink()
    assert not is_outdated(place)


def said(place, *arguments):
    command = [place / "bin" / "python", "-E", "-s", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def test_pip_that_fails_tells_why_and_nothing_is_left(plan, place, wheels):
    (wheels / "beta-2.5-py3-none-any.whl").unlink()
    with pytest.raises(EnvironmentMissing, match=r"(?s)could not install.*beta") as caught:
        make(plan)
    assert "lacks beta" in caught.value.hint
    assert BASE.version in caught.value.hint
    assert not place.parent.exists()


def test_a_library_that_does_not_start_is_named_and_nothing_is_left(plan, place, wheels):
    wheel(wheels, "beta", "2.5", code="raise OSError('libgomp.so.1 is not there')")
    with pytest.raises(EnvironmentMissing, match=r"libgomp\.so\.1 is not there"):
        make(plan)
    assert not place.parent.exists()


def test_a_folder_without_wheels_is_refused_with_the_command_that_fills_it(plan, tmp_path, place):
    (tmp_path / "empty").mkdir()
    with pytest.raises(JobError, match="holds no wheels") as caught:
        make(replace(plan, wheels=tmp_path / "empty"))
    assert "pip download" in caught.value.hint
    assert not place.parent.exists()


def test_a_disk_too_small_is_refused_before_anything_is_written(plan, place):
    with pytest.raises(CannotWrite, match=r"1300000\.0 GB") as caught:
        make(replace(plan, build=Build("CPU", ("cpu",), 10**15)))
    assert "GB of free space" in caught.value.message
    assert not place.parent.exists()


def test_a_place_where_nothing_can_be_written(plan, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotWrite, match="cannot be made"):
        make(replace(plan, place=tmp_path / "file" / "environment"))


def test_one_at_a_time_works_on_it(plan, place):
    with alone(place), pytest.raises(CannotWrite, match="Another window"):
        make(plan)


# --- Cancelling it ------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["Step 1 of 3", "Step 3 of 3"])
def test_cancelled_at_a_step_nothing_is_left(plan, place, wheels, step):
    wheel(wheels, "beta", "2.5", code="import time; time.sleep(60)")
    listener = Listener(cancel_at=step)
    with pytest.raises(Cancelled):
        make(replace(plan, base=BASE) if "1" in step[:6] else plan, listener)
    assert listener.ended_at - listener.cancelled_at < 0.5 + CANCEL_S
    assert not place.parent.exists()
    assert not processes_that_mention(place)


def test_cancelled_while_pip_waits_for_the_network_pip_is_gone(plan, place, monkeypatch):
    """The server takes the question and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/simple"
        monkeypatch.setenv("PIP_INDEX_URL", address)
        asked = threading.Event()
        held = []

        def accept():
            held.append(server.accept()[0])
            asked.set()

        threading.Thread(target=accept, daemon=True).start()
        started = []

        def cancelled():
            if asked.is_set():
                started.append(time.monotonic())
            return asked.is_set()

        listener = Listener()
        with pytest.raises(Cancelled):
            create(replace(plan, wheels=None), listener.advance, listener.say, cancelled)
        assert time.monotonic() - started[0] < CANCEL_S
        sweep(place)
        held[0].close()
    assert not place.parent.exists()
    assert not processes_that_mention(place)


def test_a_stopped_program_takes_its_children_along(tmp_path):
    marker = f"97{os.getpid()}"
    with pytest.raises(TimeoutError):
        run_program(
            ["/bin/sh", "-c", f"sleep {marker} & sleep {marker}"],
            tmp_path,
            dict(os.environ),
            timeout_s=0.5,
        )
    time.sleep(0.1)
    assert not processes_that_mention(f"sleep\0{marker}")


# --- Repairing and removing it ------------------------------------------------------------------


def test_repaired_it_is_new(plan, place):
    make(plan)
    (place / "rubbish").write_text("")
    shutil.rmtree(next(place.glob("lib/*/site-packages/alpha")))
    assert make(plan).libraries["alpha"] == "1.0"
    assert not (place / "rubbish").exists()
    assert beside(place) == ["environment"]


def test_a_repair_that_fails_leaves_the_old_one(plan, place, wheels):
    (place / "bin").mkdir(parents=True)
    (place / "bin" / "python").write_text("as it was")
    (wheels / "beta-2.5-py3-none-any.whl").unlink()
    with pytest.raises(EnvironmentMissing):
        make(plan)
    assert (place / "bin" / "python").read_text() == "as it was"
    assert beside(place) == ["environment"]


def test_what_a_crash_left_is_cleared_away(plan, place):
    for name in ("environment.new", "environment.trash-1"):
        (place.with_name(name) / "lib").mkdir(parents=True)
    make(plan)
    assert beside(place) == ["environment"]


def test_removed_it_is_gone_and_the_profile_too_if_empty(place):
    (place / "lib" / "folder").mkdir(parents=True)
    (place / "lib" / "file").write_text("")
    (place / "lib64").symlink_to("lib")
    remove(place)
    assert not place.exists()
    assert len(thrown_away(place)) == 1
    sweep(place, lambda: True)
    assert len(thrown_away(place)) == 1, "a sweep can be cancelled"
    sweep(place)
    assert not place.parent.exists()
    remove(place)  # none is there: nothing to do
    (place / "lib").mkdir(parents=True)
    (place.parent / "models").mkdir()
    remove(place)
    sweep(place)
    assert beside(place) == ["models"]


def test_one_that_cannot_be_moved_stays(place, monkeypatch):
    """As on Windows while a run uses it."""
    (place / "lib").mkdir(parents=True)
    monkeypatch.setattr(environment_place, "RENAME_PAUSE_S", 0)

    def refuse(source, target):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(CannotWrite, match="in use") as caught:
        remove(place)
    assert "no run of Sourcerer uses it" in caught.value.hint
    assert (place / "lib").exists()


# --- Hashes -------------------------------------------------------------------------------------


@pytest.fixture
def hashed_plan(plan, wheels, monkeypatch):
    """From an index rather than a folder that the user names: as pip is configured."""
    monkeypatch.setenv("PIP_FIND_LINKS", wheels.as_uri())
    here, elsewhere = 'python_version >= "3"', 'python_version < "3"'
    plan.hashes.write_text(
        "".join(
            f"{file.name.split('-')[0]}=={file.name.split('-')[1]} ; {here} \\\n"
            f"    --hash=sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}\n"
            for file in wheels.glob("*.whl")
        )
        + f"gamma==1.0 ; {elsewhere} --hash=sha256:{'0' * 64}\n"
    )
    return replace(plan, wheels=None)


def test_packages_with_their_hashes_are_installed(hashed_plan):
    listener = Listener()
    assert make(hashed_plan, listener).libraries == {"alpha": "1.0", "beta": "2.5"}
    assert any(line.startswith("Successfully installed alpha") for line in listener.lines)
    assert not any("gamma" in line for line in listener.lines), "what another Python needs"
    fractions = [fraction for _, fraction in listener.phases]
    assert fractions == sorted(fractions)


def test_a_package_that_was_replaced_on_the_way_is_refused(hashed_plan, wheels, place, tmp_path):
    ran = tmp_path / "ran"
    wheel(wheels, "beta", "2.5", code=f"open({str(ran)!r}, 'w')")
    with pytest.raises(EnvironmentMissing, match=r"(?s)could not install.*beta==2\.5") as caught:
        make(hashed_plan)
    assert "replaced on the way" in caught.value.hint
    assert not ran.exists()
    assert not place.parent.exists()


def test_a_package_that_has_no_hash_is_refused(hashed_plan, wheels, place):
    wheel(wheels, "alpha", requires=["beta", "delta"])
    wheel(wheels, "delta")
    hashes = hashed_plan.hashes.read_text()
    new = hashlib.sha256((wheels / "alpha-1.0-py3-none-any.whl").read_bytes()).hexdigest()
    hashed_plan.hashes.write_text(re.sub(r"(alpha==.*\n.*sha256:)\w+", rf"\g<1>{new}", hashes))
    with pytest.raises(EnvironmentMissing, match="delta"):
        make(hashed_plan)
    assert not place.parent.exists()


def test_a_folder_of_wheels_may_hold_other_builds(hashed_plan, wheels):
    wheel(wheels, "beta", "2.5", code="# built in this house")
    assert make(replace(hashed_plan, wheels=wheels)).libraries["beta"] == "2.5"


# --- PyTorch and its index ----------------------------------------------------------------------


@pytest.fixture
def torch_plan(plan, tmp_path, monkeypatch):
    """Nothing but torch, from an index in a folder that has one build for CUDA and one for CPU."""
    index = tmp_path / "index"
    for folder, version in (("cu126", "0.7+cu126"), ("cpu", "0.7")):
        there = index / folder / "torch"
        wheel(there, "torch", version, code="cuda = None")
        file = next(there.glob("*.whl")).name
        (there / "index.html").write_text(f'<a href="{file.replace("+", "%2B")}">{file}</a>')
    (index / "cu132").mkdir()
    monkeypatch.setattr(environment_setup, "torch_index", lambda: (index.as_uri(), []))
    plan.requirements.write_text("torch==0.7\n")
    wheel(tmp_path / "configured", "torch", "0.7+cpu")
    return replace(plan, wheels=None, libraries=())


def installed_torch(place):
    return next(place.glob("lib/*/site-packages/torch-*.dist-info")).name


def test_cuda_takes_the_best_build_that_there_is(torch_plan, place):
    listener = Listener()
    make(replace(torch_plan, build=Build("CUDA", ("cu132", "cu126"), 1)), listener)
    assert installed_torch(place) == "torch-0.7+cu126.dist-info"
    assert any(phase.startswith("Step 3 of 4") for phase, _ in listener.phases)


def test_the_cpu_build_comes_as_pip_is_configured(torch_plan, place, tmp_path, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "configured"))
    make(torch_plan)
    assert installed_torch(place) == "torch-0.7+cpu.dist-info"


def test_or_from_pytorchs_own_index(torch_plan, place):
    make(torch_plan)
    assert installed_torch(place) == "torch-0.7.dist-info"


def test_no_build_for_this_python_says_so(torch_plan, place):
    with pytest.raises(EnvironmentMissing, match=r"torch==0\.7") as caught:
        make(replace(torch_plan, build=Build("CUDA", ("cu132",), 1)))
    assert f"for Python {BASE.version}" in caught.value.hint
    assert not place.parent.exists()


def test_the_builds_follow_the_driver():
    cpu = builds(Driver((0, 0), ""))
    assert [build.folders for build in cpu] == [("cpu",)]
    assert cpu[0].size_bytes == 1_600_000_000
    cuda, second = builds(Driver((12, 8), ""))
    assert cuda.folders == ("cu126",)
    assert cuda.size_bytes == 6_000_000_000
    assert second == cpu[0]
    assert builds(Driver((13, 0), ""))[0].folders[0] == "cu130"


# --- The driver ---------------------------------------------------------------------------------


@pytest.fixture
def program(tmp_path):
    """Makes a shell script."""

    def make(body, path=tmp_path / "bin" / "python3"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return path

    return make


@pytest.fixture
def nvidia_smi(tmp_path, program, monkeypatch):
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return lambda body: program(body, tmp_path / "bin" / "nvidia-smi")


@pytest.mark.parametrize(
    ("said", "cuda"),
    [
        ("Driver Version: 550.54  CUDA Version: 12.4 |", (12, 4)),
        ("KMD Version: 595.58  CUDA UMD Version: 13.2 |", (13, 2)),
    ],
)
def test_nvidia_smi_tells_the_cuda_version_and_the_gpu(nvidia_smi, said, cuda):
    nvidia_smi(f'case "$*" in *query*) echo "NVIDIA H100";; *) echo "{said}";; esac')
    driver = find_driver(BASE.path)
    assert driver.cuda == cuda
    assert driver.why == f"nvidia-smi offers CUDA {cuda[0]}.{cuda[1]} on NVIDIA H100"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("echo 'No devices were found'; exit 6", "No devices were found"),
        ("echo hello", "names no CUDA version"),
    ],
)
def test_an_nvidia_smi_that_fails_means_cpu(nvidia_smi, body, why):
    nvidia_smi(body)
    driver = find_driver(BASE.path)
    assert driver.cuda == (0, 0)
    assert why in driver.why


def test_without_nvidia_smi_the_library_is_asked(program, monkeypatch):
    monkeypatch.setattr(gpu_driver.shutil, "which", lambda name: None)
    asked = program("echo 12 8 NVIDIA RTX 4090")
    assert find_driver(asked).why == "libcuda offers CUDA 12.8 on NVIDIA RTX 4090"
    assert find_driver(program("exit 1")).cuda == (0, 0)
    assert "no NVIDIA graphics card" in find_driver(None).why


# --- The Python ---------------------------------------------------------------------------------


def test_all_is_found_that_is_said_beforehand(place):
    situation = look()
    assert situation.base.version == BASE.version
    assert situation.base.path != Path(sys.executable), "no virtual environment is taken"
    assert situation.place == place
    assert situation.free_bytes > 0
    assert situation.problem == ""
    assert situation.builds


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("echo '[[3, 9, 18], 64, \"\"]'", "is Python 3.9.18 with 64 bits"),
        ("echo '[[3, 12, 0], 32, \"\"]'", "with 32 bits"),
        ("echo '[[3, 12, 0], 64, \"No module named ensurepip\"]'", "No module named ensurepip"),
        ("echo hello", "does not work as a Python"),
        ("echo 'this is no Python' >&2; exit 3", "this is no Python"),
    ],
)
def test_a_python_that_cannot_make_environments_is_refused(program, body, said):
    with pytest.raises(EnvironmentMissing, match=said):
        probe(program(body))


def test_what_debian_lacks_is_named_with_the_command(program, nvidia_smi, tmp_path):
    program("", tmp_path / "bin" / "apt-get")
    with pytest.raises(EnvironmentMissing) as caught:
        probe(program("echo '[[3, 12, 0], 64, \"No module named ensurepip\"]'"))
    assert "sudo apt install python3.12-venv" in caught.value.hint


def test_the_first_python_that_works_is_taken(program, monkeypatch, tmp_path):
    old = program("echo '[[3, 9, 5], 64, \"\"]'", tmp_path / "old" / "python3")
    places = [tmp_path / "none", old, BASE.path]
    monkeypatch.setattr(environment_probe, "candidates", lambda: iter(places))
    assert look().base == BASE
    places.pop()
    situation = look()
    assert situation.base is None
    assert f"{old} is Python 3.9.5" in situation.problem
    assert "Install Python 3.11" in situation.problem
    places.clear()
    assert "No Python was found" in look().problem


def test_a_working_interpreter_that_the_user_names_is_taken(plan, place, tmp_path):
    make(plan)
    elsewhere = place.rename(tmp_path / "environment")
    for named in (elsewhere, python_in(elsewhere)):
        WORKER_PYTHON.write("")
        assert adopt(named, lambda: False, ("alpha",)).libraries == {"alpha": "1.0"}
        assert WORKER_PYTHON.read() == str(python_in(elsewhere))


def test_one_without_the_libraries_can_still_be_the_base():
    with pytest.raises(OnlyABase, match="alpha") as caught:
        adopt(BASE.path, lambda: False, ("alpha", "json"))
    assert caught.value.base == BASE
    assert "json" not in caught.value.message
    assert WORKER_PYTHON.read() == ""


def test_a_broken_one_is_refused(program):
    with pytest.raises(EnvironmentMissing, match="does not work as a Python") as caught:
        adopt(program("echo broken"), lambda: False)
    assert not isinstance(caught.value, OnlyABase)
    assert WORKER_PYTHON.read() == ""


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nowhere", "is not there"),
        ("qgis-bin", "does not begin with"),
        ("folder", "holds no Python environment"),
    ],
)
def test_what_is_no_interpreter_is_not_started(tmp_path, program, name, said):
    (tmp_path / "folder").mkdir()
    program(f"touch {tmp_path / 'started'}", tmp_path / "qgis-bin")
    with pytest.raises(EnvironmentMissing, match=said):
        interpreter_in(tmp_path / name)
    assert not (tmp_path / "started").exists()


# --- Proxy and pip's words ----------------------------------------------------------------------


@pytest.fixture
def network():
    manager = QgsNetworkAccessManager.instance()
    before = manager.fallbackProxy(), manager.excludeList(), manager.noProxyList()
    yield manager
    manager.setFallbackProxyAndExcludes(*before)


def test_the_proxy_of_qgis_reaches_pip(network):
    proxy = QNetworkProxy(
        QNetworkProxy.ProxyType.HttpProxy, "proxy.example.org", 8080, "ann", "p@ss:/%1"
    )
    network.setFallbackProxyAndExcludes(proxy, ["http://inside.example.org/x"], ["localhost"])
    address = "http://ann:p%40ss:%2F%251@proxy.example.org:8080"
    assert proxy_variables() == {
        "http_proxy": address,
        "https_proxy": address,
        "no_proxy": "inside.example.org,localhost",
    }


@pytest.mark.parametrize("kind", ["DefaultProxy", "NoProxy"])
def test_without_a_proxy_of_its_own_nothing_is_set(network, kind):
    proxy = QNetworkProxy(getattr(QNetworkProxy.ProxyType, kind))
    network.setFallbackProxyAndExcludes(proxy, [], [])
    assert proxy_variables() == {}


def test_pip_gets_the_variables_and_the_log_never_the_password(plan, program, monkeypatch):
    monkeypatch.setenv("HTTPS_PROXY", "http://old:1")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    body = 'echo "proxy $https_proxy$HTTPS_PROXY"; echo "target $PIP_TARGET"; exit 1'
    proxy = {"https_proxy": "http://ann:secret@proxy:8080"}
    listener = Listener()
    with pytest.raises(EnvironmentMissing) as caught:
        make(replace(plan, base=replace(BASE, path=program(body)), proxy=proxy), listener)
    assert listener.lines == ["proxy http://ann:***@proxy:8080", "target "]
    assert "secret" not in caught.value.message
    assert "***@proxy" in caught.value.message


@pytest.mark.parametrize(
    ("said", "offline", "hint"),
    [
        ("OSError: [Errno 28] No space left on device", False, "Free some space"),
        ("Missing dependencies for SOCKS support.", False, "SOCKS"),
        ("ProxyError('Cannot connect to proxy.')", False, "Check the proxy"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM …", False, "replaced on the way"),
        ("[SSL: CERTIFICATE_VERIFY_FAILED]", False, "PIP_CERT"),
        ("WARNING: Retrying (Retry(total=4", False, "Check the network"),
        ("ERROR: No matching distribution found for x==1", True, "lacks x==1"),
        ("ERROR: No matching distribution found for x==1", False, "no build of x==1"),
        ("PermissionError: [Errno 13] Permission denied", False, "right to write"),
        ("Segmentation fault", False, "Try again"),
    ],
)
def test_each_failure_of_pip_has_a_way_out(said, offline, hint):
    assert hint in what_to_do([said], offline, "3.11.2")


def test_a_build_that_is_not_there_is_told_from_a_network_that_is_not():
    missing = "ERROR: No matching distribution found for torch==1"
    assert is_unavailable([missing])
    assert not is_unavailable(["Failed to establish a new connection", missing])
    assert not is_unavailable(["ERROR: something else"])


def test_how_far_pip_is_follows_its_files(tmp_path):
    temporary, packages = tmp_path / "tmp", tmp_path / "site-packages"
    (packages / "pip-1.dist-info").mkdir(parents=True)
    progress = PipProgress(temporary, packages)
    assert progress.look() == (0, "looking for packages")
    progress.hear("Collecting torch==2.0")
    progress.hear("  Downloading https://x.org/whl/torch-2.0-py3-none-any.whl (200.0 MB)")
    unpack = temporary / "pip-unpack-abc"
    unpack.mkdir(parents=True)
    with (unpack / "torch-2.0-py3-none-any.whl").open("wb") as file:
        file.truncate(100_000_000)
    share, doing = progress.look()
    assert doing == "downloading torch: 100 of 200 MB"
    assert share == pytest.approx(0.6 * 0.5 / 12.5)
    for number in range(12):
        progress.hear(f"Collecting package{number}")
    assert progress.look()[0] == pytest.approx(0.3)
    progress.hear("Installing collected packages: alpha, beta, torch, x")
    (packages / "alpha-1.dist-info").mkdir()
    assert progress.look() == (pytest.approx(0.7), "unpacking, 1 of 4")
    (packages / "alpha-1.dist-info").rmdir()  # to be replaced by a newer one
    assert progress.look() == (pytest.approx(0.7), "unpacking, 1 of 4")
