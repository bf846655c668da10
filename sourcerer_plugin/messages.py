"""What the user reads: translation, the message bar and the log."""

from __future__ import annotations

import re
import traceback
from collections.abc import Mapping

from qgis.core import Qgis, QgsMessageLog
from qgis.gui import QgsMessageBar
from qgis.PyQt.QtCore import QCoreApplication

from ..core.errors import Cancelled, SourcererError

NAME = "Sourcerer"
"""Of the plugin; the same in every language."""


def tr(text: str) -> str:
    """The text in the user's language."""
    return QCoreApplication.translate(NAME, text)


def sentence(text: str) -> str:
    """An option's help as a sentence of its own."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


NO_WORDS: Mapping[str, str] = {}


def in_full(error: SourcererError, words: Mapping[str, str] = NO_WORDS) -> str:
    """What is wrong and what to do about it, in the words of the place where it is shown."""
    if isinstance(error, Cancelled):
        return tr("The run was cancelled; no file was written.")
    return in_words(f"{error.message}\n{error.hint}" if error.hint else error.message, words)


def in_words(text: str, words: Mapping[str, str]) -> str:
    """What the worker says, in the words of the place where it is shown.

    Args:
        text: speaks of settings as the command line does.
        words: what they are called there, by `--flag` or `--flag choice`.
    """
    for flag in sorted(words, key=len, reverse=True):
        text = re.sub(re.escape(flag) + r"(?![\w-])", lambda _, flag=flag: words[flag], text)
    return text


def phase_in_words(phase: str) -> str:
    """What the worker is doing (core/phases.py), in the user's language."""
    return tr(phase)


def traceback_of(error: BaseException) -> str:
    """Of a bug, here or in the worker; empty for a known error."""
    if isinstance(error, SourcererError):
        return str(getattr(error, "traceback", ""))
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


def log(text: str, level: Qgis.MessageLevel = Qgis.MessageLevel.Info) -> None:
    """Write to the plugin's tab of the log messages panel."""
    QgsMessageLog.logMessage(text, NAME, level, notifyUser=False)


def show_error(
    bar: QgsMessageBar, error: BaseException, words: Mapping[str, str] = NO_WORDS
) -> None:
    """A known error goes to the message bar with its hint, a bug to the log with its traceback."""
    details = traceback_of(error)
    if isinstance(error, Cancelled):
        bar.pushMessage(NAME, in_full(error))
    elif isinstance(error, SourcererError) and not details:
        text = in_full(error, words)
        log(text, Qgis.MessageLevel.Warning)
        bar.pushMessage(NAME, " ".join(text.split()), Qgis.MessageLevel.Warning)
    else:
        log(f"{error}\n{details}", Qgis.MessageLevel.Critical)
        text = tr("Something went wrong that should not: {error}. The log has the details.")
        bar.pushMessage(NAME, text.format(error=error), details, Qgis.MessageLevel.Critical)
