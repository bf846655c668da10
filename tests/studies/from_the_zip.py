"""What a new user does: the zip into a QGIS without torch, the environment, a first map.

    ./dev package
    .venv/bin/python tests/studies/from_the_zip.py build/sourcerer-VERSION.zip WHEELS [PICTURES]

WHEELS is a folder of all wheels, filled by

    .venv/bin/python -m pip download -d WHEELS -r resources/requirements/worker.txt

and pip is kept off the network. Or WHEELS is a Python that has the libraries, which is then chosen.
So it goes beside another QGIS, where there may be no wheels for its Python:

    ./dev qgis 3.44 .venv/bin/python tests/studies/from_the_zip.py build/sourcerer-VERSION.zip \
        .venv/bin/python build/pictures

All is done in QGIS desktop by clicks and keys, in a fresh profile. The example scene and its model
come from this checkout. PICTURES takes pictures of the screen.
"""

import json
import sys
import tempfile
import time
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from made_example import lay_out, make_example
from qgis_desktop import run_in_desktop

TIMEOUT_S = 1800
NO_NETWORK = "http://127.0.0.1:9/"
"""Nobody listens there."""


def main(package, wheels, pictures=""):
    libraries = Path(wheels).absolute()  # a virtual environment's link to its Python stays one
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profile = folder / "profiles" / "test"
        with zipfile.ZipFile(package) as archive:
            archive.extractall(profile / "python" / "plugins")
        (profile / "QGIS").mkdir()
        (profile / "QGIS" / "QGIS3.ini").write_text("[PythonPlugins]\nsourcerer=true\n")
        story = {
            **lay_out(folder / "valley", **make_example(folder)),
            "wheels" if libraries.is_dir() else "python": str(libraries),
            "updates": "300",
            "run_s": TIMEOUT_S,
            "watchdog_s": TIMEOUT_S,
        }
        if pictures:
            Path(pictures).mkdir(parents=True, exist_ok=True)
        began_s = time.monotonic()
        told = run_in_desktop(
            "first_map.py",
            folder,
            timeout_s=TIMEOUT_S,
            SCENE=json.dumps(story),
            PIP_INDEX_URL=NO_NETWORK,
            **({"PICTURES": str(Path(pictures).resolve())} if pictures else {}),
        )
        if "error" in told:
            sys.exit(told["error"])
        made = sorted(path.name for path in (folder / "valley" / "maps").iterdir())
        environments = [path.parent for path in profile.rglob("sourcerer.json")]
    print(f"{time.monotonic() - began_s:.0f} s in QGIS. Environment: {environments or libraries}")
    print(f"In the canvas: {[layer['name'] for layer in told['map']['layers']]}")
    print(f"Files: {', '.join(made)}. Workers left: {told['workers']}")


if __name__ == "__main__":
    main(*sys.argv[1:])
