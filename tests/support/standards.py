"""Judges model cards by the standards: STAC 1.1 and its extension for models, version 1.5.

STAC's own schema comes with pystac. The extension's lies on the web alone: its fields are checked
by stac-model's classes, and what else it asks for by the rules below.
"""

import json
import re

import pystac
from pystac.validation import validate_dict
from stac_model.schema import MLModelProperties


def check_item(item):
    """Its properties; fails where it is not what the standards ask for. Touches no network."""
    item = json.loads(json.dumps(item))
    validate_dict(item, pystac.STACObjectType.ITEM, stac_version="1.1.0", extensions=[])
    properties = item["properties"]
    model = MLModelProperties(**properties)
    assert re.fullmatch(r"[a-zA-Z][\w.\-\s]+[a-zA-Z0-9]", model.name, re.ASCII)
    if model.framework_version is not None:
        assert re.fullmatch(r"\d+\.\d+\.\d+([-+][\w.-]+)?", model.framework_version)
    (entry,), (result,) = model.input, model.output
    assert [band["name"] for band in properties["bands"]] == list(entry.bands)
    assert entry.input.dim_order.index("bands") == 1
    assert entry.input.shape[1] == len(entry.bands)
    assert result.result.shape[1] == len(result.classes)
    for written in properties["mlm:output"][0]["classification:classes"]:
        assert re.fullmatch(r"[\w-]+", written["name"], re.ASCII)
        assert re.fullmatch("[0-9A-F]{6}", written["color_hint"])
    for name in properties["mlm:hyperparameters"]:
        assert re.fullmatch(r"[\w.-]+", name, re.ASCII)
    (asset,) = item["assets"].values()
    assert "mlm:model" in asset["roles"]
    assert asset["mlm:artifact_type"]
    return properties
