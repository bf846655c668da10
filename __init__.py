"""Sourcerer for QGIS: land cover maps from satellite image time series and a few labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qgis.gui import QgisInterface

    from .sourcerer_plugin.plugin import SourcererPlugin


def classFactory(iface: QgisInterface) -> SourcererPlugin:
    """The plugin's entry point; imports nothing before QGIS asks for it."""
    from .sourcerer_plugin.plugin import SourcererPlugin

    return SourcererPlugin(iface)
