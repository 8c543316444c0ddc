"""Decisions of a meeting: kept through builds and imports, open until done, never lost, without names."""

import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.errors import UsageError
from pipelines.models.rebuild import rebuild
from pipelines.notes.agenda import LONGEST_TEXT, Decision, decide, decisions, finish, reopen, version, withdraw
from pipelines.notes.file import notes_path
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import EVERYTHING, NOBODY, Selection, Viewer, of_afdelingen, of_mentors, of_schools
from tests.pipelines.histories import SCOPE, make_workspace, rows_of, settings, spread, write_csv

MEETING, NEXT = date(2026, 11, 9), date(2026, 12, 7)
DAY = timedelta(1)
PLAN = Decision("s", "Bel ouders bij de derde keer te laat", "teamleider", MEETING)
AFDELING = '[[school.afdeling]]\nid = "vwo"\nname = "Vwo"\nclasses = ["V*"]\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_workspace(tmp_path, spread("1", "laat", 1), toml=settings("kgc-2021", more=AFDELING))


def standing(workspace: Workspace, on: date = NEXT, viewer: Viewer = SCOPE) -> list[tuple[object, ...]]:
    return rows_of(decisions(workspace, viewer, "s", on), "decision", "status", "status_on", "status_by", "overdue")


def test_without_a_decision_there_are_no_notes(workspace: Workspace) -> None:
    assert standing(workspace) == []
    assert version(workspace) == (0, 0)
    assert not notes_path(workspace).exists()


def test_a_decision_is_there_at_the_next_meeting_after_import_and_build(workspace: Workspace, tmp_path: Path) -> None:
    assert decide(workspace, SCOPE, replace(PLAN, text="  Bel\n ouders  "), "AB") == 1
    import_files(workspace, [write_csv(tmp_path / "meer.csv", spread("2", "laat", 1))])
    rebuild(part_of(workspace))
    found = decisions(open_workspace(workspace.path), SCOPE, "s", NEXT)
    assert rows_of(found, "text", "owner", "made_on", "due_on", "afdeling", "initials", "status") == [
        ("Bel ouders", "teamleider", MEETING, None, None, "AB", "open")
    ]


@pytest.mark.parametrize(("on", "seen"), [(MEETING - DAY, False), (MEETING, True), (NEXT, True)])
def test_on_an_earlier_day_a_decision_does_not_exist_yet(workspace: Workspace, on: date, seen: bool) -> None:
    decide(workspace, SCOPE, PLAN, "AB")
    assert bool(standing(workspace, on)) == seen


@pytest.mark.parametrize(
    ("due_on", "on", "overdue"),
    [
        (NEXT, NEXT, False),
        (NEXT - DAY, NEXT, True),
        (NEXT + DAY, NEXT, False),
        (None, MEETING, False),  # for the next meeting, which is not this one
        (None, MEETING + DAY, True),
    ],
)
def test_overdue_is_past_the_due_date_or_the_next_meeting(
    workspace: Workspace, due_on: date | None, on: date, overdue: bool
) -> None:
    decide(workspace, SCOPE, replace(PLAN, due_on=due_on), "AB")
    assert standing(workspace, on) == [(1, "open", None, None, overdue)]


def test_done_and_open_again_and_withdrawn_with_day_and_initials(workspace: Workspace) -> None:
    decide(workspace, SCOPE, PLAN, "AB")
    finish(workspace, SCOPE, "s", 1, MEETING, "CD")
    assert standing(workspace, MEETING) == [(1, "gedaan", MEETING, "CD", False)]
    reopen(workspace, SCOPE, "s", 1, MEETING + DAY, "EF")
    assert standing(workspace) == [(1, "open", MEETING + DAY, "EF", True)]
    assert standing(workspace, MEETING) == [(1, "gedaan", MEETING, "CD", False)]
    withdraw(workspace, SCOPE, "s", 1, NEXT, "GH")
    assert standing(workspace) == [(1, "ingetrokken", NEXT, "GH", False)]
    assert version(workspace) == (1, 3)
    with sqlite3.connect(notes_path(workspace)) as notes:
        kinds = notes.execute("select kind, initials from decision_event order by event").fetchall()
    assert kinds == [("gedaan", "CD"), ("open", "EF"), ("ingetrokken", "GH")]


def test_open_ones_come_first_by_due_date(workspace: Workspace) -> None:
    for due_on in (None, NEXT + DAY, NEXT, NEXT - DAY):
        decide(workspace, SCOPE, replace(PLAN, due_on=due_on), "AB")
    finish(workspace, SCOPE, "s", 4, NEXT, "AB")
    assert [row[:2] for row in standing(workspace)] == [(3, "open"), (2, "open"), (1, "open"), (4, "gedaan")]


def test_what_does_not_stand_like_that_cannot_change(workspace: Workspace) -> None:
    decide(workspace, SCOPE, PLAN, "AB")
    with pytest.raises(UsageError, match="staat niet op 'gedaan'"):
        reopen(workspace, SCOPE, "s", 1, NEXT, "AB")
    with pytest.raises(UsageError, match="er niet"):
        finish(workspace, SCOPE, "s", 2, NEXT, "AB")
    with pytest.raises(UsageError, match="er nog niet"):
        finish(workspace, SCOPE, "s", 1, MEETING - DAY, "AB")
    withdraw(workspace, SCOPE, "s", 1, NEXT, "AB")
    with pytest.raises(UsageError, match="er niet"):
        finish(workspace, SCOPE, "s", 1, NEXT, "AB")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (replace(PLAN, text=" \n "), "leeg"),
        (replace(PLAN, text="a" * (LONGEST_TEXT + 1)), "201 tekens"),
        (replace(PLAN, owner="Jan de Vries"), "geen rol en geen paraaf"),
        (replace(PLAN, owner=""), "geen rol en geen paraaf"),
        (replace(PLAN, due_on=MEETING - DAY), "vóór het overleg"),
        (replace(PLAN, afdeling="mavo"), "bestaat niet"),
    ],
)
def test_a_wrong_decision_is_refused_in_words(workspace: Workspace, wrong: Decision, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        decide(workspace, SCOPE, wrong, "AB")
    assert standing(workspace) == []


@pytest.mark.parametrize(
    "right",
    [
        replace(PLAN, text="a" * LONGEST_TEXT),
        replace(PLAN, owner="JdV"),
        replace(PLAN, due_on=MEETING),
        replace(PLAN, afdeling="vwo"),
    ],
)
def test_the_edges_are_accepted(workspace: Workspace, right: Decision) -> None:
    assert decide(workspace, SCOPE, right, "AB") == 1


@pytest.mark.parametrize("initials", ["", "A", "ABCDE", "A1"])
def test_initials_are_two_to_four_letters(workspace: Workspace, initials: str) -> None:
    with pytest.raises(UsageError):
        decide(workspace, SCOPE, PLAN, initials)
    decide(workspace, SCOPE, PLAN, "AB")
    with pytest.raises(UsageError):
        finish(workspace, SCOPE, "s", 1, NEXT, initials)


@pytest.mark.parametrize("viewer", [NOBODY, of_schools("t"), of_mentors("s", "BRK")])
def test_without_rights_nothing_is_read_or_decided(workspace: Workspace, viewer: Viewer) -> None:
    decide(workspace, SCOPE, PLAN, "AB")
    assert standing(workspace, viewer=viewer) == []
    with pytest.raises(UsageError):
        decide(workspace, viewer, PLAN, "AB")
    with pytest.raises(UsageError):
        finish(workspace, viewer, "s", 1, NEXT, "AB")


def test_an_afdeling_sees_its_own_and_those_of_the_school_and_changes_its_own(workspace: Workspace) -> None:
    for afdeling in (None, "vwo", "overig"):
        decide(workspace, SCOPE, replace(PLAN, afdeling=afdeling), "AB")
    vwo = of_afdelingen("s", "vwo")
    assert [row[0] for row in standing(workspace, viewer=vwo)] == [1, 2]
    finish(workspace, vwo, "s", 2, NEXT, "CD")
    for number in (1, 3):
        with pytest.raises(UsageError):
            finish(workspace, vwo, "s", number, NEXT, "CD")
    with pytest.raises(UsageError):
        decide(workspace, vwo, PLAN, "CD")

    def chosen(selection: Selection) -> list[int]:
        return sorted(decisions(workspace, SCOPE, "s", NEXT, selection)["decision"].to_list())

    assert chosen(Selection(afdelingen=("overig",))) == [1, 3]
    assert chosen(EVERYTHING) == [1, 2, 3]
