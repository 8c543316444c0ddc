"""`import --from`: what a folder holds is read or refused, moved, and never lost; one bad file stops no other."""

import os
import time
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from pipelines.errors import UsageError, WorkspaceError
from pipelines.readers.here import Asked, look_here
from pipelines.store import inbox_files
from pipelines.store.imports import ImportReport, import_files
from pipelines.store.inbox import Taken, take_in
from pipelines.store.inbox_files import moved, opened
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from tests.pipelines.exports import kept, pupils, registrations
from tests.pipelines.histories import settings
from tests.shared import copied, once

LIST = "101 | 5101 | Zoë | Meer | H3a\n102 | 5102 | Bo | Dijk | H3a"
WEEK = "1 | 101 | 2026-09-07 | 1 | ongeoorloofd\n2 | 102 | 2026-09-08 | 1 | ziek"
STRANGERS = "8 | 901 | 2026-09-07 | 1 | ziek\n9 | 902 | 2026-09-07 | 1 | ziek"
IN_STORE = ["101 07-09 1 ongeoorloofd", "102 08-09 1 ziek"]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school without any data."""
    made = once("inbox", lambda folder: create_workspace(folder / "werkmap", settings("nl-leerplicht")))
    return open_workspace(copied(made, tmp_path) / "werkmap")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where exports are put; its files are old enough to be whole."""
    (tmp_path / "invoer").mkdir()
    return tmp_path / "invoer"


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """An hour has gone by since any file was written."""
    now = time.time
    monkeypatch.setattr("pipelines.store.inbox_files.time.time", lambda: now() + 3600)


def run(workspace: Workspace, folder: Path, **options: object) -> Taken:
    return take_in(workspace, folder, look_here, **options)  # type: ignore[arg-type]


def names(folder: Path) -> dict[str, list[str]]:
    """The names of the files in the folder and in the two inside it; the lock is no file of anybody's."""
    inside = {place: folder / place for place in ("ingelezen", "geweigerd")}
    found = {"": folder, **inside}
    return {
        place: sorted(path.name for path in where.iterdir() if path.name not in {*inside, ".bezig"})
        for place, where in found.items()
        if where.exists()
    }


def test_what_can_be_read_is_one_import_and_the_rest_says_why(workspace: Workspace, folder: Path) -> None:
    """Registrations before their list by name and by time, a file of another school, and one that is no export."""
    registrations(folder / "a.csv", WEEK + "\n3 | 101 | 2026-09-09 | 88 | ziek")
    pupils(folder / "leerlingen.csv", LIST)
    registrations(folder / "vreemd.csv", STRANGERS)
    registrations(folder / "rijen.csv", "5 | 101 | 2026-09-09 | 88 | ziek")
    (folder / "brief.pdf").write_bytes(b"%PDF-1.7")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    taken = run(workspace, folder)
    assert kept(workspace) == IN_STORE
    assert taken.report is not None
    assert sorted(file.path.name for file in taken.report.files) == ["a.csv", "leerlingen.csv"]
    assert sorted(name for name, _ in taken.refused) == ["brief.pdf", "rijen.csv", "vreemd.csv"]
    assert names(folder) == {
        "": [],
        "ingelezen": ["a.csv", "a.csv - let op.txt", "leerlingen.csv"],
        "geweigerd": [
            f"{name}{end}"
            for name in ("brief.pdf", "rijen.csv", "vreemd.csv")
            for end in ("", " - waarom geweigerd.txt")
        ],
    }
    after = {path.name: path.read_bytes() for path in folder.rglob("*.*") if " - " not in path.name}
    assert {name: data for name, data in after.items() if name != ".bezig"} == before
    why = (folder / "geweigerd" / "vreemd.csv - waarom geweigerd.txt").read_text(encoding="utf-8")
    assert "leerling 901" in why
    assert "Wat u kunt doen: Hoort het bestand bij een andere school" in why
    assert "een PDF" in (folder / "geweigerd" / "brief.pdf - waarom geweigerd.txt").read_text(encoding="utf-8")
    assert "Rij 4: " in (folder / "ingelezen" / "a.csv - let op.txt").read_text(encoding="utf-8")
    assert {path.stat().st_mode & 0o77 for path in (folder / "ingelezen", folder / "geweigerd")} == {0}
    again = run(workspace, folder)
    assert (again.report, again.refused, again.left) == (None, (), ())


def test_of_two_exports_the_newest_has_the_last_word(workspace: Workspace, folder: Path) -> None:
    pupils(folder / "leerlingen.csv", LIST)
    newest = registrations(folder / "a.csv", WEEK)
    oldest = registrations(folder / "b.csv", WEEK.replace("ongeoorloofd", "onbekend"))
    for path, hours in ((newest, 1), (oldest, 2)):
        moment = time.time() - 3600 * hours
        os.utime(path, (moment, moment))
    run(workspace, folder)
    assert kept(workspace) == IN_STORE


def test_what_is_no_whole_file_stays_and_is_named(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pupils(folder / "leerlingen.csv", LIST)
    (folder / "map").mkdir()
    (folder / "koppeling.csv").symlink_to(folder / "leerlingen.csv")
    os.mkfifo(folder / "pijp.csv")
    for name in ("~$export.xlsx", ".export.csv.x7", "export.csv.part", "Thumbs.db", ".DS_Store"):
        (folder / name).write_text("half")
    taken = run(workspace, folder)
    assert names(folder)["ingelezen"] == ["leerlingen.csv"]
    assert {each.name: each.why.split(";")[0] for each in taken.left} == {
        "map": "is een map",
        "koppeling.csv": "is een koppeling naar elders",
        "pijp.csv": "is geen gewoon bestand",
        **dict.fromkeys(
            ("~$export.xlsx", ".export.csv.x7", "export.csv.part"), "is een tijdelijk bestand van een ander programma"
        ),
    }
    assert len(names(folder)[""]) == 8


@pytest.mark.parametrize(("seconds", "reads"), [(59, False), (61, True), (-300, True)])
def test_a_file_that_was_just_written_waits(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, reads: bool
) -> None:
    """A copy may keep an old time; a time ahead of the clock tells nothing."""
    path = pupils(folder / "leerlingen.csv", LIST)
    os.utime(path, (0, 0))
    changed = path.stat().st_ctime
    monkeypatch.setattr("pipelines.store.inbox_files.time.time", lambda: changed + seconds)
    taken = run(workspace, folder)
    assert (names(folder)["ingelezen"] == ["leerlingen.csv"]) == reads
    assert [each.why for each in taken.left] == ([] if reads else ["is net veranderd en wacht op de volgende keer"])


@pytest.mark.parametrize("when", ["while it is read", "before it is moved"])
def test_a_file_that_changes_meanwhile_is_for_the_next_time(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    pupils(folder / "leerlingen.csv", LIST)
    path = registrations(folder / "week.csv", WEEK)

    def write() -> None:
        with path.open("a") as file:
            file.write("3;101;2026-09-09;1;ziek;;\n")

    def look(asked: Sequence[Asked], on_read: object) -> object:
        found = look_here(asked)
        if when == "while it is read":
            write()
        return found

    if when == "before it is moved":

        def imported(*given: Any, **more: Any) -> ImportReport:
            report = import_files(*given, **more)
            write()
            return report

        monkeypatch.setattr("pipelines.store.inbox.import_files", imported)
    taken = take_in(workspace, folder, look)  # type: ignore[arg-type]
    assert [(each.name, each.why) for each in taken.left] == [
        ("week.csv", "verandert nog en wacht op de volgende keer")
    ]
    assert names(folder)[""] == ["week.csv"]
    assert kept(workspace) == (IN_STORE if when == "before it is moved" else [])
    monkeypatch.undo()
    monkeypatch.setattr(inbox_files, "number", lambda _: 0.0)
    run(workspace, folder)
    assert kept(workspace) == sorted([*IN_STORE, "101 09-09 1 ziek"])
    assert names(folder)[""] == []


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError])
def test_stopped_between_import_and_moving_nothing_is_lost(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch, stop: type[BaseException]
) -> None:
    pupils(folder / "leerlingen.csv", LIST)
    registrations(folder / "week.csv", WEEK)
    calls: list[str] = []

    def once_only(path: Path, *more: Any) -> Path:
        calls.append(path.name)
        if len(calls) > 1:
            raise stop
        return moved(path, *more)

    monkeypatch.setattr("pipelines.store.inbox.moved", once_only)
    if stop is KeyboardInterrupt:
        with pytest.raises(KeyboardInterrupt):
            run(workspace, folder)
    else:
        assert [each.why[:26] for each in run(workspace, folder).left] == ["was niet te verplaatsen na"]
    assert len(names(folder)[""]) == len(names(folder)["ingelezen"]) == 1
    monkeypatch.setattr("pipelines.store.inbox.moved", moved)
    before = part_of(workspace).current()
    taken = run(workspace, folder)
    assert taken.report is not None
    assert (taken.report.stored, part_of(workspace).current(), kept(workspace)) == (False, before, IN_STORE)
    assert names(folder)["ingelezen"] == ["leerlingen.csv", "week.csv"]


def test_a_failing_build_moves_nothing(workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registrations(folder / "week.csv", WEEK)
    (folder / "brief.pdf").write_bytes(b"%PDF-1.7")

    def full(*_: object) -> None:
        raise WorkspaceError("De schijf is vol.", "Maak ruimte vrij.")

    monkeypatch.setattr("pipelines.store.imports.build_snapshot", full)
    with pytest.raises(WorkspaceError, match="vol"):
        run(workspace, folder)
    assert names(folder) == {"": ["brief.pdf", "week.csv"], "ingelezen": [], "geweigerd": []}


def test_a_busy_workspace_leaves_all_for_the_next_time(workspace: Workspace, folder: Path) -> None:
    registrations(folder / "week.csv", WEEK)
    with workspace.locked(), pytest.raises(WorkspaceError, match="loopt al een import"):
        run(workspace, folder)
    assert names(folder)[""] == ["week.csv"]


def test_a_second_run_beside_the_first_does_nothing(workspace: Workspace, folder: Path) -> None:
    run(workspace, folder)
    pupils(folder / "leerlingen.csv", LIST)
    with FileLock(folder / "ingelezen" / ".bezig"):
        assert run(workspace, folder) == Taken(busy=True)
    assert names(folder)[""] == ["leerlingen.csv"]


def test_the_same_name_again_goes_beside_the_first(workspace: Workspace, folder: Path) -> None:
    for _ in range(3):
        pupils(folder / "leerlingen.csv", LIST)
        (folder / "x").write_bytes(b"%PDF-1.7")
        run(workspace, folder)
    assert names(folder)["ingelezen"] == ["leerlingen (2).csv", "leerlingen (3).csv", "leerlingen.csv"]
    assert names(folder)["geweigerd"] == sorted(
        f"{name}{end}" for name in ("x", "x (2)", "x (3)") for end in ("", " - waarom geweigerd.txt")
    )


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ('a<b>:"c|d?.pdf', "a_b___c_d_.pdf"),
        ("punt .pdf", "punt.pdf"),
        ("é" * 120 + ".pdf", "é" * 90 + ".pdf"),
        ("twee\nregels.csv", "twee_regels.csv"),
        (os.fsdecode(b"geen\xfftekst.csv"), "geen_tekst.csv"),
        (".pdf.", None),
    ],
)
def test_odd_names_get_names_that_every_disk_can_hold(
    workspace: Workspace, folder: Path, name: str, there: str | None
) -> None:
    (folder / name).write_bytes(b"%PDF-1.7")
    taken = run(workspace, folder)
    if there is None:
        assert names(folder)[""] == [name]
        return
    assert names(folder)["geweigerd"] == [there, f"{there} - waarom geweigerd.txt"]
    assert all(said.isprintable() for said, _ in taken.refused)


@pytest.mark.parametrize(("days", "left"), [(13, 4), (14, 4), (15, 1)])
def test_both_folders_are_emptied_after_fourteen_days(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch, days: int, left: int
) -> None:
    monkeypatch.setenv("VERZUIMBEELD_TODAY", "2026-11-01")
    opened(folder, workspace.path)
    moved(pupils(folder / "leerlingen.csv", LIST), "ingelezen", None, "let op")
    (folder / "brief.pdf").write_bytes(b"%PDF-1.7")
    moved(folder / "brief.pdf", "geweigerd", "omdat", "waarom")
    (folder / "ingelezen" / "map").mkdir()
    monkeypatch.setenv("VERZUIMBEELD_TODAY", (date(2026, 11, 1) + timedelta(days)).isoformat())
    taken = run(workspace, folder)
    assert taken.deleted == 4 - left
    there = names(folder)
    assert len([*there["ingelezen"], *there["geweigerd"]]) == left
    assert "map" in there["ingelezen"]


def test_the_age_of_a_file_is_how_long_it_has_been_there(workspace: Workspace, folder: Path) -> None:
    """An export of last year is not thrown away at once."""
    path = pupils(folder / "leerlingen.csv", LIST)
    os.utime(path, (0, 0))
    opened(folder, workspace.path)
    moved(path, "ingelezen", None, "let op")
    assert run(workspace, folder).deleted == 0
    assert names(folder)["ingelezen"] == ["leerlingen.csv"]


def test_a_file_that_this_account_may_not_read_stays_where_whoever_brought_it_sees_it(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shut, whole = registrations(folder / "dicht.csv", WEEK), registrations(folder / "week.csv", WEEK)
    monkeypatch.setattr(os, "access", lambda path, _: path != shut)
    taken = run(workspace, folder)
    assert [(each.name, "niet te lezen" in each.why) for each in taken.left] == [("dicht.csv", True)]
    assert (shut.exists(), whole.exists(), taken.refused) == (True, False, ())


def test_a_file_of_another_account_is_kept_as_long_and_for_nobody_else(
    workspace: Workspace, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the owner of a file may say how old it is, and an export keeps the time of where it was copied from."""
    path = registrations(folder / "week.csv", WEEK)
    path.chmod(0o640)
    old, theirs, set_time = time.time() - 90 * 86_400, path.stat().st_ino, os.utime
    set_time(path, (old, old))
    content = path.read_bytes()

    def of_the_owner(place: Path, times: tuple[float, float]) -> None:
        if Path(place).stat().st_ino == theirs:
            raise PermissionError(1, "Operation not permitted", str(place))
        set_time(place, times)

    monkeypatch.setattr(os, "utime", of_the_owner)
    assert run(workspace, folder).left == ()
    assert run(workspace, folder).deleted == 0
    moved_to = folder / "ingelezen" / "week.csv"
    assert (moved_to.read_bytes(), moved_to.stat().st_mode & 0o777) == (content, 0o600)
    assert names(folder)["ingelezen"] == ["week.csv"]


def test_a_folder_that_cannot_serve_is_refused(workspace: Workspace, folder: Path, tmp_path: Path) -> None:
    (folder / "bestand").write_text("x")
    inside = workspace.path / "invoer"
    inside.mkdir()
    linked = tmp_path / "gekoppeld"
    linked.mkdir()
    (linked / "ingelezen").symlink_to(tmp_path)
    for wrong, words in (
        (folder / "bestand", "is geen map"),
        (tmp_path / "nergens", "is geen map"),
        (workspace.path, "ligt in de werkmap"),
        (inside, "ligt in de werkmap"),
        (linked, "is geen gewone map"),
    ):
        with pytest.raises(UsageError, match=words):
            run(workspace, wrong)
    with pytest.raises(UsageError, match="niet bekend"):
        run(workspace, folder, school_id="q")
    with pytest.raises(UsageError, match="bestaat niet"):
        run(workspace, folder, kind="q")
    assert names(folder)[""] == ["bestand"]
