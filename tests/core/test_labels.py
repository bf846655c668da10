"""From polygons to pixels, counted by hand on a 10 × 8 px grid."""

import geopandas
import numpy as np
import pytest
import rasterio.crs
from rasterio.transform import from_origin
from scenes import CRS, ORIGIN, PIXEL_M, pixel_box, write_polygons
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

from core.errors import LabelError, NoOverlap, UnreadableFile
from core.grid import Grid
from core.labels import locate_pixels, read_labels

GRID = Grid(rasterio.crs.CRS.from_string(CRS), from_origin(*ORIGIN, PIXEL_M, PIXEL_M), 10, 8)


@pytest.fixture
def located(tmp_path):
    """Write shapes of classes a, b, …, and locate them; returns (pixels, (row, col) -> class)."""

    def locate(shapes, crops=None, *, ignore=(), exclude_boundary=False, crs=CRS):
        crops = crops or ["a"] * len(shapes)
        path = write_polygons(tmp_path / "labels.gpkg", shapes, crs=crs, crop=crops)
        layer = read_labels(str(path), "crop")
        values = {crop: 0 if crop in ignore else ord(crop) - 96 for crop in crops}
        pixels = locate_pixels(layer, values, GRID, exclude_boundary)
        places = zip(pixels.rows.tolist(), pixels.cols.tolist())
        return pixels, dict(zip(places, pixels.y.tolist()))

    return locate


def test_pixels_whose_centre_is_inside(located):
    _, classes = located([pixel_box(2, 1, 3, 2)])
    assert sorted(classes) == [(1, 2), (1, 3), (1, 4), (2, 2), (2, 3), (2, 4)]
    _, classes = located([pixel_box(2.4, 1.6, 1.2, 1)])  # centres at 2.5, 3.5 and row 2.5
    assert sorted(classes) == [(2, 2), (2, 3)]


def test_holes_and_parts(located):
    outer, hole = pixel_box(0, 0, 3, 3), pixel_box(1, 1, 1, 1)
    ring = Polygon(outer.exterior.coords, [hole.exterior.coords])
    pixels, classes = located([MultiPolygon([ring, pixel_box(8, 7, 2, 1)])])
    assert len(classes) == 10
    assert (1, 1) not in classes
    assert set(pixels.polygon_id) == {0}


def test_polygons_are_reprojected(located):
    shape = geopandas.GeoSeries([pixel_box(2, 1, 3, 2)], crs=CRS).to_crs("EPSG:4326")[0]
    _, classes = located([shape], crs="EPSG:4326")
    assert sorted(classes) == [(1, 2), (1, 3), (1, 4), (2, 2), (2, 3), (2, 4)]


def test_overlaps_of_different_classes_are_dropped_and_counted(located):
    pixels, classes = located([pixel_box(0, 0, 3, 1), pixel_box(2, 0, 3, 1)], ["a", "b"])
    assert classes == {(0, 0): 1, (0, 1): 1, (0, 3): 2, (0, 4): 2}
    assert pixels.n_overlapping == 1
    assert "1 pixels claimed" in pixels.notes[0]


def test_overlaps_of_one_class_count_once(located):
    pixels, classes = located([pixel_box(0, 0, 3, 1), pixel_box(2, 0, 3, 1)])
    assert len(pixels.y) == len(classes) == 5
    assert pixels.n_overlapping == 0


def test_an_ignored_class_still_makes_its_overlaps_doubtful(located):
    _, classes = located([pixel_box(0, 0, 3, 1), pixel_box(2, 0, 3, 1)], ["a", "b"], ignore="b")
    assert classes == {(0, 0): 1, (0, 1): 1}


def test_boundary_pixels_are_left_out_and_lost_polygons_listed(located):
    pixels, classes = located([pixel_box(2, 1, 4, 3), pixel_box(8, 6, 2, 2)], exclude_boundary=True)
    assert sorted(classes) == [(2, 3), (2, 4)]
    assert pixels.n_boundary == 10 + 4
    assert pixels.without_pixels == (2,)  # GeoPackage counts features from 1


def test_the_images_edge_is_no_boundary(located):
    _, classes = located([pixel_box(-3, -3, 6, 6)], exclude_boundary=True)
    assert sorted(classes) == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_points_are_pixels_and_blocks_of_their_own(located):
    x, y = ORIGIN
    points = [Point(x + 25, y - 5), Point(x + 29, y - 9), Point(x + 95, y - 79), Point(x - 5, y)]
    pixels, classes = located(points, ["a", "a", "b", "b"])
    assert classes == {(0, 2): 1, (7, 9): 2}
    assert pixels.polygon_id.tolist() == [0, 2]
    assert pixels.n_outside == 1


def test_a_self_crossing_polygon_is_repaired(located):
    x, y = ORIGIN
    bow_tie = Polygon([(x, y), (x + 40, y - 40), (x + 40, y), (x, y - 40)])
    _, classes = located([bow_tie])
    assert {(1, 0), (2, 0), (1, 3), (2, 3)} <= set(classes)
    assert (0, 1) not in classes


def test_a_polygon_smaller_than_a_pixel_is_listed(located):
    pixels, _ = located([pixel_box(0, 0, 0.2, 0.2), pixel_box(4, 4, 1, 1)])
    assert pixels.without_pixels == (1,)


def test_no_overlap_names_both_extents(located):
    with pytest.raises(NoOverlap, match=r"labels\.gpkg \(EPSG:32631, 501000.*images \(EPSG:32631"):
        located([pixel_box(100, 0, 2, 2)])


def test_field_values(tmp_path):
    shapes = [pixel_box(n, 0, 1, 1) for n in range(4)]

    def values(column, **more):
        path = write_polygons(tmp_path / "v.gpkg", shapes, crop=column, **more)
        return read_labels(str(path), "crop", *more).values

    assert values([3, 1, 3, 7]).numeric
    assert values([3.0, 1.0, 3.0, 7.0]).names.keys() == {"3", "1", "7"}
    assert not values([0, 1, 2, 3]).numeric
    assert not values([1, 2, 3, 70_000]).numeric
    assert not values(["1a", "2", "3", "4"]).numeric
    assert values([3, 1, 3, 7], label=["x", "y", "x", "z"]).names == {"3": "x", "1": "y", "7": "z"}


def test_a_class_has_one_name(tmp_path):
    shapes = [pixel_box(n, 0, 1, 1) for n in range(3)]
    path = write_polygons(tmp_path / "v.gpkg", shapes, code=[1, 1, 1], label=["x", None, "x"])
    assert read_labels(str(path), "code", "label").values.names == {"1": "x"}
    path = write_polygons(tmp_path / "w.gpkg", shapes, code=[1, 1, 1], label=["x", "y", "x"])
    with pytest.raises(LabelError, match="class 1 is called x and y"):
        read_labels(str(path), "code", "label")


def test_close_points_are_noticed(tmp_path):
    x, y = ORIGIN

    def close(distance_m):
        points = [Point(x + 5, y - 5), Point(x + 5 + distance_m, y - 5)]
        path = write_polygons(tmp_path / "points.gpkg", points, crop=["a", "a"])
        layer = read_labels(str(path), "crop")
        return locate_pixels(layer, {"a": 1}, GRID).has_close_points(layer)

    assert close(30)
    assert not close(40)


def test_features_without_a_class_are_left_out_and_counted(tmp_path):
    shapes = [pixel_box(n, 0, 1, 1) for n in range(3)]
    path = write_polygons(tmp_path / "v.gpkg", shapes, crop=["a", None, " "])
    layer = read_labels(str(path), "crop")
    assert (len(layer.frame), layer.n_null) == (1, 2)


def test_refusals(tmp_path):
    path = write_polygons(tmp_path / "labels.gpkg", [pixel_box(0, 0, 1, 1)], crop=["a"])
    with pytest.raises(LabelError, match=r"labels\.gpkg has no field klass; it has crop"):
        read_labels(str(path), "klass")
    with pytest.raises(UnreadableFile, match="nothere"):
        read_labels(f"{path}|layername=nothere", "crop")
    assert len(read_labels(f"{path}|layername=labels", "crop").frame) == 1
    with pytest.raises(UnreadableFile, match="does not exist"):
        read_labels("nowhere.gpkg", "crop")
    lines = write_polygons(tmp_path / "lines.gpkg", [LineString([(0, 0), (1, 1)])], crop=["a"])
    with pytest.raises(LabelError, match="LineString; labels must be polygons or points"):
        read_labels(str(lines), "crop")
    bare = write_polygons(tmp_path / "bare.geojson", [pixel_box(0, 0, 1, 1)], crop=[None])
    with pytest.raises(LabelError, match="no feature with a geometry and a value in crop"):
        read_labels(str(bare), "crop")
    shapefile = write_polygons(tmp_path / "s.shp", [pixel_box(0, 0, 1, 1)], crop=["a"])
    shapefile.with_suffix(".prj").unlink()
    with pytest.raises(LabelError, match="no coordinate reference system"):
        read_labels(str(shapefile), "crop")


def test_a_rotated_grid_finds_the_same_pixels(tmp_path):
    turned = Grid(GRID.crs, GRID.transform @ GRID.transform.rotation(30), 10, 8)
    corners = [turned.transform @ corner for corner in ((2, 1), (5, 1), (5, 3), (2, 3))]
    path = write_polygons(tmp_path / "turned.gpkg", [Polygon(corners)], crop=["a"])
    pixels = locate_pixels(read_labels(str(path), "crop"), {"a": 1}, turned)
    found = np.stack([pixels.rows, pixels.cols], axis=1).tolist()
    assert sorted(found) == [[1, 2], [1, 3], [1, 4], [2, 2], [2, 3], [2, 4]]
