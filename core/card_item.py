"""A model's card as a STAC Item, by the rules of STAC 1.1 and of its extension for models.

The extension wants plain names (Latin letters, digits). So a model's and a class's own name stands
as `title` and `description`, and `name` is a plain form of it. It asks for the bands among the
properties, where STAC allows them only if an asset has them too.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model_card import LandCoverClass, ModelCard

STAC_VERSION = "1.1.0"
MLM_SCHEMA = "https://stac-extensions.github.io/mlm/v1.5.0/schema.json"
LICENCE = re.compile(r"[\w.+-]+")
"""What STAC takes as a licence: an SPDX identifier, or `other`."""


def stac_item(card: ModelCard, file_name: str) -> dict[str, Any]:
    """The card as a STAC Item whose asset is `file_name`."""
    start, end = (f"{day.isoformat()}T00:00:00Z" for day in (card.grid.start, card.grid.end))
    torch_version = card.training.versions.get("torch")
    bands = [{"name": band} for band in card.bands]
    return {
        "type": "Feature",
        "stac_version": STAC_VERSION,
        "stac_extensions": [MLM_SCHEMA],
        "id": card.name,
        "geometry": None,
        "properties": {
            "datetime": None,
            "start_datetime": start,
            "end_datetime": end,
            "title": card.name,
            "license": card.licence if LICENCE.fullmatch(card.licence) else "other",
            **({"description": card.provenance} if card.provenance else {}),
            "bands": bands,
            "mlm:name": plain_name(card.name, "model", r"\w.\- "),
            "mlm:architecture": "TempCNN",
            "mlm:tasks": ["classification"],
            "mlm:framework": "PyTorch",
            **({"mlm:framework_version": torch_version} if torch_version else {}),
            "mlm:total_parameters": card.n_parameters,
            "mlm:pretrained": True,
            "mlm:input": [_input(card)],
            "mlm:output": [_output(card)],
            "mlm:hyperparameters": {
                "architecture": asdict(card.architecture),
                "date_offsets": list(card.grid.offsets),
                "sensor": card.sensor,
                "units": card.units,
                "temperature": card.temperature,
                "profiles": {
                    str(value): [list(map(float, band)) for band in profile]
                    for value, profile in card.profiles.items()
                },
                "training": {**asdict(card.training)},
                **({"lineage": card.lineage.as_json()} if card.lineage else {}),
            },
        },
        "links": [],
        "assets": {
            "model": {
                "href": file_name,
                "type": "application/octet-stream; application=safetensors",
                "roles": ["mlm:model", "mlm:weights"],
                "mlm:artifact_type": "safetensors.torch.save_file",
                "bands": bands,
            }
        },
    }


def plain_name(name: str, other: str, allowed: str = r"\w\-") -> str:
    """A name in the letters that the standard takes, beginning and ending with one.

    Args:
        name: any text.
        other: what stands before a name that does not begin with a letter.
        allowed: characters, as in a regular expression; the others become hyphens.
    """
    plain = re.sub(f"[^{allowed}]+", "-", name, flags=re.ASCII).strip(".-_ ")
    if len(plain) >= 3 and plain[0].isalpha():
        return plain
    return f"{other}-{plain}".rstrip("-")


def _input(card: ModelCard) -> dict[str, Any]:
    return {
        "name": "Satellite image time series, one pixel each",
        "bands": list(card.bands),
        "input": {
            "shape": [-1, len(card.bands), len(card.grid.offsets)],
            "dim_order": ["batch", "bands", "time"],
            "data_type": "float32",
        },
        "value_scaling": [
            {"type": "min-max", "minimum": low, "maximum": high} for low, high in card.band_ranges
        ],
    }


def _output(card: ModelCard) -> dict[str, Any]:
    return {
        "name": "Land cover class scores (logits)",
        "tasks": ["classification"],
        "result": {
            "shape": [-1, len(card.classes)],
            "dim_order": ["batch", "classes"],
            "data_type": "float32",
        },
        "classification:classes": [_class(entry) for entry in card.classes],
    }


def _class(entry: LandCoverClass) -> dict[str, Any]:
    is_plain = re.fullmatch(r"[\w-]+", entry.name, flags=re.ASCII)
    return {
        "value": entry.value,
        "name": entry.name if is_plain else plain_name(entry.name, f"class-{entry.value}"),
        "description": entry.name,
        "color_hint": entry.colour.lstrip("#").upper(),
    }
