"""Answers that many people share: the last ones that were asked for, each found once."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Lock

import polars as pl

# How large the answers of a snapshot may be together, in bytes. One about a school of a thousand pupils takes a megabyte or
# less, whose pupils they are a kilobyte.
ROOM = 64_000_000
_off = False


@contextmanager
def nothing_kept() -> Iterator[None]:
    """Within it nothing is remembered: for who measures what a first answer costs."""
    global _off  # one switch for the whole program
    _off = True
    try:
        yield
    finally:
        _off = False


class Kept:
    """The last answers by their key, as many as there is room for; whoever asks for one that is being found waits for it."""

    def __init__(self, room: int = ROOM) -> None:
        self._room, self._taken = room, 0
        self._found: OrderedDict[str, Future[pl.DataFrame]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, find: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """The answer; what goes wrong in finding it is raised to all who wait for it, and not remembered."""
        if _off:
            return find()
        with self._lock:
            known = self._found.get(key)
            if known is None:
                answer = self._found[key] = Future()
            else:
                self._found.move_to_end(key)
        if known is not None:
            return known.result()
        try:
            found = find()
        except BaseException as error:
            with self._lock:
                del self._found[key]
            answer.set_exception(error)
            raise
        answer.set_result(found)
        self._make_room(found)
        return found

    def _make_room(self, latest: pl.DataFrame) -> None:
        with self._lock:
            self._taken += _size(latest)
            # What is being found is not large yet, and somebody waits for it.
            for key in [key for key, each in self._found.items() if each.done()]:
                if self._taken <= self._room:
                    break
                self._taken -= _size(self._found.pop(key).result())


def _size(answer: pl.DataFrame) -> int:
    return int(answer.estimated_size())
