"""Series as they lie on disk: what is understood, what is read, what is refused."""

from datetime import date

import numpy as np
import pytest
from rasterio.windows import Window
from scenes import write_image

from core.errors import GridMismatch, MissingBands, SeriesError, UnreadableFile
from core.series import SeriesReader, tile_window, window_side
from core.series_files import open_series

ALL = Window(0, 0, 4, 3)


def image(folder, name, value=1000, bands=("B04", "B08"), **more):
    values = np.full((len(bands), 3, 4), value)
    return write_image(folder / name, values, bands, **more)


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
    series = open_series([str(tmp_path)]).with_bands(["b08", "B04"])
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
    series = open_series([str(tmp_path)], "QA", (6, 7))
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


def test_refusals_name_the_files_and_the_way_out(tmp_path):
    def refused(error, *fragments, **more):
        with pytest.raises(error) as caught:
            open_series([str(tmp_path)], **more)
        text = f"{caught.value.message} {caught.value.hint}"
        assert all(fragment in text for fragment in fragments), text

    refused(SeriesError, "no images")
    first = image(tmp_path, "2019-01-01.tif")
    refused(SeriesError, "2019-01-01", "at least two")
    odd = image(tmp_path, "2019-02-01.tif", origin=(500_010.0, 5_600_000.0))
    refused(GridMismatch, "2019-01-01.tif", "2019-02-01.tif", "500010")
    odd = image(tmp_path, "2019-02-01.tif", crs="EPSG:32632")
    refused(GridMismatch, "EPSG:32631", "EPSG:32632")
    odd = image(tmp_path, "2019-02-01.tif", bands=("B04",))
    refused(MissingBands, "2019-02-01.tif", "B08")
    odd.unlink()
    twice = image(tmp_path, "copy_2019-01-01.tif")
    refused(SeriesError, "copy_2019-01-01.tif", "both hold B04")
    twice.unlink()
    undated = image(tmp_path, "spring.tif")
    refused(SeriesError, "spring.tif", "no date", "YYYY-MM-DD")
    undated.unlink()
    image(tmp_path, "2019-02-01.tif")
    refused(MissingBands, "no band QA", "B04, B08", mask_band="QA", mask_values=(1,))
    first.write_bytes(b"no image")
    refused(UnreadableFile, "2019-01-01.tif")


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
    with pytest.raises(MissingBands, match="no band B11; it has B04, B08"):
        open_series([str(tmp_path)]).with_bands(["B04", "B11"])


def test_tiles_cover_the_grid_once(tmp_path):
    for day in ("2019-01-01", "2019-02-01"):
        image(tmp_path, f"{day}.tif")
    grid = open_series([str(tmp_path)]).grid
    covered = np.zeros((3, 4), int)
    for row in range(2):
        for col in range(2):
            window = tile_window(grid, 2, row, col)
            covered[window.toslices()] += 1
    assert (covered == 1).all()


def test_windows_shrink_with_the_budget():
    assert window_side(60, 10, 37, 4096) > window_side(60, 10, 37, 128) >= 32
