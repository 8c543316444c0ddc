"""Notes: decisions by hand, next to the data, and effective from the next build on the whole history."""

import stat
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import UsageError, WorkspaceError
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.file import notes_path
from pipelines.notes.notes import choose_code, code_choices, remember_columns, remembered_columns
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from tests.pipelines.histories import YEAR, Registration, make_workspace, rows_of, settings, write_csv

BY = "iemand"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school that writes QX, which nobody maps, in its first and its last week."""
    rows = [Registration("1", YEAR[0], 1, "QX"), Registration("1", YEAR[60], 2, "QX")]
    return make_workspace(tmp_path, rows, toml=settings("nl-leerplicht", codes=False))


def counted(workspace: Workspace) -> list[tuple[object, ...]]:
    """What the figures count, by day and category."""
    return open_snapshot(workspace).rows("select date, category from int_slot order by date").rows()


def test_without_a_choice_there_are_no_notes_and_reading_makes_none(workspace: Workspace) -> None:
    assert code_choices(workspace).is_empty()
    assert remembered_columns(workspace, "s") == {}
    rebuild(part_of(workspace))
    assert not notes_path(workspace).exists()


def test_a_choice_counts_from_the_next_look_on_for_the_whole_history(workspace: Workspace) -> None:
    assert counted(workspace) == []
    choose_code(workspace, "s", "QX", "spijbelen", BY)
    assert counted(workspace) == [(YEAR[0], "spijbelen"), (YEAR[60], "spijbelen")]


def test_a_choice_can_be_changed_and_taken_back(workspace: Workspace) -> None:
    choose_code(workspace, "s", "QX", "spijbelen", BY)
    choose_code(workspace, "s", "QX", "verlof", BY)
    assert rows_of(code_choices(workspace), "school", "code", "category", "chosen_by") == [("s", "QX", "verlof", BY)]
    choose_code(workspace, "s", "QX", None, BY)
    rebuild(part_of(workspace))
    assert counted(workspace) == []


def test_school_toml_goes_before_a_choice(workspace: Workspace) -> None:
    choose_code(workspace, "s", "QX", "spijbelen", BY)
    toml = workspace.path / "school.toml"
    toml.write_text(toml.read_text() + '[[school.code]]\ncode = "QX"\ncategory = "ziek"\n', encoding="utf-8")
    rebuild(part_of(open_workspace(workspace.path)))
    assert [category for _, category in counted(workspace)] == ["ziek", "ziek"]


def test_a_code_differs_by_its_case(workspace: Workspace) -> None:
    choose_code(workspace, "s", "qx", "spijbelen", BY)
    rebuild(part_of(workspace))
    assert counted(workspace) == []


@pytest.mark.parametrize(("school", "category"), [("t", "ziek"), ("s", "griep"), ("s", "onbekend_code")])
def test_a_school_or_category_that_does_not_exist_is_refused(workspace: Workspace, school: str, category: str) -> None:
    with pytest.raises(UsageError):
        choose_code(workspace, school, "QX", category, BY)
    assert code_choices(workspace).is_empty()


def test_notes_are_for_their_owner_only(workspace: Workspace) -> None:
    choose_code(workspace, "s", "QX", "ziek", BY)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in workspace.path.glob("notes.sqlite*")}
    assert modes == {0o600}


def test_an_import_and_a_build_leave_the_notes_as_they_are(workspace: Workspace, tmp_path: Path) -> None:
    choose_code(workspace, "s", "QX", "ziek", BY)
    before = notes_path(workspace).read_bytes()
    import_files(workspace, [write_csv(tmp_path / "meer.csv", [Registration("2", date(2026, 9, 7), 1, "QX")])])
    rebuild(part_of(workspace))
    assert notes_path(workspace).read_bytes() == before


def test_two_writers_wait_for_each_other(workspace: Workspace) -> None:
    codes = [f"C{number}" for number in range(20)]
    write_at_once(workspace, codes[::2], codes[1::2])
    assert sorted(code_choices(workspace)["code"]) == sorted(codes)


def test_two_writers_of_the_first_note_wait_for_each_other(workspace: Workspace, swift_switches: None) -> None:
    for _ in range(60):
        write_at_once(workspace, ["C1"], ["C2"])
        assert code_choices(workspace)["code"].to_list() == ["C1", "C2"]
        for path in [*workspace.path.glob("notes.sqlite*"), workspace.path / "audit" / "notes"]:
            path.unlink()


@pytest.fixture
def swift_switches() -> Iterator[None]:
    """Threads that take turns so often that two of them meet at the same line."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(usual)


def write_at_once(workspace: Workspace, *parts: list[str]) -> None:
    """Each part of the codes chosen by a thread of its own; an error of any of them is raised here."""
    start = threading.Barrier(len(parts))

    def write(part: list[str]) -> None:
        start.wait()
        for code in part:
            choose_code(workspace, "s", code, "ziek", BY)

    with ThreadPoolExecutor(len(parts)) as writers:
        list(writers.map(write, parts))


def test_damaged_notes_are_named(workspace: Workspace) -> None:
    notes_path(workspace).write_bytes(b"no database" * 100)
    with pytest.raises(WorkspaceError, match=r"notes\.sqlite"):
        code_choices(workspace)


def test_columns_are_remembered_per_school(workspace: Workspace) -> None:
    remember_columns(workspace, "s", {"Lln": "student_id", "Reg": "code"})
    remember_columns(workspace, "s", {"Reg": "klas"})
    assert remembered_columns(workspace, "s") == {"Lln": "student_id", "Reg": "klas"}
    assert remembered_columns(workspace, "t") == {}
