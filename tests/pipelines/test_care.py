"""Care entered by hand: what is kept, for whom, and that there is no place for anything else."""

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.errors import UsageError, WorkspaceError
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.notes.care import cases, concerns, contacts, mark_concern, withdraw_concern
from pipelines.notes.contacts import Contact, add_contact, kinds, withdraw_contact
from pipelines.notes.file import notes_path
from pipelines.notes.notes import writing
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace
from pipelines.viewer import CARE, NOBODY, Selection, Viewer, of_afdelingen, of_schools
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_workspace, rows_of

TODAY = date(2026, 11, 24)
DAY = timedelta(1)
CONTACT, REVIEW = date(2026, 11, 10), date(2026, 12, 1)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Two pupils of two klassen."""
    rows = [Registration(student, YEAR[n], 1, "ziek") for student in ("a", "b") for n in (0, 50)]
    return make_workspace(tmp_path, rows, klas={"a": "H1a", "b": "H2b"})


@pytest.fixture
def snapshot(workspace: Workspace) -> Snapshot:
    return open_snapshot(workspace)


Add = Callable[..., None]


@pytest.fixture
def add(workspace: Workspace, snapshot: Snapshot) -> Add:
    """A contact with pupil a, in what it is asked otherwise."""

    def added(
        student: str = "a",
        on: date = CONTACT,
        kind: str = "gesprek_ouders",
        initials: str = "JdV",
        review: date | None = REVIEW,
        viewer: Viewer = SCOPE,
    ) -> None:
        contact = Contact("s", student, on, kind, initials, "care", review_on=review)
        add_contact(workspace, snapshot, viewer, contact, TODAY)

    return added


def test_reading_makes_no_notes(workspace: Workspace, snapshot: Snapshot) -> None:
    assert contacts(workspace, snapshot, SCOPE, TODAY, "s").is_empty()
    assert concerns(workspace, snapshot, SCOPE, TODAY, "s").is_empty()
    assert cases(workspace, snapshot, SCOPE, TODAY, "s").is_empty()
    assert not notes_path(workspace).exists()


def test_a_contact_stays_through_every_build(workspace: Workspace, add: Add) -> None:
    add()
    rebuild(part_of(workspace))
    found = contacts(workspace, open_snapshot(workspace), SCOPE, TODAY, "s")
    columns = ("student_id", "klas", "contact_on", "kind", "initials", "review_on")
    assert rows_of(found, *columns) == [("a", "H1a", CONTACT, "gesprek_ouders", "JdV", REVIEW)]


@pytest.mark.parametrize("kind", kinds("care"))
def test_every_kind_of_the_list_can_be_kept(workspace: Workspace, snapshot: Snapshot, add: Add, kind: str) -> None:
    add(kind=kind)
    assert contacts(workspace, snapshot, SCOPE, TODAY, "s")["kind"].to_list() == [kind]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "migraine"},
        {"kind": "gesprek met de ouders"},
        {"initials": "buikpijn"},
        {"initials": "J"},
        {"initials": ""},
        {"initials": "J 1"},
        {"on": TODAY + DAY},
        {"review": CONTACT},
        {"review": CONTACT - DAY},
        {"student": "zz"},
        {"student": "a; heeft migraine"},
        {"viewer": NOBODY},
        {"viewer": of_schools("s")},
        {"viewer": of_schools("t", rights=CARE)},
        {"viewer": of_afdelingen("s", "anders", rights=CARE)},
    ],
)
def test_what_is_refused_leaves_no_trace(
    workspace: Workspace, snapshot: Snapshot, add: Add, wrong: dict[str, object]
) -> None:
    with pytest.raises(UsageError):
        add(**wrong)
    assert contacts(workspace, snapshot, SCOPE, TODAY + DAY, "s").is_empty()


@pytest.mark.parametrize("review", [CONTACT + DAY, None])
def test_a_review_from_the_day_after_or_none(
    workspace: Workspace, snapshot: Snapshot, add: Add, review: date | None
) -> None:
    add(on=TODAY, review=TODAY + DAY if review else None)
    assert contacts(workspace, snapshot, SCOPE, TODAY, "s").height == 1


def test_the_tables_have_no_place_for_words(workspace: Workspace, add: Add) -> None:
    """Not even past the functions: columns are dates, a kind, initials and a pupil; texts that are longer are refused."""
    add()
    with sqlite3.connect(notes_path(workspace)) as notes:
        names = {
            row[1] for table in ("contact", "care_concern") for row in notes.execute(f"pragma table_info({table})")
        }
    notes.close()
    assert names == {
        "contact",
        "concern",
        "school",
        "student_id",
        "contact_on",
        "since",
        "side",
        "kind",
        "protocol",
        "ladder",
        "stage",
        "initials",
        "review_on",
        "entered_at",
        "withdrawn_at",
        "withdrawn_by",
    }
    row = ["s", "a", "2026-11-10", "care", "plan", None, None, None, "JdV", None, "2026-11-10T09:00:00"]
    for place, words in (
        (2, "buikpijn"),
        (3, "buikpijn"),
        (4, "buikpijn en hoofdpijn sinds mei"),
        (4, "Buikpijn!"),
        (5, "heeft buikpijn"),
        (6, "heeft buikpijn"),
        (7, "Buikpijn"),
        (8, "buikpijn"),
        (9, "later"),
    ):
        with pytest.raises(WorkspaceError), writing(workspace) as open_notes:
            open_notes.execute(
                "insert into contact (school, student_id, contact_on, side, kind, protocol, ladder, stage, initials,"
                " review_on, entered_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [words if n == place else value for n, value in enumerate(row)],
            )


def test_a_contact_is_known_from_its_own_day_on(workspace: Workspace, snapshot: Snapshot, add: Add) -> None:
    add()
    assert contacts(workspace, snapshot, SCOPE, CONTACT - DAY, "s").is_empty()
    assert contacts(workspace, snapshot, SCOPE, CONTACT, "s").height == 1


def test_a_contact_is_withdrawn_and_stays_in_the_file(workspace: Workspace, snapshot: Snapshot, add: Add) -> None:
    add()
    add(student="b")
    [number] = contacts(workspace, snapshot, SCOPE, TODAY, "s", Selection(klassen=("H1a",)))["contact"].to_list()
    with pytest.raises(UsageError):
        withdraw_contact(workspace, snapshot, of_schools("s"), "s", number, "JdV", TODAY)
    withdraw_contact(workspace, snapshot, SCOPE, "s", number, "AB", TODAY)
    assert contacts(workspace, snapshot, SCOPE, TODAY, "s")["student_id"].to_list() == ["b"]
    with pytest.raises(UsageError):
        withdraw_contact(workspace, snapshot, SCOPE, "s", number, "AB", TODAY)
    with sqlite3.connect(notes_path(workspace)) as notes:
        assert notes.execute("select withdrawn_by from contact order by contact").fetchall() == [("AB",), (None,)]
    notes.close()


def test_a_mark_is_made_once_and_taken_away(workspace: Workspace, snapshot: Snapshot) -> None:
    for since in (CONTACT, TODAY):
        mark_concern(workspace, snapshot, SCOPE, "s", "a", since, "JdV", TODAY)
    found = concerns(workspace, snapshot, SCOPE, TODAY, "s")
    assert rows_of(found, "student_id", "since", "initials") == [("a", CONTACT, "JdV")]
    with pytest.raises(UsageError):
        withdraw_concern(workspace, snapshot, of_schools("s"), "s", "a", "JdV", TODAY)
    withdraw_concern(workspace, snapshot, SCOPE, "s", "a", "AB", TODAY)
    assert concerns(workspace, snapshot, SCOPE, TODAY, "s").is_empty()
    mark_concern(workspace, snapshot, SCOPE, "s", "a", TODAY, "JdV", TODAY)
    assert concerns(workspace, snapshot, SCOPE, TODAY, "s")["since"].to_list() == [TODAY]


@pytest.mark.parametrize(("day", "overdue"), [(REVIEW - DAY, False), (REVIEW, False), (REVIEW + DAY, True)])
def test_cases_by_review_date(workspace: Workspace, snapshot: Snapshot, add: Add, day: date, overdue: bool) -> None:
    """The latest contact decides on the review; a pupil with only a mark stands last."""
    add(on=CONTACT - DAY, kind="gesprek_leerling", review=CONTACT)
    add(initials="AB")
    mark_concern(workspace, snapshot, SCOPE, "s", "b", CONTACT, "JdV", TODAY)
    found = cases(workspace, snapshot, SCOPE, day, "s")
    columns = (
        "student_id",
        "contacts",
        "last_on",
        "last_kind",
        "last_initials",
        "review_on",
        "overdue",
        "concern_since",
    )
    assert rows_of(found, *columns) == [
        ("a", 2, CONTACT, "gesprek_ouders", "AB", REVIEW, overdue, None),
        ("b", 0, None, None, None, None, None, CONTACT),
    ]


@pytest.mark.parametrize("viewer", [NOBODY, of_schools("s"), of_schools("t", rights=CARE)])
def test_without_the_right_to_care_nothing_is_read(
    workspace: Workspace, snapshot: Snapshot, add: Add, viewer: Viewer
) -> None:
    add()
    mark_concern(workspace, snapshot, SCOPE, "s", "b", CONTACT, "JdV", TODAY)
    assert cases(workspace, snapshot, SCOPE, TODAY, "s").height == 2
    for question in (contacts, concerns, cases):
        assert question(workspace, snapshot, viewer, TODAY, "s").is_empty()
    with pytest.raises(UsageError):
        mark_concern(workspace, snapshot, viewer, "s", "a", CONTACT, "JdV", TODAY)


def test_a_choice_limits_the_cases(workspace: Workspace, snapshot: Snapshot, add: Add) -> None:
    add()
    add(student="b")
    assert cases(workspace, snapshot, SCOPE, TODAY, "s", Selection(klassen=("H2b",)))["student_id"].to_list() == ["b"]
