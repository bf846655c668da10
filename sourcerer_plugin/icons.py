"""Our own icons, drawn to be seen on light and on dark."""

from __future__ import annotations

from qgis.PyQt.QtGui import QIcon

from .worker_client import PLUGIN_FOLDER

RESOURCES = PLUGIN_FOLDER / "resources"
PLUGIN_ICON = RESOURCES / "icon.svg"


def icon(name: str) -> QIcon:
    """The icon of that name in resources/icons."""
    return QIcon(str(RESOURCES / "icons" / f"{name}.svg"))
