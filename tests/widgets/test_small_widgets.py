"""The small widgets that pages and sections are made of."""

import pytest
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from sourcerer.core.jobs import Companion, Method, Penalty
from sourcerer.sourcerer_plugin.footer import Footer
from sourcerer.sourcerer_plugin.form.entries import Entries, choose, list_choices
from sourcerer.sourcerer_plugin.form.findings import Finding, FindingsList, Level
from sourcerer.sourcerer_plugin.form.narrow import MAX_WORD, ButtonRow, MessageLabel, breakable


def test_buttons_stand_below_each_other_where_the_row_is_too_narrow(qtbot):
    buttons = [QPushButton("Modelle vergleichen und ordnen"), QPushButton("Modellbibliothek …")]
    dock = QWidget()
    QVBoxLayout(dock).addWidget(ButtonRow(buttons))
    qtbot.addWidget(dock)
    dock.show()
    for width, is_stacked in ((900, False), (320, True), (900, False)):
        dock.resize(width, 100)
        qtbot.waitUntil(lambda: (buttons[0].x() == buttons[1].x()) == is_stacked)  # noqa: B023
        assert dock.width() == width
        assert all(button.width() >= button.minimumSizeHint().width() for button in buttons)


def test_a_long_word_breaks_and_says_the_same():
    path = "/a_folder/" + "x" * 60 + "/file.safetensors is not there"
    broken = breakable(path)
    assert broken.replace("\u200b", "") == path
    assert max(map(len, broken.replace(" ", "\u200b").split("\u200b"))) <= MAX_WORD + 1
    assert breakable("from 2018-01-01") == "from 2018-01-01"


def test_a_message_is_shown_as_it_is_and_hidden_when_empty(qtbot):
    window = QWidget()
    label = MessageLabel("message")
    QVBoxLayout(window).addWidget(label)
    qtbot.addWidget(window)
    window.show()
    assert not label.isVisible()
    label.say("<b>bold</b>")
    assert label.isVisible()
    assert (label.text(), label.textFormat()) == ("<b>bold</b>", Qt.TextFormat.PlainText)
    label.say("")
    assert not label.isVisible()


@pytest.mark.parametrize("kind", [Method, Penalty, Companion])
def test_a_closed_choice_comes_back_from_its_list_as_it_went_in(qtbot, kind):
    combo = QComboBox()
    qtbot.addWidget(combo)
    list_choices(combo, "choice", [(f"the {one}", one) for one in kind])
    for one in kind:
        assert choose(combo, one)
        assert combo.currentText() == f"the {one}"
        assert kind(combo.currentData()) is one
    assert not choose(combo, "something else")


def test_an_entry_stands_below_its_label_with_the_jobs_help(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    entries, line = Entries(window), QLineEdit()
    label = entries.ask("output", "Map", line)
    window.show()
    assert label.buddy() is line
    assert label.y() + label.height() <= line.y()
    assert line.toolTip() == label.toolTip() != ""
    assert entries.labels == {"output": "Map"}


def test_findings_take_the_place_of_those_before(qtbot):
    listed = FindingsList("findings")
    qtbot.addWidget(listed)
    listed.show_findings([Finding(Level.GOOD, "all bands"), Finding(Level.BAD, "no dates")])
    texts = listed.findChildren(QLabel, "finding_bad")
    assert [text.accessibleName() for text in texts] == ["Problem: no dates"]
    listed.show_findings([Finding(Level.GOOD, "all bands")])
    qtbot.waitUntil(lambda: listed.findChildren(QLabel, "finding_bad") == [])
    assert listed.isVisible()
    listed.show_findings([])
    assert not listed.isVisible()


def test_the_footers_buttons_are_clicked(qtbot):
    footer, heard = Footer(), []
    qtbot.addWidget(footer)
    footer.run_button.clicked.connect(lambda: heard.append("run"))
    footer.cancel_button.clicked.connect(lambda: heard.append("cancel"))
    footer.show()
    for button in (footer.run_button, footer.cancel_button):
        assert not button.icon().pixmap(16, 16).isNull(), "its picture is an SVG"
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert heard == ["run", "cancel"]
