"""The figures of many schools built beside each other, each by a worker in a file of its own (`job`).

The process that asks reads what people decided, holds the lock of each school that is being built and moves its pointer. So
the rows are those of a build of one school after another, and a school that fails is as it was.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Protocol

import duckdb

from pipelines.errors import WorkspaceError
from pipelines.models.build import begun, given, put_in_force
from pipelines.models.database import Limits
from pipelines.models.job import Job, Made, make
from pipelines.models.rebuild import Built, Said, newest_store, rebuild_locked
from pipelines.store.part import Part
from pipelines.store.workspace import renewed
from pipelines.trouble import in_words
from protocols.errors import VerzuimbeeldError
from protocols.load import load_settings

# A worker that stops without a word may have been unlucky once.
MOST_TRIES = 2
OnSchool = Callable[[int, int, str], object]


class Crew(Protocol):
    """Those who build: `width` of them at once; `deaths` are the errors of a worker that stopped without a word."""

    width: int
    deaths: tuple[type[BaseException], ...]

    def submit(self, work: Callable[[Job], Made], job: Job) -> Future[Made]:
        """Gives a job to a worker that is free."""

    def back(self, job: Future[Made]) -> None:
        """Says that a job is done, so that its worker is free."""


@dataclass
class _Underway:
    """A school that is being built: its job, what is held for it, and how often it was tried."""

    job: Job
    held: ExitStack
    tries: int = 1


def build_many(parts: Sequence[Part], crew: Crew, said: Said, on_school: OnSchool | None = None) -> Built:
    """Builds schools of a workspace; `on_school` is told how many are done, of how many, and which one was.

    Raises what went wrong when it went wrong with all that have data.
    """
    waiting = deque(parts)
    schools = len(waiting)
    running: dict[Future[Made], _Underway] = {}
    built: list[str] = []
    failed: dict[str, VerzuimbeeldError] = {}

    def over(school: str) -> None:
        if on_school:
            on_school(schools - len(waiting) - len(running), schools, school)

    try:
        while waiting or running:
            while waiting and len(running) < crew.width:
                part = waiting.popleft()
                try:
                    if begin := _begin(part, said):
                        running[crew.submit(make, begin.job)] = begin
                        continue
                except (VerzuimbeeldError, OSError, duckdb.Error) as wrong:
                    failed[part.id] = _in_words(wrong, part)
                over(part.id)
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                underway = running.pop(future)
                crew.back(future)
                part, error = underway.job.part, future.exception()
                if isinstance(error, crew.deaths) and underway.tries < MOST_TRIES:
                    underway.tries += 1
                    running[crew.submit(make, underway.job)] = underway
                    continue
                with underway.held:
                    try:
                        _end(underway.job, _died(part) if isinstance(error, crew.deaths) else error, future, said)
                        built.append(part.id)
                    except Exception as worse:  # noqa: BLE001  # what goes wrong with one school keeps no other from going on
                        failed[part.id] = _in_words(worse, part)
                over(part.id)
    finally:
        for underway in running.values():
            underway.held.close()
    if failed and not built:
        raise next(iter(failed.values()))
    order = [part.id for part in parts]
    return Built(tuple(sorted(built, key=order.index)), failed)


def _begin(part: Part, said: Said) -> _Underway | None:
    """Takes the lock of a school and reads what people decided; None when nothing was imported yet."""
    with ExitStack() as held:
        held.enter_context(part.locked())
        part = renewed(part)
        version = newest_store(part)
        if version is None:
            return None
        unfinished = held.enter_context(begun(part, version))
        megabytes = int(dict(load_settings().select("name", "value").iter_rows())["build_memory_megabytes"])
        limits: Limits = {"threads": 1, "memory_limit": f"{megabytes}MB"}
        return _Underway(Job(part, version, unfinished, given(part), limits), held.pop_all())


def _end(job: Job, error: BaseException | None, future: Future[Made], said: Said) -> None:
    """Puts in force what a worker made; what was imported and lost something is restored here. Raises what went wrong."""
    if error:
        raise error
    made = future.result()
    if made.lost:
        said(f"School '{job.part.id}' is niet door een werker opgebouwd: {made.what}")
        rebuild_locked(job.part, said=said)
    elif made.path is None:
        raise WorkspaceError(made.what, made.remedy)
    elif not made.path.is_file():
        raise WorkspaceError(
            f"Een werker schreef de cijfers naar {made.path}, en daar staan ze hier niet.",
            "Zet de werkmap op een schijf die alle werkers onder dezelfde naam zien.",
        )
    else:
        put_in_force(job.part, made.path)


def _died(part: Part) -> WorkspaceError:
    return WorkspaceError(
        f"Het proces dat de cijfers van school '{part.id}' opbouwde, stopte zonder iets te zeggen, ook toen het nog eens begon.",
        "Misschien was er te weinig geheugen: herhaal de opdracht met minder werkers.",
    )


def _in_words(error: Exception, part: Part) -> VerzuimbeeldError:
    understood = in_words(error, part.path)
    return understood or WorkspaceError(
        f"Er ging iets onverwachts mis: {error}", f"Probeer het met: {part.command('build')}"
    )
