"""Makes the zip for plugins.qgis.org: build/sourcerer-VERSION.zip, if the site's rules are kept.

The manual is built into it, and metadata.txt gets its changelog out of CHANGELOG.md. The same tree
gives the same bytes: no clock time, no permissions of this machine.
"""

from __future__ import annotations

import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from manual import build_manual
from plugin_gate import findings

ROOT = Path(__file__).resolve().parents[2]
NAME = "sourcerer"
CONTENTS = (
    "metadata.txt __init__.py LICENSE README.md CHANGELOG.md CITATION.cff core sourcerer_plugin "
    "resources"
).split()
TOOLING = {
    f"resources/requirements/{name}.txt"
    for name in ("lint", "package", "test", "test-qgis", "test-qt6")
}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def main() -> int:
    """Make the zip; one that the site would refuse is taken away again."""
    build_manual()
    path = write_package(ROOT / "build")
    found = list(findings(path))
    if found:
        path.unlink()
        for finding in found:
            sys.stderr.write(f"[dev] ERROR: {finding.rule}: {finding.what}\n")
        return 1
    with zipfile.ZipFile(path) as archive:
        n_files = len(archive.namelist())
        to_set = placeholders(archive.read(f"{NAME}/metadata.txt").decode())
    if to_set:
        sys.stderr.write(
            "[dev] WARNING: metadata.txt has placeholders for these addresses, to be set before "
            f"anything is published: {', '.join(to_set)}\n"
        )
    size_kb = path.stat().st_size / 1000
    sys.stdout.write(f"{path}: {n_files} files, {size_kb:.0f} kB; the plugin site's rules: kept\n")
    return 0


def write_package(folder: Path) -> Path:
    """Write the zip into a folder; returns its path.

    Raises:
        ValueError: the files that name the version do not name the same one.
    """
    metadata = (ROOT / "metadata.txt").read_text("utf-8")
    version = re.search(r"(?m)^version=(\S+)", metadata)[1]
    for name, line in (
        ("core/version.py", f'VERSION = "{version}"'),
        ("CITATION.cff", f"version: {version}"),
    ):
        if line not in (ROOT / name).read_text("utf-8").splitlines():
            raise ValueError(f"metadata.txt says version {version}, {name} another")
    changes = changelog((ROOT / "CHANGELOG.md").read_text("utf-8"))
    folder.mkdir(exist_ok=True)
    path = folder / f"{NAME}-{version}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(_files(), key=lambda file: file.as_posix()):
            content = (ROOT / file).read_bytes()
            if file.as_posix() == "metadata.txt":
                content = f"{metadata.rstrip()}\nchangelog={changes}\n".encode()
            entry = zipfile.ZipInfo(f"{NAME}/{file.as_posix()}", _LONG_AGO)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED, 9)
    return path


def changelog(text: str) -> str:
    """The changes as a value in metadata.txt: indented lines, no blank ones, % doubled."""
    changes = text.partition("\n## ")[2].replace("**", "").replace("`", "").replace("%", "%%")
    lines = [re.sub("^#+ ", "", line) for line in changes.splitlines() if line.strip()]
    return "\n    ".join(lines)


def placeholders(metadata: str) -> list[str]:
    """The fields with an address that is kept for examples, so that nobody ever answers there."""
    return re.findall(r"(?m)^(\w+)=\S*\bexample\.(?:com|net|org)\b", metadata)


def _files() -> Iterator[Path]:
    """Paths below the checkout."""
    for name in CONTENTS:
        path = ROOT / name
        for file in [path] if path.is_file() else path.rglob("*"):
            inside = file.relative_to(ROOT)
            hidden = any(part == "__pycache__" or part.startswith(".") for part in inside.parts)
            if file.is_file() and not hidden and inside.as_posix() not in TOOLING:
                yield inside


if __name__ == "__main__":
    sys.exit(main())
