"""Maps speak for themselves to GDAL, QGIS's own tools and plugins such as AcATaMa."""

import numpy as np
import processing
import pytest
from osgeo import gdal
from qgis.core import QgsRasterLayer

from sourcerer.core.model_card import read_card


@pytest.fixture(scope="module")
def made(scene, core_command, tmp_path_factory, qgis_processing):
    """A map of the target's parcels alone: most of it is nodata. Returns (path, its classes)."""
    path = tmp_path_factory.mktemp("map") / "map.tif"
    core_command(
        *("classify", "--model", scene.model, "--series", scene.target),
        *("--aoi", scene.target_parcels, "--output", path),
    )
    return path, read_card(scene.model).classes


@pytest.fixture(scope="module")
def values(made):
    """(row, col), as GDAL reads them."""
    found = gdal.Open(str(made[0])).ReadAsArray()
    assert 0 < (found == 0).sum() < found.size
    return found


def test_gdal_reads_names_colours_and_nodata(made, values):
    path, classes = made
    dataset = gdal.Open(str(path))  # a band lives as long as its dataset
    band = dataset.GetRasterBand(1)
    assert band.GetNoDataValue() == 0
    assert band.DataType == gdal.GDT_Byte
    assert band.GetColorInterpretation() == gdal.GCI_PaletteIndex
    names, colours = band.GetCategoryNames(), band.GetColorTable()
    for entry in classes:
        assert names[entry.value] == entry.name
        assert "#{:02x}{:02x}{:02x}".format(*colours.GetColorEntry(entry.value)) == entry.colour
    assert set(np.unique(values)) <= {0, *(entry.value for entry in classes)}


@pytest.mark.parametrize("with_style", [True, False])
def test_qgis_shows_names_and_colours_with_and_without_our_style(made, with_style):
    path, classes = made
    style, aside = path.with_suffix(".qml"), path.with_suffix(".aside")
    assert style.exists()
    if not with_style:
        style.rename(aside)
    try:
        layer = QgsRasterLayer(str(path), "map")
    finally:
        if not with_style:
            aside.rename(style)
    assert layer.renderer().type() == "paletted"  # what AcATaMa asks of a thematic map
    shown = {entry.value: entry for entry in layer.renderer().classes()}
    for entry in classes:
        assert shown[entry.value].label == entry.name
        assert shown[entry.value].color.name() == entry.colour
    assert layer.dataProvider().sourceNoDataValue(1) == 0


def test_qgis_counts_the_same_pixels_and_leaves_nodata_out(made, values):
    layer = QgsRasterLayer(str(made[0]), "map")
    found = processing.run(
        "native:rasterlayeruniquevaluesreport",
        {"INPUT": layer, "BAND": 1, "OUTPUT_TABLE": "memory:"},
    )
    rows = {row["value"]: row["count"] for row in found["OUTPUT_TABLE"].getFeatures()}
    assert rows == {value: (values == value).sum() for value in np.unique(values) if value}
    assert found["NODATA_PIXEL_COUNT"] == (values == 0).sum()


def test_polygons_of_the_map_hold_no_nodata(made, values):
    found = processing.run(
        "native:pixelstopolygons",
        {
            "INPUT_RASTER": str(made[0]),
            "RASTER_BAND": 1,
            "FIELD_NAME": "class",
            "OUTPUT": "memory:",
        },
    )
    assert found["OUTPUT"].featureCount() == (values != 0).sum()
