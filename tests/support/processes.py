"""Processes that this one has started."""

from pathlib import Path


def children(word):
    """Process ids of those that were started with a word; those that have ended do not count."""
    found = set()
    for task in Path("/proc/self/task").iterdir():
        for pid in (task / "children").read_text().split():
            if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"):
                found.add(int(pid))
    return found
