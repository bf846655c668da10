"""Work that goes on while the caller is busy with what came before."""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")


class _End:
    """Stands for the end of the items."""


_END: Final = _End()


def ahead(items: Generator[T]) -> Generator[T]:
    """The same items in the same order, each made in a thread while the caller uses the last one.

    No more than one is made ahead, so a slow caller holds up the maker, and memory is bounded by
    two items. An error in the maker is raised here. Where the caller stops, the maker is closed as
    soon as it is done with the item at hand; its clean-up runs in its own thread.
    """
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, items, _END)
        try:
            while not isinstance(item := coming.result(), _End):
                coming = thread.submit(next, items, _END)
                yield item
        finally:
            thread.submit(items.close).result()
