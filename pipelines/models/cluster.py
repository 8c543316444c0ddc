"""Workers of a Dask cluster (extra `cluster`): each has this program, and sees the workspace under the same name."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import cast

from distributed import Client, KilledWorker

from pipelines.errors import WorkspaceError
from pipelines.models.job import Job, Made

SECONDS = 10


class Cluster:
    """The workers that the scheduler knows, with as many jobs at once as they have threads."""

    # The scheduler tries a job again by itself before it says so.
    deaths: tuple[type[BaseException], ...] = (KilledWorker,)

    def __init__(self, client: Client, width: int) -> None:
        self.width = width
        self._pool = client.get_executor(pure=False)

    def submit(self, work: Callable[[Job], Made], job: Job) -> Future[Made]:
        """Gives a job to the scheduler."""
        return cast("Future[Made]", self._pool.submit(work, job))

    def back(self, job: Future[Made]) -> None:
        """Nothing: the scheduler knows which worker is free."""


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """The cluster of a scheduler, for as long as the block lasts. Raises WorkspaceError when nobody is there."""
    try:
        client = Client(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkspaceError(
            f"Op {address} antwoordt geen scheduler ({type(error).__name__}).",
            "Start hem met dask scheduler en geef zijn adres, of bouw op deze computer met --workers.",
        ) from None
    with client:
        width = sum(client.nthreads().values())
        if not width:
            raise WorkspaceError(
                f"De scheduler op {address} heeft geen werkers.", f"Start er een of meer met: dask worker {address}"
            )
        yield Cluster(client, width)
