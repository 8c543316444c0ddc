"""Workers on this computer: each a process of its own, so that one that dies takes no other with it."""

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from pipelines.models.job import Job, Made

# One thread for each process: they are beside each other already.
ONE_THREAD = "POLARS_MAX_THREADS"


class Processes:
    """So many processes. Each is a pool of one: when a process of a larger pool dies, all its jobs are lost."""

    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)

    def __init__(self, width: int) -> None:
        self.width = width
        self._free = [_one() for _ in range(width)]
        self._busy: dict[Future[Made], ProcessPoolExecutor] = {}

    def submit(self, work: Callable[[Job], Made], job: Job) -> Future[Made]:
        """Gives a job to a process that is free."""
        pool = self._free.pop()
        with _without_main():
            future = pool.submit(work, job)
        self._busy[future] = pool
        return future

    def back(self, job: Future[Made]) -> None:
        """Has the process of a job that is done do another; one that died gets a successor."""
        pool = self._busy.pop(job)
        if isinstance(job.exception(), self.deaths):
            pool.shutdown(wait=False)
            pool = _one()
        self._free.append(pool)

    def end(self) -> None:
        """Ends the processes, after what they are doing."""
        for pool in (*self._free, *self._busy.values()):
            pool.shutdown(cancel_futures=True)


@contextmanager
def processes(width: int) -> Iterator[Processes]:
    """So many processes, for as long as the block lasts."""
    before = os.environ.get(ONE_THREAD)
    os.environ[ONE_THREAD] = "1"  # read when a process starts
    crew = Processes(width)
    try:
        yield crew
    finally:
        crew.end()
        os.environ.pop(ONE_THREAD) if before is None else os.environ.__setitem__(ONE_THREAD, before)


@contextmanager
def _without_main() -> Iterator[None]:
    """A process that begins within it does not run the program that asked for it once more, to find its names."""
    main = sys.modules["__main__"]
    file, spec = main.__dict__.pop("__file__", None), main.__spec__
    main.__spec__ = None
    try:
        yield
    finally:
        main.__spec__ = spec
        if file is not None:
            main.__file__ = file


def _one() -> ProcessPoolExecutor:
    # A fork would inherit the threads of DuckDB and polars half.
    return ProcessPoolExecutor(1, get_context("spawn"))
