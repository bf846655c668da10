"""Memory is bounded by the window, not by the scene: 5,000 × 5,000 px, 40 dates, 10 bands.

The scene is made of VRTs that repeat a small patch. A network of a few filters maps it, for the
network's own memory does not depend on the scene. Prints the peak of resident memory for a quarter
of the scene's side and for all of it.

Run with `./dev bench` for 2,000 px; for all of it, half an hour:

    python tests/studies/bench_memory.py 5000
"""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import torch

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from layouts import write_vrt
from scenes import write_image

from core.model import LandCoverModel, new_network
from core.model_card import Architecture, LandCoverClass, ModelCard
from core.model_file import save_model
from core.season import DateGrid

PATCH_PX, N_DATES, MEMORY_MB = 250, 40, 1024
BANDS = tuple(f"B{n:02}" for n in range(1, 11))


def write_scene(folder, side):
    random = np.random.default_rng(0)
    per_side = side // PATCH_PX
    places = [(c * PATCH_PX, r * PATCH_PX) for c in range(per_side) for r in range(per_side)]
    for step in range(N_DATES):
        day = date(2019, 1, 1) + timedelta(days=9 * step)
        values = random.integers(1, 9000, (len(BANDS), PATCH_PX, PATCH_PX))
        patch = folder / "patches" / f"{day}.tif"
        patch.parent.mkdir(parents=True, exist_ok=True)
        if not patch.exists():
            write_image(patch, values, BANDS, nodata=0)
        sources = [(patch, col, row) for col, row in places]
        target = folder / str(side)
        target.mkdir(exist_ok=True)
        write_vrt(target / f"{day}.vrt", sources, side, side, BANDS)
    return folder / str(side)


def write_model(path):
    card = ModelCard(
        name="bench",
        bands=BANDS,
        band_ranges=((0.0, 9000.0),) * len(BANDS),
        grid=DateGrid(date(2019, 1, 1)),
        classes=tuple(LandCoverClass(n + 1, f"class {n}", "#000000") for n in range(5)),
        architecture=Architecture(filters=4, dense=8),
    )
    network = new_network(card, 0, torch.device("cpu"))
    save_model(path, LandCoverModel(card, network), path.name)


def main():
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    print(f"{N_DATES} dates × {len(BANDS)} bands, --memory {MEMORY_MB}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_model(folder / "model.safetensors")
        for part in (side // 4 // PATCH_PX * PATCH_PX, side):
            images = write_scene(folder, part)
            command = [sys.executable, "-m", "core", "classify", "--series", str(images)]
            command += ["--model", str(folder / "model.safetensors"), "--memory", str(MEMORY_MB)]
            before = time.perf_counter()
            subprocess.run(
                [*command, "--output", str(folder / "map.tif")],
                check=True,
                capture_output=True,
                cwd=Path(__file__).parents[2],
            )
            taken_s = time.perf_counter() - before
            # the children's largest so far: the first run is the smaller one
            peak_mb = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"{part:>6} × {part} px: peak {peak_mb:>6,.0f} MB, {taken_s:>6,.0f} s")


if __name__ == "__main__":
    main()
