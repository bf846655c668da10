"""A run's files as layers: a group on top, styled, replaced by a second run of the same map."""

import pytest
from osgeo import gdal, ogr, osr
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)
from qgis.gui import QgsMapCanvas

from sourcerer.core.errors import UnreadableFile
from sourcerer.sourcerer_plugin.layer_import import add_result, group_of
from sourcerer.sourcerer_plugin.result.companion_styles import RANK_FIELD
from sourcerer.sourcerer_plugin.result.next_places import show_next

POINTS = ((500_015, 4_499_985, "wheat"), (500_035, 4_499_965, "maize"))
ROLES = ("confidence", "margin", "count", "next")


def raster(path, values, kind=gdal.GDT_Byte, n_bands=1):
    made = gdal.GetDriverByName("GTiff").Create(str(path), 4, 4, n_bands, kind)
    made.SetGeoTransform((500_000, 10, 0, 4_500_000, 0, -10))
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(32631)
    made.SetProjection(srs.ExportToWkt())
    for band in range(1, n_bands + 1):
        made.GetRasterBand(band).WriteRaster(0, 0, 4, 4, bytes(values), 4, 4, gdal.GDT_Byte)
    return str(path)


def points(path, places=POINTS):
    srs = osr.SpatialReference()
    srs.ImportFromEPSG(32631)
    made = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = made.CreateLayer(path.stem, srs, ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("rank", ogr.OFTInteger))
    for name in ("class", "second"):
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    for rank, (x, y, name) in enumerate(places, start=1):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("rank", rank)
        feature.SetField("class", name)
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT({x} {y})"))
        layer.CreateFeature(feature)
    return str(path)


@pytest.fixture
def outputs(tmp_path):
    """The files of a run with all companions."""
    path = raster(tmp_path / "crops.tif", [1, 2] * 8)
    style = tmp_path / "crops.qml"
    style.write_text(
        '<qgis version="3.22" styleCategories="Symbology"><pipe><rasterrenderer type="paletted" '
        'band="1" opacity="1" alphaBand="-1"><colorPalette>'
        '<paletteEntry value="1" color="#e6b800" alpha="255" label="wheat"/>'
        '<paletteEntry value="2" color="#e07b00" alpha="255" label="maize"/>'
        "</colorPalette></rasterrenderer></pipe></qgis>",
        encoding="utf-8",
    )
    return {
        "map": path,
        "style": str(style),
        "confidence": raster(tmp_path / "crops_confidence.tif", [90, 40] * 8),
        "margin": raster(tmp_path / "crops_margin.tif", [80, 5] * 8),
        "count": raster(tmp_path / "crops_count.tif", [20, 33] * 8, n_bands=2),
        "next": points(tmp_path / "crops_next.gpkg"),
        "report": str(tmp_path / "crops.html"),
    }


def tree():
    """Names from top to bottom, groups with what is in them, a star where it is switched on."""

    def told(node):
        name = f"{node.name()}{'*' if node.itemVisibilityChecked() else ''}"
        children = node.children()
        return (name, [told(child) for child in children]) if children else name

    return [told(child) for child in QgsProject.instance().layerTreeRoot().children()]


def project_layers():
    return sorted(layer.name() for layer in QgsProject.instance().mapLayers().values())


WHOLE = (
    "crops*",
    ["Where to label next*", "crops*", "Confidence", "Margin", "Observations"],
)


def test_a_group_above_the_imagery_with_companions_switched_off(outputs, tmp_path):
    image = QgsRasterLayer(raster(tmp_path / "image.tif", [7] * 16), "image")
    QgsProject.instance().addMapLayer(image)
    add_result(outputs)
    assert tree() == [WHOLE, "image*"]


def test_a_map_alone_is_a_group_too(outputs):
    add_result({role: path for role, path in outputs.items() if role not in ROLES})
    assert tree() == [("crops*", ["crops*"])]


def test_layers_are_styled(outputs):
    group = add_result(outputs)
    following, crops, confidence, margin, count = [node.layer() for node in group.findLayers()]
    assert [item.label for item in crops.renderer().classes()] == ["wheat", "maize"]
    for layer, most in ((confidence, 100.0), (margin, 100.0), (count, 33.0)):
        renderer = layer.renderer()
        assert isinstance(renderer, QgsSingleBandPseudoColorRenderer)
        assert (renderer.classificationMin(), renderer.classificationMax()) == (0.0, most)
        ramp = renderer.shader().rasterShaderFunction()
        colours = {item.color.name() for item in ramp.colorRampItemList()}
        assert len(colours) == 3
    assert following.labelsEnabled()
    assert following.labeling().settings().fieldName == RANK_FIELD
    assert following.fields().indexOf(RANK_FIELD) >= 0
    assert following.readOnly()


def test_a_second_run_takes_the_place_of_the_first_where_it_lies(outputs):
    first = add_result(outputs)
    root = QgsProject.instance().layerTreeRoot()
    root.insertGroup(0, "mine")
    add_result(outputs)
    assert tree() == ["mine*", WHOLE]
    assert len(project_layers()) == 5
    assert first is not group_of(outputs["map"])


def test_what_a_user_put_into_the_group_stays(outputs):
    own = QgsVectorLayer("Point", "own", "memory")
    QgsProject.instance().addMapLayer(own, False)
    add_result(outputs).addLayer(own)
    add_result(outputs)
    assert tree() == [WHOLE, ("crops*", ["own*"])]


def test_a_layer_of_the_same_file_that_came_otherwise_goes(outputs):
    QgsProject.instance().addMapLayer(QgsRasterLayer(outputs["map"], "loaded by hand"))
    add_result(outputs)
    assert "loaded by hand" not in project_layers()


def test_another_map_gets_a_group_of_its_own(outputs, tmp_path):
    add_result(outputs)
    other = raster(tmp_path / "other.tif", [1] * 16)
    add_result({"map": other, "style": outputs["style"]})
    assert [name for name, _ in tree()] == ["other*", "crops*"]


@pytest.mark.parametrize("role", ["map", "confidence", "next"])
def test_a_file_that_cannot_be_read_is_named_and_nothing_is_added(outputs, tmp_path, role):
    add_result(outputs)
    before = [layer.id() for layer in QgsProject.instance().mapLayers().values()]
    broken = {**outputs, role: str(tmp_path / "gone.tif")}
    with pytest.raises(UnreadableFile, match=r"gone\.tif was written, but QGIS cannot read it"):
        add_result(broken)
    assert [layer.id() for layer in QgsProject.instance().mapLayers().values()] == before


def test_a_style_that_is_not_there_is_named(outputs, tmp_path):
    with pytest.raises(UnreadableFile, match=r"nowhere\.qml is no style that QGIS reads"):
        add_result({**outputs, "style": str(tmp_path / "nowhere.qml")})
    assert project_layers() == []


@pytest.fixture
def canvas(qtbot):
    made = QgsMapCanvas()
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:4326"))
    made.setExtent(QgsRectangle(0, 0, 1, 1))
    return made


def shown(canvas, layer):
    """Whether the canvas shows all points, in their own CRS."""
    settings = canvas.mapSettings()
    box = settings.mapToLayerCoordinates(layer, settings.visibleExtent())
    return all(box.contains(QgsPointXY(x, y)) for x, y, _ in POINTS)


def test_where_to_label_next_is_switched_on_and_zoomed_to(outputs, canvas):
    group = add_result(outputs)
    node = group.findLayers()[0]
    node.setItemVisibilityChecked(False)
    group.setItemVisibilityChecked(False)
    assert not shown(canvas, node.layer())
    show_next(outputs["next"], outputs["map"], canvas)
    assert node.isVisible()
    assert shown(canvas, node.layer())


def test_points_that_were_removed_come_back(outputs, canvas):
    group = add_result(outputs)
    QgsProject.instance().removeMapLayer(group.findLayers()[0].layer())
    show_next(outputs["next"], outputs["map"], canvas)
    assert tree()[0] == "Where to label next*"


def test_a_single_point_is_in_the_middle(outputs, canvas, tmp_path):
    alone = points(tmp_path / "one.gpkg", POINTS[:1])
    show_next(alone, outputs["map"], canvas)
    layer = QgsProject.instance().mapLayersByName("Where to label next")[0]
    middle = canvas.mapSettings().mapToLayerCoordinates(layer, canvas.center())
    assert QgsGeometry.fromPointXY(middle).distance(
        QgsGeometry.fromPointXY(QgsPointXY(*POINTS[0][:2]))
    ) == pytest.approx(0, abs=1)


def test_no_point_at_all_is_told(outputs, canvas, tmp_path):
    none = points(tmp_path / "none.gpkg", ())
    with pytest.raises(UnreadableFile, match="equally sure of the whole map"):
        show_next(none, outputs["map"], canvas)
