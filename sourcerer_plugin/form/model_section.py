"""The form's first section: which source model to adapt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ...core.errors import SourcererError
from ...core.jobs import RankJob
from ...core.model_card import ModelCard
from ..library.details import as_tooltip, tooltip
from ..library.dialog import LibraryDialog
from ..library.example_run import Example
from ..library.ranking import with_models
from ..library.scan import ModelLibrary
from ..messages import in_full, tr
from ..model_library import MODEL_FILTER, Entry, card_facts, usable_card
from ..settings import LAST_MODEL
from .first_model import FirstModel
from .narrow import ButtonRow, MessageLabel
from .rank_dialog import RankDialog
from .telling import told

COMBO_LETTERS = 10
MAX_ITEMS_SEEN = 20


class ModelSection(QWidget):
    """A model of the library or any other file, with its facts."""

    changed = pyqtSignal()
    example_made = pyqtSignal(object)
    """`example_run.Example`: its model is chosen already, its polygons are in the project."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rank_job: Callable[[], RankJob] | None = None
        """A ranking of the images and labels chosen, without models; set by the form."""
        self.words: Callable[[], Mapping[str, str]] | None = None
        """What the whole form calls `--flags`; set by the form."""
        self._path = ""
        self._card: ModelCard | None = None
        self.library = ModelLibrary(self)
        self.combo = QComboBox()
        self.browse_button = QToolButton()
        self.facts = MessageLabel("model_facts")
        self.library_button = QPushButton(tr("Library …"))
        self.rank_button = QPushButton(tr("Rank my models"))
        self.message = MessageLabel("model_message")
        self.next_step = MessageLabel("next_step")
        self.first_model = FirstModel()
        self._dialog: LibraryDialog | None = None
        self._ranking: RankDialog | None = None
        self._set_up()
        self._lay_out()
        self._connect()
        self._show_path(LAST_MODEL.read())

    def read(self) -> str:
        """The model's file; empty where none is chosen."""
        return self._path

    def card(self) -> ModelCard | None:
        """What the model chosen expects; None where there is none or it cannot be used."""
        return self._card

    def choose(self, path: str) -> None:
        """Take a model, as if the analyst had picked it."""
        self.message.say("")
        self._show_path(path)
        LAST_MODEL.write(path)
        self.changed.emit()

    def labels(self) -> dict[str, str]:
        """The job's fields as they are called here."""
        return {"model": tr("Source model"), "models": tr("Library …")}

    def state(self) -> dict[str, Any]:
        """To be kept with the project."""
        return {"model": self._path}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up what was kept; a project without a model gets the one chosen last."""
        model = state.get("model")
        self._show_path(model if isinstance(model, str) and model else LAST_MODEL.read())
        self.changed.emit()

    def close_down(self) -> None:
        """Stop all that runs here and wait for its end."""
        self.library.close_down()
        self.first_model.close_down()
        for dialog in (self._dialog, self._ranking):
            if dialog is not None:
                dialog.close_down()
                dialog.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():  # not when QGIS's window comes back
            self.library.refresh()

    def _set_up(self) -> None:
        self.combo.setObjectName("model")
        self.combo.setAccessibleName(tr("Source model"))
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.combo.setMinimumContentsLength(COMBO_LETTERS)
        self.combo.setMaxVisibleItems(MAX_ITEMS_SEEN)
        self.browse_button.setText("…")
        self.browse_button.setToolTip(tr("Choose a model file outside of the library."))
        self.browse_button.setObjectName("model_browse")
        self.library_button.setToolTip(tr("All models with their facts; train or import one."))
        self.library_button.setObjectName("model_library")
        self.rank_button.setToolTip(
            tr("How well each model of the library does on your labels before it is adapted.")
        )
        self.rank_button.setObjectName("model_rank")
        self.first_model.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.combo, 1)
        row.addWidget(self.browse_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.facts)
        column.addWidget(ButtonRow((self.library_button, self.rank_button)))
        column.addWidget(self.message)
        column.addWidget(self.next_step)
        column.addWidget(self.first_model)
        column.addStretch()

    def _connect(self) -> None:
        self.combo.activated.connect(lambda index: self.choose(self.combo.itemData(index)))
        self.browse_button.clicked.connect(self._browse)
        self.library_button.clicked.connect(self._open_library)
        self.rank_button.clicked.connect(self._rank)
        self.library.changed.connect(self._show_models)
        self.first_model.made.connect(self._take_new)
        self.first_model.example_made.connect(self._tell_next)

    def _show_path(self, path: str) -> None:
        """Choose without remembering: facts, or what is wrong with the file."""
        self._path, self._card, text, tip = path, None, "", ""
        if path:
            try:
                self._card = usable_card(path)
                text, tip = card_facts(self._card), tooltip(self._card)
            except SourcererError as error:
                text, tip = in_full(error), as_tooltip(path)
        self.facts.say(text)
        self.facts.setToolTip(tip)
        self._show_models()

    def _show_models(self) -> None:
        models = self.library.models()
        paths = [entry.path for entry in models]
        if self._path and self._path not in paths:
            models = [Entry(self._path, self._card), *models]
        often = Counter(entry.name for entry in models)
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItem(tr("[Choose a model]"), "")
        for entry in models:
            self.combo.addItem(_title(entry, often[entry.name] > 1), entry.path)
            tip = as_tooltip(entry.path)
            self.combo.setItemData(self.combo.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.combo.setCurrentIndex(self.combo.findData(self._path))
        self.combo.blockSignals(False)
        self.combo.setToolTip(as_tooltip(self._path) if self._path else "")
        is_empty = self.library.has_been_read and not models
        self.first_model.setVisible(is_empty or self.first_model.is_busy)
        self.rank_button.setEnabled(bool(models))

    def _browse(self) -> None:
        start = str(Path(self._path).parent) if self._path else ""
        title = tr("Choose a source model")
        path, _ = QFileDialog.getOpenFileName(self, title, start, MODEL_FILTER)
        if path:
            self.choose(path)

    def _open_library(self) -> None:
        if self._dialog is None:
            self._dialog = LibraryDialog(self.library, self.window())
            self._dialog.chosen.connect(self.choose)
        self._dialog.look(self._path)

    def _rank(self) -> None:
        self.message.say("")
        words = self._all_words()
        try:
            if self.rank_job is None:
                return
            models = [entry.path for entry in self.library.models()]
            models += [self._path] if self._card else []
            job = with_models(self.rank_job(), models)
        except SourcererError as error:
            self.message.say(told(error, words))
            return
        if self._ranking is None:
            self._ranking = RankDialog(self._all_words, self.window())
            self._ranking.chosen.connect(self.choose)
        names = {entry.path: entry.name for entry in self.library.models()}
        self._ranking.start(job, names)

    def _all_words(self) -> Mapping[str, str]:
        own = {f"--{field}": f"“{text}”" for field, text in self.labels().items()}
        return {**own, **(self.words() if self.words else {})}

    def _take_new(self, path: str) -> None:
        self.library.add(path)
        self.choose(path)

    def _tell_next(self, made: Example) -> None:
        text = tr(
            "The example's source model is chosen, and its labelled fields are in the project. "
            "Next, choose the images, the folder {0}, and the labels, the layer “Example fields” "
            "with its field {1}."
        )
        self.next_step.say(text.format(Path(made.images).name, made.class_field))
        self.next_step.setToolTip(as_tooltip(made.images))
        self.example_made.emit(made)


def _title(entry: Entry, is_ambiguous: bool) -> str:
    return f"{entry.name} ({entry.path})" if is_ambiguous else entry.name
