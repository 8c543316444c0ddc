"""The timetable and the follow-ups of the demo school against its registrations, counted from the files."""

from collections import Counter, defaultdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.data.conftest import Demo
from tests.data.counts import day_of, first_year

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LAST_DAY = date(2026, 11, 20)


def _place(item: dict[str, Any]) -> tuple[date, int]:
    return datetime.fromtimestamp(item["start"], AMSTERDAM).date(), item["startTimeSlot"]


@pytest.fixture(scope="module")
def newest(demo: Demo) -> list[dict[str, Any]]:
    """The newest version of every appointment."""
    found: dict[int, dict[str, Any]] = {}
    for item in sorted(demo.appointments, key=lambda item: item["lastModified"]):
        found[item["appointmentInstance"]] = item
    return list(found.values())


@pytest.fixture(scope="module")
def held(newest: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lessons that take place."""
    return [item for item in newest if item["valid"] and not item["cancelled"]]


def test_the_file_stays_small_and_covers_the_year_and_some_weeks_ahead(demo: Demo) -> None:
    assert demo.files.files[-1].stat().st_size < 15_000_000
    days = sorted({_place(item)[0] for item in demo.appointments})
    assert (days[0], days[-1]) == (date(2026, 8, 31), date(2026, 12, 18))
    assert set(demo.export.days_in(2026)) == {day for day in days if day <= LAST_DAY}


def test_every_registration_of_the_year_falls_in_a_lesson(demo: Demo, held: list[dict[str, Any]]) -> None:
    lessons = {(pupil, *_place(item)) for item in held for pupil in item["students"]}
    registered = {(h.pupil, h.day, h.hour) for h in demo.export.hours if first_year(h.day) == 2026}
    assert len(registered) > 30_000
    assert registered <= lessons


def test_some_lessons_are_cancelled_and_hold_no_registration(demo: Demo, newest: list[dict[str, Any]]) -> None:
    cancelled = [item for item in newest if item["cancelled"]]
    assert 0.015 < len(cancelled) / len(newest) < 0.035
    lost = {(pupil, *_place(item)) for item in cancelled for pupil in item["students"]}
    assert not lost & {(h.pupil, h.day, h.hour) for h in demo.export.hours}


def test_changed_lessons_have_an_older_version(demo: Demo, held: list[dict[str, Any]]) -> None:
    versions: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for item in demo.appointments:
        versions[item["appointmentInstance"]].append(item)
    twice = [items for items in versions.values() if len(items) > 1]
    assert 300 < len(twice) < 1_500
    assert all(len(items) == 2 and items[0]["lastModified"] < items[1]["lastModified"] for items in twice)
    moved = [items for items in twice if items[0]["startTimeSlot"] != items[1]["startTimeSlot"]]
    assert moved
    assert all(items[1] in held for items in moved[:20])
    assert any(all(item["valid"] and not item["cancelled"] for item in items) for items in twice), "written anew"


def test_a_klas_has_one_lesson_an_hour(held: list[dict[str, Any]]) -> None:
    places = Counter((item["groups"][0], *_place(item)) for item in held)
    assert max(places.values()) == 1


def test_pupils_of_a_lesson_are_those_in_the_klas_that_day(demo: Demo, held: list[dict[str, Any]]) -> None:
    """Joiners from their first day, leavers up to their last one, movers in one klas at a time."""
    stays = defaultdict(list)
    for row in demo.export.placements:
        begin, end = day_of(row["studiebegindatum"]), row["studieeinddatum"]
        stays[row["CLASS"].lower()].append((row["STAMNR"], begin, day_of(end) if end else date.max))
    expected: dict[tuple[str, date], set[str]] = {}
    for item in held:
        klas, day = item["groups"][0], _place(item)[0]
        if (klas, day) not in expected:
            expected[klas, day] = {pupil for pupil, begin, end in stays[klas] if begin <= day <= end}
        assert set(item["students"]) == expected[klas, day]
        assert len(item["students"]) == len(set(item["students"]))


def test_followups_come_one_to_three_school_days_after_an_absence(demo: Demo) -> None:
    days = sorted({_place(item)[0] for item in demo.appointments})
    absent = {(h.pupil, h.day, h.code) for h in demo.export.hours if h.code in ("OT", "OA")}
    longest = {"Melden voor 8.00 uur": (1, "OT"), "Twee uur inhalen": (3, "OA")}
    for row in demo.followups:
        at = days.index(day_of(row["datum"]))
        shifts, code = longest[row["gebruikte_maatregel"]]
        assert any((row["stamnummer"], days[at - n], code) in absent for n in range(1, shifts + 1) if n <= at)
    ids = [int(row["terugkomer_id"]) for row in demo.followups]
    assert ids == list(range(ids[0], ids[0] + len(ids)))
    told = [day_of(row["datum"]) for row in demo.followups]
    assert told == sorted(told)


def test_three_quarters_of_the_followups_came(demo: Demo) -> None:
    noted = Counter(
        (row["gemeld_ok"], row["gemeld_niet_of_niet_tijdig"])
        for row in demo.followups
        if day_of(row["datum"]) <= LAST_DAY
    )
    assert noted["True", "True"] == 0
    assert 0.70 < noted["True", "False"] / noted.total() < 0.80
    assert 0.02 < noted["False", "False"] / noted.total() < 0.12
    ahead = [row for row in demo.followups if day_of(row["datum"]) > LAST_DAY]
    assert ahead
    assert {(row["gemeld_ok"], row["gemeld_niet_of_niet_tijdig"]) for row in ahead} == {("False", "False")}
    assert not any(row["terugkomer_omschrijving"] for row in demo.followups)
