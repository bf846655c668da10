"""What the dock says of a model."""

import json

import pytest

from sourcerer.core.errors import NotAModel
from sourcerer.core.model_card import CARD_KEY, LandCoverClass, ModelCard
from sourcerer.core.season import DateGrid, date
from sourcerer.sourcerer_plugin.model_library import details, facts


@pytest.fixture
def model(tmp_path):
    """Makes a model file that has a card and no weights."""

    def make(**training):
        classes = (LandCoverClass(1, "wheat", "#e6b800"), LandCoverClass(7, "maize", "#4daf4a"))
        grid = DateGrid(date(2018, 1, 1), (0, 10, 20))
        item = ModelCard("alps", ("B4",), ((0, 1),), grid, classes).to_item("m.safetensors")
        item["properties"]["mlm:hyperparameters"]["training"].update(training)
        header = json.dumps({"__metadata__": {CARD_KEY: json.dumps(item)}}).encode()
        path = tmp_path / "m.safetensors"
        path.write_bytes(len(header).to_bytes(8, "little") + header)
        return str(path)

    return make


def test_facts_in_a_line(model):
    path = model(n_pixels=12345, held_out={"overall_accuracy": 0.934})
    assert facts(path) == (
        "2 classes · 1 bands · 3 dates from 2018-01-01 · trained on 12,345 pixels"
        " · accuracy on polygons left out 93%"
    )


def test_what_is_not_known_is_not_said(model):
    assert facts(model()) == "2 classes · 1 bands · 3 dates from 2018-01-01"


def test_details_name_the_classes(model):
    assert "1 wheat, 7 maize" in details(model())


@pytest.mark.parametrize(
    "training",
    [
        {"held_out": {"overall_accuracy": "high"}},
        {"n_pixels": "many"},
    ],
)
def test_a_card_with_nonsense_is_refused(model, training):
    with pytest.raises(NotAModel, match="not usable"):
        facts(model(**training))
