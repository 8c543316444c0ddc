"""Protocols of invented schools, each with several kinds of rules: at and beside their numbers, and over random histories."""

import random
from datetime import date, timedelta
from functools import cache

import pytest

from pipelines.calendar import school_calendar
from pipelines.whatif.boundaries import boundaries
from pipelines.whatif.boundary_rows import Boundary
from pipelines.whatif.days import Days, Event
from pipelines.whatif.histories import Histories, Pupil
from protocols.ladders import Stage
from protocols.load import category_file
from protocols.schema import Protocol
from protocols.task_keys import keys_of
from tests.pipelines.own_protocol import INVENTED, invented
from tests.pipelines.reckoning import reached, stretches
from tests.shared import amount

NAMES = sorted(path.stem for path in INVENTED.glob("*.toml"))
DAYS = Days(school_calendar("midden", date(2025, 8, 25), date(2027, 7, 16)))
CATEGORIES = ("ongeoorloofd", "te_laat_ongeoorloofd", "uitgestuurd", "onbekend", "ziek")
YEAR = [day for day in DAYS.dates if DAYS.of[day].school_year == "2026-2027"]


@cache
def rows_of(name: str) -> list[Boundary]:
    return boundaries(invented(name), DAYS)


def counted(protocol: Protocol) -> list[tuple[str, Stage]]:
    """Ladder and stage of what an invented pupil can reach: one without a timetable has no share of lessons."""
    return [
        (ladder.id, stage)
        for ladder in protocol.ladder
        for stage in ladder.stage
        if not any(
            term.unit == "procent"
            for group in stage.group
            for condition in group.conditions
            for term in protocol.counters[condition.counter].terms
        )
    ]


@pytest.mark.parametrize("name", NAMES)
def test_the_yardstick_agrees_at_and_beside_every_number(name: str) -> None:
    stages = {(ladder.id, stage.id): stage for ladder in invented(name).ladder for stage in ladder.stage}
    unlike = [
        (row.stage, row.condition, row.kind, row.history, row.on, row.reached_on)
        for row in rows_of(name)
        if reached(invented(name), stages[row.ladder, row.stage], row.events, row.on, DAYS, row.pupil) != row.reached_on
    ]
    assert unlike == []


@pytest.mark.parametrize("name", NAMES)
def test_every_condition_has_one_too_few_exactly_enough_and_one_more(name: str) -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for row in rows_of(name):
        found.setdefault((row.stage, row.condition), set()).add(row.kind)
        assert (row.reached_on is None) == (
            row.kind in {"een te weinig", "de dag ervoor", "over een vakantie, een te weinig", "na een nieuwe telling"}
        ), row
    assert len(found) == sum(len(group.conditions) for _, stage in counted(invented(name)) for group in stage.group)
    assert all(kinds >= {"een te weinig", "precies genoeg", "een meer"} for kinds in found.values()), found


def history(chance: random.Random, rules: Protocol) -> list[Event]:
    """Registrations now and then; one kind, lesson hour and subject come more often than the others."""
    told = {name for counter in rules.counters.values() for term in counter.terms for name in term.count}
    named = {each.category for each in category_file().category} - set(CATEGORIES)
    kinds = (*CATEGORIES, *sorted(told & named))
    often = chance.choice((0.05, 0.2, 0.5))
    # What no counter keeps to is not drawn: the histories of other protocols stay as they are.
    minutes = (
        (0, 0, 4, 5, 14, 15, 19, 20) if any(t.minutes_from for c in rules.counters.values() for t in c.terms) else ()
    )
    handled = any(term.handled is not None for counter in rules.counters.values() for term in counter.terms)
    usual = chance.choice(CATEGORIES), chance.choice((1, 7, 8)), chance.choice(("lo", "wi"))

    def event(day: date) -> Event:
        category, hour, subject = usual
        return Event(
            day,
            chance.choice((*[hour] * 6, *range(1, 10))),
            chance.choice((category, category, *kinds)),
            chance.choice((subject, subject, "", "lo", "wi", "bsm")),
            chance.choice(minutes) if minutes else 0,
            chance.choice(("", "ja", "nee")) if handled else "",
        )

    return sorted({event(day) for day in YEAR if chance.random() < often for _ in range(chance.choice((1, 1, 2)))})


def somebody(chance: random.Random, rules: Protocol) -> Pupil:
    """A pupil of some klas, of whom the birth date is known or not; many turn 18 or 23 in the year; some tasks were done."""
    born = date(chance.choice((2003, 2004, 2008, 2009)), chance.choice((2, 8, 10, 12)), chance.randint(1, 28))
    afdeling, studie = chance.choice(("vmbo", "havo", "vwo", None)), chance.choice(("Gymnasium", "atheneum", None))
    names = sorted(
        {name for _, stage in counted(rules) for group in stage.group for name in (*group.done, *group.not_done)}
    )
    # Also on days without lessons, and in the summer before.
    days = [YEAR[0] + timedelta(chance.randint(-60, 250)) for _ in names]
    keys = [chance.choice(keys_of(rules, [name])) for name in names]
    done = tuple((key, day) for key, day in zip(keys, days, strict=True) if chance.random() < 0.7)
    return Pupil(chance.randint(1, 6), afdeling, studie, chance.choice((born, born, None)), done)


@pytest.mark.parametrize("name", NAMES)
def test_models_and_yardstick_agree_over_random_histories(name: str) -> None:
    """From when until when each pupil is on each stage."""
    rules, chance = invented(name), random.Random(name)
    pupils = [(history(chance, rules), somebody(chance, rules)) for _ in range(amount(30, 150))]
    models = Histories({rules.id: rules}, DAYS)
    answers = models.stretches(pupils)
    models.close()
    said = set()
    for (events, pupil), answer in zip(pupils, answers, strict=True):
        for ladder, stage in counted(rules):
            expected = stretches(rules, stage, events, DAYS, pupil)
            found = [
                (first, max(day for day in DAYS.dates if day <= last))
                for first, last in answer.get((rules.id, ladder, stage.id), [])
            ]
            assert found == expected, (stage.id, events)
            said |= {(stage.id, bool(expected))}
    assert len(said) == 2 * len(counted(rules))
