"""Contacts of any kind: what is kept once, for whom it is there, and what becomes of the contacts of before."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.notes.contacts import About, Contact, add_contact, contacts, kinds, last_contacts, withdraw_contact
from pipelines.notes.file import notes_path
from pipelines.notes.migrations import STEPS, migrate
from pipelines.questions.ladders import stage_rules
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import CARE, NOBODY, Viewer, of_afdelingen, of_mentors, of_schools
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_workspace, rows_of
from tests.shared import copied

TODAY = date(2026, 11, 24)
DAY = timedelta(1)
ON = date(2026, 11, 10)
WITHOUT_CARE = of_schools("s")
LATE = About("kgc-2021", "te-laat", "tl-5")
SICK = About("kgc-2021", "ziek", "zk-3x")


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [Registration(student, YEAR[n], 1, "ziek") for student in ("a", "b") for n in (0, 50)]
    return make_workspace(tmp_path_factory.mktemp("s"), rows, "kgc-2021", klas={"a": "H1a", "b": "H2b"}).path


@pytest.fixture
def workspace(school: Path, tmp_path: Path) -> Workspace:
    """Two pupils of two klassen."""
    return open_workspace(copied(school, tmp_path / "werkmap"))


@pytest.fixture
def snapshot(workspace: Workspace) -> Snapshot:
    return open_snapshot(workspace)


def contact(**other: Any) -> Contact:
    given: dict[str, Any] = {
        "school": "s",
        "student_id": "a",
        "contact_on": ON,
        "kind": "telefoon_ouders",
        "initials": "JdV",
    }
    return Contact(**(given | other))


def test_absence_and_care_are_apart(workspace: Workspace, snapshot: Snapshot) -> None:
    """Who may not see care sees neither that such a contact was nor its kind, also not as the last one."""
    assert add_contact(workspace, snapshot, SCOPE, contact(), TODAY)
    assert add_contact(workspace, snapshot, SCOPE, contact(kind="jeugdarts", side="care", contact_on=TODAY), TODAY)
    assert add_contact(workspace, snapshot, SCOPE, contact(student_id="b", kind="plan", side="care"), TODAY)
    both = contacts(workspace, snapshot, SCOPE, TODAY, "s")
    assert rows_of(last_contacts(both), "student_id", "kind") == [("a", "jeugdarts"), ("b", "plan")]
    mine = contacts(workspace, snapshot, WITHOUT_CARE, TODAY, "s")
    assert rows_of(mine, "student_id", "kind", "side") == [("a", "telefoon_ouders", "absence")]
    assert rows_of(last_contacts(mine), "student_id", "kind") == [("a", "telefoon_ouders")]
    with pytest.raises(UsageError, match="niet"):
        withdraw_contact(workspace, snapshot, WITHOUT_CARE, "s", int(both["contact"][0]), "AB", TODAY)


@pytest.mark.parametrize(
    "viewer", [NOBODY, of_schools("t", rights=CARE), of_afdelingen("s", "x"), of_mentors("s", "M")]
)
def test_who_does_not_see_the_pupil_sees_and_writes_nothing(
    workspace: Workspace, snapshot: Snapshot, viewer: Viewer
) -> None:
    add_contact(workspace, snapshot, SCOPE, contact(), TODAY)
    assert contacts(workspace, snapshot, viewer, TODAY, "s").is_empty()
    with pytest.raises(UsageError, match="niets vastleggen"):
        add_contact(workspace, snapshot, viewer, contact(kind="mail"), TODAY)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"kind": "jeugdarts"}, "geen soort contact"),
        ({"kind": "leerplicht", "side": "care"}, "geen soort contact"),
        ({"kind": "praatje"}, "geen soort contact"),
        ({"initials": "Jan de Vries"}, "paraaf"),
        ({"contact_on": TODAY + DAY}, "nog niet geweest"),
        ({"review_on": ON}, "niet na"),
        ({"student_id": "zz"}, "niets vastleggen"),
        ({"about": SICK}, "gaat over ziekte"),
        ({"about": About("kgc-2021", "ziek")}, "gaat over ziekte"),
        ({"about": About("kgc-2021", "gym", "lo-20")}, "gaat over ziekte"),
        ({"about": About("kgc-2021", "te-laat", "zz")}, "is er niet"),
    ],
)
def test_what_is_refused_leaves_no_trace(
    workspace: Workspace, snapshot: Snapshot, wrong: dict[str, object], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        add_contact(workspace, snapshot, SCOPE, contact(**wrong), TODAY)
    assert contacts(workspace, snapshot, SCOPE, TODAY, "s").is_empty()


def test_without_the_right_no_care_is_written(workspace: Workspace, snapshot: Snapshot) -> None:
    with pytest.raises(UsageError, match="de zorg"):
        add_contact(workspace, snapshot, WITHOUT_CARE, contact(side="care"), TODAY)


@pytest.mark.parametrize("side", ["absence", "care"])
def test_every_kind_of_a_side_is_kept(workspace: Workspace, snapshot: Snapshot, side: Any) -> None:
    for kind in kinds(side):
        assert add_contact(workspace, snapshot, SCOPE, contact(kind=kind, side=side), TODAY)
    assert contacts(workspace, snapshot, SCOPE, TODAY, "s")["kind"].to_list() == list(kinds(side))[::-1]


@pytest.mark.parametrize(("day", "known"), [(ON - DAY, 0), (ON, 1), (ON + DAY, 1)])
def test_contacts_up_to_and_including_the_day(workspace: Workspace, snapshot: Snapshot, day: date, known: int) -> None:
    add_contact(workspace, snapshot, SCOPE, contact(), TODAY)
    assert contacts(workspace, snapshot, SCOPE, day, "s").height == known


def test_kept_twice_it_is_there_once(workspace: Workspace, snapshot: Snapshot) -> None:
    """A double click, and somebody else with the same contact; about another rule or of another day it is another."""
    assert add_contact(workspace, snapshot, SCOPE, contact(about=LATE), TODAY)
    assert not add_contact(workspace, snapshot, SCOPE, contact(about=LATE), TODAY)
    assert not add_contact(workspace, snapshot, SCOPE, contact(about=LATE, initials="AB"), TODAY)
    assert add_contact(workspace, snapshot, SCOPE, contact(), TODAY)
    assert add_contact(workspace, snapshot, SCOPE, contact(contact_on=ON + DAY), TODAY)
    [newest, *_] = contacts(workspace, snapshot, SCOPE, TODAY, "s")["contact"]
    withdraw_contact(workspace, snapshot, SCOPE, "s", newest, "AB", TODAY)
    assert add_contact(workspace, snapshot, SCOPE, contact(contact_on=ON + DAY), TODAY)


def test_two_at_once_make_one(workspace: Workspace, snapshot: Snapshot) -> None:
    with ThreadPoolExecutor(4) as people:
        made = list(people.map(lambda _: add_contact(workspace, snapshot, SCOPE, contact(about=LATE), TODAY), range(4)))
    assert sorted(made) == [False, False, False, True]
    found = contacts(workspace, snapshot, SCOPE, TODAY, "s")
    assert rows_of(found, "protocol", "ladder", "stage") == [("kgc-2021", "te-laat", "tl-5")]


def test_which_rules_count_sickness(snapshot: Snapshot) -> None:
    rules = stage_rules(snapshot).filter(pl.col("sick")).select("protocol", "ladder").unique()
    assert {row for row in rules.rows() if not row[1].startswith("ziek")} == {
        ("cgu-2024", "leerplicht"),
        ("kgc-2021", "gym"),
    }


OLD = [
    # contact, school, pupil, day, kind, initials, review, entered, withdrawn, by
    (1, "s", "a", "2026-11-02", "plan", "JdV", "2026-11-09", "2026-11-02T08:00:00", None, None),
    (2, "s", "a", "2026-11-02", "plan", "AB", "2026-11-16", "2026-11-03T08:00:00", None, None),
    (3, "s", "a", "2026-11-02", "schoolarts", "JdV", None, "2026-11-02T08:00:00", None, None),
    (5, "s", "b", "2026-11-02", "plan", "JdV", None, "2026-11-02T08:00:00", "2026-11-04T08:00:00", "JdV"),
]


def test_contacts_of_before_move_with_all_that_they_said(workspace: Workspace, snapshot: Snapshot) -> None:
    """Of two that said the same the later stands, as its review did; the earlier one is withdrawn, not lost."""
    names = "contact, school, student_id, contact_on, kind, initials, review_on, entered_at, withdrawn_at, withdrawn_by"
    with closing(sqlite3.connect(notes_path(workspace), isolation_level=None)) as notes:
        migrate(notes, until=before_contacts())
        notes.executemany(f"insert into care_contact ({names}) values ({', '.join('?' * 10)})", OLD)
    found = contacts(workspace, snapshot, SCOPE, TODAY, "s")
    assert rows_of(found, "contact", "student_id", "kind", "initials", "review_on", "side") == [
        (3, "a", "schoolarts", "JdV", None, "care"),
        (2, "a", "plan", "AB", date(2026, 11, 16), "care"),
    ]
    assert contacts(workspace, snapshot, WITHOUT_CARE, TODAY, "s").is_empty()
    assert add_contact(workspace, snapshot, SCOPE, contact(), TODAY)
    with closing(sqlite3.connect(notes_path(workspace))) as notes:
        kept = notes.execute("select contact, initials, entered_at, withdrawn_at, withdrawn_by from contact").fetchall()
    assert kept[:4] == [
        (1, "JdV", "2026-11-02T08:00:00", "2026-11-03T08:00:00", "AB"),
        (2, "AB", "2026-11-03T08:00:00", None, None),
        (3, "JdV", "2026-11-02T08:00:00", None, None),
        (5, "JdV", "2026-11-02T08:00:00", "2026-11-04T08:00:00", "JdV"),
    ]


def before_contacts() -> int:
    """The version of the notes of before contacts of any kind."""
    return [path.stem.endswith("_contacts") for path in sorted(STEPS.glob("*.sql"))].index(True)
