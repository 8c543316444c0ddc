"""Notes of any version: older ones are brought to the newest with a copy kept, newer ones are left alone."""

import os
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import pipelines.notes.migrations
from pipelines.errors import WorkspaceError
from pipelines.notes.agenda import decisions
from pipelines.notes.file import notes_path
from pipelines.notes.marks import marks
from pipelines.notes.mending import mend_notes
from pipelines.notes.migrations import STEPS, keep_backup, steps
from pipelines.notes.notes import choose_code, code_choices
from pipelines.store.check import check
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.histories import SCOPE, settings
from tests.shared import some

ROOT = Path(__file__).parent.parent.parent
LAST = date(2027, 7, 16)
OLDER = ("0.1.0", "0.2.0")
TABLES = "select name, type from sqlite_master where name not like 'sqlite_%' order by name"
CHOSEN = [("QX", "spijbelen")]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school without notes."""
    return create_workspace(tmp_path / "werkmap", settings("nl-leerplicht"))


@pytest.fixture(params=OLDER)
def older(workspace: Workspace, request: pytest.FixtureRequest) -> Workspace:
    """The school with notes that an earlier version of the program wrote."""
    with zipfile.ZipFile(ROOT / "tests" / "workspaces" / f"{request.param}.zip") as packed:
        packed.extract("notes.sqlite", workspace.path)
    notes_path(workspace).chmod(0o600)
    return workspace


@contextmanager
def raw(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None)) as notes:
        yield notes


def version(path: Path) -> int:
    with raw(path) as notes:
        return int(notes.execute("pragma user_version").fetchone()[0])


def shape(path: Path) -> dict[str, object]:
    """Each table and index with its columns."""
    with raw(path) as notes:
        return {
            name: notes.execute(
                "select * from pragma_index_xinfo(?)" if kind == "index" else "select * from pragma_table_info(?)",
                (name,),
            ).fetchall()
            for name, kind in notes.execute(TABLES).fetchall()
        }


def rows(path: Path) -> dict[str, list[Any]]:
    """Every row of every table that has any."""
    with raw(path) as notes:
        names = [name for name, kind in notes.execute(TABLES).fetchall() if kind == "table"]
        found = {name: notes.execute(f'select * from "{name}" order by 1, 2').fetchall() for name in names}
        return {name: each for name, each in found.items() if each}


def moved(before: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """The same rows where the newest version has them: contacts of care among all contacts, reports made among cases."""
    found = dict(before)
    for contact, school, student, on, kind, initials, review, *moments in found.pop("care_contact", []):
        new = (contact, school, student, on, "care", kind, None, None, None, initials, review, *moments)
        found.setdefault("contact", []).append(new)
    for mark, school, student, begin, end, made_on, *moments in found.pop("report_mark", []):
        new = (mark, school, student, "relatief", begin, end, "gemeld", "", made_on, *moments)
        found.setdefault("report_case", []).append(new)
    return found


def backups(workspace: Workspace) -> list[Path]:
    return sorted(workspace.path.glob("notes.versie-*"))


def chosen(workspace: Workspace) -> list[tuple[object, ...]]:
    return code_choices(workspace).select("code", "category").rows()


def with_step(monkeypatch: pytest.MonkeyPatch, sql: str) -> None:
    """A program that knows one version more."""
    more = (*steps(), sql)
    for module in ("notes.migrations", "notes.file"):
        monkeypatch.setattr(f"pipelines.{module}.steps", lambda: more)


def test_steps_are_numbered_in_order() -> None:
    assert [path.name[:4] for path in sorted(STEPS.iterdir())] == [f"{n:03d}_" for n in range(1, len(steps()) + 1)]


def test_new_notes_have_the_newest_version_and_no_copy(workspace: Workspace) -> None:
    choose_code(workspace, "s", "QX", "spijbelen", "iemand")
    assert version(notes_path(workspace)) == len(steps())
    assert not backups(workspace)


def test_older_notes_get_the_shape_of_new_ones_with_every_row(older: Workspace, tmp_path: Path) -> None:
    new = create_workspace(tmp_path / "nieuw", settings("nl-leerplicht"))
    choose_code(new, "s", "A1", "ziek", "iemand")
    before = rows(notes_path(older))
    choose_code(older, "s", "QX", "spijbelen", "iemand")
    assert shape(notes_path(older)) == shape(notes_path(new))
    after = rows(notes_path(older))
    del before["code_choice"], after["code_choice"]
    # Reports become cases: what becomes of them is held in test_report_cases.py.
    assert len(before.pop("report_mark")) == len(after.pop("report_case"))
    assert after == moved(before)
    assert chosen(older) == CHOSEN


def test_a_copy_of_before_is_kept_and_says_version_and_time(older: Workspace) -> None:
    before = rows(notes_path(older)), shape(notes_path(older))
    choose_code(older, "s", "A1", "ziek", "iemand")
    [copy] = backups(older)
    assert copy.match("notes.versie-0-2???????-??????.sqlite")
    assert (rows(copy), shape(copy)) == before
    assert version(copy) == 0
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    choose_code(older, "s", "A2", "ziek", "iemand")
    assert backups(older) == [copy]
    assert not list(older.path.glob(".notes*"))


def test_a_copy_replaces_no_other(older: Workspace) -> None:
    for _ in range(4):
        keep_backup(notes_path(older), 0)
    assert len(backups(older)) == 4


def test_each_step_is_taken_once_and_the_notes_of_before_are_copied(
    older: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_step(monkeypatch, "-- One column more;\nalter table step_mark add column colour text;\n")
    assert marks(older, SCOPE, LAST).height == 1
    choose_code(older, "s", "A1", "ziek", "iemand")
    newest = len(steps()) + 1
    assert version(notes_path(older)) == newest
    [copy] = backups(older)
    assert version(copy) == 0
    assert ["colour" in str(shape(path)["step_mark"]) for path in (notes_path(older), copy)] == [True, False]


def test_reading_changes_no_older_notes(older: Workspace) -> None:
    before = notes_path(older).read_bytes()
    assert chosen(older) == CHOSEN
    assert marks(older, SCOPE, LAST).height == 1
    # The older of the two has no table for them yet.
    assert decisions(older, SCOPE, "s", LAST).height == len(rows(notes_path(older)).get("decision", []))
    assert notes_path(older).read_bytes() == before
    assert not backups(older)


def test_older_notes_in_a_folder_that_nobody_may_write_in_are_read(older: Workspace) -> None:
    closed = {path: path.stat().st_mode for path in (notes_path(older), older.path)}
    for path in closed:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & 0o555)
    ask = (
        "import sys; from pathlib import Path; from pipelines.store.workspace import Workspace\n"
        "from tests.pipelines.test_notes_migrations import LAST, SCOPE, chosen, marks\n"
        "workspace = Workspace(Path(sys.argv[1]), (), demo=False)\n"
        "print(chosen(workspace), marks(workspace, SCOPE, LAST).height)"
    )
    dropped = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    command = [*dropped, sys.executable, "-c", ask, str(older.path)]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    finally:
        for path, mode in closed.items():
            path.chmod(stat.S_IMODE(mode))
    assert (done.stdout, done.returncode) == (f"{CHOSEN} 1\n", 0), done.stderr


def test_notes_of_a_newer_version_are_left_alone(older: Workspace) -> None:
    path = notes_path(older)
    with raw(path) as notes:
        notes.execute("pragma user_version = 99")
    before = path.read_bytes()
    for use in (code_choices, lambda ws: choose_code(ws, "s", "A1", "ziek", "iemand"), mend_notes):
        with pytest.raises(WorkspaceError) as refused:
            use(older)
        assert str(path) in refused.value.what
        assert "versie 99" in refused.value.what
        assert f"tot en met {len(steps())}." in refused.value.what
        assert "nieuwere versie" in refused.value.what
        assert "open deze werkmap met die versie" in refused.value.remedy
    assert [refused.value.what] == [each.what for each in check(older.path)]
    assert path.read_bytes() == before
    assert not backups(older)


@pytest.mark.parametrize("newer", [0, 1])
def test_the_newest_version_is_known_and_the_next_is_not(workspace: Workspace, newer: int) -> None:
    choose_code(workspace, "s", "QX", "spijbelen", "iemand")
    with raw(notes_path(workspace)) as notes:
        notes.execute(f"pragma user_version = {len(steps()) + newer}")
    if newer:
        with pytest.raises(WorkspaceError, match="nieuwere versie"):
            code_choices(workspace)
    else:
        assert chosen(workspace) == CHOSEN


def test_a_step_that_fails_halfway_leaves_the_notes_of_before(
    older: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows(notes_path(older))
    with monkeypatch.context() as broken:
        with_step(broken, "drop table step_mark;\nalter table decision rename to nothing;\nselect odd from nowhere;\n")
        with pytest.raises(WorkspaceError):
            choose_code(older, "s", "A1", "ziek", "iemand")
    assert version(notes_path(older)) == 0
    assert rows(notes_path(older)) == before
    choose_code(older, "s", "A1", "ziek", "iemand")
    assert chosen(older) == [("A1", "ziek"), *CHOSEN]


@pytest.mark.parametrize(
    ("older", "moment"),
    some(
        product(OLDER, ("copy", "copied", "half", "taken")),
        *zip(OLDER * 2, ("copy", "copied", "half", "taken"), strict=True),
    ),
    indirect=["older"],
)
def test_killed_halfway_the_notes_are_whole(older: Workspace, tmp_path: Path, moment: str) -> None:
    before = rows(notes_path(older))
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; from tests.pipelines.test_notes_migrations import die; die(*sys.argv[1:])",
            moment,
            str(older.path),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert chosen(older) == CHOSEN
    assert check(older.path) == []
    assert rows(notes_path(older)) == before
    choose_code(older, "s", "A1", "ziek", "iemand")
    assert chosen(older) == [("A1", "ziek"), *CHOSEN]
    assert version(notes_path(older)) == len(steps())
    new = create_workspace(tmp_path / "nieuw", settings("nl-leerplicht"))
    choose_code(new, "s", "A1", "ziek", "iemand")
    assert shape(notes_path(older)) == shape(notes_path(new))
    assert all(rows(copy) in (before, moved(before)) for copy in backups(older))
    assert not list(older.path.glob(".notes*"))


def die(moment: str, folder: str) -> None:
    """Begins to migrate the notes of a folder and is killed: while they are copied, or a step is taken."""

    def kill(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    def some_statements(sql: str) -> Iterator[str]:
        yield from list(whole(sql))[: -1 if moment == "half" else None]
        kill()

    whole = pipelines.notes.migrations._statements
    step = ("_statements", some_statements)
    name, instead = {"copy": ("sync", kill), "copied": ("sync_folder", kill)}.get(moment, step)
    setattr(pipelines.notes.migrations, name, instead)
    choose_code(open_workspace(Path(folder)), "s", "A1", "ziek", "iemand")


@pytest.mark.parametrize("kilobytes", [0, 8])
def test_a_full_disk_leaves_the_notes_and_no_half_copy(older: Workspace, kilobytes: int) -> None:
    before = notes_path(older).read_bytes()
    with no_larger_than(kilobytes * 1024), pytest.raises(WorkspaceError, match="De schijf is vol"):
        choose_code(older, "s", "A1", "ziek", "iemand")
    assert notes_path(older).read_bytes() == before
    assert not [*backups(older), *older.path.glob(".notes*")]
    choose_code(older, "s", "A1", "ziek", "iemand")
    assert chosen(older) == [("A1", "ziek"), *CHOSEN]


@contextmanager
def no_larger_than(size: int) -> Iterator[None]:
    """No file of this process may grow past so many bytes."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def test_of_many_who_write_first_one_migrates_and_the_others_wait(older: Workspace) -> None:
    codes = [f"C{number}" for number in range(8)]
    start = threading.Barrier(len(codes))

    def write(code: str) -> None:
        start.wait()
        choose_code(older, "s", code, "ziek", "iemand")
        assert code in code_choices(older)["code"]

    with ThreadPoolExecutor(len(codes)) as writers:
        list(writers.map(write, codes))
    assert code_choices(older)["code"].to_list() == [*codes, "QX"]
    assert len(backups(older)) == 1


def test_of_two_programs_that_write_first_one_migrates_and_the_other_waits(older: Workspace) -> None:
    write = (
        "import sys; from pathlib import Path; from pipelines.notes.notes import choose_code\n"
        "from pipelines.store.workspace import open_workspace\n"
        "workspace = open_workspace(Path(sys.argv[1])); print('ready', flush=True); sys.stdin.readline()\n"
        "for number in range(9): choose_code(workspace, 's', sys.argv[2] + str(number), 'ziek', 'iemand')"
    )
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", write, str(older.path), name],
            cwd=ROOT,
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in "AB"
    ]
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    assert [(program.communicate()[1], program.returncode) for program in programs] == [("", 0)] * 2
    assert len(chosen(older)) == 19
    assert len(backups(older)) == 1


def test_damaged_older_notes_are_mended_into_new_ones(older: Workspace) -> None:
    path = notes_path(older)
    before = rows(path)
    with raw(path) as notes:
        [(page,)] = notes.execute("select rootpage from sqlite_master where name = 'report_mark'").fetchall()
        [(size,)] = notes.execute("pragma page_size").fetchall()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    mend_notes(older)
    del before["report_mark"]
    assert rows(path) == moved(before)
    assert version(path) == len(steps())
