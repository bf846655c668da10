"""A source model of one's own: Processing's dialog, with the library as the place to keep it."""

from __future__ import annotations

from ..model_library import MODEL_SUFFIX, free_path, make_default_folder

ALGORITHM = "sourcerer:trainsourcemodel"
NEW_MODEL = "source_model"


def train_in_dialog() -> str:
    """Ask for images and labels and train on them; where the model is, empty if there is none.

    Raises:
        SourcererError: the library's folder cannot be made.
    """
    import processing  # QGIS makes its path after it has loaded the plugins

    wanted = free_path(make_default_folder() / f"{NEW_MODEL}{MODEL_SUFFIX}")
    results = processing.execAlgorithmDialog(ALGORITHM, {"OUTPUT": str(wanted)})
    return (results or {}).get("OUTPUT") or ""
