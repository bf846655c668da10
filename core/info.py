"""What a file holds, in words: series, models, samples, maps, reports."""

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from pathlib import Path, PurePosixPath

from .band_names import common_name
from .catalogue import Catalogue
from .errors import UnreadableFile
from .grid import crs_name
from .map_reading import read_map
from .model_card import ModelCard, read_card
from .report import summary
from .samples import Samples, read_samples
from .series import Series


def describe_file(path: str) -> str:
    """A model, samples file, map or report in a few lines.

    Raises:
        UnreadableFile: it is none of these.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".safetensors":
        return describe_card(read_card(path))
    if suffix == ".npz":
        file = read_samples(path)
        counts = {text: int((file.y == int(text)).sum()) for text in file.values.names}
        return _table(
            {
                "Samples": str(len(file.y)),
                "Blocks": str(len(set(file.polygon_id.tolist()))),
                "Bands": ", ".join(file.bands),
                "Dates": f"{len(file.dates)}, {file.dates[0]} to {file.dates[-1]}",
                "Classes": ", ".join(
                    f"{text} {name} ({counts[text]})" for text, name in file.values.names.items()
                ),
            }
        )
    if suffix in (".tif", ".tiff", ".vrt"):
        found = read_map(path)
        grid = found.grid
        return _table(
            {
                "Size": f"{grid.width} × {grid.height} pixels, {crs_name(grid.crs)}",
                "Classes": ", ".join(
                    f"{c.value} {c.name} ({found.counts[c.value]})" for c in found.classes
                ),
                "Nodata": str(found.nodata),
            }
        )
    if suffix == ".json":
        try:
            return summary(json.loads(Path(path).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableFile(f"{path} is not a Sourcerer report: {error}") from error
    raise UnreadableFile(
        f"{path} is nothing that can be shown.",
        "Give a model (.safetensors), samples (.npz), a map (.tif) or a report (.json).",
    )


def describe_card(card: ModelCard) -> str:
    """A model's card in a few lines."""
    training = card.training
    rows = {
        "Model": card.name,
        "Network": f"TempCNN, {card.n_parameters:,} parameters",
        "Bands": ", ".join(card.bands),
        "Sensor": card.sensor or "unknown",
        "Units": card.units or "unknown",
        "Dates": f"{len(card.grid.offsets)}, {card.grid.start} to {card.grid.end}",
        "Classes": ", ".join(f"{entry.value} {entry.name}" for entry in card.classes),
        "Trained on": f"{training.n_pixels} pixels of {training.n_blocks} polygons, "
        f"{training.updates} updates, method {training.method}",
    }
    if training.lambda_value is not None:
        rows["λ"] = f"{training.lambda_value:.4g} ({training.lambda_rule}, {training.penalty})"
    if training.alpha is not None:
        rows["α"] = f"{training.alpha:.2f} of the way from the source to plain training"
    if training.drift is not None:
        rows["Drift"] = f"{training.drift:.4g}"
    accuracy = training.held_out.get("overall_accuracy")
    if accuracy is not None:
        n_blocks = f"{training.held_out.get('n_blocks') or 0:.0f} polygons"
        rows["Accuracy"] = f"{100 * accuracy:.1f} % on {n_blocks} that it never saw"
        if training.refitted:
            rows["Accuracy"] = (
                f"{100 * accuracy:.1f} % on {n_blocks}, of a fit without them; "
                "this model was then fitted on all"
            )
    rows["From"] = card.provenance
    rows["Licence"] = card.licence
    return _table(rows)


def describe_series(catalogue: Catalogue, series: Series) -> str:
    """What was understood of a series: dates, bands, masks, grids, and what was left out."""
    grid, dates = series.grid, series.dates
    gaps = [(later - earlier).days for earlier, later in zip(dates, dates[1:])]
    images = catalogue.acquisitions
    sensors = dict.fromkeys(a.sensor.name if a.sensor else "unknown" for a in images)
    masks = dict.fromkeys(mask.words for image in series.images for mask, _ in image.masks)
    n_unmasked = sum(not image.masks for image in series.images)
    if n_unmasked:
        masks[f"none for {n_unmasked} images: all that is not nodata counts as clear"] = None
    own_grids = Counter(
        f"{abs(source.grid.transform.a):g} ({crs_name(source.grid.crs)})"
        for image in series.images
        for band in image.bands
        for source in band.sources
    )
    rows = {
        "Images": f"{len(series.images)} on {len(dates)} dates, {dates[0]} to {dates[-1]}, the "
        f"longest gap {max(gaps)} days",
        "Sensor": ", ".join(sensors),
        "Bands": ", ".join(_with_common_name(name, catalogue) for name in series.bands),
        "Mask": "; ".join(masks),
        "Pixels": ", ".join(f"{size}: {n} bands" for size, n in own_grids.items()),
        "Grid": f"{grid.width} × {grid.height} pixels of {abs(grid.transform.a):g}, "
        f"{crs_name(grid.crs)}",
        "Notes": "; ".join(catalogue.notes) or "none",
        "Left out": "\n  ".join(["", *series.left_out]) if series.left_out else "nothing",
    }
    by_date = groupby(series.images, key=lambda image: image.date)
    days = [
        f"  {day}  " + ", ".join(PurePosixPath(image.path).name for image in of_day)
        for day, of_day in by_date
    ]
    return "\n".join([_table(rows), *days])


def _with_common_name(band: str, catalogue: Catalogue) -> str:
    means = common_name(band, catalogue.sensor)
    return f"{band} ({means})" if means and means != band.lower() else band


def describe_samples(samples: Samples, names: dict[int, str]) -> str:
    """Numbers of samples a class."""
    counts = samples.counts()
    lines = [
        f"{len(samples)} samples of {samples.n_blocks} polygons, {len(samples.grid.offsets)} dates"
    ]
    lines += [f"  {names[v]}: {n} pixels, {blocks} polygons" for v, (n, blocks) in counts.items()]
    return "\n".join(lines)


def _table(rows: dict[str, str]) -> str:
    width = max(map(len, rows)) + 2
    return "\n".join(f"{label + ':':<{width}}{text}" for label, text in rows.items())
