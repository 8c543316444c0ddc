"""How often "Wie valt op" names pupils in schools where nobody stands out, and how many of those who do."""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from dashboard.commands.honesty.measure import Line
from data.worlds.days import PUPILS, WEEKS, Planted, School, school_days
from data.worlds.world import LESSONS, WORLDS, World
from pipelines.questions.standing_out import counted, shown
from pipelines.questions.standout_tests import KINDS, MEASURES, judge
from protocols.load import load_settings

NAME = "wie valt op"
# The worlds that make a difference to who is late, or away without leave, when and in which lesson.
OF_DAYS: dict[str, World] = {
    name: WORLDS[name]
    for name in (
        "flat",
        "season",
        "ar 0.7",
        "high flu",
        "activities",
        "skewed",
        "afdelingen",
        "three days",
        "bouts",
        "missing weeks",
        "hard",
    )
} | LESSONS
# Where it is measured how many of the planted are named: so many of each measure and kind; and one school in so many.
OF_PLANTED, PLANTED, LESS = ("flat", "skewed", "hard"), Planted(20), 4
# Schools in which anybody is named without a cause: twelve lists of at most one in two hundred. And what may not be passed.
LISTS, MOST_LISTS = 0.06, 0.15


def standing_out(seed: int, schools: int, pupils: int = PUPILS, weeks: int = WEEKS) -> Iterator[Line]:
    """Per world the schools in which any name is shown; and per measure and kind how many of the planted are named."""
    numbers: dict[str, float] = dict(load_settings().select("name", "value").iter_rows())

    def made(world: World, planted: Planted, *seeds: int) -> School:
        return school_days(np.random.default_rng([seed, *seeds]), world, planted, pupils, weeks)

    for place, (name, world) in enumerate(OF_DAYS.items()):
        found = sum(not named(made(world, Planted(), place, n), numbers).is_empty() for n in range(schools))
        yield Line(NAME, name, found, schools, nominal=LISTS, limit=MOST_LISTS)
    number = max(schools // LESS, 1)
    for place, name in enumerate(OF_PLANTED):
        seen = planted_seen((made(OF_DAYS[name], PLANTED, 99, place, n) for n in range(number)), numbers)
        for (measure, kind), found in seen.items():
            effect = f"{PLANTED.pupils} vallen op"
            yield Line(f"{NAME}, {measure}: {kind}", name, found, number * PLANTED.pupils, effect)


def named(school: School, numbers: Mapping[str, float]) -> pl.DataFrame:
    """Who is shown by name, as on the page Trends."""
    judged = judge(school.weeks, school.hours, school.lessons, numbers)
    return shown(judged, counted(judged, numbers), numbers)


def planted_seen(schools: Iterator[School], numbers: Mapping[str, float]) -> dict[tuple[str, str], int]:
    """By measure and kind how many of the planted were named for it."""
    seen = {(measure, kind): 0 for measure in MEASURES for kind in KINDS}
    for school in schools:
        names = named(school, numbers)
        for measure, kind in seen:
            who = names.filter(measure=measure, kind=kind)["student_id"]
            seen[measure, kind] += len(school.planted[measure, kind] & {*who})
    return seen
