"""How the curve of the distance from the source is read and drawn."""

import json
from collections import Counter

import pytest
from qgis.PyQt.QtGui import QColor, QPalette
from qgis.PyQt.QtWidgets import QWidget

from sourcerer.sourcerer_plugin.result.strength_curve import (
    StrengthChoice,
    StrengthCurve,
    Tried,
    read_choice,
    ticks,
)

TRIED = tuple(
    Tried(step / 10, accuracy, probability)
    for step, (accuracy, probability) in enumerate(
        zip(
            (0.71, 0.75, 0.8, 0.84, 0.89, 0.9, 0.9, 0.88, 0.86, 0.84, 0.82),
            (0.01, 0.06, 0.13, 0.3, 0.26, 0.14, 0.06, 0.02, 0.01, 0.007, 0.003),
        )
    )
)


def test_sums_of_shares_may_pass_one_by_a_rounding_error(tmp_path):
    path = tmp_path / "map.json"
    fit = {"alpha": 1.0000001, "evidence": [[0, 1.0000002, 1]], "n_pixels": 49, "n_polygons": 12}
    path.write_text(json.dumps({"fit": {**fit, "lambda": None}}), encoding="utf-8")
    choice = read_choice(str(path))
    assert choice == StrengthChoice(1.0, (Tried(0.0, 1.0, 1.0),), 49)


@pytest.mark.parametrize(
    ("alpha", "accuracy"), [(0.0, 0.5), (0.25, 0.55), (0.5, 0.6), (0.875, 0.9), (1.0, 1.0)]
)
def test_accuracy_is_linear_between_the_distances_tried(alpha, accuracy):
    tried = (Tried(0.0, 0.5, 0.2), Tried(0.5, 0.6, 0.3), Tried(1.0, 1.0, 0.5))
    assert StrengthChoice(0.5, tried, 9).accuracy_at(alpha) == pytest.approx(accuracy)


@pytest.mark.parametrize(
    ("shares", "percents"),
    [
        ([0.71, 0.9], [70, 80, 90]),
        ([0.3, 0.3], [30, 40]),
        ([1.0, 1.0], [90, 100]),
        ([0.0, 0.0], [0, 10]),
        ([0.41, 0.99], [40, 60, 80, 100]),
        ([0.05, 0.95], [0, 50, 100]),
    ],
)
def test_the_axis_has_few_round_percents(shares, percents):
    assert list(ticks(shares)) == percents


def drawn(qtbot, choice, ink="black", ground="white", size=(300, 200)):
    """The widget's picture under such a palette."""
    curve = StrengthCurve()
    qtbot.addWidget(curve)
    palette = QPalette(QColor(ground))
    palette.setColor(QPalette.ColorRole.Window, QColor(ground))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(ink))
    curve.setPalette(palette)
    curve.resize(*size)
    curve.show_choice(choice)
    return curve.grab().toImage()


def columns_of(image, wanted):
    """Share of the width where pixels of about that colour stand, in the order of the width."""

    def close(pixel):
        one, other = QColor(pixel).getRgb()[:3], QColor(wanted).getRgb()[:3]
        return all(abs(a - b) < 12 for a, b in zip(one, other))

    rows = range(image.height() // 2, image.height() * 3 // 4)
    hit = [x for x in range(image.width()) if all(close(image.pixel(x, y)) for y in rows)]
    return [x / image.width() for x in hit]


@pytest.mark.parametrize(("ink", "ground"), [("black", "white"), ("#dddddd", "#202020")])
def test_the_chosen_line_moves_with_alpha_in_light_and_dark(qtbot, ink, ground):
    colour = "#c1121f" if ground == "white" else "#ff8a80"
    tried = tuple(Tried(step / 10, 1.0, 0.0) for step in range(11))  # above the rows looked at
    places = []
    for alpha in (0.0, 0.5, 1.0):
        columns = columns_of(drawn(qtbot, StrengthChoice(alpha, tried, 9), ink, ground), colour)
        assert columns
        places.append(sum(columns) / len(columns))
    assert places == sorted(places)
    # 0 and 1 are equally far from the middle
    assert places[1] - places[0] == pytest.approx(places[2] - places[1], abs=0.01)
    assert places[2] - places[0] > 0.6


def test_a_dark_theme_gives_a_dark_picture(qtbot):
    choice = StrengthChoice(0.34, TRIED, 49)
    light, dark = drawn(qtbot, choice), drawn(qtbot, choice, "#dddddd", "#202020")
    means = []
    for image in (light, dark):
        pixels = [QColor(image.pixel(x, y)) for x in range(0, 300, 3) for y in range(0, 200, 3)]
        means.append(sum(pixel.lightness() for pixel in pixels) / len(pixels))
    assert means[0] > 200
    assert means[1] < 80


def test_height_grows_with_the_letters(qtbot):
    curve = StrengthCurve()
    qtbot.addWidget(curve)
    small = curve.minimumSizeHint()
    assert small.height() >= 8 * curve.fontMetrics().lineSpacing()
    font = curve.font()
    font.setPointSize(2 * font.pointSize())
    curve.setFont(font)
    assert curve.minimumSizeHint().height() > 1.7 * small.height()
    assert curve.minimumSizeHint().width() > 1.7 * small.width()


def test_text_is_legible_where_a_theme_styles_labels_alone(qtbot):
    """As QGIS's own Night Mapping does, whose palette says dark grey on grey."""
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(
        "QWidget { background: transparent } QLabel { color: #aaaaaa }"
        "QWidget#window { background-color: #323232 }"
    )
    window.setObjectName("window")
    curve = StrengthCurve(window)
    curve.resize(300, 200)
    window.resize(300, 200)
    window.show()
    curve.show_choice(StrengthChoice(0.34, TRIED, 49))
    image = window.grab().toImage()
    colours = Counter(image.pixelColor(x, y).name() for x in range(300) for y in range(200))
    assert colours["#323232"] > 30_000
    assert colours["#aaaaaa"] > 300
    assert not colours["#000000"]
