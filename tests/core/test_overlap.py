"""Work ahead of the caller: order, bounds, errors, and an end at once."""

import threading
from contextlib import closing

import pytest

from core.overlap import ahead


def test_all_items_come_in_order():
    assert list(ahead(iter_of(range(20)))) == list(range(20))
    assert list(ahead(iter_of(()))) == []


def iter_of(values):
    yield from values


def test_the_next_item_is_made_while_the_caller_is_busy_and_no_more_than_that():
    made, second_made, third_begun = [], threading.Event(), threading.Event()

    def maker():
        yield made.append(1)
        made.append(2)
        second_made.set()
        yield
        third_begun.set()
        yield

    with closing(ahead(maker())) as items:
        next(items)
        assert second_made.wait(timeout=10)
        assert not third_begun.wait(timeout=0.1)
        assert made == [1, 2]
        next(items)
        assert third_begun.wait(timeout=10)


def test_an_error_passes_through_two_stages_after_what_came_before():
    def broken():
        yield 1
        raise OSError("the disk is gone")

    def doubled(items):
        with closing(items):
            for item in items:
                yield 2 * item

    items = ahead(doubled(ahead(broken())))
    assert next(items) == 2
    with pytest.raises(OSError, match="the disk is gone"):
        next(items)
    assert [thread.name for thread in threading.enumerate() if "Pool" in thread.name] == []


def test_a_caller_that_stops_ends_the_maker_in_its_own_thread():
    begun, ended = [], []

    def maker():
        try:
            for number in range(1000):
                begun.append(number)
                yield number
        finally:
            ended.append(threading.current_thread().name)

    def pass_on(items):
        with closing(items):
            yield from items

    def stopped():
        for number in ahead(pass_on(ahead(maker()))):
            if number == 2:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert len(ended) == 1
    assert ended[0] != threading.current_thread().name
    assert len(begun) <= 6
