"""What the worker says of a running fit, and how often."""

import io
import json
import threading

import pytest

from core import worker
from core.errors import Cancelled, WorkerFailed
from core.protocol import Device, Log, Measure, Progress, decode
from core.worker import EventReporter


class Clock:
    """Time that passes when told to."""

    now_s = 1000.0

    def monotonic(self):
        return self.now_s


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    monkeypatch.setattr(worker, "time", made)
    return made


@pytest.fixture
def stream():
    return io.StringIO()


@pytest.fixture
def reporter(clock, stream):
    return EventReporter(stream, threading.Event())


def said(stream):
    return [decode(line) for line in stream.getvalue().splitlines()]


def test_the_device_is_an_event_and_a_line_of_the_log(reporter, stream):
    reporter.device("GPU 7")
    assert said(stream) == [Device("GPU 7"), Log("Computing on GPU 7.")]


def test_a_measure_is_an_event(reporter, stream):
    reporter.measure("loss", 20, 0.123456789)
    assert said(stream) == [Measure("loss", 20, 0.12346)]
    assert json.loads(stream.getvalue()) == {
        "event": "measure",
        "series": "loss",
        "x": 20,
        "y": 0.12346,
    }


def test_measures_come_at_most_ten_times_a_second_a_series(reporter, stream, clock):
    for step in range(100):
        clock.now_s += 0.01
        reporter.measure("loss", step, 1.0)
        reporter.measure("accuracy", step, 0.5)
    told = said(stream)
    for series in ("loss", "accuracy"):
        steps = [event.x for event in told if event.series == series]
        assert steps[0] == 0
        assert 9 <= len(steps) <= 10


def test_the_last_point_of_a_fit_is_told_before_the_next_phase(reporter, stream, clock):
    reporter.progress("Fitting", 0.1)
    for step in range(3):
        reporter.measure("loss", step, 1.0)
    reporter.measure("accuracy", 0, 0.5)
    reporter.progress("Fitting", 0.5)  # too early to be told
    assert [event for event in said(stream) if isinstance(event, Measure)] == [
        Measure("loss", 0, 1.0),
        Measure("accuracy", 0, 0.5),
    ]
    reporter.progress("Mapping", 0.5)
    assert said(stream)[-2:] == [Measure("loss", 2, 1.0), Progress("Mapping", 0.5)]
    clock.now_s += 1
    reporter.measure("loss", 4, 1.0)
    reporter.measure("loss", 5, 1.0)
    reporter.progress("Mapping", 0.99999)  # the sum of the phases' shares
    assert said(stream)[-3:] == [
        Measure("loss", 4, 1.0),
        Measure("loss", 5, 1.0),
        Progress("Mapping", 1.0),
    ]


def test_a_cancelled_fit_tells_no_more(reporter, stream):
    reporter.progress("Fitting", 0.1)
    reporter.measure("loss", 1, 1.0)
    reporter.measure("loss", 2, 1.0)
    reporter._stop.set()
    with pytest.raises(Cancelled):
        reporter.progress("Mapping", 0.5)
    assert said(stream)[-1] == Measure("loss", 1, 1.0)


def test_a_measure_without_its_numbers_is_no_event():
    with pytest.raises(WorkerFailed):
        decode('{"event": "measure", "series": "loss"}')
