"""Marks by hand: per task and role, kept through builds, imports and protocols, withdrawn without being lost."""

import sqlite3
import stat
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import UsageError
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.file import notes_path
from pipelines.notes.marks import Task, mark_done, marks, version, withdraw
from pipelines.notes.notes import choose_code, code_choices, writing
from pipelines.notes.settlements import SETTLEMENTS
from pipelines.notes.standing import standing, without_task
from pipelines.questions.tasks_asked import asked
from pipelines.questions.worklist import known_tasks
from pipelines.settings.drafts import save_draft
from pipelines.settings.in_force import adopt, undo
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import NOBODY, of_schools
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from protocols.schema import Protocol
from tests.pipelines.asking import tasks_of_step
from tests.pipelines.histories import SCOPE, YEAR, make_workspace, rows_of, spread, table, write_csv

LAST = YEAR[9]
# The fifth time late asks something of two roles.
MENTOR, OFFICE = FIFTH = tasks_of_step("1", "kgc-2021", "te-laat", "tl-5", YEAR[4])
THIRD = tasks_of_step("1", "kgc-2021", "te-laat", "tl-3", YEAR[2], hours=[1])


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """One pupil who was late on each of the first five days of the year; the data run to the tenth."""
    return make_workspace(tmp_path, spread("1", "laat", 5), "kgc-2021", until=LAST)


def made(workspace: Workspace, on: date = LAST) -> list[tuple[object, ...]]:
    return rows_of(marks(workspace, SCOPE, on), "role", "reached_on", "hour", "done_on", "initials")


def open_of(workspace: Workspace, *stages: str, on: date = LAST) -> list[tuple[object, ...]]:
    """The tasks of stages that are not done, as the figures are now."""
    now = open_workspace(workspace.path)
    snapshot = open_snapshot(now)
    found = standing(asked(snapshot, SCOPE, on), marks(now, SCOPE, on), pl.DataFrame(schema=SETTLEMENTS))
    snapshot.close()
    return rows_of(found.filter(~pl.col("is_done"), pl.col("stage").is_in(stages)), "stage", "role")


def lost(workspace: Workspace) -> list[tuple[object, ...]]:
    """The marks without a task."""
    now = open_workspace(workspace.path)
    snapshot = open_snapshot(now)
    noted = marks(now, SCOPE, LAST)
    found = without_task(noted, known_tasks(snapshot, SCOPE, LAST, noted))
    snapshot.close()
    return rows_of(found, "stage", "role", "reached_on")


def test_without_a_mark_there_are_no_notes_and_reading_makes_none(workspace: Workspace) -> None:
    assert made(workspace) == []
    assert version(workspace) == (0, 0)
    assert not notes_path(workspace).exists()


def test_a_mark_is_of_one_role_with_date_and_initials(workspace: Workspace) -> None:
    assert mark_done(workspace, SCOPE, [MENTOR], YEAR[5], " JdV ", LAST) == 1
    assert made(workspace) == [("mentor", YEAR[4], 0, YEAR[5], "JdV")]
    assert stat.S_IMODE(notes_path(workspace).stat().st_mode) == 0o600
    assert open_of(workspace, "tl-5") == [("tl-5", OFFICE.role)]
    mark_done(workspace, SCOPE, [OFFICE], YEAR[6], "AB", LAST)
    assert open_of(workspace, "tl-5") == []


@pytest.mark.parametrize(("on", "known"), [(YEAR[5], False), (YEAR[6], True), (YEAR[7], True)])
def test_a_later_mark_does_not_exist_yet(workspace: Workspace, on: date, known: bool) -> None:
    mark_done(workspace, SCOPE, [MENTOR], YEAR[6], "AB", LAST)
    assert bool(made(workspace, on)) == known


@pytest.mark.parametrize(
    ("done_on", "accepted"),
    [(YEAR[4] - timedelta(1), False), (YEAR[4], True), (YEAR[5], True), (LAST, True), (LAST + timedelta(1), False)],
)
def test_the_day_lies_between_the_task_and_the_end_of_the_data(
    workspace: Workspace, done_on: date, accepted: bool
) -> None:
    if accepted:
        assert mark_done(workspace, SCOPE, [MENTOR], done_on, "AB", LAST) == 1
    else:
        with pytest.raises(UsageError):
            mark_done(workspace, SCOPE, [MENTOR], done_on, "AB", LAST)
    assert bool(made(workspace)) == accepted


@pytest.mark.parametrize(
    ("initials", "accepted"),
    [("", False), ("A", False), ("AB", True), ("ABCD", True), ("ABCDE", False), ("A1", False), ("A B", False)],
)
def test_initials_are_two_to_four_letters(workspace: Workspace, initials: str, accepted: bool) -> None:
    if accepted:
        assert mark_done(workspace, SCOPE, [MENTOR], LAST, initials, LAST) == 1
    else:
        with pytest.raises(UsageError):
            mark_done(workspace, SCOPE, [MENTOR], LAST, initials, LAST)
        assert made(workspace) == []


def test_nobody_marks_or_reads_outside_the_own_schools(workspace: Workspace) -> None:
    other = replace(MENTOR, school="t")
    for viewer, tasks in ((NOBODY, [MENTOR]), (SCOPE, [MENTOR, other])):
        with pytest.raises(UsageError):
            mark_done(workspace, viewer, tasks, LAST, "AB", LAST)
        with pytest.raises(UsageError):
            withdraw(workspace, viewer, tasks, "AB")
    assert made(workspace) == []
    mark_done(workspace, SCOPE, [MENTOR], LAST, "AB", LAST)
    assert marks(workspace, NOBODY, LAST).is_empty()
    assert marks(workspace, of_schools("t"), LAST).is_empty()


def test_one_early_row_stops_all_of_them(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="leerling 2"):
        mark_done(workspace, SCOPE, [MENTOR, replace(MENTOR, student_id="2", reached_on=YEAR[6])], YEAR[5], "AB", LAST)
    assert made(workspace) == []


def test_a_withdrawn_mark_stays_in_the_notes_and_the_task_can_be_marked_again(workspace: Workspace) -> None:
    mark_done(workspace, SCOPE, FIFTH, YEAR[5], "AB", LAST)
    assert withdraw(workspace, SCOPE, [MENTOR], "CD") == 1
    assert open_of(workspace, "tl-5") == [("tl-5", "mentor")]
    assert withdraw(workspace, SCOPE, [MENTOR], "CD") == 0
    mark_done(workspace, SCOPE, [MENTOR], YEAR[6], "EF", LAST)
    assert [row[3:] for row in made(workspace)] == [(YEAR[5], "AB"), (YEAR[6], "EF")]
    with sqlite3.connect(notes_path(workspace)) as notes:
        sql = (
            "select initials, withdrawn_at is not null, withdrawn_by from task_mark where role = 'mentor' order by mark"
        )
        assert notes.execute(sql).fetchall() == [("AB", 1, "CD"), ("EF", 0, None)]


def test_every_change_has_a_version_of_its_own(workspace: Workspace) -> None:
    old_mark(workspace)
    seen = [version(workspace)]
    for change in (mark_done, withdraw, mark_done):
        if change is mark_done:
            mark_done(workspace, SCOPE, [MENTOR], YEAR[5], "AB", LAST)
        else:
            withdraw(workspace, SCOPE, [MENTOR], "AB")
        seen.append(version(workspace))
    withdraw(workspace, SCOPE, [OFFICE], "AB")  # only the old mark of the step is of this one
    seen.append(version(workspace))
    assert len(set(seen)) == 5


def test_marks_and_choices_live_in_one_file_whichever_was_first(workspace: Workspace) -> None:
    mark_done(workspace, SCOPE, [MENTOR], YEAR[5], "AB", LAST)
    assert code_choices(workspace).is_empty()
    choose_code(workspace, "s", "QX", "ziek", "iemand")
    assert len(made(workspace)) == 1
    assert code_choices(workspace).height == 1


def test_a_build_and_an_import_of_the_same_and_of_more_keep_the_mark(workspace: Workspace, tmp_path: Path) -> None:
    mark_done(workspace, SCOPE, FIFTH, YEAR[5], "AB", LAST)
    rebuild(part_of(workspace))
    import_files(workspace, [tmp_path / "export.csv"])
    import_files(workspace, [write_csv(tmp_path / "meer.csv", spread("1", "laat", 5) + spread("2", "laat", 5))])
    assert open_of(workspace, "tl-5") == [("tl-5", "mentor"), ("tl-5", OFFICE.role)]  # of pupil 2
    assert lost(workspace) == []


def test_a_mark_whose_step_moved_by_a_correction_is_listed(workspace: Workspace, tmp_path: Path) -> None:
    mark_done(workspace, SCOPE, [*THIRD, MENTOR], YEAR[5], "AB", LAST)
    assert lost(workspace) == []
    # The second registration proves to be excused: the third time late is a day later, and there is no fifth.
    rows = [replace(r, code="te_laat_geoorloofd") if r.date == YEAR[1] else r for r in spread("1", "laat", 5)]
    import_files(workspace, [write_csv(tmp_path / "export.csv", rows)])
    assert sorted(lost(workspace)) == [("tl-3", "conciërge", YEAR[2]), ("tl-5", "mentor", YEAR[4])]
    assert open_of(workspace, "tl-3") == [("tl-3", "conciërge")]


def test_two_people_mark_at_once_and_a_third_reads(workspace: Workspace) -> None:
    tasks = [replace(MENTOR, student_id=str(number)) for number in range(30)]
    count: list[int] = []
    read: list[int] = []

    def write(own: Sequence[Task]) -> None:
        count.extend(mark_done(workspace, SCOPE, [task], YEAR[5], "AB", LAST) for task in own)

    def look() -> None:
        read.extend(len(made(workspace)) for _ in range(30))

    # Ten of the tasks are marked by both.
    workers = [threading.Thread(target=write, args=(part,)) for part in (tasks[:20], tasks[10:])]
    workers.append(threading.Thread(target=look))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(count) == 30
    assert len(made(workspace)) == 30
    assert read == sorted(read)


def test_a_reader_is_not_kept_waiting_by_an_unfinished_change(workspace: Workspace) -> None:
    mark_done(workspace, SCOPE, [MENTOR], YEAR[5], "AB", LAST)
    with sqlite3.connect(notes_path(workspace), isolation_level=None) as busy:
        busy.execute("begin immediate")
        busy.execute("update task_mark set initials = 'XX'")
        assert [row[4] for row in made(workspace)] == ["AB"]
        busy.execute("rollback")


# --- per registration ------------------------------------------------------------------------------------------------


def test_an_hour_that_is_imported_later_for_the_same_day_is_an_open_task(tmp_path: Path) -> None:
    # maastricht-2019: every hour without a valid reason is made up; the second day of it is the next stage.
    rows = table(f"1 | {YEAR[1]} | 3,5 | weg")
    workspace = make_workspace(tmp_path, rows, "maastricht-2019", until=LAST)

    def hours(of: str = "hours") -> list[tuple[object, ...]]:
        snapshot = open_snapshot(workspace)
        found = standing(asked(snapshot, SCOPE, LAST), marks(workspace, SCOPE, LAST), pl.DataFrame(schema=SETTLEMENTS))
        snapshot.close()
        made_up = found.filter(pl.col("hours").is_not_null(), stage="vz-1").sort("recurring")
        return rows_of(made_up, "recurring", of, "is_done")

    assert hours() == [(False, [3], False), (True, [5], False)]
    make_up = tasks_of_step("1", "maastricht-2019", "verzuim", "vz-1", YEAR[1], hours=[3])[0]
    again = tasks_of_step("1", "maastricht-2019", "verzuim", "vz-1", YEAR[1], True, [5])[0]
    assert mark_done(workspace, SCOPE, [make_up], YEAR[2], "AB", LAST) == 1
    assert hours() == [(False, [3], True), (True, [5], False)]
    assert mark_done(workspace, SCOPE, [make_up, again], YEAR[2], "AB", LAST) == 1
    assert [row[2] for row in hours()] == [True, True]
    import_files(workspace, [write_csv(tmp_path / "later.csv", [*rows, *table(f"1 | {YEAR[1]} | 1 | weg")])])
    # The first hour reaches the stage by now; the two that were done stay done.
    assert hours() == [(False, [1], False), (True, [3, 5], True)]
    assert lost(workspace) == []
    # Hour 5 proves to be an hour with a valid reason, and hour 7 was not.
    moved = table(f"1 | {YEAR[1]} | 1,3,7 | weg\n1 | {YEAR[1]} | 5 | medisch")
    import_files(workspace, [write_csv(tmp_path / "export.csv", moved)])
    assert hours("open_hours") == [(False, [1], False), (True, [7], False)]
    assert lost(workspace) == [("vz-1", "mentor", YEAR[1])]


# --- through changes of protocol -------------------------------------------------------------------------------------


def drafted(workspace: Workspace, draft: Protocol, base: str = "kgc-2021") -> Workspace:
    save_draft(open_workspace(workspace.path), draft, base, "A. Tester", "Eerder praten", LAST)
    return open_workspace(workspace.path)


def adopted(workspace: Workspace, protocol: str) -> None:
    adopt(open_workspace(workspace.path), protocol, "s", "De rector", LAST)
    rebuild(part_of(open_workspace(workspace.path)))


def gone_back(workspace: Workspace) -> None:
    undo(open_workspace(workspace.path), "s", "De rector", LAST)
    rebuild(part_of(open_workspace(workspace.path)))


def renumbered(protocol: Protocol, new_id: str) -> Protocol:
    """The protocol with another id, other ids of the stages for late, and another text for the office."""
    content = protocol.model_dump() | {"id": new_id, "norm": (), "preset": False, "open_norm": ()}
    for place, stage in enumerate(content["ladder"][0]["stage"], 1):
        stage["id"] = f"trede-{place}"
    content["ladder"][0]["stage"][1]["action"][1]["what"] = "schrijft de ouders"
    return Protocol.model_validate(content)


def test_what_was_done_stays_done_in_a_draft_in_force_and_when_it_is_gone_back_from(workspace: Workspace) -> None:
    mark_done(workspace, SCOPE, [*THIRD, *FIFTH], YEAR[5], "AB", LAST)
    stricter = apply(load_protocols()["kgc-2021"], [Edit(ladder="te-laat", stage="tl-5", number=4)], "strenger")
    adopted(drafted(workspace, stricter), "strenger")
    # The third is the same rule, the fourth is another one than the fifth: its marks are listed.
    assert open_of(workspace, "tl-3", "tl-5") == [("tl-5", "mentor"), ("tl-5", OFFICE.role)]
    assert sorted(lost(workspace)) == sorted(("tl-5", role, YEAR[4]) for role in (OFFICE.role, "mentor"))
    fourth = tasks_of_step("1", stricter, "te-laat", "tl-5", YEAR[3])
    mark_done(workspace, SCOPE, fourth[:1], YEAR[5], "EF", LAST)
    assert open_of(workspace, "tl-5") == [("tl-5", OFFICE.role)]
    gone_back(workspace)
    assert open_of(workspace, "tl-3", "tl-5") == []
    assert lost(workspace) == [("tl-5", "mentor", YEAR[3])]


def test_another_id_of_protocol_and_stage_keeps_a_mark_and_another_text_does_not(workspace: Workspace) -> None:
    mark_done(workspace, SCOPE, [*THIRD, *FIFTH], YEAR[5], "AB", LAST)
    adopted(drafted(workspace, renumbered(load_protocols()["kgc-2021"], "eigen")), "eigen")
    assert open_of(workspace, "trede-1", "trede-2") == [("trede-2", OFFICE.role)]
    assert lost(workspace) == [("tl-5", OFFICE.role, YEAR[4])]
    # A mark that is made by one name is withdrawn by the other.
    assert (
        withdraw(open_workspace(workspace.path), SCOPE, [replace(MENTOR, protocol="eigen", stage="trede-2")], "CD") == 1
    )
    assert open_of(workspace, "trede-2") == [("trede-2", "mentor"), ("trede-2", OFFICE.role)]


# --- marks of before -------------------------------------------------------------------------------------------------


def old_mark(workspace: Workspace, protocol: str = "kgc-2021", stage: str = "tl-5", day: date = YEAR[4]) -> None:
    """A mark of a step, as versions 0.1.0 and 0.2.0 wrote it."""
    with writing(workspace) as notes:
        notes.execute(
            "insert into step_mark (school, student_id, protocol, ladder, stage, reached_on, recurring, done_on, initials,"
            " marked_at) values ('s', '1', ?, 'te-laat', ?, ?, 0, ?, 'JdV', '2026-09-09T10:00:00+00:00')",
            (protocol, stage, day.isoformat(), YEAR[5].isoformat()),
        )


def test_a_mark_of_a_step_is_one_of_every_role_and_one_of_them_can_be_taken_back(workspace: Workspace) -> None:
    old_mark(workspace)
    old_mark(workspace, stage="tl-3", day=YEAR[2])
    assert open_of(workspace, "tl-3", "tl-5") == []
    assert lost(workspace) == []
    assert withdraw(workspace, SCOPE, [MENTOR], "AB") == 1
    assert withdraw(workspace, SCOPE, [MENTOR], "AB") == 0
    assert open_of(workspace, "tl-3", "tl-5") == [("tl-5", "mentor")]
    mark_done(workspace, SCOPE, [MENTOR], YEAR[6], "EF", LAST)
    assert open_of(workspace, "tl-5") == []
    withdraw(workspace, SCOPE, [MENTOR], "AB")
    assert open_of(workspace, "tl-5") == [("tl-5", "mentor")]


def test_a_mark_of_a_step_goes_by_the_rule_of_its_protocol_too(workspace: Workspace) -> None:
    old_mark(workspace)
    old_mark(workspace, protocol="verdwenen", stage="tl-3", day=YEAR[2])
    assert lost(workspace) == [("tl-3", "", YEAR[2])]
    adopted(drafted(workspace, renumbered(load_protocols()["kgc-2021"], "eigen")), "eigen")
    assert open_of(workspace, "trede-2") == [("trede-2", OFFICE.role)]
    # What nobody can read any more is taken back as a whole.
    gone = Task("s", "1", "verdwenen", "te-laat", "tl-3", YEAR[2], False, "", "", "")
    assert withdraw(workspace, SCOPE, [gone], "AB") == 1
    assert not [row for row in lost(workspace) if row[0] == "tl-3"]
