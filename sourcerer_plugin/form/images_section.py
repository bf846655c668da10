"""The form's section for the images: where they are, what was understood, whether they fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from qgis.gui import QgsFilterLineEdit
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QProgressBar, QPushButton, QWidget

from ...core.errors import Cancelled, SourcererError
from ...core.options import flag_of
from ..choices import ImageChoice
from ..inquiry import Inquiry
from ..job_builder import series_job
from ..messages import tr
from .entries import HELP, Entries, taken
from .findings import FindingsList
from .image_rows import (
    NO_EDITS,
    ImageEdits,
    ImageRow,
    all_files,
    dates_to_say,
    day_in,
    edited,
    image_rows,
)
from .image_source import ImageSource
from .image_table import ImageTable, ImageTableModel
from .image_words import findings, summary
from .narrow import ButtonRow, MessageLabel
from .telling import told

ASK_MS = 400
"""After the last of several quick changes the worker is asked, once."""


class ImagesSection(QWidget):
    """Asks the worker about the images as soon as they are chosen."""

    changed = pyqtSignal()
    understood = pyqtSignal(object)
    """The details of the worker's answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words: Callable[[], Mapping[str, str]] | None = None
        """What the whole form calls `--flags`; set by the form."""
        self._model = ""
        self._edits = NO_EDITS
        self._found: list[ImageRow] = []
        """Of the images as they are, without the analyst's changes; empty until they are known."""
        self._details: dict[str, Any] | None = None
        self._asked = ImageChoice()
        self.source = ImageSource()
        self.busy = QProgressBar()
        self.summary = MessageLabel("images_summary")
        self.error = MessageLabel("images_error")
        self.match = FindingsList("match_panel")
        self.table_button = QPushButton(tr("Each image …"))
        self.again_button = QPushButton(tr("Look again"))
        self.season_start = QgsFilterLineEdit()
        self._table_model = ImageTableModel(self)
        self._table: ImageTable | None = None
        self._inquiry = Inquiry(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(ASK_MS)
        self._entries = Entries(self)
        self._set_up()
        self._connect()
        self._show_nothing()

    def read(self) -> ImageChoice:
        """What is chosen, with what is known of it."""
        choice = ImageChoice(
            layers=self.source.layers(),
            paths=self.source.paths(),
            season_start=self.season_start.text().strip(),
        )
        if not self._found or not _same_images(choice, self._asked):
            return choice
        rows = edited(self._found, self._edits)
        return replace(
            choice,
            files=all_files(rows),
            dates=dates_to_say(rows) if self._edits.dates or self._edits.left_out else {},
            left_out=self._edits.left_out,
            skipped_days=tuple(sorted(self._edits.skipped_days)),
        )

    def set_model(self, path: str) -> None:
        """The model that the images are compared with; empty: none."""
        if path != self._model:
            self._model = path
            self._ask_soon()

    def details(self) -> dict[str, Any] | None:
        """Of the worker's last answer; None while there is none for what is chosen."""
        return self._details

    def labels(self) -> dict[str, str]:
        """The job's fields as they are called here."""
        return dict(self._entries.labels)

    def state(self) -> dict[str, Any]:
        """To be kept with the project."""
        return {
            **self.source.state(),
            "dates": dict(self._edits.dates),
            "left_out": sorted(self._edits.left_out),
            "skipped_days": sorted(self._edits.skipped_days),
            "season_start": self.season_start.text().strip(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what was kept, and look at the images anew."""
        self.source.restore(state)
        self.season_start.setText(taken(state, "season_start", str) or "")
        dates = taken(state, "dates", dict) or {}
        left_out = taken(state, "left_out", list) or []
        days = taken(state, "skipped_days", list) or []
        self._forget()
        self._edits = ImageEdits(
            {str(path): day_in(str(day)) for path, day in dates.items() if day_in(str(day))},
            frozenset(path for path in left_out if isinstance(path, str)),
            frozenset(filter(None, (day_in(str(day)) for day in days))),
        )
        self._ask_soon()
        self.changed.emit()

    def close_down(self) -> None:
        """Stop what runs here and wait for its end."""
        self._soon.stop()
        self._inquiry.close_down()
        if self._table is not None:
            self._table.close()

    def _set_up(self) -> None:
        self.busy.setObjectName("images_busy")
        self.busy.setRange(0, 100)
        self.table_button.setObjectName("images_table_button")
        self.table_button.setToolTip(
            tr("What was understood of each image; correct its date or leave it out.")
        )
        self.again_button.setObjectName("images_again")
        self.again_button.setToolTip(tr("Read the images again, where files have changed."))
        for button in (self.table_button, self.again_button):
            button.setAutoDefault(False)
        self.season_start.setObjectName("season_start")
        self.season_start.setPlaceholderText(tr("found from model and dates"))
        self._entries.ask("series", tr("Image time series"), self.source)
        for widget in (
            self.summary,
            self.busy,
            self.error,
            self.match,
            ButtonRow((self.table_button, self.again_button)),
        ):
            self._entries.show(widget)
        self._entries.ask("season_start", tr("First day of the season"), self.season_start)

    def _connect(self) -> None:
        self.source.changed.connect(self._take_other_images)
        self.season_start.editingFinished.connect(self._take_season_start)
        self.season_start.cleared.connect(self._take_season_start)
        self._soon.timeout.connect(self._ask)
        self._inquiry.advanced.connect(lambda _, fraction: self.busy.setValue(int(100 * fraction)))
        self._inquiry.answered.connect(lambda result: self._take_answer(dict(result.details)))
        self._inquiry.failed.connect(self._show_error)
        self.table_button.clicked.connect(self._open_table)
        self.again_button.clicked.connect(self._look_again)
        self._table_model.date_wanted.connect(
            lambda row, day: self._edit(self._edits.with_date(row, day))
        )
        self._table_model.use_wanted.connect(
            lambda row, use: self._edit(self._edits.with_use(row, use))
        )

    def _take_other_images(self) -> None:
        self._edits = NO_EDITS
        self._look_again()
        self.changed.emit()

    def _take_season_start(self) -> None:
        if self.season_start.text().strip() != self._asked.season_start:
            self._ask_soon()
            self.changed.emit()

    def _look_again(self) -> None:
        self._forget()
        self._ask()

    def _edit(self, edits: ImageEdits) -> None:
        """The table shows it at once; the worker is asked when no more changes come."""
        self._edits = edits
        self._table_model.show_rows(edited(self._found, edits))
        self._ask_soon()
        self.changed.emit()

    def _forget(self) -> None:
        """Nothing is known of the images any longer."""
        self._inquiry.drop()
        self._found = []
        self._details = None
        self._show_nothing()

    def _ask_soon(self) -> None:
        self._soon.start()

    def _ask(self) -> None:
        """First about the images as they are, then about what the analyst makes of them."""
        self._soon.stop()
        choice = self.read()
        self._asked = choice
        self._inquiry.drop()
        self.error.say("")
        if not (choice.layers or choice.paths):
            self._forget()
            return
        try:
            job = series_job(choice, self._model)
        except SourcererError as error:
            self._show_error(error)
            return
        self.summary.say(tr("Looking at the images …"))
        self.busy.setValue(0)
        self.busy.show()
        self._inquiry.ask(job)

    def _take_answer(self, details: dict[str, Any]) -> None:
        newer = details["images"]
        if not self._found:
            self._found = image_rows(newer)
            self._edits = self._edits.of(self._found)
            if self._edits:
                self._ask()
                return
        self._details = details
        rows = edited(self._found, self._edits, newer)
        self._table_model.show_rows(rows)
        self._show_answer(details)
        self.understood.emit(details)
        self.changed.emit()

    def _show_answer(self, details: dict[str, Any]) -> None:
        self.busy.hide()
        self.summary.say(summary(details))
        self.summary.setToolTip("\n".join([*details["notes"], *details["left_out"]]))
        self.match.show_findings(findings(details))
        self.table_button.setEnabled(True)
        self.again_button.setEnabled(True)
        self._tell_in_table([*details["notes"], *details["left_out"]])

    def _show_error(self, error: Exception) -> None:
        self._details = None
        self.busy.hide()
        self.summary.say("")
        self.match.show_findings([])
        stopped = isinstance(error, Cancelled)
        text = tr("Looking at the images was cancelled.")
        text = text if stopped else told(error, self._words())
        self.error.say(text)
        self._tell_in_table([text])
        self.table_button.setEnabled(bool(self._found))
        self.again_button.setEnabled(True)

    def _show_nothing(self) -> None:
        self.busy.hide()
        for label in (self.summary, self.error):
            label.say("")
        self.match.show_findings([])
        self._table_model.show_rows([])
        self.table_button.setEnabled(False)
        self.again_button.setEnabled(False)

    def _open_table(self) -> None:
        if self._table is None:
            self._table = ImageTable(self._table_model, self.window())
            self._table.reset_button.clicked.connect(lambda: self._edit(NO_EDITS))
        if self._details:
            self._tell_in_table([*self._details["notes"], *self._details["left_out"]])
        else:
            self._tell_in_table([self.error.text()])
        self._table.show()
        self._table.raise_()

    def _tell_in_table(self, lines: Sequence[str]) -> None:
        if self._table is not None:
            self._table.tell(lines)

    def _words(self) -> Mapping[str, str]:
        if self.words is not None:
            return self.words()
        return {flag_of(field, HELP[field]): f"“{text}”" for field, text in self.labels().items()}


def _same_images(first: ImageChoice, second: ImageChoice) -> bool:
    return (first.layers, first.paths) == (second.layers, second.paths)
