"""Weekly rates: who counts in the denominator, where, and what an incomplete week does."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.weekly_rates import trends
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from pipelines.viewer import NOBODY, Selection
from tests.pipelines.histories import SCOPE, YEAR, Registration, rows_of, settings, spread

HEADER = (
    "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
    "studiebegindatum;studieeinddatum\n"
)
AFDELINGEN = (
    '[[school.afdeling]]\nid = "onder"\nname = "Onderbouw"\nclasses = ["H1*", "H2*"]\n'
    '[[school.afdeling]]\nid = "boven"\nname = "Bovenbouw"\nclasses = ["H*"]\n'
)
MONDAY, FRIDAY = date(2026, 9, 7), date(2026, 9, 11)


def without_klas(folder: Path, rows: list[Registration]) -> Path:
    """Registrations that say nothing of the klas, so that only the pupil list does."""
    lines = ["Stamnr;Datum;Lesuur;Code", *(f"{r.student};{r.date:%d-%m-%Y};{r.hour};{r.code}" for r in rows)]
    path = folder / "r.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def snapshot_of(folder: Path, placements: str, rows: list[Registration], toml: str | None = None) -> Snapshot:
    """A school with dated placements `nummer;klas;leerjaar;van;tot` (last day included) and these registrations."""
    people = folder / "leerlingen.csv"
    lines = [line.strip().split(";") for line in placements.strip().splitlines()]
    people.write_text(
        HEADER + "".join(f"{n};A;;B;;;{klas};;;{year};BRK;;{start};{end}\n" for n, klas, year, start, end in lines)
    )
    workspace = create_workspace(folder / "map", toml or settings("nl-leerplicht", more=AFDELINGEN))
    import_files(workspace, [people, without_klas(folder, rows)])
    return open_snapshot(workspace)


FULL = [Registration("1", MONDAY, 1, "ziek"), Registration("1", FRIDAY, 1, "medisch")]


# placements in a klas of each case | pupils that count | hours
ENROLLED = [
    ("1;1-8-2026;", 1, 30.0),
    ("1;1-8-2026;\n2;1-8-2026;", 2, 60.0),
    ("1;1-8-2026;\n2;9-9-2026;", 2, 48.0),  # joins on Wednesday: three days
    ("1;1-8-2026;\n2;1-8-2026;8-9-2026", 2, 42.0),  # leaves on Tuesday: two days
    ("1;1-8-2026;\n2;1-8-2026;6-9-2026", 1, 30.0),  # left the Sunday before
    ("1;1-8-2026;\n2;14-9-2026;", 1, 30.0),  # not there yet
]


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The pupils of each case, in a klas of their own."""
    placements, rows = [], []
    for place, (case, _, _) in enumerate(ENROLLED):
        for line in case.split("\n"):
            number, start, end = line.split(";")
            placements.append(f"{place}{number};A{place};1;{start};{end}")
        rows += [replace(row, student=f"{place}{row.student}") for row in FULL]
    return snapshot_of(tmp_path_factory.mktemp("ingeschreven"), "\n".join(placements), rows)


@pytest.mark.parametrize(
    ("klas", "students", "hours"),
    [(f"A{place}", students, hours) for place, (_, students, hours) in enumerate(ENROLLED)],
)
def test_pupils_count_while_enrolled(enrolled: Snapshot, klas: str, students: int, hours: float) -> None:
    found = trends(enrolled, SCOPE, MONDAY, FRIDAY, by=None, selection=Selection(klassen=(klas,)))
    found = found.filter(found["category"] == "ziek")
    assert rows_of(found, "students", "scheduled_hours", "missed_hours") == [(students, hours, 1)]
    assert found["rate_per_100"].to_list() == [pytest.approx(100 / hours)]


def test_absence_counts_where_the_pupil_was_that_day(tmp_path: Path) -> None:
    """Moved from H2a to H3a on Wednesday: two days below, three days above."""
    rows = [Registration("1", YEAR[5 + n], 1, "ziek") for n in range(5)]
    placements = "1;H2a;2;1-8-2026;8-9-2026\n1;H3a;3;9-9-2026;"
    found = trends(snapshot_of(tmp_path, placements, rows), SCOPE, MONDAY, FRIDAY)
    found = found.filter(found["category"] == "ziek")
    assert rows_of(found, "part", "missed_hours", "scheduled_hours") == [("boven", 3, 18.0), ("onder", 2, 12.0)]


def test_hours_by_leerjaar(tmp_path: Path) -> None:
    toml = settings("nl-leerplicht", more=AFDELINGEN).replace(
        "lessons_per_week = 30", "lessons_per_week = { 1 = 32, 4 = 28 }"
    )
    placements = "1;H1a;1;1-8-2026;\n2;H4a;4;1-8-2026;\n3;H3a;3;1-8-2026;"
    found = trends(snapshot_of(tmp_path, placements, FULL, toml), SCOPE, MONDAY, FRIDAY, by="leerjaar")
    found = found.filter(found["category"] == "ziek")
    assert rows_of(found, "part", "scheduled_hours", "rate_per_100") == [
        ("1", 32.0, pytest.approx(100 / 32)),
        ("3", None, None),
        ("4", 28.0, 0.0),
    ]


def test_no_lesson_table_no_percentage(tmp_path: Path) -> None:
    toml = settings("nl-leerplicht").replace("lessons_per_week = 30\n", "")
    found = trends(snapshot_of(tmp_path, "1;H1a;1;1-8-2026;", FULL, toml), SCOPE, MONDAY, FRIDAY)
    assert found["rate_per_100"].null_count() == found.height > 0
    assert found["students"].to_list() == [1] * found.height


def test_a_week_with_a_free_day_and_a_holiday_week(tmp_path: Path) -> None:
    """A study day takes a fifth of the hours; the autumn holiday is no week at all."""
    more = AFDELINGEN + "[[school.free_day]]\ndate = 2026-09-09\n"
    rows = [*FULL, Registration("1", date(2026, 10, 30), 1, "ziek")]
    snapshot = snapshot_of(tmp_path, "1;H1a;1;1-8-2026;", rows, settings("nl-leerplicht", more=more))
    found = trends(snapshot, SCOPE, MONDAY, date(2026, 10, 30), by=None)
    weeks = found.filter(found["category"] == "ziek")
    assert weeks["scheduled_hours"].to_list() == [24.0, 30.0, 30.0, 30.0, 30.0, 30.0, 30.0]
    assert date(2026, 10, 19) not in weeks["week_start"].to_list()
    assert weeks["school_week"].to_list() == [2, 3, 4, 5, 6, 7, 8]


def test_an_incomplete_week_is_marked(tmp_path: Path) -> None:
    """Forty pupils with a registration every day; in one week hardly any came in."""
    rows = [
        Registration(str(pupil), day, 1, "ziek")
        for pupil in range(1, 41)
        for day in YEAR[:20]
        if not (YEAR[5] <= day <= YEAR[9] and pupil > 4)
    ]
    placements = "\n".join(f"{pupil};H1a;1;1-8-2026;" for pupil in range(1, 41))
    found = trends(snapshot_of(tmp_path, placements, rows), SCOPE, YEAR[0], YEAR[19], by=None)
    found = found.filter(found["category"] == "ziek")
    assert rows_of(found, "school_week", "complete") == [(1, True), (2, False), (3, True), (4, True)]


def test_a_small_school_is_never_called_incomplete(tmp_path: Path) -> None:
    found = trends(snapshot_of(tmp_path, "1;H1a;1;1-8-2026;", FULL), SCOPE, MONDAY, FRIDAY)
    assert found["complete"].to_list() == [None] * found.height


def test_choice_and_scope(tmp_path: Path) -> None:
    placements = "1;H1a;1;1-8-2026;\n2;H4a;4;1-8-2026;"
    rows = [*FULL, *spread("2", "ziek", 1, start=5)]
    snapshot = snapshot_of(tmp_path, placements, rows)
    upper = trends(snapshot, SCOPE, MONDAY, FRIDAY, selection=Selection(afdelingen=("boven",)))
    assert set(upper["part"]) == {"boven"}
    assert trends(snapshot, NOBODY, MONDAY, FRIDAY).is_empty()


def test_totals_count_a_lesson_hour_once(tmp_path: Path) -> None:
    """Ill and on leave in the same hour is one hour of absence."""
    rows = [Registration("1", MONDAY, 1, "ziek"), Registration("1", MONDAY, 1, "verlof"), *FULL[1:]]
    found = trends(snapshot_of(tmp_path, "1;H1a;1;1-8-2026;", rows), SCOPE, MONDAY, FRIDAY, by=None)
    missed = dict(found.select("category", "missed_hours").iter_rows())
    assert missed == {"medisch": 1, "totaal_afwezig": 2, "verlof": 1, "ziek": 1}
