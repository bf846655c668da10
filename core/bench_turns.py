"""Several things measured in turns."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping

from .progress import Advance


def speeds_in_turns(
    works: Mapping[str, Callable[[], float]], rounds: int, advance: Advance
) -> dict[str, float]:
    """Median units a second of each work.

    Each is done once unmeasured, then all of them in turns, so that other work on the machine
    slows them alike.

    Args:
        works: each returns how many units it did.
        rounds: measured turns.
        advance: told the fraction done.
    """
    speeds: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(rounds + 1):
        for name, work in works.items():
            start = time.perf_counter()
            units = work()
            if turn:
                speeds[name].append(units / (time.perf_counter() - start))
        advance((turn + 1) / (rounds + 1))
    return {name: statistics.median(found) for name, found in speeds.items()}
