"""How long QGIS's window stands still while a worker computes.

    .venv/bin/python tests/studies/responsiveness.py [SIZE_PX [UPDATES]]

Makes a first map in QGIS desktop by clicks and keys, with a timer of 10 ms in QGIS's main thread.
What counts is the time between two ticks while the worker computes; beside it stands how much of
that the main thread computed itself: the rest it waited for a processor, or for Python's lock.
Pressing Run and loading the map are told apart, and so is QGIS at rest, for comparison.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from made_example import lay_out, make_example
from qgis_desktop import run_in_desktop

LIMIT_MS = 50
TIMEOUT_S = 1800
WORDS = {
    "idle": "QGIS at rest",
    "after > running": "Run is pressed",
    "running": "the worker computes",
    "running > after": "the map is loaded",
}


def main(size_px=160, updates=300):
    with tempfile.TemporaryDirectory() as folder:
        files = lay_out(Path(folder, "valley"), **make_example(Path(folder), int(size_px)))
        story = {
            **files,
            "updates": str(updates),
            "ticks": True,
            "run_s": TIMEOUT_S,
            "watchdog_s": TIMEOUT_S,
        }
        loads = [os.getloadavg()[0]]
        told = run_in_desktop(
            "first_map.py", Path(folder), timeout_s=TIMEOUT_S, SCENE=json.dumps(story)
        )
        loads.append(os.getloadavg()[0])
    if "error" in told:
        sys.exit(told["error"])
    before, after = loads
    print(f"{os.cpu_count()} processors, load {before:.1f} before and {after:.1f} after it.")
    print("ms between ticks     ticks   median  longest  computed at most by the main thread")
    for name, words in WORDS.items():
        gaps = told["ticks"][name]
        print(
            f"{words:20} {gaps['n']:5} {gaps['median']:8.1f} {gaps['longest'][0]:8.1f} "
            f"{gaps['most_computed'][0]:8.1f}"
        )
    longest = told["ticks"]["running"]["longest"][0]
    verdict = "below" if longest < LIMIT_MS else "NOT below"
    print(f"The longest while the worker computes is {verdict} {LIMIT_MS} ms.")


if __name__ == "__main__":
    main(*sys.argv[1:])
