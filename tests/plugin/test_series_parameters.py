"""What the parameters of a series do, from `processing.run` to the raster that comes out."""

import shutil
from zipfile import ZipFile

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

PIXEL_M = 10
PART_PX = 24
"""Side of the part that most of these runs map."""
NODATA, COUNT_NODATA = 0, 65535
IMAGES_CRS = QgsCoordinateReferenceSystem("EPSG:32631")


class Feedback(QgsProcessingFeedback):
    """Keeps what the worker says."""

    def __init__(self):
        super().__init__(False)
        self.warnings, self.lines = [], []

    def pushWarning(self, text):
        self.warnings.append(text)

    def pushInfo(self, text):
        self.lines.append(text)


@pytest.fixture
def run(processing):
    """Runs an algorithm as a script in QGIS does."""

    def call(name, feedback=None, **given):
        return processing.run(f"sourcerer:{name}", given, feedback=feedback)

    return call


@pytest.fixture
def box(scene):
    """A part in the middle of the target's images, on their pixels."""
    whole = QgsRasterLayer(str(scene.target_images()[0]), "image").extent()
    left, top = whole.xMinimum() + 200, whole.yMaximum() - 150
    side = PART_PX * PIXEL_M
    return QgsRectangle(left, top - side, left + side, top)


@pytest.fixture(scope="module")
def whole_map(scene, core_command, tmp_path_factory):
    """The target, all of it, mapped without QGIS."""
    path = tmp_path_factory.mktemp("whole") / "map.tif"
    core_command(
        "classify", "--model", scene.model, "--series", scene.target, "--output", path
    )  # fmt: skip
    return path


def pixels(path, extent=None):
    """A raster's values; of a part, given by an extent on its pixels."""
    dataset = gdal.Open(str(path))
    if extent is None:
        return dataset.ReadAsArray()
    left, _, _, top, _, _ = dataset.GetGeoTransform()
    offset = round((extent.xMinimum() - left) / PIXEL_M), round((top - extent.yMaximum()) / PIXEL_M)
    size = round(extent.width() / PIXEL_M), round(extent.height() / PIXEL_M)
    return dataset.ReadAsArray(*offset, *size)


def descriptions(path):
    dataset = gdal.Open(str(path))  # must outlive its bands
    return [dataset.GetRasterBand(n + 1).GetDescription() for n in range(dataset.RasterCount)]


def extent_of(path):
    return QgsRasterLayer(str(path), "raster").extent()


def test_a_prepared_series_is_mapped_like_its_images(run, scene, whole_map, box, tmp_path):
    feedback = Feedback()
    prepared = run(
        "prepareseries",
        feedback,
        SERIES_FOLDER=str(scene.target),
        MODEL=str(scene.model),
        EXTENT=QgsReferencedRectangle(box, IMAGES_CRS),
        OUTPUT=str(tmp_path / "regular.tif"),
    )
    assert prepared == {"OUTPUT": str(tmp_path / "regular.tif")}
    stack = QgsRasterLayer(prepared["OUTPUT"], "regular series")
    assert stack.extent() == box
    assert stack.bandCount() == 37 * 10
    first, *_, last = descriptions(prepared["OUTPUT"])
    assert first.startswith("2019-01-01 B")
    assert last.startswith("2019-12-27 B")
    assert any(line.startswith("37 dates from 2019-01-01") for line in feedback.lines)
    assert not np.isnan(pixels(prepared["OUTPUT"]).astype(float)).any()

    mapped = run(
        "classifyseries",
        MODEL=str(scene.model),
        SERIES=[stack],
        OUTPUT=str(tmp_path / "map.tif"),
    )
    same = pixels(mapped["OUTPUT"]) == pixels(whole_map, box)
    assert same.shape == (PART_PX, PART_PX)
    assert same.mean() > 0.98, "only rounding may differ"


def test_without_a_model_a_series_is_prepared_with_the_bands_asked_for(run, scene, box, tmp_path):
    prepared = run(
        "prepareseries",
        SERIES_FOLDER=str(scene.target),
        BANDS="B08,B04",
        SEASON_START="2019-03-01",
        EXTENT=QgsReferencedRectangle(box, IMAGES_CRS),
        OUTPUT=str(tmp_path / "regular.tif"),
    )
    assert descriptions(prepared["OUTPUT"])[:3] == [
        "2019-03-01 B08",
        "2019-03-01 B04",
        "2019-03-11 B08",
    ]


def test_an_extent_in_degrees_gives_that_part(run, scene, whole_map, box, tmp_path):
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    asked = QgsCoordinateTransform(IMAGES_CRS, degrees, QgsProject.instance()).transform(box)
    mapped = run(
        "classifyseries",
        MODEL=str(scene.model),
        SERIES_FOLDER=str(scene.target),
        EXTENT=QgsReferencedRectangle(QgsRectangle(asked), degrees),
        OUTPUT=str(tmp_path / "map.tif"),
    )
    part = extent_of(mapped["OUTPUT"])
    assert part.contains(box.buffered(-0.1))
    assert box.buffered(3 * PIXEL_M).contains(part), "turned against the grid it is a bit larger"
    assert (pixels(mapped["OUTPUT"]) == pixels(whole_map, part)).all()


def test_an_area_in_memory_masks_the_map_and_its_counts(run, scene, whole_map, box, tmp_path):
    """A triangle that is not even saved in its own layer: pixels beyond its diagonal are empty."""
    area = QgsVectorLayer("Polygon?crs=EPSG:32631", "my area", "memory")
    area.startEditing()
    triangle = QgsFeature()
    corners = [
        QgsPointXY(box.xMinimum(), box.yMaximum()),
        QgsPointXY(box.xMaximum(), box.yMaximum()),
        QgsPointXY(box.xMinimum(), box.yMinimum()),
    ]
    triangle.setGeometry(QgsGeometry.fromPolygonXY([corners]))
    assert area.addFeature(triangle)
    feedback = Feedback()
    mapped = run(
        "classifyseries",
        feedback,
        MODEL=str(scene.model),
        SERIES_FOLDER=str(scene.target),
        AOI=area,
        COUNT=True,
        OUTPUT=str(tmp_path / "map.tif"),
    )
    area.rollBack()
    assert extent_of(mapped["OUTPUT"]) == box
    rows, cols = np.indices((PART_PX, PART_PX))
    inside = rows + cols < PART_PX - 1
    beyond = rows + cols > PART_PX - 1  # the diagonal's own centres lie on the edge
    found, expected = pixels(mapped["OUTPUT"]), pixels(whole_map, box)
    assert (found[inside] == expected[inside]).all()
    assert (found[inside] != NODATA).any()
    assert (found[beyond] == NODATA).all()

    assert mapped["OUTPUT_COUNT"] == str(tmp_path / "map_count.tif")
    count, gap = pixels(mapped["OUTPUT_COUNT"])
    assert 0 < count[inside].min() <= count[inside].max() <= len(scene.target_images())
    assert 0 < gap[inside].min() <= gap[inside].max() <= 366
    assert (count[beyond] == COUNT_NODATA).all()


def test_bands_without_names_are_named(run, scene, whole_map, tmp_path):
    images = tmp_path / "unnamed"
    images.mkdir()
    for path in scene.target_images():
        shutil.copy(path, images)
        dataset = gdal.Open(str(images / path.name), gdal.GA_Update)
        for number in range(dataset.RasterCount):
            dataset.GetRasterBand(number + 1).SetDescription("")
        dataset = None
    given = {"MODEL": str(scene.model), "SERIES_FOLDER": str(images)}
    with pytest.raises(QgsProcessingException, match="no names: give them with BAND_MAP"):
        run("classifyseries", **given, OUTPUT=str(tmp_path / "none.tif"))
    mapped = run(
        "classifyseries",
        **given,
        BAND_MAP=",".join(descriptions(scene.target_images()[0])),
        OUTPUT=str(tmp_path / "map.tif"),
    )
    assert (pixels(mapped["OUTPUT"]) == pixels(whole_map)).all()


def test_layers_from_an_archive_are_mapped(run, scene, whole_map, tmp_path):
    archive = tmp_path / "images.zip"
    with ZipFile(archive, "w") as made:
        for path in scene.target_images():
            made.write(path, f"2019/{path.name}")
    layers = [
        QgsRasterLayer(f"/vsizip/{archive}/2019/{path.name}", "image")
        for path in scene.target_images()
    ]
    assert all(layer.isValid() for layer in layers)
    mapped = run(
        "classifyseries",
        MODEL=str(scene.model),
        SERIES=layers,
        OUTPUT=str(tmp_path / "map.tif"),
    )
    assert (pixels(mapped["OUTPUT"]) == pixels(whole_map)).all()


def test_warnings_name_parameters_not_flags(run, scene, box, tmp_path):
    """Values ten thousand times too small: the worker tells what may mend it."""
    feedback = Feedback()
    run(
        "classifyseries",
        feedback,
        MODEL=str(scene.model),
        SERIES_FOLDER=str(scene.target),
        EXTENT=QgsReferencedRectangle(box, IMAGES_CRS),
        SCALE=1e-4,
        OUTPUT=str(tmp_path / "map.tif"),
    )
    assert "use SCALE 10000" in " ".join(feedback.warnings)
    assert "--" not in " ".join(feedback.warnings + feedback.lines)
