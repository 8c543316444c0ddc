"""The windows of a counter: where each begins anew, and a counter in each of them over random histories."""

import random
from datetime import date
from typing import Any

import pytest

from pipelines.calendar import school_calendar
from pipelines.whatif.days import Days, Event, months_before
from pipelines.whatif.histories import Histories, Pupil, since
from protocols.schema import Protocol
from protocols.windows import FIXED, MOVING, WINDOWS
from tests.pipelines.reckoning import reached
from tests.shared import amount

DAYS = Days(school_calendar("midden", date(2025, 9, 1), date(2026, 7, 1)))
YEAR = [day for day in DAYS.dates if DAYS.of[day].school_year == "2026-2027"]
HEAD: dict[str, Any] = {
    "id": "proef",
    "name": "Proef",
    "school_name": "Proef",
    "valid_from": date(2025, 8, 1),
    "valid_basis": "document",
    "checked": date(2026, 12, 1),
    "late_weight": 0.0,
    "late_weight_basis": "lezing",
    "unknown_counts": False,
    "unknown_counts_basis": "document",
    "unauthorised": ["OA"],
    "document": {"title": "Proef"},
}
# How much makes a stage in a window that is short or long.
NUMBERS = {"week": 3, "maand": 6}


def key(kind: str, day: date) -> str:
    """The window of a day, without its school year."""
    return DAYS.of[day].keys[kind].partition("/")[2]


def counter(window: str, number: int | None = None) -> dict[str, Any]:
    """Lates in a window."""
    content: dict[str, Any] = {
        "terms": [{"count": ["TL"], "unit": "keer"}],
        "window": window,
        "unit_basis": "document",
        "window_basis": "document",
    }
    return content | ({MOVING[window].field: number} if number else {})


def protocol() -> Protocol:
    """A ladder for each window, with a stage of one condition, and one that asks a month and the school year together."""
    counters = {kind: counter(kind) for kind in FIXED}
    counters |= {
        "vierweken": counter("lesweken", 4),
        "eenmaand": counter("maanden", 1),
        "driemaand": counter("maanden", 3),
    }

    def ladder(name: str, *conditions: tuple[str, int]) -> dict[str, Any]:
        group = [{"counter": each, "operator": ">=", "number": float(n), "basis": "document"} for each, n in conditions]
        stage = {"id": "een", "level": 1, "name": "een", "place": "rij 1", "basis": "document"}
        action = [{"role": "mentor", "what": "praat"}]
        return {
            "id": name,
            "track": "te_laat",
            "name": name,
            "stage": [stage | {"group": [{"conditions": group}], "action": action}],
        }

    ladders = [ladder(each, (each, NUMBERS.get(each, 5))) for each in counters]
    ladders.append(ladder("samen", ("maand", 3), ("schooljaar", 8)))
    return Protocol.model_validate(HEAD | {"counters": counters, "ladder": ladders})


def test_every_window_that_moves_says_how_long_it_is() -> None:
    assert {*FIXED, *MOVING, "dag"} == set(WINDOWS)


@pytest.mark.parametrize(("kind", "parts"), [(kind, of.parts) for kind, of in FIXED.items() if of.parts])
def test_a_part_of_the_school_year_has_as_good_as_equally_many_school_weeks(kind: str, parts: int) -> None:
    weeks: dict[str, set[int]] = {}
    for day in YEAR:
        weeks.setdefault(key(kind, day), set()).add(DAYS.of[day].t // 7)
    assert sorted(weeks) == [str(n) for n in range(1, parts + 1)]
    amounts = [len(found) for found in weeks.values()]
    assert max(amounts) - min(amounts) <= 1
    # No school week lies in two parts, and they follow each other.
    assert sum(amounts) == len({DAYS.of[day].t // 7 for day in YEAR})
    assert [key(kind, day) for day in YEAR] == sorted(key(kind, day) for day in YEAR)


@pytest.mark.parametrize(
    ("kind", "last", "first"),
    [
        ("halfjaar", date(2027, 2, 12), date(2027, 2, 15)),
        ("maand", date(2026, 9, 30), date(2026, 10, 1)),
        ("maand", date(2026, 12, 18), date(2027, 1, 4)),
        ("week", date(2026, 9, 11), date(2026, 9, 14)),
    ],
)
def test_the_last_day_of_a_window_and_the_first_of_the_next(kind: str, last: date, first: date) -> None:
    """The half of 41 school weeks is 21 of them; a month or week goes on over no holiday."""
    assert DAYS.dates[DAYS.of[last].number + 1] == first
    assert key(kind, last) != key(kind, first)
    here = [day for day in YEAR if key(kind, day) == key(kind, last)]
    assert max(here) == last


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 3, 15), 1, date(2027, 2, 15)),
        (date(2027, 3, 31), 1, date(2027, 2, 28)),
        (date(2028, 3, 30), 1, date(2028, 2, 29)),
        (date(2027, 1, 5), 2, date(2026, 11, 5)),
        (date(2027, 1, 5), 11, date(2026, 2, 5)),
    ],
)
def test_so_many_months_before_a_day(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@pytest.mark.parametrize(
    ("ladder", "first", "last", "expected"),
    [
        ("eenmaand", date(2026, 9, 15), date(2026, 10, 14), True),
        ("eenmaand", date(2026, 9, 15), date(2026, 10, 15), False),
        ("driemaand", date(2026, 9, 15), date(2026, 12, 14), True),
        ("driemaand", date(2026, 9, 15), date(2026, 12, 15), False),
        ("vierweken", date(2026, 9, 15), date(2026, 10, 12), True),
        ("vierweken", date(2026, 9, 15), date(2026, 10, 13), False),
        ("halfjaar", date(2027, 2, 11), date(2027, 2, 12), True),
        ("halfjaar", date(2027, 2, 12), date(2027, 2, 15), False),
    ],
)
def test_the_first_of_five_still_counts_on_the_last_day_of_its_window(
    ladder: str, first: date, last: date, expected: bool
) -> None:
    """Four on the first day and one on the last; a month after 15 September it is 15 October that lacks the first."""
    rules = protocol()
    models = Histories({rules.id: rules}, DAYS)
    events = [
        *(Event(first, hour, "te_laat_ongeoorloofd") for hour in range(1, 5)),
        Event(last, 1, "te_laat_ongeoorloofd"),
    ]
    (answer,) = models.stretches([(events, Pupil(3))])
    models.close()
    assert (since(answer, (rules.id, ladder, "een"), last) == last) is expected


def test_a_counter_in_every_window_over_random_histories() -> None:
    """Who is on a stage on a day, by the models and by the plain reckoning, on every day on which something happens."""
    rules = protocol()
    chance = random.Random(20261201)
    pupils = []
    for _ in range(amount(12, 120)):
        often = chance.choice((0.03, 0.08, 0.2))
        days = [day for day in YEAR if chance.random() < often]
        events = {
            Event(day, chance.randint(1, 8), "te_laat_ongeoorloofd")
            for day in days
            for _ in range(chance.choice((1, 1, 2)))
        }
        pupils.append((sorted(events), Pupil(3)))
    models = Histories({rules.id: rules}, DAYS)
    answers = models.stretches(pupils)
    models.close()
    said = 0
    for (history, pupil), answer in zip(pupils, answers, strict=True):
        for on in sorted({event.date for event in history} | set(YEAR[::23])):
            for ladder in rules.ladder:
                expected = reached(rules, ladder.stage[0], history, on, DAYS, pupil)
                assert since(answer, (rules.id, ladder.id, "een"), on) == expected, (ladder.id, on, history)
                said += expected is not None
    assert said > 500
