"""Protocols of invented schools, each with several kinds of rules: at and beside their numbers, and over random histories."""

import random
from datetime import date
from functools import cache

import pytest

from pipelines.calendar import school_calendar
from pipelines.whatif.boundaries import boundaries
from pipelines.whatif.boundary_rows import Boundary
from pipelines.whatif.days import Days, Event
from pipelines.whatif.histories import Histories
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


@pytest.mark.parametrize("name", NAMES)
def test_the_yardstick_agrees_at_and_beside_every_number(name: str) -> None:
    stages = {(ladder.id, stage.id): stage for ladder in invented(name).ladder for stage in ladder.stage}
    unlike = [
        (row.stage, row.condition, row.kind, row.history, row.on, row.reached_on)
        for row in rows_of(name)
        if reached(invented(name), stages[row.ladder, row.stage], row.events, row.on, DAYS, row.leerjaar)
        != row.reached_on
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
    conditions = sum(len(g.conditions) for ladder in invented(name).ladder for s in ladder.stage for g in s.group)
    assert len(found) == conditions
    assert all(kinds >= {"een te weinig", "precies genoeg", "een meer"} for kinds in found.values()), found


def history(chance: random.Random) -> list[Event]:
    """Registrations now and then; one kind, lesson hour and subject come more often than the others."""
    often = chance.choice((0.05, 0.2, 0.5))
    usual = chance.choice(CATEGORIES), chance.choice((1, 7, 8)), chance.choice(("lo", "wi"))

    def event(day: date) -> Event:
        category, hour, subject = usual
        return Event(
            day,
            chance.choice((hour, hour, *range(1, 10))),
            chance.choice((category, category, *CATEGORIES)),
            chance.choice((subject, subject, "", "lo", "wi", "bsm")),
        )

    return sorted({event(day) for day in YEAR if chance.random() < often for _ in range(chance.choice((1, 1, 2)))})


@pytest.mark.parametrize("name", NAMES)
def test_models_and_yardstick_agree_over_random_histories(name: str) -> None:
    """From when until when each pupil is on each stage."""
    rules, chance = invented(name), random.Random(name)
    pupils = [(history(chance), 3) for _ in range(amount(30, 150))]
    models = Histories({rules.id: rules}, DAYS)
    answers = models.stretches(pupils)
    models.close()
    said = set()
    for (events, leerjaar), answer in zip(pupils, answers, strict=True):
        for ladder in rules.ladder:
            for stage in ladder.stage:
                expected = stretches(rules, stage, events, DAYS, leerjaar)
                found = [
                    (first, max(day for day in DAYS.dates if day <= last))
                    for first, last in answer.get((rules.id, ladder.id, stage.id), [])
                ]
                assert found == expected, (stage.id, events)
                said |= {(stage.id, bool(expected))}
    assert len(said) == 2 * sum(len(ladder.stage) for ladder in rules.ladder)
