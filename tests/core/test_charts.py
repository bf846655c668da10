"""The report's pictures: what can be read off their pixels, and names and gaps that people have."""

import base64
import io
from datetime import date, timedelta

import numpy as np
import pytest
from matplotlib.image import imread

from core.charts import (
    MOST_CLASSES,
    MOST_PANELS,
    ClassProfile,
    confusion_chart,
    observation_chart,
    profile_chart,
)

NAN = float("nan")
START = date(2019, 1, 1)
SEASON = (START, date(2019, 12, 27))
DAYS = range(0, 361, 40)
COURSE = [0.1, 0.1, 0.2, 0.5, 0.8, 0.8, 0.5, 0.2, 0.1, 0.1]
GREEN = "#1b7837"
BAR, DARKEST_GREEN = (0x2A, 0x6F, 0x97), (0, 68, 27)
ODD_NAMES = [
    "$",
    "$x_1$ and $\\frac{1}{$",
    r"cost \$5 \\$",
    "a line\nand another\x00\x07\ud800",
    "",
    "every_word_of_a_very_long_class_name_joined_by_underscores_so_that_nothing_wraps",
    "Permanent grassland, extensively used, with scattered trees, mown twice a year",
]


def pixels(picture):
    data = base64.b64decode(picture, validate=True)
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return (255 * imread(io.BytesIO(data))[:, :, :3]).round().astype(int)


def where(picture, colour):
    """Rows and columns of the pixels of that colour."""
    return (pixels(picture) == colour).all(axis=2).nonzero()


def profile(name="Maize", target=COURSE, source=COURSE[::-1], colour=GREEN):
    return ClassProfile(name, colour, target, source)


def test_a_bar_is_as_high_as_its_share():
    days = [date(2019, 4, 1), date(2019, 8, 1), date(2019, 9, 1)]

    def height(share):
        rows, _ = where(observation_chart(days, [NAN, 0, share], SEASON), BAR)
        return np.ptp(rows) + 1

    assert height(1) == pytest.approx(2 * height(0.5), abs=2)
    assert pixels(observation_chart(days, [1, 0, 1], SEASON)).shape[1] == 902


@pytest.mark.parametrize(("n_dates", "step_days"), [(1, 1), (2, 5), (200, 5)])
def test_every_image_has_a_bar(n_dates, step_days):
    dates = [START + timedelta(days=step_days * number) for number in range(n_dates)]
    _, columns = where(observation_chart(dates, [1] * n_dates, SEASON), BAR)
    n_bars = 1 + (np.diff(np.unique(columns)) > 1).sum()
    assert n_bars == n_dates


def test_a_line_is_drawn_in_the_classs_colour_and_has_gaps():
    def n_coloured(target):
        return len(where(profile_chart([profile(target=target)], "NDVI", DAYS, START), rgb)[0])

    rgb = tuple(bytes.fromhex(GREEN[1:]))
    whole = n_coloured(COURSE)
    gap = n_coloured([*COURSE[:3], NAN, *COURSE[4:]])
    alone = n_coloured([NAN, NAN, 0.2, NAN, NAN, NAN, NAN, NAN, NAN, NAN])
    assert whole > gap > alone > 0
    assert n_coloured(None) == n_coloured([NAN] * 10) == 0


def test_a_colour_too_light_for_white_paper_is_darkened():
    picture = profile_chart([profile(colour="#ffffff", source=None)], "NDVI", DAYS, START)
    # 255 (0.3)^(1 / 2.2) = 147.5: contrast (1 + 0.05) / (0.3 + 0.05) = 3
    assert len(where(picture, (147, 147, 147))[0]) > 100


def test_the_first_classes_are_shown_four_in_a_row():
    profiles = [profile(str(number), source=None) for number in range(MOST_PANELS + 6)]
    picture = pixels(profile_chart(profiles, "NDVI", DAYS, START))
    assert picture.shape[:2] == (1188, 902)  # 6 rows of 1.7 in and the legend at 110 dpi


def test_reference_is_in_rows_and_map_in_columns():
    rows, columns = where(confusion_chart(["a", "b"], [[0, 8], [0, 0]]), DARKEST_GREEN)
    n_rows, n_columns, _ = pixels(confusion_chart(["a", "b"], [[0, 8], [0, 0]])).shape
    assert rows.max() < n_rows / 2
    assert columns.min() > n_columns / 2


def test_names_are_text_and_nothing_else():
    entries = [profile(name) for name in ODD_NAMES]
    picture = profile_chart([*entries, profile(target=None)], "$NDVI$", DAYS, START)
    assert pixels(picture).shape[1] == 902
    matrix = np.full((len(ODD_NAMES), len(ODD_NAMES)), 123456)
    assert pixels(confusion_chart(ODD_NAMES, matrix.tolist())).shape[1] < 960


def test_the_same_bytes_twice():
    def charts():
        yield observation_chart([START, date(2019, 5, 1)], [0.5, NAN], SEASON)
        yield profile_chart([profile(), profile("$", source=None)], "NDVI", DAYS, START)
        yield confusion_chart(["a", "b"], [[5, 1], [2, 7]])

    assert list(charts()) == list(charts())


def test_nothing_to_show_is_no_picture():
    assert observation_chart([], [], SEASON) == ""
    assert observation_chart([START], [NAN], SEASON) == ""
    assert profile_chart([], "NDVI", DAYS, START) == ""
    assert profile_chart([profile(target=None, source=[NAN] * 10)], "NDVI", DAYS, START) == ""
    assert confusion_chart([], []) == ""
    assert confusion_chart(["a", "b"], [[0, 0], [0, 0]]) == ""
    too_many = MOST_CLASSES + 1
    assert confusion_chart(["a"] * too_many, np.eye(too_many, dtype=int).tolist()) == ""
