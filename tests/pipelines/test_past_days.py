"""Lists of a day in the past: pupils stand in the klas and afdeling of that day, and the summer ends what ladders count."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.calendar import school_days
from pipelines.models.snapshot import Snapshot
from pipelines.notes.care import cases, mark_concern
from pipelines.questions import mt_report as report
from pipelines.questions.duo import report_days
from pipelines.questions.ladders import moves, next_stages
from pipelines.questions.leerplicht import leerplicht, reports
from pipelines.questions.protocols_compared import compare
from pipelines.questions.pupil_rates import enrolled
from pipelines.questions.recovered import lapsed
from pipelines.questions.registered import Mark, registered
from pipelines.questions.sick import sick
from pipelines.questions.sick_changes import changes
from pipelines.questions.sickness import sick_pupils
from pipelines.questions.stages import stages
from pipelines.questions.tasks_asked import asked
from pipelines.questions.worklist import worklist
from pipelines.questions.worrying import together
from pipelines.store.workspace import open_workspace
from pipelines.viewer import CARE, EVERYTHING, NOBODY, Selection, Viewer, of_afdelingen, of_schools
from tests.pipelines.asking import counters
from tests.pipelines.histories import SCOPE, YEAR, Registration, make_snapshot, rows_of, settings, table
from tests.pipelines.test_rates import snapshot_of

AFDELINGEN = (
    '[[school.afdeling]]\nid = "havo"\nname = "Havo"\nclasses = ["H*"]\n'
    '[[school.afdeling]]\nid = "vwo"\nname = "Vwo"\nclasses = ["V*"]\n'
)
# Pupil 1 goes from havo to vwo on Monday 5 October; pupil 2 leaves after Friday 9 October.
PLACEMENTS = """1;H2a;2;1-8-2025;31-7-2026
1;H3a;3;1-8-2026;4-10-2026
1;V3a;3;5-10-2026;
2;H2a;2;1-8-2025;31-7-2026
2;H3a;3;1-8-2026;9-10-2026
3;H3a;3;1-8-2026;"""
# Sixteen hours make a report: pupil 1 in both years, pupil 2 this year; pupil 3 was on holiday and late.
ROWS = """1 | 2025-11-10 | 1-8 | weg
1 | 2025-11-11 | 1-8 | weg
1 | 2026-09-21 | 1-8 | weg
1 | 2026-09-22 | 1-8 | weg
2 | 2026-09-28 | 1-8 | weg
2 | 2026-09-29 | 1-8 | weg
3 | 2026-09-22 | 1-2 | luxeverzuim
1 | 2026-10-02 | 1 | laat
1 | 2026-10-06 | 1 | laat
1 | 2026-10-07 | 1 | laat
3 | 2026-11-20 | 1 | medisch"""
# Day -> klas of the pupils with a report of that school year up to then.
PLACES = {
    date(2025, 11, 11): {"1": "H2a"},
    date(2026, 10, 2): {"1": "H3a", "2": "H3a"},
    date(2026, 10, 4): {"1": "H3a", "2": "H3a"},
    date(2026, 10, 5): {"1": "V3a", "2": "H3a"},
    date(2026, 10, 6): {"1": "V3a", "2": "H3a"},
    date(2026, 10, 9): {"1": "V3a", "2": "H3a"},
    date(2026, 10, 10): {"1": "V3a", "2": "H3a"},
    date(2026, 11, 20): {"1": "V3a", "2": "H3a"},
}


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    toml = settings("kgc-2021", more=AFDELINGEN)
    opened = snapshot_of(tmp_path_factory.mktemp("verhuisd"), PLACEMENTS, table(ROWS), toml)
    yield opened
    opened.close()


@pytest.mark.parametrize("on", PLACES)
def test_reports_stand_in_the_klas_of_the_day(moved: Snapshot, on: date) -> None:
    """The day before, of, and after a move or leaving; who left keeps the last klas, in an earlier year the one of then."""
    afdeling = {student: "vwo" if klas.startswith("V") else "havo" for student, klas in PLACES[on].items()}
    expected = [(student, klas, afdeling[student]) for student, klas in PLACES[on].items()]
    found = reports(moved, SCOPE, on)
    assert rows_of(found, "student_id", "klas", "afdeling") == expected
    forms = report_days(moved, SCOPE, on).filter(kind="relatief")
    forms = forms.select("student_id", "klas", "afdeling").unique().sort("student_id")
    assert forms.rows() == expected
    for part in ("havo", "vwo"):
        inside = [student for student in afdeling if afdeling[student] == part]
        chosen = Selection(afdelingen=(part,))
        assert reports(moved, SCOPE, on, chosen)["student_id"].to_list() == inside
        # Whose pupil somebody is follows from today: pupil 1 is in vwo now, pupil 2 left and is of nobody but the school.
        limited, own = of_afdelingen("s", part), [student for student in afdeling if (student, part) == ("1", "vwo")]
        assert reports(moved, limited, on)["student_id"].to_list() == own
        assert report_days(moved, limited, on).filter(kind="relatief")["student_id"].unique().to_list() == own
    assert reports(moved, NOBODY, on).is_empty()


@pytest.mark.parametrize("on", [day for day in PLACES if day.year == 2026])
def test_pupils_near_the_norm_and_reports_stand_in_one_klas(moved: Snapshot, on: date) -> None:
    """Who is there stands in the same klas on the list of the norm; who left is only on that of the reports."""
    here = dict(leerplicht(moved, SCOPE, on).select("student_id", "klas").iter_rows())
    assert here == {k: v for k, v in PLACES[on].items() if k != "2" or on < date(2026, 10, 10)}


def test_a_later_placement_does_not_exist_yet(moved: Snapshot) -> None:
    """On 11 November 2025 pupil 3 is no pupil yet; the report of that year names pupil 1 in the klas of then only."""
    assert reports(moved, SCOPE, date(2025, 11, 11), Selection(klassen=("V3a",))).is_empty()
    assert reports(moved, SCOPE, date(2025, 11, 10)).is_empty()


@pytest.mark.parametrize(
    ("on", "klas"), [(date(2026, 10, 4), "H3a"), (date(2026, 10, 5), "V3a"), (date(2026, 10, 6), "V3a")]
)
def test_moves_on_a_ladder_stand_in_the_klas_of_the_day(moved: Snapshot, on: date, klas: str) -> None:
    found = moves(moved, SCOPE, date(2026, 9, 18), on, "nl-leerplicht", "leerplicht")
    assert rows_of(found, "student_id", "klas") == [("1", klas), ("2", "H3a")]


@pytest.mark.parametrize(
    ("on", "havo", "vwo"),
    [
        (date(2026, 10, 4), {"1", "2"}, set()),
        (date(2026, 10, 5), {"2"}, {"1"}),
        (date(2026, 10, 9), {"2"}, {"1"}),
        (date(2026, 10, 10), set(), {"1"}),
    ],
)
def test_the_moves_of_an_afdeling_are_of_who_is_in_it_that_day(
    moved: Snapshot, on: date, havo: set[str], vwo: set[str]
) -> None:
    for afdeling, pupils in (("havo", havo), ("vwo", vwo)):
        found = moves(moved, SCOPE, on, on, "nl-leerplicht", "leerplicht", Selection(afdelingen=(afdeling,)))
        assert set(found.filter(stage_after="melding")["student_id"]) == pupils


@pytest.mark.parametrize(
    ("on", "klassen"),
    [
        (date(2026, 10, 4), {"H3a": 3}),
        (date(2026, 10, 5), {"H3a": 2, "V3a": 1}),
        (date(2026, 10, 9), {"H3a": 2, "V3a": 1}),
        (date(2026, 10, 10), {"H3a": 1, "V3a": 1}),
    ],
)
def test_who_is_enrolled_is_counted_once(moved: Snapshot, on: date, klassen: dict[str, int]) -> None:
    """The day before, of and after a move; the last day of who leaves, and the day after."""
    assert enrolled(moved, SCOPE, on, "s", "klas") == klassen
    assert sum(enrolled(moved, SCOPE, on, "s", "afdeling").values()) == sum(klassen.values())


def test_a_mark_of_the_trends_names_the_klas_of_its_last_day(moved: Snapshot) -> None:
    """Late once in H3a and twice in V3a: V3a, whichever of the two comes later in the alphabet; in one week its own."""
    late = "te_laat_ongeoorloofd"
    found = registered(moved, SCOPE, date(2026, 11, 20), "s", late)
    assert rows_of(found, "student_id", "klas", "hours") == [("1", "V3a", 3)]
    week = registered(moved, SCOPE, date(2026, 11, 20), "s", late, Mark(week=date(2026, 9, 28)))
    assert rows_of(week, "student_id", "klas", "hours") == [("1", "H3a", 1)]
    part = registered(moved, SCOPE, date(2026, 11, 20), "s", late, Mark(by="klas", part="H3a"))
    assert rows_of(part, "klas", "hours") == [("H3a", 1)]


def test_care_lists_pupils_where_they_are_on_the_day(tmp_path: Path) -> None:
    """Data to 2 October, noted on Tuesday the 6th: pupil 1 is still in H3a, whatever the list of pupils says of the 5th."""
    rows = [row for row in table(ROWS) if row.date <= date(2026, 10, 2)]
    snapshot = snapshot_of(tmp_path, PLACEMENTS, rows, settings("kgc-2021", more=AFDELINGEN))
    workspace, noted = open_workspace(tmp_path / "map"), date(2026, 10, 6)
    mark_concern(workspace, snapshot, SCOPE, "s", "1", noted, "JV", noted)
    on = date(2026, 10, 2)
    assert rows_of(cases(workspace, snapshot, SCOPE, on, "s", noted_until=noted), "student_id", "klas") == [
        ("1", "H3a")
    ]
    assert cases(workspace, snapshot, SCOPE, on, "s").is_empty()
    assert rows_of(cases(workspace, snapshot, SCOPE, noted, "s"), "student_id", "klas") == [("1", "V3a")]


JULY = school_days("midden", date(2026, 6, 15), date(2026, 7, 17))
LATES = 9
# Late nine times and ill twice in the last weeks before the summer; late once more on the second school day after it.
SUMMER = [
    *(Registration("a", day, 1, "te_laat_ongeoorloofd") for day in JULY[-LATES:]),
    *(Registration("a", day, 2, "ziek") for day in (JULY[-7], JULY[-3], JULY[-1])),
    *(Registration("b", day, 1, "ziek") for day in (JULY[3], JULY[6], JULY[9], JULY[12])),
    *(Registration("c", JULY[-1], hour, "ongeoorloofd") for hour in range(1, 13)),
    Registration("a", YEAR[1], 1, "te_laat_ongeoorloofd"),
    Registration("a", YEAR[1], 2, "ziek"),
]


@pytest.fixture(scope="module")
def summer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    opened = make_snapshot(tmp_path_factory.mktemp("zomer"), SUMMER, protocol="mlg-2020", until=YEAR[9])
    yield opened
    opened.close()


def held(snapshot: Snapshot, on: date) -> dict[str, int]:
    """How many rows each list has that a ladder or sick absence fills."""
    lists: dict[str, pl.DataFrame] = {
        "stages": stages(snapshot, SCOPE, on),
        "stages of every kind": stages(snapshot, SCOPE, on, every_stage=True),
        "next stages": next_stages(snapshot, SCOPE, on, "mlg-2020"),
        "counters": counters(snapshot, SCOPE, on, "a", "mlg-2020").filter(pl.col("value") > 0),
        "compared": compare(snapshot, SCOPE, on, ["mlg-2020"]).filter(pl.col("students") > 0),
        "worklist": worklist(snapshot, SCOPE, on),
        "lapsed": lapsed(snapshot, SCOPE, on),
        "asked": asked(snapshot, SCOPE, on),
        "mazl": stages(snapshot, SCOPE, on, "nl-mazl"),
        "sick": sick(snapshot, SCOPE, on),
        "sick pupils": sick_pupils(snapshot, SCOPE, on, "s"),
        "changes": changes(snapshot, SCOPE, on, "s").pupils,
        "together": together(snapshot, SCOPE, on, "s").pupils,
    }
    return {name: rows.height for name, rows in lists.items() if rows.height}


def test_before_the_summer_the_lists_are_full(summer: Snapshot) -> None:
    """The yardstick of the next test: on the last day of the school year there is something to forget."""
    found = held(summer, date(2026, 7, 31))
    assert {"stages", "next stages", "counters", "compared", "worklist", "asked", "mazl", "sick", "sick pupils"} <= set(
        found
    )


@pytest.mark.parametrize("on", [date(2026, 8, 1), date(2026, 8, 15), date(2026, 8, 30), YEAR[0]])
def test_in_august_nothing_of_last_year_is_held(summer: Snapshot, on: date) -> None:
    """On the first of August, in the holiday, on the day before school and on the first school day."""
    assert held(summer, on) == {}


def test_the_first_registration_counts_as_one(summer: Snapshot) -> None:
    on = YEAR[1]
    late = counters(summer, SCOPE, on, "a", "mlg-2020").filter(pl.col("value") > 0)
    assert set(late["value"]) == {1.0}
    columns = ("student_id", "spells_year", "spells_12_weeks", "days_year")
    assert rows_of(sick_pupils(summer, SCOPE, on, "s"), *columns) == [("a", 1, 1, 1)]


@pytest.mark.parametrize("on", [date(2026, 7, 31), date(2026, 8, 1), date(2026, 8, 30), YEAR[0], YEAR[1]])
def test_the_norm_looks_over_the_summer_on_its_ladder_too(summer: Snapshot, on: date) -> None:
    """Twelve hours on the last day before the summer: near the norm on both lists, with the same hours."""
    near = leerplicht(summer, SCOPE, on)
    assert rows_of(near, "student_id", "state", "hours") == [("c", "nadert", 12.0)]
    found = stages(summer, SCOPE, on, "nl-leerplicht")
    assert rows_of(found, "student_id", "reached_on", "value") == [("c", JULY[-1], 12.0)]
    students = compare(summer, SCOPE, on, ["nl-leerplicht"]).filter(pl.col("students") > 0)
    assert set(students["students"]) == {1}


def test_the_page_and_the_command_list_the_same_pupils_who_were_ill(summer: Snapshot, tmp_path: Path) -> None:
    """On any day: the columns of the command are those of the page, for the same pupils."""
    shared = [
        "student_id",
        "hours_year",
        "days_year",
        "spells_year",
        "spells_12_weeks",
        "current_spell_days",
        "mazl_since",
    ]
    for on in (JULY[4], JULY[-1], date(2026, 8, 1), YEAR[0], YEAR[1], YEAR[9]):
        page = sick_pupils(summer, SCOPE, on, "s").sort("student_id")
        assert sick(summer, SCOPE, on).select(shared).rows() == page.select(shared).rows()
        ill = {
            row.student
            for row in SUMMER
            if row.code == "ziek" and row.date <= on and (row.date >= YEAR[0]) == (on >= date(2026, 8, 1))
        }
        assert set(page["student_id"]) == ill
    assert sick(summer, of_schools("s"), JULY[-1]).is_empty()
    assert sick(summer, NOBODY, JULY[-1]).is_empty()


@pytest.fixture(scope="module")
def unlisted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    """Two pupils with the same days: pupil 1 is on a list, in havo, of pupil 9 no list knows a klas."""
    rows = [
        Registration(student, day, hour, code)
        for student in ("1", "9")
        for day, code in (
            (YEAR[5], "ongeoorloofd"),
            (YEAR[6], "ongeoorloofd"),
            (YEAR[7], "ziek"),
            (YEAR[8], "uitgestuurd"),
        )
        for hour in range(1, 9)
    ]
    toml = settings("kgc-2021", more=AFDELINGEN)
    opened = snapshot_of(tmp_path_factory.mktemp("onbekend"), "1;H3a;3;1-8-2026;", rows, toml)
    yield opened
    opened.close()


LISTS: dict[str, Callable[[Snapshot, Viewer, Selection], pl.DataFrame]] = {
    "treden": lambda snapshot, viewer, chosen: stages(snapshot, viewer, YEAR[8], selection=chosen),
    "norm": lambda snapshot, viewer, chosen: leerplicht(snapshot, viewer, YEAR[8], chosen),
    "meldingen": lambda snapshot, viewer, chosen: reports(snapshot, viewer, YEAR[8], chosen),
    "ziek": lambda snapshot, viewer, chosen: sick_pupils(snapshot, viewer, YEAR[8], "s", chosen),
    "werklijst": lambda snapshot, viewer, chosen: worklist(snapshot, viewer, YEAR[8], chosen),
    "verloop": lambda snapshot, viewer, chosen: moves(
        snapshot, viewer, YEAR[4], YEAR[8], "kgc-2021", "ongeoorloofd", chosen
    ),
}


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize(
    ("afdeling", "pupils"), [(None, {"1", "9"}), ("havo", {"1"}), ("overig", {"9"}), ("vwo", set())]
)
def test_a_pupil_of_whom_no_list_knows_a_klas_is_on_every_list(
    unlisted: Snapshot, name: str, afdeling: str | None, pupils: set[str]
) -> None:
    """In the afdeling for what is in none, chosen by a user or limited by rights; without a klas."""
    chosen = EVERYTHING if afdeling is None else Selection(afdelingen=(afdeling,))
    limited = SCOPE if afdeling is None else of_afdelingen("s", afdeling, rights=CARE)
    for found in (LISTS[name](unlisted, SCOPE, chosen), LISTS[name](unlisted, limited, EVERYTHING)):
        assert set(found["student_id"]) == pupils
        if "afdeling" in found.columns:
            assert set(found["afdeling"]) == {"havo" if student == "1" else "overig" for student in pupils}
        assert dict(found.select("student_id", "klas").iter_rows()) == {
            student: "H3a" if student == "1" else None for student in pupils
        }


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 10, 2), {"havo": 3}),
        (date(2026, 10, 5), {"havo": 2, "vwo": 1}),
        (date(2026, 10, 9), {"havo": 2, "vwo": 1}),
        (date(2026, 10, 12), {"havo": 1, "vwo": 1}),
    ],
)
def test_the_report_counts_who_moves_or_leaves_once(moved: Snapshot, on: date, expected: dict[str, int]) -> None:
    """The day before, of, and after a move, and the first school day after leaving."""
    now = report.counts(moved, SCOPE, on, "s").filter(period="nu")
    assert dict(now.select("part", "students").iter_rows()) == expected


def test_a_registration_of_the_first_day_after_leaving_is_a_finding(tmp_path: Path) -> None:
    rows = table("1 | 2026-10-08 | 1 | weg\n1 | 2026-10-09 | 1 | weg")
    snapshot = snapshot_of(tmp_path, "1;H3a;3;1-8-2026;8-10-2026", rows, settings("kgc-2021", more=AFDELINGEN))
    found = snapshot.rows("select subject, first_date from mart_finding where finding = 'buiten_inschrijving'")
    assert found.rows() == [("1", date(2026, 10, 9))]
