"""Model cards keep to STAC 1.1 and its extension for machine learning models."""

from dataclasses import replace
from datetime import date

import pystac
import pytest
from standards import check_item

from core.model_card import LandCoverClass, ModelCard, Training, read_item
from core.season import DateGrid

CARD = ModelCard(
    name="plain 2018",
    bands=("B04", "NDVI"),
    band_ranges=((0.5, 100.0), (-0.1, 0.9)),
    grid=DateGrid(date(2018, 9, 1), (0, 10, 25)),
    classes=(LandCoverClass(7, "wheat", "#102030"), LandCoverClass(300, "bare soil", "#ffee00")),
    training=Training(n_pixels=12, versions={"torch": "2.13.0+cpu"}),
    provenance="Labels: x",
)


@pytest.mark.parametrize(
    "card",
    [
        CARD,
        replace(CARD, name="2018"),
        replace(CARD, name="Плодородная долина"),
        replace(CARD, name="a", provenance="", training=Training()),
        replace(CARD, classes=(LandCoverClass(1, "forêt, dense", "#000000"),)),
        replace(CARD, classes=(LandCoverClass(3, "小麦", "#000000"),)),
        replace(CARD, profiles={7: ((1.0, 2.0, 3.0), (0.1, 0.2, 0.3))}, temperature=1.4),
    ],
    ids=["plain", "digits", "cyrillic", "short", "accent", "chinese", "profiles"],
)
def test_a_card_is_what_the_standards_ask_for_and_keeps_its_names(card):
    properties = check_item(card.to_item("model.safetensors"))
    again = ModelCard.from_item(card.to_item("model.safetensors"), "x")
    assert again == card
    assert properties["title"] == card.name


def test_a_trained_and_an_adapted_model_are_what_the_standards_ask_for(
    scene, source_model, tmp_path, command
):
    check_item(read_item(source_model))
    adapted = tmp_path / "2020.safetensors"
    arguments = ["adapt", "--model", source_model, *scene.labels, "--updates", "5"]
    assert command(*arguments, "--output", adapted)[0] == 0
    assert check_item(read_item(adapted))["title"] == "2020"


@pytest.mark.parametrize(
    "change",
    [
        lambda p: p.pop("mlm:input"),
        lambda p: p.pop("bands"),
        lambda p: p.update(description=""),
        lambda p: p.update({"mlm:name": "2018"}),
        lambda p: p.update({"mlm:tasks": ["mapping"]}),
        lambda p: p["mlm:input"][0]["value_scaling"][0].update(type="percentile"),
    ],
)
def test_the_check_itself_finds_what_is_wrong(change):
    item = CARD.to_item("model.safetensors")
    change(item["properties"])
    with pytest.raises((AssertionError, KeyError, ValueError, pystac.STACValidationError)):
        check_item(item)
