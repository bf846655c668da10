"""What adaptation changed on the map, told on a sample of it."""

import json
from dataclasses import replace

import numpy as np
import pytest
import rasterio
import rasterio.crs
from rasterio.transform import from_origin
from rasterio.windows import Window
from scenes import CRS, ORIGIN, pixel_box, write_image, write_polygons
from toys import CARD, SIZES, network

from core.areas import Area
from core.grid import Grid
from core.map_change import SAMPLED_PX, MapChange
from core.model import LandCoverModel
from core.model_card import LandCoverClass, read_card

CLASSES = tuple(LandCoverClass(n, f"class {n}", "#00ff00") for n in (1, 2, 3))


class FakeSource:
    """Says class 1, 2 or 3 where the first value is 0, 1 or 2."""

    class_values = np.array([1, 2, 3])

    def probabilities(self, x):
        return np.eye(3, dtype=np.float32)[x[:, 0, 0].astype(int)]


def change(before, after, labelled, n_pixels=None, seed=0, parts=1):
    """Told of a map that was class `before` and is class `after`."""
    before, after = np.asarray(before), np.asarray(after, np.uint16)
    seen = MapChange(FakeSource(), n_pixels or len(before), seed)
    x = np.zeros((len(before), 1, 1), np.float32)
    x[:, 0, 0] = before - 1
    for part in np.array_split(np.arange(len(before)), parts):
        seen.look(x[part], after[part])
    return seen.as_json(CLASSES, labelled)


def test_the_share_that_changed_and_each_classes_own():
    found = change([1] * 60 + [2] * 40, [1] * 50 + [2] * 30 + [3] * 20, {1, 2, 3})
    assert found["n_pixels"] == 100
    assert found["changed_share"] == pytest.approx(0.3)
    shares = [(row["before"], row["after"]) for row in found["classes"]]
    assert shares == [(0.6, 0.5), (0.4, 0.3), (0.0, 0.2)]
    assert found["warnings"] == []


def test_a_class_without_a_label_that_vanishes_is_named():
    before = [1] * 180 + [2] * 820
    found = change(before, [1] * 20 + [2] * 980, {2, 3})
    (text,) = found["warnings"]
    assert text.startswith(
        "class 1: the source model saw it on 18 % of the map, the adapted one on 2.0 %, and no "
        "polygon is labelled so."
    )
    assert change(before, [1] * 20 + [2] * 980, {1, 2, 3})["warnings"] == []  # somebody labelled it
    assert change(before, [1] * 90 + [2] * 910, {2, 3})["warnings"] == []  # half of it is left
    few = [1] * 9 + [2] * 991
    assert change(few, [2] * 1000, {2})["warnings"] == []  # too few to say
    assert len(change([1, *few], [2] * 1001, {2})["warnings"]) == 1


def test_some_thousand_pixels_of_a_large_map_are_looked_at_everywhere():
    random = np.random.default_rng(5)
    before = random.integers(1, 4, 200_000)
    after = np.where(random.random(200_000) < 0.25, before % 3 + 1, before)
    found = change(before, after, {1, 2, 3}, parts=50)
    assert found["n_pixels"] == pytest.approx(SAMPLED_PX, rel=0.1)
    assert found["changed_share"] == pytest.approx(0.25, abs=0.03)
    assert found == change(before, after, {1, 2, 3}, parts=7)  # however it is cut
    assert found != change(before, after, {1, 2, 3}, parts=7, seed=1)


def test_an_empty_map_has_no_share():
    assert MapChange(FakeSource(), 100, 0).as_json(CLASSES, {1}) is None


def test_the_source_model_is_asked_as_it_maps():
    model = LandCoverModel(replace(CARD, architecture=SIZES), network(4))
    x = np.random.default_rng(3).random((50, 2, 8), np.float32)
    values = model.class_values[model.probabilities(x).argmax(axis=1)]
    seen = MapChange(model, 50, 0)
    seen.look(x, values)
    assert seen.as_json(CARD.classes, ())["changed_share"] == 0


def test_an_area_knows_about_how_many_pixels_it_has():
    grid = Grid(rasterio.crs.CRS.from_string(CRS), from_origin(*ORIGIN, 10, 10), 40, 30)
    assert Area(grid, Window(0, 0, 40, 30), None).n_pixels == 1200
    window = Window(10, 10, 20, 20)
    assert Area(grid, window, pixel_box(12, 12, 4, 5)).n_pixels == 20
    assert Area(grid, window, pixel_box(0, 0, 12, 13)).n_pixels == 6  # what lies in the window


@pytest.fixture
def later(tmp_path):
    """The scene's first class in the west; in the east neither: both turn to the west's."""
    folder = tmp_path / "later"
    folder.mkdir()
    random = np.random.default_rng(4)
    for step in range(12):
        values = np.full((2, 24, 24), 1000.0)
        values[:, :, :14] += 3000 * np.exp(-(((step - 4) / 2) ** 2))
        values[:, :, 14:] += 3000 * np.exp(-(((step - 8) / 2) ** 2))
        values += random.normal(0, 60, values.shape)
        write_image(folder / f"S2_2021{step + 1:02d}01.tif", values, ["B04", "B08"], nodata=0)
    shapes = [pixel_box(c, r, 3, 3) for c in (1, 7, 16, 20) for r in (1, 6, 11, 16)]
    labels = write_polygons(tmp_path / "labels.gpkg", shapes, crop=["spring"] * len(shapes))
    return folder, labels


def test_the_report_tells_of_a_class_that_labels_of_another_wiped_out(
    later, source_model, command, tmp_path
):
    folder, labels = later
    target = tmp_path / "m.tif"
    status, out, err = command(
        "map", "--model", source_model, "--series", folder, "--polygons", labels,
        "--field", "crop", "--method", "naive", "--updates", "80", "--output", target, "--json",
    )  # fmt: skip
    assert status == 0, err
    result = json.loads(out)
    content = json.loads((tmp_path / "m.json").read_text())
    told = content["map_change"]
    assert told["n_pixels"] == 24 * 24  # all of so small a map
    with rasterio.open(target) as dataset:
        values = dataset.read(1)
    autumn = next(c.value for c in read_card(source_model).classes if c.name == "autumn")
    by_name = {row["name"]: row for row in told["classes"]}
    assert by_name["autumn"]["after"] == pytest.approx((values == autumn).mean())
    assert by_name["autumn"]["before"] == pytest.approx(10 / 24, abs=0.05)
    assert by_name["autumn"]["after"] < 0.2
    assert result["figures"]["changed_share"] == told["changed_share"] > 0.2
    assert result["figures"]["drift"] == content["fit"]["drift"]
    (text,) = told["warnings"]
    assert text.startswith("autumn: the source model saw it on 4")
    page = (tmp_path / "m.html").read_text()
    share = f"{100 * told['changed_share']:.1f} % of the mapped pixels changed class"
    for place in (result["summary"], page):
        assert share in place
        assert text.replace("'", "&#39;") in place or text in place


def test_the_source_model_alone_changes_nothing(scene, source_model, command, tmp_path):
    status, out, err = command(
        "map", "--model", source_model, *scene.labels, "--method", "source-only",
        "--output", tmp_path / "m.tif", "--json",
    )  # fmt: skip
    assert status == 0, err
    assert json.loads(out)["figures"]["changed_share"] == 0
