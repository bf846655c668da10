"""What is shown of a run: time left, phases, curve, log; and what a killed worker leaves."""

import os

import pytest
from qgis.PyQt.QtCore import Qt

from sourcerer.core.jobs import MapJob
from sourcerer.sourcerer_plugin.elided_label import ElidedLabel, plain_tip
from sourcerer.sourcerer_plugin.leftovers import remove_unfinished
from sourcerer.sourcerer_plugin.run.learning_curve import (
    MOST_FITS,
    MOST_POINTS,
    LearningCurve,
    Trace,
    nice_top,
)
from sourcerer.sourcerer_plugin.run.page import RunPage
from sourcerer.sourcerer_plugin.run.progress import RunProgress
from sourcerer.sourcerer_plugin.run.time_left import TimeLeft, duration


@pytest.fixture
def page(qtbot):
    made = RunPage()
    qtbot.addWidget(made)
    made.resize(320, 700)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_at_an_even_pace_the_time_left_is_right():
    left = TimeLeft()
    for second in range(31):
        left.advance(float(second), second / 100)
    assert left.seconds(30.0) == pytest.approx(70.0)
    assert left.seconds(40.0) == pytest.approx(60.0)  # time passes while nothing is heard
    assert left.words(30.0) == "about 1 min left"
    assert left.words(44.0) == "about 1 min left"
    assert left.words(65.0) == "about 40 s left"
    assert left.words(95.0) == "a few seconds left"
    assert left.seconds(500.0) == 0.0
    left.advance(35.0, 1.0)
    assert left.seconds(35.0) == 0.0


def test_nothing_is_said_before_anything_is_known():
    left = TimeLeft()
    assert left.words(0.0) == ""
    left.advance(0.0, 0.0)
    left.advance(1.0, 0.5)  # too soon
    left.advance(100.0, 0.5)
    assert left.words(100.0) == ""
    left = TimeLeft()
    left.advance(0.0, 0.0)
    left.advance(50.0, 0.005)  # too little is done
    assert left.words(50.0) == ""


def test_a_slower_phase_moves_the_estimate_smoothly():
    left = TimeLeft()
    for second in range(20):
        left.advance(float(second), second / 50)
    before = left.seconds(19.0)
    left.advance(24.0, 19.5 / 50)
    after = left.seconds(24.0)
    assert before - 5 < after < 1.5 * before


def test_a_phase_is_judged_by_its_own_pace():
    """Reading is quick, fitting slow: 0.1 in 2 s, then 0.01 in 2 s."""
    progress = RunProgress(0.0)
    for second in range(5):
        progress.advance(float(second), "Reading labels", 0.05 * second)
    assert progress.left(4.0) == "about 20 s left"
    for second in range(4, 15):
        progress.advance(float(second), "Fitting", 0.2 + 0.005 * (second - 4))
    assert progress.left(14.0) == "about 2 min left"  # 0.75 at 0.005 a second: 150 s


def test_hours_are_told_as_hours():
    left = TimeLeft()
    for minute in range(10):
        left.advance(60.0 * minute, 0.01 * minute)
    assert left.words(540.0) == "about 1.5 h left"


@pytest.mark.parametrize(
    ("seconds", "words"), [(4.4, "4 s"), (75, "1 min 15 s"), (7260, "2 h 1 min")]
)
def test_durations_are_told_in_their_own_units(seconds, words):
    assert duration(seconds).replace("\u00a0", " ") == words


def test_phases_are_listed_with_what_they_took(page):
    progress = RunProgress(0.0)
    progress.advance(2.0, "Reading labels", 0.1)
    progress.advance(5.0, "<b>Fitting</b>", 0.3)
    progress.advance(9.0, "<b>Fitting</b>", 0.5)
    progress.device = "CPU, 2 threads"
    page.show_progress(progress, 10.0)
    assert page.phases.text().replace("\u00a0", " ").split("\n") == [
        "✓ Starting · 2 s",
        "✓ Reading labels · 3 s",
        "▸ <b>Fitting</b> · 5 s",
    ]
    assert page.phases.textFormat() == Qt.TextFormat.PlainText
    assert page.device.whole() == "Computing on CPU, 2 threads"
    # 0.2 in the 4 s of this phase: 0.5 take 10 s from 9 s on
    assert progress.line(9.0) == "about 10 s left · <b>Fitting</b> · CPU, 2 threads"
    progress.end(12.0, is_whole=True)
    progress.note = "Done"
    page.show_progress(progress, 60.0)
    assert page.phases.text().endswith("✓ <b>Fitting</b> · 7\u00a0s")
    assert page.left.whole() == "Done"


def test_a_phase_in_which_the_run_was_stopped_is_not_told_as_done(page):
    progress = RunProgress(0.0)
    progress.advance(2.0, "Fitting", 0.1)
    progress.end(5.0, is_whole=False)
    page.show_progress(progress, 6.0)
    assert page.phases.text().replace("\u00a0", " ") == "✓ Starting · 2 s\n✗ Fitting · 3 s"


def test_before_a_run_the_page_says_so(page):
    assert page.left.whole() == "Nothing has been run yet."
    assert not page.curve.isVisible()
    assert not page.device.isVisible()


def test_the_curve_comes_with_its_first_point_and_says_that_it_decides_nothing(page):
    page.add_measure("loss", 0, 2.0)
    assert page.curve.isVisible()
    assert page.caption.text() == "For display only: nothing is chosen by it."
    page.add_measure("loss", 20, 0.51234)
    page.add_measure("accuracy", 20, 0.875)
    page.add_measure("moon", 20, 1.0)
    assert page.curve.accessibleDescription() == "loss 0.512 · held-out accuracy 87.5 %"
    page.clear()
    assert not page.curve.isVisible()
    assert page.curve.words() == ""


def test_the_log_keeps_lines_as_they_are(page):
    page.say("<i>one</i>")
    page.say("two")
    assert page.log.toPlainText() == "<i>one</i>\ntwo"
    page.clear()
    assert page.log.toPlainText() == ""


def test_a_new_fit_begins_a_new_line():
    trace = Trace()
    for x, y in ((0, 2.0), (10, 1.0), (0, 3.0), (10, 0.5)):
        trace.add(x, y)
    assert trace.fits == [[(0, 2.0), (10, 1.0)], [(0, 3.0), (10, 0.5)]]
    assert (trace.most(0), trace.most(1), trace.last()) == (10, 3.0, 0.5)
    trace.add(float("nan"), 1.0)
    trace.add(20, float("inf"))
    assert trace.last() == 0.5


def test_long_runs_stay_quick_to_draw():
    trace = Trace()
    for fit in range(3 * MOST_FITS):
        for x in range(2 * MOST_POINTS + fit):
            trace.add(float(x), 1.0)
    assert len(trace.fits) <= MOST_FITS
    assert max(map(len, trace.fits)) <= MOST_POINTS
    assert trace.fits[-1][0][0] == 0
    assert trace.fits[-1][-1][0] == 2 * MOST_POINTS + 3 * MOST_FITS - 2


@pytest.mark.parametrize(
    ("most", "top"), [(0, 1), (0.7, 1), (1, 1), (1.2, 2), (3, 5), (7, 10), (0.03, 0.05), (130, 200)]
)
def test_the_losss_axis_ends_at_a_round_number(most, top):
    assert nice_top(most) == pytest.approx(top)


def blue(image):
    """Where the loss is drawn: mean height of its pixels in each quarter of the width, from top."""
    found = []
    for quarter in range(4):
        part = range(image.width() * quarter // 4, image.width() * (quarter + 1) // 4)
        rows = [
            y
            for x in part
            for y in range(image.height() // 4, image.height())
            if image.pixelColor(x, y).name() == "#2f8fd0"
        ]
        found.append(sum(rows) / len(rows) if rows else None)
    return found


def test_a_falling_loss_is_drawn_falling(qtbot):
    curve = LearningCurve()
    qtbot.addWidget(curve)
    curve.resize(400, 240)
    for step in range(11):
        curve.add("loss", 10.0 * step, 1.0 - step / 10)
    heights = blue(curve.grab().toImage())
    assert None not in heights
    assert heights == sorted(heights)
    assert heights[-1] - heights[0] > 60


def test_a_label_that_is_too_long_is_whole_in_its_tooltip(qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.resize(100, 20)
    label.show()
    label.show_text("short")
    assert (label.text(), label.toolTip()) == ("short", "")
    label.show_text("<b>a text that is longer</b> than a hundred pixels")
    assert label.text().endswith("…")
    assert label.toolTip() == plain_tip(label.whole())
    assert "&lt;b&gt;" in label.toolTip()
    label.resize(900, 20)
    assert label.text() == label.whole()
    assert label.minimumSizeHint().width() < 120


def test_what_a_killed_worker_began_is_removed_and_nothing_else(tmp_path):
    job = MapJob(output=str(tmp_path / "map.tif"), report=str(tmp_path / "else" / "map.html"))
    (tmp_path / "else").mkdir()
    begun = [".0123abcd-map.tif", ".0123abcd-map_next.gpkg", "else/.89abcdef-map.html"]
    kept = ["map.tif", ".0123abcd-other.tif", ".map.tif", "0123abcd-map.tif"]
    for name in [*begun, *kept]:
        (tmp_path / name).touch()
    older = tmp_path / ".fedcba98-map.tif"  # of another run that is not ours to end
    older.touch()
    now = older.stat().st_mtime
    os.utime(older, (now - 100, now - 100))
    remove_unfinished(job, now - 50)
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*kept, ".fedcba98-map.tif"}


def test_a_folder_that_is_gone_holds_nothing_to_remove(tmp_path):
    remove_unfinished(MapJob(output=str(tmp_path / "gone" / "map.tif")), 0.0)
    assert list(tmp_path.iterdir()) == []
