"""Takes the pictures of the dock in `resources/help` anew: a first map in QGIS desktop.

    .venv/bin/python tests/studies/dock_pictures.py FOLDER

FOLDER must be new: its name is seen in the pictures.
"""

import json
import sys
import tempfile
from pathlib import Path

import rasterio
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from made_example import lay_out, make_example
from qgis_desktop import ROOT, run_in_desktop

HELP = ROOT / "resources" / "help"
PICTURES = {
    "dock": "8_finished",
    "dock_setup": "4_images",
    "dock_labels": "5_labels",
    "dock_running": "7_running",
    "dock_result": "9_matrix",
}
DOCK_PX = 400
EXAMPLE_UPDATES = 300
"""As the dock's own example has them: whoever follows the manual shall see what it shows."""
COLOURS = 256
TIMEOUT_S = 1800


def main(folder):
    folder = Path(folder)
    folder.mkdir()
    example = make_example(folder, updates=EXAMPLE_UPDATES)
    files = lay_out(folder / "map", **example, background=clearest(example["images"]))
    story = {
        **files,
        "dock_px": DOCK_PX,
        "run_s": TIMEOUT_S,
        "watchdog_s": TIMEOUT_S,
    }
    with tempfile.TemporaryDirectory() as scratch:
        told = run_in_desktop(
            "first_map.py",
            Path(scratch),
            timeout_s=TIMEOUT_S,
            SCENE=json.dumps(story),
            PICTURES=scratch,
            TMPDIR=scratch,  # or QGIS takes all of /tmp for temporary and marks the layers so
        )
        if "error" in told:
            sys.exit(told["error"])
        for name, step in PICTURES.items():
            shrink(Path(scratch, f"{step}.png"), HELP / f"{name}.png")


def clearest(images):
    """The image of May and June with the darkest blue: clouds are bright."""
    summer = [*images.glob("*-05-*.tif"), *images.glob("*-06-*.tif")]
    return min(summer, key=lambda path: rasterio.open(path).read(1).mean())


def shrink(picture, target):
    """Few colours make a small file; letters keep their edges."""
    image = Image.open(picture).convert("RGB")
    method = Image.Quantize.MAXCOVERAGE
    image.quantize(COLOURS, method=method, kmeans=2, dither=Image.Dither.NONE).save(
        target, optimize=True
    )
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main(*sys.argv[1:])
