"""The manual's pages can be built, their links lead somewhere, and they say what is so."""

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from manual import HELP, build_manual, pages
from standards import check_item

from core import errors
from core.jobs import JOBS
from core.model_card import ModelCard
from core.options import flag_of, options

ROOT = Path(__file__).parents[2]


class Links(HTMLParser):
    """What a page links to, and the places in it that can be linked to."""

    def __init__(self, path):
        super().__init__()
        self.targets, self.places = [], set()
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.targets += [found[name] for name in ("href", "src") if name in found]
        self.places |= {found["id"]} if "id" in found else set()


@pytest.fixture(scope="module")
def built():
    return build_manual().parent


def test_every_page_is_built_and_in_every_menu(built):
    names = [page.name for page in pages()]
    assert names[0] == "index"
    assert sorted(path.stem for path in built.glob("*.html")) == sorted(names)
    assert {path.stem for path in HELP.glob("*.md")} == set(names)
    for name in names:
        assert {f"{other}.html" for other in names} <= set(Links(built / f"{name}.html").targets)


def test_every_link_leads_somewhere(built):
    checked = 0
    for page in built.glob("*.html"):
        for target in Links(page).targets:
            if re.match("https?:|mailto:", target):
                continue
            path, _, place = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            assert file.is_file(), (page.name, target)
            assert file.is_relative_to(ROOT), (page.name, target)
            assert not place or place in Links(file).places, (page.name, target)
            checked += 1
    assert checked > 200


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_of_the_pages_at_the_root_lead_somewhere(name):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / name).read_text("utf-8"))
    assert targets
    for target in targets:
        assert (ROOT / target).exists(), target


def classes_below(kind):
    return {kind, *(part for below in kind.__subclasses__() for part in classes_below(below))}


def test_every_kind_of_error_has_an_entry(built):
    known = {
        kind.code
        for kind in classes_below(errors.SourcererError)
        if kind.__module__ == errors.__name__
    }
    assert len(known) > 10
    places = Links(built / "troubleshooting.html").places
    assert known <= places, known - places


def texts_in_the_code():
    """Every text that the program may say; … stands for what is filled in."""
    for folder in ("core", "sourcerer_plugin"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.JoinedStr):
                    yield "".join(
                        part.value if isinstance(part, ast.Constant) else "…"
                        for part in node.values
                    )
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield re.sub(r"\{\w*(:\w+)?\}", "…", node.value)


def test_the_messages_that_are_explained_are_said():
    text = (HELP / "troubleshooting.md").read_text("utf-8")
    said = [" ".join(message.split()) for message in re.findall(r"(?m)^- \*([^*]+)\*", text)]
    assert len(said) > 35
    known = [" ".join(entry.split()) for entry in texts_in_the_code() if len(entry) > 12]
    for message in said:
        parts = [re.escape(part.strip()) for part in message.split("…") if part.strip()]
        pattern = re.compile(".*".join(parts), re.DOTALL)
        assert any(pattern.search(entry) for entry in known), message


def test_the_example_of_a_card_is_one(built):
    text = (HELP / "model_file.md").read_text("utf-8")
    item = json.loads(text.partition("```json")[2].partition("```")[0])
    check_item(item)
    card = ModelCard.from_item(item, "model_file.md")
    again = json.loads(json.dumps(card.to_item(item["assets"]["model"]["href"])))
    facts = [entry["properties"]["mlm:hyperparameters"].pop("training") for entry in (item, again)]
    assert again == item
    assert facts[0].items() <= facts[1].items()  # versions add to these


def test_equations_are_where_the_page_on_the_method_says():
    text = (HELP / "method.md").read_text("utf-8")
    for equation, path in (("Eq. 1)", "sourcerer.py"), ("Eq. 2–4", "schedule.py")):
        assert equation in text
        assert equation in (ROOT / "core" / path).read_text("utf-8")


def test_names_in_the_dock_are_those_of_the_manual():
    """What the manual prints in bold as something to press is written on a button."""
    known = set(texts_in_the_code())
    pressed = ["Run", "New round", "Create", "Repair", "Each image …", "Rank my models"]
    pressed += ["Make the example …", "New classes", "Ignore them", "Copy diagnostics"]
    text = " ".join(word for path in HELP.glob("*.md") for word in path.read_text("utf-8").split())
    for word in pressed:
        assert f"**{word}**" in text, word
        assert word in known, word


def test_every_option_that_is_written_of_exists():
    known = {"--help", "--json", "--nworkers", "--nthreads"}  # the last two are Dask's
    for job in JOBS.values():
        known |= {flag_of(name, info) for name, info in options(job).items()}
    checked = 0
    for path in [*HELP.glob("*.md"), ROOT / "README.md"]:
        if path.name == "accuracy.md":  # of a study's command
            continue
        for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]+", path.read_text("utf-8")):
            assert flag in known, (path.name, flag)
            checked += 1
    assert checked > 100


def commands_in(path):
    text = path.read_text("utf-8").replace("\\\n", " ")
    found = re.findall(r"(?m)^    \S*python -m core ((?:example|train|map) .+)$", text)
    return [line.split() for line in found]


def test_the_first_map_can_be_made_as_it_is_written(tmp_path, monkeypatch, command):
    """The commands one by one, on a smaller scene and with short fits."""
    fit = ["--updates", "20", "--holdout", "0"]
    quick = {"example": ["--size", "48"], "train": fit, "map": fit}
    commands = commands_in(HELP / "first_map.md")
    assert commands == commands_in(ROOT / "README.md")
    assert [words[0] for words in commands] == list(quick)
    monkeypatch.chdir(tmp_path)
    for words in commands:
        status, _, err = command(*words, *quick[words[0]])
        assert status == 0, err
    assert (tmp_path / "map.tif").is_file()
    assert (tmp_path / "map.html").is_file()
