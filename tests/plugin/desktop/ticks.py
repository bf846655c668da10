"""How long QGIS's main thread leaves a timer of 10 ms waiting."""

import statistics
import time

from qgis.PyQt.QtCore import Qt, QTimer

TICK_MS = 10


class Ticks:
    """Collects the time between ticks, and how much of it the main thread itself computed."""

    def __init__(self):
        self._gaps = {}
        self._gap_names = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)

    def begin(self, what_is_going_on):
        """`what_is_going_on()` names what the ticks belong to; asked at every tick."""
        self._name = what_is_going_on
        self._last = (self._name(), time.perf_counter(), time.thread_time())
        self._timer.start()

    def end(self):
        self._timer.stop()

    def told(self):
        """By name: number, median and longest of the gaps, most computed in one, in ms."""
        return {
            name: {
                "n": len(gaps),
                "median": statistics.median(gap for gap, _ in gaps),
                "longest": sorted((gap for gap, _ in gaps), reverse=True)[:5],
                "most_computed": sorted((own for _, own in gaps), reverse=True)[:5],
            }
            for name, gaps in self._gaps.items()
        }

    def _tick(self):
        name, now, own = self._name(), time.perf_counter(), time.thread_time()
        before, then, own_then = self._last
        both = name if name == before else f"{before} > {name}"
        self._gaps.setdefault(both, []).append((1000 * (now - then), 1000 * (own - own_then)))
        self._last = (name, now, own)
