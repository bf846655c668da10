"""The model library as a table that is sorted and filtered."""

from __future__ import annotations

import os
from collections.abc import Iterable
from enum import IntEnum

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QModelIndex, QObject, QSortFilterProxyModel, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QStandardItem, QStandardItemModel

from ..messages import tr
from ..model_library import Entry
from . import details as model_details

ENTRY_ROLE = Qt.ItemDataRole.UserRole
SORT_ROLE = Qt.ItemDataRole.UserRole + 1
SEARCH_ROLE = Qt.ItemDataRole.UserRole + 2
CHUNK = 25
"""Rows that are added at once."""


class Column(IntEnum):
    """What the table tells of a model, from left to right."""

    NAME = 0
    SENSOR = 1
    BANDS = 2
    DATES = 3
    CLASSES = 4
    YEAR = 5
    LICENCE = 6
    FOLDER = 7


class LibraryTable(QStandardItemModel):
    """One row a model file; many appear some at a time, so that QGIS does not stand still."""

    grown = pyqtSignal()
    """Rows were added."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(0, len(Column), parent)
        self.setHorizontalHeaderLabels([_title(column) for column in Column])
        self._shown: dict[str, Entry] = {}
        self._waiting: list[Entry] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._append_some)

    def show(self, entries: Iterable[Entry]) -> None:
        """Bring the rows up to date; those that stay the same stay in place."""
        wanted = {entry.path: entry for entry in entries}
        for row in reversed(range(self.rowCount())):
            entry = self.item(row, 0).data(ENTRY_ROLE)
            if wanted.get(entry.path) != entry:
                self.removeRow(row)
                del self._shown[entry.path]
        self._waiting = [entry for path, entry in wanted.items() if path not in self._shown]
        self._append_some()

    def _append_some(self) -> None:
        now, self._waiting = self._waiting[:CHUNK], self._waiting[CHUNK:]
        for entry in now:
            self.appendRow(_items(entry))
            self._shown[entry.path] = entry
        if self._waiting:
            self._timer.start()
        else:
            self._timer.stop()
        if now:
            self.grown.emit()


class LibraryFilter(QSortFilterProxyModel):
    """Rows that hold each of the words, in any column or in the names of classes and bands."""

    def __init__(self, table: LibraryTable, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words: list[str] = []
        self._folder = ""
        self.setSourceModel(table)
        self.setSortRole(SORT_ROLE)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)

    def search(self, text: str) -> None:
        """Show rows with all of these words."""
        self._words = text.casefold().split()
        self.invalidateFilter()

    def stay_in(self, folder: str) -> None:
        """Show what lies in this folder or below it; an empty one is all of them."""
        self._folder = folder
        self.invalidateFilter()

    def entry(self, row: QModelIndex) -> Entry:
        """The model file of a row."""
        return row.siblingAtColumn(Column.NAME).data(ENTRY_ROLE)

    def row_of(self, path: str) -> QModelIndex:
        """The row of a file; not valid where it is not shown."""
        for number in range(self.rowCount()):
            index = self.index(number, Column.NAME)
            if index.data(ENTRY_ROLE).path == path:
                return index
        return QModelIndex()

    def filterAcceptsRow(self, row: int, parent: QModelIndex) -> bool:
        index = self.sourceModel().index(row, Column.NAME, parent)
        if self._folder and not index.data(ENTRY_ROLE).path.startswith(f"{self._folder}{os.sep}"):
            return False
        text = index.data(SEARCH_ROLE) if self._words else ""
        return all(word in text for word in self._words)


def _title(column: Column) -> str:
    return {
        Column.NAME: tr("Model"),
        Column.SENSOR: tr("Sensor"),
        Column.BANDS: tr("Bands"),
        Column.DATES: tr("Dates"),
        Column.CLASSES: tr("Classes"),
        Column.YEAR: tr("Year"),
        Column.LICENCE: tr("Licence"),
        Column.FOLDER: tr("Folder"),
    }[column]


def _items(entry: Entry) -> list[QStandardItem]:
    texts = _texts(entry)
    tip = model_details.tooltip(entry.card) if entry.card else model_details.page(entry)
    items = []
    for column in Column:
        value = texts.get(column, "")
        item = QStandardItem(str(value))
        item.setEditable(False)
        item.setToolTip(tip)
        item.setData(value, SORT_ROLE)
        if isinstance(value, int):
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        items.append(item)
    items[Column.NAME].setData(entry, ENTRY_ROLE)
    items[Column.NAME].setData(_searched(entry, texts.values()), SEARCH_ROLE)
    if entry.card is None:
        items[Column.NAME].setIcon(QgsApplication.getThemeIcon("/mIconWarning.svg"))
    return items


def _texts(entry: Entry) -> dict[Column, str | int]:
    if entry.card is None:
        return {
            Column.NAME: tr("{0} (cannot be used)").format(entry.name),
            Column.FOLDER: entry.folder,
        }
    card = entry.card
    return {
        Column.NAME: card.name,
        Column.SENSOR: card.sensor,
        Column.BANDS: len(card.bands),
        Column.DATES: len(card.grid.offsets),
        Column.CLASSES: len(card.classes),
        Column.YEAR: card.grid.start.year,
        Column.LICENCE: card.licence,
        Column.FOLDER: entry.folder,
    }


def _searched(entry: Entry, texts: Iterable[str | int]) -> str:
    card = entry.card
    names = (*card.bands, *(found.name for found in card.classes)) if card else ()
    return " ".join(map(str, (*texts, entry.path, *names))).casefold()
