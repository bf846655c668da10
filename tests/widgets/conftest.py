"""Widgets that need nothing of QGIS but Qt: in QGIS's own, and in Qt 6 with a stand-in for it."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

if find_spec("qgis") is None:
    sys.path.append(str(Path(__file__).resolve().parents[1] / "support" / "qt6"))

POINTS = 12.0


@pytest.fixture(autouse=True)
def letters(qapp):
    """The same size everywhere: strokes are as wide as letters, and thin ones have pale colours."""
    before = qapp.font()
    font = qapp.font()
    font.setPointSizeF(POINTS)
    qapp.setFont(font)
    yield
    qapp.setFont(before)
