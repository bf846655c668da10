"""The worker's requirements and their hashes say the same."""

import platform
import re
import sys

import pytest
from hashed_requirements import DIRECT, HASHED, MARKER
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def direct():
    lines = DIRECT.read_text("utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def hashed():
    """Requirement and hashes of each entry, as pip reads them: a backslash joins two lines."""
    text = HASHED.read_text("utf-8").replace("\\\n", " ")
    entries = [line.split(" --hash=") for line in text.splitlines() if not line.startswith("#")]
    return [(Requirement(first), [text.strip() for text in rest]) for first, *rest in entries]


def pinned():
    return {canonicalize_name(requirement.name): requirement for requirement, _ in hashed()}


def test_every_direct_requirement_but_torch_has_its_hash_at_the_same_version():
    versions = {name: requirement.specifier for name, requirement in pinned().items()}
    wanted = {canonicalize_name(one.name): one.specifier for one in direct()}
    assert wanted.pop("torch"), "it comes from an index of its own"
    assert {name: versions.get(name) for name in wanted} == wanted


def test_every_package_is_pinned_once_with_hashes_for_the_same_python():
    assert len(pinned()) == len(hashed())
    for requirement, hashes in hashed():
        assert re.fullmatch("==[^*,]+", str(requirement.specifier)), requirement
        assert str(requirement.marker) == str(Requirement(f"x ; {MARKER}").marker)
        assert hashes, requirement
        assert all(re.fullmatch("sha256:[0-9a-f]{64}", text) for text in hashes), requirement


def test_the_marker_is_for_linux_with_python_3_11_alone():
    marker = Requirement(f"x ; {MARKER}").marker
    debian_12 = {
        "sys_platform": "linux",
        "platform_machine": "x86_64",
        "python_version": "3.11",
        "implementation_name": "cpython",
    }
    assert marker.evaluate(debian_12)
    for name, text in (
        ("sys_platform", "win32"),
        ("platform_machine", "aarch64"),
        ("python_version", "3.12"),
        ("implementation_name", "pypy"),
    ):
        assert not marker.evaluate({**debian_12, name: text})


@pytest.mark.skipif(
    (sys.platform, platform.machine(), sys.version_info[:2]) != ("linux", "x86_64", (3, 11)),
    reason="the hashes are for Linux on x86-64 with Python 3.11",
)
def test_nothing_that_the_worker_needs_lacks_its_hash():
    """Followed through what is installed here, torch's own needs included."""
    from importlib.metadata import requires

    to_follow, needed = ["torch", *pinned()], set()
    while to_follow:
        for line in requires(to_follow.pop()) or ():
            requirement = Requirement(line)
            name = canonicalize_name(requirement.name)
            applies = not requirement.marker or requirement.marker.evaluate({"extra": ""})
            of_the_gpu = re.match("nvidia-|cuda-|triton", name)
            if applies and not of_the_gpu and name not in needed:
                needed.add(name)
                to_follow.append(name)
    assert needed - {"torch"} <= set(pinned())
