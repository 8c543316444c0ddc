"""The quality of the data, held by small tables: every list, its edges, and nobody without a viewer."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from pipelines.models.build import build_snapshot
from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions import quality
from pipelines.questions.completeness import completeness
from pipelines.store.import_log import imported_files
from pipelines.store.imports import import_files
from pipelines.store.part import part_of
from pipelines.store.workspace import create_workspace
from pipelines.viewer import EVERYTHING, NOBODY, Selection, Viewer, of_afdelingen, of_mentors, of_schools
from tests.pipelines.exports import brought, codes, pupils, registrations
from tests.pipelines.histories import (
    SCOPE,
    YEAR,
    Case,
    Registration,
    School,
    make_workspace,
    rows_of,
    settings,
    table as rows_from,
    write_csv,
)

LAST = date(2026, 12, 11)
LISTS = [
    quality.free_days,
    quality.outside_enrolment,
    quality.without_klas,
    quality.double_slots,
    quality.unknown_hours,
    completeness,
]
Question = Callable[[Snapshot, Viewer, date, str, Selection], pl.DataFrame]


NATIONAL = School(until=LAST)


def asked(question: Question, snapshot: Snapshot, on: date = LAST, chosen: Selection = EVERYTHING) -> pl.DataFrame:
    return question(snapshot, SCOPE, on, "s", chosen)


FREE = NATIONAL.case(
    rows_from("""
        1 | 2026-10-16 | 1 | ziek
        1 | 2026-10-17 | 1 | ziek
        2 | 2026-10-25 | 2 | weg
        2 | 2026-10-26 | 2 | weg
        3 | 2026-11-15 | 3 | laat
    """)
)


def test_a_registration_in_the_holiday_or_on_a_sunday_is_listed() -> None:
    """Autumn holiday in midden: 17 to 25 October 2026; the Friday before and the Monday after are school days."""
    found = FREE.of(asked(quality.free_days, NATIONAL.snapshot))
    assert sorted(found["date"].cast(pl.String)) == ["2026-10-17", "2026-10-25", "2026-11-15"]


WEEKEND = NATIONAL.case(rows_from("1 | 2026-10-17 | 1 | ziek\n1 | 2026-10-18 | 1 | ziek"))


@pytest.mark.parametrize(("on", "amount"), [("2026-10-16", 0), ("2026-10-17", 1), ("2026-10-18", 2)])
def test_only_what_is_dated_up_to_the_day_is_known(on: str, amount: int) -> None:
    assert WEEKEND.of(asked(quality.free_days, NATIONAL.snapshot, date.fromisoformat(on))).height == amount


SLOTS = [
    (["ziek", "weg"], True),
    (["ziek", "laat"], True),
    (["laat", "uit"], False),
    (["laat", "les_incident"], False),
    (["ziek", "les_incident"], False),
    (["ziek", "betermelding"], False),
    (["laat", "te_laat_geoorloofd"], False),
    (["weg"], False),
]


def one_slot(codes_: list[str]) -> Case:
    """A pupil with these registrations in one lesson hour."""
    return NATIONAL.case(rows_from("\n".join(f"1 | 2026-09-07 | 3 | {code}" for code in codes_)))


@pytest.mark.parametrize(("case", "double"), [(one_slot(codes_), double) for codes_, double in SLOTS])
def test_a_slot_is_double_when_its_registrations_exclude_each_other(case: Case, double: bool) -> None:
    found = case.of(asked(quality.double_slots, NATIONAL.snapshot))
    assert rows_of(found, "student_id", "lesson_hour") == ([("1", 3)] if double else [])


DAY_AND_HOUR = NATIONAL.case(
    [Registration("1", YEAR[3], None, "ziek"), Registration("1", YEAR[3], 2, "te_laat_ongeoorloofd")]
)


def test_a_whole_day_and_an_hour_of_it_are_one_double_slot() -> None:
    found = DAY_AND_HOUR.of(asked(quality.double_slots, NATIONAL.snapshot))
    assert rows_of(found, "lesson_hour", "codes") == [(2, "te_laat_ongeoorloofd + ziek")]


def test_two_source_rows_of_one_category_in_one_hour_are_double(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", settings("nl-leerplicht"))
    rows = "1 | 101 | 2026-09-07 | 1 | ziek\n2 | 101 | 2026-09-07 | 1 | ziek\n3 | 101 | 2026-09-07 | 2 | ziek"
    brought(workspace, registrations(tmp_path / "week.csv", rows))
    found = quality.double_slots(open_snapshot(workspace), SCOPE, date(2026, 9, 7), "s", EVERYTHING)
    assert rows_of(found, "lesson_hour", "registrations") == [(1, 2)]


UNKNOWN = NATIONAL.case(
    rows_from("""
        1 | 2026-10-15 | 1 | onbekend
        1 | 2026-10-16 | 1-2 | onbekend
        1 | 2026-10-26 | 1 | onbekend
        2 | 2026-10-26 | 1 | weg
        3 | 2026-10-27 | 1 | onbekend
    """)
)


def test_hours_without_a_reason_age_by_school_days() -> None:
    """From Friday 16 October to Monday 26 October is one school day: the holiday and weekends have no age."""
    found = UNKNOWN.of(asked(quality.unknown_hours, NATIONAL.snapshot, date(2026, 10, 26)))
    assert rows_of(found, "student_id", "lesson_hour", "age_school_days") == [
        ("1", 1, 2),
        ("1", 1, 1),
        ("1", 2, 1),
        ("1", 1, 0),
    ]


def with_list(folder: Path) -> Snapshot:
    """A pupil list with 101 in a klas and 102 in none; 901 is on no list."""
    workspace = create_workspace(folder / "werkmap", settings("nl-leerplicht"))
    rows = "\n".join(f"{n} | {n} | 2026-09-07 | 1 | ziek" for n in (101, 102, 901))
    listed = pupils(folder / "leerlingen.csv", "101 | 5101 | Zoë | Meer | H3a\n102 | 5102 | Bo | Dijk | ")
    brought(workspace, listed, registrations(folder / "week.csv", rows))
    return open_snapshot(workspace)


def test_pupils_without_klas_say_whether_a_list_knows_them(tmp_path: Path) -> None:
    found = quality.without_klas(with_list(tmp_path), SCOPE, date(2026, 9, 7), "s", EVERYTHING)
    assert rows_of(found.sort("student_id"), "student_id", "unlisted") == [("102", False), ("901", True)]


def test_a_registration_before_enrolment_is_listed_with_the_klas_of_now(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, rows_from("1 | 2026-09-07 | 1 | ziek\n1 | 2026-09-08 | 1 | ziek"))
    store = part_of(workspace).store()
    store["placements"] = store["placements"].with_columns(
        pl.lit(date(2026, 9, 8)).alias("valid_from"), pl.lit(True).alias("listed")
    )
    part_of(workspace).write_store(part_of(workspace).next_version(), store)
    snapshot = Snapshot({"s": build_snapshot(part_of(workspace), store, part_of(workspace).next_version() - 1)})
    found = quality.outside_enrolment(snapshot, SCOPE, date(2026, 9, 8), "s", EVERYTHING)
    assert rows_of(found, "student_id", "date", "klas") == [("1", date(2026, 9, 7), "H3a")]


def test_codes_say_what_nobody_maps_and_where_the_source_disagrees(tmp_path: Path) -> None:
    workspace = create_workspace(tmp_path / "werkmap", settings("kgc-2021", codes=False))
    reasons = codes(tmp_path / "codes.csv", "1 | BV | Boeken vergeten | 1 | False | False")
    rows = "1 | 101 | 2026-09-07 | 1 | BV | False\n2 | 101 | 2026-09-08 | 1 | Qq\n3 | 101 | 2026-09-10 | 1 | Qq"
    brought(workspace, reasons, registrations(tmp_path / "week.csv", rows))
    found = quality.codes(open_snapshot(workspace), SCOPE, date(2026, 9, 10), "s")
    assert rows_of(found, "code", "category", "contradiction", "registrations", "first_date", "last_date") == [
        ("Qq", "onbekend_code", False, 2, date(2026, 9, 8), date(2026, 9, 10)),
        ("BV", "verlof", True, 1, date(2026, 9, 7), date(2026, 9, 7)),
    ]


def test_corrections_are_those_of_one_import(tmp_path: Path) -> None:
    workspace = make_workspace(tmp_path, rows_from("1 | 2026-09-07 | 1 | onbekend\n2 | 2026-09-08 | 1 | weg"))
    import_files(workspace, [write_csv(tmp_path / "later.csv", rows_from("1 | 2026-09-07 | 1 | ziek"))])
    first = imported_files(workspace)["moment"].max()
    assert isinstance(first, datetime)
    on = date(2026, 9, 8)
    found = quality.corrections(open_snapshot(workspace), SCOPE, on, "s", EVERYTHING, first)
    assert rows_of(found, "student_id", "old_code", "new_code") == [("1", "onbekend", "ziek")]
    assert quality.corrections(
        open_snapshot(workspace), SCOPE, on, "s", EVERYTHING, first - timedelta(microseconds=1)
    ).is_empty()


# Afdelingen of fifteen pupils of whom so many have registrations in the fifth week, one of fifteen in every week,
# and one of three.
PRESENT = {f"h{left}": left for left in (0, 2, 3, 15)}
WEEKS = School(
    toml=settings(
        "nl-leerplicht",
        more="".join(
            f'[[school.afdeling]]\nid = "{name}"\nname = "{name}"\nclasses = ["{name}*"]\n'
            for name in (*PRESENT, "v", "drie")
        ),
    )
)


def full_weeks(klas: str, present: int, pupil_count: int = 15) -> Case:
    """Ten weeks in which every pupil of a klas is late every day; in the fifth only so many of them are."""
    rows = [
        Registration(f"{klas}-{number}", day, 1, "te_laat_ongeoorloofd")
        for place, day in enumerate(YEAR[:50])
        for number in range(pupil_count)
        if not (20 <= place < 25 and number >= present)
    ]
    return WEEKS.case(rows, klas={row.student: klas for row in rows})


for name, left in {**PRESENT, "v": 15}.items():
    full_weeks(name, left)
full_weeks("drie", 3, pupil_count=3)


@pytest.mark.parametrize(("left", "suspicious"), [(0, True), (2, True), (3, False), (15, False)])
def test_a_week_is_suspicious_below_a_fifth_of_what_the_year_makes_likely(left: int, suspicious: bool) -> None:
    """Fifteen pupils of an afdeling give 75 registrations a week; a fifth of that is 15, five days of three pupils."""
    found = completeness(WEEKS.snapshot, SCOPE, YEAR[49], "s", EVERYTHING).filter(suspicious=True)
    expected = [(f"h{left}", YEAR[20], 5 * left or None)] if suspicious else []
    assert rows_of(found.filter(afdeling=f"h{left}"), "afdeling", "week_start", "registrations") == expected
    assert set(found["afdeling"]) == {"h0", "h2"}


def test_a_part_of_which_little_is_expected_says_nothing() -> None:
    """Three pupils give fifteen registrations a week, below the twenty from which a quiet week means something."""
    found = completeness(WEEKS.snapshot, SCOPE, YEAR[49], "s", EVERYTHING).filter(afdeling="drie")
    assert (found.height, found["suspicious"].null_count()) == (10, 10)


def test_a_week_that_is_not_over_is_not_judged() -> None:
    snapshot = WEEKS.snapshot
    assert completeness(snapshot, SCOPE, YEAR[48], "s", EVERYTHING)["week_start"].max() == YEAR[40]
    assert completeness(snapshot, SCOPE, YEAR[49], "s", EVERYTHING)["week_start"].max() == YEAR[45]


def test_nobody_else_is_in_a_list() -> None:
    """`slot` has leave on the last day, which is nothing to look into."""
    for question in (quality.free_days, quality.double_slots, quality.unknown_hours):
        found = asked(question, NATIONAL.snapshot)
        assert found.height
        assert found["student_id"].str.contains("-").all()


@pytest.mark.parametrize("question", LISTS, ids=lambda question: question.__name__)
@pytest.mark.parametrize(
    "viewer",
    [NOBODY, of_schools("t"), of_afdelingen("s"), of_mentors("s", "X")],
    ids=["nobody", "other school", "no afdeling", "other mentor"],
)
def test_without_a_scope_there_are_no_rows(messy: Snapshot, question: Question, viewer: Viewer) -> None:
    assert asked(question, messy).height
    assert question(messy, viewer, LAST, "s", EVERYTHING).is_empty()


@pytest.mark.parametrize("question", LISTS, ids=lambda question: question.__name__)
def test_a_choice_of_another_klas_leaves_nobody(messy: Snapshot, question: Question) -> None:
    assert asked(question, messy, chosen=Selection(klassen=("Z9z",))).is_empty()


@pytest.fixture(scope="module")
def messy(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A school in which every list has at least one row."""
    folder = tmp_path_factory.mktemp("rommelig")
    text = """
    1 | 2026-09-07 | 1 | ziek
    1 | 2026-09-07 | 1 | weg
    1 | 2026-09-08 | 1 | onbekend
    2 | 2026-10-20 | 1 | weg
    3 | 2026-09-08 | 1 | weg
    4 | 2026-09-08 | 1 | weg
    """
    workspace = make_workspace(folder, rows_from(text), until=LAST)
    store = part_of(workspace).store()
    placed = store["placements"].filter(pl.col("student_id") != "3")
    begin = pl.when(pl.col("student_id") == "4").then(pl.date(2026, 9, 9))
    store["placements"] = placed.with_columns(begin.alias("valid_from"), pl.lit(True).alias("listed"))
    version = part_of(workspace).next_version()
    part_of(workspace).write_store(version, store)
    return Snapshot({"s": build_snapshot(part_of(workspace), store, version)})
