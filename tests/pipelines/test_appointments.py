"""Missed appointments: from files and from notes, as rungs of three protocols, at once and after a build."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import UsageError
from pipelines.models.noted_since import noted_since
from pipelines.models.rebuild import rebuild
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.notes.appointments import (
    NOTED,
    Appointment,
    appointments as notes_of,
    note_coming,
    noted,
    version,
    withdraw_coming,
)
from pipelines.notes.came import with_notes
from pipelines.notes.file import notes_path
from pipelines.questions.appointments import appointment_days, appointments, unnamed_measures
from pipelines.questions.differs import behind
from pipelines.questions.unexplained import unexplained
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from pipelines.viewer import NOBODY, of_schools
from tests.pipelines.histories import SCOPE, YEAR, Registration, settings, write_csv
from tests.shared import copied, once

TERUGKOMERS = "terugkomer_id;stamnummer;gebruiktemaatregel;datum;gemeldok;gemeldnietofniettijdig"
LAST, TODAY = YEAR[30], YEAR[60]
HOLIDAY = next(day + timedelta(1) for day, after in itertools.pairwise(YEAR) if (after - day).days > 7)
BEFORE = date(2026, 6, 1)
MAKE_UP, REPORT, CORVEE = "Twee uur inhalen", "Melden voor 8.00 uur", "Corvee"
KINDS = {MAKE_UP: "inhalen", REPORT: "melden", CORVEE: "corvee"}
# Pupil: what was measured, on which day, and whether he or she came (None: not known yet).
Coming = tuple[str, date, bool | None]
HISTORIES: dict[str, list[Coming]] = {
    "came": [(MAKE_UP, YEAR[3], True), (REPORT, YEAR[4], True), (CORVEE, YEAR[5], True)],
    "unknown": [(MAKE_UP, YEAR[3], None)],
    "once": [(MAKE_UP, YEAR[3], False)],
    "same-day": [(MAKE_UP, YEAR[3], False), (MAKE_UP, YEAR[3], False)],
    "twice": [(MAKE_UP, YEAR[3], False), (MAKE_UP, YEAR[6], False)],
    "thrice": [(MAKE_UP, YEAR[3], False), (MAKE_UP, YEAR[6], False), (MAKE_UP, YEAR[9], False)],
    "came-between": [(MAKE_UP, YEAR[3], False), (MAKE_UP, YEAR[5], True), (MAKE_UP, YEAR[8], False)],
    "came-later": [(MAKE_UP, YEAR[3], False), (MAKE_UP, YEAR[5], True)],
    "holiday": [(MAKE_UP, HOLIDAY, False)],
    "year-before": [(MAKE_UP, BEFORE, False)],
    "both-years": [(MAKE_UP, BEFORE, False), (MAKE_UP, YEAR[3], False)],
    "reports": [(REPORT, YEAR[3], False), (REPORT, YEAR[4], False)],
    "corvee": [(CORVEE, YEAR[3], False)],
    "corvee-twice": [(CORVEE, YEAR[3], False), (CORVEE, YEAR[4], False)],
    "first-leerjaar": [(REPORT, YEAR[3], False), (CORVEE, YEAR[4], False)],
}
LB, VM, CG = "leerlingenbureau-2020", "maastricht-2019", "cgu-2024"
MISSED_ONE = {(LB, "nk-1", YEAR[3]), (VM, "nk-1", YEAR[3]), (CG, "nk-745", YEAR[3])}
# On which stages they stand at the end, and since when.
EXPECTED: dict[str, set[tuple[str, str, date]]] = {
    "once": MISSED_ONE,
    "same-day": MISSED_ONE,
    "twice": MISSED_ONE | {(VM, "nk-2", YEAR[6])},
    "thrice": MISSED_ONE | {(VM, "nk-2", YEAR[6])},
    "came-between": MISSED_ONE | {(VM, "nk-2", YEAR[8])},
    "came-later": MISSED_ONE,
    "both-years": MISSED_ONE,
    "reports": {(CG, "nk-745", YEAR[3])},
    "corvee": {(CG, "corvee-1", YEAR[3])},
    "corvee-twice": {(CG, "corvee-1", YEAR[3]), (CG, "corvee-2", YEAR[4])},
    "first-leerjaar": {(CG, "corvee-1", YEAR[4])},
}
FROM_FILES, FROM_NOTES = "file", "note"
ODD = "Gesprek"


def numbers(prefix: str) -> dict[str, str]:
    return {name: f"{prefix}-{name}" for name in HISTORIES}


def klas_of(student: str) -> str:
    return "H1a" if student.endswith("first-leerjaar") else "H4a"


def terugkomers(path: Path, rows: list[tuple[str, str, date, bool | None]]) -> Path:
    """The list Terugkomers of Magister with these rows: pupil, measure, day and whether the pupil came."""
    lines = [
        f"{n};{student};{measure};{day:%d-%m-%Y};{int(came is True)};{int(came is False)}"
        for n, (student, measure, day, came) in enumerate(rows, 1)
    ]
    path.write_text("\n".join([TERUGKOMERS, *lines]) + "\n", encoding="cp1252")
    return path


def make(folder: Path) -> None:
    """A school of leerlingenbureau-2020 where half of the pupils have these histories in a file and half have none."""
    students = [*numbers(FROM_FILES).values(), *numbers(FROM_NOTES).values()]
    rows = [Registration(student, day, 1, "medisch") for student in students for day in (BEFORE, YEAR[0], LAST)]
    rows += [
        Registration("task", YEAR[20], 1, "te_laat_ongeoorloofd"),
        Registration("task", YEAR[20], 3, "ongeoorloofd"),
        Registration("task", YEAR[22], 2, "ongeoorloofd"),
        *(Registration("task", day, 4, "ziek") for day in (YEAR[19], YEAR[21])),
        Registration("why", YEAR[29], 4, "onbekend"),
        Registration("why", YEAR[29], 5, "onbekend"),
        Registration("why", YEAR[12], 1, "onbekend"),
    ]
    workspace = create_workspace(folder / "werkmap", settings(LB))
    klassen = {student: klas_of(student) for student in students}
    import_files(workspace, [write_csv(folder / "export.csv", rows, klassen)])
    listed = [
        (f"{FROM_FILES}-{name}", measure, day, came)
        for name, history in HISTORIES.items()
        for measure, day, came in history
    ]
    import_files(workspace, [terugkomers(folder / "terugkomers.csv", [*listed, ("task", ODD, YEAR[21], False)])])


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The school as it was imported, without notes; only to be read."""
    folder = copied(once("school with appointments", make), tmp_path_factory.mktemp("afspraken"))
    return open_workspace(folder / "werkmap")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A copy of the school to write notes in."""
    folder = copied(once("school with appointments", make), tmp_path)
    return open_workspace(folder / "werkmap")


def appointment(student: str, measure: str, day: date) -> Appointment:
    return Appointment(
        "s", student, LB, "ongeoorloofd", "oa-1", "inhalen", KINDS[measure], min(day, YEAR[0]), None, day
    )


def note_all(workspace: Workspace) -> None:
    """The same histories by hand; what nobody knows yet is no note."""
    for name, history in HISTORIES.items():
        for measure, day, came in history:
            if came is not None:
                each = replace(appointment(f"{FROM_NOTES}-{name}", measure, day), task=f"{measure}-{day}")
                note_coming(workspace, SCOPE, [each], came, "ab", TODAY)


def stages(snapshot: Snapshot, prefix: str, on: date = LAST) -> dict[str, set[tuple[str, str, date]]]:
    """History -> the stages of missed appointments on a day, with since when."""
    found: dict[str, set[tuple[str, str, date]]] = {}
    rows = snapshot.rows(
        "select student_id, protocol, stage, reached_on from mart_stage_reached"
        " where ladder = 'afspraken' and reached_on <= $on and reached_until >= $on",
        {"on": on},
    )
    for student, protocol, stage, since in rows.iter_rows():
        if student.startswith(f"{prefix}-"):
            found.setdefault(student.removeprefix(f"{prefix}-"), set()).add((protocol, stage, since))
    return found


@pytest.fixture(scope="module")
def opened(school: Workspace) -> Iterator[Snapshot]:
    snapshot = open_snapshot(school)
    yield snapshot
    snapshot.close()


# --- the rungs of the three protocols --------------------------------------------------------------------------------


def test_the_file_puts_pupils_on_the_rungs_at_once_too_few_just_enough_and_one_more(opened: Snapshot) -> None:
    assert stages(opened, FROM_FILES) == EXPECTED


def test_a_rung_begins_on_the_day_of_the_missed_appointment(opened: Snapshot) -> None:
    assert "once" not in stages(opened, FROM_FILES, YEAR[2])
    assert stages(opened, FROM_FILES, YEAR[3])["once"] == MISSED_ONE
    assert stages(opened, FROM_FILES, YEAR[5])["twice"] == MISSED_ONE
    assert (VM, "nk-2", YEAR[6]) in stages(opened, FROM_FILES, YEAR[6])["twice"]


def test_counting_starts_anew_with_the_school_year(opened: Snapshot) -> None:
    last_day = date(2026, 7, 31)
    on_first = {(LB, "nk-1", BEFORE), (VM, "nk-1", BEFORE), (CG, "nk-745", BEFORE)}
    assert stages(opened, FROM_FILES, last_day)["year-before"] == on_first
    assert stages(opened, FROM_FILES, last_day + timedelta(1)) == {}


def test_notes_give_the_same_rungs_at_once_and_after_a_build(workspace: Workspace) -> None:
    before = part_of(workspace).current()
    note_all(workspace)
    at_once = open_snapshot(workspace)
    assert stages(at_once, FROM_NOTES) == EXPECTED
    assert stages(at_once, FROM_FILES) == EXPECTED
    every = ("int_missed_appointment", "int_contribution", "int_counter_day", "int_group_reached", "mart_stage_reached")
    tables = (*every, "int_recurrence", "mart_action", "mart_recurrence")
    rows = {name: sorted(map(str, at_once.rows(f"select * from {name}").rows())) for name in tables}
    at_once.close()
    assert part_of(workspace).current() == before, "a note builds nothing"
    rebuild(part_of(workspace))
    path = part_of(workspace).current()
    assert path is not None
    assert noted_since(part_of(workspace), path) is None
    built = Snapshot({"s": path})
    for name, expected in rows.items():
        assert sorted(map(str, built.rows(f"select * from {name}").rows())) == expected, name
    built.close()


def test_a_withdrawn_note_counts_no_longer_and_a_note_goes_before_the_file(workspace: Workspace) -> None:
    mine = appointment("note-once", MAKE_UP, YEAR[3])
    note_coming(workspace, SCOPE, [mine], False, "ab", LAST)
    assert stages(open_snapshot(workspace), FROM_NOTES) == {"once": MISSED_ONE}
    withdraw_coming(workspace, SCOPE, [mine], "cd")
    assert stages(open_snapshot(workspace), FROM_NOTES) == {}
    came = appointment("file-once", MAKE_UP, YEAR[3])
    note_coming(workspace, SCOPE, [came], True, "ab", LAST)
    assert "once" not in stages(open_snapshot(workspace), FROM_FILES)


def test_that_a_pupil_came_lays_nothing_over_the_snapshot(workspace: Workspace) -> None:
    note_coming(workspace, SCOPE, [appointment("note-once", MAKE_UP, YEAR[3])], True, "ab", LAST)
    path = part_of(workspace).current()
    assert path is not None
    assert noted_since(part_of(workspace), path) is None


def test_who_does_what_after_a_missed_appointment(opened: Snapshot) -> None:
    def asked(protocol: str, name: str) -> set[tuple[object, ...]]:
        rows = opened.rows(
            "select stage, date, role, times from mart_action"
            " where ladder = 'afspraken' and protocol = $protocol and student_id = $student",
            {"protocol": protocol, "student": f"file-{name}"},
        )
        return set(rows.rows())

    assert asked(LB, "twice") == {("nk-1", YEAR[3], role, 1) for role in ("mentor", "afdelingsleider")}
    assert {(stage, day, role) for stage, day, role, _ in asked(VM, "twice")} == {
        ("nk-1", YEAR[3], "mentor"),
        ("nk-2", YEAR[6], "mentor"),
        ("nk-2", YEAR[6], "dagcoördinator"),
    }
    # Each time not at 7.45 asks corvee on the same day.
    assert {(day, role) for stage, day, role, _ in asked(CG, "reports") if stage == "nk-745"} == {
        (day, role) for day in (YEAR[3], YEAR[4]) for role in ("conciërge", "verzuimcoördinator")
    }
    assert ("corvee-2", YEAR[4], "conrector", 1) in asked(CG, "corvee-twice")


# --- the notes ---------------------------------------------------------------------------------------------------------


ONE = appointment("note-once", MAKE_UP, YEAR[3])


def standing(workspace: Workspace, on: date = LAST) -> list[tuple[object, ...]]:
    found = notes_of(workspace, SCOPE, on)
    return found.select("student_id", "appointment_on", "came", "initials").rows()


def test_without_a_note_there_is_nothing_and_reading_makes_none(school: Workspace) -> None:
    assert standing(school) == []
    assert (version(school), noted(school).height) == ((0, 0), 0)
    assert not notes_path(school).exists()


def test_a_note_is_made_once_changed_and_taken_back(workspace: Workspace) -> None:
    assert note_coming(workspace, SCOPE, [ONE], False, " ab ", LAST) == 1
    assert note_coming(workspace, SCOPE, [ONE], False, "cd", LAST) == 0
    assert standing(workspace) == [("note-once", YEAR[3], False, "ab")]
    assert note_coming(workspace, SCOPE, [ONE], True, "ef", LAST) == 1
    assert standing(workspace) == [("note-once", YEAR[3], True, "ef")]
    assert withdraw_coming(workspace, SCOPE, [ONE], "gh") == 1
    assert (standing(workspace), version(workspace)) == ([], (2, 2))


def test_a_missed_appointment_and_a_later_coming_stand_beside_each_other(workspace: Workspace) -> None:
    note_coming(workspace, SCOPE, [ONE], False, "ab", LAST)
    note_coming(workspace, SCOPE, [replace(ONE, appointment_on=YEAR[4])], True, "ab", LAST)
    assert standing(workspace) == [("note-once", YEAR[3], False, "ab"), ("note-once", YEAR[4], True, "ab")]
    assert standing(workspace, YEAR[3]) == [("note-once", YEAR[3], False, "ab")]
    assert standing(workspace, YEAR[2]) == []


@pytest.mark.parametrize(
    ("each", "initials", "today", "said"),
    [
        (replace(ONE, appointment_on=YEAR[4]), "ab", YEAR[3], "nog niet geweest"),
        (replace(ONE, asked_on=YEAR[4]), "ab", LAST, "nog niets gevraagd"),
        (ONE, "a", LAST, "geen paraaf"),
        (replace(ONE, school="t"), "ab", LAST, "geen rechten"),
    ],
)
def test_what_cannot_be_is_not_noted(
    workspace: Workspace, each: Appointment, initials: str, today: date, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        note_coming(workspace, SCOPE, [each], False, initials, today)
    assert standing(workspace) == []


def test_who_sees_nobody_notes_and_reads_nothing(workspace: Workspace) -> None:
    note_coming(workspace, SCOPE, [ONE], False, "ab", LAST)
    assert notes_of(workspace, NOBODY, LAST).is_empty()
    assert notes_of(workspace, of_schools("t"), LAST).is_empty()
    with pytest.raises(UsageError, match="geen rechten"):
        note_coming(workspace, NOBODY, [ONE], True, "ab", LAST)


# --- what is asked -----------------------------------------------------------------------------------------------------


def test_tasks_that_are_appointments_have_their_day_and_their_hours(opened: Snapshot) -> None:
    found = appointments(opened, SCOPE, LAST, LAST).filter(student_id="task")
    assert found.select("stage", "kind", "asked_on", "appointment_on", "hours", "excused_on").rows() == [
        ("oa-1", "inhalen", YEAR[20], None, 2, [YEAR[21]]),
        ("oa-1", "melden", YEAR[20], YEAR[21], None, [YEAR[21]]),
        ("oa-1", "inhalen", YEAR[22], None, 2, None),
    ]


@pytest.mark.parametrize(("on", "asked"), [(YEAR[19], 0), (YEAR[20], 2), (YEAR[39], 3), (YEAR[40], 1), (YEAR[42], 0)])
def test_the_list_looks_back_over_twenty_school_days(opened: Snapshot, on: date, asked: int) -> None:
    assert appointments(opened, SCOPE, on, on).filter(student_id="task").height == asked


def test_without_rights_or_on_another_choice_nobody_must_come(opened: Snapshot) -> None:
    assert appointments(opened, NOBODY, LAST, LAST).is_empty()
    assert appointment_days(opened, NOBODY, LAST, "s").is_empty()


def test_the_next_school_day_is_the_one_after_the_day(opened: Snapshot) -> None:
    days = appointment_days(opened, SCOPE, YEAR[25], "s")
    assert days.filter("is_next")["date"].to_list() == [YEAR[26]]
    assert days["date"].to_list() == YEAR[6:31]


def test_a_measure_that_nobody_knows_is_told_and_counts_for_nothing(opened: Snapshot) -> None:
    assert unnamed_measures(opened, SCOPE, LAST).rows() == [(ODD, 1)]
    assert unnamed_measures(opened, SCOPE, YEAR[20]).is_empty()


def test_what_is_noted_joins_the_follow_ups_of_its_own_task() -> None:
    schema: dict[str, pl.DataType | type[pl.DataType]] = {
        "school": pl.String,
        "student_id": pl.String,
        "ladder": pl.String,
        "reached_on": pl.Date,
        "followup": pl.String,
        "came_on": pl.Date,
        "missed_on": pl.List(pl.Date),
    }
    rows = [
        ("s", "1", "l", YEAR[0], "melden", None, None),
        ("s", "1", "l", YEAR[0], "inhalen", None, [YEAR[2]]),
        ("s", "1", "l", YEAR[0], None, YEAR[5], None),
        ("s", "2", "l", YEAR[0], "melden", YEAR[5], None),
    ]
    tasks = pl.DataFrame(rows, schema=schema, orient="row")

    def note(student: str, kind: str, day: date, came: bool) -> dict[str, object]:
        return {"school": "s", "student_id": student, "protocol": "p", "ladder": "l", "stage": "x", "task": "t"} | {
            "kind": kind, "asked_on": YEAR[0], "lesson_hour": None, "appointment_on": day, "came": came,
            "initials": "ab", "noted_at": "",
        }  # fmt: skip

    notes = pl.DataFrame(
        [
            note("1", "melden", YEAR[1], False),
            note("1", "melden", YEAR[2], True),
            note("1", "inhalen", YEAR[1], False),
            note("2", "melden", YEAR[3], True),
        ],
        schema=NOTED,
    )
    told = with_notes(tasks, notes).select("came_on", "missed_on").rows()
    assert told == [(YEAR[2], [YEAR[1]]), (None, [YEAR[1], YEAR[2]]), (YEAR[5], None), (YEAR[3], [])]
    assert with_notes(tasks, notes.clear()).equals(tasks)


# --- absence without a reason -------------------------------------------------------------------------------------------


def test_unexplained_hours_by_pupil_and_day_with_their_age(opened: Snapshot) -> None:
    found = unexplained(opened, SCOPE, LAST)
    told = found.select("student_id", "date", "lesson_hours", "age_school_days", "is_recent", "unknown_counts").rows()
    assert told == [("why", YEAR[12], [1], 18, False, False), ("why", YEAR[29], [4, 5], 1, True, False)]
    assert found["explain_until"].null_count() == 2
    assert unexplained(opened, NOBODY, LAST).is_empty()


@pytest.mark.parametrize(
    ("on", "recent"), [(YEAR[28], []), (YEAR[29], [True]), (YEAR[30], [True]), (YEAR[31], [False])]
)
def test_recent_are_the_last_two_school_days(opened: Snapshot, on: date, recent: list[bool]) -> None:
    assert unexplained(opened, SCOPE, on).filter(date=YEAR[29])["is_recent"].to_list() == recent


def test_behind_a_rung_stand_the_missed_appointments_that_count_for_it(opened: Snapshot) -> None:
    found = behind(opened, SCOPE, LAST, "s", "file-came-between", VM, "afspraken", "nk-2")
    assert found.select("date", "lesson_hour", "category").rows() == [
        (YEAR[3], None, "niet_ingehaald"),
        (YEAR[8], None, "niet_ingehaald"),
    ]
