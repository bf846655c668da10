"""What all algorithms share: parameters from the job, a run in the worker, errors with a hint."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
)
from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtGui import QIcon

from ...core.errors import Cancelled, EnvironmentMissing, SourcererError
from ...core.jobs import Job, job_from_dict
from ...core.options import flag_of, options
from ...core.protocol import Event, Log, Progress
from ..environment import find_python, run_in_worker
from ..manual import manual_page
from ..messages import in_full, in_words, phase_in_words, sentence, tr, traceback_of
from ..worker_client import PLUGIN_FOLDER
from . import parameters
from .kinds import Given
from .outputs import Figure, LayerOfRun, Output, results
from .stylers import load_beside, style_when_loaded

ICON = PLUGIN_FOLDER / "resources" / "icon.svg"
MANUAL = manual_page("processing")
GROUP_ID = "timeseries"
HEADLESS = "qgis_process"
"""What QGIS is called without a window; algorithms run in its main thread."""


class SourcererAlgorithm(QgsProcessingAlgorithm):
    """One job. A subclass says which, and what it is called."""

    job_class: ClassVar[type[Job]]
    label: ClassVar[str]
    """English; translated where it is shown."""
    about: ClassVar[str]
    words: ClassVar[str]
    """For the toolbox's search, with spaces."""

    def __init__(self) -> None:
        super().__init__()
        self._settings: dict[str, object] = {}

    def outputs(self) -> list[Output]:
        """The files that the job writes."""
        raise NotImplementedError

    def figures(self) -> list[Figure]:
        """The numbers that the job finds."""
        return []

    def name(self) -> str:
        return type(self).__name__.lower()

    def displayName(self) -> str:
        return tr(self.label)

    def group(self) -> str:
        return group_name()

    def groupId(self) -> str:
        return GROUP_ID

    def tags(self) -> list[str]:
        return tr(self.words).split()

    def icon(self) -> QIcon:
        return QIcon(str(ICON))

    def svgIconPath(self) -> str:
        return str(ICON)

    def shortDescription(self) -> str:
        return sentence(tr(self.about).split(".")[0])

    def shortHelpString(self) -> str:
        shown = [(entry.description(), entry.help()) for entry in self.parameterDefinitions()]
        lines = [f"<p><b>{label}</b>: {text}</p>" for label, text in shown]
        found = [f"<p><b>{made.label}</b>: {made.help}</p>" for made in self.figures()]
        if found:
            lines.append(f"<h3>{tr('Further results')}</h3>")
        return "".join([f"<p>{tr(self.about)}</p>", *lines, *found])

    def helpUrl(self) -> str:
        return QUrl.fromLocalFile(str(MANUAL)).toString()

    def createInstance(self) -> SourcererAlgorithm:
        return type(self)()

    def initAlgorithm(self, configuration: dict[str, Any] | None = None) -> None:
        for definition in parameters.definitions(self.job_class):
            self.addParameter(definition)
        for output in self.outputs():
            self.addParameter(output.definition(self.job_class))
        for figure in self.figures():
            self.addOutput(figure.definition())

    def canExecute(self) -> tuple[bool, str]:
        try:
            find_python()
        except EnvironmentMissing as error:
            return False, in_full(error)
        return True, ""

    def checkParameterValues(
        self, parameters_given: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Refuse before the run what can be known without opening an image."""
        right, why = super().checkParameterValues(parameters_given, context)
        if not right:
            return right, why
        given = Given(self, parameters_given, context)
        try:
            settings = parameters.early_values(self.job_class, given)
            files = {output.field: output.early_destination(given) for output in self.outputs()}
            self._job(settings, files)
        except (SourcererError, QgsProcessingException) as error:
            return False, str(self._exception(error))
        return True, ""

    def prepareAlgorithm(
        self,
        parameters_given: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Read the inputs here, in the thread that the layers live in."""
        given = Given(self, parameters_given, context)
        try:
            self._settings = parameters.values(self.job_class, given)
        except SourcererError as error:
            raise self._exception(error) from error
        return True

    def processAlgorithm(
        self,
        parameters_given: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        given = Given(self, parameters_given, context)
        outputs = self.outputs()
        asked = {output.field: output.destination(given) for output in outputs}
        for output in outputs:
            style_when_loaded(context, asked[output.field], output.role)
        provider = self.provider()
        listener = _Listener(feedback, self._words())
        try:
            result = run_in_worker(
                self._job(self._settings, asked),
                listener.hear,
                listener.is_cancelled,
                feedback.pushDebugInfo,
                provider.workers if provider else None,
            )
        except Cancelled as error:
            raise QgsProcessingException(tr("The run was cancelled.")) from error
        except SourcererError as error:
            if traceback_of(error):
                feedback.pushDebugInfo(traceback_of(error))
            raise self._exception(error) from error
        if result.summary:
            feedback.pushInfo(result.summary)
        for made in self.figures():
            if isinstance(made, LayerOfRun):
                path = result.outputs.get(made.key, "")
                load_beside(context, path, made.key, made.label, asked[outputs[0].field])
        return results(outputs, self.figures(), result)

    def _job(self, settings: Mapping[str, object], asked: Mapping[str, str]) -> Job:
        """The job of these settings and output files; those not asked for are empty."""
        # The worker's working directory is another one.
        files = {field: str(Path(path).absolute()) for field, path in asked.items() if path}
        return job_from_dict({"command": self.job_class.command, **settings, **files})

    def _words(self) -> dict[str, str]:
        """What Processing calls what the command line calls `--flag`."""
        known = options(self.job_class)
        written = {flag_of(made.field, known[made.field]): made.name for made in self.outputs()}
        return {**parameters.words(self.job_class), **written}

    def _exception(self, error: Exception) -> QgsProcessingException:
        if not isinstance(error, SourcererError):
            return QgsProcessingException(str(error))
        return QgsProcessingException(in_full(error, self._words()))


def group_name() -> str:
    """Of the algorithms, in the toolbox."""
    return tr("Land cover from image time series")


class _Listener:
    """The worker's events as Processing's feedback."""

    def __init__(self, feedback: QgsProcessingFeedback, words: Mapping[str, str]) -> None:
        self._feedback = feedback
        self._words = words
        self._phase = ""
        self._is_headless = QgsApplication.platform() == HEADLESS

    def is_cancelled(self) -> bool:
        """Asked about ten times a second."""
        if self._is_headless:
            QCoreApplication.processEvents()  # in which alone QGIS hears of Ctrl+C
        return bool(self._feedback.isCanceled())

    def hear(self, event: Event) -> None:
        if isinstance(event, Progress):
            self._feedback.setProgress(100 * event.fraction)
            if event.phase != self._phase:
                self._phase = event.phase
                self._feedback.setProgressText(phase_in_words(event.phase))
        elif isinstance(event, Log) and event.level == "warning":
            self._feedback.pushWarning(in_words(event.message, self._words))
        elif isinstance(event, Log):
            self._feedback.pushInfo(in_words(event.message, self._words))
