"""The table of classes: what each value of the class field means, chosen there, with its labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QSize,
    Qt,
    pyqtSignal,
)
from qgis.PyQt.QtGui import QColor, QIcon, QPixmap
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ...core.model_card import LandCoverClass
from ..messages import tr
from .class_match import Answer, Meaning, Said, key
from .findings import Level

SWATCH_PX = 12
MAX_ROWS_SEEN = 8
OPEN_COLOUR = QColor(255, 170, 0, 60)
"""Behind values that are still to be matched, on light and dark themes."""


@dataclass(frozen=True)
class ClassRow:
    """A value and its labels."""

    meaning: Meaning
    n_features: int
    n_pixels: float | None
    """None where the pixels' size is not known."""


class Column(IntEnum):
    """In the order shown."""

    VALUE = 0
    CLASS = 1
    FEATURES = 2
    PIXELS = 3


class ClassTableModel(QAbstractTableModel):
    """Shows rows, and passes on what the analyst answers."""

    answered = pyqtSignal(str, object)
    """A value and what is `Said` of it."""
    new_class_wanted = pyqtSignal(str)
    """A value that shall be a class of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[ClassRow] = []
        self._classes: tuple[LandCoverClass, ...] = ()
        self.are_points = False
        """And not polygons, whose pixels are known about right only."""

    def show_rows(self, rows: Sequence[ClassRow], classes: Sequence[LandCoverClass]) -> None:
        """Show these values; the classes are the model's, none where there is no model."""
        same = [row.meaning.value for row in rows] == [row.meaning.value for row in self._rows]
        if not same:
            self.beginResetModel()
        self._rows, self._classes = list(rows), tuple(classes)
        if not same:
            self.endResetModel()
        elif rows:
            last = self.index(len(rows) - 1, len(Column) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def row(self, index: QModelIndex) -> ClassRow:
        """What stands in a row of the table."""
        return self._rows[index.row()]

    def offers(self, index: QModelIndex) -> list[tuple[str, str, Said | None]]:
        """What a value may mean: text, colour and answer; None asks for a new class."""
        own = self.row(index).meaning
        offers: list[tuple[str, str, Said | None]] = [
            (entry.name, entry.colour, Said(Answer.CLASS, entry.name)) for entry in self._classes
        ]
        new = {
            key(row.meaning.land_cover.name): row.meaning.land_cover
            for row in self._rows
            if row.meaning.is_new and row.meaning.land_cover
        }
        for entry in new.values():
            offers.append((_new(entry.name), entry.colour, Said(Answer.NEW, entry.name)))
        offers.append((tr("New class …"), "", None))
        offers.append((tr("Ignore {0}").format(own.value), "", Said(Answer.IGNORED)))
        return offers

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008
        return len(Column)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            pixels = tr("px") if self.are_points else tr("≈ px")
            return (tr("Value"), tr("Class"), tr("#"), pixels)[section]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            number = tr("Points") if self.are_points else tr("Polygons")
            pixels = tr("Pixels") if self.are_points else tr("Pixels, about")
            return (tr("Value of the field"), tr("Class of the model"), number, pixels)[section]
        return None

    def flags(self, index: QModelIndex) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        if index.column() == Column.CLASS and self._classes:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row, column = self.row(index), Column(index.column())
        roles = Qt.ItemDataRole
        if role == roles.DisplayRole:
            return self._text(row, column)
        if role == roles.ToolTipRole:
            return self._tip(row, column)
        if role == roles.DecorationRole and column is Column.CLASS:
            return self._symbol(row.meaning)
        if role == roles.BackgroundRole and row.meaning.is_open and self._classes:
            return OPEN_COLOUR
        if role == roles.TextAlignmentRole and column in (Column.FEATURES, Column.PIXELS):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(
        self, index: QModelIndex, value: object, role: int = Qt.ItemDataRole.EditRole
    ) -> bool:
        """Pass on the answer; the row changes when it is shown anew."""
        own = self.row(index).meaning.value
        if isinstance(value, Said):
            self.answered.emit(own, value)
        else:
            self.new_class_wanted.emit(own)
        return True

    def _text(self, row: ClassRow, column: Column) -> str:
        if column is Column.VALUE:
            return row.meaning.value
        if column is Column.FEATURES:
            return str(row.n_features)
        if column is Column.PIXELS:
            return "–" if row.n_pixels is None else f"{row.n_pixels:.0f}"
        return self._class_text(row.meaning)

    def _class_text(self, meaning: Meaning) -> str:
        if not self._classes:
            return ""
        if meaning.is_ignored:
            return tr("ignored")
        if meaning.land_cover is None:
            return tr("Choose …")
        return _new(meaning.land_cover.name) if meaning.is_new else meaning.land_cover.name

    def _tip(self, row: ClassRow, column: Column) -> str:
        if column is Column.CLASS and row.meaning.is_open and self._classes:
            return tr("The model knows no such class. Click to say what the value means.")
        if column is Column.PIXELS:
            return self._pixels_tip()
        return self._text(row, column)

    def _pixels_tip(self) -> str:
        if self.are_points:
            return tr("A point counts as one pixel.")
        return tr("From the area of the polygons and that of a pixel of the images.")

    def _symbol(self, meaning: Meaning) -> QIcon | None:
        if meaning.land_cover is not None:
            return swatch(meaning.land_cover.colour)
        if meaning.is_open and self._classes:
            return QgsApplication.getThemeIcon(Level.WARNING.value)
        return None


class ClassDelegate(QStyledItemDelegate):
    """Edits a class with a combo box, which opens at once."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget:
        combo = QComboBox(parent)
        combo.setObjectName("class_choice")
        for text, colour, said in index.model().offers(index):
            combo.addItem(swatch(colour) if colour else QIcon(), text, said)
        combo.activated.connect(lambda: self._finish(combo))
        return combo

    def setEditorData(self, editor: QWidget, index: QModelIndex) -> None:
        editor.setCurrentIndex(editor.findText(index.data()))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: QModelIndex) -> None:
        if editor.property("chosen"):
            model.setData(index, editor.currentData())

    def _finish(self, combo: QComboBox) -> None:
        """Only what was picked counts, not that the editor was left."""
        combo.setProperty("chosen", True)
        self.commitData.emit(combo)
        self.closeEditor.emit(combo)


class ClassTable(QTableView):
    """As high as its rows, up to some; one click on a class opens the choice."""

    def __init__(self, model: ClassTableModel) -> None:
        super().__init__()
        self.setObjectName("class_table")
        self.setModel(model)
        self.setItemDelegateForColumn(Column.CLASS, ClassDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setMinimumSectionSize(self.fontMetrics().averageCharWidth() * 3)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        for column in (Column.FEATURES, Column.PIXELS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._open)
        model.modelReset.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """All rows, or as many as fit."""
        n_rows = min(max(self.model().rowCount(), 1), MAX_ROWS_SEEN)
        height = self.horizontalHeader().sizeHint().height() + 2 * self.frameWidth()
        height += n_rows * self.verticalHeader().defaultSectionSize()
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()

    def _open(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
            combo = self.indexWidget(index)
            if isinstance(combo, QComboBox):
                combo.showPopup()


def swatch(colour: str) -> QIcon:
    """A small square of a colour."""
    pixmap = QPixmap(SWATCH_PX, SWATCH_PX)
    pixmap.fill(QColor(colour))
    return QIcon(pixmap)


def _new(name: str) -> str:
    return tr("{0} (new)").format(name)
