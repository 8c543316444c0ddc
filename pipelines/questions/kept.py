"""Answers that many people share: the last ones that were asked for, each found once."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from threading import Lock

import polars as pl

# Of a whole school: a few pages, days and protocols. An answer about a thousand pupils takes a megabyte or two.
WHOLE = 32
# About nobody, or only whose pupils they are: people, choices and days. One takes some kilobytes.
SMALL = 1024
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
    """The last answers by their key. Whoever asks for one that is being found for another waits for it."""

    def __init__(self, most: int) -> None:
        self._most = most
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
                if len(self._found) > self._most:
                    self._found.popitem(last=False)
            else:
                self._found.move_to_end(key)
        if known is not None:
            return known.result()
        try:
            answer.set_result(find())
        except BaseException as error:
            with self._lock:
                self._found.pop(key, None)
            answer.set_exception(error)
            raise
        return answer.result()
