"""Where seasons start, by hand."""

from datetime import date

from core.season import DateGrid, first_season_start, matching_season_start


def test_default_grid_is_the_papers():
    grid = DateGrid(date(2016, 1, 1))
    assert len(grid.dates) == 37
    assert (grid.dates[0], grid.dates[1], grid.end) == (
        date(2016, 1, 1),
        date(2016, 1, 11),
        date(2016, 12, 26),
    )


def test_a_series_of_a_year_starts_its_own_season():
    assert first_season_start([date(2019, 9, 3), date(2020, 8, 30)]) == date(2019, 9, 3)


def test_a_longer_series_takes_the_year_with_most_dates():
    dates = [date(2018, 12, 1), date(2019, 5, 1), date(2019, 6, 1), date(2020, 2, 1)]
    assert first_season_start(dates) == date(2019, 1, 1)


def test_the_models_month_and_day_in_the_best_year():
    autumn = DateGrid(date(2017, 9, 1))
    dates = [date(2018, 10, 1), date(2019, 3, 1), date(2019, 7, 1), date(2019, 10, 1)]
    assert matching_season_start(autumn, dates) == date(2018, 9, 1)
    assert matching_season_start(DateGrid(date(2016, 2, 29)), dates) == date(2019, 3, 1)


def test_thirty_days_around_the_season_still_count():
    grid = DateGrid(date(2019, 1, 1))
    assert grid.is_near(date(2018, 12, 2))
    assert not grid.is_near(date(2018, 12, 1))
    assert grid.is_near(date(2020, 1, 26))
    assert not grid.is_near(date(2020, 1, 27))
