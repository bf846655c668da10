"""The pull towards the source model as the form draws it."""

import pytest

from sourcerer.core.jobs import LAMBDA_AUTO, LAMBDA_SCHEDULE
from sourcerer.sourcerer_plugin.form.strength_plot import StrengthPlot, strength


@pytest.mark.parametrize(
    ("rule", "t_max", "n_labelled", "expected"),
    [
        (LAMBDA_AUTO, 1e6, 10, None),
        (LAMBDA_SCHEDULE, 1e6, 1, 1e10),
        (LAMBDA_SCHEDULE, 1e6, 1e6, 1e-10),
        (LAMBDA_SCHEDULE, 1e4, 100, 1.0),
        ("0", 1e6, 10, 0.0),
    ],
)
def test_the_plot_follows_the_papers_equations(rule, t_max, n_labelled, expected):
    found = strength(rule, t_max, n_labelled)
    assert found == (None if expected is None else pytest.approx(expected))


def test_the_mark_moves_with_the_number_of_labels(qtbot):
    plot = StrengthPlot()
    qtbot.addWidget(plot)
    plot.resize(300, 160)
    plot.show()
    places = []
    for n_labelled in (10, 1_000, 100_000):
        plot.show_rule(LAMBDA_SCHEDULE, 1e6, n_labelled)
        image = plot.grab().toImage()
        pixel, rows = image.pixelColor, range(image.height())
        columns = [
            x
            for x in range(image.width())
            if sum(pixel(x, y).red() - pixel(x, y).green() > 100 for y in rows) > 40
        ]
        places.append(sum(columns) / len(columns))
    # each step is two powers of ten
    assert places[1] - places[0] == pytest.approx(places[2] - places[1], abs=2)
    assert places[2] - places[0] > 100
    plot.show_rule("0", 1e6, None)  # a value without a logarithm
    assert not plot.grab().isNull()
