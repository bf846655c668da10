"""The table of images: what was understood of each, its date to correct, a tick to leave it out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import IntEnum
from pathlib import PurePosixPath

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QDate,
    QModelIndex,
    Qt,
    pyqtSignal,
)
from qgis.PyQt.QtGui import QBrush, QKeyEvent, QPalette
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from ..messages import tr
from .image_rows import FIRST_YEAR, LAST_YEAR, ImageRow, day_in
from .image_words import percent
from .narrow import MessageLabel

ISO = "yyyy-MM-dd"
MAX_LINES = 6


class Column(IntEnum):
    """In the order shown."""

    USE = 0
    FILE = 1
    BANDS = 2
    VALID = 3
    NOTE = 4


class ImageTableModel(QAbstractTableModel):
    """Shows rows; says what the analyst wants changed and shows it when it has been."""

    date_wanted = pyqtSignal(object, str)
    """An `ImageRow` and the date that it shall have."""
    use_wanted = pyqtSignal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ImageRow] = []

    def show_rows(self, rows: Sequence[ImageRow]) -> None:
        """Show these images instead of those before."""
        if len(rows) == len(self._rows):  # what is selected or being edited stays so
            self._rows = list(rows)
            last = self.index(len(rows) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def row(self, index: QModelIndex) -> ImageRow:
        """The image in a row of the table."""
        return self._rows[index.row()]

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (tr("Use, date"), tr("File"), tr("Bands"), tr("Clear"), tr("Note"))[section]

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if index.column() == Column.USE:
            row = self.row(index)
            if row.used or row.left_out:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
            if not row.shares_its_file:
                flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.row(index), Column(index.column())
        roles = Qt.ItemDataRole
        if role == roles.DisplayRole:
            return self._text(row, column)
        if role == roles.EditRole and column is Column.USE:
            return row.date
        if role == roles.CheckStateRole and column is Column.USE:
            return Qt.CheckState.Checked if row.used else Qt.CheckState.Unchecked
        if role == roles.ToolTipRole:
            return self._tip(row, column)
        if role == roles.TextAlignmentRole and column in (Column.BANDS, Column.VALID):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == roles.FontRole and column is Column.USE and row.date != row.found_date:
            font = QgsApplication.font()
            font.setBold(True)
            return font
        if role == roles.ForegroundRole and not row.used:
            group = QPalette.ColorGroup.Disabled
            return QBrush(QgsApplication.palette().color(group, QPalette.ColorRole.Text))
        return None

    def setData(
        self, index: QModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Pass on what is wanted; a text that is no date is refused."""
        row = self.row(index)
        if role == Qt.ItemDataRole.CheckStateRole:
            self.use_wanted.emit(row, Qt.CheckState(value) == Qt.CheckState.Checked)
            return True
        day = day_in(str(value))
        if role != Qt.ItemDataRole.EditRole or not day:
            return False
        if day != row.date:
            self.date_wanted.emit(row, day)
        return True

    def _text(self, row: ImageRow, column: Column) -> str:
        if column is Column.USE:
            return row.date or tr("no date")
        if column is Column.FILE:
            return PurePosixPath(row.path.replace("\\", "/")).name
        if column is Column.BANDS:
            return str(len(row.bands))
        if column is Column.VALID:
            return "" if row.valid is None else percent(row.valid)
        return row.note

    def _tip(self, row: ImageRow, column: Column) -> str:
        if column is Column.USE and row.shares_its_file:
            return tr(
                "Untick to leave out the images of this day. The dates of a file that holds "
                "several are told by the file."
            )
        if column is Column.USE and row.date != row.found_date:
            return tr("Given by you; found was {0}.").format(row.found_date or tr("no date"))
        if column is Column.USE:
            return tr("Untick to leave the image out. Double-click to correct the date.")
        if column is Column.FILE:
            return "\n".join(row.files)
        return ", ".join(row.bands) if column is Column.BANDS else row.note


class DayEdit(QDateEdit):
    """Qt's date editor, into which a whole date can be typed with or without its hyphens."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._went_on = False
        """The last digit has filled its part: the hyphen after it was made already."""
        self.setDisplayFormat(ISO)
        self.setCalendarPopup(True)
        self.setDateRange(QDate(FIRST_YEAR, 1, 1), QDate(LAST_YEAR, 12, 31))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._went_on and event.text() and event.text() in "-./ ":
            self._went_on = False
            return
        before = self.currentSection()
        super().keyPressEvent(event)
        self._went_on = event.text().isdigit() and self.currentSection() != before


class DateDelegate(QStyledItemDelegate):
    """Edits a date with an editor that takes no other text."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget:
        editor = DayEdit(parent)
        editor.setObjectName("image_date")
        return editor

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        text = index.data(Qt.ItemDataRole.EditRole) or date.today().isoformat()
        editor.setDate(QDate.fromString(text, ISO))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex) -> None:
        editor.interpretText()
        model.setData(index, editor.date().toString(ISO), Qt.ItemDataRole.EditRole)


class ImageTable(QDialog):
    """The table in a window of its own, beside the dock; it does not block QGIS."""

    def __init__(self, model: ImageTableModel, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("image_table_dialog")
        self.setWindowTitle(tr("Images as they were understood"))
        self.notes = MessageLabel("image_notes")
        self.view = QTableView()
        self.view.setObjectName("image_table")
        self.view.setModel(model)
        self.view.setItemDelegateForColumn(Column.USE, DateDelegate(self.view))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setAlternatingRowColors(True)
        self.view.setWordWrap(False)
        self.view.verticalHeader().hide()
        header = self.view.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(Column.FILE, QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Close | QDialogButtonBox.StandardButton.Reset
        )
        self.reset_button = buttons.button(QDialogButtonBox.StandardButton.Reset)
        self.reset_button.setObjectName("image_table_reset")
        self.reset_button.setToolTip(tr("Use all images, with the dates that were found."))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.notes)
        column.addWidget(self.view, 1)
        column.addWidget(buttons)
        em = self.fontMetrics().averageCharWidth()
        self.view.setColumnWidth(Column.FILE, 40 * em)
        self.resize(110 * em, 80 * em)

    def tell(self, lines: Sequence[str]) -> None:
        """What is to be said of all images; the whole of it stands in the tooltip."""
        shown = [*lines[:MAX_LINES], *(["…"] if len(lines) > MAX_LINES else [])]
        self.notes.say("\n".join(shown))
        self.notes.setToolTip("\n".join(lines))
