"""The library's models, best on the analyst's labels first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QCloseEvent
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ...core.jobs import RankJob
from ...core.protocol import Result
from ..library.details import as_tooltip
from ..library.ranking import Rank, ranks
from ..messages import in_words, tr
from .job_progress import JobProgress
from .narrow import MessageLabel
from .telling import told

SIZE_EM = (100, 30)
"""Width and height to begin with, in widths of an average letter and heights of a line."""


class Column(IntEnum):
    """From left to right."""

    MODEL = 0
    ACCURACY = 1
    MACRO_F1 = 2
    PIXELS = 3
    REMARK = 4


class RankDialog(QDialog):
    """Runs the ranking and lets the analyst take a model from it; leaves QGIS usable."""

    chosen = pyqtSignal(str)
    """The path of the model to use."""

    def __init__(self, words: Callable[[], Mapping[str, str]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rank_dialog")
        self.setWindowTitle(tr("Rank my models"))
        self._words = words
        self._ranks: list[Rank] = []
        self._names: Mapping[str, str] = {}
        self.explanation = QLabel(
            tr(
                "The accuracy of each model as it is, not adapted yet, on your labels. The choice "
                "of the source model matters: one that does well here usually needs fewer labels."
            )
        )
        self.explanation.setWordWrap(True)
        self.progress = JobProgress()
        self.message = MessageLabel("rank_message")
        self.remark = MessageLabel("rank_remark")
        self.table = QTableWidget(0, len(Column))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.use_button = self.buttons.addButton(
            tr("Use this model"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self._set_up_table()
        self._lay_out()
        self.progress.succeeded.connect(self._show_result)
        self.progress.failed.connect(self._show_error)
        self.table.itemSelectionChanged.connect(self._show_selected)
        self.table.itemDoubleClicked.connect(self._use)
        self.use_button.clicked.connect(self._use)
        self.buttons.rejected.connect(self.close)

    def start(self, job: RankJob, names: Mapping[str, str]) -> None:
        """Rank, and show the dialog; a ranking that runs already goes on.

        Args:
            job: with all models.
            names: path -> what the library calls it, also where the worker cannot read it.
        """
        if not self.progress.is_running or self.progress.is_stopping:
            self._names = names
            self._fill([])
            self.message.say("")
            self.progress.start(job)
        self.show()
        self.raise_()
        self.activateWindow()

    def close_down(self) -> None:
        """Stop a running ranking and wait for its end."""
        self.progress.close_down()

    def reject(self) -> None:
        self.progress.cancel()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.progress.cancel()
        super().closeEvent(event)

    def _set_up_table(self) -> None:
        self.table.setObjectName("rank_table")
        self.table.setHorizontalHeaderLabels(
            [
                tr("Model"),
                tr("Overall accuracy"),
                tr("Macro F1"),
                tr("Pixels"),
                tr("Remark"),
            ]
        )
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        row = round(1.5 * self.fontMetrics().height())
        self.table.verticalHeader().setDefaultSectionSize(row)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.MODEL, QHeaderView.ResizeMode.Interactive)
        header.setMinimumSectionSize(9 * self.fontMetrics().averageCharWidth())
        header.setStretchLastSection(True)

    def _lay_out(self) -> None:
        self.use_button.setObjectName("rank_use")
        self.use_button.setEnabled(False)
        column = QVBoxLayout(self)
        for widget in (self.explanation, self.progress, self.message):
            column.addWidget(widget)
        column.addWidget(self.table, 1)
        column.addWidget(self.remark)
        column.addWidget(self.buttons)
        metrics = self.fontMetrics()
        width, height = SIZE_EM
        self.resize(width * metrics.averageCharWidth(), height * metrics.height())
        self.table.setColumnWidth(Column.MODEL, 24 * metrics.averageCharWidth())

    def _show_result(self, result: Result) -> None:
        self._fill(ranks(result))
        if self._ranks[0].overall_accuracy is None:
            self.message.say(tr("None of the models fits; the remarks say why."))
        self.table.selectRow(0)
        self.table.setFocus()

    def _show_error(self, error: Exception) -> None:
        self.message.say(told(error, self._words()))

    def _fill(self, found: list[Rank]) -> None:
        self._ranks = found
        self.table.setRowCount(len(found))
        words = self._words()
        for row, rank in enumerate(found):
            remark = in_words(rank.remark, words)
            texts = {
                Column.MODEL: self._names.get(rank.path, rank.name),
                Column.ACCURACY: _percent(rank.overall_accuracy),
                Column.MACRO_F1: _percent(rank.macro_f1),
                Column.PIXELS: f"{rank.n_pixels:,}" if rank.n_pixels else "",
                Column.REMARK: remark,
            }
            for column, text in texts.items():
                item = QTableWidgetItem(text)
                item.setToolTip(as_tooltip(remark or rank.path))
                if column in (Column.ACCURACY, Column.MACRO_F1, Column.PIXELS):
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                self.table.setItem(row, column, item)
        self._show_selected()

    def _selected(self) -> Rank | None:
        rows = self.table.selectionModel().selectedRows()
        return self._ranks[rows[0].row()] if rows else None

    def _show_selected(self) -> None:
        """All of its remark, for which the table is too narrow."""
        rank = self._selected()
        self.remark.say(in_words(rank.remark, self._words()) if rank else "")
        self.use_button.setEnabled(rank is not None and rank.overall_accuracy is not None)

    def _use(self) -> None:
        rank = self._selected()
        if rank is not None and rank.overall_accuracy is not None:
            self.chosen.emit(rank.path)
            self.close()


def _percent(share: float | None) -> str:
    return tr("{0:.1f} %").format(100 * share) if share is not None else "–"
