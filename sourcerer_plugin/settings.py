"""What the plugin remembers between sessions, in the user's QGIS profile."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsApplication, QgsSettings

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


WORKER_PYTHON = Setting("python")
"""The user's own choice of the worker's interpreter."""
LAST_MODEL = Setting("last_model")
LAST_IMAGES = Setting("last_images")
LAST_FIELD = Setting("last_field")


def private_environment() -> Path:
    """Where the plugin keeps a worker environment of its own, in the QGIS profile."""
    return Path(QgsApplication.qgisSettingsDirPath()) / "sourcerer" / "environment"
