"""All that the plugin shows is translated, and what is translated is what it shows."""

import ast
import re

import pytest
import translations
from qgis.core import QgsApplication, QgsProcessingParameterDefinition, QgsSettings
from qgis.PyQt.QtCore import QCoreApplication, QTranslator
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QDialogButtonBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTabWidget,
    QWidget,
)
from shown_literals import called, shown_literals
from translations import FOLDER, PLUGIN, ROOT, Translation, UnknownText

from sourcerer import classFactory
from sourcerer.core.jobs import ExampleJob
from sourcerer.sourcerer_plugin import messages, translation
from sourcerer.sourcerer_plugin.algorithms.provider import SourcererProvider
from sourcerer.sourcerer_plugin.library.dialog import LibraryDialog
from sourcerer.sourcerer_plugin.library.scan import ModelLibrary
from sourcerer.sourcerer_plugin.messages import tr
from sourcerer.sourcerer_plugin.task import WorkerTask

TO_DO = "Run ./dev translate and translate what it lists."
LANGUAGES = sorted(FOLDER.glob("sourcerer_*.ts"))
KEPT = re.compile(
    r"\{[^{}]*\}"  # what is filled in
    r"|%[A-Za-z]"  # parts of a date
    r"|--[a-z][a-z-]*"  # flags of the command line
    r"|\*?\.(?:tif|npz|csv|json|html|zip|pth|whl|safetensors)\b"
    r"|</?[a-z]+"
)
WITHOUT_QT = {"worker_client.py", "worker_process.py"}
"""They speak English as the worker does, for which they stand."""


@pytest.fixture(scope="module")
def texts():
    return translations.sources()


@pytest.fixture(params=LANGUAGES, ids=lambda path: path.stem)
def language(request):
    return request.param


@pytest.fixture
def speak():
    """Chooses QGIS's language as its options do."""

    def choose(locale):
        QgsSettings().setValue("locale/overrideFlag", True)
        QgsSettings().setValue("locale/userLocale", locale)

    yield choose
    QgsSettings().remove("locale")


@pytest.fixture
def start(qgis_iface, qgis_parent, qtbot):
    """Starts the plugin; stops it where the test has not."""
    started = []

    def begin():
        plugin = classFactory(qgis_iface)
        plugin.initGui()
        started.append(plugin)
        return plugin

    yield begin
    for plugin in started:
        if plugin._dock is not None:
            plugin.unload()


# --- The files ------------------------------------------------------------------------------


def test_there_is_german():
    assert FOLDER / "sourcerer_de.ts" in LANGUAGES


def test_the_texts_are_those_of_the_code_and_all_are_translated(language, texts):
    known = translations.read(language)
    assert sorted(texts.keys() - known.keys()) == [], TO_DO
    assert sorted(known.keys() - texts.keys()) == [], TO_DO
    unfinished = [text for text, said in known.items() if not said.is_finished]
    assert unfinished == [], TO_DO


def test_a_translation_keeps_what_is_filled_in_and_the_spaces_around_it(language):
    for text, said in finished(language):
        assert set(KEPT.findall(said.text)) == set(KEPT.findall(text)), text
        assert said.text.strip(), text
        assert before_and_after(said.text) == before_and_after(text), text
        assert text.count("\n") == said.text.count("\n"), text
        assert text.endswith(".") == said.text.endswith("."), text
        assert text.endswith("…") == said.text.endswith("…"), text


def finished(language):
    """Only these are shown; that there are no others is a test of its own."""
    for text, said in translations.read(language).items():
        if said.is_finished:
            yield text, said


def before_and_after(text):
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def test_a_translation_can_be_filled_in(language):
    """A brace too many, or a format that a number has not, would fail where it is shown."""
    for text, said in finished(language):
        for field in re.findall(r"\{([^{}]*)\}", text):
            assert field in re.findall(r"\{([^{}]*)\}", said.text), text
        assert not re.search(r"[{}]", re.sub(r"\{[^{}]*\}", "", said.text)), text


def test_what_qt_reads_is_what_the_translator_wrote(language):
    translator = QTranslator()
    assert translator.load(str(language.with_suffix(".qm"))), TO_DO
    QCoreApplication.installTranslator(translator)
    try:
        for text, said in finished(language):
            assert QCoreApplication.translate(translations.CONTEXT, text) == said.text, TO_DO
    finally:
        QCoreApplication.removeTranslator(translator)


def test_updating_again_changes_nothing(language, texts, tmp_path):
    copy = tmp_path / language.name
    translations.write(copy, texts, translations.read(language))
    assert copy.read_bytes() == language.read_bytes(), TO_DO


# --- The tool -------------------------------------------------------------------------------


def test_an_update_keeps_translations_marks_new_texts_and_drops_vanished_ones(tmp_path):
    path = tmp_path / "sourcerer_fr.ts"
    known = {
        "Map": Translation("Carte", True),
        "Classes & <b>bands</b>": Translation("Classes & <b>bandes</b>", True),
        "Gone": Translation("Parti", True),
        "Draft": Translation("Brouillon"),
    }
    texts = dict.fromkeys(("Map", "Classes & <b>bands</b>", "New", "Draft"), "dock.py")
    translations.write(path, texts, known)
    assert translations.read(path) == {
        "Map": Translation("Carte", True),
        "Classes & <b>bands</b>": Translation("Classes & <b>bandes</b>", True),
        "New": Translation(),
        "Draft": Translation("Brouillon"),
    }
    assert path.read_text("utf-8").count('type="unfinished"') == 2
    assert 'language="fr"' in path.read_text("utf-8")


def test_texts_are_found_where_they_are_translated():
    code = 'def f():\n    g(tr("one " "line"), tr(info.help), tr(HELP["field"].help))\n'
    assert translations.translated_literals(ast.parse(code), PLUGIN) == ["one line"]


@pytest.mark.parametrize("call", ["tr(name)", 'tr(f"{n} bands")', 'tr("a" + b)', "tr()"])
def test_a_text_that_cannot_be_found_is_refused(call):
    with pytest.raises(UnknownText, match="neither a literal nor a help text"):
        translations.translated_literals(ast.parse(call), PLUGIN)


def test_qts_own_tr_is_refused_for_its_context_is_another():
    with pytest.raises(UnknownText, match="Import tr from messages"):
        translations.translated_literals(ast.parse('self.tr("Bands")'), PLUGIN)


# --- The code -------------------------------------------------------------------------------


def modules():
    for path in sorted(PLUGIN.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def test_nothing_is_translated_while_modules_are_loaded():
    """QGIS's language is known, but the translation is not installed before `initGui`."""
    early = []
    for path, tree in modules():
        inside = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, (ast.FunctionDef, ast.Lambda))
            for part in (function.body if isinstance(function.body, list) else [function.body])
            for node in ast.walk(part)
        }
        early += [
            f"{path.name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and called(node) == "tr" and id(node) not in inside
        ]
    assert early == []


def test_no_text_is_shown_without_being_translated():
    found = [
        f"{path.relative_to(ROOT)}:{call.lineno}: {text!r}"
        for path, tree in modules()
        if path.name not in WITHOUT_QT
        for call, text in shown_literals(tree)
    ]
    assert found == [], "Put tr() around these."


@pytest.mark.parametrize(
    "code",
    [
        'QLabel("Bands")',
        'label.setText(f"{n} bands")',
        'bar.pushMessage("Sourcerer", "Stopped" if done else tr("Done"))',
        'box.setToolTip("Bands: {0}".format(n))',
        'TITLE = "Bands"\nwindow.setWindowTitle(TITLE)',
        'JobError(tr("No model."), "Choose one.")',
    ],
)
def test_such_a_text_would_be_found(code):
    assert list(shown_literals(ast.parse(code)))


def test_what_is_no_text_is_not_taken_for_one():
    code = 'QLabel(f"<b>{title}</b>")\nbox.setText(tr("Bands"))\nbox.setObjectName("bands")'
    assert list(shown_literals(ast.parse(code))) == []


# --- In QGIS --------------------------------------------------------------------------------


def test_the_plugin_speaks_the_language_of_qgis_until_it_is_unloaded(speak, start):
    speak("de")
    plugin = start()
    assert tr("Source model") == "Quellmodell"
    assert plugin._action.text() == "Landbedeckung mit wenigen Labels kartieren"
    plugin.unload()
    assert tr("Source model") == "Source model"


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("de", "Quellmodell"),
        ("de_AT", "Quellmodell"),
        ("en_US", "Source model"),
        ("C", "Source model"),
        ("", "Source model"),
        ("xx", "Source model"),
    ],
)
def test_a_language_is_found_for_every_country_and_english_is_left(speak, locale, text):
    speak(locale)
    installed = translation.install()
    try:
        assert tr("Source model") == text
    finally:
        translation.remove(installed)
    assert tr("Source model") == "Source model"


def test_processing_alone_speaks_it_too(speak, qgis_iface):
    speak("de")
    plugin = classFactory(qgis_iface)
    plugin.initProcessing()
    try:
        algorithm = QgsApplication.processingRegistry().algorithmById("sourcerer:trainsourcemodel")
        assert algorithm.displayName() == "Quellmodell trainieren"
        assert algorithm.parameterDefinition("MASK").description() == "Wolkenmaske"
    finally:
        QgsApplication.processingRegistry().removeProvider("sourcerer")
        translation.remove(plugin._translator)


def test_what_the_worker_is_doing_is_told_in_the_users_language(
    speak, start, worker_python, qtbot, tmp_path
):
    speak("de")
    start()
    phases = set()
    task = WorkerTask(ExampleJob(output=str(tmp_path / "scene"), size=48))
    task.advanced.connect(lambda phase, fraction: phases.add(phase))
    with qtbot.waitSignal(task.succeeded, timeout=60_000):
        QgsApplication.taskManager().addTask(task)
    assert phases == {"Beispielgebiet schreiben"}
    assert messages.phase_in_words("Model 1 of 2: oise.safetensors").startswith("Model 1 of 2")


def test_nothing_english_is_left_in_the_dock_in_processing_and_in_the_library(speak, start, qtbot):
    speak("de")
    plugin = start()
    library = LibraryDialog(ModelLibrary())
    page = plugin._options.createWidget(plugin._dock)
    german = translations.read(FOLDER / "sourcerer_de.ts")
    english = {text for text, said in german.items() if said.is_finished and said.text != text}
    english |= {messages.sentence(text) for text in english}
    shown = {*widget_texts(plugin._dock), *widget_texts(library), *widget_texts(page)}
    shown |= set(processing_texts())
    assert len(shown) > 200
    assert sorted(shown & english) == []


def test_every_text_that_is_asked_for_is_in_the_files(texts, monkeypatch, start, qtbot):
    asked = set()

    class Recorder:
        @staticmethod
        def translate(context, text):
            assert context == translations.CONTEXT
            asked.add(text)
            return text

    monkeypatch.setattr(messages, "QCoreApplication", Recorder)
    start()
    LibraryDialog(ModelLibrary())
    assert set(processing_texts())
    assert len(asked) > 200
    assert sorted(asked - texts.keys()) == [], "tests/support/translations.py does not find these."


def widget_texts(top):
    """What labels, buttons, boxes, lists and tabs say, and the tooltips."""
    for widget in (top, *top.findChildren(QWidget)):
        yield widget.toolTip()
        yield widget.windowTitle()
        box = widget.parent()
        if isinstance(box, QDialogButtonBox) and box.standardButton(widget):
            continue  # Qt's own, in the language of Qt
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield widget.text()
        elif isinstance(widget, QGroupBox):
            yield widget.title()
        elif isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        elif isinstance(widget, (QComboBox, QTabWidget)):
            text_of = widget.itemText if isinstance(widget, QComboBox) else widget.tabText
            yield from map(text_of, range(widget.count()))


def processing_texts():
    """What Processing shows of the algorithms."""
    provider = SourcererProvider()
    provider.loadAlgorithms()
    yield provider.longName()
    for algorithm in provider.algorithms():
        algorithm = algorithm.create()
        yield from (algorithm.displayName(), algorithm.group(), algorithm.shortDescription())
        yield algorithm.shortHelpString()
        yield " ".join(algorithm.tags())
        for entry in (*algorithm.parameterDefinitions(), *algorithm.outputDefinitions()):
            yield entry.description()
            if isinstance(entry, QgsProcessingParameterDefinition):
                yield entry.help()
