"""Accuracy and areas of a whole map from a probability sample, against a published example."""

import json

import numpy as np
import pytest
from scenes import ORIGIN, pixel_box, write_image, write_polygons
from shapely.geometry import MultiPoint, Point


@pytest.fixture
def sampled(tmp_path, command):
    """Assess a map with points; returns (status, stdout, stderr, report).

    The map shows class 1, 2, … on so many pixels, row by row. The counts (mapped class, reference
    class) are points, each in another pixel.
    """

    def run(pixels, counts, *options, names=None, shape=None, pixel=10.0, crs="EPSG:32631"):
        rows, cols = shape or (10, 10)
        values = np.repeat(np.arange(1, len(pixels) + 1), pixels).reshape(1, rows, cols)
        origin = ORIGIN if crs == "EPSG:32631" else (5.0, 50.0)
        mapped = write_image(
            tmp_path / "map.tif",
            values,
            ["class"],
            nodata=0,
            dtype="uint8",
            crs=crs,
            origin=origin,
            pixel=pixel,
        )
        points, codes = [], []
        for stratum, row in enumerate(counts):
            first = sum(pixels[:stratum])
            classes = np.repeat(np.arange(1, len(row) + 1), row)
            for number, code in enumerate(classes.tolist(), start=first):
                y, x = divmod(number, cols)
                place = (origin[0] + (x + 0.5) * pixel, origin[1] - (y + 0.5) * pixel)
                points.append(Point(place) if number % 2 else MultiPoint([place]))
                codes.append(code)
        layer = write_polygons(tmp_path / "points.gpkg", points, crs=crs, code=codes)
        words = ["--map", mapped, "--polygons", layer, "--field", "code", *options]
        status, out, err = command("assess", *words, "--output", tmp_path / "r.html")
        report = json.loads((tmp_path / "r.json").read_text()) if status == 0 else None
        return status, out, err, report

    return run


def half_widths(figures):
    return [1.96 * figure["standard_error"] for figure in figures]


def test_the_example_of_olofsson_and_others(sampled, tmp_path):
    """Tables 8 and 9 and section 5.2 of the paper, with pixels of 300 m instead of 30 m.

    Two half-widths of producer's accuracy are misprinted there, 0.23 and 0.01: its own Eq. 7 gives
    0.254 and 0.018. By hand for forest gain: P = 0.0110 / 0.012985 = 0.8472, and
    V = (0.015² 0.1528² 0.7333 0.2667 / 74 + 0.8472² 0.645² 0.9969 0.0031 / 324) / 0.012985²
    = 0.01685, of which the root is 0.1298, times 1.96 = 0.2544.
    """
    counts = [(66, 0, 5, 4), (0, 55, 8, 12), (1, 0, 153, 11), (2, 1, 9, 313)]
    status, out, err, report = sampled(
        (2_000, 1_500, 32_000, 64_500),
        counts,
        "--design",
        "stratified",
        shape=(100, 1000),
        pixel=300.0,
    )
    assert status == 0, err
    found = report["area_estimates"]
    assert (found["design"], found["n_points"], found["covered_share"]) == ("stratified", 640, 1)
    overall = found["overall_accuracy"]
    assert overall["value"] == pytest.approx(0.947, abs=5e-4)
    assert half_widths([overall]) == pytest.approx([0.0185], abs=5e-5)
    users, producers, shares, hectares = (
        [entry[name] for entry in found["classes"]]
        for name in ("users_accuracy", "producers_accuracy", "share", "hectares")
    )
    assert [round(u["value"], 2) for u in users] == [0.88, 0.73, 0.93, 0.96]
    assert [round(h, 2) for h in half_widths(users)] == [0.07, 0.10, 0.04, 0.02]
    assert [round(p["value"], 2) for p in producers] == [0.75, 0.85, 0.93, 0.96]
    assert half_widths(producers) == pytest.approx([0.213, 0.254, 0.034, 0.018], abs=5e-4)
    assert round(10_000_000 * shares[0]["value"]) == 235_086
    assert [round(h["value"]) for h in hectares] == [21_158, 11_686, 285_770, 581_386]
    assert [round(h) for h in half_widths(hectares)] == [6_158, 3_756, 15_510, 16_282]
    assert [c["mapped_hectares"] for c in found["classes"]] == [18_000, 13_500, 288_000, 580_500]
    assert "1: 2.4 % (1.7–3.0), 21,158 ha (15,000–27,315)" in out
    page = (tmp_path / "r.html").read_text()
    assert "94.7 % <small>(92.8–96.5)</small>" in page
    assert "<td><b>21,158</b></td><td>3,142</td><td>15,000 – 27,315</td>" in page
    assert "91.7 %" not in page + out  # 587 of 640 points, which is not the map's accuracy


def test_a_random_sample_by_hand(sampled, tmp_path):
    """W = 0.6, 0.4; of 4 points in class 1 one is class 2, both in class 2 are right.

    O = 0.6 · 3/4 + 0.4 = 0.85, V(O) = 0.6² · 3/16 / 3 = 0.15²; U1 = 3/4 ± sqrt(3/16 / 3) = 0.25;
    P1 = 1; P2 = 0.4 / 0.55, its error P2 · 0.15 / 0.55; class 1 has 0.45 ± 0.15 of one hectare.
    """
    status, _, err, report = sampled((60, 40), [(3, 1), (0, 2)], "--design", "random")
    assert status == 0, err
    found = report["area_estimates"]

    def figure(value, standard_error, interval):
        return {
            "value": pytest.approx(value),
            "standard_error": pytest.approx(standard_error),
            "interval": pytest.approx(interval),
        }

    assert found["overall_accuracy"] == figure(0.85, 0.15, [0.85 - 1.96 * 0.15, 1])
    first, second = found["classes"]
    assert first["users_accuracy"] == figure(0.75, 0.25, [0.75 - 1.96 * 0.25, 1])
    assert first["producers_accuracy"] == figure(1, 0, [1, 1])
    share = 0.4 / 0.55
    error = share * 0.15 / 0.55
    assert second["producers_accuracy"] == figure(share, error, [share - 1.96 * error, 1])
    area = figure(0.45, 0.15, [0.45 - 1.96 * 0.15, 0.45 + 1.96 * 0.15])
    assert first["hectares"] == first["share"] == area
    assert (first["mapped_share"], first["n_points"]) == (0.6, 4)
    assert found["notes"] == []
    assert report["notes"] == []
    assert "stratified after the fact" in (tmp_path / "r.html").read_text()


def test_a_mapped_class_without_two_points_is_left_out(sampled, tmp_path):
    """Classes 2 and 3, 30 of 100 pixels, have one point and none: 40 and 30 pixels remain."""
    counts = [(2, 0, 0, 0, 2), (0, 1, 0, 0, 0), (0, 0, 0, 0, 0), (0, 1, 0, 3, 0)]
    status, out, err, report = sampled((40, 20, 10, 30), counts, "--design", "stratified")
    assert status == 0, err
    found = report["area_estimates"]
    assert (found["n_points"], found["covered_share"]) == (8, 0.7)
    assert found["overall_accuracy"]["value"] == pytest.approx(4 / 7 * 1 / 2 + 3 / 7 * 3 / 4)
    first, second, fourth, fifth = found["classes"]
    assert first["mapped_share"] == pytest.approx(4 / 7)
    assert (second["mapped_share"], second["mapped_hectares"]) == (None, None)
    assert (second["users_accuracy"], second["producers_accuracy"]) == (None, None)
    assert second["share"]["value"] == pytest.approx(3 / 7 / 4)  # what class 4 hides of it
    assert fourth["hectares"]["value"] == pytest.approx(0.7 * 3 / 7 * 3 / 4)
    assert (fifth["mapped_share"], fifth["users_accuracy"]) == (0, None)  # the map lacks it
    assert fifth["producers_accuracy"]["value"] == 0
    note = (
        "Fewer than 2 reference points lie where the map shows 2 (20 %), 3 (10 %). All estimates "
        "leave that out: they hold for the other 70.0 % of the map."
    )
    assert found["notes"] == [note]
    assert note in out
    assert note in (tmp_path / "r.html").read_text()


def test_a_map_in_degrees_has_shares_but_no_hectares(sampled, tmp_path):
    options = {"crs": "EPSG:4326", "pixel": 0.001}
    status, _, err, report = sampled((60, 40), [(3, 1), (0, 2)], "--design", "random", **options)
    assert status == 0, err
    found = report["area_estimates"]
    assert found["classes"][0]["share"]["value"] == pytest.approx(0.45)
    assert found["classes"][0]["hectares"] is None
    assert "The map's CRS is not in metres" in found["notes"][0]
    assert "Estimated ha" not in (tmp_path / "r.html").read_text()


def test_a_sample_says_what_it_misses(sampled, tmp_path):
    classes = tmp_path / "classes.csv"
    classes.write_text("field_value,class_value,class_name\n1,1,one\n2,2,two\n3,,cloud\n")
    options = ["--design", "random", "--class-map", classes]
    status, _, err, report = sampled((60, 40), [(3, 0, 1), (0, 2, 0)], *options)
    assert status == 0, err
    assert report["area_estimates"]["n_points"] == 5
    assert "1 features without a geometry or a class" in report["notes"][0]
    assert "take them to be like the other points" in report["notes"][0]


def test_without_a_declared_design_nothing_is_estimated(sampled, tmp_path):
    status, _, err, report = sampled((60, 40), [(3, 1), (0, 2)])
    assert status == 0, err
    assert report["area_estimates"] is None
    assert report["accuracy"]["of"] == "reference points"
    assert "whole map" not in (tmp_path / "r.html").read_text()


def test_one_point_a_class_is_too_few(sampled, tmp_path):
    status, _, err, _ = sampled((60, 40), [(1, 0), (0, 1)], "--design", "stratified")
    assert status == 1
    assert "No class of the map has 2 reference points" in err
    assert "Draw more points" in err
    assert not (tmp_path / "r.html").exists()


def test_polygons_are_no_sample_of_pixels(tmp_path, command):
    mapped = write_image(tmp_path / "m.tif", np.ones((1, 9, 9)), ["class"], dtype="uint8")
    layer = write_polygons(tmp_path / "p.gpkg", [pixel_box(1, 1, 2, 2)], code=[1])
    words = ["--map", mapped, "--polygons", layer, "--field", "code", "--design", "random"]
    status, _, err = command("assess", *words, "--output", tmp_path / "r.html")
    assert status == 1
    assert "p.gpkg holds Polygon; with --design random each feature must be one sampled" in err
    assert "leave --design out" in err
