"""Sourcerer's page in QGIS's own options."""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.gui import (
    QgsCollapsibleGroupBoxBasic,
    QgsFileWidget,
    QgsOptionsPageWidget,
    QgsOptionsWidgetFactory,
    QgsScrollArea,
)
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from .diagnostics import LOG_TAIL
from .environments.page import EnvironmentPage
from .environments.task import WORK
from .messages import NAME, tr
from .settings import DEVICE, MEMORY, MODEL_FOLDERS, THREADS
from .worker_client import PLUGIN_FOLDER

ICON = PLUGIN_FOLDER / "resources" / "icon.svg"
PAGE = "sourcerer_options"
"""Its object name: `iface.showOptionsDialog(currentPage=PAGE)` opens it."""
MAX_THREADS = 1024
MIN_MEMORY_MB = 64
MAX_MEMORY_MB = 1024 * 1024
FOLDER_ROWS = 4


class SourcererOptionsFactory(QgsOptionsWidgetFactory):
    """What `iface.registerOptionsWidgetFactory` takes; from then on the log is remembered."""

    def __init__(self) -> None:
        super().__init__(NAME, QIcon(str(ICON)))
        LOG_TAIL.start()

    def createWidget(self, parent: QWidget | None = None) -> QgsOptionsPageWidget:
        return OptionsPage(parent)

    def close_down(self) -> None:
        """Stop whatever works on the environment; for the plugin's `unload`."""
        WORK.stop()
        LOG_TAIL.stop()


class OptionsPage(QgsOptionsPageWidget):
    """The environment, whose buttons act at once, and settings that are kept with OK."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(PAGE)
        self.environment = EnvironmentPage()
        self.folders = QListWidget()
        self.folder = QgsFileWidget()
        self.add_folder = QPushButton(tr("Add"))
        self.remove_folder = QPushButton(tr("Remove"))
        self.device = QComboBox()
        self.threads = QSpinBox()
        self.memory = QSpinBox()
        self._set_up_folders()
        self._set_up_computing()
        self._lay_out()
        self._restore()

    def apply(self) -> None:
        """Keep what is shown; QGIS calls it when its options are closed with OK."""
        rows = range(self.folders.count())
        MODEL_FOLDERS.write([self.folders.item(row).text() for row in rows])
        DEVICE.write(self.device.currentData())
        THREADS.write(self.threads.value())
        MEMORY.write(self.memory.value())

    def _restore(self) -> None:
        self.folders.addItems(MODEL_FOLDERS.read())
        device = DEVICE.read()
        if self.device.findData(device) < 0:  # such as cuda:1, set by hand
            self.device.addItem(device, device)
        self.device.setCurrentIndex(self.device.findData(device))
        self.threads.setValue(THREADS.read())
        self.memory.setValue(MEMORY.read())
        self._enable()

    def _set_up_folders(self) -> None:
        self.folders.setObjectName("model_folders")
        self.folders.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.folders.setToolTip(tr("Models (*.safetensors) in these folders are offered."))
        self.folders.setMaximumHeight(FOLDER_ROWS * 2 * self.folders.fontMetrics().lineSpacing())
        self.folder.setObjectName("model_folder")
        self.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.folder.setDialogTitle(tr("Folder of models"))
        self.folder.lineEdit().setPlaceholderText(tr("Folder of models"))
        self.add_folder.setObjectName("add_folder")
        self.add_folder.setToolTip(tr("Add the folder named beside this button to the list."))
        self.remove_folder.setObjectName("remove_folder")
        self.remove_folder.setToolTip(tr("Take the selected folders off the list; no file goes."))
        self.folder.fileChanged.connect(self._enable)
        self.folders.itemSelectionChanged.connect(self._enable)
        self.add_folder.clicked.connect(self._add_folder)
        self.remove_folder.clicked.connect(self._remove_folders)

    def _set_up_computing(self) -> None:
        self.device.setObjectName("device")
        self.device.addItem(tr("Automatic: a GPU if there is one"), "")
        self.device.addItem(tr("Processor"), "cpu")
        if sys.platform == "darwin":
            self.device.addItem(tr("Apple GPU"), "mps")
        else:
            self.device.addItem(tr("NVIDIA GPU"), "cuda")
        self.device.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.device.setMinimumContentsLength(10)
        self.device.setToolTip(tr("What computes, unless a run says otherwise."))
        self.threads.setObjectName("threads")
        self.threads.setRange(0, MAX_THREADS)
        self.threads.setSpecialValueText(tr("All"))
        self.threads.setToolTip(tr("Threads of the processor that a run may use."))
        self.memory.setObjectName("memory")
        self.memory.setRange(MIN_MEMORY_MB, MAX_MEMORY_MB)
        self.memory.setSingleStep(512)
        self.memory.setSuffix(tr(" MB"))
        self.memory.setToolTip(
            tr("Memory for image data: bounds the part of the images that is read at once.")
        )

    def _lay_out(self) -> None:
        environment = _group(tr("Environment that computes"), self.environment)
        models = QWidget()
        column = QVBoxLayout(models)
        row = QHBoxLayout()
        row.addWidget(self.folder, 1)
        row.addWidget(self.add_folder)
        column.addWidget(self.folders)
        column.addLayout(row)
        below = QHBoxLayout()
        below.addStretch()
        below.addWidget(self.remove_folder)
        column.addLayout(below)
        computing = QWidget()
        form = QFormLayout(computing)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("Device"), self.device)
        form.addRow(tr("Threads"), self.threads)
        form.addRow(tr("Memory"), self.memory)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.addWidget(environment)
        inside.addWidget(_group(tr("Folders of models"), models))
        inside.addWidget(_group(tr("Computing"), computing))
        inside.addStretch()
        scroll = QgsScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(content)
        outside = QVBoxLayout(self)
        outside.setContentsMargins(0, 0, 0, 0)
        outside.addWidget(scroll)

    def _enable(self) -> None:
        named = self.folder.filePath().strip()
        self.add_folder.setEnabled(bool(named) and Path(named).is_dir())
        self.remove_folder.setEnabled(bool(self.folders.selectedItems()))

    def _add_folder(self) -> None:
        folder = str(Path(self.folder.filePath().strip()))
        there = {self.folders.item(row).text() for row in range(self.folders.count())}
        if folder not in there:
            self.folders.addItem(folder)
        self.folder.setFilePath("")

    def _remove_folders(self) -> None:
        for item in self.folders.selectedItems():
            self.folders.takeItem(self.folders.row(item))


def _group(title: str, content: QWidget) -> QgsCollapsibleGroupBoxBasic:
    group = QgsCollapsibleGroupBoxBasic(title)
    column = QVBoxLayout(group)
    content.layout().setContentsMargins(0, 0, 0, 0)
    column.addWidget(content)
    return group
