"""Small tables for people."""

from __future__ import annotations


def table(rows: dict[str, str]) -> str:
    """Labels and texts, one a line."""
    width = max(map(len, rows)) + 2
    return "\n".join(f"{label + ':':<{width}}{text}" for label, text in rows.items())
