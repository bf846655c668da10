"""The widgets of the environment's page and where they stand."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.gui import QgsCollapsibleGroupBoxBasic, QgsFileWidget
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ..messages import tr
from .progress import EnvironmentProgress
from .words import breakable, introduction

SPACING_PX = 4


class EnvironmentForm(QWidget):
    """Collects and shows; `EnvironmentPage` fills it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.intro = _label("intro", introduction())
        self.in_use = _label("in_use")
        self.problem = _label("problem")
        self.warning = QLabel()
        self.note = _label("note")
        self.outdated = _label("outdated")
        self.health = _label("health")
        self.group = QgsCollapsibleGroupBoxBasic(tr("Private environment"))
        self.facts = _label("facts", tr("Looking for Python and the driver of the GPU …"))
        self.build = QComboBox()
        self.wheels = _file_widget("wheels", QgsFileWidget.StorageMode.GetDirectory)
        self.create_button = _button("create_button", tr("Create"))
        self.remove_button = _button("remove_button", tr("Remove …"))
        self.work = EnvironmentProgress()
        self.other_button = _button("other_button", tr("Use another Python …"))
        self.other = QWidget()
        self.other_python = _file_widget("other_python", QgsFileWidget.StorageMode.GetFile)
        self.use_button = _button("use_button", tr("Check it and use it"))
        self.forget_button = _button("forget_button", tr("Forget it"))
        self.check_button = _button("check_button", tr("Check"))
        self.diagnostics_button = _button("diagnostics_button", tr("Copy diagnostics"))
        self._set_up()
        self._lay_out()

    def _set_up(self) -> None:
        self.group.setObjectName("private_environment")
        self.build.setObjectName("build")
        self.build.hide()
        shrink = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.build.setSizeAdjustPolicy(shrink)
        self.build.setMinimumContentsLength(10)
        self.build.setToolTip(tr("The CPU build is smaller; a GPU computes many times faster."))
        self.wheels.setDialogTitle(tr("Folder of wheels"))
        self.wheels.lineEdit().setPlaceholderText(tr("Optional: folder of wheels"))
        _explain(
            self.wheels,
            tr(
                "Leave it empty to download the libraries. For a computer without internet: a "
                "folder that holds them all as wheels, the files that “python -m pip download” "
                "fetches elsewhere."
            ),
        )
        self.create_button.setToolTip(
            tr("Download the libraries and install them; an old one stays until that is done.")
        )
        self.remove_button.setToolTip(tr("Delete the private environment and free its space."))
        self.other_button.setCheckable(True)
        self.other_button.setToolTip(tr("One that has the libraries, such as a conda environment."))
        self.other_python.setDialogTitle(tr("Python"))
        self.other_python.lineEdit().setPlaceholderText(tr("Interpreter or environment's folder"))
        _explain(
            self.other_python,
            tr("The Python program (python.exe on Windows), or the folder of its environment."),
        )
        self.other.hide()
        self.forget_button.setToolTip(tr("Compute with the private environment again."))
        self.check_button.setToolTip(
            tr("Import the libraries: tells their versions, the device and the GPU's memory.")
        )
        self.diagnostics_button.setToolTip(
            tr("Versions, device and the last lines of the log, without your name and folders.")
        )
        self.facts.setTextFormat(Qt.TextFormat.RichText)
        icon = QgsApplication.getThemeIcon("/mIconWarning.svg")
        self.warning.setPixmap(icon.pixmap(self.fontMetrics().height()))
        for label in (self.in_use, self.problem, self.warning, self.note, self.health):
            label.hide()

    def _lay_out(self) -> None:
        # One widget holds them all: a group box shows and hides its children as it likes.
        content = QWidget()
        group = QVBoxLayout(content)
        group.setContentsMargins(0, 0, 0, 0)
        for widget in (self.facts, self.build, self.wheels, self.create_button, self.remove_button):
            group.addWidget(widget)
        QVBoxLayout(self.group).addWidget(content)
        other = QVBoxLayout(self.other)
        other.setContentsMargins(0, 0, 0, 0)
        other.addWidget(self.other_python)
        other.addWidget(self.use_button)
        problem = QHBoxLayout()
        problem.addWidget(self.warning, 0, Qt.AlignmentFlag.AlignTop)
        problem.addWidget(self.problem, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING_PX, SPACING_PX, SPACING_PX, SPACING_PX)
        for widget in (self.intro, self.in_use, self.forget_button, self.health, self.outdated):
            column.addWidget(widget)
        column.addLayout(problem)
        for widget in (
            self.note,
            self.work,
            self.group,
            self.other_button,
            self.other,
            self.check_button,
            self.diagnostics_button,
        ):
            column.addWidget(widget)
        column.addStretch()


def _label(name: str, text: str = "") -> QLabel:
    label = QLabel(text)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def say(label: QLabel, text: str) -> None:
    """Show a text, with places to break long lines; an empty one hides the label."""
    label.setText(breakable(text))
    label.setVisible(bool(text))


def _explain(entry: QgsFileWidget, tip: str) -> None:
    """Its line has a tooltip of QGIS's own, which speaks of files."""
    for widget in (entry, entry.lineEdit()):
        widget.setToolTip(f"<p>{tip}</p>")


def _button(name: str, text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName(name)
    return button


def _file_widget(name: str, mode: QgsFileWidget.StorageMode) -> QgsFileWidget:
    widget = QgsFileWidget()
    widget.setObjectName(name)
    widget.setStorageMode(mode)
    return widget
