"""The zip holds what a user needs and no more; the plugin site's gate finds what is wrong."""

import configparser
import zipfile

import pytest
from package import ROOT, changelog, placeholders, write_package
from plugin_gate import LIMIT_BYTES, findings

METADATA = """[general]
name=Tiny
description=Does nothing.
about=It is there to be looked at.
version=1.0
qgisMinimumVersion=3.22
qgisMaximumVersion=3.99
author=Nobody
email=nobody@example.org
homepage=https://example.org/
tracker=https://example.org/issues
repository=https://example.org/code
icon=icon.svg
changelog=First.
"""
TINY = {
    "tiny/metadata.txt": METADATA,
    "tiny/__init__.py": "def classFactory(iface):\n    return None\n",
    "tiny/LICENSE": "GNU GENERAL PUBLIC LICENSE Version 2",
    "tiny/icon.svg": "<svg/>",
}


@pytest.fixture(scope="module")
def package(tmp_path_factory):
    return write_package(tmp_path_factory.mktemp("package"))


def test_the_package_passes_the_gate(package):
    assert list(findings(package)) == []


def test_it_holds_what_a_user_needs_and_no_more(package):
    with zipfile.ZipFile(package) as archive:
        names = set(archive.namelist())
        metadata = archive.read("sourcerer/metadata.txt").decode()
    assert package.name == "sourcerer-0.1.0.zip"
    for name in ("core/worker.py", "resources/requirements/worker.txt", "LICENSE", "CITATION.cff"):
        assert f"sourcerer/{name}" in names
    assert "sourcerer/resources/requirements/export.txt" in names
    for part in ("tests", "dev", "pyproject", ".ci", ".git", "test.txt", "lint.txt", "pyc"):
        assert not [name for name in names if part in name.split("/")[-1:] + name.split("/")], part
    parser = configparser.ConfigParser()
    parser.read_string(metadata)
    changes = parser.get("general", "changelog")
    assert changes.startswith("Unreleased")
    assert "95 % interval" in changes
    assert package.stat().st_size < LIMIT_BYTES / 10


def test_the_same_tree_gives_the_same_bytes(package, tmp_path):
    assert write_package(tmp_path).read_bytes() == package.read_bytes()


def test_a_changelog_is_one_value_whatever_stands_in_it():
    text = "# Changes\n\nSo.\n\n## 1.1\n\n- **Maps** 50 % better.\n  `x`\n\n## 1.0\n\n- First.\n"
    parser = configparser.ConfigParser()
    parser.read_string(f"[general]\nchangelog={changelog(text)}\nnext=1\n")
    assert parser.get("general", "changelog") == "1.1\n- Maps 50 % better.\nx\n1.0\n- First."
    assert parser.get("general", "next") == "1"


def test_addresses_that_are_still_to_be_set_are_named():
    assert placeholders(METADATA) == ["email", "homepage", "tracker", "repository"]
    real = METADATA.replace("example.org", "lists.osgeo.org")
    assert placeholders(real + "about=See example.org.\n") == []
    assert placeholders(real + "homepage=https://www.example.com/a\n") == ["homepage"]


def zipped(path, changes=(), mode=0o644):
    """The tiny plugin with some of its files changed, added, or (None) left out."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**TINY, **dict(changes)}.items():
            if content is not None:
                entry = zipfile.ZipInfo(name)
                entry.external_attr = mode << 16
                archive.writestr(entry, content)
    return path


def rules(path):
    return {finding.rule for finding in findings(path)}


def test_a_plugin_without_fault_passes(tmp_path):
    assert rules(zipped(tmp_path / "tiny.zip")) == set()


def without(field):
    lines = [line for line in METADATA.splitlines() if not line.startswith(f"{field}=")]
    return {"tiny/metadata.txt": "\n".join(lines)}


def with_field(field, value):
    return {"tiny/metadata.txt": without(field)["tiny/metadata.txt"] + f"\n{field}={value}\n"}


def renamed(folder):
    moved = {name.replace("tiny/", f"{folder}/"): content for name, content in TINY.items()}
    return dict.fromkeys(TINY) | moved


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("path", {"tiny/../outside.py": ""}),
        ("compiled", {"tiny/old.pyc": ""}),
        ("folder", {"tiny/__pycache__/x.txt": ""}),
        ("folder", {"tiny/.git/config": ""}),
        ("hidden", {"tiny/.editorconfig": ""}),
        ("suspicious", {"tiny/run.sh": ""}),
        ("suspicious", {"tiny/lib.DLL": ""}),
        ("one folder", {"other/file.txt": ""}),
        ("one folder", {"readme.txt": ""}),
        ("folder name", renamed("my-plugin")),
        ("folder name", renamed("1plugin")),
        ("missing file", {"tiny/__init__.py": None}),
        ("missing file", {"tiny/metadata.txt": None}),
        ("missing file", {"tiny/LICENSE": None}),
        ("licence", {"tiny/LICENSE": "All rights reserved."}),
        ("metadata", {"tiny/metadata.txt": "name=x\n"}),
        ("metadata", {"tiny/metadata.txt": METADATA.encode() + b"tags=\xff\n"}),
        ("metadata", with_field("about", "It is 50 % better.")),
        ("author", with_field("author", "me/you")),
        ("email", with_field("email", "nobody")),
        ("address", with_field("tracker", "example")),
        ("address", with_field("repository", "ftp://example.org")),
        ("address", with_field("homepage", "http://homepage")),
        ("QGIS version", with_field("qgisMinimumVersion", "three")),
        ("QGIS version", with_field("qgisMaximumVersion", "3")),
        ("true or false", with_field("experimental", "perhaps")),
        ("picture", with_field("icon", "nowhere.png")),
        ("picture", with_field("icon", "LICENSE")),
        ("picture", with_field("screenshot", "big.png") | {"tiny/big.png": b"0" * 2_097_153}),
    ],
)
def test_each_rule_of_files_and_metadata_is_kept_watch_over(tmp_path, rule, changes):
    assert rule in rules(zipped(tmp_path / "tiny.zip", changes))


@pytest.mark.parametrize(
    "field",
    (
        "name description about version qgisMinimumVersion qgisMaximumVersion author email "
        "homepage tracker repository icon changelog"
    ).split(),
)
def test_each_field_must_be_there(tmp_path, field):
    found = list(findings(zipped(tmp_path / "tiny.zip", without(field))))
    assert [(finding.rule, finding.what) for finding in found] == [("metadata field", field)]
    found = list(findings(zipped(tmp_path / "tiny.zip", with_field(field, ""))))
    assert ("metadata field", field) in [(finding.rule, finding.what) for finding in found]


def test_an_executable_file_a_damaged_and_a_large_zip(tmp_path):
    assert rules(zipped(tmp_path / "a.zip", mode=0o755)) == {"executable"}
    path = zipped(tmp_path / "b.zip", {"tiny/x.txt": "abcdef"})
    path.write_bytes(path.read_bytes().replace(b"abcdef", b"abcdeg", 1))
    assert "zip" in rules(path)
    path.write_bytes(b"no zip")
    assert rules(path) == {"zip"}
    with zipped(tmp_path / "c.zip").open("ab") as file:
        file.truncate(LIMIT_BYTES + 1)
    assert "size" in rules(tmp_path / "c.zip")


CODE = {
    "B102": "exec(text)",
    "B103": "import os\nos.chmod('x', 0o777)",
    "B105": "password = 'correct horse'",
    "B106": "connect(password='correct horse')",
    "B107": "def connect(password='correct horse'):\n    pass",
    "B202": "import tarfile\ntarfile.open('x').extractall('y')",
    "B301": "import pickle\npickle.load(file)",
    "B307": "eval(text)",
    "B323": "import ssl\nssl._create_unverified_context()",
    "B501": "import requests\nrequests.get('https://x.org', verify=False)",
    "B506": "import yaml\nyaml.load(text)",
    "B602": "import subprocess\nsubprocess.Popen(text, shell=True)",
    "B604": "run(text, shell=True)",
    "B605": "import os\nos.system(text)",
    "B615": "from transformers import AutoModel\nAutoModel.from_pretrained('x/y')",
}


def test_code_that_may_do_harm_and_secrets_are_found(tmp_path):
    """All at once: each look takes seconds."""
    files = {f"tiny/{rule.lower()}.py": f"{code}\n" for rule, code in CODE.items()}
    # put together here, so that nobody takes this file for a leak
    files["tiny/key.py"] = "KEY = '" + "AKIA" + "Z7QX2M4R8T6W1Y3P" + "'\n"
    files["tiny/key.txt"] = "-----BEGIN RSA " + "PRIVATE KEY-----\n"
    found = list(findings(zipped(tmp_path / "tiny.zip", files)))
    for rule in CODE:
        places = [finding.what for finding in found if finding.rule == rule]
        assert any(f"{rule.lower()}.py:" in place for place in places), (rule, found)
    secrets = {finding.what.split(":")[0] for finding in found if finding.rule == "secret"}
    assert secrets == {"tiny/key.py", "tiny/key.txt"}


def test_code_that_cannot_be_read_is_no_pass(tmp_path):
    assert rules(zipped(tmp_path / "tiny.zip", {"tiny/odd.py": "def (:\n"})) == {"bandit"}


@pytest.mark.parametrize("odd", ["metadata.txt", "core/version.py", "CITATION.cff"])
def test_versions_that_differ_are_named(tmp_path, monkeypatch, odd):
    monkeypatch.setattr("package.ROOT", tmp_path)
    for name in ("metadata.txt", "core/version.py", "CITATION.cff", "CHANGELOG.md"):
        copy = tmp_path / name
        copy.parent.mkdir(exist_ok=True)
        text = (ROOT / name).read_text("utf-8")
        copy.write_text(text.replace("0.1.0", "0.2.0") if name == odd else text)
    with pytest.raises(ValueError, match=r"metadata\.txt says version 0\.\d\.0, .* another"):
        write_package(tmp_path / "build")
