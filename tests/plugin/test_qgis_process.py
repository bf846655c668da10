"""The whole way without a window: `qgis_process`, the provider, the worker, the files."""

from pathlib import Path

import pytest
from qgis.core import QgsRasterLayer


def test_all_algorithms_are_listed(qgis_process):
    listed = qgis_process.call("list").said
    names = (
        "trainsourcemodel adaptmodel classifyseries mapwithfewlabels assessmap prepareseries "
        "extractsamples comparemethods mapfromfewlabels trainandexport yearlyupdate"
    ).split()
    assert [name for name in names if f"sourcerer:{name}" in listed] == names


def test_help_names_parameters_choices_and_outputs(qgis_process):
    told = qgis_process.call("help", "sourcerer:comparemethods")
    assert told.exit_code == 0
    for text in (
        "Compare methods on your own labels",
        "SOURCE_SAMPLES: Samples file of the source",
        "target-only",
        "LAMBDA_RULES",
        "OUTPUT: <outputFolder>",
        "OUTPUT_REPORT: <outputHtml>",
        "OUTPUT_RESULTS: <outputFile>",
    ):
        assert text in told.said


def test_a_series_is_prepared_with_all_settings_as_text(qgis_process, scene, tmp_path):
    prepared = qgis_process(
        "prepareseries",
        SERIES_FOLDER=scene.target,
        BANDS="B04,B08",
        SEASON_START="2019-03-01",
        EXTENT="561000,561200,4841400,4841500 [EPSG:32631]",
        AOI=scene.target_parcels,
        GRID=scene.target_images()[0],
        MASK="none",
        SKIP_UNREADABLE="true",
        SCALE="0.0001",
        OUTPUT=tmp_path / "regular.tif",
    )
    assert prepared.exit_code == 0, prepared.said
    stack = QgsRasterLayer(prepared.results["OUTPUT"], "regular")
    assert stack.bandCount() == 37 * 2
    assert stack.bandName(2) == "Band 02: 2019-03-01 B08"
    assert stack.width() <= 20
    assert stack.height() <= 10


def test_train_then_map(qgis_process, scene, tmp_path):
    model, map_file = tmp_path / "source.safetensors", tmp_path / "map.tif"
    trained = qgis_process(
        "trainsourcemodel",
        SERIES_FOLDER=scene.source,
        POLYGONS=scene.source_parcels,
        FIELD="crop",
        UPDATES=150,
        NO_REFIT="true",
        OUTPUT=model,
        OUTPUT_REPORT=tmp_path / "source.html",
    )
    assert trained.exit_code == 0, trained.said
    assert trained.results["OUTPUT"] == str(model)
    assert Path(trained.results["OUTPUT_REPORT"]).stat().st_size > 0
    assert trained.results["N_LABELLED"] > 0
    assert 0 <= trained.results["OVERALL_ACCURACY"] <= 1
    assert 0 <= trained.results["MACRO_F1"] <= 1

    mapped = qgis_process(
        "mapwithfewlabels",
        MODEL=model,
        SERIES=scene.target_images(),
        POLYGONS=scene.target_parcels,
        FIELD="crop",
        UNKNOWN_CLASSES="extend",
        UPDATES=60,
        SEASON_START="2019-01-01",
        EXTENT="561000,561400,4841400,4842000 [EPSG:32631]",
        OUTPUT=map_file,
    )
    assert mapped.exit_code == 0, mapped.said
    assert {"OVERALL_ACCURACY", "MACRO_F1", "ALPHA_USED", "N_LABELLED"} <= set(mapped.results)
    assert 0 <= mapped.results["OVERALL_ACCURACY"] <= 1
    suffixes = {"OUTPUT": ".tif", "OUTPUT_MODEL": ".safetensors", "OUTPUT_REPORT": ".html"}
    for name, suffix in suffixes.items():
        assert mapped.results[name] == str(map_file.with_suffix(suffix))
        assert map_file.with_suffix(suffix).stat().st_size > 0
    layer = QgsRasterLayer(str(map_file), "map")
    assert (layer.width(), layer.height()) == (40, 60)
    assert "winter_wheat" in {entry.label for entry in layer.renderer().classes()}


@pytest.mark.parametrize(
    ("wrong", "message", "way_out"),
    [
        ({"FIELD": "klass"}, "has no field klass; it has", "Choose the field"),
        ({"MODEL": "NO_MODEL"}, "is not a model file", "Choose a .safetensors file"),
        ({"SERIES_FOLDER": "NO_IMAGES"}, "holds no images", "Give the folder"),
        ({"POLYGONS": "/nowhere.gpkg"}, "/nowhere.gpkg", ""),
        ({"UNKNOWN_CLASSES": "guess"}, "UNKNOWN_CLASSES", ""),
    ],
)
def test_wrong_input_gives_a_message_an_exit_code_and_no_file(
    qgis_process, scene, tmp_path, wrong, message, way_out
):
    places = {"NO_MODEL": scene.target_images()[0], "NO_IMAGES": tmp_path / "empty"}
    (tmp_path / "empty").mkdir()
    (tmp_path / "out").mkdir()
    parameters = {
        "MODEL": scene.model,
        "SERIES_FOLDER": scene.target,
        "POLYGONS": scene.target_parcels,
        "FIELD": "crop",
        "OUTPUT": tmp_path / "out" / "map.tif",
        **{name: places.get(value, value) for name, value in wrong.items()},
    }
    answer = qgis_process("mapwithfewlabels", **parameters)
    assert answer.exit_code != 0
    assert message in answer.said
    assert way_out in answer.said
    assert not list((tmp_path / "out").iterdir())
