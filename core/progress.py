"""How running work reports to whoever watches it: the terminal, QGIS or a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

Advance = Callable[[float], None]
"""Called with the fraction done, 0 to 1, of the step at hand; may raise `Cancelled`."""


class Reporter(Protocol):
    """Receives progress and messages. `progress` raises `Cancelled` when the user stops the run."""

    def progress(self, phase: str, fraction: float) -> None:
        """`fraction` of the whole job, 0 to 1."""

    def log(self, message: str, level: str = "info") -> None:
        """A line for the user; `level` is `info` or `warning`."""

    def device(self, name: str) -> None:
        """What computes, once it is known."""

    def measure(self, series: str, x: float, y: float) -> None:
        """A point of a curve of the fit at hand, see `protocol.Measure`."""


class Phases:
    """Shares the whole job's 0 to 1 among its phases by their expected cost."""

    def __init__(self, reporter: Reporter, costs: dict[str, float]) -> None:
        self._reporter = reporter
        self._costs = costs
        self._total = sum(costs.values())
        self._done = 0.0

    @contextmanager
    def phase(self, name: str) -> Iterator[Advance]:
        """Run one phase; yields the function that it advances with."""
        share = self._costs[name] / self._total

        def advance(fraction: float) -> None:
            self._reporter.progress(name, min(1.0, self._done + share * min(1.0, fraction)))

        advance(0.0)
        yield advance
        advance(1.0)
        self._done += share
