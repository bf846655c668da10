"""What is shown of a result: figures, words, matrix, bars, and what to do next."""

import copy
import json

import pytest
from qgis.PyQt.QtCore import QPoint, QPointF, Qt
from qgis.PyQt.QtGui import QHelpEvent
from qgis.PyQt.QtWidgets import QApplication, QToolTip

from sourcerer.core.protocol import Result
from sourcerer.sourcerer_plugin.result.confusion_picture import SMALL, compact
from sourcerer.sourcerer_plugin.result.page import ResultPage

MARKUP = "<b>maize</b> & co"


def figures(matrix, f1, overall, interval):
    names = ("wheat", MARKUP, "water")
    return {
        "n_pixels": sum(map(sum, matrix)),
        "overall_accuracy": overall,
        "overall_accuracy_interval": interval,
        "macro_f1": overall - 0.1,
        "macro_f1_interval": None,
        "classes": [
            {"value": value, "name": name, "reference_pixels": sum(row), "f1": score}
            for value, (name, row, score) in enumerate(zip(names, matrix, f1), start=1)
        ],
        "matrix": matrix,
    }


AFTER = figures([[90, 10, 0], [0, 40, 0], [1, 0, 59]], [0.94, 0.89, 0.99], 0.945, [0.9, 0.98])
BEFORE = figures([[50, 50, 0], [0, 40, 0], [0, 0, 60]], [0.67, 0.62, 1.0], 0.75, [0.6, 0.9])
FIT = {
    "method": "sourcerer",
    "n_pixels": 3586,
    "n_polygons": 28,
    "drift": 4.592,
    "lambda": None,
    "lambda_rule": "auto",
    "alpha": 0.5,
    "evidence": [[0, 0.7, 0.5], [0.5, 0.9, 0.3], [1, 0.8, 0.2]],
}
REPORT = {
    "accuracy": {
        "of": "held-out polygons",
        "n_blocks": 8,
        "after": AFTER,
        "before": BEFORE,
        "gain": {"overall_accuracy": 0.195, "overall_accuracy_interval": [0.05, 0.3]},
    },
    "accuracy_missing": "",
    "fit": FIT,
    "map_change": {"changed_share": 0.231, "warnings": [f"{MARKUP}: nearly vanished."]},
    "not_assessed": ["meadow"],
    "notes": ["The final model was fitted again on all polygons."],
}


@pytest.fixture
def page(qtbot):
    made = ResultPage()
    qtbot.addWidget(made)
    made.resize(320, 1400)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def show(page, tmp_path):
    """Shows a result with the report changed at some places; gives the page."""

    def do(changes=(), **outputs):
        content = copy.deepcopy(REPORT)
        for path, value in dict(changes).items():
            *way, last = path.split(".")
            at = content
            for name in way:
                at = at[name]
            at[last] = value
        file = tmp_path / "map.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        every = {"map": "map.tif", "report_json": str(file), "report": "map.html", **outputs}
        page.show_result(Result(every, summary="Accuracy in a line."))
        return page

    return do


def plain(text):
    return text.replace("\u00a0", " ").replace("\u200b", "")


def click(qtbot, button):
    assert button.isVisible()
    qtbot.waitUntil(lambda: button.height() > 10)  # laid out
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_before_the_first_run_it_says_what_to_do(page):
    assert page.headline.text() == "There is no result yet. Fill in the form and press Run."
    for widget in (page.overall, page.matrix, page.bars, page.strength, page.round_button):
        assert not widget.isVisible()


def test_figures_stand_first_with_before_and_interval(show):
    page = show()
    overall, macro = plain(page.overall.text()), plain(page.macro_f1.text())
    assert "Overall accuracy: source model → adapted" in overall
    assert "75.0 % → 94.5 %" in overall
    assert "95 % interval 90.0 to 98.0" in overall
    assert "65.0 % → 84.5 %" in macro
    assert "interval" not in macro
    assert page.headline.text() == "Measured on 8 held-out polygons, 200 pixels."
    tops = [w.mapTo(page, QPoint(0, 0)).y() for w in (page.overall, page.words, page.matrix)]
    assert tops == sorted(tops)
    assert not page.summary.isVisible()


def test_a_change_that_may_be_chance_is_called_so(show):
    page = show({"accuracy.gain.overall_accuracy_interval": [-0.021, 0.3]})
    assert "may be chance: its 95 % interval, −2.1 to +30.0 points, holds 0" in page.headline.text()


def test_what_was_done_is_told_from_labels_and_changed_pixels(show):
    assert plain(show().words.text()).split("\n") == [
        "Method Sourcerer: 3,586 labelled pixels in 28 polygons.",
        "23.1 % of the map's pixels have another class than the source model gives them.",
    ]


@pytest.mark.parametrize(
    ("rule", "told"),
    [("schedule", "λ = 170 (the paper's schedule)."), ("170", "λ = 170.")],
)
def test_another_rule_tells_its_lambda_and_draws_no_curve(show, rule, told):
    page = show({"fit.alpha": None, "fit.lambda": 170.0, "fit.lambda_rule": rule})
    assert f"The pull towards the source model was {told}" in plain(page.words.text())
    assert not page.strength.isVisible()
    assert not page.strength_words.isVisible()


def test_what_was_not_measured_is_not_told(show):
    page = show({"map_change": None})
    assert page.words.text() == "Method Sourcerer: 3,586 labelled pixels in 28 polygons."
    assert not page.warnings.isVisible()
    page = show({"accuracy": None, "accuracy_missing": "no polygons were to be held out"})
    assert page.headline.text() == ("Accuracy was not measured: no polygons were to be held out.")
    for widget in (page.overall, page.macro_f1, page.matrix, page.bars):
        assert not widget.isVisible()
    assert page.words.isVisible()


def test_without_a_source_model_there_is_no_before(show):
    page = show({"accuracy.before": None, "accuracy.gain": None})
    assert "→" not in page.overall.text()
    assert page.bars.class_words(page.bars._classes[0]).endswith(
        "94.0\u00a0%, 100 held-out pixels."
    )


def test_names_from_elsewhere_are_shown_as_they_are(show):
    page = show()
    assert MARKUP in plain(page.warnings.text())
    for label in (page.warnings, page.notes, page.headline, page.words, page.summary):
        assert label.textFormat() == Qt.TextFormat.PlainText
    assert "meadow" in page.notes.text()
    assert REPORT["notes"][0] in page.notes.text()


def tip_at(widget, x, y):
    place = QPoint(round(x), round(y))
    QToolTip.hideText()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
    return plain(QToolTip.text())


def test_each_cell_of_the_matrix_tells_reference_and_map(show):
    cells = show().matrix.cells
    assert plain(cells.cell_words(0, 1)) == (
        f"10 pixels of wheat are mapped as {MARKUP}: 10.0 % of that class."
    )
    found = {
        cells.cell_at(QPointF(x, y)) for x in range(cells.width()) for y in range(cells.height())
    }
    assert found == {None, *((row, column) for row in range(3) for column in range(3))}
    first = next(
        (x, y)
        for y in range(cells.height())
        for x in range(cells.width())
        if cells.cell_at(QPointF(x, y)) == (0, 1)
    )
    tip = tip_at(cells, first[0] + 3, first[1] + 3)
    assert "10 pixels of wheat" in tip
    assert "&lt;b&gt;maize" in tip


def test_the_matrix_shades_hits_and_errors_in_different_colours(show):
    cells = show().matrix.cells
    image = cells.grab().toImage()

    def ground(cell):
        inside = [
            (x, y)
            for x in range(image.width())
            for y in range(image.height())
            if cells.cell_at(QPointF(x, y)) == cell
        ]
        corner = min(inside)
        return image.pixelColor(corner[0] + 3, corner[1] + 3)

    hit, error, nothing = ground((1, 1)), ground((0, 1)), ground((1, 0))
    assert hit.blue() > hit.red() + 40
    assert error.red() > error.blue()
    assert abs(nothing.red() - nothing.blue()) < 5


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (9999, "9999"),
        (10_000, "10k"),
        (999_499, "999k"),
        (999_500, "1.0M"),
        (1_600_000, "1.6M"),
        (25_000_000, "25M"),
    ],
)
def test_large_counts_are_short(count, text):
    assert compact(count) == text


def test_twenty_classes_scroll_beside_names_that_stay(show, tmp_path):
    n = 20
    accuracy = copy.deepcopy(REPORT["accuracy"])
    for when in ("after", "before"):
        accuracy[when]["matrix"] = [[100 * (a == b) + 1 for a in range(n)] for b in range(n)]
        accuracy[when]["classes"] = [
            {
                "value": v,
                "name": f"a class with a long name {v}",
                "reference_pixels": 119,
                "f1": 0.8,
            }
            for v in range(1, n + 1)
        ]
    page = show({"accuracy": accuracy})
    matrix = page.matrix
    line = page.fontMetrics().lineSpacing()
    letters = page.fontMetrics().horizontalAdvance
    room = max(letters("999k"), SMALL * letters("100 %"))
    assert matrix.width() <= 320
    assert matrix.cells.width() >= n * room
    assert matrix.cells.height() >= n * 2 * line
    assert matrix.names.height() == matrix.cells.sizeHint().height()
    assert matrix.height() >= matrix.cells.height()
    assert page.bars.height() >= n * line


def test_bars_tell_before_and_after_of_their_class(show):
    bars = show().bars
    assert plain(bars.class_words(bars._classes[0])) == (
        "wheat: F1 67.0 % → 94.0 %, 100 held-out pixels."
    )
    line = bars.fontMetrics().lineSpacing()
    tips = [tip_at(bars, 50, y * line) for y in (0.5, 2.3, 4.0, 5.7)]
    assert tips[0] == ""
    assert [name in tip for name, tip in zip(("wheat", "maize", "water"), tips[1:])] == [True] * 3


def test_a_class_without_held_out_pixels_has_no_bar(show):
    """Its F1 would be 0 as soon as one pixel of the map says so."""
    after = figures([[90, 10, 0], [0, 40, 0], [0, 0, 0]], [0.94, 0.89, 0.0], 0.945, None)
    page = show({"accuracy.after": after})
    assert [one.name for one in page.bars._classes] == ["wheat", MARKUP]
    assert page.headline.text() == (
        "Measured on 8 held-out polygons, 140 pixels: too few polygons for a 95 % interval."
    )


def test_a_longer_bar_is_a_better_class(show):
    bars = show({"accuracy.before": None, "accuracy.gain": None}).bars
    image = bars.grab().toImage()
    line = bars.fontMetrics().lineSpacing()
    lengths = [
        sum(image.pixelColor(x, round(y * line)).name() == "#2f8fd0" for x in range(image.width()))
        for y in (2.35, 4.05, 5.75)
    ]
    assert lengths[2] > lengths[0] > lengths[1] > 0
    assert lengths[1] / lengths[2] == pytest.approx(0.89 / 0.99, abs=0.02)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("accuracy.after.matrix", [[1, 2], [3, 4]]),
        ("accuracy.after.matrix", [[1, 2, -3]] * 3),
        ("accuracy.after.overall_accuracy", "high"),
        ("accuracy.after.overall_accuracy", 3.0),
        ("accuracy.after.overall_accuracy_interval", [0.1]),
        ("accuracy.after.overall_accuracy_interval", [0.1, None]),
        ("accuracy.after.classes", None),
        ("accuracy.n_blocks", 2.5),
        ("notes", "one"),
        ("notes", [1]),
        ("fit.lambda", float("nan")),
        ("map_change.changed_share", True),
    ],
)
def test_a_report_that_is_not_ours_is_named_and_breaks_nothing(show, place, value):
    page = show({place: value})
    assert "map.json cannot be read" in plain(page.headline.text())
    assert page.summary.text() == "Accuracy in a line."
    assert not page.matrix.isVisible()
    assert page.report_button.isVisible()


@pytest.mark.parametrize("content", [None, b"", b"[]", b"\xff\xfe", b"3", b"{}"])
def test_a_report_that_cannot_be_read_is_named(page, tmp_path, content):
    path = tmp_path / "map.json"
    if content is not None:
        path.write_bytes(content)
    page.show_result(Result({"map": "map.tif", "report_json": str(path)}, summary="As before."))
    assert "cannot be read" in plain(page.headline.text())
    assert page.summary.text() == "As before."


def test_a_new_result_takes_the_place_of_the_one_before(show, page):
    show()
    page.show_result(Result())
    assert not page.matrix.isVisible()
    assert not page.words.isVisible()
    assert "no result yet" in page.headline.text()


def test_buttons_are_there_for_what_the_run_wrote(show, qtbot):
    page = show()
    assert not page.next_button.isVisible()
    page = show(next="map_next.gpkg")
    heard = []
    page.next_wanted.connect(heard.append)
    page.report_wanted.connect(heard.append)
    page.round_wanted.connect(lambda: heard.append("round"))
    for button in (page.next_button, page.report_button, page.round_button):
        click(qtbot, button)
    assert heard == ["map_next.gpkg", "map.html", "round"]
    assert "would count the labels twice" in page.round_button.toolTip()
