"""A job's field as a Processing parameter."""

from __future__ import annotations

from dataclasses import dataclass, fields

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
)

from ...core.errors import JobError
from ...core.jobs import LAMBDA_AUTO, LAMBDA_SCHEDULE, Companion, Job
from ...core.options import Option, options
from ..job_builder import series
from ..messages import sentence, tr
from .kinds import Given, Kind, Number, OneOf, YesNo

SERIES, SERIES_FOLDER = "SERIES", "SERIES_FOLDER"
LAMBDA_RULE, LAMBDA = "LAMBDA_RULE", "LAMBDA"
LAMBDA_FIXED = "fixed"
"""The word for a number, which Processing asks for in a parameter of its own."""
NO_DEFAULT = ("", ())
SMALL_NUMBERS = Number(decimals=12)


@dataclass(frozen=True)
class Setting:
    """A job's field that is one parameter."""

    field: str
    name: str
    """In Processing; never changed."""
    label: str
    kind: Kind
    advanced: bool = True
    help: str = ""
    """Where the job's own words fit the command line only."""

    def definitions(self, job_class: type[Job]) -> list[QgsProcessingParameterDefinition]:
        """The parameter for this job."""
        info = options(job_class)[self.field]
        default = next(entry.default for entry in fields(job_class) if entry.name == self.field)
        optional = not info.required and default in NO_DEFAULT
        made = self.kind.definition(self.name, self.label, default, optional)
        return [_dressed(made, _help(info, default, self.help), self.advanced)]

    @property
    def called(self) -> str:
        """What messages about the field's value call it."""
        return self.name

    def value(self, given: Given) -> object:
        """What the job gets; None keeps its default."""
        return self.kind.value(given, self.name)

    def early_value(self, given: Given) -> object:
        """What stands for it in a check before the run."""
        return self.kind.early_value(given, self.name)


class Series(Setting):
    """Layers or a folder."""

    @property
    def called(self) -> str:
        return f"{SERIES} / {SERIES_FOLDER}"

    def definitions(self, job_class: type[Job]) -> list[QgsProcessingParameterDefinition]:
        layers = QgsProcessingParameterMultipleLayers(
            SERIES, self.label, QgsProcessing.SourceType.TypeRaster, None, True
        )
        folder = QgsProcessingParameterFile(
            SERIES_FOLDER,
            tr("… or the folder that holds the images"),
            QgsProcessingParameterFile.Behavior.Folder,
            "",
            None,
            True,
        )
        about_layers = tr(
            "The image time series as raster layers from files: one a date, one a date and band, "
            "or a stack. The dates are read from the files' names or band descriptions."
        )
        about_folder = tr(
            "The image time series as a folder of raster files, or of products as they are "
            "delivered (Sentinel-2 SAFE, MAJA, Landsat, HLS), unpacked or as .zip. Give this or "
            "the layers, not both."
        )
        return [_dressed(layers, about_layers, False), _dressed(folder, about_folder, False)]

    def value(self, given: Given) -> object:
        layers = given.algorithm.parameterAsLayerList(given.parameters, SERIES, given.context)
        if given.has(SERIES) and not layers:
            raise QgsProcessingException(
                given.algorithm.invalidRasterError(given.parameters, SERIES)
            )
        return series(layers, given.text(SERIES_FOLDER)) or None

    def early_value(self, given: Given) -> object:
        return self.value(given)


class Strength(Setting):
    """λ by a rule or as a number."""

    @property
    def called(self) -> str:
        return LAMBDA

    def definitions(self, job_class: type[Job]) -> list[QgsProcessingParameterDefinition]:
        words = OneOf((LAMBDA_AUTO, LAMBDA_SCHEDULE, LAMBDA_FIXED))
        rule = words.definition(LAMBDA_RULE, self.label, LAMBDA_AUTO, False)
        label = tr("λ, where the rule is {0}").format(LAMBDA_FIXED)
        number = SMALL_NUMBERS.definition(LAMBDA, label, None, True)
        text = tr(
            "How strong the pull towards the source model is: {0} lets the labels choose, by what "
            "is right on polygons left out, {1} takes the paper's λ for the number of labelled "
            "pixels, {2} takes the λ given."
        )
        return [
            _dressed(rule, text.format(LAMBDA_AUTO, LAMBDA_SCHEDULE, LAMBDA_FIXED), True),
            _dressed(number, tr("From 0 (no pull) to 1e12."), True),
        ]

    def value(self, given: Given) -> object:
        rule = OneOf((LAMBDA_AUTO, LAMBDA_SCHEDULE, LAMBDA_FIXED)).value(given, LAMBDA_RULE)
        number = Number().value(given, LAMBDA)
        if (rule == LAMBDA_FIXED) != (number is not None):
            raise JobError(
                tr("{0} is {1} and {2} is {3}.").format(
                    LAMBDA_RULE, rule, LAMBDA, tr("not given") if number is None else number
                ),
                tr("Give {0} a number where {1} is {2}, and only there.").format(
                    LAMBDA, LAMBDA_RULE, LAMBDA_FIXED
                ),
            )
        return str(number) if rule == LAMBDA_FIXED else rule

    def early_value(self, given: Given) -> object:
        return self.value(given)


class SameParameter(Setting):
    """A field that is read from the parameter of another one."""

    def definitions(self, job_class: type[Job]) -> list[QgsProcessingParameterDefinition]:
        return []


@dataclass(frozen=True)
class Switch:
    """One companion of a map."""

    companion: Companion
    name: str
    """In Processing; never changed."""
    label: str
    help: str


class Companions(Setting):
    """The companions that have no place of their own to ask for: each is switched on or off."""

    @property
    def called(self) -> str:
        return " / ".join(switch.name for switch in self._switches())

    def definitions(self, job_class: type[Job]) -> list[QgsProcessingParameterDefinition]:
        return [
            _dressed(YesNo().definition(switch.name, switch.label, False, False), switch.help, True)
            for switch in self._switches()
        ]

    def value(self, given: Given) -> object:
        wanted = [s.companion for s in self._switches() if YesNo().value(given, s.name)]
        return wanted or None

    def early_value(self, given: Given) -> object:
        return self.value(given)

    def _switches(self) -> tuple[Switch, ...]:
        return (
            Switch(
                Companion.MARGIN,
                "MARGIN",
                tr("Also write a raster of the margin beside the map"),
                tr(
                    "By how much the most likely class leads the second one, 0 to 100: a small "
                    "margin is a close call. It is called as the map, with _margin."
                ),
            ),
            Switch(
                Companion.COUNT,
                "COUNT",
                tr("Also write a raster of clear observations beside the map"),
                tr(
                    "For each pixel the number of clear observations in the season (band 1) and "
                    "the longest gap between them in days (band 2). It is called as the map, with "
                    "_count."
                ),
            ),
            Switch(
                Companion.NEXT,
                "NEXT",
                tr("Also write points where to label next beside the map"),
                tr(
                    "Up to 20 places that the model is least sure of, spread over the map and its "
                    "classes and outside the labelled polygons; rank 1 comes first. They are "
                    "called as the map, with _next."
                ),
            ),
        )


def _help(info: Option, default: object, own_words: str) -> str:
    text = own_words or sentence(tr(info.help))
    if default in NO_DEFAULT:
        return text
    if isinstance(default, bool):
        default = tr("yes") if default else tr("no")
    elif isinstance(default, float):
        default = f"{default:g}"
    elif isinstance(default, tuple):
        default = ", ".join(map(str, default))
    return f"{text} " + tr("Default: {0}.").format(default)


def _dressed(
    definition: QgsProcessingParameterDefinition, help_text: str, advanced: bool
) -> QgsProcessingParameterDefinition:
    definition.setHelp(help_text)
    if advanced:
        flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        definition.setFlags(definition.flags() | flag)
    return definition
