"""The dock: set up, run, result. It makes a job and receives what the worker says."""

from __future__ import annotations

import time
from enum import Enum, IntEnum

from qgis.core import Qgis, QgsApplication, QgsProject
from qgis.gui import QgsDockWidget, QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QSize, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices, QShowEvent
from qgis.PyQt.QtWidgets import QMainWindow, QTabWidget, QToolButton, QVBoxLayout, QWidget

from ..core.errors import Cancelled, EnvironmentMissing, SourcererError
from ..core.jobs import MapJob
from ..core.protocol import Result
from .environment import find_python
from .footer import Footer
from .icons import icon
from .job_builder import map_job
from .layer_import import add_result
from .manual import manual_page
from .messages import NAME, in_full, in_words, log, show_error, tr
from .project_state import read_from_project, read_last, write_to_project
from .result.next_places import show_next
from .result.page import ResultPage
from .run.page import RunPage
from .run.progress import RunProgress
from .set_up_page import SetUpPage
from .settings import DOCK_OPENED
from .task import WorkerTask
from .worker_client import GRACE_S

TICK_MS = 1000
"""Time passes also while the worker says nothing."""
USUAL_LETTERS = 52
"""The dock is so wide until it is drawn otherwise."""


class State(Enum):
    """What the dock is doing."""

    READY = "ready"
    RUNNING = "running"
    CANCELLING = "cancelling"


class Tab(IntEnum):
    """The dock's pages."""

    SET_UP = 0
    RUN = 1
    RESULT = 2


class _Content(QWidget):
    """Asks for room that the names of classes and files have use for, and does with less."""

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        room = USUAL_LETTERS * self.fontMetrics().averageCharWidth()
        return QSize(max(hint.width(), room), hint.height())


class SourcererDock(QgsDockWidget):
    """Maps a series with a source model and a few labels."""

    def __init__(
        self,
        bar: QgsMessageBar,
        canvas: QgsMapCanvas | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(NAME, parent)
        self.setObjectName("SourcererDock")
        self._bar = bar
        self._canvas = canvas
        self._task: WorkerTask | None = None
        self._job: MapJob | None = None
        self._progress = RunProgress(time.monotonic())
        self._state_to_restore = read_last()
        self.tabs = QTabWidget()
        self.set_up = SetUpPage(canvas)
        self.form = self.set_up.form
        self.run_page = RunPage()
        self.result_page = ResultPage()
        self.footer = Footer()
        self.help_button = QToolButton()
        self._clock = QTimer(self)
        self._clock.setInterval(TICK_MS)
        self._lay_out()
        self._connect()
        self._enter(State.READY)

    def close_down(self) -> None:
        """Stop all that runs and wait for its end; for the plugin's `unload` and QGIS's end."""
        project = QgsProject.instance()
        for signal, slot in (
            (project.readProject, self._read_project),
            (project.writeProject, self._write_project),
        ):
            if self._is_open:
                signal.disconnect(slot)
        self._is_open = False
        self._clock.stop()
        self.form.close_down()
        if self._task is not None:
            for signal, _ in self._ears(self._task):
                signal.disconnect()
            self._task.cancel()
            self._task.waitForFinished(round(4000 * GRACE_S))
            self._task = None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look_for_python()
        if not DOCK_OPENED.read():
            QTimer.singleShot(0, self._take_usual_width)
        if self._state_to_restore is not None:
            state, self._state_to_restore = self._state_to_restore, None
            self.form.restore(state)

    def _take_usual_width(self) -> None:
        """Once: QGIS lays a dock out before its window has its size, and then keeps the width."""
        window = self.window()
        if isinstance(window, QMainWindow):  # a floating dock is its own
            width = self.widget().sizeHint().width()
            window.resizeDocks([self], [width], Qt.Orientation.Horizontal)
            DOCK_OPENED.write("yes")

    def _lay_out(self) -> None:
        self.tabs.setObjectName("pages")
        self.tabs.setDocumentMode(True)
        for page, title in (
            (self.set_up, tr("Set up")),
            (self.run_page, tr("Run")),
            (self.result_page, tr("Result")),
        ):
            self.tabs.addTab(page, title)
        self.help_button.setObjectName("help")
        self.help_button.setIcon(icon("help"))
        self.help_button.setAutoRaise(True)
        self.help_button.setToolTip(tr("Open the manual."))
        self.help_button.setAccessibleName(tr("Help"))
        self.tabs.setCornerWidget(self.help_button)
        content = _Content()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.footer)
        self.setWidget(content)

    def _connect(self) -> None:
        self._is_open = True
        project = QgsProject.instance()
        project.readProject.connect(self._read_project)
        project.writeProject.connect(self._write_project)
        self._clock.timeout.connect(self._show_progress)
        self.footer.run_button.clicked.connect(self._run)
        self.footer.cancel_button.clicked.connect(self._cancel)
        self.help_button.clicked.connect(lambda: self._open(str(manual_page())))
        self.set_up.ready.connect(lambda: self._enter(self.state))
        self.form.changed.connect(self._show_line)
        self.result_page.report_wanted.connect(self._open)
        self.result_page.next_wanted.connect(self._show_next)
        self.result_page.round_wanted.connect(self._begin_round)

    def _enter(self, state: State) -> None:
        self.state = state
        self.footer.run_button.setEnabled(state is State.READY and self.set_up.has_python)
        self.footer.cancel_button.setEnabled(state is State.RUNNING)
        self.footer.progress.setTextVisible(state is not State.READY)
        if state is State.READY:
            self._clock.stop()
            self.footer.progress.setValue(0)
        elif state is State.CANCELLING:
            self._progress.note = tr("Stopping …")
        self._show_progress()

    def _look_for_python(self) -> bool:
        """Show the form, or the way to an environment where there is none."""
        try:
            find_python()
        except EnvironmentMissing:
            self.set_up.show_environment()
        else:
            self.set_up.show_form()
        self._enter(self.state)
        return self.set_up.has_python

    # --- A run ------------------------------------------------------------------------------

    def _run(self) -> None:
        if not self._look_for_python():
            self.tabs.setCurrentIndex(Tab.SET_UP)
            return
        try:
            self._job = map_job(self.form.read())
        except SourcererError as error:
            show_error(self._bar, error, self.form.words())
            return
        self.form.remember()
        write_to_project(self.form.state())
        self.result_page.show_result(Result())
        self.run_page.clear()
        self._progress = RunProgress(time.monotonic())
        self._task = WorkerTask(self._job)
        for signal, slot in self._ears(self._task):
            signal.connect(slot)
        self._enter(State.RUNNING)
        self._clock.start()
        self.tabs.setCurrentIndex(Tab.RUN)
        QgsApplication.taskManager().addTask(self._task)

    def _ears(self, task: WorkerTask) -> tuple:
        return (
            (task.advanced, self._advance),
            (task.said, self._write),
            (task.computes_on, self._take_device),
            (task.measured, self.run_page.add_measure),
            (task.succeeded, self._succeed),
            (task.failed, self._fail),
        )

    def _cancel(self) -> None:
        self._enter(State.CANCELLING)
        self._task.cancel()

    def _advance(self, phase: str, fraction: float) -> None:
        if self.state is State.RUNNING:
            self._progress.advance(time.monotonic(), phase, fraction)
            self._show_progress()

    def _take_device(self, name: str) -> None:
        self._progress.device = name
        self._show_progress()

    def _write(self, line: str, level: str) -> None:
        if level == "library":
            log(line)
            return
        text = in_words(line, self.form.words())
        self.run_page.say(tr("Warning: {0}").format(text) if level == "warning" else text)

    def _succeed(self, result: Result) -> None:
        self._end(tr("Done"), is_whole=True)
        self.run_page.say(result.summary)
        self.result_page.show_result(result)
        self.tabs.setCurrentIndex(Tab.RESULT)
        try:
            add_result(result.outputs)
        except SourcererError as error:
            show_error(self._bar, error, self.form.words())
            return
        text = tr("The map is {0}.").format(result.outputs["map"])
        self._bar.pushMessage(NAME, text, Qgis.MessageLevel.Success)

    def _fail(self, error: Exception) -> None:
        note = tr("Stopped") if isinstance(error, Cancelled) else tr("Failed")
        self._end(note, is_whole=False)
        known = isinstance(error, SourcererError)
        words = self.form.words()
        self.run_page.say(in_full(error, words) if known else str(error))
        show_error(self._bar, error, words)
        self._look_for_python()

    def _end(self, note: str, is_whole: bool) -> None:
        self._task = None
        self._progress.end(time.monotonic(), is_whole)
        self._progress.note = note
        self._enter(State.READY)

    def _show_progress(self) -> None:
        now_s = time.monotonic()
        if self._task is not None or self._progress.note:
            self.run_page.show_progress(self._progress, now_s)
        self._show_line()

    def _show_line(self) -> None:
        """Where the run stands, or else what the form still needs."""
        if self._task is not None:
            self.footer.progress.setValue(round(100 * self._progress.fraction))
            self.footer.line.show_text(self._progress.line(time.monotonic()))
        elif not self.set_up.has_python:
            self.footer.line.show_text(tr("To do: the Python environment (Set up)"))
        else:
            self.footer.line.show_text(self.form.missing() or tr("Ready to run"))

    # --- What comes after it ----------------------------------------------------------------

    def _open(self, path: str) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
            text = tr("No program opens {0}.").format(path)
            self._bar.pushMessage(NAME, text, Qgis.MessageLevel.Warning)

    def _show_next(self, path: str) -> None:
        try:
            show_next(path, self.result_page.result.outputs["map"], self._canvas)
        except SourcererError as error:
            show_error(self._bar, error)

    def _begin_round(self) -> None:
        """From the source model again: the adapted one has seen these labels already."""
        if self._job is not None and self.form.model.read() != self._job.model:
            self.form.model.choose(self._job.model)
        self.tabs.setCurrentIndex(Tab.SET_UP)
        self.set_up.open_labels()

    def _read_project(self) -> None:
        state = read_from_project()
        if state is None:
            return
        if self.isVisible():
            self.form.restore(state)
        else:
            self._state_to_restore = state

    def _write_project(self) -> None:
        if self._state_to_restore is None:
            write_to_project(self.form.state())
