"""What rarely needs another value than its default; folded away."""

from __future__ import annotations

import os
from typing import Any

from qgis.gui import QgsCollapsibleGroupBoxBasic, QgsFileWidget
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QDoubleSpinBox, QSpinBox, QWidget

from ...core.jobs import LAMBDA_AUTO, MapJob, Method
from ..messages import tr
from ..settings import DEVICE, THREADS
from .entries import Entries, choose, list_choices, taken
from .strength_setting import StrengthSetting

MAX_UPDATES = 1_000_000
RATE_DECIMALS = 6
MAX_SEED = 2**31 - 1
NEEDS_SOURCE = (Method.DANN, Method.MME)
"""Methods that train on samples of the source too."""


class MoreSettings(QgsCollapsibleGroupBoxBasic):
    """Each is enabled only where it has an effect."""

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("More settings"), parent)
        self.strength = StrengthSetting()
        self.updates = QSpinBox()
        self.learning_rate = QDoubleSpinBox()
        self.source_samples = QgsFileWidget()
        self.seed = QSpinBox()
        self.device = QComboBox()
        self.threads = QSpinBox()
        self._set_up()
        entries = Entries(self)
        entries.show(self.strength)
        entries.ask("updates", tr("Gradient updates"), self.updates)
        entries.ask("learning_rate", tr("Learning rate"), self.learning_rate)
        entries.ask("source_samples", tr("Samples files of the source"), self.source_samples)
        entries.ask("seed", tr("Seed of random choices"), self.seed)
        entries.ask("device", tr("Computing device"), self.device)
        entries.ask("threads", tr("Processor threads"), self.threads)
        self.labels = {**self.strength.labels, **entries.labels}
        for signal in (
            self.strength.changed,
            self.updates.valueChanged,
            self.learning_rate.valueChanged,
            self.source_samples.fileChanged,
            self.seed.valueChanged,
            self.device.currentIndexChanged,
            self.threads.valueChanged,
        ):
            signal.connect(lambda *_: self.changed.emit())
        self.setObjectName("more_settings")
        self.setCollapsed(True)

    def enable_for(self, method: Method) -> None:
        """Leave on what has an effect with a method."""
        self.strength.setEnabled(method is Method.SOURCERER)
        for widget in (self.updates, self.learning_rate):
            widget.setEnabled(method is not Method.SOURCE_ONLY)
        self.source_samples.setEnabled(method in NEEDS_SOURCE)

    def samples_files(self) -> tuple[str, ...]:
        """Those of the source."""
        return tuple(QgsFileWidget.splitFilePaths(self.source_samples.filePath()))

    def state(self) -> dict[str, Any]:
        """What a project remembers."""
        return {
            "strength": self.strength.state(),
            "updates": self.updates.value(),
            "learning_rate": self.learning_rate.value(),
            "source_samples": self.source_samples.filePath(),
            "seed": self.seed.value(),
            "device": self.device.currentData(),
            "threads": self.threads.value(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take up what a project remembers."""
        self.strength.restore(taken(state, "strength", dict) or {})
        self.source_samples.setFilePath(taken(state, "source_samples", str) or "")
        for name, box, most in (
            ("updates", self.updates, MAX_UPDATES),
            ("seed", self.seed, MAX_SEED),
            ("threads", self.threads, self.threads.maximum()),
        ):
            value = taken(state, name, int)
            if value is not None and 0 <= value <= most:
                box.setValue(value)
        rate = taken(state, "learning_rate", float)
        if rate is not None and 0 < rate <= 1:
            self.learning_rate.setValue(rate)
        choose(self.device, taken(state, "device", str))

    def _set_up(self) -> None:
        self.updates.setRange(1, MAX_UPDATES)
        self.updates.setSingleStep(100)
        self.updates.setGroupSeparatorShown(True)
        self.updates.setValue(MapJob.updates)
        self.updates.setObjectName("updates")
        self.learning_rate.setDecimals(RATE_DECIMALS)
        self.learning_rate.setRange(10**-RATE_DECIMALS, 1)
        self.learning_rate.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        self.learning_rate.setValue(MapJob.learning_rate)
        self.learning_rate.setObjectName("learning_rate")
        self.source_samples.setStorageMode(QgsFileWidget.StorageMode.GetMultipleFiles)
        self.source_samples.setFilter(tr("Samples files (*.npz *.csv)"))
        self.source_samples.setDialogTitle(tr("Samples files of the source"))
        self.source_samples.setObjectName("source_samples")
        self.seed.setRange(0, MAX_SEED)
        self.seed.setValue(MapJob.seed)
        self.seed.setObjectName("seed")
        devices = [
            (tr("Automatic"), "auto"),
            (tr("Processor"), "cpu"),
            (tr("NVIDIA GPU"), "cuda"),
            (tr("Apple GPU"), "mps"),
        ]
        wanted = DEVICE.read() or MapJob.device
        if wanted not in [device for _, device in devices]:
            devices.append((wanted, wanted))
        list_choices(self.device, "device", devices)
        choose(self.device, wanted)
        self.threads.setRange(0, max(os.cpu_count() or 1, THREADS.read()))
        self.threads.setSpecialValueText(tr("all"))
        self.threads.setValue(THREADS.read())
        self.threads.setObjectName("threads")

    def lambda_rule(self) -> str:
        """As the job takes it; the default where the method has no pull."""
        return self.strength.lambda_rule() if self.strength.isEnabled() else LAMBDA_AUTO
