"""Fuzz what reads files from strangers, for as long as one likes.

    .venv/bin/python tests/studies/fuzz.py TARGET MINUTES

TARGET is card (what `info` shows), model (weights too), samples, weights (`import-model`) or all.
Each example must end in a result or in a known error within 10 seconds; the files are those of
tests/support/broken_files.py, drawn anew each time. It prints how many there were, how they ended,
the slowest in seconds of a processor, and the memory that was taken at most. A file that breaks the
rule ends it, and stays.
"""

import argparse
import collections
import faulthandler
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

import torch  # noqa: E402
from broken_files import model_files, sample_files, weight_files  # noqa: E402
from hypothesis import HealthCheck, Phase, given, seed, settings  # noqa: E402
from hypothesis.configuration import set_hypothesis_home_dir  # noqa: E402

from core.errors import SourcererError  # noqa: E402
from core.foreign_weights import read_weights  # noqa: E402
from core.info import describe_file  # noqa: E402
from core.model_file import load_model  # noqa: E402
from core.samples import read_samples  # noqa: E402

EXAMPLES = 500
HANG_S = 10
TARGETS = {
    "card": (model_files(), describe_file, "safetensors"),
    "model": (model_files(), lambda path: load_model(path, torch.device("cpu")), "safetensors"),
    "samples": (sample_files(), read_samples, ""),
    "weights": (weight_files(), read_weights, "pth"),
}


class Tally:
    """How examples ended."""

    def __init__(self):
        self.ends, self.slowest_s = collections.Counter(), 0.0

    def count(self, read, path):
        faulthandler.dump_traceback_later(HANG_S, exit=True)
        start = time.process_time()
        try:
            read(str(path))
            self.ends["read"] += 1
        except SourcererError as error:
            self.ends[error.code] += 1
        finally:
            faulthandler.cancel_dump_traceback_later()
        self.slowest_s = max(self.slowest_s, time.process_time() - start)


def fuzz(target, minutes, folder):
    """Draw examples until the time is over."""
    drawn, read, ending = TARGETS[target]
    tally, deadline = Tally(), time.monotonic() + 60 * minutes

    def one(content):
        end = ending
        if isinstance(content, tuple):
            end, content = content
        path = folder / f"{target}.{end}"
        path.write_bytes(content)
        tally.count(read, path)

    before_mb = peak_mb()
    while time.monotonic() < deadline:
        rounds = settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        rounds(seed(random.randrange(2**62))(given(drawn)(one)))()
    ends = ", ".join(f"{n} {end}" for end, n in tally.ends.most_common())
    print(
        f"{target}: {sum(tally.ends.values())} files in {minutes:g} min: {ends}; the slowest "
        f"{tally.slowest_s:.2f} s; memory at most {peak_mb():.0f} MB, {before_mb:.0f} MB before",
        flush=True,
    )


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("target", choices=[*TARGETS, "all"])
    parser.add_argument("minutes", type=float)
    given_words = parser.parse_args()
    torch.set_num_threads(1)
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    set_hypothesis_home_dir(folder / "hypothesis")
    print(f"The file at hand is in {folder}.", flush=True)
    for target in TARGETS if given_words.target == "all" else [given_words.target]:
        fuzz(target, given_words.minutes, folder)


if __name__ == "__main__":
    main()
