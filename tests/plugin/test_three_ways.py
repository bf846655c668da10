"""Each algorithm by a script, by `qgis_process` and inside a model: the same files and numbers."""

from dataclasses import dataclass

import pytest
from designed import Step, build, destinations, fixed, made
from made_samples import write_samples
from qgis.core import (
    QgsProcessingModelAlgorithm,
    QgsRasterLayer,
)

PART_PX, PIXEL_M = 24, 10


@dataclass(frozen=True)
class Run:
    """One algorithm with its parameters; what an earlier one made is named by it."""

    algorithm: str
    parameters: dict
    outputs: dict
    """Parameter -> file name."""


@dataclass(frozen=True)
class Of:
    """What an earlier run has made."""

    algorithm: str
    output: str = "OUTPUT"


@pytest.fixture(scope="module")
def runs(scene, tmp_path_factory):
    """All eight, each of the later ones on what the earlier ones made."""
    folder = tmp_path_factory.mktemp("samples")
    whole = QgsRasterLayer(str(scene.target_images()[0]), "image").extent()
    left, top = whole.xMinimum() + 200, whole.yMaximum() - 150
    side = PART_PX * PIXEL_M
    part = f"{left},{left + side},{top - side},{top} [EPSG:32631]"
    quick = {"SEED": 3, "UPDATES": 10, "THREADS": 1}
    target = {
        "SERIES_FOLDER": str(scene.target),
        "POLYGONS": str(scene.target_parcels),
        "FIELD": "crop",
    }
    labels = {"POLYGONS": target["POLYGONS"], "FIELD": "crop", "UNKNOWN_CLASSES": "extend"}
    stack, samples = [Of("prepareseries")], [Of("extractsamples")]
    return [
        Run(
            "trainsourcemodel",
            {
                "SERIES_FOLDER": str(scene.source),
                "POLYGONS": str(scene.source_parcels),
                "FIELD": "crop",
                "HOLDOUT": 0.25,
                **quick,
            },
            {"OUTPUT": "source.safetensors", "OUTPUT_REPORT": "source.html"},
        ),
        Run(
            "prepareseries",
            {
                "SERIES_FOLDER": str(scene.target),
                "MODEL": Of("trainsourcemodel"),
                "EXTENT": part,
            },
            {"OUTPUT": "stack.tif"},
        ),
        Run(
            "extractsamples",
            target,
            {"OUTPUT": "samples.npz", "OUTPUT_POINTS": "points.gpkg"},
        ),
        Run(
            "adaptmodel",
            {
                "MODEL": Of("trainsourcemodel"),
                "SAMPLES": samples,
                "UNKNOWN_CLASSES": "extend",
                "LAMBDA_RULE": "schedule",
                **quick,
            },
            {"OUTPUT": "adapted.safetensors", "OUTPUT_REPORT": "adapted.html"},
        ),
        Run(
            "classifyseries",
            {"MODEL": Of("adaptmodel"), "SERIES": stack, "COUNT": True},
            {"OUTPUT": "classified.tif", "OUTPUT_CONFIDENCE": "sure.tif"},
        ),
        Run(
            "mapwithfewlabels",
            {
                "MODEL": Of("trainsourcemodel"),
                "SERIES_FOLDER": str(scene.target),
                "EXTENT": part,
                "NEXT": True,
                "HOLDOUT": 0,
                "LAMBDA_RULE": "schedule",
                **labels,
                **quick,
            },
            {"OUTPUT": "map.tif", "OUTPUT_MODEL": "map_model.safetensors"},
        ),
        Run(
            "assessmap",
            {
                "MAP": Of("mapwithfewlabels"),
                "POLYGONS": Of("extractsamples", "OUTPUT_POINTS"),
                "FIELD": "class",
                "BLOCK_FIELD": "polygon_id",
            },
            {"OUTPUT_REPORT": "assessed.html", "OUTPUT_TABLE": "confusion.gpkg"},
        ),
        Run(
            "comparemethods",
            {
                "SOURCE_SAMPLES": write_samples(folder / "source.npz", 1),
                "SAMPLES": write_samples(folder / "target.npz", 2, shift=0.5),
                "METHODS": ["source-only", "naive"],
                "N_POLYGONS": "1,4",
                "RUNS": 1,
                "SOURCE_UPDATES": 5,
                **quick,
            },
            {"OUTPUT": "comparison"},
        ),
    ]


def resolved(value, results):
    """With the files of earlier runs in the place of their names."""
    if isinstance(value, list):
        return [resolved(entry, results) for entry in value]
    return results[value.algorithm][value.output] if isinstance(value, Of) else value


def one_by_one(runs, folder, call):
    """The results of each, by algorithm."""
    results = {}
    for run in runs:
        given = {name: resolved(value, results) for name, value in run.parameters.items()}
        files = {name: str(folder / file) for name, file in run.outputs.items()}
        results[run.algorithm] = call(run.algorithm, **given, **files)
    return results


def sources(value):
    """As a step of a model takes it."""
    entries = value if isinstance(value, list) else [value]
    if not any(isinstance(entry, Of) for entry in entries):
        return fixed(value)
    found = [made(entry.algorithm, entry.output) for entry in entries]
    return found if isinstance(value, list) else found[0]


@pytest.fixture(scope="module")
def by_script(processing, runs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("script")
    return folder, one_by_one(
        runs, folder, lambda name, **given: processing.run(f"sourcerer:{name}", given)
    )


@pytest.fixture(scope="module")
def headless(qgis_process, runs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("headless")

    def call(name, **given):
        done = qgis_process(name, **given)
        assert done.exit_code == 0, done.said
        return done.results

    return folder, one_by_one(runs, folder, call)


@pytest.fixture(scope="module")
def in_a_model(processing, runs, tmp_path_factory):
    """All eight in one `.model3`, written, read again and run."""
    folder = tmp_path_factory.mktemp("model")
    steps = [
        Step(
            run.algorithm,
            f"sourcerer:{run.algorithm}",
            {name: sources(value) for name, value in run.parameters.items()},
            {name: f"{run.algorithm} {name}" for name in run.outputs},
        )
        for run in runs
    ]
    path = folder / "eight.model3"
    assert build("eight", [], steps).toFile(str(path))
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(path))
    files = {
        f"{run.algorithm} {name}": str(folder / file)
        for run in runs
        for name, file in run.outputs.items()
    }
    names = destinations(model)
    assert set(files) == set(names)
    asked = {names[label]: path for label, path in files.items()}
    return folder, processing.run(model, asked)["CHILD_RESULTS"]


WITH_NAMES = ("map.tif.aux.xml", "classified.tif.aux.xml")
"""The names of a map's classes."""
NAMES = (
    "trainsourcemodel adaptmodel classifyseries mapwithfewlabels assessmap prepareseries "
    "extractsamples comparemethods"
).split()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_numbers_and_files_come_out(name, by_script, headless, in_a_model):
    expected = relative(by_script, name)
    assert expected, "an algorithm never gives nothing"
    assert relative(headless, name) == expected
    assert relative(in_a_model, name) == expected


def test_the_files_are_the_same_byte_by_byte(by_script, headless, in_a_model):
    """But for those that say how many seconds each fit of the comparison took."""
    contents = [files(way[0]) for way in (by_script, headless, in_a_model)]
    names = set(contents[0])
    assert {"map.tif", "map_next.gpkg", "classified_count.tif", "confusion.gpkg"} <= names
    assert len([name for name in names if name.startswith("comparison/")]) >= 4
    for other in contents[1:]:
        assert set(other) - {"eight.model3"} == names
        differ = {name for name in names if other[name] != contents[0][name]}
        told = {f"comparison/{name}" for name in ("results.csv", "report.json", "report.html")}
        assert differ <= told


def relative(way, name):
    """Results with paths from the way's folder on; numbers as JSON has them, to 12 digits."""
    folder, results = way
    return {
        key: value.replace(f"{folder}/", "") if isinstance(value, str) else f"{value:.12g}"
        for key, value in results[name].items()
    }


def files(folder):
    """The content of every file of ours, by its path in the folder.

    Beside other rasters than maps QGIS keeps statistics of its own, once it has looked at them.
    """
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in found
        if not path.name.endswith(".aux.xml") or path.name in WITH_NAMES
    }
