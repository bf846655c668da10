"""The algorithms as Processing sees them: parameters, values, runs, refusals."""

import csv
from dataclasses import fields
from pathlib import Path

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProject,
    QgsProperty,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from sourcerer.core.errors import JobError, LabelError, NotAModel, SeriesError
from sourcerer.core.jobs import (
    LAMBDA_SCHEDULE,
    AdaptJob,
    ClassifyJob,
    MapJob,
    Method,
    Penalty,
    UnknownClassPolicy,
)
from sourcerer.sourcerer_plugin import environment
from sourcerer.sourcerer_plugin.algorithms import parameters
from sourcerer.sourcerer_plugin.algorithms.kinds import Given
from sourcerer.sourcerer_plugin.algorithms.provider import ALGORITHMS, SourcererProvider
from sourcerer.sourcerer_plugin.settings import WORKER_PYTHON

SERIES = {"SERIES", "SERIES_FOLDER", "SEASON_START"}
LABELS = {"POLYGONS", "FIELD", "SAMPLES", "HOLDOUT", "EXCLUDE_BOUNDARY", "UPDATES"}
ADAPTATION = {
    "MODEL", "CLASS_MAP", "UNKNOWN_CLASSES", "METHOD", "PENALTY", "LAMBDA_RULE", "LAMBDA", "T_MAX",
}
RUN = {"SEED", "DEVICE", "THREADS"}
FIGURES = {"OVERALL_ACCURACY", "MACRO_F1", "N_LABELLED"}
PROMISED = {
    "trainsourcemodel": (SERIES | LABELS | RUN, {"OUTPUT", "OUTPUT_REPORT"} | FIGURES),
    "adaptmodel": (
        SERIES | LABELS | ADAPTATION | RUN,
        {"OUTPUT", "OUTPUT_REPORT", "LAMBDA_USED"} | FIGURES,
    ),
    "classifyseries": (SERIES | RUN | {"MODEL", "EXTENT"}, {"OUTPUT", "OUTPUT_CONFIDENCE"}),
    "mapwithfewlabels": (
        SERIES | LABELS | ADAPTATION | RUN | {"EXTENT"},
        {"OUTPUT", "OUTPUT_MODEL", "OUTPUT_REPORT", "OUTPUT_CONFIDENCE", "LAMBDA_USED"} | FIGURES,
    ),
}


@pytest.fixture(scope="module")
def provider():
    """Alive as long as its algorithms are used."""
    made = SourcererProvider()
    made.refreshAlgorithms()
    return made


@pytest.fixture
def algorithm(provider):
    """Makes an algorithm, ready to run."""
    return lambda name: provider.algorithm(name).create()


@pytest.fixture
def read(algorithm):
    """What of the parameters given becomes part of the job."""

    def values(name, job_class, given):
        made = algorithm(name)
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        return parameters.values(job_class, Given(made, given, context))

    return values


class Feedback(QgsProcessingFeedback):
    """Keeps what an algorithm says."""

    def __init__(self):
        super().__init__(False)
        self.errors, self.lines, self.seen = [], [], []
        self.progressChanged.connect(self.seen.append)

    def reportError(self, error, fatalError=False):
        self.errors.append(error)

    def pushInfo(self, info):
        self.lines.append(info)


def test_the_provider_offers_the_promised_algorithms(provider):
    assert provider.id() == "sourcerer"
    assert {made.name() for made in provider.algorithms()} == set(PROMISED)
    assert all(Path(made.svgIconPath()).is_file() for made in provider.algorithms())


@pytest.mark.parametrize("name", PROMISED)
def test_parameters_and_outputs_have_the_promised_names(algorithm, name):
    made = algorithm(name)
    inputs, outputs = PROMISED[name]
    assert inputs <= {entry.name() for entry in made.parameterDefinitions()}
    assert outputs == {entry.name() for entry in made.outputDefinitions()}


@pytest.mark.parametrize("name", PROMISED)
def test_every_parameter_has_help_and_a_default_that_is_accepted(algorithm, name):
    made = algorithm(name)
    assert made.shortHelpString()
    assert made.tags()
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    for entry in made.parameterDefinitions():
        assert len(entry.help()) > 5, entry.name()
        assert entry.help()[0].isupper(), entry.name()
        assert "--" not in entry.help(), f"{entry.name()} speaks of the command line"
        assert entry.description(), entry.name()
        if entry.flags() & optional or entry.defaultValue() is not None:
            assert entry.checkValueIsAcceptable(entry.defaultValue()), entry.name()


@pytest.mark.parametrize("made", ALGORITHMS)
def test_defaults_are_the_jobs_own(algorithm, made):
    by_name = {s.name: s.field for s in parameters.settings(made.job_class)}
    defaults = {entry.name: entry.default for entry in fields(made.job_class)}
    owner = algorithm(made.__name__.lower())  # must outlive its parameters
    for entry in owner.parameterDefinitions():
        default = defaults.get(by_name.get(entry.name()))
        if isinstance(default, (bool, int, float)) or isinstance(entry, QgsProcessingParameterEnum):
            assert entry.defaultValue() == default, entry.name()


def test_choices_are_the_jobs_own(algorithm):
    made = algorithm("mapwithfewlabels")
    for name, choice in (
        ("METHOD", Method), ("PENALTY", Penalty), ("UNKNOWN_CLASSES", UnknownClassPolicy),
    ):
        entry = made.parameterDefinition(name)
        assert entry.options() == [str(word) for word in choice]
        assert entry.usesStaticStrings()


def test_only_what_a_first_run_needs_stands_in_front(algorithm):
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    made = algorithm("mapwithfewlabels")
    front = [e.name() for e in made.parameterDefinitions() if not e.flags() & advanced]
    assert front == [
        "MODEL", "SERIES", "SERIES_FOLDER", "POLYGONS", "FIELD", "UNKNOWN_CLASSES", "EXTENT",
        "OUTPUT", "OUTPUT_MODEL", "OUTPUT_REPORT", "OUTPUT_CONFIDENCE",
    ]


def test_without_environment_an_algorithm_says_why_it_cannot_run(algorithm, monkeypatch, tmp_path):
    assert algorithm("classifyseries").canExecute() == (True, "")
    monkeypatch.setattr(environment, "private_environment", lambda: tmp_path)
    monkeypatch.setattr(environment, "PLUGIN_FOLDER", tmp_path)
    right, why = algorithm("classifyseries").canExecute()
    assert not right
    assert str(tmp_path) in why


def test_values_arrive_as_the_job_wants_them(read, scene):
    values = read("mapwithfewlabels", MapJob, {
        "MODEL": str(scene.model), "SERIES_FOLDER": str(scene.target), "FIELD": "crop",
        "POLYGONS": str(scene.target_parcels), "UNKNOWN_CLASSES": "extend",
        "SEASON_START": "2019-01-01", "METHOD": "source-only", "LAMBDA_RULE": "fixed",
        "LAMBDA": 0.5, "UPDATES": 7, "MASK_BAND": "SCL", "MASK_VALUES": "8, 9",
        "EXCLUDE_BOUNDARY": True, "THREADS": 2, "T_MAX": 1e5, "SAMPLES": ["/a.npz", "/b.npz"],
    })
    expected = {
        "model": str(scene.model), "series": (str(scene.target),), "field": "crop",
        "polygons": str(scene.target_parcels), "unknown_classes": "extend",
        "season_start": "2019-01-01", "method": "source-only", "lambda_rule": "0.5",
        "updates": 7, "mask_band": "SCL", "mask_values": [8, 9], "exclude_boundary": True,
        "threads": 2, "t_max": 1e5, "samples": ["/a.npz", "/b.npz"],
    }
    assert {key: values[key] for key in expected} == expected


def test_values_may_all_be_text_as_from_qgis_process(read, scene):
    values = read("mapwithfewlabels", MapJob, {
        "SERIES": [str(path) for path in scene.target_images()[:2]], "UPDATES": "7",
        "HOLDOUT": "0.5", "EXCLUDE_BOUNDARY": "true", "PAPER": "false", "LAMBDA_RULE": "schedule",
        "CLASS_MAP": "water,6,,maize,3,corn", "SAMPLES": ["a.npz"], "NO_REFIT": "0",
    })
    assert values["series"] == tuple(str(path) for path in scene.target_images()[:2])
    assert (values["updates"], values["holdout"]) == (7, 0.5)
    assert (values["exclude_boundary"], values["paper"], values["no_refit"]) == (True, False, False)
    assert values["lambda_rule"] == LAMBDA_SCHEDULE
    assert values["samples"] == [str(Path("a.npz").absolute())]
    with Path(values["class_map"]).open(newline="") as file:
        assert list(csv.reader(file)) == [
            ["field_value", "class_value", "class_name"],
            ["water", "6", ""],
            ["maize", "3", "corn"],
        ]


@pytest.mark.parametrize("name", PROMISED)
def test_what_is_not_given_keeps_the_jobs_default(read, name):
    made = next(entry for entry in ALGORITHMS if entry.__name__.lower() == name)
    defaults = {entry.name: entry.default for entry in fields(made.job_class)}
    assert {k: v for k, v in read(name, made.job_class, {}).items() if v != defaults[k]} == {}


def test_layers_stand_for_their_files(read, scene):
    images = scene.target_images()[:3]
    layers = [QgsRasterLayer(str(path), "no date in this name") for path in images]
    values = read("classifyseries", ClassifyJob, {"SERIES": layers})
    assert values["series"] == tuple(map(str, images))


def test_an_extent_is_brought_to_the_images_crs(read, scene):
    image = QgsRasterLayer(str(scene.target_images()[0]), "image")
    box = image.extent().buffered(-100)
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    in_degrees = QgsCoordinateTransform(image.crs(), degrees, QgsProject.instance()).transform(box)
    values = read("classifyseries", ClassifyJob, {
        "SERIES_FOLDER": str(scene.target),
        "EXTENT": QgsReferencedRectangle(QgsRectangle(in_degrees), degrees),
    })
    found = QgsRectangle(*values["extent"])
    assert found.buffered(0.01).contains(box)
    assert found.width() < box.width() * 1.2


def test_an_extent_without_crs_is_in_the_images(read, scene):
    values = read("classifyseries", ClassifyJob, {
        "SERIES_FOLDER": str(scene.target), "EXTENT": "561100,561200,4841400,4841600",
    })
    assert values["extent"] == (561100, 4841400, 561200, 4841600)


def test_selected_features_alone_are_given(read, scene):
    layer = QgsVectorLayer(str(scene.target_parcels), "parcels", "ogr")
    QgsProject.instance().addMapLayer(layer)
    layer.selectByExpression("crop = 'water'")
    chosen = QgsProcessingFeatureSourceDefinition(layer.id(), True)
    values = read("adaptmodel", AdaptJob, {"POLYGONS": chosen, "FIELD": "crop"})
    copy = QgsVectorLayer(values["polygons"], "copy", "ogr")
    assert {feature["crop"] for feature in copy.getFeatures()} == {"water"}
    assert copy.featureCount() == layer.selectedFeatureCount()
    assert copy.crs() == layer.crs()


def test_a_source_definition_without_selection_is_the_file(read, scene):
    chosen = QgsProcessingFeatureSourceDefinition(QgsProperty.fromValue(str(scene.target_parcels)))
    values = read("adaptmodel", AdaptJob, {"POLYGONS": chosen, "FIELD": "crop"})
    assert values["polygons"] == str(scene.target_parcels)


@pytest.mark.parametrize(("given", "error", "said"), [
    ({"SERIES": ["IMAGE"], "SERIES_FOLDER": "FOLDER"}, JobError, "image layers.*folder"),
    ({"LAMBDA": 5}, JobError, "LAMBDA_RULE is schedule and LAMBDA is 5"),
    ({"LAMBDA_RULE": "fixed"}, JobError, "LAMBDA_RULE is fixed and LAMBDA is not given"),
    ({"MASK_VALUES": "cloud"}, JobError, "MASK_VALUES is 'cloud'"),
    ({"CLASS_MAP": ["water", "6"]}, QgsProcessingException, "2 cells; each row needs 3"),
    ({"SERIES": ["/nowhere.tif"]}, QgsProcessingException, "SERIES|Could not load"),
    ({"POLYGONS": "/nowhere.gpkg"}, QgsProcessingException, "Could not load"),
    ({"POLYGONS": "LABELS", "FIELD": "klass"}, LabelError, "no field klass; it has"),
    ({"EXTENT": "0,1,0,1"}, SeriesError, "No image"),
    ({"MODEL": "IMAGE"}, NotAModel, "is not a model file"),
])
def test_a_wrong_value_is_refused_with_both_values(read, scene, given, error, said):
    places = {
        "IMAGE": str(scene.target_images()[0]), "FOLDER": str(scene.target),
        "LABELS": str(scene.target_parcels),
    }

    def placed(value):
        if isinstance(value, list):
            return [placed(entry) for entry in value]
        return places.get(value, value)

    with pytest.raises(error, match=said):
        read("mapwithfewlabels", MapJob, {name: placed(value) for name, value in given.items()})


def test_a_refusal_in_a_run_comes_with_its_hint_and_no_result(algorithm, scene, tmp_path):
    feedback = Feedback()
    results, right = algorithm("trainsourcemodel").run({
        "SERIES_FOLDER": str(scene.target), "OUTPUT": str(tmp_path / "model.safetensors"),
    }, QgsProcessingContext(), feedback)
    assert (results, right) == ({}, False)
    said = " ".join(feedback.errors)
    assert "SERIES / SERIES_FOLDER, POLYGONS and FIELD, or SAMPLES" in said
    assert "--" not in said, "that is how the command line calls them"
    assert not list(tmp_path.iterdir())


def test_a_cancelled_run_ends_soon_without_result(algorithm, scene, tmp_path):
    feedback = Feedback()
    feedback.cancel()
    results, right = algorithm("classifyseries").run({
        "MODEL": str(scene.model), "SERIES_FOLDER": str(scene.target),
        "OUTPUT": str(tmp_path / "map.tif"),
    }, QgsProcessingContext(), feedback)
    assert (results, right) == ({}, False)
    assert "cancelled" in " ".join(feedback.errors)
    assert not list(tmp_path.iterdir())


def test_a_missing_environment_in_a_run_is_named(algorithm, scene, tmp_path):
    WORKER_PYTHON.write("/nowhere/python")
    feedback = Feedback()
    _, right = algorithm("classifyseries").run({
        "MODEL": str(scene.model), "SERIES_FOLDER": str(scene.target),
        "OUTPUT": str(tmp_path / "map.tif"),
    }, QgsProcessingContext(), feedback)
    assert not right
    assert "/nowhere/python, is not there" in " ".join(feedback.errors)


def test_adapt_then_classify_with_layers_and_a_styled_result(algorithm, scene, tmp_path):
    """The output of one is the input of the next; the map is loaded as Processing loads it."""
    project = QgsProject.instance()
    parcels = QgsVectorLayer(str(scene.target_parcels), "parcels", "ogr")
    parcels.setSubsetString("crop <> 'water'")
    project.addMapLayer(parcels)
    context = QgsProcessingContext()
    context.setProject(project)
    images = [QgsRasterLayer(str(path), "image") for path in scene.target_images()]
    project.addMapLayers(images, False)

    feedback = Feedback()
    adapted, right = algorithm("adaptmodel").run({
        "MODEL": str(scene.model), "SERIES": images, "POLYGONS": parcels, "FIELD": "crop",
        "UPDATES": 30, "HOLDOUT": 0, "OUTPUT": "TEMPORARY_OUTPUT",
    }, context, feedback)
    assert right, feedback.errors
    assert set(adapted) == {"OUTPUT", "LAMBDA_USED", "N_LABELLED"}, "no accuracy was measured"
    assert adapted["LAMBDA_USED"] > 0
    assert max(feedback.seen) == 100
    assert any("Season 2019" in line for line in feedback.lines)

    destination = QgsProcessingOutputLayerDefinition(str(tmp_path / "map.tif"), project)
    classify = algorithm("classifyseries")
    mapped, right = classify.run({
        "MODEL": adapted["OUTPUT"], "SERIES": images, "OUTPUT": destination,
        "OUTPUT_CONFIDENCE": str(tmp_path / "confidence.tif"),
    }, context, feedback)
    assert right, feedback.errors
    assert mapped == {
        "OUTPUT": str(tmp_path / "map.tif"), "OUTPUT_CONFIDENCE": str(tmp_path / "confidence.tif"),
    }
    details = context.layersToLoadOnCompletion()[mapped["OUTPUT"]]
    layer = QgsRasterLayer(mapped["OUTPUT"], "map")
    project.addMapLayer(layer)
    details.postProcessor().postProcessLayer(layer, context, feedback)
    assert {"winter_wheat", "maize"} <= {entry.label for entry in layer.renderer().classes()}
