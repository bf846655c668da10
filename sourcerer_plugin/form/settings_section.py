"""The form's last section: where the map goes, how it is made, how much of it."""

from __future__ import annotations

from typing import Any

from qgis.gui import QgsFileWidget, QgsMapCanvas
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QLabel, QWidget

from ...core.jobs import Companion, MapJob, Method
from ..choices import SettingsChoice
from ..job_builder import MAP_SUFFIXES
from ..messages import tr
from ..method_words import method_label, method_words
from .entries import Entries, choose, list_choices, taken, words_of
from .extent_chooser import ExtentChooser
from .more_settings import MoreSettings

ON_AT_FIRST = (Companion.CONFIDENCE, Companion.NEXT)


class SettingsSection(QWidget):
    """In view what most maps need; the rest is folded away."""

    changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.output = QgsFileWidget()
        self.method = QComboBox()
        self.method_words = QLabel()
        self.holdout = QDoubleSpinBox()
        self.extent = ExtentChooser(canvas)
        self.companions = {companion: QCheckBox(label) for companion, label in _companions()}
        self.more = MoreSettings()
        self._set_up()
        self._labels = self._lay_out()
        self._connect()
        self._show_method()

    def read(self) -> SettingsChoice:
        """What the widgets hold."""
        strength = self.more.strength
        return SettingsChoice(
            output=self.output.filePath(),
            extent=self.extent.extent(),
            area=self.extent.area(),
            companions=tuple(one for one, box in self.companions.items() if box.isChecked()),
            holdout=self.holdout.value() / 100,
            method=self.method.currentData(),
            source_samples=self.more.samples_files(),
            penalty=strength.penalty.currentData(),
            lambda_rule=strength.lambda_rule(),
            t_max=float(strength.t_max.value()),
            updates=self.more.updates.value(),
            learning_rate=self.more.learning_rate.value(),
            seed=self.more.seed.value(),
            device=self.more.device.currentData(),
            threads=self.more.threads.value(),
        )

    def labels(self) -> dict[str, str]:
        """Job field -> what it is called here."""
        return self._labels

    def show_labels(self, n_labelled: float | None) -> None:
        """How many labelled pixels there are, about; None where that is not known."""
        self.more.strength.show_labels(n_labelled)

    def state(self) -> dict[str, Any]:
        """What a project remembers."""
        return {
            "output": self.output.filePath(),
            "method": words_of(self.method.currentData()),
            "holdout": self.holdout.value(),
            "extent": self.extent.state(),
            "companions": [words_of(c) for c, box in self.companions.items() if box.isChecked()],
            "more": self.more.state(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what a project remembers."""
        self.output.setFilePath(taken(state, "output", str) or "")
        method = taken(state, "method", str)
        if method in [words_of(one) for one in Method]:
            choose(self.method, Method(method))
        holdout = taken(state, "holdout", float)
        if holdout is not None:
            self.holdout.setValue(holdout)
        self.extent.restore(taken(state, "extent", dict) or {})
        ticked = taken(state, "companions", list)
        for companion, box in self.companions.items():
            if ticked is not None:
                box.setChecked(words_of(companion) in ticked)
        self.more.restore(taken(state, "more", dict) or {})

    def _set_up(self) -> None:
        patterns = " ".join(f"*{suffix}" for suffix in MAP_SUFFIXES)
        self.output.setObjectName("output")
        self.output.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.output.setFilter(f"GeoTIFF ({patterns})")
        self.output.setDialogTitle(tr("Map"))
        self.output.lineEdit().setPlaceholderText(tr("[Temporary file]"))
        list_choices(self.method, "method", [(method_label(one), one) for one in Method])
        choose(self.method, MapJob.method)
        self.method_words.setWordWrap(True)
        self.method_words.setObjectName("method_words")
        self.holdout.setRange(0, 90)
        self.holdout.setDecimals(0)
        self.holdout.setSuffix(tr(" % of polygons"))
        self.holdout.setSpecialValueText(tr("nothing"))
        self.holdout.setValue(100 * MapJob.holdout)
        self.holdout.setObjectName("holdout")
        for companion, box in self.companions.items():
            box.setObjectName(f"companion_{words_of(companion)}")
            box.setChecked(companion in ON_AT_FIRST)

    def _lay_out(self) -> dict[str, str]:
        entries = Entries(self)
        entries.ask("output", tr("Map to write"), self.output)
        entries.ask(
            "method", tr("Method"), self.method, tr("How the source model meets your labels.")
        )
        entries.show(self.method_words)
        entries.ask("holdout", tr("Keep aside to measure accuracy"), self.holdout)
        tip = tr("A smaller part is mapped sooner. Labels outside of it count as well.")
        entries.ask("extent", tr("Part to map"), self.extent, tip)
        entries.labels["aoi"] = entries.labels["extent"]
        entries.labels["companions"] = tr("Also write")
        entries.show(QLabel(entries.labels["companions"]))
        for companion, box in self.companions.items():
            entries.tick(box, _companion_tip(companion))
        entries.show(self.more)
        return {**entries.labels, **self.more.labels}

    def _connect(self) -> None:
        self.method.currentIndexChanged.connect(self._show_method)
        for signal in (
            self.output.fileChanged,
            self.holdout.valueChanged,
            self.extent.changed,
            self.more.changed,
            *(box.toggled for box in self.companions.values()),
        ):
            signal.connect(lambda *_: self.changed.emit())

    def _show_method(self) -> None:
        method = self.method.currentData()
        self.method_words.setText(method_words(method))
        self.more.enable_for(method)
        self.changed.emit()


def _companions() -> tuple[tuple[Companion, str], ...]:
    return (
        (Companion.CONFIDENCE, tr("Confidence")),
        (Companion.MARGIN, tr("Margin")),
        (Companion.COUNT, tr("Observations")),
        (Companion.NEXT, tr("Where to label next")),
    )


def _companion_tip(companion: Companion) -> str:
    return {
        Companion.CONFIDENCE: tr(
            "A raster of how probable the mapped class is, in percent, as the model takes it to be."
        ),
        Companion.MARGIN: tr(
            "A raster of how far the mapped class is ahead of the second in probability."
        ),
        Companion.COUNT: tr(
            "A raster of clear observations in the season, and of the longest gap between them."
        ),
        Companion.NEXT: tr(
            "Points at the most uncertain places, where a further polygon tells the model most."
        ),
    }[companion]
