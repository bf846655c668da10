"""Processes that run, and those that this one has started."""

from pathlib import Path


def children(word, parent="self"):
    """Process ids of those that were started with a word; those that have ended do not count."""
    found = set()
    for task in Path(f"/proc/{parent}/task").iterdir():
        for pid in _read(task / "children").split():
            if word.encode() in _read(Path(f"/proc/{pid.decode()}/cmdline")).split(b"\0"):
                found.add(int(pid))
    return found


def _read(path):
    """Of a thread or process; nothing where it has ended meanwhile."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def is_running(pid):
    """Whether the process is there and no mere zombie waiting for its parent."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
