"""The 16-hour norm: window, restart, seven days, due dates, age, and what counts."""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from pipelines.models.snapshot import Snapshot, open_snapshot
from pipelines.questions.leerplicht import leaving, leerplicht, reports
from pipelines.questions.stages import stages
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from tests.pipelines.histories import (
    SCOPE,
    YEAR,
    Case,
    Registration,
    School,
    rows_of,
    settings,
    spread,
    table,
    write_csv,
)
from tests.pipelines.reference import Axis, hours_by_day, norm_reports

NOV = date(2026, 11, 20)
NATIONAL = School("nl-leerplicht", until=NOV)
SCHOOLS = {
    protocol: School(protocol, until=YEAR[95])
    for protocol in ("kgc-2021", "maastricht-2019", "cgu-2024", "mlg-2020", "leerlingenbureau-2020")
}
LONG_LESSONS = School(toml=settings("kgc-2021", more='lesson_minutes = 70\nhour_unit = "klokuur"'))

HOLIDAY = NATIONAL.case(
    table("""
        a | 2026-10-05 | 1-4 | weg
        a | 2026-10-12 | 1-4 | weg
        a | 2026-10-26 | 1-4 | weg
        a | 2026-11-02 | 1-4 | weg
        b | 2026-10-05 | 1-4 | weg
        b | 2026-10-12 | 1-4 | weg
        b | 2026-10-26 | 1-4 | weg
        b | 2026-11-02 | 1-3 | weg
    """)
)


def test_the_holiday_does_not_exist_for_the_window() -> None:
    """norms.md: 5 Oct, 12 Oct, [holiday], 26 Oct and 2 Nov, four hours each, make a report."""
    found = HOLIDAY.ask(reports, SCOPE, NOV)
    assert rows_of(found, "student_id", "report_number", "begin_date", "end_date", "due_on") == [
        ("a", 1, date(2026, 10, 5), date(2026, 11, 2), date(2026, 11, 9))
    ]
    assert HOLIDAY.ask(reports, SCOPE, date(2026, 11, 1)).is_empty()
    on_the_day = HOLIDAY.ask(leerplicht, SCOPE, date(2026, 11, 2))
    assert rows_of(on_the_day, "student_id", "state", "hours", "hours_left", "window_start") == [
        ("a", "melding", 16.0, 0.0, date(2026, 9, 29)),
        ("b", "nadert", 15.0, 1.0, date(2026, 9, 29)),
    ]


WINDOW = {
    last_day: NATIONAL.case(
        table(f"""
            a | 2026-09-07 | 1-4 | weg
            a | 2026-09-08 | 1-8 | weg
            a | {last_day} | 1-4 | weg
        """)
    )
    for last_day in ("2026-10-02", "2026-10-05")
}


@pytest.mark.parametrize(("last_day", "hours"), [("2026-10-02", 16.0), ("2026-10-05", 12.0)])
def test_the_window_is_28_days_on_the_axis(last_day: str, hours: float) -> None:
    """Hours of Monday of week one count until Friday of week four, and no longer on Monday of week five."""
    found = WINDOW[last_day].ask(leerplicht, SCOPE, date.fromisoformat(last_day))
    assert found["hours"].to_list() == [hours]
    assert WINDOW[last_day].ask(reports, SCOPE, NOV).height == (hours == 16)


STATES = {n: NATIONAL.case(spread("a", "weg", n, hours=(n + 1) // 2)) for n in (9, 10, 15, 16, 17)}


@pytest.mark.parametrize(
    ("hours", "state"), [(9, None), (10, "nadert"), (15, "nadert"), (16, "melding"), (17, "melding")]
)
def test_states_at_the_numbers(hours: int, state: str | None) -> None:
    found = STATES[hours].ask(leerplicht, SCOPE, YEAR[1])
    assert found["state"].to_list() == ([state] if state else [])
    if state:
        assert rows_of(found, "hours", "hours_left") == [(float(hours), float(max(16 - hours, 0)))]


AGAIN = NATIONAL.case(
    [
        *spread("a", "weg", 16, hours=8),
        *spread("a", "weg", 15, start=6, hours=8),
        *spread("b", "weg", 16, hours=8),
        *spread("b", "weg", 16, start=6, hours=8),
    ]
)


def test_counting_starts_again_the_day_after() -> None:
    """Sixteen hours, then fifteen more are no second report; the sixteenth is, and needs seven days in between."""
    assert rows_of(AGAIN.ask(reports, SCOPE, NOV), "student_id", "report_number", "begin_date", "end_date") == [
        ("a", 1, YEAR[0], YEAR[1]),
        ("b", 1, YEAR[0], YEAR[1]),
        ("b", 2, YEAR[6], YEAR[7]),
    ]
    after = AGAIN.ask(leerplicht, SCOPE, YEAR[9])
    assert rows_of(after, "student_id", "state", "hours", "hours_left", "window_start", "report_number") == [
        ("a", "melding", 15.0, 1.0, date(2026, 9, 2), 1),
        ("b", "melding", 0.0, 16.0, date(2026, 9, 10), 2),
    ]


SEPTEMBER_7 = YEAR.index(date(2026, 9, 7))
EVERY_DAY = NATIONAL.case(spread("a", "weg", 8 * 20, start=SEPTEMBER_7, hours=8))


def test_at_most_one_report_in_seven_days() -> None:
    """norms.md: eight hours a day from 7 September to 2 October make five reports, the last possible from 6 October."""
    found = EVERY_DAY.ask(reports, SCOPE, NOV)
    assert rows_of(found, "begin_date", "end_date", "possible_from", "due_on") == [
        (date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 8), date(2026, 9, 15)),
        (date(2026, 9, 9), date(2026, 9, 15), date(2026, 9, 15), date(2026, 9, 22)),
        (date(2026, 9, 16), date(2026, 9, 22), date(2026, 9, 22), date(2026, 9, 29)),
        (date(2026, 9, 23), date(2026, 9, 29), date(2026, 9, 29), date(2026, 10, 6)),
        (date(2026, 9, 30), date(2026, 10, 2), date(2026, 10, 6), date(2026, 10, 13)),
    ]
    assert EVERY_DAY.ask(reports, SCOPE, date(2026, 10, 5)).height == 4


WAITING = NATIONAL.case(
    [*spread("a", "weg", 32, start=SEPTEMBER_7, hours=8), *spread("b", "weg", 31, start=SEPTEMBER_7, hours=8)]
)


def test_a_waiting_report_ends_on_a_day_of_absence() -> None:
    """norms.md: eight hours a day Monday 7 to Thursday 10 September, then nothing: reports 7-8 and 9-10 September."""
    assert rows_of(WAITING.ask(reports, SCOPE, NOV), "student_id", "begin_date", "end_date", "due_on") == [
        ("a", date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 15)),
        ("a", date(2026, 9, 9), date(2026, 9, 10), date(2026, 9, 22)),
        ("b", date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 15)),
    ]
    columns = ("student_id", "state", "hours", "report_number", "window_start", "next_possible_from", "nears")
    assert rows_of(WAITING.ask(leerplicht, SCOPE, date(2026, 9, 9)), *columns)[0] == (
        "a",
        "melding",
        8.0,
        1,
        date(2026, 9, 9),
        None,
        False,
    )
    waiting = ("a", "melding", 16.0, 1, date(2026, 9, 9), date(2026, 9, 15), True)
    for day in (10, 11, 12, 14):
        assert rows_of(WAITING.ask(leerplicht, SCOPE, date(2026, 9, day)), *columns)[0] == waiting
    assert rows_of(WAITING.ask(leerplicht, SCOPE, date(2026, 9, 15)), *columns) == [
        ("a", "melding", 16.0, 2, date(2026, 9, 9), None, False),
        ("b", "melding", 15.0, 1, date(2026, 9, 9), None, True),
    ]
    assert rows_of(WAITING.ask(leerplicht, SCOPE, date(2026, 9, 16)), *columns)[0] == (
        "a",
        "melding",
        0.0,
        2,
        date(2026, 9, 11),
        None,
        False,
    )


def away(days: list[str]) -> Case:
    """A pupil who is away for eight hours on each of these days."""
    rows = [Registration("a", date.fromisoformat(day), hour, "ongeoorloofd") for day in days for hour in range(1, 9)]
    return NATIONAL.case(rows)


@pytest.mark.parametrize(
    ("case", "ends"),
    [
        (away(["2026-10-13", "2026-10-14"]), ["2026-10-14"]),
        # The eighth day after is Wednesday 21 October, in the autumn holiday: who is away until the last school day
        # before it has a report from then on, due five working days after the holiday.
        (away(["2026-10-13", "2026-10-14", "2026-10-15", "2026-10-16"]), ["2026-10-14", "2026-10-16"]),
        (away(["2026-10-13", "2026-10-14", "2026-10-15", "2026-10-26"]), ["2026-10-14", "2026-10-26"]),
    ],
)
def test_the_first_day_allowed_may_lie_in_a_holiday(case: Case, ends: list[str]) -> None:
    found = case.ask(reports, SCOPE, NOV)
    assert [str(day) for day in found["end_date"]] == ends
    if ends[1:] == ["2026-10-16"]:
        assert rows_of(found, "possible_from", "due_on")[1] == (date(2026, 10, 21), date(2026, 10, 30))
        assert case.ask(reports, SCOPE, date(2026, 10, 20)).height == 1
        assert case.ask(reports, SCOPE, date(2026, 10, 21)).height == 2


SUMMER = [
    (date(2026, 7, 1), 8),
    (date(2026, 7, 2), 7),
]  # a Wednesday and a Thursday, in midden the last full week but two


CROSSES = {
    setting: School(toml=settings("cgu-2024", more=setting), until=NOV)
    for setting in ("", "norm_crosses_summer = true", "norm_crosses_summer = false")
}


def around_summer(setting: str, hours: int) -> Case:
    """Fifteen hours in July, so many on 2 September, and fifteen in autumn."""
    rows = [Registration("a", day, hour, "ongeoorloofd") for day, until in SUMMER for hour in range(1, until + 1)]
    rows += [Registration("a", date(2026, 9, 2), hour, "ongeoorloofd") for hour in range(1, hours + 1)]
    return CROSSES[setting].case([*rows, *spread("a", "weg", 15, start=40, hours=8)])


@pytest.mark.parametrize(
    ("setting", "case", "made"),
    [
        ("", around_summer("", 1), True),
        ("", around_summer("", 0), False),
        ("norm_crosses_summer = true", around_summer("norm_crosses_summer = true", 1), True),
        ("norm_crosses_summer = false", around_summer("norm_crosses_summer = false", 1), False),
    ],
)
def test_the_norm_crosses_the_summer_unless_the_school_says_not(setting: str, case: Case, made: bool) -> None:
    """Fifteen hours in the last weeks of the year and one on 2 September: four school weeks, if holidays are none."""
    found = case.ask(reports, SCOPE, date(2026, 9, 2))
    assert rows_of(found, "report_number", "begin_date", "end_date", "crosses_summer") == (
        [(1, date(2026, 7, 1), date(2026, 9, 2), True)] if made else []
    )
    first = case.ask(leerplicht, SCOPE, date(2026, 9, 2))
    if made:
        assert rows_of(first, "state", "hours", "crosses_summer") == [("melding", 16.0, True)]
        told = case.ask(stages, SCOPE, date(2026, 9, 2), every_protocol=True)
        assert rows_of(told, "protocol", "ladder", "stage") == [
            ("cgu-2024", "ongeoorloofd", "ao-1"),
            ("kgc-2021", "ongeoorloofd", "oa-1"),
            ("leerlingenbureau-2020", "ongeoorloofd", "oa-1"),
            ("maastricht-2019", "verzuim", "vz-1"),
            ("mlg-2020", "spijbelen", "sp-1"),
            ("nl-leerplicht", "leerplicht", "melding"),
        ]
    elif setting:
        assert first.is_empty()
        assert case.ask(leaving, SCOPE, date(2026, 9, 2))["date"].to_list() == [date(2026, 9, 2)]


COUNTING_UNKNOWN = {
    crosses: School(toml=settings("maastricht-2019", more=f"norm_crosses_summer = {crosses}"), until=NOV)
    for crosses in ("true", "false")
}
TWELVE_IN_JULY = {
    crosses: school.case([Registration("a", day, hour, "ongeoorloofd") for day, _ in SUMMER for hour in range(1, 7)])
    for crosses, school in COUNTING_UNKNOWN.items()
}


@pytest.mark.parametrize(("crosses", "holds"), [("true", True), ("false", False)])
@pytest.mark.parametrize(("on", "new_year"), [("2026-07-31", False), ("2026-08-01", True), ("2026-08-30", True)])
def test_a_new_school_year_begins_in_august(crosses: str, holds: bool, on: str, new_year: bool) -> None:
    """Twelve hours in July: where counting starts anew in each school year, nothing of them is left on 1 August."""
    case, day = TWELVE_IN_JULY[crosses], date.fromisoformat(on)
    near = holds or not new_year
    assert rows_of(case.ask(leerplicht, SCOPE, day), "student_id", "state", "hours") == [("a", "nadert", 12.0)] * near
    told = case.ask(stages, SCOPE, day, protocol="nl-leerplicht")
    assert rows_of(told, "student_id", "stage", "value") == [("a", "nadert", 12.0)] * near
    assert case.ask(leaving, SCOPE, day)["date"].to_list() == [made for made, _ in SUMMER] * near


UNKNOWN_AROUND_SUMMER = {
    crosses: school.case(
        [
            *(Registration("a", day, hour, "onbekend") for day, _ in SUMMER for hour in range(1, 7)),
            *(Registration("a", YEAR[0], hour, "onbekend") for hour in range(1, 12)),
        ]
    )
    for crosses, school in COUNTING_UNKNOWN.items()
}


@pytest.mark.parametrize(("crosses", "reached"), [("true", date(2026, 7, 2)), ("false", date(2026, 8, 31))])
def test_near_before_and_after_the_summer(crosses: str, reached: date) -> None:
    """Twelve hours in July and eleven on the first school day: one stretch, unless counting starts anew."""
    case = UNKNOWN_AROUND_SUMMER[crosses]
    found = case.ask(stages, SCOPE, YEAR[0], protocol="nl-leerplicht", every_stage=True)
    assert rows_of(found.filter(stage="nadert"), "student_id", "reached_on") == [("a", reached)]
    assert found["stage"].to_list() == (["melding"] if crosses == "true" else []) + ["nadert"]


FOUR_AND_SIX = NATIONAL.case([*spread("a", "weg", 4, hours=4), *spread("a", "weg", 6, start=4, hours=6)])


@pytest.mark.parametrize(
    ("on", "near"), [("2026-09-25", True), ("2026-09-26", True), ("2026-09-27", True), ("2026-09-28", False)]
)
def test_what_holds_on_friday_holds_in_the_weekend(on: str, near: bool) -> None:
    """Four hours of the first Monday leave the window on the Monday four weeks later, in the list and on the ladder."""
    day = date.fromisoformat(on)
    assert rows_of(FOUR_AND_SIX.ask(leerplicht, SCOPE, day), "state", "hours") == [("nadert", 10.0)] * near
    assert rows_of(FOUR_AND_SIX.ask(stages, SCOPE, day), "stage", "value") == [("nadert", 10.0)] * near


AGES = [("03-09-2008", True, 17), ("02-09-2008", False, 18), ("01-09-2008", False, 18), ("", True, None)]


@pytest.fixture(scope="module")
def ages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[object, ...]]]:
    """End date, duty and age of the reports on 2 September 2026 by date of birth; one pupil of each."""
    folder = tmp_path_factory.mktemp("leeftijd")
    born = {f"{101 + n}": birth for n, (birth, *_) in enumerate(AGES)}
    pupils = folder / "leerlingen.csv"
    pupils.write_text(
        "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
        "studiebegindatum;studieeinddatum\n"
        + "".join(f"{n};Noor;;Veld;;{birth};V6a;VWO/6;;6;BRK;;1-8-2026;\n" for n, birth in born.items())
    )
    workspace = create_workspace(folder / "map", settings("nl-leerplicht"))
    start = YEAR.index(date(2026, 9, 1))
    rows = [row for student in born for row in spread(student, "weg", 16, start=start, hours=8)]
    import_files(workspace, [pupils, write_csv(folder / "a.csv", rows)])
    found = reports(open_snapshot(workspace), SCOPE, date(2026, 9, 2))
    return {
        birth: rows_of(found.filter(student_id=student), "end_date", "duty", "age") for student, birth in born.items()
    }


@pytest.mark.parametrize(("birth", "duty", "age"), AGES)
def test_age_on_the_end_date(
    ages: dict[str, list[tuple[object, ...]]], birth: str, duty: bool, age: int | None
) -> None:
    """Under 18 on the end date the report is a duty; who turns 18 that day is 18; unknown is taken as a duty."""
    assert ages[birth] == [(date(2026, 9, 2), duty, age)]


def two_days(end: str) -> Case:
    """A pupil who is away for eight hours on that day and on the school day before it."""
    last = date.fromisoformat(end)
    before = YEAR[YEAR.index(last) - 1]
    return NATIONAL.case(Registration("a", day, hour, "ongeoorloofd") for day in (before, last) for hour in range(1, 9))


DUE = {end: two_days(end) for end in ("2026-11-02", "2026-10-14", "2027-03-24", "2027-05-04")}


@pytest.mark.parametrize(
    ("end", "due"),
    [
        ("2026-11-02", "2026-11-09"),
        ("2026-10-14", "2026-10-28"),  # the autumn holiday of 17 to 25 October has no working days
        ("2027-03-24", "2027-04-01"),  # Easter Monday, 29 March
        ("2027-05-04", "2027-05-13"),  # after the May holiday: Ascension and the Friday after
    ],
)
def test_due_within_five_working_days(end: str, due: str) -> None:
    last = date.fromisoformat(end)
    found = DUE[end].ask(reports, SCOPE, last)
    assert rows_of(found, "end_date", "due_on") == [(last, date.fromisoformat(due))]


COUNTS = {
    protocol: school.case(
        table("""
            a | 2026-09-07 | 1-6 | weg
            a | 2026-09-08 | 1-6 | spijbelen
            a | 2026-09-09 | 1-4 | onbekend
            a | 2026-09-10 | 1 | laat
            a | 2026-09-11 | 1 | laat
            a | 2026-09-14 | 1-8 | ziek
            a | 2026-09-15 | 1-8 | verlof
            a | 2026-09-16 | 1-8 | uit
            a | 2026-09-17 | 1-8 | schorsing
            a | 2026-09-17 | 1 | te_laat_geoorloofd
        """)
    )
    for protocol, school in SCHOOLS.items()
}


@pytest.mark.parametrize(
    ("protocol", "judged", "unknown", "report"),
    [
        ("kgc-2021", 14.0, 4.0, True),  # onbekend counts, a late weighs an hour
        ("maastricht-2019", 12.0, 4.0, True),  # onbekend counts, a late does not
        ("cgu-2024", 12.0, 4.0, False),
        ("mlg-2020", 12.0, 4.0, False),
        ("leerlingenbureau-2020", 12.0, 4.0, False),
    ],
)
def test_what_counts_by_protocol(protocol: str, judged: float, unknown: float, report: bool) -> None:
    """Twelve judged hours, four unknown, two lates; sick, leave and being sent out never count."""
    case, day = COUNTS[protocol], date(2026, 9, 17)
    assert (case.ask(reports, SCOPE, day).height == 1) == report
    window = "select student_id, judged, unknown from int_norm_window where date = $day"
    assert rows_of(case.ask(Snapshot.rows, window, {"day": date(2026, 9, 9)}), "judged", "unknown") == [(12.0, 4.0)]
    days = case.ask(Snapshot.rows, "select * from int_norm_day where date <= $day", {"day": day})
    assert (days["judged"].sum(), days["unknown"].sum()) == (judged, unknown)


LATE_AND_REFUSED = [
    *spread("a", "laat", 8, hours=8),
    *spread("a", "niet_toegelaten", 8, hours=8),
    *spread("b", "laat", 16, hours=8),
    *spread("b", "niet_toegelaten", 16, hours=8),
]


@pytest.mark.parametrize(
    ("case", "hours"),
    [(SCHOOLS["kgc-2021"].case(LATE_AND_REFUSED), 16.0), (LONG_LESSONS.case(LATE_AND_REFUSED), 18.667)],
    ids=["lesuur", "klokuur"],
)
def test_late_and_refused_in_one_lesson_is_one_lesson(case: Case, hours: float) -> None:
    """kgc-2021: eight lessons late and refused at the door are eight hours; of seventy minutes the absence is larger."""
    found = case.ask(leerplicht, SCOPE, YEAR[1])
    rows_found = rows_of(found.with_columns(found["hours"].round(3)), "student_id", "state", "hours")
    assert rows_found == [("b", "melding", hours)]


LATES = {n: LONG_LESSONS.case(spread("a", "laat", n, hours=8)) for n in (14, 15, 16)}


@pytest.mark.parametrize(
    ("lates", "state", "hours"), [(14, "nadert", 14.0), (15, "nadert", 15.0), (16, "melding", 16.0)]
)
def test_the_length_of_a_lesson_does_not_weigh_a_late(lates: int, state: str, hours: float) -> None:
    assert rows_of(LATES[lates].ask(leerplicht, SCOPE, YEAR[1]), "state", "hours") == [(state, hours)]


LATE_AND_UNKNOWN = SCHOOLS["kgc-2021"].case([*spread("a", "laat", 12, hours=6), *spread("a", "onbekend", 14, hours=7)])


def test_a_late_and_an_unknown_absence_in_one_lesson() -> None:
    """The late is judged; of the unknown absence nothing is left beyond it, whether unknown hours count or not."""
    found = LATE_AND_UNKNOWN.ask(leerplicht, SCOPE, YEAR[1])
    assert rows_of(found, "hours", "hours_unknown", "counted") == [(12.0, 2.0, 14.0)]


TWICE = NATIONAL.case([*spread("a", "weg", 15, hours=8), *spread("a", "spijbelen", 8, hours=8)])


def test_a_slot_counts_once() -> None:
    """Two unauthorised registrations in one lesson hour are one hour."""
    assert TWICE.ask(leerplicht, SCOPE, YEAR[1])["hours"].to_list() == [15.0]


CLOCK = School(toml=settings("cgu-2024", more='lesson_minutes = 45\nhour_unit = "klokuur"'))
LESSONS = CLOCK.case([*spread("a", "weg", 21, hours=7), *spread("b", "weg", 22, hours=8)])


def test_clock_hours() -> None:
    """With 45-minute lessons counted in clock hours 21 lessons are 15.75 hours and 22 are 16.5."""
    found = LESSONS.ask(leerplicht, SCOPE, YEAR[2])
    assert rows_of(found, "student_id", "state", "hours") == [("a", "nadert", 15.75), ("b", "melding", 16.5)]


LEAVING = NATIONAL.case(
    table("""
        a | 2026-10-05 | 1-4 | weg
        a | 2026-10-08 | 1-2 | onbekend
        a | 2026-10-12 | 1-6 | weg
    """)
)


def test_which_hours_leave_when() -> None:
    """Hours leave four school weeks later on the same weekday; the holiday week is skipped."""
    found = LEAVING.ask(leaving, SCOPE, date(2026, 10, 12))
    assert rows_of(found, "date", "judged", "unknown", "leaves_on") == [
        (date(2026, 10, 5), 4.0, 0.0, date(2026, 11, 9)),
        (date(2026, 10, 8), 0.0, 2.0, date(2026, 11, 12)),
        (date(2026, 10, 12), 6.0, 0.0, date(2026, 11, 16)),
    ]


def random_rows(seed: int) -> list[Registration]:
    """Random histories of forty pupils."""
    randomness = random.Random(seed)
    rows = []
    for pupil in range(40):
        density = randomness.choice([0.05, 0.15, 0.4, 1.0])
        for day in YEAR[:90]:
            if randomness.random() < density:
                for hour in range(1, randomness.randint(1, 8) + 1):
                    code = randomness.choice(["ongeoorloofd", "spijbelen", "ziek", "onbekend"])
                    rows.append(Registration(f"p{pupil:02}", day, hour, code))
    return rows


HISTORIES = {seed: random_rows(seed) for seed in range(4)}
SEEDS = {seed: SCHOOLS["maastricht-2019"].case(rows) for seed, rows in HISTORIES.items()}


@pytest.mark.parametrize("seed", SEEDS)
def test_against_plain_python(seed: int) -> None:
    """Random histories: the same reports as a day-by-day count in plain Python."""
    last = YEAR[95]
    found = SEEDS[seed].ask(reports, SCOPE, last)
    axis = Axis(YEAR)
    by_pupil: dict[str, list[Registration]] = defaultdict(list)
    for r in HISTORIES[seed]:
        by_pupil[r.student].append(r)
    expected = [
        (student, begin, end)
        for student in sorted(by_pupil)
        for begin, end in norm_reports(
            axis, hours_by_day(by_pupil[student], ("ongeoorloofd", "spijbelen", "onbekend")), last
        )
    ]
    assert expected
    assert rows_of(found, "student_id", "begin_date", "end_date") == expected


JUNE = [date(2026, 6, day) for day in (1, 2)]
BOTH_YEARS = NATIONAL.case(
    [
        *(Registration("a", day, hour, "ongeoorloofd") for day in JUNE for hour in range(1, 9)),
        *spread("a", "weg", 16, start=10, hours=8),
    ]
)


def test_reports_are_numbered_per_school_year() -> None:
    assert rows_of(BOTH_YEARS.ask(reports, SCOPE, JUNE[1]), "report_number") == [(1,)]
    assert rows_of(BOTH_YEARS.ask(reports, SCOPE, YEAR[11]), "report_number", "end_date") == [(1, YEAR[11])]
    assert BOTH_YEARS.ask(reports, SCOPE, YEAR[5]).is_empty()


@pytest.mark.parametrize("question", [reports, leerplicht, leaving])
def test_nobody_else_is_in_an_answer(question: Callable[..., pl.DataFrame]) -> None:
    """Only pupils of the cases, and not `slot`, who was away with leave on the last day."""
    found = question(NATIONAL.snapshot, SCOPE, NOV)
    assert found.height
    assert found["student_id"].str.contains("-").all()
