"""The dock: form, run, progress, result. It makes a job and receives what the worker says."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from qgis.core import Qgis, QgsApplication
from qgis.gui import QgsDockWidget, QgsMessageBar
from qgis.PyQt.QtCore import Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import SourcererError, UnreadableFile
from ..core.protocol import Result
from .dock_form import MapFormWidget
from .job_builder import map_job
from .layer_import import add_map
from .messages import NAME, in_full, in_words, log, show_error, tr
from .strength_curve import StrengthCurve, read_choice
from .task import WorkerTask
from .worker_client import GRACE_S

LOG_LINES = 2000
LOG_HEIGHT_PX = 110


class State(Enum):
    """What the dock is doing."""

    READY = "ready"
    RUNNING = "running"
    CANCELLING = "cancelling"


class SourcererDock(QgsDockWidget):
    """Maps a series with a source model and a few labels."""

    def __init__(self, bar: QgsMessageBar, parent: QWidget | None = None) -> None:
        super().__init__(NAME, parent)
        self.setObjectName("SourcererDock")
        self._bar = bar
        self._task: WorkerTask | None = None
        self._report = ""
        self.form = MapFormWidget()
        self.run_button = QPushButton(tr("Run"))
        self.cancel_button = QPushButton(tr("Cancel"))
        self.phase = QLabel()
        self.progress = QProgressBar()
        self.summary = QLabel()
        self.strength = StrengthCurve()
        self.strength_words = QLabel()
        self.report_button = QPushButton(tr("Open report"))
        self.log = QPlainTextEdit()
        self._scroll = QScrollArea()
        self._lay_out()
        self.run_button.clicked.connect(self._run)
        self.cancel_button.clicked.connect(self._cancel)
        self.report_button.clicked.connect(self._open_report)
        self._show_result(Result())
        self._enter(State.READY)

    def close_down(self) -> None:
        """Stop a running job and wait for its end; for the plugin's `unload`."""
        if self._task is not None:
            for signal in (
                self._task.advanced,
                self._task.said,
                self._task.succeeded,
                self._task.failed,
            ):
                signal.disconnect()
            self._task.cancel()
            self._task.waitForFinished(round(4000 * GRACE_S))
            self._task = None

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_button)
        buttons.addWidget(self.cancel_button)
        self.summary.setWordWrap(True)
        self.summary.setObjectName("summary")
        self.strength_words.setWordWrap(True)
        self.strength_words.setObjectName("strength_words")
        self.phase.setWordWrap(True)
        self.log.setReadOnly(True)
        self.log.setMaximumBlockCount(LOG_LINES)
        self.log.setMinimumHeight(LOG_HEIGHT_PX)
        self.log.setPlaceholderText(tr("What the run says stands here."))
        content = QWidget()
        column = QVBoxLayout(content)
        column.addWidget(self.form)
        column.addLayout(buttons)
        for widget in (
            self.phase,
            self.progress,
            self.summary,
            self.strength,
            self.strength_words,
            self.report_button,
        ):
            column.addWidget(widget)
        column.addWidget(self.log, 1)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(content)
        self.setWidget(self._scroll)

    def _enter(self, state: State) -> None:
        self.state = state
        self.form.setEnabled(state is State.READY)
        self.run_button.setEnabled(state is State.READY)
        self.cancel_button.setEnabled(state is State.RUNNING)
        self.progress.setVisible(state is not State.READY)
        self.phase.setVisible(state is not State.READY)
        if state is State.CANCELLING:
            self.phase.setText(tr("Stopping …"))

    def _run(self) -> None:
        try:
            job = map_job(self.form.read())
        except SourcererError as error:
            show_error(self._bar, error, self.form.words())
            return
        self.form.remember()
        self._show_result(Result())
        self.log.clear()
        self.progress.setValue(0)
        self.phase.setText(tr("Starting …"))
        self._task = WorkerTask(job)
        self._task.advanced.connect(self._advance)
        self._task.said.connect(self._write)
        self._task.succeeded.connect(self._succeed)
        self._task.failed.connect(self._fail)
        self._enter(State.RUNNING)
        QTimer.singleShot(0, self._bring_progress_into_view)
        QgsApplication.taskManager().addTask(self._task)

    def _bring_progress_into_view(self) -> None:
        self._scroll.ensureWidgetVisible(self.log)

    def _cancel(self) -> None:
        self._enter(State.CANCELLING)
        self._task.cancel()

    def _advance(self, phase: str, fraction: float) -> None:
        self.progress.setValue(round(100 * fraction))
        if self.state is State.RUNNING:
            self.phase.setText(phase)

    def _write(self, line: str, level: str) -> None:
        if level == "library":
            log(line)
            return
        text = in_words(line, self.form.words())
        self.log.appendPlainText(tr("Warning: {0}").format(text) if level == "warning" else text)

    def _succeed(self, result: Result) -> None:
        self._task = None
        self._enter(State.READY)
        self._show_result(result)
        path = result.outputs["map"]
        try:
            add_map(path, result.outputs.get("style", ""))
        except SourcererError as error:
            show_error(self._bar, error, self.form.words())
            return
        self._bar.pushMessage(NAME, tr("The map is {0}.").format(path), Qgis.MessageLevel.Success)

    def _fail(self, error: Exception) -> None:
        self._task = None
        self._enter(State.READY)
        known = isinstance(error, SourcererError)
        words = self.form.words()
        self.log.appendPlainText(in_full(error, words) if known else str(error))
        show_error(self._bar, error, words)

    def _show_result(self, result: Result) -> None:
        self._report = result.outputs.get("report", "")
        self.summary.setText(result.summary)
        self.summary.setVisible(bool(result.summary))
        self._show_strength(result.outputs.get("report_json", ""))
        self.report_button.setVisible(bool(self._report))

    def _show_strength(self, report: str) -> None:
        """How far the model moved, where left-out polygons chose that; the map is whole anyway."""
        try:
            choice = read_choice(report) if report else None
        except UnreadableFile as error:
            choice = None
            log(in_full(error), Qgis.MessageLevel.Warning)
            self._write(error.message, "warning")
        self.strength.show_choice(choice)
        self.strength_words.setText(choice.words() if choice else "")
        self.strength_words.setVisible(choice is not None)

    def _open_report(self) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(self._report)))):
            text = tr("No program opens {0}.").format(self._report)
            self._bar.pushMessage(NAME, text, Qgis.MessageLevel.Warning)
