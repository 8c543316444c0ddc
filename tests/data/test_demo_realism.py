"""The bands that the demo school must stay in, counted from the export itself."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import fmean, median

import pytest

from tests.data.conftest import Demo
from tests.data.counts import day_of, first_year

FULL_YEARS = (2024, 2025)
UNAUTHORISED = "OA LX"
SICK = "ZK ZH"
INCOMPLETE_MONDAY = date(2026, 3, 16)


def test_last_day_and_school_years(demo: Demo) -> None:
    assert demo.export.days[0] == date(2024, 8, 26)
    assert max(hour.day for hour in demo.export.hours) == date(2026, 11, 20)


@pytest.mark.parametrize("year", FULL_YEARS)
def test_size_of_a_school_year(demo: Demo, year: int) -> None:
    assert 120_000 <= sum(first_year(hour.day) == year for hour in demo.export.hours) <= 140_000
    days = demo.export.days_in(year)
    assert all(1_130 <= demo.export.pupils_on[day].total() <= 1_170 for day in days)


def test_sick_by_season(demo: Demo) -> None:
    for year in (2024, 2025, 2026):
        assert 3.0 <= demo.export.percent(SICK, demo.export.days_in(year, 9, 10, 11)) <= 4.0
    for year in FULL_YEARS:
        assert 6.0 <= demo.export.percent(SICK, demo.export.days_in(year, 12, 1, 2)) <= 8.0


@pytest.mark.parametrize("codes", [SICK, UNAUTHORISED])
def test_monday_and_friday_are_higher(demo: Demo, codes: str) -> None:
    days = [day for year in FULL_YEARS for day in demo.export.days_in(year)]
    monday, *middle, friday = (demo.export.percent(codes, [d for d in days if d.weekday() == n]) for n in range(5))
    assert min(monday, friday) > max(middle)


def test_unauthorised_rises_through_the_year(demo: Demo) -> None:
    for year in FULL_YEARS:
        by_month = [demo.export.percent(UNAUTHORISED, demo.export.days_in(year, m)) for m in (9, 11, 2, 4, 6)]
        assert by_month == sorted(by_month)
        assert by_month[0] >= 0.5
        assert by_month[-1] <= 2.0


@pytest.mark.parametrize("year", FULL_YEARS)
def test_share_of_pupils_who_reach_sixteen_hours(demo: Demo, year: int) -> None:
    everyone = len(demo.export.pupils_in(year))
    for codes in (UNAUTHORISED, f"{UNAUTHORISED} ON"):
        assert 0.015 <= len(demo.export.pupils_at_norm(codes, year)) / everyone <= 0.035


@pytest.mark.parametrize("year", FULL_YEARS)
def test_share_of_pupils_often_sick(demo: Demo, year: int) -> None:
    share = len(demo.export.pupils_often_sick(year)) / len(demo.export.pupils_in(year))
    assert 0.09 <= share <= 0.13


def test_risk_is_shared_and_skewed(demo: Demo) -> None:
    sick = {pupil: len(rows) for pupil, rows in demo.export.by_pupil(SICK, 2024).items()}
    unauthorised = {pupil: len(rows) for pupil, rows in demo.export.by_pupil(UNAUTHORISED, 2024).items()}
    pupils = sorted(demo.export.pupils_in(2024))
    often = sorted(pupils, key=lambda p: (unauthorised.get(p, 0), p))[-len(pupils) // 5 :]
    assert fmean(sick.get(p, 0) for p in often) > 1.2 * fmean(sick.get(p, 0) for p in pupils)
    hours = [unauthorised.get(p, 0) for p in pupils]
    assert fmean(hours) > 1.2 * median(hours)


def test_late_is_mostly_in_first_hours(demo: Demo) -> None:
    by_hour = Counter(hour.hour for hour in demo.export.hours if hour.code in ("OT", "TG"))
    assert by_hour[1] + by_hour[2] > 0.6 * by_hour.total()


def test_falling_ill_at_school_goes_on_as_sick(demo: Demo) -> None:
    home = {(hour.pupil, hour.day) for hour in demo.export.hours if hour.code == "ZH"}
    sick = {(hour.pupil, hour.day) for hour in demo.export.hours if hour.code == "ZK"}
    following = dict(zip(demo.export.days, demo.export.days[1:], strict=False))
    assert not home & sick
    assert sum((pupil, following.get(day)) in sick for pupil, day in home) > 0.4 * len(home)


def test_one_week_is_incomplete(demo: Demo) -> None:
    per_day = Counter(hour.day for hour in demo.export.hours)
    for year in (2024, 2025, 2026):
        days = demo.export.days_in(year)
        few = {day for day in days if per_day[day] < 0.2 * median(per_day[day] for day in days)}
        lost = {INCOMPLETE_MONDAY + timedelta(n) for n in range(1, 5)} if year == 2025 else set()
        assert few == lost


def test_people_come_go_and_change(demo: Demo) -> None:
    by_pupil = defaultdict(list)
    for row in demo.export.placements:
        by_pupil[row["STAMNR"], first_year(day_of(row["studiebegindatum"]))].append(row)
    begins = [(year, day_of(rows[0]["studiebegindatum"])) for (_, year), rows in by_pupil.items()]
    ends = [(year, rows[-1]["studieeinddatum"]) for (_, year), rows in by_pupil.items()]
    for year in (2024, 2025, 2026):
        assert any(y == year and begin != date(year, 8, 1) for y, begin in begins), "joiner"
        assert any(y == year and end and day_of(end) != date(year + 1, 7, 31) for y, end in ends), "leaver"
        changed = (len({r["CLASS"] for r in rows}) > 1 for (_, y), rows in by_pupil.items() if y == year)
        assert any(changed)
    levels = {key: rows[-1]["STUDYYEAR"] for key, rows in by_pupil.items()}
    assert any(levels.get((pupil, year + 1)) == leerjaar for (pupil, year), leerjaar in levels.items()), "repeater"


def test_some_are_eighteen(demo: Demo) -> None:
    adults = {
        row["STAMNR"]
        for row in demo.export.placements
        if not row["studieeinddatum"] and (date(2026, 11, 20) - day_of(row["BIRTHDATE"])).days >= 18 * 366
    }
    assert 10 <= len(adults) <= 80
    assert all(
        11 <= first_year(day_of(r["studiebegindatum"])) - day_of(r["BIRTHDATE"]).year <= 20
        for r in demo.export.placements
    )


def test_some_are_never_absent(demo: Demo) -> None:
    absent = {hour.pupil for hour in demo.export.hours if hour.code in ["OA", "ON", "LX", "ZK", "ZH", "MB", "VL", "SC"]}
    assert len(demo.export.pupils_in(2024) - absent) >= 5


def test_unknown_is_mostly_recent_but_not_only(demo: Demo) -> None:
    unknown = Counter(hour.day >= date(2026, 11, 9) for hour in demo.export.hours if hour.code == "ON")
    judged = Counter(hour.day >= date(2026, 11, 9) for hour in demo.export.hours if hour.code == "OA")
    assert unknown[True] > 0.25 * judged[True]
    assert 100 < unknown[False] < 0.05 * judged[False]


def test_luxe_lies_beside_holidays(demo: Demo) -> None:
    days = demo.export.days
    edges = {n for n in range(len(days) - 1) if (days[n + 1] - days[n]).days >= 8}
    near = {days[n + shift] for n in edges for shift in range(-2, 4)}
    luxe = [hour for hour in demo.export.hours if hour.code == "LX"]
    assert len(luxe) > 200
    assert all(hour.day in near for hour in luxe)


def test_weekday_patterns_show(demo: Demo) -> None:
    assert 3 <= len(demo.pupils("weekday_patterns")) <= 5
    for pupil in demo.pupils("weekday_patterns"):
        starts = Counter(first.weekday() for first, _ in demo.export.spells(2025)[pupil])
        assert max(starts.values()) >= 6
        assert max(starts.values()) > 0.6 * starts.total()


def test_a_few_slots_hold_two_registrations(demo: Demo) -> None:
    slots = defaultdict(set)
    for hour in demo.export.hours:
        slots[hour.pupil, hour.day, hour.hour].add(hour.code)
    twice = [codes for codes in slots.values() if len(codes) > 1]
    assert 20 <= len(twice) <= 200
    assert all(codes == {"OT", "UL"} for codes in twice)


def test_whole_klassen_go_on_excursion(demo: Demo) -> None:
    lost = {INCOMPLETE_MONDAY + timedelta(n) for n in range(1, 5)}
    out = Counter(hour.day for hour in demo.export.hours if hour.code == "EX" and hour.day not in lost)
    assert len(out) > 100
    assert all(number > 50 for number in out.values())


def test_suspensions_are_few(demo: Demo) -> None:
    for year in FULL_YEARS:
        assert 3 <= len(demo.export.by_pupil("SC", year)) <= 25
