"""What the environment's page says."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

from ..environment import private_python
from ..messages import tr
from ..settings import WORKER_PYTHON
from .gpu_driver import Build
from .probe import Situation
from .setup import ROOM, is_outdated

_LONG = re.compile(r"[^\s/]{25,}")
"""A label breaks a line after a slash by itself."""
_PIECE = re.compile(r"[^\\_.-]{1,20}[\\_.-]*|[\\_.-]+")


def introduction() -> str:
    """Why there is an environment; for those who see none."""
    return tr(
        "Sourcerer computes in a Python environment of its own, apart from QGIS, because its "
        "libraries (PyTorch and others) would get in the way of those of QGIS. “Create” makes it, "
        "once, in some minutes. It needs no rights of an administrator and changes nothing else "
        "on this computer."
    )


def in_use(python: Path) -> str:
    """Which Python computes, and whose it is."""
    if WORKER_PYTHON.read():
        text = tr("Sourcerer computes with the Python that you chose:\n{0}")
    elif python == private_python():
        text = tr("Sourcerer computes with its private environment:\n{0}")
    else:
        text = tr("Sourcerer computes with the environment beside the plugin:\n{0}")
    return text.format(python)


def facts(situation: Situation, build: Build) -> list[tuple[str, str]]:
    """Place, size, Python and build of the private environment, each with its name."""
    size = tr("about {0:.1f} GB, {1:.1f} GB while it is made; {2:.1f} GB are free").format(
        build.size_bytes / 1e9, ROOM * build.size_bytes / 1e9, situation.free_bytes / 1e9
    )
    base = situation.base
    made_with = tr("{0}, found at {1}").format(base.version, base.path) if base else ""
    pytorch = tr("the {0} build: {1}").format(build.label, situation.driver.why)
    if build != situation.builds[0]:
        pytorch = tr("the {0} build, as you chose; {1}").format(build.label, situation.driver.why)
    return [
        (tr("Place"), str(situation.place)),
        (tr("Size"), size),
        (tr("Python"), made_with or situation.problem),
        (tr("PyTorch"), pytorch),
    ]


def state_of(place: Path) -> str:
    """What is to be done about an environment that is there; empty for a sound one."""
    if not is_outdated(place):
        return ""
    return tr("The private environment was made for another version of Sourcerer: repair it.")


def as_html(named: list[tuple[str, str]]) -> str:
    """A paragraph each, the names in bold."""
    return "".join(
        f'<p style="margin: 0 0 4px 0"><b>{escape(name)}:</b> {escape(breakable(text))}</p>'
        for name, text in named
    )


def breakable(text: str) -> str:
    """The text, with places in long names of files where a narrow label may break the line."""
    return _LONG.sub(lambda found: "\u200b".join(_PIECE.findall(found[0])), text)
