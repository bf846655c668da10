"""What a file holds, in words: models, samples, maps, reports. Each loads its own libraries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import UnreadableFile
from .lineage import Lineage
from .model_card import ModelCard, printable, read_card
from .tables import table

if TYPE_CHECKING:
    from .samples import Samples


def describe_file(path: str) -> str:
    """A model, samples file, map or report in a few lines.

    Raises:
        UnreadableFile: it is none of these.
    """
    suffix = Path(path).suffix.lower()
    if suffix == ".safetensors":
        return describe_card(read_card(path))
    if suffix in (".npz", ".csv"):
        from .samples import read_samples

        file = read_samples(path)
        counts = {text: int((file.y == int(text)).sum()) for text in file.values.names}
        return table(
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
        from .grid import crs_name
        from .map_reading import read_lineage, read_map

        found = read_map(path)
        grid = found.grid
        return table(
            {
                "Size": f"{grid.width} × {grid.height} pixels, {crs_name(grid.crs)}",
                "Classes": ", ".join(
                    f"{c.value} {c.name} ({found.counts[c.value]})" for c in found.classes
                ),
                "Nodata": str(found.nodata),
                **_made(read_lineage(path)),
            }
        )
    if suffix == ".json":
        from .report import summary

        try:
            return summary(json.loads(Path(path).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise UnreadableFile(f"{path} is not a Sourcerer report: {error}") from error
    raise UnreadableFile(
        f"{path} is nothing that can be shown.",
        "Give a model (.safetensors), samples (.npz, .csv), a map (.tif) or a report (.json).",
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
    }
    if training.n_pixels:
        rows["Trained on"] = (
            f"{training.n_pixels} pixels of {training.n_blocks} polygons, {training.updates} "
            f"updates, method {training.method}"
        )
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
    return table({**rows, **_made(card.lineage)})


def _made(lineage: Lineage | None) -> dict[str, str]:
    """How a result was made, in rows; files may come from anybody."""
    if lineage is None:
        return {"Made by": "the file does not say"}
    return {label: printable(text) for label, text in lineage.rows()}


def describe_samples(samples: Samples, names: dict[int, str]) -> str:
    """Numbers of samples a class."""
    counts = samples.counts()
    lines = [
        f"{len(samples)} samples of {samples.n_blocks} polygons, {len(samples.grid.offsets)} dates"
    ]
    lines += [f"  {names[v]}: {n} pixels, {blocks} polygons" for v, (n, blocks) in counts.items()]
    return "\n".join(lines)
