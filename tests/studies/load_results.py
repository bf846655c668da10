"""Where the load studies keep their figures: `results/load.json`, an entry for each study."""

import json
import os
import platform
from pathlib import Path

FILE = Path(__file__).parent / "results" / "load.json"


def keep(study, figures):
    """Put one study's figures in the place of its older ones."""
    content = json.loads(FILE.read_text()) if FILE.exists() else {}
    machine = f"{platform.system()}, {os.cpu_count()} processors"
    content[study] = {**figures, "machine": machine}
    FILE.write_text(json.dumps(content, indent=1, sort_keys=True) + "\n")
