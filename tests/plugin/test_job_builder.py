"""Bad input is refused before a worker starts; each message names what is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest
from osgeo import gdal
from qgis.core import QgsRasterLayer, QgsVectorLayer

from sourcerer.core.errors import (
    JobError,
    LabelError,
    NotAModel,
    UnreadableFile,
)
from sourcerer.core.jobs import MapJob, UnknownClassPolicy
from sourcerer.sourcerer_plugin.job_builder import MapForm, map_job, series


@pytest.fixture
def form(scene, tmp_path):
    layer = QgsVectorLayer(str(scene.target_parcels), "parcels", "ogr")
    return MapForm(str(scene.model), str(scene.target), layer, "crop", str(tmp_path / "map.tif"))


@pytest.fixture
def image(tmp_path):
    def make(name):
        path = tmp_path / "images" / name
        path.parent.mkdir(exist_ok=True)
        gdal.GetDriverByName("GTiff").Create(str(path), 2, 2)
        return path

    return make


def test_a_full_form_becomes_a_job(form, scene, tmp_path):
    assert map_job(form) == MapJob(
        model=str(scene.model),
        series=(str(scene.target),),
        polygons=str(scene.target_parcels),
        field="crop",
        output=str(tmp_path / "map.tif"),
    )


def test_settings_reach_the_job(form):
    job = map_job(
        replace(
            form,
            unknown_classes=UnknownClassPolicy.EXTEND,
            season_start="2021-01-01",
            updates=7,
            holdout=0.5,
            exclude_boundary=True,
        )
    )
    assert (job.unknown_classes, job.season_start) == (UnknownClassPolicy.EXTEND, "2021-01-01")
    assert (job.updates, job.holdout, job.exclude_boundary) == (7, 0.5, True)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"model": ""}, "No source model"),
        ({"images": ""}, "No images"),
        ({"polygons": None}, "No labels"),
        ({"field": ""}, "No field of parcels"),
    ],
)
def test_what_is_missing_is_named_with_what_to_do(form, missing, said):
    with pytest.raises(JobError, match=said) as caught:
        map_job(replace(form, **missing))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        ({"model": "/nowhere.safetensors"}, UnreadableFile, r"/nowhere\.safetensors"),
        ({"images": "/nowhere"}, UnreadableFile, "/nowhere is not a folder"),
        ({"images": "/nowhere.zip"}, UnreadableFile, r"/nowhere\.zip is not a folder"),
        ({"field": "klass"}, LabelError, "has no field klass"),
        ({"season_start": "spring"}, JobError, "spring"),
        ({"output": "/tmp/map.png"}, JobError, r"ends in \.png"),
        ({"updates": 0}, JobError, "0"),
    ],
)
def test_what_is_wrong_is_refused(form, wrong, error, said):
    with pytest.raises(error, match=said):
        map_job(replace(form, **wrong))


def test_a_file_that_is_no_model_is_refused(form, scene):
    with pytest.raises(NotAModel, match="parcels"):
        map_job(replace(form, model=str(scene.target_parcels)))


def test_no_output_means_a_temporary_file(form):
    first, second = (map_job(replace(form, output="")).output for _ in range(2))
    assert Path(first).name == "map.tif"
    assert first != second


def test_a_map_without_suffix_gets_one(form, tmp_path):
    assert map_job(replace(form, output=str(tmp_path / "crops"))).output.endswith("crops.tif")


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
