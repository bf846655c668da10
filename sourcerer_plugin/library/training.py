"""A source model of one's own: Processing's dialog, with the library as the place to keep it."""

from __future__ import annotations

from collections.abc import Callable

from ...core.errors import SourcererError
from ..form.telling import told
from ..model_library import MODEL_SUFFIX, free_path, make_default_folder

ALGORITHM = "sourcerer:trainsourcemodel"
NEW_MODEL = "source_model"


def train_in_dialog(say: Callable[[str], None]) -> str:
    """Ask for images and labels and train on them.

    Args:
        say: shows what is wrong where the dialog was asked for; nothing first.

    Returns:
        Where the model is, empty if there is none.
    """
    import processing  # QGIS makes its path after it has loaded the plugins

    say("")
    try:
        wanted = free_path(make_default_folder() / f"{NEW_MODEL}{MODEL_SUFFIX}")
    except SourcererError as error:
        say(told(error))
        return ""
    results = processing.execAlgorithmDialog(ALGORITHM, {"OUTPUT": str(wanted)})
    return (results or {}).get("OUTPUT") or ""
