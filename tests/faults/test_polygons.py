"""Of any polygons those pixels are taken whose centres lie in them, or a message says why not.

The images hold their pixels' own numbers, so that samples tell where they come from.
"""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.transform import from_origin
from scenes import CRS, ORIGIN, PIXEL_M, pixel_box, write_image, write_polygons
from shapely.geometry import MultiPolygon, Point, Polygon, box

from core.samples import read_samples

WIDTH, HEIGHT = 12, 9
EDGE_PX = 0.01
"""Centres so near an outline may fall to either side."""


def write_numbered(folder, width=WIDTH, height=HEIGHT, **more):
    folder.mkdir()
    numbers = np.arange(width * height).reshape(height, width)
    for day in ("2020-01-05", "2020-06-05"):
        values = np.stack([numbers, np.ones_like(numbers)])
        write_image(folder / f"{day}.tif", values, ["B04", "B08"], dtype="float32", **more)
    return folder


@pytest.fixture(scope="module")
def numbered(tmp_path_factory):
    return write_numbered(tmp_path_factory.mktemp("numbered") / "images")


@pytest.fixture
def taken(command, numbered, tmp_path):
    """Pixel number -> class name; None with the message where the labels are refused."""

    def take(labels, images=numbered, *words):
        output = tmp_path / "s.npz"
        output.unlink(missing_ok=True)
        status, _, err = command(
            *("samples", "--series", images, "--polygons", labels, "--field", "crop"),
            *("--output", output, *words),
        )
        assert status in (0, 1)
        assert output.exists() == (status == 0)
        if status:
            return None, err
        file = read_samples(str(output))
        names = [file.class_names[value] for value in file.y.tolist()]
        return dict(zip(file.x[:, 0, 0].astype(int).tolist(), names)), err

    return take


place = st.one_of(
    st.integers(-3, 14).map(float), st.floats(-3, 14, allow_nan=False).map(lambda x: round(x, 3))
)
points = st.tuples(place, place)


def on_ground(corners):
    return [(ORIGIN[0] + x * PIXEL_M, ORIGIN[1] - y * PIXEL_M) for x, y in corners]


def ring(corners):
    return Polygon(on_ground(corners))


shapes = st.one_of(
    st.lists(points, min_size=3, max_size=7).map(ring),  # most of them cross themselves
    st.tuples(points, st.sampled_from([1e-9, 0.3, 1, 4])).map(
        lambda found: pixel_box(*found[0], found[1], found[1])
    ),
    st.tuples(points, points).map(lambda ends: ring([*ends, ends[0]])),  # a sliver without area
    st.just(Polygon()),
    st.none(),
    points.map(lambda found: Point(on_ground([found])[0])),
    st.lists(st.lists(points, min_size=3, max_size=4).map(ring), max_size=2).map(MultiPolygon),
    st.just(box(-1e9, -1e9, 1e9, 1e9)),
    st.just(box(1e15, 1e15, 1e16, 1e16)),
)
crops = st.sampled_from(["wheat", "maize", " maize ", None, "", "<b>", "ß", "0"])


def certain(frame):
    """Pixel number -> class that it must have; and numbers that it must not have at all."""
    rows, cols = np.mgrid[:HEIGHT, :WIDTH]
    centres = shapely.points(
        ORIGIN[0] + (cols.ravel() + 0.5) * PIXEL_M, ORIGIN[1] - (rows.ravel() + 0.5) * PIXEL_M
    )
    inside, near = {}, {}
    for shape, crop in zip(frame.geometry, frame["crop"]):
        crop = crop.strip() if isinstance(crop, str) else ""
        if shape is None or shape.is_empty or not crop:
            continue
        valid = shapely.make_valid(shapely.force_2d(shape))
        reach = EDGE_PX * PIXEL_M if shape.geom_type != "Point" else PIXEL_M
        for number in np.flatnonzero(shapely.dwithin(centres, valid, reach)).tolist():
            near.setdefault(number, set()).add(crop)
        if shape.geom_type == "Point":
            continue
        within = shapely.contains(valid, centres) & (
            shapely.distance(centres, shapely.boundary(valid)) > reach
        )
        for number in np.flatnonzero(within).tolist():
            inside.setdefault(number, set()).add(crop)
    must = {n: next(iter(found)) for n, found in inside.items() if len(near[n]) == 1}
    return must, near


@given(features=st.lists(st.tuples(shapes, crops, st.booleans()), min_size=1, max_size=5))
@settings(max_examples=50)
def test_any_polygons_give_their_pixels_or_a_message(taken, tmp_path, features):
    chosen = [shapely.force_3d(shape, 7) if is_3d else shape for shape, _, is_3d in features]
    frame = geopandas.GeoDataFrame(
        {"crop": [crop for _, crop, _ in features]}, geometry=chosen, crs=CRS
    )
    path = tmp_path / "labels.gpkg"
    path.unlink(missing_ok=True)
    frame.to_file(path, engine="pyogrio")
    must, near = certain(frame)
    found, err = taken(path)
    if found is None:
        assert "labels.gpkg" in err
        assert not must
        return
    assert must.items() <= found.items()
    assert all(name in near.get(number, ()) for number, name in found.items())


def test_measures_and_heights_are_passed_over(taken, tmp_path):
    """XYM and XYZM come from surveys; a file of text brings them through GDAL."""
    for kind, tail in (("M", "5"), ("ZM", "5 6")):
        corners = ", ".join(f"{x} {y} {tail}" for x, y in pixel_box(2, 1, 2, 1).exterior.coords)
        (tmp_path / f"{kind}.csv").write_text(f'shape,crop\n"POLYGON {kind} (({corners}))",wheat\n')
        vrt = tmp_path / f"{kind}.vrt"
        vrt.write_text(
            f'<OGRVRTDataSource><OGRVRTLayer name="{kind}">'
            f"<SrcDataSource>{tmp_path}/{kind}.csv</SrcDataSource><LayerSRS>{CRS}</LayerSRS>"
            '<GeometryField encoding="WKT" field="shape"/></OGRVRTLayer></OGRVRTDataSource>'
        )
        assert taken(vrt)[0] == {14: "wheat", 15: "wheat"}


def test_a_corner_that_is_no_number_loses_its_polygon_alone(taken, tmp_path):
    broken = Polygon([*pixel_box(0, 0, 3, 3).exterior.coords[:3], (float("nan"), 0.0)])
    path = write_polygons(tmp_path / "p.gpkg", [broken, pixel_box(5, 5, 1, 1)], crop=["a", "b"])
    found, err = taken(path)
    assert found is not None, err
    assert found[65] == "b"


@pytest.mark.parametrize(
    ("values", "names"),
    [
        ([3, 1], {"3", "1"}),
        ([3.0, None], {"3"}),
        ([1.5, 2.5], {"1.5", "2.5"}),
        ([float("inf"), 1e300], {"inf", str(int(1e300))}),
        (["9" * 5000, "x"], {"9" * 5000, "x"}),
        ([True, False], {"True", "False"}),
    ],
    ids=["whole", "with gaps", "fractions", "no numbers", "endless", "truth"],
)
def test_a_field_of_any_type_makes_classes(taken, tmp_path, values, names):
    squares = [pixel_box(1, 1, 1, 1), pixel_box(4, 4, 1, 1)]
    found, err = taken(write_polygons(tmp_path / "p.gpkg", squares, crop=values))
    assert found is not None, err
    assert set(found.values()) == names


@pytest.mark.parametrize("n_polygons", [0, 1])
def test_no_polygon_and_one(taken, tmp_path, n_polygons):
    path = tmp_path / "p.gpkg"
    frame = geopandas.GeoDataFrame({"crop": ["a"]}, geometry=[pixel_box(0, 0, 1, 1)], crs=CRS)
    frame[:n_polygons].to_file(path, engine="pyogrio")
    found, err = taken(path)
    if n_polygons:
        assert found == {0: "a"}
    else:
        assert "has no feature with a geometry and a value in crop" in err


def test_a_million_vertices(taken, tmp_path):
    """A circle around the middle: as many pixels as its area says."""
    turn = np.linspace(0, 2 * np.pi, 1_000_000, endpoint=False)
    circle = Polygon(on_ground(np.stack([6 + 4 * np.cos(turn), 4.5 + 4 * np.sin(turn)], axis=1)))
    found, _ = taken(write_polygons(tmp_path / "p.gpkg", [circle], crop=["a"]))
    rows, cols = np.mgrid[:HEIGHT, :WIDTH]
    inside = (cols + 0.5 - 6) ** 2 + (rows + 0.5 - 4.5) ** 2 < 16
    assert set(found) == set(np.flatnonzero(inside).tolist())


def test_labels_across_the_antimeridian(taken, tmp_path):
    """Longitudes of +179.99 and -179.99 are neighbours on images of zone 1."""
    # 180° lies 333.98 km west of the zone's middle, 177° W
    images = write_numbered(
        tmp_path / "images", 40, 4, crs="EPSG:32601", origin=(164_021.0, 20_000.0), pixel=100.0
    )
    west, east = box(-180, 0.15, -179.99, 0.19), box(179.99, 0.15, 180, 0.19)
    both = MultiPolygon([west, east])
    path = write_polygons(tmp_path / "p.gpkg", [both], "EPSG:4326", crop=["a"])
    found, err = taken(path, images)
    assert found is not None, err
    cols = sorted({number % 40 for number in found})
    assert cols == list(range(cols[0], cols[-1] + 1))
    assert 20 <= len(cols) <= 24  # 0.02° are 2.2 km
    assert cols[0] < 20 < cols[-1]


def test_a_turned_grid_takes_the_same_pixels(taken, tmp_path):
    turned = from_origin(*ORIGIN, PIXEL_M, PIXEL_M)
    turned = turned @ turned.rotation(30)
    images = tmp_path / "images"
    images.mkdir()
    for day in ("2020-01-05", "2020-06-05"):
        numbers = np.arange(WIDTH * HEIGHT).reshape(1, HEIGHT, WIDTH)
        write_image(images / f"{day}.tif", numbers, ["B04"], dtype="float32", transform=turned)
    corners = [turned @ corner for corner in ((2, 1), (5, 1), (5, 3), (2, 3))]
    found, err = taken(
        write_polygons(tmp_path / "p.gpkg", [Polygon(corners)], crop=["a"]), images
    )
    assert found is not None, err
    assert sorted(found) == [14, 15, 16, 26, 27, 28]
