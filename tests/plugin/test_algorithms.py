"""The algorithms as Processing sees them: parameters, values, runs, refusals."""

import csv
import re
from dataclasses import fields
from pathlib import Path

import pytest
from made_samples import write_samples
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsProcessingAlgRunnerTask,
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
from qgis.gui import QgsGui, QgsProcessingGui
from qgis.PyQt.QtCore import QTimer

from sourcerer.core.errors import JobError, LabelError, NotAModel
from sourcerer.core.jobs import (
    LAMBDA_AUTO,
    AdaptJob,
    ClassifyJob,
    CompareJob,
    MapJob,
    MaskPreset,
    Method,
    Penalty,
    PrepareJob,
    StackOrder,
    TrainJob,
    UnknownClassPolicy,
    job_from_dict,
)
from sourcerer.core.options import flag_of, options, typed_value
from sourcerer.sourcerer_plugin import environment
from sourcerer.sourcerer_plugin.algorithms import parameters
from sourcerer.sourcerer_plugin.algorithms.base import GROUP_ID
from sourcerer.sourcerer_plugin.algorithms.comparemethods import CompareMethods
from sourcerer.sourcerer_plugin.algorithms.kinds import Given
from sourcerer.sourcerer_plugin.algorithms.provider import ALGORITHMS
from sourcerer.sourcerer_plugin.settings import WORKER_PYTHON

SERIES = set(
    "SERIES SERIES_FOLDER SEASON_START SEASON_SHIFT MIN_OBSERVATIONS EXTENT AOI BANDS BAND_MAP "
    "MASK MASK_BAND MASK_VALUES MASK_BITS MASK_DILATION DATES DATE_PATTERN STACK_ORDER GRID "
    "NODATA SCALE OFFSET OFFSET_SINCE SKIP_UNREADABLE".split()
)
LABELS = {"POLYGONS", "FIELD", "SAMPLES", "HOLDOUT", "EXCLUDE_BOUNDARY", "UPDATES"}
ADAPTATION = {
    "MODEL",
    "CLASS_MAP",
    "UNKNOWN_CLASSES",
    "METHOD",
    "SOURCE_SAMPLES",
    "PENALTY",
    "LAMBDA_RULE",
    "LAMBDA",
    "T_MAX",
}
COMPARISON = set(
    "SOURCE_SAMPLES SAMPLES MODEL SOURCE_UPDATES METHODS N_POLYGONS RUNS UPDATES PENALTY "
    "LAMBDA_RULES T_MAX T_MAX_VALUES MEMORY".split()
)
RUN = {"SEED", "DEVICE", "THREADS"}
MAPS = {"OUTPUT", "OUTPUT_CONFIDENCE", "OUTPUT_MARGIN", "OUTPUT_COUNT", "OUTPUT_NEXT"}
COMPANIONS = {"MARGIN", "COUNT", "NEXT"}
FIGURES = {"OVERALL_ACCURACY", "MACRO_F1", "N_LABELLED"}
PROMISED = {
    "trainsourcemodel": (
        SERIES | LABELS | RUN | {"REGIONS"},
        {"OUTPUT", "OUTPUT_REPORT"} | FIGURES,
    ),
    "adaptmodel": (
        SERIES | LABELS | ADAPTATION | RUN,
        {"OUTPUT", "OUTPUT_REPORT", "LAMBDA_USED", "ALPHA_USED"} | FIGURES,
    ),
    "classifyseries": (SERIES | RUN | COMPANIONS | {"MODEL", "PIECES", "PRECISION"}, MAPS),
    "mapwithfewlabels": (
        SERIES | LABELS | ADAPTATION | RUN | COMPANIONS | {"PRECISION"},
        {"OUTPUT_MODEL", "OUTPUT_REPORT", "LAMBDA_USED", "ALPHA_USED"} | MAPS | FIGURES,
    ),
    "assessmap": (
        RUN | set("MAP POLYGONS FIELD NAME_FIELD BLOCK_FIELD CLASS_MAP DESIGN".split()),
        {"OUTPUT_REPORT", "OUTPUT_TABLE"} | FIGURES,
    ),
    "prepareseries": (SERIES | RUN | {"MODEL"}, {"OUTPUT"}),
    "extractsamples": (
        SERIES | RUN | {"POLYGONS", "FIELD", "HOLDOUT", "EXCLUDE_BOUNDARY"},
        {"OUTPUT", "OUTPUT_POINTS", "N_LABELLED"},
    ),
    "comparemethods": (
        COMPARISON | RUN,
        {"OUTPUT", "OUTPUT_REPORT", "OUTPUT_RESULTS"},
    ),
}
COMMAND_LINE_ONLY = {"scheduler"}
"""Who has a cluster starts jobs on it, not a dialog."""
SETS = {
    "seed": {"SEED": "1"},
    "device": {"DEVICE": "cpu"},
    "threads": {"THREADS": "2"},
    "memory": {"MEMORY": "512"},
    "pieces": {"PIECES": "pieces"},
    "series": {"SERIES_FOLDER": "FOLDER"},
    "season_start": {"SEASON_START": "2019-01-01"},
    "season_shift": {"SEASON_SHIFT": "182"},
    "extent": {"EXTENT": "1,2,3,4"},
    "extent_crs": {"EXTENT": "1,2,3,4 [EPSG:4326]"},
    "aoi": {"AOI": "LABELS"},
    "mask": {"MASK": "qa-pixel"},
    "mask_band": {"MASK_BAND": "SCL"},
    "mask_values": {"MASK_VALUES": "8, 9"},
    "mask_bits": {"MASK_BITS": "0,3"},
    "mask_dilation": {"MASK_DILATION": "2"},
    "min_observations": {"MIN_OBSERVATIONS": "3"},
    "bands": {"BANDS": "B04, B08"},
    "band_map": {"BAND_MAP": "red=B04,qa="},
    "dates": {"DATES": "2019-01-01, 2019-01-11"},
    "skip_dates": {"SKIP_DATES": "2019-01-11"},
    "date_pattern": {"DATE_PATTERN": "%d%m%Y"},
    "stack_order": {"STACK_ORDER": "band-major"},
    "grid": {"GRID": "IMAGE"},
    "nodata": {"NODATA": "-9999"},
    "scale": {"SCALE": "0.0000275"},
    "offset": {"OFFSET": "-1000"},
    "offset_since": {"OFFSET_SINCE": "2022-01-25"},
    "skip_unreadable": {"SKIP_UNREADABLE": "true"},
    "polygons": {"POLYGONS": "LABELS"},
    "field": {"FIELD": "crop"},
    "name_field": {"NAME_FIELD": "crop"},
    "block_field": {"BLOCK_FIELD": "crop"},
    "map": {"MAP": "IMAGE"},
    "design": {"DESIGN": "stratified"},
    "exclude_boundary": {"EXCLUDE_BOUNDARY": "true"},
    "samples": {"SAMPLES": "a.npz"},
    "holdout": {"HOLDOUT": "0.5"},
    "test_polygons": {"TEST_POLYGONS": "LABELS"},
    "no_refit": {"NO_REFIT": "true"},
    "updates": {"UPDATES": "7"},
    "learning_rate": {"LEARNING_RATE": "0.002"},
    "regions": {"REGIONS": "regions.csv"},
    "model": {"MODEL": "MODEL"},
    "class_map": {"CLASS_MAP": "water,6,"},
    "unknown_classes": {"UNKNOWN_CLASSES": "extend"},
    "method": {"METHOD": "source-only"},
    "source_samples": {"SOURCE_SAMPLES": "source.npz"},
    "penalty": {"PENALTY": "loss", "LAMBDA_RULE": "schedule"},
    "lambda_rule": {"LAMBDA_RULE": "fixed", "LAMBDA": "0.5"},
    "t_max": {"T_MAX": "1000", "LAMBDA_RULE": "schedule"},
    "paper": {"PAPER": "true"},
    "precision": {"PRECISION": "float32"},
    "companions": {"MARGIN": "true", "COUNT": "true", "NEXT": "true"},
    "source": {"SOURCE_SAMPLES": "source.npz"},
    "target": {"SAMPLES": "target.npz"},
    "source_updates": {"SOURCE_UPDATES": "10"},
    "methods": {"METHODS": "naive,mme"},
    "n_polygons": {"N_POLYGONS": "1, 2"},
    "runs": {"RUNS": "2"},
    "lambda_rules": {"LAMBDA_RULES": "auto,0.5"},
    "t_max_values": {"T_MAX_VALUES": "1e5, 1e4"},
}
"""For each field of a job what sets it, as text as qgis_process has it; outputs set the others."""


@pytest.fixture(scope="module")
def provider(processing):
    """Alive as long as its algorithms are used."""
    return QgsApplication.processingRegistry().providerById("sourcerer")


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


@pytest.fixture
def placed(scene):
    """A parameter's value with the scene's files in the place of the words for them."""
    places = {
        "IMAGE": str(scene.target_images()[0]),
        "FOLDER": str(scene.target),
        "LABELS": str(scene.target_parcels),
        "MODEL": str(scene.model),
    }

    def value(given):
        if isinstance(given, list):
            return [value(entry) for entry in given]
        return places.get(given, given)

    return value


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
    ours = {made.name() for made in provider.algorithms() if made.groupId() == GROUP_ID}
    assert ours == set(PROMISED)
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
            expected = list(default) if isinstance(default, tuple) else default
            assert entry.defaultValue() == expected, entry.name()


def test_choices_are_the_jobs_own(algorithm):
    made = algorithm("mapwithfewlabels")
    for name, choice in (
        ("METHOD", Method),
        ("PENALTY", Penalty),
        ("UNKNOWN_CLASSES", UnknownClassPolicy),
        ("MASK", MaskPreset),
        ("STACK_ORDER", StackOrder),
    ):
        entry = made.parameterDefinition(name)
        assert entry.options() == [str(word) for word in choice]
        assert entry.usesStaticStrings()
    made = algorithm("comparemethods")
    assert made.parameterDefinition("METHODS").options() == [str(word) for word in Method]


def test_only_what_a_first_run_needs_stands_in_front(algorithm):
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    made = algorithm("mapwithfewlabels")
    front = [e.name() for e in made.parameterDefinitions() if not e.flags() & advanced]
    assert front == [
        "MODEL",
        "SERIES",
        "SERIES_FOLDER",
        "POLYGONS",
        "FIELD",
        "UNKNOWN_CLASSES",
        "EXTENT",
        "OUTPUT",
        "OUTPUT_MODEL",
        "OUTPUT_REPORT",
        "OUTPUT_CONFIDENCE",
    ]


def test_a_comparison_asks_for_samples_and_methods_first(algorithm):
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    made = algorithm("comparemethods")
    front = [e.name() for e in made.parameterDefinitions() if not e.flags() & advanced]
    needed = ["SOURCE_SAMPLES", "SAMPLES", "MODEL", "METHODS", "N_POLYGONS", "RUNS", "OUTPUT"]
    assert front == needed
    assert made.parameterDefinition("N_POLYGONS").defaultValue().startswith("1,2,4,8,")


def test_a_part_is_asked_for_in_front_where_a_raster_is_written(algorithm):
    advanced = QgsProcessingParameterDefinition.Flag.FlagAdvanced
    for name, hidden in (("classifyseries", False), ("prepareseries", False), ("adaptmodel", True)):
        made = algorithm(name)  # must outlive its parameters
        assert bool(made.parameterDefinition("EXTENT").flags() & advanced) == hidden, name


def test_a_model_is_needed_but_for_preparing(algorithm):
    optional = QgsProcessingParameterDefinition.Flag.FlagOptional
    for name, may_lack in (
        ("classifyseries", False),
        ("adaptmodel", False),
        ("prepareseries", True),
        ("comparemethods", True),
    ):
        made = algorithm(name)
        assert bool(made.parameterDefinition("MODEL").flags() & optional) == may_lack, name


@pytest.mark.parametrize("made", ALGORITHMS)
def test_every_field_of_a_job_can_be_set(read, placed, made):
    """So that no option of the command line is forgotten here."""
    written = {output.field for output in made().outputs()}
    for entry in fields(made.job_class):
        if entry.name not in written | COMMAND_LINE_ONLY:
            given = {name: placed(value) for name, value in SETS[entry.name].items()}
            values = read(made.__name__.lower(), made.job_class, given)
            assert typed_value(entry, values[entry.name]) != entry.default, entry.name


@pytest.mark.parametrize("made", ALGORITHMS)
def test_messages_name_parameters_not_flags(made):
    written = {output.field for output in made().outputs()}
    words = parameters.words(made.job_class)
    for field, info in options(made.job_class).items():
        assert field in written | COMMAND_LINE_ONLY or flag_of(field, info) in words, field
    if made is CompareMethods:
        assert words["--lambda"] == "LAMBDA_RULES"
        return
    if "extent" in options(made.job_class):
        assert words["--extent-crs"] == "EXTENT"
        assert words["--series"] == "SERIES / SERIES_FOLDER"
    assert words.get("--lambda", "LAMBDA") == "LAMBDA"


@pytest.mark.parametrize("name", ["SCALE", "OFFSET", "LAMBDA"])
def test_the_entry_field_keeps_a_small_number(algorithm, name):
    made = algorithm("mapwithfewlabels")
    wrapper = QgsGui.processingGuiRegistry().createParameterWidgetWrapper(
        made.parameterDefinition(name), QgsProcessingGui.WidgetType.Standard
    )
    context = QgsProcessingContext()
    entry = wrapper.createWrappedWidget(context)  # must outlive the questions
    wrapper.setParameterValue(2.75e-5, context)
    assert entry.value() == 2.75e-5
    assert wrapper.parameterValue() == 2.75e-5


def test_without_environment_an_algorithm_says_why_it_cannot_run(algorithm, monkeypatch, tmp_path):
    assert algorithm("classifyseries").canExecute() == (True, "")
    monkeypatch.setattr(environment, "private_environment", lambda: tmp_path)
    monkeypatch.setattr(environment, "PLUGIN_FOLDER", tmp_path)
    right, why = algorithm("classifyseries").canExecute()
    assert not right
    assert str(tmp_path) in why


def test_values_arrive_as_the_job_wants_them(read, scene):
    values = read(
        "mapwithfewlabels",
        MapJob,
        {
            "MODEL": str(scene.model),
            "SERIES_FOLDER": str(scene.target),
            "FIELD": "crop",
            "POLYGONS": str(scene.target_parcels),
            "UNKNOWN_CLASSES": "extend",
            "SEASON_START": "2019-01-01",
            "METHOD": "source-only",
            "LAMBDA_RULE": "fixed",
            "LAMBDA": 0.5,
            "UPDATES": 7,
            "MASK_BAND": "SCL",
            "MASK_VALUES": "8, 9",
            "EXCLUDE_BOUNDARY": True,
            "THREADS": 2,
            "T_MAX": 1e5,
            "SAMPLES": ["/a.npz", "/b.npz"],
        },
    )
    expected = {
        "model": str(scene.model),
        "series": (str(scene.target),),
        "field": "crop",
        "polygons": str(scene.target_parcels),
        "unknown_classes": "extend",
        "season_start": "2019-01-01",
        "method": "source-only",
        "lambda_rule": "0.5",
        "updates": 7,
        "mask_band": "SCL",
        "mask_values": [8, 9],
        "exclude_boundary": True,
        "threads": 2,
        "t_max": 1e5,
        "samples": ["/a.npz", "/b.npz"],
    }
    assert {key: values[key] for key in expected} == expected


def test_values_may_all_be_text_as_from_qgis_process(read, scene):
    values = read(
        "mapwithfewlabels",
        MapJob,
        {
            "SERIES": [str(path) for path in scene.target_images()[:2]],
            "UPDATES": "7",
            "HOLDOUT": "0.5",
            "EXCLUDE_BOUNDARY": "true",
            "PAPER": "false",
            "LAMBDA_RULE": "auto",
            "CLASS_MAP": "water,6,,maize,3,corn",
            "SAMPLES": ["a.npz"],
            "NO_REFIT": "0",
        },
    )
    assert values["series"] == tuple(str(path) for path in scene.target_images()[:2])
    assert (values["updates"], values["holdout"]) == (7, 0.5)
    assert (values["exclude_boundary"], values["paper"], values["no_refit"]) == (True, False, False)
    assert values["lambda_rule"] == LAMBDA_AUTO
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
    own = {entry.name: entry for entry in fields(made.job_class)}
    values = read(name, made.job_class, {})
    assert {k: v for k, v in values.items() if typed_value(own[k], v) != own[k].default} == {}


def test_layers_stand_for_their_files(read, scene):
    images = scene.target_images()[:3]
    layers = [QgsRasterLayer(str(path), "no date in this name") for path in images]
    values = read("classifyseries", ClassifyJob, {"SERIES": layers})
    assert values["series"] == tuple(map(str, images))


IN_DEGREES = QgsReferencedRectangle(
    QgsRectangle(3.75, 43.7, 3.76, 43.72), QgsCoordinateReferenceSystem("EPSG:4326")
)


@pytest.mark.parametrize("extent", [IN_DEGREES, "3.75,3.76,43.7,43.72 [EPSG:4326]"])
def test_an_extent_comes_with_its_own_crs(read, extent):
    """The worker knows the images' CRS: QGIS would have to open products to find it."""
    values = read("classifyseries", ClassifyJob, {"EXTENT": extent})
    assert values["extent"] == (3.75, 43.7, 3.76, 43.72)
    assert values["extent_crs"] == "EPSG:4326"


def test_the_extent_of_a_layer_comes_with_its_crs(read, scene):
    image = QgsRasterLayer(str(scene.target_images()[0]), "image")
    QgsProject.instance().addMapLayer(image)
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    values = read("prepareseries", PrepareJob, {"EXTENT": image.id()})
    assert QgsRectangle(*values["extent"]) == image.extent()
    assert values["extent_crs"] == "EPSG:32631"


def test_a_crs_of_the_users_own_is_written_out(read):
    """Its number means nothing to the worker."""
    assert QgsApplication.createDatabase()  # of the tests' own profile
    crs = QgsCoordinateReferenceSystem.fromProj("+proj=laea +lat_0=44 +lon_0=3 +ellps=WGS84")
    known = QgsApplication.coordinateReferenceSystemRegistry()
    number = known.addUserCrs(crs, "our fields")
    crs = QgsCoordinateReferenceSystem(f"USER:{number}")
    assert crs.authid() == f"USER:{number}"
    extent = QgsReferencedRectangle(QgsRectangle(0, 0, 1, 1), crs)
    values = read("classifyseries", ClassifyJob, {"EXTENT": extent})
    known.removeUserCrs(number)
    assert values["extent_crs"].startswith("PROJCRS[")
    assert "Lambert Azimuthal Equal Area" in values["extent_crs"]


@pytest.mark.parametrize(
    "extent",
    ["561100,561200,4841400,4841600", QgsRectangle(561100, 4841400, 561200, 4841600)],
)
def test_an_extent_without_crs_is_in_the_images(read, extent):
    QgsProject.instance().setCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    values = read("classifyseries", ClassifyJob, {"EXTENT": extent})
    assert values["extent"] == (561100, 4841400, 561200, 4841600)
    assert "extent_crs" not in values


def test_an_area_with_unsaved_edits_is_copied_as_it_is_seen(read, labels):
    layer = labels()
    layer.startEditing()
    assert layer.deleteFeature(1)
    QgsProject.instance().addMapLayer(layer)
    values = read("trainsourcemodel", TrainJob, {"AOI": layer})
    layer.rollBack()
    copy = QgsVectorLayer(values["aoi"], "copy", "ogr")
    assert copy.featureCount() == 1
    assert copy.crs() == layer.crs()


def test_a_list_from_a_script_is_a_list(read):
    values = read("classifyseries", ClassifyJob, {"BANDS": ["B04", "B08"], "MASK_VALUES": [8, 9]})
    assert values["bands"] == ["B04", "B08"]
    assert values["mask_values"] == [8, 9]


def test_dates_may_stand_in_a_file(read, tmp_path):
    path = tmp_path / "dates, all.txt"
    path.write_text("2019-01-01\n2019-01-11\n")
    values = read("classifyseries", ClassifyJob, {"DATES": str(path)})
    assert values["dates"] == [str(path)]


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


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"SERIES": ["IMAGE"], "SERIES_FOLDER": "FOLDER"}, JobError, "image layers.*folder"),
        ({"LAMBDA": 5}, JobError, "LAMBDA_RULE is auto and LAMBDA is 5"),
        ({"LAMBDA_RULE": "fixed"}, JobError, "LAMBDA_RULE is fixed and LAMBDA is not given"),
        ({"MASK_VALUES": "cloud"}, JobError, "MASK_VALUES is 'cloud'"),
        ({"CLASS_MAP": ["water", "6"]}, QgsProcessingException, "2 cells; each row needs 3"),
        ({"SERIES": ["/nowhere.tif"]}, QgsProcessingException, "SERIES|Could not load"),
        ({"POLYGONS": "/nowhere.gpkg"}, QgsProcessingException, "Could not load"),
        ({"POLYGONS": "LABELS", "FIELD": "klass"}, LabelError, "no field klass; it has"),
        ({"EXTENT": "0,1,0,1 [EPSG:0]"}, JobError, "EPSG:0.*no known coordinate reference"),
        ({"MASK_BITS": "0,x"}, JobError, "MASK_BITS is '0,x'"),
        ({"GRID": "/nowhere.tif"}, QgsProcessingException, "Could not load"),
        ({"AOI": "/nowhere.gpkg"}, QgsProcessingException, "Could not load"),
        ({"MODEL": "IMAGE"}, NotAModel, "is not a model file"),
    ],
)
def test_a_wrong_value_is_refused_with_both_values(read, placed, given, error, said):
    with pytest.raises(error, match=said):
        read("mapwithfewlabels", MapJob, {name: placed(value) for name, value in given.items()})


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"N_POLYGONS": "1,two"}, "N_POLYGONS is '1,two'; it must be whole numbers with commas"),
        ({"T_MAX_VALUES": "1e5,many"}, "T_MAX_VALUES is '1e5,many'; it must be numbers with"),
    ],
)
def test_a_wrong_number_in_a_list_is_refused(read, given, said):
    with pytest.raises(JobError, match=said):
        read("comparemethods", CompareJob, given)


def test_another_method_is_sent_none_of_sourcerer_s_settings(read, placed):
    given = {"MODEL": placed("MODEL"), "SAMPLES": "a.npz", "METHOD": "naive"}
    values = read("adaptmodel", AdaptJob, given)
    job = job_from_dict({"command": "adapt", **values, "output": "a.safetensors"})
    assert job.method is Method.NAIVE
    given = {"SOURCE_SAMPLES": "a.npz", "SAMPLES": "b.npz"}
    values = read("comparemethods", CompareJob, given)
    job = job_from_dict({"command": "compare", **values, "output": "out"})
    assert "sourcerer" in job.variants()


def test_a_refusal_in_a_run_comes_with_its_hint_and_no_result(algorithm, scene, tmp_path):
    feedback = Feedback()
    results, right = algorithm("trainsourcemodel").run(
        {
            "SERIES_FOLDER": str(scene.target),
            "OUTPUT": str(tmp_path / "model.safetensors"),
        },
        QgsProcessingContext(),
        feedback,
    )
    assert (results, right) == ({}, False)
    said = " ".join(feedback.errors)
    assert "SERIES / SERIES_FOLDER, POLYGONS and FIELD, or SAMPLES" in said
    assert "--" not in said, "that is how the command line calls them"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("mapwithfewlabels", {"FIELD": "klass"}, "no field klass; it has"),
        ("mapwithfewlabels", {"MODEL": "IMAGE"}, "is not a model file"),
        ("mapwithfewlabels", {"SERIES_FOLDER": "/nowhere"}, "/nowhere is not a folder"),
        ("mapwithfewlabels", {"HOLDOUT": 0.95}, "HOLDOUT is 0.95; it must be a share"),
        ("mapwithfewlabels", {"METHOD": "dann"}, "METHOD dann trains.*needs SOURCE_SAMPLES"),
        ("classifyseries", {"SEASON_SHIFT": 400}, "SEASON_SHIFT is 400"),
        ("comparemethods", {"SAMPLES": "/nowhere.npz"}, "SAMPLES is /nowhere.npz, which does not"),
        ("assessmap", {"OUTPUT_TABLE": "/out/table.txt"}, "OUTPUT_TABLE is '/out/table.txt'"),
    ],
)
def test_what_can_be_known_early_is_refused_before_a_run(algorithm, placed, name, given, said):
    """By QGIS's dialog and by a script, without a worker, and nothing is written or copied."""
    right = {
        "MODEL": "MODEL",
        "SERIES_FOLDER": "FOLDER",
        "POLYGONS": "LABELS",
        "FIELD": "crop",
        "MAP": "IMAGE",
        "SOURCE_SAMPLES": ["IMAGE"] if name == "mapwithfewlabels" else "IMAGE",
        "SAMPLES": "IMAGE",
        "OUTPUT": "/out/file.tif",
        "OUTPUT_REPORT": "/out/report.html",
    }
    made = algorithm(name)
    known = {entry.name() for entry in made.parameterDefinitions()}
    if name == "mapwithfewlabels":
        known -= {"SAMPLES", "SOURCE_SAMPLES"}
    common = {key: placed(value) for key, value in right.items() if key in known}
    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    assert made.checkParameterValues(common, context) == (True, "")
    wrong = {**common, **{key: placed(value) for key, value in given.items()}}
    is_right, why = made.checkParameterValues(wrong, context)
    assert not is_right
    assert re.search(said, why), why
    assert "--" not in why


def test_two_runs_in_the_background_do_not_disturb_each_other(processing, scene, tmp_path, qtbot):
    """Each has a thread and a worker of its own, its own progress and its own words."""
    registry, manager = QgsApplication.processingRegistry(), QgsApplication.taskManager()
    runs, ended, ticks = {}, {}, []
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(len(ended)))
    timer.start(20)
    for name, bands in (("one", "B04"), ("two", "B08,B03")):
        made = registry.createAlgorithmById("sourcerer:prepareseries")
        feedback, context = Feedback(), QgsProcessingContext()
        given = {
            "SERIES_FOLDER": str(scene.target),
            "BANDS": bands,
            "OUTPUT": str(tmp_path / f"{name}.tif"),
        }
        task = QgsProcessingAlgRunnerTask(made, given, context, feedback)
        task.executed.connect(lambda right, results, name=name: ended.update({name: right}))
        runs[name] = (task, made, feedback, context)
        manager.addTask(task)
    qtbot.waitUntil(lambda: len(ended) == 2, timeout=120_000)
    assert ended == {"one": True, "two": True}
    assert len(ticks) > 10, "the window went on living"
    for name, n_bands in (("one", 1), ("two", 2)):
        assert QgsRasterLayer(str(tmp_path / f"{name}.tif"), name).bandCount() == 37 * n_bands
        feedback = runs[name][2]
        assert feedback.seen == sorted(feedback.seen)
        assert len([line for line in feedback.lines if line.startswith("Season 2019")]) == 1


def test_a_cancelled_run_ends_soon_without_result(algorithm, scene, tmp_path):
    feedback = Feedback()
    feedback.cancel()
    results, right = algorithm("classifyseries").run(
        {
            "MODEL": str(scene.model),
            "SERIES_FOLDER": str(scene.target),
            "OUTPUT": str(tmp_path / "map.tif"),
        },
        QgsProcessingContext(),
        feedback,
    )
    assert (results, right) == ({}, False)
    assert "cancelled" in " ".join(feedback.errors)
    assert not list(tmp_path.iterdir())


def test_a_missing_environment_in_a_run_is_named(algorithm, scene, tmp_path):
    WORKER_PYTHON.write("/nowhere/python")
    feedback = Feedback()
    _, right = algorithm("classifyseries").run(
        {
            "MODEL": str(scene.model),
            "SERIES_FOLDER": str(scene.target),
            "OUTPUT": str(tmp_path / "map.tif"),
        },
        QgsProcessingContext(),
        feedback,
    )
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
    adapted, right = algorithm("adaptmodel").run(
        {
            "MODEL": str(scene.model),
            "SERIES": images,
            "POLYGONS": parcels,
            "FIELD": "crop",
            "UPDATES": 30,
            "HOLDOUT": 0,
            "LAMBDA_RULE": "schedule",
            "OUTPUT": "TEMPORARY_OUTPUT",
        },
        context,
        feedback,
    )
    assert right, feedback.errors
    assert set(adapted) == {"OUTPUT", "LAMBDA_USED", "N_LABELLED"}, "no accuracy was measured"
    assert adapted["LAMBDA_USED"] > 0
    assert max(feedback.seen) == 100
    assert any("Season 2019" in line for line in feedback.lines)

    destination = QgsProcessingOutputLayerDefinition(str(tmp_path / "map.tif"), project)
    classify = algorithm("classifyseries")
    mapped, right = classify.run(
        {
            "MODEL": adapted["OUTPUT"],
            "SERIES": images,
            "OUTPUT": destination,
            "OUTPUT_CONFIDENCE": str(tmp_path / "confidence.tif"),
            "MARGIN": True,
            "NEXT": True,
        },
        context,
        feedback,
    )
    assert right, feedback.errors
    assert mapped == {
        "OUTPUT": str(tmp_path / "map.tif"),
        "OUTPUT_CONFIDENCE": str(tmp_path / "confidence.tif"),
        "OUTPUT_MARGIN": str(tmp_path / "map_margin.tif"),
        "OUTPUT_NEXT": str(tmp_path / "map_next.gpkg"),
    }
    margin = QgsRasterLayer(mapped["OUTPUT_MARGIN"], "margin")
    assert margin.dataProvider().sourceNoDataValue(1) == 255
    points = QgsVectorLayer(mapped["OUTPUT_NEXT"], "next")
    assert points.isValid()
    assert 1 <= points.featureCount() <= 20
    assert [field.name() for field in points.fields()][-4:] == ["rank", "class", "second", "margin"]
    loaded = context.layersToLoadOnCompletion()
    beside = [mapped["OUTPUT_MARGIN"], mapped["OUTPUT_NEXT"]]
    assert set(loaded) == {mapped["OUTPUT"], *beside}, "what lies beside comes with it"
    loaded[beside[0]].postProcessor().postProcessLayer(margin, context, feedback)
    assert margin.renderer().type() == "singlebandpseudocolor"
    loaded[beside[1]].postProcessor().postProcessLayer(points, context, feedback)
    assert points.labelsEnabled()
    details = loaded[mapped["OUTPUT"]]
    layer = QgsRasterLayer(mapped["OUTPUT"], "map")
    project.addMapLayer(layer)
    details.postProcessor().postProcessLayer(layer, context, feedback)
    assert {"winter_wheat", "maize"} <= {entry.label for entry in layer.renderer().classes()}


@pytest.fixture
def comparison(tmp_path):
    """Parameters of a comparison that takes seconds."""
    return {
        "SOURCE_SAMPLES": write_samples(tmp_path / "source.npz", 1),
        "SAMPLES": write_samples(tmp_path / "target.npz", 2, shift=0.5),
        "METHODS": ["source-only", "naive"],
        "N_POLYGONS": "1,4,500",
        "RUNS": 1,
        "UPDATES": 3,
        "SOURCE_UPDATES": 10,
        "THREADS": 1,
        "DEVICE": "cpu",
    }


def test_methods_are_compared_and_their_report_is_found(
    algorithm, comparison, tmp_path, monkeypatch
):
    """In a folder given relative to where QGIS runs, not to where the worker does."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "comparison"
    folder.mkdir()  # as QGIS may have done
    feedback = Feedback()
    found, right = algorithm("comparemethods").run(
        {**comparison, "OUTPUT": folder.name}, QgsProcessingContext(), feedback
    )
    assert right, feedback.errors
    assert found == {
        "OUTPUT": str(folder),
        "OUTPUT_REPORT": str(folder / "report.html"),
        "OUTPUT_RESULTS": str(folder / "results.csv"),
    }
    with (folder / "results.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    fits = [(row["method"], row["polygons"], row["pixels"], row["run"]) for row in rows]
    assert sorted(fits) == [
        ("naive", "1", "4", "0"),
        ("naive", "4", "16", "0"),
        ("source-only", "0", "0", "0"),
    ]
    assert all(0 <= float(row["oa"]) <= 1 for row in rows)
    assert "naive" in (folder / "report.html").read_text()
    assert any("Overall accuracy" in line for line in feedback.lines)
    assert max(feedback.seen) == 100


def test_a_comparison_does_not_mix_with_other_files(algorithm, comparison, tmp_path):
    feedback = Feedback()
    results, right = algorithm("comparemethods").run(
        {**comparison, "OUTPUT": str(tmp_path)}, QgsProcessingContext(), feedback
    )
    assert (results, right) == ({}, False)
    assert "is not empty, and holds no comparison" in " ".join(feedback.errors)
    assert {path.name for path in tmp_path.iterdir()} == {"source.npz", "target.npz"}
