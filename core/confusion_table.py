"""A confusion matrix as a table for programs: one row for each pair of classes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .evaluation import Confusion
from .geopackage import geopackage


def write_confusion(path: Path, confusion: Confusion, layer: str) -> None:
    """Write it as CSV or as a GeoPackage's table without geometry, as the file's name says.

    Every reference class stands beside every class of the map, also where no pixel has both.

    Args:
        path: ends in `.csv` or `.gpkg`.
        confusion: the matrix.
        layer: the table's name in a GeoPackage.
    """
    rows = [
        (reference.value, reference.name, mapped.value, mapped.name, int(n_pixels))
        for reference, counts in zip(confusion.classes, confusion.matrix)
        for mapped, n_pixels in zip(confusion.classes, counts)
    ]
    frame = pd.DataFrame(
        rows, columns=["reference_value", "reference", "mapped_value", "mapped", "pixels"]
    )
    if path.suffix.lower() == ".csv":
        path.write_text(frame.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    else:
        path.write_bytes(geopackage(frame, layer, None))
