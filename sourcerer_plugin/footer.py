"""What stays in view below the dock's pages: Run, Cancel, and where a run stands."""

from __future__ import annotations

from qgis.PyQt.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from .elided_label import ElidedLabel
from .icons import icon
from .messages import tr


class Footer(QWidget):
    """Two buttons, a bar, a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run_button = QPushButton(icon("run"), tr("Run"))
        self.cancel_button = QPushButton(icon("cancel"), tr("Cancel"))
        self.progress = QProgressBar()
        self.line = ElidedLabel()
        self.run_button.setObjectName("run")
        self.run_button.setToolTip(tr("Adapt the source model, map the images, write the report."))
        self.cancel_button.setObjectName("cancel")
        self.cancel_button.setToolTip(tr("Stop the run; no file is left."))
        self.progress.setObjectName("progress")
        self.line.setObjectName("status_line")
        buttons = QHBoxLayout()
        buttons.addWidget(self.run_button, 1)
        buttons.addWidget(self.cancel_button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 6, 6)
        column.addLayout(buttons)
        column.addWidget(self.progress)
        column.addWidget(self.line)
