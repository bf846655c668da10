"""The closed choices of jobs, and what several of them take for granted."""

from __future__ import annotations

from .options import Choice


class Method(Choice):
    """How the source model meets the target."""

    SOURCERER = "sourcerer"
    SOURCE_ONLY = "source-only"
    TARGET_ONLY = "target-only"
    NAIVE = "naive"
    FINETUNED = "finetuned"
    DANN = "dann"
    MME = "mme"


class Penalty(Choice):
    """The form of the pull towards the source weights (core/sourcerer.py)."""

    LOSS = "loss"
    PROXIMAL = "proximal"
    DECOUPLED = "decoupled"


class UnknownClassPolicy(Choice):
    """What to do with labels of a class that the model does not know."""

    ERROR = "error"
    IGNORE = "ignore"
    EXTEND = "extend"


class Companion(Choice):
    """A further file beside the map."""

    CONFIDENCE = "confidence"
    MARGIN = "margin"
    COUNT = "count"
    NEXT = "next"


class MaskPreset(Choice):
    """Which cloud mask comes with the images (core/masks.py)."""

    AUTO = "auto"
    NONE = "none"
    SCL = "scl"
    MAJA_CLM = "maja-clm"
    MAJA_MG2 = "maja-mg2"
    QA_PIXEL = "qa-pixel"
    FMASK = "fmask"


class StackOrder(Choice):
    """How the bands of a stack without band descriptions follow each other."""

    AUTO = "auto"
    DATE_MAJOR = "date-major"
    BAND_MAJOR = "band-major"


class Precision(Choice):
    """The numbers that a network computes a map with (core/precision.py)."""

    AUTO = "auto"
    FLOAT32 = "float32"
    BFLOAT16 = "bfloat16"
    FLOAT16 = "float16"


class Design(Choice):
    """How a map's reference was drawn (core/area_estimates.py)."""

    NONE = "none"
    RANDOM = "random"
    STRATIFIED = "stratified"


LAMBDA_SCHEDULE, LAMBDA_AUTO = "schedule", "auto"
"""The words that `--lambda` takes beside a number."""

HOLDOUT = 0.25
"""Of the polygons."""
PAPER_UPDATES = 5000
LEARNING_RATE = 1e-3
"""Adam's own, which the paper keeps (section 5.1.1)."""
T_MAX = 1e6
"""Labelled pixels at which the paper's λ has fallen to 1e-10 (section 3.3)."""
