"""What was understood of a series, and how it fits a model, in words."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from pathlib import PurePosixPath

from .band_names import common_name
from .catalogue import Catalogue
from .grid import Grid, crs_name
from .model_match import ModelMatch
from .series import Series
from .tables import table


def describe_series(catalogue: Catalogue, series: Series | None) -> str:
    """What was understood of a series: dates, bands, masks, grids, and what was left out.

    Args:
        catalogue: of the images.
        series: made of it; None where it has not the bands that are wanted.
    """
    images = series.images if series else ()
    shown = [(image.date, image.path) for image in images or catalogue.acquisitions]
    dates = sorted({day for day, _ in shown})
    gaps = [(later - earlier).days for earlier, later in zip(dates, dates[1:])]
    sensors = dict.fromkeys(
        a.sensor.name if a.sensor else "unknown" for a in catalogue.acquisitions
    )
    bands = series.bands if series else catalogue.all_bands
    rows = {
        "Images": f"{len(shown)} on {len(dates)} dates, {dates[0]} to {dates[-1]}, the longest gap "
        f"{max(gaps, default=0)} days",
        "Sensor": ", ".join(sensors),
        "Bands": ", ".join(_with_common_name(name, catalogue) for name in bands),
    }
    if series:
        own_grids = Counter(
            f"{_pixel(source.grid)} ({crs_name(source.grid.crs)})"
            for image in images
            for band in image.bands
            for source in band.sources
        )
        grid = series.grid
        rows |= {
            "Mask": "; ".join(masks_in_words(series)),
            "Pixels": ", ".join(f"{size}: {n} bands" for size, n in own_grids.items()),
            "Grid": f"{grid.width} × {grid.height} pixels of {_pixel(grid)}, {crs_name(grid.crs)}",
        }
    left_out = series.left_out if series else catalogue.left_out
    rows["Notes"] = "; ".join(catalogue.notes) or "none"
    rows["Left out"] = "\n  ".join(["", *left_out]) if left_out else "nothing"
    days = [
        f"  {day}  " + ", ".join(PurePosixPath(path).name for _, path in of_day)
        for day, of_day in groupby(shown, key=lambda entry: entry[0])
    ]
    return "\n".join([table(rows), *days])


def masks_in_words(series: Series) -> list[str]:
    """The rules that mark unusable pixels, and how many images have none."""
    words = dict.fromkeys(mask.words for image in series.images for mask, _ in image.masks)
    n_unmasked = sum(not image.masks for image in series.images)
    if n_unmasked:
        words[f"none for {n_unmasked} images: all that is not nodata counts as clear"] = None
    return list(words)


def describe_match(match: ModelMatch) -> str:
    """How images fit a model, in a few lines."""
    rows = {
        "Model": match.model,
        "Its bands": "; ".join(
            band.name if band.name == band.found else f"{band.name} from {band.found or 'nothing'}"
            for band in match.bands
        ),
    }
    if match.season:
        rows["Its season"] = (
            f"{match.season.start} to {match.season.end}: {match.n_used} of {match.n_dates} dates "
            f"used, the longest gap {match.longest_gap_days} days"
        )
    if match.warnings:
        rows["Warnings"] = "\n  ".join(["", *match.warnings])
    if match.ok:
        return "\n".join([table(rows), "The images fit the model."])
    rows["Problems"] = "\n  ".join(["", *match.problems])
    return "\n".join([table(rows), "The images do not fit the model."])


def _pixel(grid: Grid) -> str:
    return f"{abs(grid.transform.a):g}"


def _with_common_name(band: str, catalogue: Catalogue) -> str:
    means = common_name(band, catalogue.sensor)
    return f"{band} ({means})" if means and means != band.lower() else band
