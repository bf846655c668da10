"""The manual's pages: as ./dev builds them, or the Markdown that they are made of."""

from __future__ import annotations

from pathlib import Path

from .icons import RESOURCES

_HELP = RESOURCES / "help"


def manual_page(name: str = "index") -> Path:
    """A page; a checkout has it as HTML once ./dev has made it."""
    built = _HELP / "html" / f"{name}.html"
    return built if built.exists() else _HELP / f"{name}.md"
