"""The whole way without a window: `qgis_process`, the provider, the worker, the files."""

import json
import signal
import time
from pathlib import Path

import pytest
from processes import children
from qgis.core import Qgis, QgsRasterLayer


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


@pytest.mark.parametrize(
    ("algorithm", "given", "message", "way_out"),
    [
        ("adaptmodel", {"SAMPLES": "/nowhere.npz"}, "SAMPLES is /nowhere.npz, which does not", ""),
        ("adaptmodel", {}, "needs labels: SERIES / SERIES_FOLDER, POLYGONS and FIELD", "SAMPLES"),
        (
            "adaptmodel",
            {"SAMPLES": "NO_SAMPLES", "METHOD": "naive", "PAPER": "true"},
            "PAPER is of METHOD sourcerer, the method is naive",
            "Leave it out",
        ),
        (
            "comparemethods",
            {"SOURCE_SAMPLES": "NO_SAMPLES", "SAMPLES": "NO_SAMPLES"},
            "broken.npz cannot be read as a samples file",
            "",
        ),
        ("extractsamples", {"SERIES_FOLDER": "IMAGES"}, "needs SERIES / SERIES_FOLDER", ""),
        (
            "assessmap",
            {"MAP": "IMAGE", "POLYGONS": "PARCELS", "FIELD": "crop", "DESIGN": "random"},
            "with DESIGN random each feature must be one sampled point",
            "leave DESIGN out",
        ),
        (
            "trainsourcemodel",
            {"SERIES_FOLDER": "IMAGES", "POLYGONS": "PARCELS", "FIELD": "crop", "HOLDOUT": 2},
            "HOLDOUT is 2.0; it must be a share from 0 to 0.9",
            "",
        ),
        (
            "prepareseries",
            {"SERIES_FOLDER": "IMAGES", "BANDS": "B99"},
            "B99",
            "",
        ),
    ],
)
def test_each_algorithm_says_what_is_wrong_and_writes_nothing(
    qgis_process, scene, tmp_path, algorithm, given, message, way_out
):
    (tmp_path / "broken.npz").write_bytes(b"nothing")
    places = {
        "IMAGES": scene.target,
        "IMAGE": scene.target_images()[0],
        "PARCELS": scene.target_parcels,
        "NO_SAMPLES": tmp_path / "broken.npz",
    }
    out = tmp_path / "out"
    out.mkdir()
    files = {"comparemethods": "comparison", "assessmap": "report.html"}
    name = "OUTPUT_REPORT" if algorithm == "assessmap" else "OUTPUT"
    parameters = {key: places.get(value, value) for key, value in given.items()}
    if algorithm == "adaptmodel":
        parameters["MODEL"] = scene.model
    parameters[name] = out / files.get(algorithm, "file.tif")
    answer = qgis_process(algorithm, **parameters)
    assert answer.exit_code != 0
    assert answer.results == {}
    assert message in answer.said
    assert way_out in answer.said
    assert "--" not in answer.said.partition("ERROR")[2], "no word of the command line's flags"
    assert not [path for path in out.rglob("*") if path.is_file()]


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_the_run_and_leaves_nothing(qgis_process, scene, tmp_path, way):
    """However QGIS ends, its worker does too, and takes back what it had begun to write."""
    process = qgis_process.start(
        "trainsourcemodel",
        SERIES_FOLDER=scene.source,
        POLYGONS=scene.source_parcels,
        FIELD="crop",
        UPDATES=1_000_000,
        OUTPUT=tmp_path / "model.safetensors",
    )
    try:
        wait_until(lambda: list(tmp_path.glob(".*-model.safetensors")))
        workers = children("serve", process.pid)
        assert workers
        process.send_signal(way)
        process.communicate(timeout=60)
        assert process.returncode != 0
        wait_until(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in workers))
        assert not list(tmp_path.iterdir())
    finally:
        process.kill()
        process.communicate()


def wait_until(holds, timeout_s=60.0):
    until = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.mark.skipif(Qgis.QGIS_VERSION_INT < 34000, reason="this QGIS reads no JSON from stdin")
def test_parameters_may_come_as_json(qgis_process, scene, tmp_path):
    inputs = {
        "MAP": str(scene.target_images()[0]),
        "POLYGONS": str(scene.target_parcels),
        "FIELD": "crop",
        "DESIGN": "random",
        "OUTPUT_REPORT": str(tmp_path / "report.html"),
    }
    answer = qgis_process.call(
        "run", "sourcerer:assessmap", "-", stdin=json.dumps({"inputs": inputs})
    )
    assert answer.exit_code != 0
    assert "each feature must be one sampled point" in answer.said
