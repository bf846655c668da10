"""What the plugin remembers between sessions, in the user's QGIS profile."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication, QgsSettings

from ..core.jobs import RunOptions

_GROUP = "sourcerer"


class Setting:
    """One remembered text, empty until it is set."""

    def __init__(self, name: str) -> None:
        self._key = f"{_GROUP}/{name}"

    def read(self) -> str:
        """The remembered text."""
        return str(QgsSettings().value(self._key, "") or "")

    def write(self, text: str) -> None:
        """Remember the text; an empty one is forgotten."""
        if text:
            QgsSettings().setValue(self._key, text)
        else:
            QgsSettings().remove(self._key)


class ListSetting:
    """Remembered texts in their order, none until they are set."""

    def __init__(self, name: str) -> None:
        self._key = f"{_GROUP}/{name}"

    def read(self) -> list[str]:
        """The remembered texts."""
        found = QgsSettings().value(self._key, [])
        return [found] if isinstance(found, str) else [str(text) for text in found or []]

    def write(self, texts: list[str]) -> None:
        """Remember the texts; none at all are forgotten."""
        if texts:
            QgsSettings().setValue(self._key, texts)
        else:
            QgsSettings().remove(self._key)


class NumberSetting:
    """One remembered whole number."""

    def __init__(self, name: str, default: int) -> None:
        self._key = f"{_GROUP}/{name}"
        self.default = default

    def read(self) -> int:
        """The remembered number, or the default."""
        try:
            return int(QgsSettings().value(self._key, self.default))
        except (TypeError, ValueError):  # edited by hand
            return self.default

    def write(self, number: int) -> None:
        """Remember the number; the default is forgotten."""
        if number != self.default:
            QgsSettings().setValue(self._key, number)
        else:
            QgsSettings().remove(self._key)


WORKER_PYTHON = Setting("python")
"""The user's own choice of the worker's interpreter."""
DEVICE = Setting("device")
"""What computes unless a run says otherwise; empty: the job's own default."""
THREADS = NumberSetting("threads", RunOptions.threads)
MEMORY = NumberSetting("memory", RunOptions.memory)
"""For image data, in MB."""
LAST_MODEL = Setting("last_model")
LAST_FIELD = Setting("last_field")
DOCK_OPENED = Setting("dock_opened")
"""Set once the dock has been open in this profile."""
MODEL_FOLDERS = ListSetting("model_folders")
"""Folders of the model library that the user has added."""


def private_environment() -> Path:
    """Where the plugin keeps a worker environment of its own, in the QGIS profile."""
    return Path(QgsApplication.qgisSettingsDirPath()) / "sourcerer" / "environment"
