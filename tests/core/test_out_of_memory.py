"""Want of memory, however a library says it, is a known error; other errors stay what they are."""

import errno

import pytest

from core.errors import SourcererError, UnreadableFile
from core.memory import as_out_of_memory

CUDA = "CUDA out of memory. Tried to allocate 20.00 MiB.\nGPU 0 has a total capacity of 8 GiB."


def behind(cause):
    """A file that could not be read, and why."""
    error = UnreadableFile("a.tif cannot be read")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(errno.ENOMEM, "Cannot allocate memory"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 8 bytes"),
        RuntimeError("can't start new thread"),
        ValueError("std::bad_alloc"),
        behind(RuntimeError("TIFFReadEncodedTile: Out of memory")),
    ],
)
def test_it_is_told_with_what_to_do(error):
    known = as_out_of_memory(error)
    assert known.code == "out-of-memory"
    assert known.message.startswith("There is not enough memory")
    assert "--memory" in known.hint


def test_of_a_gpu_there_is_another_way_out():
    known = as_out_of_memory(RuntimeError(CUDA))
    assert known.message.startswith("The GPU has not enough memory: CUDA out of memory.")
    assert "\n" not in known.message
    assert "--device cpu" in known.hint


@pytest.mark.parametrize(
    "error",
    [
        ValueError("an image of another size"),
        SourcererError("no such file"),
        behind(OSError(errno.ENOENT, "No such file or directory")),
        behind(MemoryError("Unable to allocate 90 TiB")),  # a file that claims a giant
    ],
)
def test_other_errors_are_left_alone(error):
    assert as_out_of_memory(error) is None
