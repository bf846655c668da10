"""The example scene as an analyst finds it: images, a few fields, a library with one model."""

import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WORKER = ROOT / ".venv" / "bin" / "python"
FIELD = "crop"


def make_example(folder, size_px=160, updates=1000):
    """Write the scene and train a source model on it; takes minutes.

    Returns what `lay_out` takes.
    """
    scene, model = folder / "scene", folder / "plain_2018.safetensors"
    _core("example", "--output", scene, "--size", size_px)
    (source,), (target,) = scene.glob("source_*"), scene.glob("target_*")
    parcels = ("--series", source, "--polygons", source / "parcels.gpkg", "--field", FIELD)
    season = ("--season-start", f"{source.name.rpartition('_')[2]}-01-01", "--exclude-boundary")
    _core("train", *parcels, *season, "--updates", updates, "--output", model)
    return {"images": target, "parcels": target / "parcels.gpkg", "model": model}


def lay_out(folder, images, parcels, model, background=None):
    """What SCENE of `first_map.py` names; copies what QGIS might write to.

    Args:
        folder: new; takes the copies and the maps.
        images: folder of the target's images.
        parcels: the target's few labelled fields.
        model: the source model.
        background: an image to look at; the first where it is not given.
    """
    for name in ("models", "maps", "layers"):
        (folder / name).mkdir(parents=True)
    shutil.copy(model, folder / "models")
    background = background or min(images.glob("*.tif"))
    return {
        "images": str(images),
        "models": str(folder / "models"),
        "maps": str(folder / "maps"),
        "fields": str(shutil.copy(parcels, folder / "layers" / "fields.gpkg")),
        "field": FIELD,
        "background": str(shutil.copy(background, folder / "layers")),
    }


def _core(*arguments):
    words = [str(word) for word in arguments]
    quick = {"OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
    subprocess.run(
        [WORKER, "-m", "core", *words], cwd=ROOT, env={**os.environ, **quick}, check=True
    )
