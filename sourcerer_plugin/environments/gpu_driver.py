"""What the driver of an NVIDIA GPU offers, and the builds of PyTorch that it can run."""

from __future__ import annotations

import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from ..messages import tr
from ..worker_client import PLUGIN_FOLDER
from .child_process import IsCancelled, ask, never

CPU_BYTES = 1_600_000_000
CUDA_BYTES = 6_000_000_000
REQUIREMENTS = PLUGIN_FOLDER / "resources" / "requirements"

_LIBCUDA_PROBE = """
import ctypes, sys
library = ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
version, count, name = ctypes.c_int(), ctypes.c_int(), ctypes.create_string_buffer(100)
failed = (library.cuInit(0) or library.cuDriverGetVersion(ctypes.byref(version))
          or library.cuDeviceGetCount(ctypes.byref(count)) or library.cuDeviceGetName(name, 100, 0))
if failed or not count.value:
    sys.exit(1)
print(version.value // 1000, version.value % 1000 // 10, name.value.decode())
"""


@dataclass(frozen=True)
class Driver:
    """What an NVIDIA driver offers."""

    cuda: tuple[int, int]
    """The newest CUDA that it can run; (0, 0) without a GPU."""
    why: str
    """How that was found out, in words."""


@dataclass(frozen=True)
class Build:
    """A build of PyTorch."""

    label: str
    """`CPU` or `CUDA`."""
    folders: tuple[str, ...]
    """Of PyTorch's index, best first."""
    size_bytes: int
    """Of the whole environment."""


def find_driver(python: Path | None, is_cancelled: IsCancelled = never) -> Driver:
    """What the NVIDIA driver says, through `nvidia-smi` or its library.

    Raises:
        Cancelled: the user stopped it.
    """
    if sys.platform == "darwin":
        return Driver((0, 0), tr("a Mac has no NVIDIA driver; Apple's GPUs are in the CPU build"))
    program = shutil.which("nvidia-smi")
    if program:
        return _driver_of_nvidia_smi(program, is_cancelled)
    absent = Driver((0, 0), tr("no NVIDIA graphics card was found"))
    if python is None:
        return absent
    try:
        ended = ask([python, "-E", "-s", "-c", _LIBCUDA_PROBE], is_cancelled)
        major, minor, name = ended.tail(1).split(" ", 2)
        cuda = int(major), int(minor)
    except (OSError, ValueError, TimeoutError):
        return absent
    return Driver(cuda, tr("libcuda offers CUDA {0}.{1} on {2}").format(*cuda, name))


def builds(driver: Driver) -> tuple[Build, ...]:
    """The builds of PyTorch that run here, as `torch-index.txt` lists them; the best one first."""
    _, rows = torch_index()
    cpu = Build("CPU", tuple(folder for least, folder in rows if least == (0, 0)), CPU_BYTES)
    fitting = tuple(folder for least, folder in rows if (0, 0) < least <= driver.cuda)
    if not fitting:
        return (cpu,)
    return (Build("CUDA", fitting, CUDA_BYTES), cpu)


def torch_index() -> tuple[str, list[tuple[tuple[int, int], str]]]:
    """The address, and for each build the least CUDA version of the driver and its folder."""
    lines = (REQUIREMENTS / "torch-index.txt").read_text(encoding="utf-8").splitlines()
    address, *rows = [line.split() for line in lines if line.strip() and line[0] != "#"]
    return address[0], [(_version(least), folder) for least, folder in rows]


def _driver_of_nvidia_smi(program: str, is_cancelled: IsCancelled) -> Driver:
    try:
        table = ask([program], is_cancelled)
        names = ask([program, "--query-gpu=name", "--format=csv,noheader"], is_cancelled)
    except (OSError, TimeoutError, ValueError) as error:
        return Driver((0, 0), tr("nvidia-smi failed: {0}").format(error))
    # "CUDA Version: 12.8", of newer drivers "CUDA UMD Version: 13.2"
    found = re.search(r"CUDA (?:UMD )?Version\s*:\s*(\d+)\.(\d+)", "\n".join(table.lines))
    if not found:
        return Driver((0, 0), tr("nvidia-smi names no CUDA version"))
    cuda = int(found[1]), int(found[2])
    return Driver(cuda, tr("nvidia-smi offers CUDA {0}.{1} on {2}").format(*cuda, names.tail(1)))


def _version(text: str) -> tuple[int, int]:
    major, minor = text.split(".")
    return int(major), int(minor)
