"""A private environment of tiny wheels, in a profile of the test's own and without network."""

import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

from sourcerer.sourcerer_plugin import settings
from sourcerer.sourcerer_plugin.environments.gpu_driver import Build
from sourcerer.sourcerer_plugin.environments.probe import Base
from sourcerer.sourcerer_plugin.environments.setup import Plan

BASE = Base(Path("/usr/bin/python3"), ".".join(map(str, sys.version_info[:3])))
TINY = Build("CPU", ("cpu",), 10_000_000)


def own_profile(folder, monkeypatch):
    """Gives the profile another folder, and pip nothing to ask; returns the environment's place."""
    profile = folder / "profile"
    stub = SimpleNamespace(qgisSettingsDirPath=lambda: str(profile))
    monkeypatch.setattr(settings, "QgsApplication", stub)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_INDEX_URL", (folder / "no-index").as_uri())
    monkeypatch.setenv("PIP_RETRIES", "0")
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    return profile / "sourcerer" / "environment"


def wheel(folder, name, version="1.0", requires=(), code=""):
    folder.mkdir(parents=True, exist_ok=True)
    facts = f"{name}-{version}.dist-info"
    needs = "".join(f"Requires-Dist: {other}\n" for other in requires)
    content = {
        f"{name}/__init__.py": f"__version__ = {version!r}\n{code}\n",
        f"{facts}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{needs}",
        f"{facts}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    content[f"{facts}/RECORD"] = "".join(f"{path},,\n" for path in content)
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as archive:
        for path, text in content.items():
            archive.writestr(path, text)


def quick_base(folder):
    """The system's Python; asked for an environment it copies one, for a tenth of the time."""
    subprocess.run([BASE.path, "-m", "venv", folder / "made"], check=True)
    script = folder / "python3"
    script.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *"-m venv"*) cp -a {folder}/made/. "$5";;\n'
        f'*) exec {BASE.path} "$@";; esac\n'
    )
    script.chmod(0o755)
    return replace(BASE, path=script)


def tiny_plan(folder, base):
    """alpha, which needs beta, from a folder of wheels."""
    wheels = folder / "wheels with a space"
    wheel(wheels, "alpha", requires=["beta"])
    wheel(wheels, "beta", "2.5")
    requirements = folder / "requirements.txt"
    requirements.write_text("# what is needed\nalpha==1.0\n")
    hashes = folder / "hashes.txt"
    hashes.write_text("# of nothing\n")
    return Plan(base, TINY, wheels, {}, requirements, hashes, ("alpha", "beta"))
