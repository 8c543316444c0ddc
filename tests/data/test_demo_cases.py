"""The cases that the demo school must hold, counted from the export: who has them, and that they are what they say."""

from collections import Counter
from datetime import date, timedelta

from tests.data.conftest import Demo
from tests.data.counts import day_of

LAST_DAY = date(2026, 11, 20)
YEAR = 2026
TEST_WEEKS = {date(2026, 9, 28), date(2026, 11, 9)}


def _age(demo: Demo, pupil: str, day: date) -> int:
    born = next(day_of(row["BIRTHDATE"]) for row in demo.export.placements if row["STAMNR"] == pupil)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _reports(demo: Demo, pupil: str) -> list[date]:
    """End dates of the reports of this year: sixteen hours in four school weeks, counted anew after each."""
    ends: list[date] = []
    hours: list[int] = []
    for hour in demo.export.by_pupil("OA LX", YEAR).get(pupil, []):
        if ends and hour.day <= ends[-1]:
            continue
        hours.append(demo.export.week_axis[hour.day])
        if len(hours) >= 16 and hours[-1] - hours[-16] < 28:
            ends.append(hour.day)
            hours = []
    return ends


def _in_window(demo: Demo, pupil: str, codes: str) -> int:
    """Hours in the four school weeks up to the last day."""
    axis = demo.export.week_axis
    rows = demo.export.by_pupil(codes, YEAR).get(pupil, [])
    return sum(axis[LAST_DAY] - axis[hour.day] < 28 for hour in rows)


def test_an_adult_and_a_minor_are_reported(demo: Demo) -> None:
    (adult,), (minor,) = demo.pupils("adult_report"), demo.pupils("second_report")
    (end,) = _reports(demo, adult)
    assert _age(demo, adult, end) >= 18
    ends = _reports(demo, minor)
    assert len(ends) == 2
    assert ends[1] - ends[0] >= timedelta(7)
    assert _age(demo, minor, ends[1]) < 18


def test_pupils_near_the_norm_on_the_last_day(demo: Demo) -> None:
    hours = [_in_window(demo, pupil, "OA LX") for pupil in demo.pupils("nearing")]
    assert hours == [10, 11, 13, 15]
    assert not any(_reports(demo, pupil) for pupil in demo.pupils("nearing"))


def test_hours_without_a_reason_bring_pupils_over_ten(demo: Demo) -> None:
    found = [
        (_in_window(demo, pupil, "OA LX"), _in_window(demo, pupil, "ON")) for pupil in demo.pupils("unknown_over_ten")
    ]
    assert found == [(7, 4), (9, 1)]


def test_one_is_away_for_more_than_four_school_weeks(demo: Demo) -> None:
    """Every lesson of every day up to the last one, from before the autumn holiday on."""
    (pupil,) = demo.pupils("month_absent")
    days = demo.export.days_in(YEAR)[-27:]
    assert days[0] == date(2026, 10, 8)
    own = [hour for hour in demo.export.hours if hour.pupil == pupil and hour.day >= days[0]]
    assert {hour.code for hour in own} == {"OA"}
    assert {hour.day for hour in own} == set(days)
    assert min(Counter(hour.day for hour in own).values()) >= 5
    assert _age(demo, pupil, LAST_DAY) < 18


def test_luxeverzuim_lies_around_the_autumn_holiday(demo: Demo) -> None:
    near = {hour.pupil for hour in demo.export.hours if hour.code == "LX" and hour.day.isoformat()[:7] == "2026-10"}
    assert near == set(demo.pupils("luxe_autumn"))
    assert len(near) >= 3


def test_who_came_left_and_changed_klas_is_named(demo: Demo) -> None:
    rows: dict[str, list[dict[str, str]]] = {}
    for row in demo.export.placements:
        if day_of(row["studiebegindatum"]) >= date(YEAR, 8, 1):
            rows.setdefault(row["STAMNR"], []).append(row)
    left = {pupil for pupil, own in rows.items() if own[-1]["studieeinddatum"]}
    joined = {pupil for pupil, own in rows.items() if day_of(own[0]["studiebegindatum"]) > date(YEAR, 8, 1)}
    moved = {pupil for pupil, own in rows.items() if len({row["CLASS"] for row in own}) > 1}
    assert (set(demo.pupils("left")), set(demo.pupils("joined")), set(demo.pupils("moved"))) == (left, joined, moved)
    assert all((left, joined, moved))


def test_planted_patterns_of_illness(demo: Demo) -> None:
    starts = {pupil: [first for first, _ in runs] for pupil, runs in demo.export.spells(YEAR).items()}
    for pupil in demo.pupils("monday_sick"):
        mondays = sum(day.weekday() == 0 for day in starts[pupil])
        assert mondays >= 6
        assert mondays == len(starts[pupil])
    for pupil in demo.pupils("test_week_sick"):
        weeks = [day - timedelta(day.weekday()) for day in starts[pupil]]
        assert len(weeks) == 4
        assert set(weeks) == TEST_WEEKS
    (pupil,) = demo.pupils("holiday_sick")
    days = demo.export.days
    edges = {days[n + shift] for n in range(len(days) - 1) if (days[n + 1] - days[n]).days >= 8 for shift in (0, 1)}
    own = {hour.day for hour in demo.export.hours if hour.pupil == pupil and hour.code in ("ZK", "ZH")}
    assert len(own & edges) >= 14
    (pupil,) = demo.pupils("subject_sick")
    places = [_first_sick_hour(demo, pupil, day) for day in starts[pupil]]
    subjects = {
        (item["startTimeSlot"], item["start"] // 86400): item["subjects"][0]
        for item in demo.appointments
        if pupil in item["students"] and item["valid"] and not item["cancelled"]
    }
    epoch = date(1970, 1, 1).toordinal()
    found = Counter(subjects[hour, day.toordinal() - epoch] for day, hour in places)
    assert found["wi"] >= 6
    assert found["wi"] == len(starts[pupil])


def _first_sick_hour(demo: Demo, pupil: str, day: date) -> tuple[date, int]:
    return day, min(h.hour for h in demo.export.hours if (h.pupil, h.day) == (pupil, day) and h.code in ("ZK", "ZH"))


def test_often_ill_and_ill_for_long(demo: Demo) -> None:
    spells = demo.export.spells(YEAR)
    assert [len(spells[pupil]) for pupil in demo.pupils("often_sick")] == [4, 4, 5, 6]
    last = [spells[pupil][-1] for pupil in demo.pupils("running_spell")]
    assert [length for _, length in last] == [7, 9, 15]
    days = demo.export.days_in(YEAR)
    assert [days[-length] for _, length in last] == [first for first, _ in last]


def test_a_pupil_has_one_planted_case_at_most(demo: Demo) -> None:
    found = ("luxe_autumn", "left", "joined", "moved")
    planted = [pupil for case, pupils in demo.files.cases.items() if case not in found for pupil in pupils]
    assert len(planted) == len(set(planted))
