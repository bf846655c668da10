"""The page for the worker's environment: set-up where there is none, care of one that is there."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import QApplication, QMessageBox, QWidget

from ...core.errors import Cancelled, EnvironmentMissing, SourcererError
from ..diagnostics import LOG_TAIL, diagnostics
from ..environment import Health, check, find_python
from ..messages import in_full, log, tr, traceback_of
from ..settings import WORKER_PYTHON, private_environment
from .form import EnvironmentForm, say
from .gpu_driver import Build
from .place import remove
from .probe import Situation, look
from .proxy import proxy_variables
from .setup import OnlyABase, Plan, adopt, create
from .task import WORK
from .words import as_html, facts, in_use, state_of


class EnvironmentPage(EnvironmentForm):
    """Collects what is wanted, hands it to `WORK`, and shows what came of it."""

    ready = pyqtSignal()
    """The worker has a Python now, and had none before."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._named: Path | None = None
        self._situation: Situation | None = None
        self._python: Path | None = None
        self._asked_for_diagnostics = False
        self._connect()
        self._refresh()
        self.group.setCollapsed(self._python is not None)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()
        self._look()
        WORK.sweep()

    # --- What is shown ------------------------------------------------------------------------

    def _refresh(self) -> None:
        """Show what there is; looks at files alone."""
        before, self._python = self._python, None
        chosen = WORKER_PYTHON.read()
        problem = ""
        try:
            self._python = find_python()
        except EnvironmentMissing as error:
            problem = in_full(error) if chosen else ""  # none at all is no error
        there = private_environment().exists()
        self.intro.setVisible(self._python is None)
        say(self.outdated, state_of(private_environment()))
        say(self.in_use, in_use(self._python) if self._python else problem)
        self.create_button.setText(tr("Repair") if there else tr("Create"))
        self.remove_button.setVisible(there)
        self.check_button.setVisible(self._python is not None)
        self.forget_button.setVisible(bool(chosen))
        if (before is None) != (self._python is None):
            self.group.setCollapsed(self._python is not None)
        self._show_situation()
        if before is None and self._python is not None:
            self.ready.emit()

    def _show_situation(self) -> None:
        situation = self._situation
        if situation is not None:
            self.facts.setText(as_html(facts(situation, self._chosen_build(situation))))
        idle = WORK.task is None
        self.create_button.setEnabled(idle and situation is not None and bool(situation.base))
        for widget in (
            self.remove_button,
            self.check_button,
            self.use_button,
            self.forget_button,
            self.diagnostics_button,
            self.build,
            self.wheels,
            self.other_python,
        ):
            widget.setEnabled(idle)

    def _show_problem(self, text: str) -> None:
        say(self.problem, text)
        self.warning.setVisible(bool(text))

    def _chosen_build(self, situation: Situation) -> Build:
        return self.build.currentData() or situation.builds[0]

    # --- What is looked at, and what is done --------------------------------------------------

    def _look(self) -> None:
        named = self._named
        WORK.look(
            tr("looking for Python"), lambda _, __, stop: look(named, stop), self._take_situation
        )

    def _take_situation(self, found: object) -> None:
        if not isinstance(found, Situation):
            return
        self._situation = found
        chosen = max(self.build.currentIndex(), 0)
        self.build.clear()
        for build in found.builds:
            self.build.addItem(tr("{0} build").format(build.label), build)
        self.build.setCurrentIndex(min(chosen, len(found.builds) - 1))
        self.build.setVisible(len(found.builds) > 1)
        self._show_situation()

    def _create(self) -> None:
        wheels = self.wheels.filePath().strip()
        plan = Plan(
            self._situation.base,
            self._chosen_build(self._situation),
            Path(wheels) if wheels else None,
            proxy_variables(),
        )
        WORK.start(tr("making the environment"), lambda *listeners: create(plan, *listeners))

    def _remove(self) -> None:
        place = private_environment()
        question = tr("Remove the environment {0}? Making it again takes minutes.").format(place)
        answer = QMessageBox.question(self, tr("Remove the environment"), question)
        if answer == QMessageBox.StandardButton.Yes:
            WORK.start(tr("removing the environment"), lambda *_: remove(place))

    def _check(self) -> None:
        python = self._python
        WORK.start(
            tr("checking the environment"), lambda _, __, stop: check(python, is_cancelled=stop)
        )

    def _use_other(self) -> None:
        named = self.other_python.filePath().strip()
        if named:
            WORK.start(tr("checking a Python"), lambda _, __, stop: adopt(Path(named), stop))

    def _forget(self) -> None:
        WORK.start(tr("forgetting a Python"), lambda *_: WORKER_PYTHON.write(""))

    def _copy_diagnostics(self) -> None:
        self._asked_for_diagnostics = True
        lines = LOG_TAIL.lines()
        WORK.start(tr("diagnostics"), lambda _, __, stop: diagnostics(lines, stop))

    # --- When it begins and ends --------------------------------------------------------------

    def _begin(self) -> None:
        self._show_problem("")
        say(self.note, "")
        self._show_situation()

    def _end(self, outcome: object) -> None:
        if isinstance(outcome, Health):
            self._named = None
            say(self.health, "\n".join(outcome.lines()))
        elif outcome is None:
            say(self.health, "")
        elif isinstance(outcome, str) and self._asked_for_diagnostics:
            QApplication.clipboard().setText(outcome)
            say(self.note, tr("Copied: paste it into the bug report."))
        elif isinstance(outcome, Cancelled):
            say(self.note, tr("Stopped; nothing has changed."))
        elif isinstance(outcome, SourcererError):
            self._show_problem(in_full(outcome))
        elif isinstance(outcome, Exception):
            log(traceback_of(outcome))
            text = tr("Something went wrong that should not: {0}. The log has the details.")
            self._show_problem(text.format(outcome))
        self._asked_for_diagnostics = False
        if isinstance(outcome, OnlyABase):
            self._named = outcome.base.path
            self.group.setCollapsed(False)
        self._refresh()
        if self.isVisible():
            self._look()

    def _connect(self) -> None:
        WORK.began.connect(self._begin)
        WORK.ended.connect(self._end)
        self.build.currentIndexChanged.connect(self._show_situation)
        self.create_button.clicked.connect(self._create)
        self.remove_button.clicked.connect(self._remove)
        self.check_button.clicked.connect(self._check)
        self.other_button.toggled.connect(self.other.setVisible)
        self.use_button.clicked.connect(self._use_other)
        self.forget_button.clicked.connect(self._forget)
        self.diagnostics_button.clicked.connect(self._copy_diagnostics)
