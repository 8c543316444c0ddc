"""Marks by hand: kept through builds and imports, withdrawn without being lost, written by several people at once."""

import sqlite3
import stat
import threading
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.errors import UsageError
from pipelines.models.build import rebuild
from pipelines.models.snapshot import open_snapshot
from pipelines.notes.marks import Step, mark_done, marks, version, withdraw
from pipelines.notes.notes import choose_code, code_choices, notes_path
from pipelines.questions.worklist import known_steps, worklist
from pipelines.settings.drafts import save_draft
from pipelines.settings.in_force import adopt, undo
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import NOBODY, of_schools
from protocols.edits import Edit, apply
from protocols.load import load_protocols
from tests.pipelines.histories import SCOPE, YEAR, make_workspace, rows_of, spread, write_csv

LAST = YEAR[9]
STEP = Step("s", "1", "kgc-2021", "te-laat", "tl-3", YEAR[2], False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """One pupil who was late for the third time on the third day of the year; the data run to the tenth."""
    return make_workspace(tmp_path, spread("1", "laat", 3), "kgc-2021", until=LAST)


def standing(workspace: Workspace, on: date = LAST) -> list[tuple[object, ...]]:
    return rows_of(marks(workspace, SCOPE, on), "student_id", "stage", "reached_on", "recurring", "done_on", "initials")


def history(workspace: Workspace) -> list[tuple[object, ...]]:
    with sqlite3.connect(notes_path(workspace)) as notes:
        sql = "select done_on, initials, withdrawn_at is not null, withdrawn_by from step_mark order by mark"
        return notes.execute(sql).fetchall()


def test_without_a_mark_there_are_no_notes_and_reading_makes_none(workspace: Workspace) -> None:
    assert standing(workspace) == []
    assert version(workspace) == (0, 0)
    assert not notes_path(workspace).exists()


def test_a_mark_keeps_date_and_initials(workspace: Workspace) -> None:
    assert mark_done(workspace, SCOPE, [STEP], YEAR[4], " JdV ", LAST) == 1
    assert standing(workspace) == [("1", "tl-3", YEAR[2], False, YEAR[4], "JdV")]
    assert stat.S_IMODE(notes_path(workspace).stat().st_mode) == 0o600


@pytest.mark.parametrize(("on", "known"), [(YEAR[3], False), (YEAR[4], True), (YEAR[5], True)])
def test_a_later_mark_does_not_exist_yet(workspace: Workspace, on: date, known: bool) -> None:
    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    assert bool(standing(workspace, on)) == known


@pytest.mark.parametrize(
    ("done_on", "accepted"),
    [(YEAR[2] - timedelta(1), False), (YEAR[2], True), (YEAR[3], True), (LAST, True), (LAST + timedelta(1), False)],
)
def test_the_day_lies_between_the_step_and_the_end_of_the_data(
    workspace: Workspace, done_on: date, accepted: bool
) -> None:
    if accepted:
        assert mark_done(workspace, SCOPE, [STEP], done_on, "AB", LAST) == 1
    else:
        with pytest.raises(UsageError):
            mark_done(workspace, SCOPE, [STEP], done_on, "AB", LAST)
    assert bool(standing(workspace)) == accepted


@pytest.mark.parametrize(
    ("initials", "accepted"),
    [("", False), ("A", False), ("AB", True), ("ABCD", True), ("ABCDE", False), ("A1", False), ("A B", False)],
)
def test_initials_are_two_to_four_letters(workspace: Workspace, initials: str, accepted: bool) -> None:
    if accepted:
        assert mark_done(workspace, SCOPE, [STEP], LAST, initials, LAST) == 1
    else:
        with pytest.raises(UsageError):
            mark_done(workspace, SCOPE, [STEP], LAST, initials, LAST)
        assert standing(workspace) == []


def test_nobody_marks_or_reads_outside_the_own_schools(workspace: Workspace) -> None:
    other = replace(STEP, school="t")
    for viewer, steps in ((NOBODY, [STEP]), (SCOPE, [STEP, other])):
        with pytest.raises(UsageError):
            mark_done(workspace, viewer, steps, LAST, "AB", LAST)
        with pytest.raises(UsageError):
            withdraw(workspace, viewer, steps, "AB")
    assert standing(workspace) == []
    mark_done(workspace, SCOPE, [STEP], LAST, "AB", LAST)
    assert marks(workspace, NOBODY, LAST).is_empty()
    assert marks(workspace, of_schools("t"), LAST).is_empty()


def test_one_early_row_stops_all_of_them(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="leerling 2"):
        mark_done(workspace, SCOPE, [STEP, replace(STEP, student_id="2", reached_on=YEAR[6])], YEAR[5], "AB", LAST)
    assert standing(workspace) == []


def test_a_step_is_marked_once_and_a_recurrence_apart(workspace: Workspace) -> None:
    again = replace(STEP, recurring=True)
    assert mark_done(workspace, SCOPE, [STEP, again], YEAR[4], "AB", LAST) == 2
    assert mark_done(workspace, SCOPE, [STEP, replace(STEP, stage="tl-5")], YEAR[5], "CD", LAST) == 1
    assert [row[4:] for row in standing(workspace)] == [(YEAR[4], "AB"), (YEAR[4], "AB"), (YEAR[5], "CD")]


def test_a_withdrawn_mark_stays_in_the_notes_and_the_step_can_be_marked_again(workspace: Workspace) -> None:
    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    assert withdraw(workspace, SCOPE, [STEP], "CD") == 1
    assert standing(workspace) == []
    assert withdraw(workspace, SCOPE, [STEP], "CD") == 0
    mark_done(workspace, SCOPE, [STEP], YEAR[5], "EF", LAST)
    assert [row[4:] for row in standing(workspace)] == [(YEAR[5], "EF")]
    assert history(workspace) == [(YEAR[4].isoformat(), "AB", 1, "CD"), (YEAR[5].isoformat(), "EF", 0, None)]


def test_every_change_has_a_version_of_its_own(workspace: Workspace) -> None:
    seen = [version(workspace)]
    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    seen.append(version(workspace))
    withdraw(workspace, SCOPE, [STEP], "AB")
    seen.append(version(workspace))
    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    seen.append(version(workspace))
    assert len(set(seen)) == 4


def test_marks_and_choices_live_in_one_file_whichever_was_first(workspace: Workspace) -> None:
    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    assert code_choices(workspace).is_empty()
    choose_code(workspace, "s", "QX", "ziek", "iemand")
    assert len(standing(workspace)) == 1
    assert code_choices(workspace).height == 1


def test_a_build_and_an_import_of_the_same_and_of_more_keep_the_mark(workspace: Workspace, tmp_path: Path) -> None:
    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    before = standing(workspace)
    rebuild(workspace)
    import_files(workspace, [tmp_path / "export.csv"])
    import_files(workspace, [write_csv(tmp_path / "meer.csv", spread("1", "laat", 3) + spread("2", "laat", 5))])
    assert standing(workspace) == before
    assert ("1", YEAR[2]) in rows_of(worklist(open_snapshot(workspace), SCOPE, LAST), "student_id", "reached_on")


def test_a_mark_whose_step_moved_by_a_correction_is_no_longer_a_step_of_the_data(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, spread("1", "laat", 4), "kgc-2021", until=LAST)

    def known(step: Step) -> bool:
        found = known_steps(open_snapshot(workspace), SCOPE, LAST, [step.student_id])
        return (step.stage, step.reached_on) in rows_of(found, "stage", "reached_on")

    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    assert known(STEP)
    # The second registration proves to be excused: the third time late is a day later.
    rows = [replace(r, code="te_laat_geoorloofd") if r.date == YEAR[1] else r for r in spread("1", "laat", 4)]
    import_files(workspace, [write_csv(tmp_path / "export.csv", rows)])
    assert not known(STEP)
    assert known(replace(STEP, reached_on=YEAR[3]))
    assert len(standing(workspace)) == 1


def test_two_people_mark_at_once_and_a_third_reads(workspace: Workspace) -> None:
    steps = [replace(STEP, student_id=str(number)) for number in range(30)]
    made: list[int] = []
    read: list[int] = []

    def write(own: list[Step]) -> None:
        made.extend(mark_done(workspace, SCOPE, [step], YEAR[4], "AB", LAST) for step in own)

    def look() -> None:
        read.extend(len(standing(workspace)) for _ in range(30))

    # Ten of the steps are marked by both.
    workers = [threading.Thread(target=write, args=(part,)) for part in (steps[:20], steps[10:])]
    workers.append(threading.Thread(target=look))
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(made) == 30
    assert len(standing(workspace)) == 30
    assert read == sorted(read)


def test_a_reader_is_not_kept_waiting_by_an_unfinished_change(workspace: Workspace) -> None:
    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    with sqlite3.connect(notes_path(workspace), isolation_level=None) as busy:
        busy.execute("begin immediate")
        busy.execute("update step_mark set initials = 'XX'")
        assert [row[5] for row in standing(workspace)] == ["AB"]
        busy.execute("rollback")


def drafted(workspace: Workspace, name: str, base: str = "kgc-2021") -> Workspace:
    """The school with a draft that changes another stage than the marked one."""
    made = apply(load_protocols()["kgc-2021"], [Edit(ladder="te-laat", stage="tl-5", number=4)], name)
    save_draft(workspace, made, base, "A. Tester", "Eerder praten", LAST)
    return open_workspace(workspace.path)


def protocols(workspace: Workspace) -> list[str]:
    return marks(open_workspace(workspace.path), SCOPE, LAST)["protocol"].to_list()


def test_what_was_done_stays_done_when_a_draft_comes_into_force_and_when_it_is_gone_back_from(
    workspace: Workspace,
) -> None:
    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    adopt(drafted(workspace, "strenger"), "strenger", "s", "De rector", LAST)
    rebuild(open_workspace(workspace.path))
    snapshot = open_snapshot(open_workspace(workspace.path))
    due = worklist(snapshot, SCOPE, LAST).filter(stage="tl-3", recurring=False)
    assert due.select("protocol", "reached_on").rows() == [("strenger", STEP.reached_on)]
    assert protocols(workspace) == ["strenger"]
    # A draft of the draft is of the same origin.
    adopt(drafted(open_workspace(workspace.path), "strengst", "strenger"), "strengst", "s", "De rector", LAST)
    assert protocols(workspace) == ["strengst"]
    assert withdraw(open_workspace(workspace.path), SCOPE, [replace(STEP, protocol="strengst")], "CD") == 1
    assert protocols(workspace) == []
    mark_done(open_workspace(workspace.path), SCOPE, [replace(STEP, protocol="strengst")], YEAR[5], "EF", LAST)
    undo(workspace, "s", "De rector", LAST)
    undo(workspace, "s", "De rector", LAST)
    assert protocols(workspace) == ["kgc-2021"]
    assert standing(open_workspace(workspace.path)) == [("1", "tl-3", YEAR[2], False, YEAR[5], "EF")]


def test_marks_of_another_origin_wait_until_their_protocol_is_back(workspace: Workspace) -> None:
    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    drafted(workspace, "strenger")
    adopt(open_workspace(workspace.path), "mlg-2020", "s", "De rector", LAST)
    assert protocols(workspace) == ["kgc-2021"]
    assert standing(workspace) == [("1", "tl-3", YEAR[2], False, YEAR[4], "AB")]


def test_a_step_that_was_marked_under_both_is_done_once(workspace: Workspace) -> None:
    mark_done(workspace, SCOPE, [STEP], YEAR[4], "AB", LAST)
    drafted(workspace, "strenger")
    mark_done(workspace, SCOPE, [replace(STEP, protocol="strenger")], YEAR[5], "CD", LAST)
    assert standing(open_workspace(workspace.path)) == [("1", "tl-3", YEAR[2], False, YEAR[5], "CD")]
    assert withdraw(workspace, SCOPE, [STEP], "EF") == 2
    assert standing(workspace) == []
