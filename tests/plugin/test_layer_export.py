"""What the worker gets is what the user sees."""

import shutil
from pathlib import Path
from zipfile import ZipFile

import pytest
from osgeo import gdal, ogr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsRasterLayer,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsVectorLayerJoinInfo,
)

from sourcerer.core.errors import CannotWrite, LabelError, SeriesError
from sourcerer.sourcerer_plugin.layer_export import Wanted, layer_file, raster_file, subset_file
from sourcerer.sourcerer_plugin.subset import Subset, features_of

CROP = Wanted("my labels", ("crop",))


@pytest.fixture
def on_disk(labels, tmp_path):
    """The labels as a layer from a GeoPackage with two layers."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    path = str(tmp_path / "fields.gpkg")
    for name in ("first", "second"):
        options.layerName = name
        context = QgsCoordinateTransformContext()
        source = labels()
        source.dataProvider().deleteAttributes([1])
        source.updateFields()
        QgsVectorFileWriter.writeAsVectorFormatV3(source, path, context, options)
        actions = QgsVectorFileWriter.ActionOnExistingFile
        options.actionOnExistingFile = actions.CreateOrOverwriteLayer
    return QgsVectorLayer(f"{path}|layername=second", "my labels", "ogr")


@pytest.fixture
def archive(tmp_path):
    """A .zip that holds one image in a folder."""
    image = tmp_path / "20180101.tif"
    dataset = gdal.GetDriverByName("GTiff").Create(str(image), 2, 2)
    dataset.SetGeoTransform((0, 10, 0, 0, 0, -10))
    dataset = None
    with ZipFile(tmp_path / "images.zip", "w") as made:
        made.write(image, "2018/20180101.tif")
    return tmp_path / "images.zip"


def read(path):
    """(class, geometry's kind, EPSG code) of each feature, as any other program reads it."""
    source = ogr.Open(path.split("|")[0])
    layer = source.GetLayer(0)
    code = layer.GetSpatialRef().GetAuthorityCode(None)
    return [(f["crop"], f.GetGeometryRef().GetGeometryName(), code) for f in layer]


def values(path, field):
    source = ogr.Open(path)  # must outlive its layers
    return [feature[field] for feature in source.GetLayer(0)]


def is_copy(path, layer):
    return not path.startswith(layer.source().split("|")[0])


def test_a_layer_from_a_file_is_given_as_that_file(on_disk):
    assert layer_file(on_disk, CROP) == on_disk.source()


def test_a_file_with_one_layer_is_given_as_it_is(on_disk, tmp_path):
    shutil.copy(on_disk.source().split("|")[0], tmp_path / "copy.gpkg")
    layer = QgsVectorLayer(str(tmp_path / "copy.gpkg"), "my labels", "ogr")
    assert layer_file(layer, CROP) == str(tmp_path / "copy.gpkg")


@pytest.mark.parametrize("kind", ["Polygon", "Point"])
def test_a_memory_layer_is_copied_with_its_crs(labels, kind):
    written = f"MULTI{kind.upper()}"
    path = layer_file(labels(kind=kind), CROP)
    assert Path(path).name == "my_labels.gpkg"
    assert read(path) == [("wheat", written, "32631"), ("maize", written, "32631")]


def test_a_field_called_fid_is_copied_as_what_it_is(labels):
    path = layer_file(labels(), Wanted("my labels", ("crop", "fid")))
    assert values(path, "fid") == [1, 1]


def test_a_subset_is_what_is_copied(on_disk):
    on_disk.setSubsetString("crop = 'maize'")
    path = layer_file(on_disk, CROP)
    assert is_copy(path, on_disk)
    assert [crop for crop, *_ in read(path)] == ["maize"]


def test_unsaved_edits_are_copied(on_disk):
    on_disk.startEditing()
    feature = next(on_disk.getFeatures())
    on_disk.changeAttributeValue(feature.id(), on_disk.fields().indexOf("crop"), "barley")
    path = layer_file(on_disk, CROP)
    assert is_copy(path, on_disk)
    assert sorted(crop for crop, *_ in read(path)) == ["barley", "maize"]
    on_disk.rollBack()


def test_edit_mode_alone_needs_no_copy(on_disk):
    on_disk.startEditing()
    assert layer_file(on_disk, CROP) == on_disk.source()
    on_disk.rollBack()


def test_a_crs_that_the_user_set_is_the_one_that_counts(on_disk):
    on_disk.setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))
    path = layer_file(on_disk, CROP)
    assert {code for *_, code in read(path)} == {"32632"}


def test_a_joined_field_is_copied(on_disk, labels, qgis_new_project):
    other = labels()
    qgis_new_project.addMapLayers([on_disk, other])
    join = QgsVectorLayerJoinInfo()
    join.setJoinLayer(other)
    join.setJoinFieldName("crop")
    join.setTargetFieldName("crop")
    join.setPrefix("joined_")
    on_disk.addJoin(join)
    path = layer_file(on_disk, Wanted("my labels", ("crop", "joined_fid")))
    assert is_copy(path, on_disk)
    assert values(path, "joined_fid") == [1, 1]


def test_a_missing_field_is_named_with_those_there(labels):
    with pytest.raises(LabelError, match="has no field klass; it has crop, fid"):
        layer_file(labels(), Wanted("my labels", ("klass",)))


def test_a_layer_without_crs_is_refused(labels):
    with pytest.raises(LabelError, match="my labels has no coordinate reference system"):
        layer_file(labels(crs=""), CROP)


def test_lines_are_refused():
    layer = QgsVectorLayer("LineString?crs=EPSG:4326&field=crop:string", "roads", "memory")
    with pytest.raises(LabelError, match=r"roads holds LineString"):
        layer_file(layer, Wanted("roads", ("crop",)))


def test_points_are_refused_where_an_area_is_asked_for(labels):
    with pytest.raises(LabelError, match="my labels holds Point; it must hold polygons"):
        layer_file(labels(kind="Point"), Wanted("my labels", polygons_only=True))


def test_an_area_is_copied_without_any_field(labels):
    path = layer_file(labels(), Wanted("my labels", polygons_only=True))
    source = ogr.Open(path)
    assert source.GetLayer(0).GetFeatureCount() == 2
    assert source.GetLayer(0).GetLayerDefn().GetFieldCount() == 0


def test_a_copy_that_cannot_be_written_is_an_error(labels, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(
        "qgis.core.QgsProcessingUtils.generateTempFilename",
        lambda name: str(tmp_path / "file" / name),
    )
    with pytest.raises(CannotWrite, match=r"file/my_labels\.gpkg"):
        layer_file(labels(), CROP)


def test_without_a_filter_the_file_itself_is_given(on_disk):
    assert subset_file(on_disk, CROP, Subset()) == on_disk.source()


def test_a_filter_says_which_features_are_copied(on_disk):
    path = subset_file(on_disk, CROP, Subset("length(crop) = 5 and crop <> 'maize'"))
    assert is_copy(path, on_disk)
    assert [crop for crop, *_ in read(path)] == ["wheat"]


def test_a_filter_may_ask_for_other_fields_and_for_unsaved_features(labels):
    layer = labels(("wheat", "maize", "lake"))
    layer.startEditing()
    layer.changeAttributeValue(2, 1, 7)
    path = subset_file(layer, CROP, Subset("fid = 7"))
    assert [crop for crop, *_ in read(path)] == ["maize"]
    layer.rollBack()


def test_selection_and_filter_hold_together(labels):
    layer = labels(("wheat", "maize", "lake"))
    layer.selectByExpression("crop <> 'wheat'")
    path = subset_file(layer, CROP, Subset("crop <> 'lake'", selected_only=True))
    assert [crop for crop, *_ in read(path)] == ["maize"]
    with pytest.raises(LabelError, match="No selected feature of my labels fulfils crop = 'wheat'"):
        subset_file(layer, CROP, Subset("crop = 'wheat'", selected_only=True))


def test_a_filter_without_an_answer_takes_nothing(labels):
    """As in QGIS: NULL is not true."""
    with pytest.raises(LabelError, match="No feature of my labels fulfils NULL"):
        subset_file(labels(), CROP, Subset("NULL"))


def test_features_are_those_of_the_moment(labels):
    layer = labels()
    features = features_of(layer, ("crop",), Subset())
    layer.dataProvider().truncate()
    assert [feature["crop"] for feature in features] == ["wheat", "maize"]


def test_a_raster_layer_is_its_file(tmp_path):
    path = tmp_path / "20180101.tif"
    gdal.GetDriverByName("GTiff").Create(str(path), 2, 2)
    assert raster_file(QgsRasterLayer(str(path), "any name")) == str(path)


def test_a_raster_layer_in_an_archive_is_given_as_gdal_opens_it(archive):
    inside = f"/vsizip/{archive}/2018/20180101.tif"
    layer = QgsRasterLayer(inside, "any name")
    assert layer.isValid()
    assert raster_file(layer) == inside


def test_a_layer_that_is_a_whole_archive_is_that_archive(archive, tmp_path):
    """Its name inside holds the date: the worker looks for it there."""
    layer = QgsRasterLayer(f"/vsizip/{archive}", "any name")
    assert layer.isValid()
    assert raster_file(layer) == str(archive)


@pytest.mark.parametrize(
    ("source", "provider"),
    [
        ("/vsicurl/http://localhost:9/20180101.tif", "gdal"),
        ("type=xyz&url=https://nowhere.example/{x}/{y}/{z}.png", "wms"),
        ("/nowhere/at/all.tif", "gdal"),
    ],
)
def test_a_raster_layer_without_a_file_is_refused(source, provider):
    with pytest.raises(SeriesError, match="my layer is no file on this computer"):
        raster_file(QgsRasterLayer(source, "my layer", provider))
