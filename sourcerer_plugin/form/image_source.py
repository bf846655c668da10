"""Where the images come from: a folder or archive, files, or layers of the project."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsProject, QgsRasterLayer
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QDialog, QPushButton, QVBoxLayout, QWidget

from ...core.options import Choice
from ..messages import tr
from .entries import SPACING_PX, choose, list_choices, taken
from .layer_picker import LayerPicker, image_layers
from .narrow import breakable

FILE_SUFFIXES = "*.tif *.tiff *.vrt *.jp2 *.img *.zip *.txt"
BROWSED_MS, TYPED_MS = 200, 1500
"""A path that has stood in its entry so long is meant; longer where the cursor is still there."""


class Source(Choice):
    """What kind of thing holds the images."""

    FOLDER = "folder"
    FILES = "files"
    LAYERS = "layers"


class ImageSource(QWidget):
    """Asks for one of them."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer_ids: list[str] = []
        self._told: object = None
        """What was chosen when `changed` was last emitted."""
        self.kind = QComboBox()
        self.folder = QgsFileWidget()
        self.files = QgsFileWidget()
        self.layers_button = QPushButton()
        self._pages: dict[Source, QWidget] = {
            Source.FOLDER: self.folder,
            Source.FILES: self.files,
            Source.LAYERS: self.layers_button,
        }
        self._picker: LayerPicker | None = None
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._set_up()
        self._lay_out()
        self._connect()
        self._show_page()
        self._show_layers()
        self._told = self._chosen()

    def layers(self) -> tuple[QgsRasterLayer, ...]:
        """The layers that hold the images, in the order of the layer tree."""
        if self._kind() is not Source.LAYERS:
            return ()
        return tuple(layer for layer in image_layers() if layer.id() in self._layer_ids)

    def paths(self) -> tuple[str, ...]:
        """The folder, archive or files that hold the images."""
        kind = self._kind()
        if kind is Source.LAYERS:
            return ()
        if kind is Source.FOLDER:
            path = self.folder.filePath().strip()
            return (path,) if path else ()
        paths = QgsFileWidget.splitFilePaths(self.files.filePath().strip())
        return tuple(path for path in paths if path)

    def state(self) -> dict[str, Any]:
        """To be kept with the project."""
        return {
            "kind": str(self._kind()),
            "folder": self.folder.filePath(),
            "files": self.files.filePath(),
            "layers": list(self._layer_ids),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what was kept; says nothing."""
        kind = taken(state, "kind", str)
        choose(self.kind, next((own for own in Source if str(own) == kind), Source.FOLDER))
        self.folder.setFilePath(taken(state, "folder", str) or "")
        self.files.setFilePath(taken(state, "files", str) or "")
        ids = taken(state, "layers", list) or []
        self._layer_ids = [text for text in ids if isinstance(text, str)]
        self._show_page()
        self._show_layers()
        self._typing.stop()
        self._told = self._chosen()

    def _set_up(self) -> None:
        list_choices(
            self.kind,
            "images_kind",
            (
                (tr("Folder or archive"), Source.FOLDER),
                (tr("Files"), Source.FILES),
                (tr("Layers of this project"), Source.LAYERS),
            ),
        )
        self.folder.setObjectName("images_folder")
        self.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.folder.setDialogTitle(tr("Folder of images"))
        self.folder.lineEdit().setPlaceholderText(tr("Folder or .zip"))
        self.files.setObjectName("images_files")
        self.files.setStorageMode(QgsFileWidget.StorageMode.GetMultipleFiles)
        self.files.setDialogTitle(tr("Image files"))
        self.files.setFilter(f"{tr('Images, archives, lists')} ({FILE_SUFFIXES});;{tr('All')} (*)")
        self.layers_button.setObjectName("images_layers")
        self.layers_button.setAutoDefault(False)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX)
        column.addWidget(self.kind)
        for page in self._pages.values():
            column.addWidget(page)
        self.setFocusProxy(self.kind)

    def _connect(self) -> None:
        self.kind.currentIndexChanged.connect(self._change_kind)
        self._typing.timeout.connect(self._tell)
        for entry in (self.folder, self.files):
            entry.fileChanged.connect(self._wait_for_the_rest)
            entry.lineEdit().editingFinished.connect(self._tell)
        self.layers_button.clicked.connect(self._pick_layers)
        QgsProject.instance().layersRemoved.connect(self._forget_layers)

    def _wait_for_the_rest(self) -> None:
        is_typed = self.folder.lineEdit().hasFocus() or self.files.lineEdit().hasFocus()
        self._typing.start(TYPED_MS if is_typed else BROWSED_MS)

    def _change_kind(self) -> None:
        self._show_page()
        self._tell()

    def _show_page(self) -> None:
        for kind, page in self._pages.items():
            page.setVisible(kind is self._kind())

    def _pick_layers(self) -> None:
        self._picker = LayerPicker(self._layer_ids, self)
        self._picker.finished.connect(self._take_layers)
        self._picker.open()

    def _take_layers(self, result: int) -> None:
        if result == QDialog.DialogCode.Accepted:
            self._layer_ids = self._picker.chosen()
            self._show_layers()
            self._tell()
        self._picker.deleteLater()

    def _forget_layers(self, ids: list[str]) -> None:
        if set(ids) & set(self._layer_ids):
            self._layer_ids = [own for own in self._layer_ids if own not in ids]
            self._show_layers()
            self._tell()

    def _show_layers(self) -> None:
        n_layers = len(self._layer_ids)
        text = tr("{0} layers …").format(n_layers) if n_layers else tr("Choose layers …")
        self.layers_button.setText(text)
        names = [layer.name() for layer in image_layers() if layer.id() in self._layer_ids]
        self.layers_button.setToolTip("\n".join(map(breakable, names)))

    def _kind(self) -> Source:
        return Source(self.kind.currentData())

    def _chosen(self) -> object:
        return self.layers(), self.paths()

    def _tell(self) -> None:
        """Say that another choice was made, once."""
        self._typing.stop()
        chosen = self._chosen()
        if chosen != self._told:
            self._told = chosen
            self.changed.emit()
