"""Brings a model into the library's own folder: a model file, or PyTorch weights with a card."""

from __future__ import annotations

from pathlib import Path

from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QFileDialog, QMessageBox, QWidget

from ...core.errors import SourcererError
from ...core.jobs import ImportModelJob
from ...core.protocol import Result
from ..form.job_progress import JobProgress
from ..form.telling import told
from ..messages import tr
from ..model_library import (
    MODEL_SUFFIX,
    copy_model,
    default_folder,
    folders,
    free_path,
    make_default_folder,
)

WEIGHTS_SUFFIXES = (".pth", ".pt")


class ModelImport(QObject):
    """Asks for the files and imports them, in a worker where weights must be read."""

    imported = pyqtSignal(str)
    """The model's file in the library."""
    failed = pyqtSignal(str)
    """What is wrong."""

    def __init__(self, asker: QWidget) -> None:
        super().__init__(asker)
        self._asker = asker
        self.progress = JobProgress()
        """For the asker's layout."""
        self.progress.succeeded.connect(self._finish)
        self.progress.failed.connect(self._fail)

    def start(self) -> None:
        """Ask for a file and import it; nothing happens where no file is chosen."""
        suffixes = " ".join(f"*{suffix}" for suffix in (MODEL_SUFFIX, *WEIGHTS_SUFFIXES))
        path = self._ask_for_file(tr("Import a model"), tr("Models ({0})").format(suffixes))
        if not path:
            return
        try:
            if Path(path).suffix.lower() in WEIGHTS_SUFFIXES:
                self._import_weights(Path(path))
            else:
                self._import_model(Path(path))
        except SourcererError as error:
            self.failed.emit(told(error))

    def _import_model(self, path: Path) -> None:
        target = path if _is_in_library(path) else self._ask_for_target(path.name)
        if target is None:
            return
        if target != path:
            copy_model(str(path), target)
        self.imported.emit(str(target))

    def _import_weights(self, path: Path) -> None:
        title = tr("Card of {0}: its bands, dates, value ranges and classes").format(path.name)
        card = self._ask_for_file(title, tr("Model card (*.json)"), str(path.with_suffix(".json")))
        target = self._ask_for_target(f"{path.stem}{MODEL_SUFFIX}") if card else None
        if target is None:
            return
        make_default_folder()
        job = ImportModelJob(weights=str(path), card=card, output=str(target))
        job.validate()
        self.progress.start(job)

    def _finish(self, result: Result) -> None:
        self.imported.emit(result.outputs["model"])

    def _fail(self, error: Exception) -> None:
        words = {"--card": tr("The card"), "--output": tr("The model's file")}
        self.failed.emit(told(error, words))

    def _ask_for_file(self, title: str, file_filter: str, start: str = "") -> str:
        path, _ = QFileDialog.getOpenFileName(self._asker, title, start, file_filter)
        return path

    def _ask_for_target(self, name: str) -> Path | None:
        """Where the model goes; None where the analyst does not want it any more."""
        wanted = default_folder() / name
        if not wanted.exists():
            return wanted
        roles = QMessageBox.ButtonRole
        box = QMessageBox(self._asker)
        box.setObjectName("model_name_taken")
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(tr("Import a model"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(tr("The library already holds a model file {0}.").format(name))
        both = box.addButton(tr("Keep both"), roles.AcceptRole)
        replace = box.addButton(tr("Replace it"), roles.DestructiveRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(both)
        box.exec()
        if box.clickedButton() is both:
            return free_path(wanted)
        return wanted if box.clickedButton() is replace else None


def _is_in_library(path: Path) -> bool:
    return any(Path(folder).resolve() in path.resolve().parents for folder in folders())
