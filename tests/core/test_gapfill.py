"""Gap filling against numpy.interp and by hand."""

import numba
import numpy as np
import pytest

from core import gapfill
from core.gapfill import (
    are_missing,
    count_observations,
    fill_cube,
    fill_pixels,
    fill_samples,
)


def expected_series(values, days, grid_days):
    """`numpy.interp` on the valid observations of one band of one pixel."""
    valid = ~np.isnan(values)
    if not valid.any():
        return np.full(len(grid_days), np.nan)
    return np.interp(grid_days, np.array(days)[valid], values[valid].astype(np.float64))


def expected_pixels(cube, days, grid_days):
    """(date, band, pixel) -> (pixel, band, grid date)."""
    series = cube.transpose(2, 1, 0)
    return np.array(
        [[expected_series(band, days, grid_days) for band in pixel] for pixel in series]
    )


def random_cube(shape, gaps, shared, seed=0):
    """Reflectances (date, band, …) with that fraction missing, in all bands at once or in each."""
    random = np.random.default_rng(seed)
    cube = random.uniform(0, 10_000, shape).astype(np.float32)
    missing = random.random((shape[0], 1, *shape[2:]) if shared else shape) < gaps
    cube[np.broadcast_to(missing, shape)] = np.nan
    return cube


def assert_filled(found, expected):
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, rtol=1e-6, atol=2e-3)  # of up to 10,000


def test_linear_between_and_held_at_the_ends():
    cube = np.array([10, np.nan, 30], np.float32).reshape(3, 1, 1, 1)
    filled = fill_cube(cube, [0, 10, 20], [-5, 0, 5, 10, 20, 99]).ravel()
    assert filled.tolist() == [10, 10, 15, 20, 30, 30]


def test_never_observed_stays_missing():
    cube = np.full((2, 2, 1, 2), np.nan, np.float32)
    cube[0, :, 0, 0] = 7
    cube[1, 0, 0, 1] = 7  # the second band of this pixel is never observed
    filled = fill_cube(cube, [0, 10], [0, 5])
    assert (filled[:, 0, 0, 1] == 7).all()
    assert np.isnan(filled[:, 1, 0, 1]).all()
    assert (filled[:, :, 0, 0] == 7).all()


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("gaps", [0.0, 0.3, 0.9, 1.0])
def test_equals_interp_on_valid_observations(gaps, shared):
    random = np.random.default_rng(0)
    days = (np.sort(random.choice(400, 40, replace=False)) - 20).tolist()
    grid = list(range(0, 361, 10))
    cube = random_cube((40, 3, 6, 7), gaps, shared)
    filled = fill_cube(cube, days, grid)
    assert filled.shape == (37, 3, 6, 7)
    for place in np.ndindex(3, 6, 7):
        at = (slice(None), *place)
        assert_filled(filled[at], expected_series(cube[at], days, grid))


@pytest.mark.parametrize("n_pixels", [0, 1, 63, 64, 65, 200])
def test_any_number_of_pixels(n_pixels):
    cube = random_cube((5, 2, n_pixels), 0.4, shared=False)
    days, grid = [0, 3, 10, 11, 30], [0, 4, 15, 30]
    filled = fill_pixels(cube, days, grid)
    assert filled.shape == (n_pixels, 2, 4)
    assert filled.transpose(0, 2, 1).flags.c_contiguous
    assert_filled(filled, expected_pixels(cube, days, grid).reshape(filled.shape))


def test_single_observations_and_missing_ends():
    nan = np.nan
    series = [[nan, 7, nan, nan], [nan, 2, 4, nan], [nan, nan, nan, 9], [1, nan, nan, 4]]
    cube = np.array(series, np.float32).T.reshape(4, 1, 4)  # one pixel a series
    filled = fill_pixels(cube, [0, 10, 20, 30], [-5, 0, 15, 20, 40])
    assert filled[:, 0].tolist() == [[7] * 5, [2, 2, 3, 4, 4], [9] * 5, [1, 1, 2.5, 3, 4]]


@pytest.mark.parametrize("grid", [[-50, -40], [100, 170], [-1, 100]])
def test_grid_days_outside_all_observations(grid):
    cube = np.array([3, np.nan, 8], np.float32).reshape(3, 1, 1)
    filled = fill_pixels(cube, [0, 50, 99], grid).ravel()
    assert filled.tolist() == [3 if day < 0 else 8 for day in grid]


def test_a_series_of_one_date_and_a_grid_between_two():
    constant = fill_pixels(np.full((1, 1, 2), 6, np.float32), [3], [0, 3, 9])
    assert constant.tolist() == [[[6] * 3]] * 2
    cube = np.array([0, 3], np.float32).reshape(2, 1, 1)
    assert_filled(fill_pixels(cube, [0, 3], [1, 2]), [[[1, 2]]])


def test_memory_layout_does_not_matter():
    cube = random_cube((12, 3, 10, 14), 0.3, shared=True)
    days, grid = list(range(0, 60, 5)), list(range(0, 60, 7))
    expected = fill_pixels(cube, days, grid)
    read_only = cube.copy()
    read_only.flags.writeable = False
    every_second = np.repeat(cube, 2, axis=3)[:, :, :, ::2]
    for other in (np.asfortranarray(cube), read_only, every_second, cube.astype(np.float64)):
        assert fill_pixels(other, days, grid).tobytes() == expected.tobytes()
    window = fill_cube(cube, days, grid)
    assert window.reshape(9, 3, 140).transpose(2, 1, 0).tobytes() == expected.tobytes()
    samples = cube.reshape(12, 3, 140).transpose(2, 1, 0)
    for x in (samples, np.ascontiguousarray(samples)):
        assert fill_samples(x, days, grid).tobytes() == expected.tobytes()


@pytest.mark.parametrize("shared", [True, False])
def test_threads_change_nothing(shared):
    cube = random_cube((6, 2, 3 * 4096 + 5), 0.5, shared)
    days, grid = [0, 3, 10, 11, 30, 37], list(range(0, 40, 4))
    alone = fill_pixels(cube, days, grid, threads=1)
    assert_filled(alone[-9:], expected_pixels(cube[:, :, -9:], days, grid))
    for threads in (2, 0):
        assert fill_pixels(cube, days, grid, threads).tobytes() == alone.tobytes()
    counts = count_observations(cube, days, 2, 35, threads=1)
    shared_out = count_observations(cube, days, 2, 35, threads=2)
    assert all((one == two).all() for one, two in zip(counts, shared_out))


@pytest.fixture
def cache_folder(tmp_path, monkeypatch):
    """Where alone numba may keep machine code; the kernel is compiled anew, and again after."""
    folder = tmp_path / "cache"
    monkeypatch.setattr(numba.config, "CACHE_LOCATOR_CLASSES", "UserProvidedCacheLocator")
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(folder))
    gapfill._compiled_kernel.cache_clear()
    yield folder
    gapfill._compiled_kernel.cache_clear()


def test_fills_where_no_cache_can_be_written(cache_folder):
    cache_folder.write_text("no folder can be made here")
    assert fill_pixels(np.full((1, 1, 1), 6, np.float32), [3], [0, 9]).tolist() == [[[6, 6]]]


def test_fills_where_the_cache_was_cut_off(cache_folder):
    one = np.full((1, 1, 1), 6, np.float32)
    fill_pixels(one, [3], [0])
    files = [path for path in cache_folder.rglob("*.nb?") if path.is_file()]
    assert len(files) == 2
    for path in files:
        path.write_bytes(b"")
    gapfill._compiled_kernel.cache_clear()
    assert fill_pixels(one, [3], [0, 9]).tolist() == [[[6, 6]]]


def test_samples_are_filled_as_cubes_are():
    x = np.array([[[0, np.nan, 20], [5, 5, np.nan]]], np.float32)
    assert fill_samples(x, [0, 10, 20], [0, 10, 20]).tolist() == [[[0, 10, 20], [5, 5, 5]]]


def test_pixels_of_which_a_band_was_never_observed():
    cube = np.array([[[1, 1, np.nan], [np.nan, 2, np.nan]]], np.float32)  # one date, three pixels
    filled = fill_pixels(cube, [5], [0, 10])
    assert are_missing(filled).tolist() == [True, False, True]


def test_observations_counted_by_hand():
    days = [-3, 0, 40, 100, 360, 370]
    seen = [  # by pixel: which dates are valid
        [1, 1, 1, 1, 1, 1],  # 0 40 100 360: the gap is from 100 to 360
        [1, 0, 0, 0, 0, 1],  # only outside the season
        [0, 0, 1, 0, 0, 0],  # 40: then to the season's end
        [0, 0, 0, 0, 1, 0],  # 360: from the season's start
    ]
    cube = np.ones((6, 2, 2, 2), np.float32)
    cube.transpose(0, 2, 3, 1)[np.array(seen).T.reshape(6, 2, 2) == 0, 1] = np.nan  # one band does
    count, longest_gap = count_observations(cube, days, 0, 360)
    assert count.dtype == longest_gap.dtype == np.uint16
    assert count.tolist() == [[4, 0], [1, 1]]
    assert longest_gap.tolist() == [[260, 360], [320, 360]]
    flat_count, flat_gap = count_observations(cube.reshape(6, 2, 4), days, 0, 360)
    assert flat_count.tolist() == [4, 0, 1, 1]
    assert flat_gap.tolist() == [260, 360, 320, 360]


def test_a_season_may_start_at_any_day():
    cube = np.array([1, 1, np.nan, 1], np.float32).reshape(4, 1, 1)
    count, longest_gap = count_observations(cube, [-20, -5, 0, 7], -15, 10)
    assert count.tolist() == [2]  # days -5 and 7
    assert longest_gap.tolist() == [12]
