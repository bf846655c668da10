"""What every algorithm and example model owes whoever uses it: help, names, defaults, a manual."""

from pathlib import Path

import pytest
from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingModelAlgorithm,
    QgsProcessingOutputNumber,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QUrl

ALGORITHMS = (
    "trainsourcemodel adaptmodel classifyseries mapwithfewlabels assessmap prepareseries "
    "extractsamples comparemethods"
).split()
MODELS = ("mapfromfewlabels", "trainandexport", "yearlyupdate")
OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional


@pytest.fixture(scope="module")
def provider(processing):
    return QgsApplication.processingRegistry().providerById("sourcerer")


@pytest.fixture(params=[*ALGORITHMS, *MODELS])
def algorithm(provider, request):
    made = provider.algorithm(request.param)
    assert made is not None, f"there is no {request.param}"
    return made


def test_nothing_else_is_offered(provider):
    assert {made.name() for made in provider.algorithms()} == {*ALGORITHMS, *MODELS}


def complaints(made):
    """What an algorithm owes its users and does not give."""
    told = made.shortHelpString()
    inputs = made.parameterDefinitions()
    named = {entry.name() for entry in inputs}
    names = [made.name(), *named, *(entry.name() for entry in made.outputDefinitions())]
    yield from (f"name {name!r}" for name in names if " " in name or not name.isascii())
    for entry in inputs:
        right = len(entry.help()) > 10 and entry.help() in told
        if not (right and entry.description().strip() and "--" not in entry.help()):
            yield f"{entry.name()}: help {entry.help()!r}"
        has_default = entry.defaultValue() is not None or entry.flags() & OPTIONAL
        if has_default and not entry.checkValueIsAcceptable(
            entry.defaultValue(), QgsProcessingContext()
        ):
            yield f"{entry.name()}: default {entry.defaultValue()!r}"
    for entry in made.outputDefinitions():
        shown = f"<b>{entry.description()}</b>: "
        is_told = entry.name() in named or len(told.partition(shown)[2].partition("<")[0]) > 10
        if not is_told:
            yield f"{entry.name()} is not documented"
    for what in ("displayName", "group", "groupId", "tags", "shortDescription", "helpUrl"):
        if not getattr(made, what)():
            yield f"no {what}"


def test_it_is_complete(algorithm):
    assert list(complaints(algorithm)) == []


def test_its_manual_and_icon_are_there(algorithm):
    assert Path(algorithm.svgIconPath()).is_file()
    manual = Path(QUrl(algorithm.helpUrl()).toLocalFile())
    assert manual.is_file()
    assert f"sourcerer:{algorithm.name()}" in manual.read_text("utf-8")


@pytest.mark.parametrize("name", ALGORITHMS)
def test_it_runs_beside_the_canvas(provider, name):
    """Models do not, by QGIS's own choice."""
    algorithm = provider.algorithm(name)
    flags = QgsProcessingAlgorithm.Flag
    assert not algorithm.flags() & flags.FlagNoThreading
    assert algorithm.flags() & flags.FlagCanCancel
    assert algorithm.flags() & flags.FlagSupportsBatch
    assert algorithm.canExecute() == (True, "")


@pytest.mark.parametrize("name", MODELS)
def test_an_example_is_a_model_that_the_designer_takes_for_valid(provider, name):
    model = provider.algorithm(name)
    assert isinstance(model, QgsProcessingModelAlgorithm)
    assert model.validate() == (True, [])
    assert type(model.create()) is type(model), "a copy keeps its texts"


class Careless(QgsProcessingAlgorithm):
    """An algorithm as it must not be: each of its faults once."""

    def createInstance(self):
        return Careless()

    def name(self):
        return "make a map"

    def displayName(self):
        return ""

    def initAlgorithm(self, configuration=None):
        whole = QgsProcessingParameterNumber.Type.Integer
        entry = QgsProcessingParameterNumber("COUNT", "Count", whole, 0, False, 1, 5)
        entry.setHelp("How many there are, from 1 to 5.")
        self.addParameter(entry)
        self.addParameter(QgsProcessingParameterString("TEXT", "Text", "none"))
        self.addOutput(QgsProcessingOutputNumber("SUM", "Sum"))

    def shortHelpString(self):
        return "<b>Count</b>: How many there are, from 1 to 5."


def test_what_is_missing_is_found():
    made = Careless().create()
    assert set(complaints(made)) == {
        "name 'make a map'",
        "COUNT: default 0",
        "TEXT: help ''",
        "SUM is not documented",
        "no displayName",
        "no group",
        "no groupId",
        "no tags",
        "no shortDescription",
        "no helpUrl",
    }
