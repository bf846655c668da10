"""How long a run will still take, from the pace of the fraction that is done in this phase."""

from __future__ import annotations

from collections import deque

from ..messages import tr

LEAST_S = 3.0
"""Nothing is said before: the first steps tell little."""
LEAST_DONE = 0.01
WINDOW_S = 60.0
"""The pace is that of the last minute, for a phase need not be even."""
SMOOTHING = 0.2
"""Weight of a new estimate beside the ones before."""
NO_BREAK = "\u00a0"
MINUTE_S, HOUR_S = 60.0, 3600.0


class TimeLeft:
    """Estimates the seconds left; knows no clock, so that whoever asks says what time it is."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()
        self._start_s: float | None = None
        self._end_s: float | None = None
        self._is_stale = False
        """Whether the estimate is of the pace of a phase before."""

    def begin_phase(self, now_s: float) -> None:
        """Another phase has another pace: what was seen before says nothing of it."""
        self._seen.clear()
        self._start_s = now_s
        self._is_stale = True

    def advance(self, now_s: float, fraction: float) -> None:
        """Take note that this share of the whole is done now, 0 to 1."""
        if self._start_s is None:
            self._start_s = now_s
        self._seen.append((now_s, fraction))
        while len(self._seen) > 2 and self._seen[1][0] <= now_s - WINDOW_S:
            self._seen.popleft()
        then_s, before = self._seen[0]
        if fraction >= 1:
            self._end_s = now_s
            return
        if now_s - self._start_s < LEAST_S or fraction < LEAST_DONE or fraction <= before:
            return
        end_s = now_s + (1 - fraction) * (now_s - then_s) / (fraction - before)
        begins = self._end_s is None or self._is_stale
        self._end_s, self._is_stale = end_s if begins else self._nearer(end_s), False

    def seconds(self, now_s: float) -> float | None:
        """Left from now on; None where nothing can be said yet."""
        return None if self._end_s is None else max(0.0, self._end_s - now_s)

    def words(self, now_s: float) -> str:
        """The same for people; empty where nothing can be said yet."""
        left_s = self.seconds(now_s)
        if left_s is None:
            return ""
        if left_s < 10:
            return tr("a few seconds left")
        tens_s = 10 * round(left_s / 10)
        if tens_s < MINUTE_S:
            return tr("about {0} s left").format(tens_s)
        if left_s < 1.5 * HOUR_S:
            return tr("about {0} min left").format(round(left_s / MINUTE_S))
        return tr("about {0} h left").format(f"{left_s / HOUR_S:.1f}")

    def _nearer(self, end_s: float) -> float:
        return self._end_s + SMOOTHING * (end_s - self._end_s)


def duration(seconds: float) -> str:
    """How long something took, for people."""
    if seconds < MINUTE_S:
        text = tr("{0} s").format(round(seconds))
    elif seconds < HOUR_S:
        text = tr("{0} min {1} s").format(*divmod(round(seconds), 60))
    else:
        text = tr("{0} h {1} min").format(*divmod(round(seconds / MINUTE_S), 60))
    return text.replace(" ", NO_BREAK)
