"""Any map against any reference: decimal maps, points with a class field, tables, blocks."""

import csv
import json

import geopandas
import numpy as np
import pyogrio
import pytest
from scenes import ORIGIN, PIXEL_M, write_image, write_polygons
from shapely.geometry import Point

NODATA = -3.4e38


def centre(col, row):
    return Point(ORIGIN[0] + (col + 0.5) * PIXEL_M, ORIGIN[1] - (row + 0.5) * PIXEL_M)


@pytest.fixture
def halves(tmp_path):
    """A decimal map by another program: the west is class 1, the east 2, the last column nothing.

    Its reference: a point in each of the eight first columns, all of class 1; one has no class yet.
    """
    values = np.ones((1, 8, 8))
    values[:, :, 4:], values[:, :, 7] = 2, NODATA
    mapped = write_image(tmp_path / "m.tif", values, ["class"], dtype="float32", nodata=NODATA)
    points = write_polygons(
        tmp_path / "points.gpkg",
        [centre(col, 3) for col in range(8)],
        label=[1, 1, 1, None, 1, 1, 1, 1],
        plot=["a", "a", "a", "a", "b", "b", "b", "b"],
    )
    return ["--map", mapped, "--polygons", points, "--field", "label"]


@pytest.fixture
def assess(command, halves, tmp_path):
    """Runs the command; gives what it printed and its report."""

    def run(*words):
        status, out, err = command("assess", *halves, *words, "--output", tmp_path / "r.html")
        assert status == 0, err
        return out, json.loads((tmp_path / "r.json").read_text())

    return run


def test_a_decimal_map_and_points_without_a_class(assess):
    """Six points have a class on the map: three in the west are right, three in the east wrong."""
    out, report = assess()
    assert report["accuracy"]["after"]["matrix"] == [[3, 3], [0, 0]]
    assert "Accuracy on 6 reference points" in out
    assert report["accuracy"]["n_blocks"] == 6
    assert any("within 3 pixels of each other" in note for note in report["notes"])


def test_points_of_one_polygon_are_one_piece_of_evidence(assess):
    _, report = assess("--block-field", "plot")
    assert report["accuracy"]["n_blocks"] == 2
    assert report["accuracy"]["after"]["overall_accuracy"] == 0.5
    assert not any("within 3 pixels" in note for note in report["notes"])


@pytest.mark.parametrize("suffix", [".csv", ".gpkg"])
def test_the_confusion_table_holds_every_pair_of_classes(assess, tmp_path, suffix):
    path = tmp_path / f"confusion{suffix}"
    assess("--output-table", path)
    if suffix == ".csv":
        rows = [tuple(row.values()) for row in csv.DictReader(path.open(newline=""))]
        expected = [("1", "1", "1", "1", "3"), ("1", "1", "2", "2", "3"),
                    ("2", "2", "1", "1", "0"), ("2", "2", "2", "2", "0")]  # fmt: skip
    else:
        assert pyogrio.list_layers(path).tolist() == [["confusion", None]]
        rows = list(pyogrio.read_dataframe(path).itertuples(index=False, name=None))
        expected = [(1, "1", 1, "1", 3), (1, "1", 2, "2", 3), (2, "2", 1, "1", 0),
                    (2, "2", 2, "2", 0)]  # fmt: skip
    assert rows == expected


def test_what_cannot_be_a_map_or_a_table_is_refused(command, halves, tmp_path):
    report = ["--output", tmp_path / "out" / "r.html"]
    (tmp_path / "out").mkdir()
    values = np.full((1, 8, 8), 1.5)
    halves[1] = write_image(tmp_path / "share.tif", values, ["share"], dtype="float32")
    _, _, err = command("assess", *halves, *report)
    assert "share.tif holds values such as 1.5; a map holds whole class values" in err
    _, _, err = command("assess", *halves, *report, "--output-table", tmp_path / "t.xlsx")
    assert "--output-table" in err
    assert "must be a file .csv or .gpkg" in err
    _, _, err = command("assess", *halves, *report, "--block-field", "stand")
    assert "has no field stand; it has label, plot" in err or "holds values" in err
    assert not list((tmp_path / "out").iterdir())


def test_samples_as_points_tell_what_a_fit_holds_out(scene, source_model, tmp_path, command):
    """Adapted without them, the held-out points measure what the adaptation itself reports."""
    samples, points = tmp_path / "s.npz", tmp_path / "points.gpkg"
    words = ["--output", samples, "--output-points", points, "--holdout", "0.5", "--seed", "3"]
    status, _, err = command("samples", *scene.labels, *words)
    assert status == 0, err
    frame = geopandas.read_file(points)
    arrays = np.load(samples)
    assert list(frame.columns) == ["class", "class_value", "polygon_id", "held_out", "geometry"]
    assert frame["class_value"].tolist() == arrays["y"].tolist()
    assert frame["polygon_id"].tolist() == arrays["polygon_id"].tolist()
    assert set(zip(frame["class"], frame["class_value"])) == {("autumn", 1), ("spring", 2)}
    assert frame.groupby("polygon_id")["held_out"].nunique().eq(1).all(), "polygons stay whole"
    assert frame.groupby("polygon_id")["held_out"].first().sum() == 8
    labels = geopandas.read_file(scene.polygons)
    inside = labels.geometry.iloc[frame["polygon_id"]].reset_index(drop=True)
    assert frame.geometry.within(inside).all()

    fit = ["--holdout", "0.5", "--seed", "3", "--no-refit", "--updates", "2"]
    mapped = tmp_path / "m.tif"
    words = ["--model", source_model, *scene.labels, *fit, "--output", mapped]
    status, _, err = command("map", *words)
    assert status == 0, err
    apart = tmp_path / "apart.gpkg"
    frame[frame["held_out"]].to_file(apart, engine="pyogrio")
    words = ["--map", mapped, "--polygons", apart, "--field", "class", "--block-field"]
    status, _, err = command("assess", *words, "polygon_id", "--output", tmp_path / "r.html")
    assert status == 0, err
    of_fit, of_map = (
        json.loads((tmp_path / name).read_text())["accuracy"] for name in ("m.json", "r.json")
    )
    assert of_map["n_blocks"] == of_fit["n_blocks"] == 8
    assert of_map["after"]["matrix"] == of_fit["after"]["matrix"]
    interval = "overall_accuracy_interval"
    assert of_map["after"][interval] == of_fit["after"][interval]


def test_two_outputs_of_samples_are_whole_or_not_there(scene, tmp_path, command):
    out = tmp_path / "out"
    out.mkdir()
    labels = [*scene.labels[:-1], "klass"]
    words = ["--output", out / "s.npz", "--output-points", out / "p.gpkg"]
    status, _, err = command("samples", *labels, *words)
    assert status == 1
    assert "has no field klass" in err
    assert not list(out.iterdir())
    _, _, err = command("samples", *scene.labels, *words[:3], out / "p.shp")
    assert "must be a file .gpkg" in err
