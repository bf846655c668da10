"""Everything that can go wrong for a reason the user can mend.

A known error names the file and both values in its message and says in its hint what to do. Any
other exception is a bug and keeps its traceback.
"""

from __future__ import annotations


class SourcererError(Exception):
    """Root of all known errors.

    Attributes:
        code: stable identifier, the key of the manual's troubleshooting page.
        message: what is wrong, with the file and both values.
        hint: what the user can do about it; empty where the message says it.
    """

    code = "error"

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class JobError(SourcererError, ValueError):
    """A setting is missing, unknown or out of its range."""

    code = "job"


class SeriesError(SourcererError, ValueError):
    """The image series as a whole cannot be used (no files, no dates, too few dates)."""

    code = "series"


class UnreadableFile(SourcererError, OSError):
    """A file is missing, truncated or in no known format."""

    code = "unreadable-file"


class MissingBands(SourcererError, ValueError):
    """A band that the model needs is not in the images."""

    code = "missing-bands"


class LabelError(SourcererError, ValueError):
    """The label layer cannot be used (no features, missing field, no usable pixel)."""

    code = "labels"


class NoOverlap(SourcererError, ValueError):
    """Labels, extent and images do not cover a common area."""

    code = "no-overlap"


class UnknownClasses(SourcererError, ValueError):
    """Labels hold classes that the model does not know."""

    code = "unknown-classes"


class NotAModel(SourcererError, ValueError):
    """A file is not a Sourcerer model, or its card and weights disagree."""

    code = "not-a-model"


class ModelMismatch(SourcererError, ValueError):
    """A sound model that does not fit the data it is used with."""

    code = "model-mismatch"


class CannotWrite(SourcererError, OSError):
    """An output cannot be written (no folder, no permission, disk full)."""

    code = "cannot-write"


class TrainingFailed(SourcererError, ArithmeticError):
    """Training left the finite numbers."""

    code = "training-failed"


class OutOfMemory(SourcererError, MemoryError):
    """The computer, or its GPU, has not enough memory for a step."""

    code = "out-of-memory"


class Cancelled(SourcererError):
    """The user stopped the run."""

    code = "cancelled"


class EnvironmentMissing(SourcererError):
    """The worker's Python, or a library in it, cannot be found."""

    code = "environment"


class WorkerFailed(SourcererError):
    """The worker process died, or spoke something other than the protocol."""

    code = "worker"
