"""Labelled pixels out of a series: how much of its files is read, against what holds labels.

The series is one noisy GeoTIFF under as many names as it has dates, once in tiles and once in
strips. Polygons of about 50 pixels lie at random, or in clusters as a field campaign leaves them.
Bytes are counted by the system, for this process; ideal is the size on disk of the blocks that hold
a labelled pixel, each once.

Run with `./dev bench` for 2,000 px and 30 dates; for 5,000 px and 100 dates, some minutes:

    python tests/studies/bench_extraction.py 5000 100
"""

import os
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import rasterio

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from scenes import pixel_box, write_image, write_polygons

from core.classes import number_classes
from core.grid import Grid
from core.jobs import SamplesJob
from core.labels import locate_pixels, read_labels
from core.running import run

BANDS = ("B02", "B03", "B04", "B08")
N_POLYGONS = 2000
SIDE_PX = 7
LAYOUTS = {
    "tiles of 256": {"tiled": True, "blockxsize": 256, "blockysize": 256},
    "strips of 4 rows": {"tiled": False, "blockysize": 4},
}


class Silent:
    """A reporter that keeps nothing."""

    def progress(self, phase, fraction):
        pass

    def log(self, message, level="info"):
        pass

    def device(self, name):
        pass


@dataclass(frozen=True)
class Scene:
    folder: Path
    image: Path


def write_series(folder, side, n_dates, layout):
    random = np.random.default_rng(0)
    folder.mkdir()
    names = [f"{date(2019, 1, 1) + timedelta(days=364 * n // n_dates)}.tif" for n in range(n_dates)]
    first = folder / names[0]
    values = random.integers(1, 4000, (len(BANDS), side, side), dtype=np.uint16)
    # a block holds all bands
    stored = {"interleave": "pixel", "compress": "deflate", "zlevel": 1, **layout}
    write_image(first, values, BANDS, nodata=0, **stored)
    for name in names[1:]:
        os.link(first, folder / name)
    return Scene(folder, first)


def write_labels(path, side, clustered):
    random = np.random.default_rng(1)
    if clustered:
        centres = random.integers(0, side, (10, 2))
        places = centres[random.integers(0, 10, N_POLYGONS)]
        places = places + random.normal(0, side / 50, places.shape)
    else:
        places = random.uniform(0, side, (N_POLYGONS, 2))
    corners = np.clip(places, 0, side - SIDE_PX).astype(int)
    shapes = [pixel_box(int(col), int(row), SIDE_PX, SIDE_PX) for row, col in corners]
    return write_polygons(path, shapes, crop=["a", "b"] * (N_POLYGONS // 2))


def ideal_bytes(scene, labels, n_dates):
    """Size of the blocks that hold a labelled pixel, over all files."""
    layer = read_labels(str(labels), "crop")
    classes = number_classes(layer.values).class_values
    total = 0
    with rasterio.open(scene.image) as dataset:
        pixels = locate_pixels(layer, classes, Grid.of(dataset))
        height, width = dataset.block_shapes[0]
        blocks = {*zip((pixels.rows // height).tolist(), (pixels.cols // width).tolist())}
        for row, col in blocks:
            total += int(dataset.get_tag_item(f"BLOCK_SIZE_{col}_{row}", "TIFF", bidx=1))
    return total * n_dates


def bytes_read():
    counters = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return int(counters["rchar"])


def main():
    side = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    n_dates = int(sys.argv[2]) if len(sys.argv) > 2 else 30
    print(f"{side} × {side} px, {n_dates} dates, {len(BANDS)} bands; {N_POLYGONS} polygons")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, (words, layout) in enumerate(LAYOUTS.items()):
            scene = write_series(folder / str(number), side, n_dates, layout)
            whole = scene.image.stat().st_size * n_dates
            for spread in ("clustered", "at random"):
                labels = folder / f"{number}_{spread}.gpkg"
                write_labels(labels, side, spread == "clustered")
                ideal = ideal_bytes(scene, labels, n_dates)
                job = SamplesJob(
                    series=(str(scene.folder),),
                    polygons=str(labels),
                    field="crop",
                    output=str(folder / "samples.npz"),
                )
                before, started_s = bytes_read(), time.perf_counter()
                n_labelled = run(job, Silent()).figures["n_labelled"]
                taken_s = time.perf_counter() - started_s
                read = bytes_read() - before
                print(
                    f"{words}, {spread}: {n_labelled:,} pixels in {taken_s:.0f} s; read "
                    f"{read / 1e6:,.0f} MB, ideal {ideal / 1e6:,.0f} MB ({read / ideal:.2f} ×), "
                    f"all files {whole / 1e6:,.0f} MB"
                )
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"peak memory {peak_mb:,.0f} MB")


if __name__ == "__main__":
    main()
