"""The model library without its widgets: files, folders, cards, and what is said of a model."""

import dataclasses
import json
import os
import time
from pathlib import Path

import pytest
from model_cards import CLASSES, MARKUP, card, trained, write_item, write_model
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QTextDocument

from sourcerer.core.errors import CannotWrite, NotAModel
from sourcerer.core.model_card import LandCoverClass
from sourcerer.sourcerer_plugin import model_library
from sourcerer.sourcerer_plugin.library import details as model_details
from sourcerer.sourcerer_plugin.library.scan import ModelLibrary
from sourcerer.sourcerer_plugin.library.table import LibraryTable
from sourcerer.sourcerer_plugin.model_library import (
    Entry,
    add_folder,
    card_facts,
    copy_model,
    folders,
    free_path,
    model_files,
    read_entry,
    remove_folder,
    usable_card,
)
from sourcerer.sourcerer_plugin.settings import MODEL_FOLDERS

TIMEOUT_MS = 30_000


@pytest.fixture
def profile(tmp_path, monkeypatch):
    """A profile of its own; returns the folder for imported models."""
    monkeypatch.setattr(model_library, "private_environment", lambda: tmp_path / "profile" / "env")
    return model_library.default_folder()


@pytest.fixture
def library(profile, qtbot):
    made = ModelLibrary()
    yield made
    made.close_down()


@pytest.fixture
def read(library, qtbot):
    """Looks through the folders and returns what was found, by file name."""

    def look():
        library.refresh()
        qtbot.waitUntil(lambda: not library.is_reading, timeout=TIMEOUT_MS)
        return {Path(entry.path).name: entry for entry in library.entries()}

    return look


def shown(html):
    """A page as a person reads it."""
    document = QTextDocument()
    document.setHtml(html)
    return document.toPlainText()


def test_facts_in_a_line(tmp_path):
    training = {"n_pixels": 12345, "held_out": {"overall_accuracy": 0.934}}
    assert card_facts(usable_card(write_model(tmp_path / "m.safetensors", training=training))) == (
        "2 classes · 1 band · 3 dates from 2018-01-01 · trained on 12,345 pixels"
        " · accuracy on polygons left out 93 %"
    )


def test_what_is_not_known_is_not_said(tmp_path):
    path = write_model(tmp_path / "m.safetensors", bands=("B4", "B8"))
    assert card_facts(usable_card(path)) == "2 classes · 2 bands · 3 dates from 2018-01-01"


@pytest.mark.parametrize(
    "training",
    [
        {"held_out": {"overall_accuracy": "high"}},
        {"n_pixels": "many"},
    ],
)
def test_a_card_with_nonsense_is_refused(tmp_path, training):
    path = write_model(tmp_path / "m.safetensors", training=training)
    with pytest.raises(NotAModel, match="not usable"):
        usable_card(path)
    assert "not usable" in read_entry(path).problem


def test_models_in_folders_and_below_are_found_once(tmp_path):
    write_model(tmp_path / "a" / "deep" / "er" / "one.safetensors")
    write_model(tmp_path / "a" / "two.SAFETENSORS")
    write_model(tmp_path / "a" / ".hidden" / "three.safetensors")
    (tmp_path / "a" / "notes.txt").touch()
    (tmp_path / "link").symlink_to(tmp_path / "a" / "deep")
    places = [str(tmp_path / name) for name in ("a", "a/deep", "link", "nowhere")]
    found = [os.path.relpath(path, tmp_path) for path in model_files(places)]
    assert found == ["a/two.SAFETENSORS", "a/deep/er/one.safetensors"]


def test_folders_are_added_once_and_forgotten(profile, tmp_path):
    assert folders() == [str(profile)]
    own = str(tmp_path / "own")
    assert add_folder(own) == add_folder(f"{own}/") == own
    assert folders() == [str(profile), own]
    remove_folder(own)
    assert folders() == [str(profile)]
    assert MODEL_FOLDERS.read() == []


def test_a_file_that_cannot_be_used_is_an_entry_with_its_reason(read, profile):
    good = write_model(profile / "good.safetensors", name="good")
    (profile / "cut.safetensors").write_bytes(Path(good).read_bytes()[:40])
    (profile / "foreign.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    (profile / "folder.safetensors").mkdir()
    (profile / "lost.safetensors").symlink_to(profile / "nowhere")
    os.mkfifo(profile / "pipe.safetensors")
    found = read()
    assert set(found) == {f"{n}.safetensors" for n in ("good", "cut", "foreign", "lost", "pipe")}
    assert found["good.safetensors"].card.name == "good"
    assert "is not a model file" in found["cut.safetensors"].problem
    assert "holds no Sourcerer model card" in found["foreign.safetensors"].problem
    assert "cannot be read" in found["lost.safetensors"].problem
    assert "is not a file" in found["pipe.safetensors"].problem


@pytest.mark.parametrize(
    "sensor", [json.loads("[" * 400 + "]" * 400), "\ud800", {"a": None}, "x\0"]
)
def test_a_card_that_is_made_to_break_a_reader_breaks_nothing(read, profile, sensor):
    path = profile / "m.safetensors"
    item = card().to_item(path.name)
    item["properties"]["mlm:hyperparameters"]["sensor"] = sensor
    write_item(path, item)
    write_model(profile / "z.safetensors", name="good")
    found = read()
    assert found["z.safetensors"].card.name == "good"
    table = LibraryTable()
    table.show(found.values())
    assert table.rowCount() == 2
    assert shown(model_details.page(found["m.safetensors"]))


def test_a_scan_tells_which_folders_are_not_there(read, library, tmp_path):
    add_folder(str(tmp_path / "gone"))
    assert read() == {}
    assert library.missing == [str(tmp_path / "gone")]
    assert library.has_been_read


def test_a_second_look_sees_what_changed_and_reads_only_that(read, profile, monkeypatch):
    write_model(profile / "same.safetensors", name="same")
    write_model(profile / "other.safetensors", name="before")
    write_model(profile / "gone.safetensors")
    read()
    write_model(profile / "other.safetensors", name="afterwards")
    (profile / "gone.safetensors").unlink()
    paths = []
    monkeypatch.setattr(
        model_library, "read_entry", lambda path: paths.append(path) or read_entry(path)
    )
    found = read()
    assert {name: entry.name for name, entry in found.items()} == {
        "same.safetensors": "same",
        "other.safetensors": "afterwards",
    }
    assert paths == [str(profile / "other.safetensors")]


def test_a_thousand_models_are_read_while_qgis_lives_on(library, profile, qtbot):
    for number in range(1000):
        write_model(profile / f"{number}.safetensors", name=f"model {number}")
    seen = set()
    library.changed.connect(lambda: seen.add(len(library.entries())))
    ticks = [time.monotonic()]
    timer = QTimer()
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start(10)
    library.refresh()
    qtbot.waitUntil(lambda: library.has_been_read, timeout=TIMEOUT_MS)
    assert len(library.models()) == 1000
    assert len(seen) > 10, "they come some at a time"
    gaps = [later - earlier for earlier, later in zip(ticks, ticks[1:])]
    assert max(gaps) < (ticks[-1] - ticks[0]) / 2, "the main thread got its turns"


def test_a_scan_that_is_asked_for_again_starts_anew(library, profile, qtbot):
    write_model(profile / "one.safetensors")
    library.refresh()
    write_model(profile / "two.safetensors")
    library.refresh()
    qtbot.waitUntil(lambda: len(library.models()) == 2, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: not library.is_reading, timeout=TIMEOUT_MS)


def test_closing_down_stops_a_scan(library, profile, qtbot):
    for number in range(300):
        write_model(profile / f"{number}.safetensors")
    library.refresh()
    library.close_down()
    assert not library.is_reading
    qtbot.wait(200)
    assert not library.has_been_read


def test_a_copy_is_whole_or_not_there(profile, tmp_path):
    source = write_model(tmp_path / "mine.safetensors")
    copy_model(source, profile / "mine.safetensors")
    assert [path.name for path in profile.iterdir()] == ["mine.safetensors"]
    assert free_path(profile / "mine.safetensors").name == "mine 2.safetensors"
    broken = tmp_path / "broken.safetensors"
    broken.write_text("no model")
    with pytest.raises(NotAModel, match="is not a model file"):
        copy_model(str(broken), profile / "broken.safetensors")
    (profile / "folder").mkdir()
    with pytest.raises(CannotWrite, match="cannot be copied to"):
        copy_model(source, profile / "folder")
    assert sorted(path.name for path in profile.iterdir()) == ["folder", "mine.safetensors"]


def test_a_folder_for_models_that_cannot_be_made_is_named(profile, tmp_path):
    source = write_model(tmp_path / "mine.safetensors")
    profile.parent.mkdir()
    profile.write_text("a file where the folder should be")
    with pytest.raises(CannotWrite, match=f"The folder for models, {profile}, cannot be made"):
        copy_model(source, profile / "mine.safetensors")


def test_the_page_tells_what_the_accuracy_was_measured_on():
    figures = {"overall_accuracy": 0.934, "macro_f1": 0.9, "n_pixels": 3000, "n_blocks": 12}
    text = shown(model_details.page(Entry("/m.safetensors", card(training=trained(**figures)))))
    assert "Overall accuracy 93.4 %, macro F1 90.0 %" in text
    assert "3,000 pixels of 12 polygons that the fit never saw" in text
    assert "12,345 pixels of 40 polygons" in text
    refitted = dataclasses.replace(trained(**figures), refitted=True)
    assert "fitted again on all polygons" in model_details.accuracy(card(training=refitted))
    assert "Not measured" in model_details.accuracy(card())


def test_the_page_tells_how_a_model_was_adapted():
    training = dataclasses.replace(
        trained(),
        method="sourcerer",
        lambda_value=0.01234,
        lambda_rule="schedule",
        penalty="proximal",
        alpha=0.25,
        drift=1.5,
        source_sha256="0123456789abcdef" * 4,
        versions={"torch": "2.13.0"},
    )
    text = shown(model_details.page(Entry("/m.safetensors", card(training=training))))
    for part in ("sourcerer", "0.01234, schedule, proximal", "25 % of the way", "torch 2.13.0"):
        assert part in text
    assert "0123456789abcdef…" in text


def test_text_of_a_card_is_shown_as_text():
    entry = Entry(
        f"/{MARKUP}.safetensors",
        card(
            MARKUP,
            bands=(MARKUP,),
            classes=(LandCoverClass(1, MARKUP, "#123456"),),
            provenance=MARKUP,
            licence=MARKUP,
            sensor=MARKUP,
        ),
    )
    for html in (model_details.page(entry), model_details.tooltip(entry.card)):
        assert "<b>" not in html
        assert "<img" not in html
    assert shown(model_details.page(entry)).count(MARKUP) == 7
    assert MARKUP in shown(model_details.page(Entry("/x", problem=MARKUP)))
    assert MARKUP in shown(model_details.as_tooltip(MARKUP))
    assert "background-color: #123456" in model_details.page(entry)


def test_a_page_of_thousands_of_classes_is_cut_off():
    classes = [LandCoverClass(number, f"class {number}", "#000000") for number in range(1, 5001)]
    entry = Entry("/m", card(classes=classes, provenance="x" * 1_000_000))
    html = model_details.page(entry)
    assert "class 200" in html
    assert "class 201" not in html
    assert "and 4,800 more" in html
    assert len(html) < 50_000
    assert "class 21" not in model_details.tooltip(entry.card)


def test_a_page_names_all_classes_with_their_colours():
    html = model_details.page(Entry("/m", card()))
    for known in CLASSES:
        assert known.colour in html
        assert known.name in shown(html)
