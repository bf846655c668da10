"""A model's card: what it was trained on and what it expects.

A model file is one `.safetensors`. Its header is a length and JSON, and under `__metadata__` the
key `mlm` holds a STAC 1.1 Item by the Machine Learning Model extension v1.5. So the card is read
with the standard library alone, without loading a weight. Model files are untrusted: sizes are
bounded and every value is checked.
"""

from __future__ import annotations

import contextlib
import json
import math
import stat
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from .card_item import stac_item
from .errors import NotAModel, UnreadableFile
from .lineage import Lineage
from .season import DateGrid

CARD_KEY = "mlm"
MAX_HEADER_BYTES = 16 * 1024 * 1024
MAX_CLASS_VALUE = 65535
_LONGEST_REASON = 200
"""Letters of a message: a file that is made to harm puts megabytes into it."""


@dataclass(frozen=True)
class LandCoverClass:
    """A class as it stands in the map."""

    value: int
    """1 to 65535."""
    name: str
    colour: str
    """`#rrggbb`."""


@dataclass(frozen=True)
class Architecture:
    """TempCNN's free sizes (section 3.1)."""

    filters: int = 64
    kernel: int = 5
    dense: int = 256
    head: str = "linear"


@dataclass(frozen=True)
class Training:
    """How the model came to be."""

    method: str = "source"
    """`source` for a model trained from scratch, else the method that adapted it."""
    n_pixels: int = 0
    n_blocks: int = 0
    """Polygons, or whatever splits respect."""
    updates: int = 0
    learning_rate: float | None = None
    seed: int = 0
    penalty: str = ""
    lambda_rule: str = ""
    lambda_value: float | None = None
    t_max: float | None = None
    alpha: float | None = None
    """How far between source (0) and plain training (1), where that was chosen (core/strength.py).
    """
    evidence: tuple[tuple[float, float, float], ...] = ()
    """(α, accuracy on left-out polygons, posterior probability); a file's other entries are left
    out."""
    drift: float | None = None
    """‖θ − θ̂s‖ over the weights that the source model had."""
    source_sha256: str = ""
    """Of the source model's file, empty for a model trained from scratch."""
    refitted: bool = False
    """Fitted again on all polygons after `held_out` was measured without some of them."""
    held_out: Mapping[str, float | None] = field(default_factory=dict)
    """`overall_accuracy`, `macro_f1`, `n_pixels`, `n_blocks` of polygons the fit never saw."""
    versions: Mapping[str, str] = field(default_factory=dict)


Profile = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class ModelCard:
    """All that one must know to use a model."""

    name: str
    bands: tuple[str, ...]
    band_ranges: tuple[tuple[float, float], ...]
    """(p2, p98) of each band on the source, the model's normalisation (section 4.1)."""
    grid: DateGrid
    classes: tuple[LandCoverClass, ...]
    """In the order of the network's outputs."""
    architecture: Architecture = Architecture()
    training: Training = Training()
    licence: str = "other"
    provenance: str = ""
    sensor: str = ""
    """Whose bands they are (core/band_names.py); empty where that is unknown."""
    profiles: Mapping[int, Profile] = field(default_factory=dict)
    """Class value -> mean over its training pixels, (band, date) in sensor units."""
    temperature: float = 1.0
    """What scores are divided by, so that the confidence is the share right (Guo et al. 2017)."""
    lineage: Lineage | None = None
    """What it was made of and how; None where the file does not say."""

    @property
    def units(self) -> str:
        """What the values are, as far as the ranges tell; empty where they do not."""
        highest = max(high for _, high in self.band_ranges)
        if 300 <= highest <= 30_000:
            return "reflectance × 10,000"
        return "reflectance or index, about 0 to 1" if 0 < highest <= 3 else ""

    @property
    def n_parameters(self) -> int:
        """Learnable parameters of the network that the card describes."""
        a, n_bands, n_dates = self.architecture, len(self.bands), len(self.grid.offsets)
        convolutions = (n_bands + 2 * a.filters) * a.filters * a.kernel + 3 * a.filters
        norms = 2 * (3 * a.filters + a.dense)
        dense = a.filters * n_dates * a.dense + a.dense
        head_bias = len(self.classes) if a.head == "linear" else 0
        return convolutions + norms + dense + a.dense * len(self.classes) + head_bias

    def to_item(self, file_name: str) -> dict[str, Any]:
        """The card as a STAC Item whose asset is `file_name`."""
        return stac_item(self, file_name)

    def check(self) -> None:
        """Prove that the card can be read back, before anything is computed for it.

        Raises:
            NotAModel: it cannot, with the reason.
        """
        self.from_item(json.loads(json.dumps(self.to_item("model"))), f"The model {self.name}")

    @classmethod
    def from_item(cls, item: Mapping[str, Any], origin: str) -> ModelCard:
        """Read and check a STAC Item; `origin` names the file in messages.

        Raises:
            NotAModel: something is missing, of the wrong type, or does not fit the rest.
        """
        try:
            return _card(item)
        except (
            KeyError,
            IndexError,
            TypeError,
            ValueError,
            AttributeError,
            OverflowError,
            RecursionError,
        ) as error:
            reason = printable(f"{type(error).__name__}: {error}")
            if len(reason) > _LONGEST_REASON:
                reason = reason[:_LONGEST_REASON] + " …"
            raise NotAModel(
                f"{origin}: the model card is not usable ({reason}).",
                "Export the model again, or take another file.",
            ) from error


def _card(item: Mapping[str, Any]) -> ModelCard:
    properties = item["properties"]
    entry, result = properties["mlm:input"][0], properties["mlm:output"][0]
    extra = properties["mlm:hyperparameters"]
    offsets = tuple(_whole(day, -3660, 3660) for day in extra["date_offsets"])
    if len(offsets) < 2 or list(offsets) != sorted(set(offsets)):
        raise ValueError("date_offsets must be at least two ascending days")
    sizes = extra["architecture"]
    architecture = Architecture(
        filters=_whole(sizes["filters"], 1, 4096),
        kernel=_whole(sizes["kernel"], 1, 99),
        dense=_whole(sizes["dense"], 1, 65536),
        head=str(sizes["head"]),
    )
    if architecture.head not in ("linear", "cosine") or architecture.kernel % 2 == 0:
        raise ValueError("head must be linear or cosine, kernel odd")
    ranges = tuple((_number(s["minimum"]), _number(s["maximum"])) for s in entry["value_scaling"])
    bands = tuple(_text(band) for band in entry["bands"])
    if not 1 <= len(bands) == len(ranges) <= 1000 or len(set(bands)) != len(bands):
        raise ValueError(f"{len(bands)} bands and {len(ranges)} value ranges")
    if any(not _float32(low) < _float32(high) for low, high in ranges):
        raise ValueError("a band's value range is empty")
    grid = DateGrid(date.fromisoformat(properties["start_datetime"][:10]), offsets)
    _ = grid.dates  # an OverflowError here is a wrong card
    classes = tuple(
        LandCoverClass(
            value=_whole(c["value"], 1, MAX_CLASS_VALUE),
            name=_text(c.get("description") or c["name"]),
            colour="#" + format(int(c["color_hint"], 16) & 0xFFFFFF, "06x"),
        )
        for c in result["classification:classes"]
    )
    if not classes or len({c.value for c in classes}) != len(classes):
        raise ValueError("class values are missing or stand twice")
    temperature = _number(extra.get("temperature", 1.0))
    if not 1e-6 <= temperature <= 1e6:
        raise ValueError("temperature is not from 1e-6 to 1e6")
    return ModelCard(
        name=_text(properties.get("title") or properties["mlm:name"]),
        bands=bands,
        band_ranges=ranges,
        grid=grid,
        classes=classes,
        architecture=architecture,
        training=_training(extra["training"]),
        licence=printable(str(properties.get("license", "other"))),
        provenance=printable(str(properties.get("description", ""))),
        sensor=printable(str(extra.get("sensor", ""))),
        profiles=_profiles(extra.get("profiles", {}), len(bands), len(offsets)),
        temperature=temperature,
        lineage=_lineage(extra.get("lineage")),
    )


def _profiles(content: Mapping[str, Any], n_bands: int, n_dates: int) -> dict[int, Profile]:
    profiles = {
        _whole(int(value), 1, MAX_CLASS_VALUE): tuple(
            tuple(_number(number) for number in band) for band in profile
        )
        for value, profile in content.items()
    }
    shapes = {(len(profile), *map(len, profile)) for profile in profiles.values()}
    if shapes - {(n_bands, *[n_dates] * n_bands)}:
        raise ValueError("profiles do not have the model's bands and dates")
    return profiles


def _lineage(content: object) -> Lineage | None:
    """None as well where it cannot be read: a model is of use without."""
    with contextlib.suppress(ValueError):
        return Lineage.from_json(content)
    return None


def _training(facts: Mapping[str, Any]) -> Training:
    known = {name: facts[name] for name in facts if name in Training.__dataclass_fields__}
    training = Training(**{**known, "evidence": _evidence(facts.get("evidence"))})
    for name in ("method", "penalty", "lambda_rule", "source_sha256"):
        _check_line(getattr(training, name), name)
    for name in ("n_pixels", "n_blocks", "updates", "seed"):
        _whole(getattr(training, name), 0, 2**63)
    figures = [training.lambda_value, training.t_max, training.drift, training.alpha]
    figures += [training.learning_rate]
    figures += training.held_out.values()
    for figure in figures:
        if figure is not None:
            _number(figure)
    if not isinstance(training.refitted, bool):
        raise TypeError("refitted is not true or false")
    for name, version in training.versions.items():
        _check_line(name + version, "versions")
    return training


def _evidence(entries: object) -> tuple[tuple[float, float, float], ...]:
    """The entries that are three numbers: models of earlier versions hold others, or none."""
    found = []
    for entry in entries if isinstance(entries, list) else ():
        with contextlib.suppress(TypeError, ValueError):
            alpha, accuracy, probability = map(_number, entry)
            found.append((alpha, accuracy, probability))
    return tuple(found)


def read_card(path: str | Path) -> ModelCard:
    """A model file's card, read with the standard library alone.

    Raises:
        UnreadableFile: there is no such file, or it cannot be opened.
        NotAModel: it is not a Sourcerer model.
    """
    return ModelCard.from_item(read_item(path), str(path))


def read_item(path: str | Path) -> dict[str, Any]:
    """The STAC Item in a model file's header, as it stands there.

    Raises:
        UnreadableFile: there is no such file, or it cannot be opened.
        NotAModel: it is not a safetensors file with a card.
    """
    hint = "Choose a .safetensors file that Sourcerer wrote."
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):  # a pipe would never end
            raise NotAModel(f"{path} is not a file.", hint)
        with Path(path).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            length = int.from_bytes(file.read(8), "little")
            if size < 10 or not 2 <= length <= min(size - 8, MAX_HEADER_BYTES):
                raise NotAModel(f"{path} is not a model file: it has no safetensors header.", hint)
            header = file.read(length)
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror}.") from error
    try:
        item = json.loads(json.loads(header)["__metadata__"][CARD_KEY])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotAModel(f"{path} holds no Sourcerer model card.", hint) from error
    if not isinstance(item, dict):
        raise NotAModel(f"{path} holds no Sourcerer model card.", hint)
    return item


def printable(text: str) -> str:
    """Text without what moves a terminal's cursor, or turns the direction of writing."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def _whole(value: object, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValueError(f"{value!r} is not a whole number from {low} to {high}")
    return value


def _number(value: object) -> float:
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError(f"{value!r} is not a number")
    return float(value)


def _float32(value: float) -> float:
    """The nearest value that the network can tell apart."""
    return float(struct.unpack("<f", struct.pack("<f", value))[0])


def _check_line(value: object, what: str) -> None:
    if not isinstance(value, str) or not value.isprintable():
        raise ValueError(f"{what} is not text")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError(f"{str(value)[:50]!r} is not a name")
    if len(value) > 500:
        raise ValueError(f"{str(value)[:50]!r} is not a name")
    return value
