"""Loads that few people bring: thousands of polygons, millions of pixels, hundreds of dates.

    .venv/bin/python tests/studies/load.py polygons [NUMBER]   5,000: samples, adapt, map
    .venv/bin/python tests/studies/load.py points [NUMBER]     50,000, each a block of its own
    .venv/bin/python tests/studies/load.py pixels [NUMBER]     2,000,000 labelled: train
    .venv/bin/python tests/studies/load.py dates [NUMBER]      400, in 4 files each: samples, map
    .venv/bin/python tests/studies/load.py bands [NUMBER]      60: train, map

The series are made up, and what a map should show is known at every pixel. Every command runs in a
process of its own, whose time and peak memory are taken; a quarter of the load goes first, to see
how both grow: in seconds of a processor, for others may want it too. It ends with 1 where a promise
is broken. Figures go to `results/load.json`.
"""

from __future__ import annotations

import argparse
import math
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from load_results import keep  # noqa: E402
from made_series import (  # noqa: E402
    Sizes,
    season_days,
    share_right,
    write_labels,
    write_points,
    write_series,
)

UPDATES = 300
"""Enough for the made-up classes."""
QUICK = ("--updates", UPDATES, "--lambda", "schedule")
"""The shortest adaptation: one fit to measure accuracy, one for the map."""
LEAST_RIGHT = 0.95
"""Share of a map's pixels."""
LINEAR = 1.5
"""Time and memory that come on top of a load four times as large: at most so many times four."""
IMAGE_MB = 2048
"""The default of --memory: what image data may take."""
LIBRARIES_MB = 1024
"""PyTorch, GDAL, numba and the rest, with room."""


@dataclass(frozen=True)
class Taken:
    """What a command took."""

    command: str
    seconds: float
    processor_s: float
    peak_mb: float


def core(*words: object, fit_s: float = 0.0) -> Taken:
    """Run a command of `python -m core`; whatever it says is shown where it fails.

    Args:
        words: of the command line.
        fit_s: it is stopped when it has computed for so long in its first fit; 0 means never.
    """
    began_s = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "core", *map(str, words)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in process.stdout:
        said.append(line)
        if fit_s and line.startswith("Fitting"):
            compute_for(process.pid, fit_s)
            process.terminate()
            break
    said.append(process.stdout.read())
    _, status, usage = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code and not (fit_s and "The run was terminated." in said[-1]):
        sys.exit(f"{' '.join(map(str, words))} ended with {code}\n{''.join(said)}")
    taken = Taken(
        f"{words[0]}, {fit_s:g} s of its fit" if fit_s else str(words[0]),
        round(time.perf_counter() - began_s, 1),
        round(usage.ru_utime + usage.ru_stime, 1),
        round(usage.ru_maxrss / 1024),
    )
    print(
        f"  {taken.command:8} {taken.seconds:7.1f} s, {taken.processor_s:7.1f} s of a processor, "
        f"at most {taken.peak_mb:6.0f} MB",
        flush=True,
    )
    return taken


def compute_for(process: int, seconds: float) -> None:
    """Wait until a process has computed for so long from now on."""

    def computed_s() -> float:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    until_s = computed_s() + seconds
    while computed_s() < until_s:
        time.sleep(0.2)


class Promises:
    """What is to hold, told as it is found."""

    def __init__(self) -> None:
        self.broken: list[str] = []
        self.told: list[str] = []

    def check(self, holds: bool, words: str) -> None:
        text = f"{'holds' if holds else 'BROKEN'}: {words}"
        print(text, flush=True)
        self.told.append(text)
        if not holds:
            self.broken.append(words)

    def is_linear(self, what: str, some: Taken, more: Taken, times: float) -> None:
        """Time and memory grow no faster than the load."""
        for kind, unit in (("processor_s", "s"), ("peak_mb", "MB")):
            before, now = getattr(some, kind), getattr(more, kind)
            self.check(
                now <= LINEAR * times * before,
                f"{what}: {before:.0f} {unit} become {now:.0f} {unit} with {times} times as many",
            )

    def fits(self, what: str, taken: Taken, most_mb: float) -> None:
        self.check(
            taken.peak_mb <= most_mb,
            f"{what}: {taken.peak_mb:.0f} MB, of at most {most_mb:.0f} MB",
        )

    def maps_rightly(self, path: Path, sizes: Sizes) -> None:
        share = share_right(path, sizes)
        self.check(share >= LEAST_RIGHT, f"{100 * share:.1f} % of the map is right")


def polygons(number: int, folder: Path, promises: Promises) -> list[Taken]:
    """Samples, adaptation and map, with a quarter of them and with all."""
    sizes = Sizes(fields=math.isqrt(2 * number) + 1, field_px=6)
    print(f"{number:,} polygons of 16 pixels; images of {sizes.side_px}² px, 24 dates, 4 bands")
    write_series(folder / "images", sizes, season_days(24))
    model = source_model(folder, sizes.bands)
    taken = []
    for part in (number // 4, number):
        labels = folder / f"{part}.gpkg"
        n_pixels = write_labels(labels, sizes, part)
        words = ("--series", folder / "images", "--polygons", labels, "--field", "crop")
        print(f"{part:,} polygons, {n_pixels:,} pixels")
        taken.append(core("samples", *words, "--output", folder / "samples.npz"))
        fit = ("--model", model, *QUICK)
        taken.append(core("adapt", *words, *fit, "--output", folder / "adapted.safetensors"))
        taken.append(core("map", *words, *fit, "--output", folder / "map.tif"))
    for some, more in zip(taken[:3], taken[3:]):
        promises.is_linear(some.command, some, more, 4)
        promises.fits(more.command, more, IMAGE_MB + LIBRARIES_MB)
    promises.maps_rightly(folder / "map.tif", sizes)
    return taken


def points(number: int, folder: Path, promises: Promises) -> list[Taken]:
    """Points are blocks of their own: what is done for each block is done very often."""
    sizes = Sizes(fields=100, field_px=8)
    print(f"{number:,} points; images of {sizes.side_px}² px, 12 dates, 4 bands")
    write_series(folder / "images", sizes, season_days(12))
    model = source_model(folder, sizes.bands)
    taken = []
    for part in (number // 4, number):
        labels = folder / f"{part}.gpkg"
        write_points(labels, sizes, part)
        words = ("--series", folder / "images", "--polygons", labels, "--field", "crop")
        print(f"{part:,} points")
        taken.append(core("samples", *words, "--output", folder / "samples.npz"))
        fit = ("--model", model, *QUICK)
        taken.append(core("adapt", *words, *fit, "--output", folder / "adapted.safetensors"))
    for some, more in zip(taken[:2], taken[2:]):
        promises.is_linear(some.command, some, more, 4)
        promises.fits(more.command, more, IMAGE_MB + LIBRARIES_MB)
    return taken


def pixels(number: int, folder: Path, promises: Promises) -> list[Taken]:
    """Extraction, and the first of a source model's updates: then all is in memory that will be.

    A pass over the samples is the least that a fit takes (Eq. 8), here 47,000 updates.
    """
    side = 18
    n_fields = -(-number // (side - 2) ** 2)
    sizes = Sizes(fields=math.isqrt(n_fields) + 1, field_px=side)
    print(f"{n_fields:,} polygons of 256 pixels; images of {sizes.side_px}² px, 24 dates, 4 bands")
    write_series(folder / "images", sizes, season_days(24))
    taken = []
    for part in (n_fields // 4, n_fields):
        labels = folder / f"{part}.gpkg"
        n_pixels = write_labels(labels, sizes, part)
        words = ("--series", folder / "images", "--polygons", labels, "--field", "crop")
        values_mb = n_pixels * len(sizes.bands) * N_STEPS * 4 / 1024**2
        print(f"{n_pixels:,} pixels, whose series are {values_mb:.0f} MB", flush=True)
        output = ("--output", folder / "model.safetensors")
        taken.append(core("train", *words, "--updates", UPDATES, *output, fit_s=FIT_S))
        most_mb = IMAGE_MB + LIBRARIES_MB + MOST_TIMES * values_mb
        promises.fits(f"{n_pixels:,} pixels", taken[-1], most_mb)
    promises.is_linear("train", *taken, 4)
    return taken


FIT_S = 20.0
N_STEPS = 37
"""Dates that the series are filled onto."""
MOST_TIMES = 3
"""How often the series of all labelled pixels may lie in memory."""


def dates(number: int, folder: Path, promises: Promises) -> list[Taken]:
    """Daily images, with a file for each band, filled onto 37 dates and mapped."""
    sizes = Sizes(fields=16, field_px=16)
    print(f"{number} dates in {number * 4:,} files of {sizes.side_px}² px")
    labels = folder / "labels.gpkg"
    write_labels(labels, sizes, 100)
    taken = []
    for part in (number // 4, number):
        images = folder / f"{part}"
        write_series(images, sizes, season_days(part), by_band=True)
        model = folder / "model.safetensors"
        words = ("--series", images, "--polygons", labels, "--field", "crop")
        print(f"{part} dates")
        taken.append(core("prepare", "--series", images, "--output", folder / "stack.tif"))
        taken.append(core("train", *words, "--updates", UPDATES, "--output", model))
        output = ("--output", folder / "map.tif")
        taken.append(core("classify", "--series", images, "--model", model, *output))
    for some, more in zip(taken[:3], taken[3:]):
        promises.is_linear(some.command, some, more, 4)
        promises.fits(more.command, more, IMAGE_MB + LIBRARIES_MB)
    promises.maps_rightly(folder / "map.tif", sizes)
    return taken


def bands(number: int, folder: Path, promises: Promises) -> list[Taken]:
    """As of an imaging spectrometer; once more with names that --band-map gives."""
    taken = []
    for part in (number // 4, number):
        sizes = Sizes(fields=24, field_px=16, bands=tuple(f"W{n:03}" for n in range(part)))
        images, labels = folder / f"{part}", folder / "labels.gpkg"
        print(f"{part} bands, 12 dates of {sizes.side_px}² px")
        write_series(images, sizes, season_days(12))
        write_labels(labels, sizes, 200)
        model = folder / "model.safetensors"
        words = ("--series", images, "--polygons", labels, "--field", "crop")
        taken.append(core("train", *words, "--updates", UPDATES, "--output", model))
        output = ("--output", folder / "map.tif")
        taken.append(core("classify", "--series", images, "--model", model, *output))
        promises.maps_rightly(folder / "map.tif", sizes)
    for some, more in zip(taken[:2], taken[2:]):
        promises.is_linear(some.command, some, more, 4)
        promises.fits(more.command, more, IMAGE_MB + LIBRARIES_MB)
    named = ("--band-map", ",".join(f"λ{n + 400}" for n in range(number)))
    model, renamed = folder / "renamed.safetensors", ("--output", folder / "renamed.tif")
    taken.append(core("train", *words, *named, "--updates", UPDATES, "--output", model))
    taken.append(core("classify", "--series", images, *named, "--model", model, *renamed))
    same = (folder / "renamed.tif").read_bytes() == (folder / "map.tif").read_bytes()
    promises.check(same, "bands under other names make the same map")
    return taken


def source_model(folder: Path, names: tuple[str, ...]) -> Path:
    """Of another year's clouds, on few fields."""
    sizes = Sizes(fields=10, field_px=8, bands=names)
    write_series(folder / "source", sizes, season_days(24), seed=1)
    write_labels(folder / "source.gpkg", sizes, 60)
    model = folder / "source.safetensors"
    words = ("--series", folder / "source", "--polygons", folder / "source.gpkg")
    core("train", *words, "--field", "crop", "--updates", UPDATES, "--output", model)
    return model


STUDIES = {
    "polygons": (polygons, 5000),
    "points": (points, 50_000),
    "pixels": (pixels, 2_000_000),
    "dates": (dates, 400),
    "bands": (bands, 60),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("study", choices=STUDIES)
    parser.add_argument("number", type=int, nargs="?")
    words = parser.parse_args()
    study, usual = STUDIES[words.study]
    number = words.number or usual
    promises = Promises()
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        taken = study(number, Path(folder), promises)
    commands = [asdict(one) for one in taken]
    keep(words.study, {"number": number, "commands": commands, "promises": promises.told})
    print(f"BROKEN: {'; '.join(promises.broken)}" if promises.broken else "All of it holds.")
    sys.exit(bool(promises.broken))


if __name__ == "__main__":
    main()
