"""Gap filling against numpy.interp and by hand."""

import numpy as np
import pytest

from core.gapfill import fill_cube, fill_samples, is_missing


def test_linear_between_and_held_at_the_ends():
    cube = np.array([10, np.nan, 30], np.float32).reshape(3, 1, 1, 1)
    filled = fill_cube(cube, [0, 10, 20], [-5, 0, 5, 10, 20, 99]).ravel()
    assert filled.tolist() == [10, 10, 15, 20, 30, 30]


def test_never_observed_stays_missing():
    cube = np.full((2, 2, 1, 2), np.nan, np.float32)
    cube[0, :, 0, 0] = 7
    cube[1, 0, 0, 1] = 7  # the second band of this pixel is never observed
    filled = fill_cube(cube, [0, 10], [0, 5])
    assert is_missing(filled).tolist() == [[False, True]]
    assert (filled[:, :, 0, 0] == 7).all()


@pytest.mark.parametrize("gaps", [0.0, 0.3, 0.9])
def test_equals_interp_on_valid_observations(gaps):
    random = np.random.default_rng(0)
    days = np.sort(random.choice(400, 40, replace=False)) - 20
    grid = np.arange(0, 361, 10)
    cube = random.uniform(0, 10_000, (40, 3, 6, 7)).astype(np.float32)
    cube[random.random(cube.shape) < gaps] = np.nan
    filled = fill_cube(cube, days.tolist(), grid.tolist())
    for place in np.ndindex(3, 6, 7):
        values = cube[(slice(None), *place)]
        valid = ~np.isnan(values)
        found = filled[(slice(None), *place)]
        if valid.any():
            expected = np.interp(grid, days[valid], values[valid])
            np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-2)
        else:
            assert np.isnan(found).all()


def test_samples_are_filled_as_cubes_are():
    x = np.array([[[0, np.nan, 20], [5, 5, np.nan]]], np.float32)
    assert fill_samples(x, [0, 10, 20], [0, 10, 20]).tolist() == [[[0, 10, 20], [5, 5, 5]]]
