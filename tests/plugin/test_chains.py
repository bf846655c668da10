"""Steps that feed each other: the shipped models, and a chain on real images without a window."""

import json
from pathlib import Path

import pytest
from designed import Step, build, destinations, fixed, given, made
from osgeo import gdal
from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFile,
    QgsVectorLayer,
)

UPDATES = 5
FLANDERS = Path(__file__).resolve().parents[3] / "shared" / "data" / "flanders"
"""Beside the project, as tests/core/test_flanders.py has it."""


def values_in(path):
    return set(gdal.Open(str(path)).ReadAsArray().ravel().tolist())


def test_the_example_models_give_what_they_promise(processing, scene, tmp_path):
    """A source model with its samples, then a map with it, then the update of the next year."""
    labels = {"POLYGONS": str(scene.target_parcels), "FIELD": "crop", "UPDATES": UPDATES}
    trained = processing.run(
        "sourcerer:trainandexport",
        {
            "SERIES_FOLDER": str(scene.source),
            **labels,
            "POLYGONS": str(scene.source_parcels),
            "samples:OUTPUT": str(tmp_path / "samples.npz"),
            "train:OUTPUT": str(tmp_path / "source.safetensors"),
            "train:OUTPUT_REPORT": str(tmp_path / "source.html"),
        },
    )
    assert (tmp_path / "samples.npz").is_file()
    assert "Source model" in (tmp_path / "source.html").read_text()
    assert trained["CHILD_RESULTS"]["train"]["N_LABELLED"] > 0
    target = {
        "MODEL": trained["train:OUTPUT"],
        "SERIES_FOLDER": str(scene.target),
        "UNKNOWN_CLASSES": "extend",
        **labels,
    }
    mapped = processing.run(
        "sourcerer:mapfromfewlabels",
        {
            **target,
            "map:OUTPUT": str(tmp_path / "map.tif"),
            "map:OUTPUT_REPORT": str(tmp_path / "report.html"),
            "next:OUTPUT": str(tmp_path / "next.gpkg"),
        },
    )
    assert values_in(mapped["map:OUTPUT"]) - {0}
    points = QgsVectorLayer(mapped["next:OUTPUT"], "next")
    assert points.isValid()
    assert points.maximumValue(points.fields().indexOf("rank")) <= 10
    updated = processing.run(
        "sourcerer:yearlyupdate",
        {
            **target,
            "adapt:OUTPUT": str(tmp_path / "updated.safetensors"),
            "map:OUTPUT": str(tmp_path / "updated.tif"),
            "map:OUTPUT_CONFIDENCE": str(tmp_path / "sure.tif"),
        },
    )
    assert values_in(updated["map:OUTPUT"]) - {0}
    assert max(values_in(updated["map:OUTPUT_CONFIDENCE"]) - {255}) <= 100
    assert (tmp_path / "updated.safetensors").is_file()


def chain():
    """Prepare, extract, adapt, classify, and assess the map where the fit has not looked."""
    folder = QgsProcessingParameterFile.Behavior.Folder
    polygons = [QgsProcessing.SourceType.TypeVectorPolygon]
    inputs = [
        QgsProcessingParameterFile("SOURCE", "Source images", folder),
        QgsProcessingParameterFeatureSource("SOURCE_POLYGONS", "Source parcels", polygons),
        QgsProcessingParameterFile("TARGET", "Target images", folder),
        QgsProcessingParameterFeatureSource("TARGET_POLYGONS", "Target parcels", polygons),
    ]
    split = {"HOLDOUT": fixed(0.4), "SEED": fixed(1)}
    quick = {"UPDATES": fixed(UPDATES), "THREADS": fixed(1)}
    crop, stack = fixed("crop"), [made("prepare")]
    steps = [
        Step(
            "train",
            "sourcerer:trainsourcemodel",
            {
                "SERIES_FOLDER": given("SOURCE"),
                "POLYGONS": given("SOURCE_POLYGONS"),
                "FIELD": crop,
                "SEASON_START": fixed("2018-01-01"),
                "HOLDOUT": fixed(0),
                **quick,
            },
        ),
        Step(
            "prepare",
            "sourcerer:prepareseries",
            {"SERIES_FOLDER": given("TARGET"), "MODEL": made("train")},
        ),
        Step(
            "extract",
            "sourcerer:extractsamples",
            {
                "SERIES": stack,
                "POLYGONS": given("TARGET_POLYGONS"),
                "FIELD": crop,
                "EXCLUDE_BOUNDARY": fixed(True),
                **split,
            },
            {"OUTPUT_POINTS": "Samples"},
        ),
        Step(
            "adapt",
            "sourcerer:adaptmodel",
            {
                "MODEL": made("train"),
                "SAMPLES": [made("extract")],
                "UNKNOWN_CLASSES": fixed("extend"),
                "LAMBDA_RULE": fixed("schedule"),
                "NO_REFIT": fixed(True),
                **split,
                **quick,
            },
            {"OUTPUT_REPORT": "Fit"},
        ),
        Step(
            "classify",
            "sourcerer:classifyseries",
            {"MODEL": made("adapt"), "SERIES": stack},
            {"OUTPUT": "Map"},
        ),
        Step(
            "apart",
            "native:extractbyexpression",
            {"INPUT": made("extract", "OUTPUT_POINTS"), "EXPRESSION": fixed('"held_out"')},
        ),
        Step(
            "assess",
            "sourcerer:assessmap",
            {
                "MAP": made("classify"),
                "POLYGONS": made("apart"),
                "FIELD": fixed("class"),
                "BLOCK_FIELD": fixed("polygon_id"),
            },
            {"OUTPUT_REPORT": "Report", "OUTPUT_TABLE": "Confusion"},
        ),
    ]
    return build("chain", inputs, steps)


@pytest.mark.skipif(
    not FLANDERS.is_dir(), reason="the Flanders images are not beside the checkout"
)
def test_a_chain_of_six_steps_runs_without_a_window_on_real_images(
    processing, qgis_process, tmp_path
):
    """What is assessed on the map is what the adaptation said of the polygons it left out."""
    (source,), (target,) = FLANDERS.glob("source_*"), FLANDERS.glob("target_*")
    path, out = tmp_path / "chain.model3", tmp_path / "out"
    model = chain()
    assert model.toFile(str(path))
    out.mkdir()
    files = {
        "Samples": out / "points.gpkg",
        "Map": out / "map.tif",
        "Fit": out / "fit.html",
        "Report": out / "report.html",
        "Confusion": out / "confusion.gpkg",
    }
    done = qgis_process(
        path,
        SOURCE=source,
        SOURCE_POLYGONS=source / "parcels.gpkg",
        TARGET=target,
        TARGET_POLYGONS=target / "parcels.gpkg",
        **{name: files[label] for label, name in destinations(model).items()},
    )
    assert done.exit_code == 0, done.said
    of_fit, of_map = (
        json.loads((out / name).read_text())["accuracy"] for name in ("fit.json", "report.json")
    )
    for figure in ("overall_accuracy", "macro_f1", "n_pixels"):
        assert of_map["after"][figure] == of_fit["after"][figure]
    points = list(QgsVectorLayer(str(out / "points.gpkg"), "points").getFeatures())
    blocks = [point["polygon_id"] for point in points if point["held_out"]]
    assert 0 < len(blocks) < len(points)
    assert of_map["after"]["n_pixels"] == len(blocks)
    assert of_map["n_blocks"] == len(set(blocks))
    table = QgsVectorLayer(str(out / "confusion.gpkg"), "confusion")
    assert sum(pair["pixels"] for pair in table.getFeatures()) == len(blocks)
    assert {path.name for path in out.iterdir()} >= {"map.tif", "map.qml", "report.html"}
