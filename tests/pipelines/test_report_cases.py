"""Cases of reports for DUO: made, left on purpose, answered; kept beside the data by pupil, kind and first day."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pipelines.errors import UsageError
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.notes.file import notes_path
from pipelines.notes.migrations import FIRST, migrate
from pipelines.notes.report_cases import (
    ANSWERED,
    LEFT,
    MADE,
    Case,
    Entry,
    Said,
    cases,
    cases_version,
    enter,
    report_marks,
    withdraw,
)
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, open_workspace
from pipelines.viewer import NOBODY, Viewer, of_afdelingen, of_mentors, of_schools
from tests.pipelines.histories import AFDELINGEN, SCOPE, YEAR, make_workspace, rows_of, settings, spread, write_csv

BEGIN, END, UNTIL = YEAR[5], YEAR[6], YEAR[20]
NORM = Case("s", "a", "relatief", BEGIN)
LUXE = Case("s", "b", "luxe", YEAR[8])
DAY = END + timedelta(3)
REASON, OTHER, ANSWER = "leerplicht-betrokken", "correctie-aangevraagd", "waarschuwing"
# Pupil a of the havo reaches the norm on two days; pupil b of the vwo is on holiday on two days.
ROWS = [*spread("a", "weg", 16, start=5, hours=8), *spread("b", "luxeverzuim", 12, start=8, hours=6)]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A school with a report of the norm and one of a holiday without leave."""
    toml = settings("nl-leerplicht", more=AFDELINGEN)
    return make_workspace(tmp_path, ROWS, klas={"a": "H4a", "b": "V4a"}, toml=toml, until=UNTIL)


@pytest.fixture
def snapshot(workspace: Workspace) -> Snapshot:
    return open_snapshot(workspace)


Say = Callable[..., int]


@pytest.fixture
def say(workspace: Workspace, snapshot: Snapshot) -> Say:
    """Says one thing of some cases, of the report of the norm when none is given; how much was new."""

    def said(
        what: Said, day: date = DAY, choice: str = "", *about: Case, by: str = "JV", viewer: Viewer = SCOPE
    ) -> int:
        entries = [Entry(case, what, day, choice) for case in about or (NORM,)]
        return enter(workspace, snapshot, viewer, UNTIL, entries, by, UNTIL)

    return said


def standing(workspace: Workspace, until: date | None = None) -> list[tuple[object, ...]]:
    return rows_of(cases(workspace, SCOPE, until), "student_id", "kind", "said", "choice", "said_on", "initials")


def every_row(workspace: Workspace) -> list[tuple[object, ...]]:
    """What was ever said: by whom, and who took it back."""
    with closing(sqlite3.connect(notes_path(workspace))) as notes:
        return notes.execute(
            "select said, initials, withdrawn_by, entered_at is null, withdrawn_at is null from report_case order by entry"
        ).fetchall()


def test_what_nobody_spoke_of_is_no_case(workspace: Workspace) -> None:
    assert standing(workspace) == []
    assert report_marks(workspace, SCOPE, None).is_empty()


def test_a_report_is_made_answered_and_the_last_word_is_taken_back(
    workspace: Workspace, snapshot: Snapshot, say: Say
) -> None:
    assert say(MADE, by=" JdV ") == 1
    assert standing(workspace) == [("a", "relatief", MADE, "", DAY, "JdV")]
    assert say(ANSWERED, DAY + timedelta(1), "ontvangen") == 1
    assert say(ANSWERED, DAY + timedelta(2), ANSWER) == 1
    found = cases(workspace, SCOPE, None)
    assert rows_of(found, "said", "said_on", "answer", "answered_on", "answered_by") == [
        (MADE, DAY, ANSWER, DAY + timedelta(2), "JV")
    ]
    for left in (["ontvangen"], [None], []):
        assert withdraw(workspace, snapshot, SCOPE, UNTIL, [NORM], "AB") == 1
        assert cases(workspace, SCOPE, None)["answer"].to_list() == left
    assert withdraw(workspace, snapshot, SCOPE, UNTIL, [NORM], "AB") == 0
    assert say(MADE, by="CD") == 1
    assert every_row(workspace) == [
        (MADE, "JdV", "AB", 0, 0),
        (ANSWERED, "JV", "AB", 0, 0),
        (ANSWERED, "JV", "AB", 0, 0),
        (MADE, "CD", None, 0, 1),
    ]


def test_a_report_left_on_purpose_has_a_reason_and_may_be_made_after_all(
    workspace: Workspace, snapshot: Snapshot, say: Say
) -> None:
    assert say(LEFT, DAY, REASON) == 1
    assert standing(workspace) == [("a", "relatief", LEFT, REASON, DAY, "JV")]
    assert say(MADE, DAY + timedelta(2)) == 1
    for day, what in ((0, LEFT), (1, LEFT), (2, MADE), (3, MADE)):
        assert [row[2] for row in standing(workspace, DAY + timedelta(day))] == [what]
    assert withdraw(workspace, snapshot, SCOPE, UNTIL, [NORM], "AB") == 1
    assert [row[2:4] for row in standing(workspace)] == [(LEFT, REASON)]


@pytest.mark.parametrize("before", [-1, 0, 1])
def test_on_an_earlier_day_nothing_was_said_yet(workspace: Workspace, say: Say, before: int) -> None:
    say(MADE)
    say(ANSWERED, DAY + timedelta(5), ANSWER)
    assert bool(standing(workspace, DAY + timedelta(before))) == (before >= 0)
    assert report_marks(workspace, SCOPE, DAY + timedelta(before)).height == (before >= 0)
    answered = cases(workspace, SCOPE, DAY + timedelta(5 + before))["answer"].to_list()
    assert answered == ([ANSWER] if before >= 0 else [None])


def test_a_second_word_changes_nothing(workspace: Workspace, say: Say) -> None:
    say(MADE)
    assert say(MADE, DAY + timedelta(1), by="AB") == 0
    assert standing(workspace) == [("a", "relatief", MADE, "", DAY, "JV")]
    say(LEFT, DAY, REASON, LUXE)
    assert say(LEFT, DAY, OTHER, LUXE, by="AB") == 0
    assert [row[3] for row in standing(workspace)] == ["", REASON]


@pytest.mark.parametrize("words", [(MADE, MADE), (LEFT, LEFT), (MADE, LEFT)])
def test_two_people_at_once_make_one_case(workspace: Workspace, snapshot: Snapshot, words: tuple[Said, ...]) -> None:
    def said(number: int) -> int:
        what = words[number % 2]
        entry = Entry(NORM, what, DAY, REASON if what == LEFT else "")
        try:
            return enter(workspace, snapshot, SCOPE, UNTIL, [entry], "AB", UNTIL)
        except UsageError:
            return 0  # another made it: it cannot be left any more

    with ThreadPoolExecutor(4) as people:
        new = sum(people.map(said, range(8)))
    assert cases(workspace, SCOPE, None).height == 1
    assert new == len(every_row(workspace)) <= len(set(words))


def test_a_report_that_was_made_cannot_be_left(workspace: Workspace, say: Say) -> None:
    say(MADE)
    with pytest.raises(UsageError, match=r"is op .* gedaan"):
        say(LEFT, DAY, REASON)
    assert len(every_row(workspace)) == 1


@pytest.mark.parametrize(("days", "refused"), [(-1, True), (0, False), (1, False)])
def test_only_a_report_that_was_made_has_an_answer(workspace: Workspace, say: Say, days: int, refused: bool) -> None:
    with pytest.raises(UsageError, match="nog niet gedaan"):
        say(ANSWERED, DAY, ANSWER)
    say(MADE)
    if refused:
        with pytest.raises(UsageError, match="nog niet gedaan"):
            say(ANSWERED, DAY + timedelta(days), ANSWER)
    else:
        say(ANSWERED, DAY + timedelta(days), ANSWER)
    assert (ANSWER in cases(workspace, SCOPE, None)["answer"].to_list()) != refused


@pytest.mark.parametrize("what", [MADE, LEFT])
@pytest.mark.parametrize(
    ("day", "told"),
    [(END - timedelta(1), "nog niets te melden"), (END, ""), (UNTIL, ""), (UNTIL + timedelta(1), "nog niet geweest")],
)
def test_nothing_is_said_of_a_day_before_the_norm_or_after_today(
    workspace: Workspace, say: Say, what: Said, day: date, told: str
) -> None:
    if told:
        with pytest.raises(UsageError, match=told):
            say(what, day, REASON if what == LEFT else "")
    else:
        say(what, day, REASON if what == LEFT else "")
    assert bool(standing(workspace)) != bool(told)


@pytest.mark.parametrize(
    ("what", "choice"),
    [(MADE, REASON), (LEFT, ""), (LEFT, "omdat"), (LEFT, ANSWER), (ANSWERED, ""), (ANSWERED, REASON)],
)
def test_a_choice_comes_from_its_list(workspace: Workspace, say: Say, what: Said, choice: str) -> None:
    if what == ANSWERED:
        say(MADE)
    with pytest.raises(UsageError, match=r"reden|antwoord"):
        say(what, DAY, choice)
    assert len(standing(workspace)) == (what == ANSWERED)


@pytest.mark.parametrize(
    ("initials", "right"),
    [("", False), ("J", False), ("JV", True), ("JdVr", True), ("JdVri", False), ("J1", False), ("J.V", False)],
)
def test_initials_are_two_to_four_letters(workspace: Workspace, say: Say, initials: str, right: bool) -> None:
    if right:
        say(MADE, by=initials)
    else:
        with pytest.raises(UsageError):
            say(MADE, by=initials)
    assert bool(standing(workspace)) == right


@pytest.mark.parametrize(
    "viewer", [NOBODY, of_schools("t"), of_afdelingen("s", "vwo"), of_afdelingen("t", "havo"), of_mentors("s", "BRK")]
)
def test_another_school_or_afdeling_says_and_takes_back_nothing(
    workspace: Workspace, snapshot: Snapshot, say: Say, viewer: Viewer
) -> None:
    with pytest.raises(UsageError, match="geen rechten"):
        say(MADE, viewer=viewer)
    say(MADE)
    with pytest.raises(UsageError, match="geen rechten"):
        withdraw(workspace, snapshot, viewer, UNTIL, [NORM], "JV")
    assert len(standing(workspace)) == 1
    assert cases(workspace, viewer, None).height == ("s" in viewer.schools)  # joined with the pupils of the viewer


def test_the_own_afdeling_says_and_takes_back(workspace: Workspace, snapshot: Snapshot, say: Say) -> None:
    own = of_afdelingen("s", "havo")
    assert say(MADE, viewer=own) == 1
    assert withdraw(workspace, snapshot, own, UNTIL, [NORM], "JV") == 1


@pytest.mark.parametrize(
    "other",
    [
        replace(NORM, student_id="b"),
        replace(NORM, kind="maand"),
        replace(NORM, begin_date=END),
        replace(LUXE, begin_date=YEAR[9]),
    ],
)
def test_of_what_is_no_report_nothing_is_said(workspace: Workspace, say: Say, other: Case) -> None:
    with pytest.raises(UsageError, match="is er niet"):
        say(MADE, UNTIL, "", LUXE, other)
    assert standing(workspace) == []


def test_many_at_once_or_none(workspace: Workspace, say: Say) -> None:
    with pytest.raises(UsageError, match="van leerling b nog niets te melden"):
        say(MADE, YEAR[7], "", NORM, LUXE)
    assert standing(workspace) == []
    say(MADE)
    with pytest.raises(UsageError, match="gedaan"):
        say(LEFT, UNTIL, REASON, LUXE, NORM)
    assert len(every_row(workspace)) == 1
    assert say(MADE, UNTIL, "", LUXE, NORM) == 1


def test_a_holiday_without_leave_is_a_case_from_its_first_day(workspace: Workspace, say: Say) -> None:
    assert say(MADE, YEAR[8], "", LUXE) == 1
    found = cases(workspace, SCOPE, None)
    assert rows_of(found, "student_id", "kind", "begin_date", "end_date") == [("b", "luxe", YEAR[8], YEAR[9])]
    assert report_marks(workspace, SCOPE, None).is_empty()


def test_a_case_is_kept_through_import_and_build(workspace: Workspace, say: Say, tmp_path: Path) -> None:
    say(LEFT, DAY, REASON)
    import_files(workspace, [write_csv(tmp_path / "meer.csv", spread("c", "weg", 1))])
    assert standing(open_workspace(workspace.path)) == [("a", "relatief", LEFT, REASON, DAY, "JV")]


@pytest.mark.parametrize(("earlier", "fits"), [(False, True), (True, False)])
def test_a_case_follows_its_first_day_and_no_other(
    workspace: Workspace, snapshot: Snapshot, say: Say, tmp_path: Path, earlier: bool, fits: bool
) -> None:
    """More hours on the first day end the report a day earlier, and it is the same; an hour the day before moves it."""
    say(MADE)
    more = spread("a", "weg", 1, start=4) if earlier else spread("a", "weg", 16, start=5, hours=16)
    import_files(workspace, [write_csv(tmp_path / "meer.csv", more, {"a": "H4a"})])
    now = open_snapshot(workspace)
    begins = YEAR[4] if earlier else BEGIN
    again = Entry(replace(NORM, begin_date=begins), MADE, DAY)
    assert enter(workspace, now, SCOPE, UNTIL, [again], "AB", UNTIL) == (not fits)
    assert cases(workspace, SCOPE, None)["begin_date"].to_list() == ([BEGIN] if fits else [YEAR[4], BEGIN])
    assert withdraw(workspace, now, SCOPE, UNTIL, [NORM], "AB") == 1


def test_the_version_changes_with_every_word(workspace: Workspace, snapshot: Snapshot, say: Say) -> None:
    seen = [cases_version(workspace)]
    say(MADE)
    seen.append(cases_version(workspace))
    say(ANSWERED, DAY, ANSWER)
    seen.append(cases_version(workspace))
    withdraw(workspace, snapshot, SCOPE, UNTIL, [NORM], "AB")
    seen.append(cases_version(workspace))
    assert len(set(seen)) == len(seen)


# Pupil, begin, end, made on, initials, withdrawn by: marks of before there were cases.
OLD = [
    ("a", BEGIN, END, DAY, "JV", None),
    ("a", BEGIN, END + timedelta(1), DAY - timedelta(1), "AB", None),
    ("a", BEGIN, END + timedelta(2), DAY - timedelta(2), "CD", "EF"),
    ("b", BEGIN, END, DAY, "JV", None),
]


def test_marks_of_before_are_cases_of_the_norm_and_none_is_lost(workspace: Workspace, say: Say) -> None:
    """Of two marks of one report with another last day the one that was made first stands."""
    with closing(sqlite3.connect(notes_path(workspace), isolation_level=None)) as notes:
        migrate(notes, until=FIRST)
        for pupil, begin, end, made, by, back in OLD:
            days = [day.isoformat() for day in (begin, end, made)]
            withdrawn = "2026-10-01T10:00:00+00:00" if back else None
            notes.execute(
                "insert into report_mark values (null, 's', ?, ?, ?, ?, ?, 'toen', ?, ?)",
                (pupil, *days, by, withdrawn, back),
            )
    expected = [("a", "relatief", MADE, "", DAY - timedelta(1), "AB"), ("b", "relatief", MADE, "", DAY, "JV")]
    assert standing(workspace) == expected
    say(LEFT, YEAR[12], REASON, LUXE)  # the first word migrates the file itself
    assert [row for row in standing(workspace) if row[1] == "relatief"] == expected
    with closing(sqlite3.connect(notes_path(workspace))) as notes:
        kept = notes.execute(
            "select student_id, begin_date, end_date, said_on, initials, withdrawn_by, entered_at = 'toen' from report_case"
            " where kind = 'relatief' order by entry"
        ).fetchall()
        assert kept == [(*(str(value) if isinstance(value, date) else value for value in row), 1) for row in OLD]
        assert notes.execute("select count(*) from report_case where withdrawn_at is not null").fetchone() == (2,)
    assert report_marks(workspace, SCOPE, None)["student_id"].to_list() == ["a", "b"]
