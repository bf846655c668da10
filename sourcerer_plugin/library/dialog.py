"""The model library: all models in a table, one in full, and ways to bring more in."""

from __future__ import annotations

from pathlib import Path

from qgis.gui import QgsFilterLineEdit, QgsGui
from qgis.PyQt.QtCore import QItemSelection, QSize, Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QCloseEvent, QDesktopServices, QGuiApplication
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QTableView,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from .. import model_library
from ..form.narrow import MessageLabel
from ..messages import tr
from ..model_library import Entry
from . import details as model_details
from .importing import ModelImport
from .scan import ModelLibrary
from .table import Column, LibraryFilter, LibraryTable
from .training import train_in_dialog

SIZE_EM = (160, 36)
"""Width and height to begin with, in widths of an average letter and heights of a line."""
MOST_OF_SCREEN = 0.9
NAME_EM, TEXT_EM = 26, 14
"""Columns' widths, in widths of an average letter."""


class LibraryDialog(QDialog):
    """OK chooses the model of the current row."""

    chosen = pyqtSignal(str)
    """The model's path."""

    def __init__(self, library: ModelLibrary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("library_dialog")
        self.setWindowTitle(tr("Model library"))
        self._library = library
        self._wanted = ""
        self._table = LibraryTable(self)
        self._rows = LibraryFilter(self._table, self)
        self.search = QgsFilterLineEdit()
        self.folders = QComboBox()
        self.add_button = _button("library_add_folder", tr("Add folder …"))
        self.remove_button = _button("library_remove_folder", tr("Remove folder"))
        self.table = QTableView()
        self.details = QTextBrowser()
        self.status = MessageLabel("library_status")
        self.message = MessageLabel("library_message")
        self.train_button = _button("library_train", tr("Train one …"))
        self.import_button = _button("library_import", tr("Import …"))
        self.show_button = _button("library_show", tr("Show in file manager"))
        roles = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(roles.Ok | roles.Cancel)
        self._import = ModelImport(self)
        self._set_up()
        self._lay_out()
        self._connect()
        QgsGui.enableAutoGeometryRestore(self)

    def look(self, path: str) -> None:
        """Open with this model in view, and look for new ones."""
        self.message.say("")
        self._show_folders()
        self.open()
        self._library.refresh()
        self._show_entries()
        self._seek(path)

    def close_down(self) -> None:
        """Stop an import and wait for its end."""
        self._import.progress.close_down()

    def accept(self) -> None:
        entry = self._current()
        if entry is not None and entry.card is not None:
            super().accept()
            self.chosen.emit(entry.path)

    def reject(self) -> None:
        self._import.progress.cancel()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._import.progress.cancel()
        super().closeEvent(event)

    def _set_up(self) -> None:
        metrics = self.fontMetrics()
        letter = metrics.averageCharWidth()
        wanted = QSize(SIZE_EM[0] * letter, SIZE_EM[1] * metrics.height())
        screen = QGuiApplication.primaryScreen().availableSize()
        self.resize(wanted.boundedTo(screen * MOST_OF_SCREEN))
        self.search.setObjectName("library_search")
        self.search.setShowSearchIcon(True)
        self.search.setPlaceholderText(tr("Name, sensor, class, band, year …"))
        self.folders.setObjectName("library_folders")
        self.folders.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.folders.setMinimumContentsLength(TEXT_EM)
        self.folders.setToolTip(tr("Show the models of one folder and the folders in it."))
        self.remove_button.setToolTip(
            tr("Take the folder shown out of the library; its files stay where they are.")
        )
        self.train_button.setToolTip(
            tr("From images and labels of your own, of a region and year with many labels.")
        )
        self.import_button.setToolTip(
            tr("A model file (.safetensors), or PyTorch weights (.pth) with a card (.json).")
        )
        self.table.setObjectName("library_table")
        self.table.setModel(self._rows)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(round(1.5 * metrics.height()))
        self.table.setTabKeyNavigation(False)
        for column in (Column.BANDS, Column.DATES, Column.CLASSES, Column.YEAR):
            self.table.resizeColumnToContents(column)
        self.table.setColumnWidth(Column.NAME, NAME_EM * letter)
        for column in (Column.SENSOR, Column.LICENCE):
            self.table.setColumnWidth(column, TEXT_EM * letter)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.details.setObjectName("library_details")
        self.details.setOpenLinks(False)

    def _lay_out(self) -> None:
        top = QGridLayout()
        top.addWidget(self.search, 0, 0)
        for position, widget in enumerate((self.folders, self.add_button, self.remove_button), 1):
            top.addWidget(widget, 0, position)
        top.setColumnStretch(0, 2)
        top.setColumnStretch(1, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.table)
        splitter.addWidget(self.details)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        bottom = QHBoxLayout()
        bottom.addWidget(self.train_button)
        bottom.addWidget(self.import_button)
        bottom.addWidget(self.show_button)
        bottom.addStretch()
        bottom.addWidget(self.buttons)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(splitter, 1)
        for widget in (self.status, self._import.progress, self.message):
            column.addWidget(widget)
        column.addLayout(bottom)

    def _connect(self) -> None:
        self._library.changed.connect(self._show_entries)
        self._table.grown.connect(self._show_grown)
        self.search.textChanged.connect(self._search)
        self.folders.currentIndexChanged.connect(self._stay_in_folder)
        self.add_button.clicked.connect(self._add_folder)
        self.remove_button.clicked.connect(self._remove_folder)
        self.table.selectionModel().selectionChanged.connect(self._show_details)
        self.table.doubleClicked.connect(self.accept)
        self.train_button.clicked.connect(self._train_model)
        self.import_button.clicked.connect(self._import_model)
        self._import.imported.connect(self._take_new)
        self._import.failed.connect(self._say)
        self.show_button.clicked.connect(self._show_in_file_manager)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _show_folders(self, chosen: str = "") -> None:
        self.folders.blockSignals(True)
        self.folders.clear()
        self.folders.addItem(tr("All folders"), "")
        default = str(model_library.default_folder())
        for folder in model_library.folders():
            text = tr("Imported models") if folder == default else folder
            self.folders.addItem(text, folder)
            tip = model_details.as_tooltip(folder)
            self.folders.setItemData(self.folders.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.folders.setCurrentIndex(max(0, self.folders.findData(chosen)))
        self.folders.blockSignals(False)
        self._stay_in_folder()

    def _stay_in_folder(self) -> None:
        folder = self.folders.currentData()
        self._rows.stay_in(folder)
        self.remove_button.setEnabled(folder not in ("", str(model_library.default_folder())))
        self._show_status()

    def _search(self, text: str) -> None:
        self._rows.search(text)
        self._select(self._wanted)
        if text and self._current() is None:
            self.table.selectRow(0)
        self._show_status()

    def _show_entries(self) -> None:
        if not self.isVisible():
            return  # `look` will
        self._table.show(self._library.entries())
        self._show_status()

    def _show_grown(self) -> None:
        if self._current() is None:
            self._select(self._wanted)
        self._show_status()

    def _seek(self, path: str) -> None:
        """Make this model the current one, now or when it comes."""
        self.table.clearSelection()
        self._wanted = path
        self._select(path)

    def _select(self, path: str) -> None:
        row = self._rows.row_of(path)
        if row.isValid():
            self.table.selectRow(row.row())
            self.table.scrollTo(row)
        self._show_details()

    def _show_status(self) -> None:
        """How many are seen of how many, and what keeps others away."""
        shown, known = self._rows.rowCount(), self._table.rowCount()
        words = [tr("{0} of {1} model files").format(shown, known)]
        if self._library.is_reading:
            words.append(tr("reading …"))
        words += [tr("{0} is not there").format(folder) for folder in self._library.missing]
        self.status.say(" · ".join(words))

    def _current(self) -> Entry | None:
        rows = self.table.selectionModel().selectedRows()
        return self._rows.entry(rows[0]) if rows else None

    def _show_details(self, *_: QItemSelection) -> None:
        entry = self._current()
        self.details.setHtml(model_details.page(entry) if entry else "")
        if entry is not None:
            self._wanted = entry.path
        is_usable = entry is not None and entry.card is not None
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(is_usable)
        self.show_button.setEnabled(entry is not None)

    def _add_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, tr("Folder that holds models"))
        if folder:
            self._show_folders(model_library.add_folder(folder))
            self._library.refresh()

    def _remove_folder(self) -> None:
        model_library.remove_folder(self.folders.currentData())
        self._show_folders()
        self._library.refresh()

    def _train_model(self) -> None:
        path = train_in_dialog(self.message.say)
        if path:
            self._take_new(path)

    def _import_model(self) -> None:
        self.message.say("")
        self._import.start()
        self.import_button.setEnabled(not self._import.progress.is_running)

    def _take_new(self, path: str) -> None:
        self.import_button.setEnabled(True)
        self.search.clear()
        self._show_folders()
        self._library.add(path)
        self._seek(path)

    def _say(self, text: str) -> None:
        self.import_button.setEnabled(True)
        self.message.say(text)

    def _show_in_file_manager(self) -> None:
        entry = self._current()
        if entry is None:
            return
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(entry.folder)):
            self.message.say(tr("No program opens {0}.").format(Path(entry.folder)))


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    button.setAutoDefault(False)
    return button
