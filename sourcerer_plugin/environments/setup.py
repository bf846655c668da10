"""Makes the private environment, and makes it anew. Knows no widget; blocks for minutes.

It is made beside its place and renamed when it is whole. A virtual environment stands that: only
its scripts hold absolute paths, and nothing here calls them (`python -m pip`).
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from ...core.errors import CannotWrite, EnvironmentMissing, JobError
from ...core.version import VERSION
from ..environment import LIBRARIES, Health, check, python_in
from ..messages import tr
from ..settings import WORKER_PYTHON, private_environment
from ..worker_client import clean_environment
from .child_process import Ended, IsCancelled, run_program
from .gpu_driver import REQUIREMENTS, Build, torch_index
from .pip_failure import is_unavailable, what_to_do
from .pip_progress import PipProgress
from .place import alone, free_bytes, put_in_place, throw_away
from .probe import (
    Base,
    interpreter_in,
    probe,
    venv_hint,
)

WORKER_REQUIREMENTS = REQUIREMENTS / "worker.txt"
WORKER_HASHES = REQUIREMENTS / "worker-linux-311.txt"
"""The same in full, with hashes; its lines say themselves for which Python they are."""
MARKER = "sourcerer.json"
"""In an environment that was finished: what it was made from."""
ROOM = 1.3
"""Times the environment's size while it is made: downloads lie beside what they hold."""
TAIL_LINES = 8
LOOK_EVERY_S = 0.5
MISLEADING = ("PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")
"""They would make pip install to another place."""
FOR_ANOTHER_PYTHON = "Ignoring "
"""What pip says of each line of the hashes that is not for this Python."""

_PASSWORD = re.compile(r"(://[^/\s:@]*):[^/\s@]+@")

Advance = Callable[[str, float], None]
"""Phase, and how much of the whole is done, 0 to 1."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What to make, from what."""

    base: Base
    build: Build
    wheels: Path | None = None
    """A folder with all wheels, for a computer without network."""
    proxy: Mapping[str, str] = field(default_factory=dict)
    requirements: Path = WORKER_REQUIREMENTS
    hashes: Path = WORKER_HASHES
    """Kept where packages come over a network; a folder of wheels may hold other builds."""
    libraries: tuple[str, ...] = LIBRARIES
    """To be imported at the end."""
    place: Path = field(default_factory=lambda: private_environment())


def create(plan: Plan, advance: Advance, say: Say, is_cancelled: IsCancelled) -> Health:
    """Make the environment, or make it anew; an old one stays until the new one is sound.

    From then on the worker runs in it, whatever Python was chosen before. What is thrown away,
    such as a half-made one, is for `sweep` to delete.

    Args:
        plan: what to make.
        advance: told which step is under way.
        say: told what pip says.
        is_cancelled: asked about ten times a second.

    Raises:
        JobError: the folder of wheels holds none.
        EnvironmentMissing: pip or the check failed; nothing of the new one is left.
        CannotWrite: there is no space, or the place is in use.
        Cancelled: the user stopped it; nothing of the new one is left.
    """
    if plan.wheels and not any(plan.wheels.glob("*.whl")):
        raise JobError(
            tr("The folder {0} holds no wheels (*.whl).").format(plan.wheels),
            tr(
                "Fill it on a computer with network: python -m pip download -d FOLDER -r {0}"
            ).format(plan.requirements),
        )
    with alone(plan.place):
        new = plan.place.with_name(f"{plan.place.name}.new")
        throw_away(new)
        try:
            _require_space(plan)
            health = _Making(plan, new, advance, say, is_cancelled).run()
            put_in_place(new, plan.place)
        except OSError as error:
            if isinstance(error, CannotWrite):
                raise
            raise CannotWrite(
                tr("The environment {0} cannot be written: {1}.").format(plan.place, error),
                tr("Free some space, or ask for the right to write there."),
            ) from error
        finally:
            with contextlib.suppress(CannotWrite):  # the next try will say so
                throw_away(new)
    WORKER_PYTHON.write("")
    advance(tr("Ready"), 1)
    return replace(health, executable=python_in(plan.place))


class OnlyABase(EnvironmentMissing):
    """A Python lacks the worker's libraries, but the private environment can be made from it."""

    def __init__(self, missing: EnvironmentMissing, base: Base) -> None:
        super().__init__(
            missing.message, tr("The private environment can be made from it, though: see below.")
        )
        self.base = base


def adopt(named: Path, is_cancelled: IsCancelled, libraries: tuple[str, ...] = LIBRARIES) -> Health:
    """Take an interpreter that the user names for the worker's, if it can do the work.

    Args:
        named: the interpreter, or the folder of its environment.
        is_cancelled: asked about ten times a second.
        libraries: to be imported.

    Raises:
        OnlyABase: it lacks libraries.
        EnvironmentMissing: it cannot be used at all.
        Cancelled: the user stopped it.
    """
    python = interpreter_in(named)
    try:
        health = check(python, libraries, is_cancelled)
    except EnvironmentMissing as error:
        try:
            base = probe(python, is_cancelled)
        except EnvironmentMissing as worse:
            raise worse from error
        raise OnlyABase(error, base) from error
    WORKER_PYTHON.write(str(python))
    return health


def is_outdated(place: Path) -> bool:
    """Whether a finished environment was made from other requirements than today's."""
    try:
        made_from = json.loads((place / MARKER).read_text(encoding="utf-8"))["requirements"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return bool(made_from != _fingerprint(WORKER_REQUIREMENTS))


class _Making:
    """The steps, in a folder of their own."""

    def __init__(
        self, plan: Plan, new: Path, advance: Advance, say: Say, is_cancelled: IsCancelled
    ) -> None:
        self._plan = plan
        self._new = new
        self._advance = advance
        self._say = say
        self._is_cancelled = is_cancelled
        self._python = python_in(new)
        self._temporary = new / "tmp"
        self._variables = _pip_variables(plan.proxy, self._temporary)

    def run(self) -> Health:
        plan = self._plan
        self._make()
        torch = next(
            (line for line in _lines(plan.requirements) if line.startswith("torch==")), None
        )
        if plan.wheels:
            offline = ["--no-index", "--find-links", plan.wheels, "-r", plan.requirements]
            text = tr("Step 2 of 3: installing from the folder")
            self._require(self._pip(text, 0.05, 0.85, *offline))
        else:
            share = 0.45 if torch else 0.05
            if torch:
                self._install_torch(torch, tr("Step 2 of 4: PyTorch"))
            text = tr("Step 3 of 4: the other libraries")
            half = (0.9 - share) / 2
            hashed = ["--require-hashes", "-r", plan.hashes]
            self._require(self._pip(text, share, half, *hashed))
            # What the hashes are not for: another Python, and the GPU's libraries that torch needs.
            self._require(self._pip(text, share + half, half, "-r", plan.requirements))
        last = tr("Step 3 of 3: checking") if plan.wheels else tr("Step 4 of 4: checking")
        self._advance(last, 0.9)
        health = check(self._python, plan.libraries, self._is_cancelled)
        shutil.rmtree(self._temporary, ignore_errors=True)
        marker = {
            "sourcerer": VERSION,
            "python": plan.base.version,
            "build": plan.build.label,
            "requirements": _fingerprint(plan.requirements),
        }
        (self._new / MARKER).write_text(json.dumps(marker), encoding="utf-8")
        return health

    def _make(self) -> None:
        n_steps = 3 if self._plan.wheels else 4
        self._advance(tr("Step 1 of {0}: making the environment").format(n_steps), 0)
        base = self._plan.base
        self._temporary.mkdir(parents=True)
        ended = self._run([base.path, "-E", "-s", "-m", "venv", self._new])
        if ended.code:
            raise EnvironmentMissing(
                tr("{0} could not make an environment:\n{1}").format(
                    base.path, ended.tail(TAIL_LINES)
                ),
                venv_hint(int(base.version.split(".")[1])),
            )

    def _install_torch(self, torch: str, text: str) -> None:
        """As pip is configured if that has the CPU build, else from PyTorch's own index."""
        address, _ = torch_index()
        ways: list[list[str]] = []
        if self._plan.build.folders == ("cpu",) and sys.platform != "darwin":
            ways.append([f"{torch}+cpu"])
        ways += [
            ["--index-url", f"{address}/{folder}", torch] for folder in self._plan.build.folders
        ]
        for way in ways:
            ended = self._pip(text, 0.05, 0.4, "--no-deps", *way)
            if not ended.code or not is_unavailable(ended.lines):
                break
        self._require(ended)

    def _pip(self, text: str, start: float, span: float, *arguments: str | Path) -> Ended:
        packages = next(self._new.glob("[Ll]ib/**/site-packages"))
        progress = PipProgress(self._temporary, packages)
        looked_at = 0.0

        def hear(line: str) -> None:
            if not line.startswith(FOR_ANOTHER_PYTHON):
                self._say_safely(line)
            progress.hear(line)

        def look() -> None:
            nonlocal looked_at
            if time.monotonic() - looked_at > LOOK_EVERY_S:
                looked_at = time.monotonic()
                share, doing = progress.look()
                self._advance(f"{text} ({doing})", start + span * share)

        # Only wheels: a source distribution would run code of its own, and need a compiler.
        command = [
            self._python,
            "-E",
            "-s",
            "-u",
            "-m",
            "pip",
            "--no-input",
            "install",
            "--disable-pip-version-check",
            "--progress-bar",
            "off",
            "--only-binary",
            ":all:",
        ]
        self._advance(text, start)
        return self._run([*command, *arguments], hear, look)

    def _run(
        self,
        command: list[str | Path],
        on_line: Say | None = None,
        on_wait: Callable[[], None] = lambda: None,
    ) -> Ended:
        ended = run_program(
            command,
            self._new.parent,
            self._variables,
            self._is_cancelled,
            on_line or self._say_safely,
            on_wait,
        )
        return replace(ended, lines=tuple(map(_without_password, ended.lines)))

    def _say_safely(self, line: str) -> None:
        self._say(_without_password(line))

    def _require(self, ended: Ended) -> None:
        if ended.code:
            raise EnvironmentMissing(
                tr("pip could not install the libraries:\n{0}").format(ended.tail(TAIL_LINES)),
                what_to_do(ended.lines, bool(self._plan.wheels), self._plan.base.version),
            )


def _require_space(plan: Plan) -> None:
    free, needed = free_bytes(plan.place), ROOM * plan.build.size_bytes
    if free < needed:
        raise CannotWrite(
            tr("{0} has {1:.1f} GB of free space; making the environment takes {2:.1f} GB.").format(
                plan.place.parent, free / 1e9, needed / 1e9
            ),
            tr("Free some space on this disk, then try again."),
        )


def _pip_variables(proxy: Mapping[str, str], temporary: Path) -> dict[str, str]:
    replaced = {*MISLEADING, *(name.upper() for name in proxy)}
    inherited = clean_environment()
    return {
        **{name: text for name, text in inherited.items() if name.upper() not in replaced},
        **proxy,
        # Gigabytes may pass through it: on the environment's own disk there is room for them.
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(temporary)),
        "PIP_USER": "0",
    }


def _without_password(line: str) -> str:
    return _PASSWORD.sub(r"\1:***@", line)


def _lines(requirements: Path) -> list[str]:
    return requirements.read_text(encoding="utf-8").splitlines()


def _fingerprint(requirements: Path) -> str:
    return hashlib.sha256("\n".join(_lines(requirements)).encode()).hexdigest()
