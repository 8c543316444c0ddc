"""The 16-hour norm: window, restart, seven days, due dates, age, and what counts."""

import random
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from pipelines.models.snapshot import open_snapshot
from pipelines.questions.leerplicht import leaving, leerplicht, reports
from pipelines.questions.stages import stages
from pipelines.store.imports import import_files
from pipelines.store.workspace import create_workspace
from tests.pipelines.histories import (
    SCOPE,
    YEAR,
    Registration,
    make_snapshot,
    rows_of,
    settings,
    spread,
    table,
    write_csv,
)
from tests.pipelines.reference import Axis, hours_by_day, norm_reports

NOV = date(2026, 11, 20)


def test_the_holiday_does_not_exist_for_the_window(tmp_path: Path) -> None:
    """norms.md: 5 Oct, 12 Oct, [holiday], 26 Oct and 2 Nov, four hours each, make a report."""
    rows = table("""
        a | 2026-10-05 | 1-4 | weg
        a | 2026-10-12 | 1-4 | weg
        a | 2026-10-26 | 1-4 | weg
        a | 2026-11-02 | 1-4 | weg
        b | 2026-10-05 | 1-4 | weg
        b | 2026-10-12 | 1-4 | weg
        b | 2026-10-26 | 1-4 | weg
        b | 2026-11-02 | 1-3 | weg
    """)
    snapshot = make_snapshot(tmp_path, rows, until=NOV)
    found = reports(snapshot, SCOPE, NOV)
    assert rows_of(found, "student_id", "report_number", "begin_date", "end_date", "due_on") == [
        ("a", 1, date(2026, 10, 5), date(2026, 11, 2), date(2026, 11, 9))
    ]
    assert reports(snapshot, SCOPE, date(2026, 11, 1)).is_empty()
    on_the_day = leerplicht(snapshot, SCOPE, date(2026, 11, 2))
    assert rows_of(on_the_day, "student_id", "state", "hours", "hours_left", "window_start") == [
        ("a", "melding", 16.0, 0.0, date(2026, 9, 29)),
        ("b", "nadert", 15.0, 1.0, date(2026, 9, 29)),
    ]


@pytest.mark.parametrize(("last_day", "hours"), [("2026-10-02", 16.0), ("2026-10-05", 12.0)])
def test_the_window_is_28_days_on_the_axis(tmp_path: Path, last_day: str, hours: float) -> None:
    """Hours of Monday of week one count until Friday of week four, and no longer on Monday of week five."""
    rows = table(f"""
        a | 2026-09-07 | 1-4 | weg
        a | 2026-09-08 | 1-8 | weg
        a | {last_day} | 1-4 | weg
    """)
    snapshot = make_snapshot(tmp_path, rows, until=NOV)
    found = leerplicht(snapshot, SCOPE, date.fromisoformat(last_day))
    assert found["hours"].to_list() == [hours]
    assert reports(snapshot, SCOPE, NOV).height == (hours == 16)


@pytest.mark.parametrize(
    ("hours", "state"), [(9, None), (10, "nadert"), (15, "nadert"), (16, "melding"), (17, "melding")]
)
def test_states_at_the_numbers(tmp_path: Path, hours: int, state: str | None) -> None:
    snapshot = make_snapshot(tmp_path, spread("a", "weg", hours, hours=(hours + 1) // 2), until=NOV)
    found = leerplicht(snapshot, SCOPE, YEAR[1])
    assert found["state"].to_list() == ([state] if state else [])
    if state:
        assert rows_of(found, "hours", "hours_left") == [(float(hours), float(max(16 - hours, 0)))]


def test_counting_starts_again_the_day_after(tmp_path: Path) -> None:
    """Sixteen hours, then fifteen more are no second report; the sixteenth is, and needs seven days in between."""
    rows = [*spread("a", "weg", 16, hours=8), *spread("a", "weg", 15, start=6, hours=8)]
    rows += [*spread("b", "weg", 16, hours=8), *spread("b", "weg", 16, start=6, hours=8)]
    snapshot = make_snapshot(tmp_path, rows, until=NOV)
    assert rows_of(reports(snapshot, SCOPE, NOV), "student_id", "report_number", "begin_date", "end_date") == [
        ("a", 1, YEAR[0], YEAR[1]),
        ("b", 1, YEAR[0], YEAR[1]),
        ("b", 2, YEAR[6], YEAR[7]),
    ]
    after = leerplicht(snapshot, SCOPE, YEAR[9])
    assert rows_of(after, "student_id", "state", "hours", "hours_left", "window_start", "report_number") == [
        ("a", "melding", 15.0, 1.0, date(2026, 9, 2), 1),
        ("b", "melding", 0.0, 16.0, date(2026, 9, 10), 2),
    ]


def test_at_most_one_report_in_seven_days(tmp_path: Path) -> None:
    """norms.md: eight hours a day from 7 September to 2 October make five reports, the last possible from 6 October."""
    start = YEAR.index(date(2026, 9, 7))
    snapshot = make_snapshot(tmp_path, spread("a", "weg", 8 * 20, start=start, hours=8), until=NOV)
    found = reports(snapshot, SCOPE, NOV)
    assert rows_of(found, "begin_date", "end_date", "possible_from", "due_on") == [
        (date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 8), date(2026, 9, 15)),
        (date(2026, 9, 9), date(2026, 9, 15), date(2026, 9, 15), date(2026, 9, 22)),
        (date(2026, 9, 16), date(2026, 9, 22), date(2026, 9, 22), date(2026, 9, 29)),
        (date(2026, 9, 23), date(2026, 9, 29), date(2026, 9, 29), date(2026, 10, 6)),
        (date(2026, 9, 30), date(2026, 10, 2), date(2026, 10, 6), date(2026, 10, 13)),
    ]
    assert reports(snapshot, SCOPE, date(2026, 10, 5)).height == 4


def test_a_waiting_report_ends_on_a_day_of_absence(tmp_path: Path) -> None:
    """norms.md: eight hours a day Monday 7 to Thursday 10 September, then nothing: reports 7-8 and 9-10 September."""
    start = YEAR.index(date(2026, 9, 7))
    rows = [*spread("a", "weg", 32, start=start, hours=8), *spread("b", "weg", 31, start=start, hours=8)]
    snapshot = make_snapshot(tmp_path, rows, until=NOV)
    assert rows_of(reports(snapshot, SCOPE, NOV), "student_id", "begin_date", "end_date", "due_on") == [
        ("a", date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 15)),
        ("a", date(2026, 9, 9), date(2026, 9, 10), date(2026, 9, 22)),
        ("b", date(2026, 9, 7), date(2026, 9, 8), date(2026, 9, 15)),
    ]
    columns = ("student_id", "state", "hours", "report_number", "window_start", "next_possible_from", "nears")
    assert rows_of(leerplicht(snapshot, SCOPE, date(2026, 9, 9)), *columns)[0] == (
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
        assert rows_of(leerplicht(snapshot, SCOPE, date(2026, 9, day)), *columns)[0] == waiting
    assert rows_of(leerplicht(snapshot, SCOPE, date(2026, 9, 15)), *columns) == [
        ("a", "melding", 16.0, 2, date(2026, 9, 9), None, False),
        ("b", "melding", 15.0, 1, date(2026, 9, 9), None, True),
    ]
    assert rows_of(leerplicht(snapshot, SCOPE, date(2026, 9, 16)), *columns)[0] == (
        "a",
        "melding",
        0.0,
        2,
        date(2026, 9, 11),
        None,
        False,
    )


@pytest.mark.parametrize(
    ("more", "ends"),
    [
        ([], ["2026-10-14"]),
        # The eighth day after is Wednesday 21 October, in the autumn holiday: who is away until the last school day
        # before it has a report from then on, due five working days after the holiday.
        (["2026-10-15", "2026-10-16"], ["2026-10-14", "2026-10-16"]),
        (["2026-10-15", "2026-10-26"], ["2026-10-14", "2026-10-26"]),
    ],
)
def test_the_first_day_allowed_may_lie_in_a_holiday(tmp_path: Path, more: list[str], ends: list[str]) -> None:
    days = [date.fromisoformat(day) for day in ("2026-10-13", "2026-10-14", *more)]
    rows = [Registration("a", day, hour, "ongeoorloofd") for day in days for hour in range(1, 9)]
    snapshot = make_snapshot(tmp_path, rows, until=NOV)
    found = reports(snapshot, SCOPE, NOV)
    assert [str(day) for day in found["end_date"]] == ends
    if ends[1:] == ["2026-10-16"]:
        assert rows_of(found, "possible_from", "due_on")[1] == (date(2026, 10, 21), date(2026, 10, 30))
        assert reports(snapshot, SCOPE, date(2026, 10, 20)).height == 1
        assert reports(snapshot, SCOPE, date(2026, 10, 21)).height == 2


SUMMER = [
    (date(2026, 7, 1), 8),
    (date(2026, 7, 2), 7),
]  # a Wednesday and a Thursday, in midden the last full week but two


@pytest.mark.parametrize(
    ("setting", "hours", "made"),
    [("", 1, True), ("", 0, False), ("norm_crosses_summer = true", 1, True), ("norm_crosses_summer = false", 1, False)],
)
def test_the_norm_crosses_the_summer_unless_the_school_says_not(
    tmp_path: Path, setting: str, hours: int, made: bool
) -> None:
    """Fifteen hours in the last weeks of the year and one on 2 September: four school weeks, if holidays are none."""
    rows = [Registration("a", day, hour, "ongeoorloofd") for day, until in SUMMER for hour in range(1, until + 1)]
    rows += [Registration("a", date(2026, 9, 2), hour, "ongeoorloofd") for hour in range(1, hours + 1)]
    rows += spread("a", "weg", 15, start=40, hours=8)
    toml = settings("cgu-2024", more=setting)
    snapshot = make_snapshot(tmp_path, rows, toml=toml, until=NOV)
    found = reports(snapshot, SCOPE, date(2026, 9, 2))
    assert rows_of(found, "report_number", "begin_date", "end_date", "crosses_summer") == (
        [(1, date(2026, 7, 1), date(2026, 9, 2), True)] if made else []
    )
    first = leerplicht(snapshot, SCOPE, date(2026, 9, 2))
    if made:
        assert rows_of(first, "state", "hours", "crosses_summer") == [("melding", 16.0, True)]
        assert rows_of(
            stages(snapshot, SCOPE, date(2026, 9, 2), every_protocol=True), "protocol", "ladder", "stage"
        ) == [
            ("cgu-2024", "ongeoorloofd", "ao-1"),
            ("kgc-2021", "ongeoorloofd", "oa-1"),
            ("leerlingenbureau-2020", "ongeoorloofd", "oa-1"),
            ("maastricht-2019", "verzuim", "vz-1"),
            ("mlg-2020", "spijbelen", "sp-1"),
            ("nl-leerplicht", "leerplicht", "melding"),
        ]
    elif setting:
        assert first.is_empty()
        assert leaving(snapshot, SCOPE, date(2026, 9, 2))["date"].to_list() == [date(2026, 9, 2)]


@pytest.mark.parametrize(("crosses", "holds"), [("true", True), ("false", False)])
@pytest.mark.parametrize(("on", "new_year"), [("2026-07-31", False), ("2026-08-01", True), ("2026-08-30", True)])
def test_a_new_school_year_begins_in_august(tmp_path: Path, crosses: str, holds: bool, on: str, new_year: bool) -> None:
    """Twelve hours in July: where counting starts anew in each school year, nothing of them is left on 1 August."""
    rows = [Registration("a", day, hour, "ongeoorloofd") for day, _ in SUMMER for hour in range(1, 7)]
    toml = settings("nl-leerplicht", more=f"norm_crosses_summer = {crosses}")
    snapshot = make_snapshot(tmp_path, rows, toml=toml, until=NOV)
    day = date.fromisoformat(on)
    near = holds or not new_year
    assert rows_of(leerplicht(snapshot, SCOPE, day), "student_id", "state", "hours") == [("a", "nadert", 12.0)] * near
    assert rows_of(stages(snapshot, SCOPE, day), "student_id", "stage", "value") == [("a", "nadert", 12.0)] * near
    assert leaving(snapshot, SCOPE, day)["date"].to_list() == [made for made, _ in SUMMER] * near


@pytest.mark.parametrize(("crosses", "reached"), [("true", date(2026, 7, 2)), ("false", date(2026, 8, 31))])
def test_near_before_and_after_the_summer(tmp_path: Path, crosses: str, reached: date) -> None:
    """Twelve hours in July and eleven on the first school day: one stretch, unless counting starts anew."""
    rows = [Registration("a", day, hour, "onbekend") for day, _ in SUMMER for hour in range(1, 7)]
    rows += [Registration("a", YEAR[0], hour, "onbekend") for hour in range(1, 12)]
    toml = settings("maastricht-2019", more=f"norm_crosses_summer = {crosses}")
    snapshot = make_snapshot(tmp_path, rows, toml=toml, until=NOV)
    found = stages(snapshot, SCOPE, YEAR[0], protocol="nl-leerplicht", every_stage=True)
    assert rows_of(found.filter(stage="nadert"), "student_id", "reached_on") == [("a", reached)]
    assert found["stage"].to_list() == (["melding"] if crosses == "true" else []) + ["nadert"]


@pytest.mark.parametrize(
    ("on", "near"), [("2026-09-25", True), ("2026-09-26", True), ("2026-09-27", True), ("2026-09-28", False)]
)
def test_what_holds_on_friday_holds_in_the_weekend(tmp_path: Path, on: str, near: bool) -> None:
    """Four hours of the first Monday leave the window on the Monday four weeks later, in the list and on the ladder."""
    rows = [*spread("a", "weg", 4, hours=4), *spread("a", "weg", 6, start=4, hours=6)]
    snapshot = make_snapshot(tmp_path, rows, until=NOV)
    day = date.fromisoformat(on)
    assert rows_of(leerplicht(snapshot, SCOPE, day), "state", "hours") == [("nadert", 10.0)] * near
    assert rows_of(stages(snapshot, SCOPE, day), "stage", "value") == [("nadert", 10.0)] * near


@pytest.mark.parametrize(
    ("birth", "duty", "age"),
    [("03-09-2008", True, 17), ("02-09-2008", False, 18), ("01-09-2008", False, 18), ("", True, None)],
)
def test_age_on_the_end_date(tmp_path: Path, birth: str, duty: bool, age: int | None) -> None:
    """Under 18 on the end date the report is a duty; who turns 18 that day is 18; unknown is taken as a duty."""
    pupils = tmp_path / "leerlingen.csv"
    pupils.write_text(
        "STAMNR;FIRSTNAME;PREFIX;LASTNAME;GENDER;BIRTHDATE;CLASS;STUDY;LOCATION;STUDYYEAR;PMENTORCODE;PMENTORNAME;"
        f"studiebegindatum;studieeinddatum\n101;Noor;;Veld;;{birth};V6a;VWO/6;;6;BRK;;1-8-2026;\n"
    )
    workspace = create_workspace(tmp_path / "map", settings("nl-leerplicht"))
    start = YEAR.index(date(2026, 9, 1))
    rows = spread("101", "weg", 16, start=start, hours=8)
    import_files(workspace, [pupils, write_csv(tmp_path / "a.csv", rows)])
    found = reports(open_snapshot(workspace), SCOPE, date(2026, 9, 2))
    assert rows_of(found, "end_date", "duty", "age") == [(date(2026, 9, 2), duty, age)]


@pytest.mark.parametrize(
    ("end", "due"),
    [
        ("2026-11-02", "2026-11-09"),
        ("2026-10-14", "2026-10-28"),  # the autumn holiday of 17 to 25 October has no working days
        ("2027-03-24", "2027-04-01"),  # Easter Monday, 29 March
        ("2027-05-04", "2027-05-13"),  # after the May holiday: Ascension and the Friday after
    ],
)
def test_due_within_five_working_days(tmp_path: Path, end: str, due: str) -> None:
    last = date.fromisoformat(end)
    rows = [Registration("a", last, hour, "ongeoorloofd") for hour in range(1, 9)]
    before = YEAR[YEAR.index(last) - 1]
    rows += [Registration("a", before, hour, "ongeoorloofd") for hour in range(1, 9)]
    found = reports(make_snapshot(tmp_path, rows), SCOPE, last)
    assert rows_of(found, "end_date", "due_on") == [(last, date.fromisoformat(due))]


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
def test_what_counts_by_protocol(tmp_path: Path, protocol: str, judged: float, unknown: float, report: bool) -> None:
    """Twelve judged hours, four unknown, two lates; sick, leave and being sent out never count."""
    rows = table("""
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
    snapshot = make_snapshot(tmp_path, rows, protocol=protocol)
    assert (reports(snapshot, SCOPE, date(2026, 9, 17)).height == 1) == report
    day = date(2026, 9, 17)
    frame = snapshot.rows("select judged, unknown from int_norm_window where date = $day", {"day": date(2026, 9, 9)})
    assert frame.row(0) == (12.0, 4.0)
    total = snapshot.rows("select sum(judged), sum(unknown) from int_norm_day where date <= $day", {"day": day})
    assert total.row(0) == (judged, unknown)


@pytest.mark.parametrize(("more", "hours"), [("", 16.0), ('lesson_minutes = 70\nhour_unit = "klokuur"', 18.667)])
def test_late_and_refused_in_one_lesson_is_one_lesson(tmp_path: Path, more: str, hours: float) -> None:
    """kgc-2021: eight lessons late and refused at the door are eight hours; of seventy minutes the absence is larger."""
    rows = [*spread("a", "laat", 8, hours=8), *spread("a", "niet_toegelaten", 8, hours=8)]
    rows += [*spread("b", "laat", 16, hours=8), *spread("b", "niet_toegelaten", 16, hours=8)]
    found = leerplicht(make_snapshot(tmp_path, rows, toml=settings("kgc-2021", more=more)), SCOPE, YEAR[1])
    rows_found = rows_of(found.with_columns(found["hours"].round(3)), "student_id", "state", "hours")
    assert rows_found == [("b", "melding", hours)]


@pytest.mark.parametrize(
    ("lates", "state", "hours"), [(14, "nadert", 14.0), (15, "nadert", 15.0), (16, "melding", 16.0)]
)
def test_the_length_of_a_lesson_does_not_weigh_a_late(tmp_path: Path, lates: int, state: str, hours: float) -> None:
    toml = settings("kgc-2021", more='lesson_minutes = 70\nhour_unit = "klokuur"')
    found = leerplicht(make_snapshot(tmp_path, spread("a", "laat", lates, hours=8), toml=toml), SCOPE, YEAR[1])
    assert rows_of(found, "state", "hours") == [(state, hours)]


def test_a_late_and_an_unknown_absence_in_one_lesson(tmp_path: Path) -> None:
    """The late is judged; of the unknown absence nothing is left beyond it, whether unknown hours count or not."""
    rows = [*spread("a", "laat", 12, hours=6), *spread("a", "onbekend", 14, hours=7)]
    snapshot = make_snapshot(tmp_path, rows, protocol="kgc-2021")
    assert rows_of(leerplicht(snapshot, SCOPE, YEAR[1]), "hours", "hours_unknown", "counted") == [(12.0, 2.0, 14.0)]


def test_a_slot_counts_once(tmp_path: Path) -> None:
    """Two unauthorised registrations in one lesson hour are one hour."""
    rows = [*spread("a", "weg", 15, hours=8), *spread("a", "spijbelen", 8, hours=8)]
    assert leerplicht(make_snapshot(tmp_path, rows), SCOPE, YEAR[1])["hours"].to_list() == [15.0]


def test_clock_hours(tmp_path: Path) -> None:
    """With 45-minute lessons counted in clock hours 21 lessons are 15.75 hours and 22 are 16.5."""
    toml = settings("cgu-2024", more='lesson_minutes = 45\nhour_unit = "klokuur"')
    rows = [*spread("a", "weg", 21, hours=7), *spread("b", "weg", 22, hours=8)]
    found = leerplicht(make_snapshot(tmp_path, rows, toml=toml), SCOPE, YEAR[2])
    assert rows_of(found, "student_id", "state", "hours") == [("a", "nadert", 15.75), ("b", "melding", 16.5)]


def test_which_hours_leave_when(tmp_path: Path) -> None:
    """Hours leave four school weeks later on the same weekday; the holiday week is skipped."""
    rows = table("""
        a | 2026-10-05 | 1-4 | weg
        a | 2026-10-08 | 1-2 | onbekend
        a | 2026-10-12 | 1-6 | weg
    """)
    found = leaving(make_snapshot(tmp_path, rows), SCOPE, date(2026, 10, 12))
    assert rows_of(found, "date", "judged", "unknown", "leaves_on") == [
        (date(2026, 10, 5), 4.0, 0.0, date(2026, 11, 9)),
        (date(2026, 10, 8), 0.0, 2.0, date(2026, 11, 12)),
        (date(2026, 10, 12), 6.0, 0.0, date(2026, 11, 16)),
    ]


@pytest.mark.parametrize("seed", range(4))
def test_against_plain_python(tmp_path: Path, seed: int) -> None:
    """Random histories of forty pupils: the same reports as a day-by-day count in plain Python."""
    randomness = random.Random(seed)
    rows = []
    for pupil in range(40):
        density = randomness.choice([0.05, 0.15, 0.4, 1.0])
        for day in YEAR[:90]:
            if randomness.random() < density:
                for hour in range(1, randomness.randint(1, 8) + 1):
                    code = randomness.choice(["ongeoorloofd", "spijbelen", "ziek", "onbekend"])
                    rows.append(Registration(f"p{pupil:02}", day, hour, code))
    last = YEAR[95]
    found = reports(make_snapshot(tmp_path, rows, protocol="maastricht-2019", until=last), SCOPE, last)
    axis = Axis(YEAR)
    by_pupil: dict[str, list[Registration]] = defaultdict(list)
    for r in rows:
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


def test_reports_are_numbered_per_school_year(tmp_path: Path) -> None:
    june = [date(2026, 6, day) for day in (1, 2)]
    rows = [Registration("a", day, hour, "ongeoorloofd") for day in june for hour in range(1, 9)]
    rows += spread("a", "weg", 16, start=10, hours=8)
    snapshot = make_snapshot(tmp_path, rows)
    assert rows_of(reports(snapshot, SCOPE, june[1]), "report_number") == [(1,)]
    assert rows_of(reports(snapshot, SCOPE, YEAR[11]), "report_number", "end_date") == [(1, YEAR[11])]
    assert reports(snapshot, SCOPE, YEAR[5]).is_empty()
