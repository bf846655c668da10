"""How long QGIS's window stands still over thousands of labelled polygons.

    .venv/bin/python tests/studies/load_labels.py [NUMBER]

5,000 of them are chosen in the dock, counted, one is edited, and Run is pressed, which copies them
all for there is an edit that is not saved; with a timer of 10 ms in QGIS's main thread. What counts
is how much that thread computes between two ticks: others may want the processor, too. Ends with 1
where that is 50 ms or more while labels are counted. Figures go to `results/load.json`.
"""

import json
import math
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from load_results import keep  # noqa: E402
from load_session import make_scene  # noqa: E402
from made_series import Sizes  # noqa: E402
from qgis_desktop import run_in_desktop  # noqa: E402

LIMIT_MS = 50
COUNTING = ("its labels are counted", "one label is edited")
TIMEOUT_S = 900


def main(number=5000):
    number = int(number)
    sizes = Sizes(fields=math.isqrt(number) + 1, field_px=6, bands=("B04", "B08"))
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        scene = {**make_scene(folder, sizes, number), "watchdog_s": TIMEOUT_S - 30}
        told = run_in_desktop(
            "many_labels.py", folder, timeout_s=TIMEOUT_S, SCENE=json.dumps(scene)
        )
    if "error" in told:
        sys.exit(told["error"])
    print(f"{number:,} polygons, about {told['n_pixels']:,.0f} pixels")
    print("ms between ticks                      ticks   longest   computed at most")
    rows, still = [], []
    for what, gaps in told["ticks"].items():
        longest, computed = gaps["longest"][0], gaps["most_computed"][0]
        rows.append({"what": what, "longest_ms": round(longest), "computed_ms": round(computed)})
        print(f"{what:36} {gaps['n']:6} {longest:9.0f} {computed:9.0f}")
        if computed >= LIMIT_MS and what in COUNTING:
            still.append(what)
    keep("labels in the dock", {"number": number, "ticks": rows})
    print(f"It stands still: {', '.join(still)}." if still else "The window stays alive.")
    sys.exit(bool(still))


if __name__ == "__main__":
    main(*sys.argv[1:])
