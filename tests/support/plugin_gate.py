"""What plugins.qgis.org asks of an uploaded zip, as far as it can be told without the network.

The site's own rules: those of its upload form, and those findings of bandit, detect-secrets and its
look at the files that nobody may skip. Hidden and executable files are refused here, too. What the
site does and this cannot: ask whether tracker, repository and homepage answer.
"""

from __future__ import annotations

import configparser
import json
import mimetypes
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

LIMIT_BYTES = 25_000_000
SCREENSHOT_LIMIT_BYTES = 2 * 1024 * 1024
REQUIRED = (
    "name description version qgisMinimumVersion author email about tracker repository"
).split()
WANTED = ("homepage", "changelog", "qgisMaximumVersion", "icon")
"""The site can do without; we do not."""
BOOLEANS = ("experimental", "deprecated", "server", "supportsQt6", "hasProcessingProvider")
FORBIDDEN_FOLDERS = ("__MACOSX", ".git", "__pycache__")
SUSPICIOUS = (".exe", ".dll", ".so", ".dylib", ".bat", ".sh", ".ps1", ".cmd")
BANDIT_RULES = (
    "B102 B103 B105 B106 B107 B201 B202 B301 B302 B304 B305 B306 B307 B312 B321 B323 B401 B402 "
    "B412 B413 B501 B502 B503 B505 B506 B507 B601 B602 B604 B605 B609 B610 B611 B612 B613 B615 B701"
).split()
SKIPPABLE_SECRETS = (
    "Base64HighEntropyString HexHighEntropyString KeywordDetector IPPublicDetector"
).split()
_SCAN_S = 300


@dataclass(frozen=True)
class Finding:
    """Something that the site refuses."""

    rule: str
    what: str


def findings(path: Path) -> Iterator[Finding]:
    """All that is wrong with a zip; its code is looked at once the rest is right."""
    if path.stat().st_size > LIMIT_BYTES:
        yield Finding("size", f"{path.stat().st_size} bytes, more than {LIMIT_BYTES}")
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        yield Finding("zip", str(error))
        return
    with archive, tempfile.TemporaryDirectory() as folder:
        found = [*_of_files(archive), *_of_plugin(archive)]
        yield from found
        if not found:
            archive.extractall(folder)
            yield from _of_code(Path(folder))
            yield from _of_secrets(Path(folder))


def _of_files(archive: zipfile.ZipFile) -> Iterator[Finding]:
    for entry in archive.infolist():
        name, path = entry.filename, PurePosixPath(entry.filename)
        if ".." in name or name.startswith("/"):
            yield Finding("path", name)
        if ".pyc" in name:
            yield Finding("compiled", name)
        if set(path.parts) & set(FORBIDDEN_FOLDERS):
            yield Finding("folder", name)
        elif any(part.startswith(".") and part != ".." for part in path.parts):
            yield Finding("hidden", name)
        if path.suffix.lower() in SUSPICIOUS:
            yield Finding("suspicious", name)
        if entry.external_attr >> 16 & 0o111 and not entry.is_dir():
            yield Finding("executable", name)
    damaged = archive.testzip()
    if damaged:
        yield Finding("zip", f"{damaged} is damaged")


def _of_plugin(archive: zipfile.ZipFile) -> Iterator[Finding]:
    names = archive.namelist()
    folders = sorted({name.split("/")[0] for name in names})
    folder = folders[0] if folders else ""
    if len(folders) != 1 or any("/" not in name for name in names):
        yield Finding("one folder", f"the top level holds {', '.join(folders) or 'nothing'}")
    if not (folder.isidentifier() and re.fullmatch("[A-Za-z][A-Za-z0-9_-]+", folder)):
        yield Finding("folder name", f"{folder!r} is no Python identifier")
    for name in ("__init__.py", "metadata.txt", "LICENSE"):
        if f"{folder}/{name}" not in names:
            yield Finding("missing file", name)
    if f"{folder}/LICENSE" in names:
        text = archive.read(f"{folder}/LICENSE").decode("utf-8", "replace")
        if "GNU GENERAL PUBLIC LICENSE" not in text:
            yield Finding("licence", "LICENSE is not the GNU General Public License")
    if f"{folder}/metadata.txt" in names:
        yield from _of_metadata(archive, folder)


def _of_metadata(archive: zipfile.ZipFile, folder: str) -> Iterator[Finding]:
    parser = configparser.ConfigParser()  # as the site reads it: a lone % is an error
    parser.optionxform = str  # type: ignore[assignment]
    try:
        parser.read_string(archive.read(f"{folder}/metadata.txt").decode("utf-8"))
        metadata = dict(parser.items("general"))
    except (configparser.Error, UnicodeDecodeError) as error:
        yield Finding("metadata", str(error))
        return
    yield from _of_fields(metadata)
    for name in ("icon", "screenshot"):
        if name in metadata:
            yield from _of_picture(archive, folder, name, metadata[name])


def _of_fields(metadata: Mapping[str, str]) -> Iterator[Finding]:
    for name in (*REQUIRED, *WANTED):
        if not metadata.get(name, "").strip():
            yield Finding("metadata field", name)
    for rule, pattern, names in (
        ("QGIS version", r"\d+\.\d+(\.\d+)?", ("qgisMinimumVersion", "qgisMaximumVersion")),
        ("author", "[^/]+", ("author",)),
        ("email", r"[^@\s]+@[^@\s]+\.[^@\s]+", ("email",)),
        ("address", r"https?://[^/\s]+\.[^\s]+", ("tracker", "repository", "homepage")),
        ("true or false", "(?i)true|false|yes|no|1|0", BOOLEANS),
    ):
        for name in names:
            if metadata.get(name, "").strip() and not re.fullmatch(pattern, metadata[name]):
                yield Finding(rule, f"{name} is {metadata[name]}")


def _of_picture(archive: zipfile.ZipFile, folder: str, name: str, path: str) -> Iterator[Finding]:
    place = f"{folder}/{path.removeprefix('./')}"
    if place not in archive.namelist():
        yield Finding("picture", f"{name} is {path}, which is not there")
    elif not (mimetypes.guess_type(place)[0] or "").startswith("image/"):
        yield Finding("picture", f"{name} is {path}, which is no image")
    elif name == "screenshot" and archive.getinfo(place).file_size > SCREENSHOT_LIMIT_BYTES:
        yield Finding("picture", f"{name} is larger than {SCREENSHOT_LIMIT_BYTES} bytes")


def _of_code(folder: Path) -> Iterator[Finding]:
    report = _scanned(folder, "bandit", "-r", ".", "-f", "json", "-q", "-t", ",".join(BANDIT_RULES))
    for error in report["errors"]:
        yield Finding("bandit", f"{error['filename']}: {error['reason']}")
    for issue in report["results"]:
        place = f"{issue['filename']}:{issue['line_number']}"
        yield Finding(issue["test_id"], f"{place} {issue['issue_text']}")


def _of_secrets(folder: Path) -> Iterator[Finding]:
    skipped = [word for name in SKIPPABLE_SECRETS for word in ("--disable-plugin", name)]
    arguments = ["scan", "--all-files", "--exclude-files", r"metadata\.txt", *skipped, "."]
    for name, secrets in _scanned(folder, "detect_secrets", *arguments)["results"].items():
        for secret in secrets:
            yield Finding("secret", f"{name}:{secret['line_number']} {secret['type']}")


def _scanned(folder: Path, tool: str, *arguments: str) -> dict[str, list]:
    """What a tool says of a folder, as JSON; a tool that breaks is an error, never a pass."""
    done = subprocess.run(
        [sys.executable, "-m", tool, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=_SCAN_S,
        check=False,
    )
    if done.returncode not in (0, 1) or not done.stdout.strip():
        raise RuntimeError(f"{tool} broke off: {done.stderr[-2000:]}")
    return json.loads(done.stdout)
