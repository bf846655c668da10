"""A job's fields as Processing parameters. Defaults, choices and help come from `core.jobs`."""

from __future__ import annotations

from dataclasses import dataclass, fields

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterMultipleLayers,
)

from ...core.errors import JobError
from ...core.jobs import LAMBDA_SCHEDULE, Job, MapOptions, Method, Penalty, UnknownClassPolicy
from ...core.options import Option, flag_of, options
from ..job_builder import series, series_crs
from ..messages import sentence, tr
from .kinds import (
    ClassMap,
    Day,
    Files,
    Given,
    Kind,
    LabelField,
    LabelLayer,
    Model,
    Number,
    OneOf,
    YesNo,
)

SERIES, SERIES_FOLDER, EXTENT = "SERIES", "SERIES_FOLDER", "EXTENT"
LAMBDA_RULE, LAMBDA = "LAMBDA_RULE", "LAMBDA"
LAMBDA_FIXED = "fixed"
"""The word for a number, which Processing asks for in a parameter of its own."""
NO_DEFAULT = ("", ())


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

    def value(self, given: Given) -> object:
        """What the job gets; None keeps its default."""
        return self.kind.value(given, self.name)


class _Series(Setting):
    """Layers or a folder."""

    def definitions(self, job_class: type[Job]) -> list[QgsProcessingParameterDefinition]:
        layers = QgsProcessingParameterMultipleLayers(
            SERIES, self.label, QgsProcessing.SourceType.TypeRaster, None, True
        )
        folder = QgsProcessingParameterFile(
            SERIES_FOLDER, tr("… or the folder that holds the images"),
            QgsProcessingParameterFile.Behavior.Folder, "", None, True,
        )
        return [
            _dressed(layers, tr("The image time series as raster layers from files. The dates are "
                                "read from the files' names or band descriptions."), False),
            _dressed(folder, tr("The image time series as a folder of raster files. Give this or "
                                "the layers, not both."), False),
        ]

    def value(self, given: Given) -> object:
        layers = given.algorithm.parameterAsLayerList(given.parameters, SERIES, given.context)
        if given.has(SERIES) and not layers:
            raise QgsProcessingException(
                given.algorithm.invalidRasterError(given.parameters, SERIES)
            )
        return series(layers, given.text(SERIES_FOLDER)) or None


class _Strength(Setting):
    """λ by a rule or as a number."""

    def definitions(self, job_class: type[Job]) -> list[QgsProcessingParameterDefinition]:
        words = OneOf((LAMBDA_SCHEDULE, LAMBDA_FIXED))
        rule = words.definition(LAMBDA_RULE, self.label, LAMBDA_SCHEDULE, False)
        number = Number().definition(LAMBDA, tr("λ, where the rule is {0}").format(LAMBDA_FIXED),
                                     None, True)
        text = tr("How strong the pull towards the source weights is: {0} takes the paper's λ for "
                  "the number of labelled pixels, {1} the λ given.")
        return [
            _dressed(rule, text.format(LAMBDA_SCHEDULE, LAMBDA_FIXED), True),
            _dressed(number, tr("From 0 (no pull) to 1e12."), True),
        ]

    def value(self, given: Given) -> object:
        rule = OneOf((LAMBDA_SCHEDULE, LAMBDA_FIXED)).value(given, LAMBDA_RULE)
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


class _Extent(Setting):
    """A rectangle in any CRS, brought to the images'."""

    def definitions(self, job_class: type[Job]) -> list[QgsProcessingParameterDefinition]:
        made = QgsProcessingParameterExtent(EXTENT, self.label, None, True)
        text = tr("Only this part of the images is mapped; left out, all of it. A rectangle in "
                  "another coordinate reference system is brought to that of the images.")
        return [_dressed(made, text, self.advanced)]

    def value(self, given: Given) -> object:
        if not given.has(EXTENT):
            return None
        crs = series_crs(_series().value(given) or ())
        box = given.algorithm.parameterAsExtent(given.parameters, EXTENT, given.context, crs)
        if box.isNull():
            return None
        return (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())


class _Values(Setting):
    """Whole numbers with commas."""

    def value(self, given: Given) -> object:
        text = given.text(self.name)
        try:
            return [int(part) for part in text.split(",") if part.strip()] or None
        except ValueError as error:
            raise JobError(
                tr("{0} is {1!r}; it must be whole numbers with commas.").format(self.name, text)
            ) from error


def settings(job_class: type[Job]) -> list[Setting]:
    """The settings that a job has, in the order that a user meets them."""
    known = options(job_class)
    found = [setting for setting in _all_settings() if setting.field in known]
    if not issubclass(job_class, MapOptions):
        found = [setting for setting in found if not isinstance(setting, _Extent)]
    return found


def definitions(job_class: type[Job]) -> list[QgsProcessingParameterDefinition]:
    """A job's parameters, its outputs excepted."""
    return [made for setting in settings(job_class) for made in setting.definitions(job_class)]


def values(job_class: type[Job], given: Given) -> dict[str, object]:
    """The job's fields that were given.

    Raises:
        SourcererError, QgsProcessingException: a value cannot be used.
    """
    read = ((setting.field, setting.value(given)) for setting in settings(job_class))
    return {field: value for field, value in read if value is not None}


def words(job_class: type[Job]) -> dict[str, str]:
    """What Processing calls what the command line calls `--flag`."""
    named = {setting.field: setting.name for setting in settings(job_class)}
    known = options(job_class).items()
    found = {flag_of(name, info): named[name] for name, info in known if name in named}
    return {**found, "--series": f"{SERIES} / {SERIES_FOLDER}", "--lambda": LAMBDA}


def _all_settings() -> tuple[Setting, ...]:
    return (
        Setting("model", "MODEL", tr("Source model"), Model(), advanced=False),
        _series(),
        Setting("polygons", "POLYGONS", tr("Labelled polygons or points"),
                LabelLayer(("FIELD", "NAME_FIELD")), advanced=False,
                help=tr("Where you know the class. A polygon counts as one piece of evidence: its "
                        "pixels are never split between fitting and measuring.")),
        Setting("field", "FIELD", tr("Field that holds the class"), LabelField("POLYGONS"),
                advanced=False),
        Setting("unknown_classes", "UNKNOWN_CLASSES", tr("Classes that the model does not know"),
                OneOf.choices(UnknownClassPolicy), advanced=False,
                help=tr("What to do with labels of such classes: error stops and lists them, "
                        "ignore leaves them out, extend adds their classes to the model.")),
        _Extent("extent", EXTENT, tr("Part to map"), Kind(), advanced=False),
        Setting("name_field", "NAME_FIELD", tr("Field that holds the class's name"),
                LabelField("POLYGONS"),
                help=tr("Gives the classes names where their field holds whole numbers.")),
        Setting("class_map", "CLASS_MAP", tr("Which label means which class"), ClassMap(),
                help=tr("One row for each value of the field: the value, the model's class value "
                        "(empty leaves these labels out, an unknown one is a new class), and a "
                        "name for a new class. Left out, text is matched by name and whole "
                        "numbers by value.")),
        Setting("samples", "SAMPLES", tr("Samples files"), Files()),
        Setting("season_start", "SEASON_START", tr("First day of the season"), Day(),
                help=tr("Left out, it is found from the model and the dates.")),
        Setting("mask_band", "MASK_BAND", tr("Band that marks unusable pixels"), Kind()),
        _Values("mask_values", "MASK_VALUES", tr("Its values that are unusable"), Kind()),
        Setting("exclude_boundary", "EXCLUDE_BOUNDARY", tr("Leave out pixels on polygon edges"),
                YesNo()),
        Setting("holdout", "HOLDOUT", tr("Share of polygons kept aside to measure accuracy"),
                Number()),
        Setting("test_polygons", "TEST_POLYGONS", tr("Independent layer to measure accuracy with"),
                LabelLayer(("FIELD", "NAME_FIELD"))),
        Setting("no_refit", "NO_REFIT", tr("Keep the assessed model"), YesNo()),
        Setting("method", "METHOD", tr("Method"), OneOf.choices(Method)),
        Setting("penalty", "PENALTY", tr("Form of the pull"), OneOf.choices(Penalty)),
        _Strength("lambda_rule", LAMBDA_RULE, tr("Strength of the pull"), Kind()),
        Setting("t_max", "T_MAX", tr("Labelled pixels at which the pull ends"), Number()),
        Setting("updates", "UPDATES", tr("Gradient updates"), Number()),
        Setting("paper", "PAPER", tr("The paper's exact setting"), YesNo(),
                help=tr("Overrides form and strength of the pull and the number of updates.")),
        Setting("seed", "SEED", tr("Seed of random choices"), Number()),
        Setting("device", "DEVICE", tr("Computing device"), Kind()),
        Setting("threads", "THREADS", tr("Processor threads"), Number()),
        Setting("memory", "MEMORY", tr("Memory for image data, MB"), Number()),
    )


def _series() -> Setting:
    return _Series("series", SERIES, tr("Images (raster layers)"), Kind(), advanced=False)


def _help(info: Option, default: object, own_words: str) -> str:
    text = own_words or sentence(tr(info.help))
    if default in NO_DEFAULT:
        return text
    if isinstance(default, bool):
        default = tr("yes") if default else tr("no")
    elif isinstance(default, float):
        default = f"{default:g}"
    return f"{text} " + tr("Default: {0}.").format(default)


def _dressed(
    definition: QgsProcessingParameterDefinition, help_text: str, advanced: bool
) -> QgsProcessingParameterDefinition:
    definition.setHelp(help_text)
    if advanced:
        flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        definition.setFlags(definition.flags() | flag)
    return definition
