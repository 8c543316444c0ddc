"""Steps that were asked against what was recorded: in time, late, past the term, unknown, lapsed; and DUO reports."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.models.snapshot import open_snapshot
from pipelines.notes.appointments import Appointment, note_coming
from pipelines.notes.marks import mark_done
from pipelines.notes.report_cases import LEFT, MADE, Case, Entry, Said, enter
from pipelines.questions import compliance
from pipelines.questions.compliance import IN_TIME, LAPSED, LATE, OPEN, OVERDUE, UNRECORDED
from pipelines.questions.tasks_asked import asked
from pipelines.store.imports import import_files
from pipelines.store.workspace import Workspace, create_workspace, open_workspace
from pipelines.viewer import NOBODY, Selection, Viewer, of_afdelingen, of_mentors
from protocols.load import load_protocols
from tests.pipelines.asking import tasks_of_step
from tests.pipelines.histories import (
    SCOPE,
    YEAR,
    Registration,
    School,
    make_workspace,
    rows_of,
    settings,
    spread,
    table,
    write_csv,
)
from tests.pipelines.test_duo import PUPILS
from tests.shared import copied, key, once

UNTIL = date(2026, 12, 1)
TERUGKOMERS = "terugkomer_id;stamnummer;gebruiktemaatregel;datum;gemeldok;gemeldnietofniettijdig"
# Region midden: autumn holiday 17 to 25 October. A step of Friday 16 October with a term of five school days runs to
# Friday 30 October; one of the next school morning to Monday 26 October.
FRIDAY = date(2026, 10, 16)
FIFTH = tasks_of_step("1", "kgc-2021", "te-laat", "tl-5", FRIDAY)
KGC = School("kgc-2021", until=UNTIL)
MLG = School("mlg-2020", until=UNTIL)
CGU = School("cgu-2024", until=UNTIL)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


def standings(workspace: Workspace, on: date, role: str | None = None, **only: object) -> list[str]:
    """The statuses of whole steps, or of what they ask of a role."""
    rows = compliance.steps(workspace, open_snapshot(workspace), SCOPE, on)
    return rows.filter(pl.col("role").eq_missing(pl.lit(role)), **only)["status"].to_list()


def five_times_late(folder: Path) -> Workspace:
    """Late for the fifth time on the Friday before the holiday: mentor and absence office act within five school days."""
    return make_workspace(folder, spread("1", "laat", 5, start=30), "kgc-2021", until=UNTIL)


@pytest.mark.parametrize(
    ("done", "status"), [("10-16", IN_TIME), ("10-29", IN_TIME), ("10-30", IN_TIME), ("10-31", LATE), ("11-02", LATE)]
)
def test_a_mark_is_in_time_up_to_the_deadline_across_a_holiday(tmp_path: Path, done: str, status: str) -> None:
    workspace = five_times_late(tmp_path)
    mark_done(workspace, SCOPE, FIFTH, day(done), "AB", UNTIL)
    assert standings(workspace, UNTIL, stage="tl-5") == [status]
    assert standings(workspace, UNTIL, "mentor", stage="tl-5") == [status]


@pytest.mark.parametrize(
    ("on", "status"),
    [("10-16", OPEN), ("10-29", OPEN), ("10-30", OPEN), ("10-31", OPEN), ("11-02", UNRECORDED), ("12-01", UNRECORDED)],
)
def test_without_a_mark_a_step_is_open_and_then_unknown_but_never_late(tmp_path: Path, on: str, status: str) -> None:
    assert standings(five_times_late(tmp_path), day(on), stage="tl-5") == [status]


def test_a_mark_of_after_the_day_looked_from_does_not_exist_yet(tmp_path: Path) -> None:
    workspace = five_times_late(tmp_path)
    mark_done(workspace, SCOPE, FIFTH, day("10-30"), "AB", UNTIL)
    assert standings(workspace, day("10-29"), stage="tl-5") == [OPEN]
    assert standings(workspace, day("10-30"), stage="tl-5") == [IN_TIME]


def test_notes_may_be_of_after_the_data(tmp_path: Path) -> None:
    workspace = five_times_late(tmp_path)
    mark_done(workspace, SCOPE, FIFTH, day("10-30"), "AB", UNTIL)
    on, noted = day("10-28"), day("10-30")
    found = compliance.steps(workspace, open_snapshot(workspace), SCOPE, on, noted_until=noted)
    assert found.filter(stage="tl-5", role="mentor")["status"].to_list() == [IN_TIME]


# Late for the third time on the Friday: comes early the next school morning; then the records of coming.
MOMENTS: list[tuple[list[tuple[str, bool]], str]] = [
    ([("10-26", True)], IN_TIME),
    ([("10-27", True)], LATE),
    ([("10-26", False)], OVERDUE),
    ([("10-26", False), ("10-27", True)], LATE),
    ([("10-15", True)], UNRECORDED),  # about something before the step
    ([], UNRECORDED),
]
CAME = [KGC.case(spread("1", "laat", 3, start=32)).pupil("1") for _ in MOMENTS]
KGC.beside["terugkomers.csv"] = "\n".join(
    [
        TERUGKOMERS,
        *(
            f"{student}/{n};{student};Vroeg;{day(text):%d-%m-%Y};{int(came)};{int(not came)}"
            for student, (moments, _) in zip(CAME, MOMENTS, strict=True)
            for n, (text, came) in enumerate(moments)
        ),
        "",
    ]
)


@pytest.mark.parametrize(
    ("student", "status"), [(student, status) for student, (_, status) in zip(CAME, MOMENTS, strict=True)]
)
def test_coming_back_does_a_step_that_asks_nothing_else(student: str, status: str) -> None:
    assert standings(KGC.workspace, UNTIL, stage="tl-3", student_id=student) == [status]


@pytest.mark.parametrize(("came", "status"), [(True, IN_TIME), (False, OVERDUE)])
def test_what_was_noted_of_coming_is_a_record_too(tmp_path: Path, came: bool, status: str) -> None:
    workspace, student = KGC.copy(tmp_path), CAME[-1]
    [kind] = {
        action.followup
        for ladder in load_protocols()["kgc-2021"].ladder
        for stage in ladder.stage
        for action in stage.action
        if stage.id == "tl-3" and action.followup
    }
    asked_of = Appointment("s", student, "kgc-2021", "te-laat", "tl-3", "tl-3/1", kind, FRIDAY, None, day("10-26"))
    note_coming(workspace, SCOPE, [asked_of], came, "AB", UNTIL)
    assert standings(workspace, UNTIL, stage="tl-3", student_id=student) == [status]


def test_a_role_is_judged_by_its_own_tasks_and_the_step_by_all(tmp_path: Path) -> None:
    workspace = five_times_late(tmp_path)
    mentor, office = FIFTH
    mark_done(workspace, SCOPE, [mentor], day("10-30"), "AB", UNTIL)
    assert standings(workspace, UNTIL, "mentor", stage="tl-5") == [IN_TIME]
    assert standings(workspace, UNTIL, "absentieadministratie", stage="tl-5") == [UNRECORDED]
    assert standings(workspace, UNTIL, stage="tl-5") == [UNRECORDED]
    assert standings(workspace, day("10-30"), stage="tl-5") == [OPEN]
    mark_done(workspace, SCOPE, [office], day("11-02"), "AB", UNTIL)
    assert standings(workspace, UNTIL, "mentor", stage="tl-5") == [IN_TIME]
    assert standings(workspace, UNTIL, stage="tl-5") == [LATE]


def test_a_step_that_is_late_for_one_and_not_done_for_another_is_over_its_term(tmp_path: Path) -> None:
    workspace = five_times_late(tmp_path)
    mark_done(workspace, SCOPE, FIFTH[:1], day("11-02"), "AB", UNTIL)
    assert standings(workspace, UNTIL, stage="tl-5") == [OVERDUE]


def test_coming_back_tells_nothing_of_a_talk() -> None:
    # leerlingenbureau-2020: the pupils' office lets the pupil come, the mentor talks.
    school = School("leerlingenbureau-2020", until=UNTIL)
    student = school.case(spread("1", "laat", 1, start=34)).pupil("1")
    school.beside["terugkomers.csv"] = f"{TERUGKOMERS}\n1;{student};Vroeg;26-10-2026;1;0\n"
    workspace = school.workspace
    assert standings(workspace, UNTIL, "leerlingenbureau", stage="oa-1") == [IN_TIME]
    assert standings(workspace, UNTIL, "mentor", stage="oa-1") == [UNRECORDED]


# mlg-2020: the third late asks something within five school days, the sixth is the next stage.
SIXTH = {
    next_late: MLG.case([*spread("1", "laat", 3, start=32), *table(f"1 | 2026-{next_late} | 1-3 | laat")]).pupil("1")
    for next_late in ("10-29", "10-30", "11-02")
}


@pytest.mark.parametrize(("next_late", "status"), [("10-29", LAPSED), ("10-30", LAPSED), ("11-02", UNRECORDED)])
def test_a_higher_stage_before_the_deadline_takes_the_step_over(next_late: str, status: str) -> None:
    workspace, student = MLG.workspace, SIXTH[next_late]
    assert standings(workspace, UNTIL, stage="tl-3", student_id=student) == [status]
    assert standings(workspace, day("10-28"), stage="tl-3", student_id=student) == [OPEN]


def test_a_step_done_before_it_lapsed_is_done(tmp_path: Path) -> None:
    workspace, student = MLG.copy(tmp_path), SIXTH["10-29"]
    third = tasks_of_step(student, "mlg-2020", "te-laat", "tl-3", FRIDAY)
    mark_done(workspace, SCOPE, third, day("10-28"), "AB", UNTIL)
    assert standings(workspace, UNTIL, stage="tl-3", student_id=student) == [IN_TIME]


def test_a_stage_that_ends_with_its_period_lapses(tmp_path: Path) -> None:
    # maastricht-2019 counts per period; the second begins on Monday 26 October.
    workspace = make_workspace(tmp_path, spread("1", "laat", 3, start=32), "maastricht-2019", until=UNTIL)
    assert standings(workspace, UNTIL, stage="tl-3") == [LAPSED]


IN_KLAS = {klas: CGU.case(spread("1", "laat", 1, start=34), klas={"1": klas}) for klas in ("H2a", "H3a")}


@pytest.mark.parametrize(("klas", "deadline"), [("H2a", FRIDAY), ("H3a", day("10-26"))])
def test_what_is_asked_depends_on_the_leerjaar(klas: str, deadline: date) -> None:
    found = IN_KLAS[klas].ask(asked, SCOPE, UNTIL)
    assert rows_of(found, "stage", "role", "deadline") == [("tl-1", "conciërge", deadline)]


def listed(folder: Path, people: list[str], rows: list[Registration], protocol: str = "kgc-2021") -> Workspace:
    """A school with a pupil list: number, birth date, first and last day of each pupil."""

    def make(place: Path) -> None:
        pupils = place / "leerlingen.csv"
        lines = [
            f"{n};A;;B{n};;{birth};H4a;HAVO/4;;4;BRK;;{first};{last}\n"
            for n, birth, first, last in (line.split() for line in people)
        ]
        pupils.write_text(PUPILS + "".join(lines).replace("-;", ";").replace("-\n", "\n"))
        every = [*rows, Registration("slot", UNTIL, 1, "medisch")]
        export = write_csv(place / "a.csv", every, {row.student: "H4a" for row in every})
        import_files(create_workspace(place / "map", settings(protocol)), [pupils, export])

    return open_workspace(copied(once(key("listed", people, rows, protocol), make), folder) / "map")


def movers(folder: Path) -> Workspace:
    """Three who leave, on the 28th, 29th and 31st of October, and one who comes on the 5th: all late for the fifth time."""
    people = [f"{number} 01-05-2010 01-08-2026 {number}-10-2026" for number in (28, 29, 31)]
    rows = [row for student in ("28", "29", "31", "nieuw") for row in spread(student, "laat", 5, start=30)]
    return listed(folder, [*people, "nieuw 01-05-2010 05-10-2026 31-07-2027"], rows)


@pytest.mark.parametrize(("left", "status"), [("28", LAPSED), ("29", LAPSED), ("31", UNRECORDED)])
def test_of_a_leaver_nothing_is_asked_any_more(tmp_path: Path, left: str, status: str) -> None:
    assert standings(movers(tmp_path), UNTIL, stage="tl-5", student_id=left) == [status]


def test_a_joiner_has_steps_from_the_first_day_on(tmp_path: Path) -> None:
    assert standings(movers(tmp_path), day("10-30"), stage="tl-5", student_id="nieuw") == [OPEN]


def test_the_period_holds_its_first_and_last_day_and_else_the_school_year(tmp_path: Path) -> None:
    snapshot = open_snapshot(five_times_late(tmp_path))

    def stages(on: date, since: date | None = None) -> list[str]:
        return asked(snapshot, SCOPE, on, since)["stage"].unique(maintain_order=True).to_list()

    assert stages(FRIDAY) == ["tl-3", "tl-5"]
    assert stages(day("10-15")) == ["tl-3"]
    assert stages(UNTIL, day("10-14")) == ["tl-3", "tl-5"]
    assert stages(UNTIL, day("10-15")) == stages(UNTIL, FRIDAY) == ["tl-5"]
    assert stages(UNTIL, day("10-17")) == []


NAMES = ("due", "in_time", "late", "overdue", "unrecorded", "open", "lapsed", "recorded", "past", "pupils")


def test_counts_per_stage_role_and_afdeling_and_of_all(tmp_path: Path) -> None:
    rows = [*spread("1", "laat", 5, start=30), *spread("2", "laat", 5, start=30), *spread("3", "laat", 10, start=30)]
    toml = settings("kgc-2021", more='[[school.afdeling]]\nid = "vwo"\nname = "Vwo"\nclasses = ["V*"]\n')
    workspace = make_workspace(tmp_path, rows, klas={"2": "V3a"}, toml=toml, until=UNTIL)
    mark_done(workspace, SCOPE, FIFTH, day("10-30"), "AB", UNTIL)
    found = compliance.steps(workspace, open_snapshot(workspace), SCOPE, day("11-02")).filter(stage="tl-5")
    # Pupil 3 was late for the tenth time on Friday 30 October, the last day of the term of the fifth.
    assert rows_of(compliance.counts(found, "all"), *NAMES) == [(3, 1, 0, 0, 1, 0, 1, 1, 2, 3)]
    assert rows_of(compliance.counts(found, "stage"), "ladder_name", "stage", *NAMES) == [
        ("Te laat", "tl-5", 3, 1, 0, 0, 1, 0, 1, 1, 2, 3)
    ]
    assert rows_of(compliance.counts(found, "role"), "role", "due", "in_time", "unrecorded") == [
        ("absentieadministratie", 3, 1, 1),
        ("mentor", 3, 1, 1),
    ]
    assert rows_of(compliance.counts(found, "afdeling"), "afdeling", "due", "in_time", "unrecorded") == [
        ("overig", 2, 1, 0),
        ("vwo", 1, 0, 1),
    ]


def test_a_school_that_records_nothing_is_unknown(tmp_path: Path) -> None:
    workspace = five_times_late(tmp_path)
    found = compliance.counts(compliance.steps(workspace, open_snapshot(workspace), SCOPE, UNTIL), "all").row(
        0, named=True
    )
    assert (found["recorded"], found["late"], found["overdue"], found["unrecorded"]) == (0, 0, 0, found["past"])


def test_no_steps_give_zeroes_and_no_groups() -> None:
    found = compliance.steps(KGC.workspace, KGC.snapshot, SCOPE, YEAR[0])
    assert rows_of(compliance.counts(found, "all"), *NAMES) == [(0,) * 10]
    assert compliance.counts(found, "role").is_empty()


TWO_KLASSEN = KGC.case([*spread("1", "laat", 5, start=30), *spread("2", "laat", 5, start=30)], klas={"2": "H4b"})


def test_scope_and_choice_limit_the_steps() -> None:
    workspace, snapshot = KGC.workspace, KGC.snapshot
    assert compliance.steps(workspace, snapshot, NOBODY, UNTIL).is_empty()
    assert compliance.steps(workspace, snapshot, of_afdelingen("s", "vwo"), UNTIL).is_empty()
    assert compliance.steps(workspace, snapshot, of_mentors("s", "ABC"), UNTIL).is_empty()
    chosen = compliance.steps(workspace, snapshot, SCOPE, UNTIL, selection=Selection(klassen=("H4b",)))
    assert chosen["student_id"].unique().to_list() == [TWO_KLASSEN.pupil("2")]


# Sixteen hours on Thursday and Friday 15 and 16 October: due five working days later, on Friday 30 October.
def reported(folder: Path, birth: str, made: date | None, said: Said = MADE) -> Workspace:
    workspace = listed(
        folder, [f"1 {birth} 01-08-2026 31-07-2027"], spread("1", "weg", 16, start=33, hours=8), "nl-leerplicht"
    )
    if made:
        entry = Entry(Case("s", "1", "relatief", day("10-15")), said, made, "" if said == MADE else "vrijstelling")
        enter(workspace, open_snapshot(workspace), SCOPE, UNTIL, [entry], "AB", UNTIL)
    return workspace


def duo(workspace: Workspace, on: date, viewer: Viewer = SCOPE) -> list[tuple[object, ...]]:
    found = compliance.duo(workspace, open_snapshot(workspace), viewer, on)
    assert rows_of(found.with_columns(pl.sum_horizontal(*compliance.NAMES).alias("sum")), "sum") == rows_of(
        found, "due"
    )
    return rows_of(found.filter(kind="relatief"), "duty", "due", "in_time", "late", "unrecorded", "open", "recorded")


@pytest.mark.parametrize(
    ("made", "on", "counted"),
    [
        (day("10-29"), UNTIL, (1, 0, 0, 0, 1)),
        (day("10-30"), UNTIL, (1, 0, 0, 0, 1)),
        (day("10-31"), UNTIL, (0, 1, 0, 0, 1)),
        (day("10-31"), day("10-30"), (0, 0, 0, 1, 0)),
        (None, day("10-30"), (0, 0, 0, 1, 0)),
        (None, day("10-31"), (0, 0, 1, 0, 0)),
    ],
)
def test_a_report_is_in_time_within_five_working_days(
    tmp_path: Path, made: date | None, on: date, counted: tuple[int, ...]
) -> None:
    assert duo(reported(tmp_path, "01-05-2010", made), on) == [(True, 1, *counted)]


@pytest.mark.parametrize(
    ("on", "left", "open_"), [(day("10-29"), 0, 1), (day("10-30"), 1, 0), (day("10-31"), 1, 0), (UNTIL, 1, 0)]
)
def test_a_report_left_on_purpose_is_neither_open_nor_late(tmp_path: Path, on: date, left: int, open_: int) -> None:
    workspace = reported(tmp_path, "01-05-2010", day("10-30"), LEFT)
    (row,) = compliance.duo(workspace, open_snapshot(workspace), SCOPE, on).iter_rows(named=True)
    assert (row["left"], row["open"], row["in_time"], row["late"], row["unrecorded"]) == (left, open_, 0, 0, 0)
    assert row["past"] == 0


def test_every_kind_is_counted_and_what_is_due_at_once_too(tmp_path: Path) -> None:
    """A holiday without leave is due on its first day; without a term of 18 and over nothing is late."""
    people = ["1 01-05-2010 01-08-2026 31-07-2027", "2 01-05-2008 01-08-2026 31-07-2027"]
    rows = [*spread("1", "luxeverzuim", 2, start=5), *spread("2", "weg", 21 * 6, start=2, hours=6)]
    workspace = listed(tmp_path, people, rows, "nl-leerplicht")
    found = compliance.duo(workspace, open_snapshot(workspace), SCOPE, UNTIL)
    kinds = {(kind, duty): (due, late) for kind, duty, due, late in rows_of(found, "kind", "duty", "due", "unrecorded")}
    assert kinds["luxe", True] == (1, 1)
    assert kinds["achttien", False] == (1, 0)
    assert kinds["maand", False] == (1, 1)
    first = compliance.duo(workspace, open_snapshot(workspace), SCOPE, YEAR[5])
    assert rows_of(first.filter(kind="luxe"), "due", "open") == [(1, 1)]


def test_a_report_of_an_adult_is_counted_apart(tmp_path: Path) -> None:
    assert duo(reported(tmp_path, "16-10-2008", day("10-30")), UNTIL) == [(False, 1, 1, 0, 0, 0, 1)]


def test_reports_follow_scope(tmp_path: Path) -> None:
    workspace = reported(tmp_path, "01-05-2010", None)
    assert duo(workspace, UNTIL, NOBODY) == []
    assert duo(workspace, UNTIL) == [(True, 1, 0, 0, 1, 0, 0)]
