"""What went wrong, in a place of its own rather than in QGIS's message bar."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.core import Qgis

from ...core.errors import Cancelled, SourcererError
from ..messages import NO_WORDS, in_full, log, tr, traceback_of


def told(error: BaseException, words: Mapping[str, str] = NO_WORDS) -> str:
    """A known error with its hint; a bug goes to the log with its traceback.

    Args:
        error: what a job or a function raised.
        words: what the form calls the settings, by `--flag`.
    """
    details = traceback_of(error)
    if isinstance(error, Cancelled):
        return tr("Cancelled; no file was written.")
    if isinstance(error, SourcererError) and not details:
        return in_full(error, words)
    log(f"{error}\n{details}", Qgis.MessageLevel.Critical)
    text = tr("Something went wrong that should not: {0}. The log has the details.")
    return text.format(error)
