"""A job's fields as Processing parameters. Defaults, choices and help come from `core.jobs`."""

from __future__ import annotations

from qgis.core import QgsProcessingParameterDefinition

from ...core.jobs import (
    LAMBDA_AUTO,
    LAMBDA_SCHEDULE,
    AdaptOptions,
    AssessJob,
    CompareJob,
    Design,
    Job,
    MapOptions,
    Method,
    Penalty,
    Precision,
    PrepareJob,
    UnknownClassPolicy,
)
from ...core.options import flag_of, options
from ..messages import sentence, tr
from .image_settings import image_settings, mask_settings
from .kinds import (
    ClassMap,
    Day,
    File,
    Files,
    Folder,
    Given,
    Kind,
    Listed,
    Model,
    Number,
    OneOf,
    SomeOf,
    YesNo,
)
from .layer_kinds import Extent, ExtentCrs, LabelField, RasterFile, VectorFile
from .setting import (
    LAMBDA_RULE,
    SERIES,
    SMALL_NUMBERS,
    Companions,
    SameParameter,
    Series,
    Setting,
    Strength,
)


def settings(job_class: type[Job]) -> list[Setting]:
    """The settings that a job has, in the order that a user meets them."""
    known = options(job_class)
    every = (
        *_domains(),
        *_front(job_class),
        *_labels(),
        *_season(),
        *image_settings(),
        *mask_settings(),
        *_comparison(),
        *_fit(),
        *_run(),
    )
    return [setting for setting in every if setting.field in known]


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


def early_values(job_class: type[Job], given: Given) -> dict[str, object]:
    """What stands for them in a check before the run: nothing is copied, no image is opened.

    Raises:
        SourcererError, QgsProcessingException: a value cannot be used.
    """
    read = ((setting.field, setting.early_value(given)) for setting in settings(job_class))
    return {field: value for field, value in read if value is not None}


def words(job_class: type[Job]) -> dict[str, str]:
    """What Processing calls what the command line calls `--flag`."""
    known = options(job_class)
    return {flag_of(made.field, known[made.field]): made.called for made in settings(job_class)}


def _domains() -> tuple[Setting, ...]:
    """Where labels are plenty, and where methods are compared."""
    files = File(tr("Samples files (*.npz *.csv)"))
    return (
        Setting(
            "source", "SOURCE_SAMPLES", tr("Samples file of the source"), files, advanced=False
        ),
        Setting("target", "SAMPLES", tr("Samples file of the target"), files, advanced=False),
    )


def _front(job_class: type[Job]) -> tuple[Setting, ...]:
    """What a first run needs, and where it takes place."""
    labels = tr("Labelled polygons or points")
    about_labels = tr(
        "Where you know the class. A polygon counts as one piece of evidence: its pixels are never "
        "split between fitting and measuring."
    )
    if job_class is AssessJob:
        labels = tr("Reference polygons or points")
        about_labels = tr(
            "Where the class is known and took no part in making the map: polygons, or points as "
            "AcATaMa and other sampling tools write them. Features without a class are left out."
        )
    model = tr("Source model") if issubclass(job_class, AdaptOptions) else tr("Model")
    if job_class is PrepareJob:
        model = tr("Model whose bands and dates are wanted")
    elif job_class is CompareJob:
        model = tr("Source model, where there is one")
    writes_raster = issubclass(job_class, (MapOptions, PrepareJob))
    return (
        Setting("map", "MAP", tr("Map"), RasterFile(), advanced=False),
        Setting("model", "MODEL", model, Model(), advanced=False),
        Series("series", SERIES, tr("Images (raster layers)"), Kind(), advanced=False),
        Setting(
            "polygons",
            "POLYGONS",
            labels,
            VectorFile(("FIELD", "NAME_FIELD", "BLOCK_FIELD")),
            advanced=False,
            help=about_labels,
        ),
        Setting(
            "field",
            "FIELD",
            tr("Field that holds the class"),
            LabelField("POLYGONS"),
            advanced=False,
        ),
        Setting(
            "design",
            "DESIGN",
            tr("How the reference points were drawn"),
            OneOf.choices(Design),
            advanced=False,
        ),
        Setting(
            "unknown_classes",
            "UNKNOWN_CLASSES",
            tr("Classes that the model does not know"),
            OneOf.choices(UnknownClassPolicy),
            advanced=False,
            help=tr(
                "What to do with labels of such classes: error stops and lists them, ignore leaves "
                "them out, extend adds their classes to the model."
            ),
        ),
        Setting(
            "extent",
            "EXTENT",
            tr("Only this part"),
            Extent(),
            advanced=not writes_raster,
            help=tr(
                "Only this part of the images is used; left out, all of it. The rectangle may be "
                "in any coordinate reference system; without one it is in that of the images."
            ),
        ),
        SameParameter("extent_crs", "EXTENT", "", ExtentCrs()),
        Setting(
            "aoi",
            "AOI",
            tr("Only inside these polygons"),
            VectorFile(polygons_only=True),
            help=tr(
                "Only pixels whose centre lies in a polygon of this layer are used; a raster that "
                "is written has no values outside of them."
            ),
        ),
        Companions("companions", "COUNT", "", YesNo()),
    )


def _labels() -> tuple[Setting, ...]:
    """Which labels, and what they mean."""
    return (
        Setting(
            "name_field",
            "NAME_FIELD",
            tr("Field that holds the class's name"),
            LabelField("POLYGONS"),
            help=tr("Gives the classes names where their field holds whole numbers."),
        ),
        Setting(
            "class_map",
            "CLASS_MAP",
            tr("Which label means which class"),
            ClassMap(),
            help=tr(
                "One row for each value of the field: the value, the model's class value (empty "
                "leaves these labels out, an unknown one is a new class), and a name for a new "
                "class. Left out, text is matched by name and whole numbers by value."
            ),
        ),
        Setting(
            "block_field",
            "BLOCK_FIELD",
            tr("Field that says which points belong together"),
            LabelField("POLYGONS"),
        ),
        Setting("samples", "SAMPLES", tr("Samples files"), Files()),
        Setting(
            "regions",
            "REGIONS",
            tr("List of further regions or years"),
            File(tr("CSV files (*.csv)")),
            help=tr(
                "A CSV file: each row is a region or year whose labels are pooled with those given "
                "above. Its header names the columns: series, polygons, and where they differ "
                "field, season_start. Paths are relative to the file's folder."
            ),
        ),
        Setting(
            "exclude_boundary", "EXCLUDE_BOUNDARY", tr("Leave out pixels on polygon edges"), YesNo()
        ),
    )


def _season() -> tuple[Setting, ...]:
    """Which dates."""
    return (
        Setting(
            "season_start",
            "SEASON_START",
            tr("First day of the season"),
            Day(),
            help=tr("Left out, it is found from the model and the dates."),
        ),
        Setting("season_shift", "SEASON_SHIFT", tr("Days to move the model's season by"), Number()),
        Setting(
            "min_observations",
            "MIN_OBSERVATIONS",
            tr("Fewest clear observations of a pixel"),
            Number(),
        ),
    )


def _comparison() -> tuple[Setting, ...]:
    """What is compared, and how often."""
    return (
        Setting(
            "methods",
            "METHODS",
            tr("Methods"),
            SomeOf.choices(Method),
            advanced=False,
            help=sentence(tr(options(AdaptOptions)["method"].help)),
        ),
        Setting(
            "n_polygons",
            "N_POLYGONS",
            tr("Numbers of labelled polygons, with commas"),
            Listed(int),
            advanced=False,
        ),
        Setting("runs", "RUNS", tr("Repetitions"), Number(), advanced=False),
        Setting(
            "source_updates",
            "SOURCE_UPDATES",
            tr("Gradient updates of the source model"),
            Number(),
        ),
    )


def _fit() -> tuple[Setting, ...]:
    """How a model is fitted and measured."""
    return (
        Setting(
            "holdout",
            "HOLDOUT",
            tr("Share of polygons kept aside to measure accuracy"),
            Number(),
        ),
        Setting(
            "test_polygons",
            "TEST_POLYGONS",
            tr("Independent layer to measure accuracy with"),
            VectorFile(("FIELD", "NAME_FIELD")),
        ),
        Setting("no_refit", "NO_REFIT", tr("Keep the assessed model"), YesNo()),
        Setting("method", "METHOD", tr("Method"), OneOf.choices(Method)),
        Setting("source_samples", "SOURCE_SAMPLES", tr("Samples files of the source"), Files()),
        Setting("penalty", "PENALTY", tr("Form of the pull"), OneOf.choices(Penalty)),
        Strength("lambda_rule", LAMBDA_RULE, tr("Strength of the pull"), Kind()),
        Setting(
            "lambda_rules",
            "LAMBDA_RULES",
            tr("Strengths of the pull, with commas"),
            Listed(),
            help=tr(
                "How strong sourcerer's pull towards the source model is: {0} lets the labels "
                "choose, by what is right on polygons left out, {1} takes the paper's λ for the "
                "number of labelled pixels, a number from 0 to 1e12 is λ itself. Several are "
                "compared."
            ).format(LAMBDA_AUTO, LAMBDA_SCHEDULE),
        ),
        Setting("t_max", "T_MAX", tr("Labelled pixels at which the pull ends"), Number()),
        Setting(
            "t_max_values",
            "T_MAX_VALUES",
            tr("Further numbers of pixels at which it ends, with commas"),
            Listed(float),
            help=tr(
                "Sourcerer is compared with each of them too, λ by the schedule (section 5.2.6 of "
                "the paper)."
            ),
        ),
        Setting("updates", "UPDATES", tr("Gradient updates"), Number()),
        Setting("learning_rate", "LEARNING_RATE", tr("Learning rate"), SMALL_NUMBERS),
        Setting(
            "paper",
            "PAPER",
            tr("The paper's exact setting"),
            YesNo(),
            help=tr("Overrides form and strength of the pull and the number of updates."),
        ),
    )


def _run() -> tuple[Setting, ...]:
    """How to compute; never what."""
    return (
        Setting("seed", "SEED", tr("Seed of random choices"), Number()),
        Setting("device", "DEVICE", tr("Computing device"), Kind()),
        Setting("threads", "THREADS", tr("Processor threads"), Number()),
        Setting("memory", "MEMORY", tr("Memory for image data, MB"), Number()),
        Setting("precision", "PRECISION", tr("Precision of the network"), OneOf.choices(Precision)),
        Setting("pieces", "PIECES", tr("Folder for finished parts of the map"), Folder()),
    )
