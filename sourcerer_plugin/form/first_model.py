"""What an analyst sees whose library is empty: the three ways to a first source model."""

from __future__ import annotations

from collections.abc import Mapping

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from ...core.errors import SourcererError
from ...core.protocol import Result
from ..library import example_run
from ..library.importing import ModelImport
from ..library.training import train_in_dialog
from ..messages import tr
from .job_progress import JobProgress
from .narrow import MessageLabel
from .telling import told


class FirstModel(QWidget):
    """Train, import, or take the example."""

    made = pyqtSignal(str)
    """A model file of the library."""
    example_made = pyqtSignal(object)
    """`example_run.Example`, after `made`."""

    def __init__(self) -> None:
        super().__init__()
        self._scene: Mapping[str, str] = {}
        """Where the example's regions lie, once they are written."""
        self.explanation = QLabel(
            tr(
                "Sourcerer adapts a model that was trained where labels are plenty. There is none "
                "in your library yet. Three ways to a first one:"
            )
        )
        self.train_button = _button("train_model", tr("Train one …"))
        self.import_button = _button("import_model", tr("Import one …"))
        self.example_button = _button("make_example", tr("Make the example …"))
        self.progress = JobProgress()
        self.message = MessageLabel("first_model_message")
        self._import = ModelImport(self)
        self._set_up()
        self._import.imported.connect(self._take_import)
        self._import.failed.connect(self._say)
        self.progress.succeeded.connect(self._go_on)
        self.progress.failed.connect(self._fail)
        self.train_button.clicked.connect(self._train)
        self.import_button.clicked.connect(self._import_one)
        self.example_button.clicked.connect(self._make_example)

    @property
    def is_busy(self) -> bool:
        """Whether a model is being made."""
        return self.progress.is_running or self._import.progress.is_running

    def close_down(self) -> None:
        """Stop what runs and wait for its end."""
        self.progress.close_down()
        self._import.progress.close_down()

    def _set_up(self) -> None:
        self.explanation.setWordWrap(True)
        self.train_button.setToolTip(
            tr("From images and labels of your own, of a region and year with many labels.")
        )
        self.import_button.setToolTip(
            tr("A model file (.safetensors), or PyTorch weights (.pth) with a card (.json).")
        )
        self.example_button.setToolTip(
            tr(
                "Writes a small made-up scene, about 30 MB, and trains a source model on it: all "
                "that a first map needs. Takes a few minutes."
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (
            self.explanation,
            self.train_button,
            self.import_button,
            self.example_button,
            self.progress,
            self._import.progress,
            self.message,
        ):
            column.addWidget(widget)

    def _train(self) -> None:
        path = train_in_dialog(self.message.say)
        if path:
            self.made.emit(path)

    def _import_one(self) -> None:
        self.message.say("")
        self._import.start()
        self._enable()

    def _make_example(self) -> None:
        self.message.say("")
        title = tr("Where to put the example: a new folder is made there")
        place = QFileDialog.getExistingDirectory(self, title)
        if place:
            self._scene = {}
            self.progress.start(example_run.scene_job(place))
            self._enable()

    def _go_on(self, result: Result) -> None:
        """From the scene to its model, from the model to the analyst."""
        try:
            if not self._scene:
                self._scene = result.outputs
                self.progress.start(example_run.train_job(self._scene))
                return
            made = example_run.example(self._scene, result.outputs["model"])
            self.made.emit(made.model)
            example_run.load_polygons(made)
        except SourcererError as error:
            self._fail(error)
            return
        self._enable()
        self.example_made.emit(made)

    def _take_import(self, path: str) -> None:
        self._enable()
        self.made.emit(path)

    def _fail(self, error: Exception) -> None:
        self._say(told(error))

    def _say(self, text: str) -> None:
        self.message.say(text)
        self._enable()

    def _enable(self) -> None:
        for button in (self.train_button, self.import_button, self.example_button):
            button.setEnabled(not self.is_busy)


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    return button
