"""Names and descriptions from strangers are text in every file that is written, never markup."""

import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from safetensors.numpy import load_file, save_file
from scenes import pixel_box, write_polygons

from core.model_card import read_item

SCRIPT, PICTURE, PATH = "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "../../../x"


class Elements(HTMLParser):
    """Names of all elements, and of their attributes."""

    def __init__(self, text):
        super().__init__()
        self.found, self.sources, self.attributes, self.text = set(), [], set(), ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.add(tag)
        self.sources += [value for name, value in attrs if name in ("src", "href")]
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


@pytest.fixture
def hostile(command, scene, tmp_path):
    """Labels whose classes are markup, and a model of them whose description is too."""
    squares = [(1, 1), (6, 6), (13, 1), (18, 6), (1, 16), (6, 11), (13, 16), (18, 11), (9, 9)]
    crops = [SCRIPT, SCRIPT, PICTURE, PICTURE, SCRIPT, SCRIPT, PICTURE, PICTURE, PATH]
    path = write_polygons(
        tmp_path / "p.gpkg", [pixel_box(c, r, 4, 4) for c, r in squares], crop=crops
    )
    labels = ["--series", scene.folder, "--polygons", path, "--field", "crop"]
    model = tmp_path / "m.safetensors"
    words = ["--updates", 20, "--output", model, "--report", tmp_path / "train.html"]
    status, _, err = command("train", *labels, *words)
    assert status == 0, err
    item = read_item(model)
    item["properties"].update(description=SCRIPT, title=PICTURE)
    item["properties"]["mlm:hyperparameters"]["sensor"] = SCRIPT
    save_file(load_file(model), model, metadata={"mlm": json.dumps(item)})
    return model, labels


def test_reports_styles_and_category_names_hold_text(command, hostile, tmp_path):
    model, labels = hostile
    output = tmp_path / "out" / "map.tif"
    output.parent.mkdir()
    words = ["--updates", 5, "--companions", "confidence,next", "--output", output]
    status, _, err = command("map", "--model", model, *labels, *words)
    assert status == 0, err
    for report in (tmp_path / "train.html", output.with_suffix(".html")):
        page = Elements(report.read_text("utf-8"))
        assert {"script", "iframe"}.isdisjoint(page.found)
        assert all(source.startswith(("data:image/png", "#")) for source in page.sources)
        assert not [name for name in page.attributes if name.startswith("on")]
        assert SCRIPT in page.text
        assert PICTURE in page.text
    style = ET.parse(output.with_suffix(".qml"))
    assert {entry.get("label") for entry in style.iter("paletteEntry")} == {SCRIPT, PICTURE, PATH}
    names = ET.parse(f"{output}.aux.xml")
    assert {entry.text for entry in names.iter("Category")} == {None, SCRIPT, PICTURE, PATH}
    assert not [path for path in tmp_path.parents[0].glob("x*")]
