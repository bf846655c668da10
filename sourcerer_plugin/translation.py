"""The plugin in the language of QGIS, where resources/i18n/ has it; English otherwise."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .worker_client import PLUGIN_FOLDER

FOLDER = PLUGIN_FOLDER / "resources" / "i18n"


def install() -> QTranslator | None:
    """Make `tr` speak QGIS's language; None where that one is not there, or English."""
    translator = QTranslator()
    # Qt drops endings by itself: de_AT finds sourcerer_de.qm.
    if not translator.load(f"sourcerer_{QgsApplication.locale()}", str(FOLDER)):
        return None
    QCoreApplication.installTranslator(translator)
    return translator


def remove(translator: QTranslator | None) -> None:
    """Undo `install`."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
