"""Where a run stands: its phases, how long each took, what is left; without clock or widgets."""

from __future__ import annotations

from dataclasses import dataclass

from ..messages import tr
from .time_left import TimeLeft, duration


@dataclass
class Phase:
    """One step of a run, as the worker calls it."""

    name: str
    start_s: float
    end_s: float | None = None
    is_whole: bool = True
    """Whether it came to its own end, once it has one."""

    def words(self, now_s: float) -> str:
        """Whether it is done, and how long it took or takes so far."""
        took = duration((now_s if self.end_s is None else self.end_s) - self.start_s)
        mark = "▸" if self.end_s is None else "✓" if self.is_whole else "✗"
        return f"{mark} {self.name} · {took}"


class RunProgress:
    """Hears of phases and fractions, and tells them."""

    def __init__(self, now_s: float) -> None:
        self.phases = [Phase(tr("Starting"), now_s)]
        self.device = ""
        self.fraction = 0.0
        self.note = ""
        """Takes the phase's place in the line where it says something."""
        self._left = TimeLeft()

    def advance(self, now_s: float, phase: str, fraction: float) -> None:
        """Take note of what the worker is doing and how much of the whole is done, 0 to 1."""
        if phase != self.phases[-1].name:
            self.phases[-1].end_s = now_s
            self.phases.append(Phase(phase, now_s))
            self._left.begin_phase(now_s)
        self.fraction = fraction
        self._left.advance(now_s, fraction)

    def end(self, now_s: float, is_whole: bool) -> None:
        """The run has ended: as it should, or stopped or failed in the middle of a phase."""
        self.phases[-1].end_s = now_s
        self.phases[-1].is_whole = is_whole

    def left(self, now_s: float) -> str:
        """How long it will still take, for people; empty where that is not known."""
        return "" if self.note else self._left.words(now_s)

    def line(self, now_s: float) -> str:
        """All in one line, what is wanted most first: the end may not have room."""
        parts = (self.left(now_s), self.note or self.phases[-1].name, self.device)
        return " · ".join(part for part in parts if part)

    def told(self, now_s: float) -> str:
        """A line for each phase."""
        return "\n".join(phase.words(now_s) for phase in self.phases)
