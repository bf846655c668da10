"""Bad input is refused before a worker starts; each message names what is wrong."""

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from osgeo import gdal, ogr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProcessingUtils,
    QgsRasterLayer,
    QgsRectangle,
    QgsVectorLayer,
)

from sourcerer.core.errors import (
    CannotWrite,
    JobError,
    LabelError,
    NotAModel,
    UnknownClasses,
    UnreadableFile,
)
from sourcerer.core.jobs import (
    LAMBDA_AUTO,
    LAMBDA_SCHEDULE,
    Companion,
    MapJob,
    Method,
    Penalty,
    RankJob,
    SeriesJob,
    UnknownClassPolicy,
)
from sourcerer.sourcerer_plugin.choices import (
    ClassChoice,
    Extent,
    ImageChoice,
    LabelChoice,
    MapForm,
    SettingsChoice,
)
from sourcerer.sourcerer_plugin.job_builder import map_job, rank_job, series, series_job
from sourcerer.sourcerer_plugin.settings import MEMORY

BOX = QgsRectangle(500000, 5000000, 500640, 5000640)
UTM = QgsCoordinateReferenceSystem("EPSG:32631")


@pytest.fixture
def form(scene, tmp_path):
    layer = QgsVectorLayer(str(scene.target_parcels), "parcels", "ogr")
    return MapForm(
        str(scene.model),
        ImageChoice(paths=(str(scene.target),)),
        LabelChoice(layer, "crop"),
        SettingsChoice(output=str(tmp_path / "map.tif")),
    )


@pytest.fixture
def image(tmp_path):
    def make(name):
        path = tmp_path / "images" / name
        path.parent.mkdir(exist_ok=True)
        gdal.GetDriverByName("GTiff").Create(str(path), 2, 2)
        return path

    return make


def with_images(form, **other):
    return replace(form, images=replace(form.images, **other))


def with_labels(form, **other):
    return replace(form, labels=replace(form.labels, **other))


def with_settings(form, **other):
    return replace(form, settings=replace(form.settings, **other))


def crops(path):
    source = ogr.Open(path)  # must outlive its layers
    return sorted(feature["crop"] for feature in source.GetLayer(0))


def test_a_full_form_becomes_a_job(form, scene, tmp_path):
    assert map_job(form) == MapJob(
        model=str(scene.model),
        series=(str(scene.target),),
        polygons=str(scene.target_parcels),
        field="crop",
        output=str(tmp_path / "map.tif"),
    )


def test_settings_reach_the_job(form):
    form = with_images(form, season_start="2021-01-01")
    form = with_labels(form, unknown_classes=UnknownClassPolicy.EXTEND, exclude_boundary=True)
    form = with_settings(
        form,
        updates=7,
        holdout=0.5,
        seed=3,
        device="cpu",
        threads=2,
        companions=(Companion.CONFIDENCE, Companion.COUNT),
    )
    MEMORY.write(500)  # of the options page
    job = map_job(form)
    assert (job.unknown_classes, job.season_start) == (UnknownClassPolicy.EXTEND, "2021-01-01")
    assert (job.updates, job.holdout, job.exclude_boundary) == (7, 0.5, True)
    assert (job.seed, job.device, job.threads, job.memory) == (3, "cpu", 2, 500)
    assert job.companions == (Companion.CONFIDENCE, Companion.COUNT)


@pytest.mark.parametrize(
    ("chosen", "sent"),
    [
        ({"lambda_rule": LAMBDA_AUTO}, {"updates": 9}),
        ({"lambda_rule": "0.5"}, {"lambda_rule": "0.5", "penalty": Penalty.LOSS, "updates": 9}),
        (
            {"lambda_rule": LAMBDA_SCHEDULE},
            {
                "lambda_rule": LAMBDA_SCHEDULE,
                "penalty": Penalty.LOSS,
                "t_max": 1e4,
                "updates": 9,
            },
        ),
        ({"method": Method.NAIVE}, {"method": Method.NAIVE, "updates": 9}),
        ({"method": Method.SOURCE_ONLY}, {"method": Method.SOURCE_ONLY}),
        (
            {"method": Method.DANN},
            {"method": Method.DANN, "source_samples": ("/data/s.npz",), "updates": 9},
        ),
    ],
)
def test_settings_without_effect_are_not_sent(form, chosen, sent):
    """The job refuses them; the dock keeps them for when they have one again."""
    plain = map_job(form)
    folded = {
        "lambda_rule": "0.5",
        "penalty": Penalty.LOSS,
        "t_max": 1e4,
        "updates": 9,
        "source_samples": ("/data/s.npz",),
    }
    assert map_job(with_settings(form, **{**folded, **chosen})) == replace(plain, **sent)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (lambda form: replace(form, model=""), "No source model"),
        (lambda form: with_images(form, paths=()), "No images"),
        (lambda form: with_labels(form, layer=None), "No labels"),
        (lambda form: with_labels(form, class_field=""), "No field of parcels"),
    ],
)
def test_what_is_missing_is_named_with_what_to_do(form, missing, said):
    with pytest.raises(JobError, match=said) as caught:
        map_job(missing(form))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        (
            lambda form: replace(form, model="/nowhere.safetensors"),
            UnreadableFile,
            r"/nowhere\.safetensors",
        ),
        (
            lambda form: with_images(form, paths=("/nowhere",)),
            UnreadableFile,
            "/nowhere is not a folder",
        ),
        (
            lambda form: with_images(form, paths=("/nowhere.zip",)),
            UnreadableFile,
            r"/nowhere\.zip is not a folder",
        ),
        (lambda form: with_labels(form, class_field="klass"), LabelError, "has no field klass"),
        (lambda form: with_images(form, season_start="spring"), JobError, "spring"),
        (lambda form: with_settings(form, output="/tmp/map.png"), JobError, r"ends in \.png"),
        (lambda form: with_settings(form, updates=0), JobError, "0"),
        (lambda form: with_settings(form, device="abacus"), JobError, "abacus"),
        (lambda form: with_settings(form, method=Method.MME), JobError, "source-samples"),
        (
            lambda form: with_settings(form, extent=Extent(QgsRectangle(), UTM)),
            JobError,
            "extent to map is empty",
        ),
        (
            lambda form: with_settings(form, extent=Extent(BOX, QgsCoordinateReferenceSystem())),
            JobError,
            "no coordinate reference system",
        ),
        (lambda form: with_labels(form, expression="crop ="), LabelError, "crop = cannot be used"),
        (
            lambda form: with_labels(form, expression="crop = 'rice'"),
            LabelError,
            "No feature of parcels fulfils crop = 'rice'",
        ),
        (
            lambda form: with_labels(form, selected_only=True),
            LabelError,
            "No feature of parcels is selected",
        ),
    ],
)
def test_what_is_wrong_is_refused(form, wrong, error, said):
    with pytest.raises(error, match=said):
        map_job(wrong(form))


def test_a_file_that_is_no_model_is_refused(form, scene):
    with pytest.raises(NotAModel, match="parcels"):
        map_job(replace(form, model=str(scene.target_parcels)))


def test_no_output_means_a_temporary_file(form):
    first, second = (map_job(with_settings(form, output="")).output for _ in range(2))
    assert Path(first).name == "map.tif"
    assert first != second


def test_a_map_without_suffix_gets_one(form, tmp_path):
    assert map_job(with_settings(form, output=str(tmp_path / "crops"))).output.endswith("crops.tif")


def test_an_extent_is_given_in_its_own_crs(form):
    job = map_job(with_settings(form, extent=Extent(BOX, UTM)))
    assert job.extent == (500000, 5000000, 500640, 5000640)
    assert job.extent_crs == "EPSG:32631"


def test_an_extent_in_a_crs_of_the_users_own_is_given_in_full(form):
    own = QgsCoordinateReferenceSystem.fromProj("+proj=laea +lat_0=11 +lon_0=3 +ellps=GRS80")
    assert map_job(with_settings(form, extent=Extent(BOX, own))).extent_crs.startswith("PROJCRS[")


def test_an_area_is_a_file_of_polygons(form, labels, scene):
    area = QgsVectorLayer(str(scene.target_parcels), "area", "ogr")
    assert map_job(with_settings(form, area=area)).aoi == str(scene.target_parcels)
    with pytest.raises(LabelError, match="must hold polygons"):
        map_job(with_settings(form, area=labels(kind="Point")))


def test_what_values_mean_is_a_table_for_the_worker(form):
    chosen = (
        ClassChoice("lake", 9, "Lake, deep", "#123456"),
        ClassChoice("lawn", None),
        ClassChoice("maize", 3, "maize"),
    )
    form = with_labels(form, classes=chosen, unknown_classes=UnknownClassPolicy.EXTEND)
    job = map_job(form)
    assert job.unknown_classes is UnknownClassPolicy.EXTEND
    with Path(job.class_map).open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["field_value", "class_value", "class_name", "colour"],
            ["lake", "9", "Lake, deep", "#123456"],
            ["lawn", "", "", ""],
            ["maize", "3", "maize", ""],
        ]


def test_a_value_that_means_nothing_yet_is_named(form):
    chosen = (ClassChoice("lake", 0), ClassChoice("maize", 3, "maize"), ClassChoice("pond", 0))
    with pytest.raises(UnknownClasses, match="these values of crop: lake, pond") as caught:
        map_job(with_labels(form, classes=chosen))
    assert "table of classes" in caught.value.hint


def test_only_the_labels_that_are_meant_are_exported(form):
    layer = form.labels.layer
    layer.selectByExpression("crop in ('maize', 'water')")
    job = map_job(with_labels(form, expression="crop <> 'water'", selected_only=True))
    assert set(crops(job.polygons)) == {"maize"}
    assert len(crops(job.polygons)) == len(list(layer.getFeatures("crop = 'maize'")))


def test_unsaved_labels_of_a_memory_layer_are_exported(form, labels):
    layer = labels(("wheat", "maize"))
    layer.startEditing()
    layer.changeAttributeValue(next(layer.getFeatures()).id(), 0, "barley")
    job = map_job(with_labels(form, layer=layer, expression="crop <> 'maize'"))
    assert crops(job.polygons) == ["barley"]
    layer.rollBack()


def test_dates_and_left_out_images_become_a_list(form, image):
    paths = [str(image(f"2018010{day}.tif")) for day in (1, 2, 3)]
    form = with_images(
        form,
        paths=(str(Path(paths[0]).parent),),
        files=tuple(paths),
        dates={paths[0]: "2019-05-21"},
        left_out=frozenset(paths[1:2]),
    )
    job = map_job(form)
    (listed,) = job.series
    assert Path(listed).read_text().splitlines() == [f"2019-05-21\t{paths[0]}", paths[2]]
    assert job.skip_unreadable
    assert series_job(form.images, "").series != job.series


def test_images_that_were_looked_at_are_a_folder_still(form, image):
    path = str(image("20180101.tif"))
    job = map_job(with_images(form, files=(path,)))
    assert job.series == form.images.paths
    assert job.skip_unreadable


def test_leaving_out_all_images_is_refused(form, image):
    path = str(image("20180101.tif"))
    form = with_images(form, files=(path,), left_out=frozenset({path}))
    with pytest.raises(JobError, match="All 1 images are left out"):
        map_job(form)


def test_several_files_are_given_as_they_are(form, image):
    paths = tuple(str(image(f"2018010{day}.tif")) for day in (1, 2))
    assert map_job(with_images(form, paths=(*paths, paths[0]))).series == paths


def test_layers_are_given_as_their_files(form, image):
    path = str(image("20180101.tif"))
    form = with_images(form, paths=(), layers=(QgsRasterLayer(path, "a"),))
    assert map_job(form).series == (path,)


def test_a_list_that_cannot_be_written_is_an_error(form, image, tmp_path, monkeypatch):
    path = str(image("20180101.tif"))
    (tmp_path / "file").touch()
    monkeypatch.setattr(
        QgsProcessingUtils, "generateTempFilename", lambda name: str(tmp_path / "file" / name)
    )
    with pytest.raises(CannotWrite, match=r"file/images\.txt cannot be written"):
        map_job(with_images(form, files=(path,), dates={path: "2019-05-21"}))
    with pytest.raises(CannotWrite, match=r"file/classes\.csv cannot be written"):
        map_job(with_labels(form, classes=(ClassChoice("maize", 3),)))


def test_a_look_at_the_images_names_the_model(form, scene):
    job = series_job(form.images, str(scene.model))
    assert job == SeriesJob(
        series=(str(scene.target),), model=str(scene.model), skip_unreadable=True
    )
    with pytest.raises(JobError, match="No images"):
        series_job(ImageChoice(), "")


def test_a_ranking_has_all_but_its_models(form, scene):
    form = with_images(form, season_start="2019-01-01")
    form = with_labels(form, exclude_boundary=True)
    job = rank_job(replace(form, model=""))
    assert job == RankJob(
        series=(str(scene.target),),
        season_start="2019-01-01",
        polygons=str(scene.target_parcels),
        field="crop",
        exclude_boundary=True,
    )
    replace(job, models=(str(scene.model),)).validate()
    with pytest.raises(JobError, match="No labels"):
        rank_job(with_labels(form, layer=None))


def test_layers_and_folder_exclude_each_other(image):
    layer = QgsRasterLayer(str(image("20180101.tif")), "any")
    with pytest.raises(JobError, match=r"\(1\).*images"):
        series([layer], str(Path(layer.source()).parent))


def test_two_layers_of_one_file_are_one_image(image):
    path = str(image("20180101.tif"))
    assert series([QgsRasterLayer(path, "a"), QgsRasterLayer(path, "b")], "") == (path,)


def test_a_folder_is_given_as_it_is_whatever_lies_in_it(tmp_path):
    """Products lie in folders and archives of their own: only the worker knows them."""
    (tmp_path / "S2A_MSIL2A_20190521T105031_N0212_R051_T31TCJ_20190521T134022.SAFE").mkdir()
    assert series([], str(tmp_path)) == (str(tmp_path),)


def test_an_archive_may_stand_for_a_folder(tmp_path):
    archive = tmp_path / "images.ZIP"
    archive.touch()
    assert series([], str(archive)) == (str(archive),)
