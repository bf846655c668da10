"""What the report draws: class profiles, observations, the confusion matrix, the choice of α."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from .band_names import INDICES, common_name, sensor_named, sensor_of_bands
from .charts import (
    MOST_PANELS,
    ClassProfile,
    confusion_chart,
    evidence_chart,
    observation_chart,
    profile_chart,
)
from .loading import LabelledData
from .model_card import ModelCard, Profile

Content = dict[str, Any]


def profiles_of(card: ModelCard, data: LabelledData, source: ModelCard | None) -> Content:
    """Mean series of each class in one telling quantity, of the labels and of the source model.

    Args:
        card: the final model's.
        data: the labelled pixels.
        source: the source model's card, for an adaptation.
    """
    quantity = _quantity(card)
    counts = data.samples.counts()
    of_source = dict(source.profiles) if source else {}
    classes = sorted(card.classes, key=lambda c: -counts.get(c.value, (0, 0))[0])
    own = data.samples.profiles()
    shown = [c for c in classes if c.value in own or c.value in of_source]
    return {
        "quantity": quantity,
        "days": list(card.grid.offsets),
        "n_shown": min(len(shown), MOST_PANELS),
        "classes": [
            {
                "name": entry.name,
                "colour": entry.colour,
                "labels": _values(own.get(entry.value), card, quantity),
                "source": _values(of_source.get(entry.value), card, quantity),
            }
            for entry in shown
        ],
    }


def pictures(content: Content) -> dict[str, str]:
    """The report's pictures as base64 PNG by name; empty where there is nothing to show."""
    drawn = {"confusion": "", "evidence": "", "profiles": "", "observations": ""}
    fit = content["fit"]
    if fit and fit["evidence"]:
        drawn["evidence"] = evidence_chart(fit["evidence"], fit["alpha"])
    if content["accuracy"]:
        after = content["accuracy"]["after"]
        names = [entry["name"] for entry in after["classes"]]
        drawn["confusion"] = confusion_chart(names, after["matrix"])
    if content["observations"]:
        days = [date.fromisoformat(row["date"]) for row in content["observations"]]
        shares = [row["clear_share"] for row in content["observations"]]
        season = content["season"]
        ends = date.fromisoformat(season["start"]), date.fromisoformat(season["end"])
        drawn["observations"] = observation_chart(days, shares, ends)
    found = content["profiles"]
    if found and found["classes"]:
        profiles = [
            ClassProfile(row["name"], row["colour"], row["labels"], row["source"])
            for row in found["classes"]
        ]
        start = date.fromisoformat(content["season"]["start"])
        drawn["profiles"] = profile_chart(profiles, found["quantity"], found["days"], start)
    return drawn


def _quantity(card: ModelCard) -> str:
    """NDVI where the bands give it, else an index among them, else the first band."""
    names = [name for name in card.bands if name.upper() in INDICES]
    if "NDVI" in map(str.upper, names) or set(_places(card)) >= {"red", "nir"}:
        return "NDVI"
    return names[0] if names else card.bands[0]


def _places(card: ModelCard) -> dict[str, int]:
    sensor = sensor_named(card.sensor) or sensor_of_bands(card.bands)
    return {common_name(name, sensor): place for place, name in enumerate(card.bands)}


def _values(profile: Profile | None, card: ModelCard, quantity: str) -> list[float] | None:
    if profile is None:
        return None
    upper = [name.upper() for name in card.bands]
    if quantity.upper() in upper:
        return list(profile[upper.index(quantity.upper())])
    places = _places(card)
    nir, red = (np.asarray(profile[places[name]]) for name in ("nir", "red"))
    total = np.where(nir + red == 0, 1, nir + red)
    return [float(f"{value:.4g}") for value in (nir - red) / total]
