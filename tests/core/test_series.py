"""Series as they lie on disk: what is understood, what is read, what is refused."""

from datetime import date

import numpy as np
import pytest
import rasterio
from layouts import write_jp2
from rasterio.windows import Window
from scenes import write_image

from core.catalogue import open_catalogue
from core.errors import MissingBands, UnreadableFile
from core.imagery import imagery_for_training
from core.jobs import MaskPreset, SeriesJob
from core.series import SeriesReader, tile_window, window_side

ALL = Window(0, 0, 4, 3)


def image(folder, name, value=1000, bands=("B04", "B08"), **more):
    values = np.full((len(bands), 3, 4), value)
    return write_image(folder / name, values, bands, **more)


def open_series(inputs, bands=(), **settings):
    return open_catalogue(SeriesJob(series=tuple(inputs), **settings)).series(bands)


def read(series, window=ALL):
    with SeriesReader(series) as reader:
        return reader.read(window)


def test_dates_from_names_and_values_by_band(tmp_path):
    image(tmp_path, "S2A_2019-05-11.tif", 2)
    image(tmp_path, "T31UES_20190401T105031_stack.tif", 1)
    series = open_series([str(tmp_path)])
    assert series.dates == (date(2019, 4, 1), date(2019, 5, 11))
    assert series.bands == ("B04", "B08")
    cube = read(series)
    assert cube.shape == (2, 2, 3, 4)
    assert cube[:, 0, 0, 0].tolist() == [1, 2]


def test_bands_are_read_in_the_order_asked_for_in_any_case(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        values = np.stack([np.full((3, 4), 4), np.full((3, 4), 8)])
        write_image(tmp_path / f"{day}.tif", values, ["B04", "B08"])
    series = open_series([str(tmp_path)], ["b08", "B04"])
    assert read(series)[0, :, 0, 0].tolist() == [8, 4]


def test_a_window_is_that_part_of_the_image(tmp_path):
    values = np.arange(1, 13).reshape(1, 3, 4)
    for day in ("2019-01-01", "2019-02-01"):
        write_image(tmp_path / f"{day}.tif", values, ["B04"])
    cube = read(open_series([str(tmp_path)]), Window(1, 2, 2, 1))
    assert cube[0, 0].tolist() == [[10, 11]]


def test_scl_is_found_and_its_clouds_are_missing(tmp_path):
    scl = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]).reshape(1, 3, 4)
    for day in ("2019-01-01", "2019-02-01"):
        values = np.concatenate([np.full((1, 3, 4), 50), scl])
        write_image(tmp_path / f"{day}.tif", values, ["B04", "SCL"])
    series = open_series([str(tmp_path)])
    assert series.bands == ("B04",)
    clear = ~np.isnan(read(series)[0, 0])
    assert scl[0][clear].tolist() == [2, 4, 5, 6, 7]


def test_an_own_mask_band_and_its_values(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        values = np.array([[5, 6, 7, 8]] * 3)
        write_image(tmp_path / f"{day}.tif", np.stack([values, values]), ["B04", "QA"])
    series = open_series([str(tmp_path)], mask_band="QA", mask_values=(6, 7))
    assert np.isnan(read(series)[0, 0, 0]).tolist() == [False, True, True, False]


@pytest.mark.parametrize(
    ("dtype", "nodata", "missing"),
    [("uint16", 0, 0), ("float32", -3.4e38, -3.4e38), ("float32", np.nan, np.inf)],
)
def test_nodata_and_infinity_are_missing(tmp_path, dtype, nodata, missing):
    values = np.ones((1, 3, 4), dtype)
    values[0, 1, 1] = missing
    for day in ("2019-01-01", "2019-02-01"):
        write_image(tmp_path / f"{day}.tif", values, ["B04"], nodata=nodata, dtype=dtype)
    assert np.argwhere(np.isnan(read(open_series([str(tmp_path)]))[0, 0])).tolist() == [[1, 1]]


def test_a_stack_a_list_and_a_glob_are_the_same_series(tmp_path):
    folder = tmp_path / "images"
    folder.mkdir()
    days = ("2019-01-01", "2019-02-01")
    for value, day in enumerate(days, start=1):
        image(folder, f"{day}.tif", value)
    names = [f"{day} {band}" for day in days for band in ("B04", "B08")]
    values = np.stack([np.full((3, 4), v) for v in (1, 1, 2, 2)])
    stack = write_image(tmp_path / "stack.tif", values, names)
    listed = tmp_path / "list.txt"
    listed.write_text("# my images\nimages/2019-01-01.tif\nimages/2019-02-01.tif\n")
    cubes = [
        read(open_series([str(given)])) for given in (folder, stack, listed, folder / "2019*.tif")
    ]
    for cube in cubes[1:]:
        np.testing.assert_array_equal(cube, cubes[0])


def test_what_merely_lies_in_the_folder_is_left_out_and_named(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        image(tmp_path, f"{day}.tif")
    image(tmp_path, "labels.tif", bands=("class",))
    series = open_series([str(tmp_path)])
    assert len(series.dates) == 2
    assert "labels.tif" in series.left_out[0]


def test_hidden_files_are_not_images(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        image(tmp_path, f"{day}.tif")
    (tmp_path / ".abc-2019-03-01.tif").touch()
    assert len(open_series([str(tmp_path)]).dates) == 2


def test_a_truncated_file_is_named_when_it_is_read(tmp_path):
    image(tmp_path, "2019-01-01.tif")
    path = tmp_path / "2019-02-01.tif"
    write_image(path, np.random.default_rng(0).integers(1, 9999, (2, 300, 400)), ["B04", "B08"])
    write_image(tmp_path / "2019-01-01.tif", np.ones((2, 300, 400)), ["B04", "B08"])
    path.write_bytes(path.read_bytes()[:200_000])
    with pytest.raises(UnreadableFile, match="2019-02-01"):
        read(open_series([str(tmp_path)]), Window(0, 0, 400, 300))


def test_a_missing_file_is_named():
    with pytest.raises(UnreadableFile, match=r"nowhere\.tif does not exist"):
        open_series(["nowhere.tif", "elsewhere.tif"])


def test_a_band_that_the_model_needs(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        image(tmp_path, f"{day}.tif")
    with pytest.raises(MissingBands, match=r"\(2019-01-01\) has no band B11; it has B04, B08"):
        open_series([str(tmp_path)], ["B04", "B11"])


def test_tiles_cover_the_grid_once(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        image(tmp_path, f"{day}.tif")
    grid = open_series([str(tmp_path)]).grid
    covered = np.zeros((3, 4), int)
    for row in range(2):
        for col in range(2):
            window = tile_window(grid, (2, 2), row, col)
            covered[window.toslices()] += 1
    assert (covered == 1).all()


def test_windows_shrink_with_the_budget():
    assert window_side(60, 10, 37, 4096) > window_side(60, 10, 37, 128) >= 32


def test_an_image_cloudy_all_over_costs_its_mask_alone(tmp_path, monkeypatch):
    clear, cloudy = np.full((1, 3, 4), 4), np.full((1, 3, 4), 9)
    cloudy_corner = clear.copy()
    cloudy_corner[0, 1:, :] = 9
    for day, scl in (
        ("2019-01-01", cloudy),
        ("2019-02-01", clear),
        ("2019-03-01", cloudy_corner),
    ):
        write_image(tmp_path / f"{day}_B04.tif", np.full((1, 3, 4), 50), [""])
        write_image(tmp_path / f"{day}_SCL.tif", scl, [""])
    series = open_series([str(tmp_path)])
    read_px = []
    with SeriesReader(series) as reader:
        plain = reader._reader.read

        def watched(sources, window):
            if "B04" in sources[0].path:
                read_px.append((sources[0].path[-18:-8], window.width * window.height))
            return plain(sources, window)

        monkeypatch.setattr(reader._reader, "read", watched)
        cube = reader.read(ALL)
    assert read_px == [("2019-02-01", 12), ("2019-03-01", 4)]
    assert np.isnan(cube[0]).all()
    assert not np.isnan(cube[1]).any()
    assert np.isnan(cube[2, 0]).tolist() == [[False] * 4, [True] * 4, [True] * 4]


def test_two_images_of_a_day_valid_wins_else_the_mean(tmp_path):
    for name, values in (("A", [[10, 0, 30, 0]]), ("B", [[20, 40, 0, 0]])):
        image = np.array(values * 3, "uint16")[None]
        write_image(tmp_path / f"T31U{name}S_20190101.tif", image, ["B04"], nodata=0)
    image = np.ones((1, 3, 4), "uint16")
    write_image(tmp_path / "T31UAS_20190201.tif", image, ["B04"], nodata=0)
    series = open_series([str(tmp_path)])
    assert series.dates == (date(2019, 1, 1), date(2019, 2, 1))
    first = read(series)[0, 0, 0]
    np.testing.assert_array_equal(first, [15, 40, 30, np.nan])


def test_masks_by_bits_and_their_dilation(tmp_path):
    quality = np.zeros((1, 3, 4))
    quality[0, 1, 0] = 0b1000
    quality[0, 0, 3] = 0b0100
    for day in ("2019-01-01", "2019-02-01"):
        write_image(tmp_path / f"{day}_B04.tif", np.full((1, 3, 4), 50), [""])
        write_image(tmp_path / f"{day}_QA.tif", quality, ["QA"])
    given = {"mask_band": "QA", "mask_bits": (3,)}
    missing = np.isnan(read(open_series([str(tmp_path)], ["B04"], **given))[0, 0])
    assert np.argwhere(missing).tolist() == [[1, 0]]
    missing = np.isnan(read(open_series([str(tmp_path)], ["B04"], **given, mask_dilation=1))[0, 0])
    assert missing.tolist() == [[True, True, False, False]] * 3


def test_dilation_reaches_over_the_edge_of_a_window(tmp_path):
    scl = np.full((1, 3, 4), 4)
    scl[0, :, 3] = 9
    for day in ("2019-01-01", "2019-02-01"):
        values = np.concatenate([np.full((1, 3, 4), 50), scl])
        write_image(tmp_path / f"{day}.tif", values, ["B04", "SCL"])
    series = open_series([str(tmp_path)], mask_dilation=2)
    whole = np.isnan(read(series)[0, 0])
    parts = [np.isnan(read(series, Window(col, 0, 1, 3))[0, 0]) for col in range(4)]
    assert whole[0].tolist() == [False, True, True, True]
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), whole)


@pytest.mark.parametrize(
    ("preset", "band", "clear", "unusable"),
    [
        ("qa-pixel", "QA_PIXEL", 1 << 6, [1 << bit for bit in range(6)]),
        ("maja-clm", "CLM", 0, [2, 128]),
        ("maja-mg2", "MG2", 1 | 16, [2, 4, 8]),
        ("fmask", "FMASK", 1, [2, 3, 4, 255]),
        ("fmask", "FMASK", 1 << 5, [2, 4, 8 | 64, 16, 194, 255]),
        ("scl", "SCL", 5, [0, 1, 3, 8, 9, 10, 11]),
    ],
)
def test_presets(tmp_path, preset, band, clear, unusable):
    values = np.full((1, 3, 4), clear)
    values[0].ravel()[: len(unusable)] = unusable
    for day in ("2019-01-01", "2019-02-01"):
        write_image(tmp_path / f"{day}_B04.tif", np.full((1, 3, 4), 50), [""])
        write_image(tmp_path / f"{day}_{band}.tif", values, [""])
    missing = np.isnan(read(open_series([str(tmp_path)], mask=MaskPreset(preset)))[0, 0])
    assert missing.ravel().tolist() == [True] * len(unusable) + [False] * (12 - len(unusable))
    assert not np.isnan(read(open_series([str(tmp_path)], mask=MaskPreset.NONE))).any()


def test_scale_and_offset_of_the_files_then_of_the_user(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        write_image(tmp_path / f"{day}.tif", np.full((1, 3, 4), 2000), ["B04"], nodata=0)
        with rasterio.open(tmp_path / f"{day}.tif", "r+") as dataset:
            dataset.scales, dataset.offsets = (0.0001,), (-0.1,)
    series = open_series([str(tmp_path)])
    np.testing.assert_allclose(read(series)[:, 0, 0, 0], [0.1, 0.1], rtol=1e-6)
    series = open_series([str(tmp_path)], scale=10_000.0, offset=-1000.0, offset_since="2019-01-15")
    np.testing.assert_allclose(read(series)[:, 0, 0, 0], [1000, 0], atol=1e-2)


def test_indices_are_computed_where_a_model_asks_for_them(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        values = np.stack([np.full((3, 4), value) for value in (300, 600, 2400)])
        write_image(tmp_path / f"{day}.tif", values, ["B02", "B04", "B08"])
    series = open_series([str(tmp_path)], ["ndvi", "EVI", "red", "B8"])
    first = read(series)[0, :, 0, 0]
    evi = 2.5 * (0.24 - 0.06) / (0.24 + 6 * 0.06 - 7.5 * 0.03 + 1)
    np.testing.assert_allclose(first, [0.6, evi, 600, 2400], rtol=1e-6)


def test_another_nodata_value(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        write_image(tmp_path / f"{day}.tif", np.arange(12).reshape(1, 3, 4), ["B04"], nodata=0)
    missing = np.isnan(read(open_series([str(tmp_path)], nodata="7"))[0, 0])
    assert np.argwhere(missing).tolist() == [[1, 3]]


@pytest.mark.parametrize(
    ("name", "pattern", "day"),
    [
        ("img_21052019.tif", "%d%m%Y", date(2019, 5, 21)),
        ("MOD13Q1.A2019141.h18v03.tif", "", date(2019, 5, 21)),
        ("HLS.S30.T31UES.2019141T105031.tif", "", date(2019, 5, 21)),
        ("21May19.tif", "%d%b%y", date(2019, 5, 21)),
        ("LC08_L2SP_198024_20190521_20200828.tif", "", date(2019, 5, 21)),
    ],
)
def test_dates_in_names(tmp_path, name, pattern, day):
    image(tmp_path, name)
    later = name.replace("21", "22", 1) if pattern else name.replace("141", "151")
    later = later.replace("20190521", "20190531")
    image(tmp_path, later)
    assert open_series([str(tmp_path)], date_pattern=pattern).dates[0] == day


def test_dates_in_folder_names_and_in_a_list(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        (tmp_path / "series" / day).mkdir(parents=True)
        image(tmp_path / "series" / day, "image.tif", int(day[6]))
    series = open_series([str(tmp_path / "series")])
    assert read(series)[:, 0, 0, 0].tolist() == [1, 2]
    for name in ("a.tif", "b.tif"):
        image(tmp_path, name, ord(name[0]))
    files = [str(tmp_path / "a.tif"), str(tmp_path / "b.tif")]
    series = open_series(files, dates=("2019-03-01", "2019-04-01"))
    assert series.dates == (date(2019, 3, 1), date(2019, 4, 1))
    assert read(series)[:, 0, 0, 0].tolist() == [97, 98]


def test_a_band_map_by_pairs_leaves_out_and_renames(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        values = np.stack([np.full((3, 4), value) for value in (1, 2, 3)])
        write_image(tmp_path / f"{day}.tif", values, ["", "", ""])
    series = open_series([str(tmp_path)], band_map=("band_1=red", "2=", "band_3=nir"))
    assert series.bands == ("red", "nir")
    assert read(series)[0, :, 0, 0].tolist() == [1, 3]


def test_the_newer_processing_of_one_safe_image_counts(tmp_path):
    for baseline, made, value in (("0214", "20190522", 1), ("0500", "20230901", 1002)):
        for day in ("20190521", "20190531"):
            product = f"S2A_MSIL2A_{day}T105031_N{baseline}_R051_T31UES_{made}T141852"
            images = tmp_path / f"{product}.SAFE" / "GRANULE" / "L2A" / "IMG_DATA" / "R10m"
            images.mkdir(parents=True)
            write_jp2(
                images / f"T31UES_{day}T105031_B04_10m.jp2", np.full((3, 4), value, "uint16"), 10
            )
    assert read(open_series([str(tmp_path)]))[:, 0, 0, 0].tolist() == [2, 2]


@pytest.mark.parametrize(
    ("layout", "shape"),
    [
        ({"blockysize": 3}, (3, 100)),  # 20 * 20 // 100 = 4 lines, of which 3 are a strip
        ({"blockysize": 7}, (4, 100)),
        ({"tiled": True, "blockxsize": 16, "blockysize": 16}, (20, 20)),
    ],
)
def test_windows_are_whole_lines_where_files_hold_lines(
    tmp_path, monkeypatch, reporter, layout, shape
):
    for day in ("20200101", "20200701"):
        write_image(tmp_path / f"{day}.tif", np.ones((1, 40, 100)), ["B04"], **layout)
    monkeypatch.setattr("core.imagery.window_side", lambda *sizes: 20)
    imagery = imagery_for_training(SeriesJob(series=(str(tmp_path),)), reporter)
    assert imagery.window_shape(2048) == shape
    covered = np.zeros((40, 100), int)
    for own, window, _ in imagery.windows(2048):
        assert own == window
        covered[window.toslices()] += 1
    assert (covered == 1).all()
