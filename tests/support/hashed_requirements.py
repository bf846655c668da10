"""Makes worker-linux-311.txt: all that the worker's environment holds, pinned, with its hashes.

    .venv/bin/python tests/support/hashed_requirements.py      or ./dev requirements

pip is asked, without what this machine configures for it: so the hashes are those of the public
index. torch is not among them, as it comes from an index of its own, one build for each GPU driver;
what it needs is, but for the GPU's libraries, which differ with the build.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "resources" / "requirements"
DIRECT = FOLDER / "worker.txt"
HASHED = FOLDER / "worker-linux-311.txt"
MARKER = (
    'sys_platform == "linux" and platform_machine == "x86_64" and python_version == "3.11" '
    'and implementation_name == "cpython"'
)
HEAD = """\
# Made by ./dev requirements: all that worker.txt brings along, but for torch and what one build of
# it needs for a GPU. pip refuses a package with another hash than here. Elsewhere than on Linux
# with Python 3.11 it passes over these lines, and worker.txt alone says what to install.
"""


def main() -> int:
    """Write the file anew from the index of today."""
    with tempfile.TemporaryDirectory() as folder:
        report = _resolved(Path(folder))
    HASHED.write_text(HEAD + "".join(_lines(report)), encoding="utf-8")
    sys.stdout.write(f"{HASHED}: {len(report)} packages\n")
    return 0


def _resolved(folder: Path) -> list[dict]:
    """What pip would install beside torch, as its report has it."""
    wanted = [*_direct(), *_needs_of_torch()]
    configured = {"PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CONSTRAINT"}
    variables = {name: text for name, text in os.environ.items() if name not in configured}
    command = [sys.executable, "-m", "pip", "--no-input", "install", "--quiet", "--dry-run"]
    command += ["--ignore-installed", "--only-binary", ":all:"]
    subprocess.run(
        [*command, "--report", folder / "report.json", *wanted],
        env={**variables, "PIP_CONFIG_FILE": os.devnull},
        check=True,
    )
    return json.loads((folder / "report.json").read_text("utf-8"))["install"]


def _direct() -> Iterator[str]:
    for line in DIRECT.read_text("utf-8").splitlines():
        if line and not line.startswith(("#", "torch==")):
            yield line


def _needs_of_torch() -> Iterator[str]:
    """As the installed build says; the GPU's libraries stand under their makers' names."""
    for line in requires("torch") or ():
        if "extra ==" not in line and not re.match("nvidia-|cuda-|triton", line):
            yield line


def _lines(report: list[dict]) -> Iterator[str]:
    named = {_name(entry["metadata"]["name"]): entry for entry in report}
    for name, entry in sorted(named.items()):
        sha256 = entry["download_info"]["archive_info"]["hashes"]["sha256"]
        version = entry["metadata"]["version"]
        yield f"{name}=={version} ; {MARKER} \\\n    --hash=sha256:{sha256}\n"


def _name(name: str) -> str:
    """As indexes spell it."""
    return re.sub("[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
