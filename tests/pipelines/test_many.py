"""Schools built beside each other by workers: the same rows as one after another, and what goes wrong is told by name."""

import os
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.commands.cli import main
from pipelines.errors import WorkspaceError
from pipelines.models.build import begun, given
from pipelines.models.database import connect, fetch, table_names
from pipelines.models.job import Job, Made, make
from pipelines.models.many import build_many
from pipelines.models.processes import Processes, processes
from pipelines.store.imports import import_files
from pipelines.store.part import Part, part_of, parts_of
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.histories import settings, spread, write_csv
from tests.shared import copied, once

# The last one has sent nothing yet.
SCHOOLS = {"s": "nl-leerplicht", "t": "kgc-2021", "u": "maastricht-2019", "leeg": "mlg-2020"}
ROWS = {
    "s": [*spread("1", "weg", 12, hours=2), *spread("2", "laat", 9)],
    "t": spread("1", "laat", 14),
    "u": [*spread("1", "ziek", 3), *spread("3", "weg", 5)],
}
TOML = "".join(settings(protocol).replace('id = "s"', f'id = "{school}"') for school, protocol in SCHOOLS.items())


def _made(place: Path) -> None:
    workspace = create_workspace(place / "werkmap", TOML)
    for school, rows in ROWS.items():
        import_files(workspace, [write_csv(place / f"{school}.csv", rows)], school)


@pytest.fixture
def board(tmp_path: Path) -> Workspace:
    copied(once("three schools", _made), tmp_path)
    return open_workspace(tmp_path / "werkmap")


def rows(part: Part) -> dict[str, list[str]]:
    """Every row of every table of the newest figures of a school, sorted."""
    path = part.current()
    assert path
    with connect(path, read_only=True) as connection:
        return {
            name: sorted(map(repr, fetch(connection, f"select * from {name}").iter_rows()))
            for name in table_names(connection)
        }


def test_workers_make_the_rows_that_one_process_makes(board: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    parts = parts_of(board)[:3]
    before = {part.id: (part.current(), rows(part)) for part in parts}
    assert main(["build", str(board.path), "--workers", "2"]) == 0
    assert "van s, t, u" in capsys.readouterr().out
    for part in parts:
        old, own = before[part.id]
        assert part.current() != old
        assert rows(part) == own
        assert [path.name for path in part.snapshots.iterdir() if path.name.startswith(".")] == []
    assert len(rows(parts[0])) > 40
    assert parts_of(board)[3].current() is None


def test_of_each_school_the_others_are_told_what_is_wrong_with_it(
    board: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = part_of(board, "t")
    for path in (broken.current(), *broken.home.glob("store/*/registrations.parquet")):
        assert path
        path.write_bytes(b"")
    kept = broken.current()
    with part_of(board, "u").locked():
        assert main(["build", str(board.path), "--workers", "1"]) == 1
    told = capsys.readouterr()
    assert "De cijfers van s zijn" in told.out
    assert "School 't' is niet opgebouwd" in told.err
    assert "opbouw van school u" in told.err
    assert broken.current() == kept


class Here:
    """A worker in this process, which does something else than it is told."""

    width = 1
    deaths: tuple[type[BaseException], ...] = (SystemError,)

    def __init__(self, work: Callable[[Job], Made]) -> None:
        self.work, self.asked = work, list[str]()

    def submit(self, _: Callable[[Job], Made], job: Job) -> Future[Made]:
        self.asked.append(job.part.id)
        future: Future[Made] = Future()
        try:
            future.set_result(self.work(job))
        except SystemError as died:
            future.set_exception(died)
        return future

    def back(self, _: Future[Made]) -> None: ...


@pytest.mark.parametrize(("deaths", "asked"), [(0, 3), (1, 4), (2, 4)])
def test_a_worker_that_dies_is_tried_once_more(board: Workspace, deaths: int, asked: int) -> None:
    died = list[str]()

    def work(job: Job) -> Made:
        if job.part.id == "t" and len(died) < deaths:
            died.append(job.part.id)
            job.unfinished.with_name(f"{job.unfinished.name}.half").write_bytes(b"half")
            raise SystemError
        return make(job)

    crew = Here(work)
    found = build_many(parts_of(board), crew, print)
    assert len(crew.asked) == asked
    assert found.schools == (("s", "u") if deaths == 2 else ("s", "t", "u"))
    assert [("'t'" in error.what, "nog eens" in error.what) for error in found.failed.values()] == [(True, True)] * (
        deaths == 2
    )
    assert list(part_of(board, "t").snapshots.glob(".*")) == []


def dies(job: Job) -> Made:
    """The whole process of a worker is gone, as when the system ends it for want of memory."""
    if job.part.id == "s":
        os._exit(1)
    return Made(None, f"{job.part.id} is klaar", "")


def test_a_process_that_dies_takes_no_other_with_it(board: Workspace) -> None:
    class Dying(Processes):
        def submit(self, _: Callable[[Job], Made], job: Job) -> Future[Made]:
            return super().submit(dies, job)

    with processes(1) as crew:
        crew.__class__ = Dying
        with pytest.raises(WorkspaceError, match="'s' opbouwde, stopte zonder"):
            build_many(parts_of(board), crew, print)


def test_a_worker_of_another_version_refuses(board: Workspace) -> None:
    part = part_of(board, "s")
    kept = part.current()
    with begun(part, 1) as unfinished:
        job = Job(part, 1, unfinished, given(part), {})
        assert make(job).path
        old = replace(job, decided=replace(job.decided, rules="een andere"))
        assert (make(old).path, "andere versie" in make(old).what) == (None, True)
    assert part.current() == kept


def test_what_a_worker_wrote_elsewhere_is_not_put_in_force(board: Workspace, tmp_path: Path) -> None:
    crew = Here(lambda job: Made(tmp_path / "elders" / job.unfinished.name))
    with pytest.raises(WorkspaceError, match="daar staan ze hier niet"):
        build_many(parts_of(board), crew, print)


def test_no_workers_is_wrong_use(board: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(board.path), "--workers", "0"]) == 2
    assert "--workers" in capsys.readouterr().err
