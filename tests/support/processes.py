"""Processes that run, and those that this one has started."""

from pathlib import Path


def children(word, parent="self"):
    """Process ids of those that were started with a word; those that have ended do not count."""
    found = set()
    for task in Path(f"/proc/{parent}/task").iterdir():
        for pid in (task / "children").read_text().split():
            if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                found.add(int(pid))
    return found


def is_running(pid):
    """Whether the process is there and no mere zombie waiting for its parent."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"
