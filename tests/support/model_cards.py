"""Model files that have a card and no weights: enough to be listed."""

import json
from datetime import date

from sourcerer.core.model_card import CARD_KEY, LandCoverClass, ModelCard, Training
from sourcerer.core.season import DateGrid

CLASSES = (LandCoverClass(1, "wheat", "#e6b800"), LandCoverClass(7, "maize", "#4daf4a"))
MARKUP = "<b>bold</b> <img src='x'>"


def card(name="alps", bands=("B4",), classes=CLASSES, year=2018, **facts):
    return ModelCard(
        name=name,
        bands=tuple(bands),
        band_ranges=((0, 1),) * len(bands),
        grid=DateGrid(date(year, 1, 1), (0, 10, 20)),
        classes=tuple(classes),
        **facts,
    )


def write_item(path, item):
    header = json.dumps({"__metadata__": {CARD_KEY: json.dumps(item)}}).encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(len(header).to_bytes(8, "little") + header)
    return str(path)


def write_model(path, name="alps", **facts):
    """Facts are the card's; `training` as a mapping may hold nonsense."""
    training = facts.pop("training", {})
    item = card(name, **facts).to_item(path.name)
    item["properties"]["mlm:hyperparameters"]["training"].update(training)
    return write_item(path, item)


def trained(**held_out):
    return Training(n_pixels=12345, n_blocks=40, updates=5000, held_out=held_out)
