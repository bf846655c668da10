"""Margin and the places to label next: what is doubtful, how far apart, where a label is not."""

import math
from dataclasses import replace

import geopandas
import numpy as np
import pytest
import rasterio
import rasterio.crs
from rasterio.transform import from_origin
from rasterio.windows import Window
from scenes import CRS, ORIGIN, PIXEL_M, pixel_box, write_polygons
from toys import CARD, SIZES, network

from core.grid import Grid
from core.inference import _classify
from core.jobs import Precision
from core.model import LandCoverModel
from core.next_labels import N_POINTS, SURROUNDINGS_PX, NextLabels, labelled_shapes
from core.precision import MapNetwork

SURE, DOUBTFUL = 90, 20


def grid(height, width):
    transform = from_origin(*ORIGIN, PIXEL_M, PIXEL_M)
    return Grid(rasterio.crs.CRS.from_string(CRS), transform, width, height)


def doubtless(height=60, width=80):
    """Margins and classes of a map that is sure everywhere: class 1, else 2."""
    return np.full((height, width), SURE, np.uint8), np.ones((height, width), np.uint16)


def places(margin, values, labelled=(), side=None, n_points=N_POINTS):
    """Chosen out of a map that is shown in windows of a side."""
    height, width = margin.shape
    following = NextLabels(grid(height, width), labelled)
    side = side or max(height, width)
    for row in range(0, height, side):
        for col in range(0, width, side):
            part = slice(row, row + side), slice(col, col + side)
            window = Window(col, row, *margin[part].shape[::-1])
            second = np.where(values[part] == 1, 2, 1).astype(np.uint16)
            following.look(window, values[part], second, margin[part])
    return following.chosen(n_points)


def test_a_doubtful_field_comes_before_single_pixels_and_borders():
    margin, values = doubtless()
    margin[10, 10] = margin[40, 12] = 0  # mixed pixels
    margin[:, 60:62] = 0  # a border, two pixels wide
    margin[30:37, 30:37] = DOUBTFUL
    first, *others = places(margin, values)
    assert (first.row, first.col) == (32, 32)  # the first whose surroundings lie in the field
    assert (first.value, first.second, first.margin) == (1, 2, DOUBTFUL)
    assert others[0].margin == pytest.approx((2 * 0 + 3 * SURE) / 5)  # on the border
    assert 59 <= others[0].col <= 62


def test_places_lie_apart_and_are_no_more_than_twenty():
    random = np.random.default_rng(0)
    margin = random.integers(0, 60, (100, 120)).astype(np.uint8)
    values = random.integers(1, 4, (100, 120)).astype(np.uint16)
    found = places(margin, values)
    assert len(found) == N_POINTS
    spacing = math.hypot(100, 120) / 20
    for number, one in enumerate(found):
        for other in found[:number]:
            assert math.hypot(one.row - other.row, one.col - other.col) >= spacing
    means = [place.margin for place in found]
    assert means[0] == min(means)


def test_every_class_gets_its_places_by_how_doubtful_it_is():
    """The west, class 1, is in doubt at 9, the east, class 2, at 49: five to one."""
    margin = np.full((60, 80), 9, np.uint8)
    margin[:, 40:] = 49
    margin[:, 37:43] = 255  # so that nothing lies on their border
    values = np.ones((60, 80), np.uint16)
    values[:, 40:] = 2
    found = [place.value for place in places(margin, values, n_points=12)]
    assert found[:5] == [1] * 5
    assert found.count(2) == 2


def test_a_map_in_one_window_or_in_many_gives_nearly_the_same_places():
    random = np.random.default_rng(1)
    blobs = random.integers(20, 95, (12, 16)).astype(np.uint8).repeat(10, 0).repeat(10, 1)
    values = np.ones(blobs.shape, np.uint16)
    whole, cut = places(blobs, values), places(blobs, values, side=40)
    blob_of = [{(p.row // 10, p.col // 10) for p in found} for found in (whole, cut)]
    assert len(blob_of[0] & blob_of[1]) >= 18


def test_memory_does_not_grow_with_the_map():
    following = NextLabels(grid(10_000, 10_000))
    random = np.random.default_rng(2)
    shape = (512, 512)
    values = random.integers(1, 9, (64, 64)).astype(np.uint16).repeat(8, 0).repeat(8, 1)
    for number in range(12):
        margin = random.integers(0, 100, shape).astype(np.uint8)
        following.look(Window(512 * number, 0, 512, 512), values, values, margin)
    # cells are 353 pixels wide: 12 windows touch 18 × 2 of them, with 8 classes each
    assert len(following._best) == 18 * 2 * 8
    assert all(place.margin < 45 for place in following._best.values())


def test_nothing_is_missing_or_labelled_where_a_place_is():
    margin, values = doubtless()
    margin[20:40, 20:40] = DOUBTFUL
    values[20:40, 20:30] = 0
    margin[20:40, 20:30] = 255  # nodata
    shapes = [pixel_box(30, 20, 10, 10)]
    found = places(margin, values, shapes)
    first = found[0]
    assert first.margin == DOUBTFUL
    assert 30 <= first.row < 40
    assert 30 <= first.col < 40
    for place in found:
        assert margin[place.row, place.col] != 255
        assert not (19 < place.row < 30 and 29 < place.col < 40)


def test_a_place_has_mapped_surroundings():
    """Strips of two pixels in a map that is empty else: 10 of 25 is too little."""
    margin, values = np.full((40, 40), 255, np.uint8), np.zeros((40, 40), np.uint16)
    margin[:, 10:12], values[:, 10:12] = 0, 1
    assert places(margin, values) == []
    margin[:, 10:13], values[:, 10:13] = 0, 1
    assert places(margin, values)
    assert SURROUNDINGS_PX == 5


def test_a_border_of_mixed_pixels_is_no_place_and_makes_no_field_doubtful():
    """Two sure fields, and between them a line of pixels that look like a third class."""
    margin, values = doubtless()
    values[:, 40:], values[:, 39:41] = 2, 3
    margin[:, 39:41] = 0
    found = places(margin, values)
    assert {place.value for place in found} == {1, 2}
    assert {place.margin for place in found} == {SURE}


def test_an_empty_map_gives_an_empty_layer(tmp_path):
    path = tmp_path / "next.gpkg"
    following = NextLabels(grid(20, 20))
    following.look(
        Window(0, 0, 20, 20),
        np.zeros((20, 20), np.uint16),
        np.zeros((20, 20), np.uint16),
        np.full((20, 20), 255, np.uint8),
    )
    path.write_bytes(following.as_geopackage("m_next", {}))
    frame = geopandas.read_file(path)
    assert len(frame) == 0
    assert list(frame.columns) == ["rank", "class", "second", "margin", "geometry"]


def test_the_points_say_what_is_there_in_the_maps_crs(tmp_path):
    margin, values = doubtless()
    margin[30:37, 30:37] = DOUBTFUL
    following = NextLabels(grid(*margin.shape))
    following.look(Window(0, 0, 80, 60), values, np.full(values.shape, 2, np.uint16), margin)
    names = {1: "wheat", 2: "maize"}
    content = following.as_geopackage("m_next", names)
    assert content == following.as_geopackage("m_next", names)  # no clock time
    path = tmp_path / "next.gpkg"
    path.write_bytes(content)
    frame = geopandas.read_file(path, layer="m_next")
    assert frame.crs == CRS
    assert list(frame["rank"]) == list(range(1, len(frame) + 1))
    first = frame.iloc[0]
    assert (first["class"], first["second"], first["margin"]) == ("wheat", "maize", DOUBTFUL)
    x, y = ORIGIN[0] + 32.5 * PIXEL_M, ORIGIN[1] - 32.5 * PIXEL_M
    assert (first.geometry.x, first.geometry.y) == (x, y)


def test_labelled_shapes_come_in_the_maps_crs(tmp_path):
    far = geopandas.GeoSeries([pixel_box(3, 4, 5, 6)], crs=CRS).to_crs("EPSG:4326")
    layer = write_polygons(tmp_path / "p.gpkg", far, crs="EPSG:4326", crop=["a"])
    (shape,) = labelled_shapes(("", str(layer)), "crop", grid(20, 20))
    assert shape.symmetric_difference(pixel_box(3, 4, 5, 6)).area < 1


def classified(model, x):
    values = model.class_values.astype(np.uint16)
    return _classify(MapNetwork(model, Precision.FLOAT32), values, x)


def test_margin_is_the_lead_over_the_second_class():
    model = LandCoverModel(replace(CARD, architecture=SIZES), network(4))
    x = np.random.default_rng(3).random((50, 2, 8), np.float32)
    found = classified(model, x)
    probabilities = model.probabilities(x)
    order = probabilities.argsort(axis=1)
    ordered = np.sort(probabilities, axis=1)
    np.testing.assert_array_equal(found.values, order[:, -1] + 1)
    np.testing.assert_array_equal(found.second, order[:, -2] + 1)
    np.testing.assert_array_equal(found.confidence, np.rint(ordered[:, -1] * 100))
    np.testing.assert_array_equal(found.margin, np.rint((ordered[:, -1] - ordered[:, -2]) * 100))
    assert found.margin.dtype == np.uint8


def test_a_model_of_one_class_has_no_second():
    from core.model import new_network

    card = replace(CARD, classes=CARD.classes[:1], architecture=SIZES)
    model = LandCoverModel(card, new_network(card, 0, "cpu").eval())
    found = classified(model, np.zeros((3, 2, 8), np.float32))
    assert (found.values == 1).all()
    assert (found.second == 0).all()
    assert (found.margin == 100).all()


@pytest.mark.parametrize("kind", ["map", "classify"])
def test_both_companions_lie_beside_the_map(kind, scene, source_model, command, tmp_path):
    target = tmp_path / "m.tif"
    inputs = scene.labels if kind == "map" else ["--series", scene.folder]
    more = ["--updates", "20"] if kind == "map" else []
    asked = ["--companions", "margin,next,confidence"]
    status, out, err = command(
        kind, "--model", source_model, *inputs, *more, *asked, "--output", target
    )
    assert status == 0, err
    with (
        rasterio.open(target) as mapped,
        rasterio.open(tmp_path / "m_margin.tif") as margin,
        rasterio.open(tmp_path / "m_confidence.tif") as confidence,
    ):
        assert (margin.nodata, margin.dtypes[0], margin.shape) == (255, "uint8", mapped.shape)
        lead, share = margin.read(1).astype(int), confidence.read(1).astype(int)
        np.testing.assert_allclose(lead, 2 * share - 100, atol=1)  # of two classes
        frame = geopandas.read_file(tmp_path / "m_next.gpkg", layer="m_next")
        assert 1 <= len(frame) <= 20
        values = [value for (value,) in mapped.sample([(p.x, p.y) for p in frame.geometry])]
    from core.model_card import read_card

    name_of = {entry.value: entry.name for entry in read_card(source_model).classes}
    assert list(frame["class"]) == [name_of[value] for value in values]
    assert set(frame["class"]) | set(frame["second"]) <= {"spring", "autumn"}
    assert (frame["class"] != frame["second"]).all()
    assert str(tmp_path / "m_next.gpkg") in out
    in_polygons = frame.within(geopandas.read_file(scene.polygons).union_all())
    assert not in_polygons.any() if kind == "map" else len(frame) == 20
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_an_aoi_and_an_extent_place_the_points_rightly(scene, source_model, command, tmp_path):
    target, shape = tmp_path / "m.tif", pixel_box(9, 3, 12, 14)
    aoi = write_polygons(tmp_path / "aoi.gpkg", [shape], name=["a"])
    asked = ["--companions", "next", "--aoi", aoi, "--output", target]
    status, _, err = command("classify", "--model", source_model, "--series", scene.folder, *asked)
    assert status == 0, err
    frame = geopandas.read_file(tmp_path / "m_next.gpkg")
    assert len(frame)
    assert frame.within(shape).all()
