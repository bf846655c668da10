"""The example scene: reproducible, plausible, and the target harder than the source."""

from datetime import date
from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from rasterio.features import rasterize

from core.errors import Cancelled, CannotWrite
from core.example_images import SCL_CLOUD_HIGH, SCL_NODATA, SCL_SHADOW, SCL_VEGETATION, SCL_WATER
from core.example_landscape import draw_landscape, smooth_noise
from core.example_phenology import LandCover, Pulse, draw_stand, load_parameters, stand_spectra
from core.example_scene import write_example_scene

SIZE = 64
BANDS = ("B02", "B03", "B04", "B08", "B05", "B06", "B07", "B8A", "B11", "B12", "SCL")
CLASSES = [
    "deciduous_forest", "grassland", "maize", "sugar_beet", "sunflower", "water",
    "winter_rapeseed", "winter_wheat",
]  # fmt: skip
CLEAR = (4, 5, 6)


class Watcher:
    """Keeps the fractions; stops the run when asked to."""

    def __init__(self, stop_after=1e9):
        self.fractions = []
        self.stop_after = stop_after

    def progress(self, phase, fraction):
        assert phase == "Writing the example scene"
        self.fractions.append(fraction)
        if len(self.fractions) > self.stop_after:
            raise Cancelled("Stopped.")

    def log(self, message, level="info"):
        pass

    def device(self, name):
        pass


def read_images(folder):
    """Dates and cube (date, band, row, col)."""
    paths = sorted(folder.glob("*.tif"))
    cube = []
    for path in paths:
        with rasterio.open(path) as raster:
            cube.append(raster.read())
            transform = raster.transform
    dates = [date.fromisoformat(path.stem.removeprefix("S2_")) for path in paths]
    return SimpleNamespace(dates=dates, cube=np.stack(cube), transform=transform, paths=paths)


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    watcher = Watcher()
    paths = write_example_scene(
        tmp_path_factory.mktemp("example") / "scene", size=SIZE, seed=3, reporter=watcher
    )
    return SimpleNamespace(
        paths=paths,
        watcher=watcher,
        source=read_images(paths.source),
        target=read_images(paths.target),
        source_parcels=gpd.read_file(paths.source_parcels),
        target_parcels=gpd.read_file(paths.target_parcels),
        target_reference=gpd.read_file(paths.target_reference),
    )


def burn(polygons, transform):
    """Pixels with their centre in a polygon, (row, col)."""
    return rasterize(polygons, out_shape=(SIZE, SIZE), transform=transform).astype(bool)


def all_bytes(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_same_bytes_other_seed_other_images(scene, tmp_path):
    first = all_bytes(scene.paths.source.parent)
    write_example_scene(tmp_path / "again", size=SIZE, seed=3, reporter=Watcher())
    write_example_scene(tmp_path / "other", size=SIZE, seed=4, reporter=Watcher())
    assert len(first) == 45 + 35 + 3
    assert all_bytes(tmp_path / "again") == first
    other = all_bytes(tmp_path / "other")
    for name in set(first) & set(other):
        assert other[name] != first[name], name


def test_folders_are_named_as_the_demo_expects(scene):
    folder = scene.paths.source.parent
    assert sorted(path.name for path in folder.iterdir()) == [
        "source_plain_2018", "target_valley_2019",
    ]  # fmt: skip
    assert sorted(path.name for path in folder.parent.iterdir()) == [folder.name]


@pytest.mark.parametrize(("role", "year", "n"), [("source", 2018, 45), ("target", 2019, 35)])
def test_dates_are_irregular_and_reach_over_the_year(scene, role, year, n):
    dates = getattr(scene, role).dates
    gaps = np.diff([day.toordinal() for day in dates])
    assert len(dates) == n
    assert gaps.min() >= 1
    assert gaps.max() <= 2 * 402 / n + 1
    assert len(set(gaps.tolist())) >= 6
    assert date(year - 1, 12, 14) <= dates[0] < date(year, 1, 1)
    assert date(year, 12, 31) < dates[-1] <= date(year + 1, 1, 18)


def test_the_two_regions_have_their_own_dates_and_places(scene):
    days = [
        {(day.month, day.day) for day in images.dates} for images in (scene.source, scene.target)
    ]
    assert len(days[0] & days[1]) < 15
    assert scene.source.transform != scene.target.transform


def test_images_are_as_sentinel_2_images(scene):
    for path in (*scene.source.paths, *scene.target.paths):
        with rasterio.open(path) as raster:
            assert raster.descriptions == BANDS
            assert raster.dtypes == ("uint16",) * 11
            assert raster.nodata == 0
            assert raster.crs == "EPSG:32631"
            assert raster.res == (10.0, 10.0)
            assert raster.shape == (SIZE, SIZE)
            assert raster.compression.value == "DEFLATE"


@pytest.mark.parametrize("role", ["source", "target"])
def test_the_scene_classification_agrees_with_the_reflectance(scene, role):
    cube = getattr(scene, role).cube
    bands = {name: cube[:, number].astype(float) for number, name in enumerate(BANDS)}
    scl = cube[:, -1]
    assert set(np.unique(scl)) == {0, 3, 4, 5, 6, 8, 9}
    # Thick cloud lets 45 % of the ground through at most and is .64 bright itself: 0.55 * 0.64.
    assert bands["B02"][scl == SCL_CLOUD_HIGH].min() > 3400
    assert bands["B02"][np.isin(scl, CLEAR)].max() < 2500
    red, infrared = bands["B04"], bands["B08"]
    ndvi = (infrared - red) / np.maximum(infrared + red, 1)
    assert ndvi[scl == SCL_VEGETATION].min() >= 0.4 - 1e-9
    clear = bands["B08"][np.isin(scl, CLEAR)]
    assert bands["B08"][scl == SCL_SHADOW].mean() < 0.7 * clear.mean()
    empty = (cube[:, :-1] == 0).any(axis=1)
    assert np.array_equal(empty, scl == SCL_NODATA)


def test_the_scene_classification_tells_water_from_land(scene):
    scl = scene.source.cube[:, -1]
    layer = scene.source_parcels
    for crop, low, high in (("water", 0.85, 1.0), ("maize", 0.0, 0.01)):
        # Pixels on the edge of a pond see its banks too.
        inside = burn(layer.geometry[layer["crop"] == crop].buffer(-12), scene.source.transform)
        seen = scl[:, inside]
        assert low <= (seen == SCL_WATER).sum() / np.isin(seen, CLEAR).sum() <= high


@pytest.mark.parametrize(("role", "n_cloudless"), [("source", 9), ("target", 7)])
def test_every_pixel_is_clear_on_a_fifth_of_the_dates(scene, role, n_cloudless):
    clear = np.isin(getattr(scene, role).cube[:, -1], CLEAR)
    share = clear.mean(axis=(1, 2))
    assert (share == 1).sum() >= n_cloudless
    assert (share < 0.2).sum() >= n_cloudless
    assert clear.sum(axis=0).min() >= n_cloudless
    assert 0.4 < share.mean() < 0.7


def test_every_class_is_labelled_in_both_domains(scene):
    source, target = scene.source_parcels, scene.target_parcels
    reference = scene.target_reference
    for layer, fewest in ((source, 3), (target, 3), (reference, 2)):
        counts = layer["crop"].value_counts()
        assert sorted(counts.index) == CLASSES
        assert counts.min() >= fewest
        assert layer.crs == "EPSG:32631"
        assert [CLASSES[code - 1] for code in layer["code"]] == list(layer["crop"])
    # 64² px are 40 fields, five a class: 80 % of the source's are labelled, three a class of the
    # target's, as two a class stay for the reference.
    assert (len(source), len(target), len(reference)) == (32, 24, 16)
    parcels = [*target["parcel"], *reference["parcel"]]
    assert sorted(parcels) == list(range(1, 41))


def test_polygons_lie_apart_and_inside_the_images(scene):
    target = pd.concat([scene.target_parcels, scene.target_reference])
    for layer, images in ((scene.source_parcels, scene.source), (target, scene.target)):
        assert layer.geometry.is_valid.all()
        assert (layer.geometry.geom_type == "Polygon").all()
        # Each keeps 3 m from its border and the border 1 m from the shared line: 8 m between two.
        grown = layer.geometry.buffer(3.9)
        assert grown.union_all().area == pytest.approx(grown.area.sum(), rel=1e-9)
        left, bottom, right, top = grown.total_bounds
        west, north = images.transform.c, images.transform.f
        assert west <= left < right <= west + 10 * SIZE
        assert north - 10 * SIZE <= bottom < top <= north


def ndvi_peak(images, layer, crop, year):
    """Middle of the days of the year on which a crop's mean NDVI is within 10 % of its largest."""
    field = burn(layer.geometry[layer["crop"] == crop], images.transform)
    days, values = [], []
    for day, image in zip(images.dates, images.cube, strict=True):
        seen = field & np.isin(image[-1], CLEAR)
        if seen.sum() > 0.7 * field.sum():
            red, infrared = (image[BANDS.index(name)][seen].mean() for name in ("B04", "B08"))
            days.append((day - date(year, 1, 1)).days + 1)
            values.append((infrared - red) / (infrared + red))
    daily = np.interp(np.arange(1, 366), days, values)
    assert daily.max() > 0.6
    return np.flatnonzero(daily >= 0.9 * daily.max()).mean() + 1


def test_maize_peaks_after_wheat_and_the_target_after_the_source(scene):
    target = pd.concat([scene.target_parcels, scene.target_reference])
    peak = {
        (role, crop): ndvi_peak(getattr(scene, role), layer, crop, year)
        for role, layer, year in (("source", scene.source_parcels, 2018), ("target", target, 2019))
        for crop in ("winter_wheat", "maize")
    }
    # Half-rise and half-fall: wheat 98 and 176, maize 166 and 263 (resources/example_scene.json).
    assert peak["source", "winter_wheat"] == pytest.approx(137, abs=15)
    assert peak["source", "maize"] == pytest.approx(214, abs=15)
    # The target is 25 days late for wheat and 29 for maize; clouds and field shifts blur that.
    for crop, late in (("winter_wheat", 25), ("maize", 29)):
        assert peak["target", crop] - peak["source", crop] == pytest.approx(late, abs=14)


def test_a_pulse_covers_half_at_its_rise():
    pulse = Pulse("leaf", cover=0.8, rise=100, rise_days=5, fall=900, fall_days=5)
    cover = LandCover("crop", share=1, ground="soil", shift_sd=0, pulses=(pulse,))
    region = load_parameters().source
    stand = draw_stand(cover, np.arange(1), region, np.random.default_rng(0))
    stand.vigour[:], stand.soil[:] = 1.0, 2.0
    spectra = {region.soil: np.array([0.1]), "leaf": np.array([0.5])}
    # Half of 0.8 covered: 0.6 * (2 * 0.1) + 0.4 * 0.5; long before: bare soil; later: 80 % leaf.
    for day, expected in ((100, 0.32), (-300, 0.2), (300, 0.2 * 0.2 + 0.8 * 0.5)):
        typical, _ = stand_spectra(stand, day, spectra, region, wetness=1.0)
        assert typical == pytest.approx(np.array([[expected]]), abs=1e-9)


def test_fields_fill_the_region_and_follow_the_shares():
    parameters = load_parameters()
    landscape = draw_landscape(parameters.source, parameters.classes, 160, np.random.default_rng(0))
    # 160² / 190 = 134.7 fields.
    assert len(landscape.borders) == len(landscape.classes) == 135
    counts = np.bincount(landscape.classes)[1:]
    shares = np.array([cover.share for cover in parameters.classes])
    assert np.abs(counts - 135 * shares / shares.sum()).max() <= 1
    between = (landscape.field_of_pixel == -1).mean()
    assert 0.02 < between < 0.15
    areas = np.array([border.area for border in landscape.borders]) / 100
    assert areas.max() < 6 * areas.min()


def test_smooth_noise_is_smooth_and_of_unit_spread():
    noise = smooth_noise(np.random.default_rng(0), (400, 300), (8,))
    assert noise.shape == (400, 300)
    assert noise.std() == pytest.approx(1.0, abs=0.1)
    assert np.abs(np.diff(noise, axis=0)).max() < 0.6


def test_the_smallest_scene_has_every_class_too(tmp_path):
    paths = write_example_scene(tmp_path / "small", size=48, seed=0, reporter=Watcher())
    for layer in (paths.source_parcels, paths.target_parcels, paths.target_reference):
        frame = gpd.read_file(layer)
        assert sorted(set(frame["crop"])) == CLASSES
        # Nine pixels at least, so something is left without the boundary's pixels.
        assert frame.geometry.area.min() > 900


def test_progress_rises_from_nothing_to_all(scene):
    fractions = scene.watcher.fractions
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[40], fractions[-1]) == (0.0, 0.5, 1.0)


def test_an_empty_folder_is_used(tmp_path):
    (tmp_path / "empty").mkdir()
    paths = write_example_scene(tmp_path / "empty", size=48, seed=0, reporter=Watcher())
    assert paths.source == tmp_path / "empty" / "source_plain_2018"
    assert paths.target_reference.is_file()


def test_a_folder_in_use_is_refused_and_left_alone(tmp_path):
    note = tmp_path / "note.txt"
    note.write_text("mine", encoding="utf-8")
    for folder in (tmp_path, note, note / "below"):
        with pytest.raises(CannotWrite) as caught:
            write_example_scene(folder, size=48, seed=0, reporter=Watcher())
        assert str(folder) in caught.value.message
        assert caught.value.hint
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
    assert note.read_text(encoding="utf-8") == "mine"


def test_a_stopped_run_leaves_nothing(tmp_path):
    with pytest.raises(Cancelled):
        write_example_scene(tmp_path / "scene", size=48, seed=0, reporter=Watcher(stop_after=5))
    assert list(tmp_path.iterdir()) == []
