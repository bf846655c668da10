"""What went wrong once, or would without a word: names, nodata, units, masks, what lies beside."""

import shutil
from datetime import date

import numpy as np
import pytest
import rasterio
from layouts import write_jp2, zipped
from rasterio.windows import Window
from scenes import ORIGIN, pixel_box, write_image, write_polygons

from core.catalogue import open_catalogue
from core.errors import JobError, MissingBands, NoOverlap, SeriesError, UnreadableFile
from core.jobs import SeriesJob
from core.series import SeriesReader

DAYS = ("2019-01-01", "2019-02-01", "2019-03-01")
ALL = Window(0, 0, 4, 3)


def catalogue(folder, **settings):
    job = SeriesJob(
        series=tuple(map(str, folder if isinstance(folder, list) else [folder])), **settings
    )
    job.validate()
    return open_catalogue(job)


def values(folder, bands=(), window=ALL, **settings):
    """(date, band, row, col)."""
    series = catalogue(folder, **settings).series(bands)
    with SeriesReader(series) as reader:
        return reader.read(window)


def image(path, *numbers, bands=("B04", "B08"), shape=(3, 4), **more):
    path.parent.mkdir(parents=True, exist_ok=True)
    stack = np.stack([np.full(shape, number) for number in numbers])
    return write_image(path, stack, bands, **more)


def safe(folder, day, baseline, value, level="2A", resolution="R10m/"):
    product = f"S2A_MSIL{level}_{day}T105031_N{baseline}_R051_T31UES_{day}T141852.SAFE"
    images = folder / product / "GRANULE" / "X" / "IMG_DATA" / resolution
    images.mkdir(parents=True)
    ending = "_10m" if resolution else ""
    name = f"T31UES_{day}T105031_B04{ending}.jp2"
    write_jp2(images / name, np.full((3, 4), value, "uint16"), 10)


def test_a_parent_folder_never_decides_the_sensor(tmp_path):
    folder = tmp_path / "landsat8_and_s2" / "images"
    for day in DAYS:
        image(folder / f"S2A_{day}.tif", 5, 8, 11, bands=("B05", "B08", "B11"))
    assert values(folder, ["nir", "swir1"])[0, :, 0, 0].tolist() == [8, 11]


def test_the_corrected_level_is_taken_where_both_are_there(tmp_path):
    for day in ("20190101", "20190201"):
        safe(tmp_path, day, "0207", 9004, level="1C", resolution="")
        safe(tmp_path, day, "0207", 4)
    found = catalogue(tmp_path)
    assert values(tmp_path)[:, 0, 0, 0].tolist() == [4, 4]
    assert sum("level 1C" in reason for reason in found.left_out) == 2


def test_nodata_of_one_band_is_not_blended_into_its_neighbours(tmp_path):
    for day in DAYS[:2]:
        stack = np.full((2, 4, 4), 1000)
        stack[0, 1, 1] = 0  # in one band alone
        write_image(tmp_path / f"{day}.tif", stack, ["B04", "B08"], nodata=0, pixel=20)
    fine = image(tmp_path / "grid.tif", 1, bands=("x",), shape=(8, 8))
    fine.rename(tmp_path / "grid.dat")
    cube = values(tmp_path, grid=str(tmp_path / "grid.dat"), window=Window(0, 0, 8, 8))
    found = cube[0, 0]
    assert np.isnan(found[2:4, 2:4]).all()
    np.testing.assert_allclose(found[~np.isnan(found)], 1000)
    np.testing.assert_allclose(cube[0, 1], 1000)


def test_tiles_in_two_folders_are_two_images_whatever_their_pixels(tmp_path):
    for day in DAYS[:2]:
        image(tmp_path / "A" / f"{day}.tif", 1, 2)
        east = (ORIGIN[0] + 40, ORIGIN[1])
        image(tmp_path / "B" / f"{day}.tif", 3, 4, origin=east, pixel=10.0001)
    found = catalogue(tmp_path)
    assert found.left_out == ()
    assert found.series().grid.width == 8


def test_bands_of_two_tiles_never_make_one_image(tmp_path):
    for day in DAYS[:2]:
        image(tmp_path / "A" / f"{day}_B04.tif", 1, bands=("",))
        for band, number in (("B04", 3), ("B08", 4)):
            east = {"origin": (ORIGIN[0] + 40, ORIGIN[1])}
            image(tmp_path / "B" / f"{day}_{band}.tif", number, bands=("",), **east)
    found = catalogue(tmp_path, skip_unreadable=True)
    series = found.series(["B04", "B08"])
    assert series.grid.width == 4
    assert all("/A/" in reason for reason in series.left_out)
    with SeriesReader(series) as reader:
        assert reader.read(ALL)[0, :, 0, 0].tolist() == [3, 4]


def test_a_product_s_own_rule_stands_instead_of_what_its_file_says(tmp_path):
    for day in ("20190101", "20190201"):
        path = tmp_path / f"LC08_L2SP_198024_{day}_20200829_02_T1_SR_B4.TIF"
        image(path, 10_000, bands=("",))
        with rasterio.open(path, "r+") as dataset:
            dataset.scales, dataset.offsets = (2.75e-5,), (-0.2,)
        hls = tmp_path / "hls" / f"HLS.S30.T31UES.{day[:4]}{day[5] + '01'}T105031.v2.0.B04.tif"
        image(hls, 750, bands=("",))
        with rasterio.open(hls, "r+") as dataset:
            dataset.scales = (0.0001,)
    expected = (10_000 * 2.75e-5 - 0.2) * 10_000
    np.testing.assert_allclose(values(tmp_path)[:, 0, 0, 0], expected, rtol=1e-5)
    assert values(tmp_path / "hls")[:, 0, 0, 0].tolist() == [750, 750]


def test_red_edge_is_not_red_and_words_in_the_middle_mean_nothing(tmp_path):
    for day in DAYS[:2]:
        for name, number in (("red", 1), ("red_edge_1", 3), ("red-edge-2", 5)):
            image(tmp_path / "a" / f"{day}_{name}.tif", number, bands=("",))
        image(tmp_path / "b" / f"cloud_masked_{day}_red_river_B08.tif", 8, bands=("",))
    found = values(tmp_path / "a", ["red", "rededge1", "rededge2"])
    assert found[0, :, 0, 0].tolist() == [1, 3, 5]
    assert values(tmp_path / "b", ["B08"])[0, :, 0, 0].tolist() == [8]


def test_two_files_of_one_image_with_one_band_are_refused(tmp_path):
    for day in DAYS[:2]:
        image(tmp_path / f"{day}_B04.tif", 1, bands=("",))
    image(tmp_path / f"{DAYS[0]}_B4.tif", 2, bands=("B04",))
    with pytest.raises(SeriesError, match="both hold B04 of 2019-01-01"):
        catalogue(tmp_path)


def test_a_mask_that_the_user_names_is_a_mask_in_any_case(tmp_path):
    for day in DAYS[:2]:
        image(tmp_path / f"{day}.tif", 50, 60, 0, bands=("B04", "B08", "QA"), nodata=0)
    series = catalogue(tmp_path, mask_band="qa", mask_values=(1,), scale=10.0).series()
    assert series.bands == ("B04", "B08")
    with SeriesReader(series) as reader:
        assert reader.read(ALL)[0, :, 0, 0].tolist() == [500, 600]


def test_32_bits_of_a_mask_are_kept(tmp_path):
    quality = np.zeros((1, 3, 4), np.int32)
    quality[0, 0, 0] = (1 << 30) | 2
    for day in DAYS[:2]:
        image(tmp_path / f"{day}_B04.tif", 50, bands=("",))
        write_image(tmp_path / f"{day}_QC.tif", quality, ["QC"], dtype="int32")
    missing = np.isnan(values(tmp_path, ["B04"], mask_band="QC", mask_bits=(1,))[0, 0])
    assert np.argwhere(missing).tolist() == [[0, 0]]


def test_an_image_without_its_mask_is_pointed_out(scene, source_model, tmp_path, command):
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    for path in sorted(images.iterdir())[1:]:
        write_image(images / f"{path.stem}_SCL.tif", np.full((1, 24, 24), 4), [""])
    target = tmp_path / "map.tif"
    status, _, err = command(
        "classify", "--model", source_model, "--series", images, "--output", target
    )
    assert status == 0
    assert "1 of 12 images have no cloud mask" in err
    assert "S2_20200101.tif" in err


def test_results_of_earlier_runs_among_the_images_are_no_images(
    scene, source_model, tmp_path, command
):
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    common = ["--model", source_model, "--series", images]
    first = images / "map_20200601.tif"
    for _ in range(2):  # the second run replaces the first one's map
        status, _, err = command(
            "classify", *common, "--output", first, "--companions", "confidence"
        )
        assert status == 0, err
    assert command("prepare", *common, "--output", images / "stack.tif")[0] == 0
    status, out, _ = command("series", images)
    assert status == 0
    assert "12 on 12 dates" in out
    for name in ("map_20200601.tif", "map_20200601_confidence.tif", "stack.tif"):
        assert f"{name}: a result of Sourcerer" in out
    again = tmp_path / "again.tif"
    assert command("classify", *common, "--output", again)[0] == 0
    assert again.read_bytes() == first.read_bytes()
    stack = ["--model", source_model, "--series", images / "stack.tif"]  # named, it is an image
    assert command("classify", *stack, "--output", again)[0] == 0


@pytest.mark.parametrize(
    "name", ["LC08_198024_{}_01.tif", "S2-16D_V2_012014_{}.tif", "T31UES_{}T105031.tif"]
)
def test_a_date_pattern_meets_whole_numbers_alone(tmp_path, name):
    for day in ("20190521", "20190601"):
        image(tmp_path / name.format(day), 1, 2)
    found = catalogue(tmp_path, date_pattern="%Y%m%d")
    assert found.dates == (date(2019, 5, 21), date(2019, 6, 1))


def test_dates_go_to_numbered_files_in_their_natural_order(tmp_path):
    for number in range(1, 13):
        image(tmp_path / f"img_{number}.tif", number, 0)
    days = tuple(f"2019-{month:02}-01" for month in range(1, 13))
    found = catalogue(tmp_path, dates=days)
    assert "img_1.tif is 2019-01-01, img_12.tif is 2019-12-01" in found.notes[0]
    assert values(tmp_path, dates=days)[:, 0, 0, 0].tolist() == list(range(1, 13))


def test_a_stack_of_which_nothing_tells_the_order_asks(tmp_path):
    stack = write_image(tmp_path / "s_20190101.tif", np.zeros((6, 3, 4)), [""] * 6, nodata=0)
    given = {"dates": DAYS, "band_map": ("B04", "B08")}
    with pytest.raises(
        SeriesError, match=r"s_20190101\.tif: its middle holds too little"
    ) as caught:
        catalogue(stack, **given)
    assert "--stack-order" in caught.value.hint


def test_a_list_of_dates_may_have_a_date_in_its_name(tmp_path):
    listed = tmp_path / "dates_20190101.txt"
    listed.write_text("\n".join(DAYS))
    stack = write_image(tmp_path / "s.tif", np.ones((3, 3, 4)), [""] * 3)
    assert len(catalogue(stack, dates=(str(listed),)).dates) == 3


@pytest.mark.parametrize(
    ("given", "error", "fragments"),
    [
        (("red",), MissingBands, ["names 1 bands", "no image has so many", "have 3"]),
        (("7=red",), MissingBands, ["names 7, which no image has", "band_1, band_2, band_3"]),
        (("band_1=red", "nir"), JobError, ["names in order, or all FOUND=NAME"]),
        (("red", "red", "nir"), JobError, ["names that differ"]),
    ],
)
def test_mistakes_in_a_band_map(tmp_path, given, error, fragments):
    for day in DAYS[:2]:
        image(tmp_path / f"{day}.tif", 1, 2, 3, bands=("", "", ""))
    with pytest.raises(error) as caught:
        catalogue(tmp_path, band_map=given)
    assert all(fragment in caught.value.message for fragment in fragments), caught.value.message


def test_a_band_map_leaves_masks_alone_and_may_skip_bands(tmp_path):
    for day in DAYS[:2]:
        image(tmp_path / "a" / f"{day}_index.tif", 7, bands=("",))
        image(tmp_path / "a" / f"{day}_SCL.tif", 4, bands=("",))
        image(tmp_path / "b" / f"{day}.tif", 1, 2, 3, bands=("", "", ""))
    assert catalogue(tmp_path / "a", band_map=("NDVI",)).series().bands == ("NDVI",)
    found = values(tmp_path / "b", band_map=("B04", "", "B08"))
    assert found[0, :, 0, 0].tolist() == [1, 3]


def test_a_band_asked_for_twice_is_refused_at_once(tmp_path):
    with pytest.raises(JobError, match="--bands is 'B04,b04'"):
        catalogue(tmp_path, bands=("B04", "b04"))


def test_evi_knows_what_a_reflectance_of_one_is(tmp_path):
    evi = 2.5 * (0.24 - 0.06) / (0.24 + 6 * 0.06 - 7.5 * 0.03 + 1)
    for factor, dtype in ((10_000, "uint16"), (10_000, "float32"), (1, "float32")):
        folder = tmp_path / f"{dtype}{factor}"
        for day in DAYS[:2]:
            numbers = (0.03 * factor, 0.06 * factor, 0.24 * factor)
            image(folder / f"{day}.tif", *numbers, bands=("B02", "B04", "B08"), dtype=dtype)
        assert values(folder, ["EVI"])[0, 0, 0, 0] == pytest.approx(evi, rel=1e-5)
    large = tmp_path / "float3210000"
    assert values(large, ["EVI"], scale=0.0001)[0, 0, 0, 0] == pytest.approx(evi, rel=1e-5)


def test_defaults_leave_out_what_a_sensor_has_for_the_atmosphere_alone(tmp_path):
    for day in ("20190101", "20190201"):
        for number in (1, 2, 3, 4, 5, 7):
            name = f"LT05_L2SP_198024_{day}_20200829_02_T1_SR_B{number}.TIF"
            image(tmp_path / name, 9000, bands=("",))
    assert catalogue(tmp_path).series().bands == ("B1", "B2", "B3", "B4", "B5", "B7")


def test_an_offset_from_a_day_on_leaves_the_products_before_it_theirs(tmp_path):
    safe(tmp_path, "20190101", "0500", 1500)
    safe(tmp_path, "20220301", "0400", 1500)
    found = values(tmp_path, offset=-900.0, offset_since="2022-01-25")
    assert found[:, 0, 0, 0].tolist() == [500, 600]


@pytest.mark.parametrize("nodata", ["nan", "-9999", "65536", "inf"])
def test_nodata_that_the_numbers_cannot_hold_marks_nothing(tmp_path, nodata):
    for day in DAYS[:2]:
        image(tmp_path / f"{day}.tif", 5, 6)
    assert values(tmp_path, nodata=nodata)[0, :, 0, 0].tolist() == [5, 6]


def test_files_named_like_a_product_that_are_none_of_its_bands(tmp_path):
    for day in ("20190101", "20190201"):
        stem = f"LC08_L2SP_198024_{day}_20200829_02_T1"
        image(tmp_path / "stacks" / f"{stem}_stack.tif", 1, 2)
        maja = f"SENTINEL2A_{day}-105031-000_L2A_T31UES_C_V2-2_FRE_STACK.tif"
        image(tmp_path / "maja" / maja, 3, 4)
        product = f"S2A_MSIL2A_{day}T105031_N0214_R051_T31UES_{day}T141852.SAFE"
        image(tmp_path / "safe" / product / f"T31UES_{day}T105031_B04_10m.tif", 5, bands=("",))
    assert values(tmp_path / "stacks")[0, :, 0, 0].tolist() == [1, 2]
    assert values(tmp_path / "maja")[0, :, 0, 0].tolist() == [3, 4]
    assert values(tmp_path / "safe")[0, :, 0, 0].tolist() == [5]


def test_links_patterns_and_lists_reach_products_and_dated_folders(tmp_path):
    for day in DAYS[:2]:
        image(tmp_path / "real" / day / "image.tif", 1, 2)
    (tmp_path / "linked").mkdir()
    for day in DAYS[:2]:
        (tmp_path / "linked" / day).symlink_to(tmp_path / "real" / day)
    listed = tmp_path / "list.txt"
    listed.write_text("\n".join(f"real/{day}/image.tif" for day in DAYS[:2]))
    folders = tmp_path / "folders.txt"
    folders.write_text("real\n")
    for given in (tmp_path / "linked", tmp_path / "real" / "*" / "*.tif", listed, folders):
        assert len(catalogue(given).dates) == 2, given


def test_an_archive_with_capital_letters(tmp_path):
    for day in DAYS[:2]:
        safe(tmp_path / "images", day.replace("-", ""), "0400", 1500)
    zipped(tmp_path / "images", tmp_path / "IMAGES.ZIP")
    assert values(tmp_path / "IMAGES.ZIP")[:, 0, 0, 0].tolist() == [500, 500]


def test_a_grid_elsewhere_is_refused(tmp_path):
    for day in DAYS[:2]:
        image(tmp_path / "images" / f"{day}.tif", 1, 2)
    far = image(tmp_path / "far.tif", 1, bands=("x",), origin=(700_000.0, 5_600_000.0))
    with pytest.raises(NoOverlap, match=r"--grid .*do not overlap"):
        catalogue(tmp_path / "images", grid=str(far)).series()


def test_a_truncated_stack_is_named(tmp_path):
    noise = np.random.default_rng(0).integers(1, 9999, (6, 200, 200))
    stack = write_image(tmp_path / "s.tif", noise, [""] * 6)
    stack.write_bytes(stack.read_bytes()[:100_000])
    with pytest.raises(UnreadableFile, match=r"s\.tif"):
        catalogue(stack, dates=DAYS, band_map=("B04", "B08"))


def test_descriptions_of_a_prepared_stack_are_taken_as_they_are(tmp_path):
    names = [f"{day} {band}" for day in DAYS for band in ("NDVI_max", "NDVI_min")]
    stack = write_image(tmp_path / "s.tif", np.ones((6, 3, 4)), names)
    assert catalogue(stack).series().bands == ("NDVI_max", "NDVI_min")


def test_a_prepared_stack_keeps_its_sensor(tmp_path, command):
    for step, day in enumerate(("2019-01-01", "2019-06-01")):
        name = f"LC08_L2SP_198024_{day.replace('-', '')}_20200829_02_T1"
        for number in (4, 5):
            image(tmp_path / "l" / f"{name}_SR_B{number}.TIF", 9000 + step, bands=("",))
    stack = tmp_path / "stack.tif"
    assert command("prepare", "--series", tmp_path / "l", "--output", stack)[0] == 0
    assert catalogue(stack).sensor.name == "Landsat 8/9"


def test_images_outside_the_season_may_lack_bands_and_lie_elsewhere(
    scene, source_model, tmp_path, command
):
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    image(images / "S2_20160101.tif", 1, bands=("B04",), origin=(500_500.0, 5_600_000.0))
    target = tmp_path / "map.tif"
    common = ["classify", "--model", source_model, "--series", images, "--output", target]
    status, _, err = command(*common)
    assert status == 0, err
    with rasterio.open(target) as dataset:
        assert (dataset.width, dataset.height) == (24, 24)


def test_one_far_larger_image_is_pointed_out(scene, source_model, tmp_path, command):
    images = tmp_path / "images"
    shutil.copytree(scene.folder, images)
    image(images / "T31UES_20200402.tif", 1, 2, shape=(80, 80))
    target = tmp_path / "map.tif"
    common = ["classify", "--model", source_model, "--series", images, "--output", target]
    status, _, err = command(*common)
    assert status == 0, err
    assert "cover 80 × 80 pixels, far more than most of them do" in err


def test_an_empty_map_says_why(scene, source_model, tmp_path, command):
    common = ["classify", "--model", source_model, "--series", scene.folder]
    common += ["--output", tmp_path / "map.tif"]
    status, _, err = command(*common, "--min-observations", "99")
    assert status == 0
    assert "No pixel has 99 clear observations" in err
    shapes = [pixel_box(3.1, 3.1, 0.2, 0.2)]
    sliver = write_polygons(tmp_path / "sliver.gpkg", shapes, name=["a"])
    status, _, err = command(*common, "--aoi", sliver)
    assert status == 0
    assert "No pixel's centre lies in the polygons of" in err


def test_an_extent_that_is_no_place(scene, source_model, tmp_path, command):
    common = ["classify", "--model", source_model, "--series", scene.folder]
    common += ["--output", tmp_path / "map.tif"]
    status, _, err = command(*common, "--extent", "200,95,210,96", "--extent-crs", "EPSG:4326")
    assert status == 1
    assert "longitudes before latitudes" in err
