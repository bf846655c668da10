"""The dock's form: four sections in the order in which an analyst decides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from ...core.jobs import MapJob, RankJob
from ...core.options import flag_of
from ..algorithms import parameters
from ..choices import MapForm
from ..job_builder import rank_job
from ..library.example_run import Example
from ..messages import tr
from ..project_state import write_last
from ..settings import LAST_FIELD
from .entries import HELP
from .images_section import ImagesSection
from .labels_section import LabelsSection
from .model_section import ModelSection
from .readiness import readiness
from .section_box import SectionBox
from .settings_section import SettingsSection


class MapFormWidget(QWidget):
    """It collects and shows; `job_builder` judges."""

    changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ModelSection()
        self.images = ImagesSection()
        self.labels = LabelsSection()
        self.settings = SettingsSection(canvas)
        self.sections = {
            "model": self.model,
            "images": self.images,
            "labels": self.labels,
            "settings": self.settings,
        }
        titles = (tr("Source model"), tr("Images"), tr("Labels"), tr("Map"))
        pairs = enumerate(zip(titles, self.sections.values()), start=1)
        self.boxes = [SectionBox(number, title, section) for number, (title, section) in pairs]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for box in self.boxes:
            column.addWidget(box)
        column.addStretch()
        self._connect()
        self._show_states()
        self._follow_model()
        self._follow_labels()

    def read(self) -> MapForm:
        """What the sections hold."""
        return MapForm(
            model=self.model.read(),
            images=self.images.read(),
            labels=self.labels.read(),
            settings=self.settings.read(),
        )

    def words(self) -> dict[str, str]:
        """What the form calls what the command line calls `--flag` or `--flag choice`.

        What it does not ask for has a parameter in Processing.
        """
        toolbox = parameters.words(MapJob).items()
        found = {flag: tr("Processing's {0}").format(name) for flag, name in toolbox}
        for section in self.sections.values():
            for field, text in section.labels().items():
                if field in HELP:
                    found[flag_of(field, HELP[field])] = f"“{text}”"
        return found

    def state(self) -> dict[str, Any]:
        """What a project remembers of the sections."""
        return {name: section.state() for name, section in self.sections.items()}

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what is remembered; a section that nothing is known of stays as it is."""
        for name, section in self.sections.items():
            if name in state:
                section.restore(state[name])

    def remember(self) -> None:
        """Keep for the next project what is likely to be wanted again.

        The model section does so itself; labels, output and part belong to one project.
        """
        state = self.state()
        settings = {**state["settings"], "output": "", "extent": {}}
        write_last({"images": state["images"], "settings": settings})
        LAST_FIELD.write(self.labels.read().class_field)

    def missing(self) -> str:
        """What a run still needs, in one line; empty where all is there."""
        open_ = [box.name for box in self.boxes if not box.is_ready]
        return tr("To do: {0}").format(", ".join(open_)) if open_ else ""

    def box_of(self, section: QWidget) -> SectionBox:
        """The box that holds a section."""
        return self.boxes[list(self.sections.values()).index(section)]

    def close_down(self) -> None:
        """Stop what the sections have running."""
        for section in (self.model, self.images, self.labels):
            section.close_down()

    def _connect(self) -> None:
        self.model.rank_job = self._rank_job
        self.model.words = self.images.words = self.words
        self.model.changed.connect(self._follow_model)
        self.model.example_made.connect(self._lead_to_images)
        self.images.understood.connect(self._follow_images)
        self.labels.changed.connect(self._follow_labels)
        for section in self.sections.values():
            section.changed.connect(self._show_states)

    def _rank_job(self) -> RankJob:
        return rank_job(self.read())

    def _follow_model(self) -> None:
        self.images.set_model(self.model.read() if self.model.card() else "")
        self.labels.set_card(self.model.card())
        self._show_states()

    def _lead_to_images(self, made: Example) -> None:
        self.images.source.folder.setDefaultRoot(str(Path(made.images).parent))

    def _follow_images(self, details: dict[str, Any]) -> None:
        self.labels.set_pixel_area(details["pixel_area_m2"])
        self._show_states()

    def _follow_labels(self) -> None:
        self.settings.show_labels(self.labels.n_pixels())

    def _show_states(self) -> None:
        states = readiness(self.read(), self.model.card(), self.images.details())
        for box, state in zip(self.boxes, states):
            box.show_state(state)
        if all(state.is_ready for state in states):
            self.model.next_step.say("")
        self.changed.emit()
