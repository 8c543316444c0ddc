"""Invented unauthorised hours per pupil and school day over school years, in which no pupil has a cause of his or her own.

What a world says of absence in general is said here of unauthorised hours. Pupils always differ in how often they have
them, as they do in every school; klassen that are away as a whole leave their last lessons together. Same seed, same hours.
"""

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from data.worlds.world import World
from pipelines.calendar import school_calendar
from pipelines.norm.history import DECIMALS, Bools, Floats, NormHistory, Report, Rule

REGION, FIRST_YEAR, KLAS, AFDELINGEN = "midden", 2023, 25, 6
# Days with such hours per pupil and school day, before anything else plays a part, and how pupils differ in it (log).
A_DAY, SPREAD, HIGHEST = 0.03, 1.0, 8.0
# Hours on such a day: alone, within a stretch of days, and of who is away for months.
SIZES = np.array([1.0, 2.0, 3.0, 7.0])
ALONE, STRETCH, LONG = (0.60, 0.27, 0.10, 0.03), (0.40, 0.30, 0.15, 0.15), (0.05, 0.10, 0.15, 0.70)
LONG_DAYS, LONG_CHANCE = (30, 80), 0.8
WEEKDAYS = np.array([1.25, 0.90, 0.85, 0.90, 1.20])
# From the first to the last week of a school year, where there is a season; and how the years differ (log).
YEAR_PART, YEAR_SPREAD = (0.6, 1.4), 0.15
# Log deviation of a week from the one before, where weeks hang together.
WEEK_SPREAD = 0.25
WALKED_OUT, LEAVES = 0.6, 0.2
THREE_DAYS = ((1, 2, 3), (1, 3, 5), (2, 3, 4), (3, 4, 5), (1, 4, 5))


@lru_cache
def school_days(years: int) -> pl.DataFrame:
    """The school days of so many school years, and those of the year after: they run on as those of a school do."""
    calendar = school_calendar(REGION, date(FIRST_YEAR, 8, 1), date(FIRST_YEAR + years + 1, 7, 31))
    return calendar.filter("is_school_day").sort("date")


@dataclass(frozen=True)
class Hours:
    """Hours per pupil (row) and school day (column), who was there, and of which days the import is complete."""

    counted: Floats
    enrolled: Bools
    known: Bools


def school_hours(rng: np.random.Generator, world: World, pupils: int = 1150, years: int = 3) -> Hours:
    """One school. A fifth of the pupils leaves each summer, and as many come."""
    days = school_days(years)
    year = (days["school_year"].rank("dense").to_numpy() - 1).astype(int)
    year, weekday, week = (found[year < years] for found in (year, days["iso_weekday"].to_numpy(), _weeks(days)))
    came, went = _stays(pupils, years)
    enrolled = (came[:, None] <= year) & (year < went[:, None])
    rate = A_DAY * _risks(rng, world, came.size)[:, None] * _calendar(rng, world, year, weekday, week)[None, :]
    there = enrolled & _own_days(rng, world, came.size, weekday)
    counted = _drawn(rng, rate, world.bouts, there)
    _long_away(rng, world, counted, there)
    _walk_out(rng, world, counted, there)
    known = np.ones(year.size, dtype=bool)
    if world.missing_weeks:
        known = ~(rng.random(week.max() + 1) < world.missing_weeks)[week]
    return Hours(np.where(known, counted, 0.0), enrolled, known)


def _weeks(days: pl.DataFrame) -> npt.NDArray[np.int64]:
    return (days["week_start"].rank("dense").to_numpy() - 1).astype(np.int64)


def _stays(pupils: int, years: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Of everybody the school year in which he came, and the first in which he is gone."""
    first = np.arange(pupils)
    new = np.repeat(np.arange(1, years), pupils // 5)
    went = np.concatenate([1 + first * 5 // pupils, new + 5])
    return np.concatenate([np.zeros(pupils, dtype=np.int64), new]), went.astype(np.int64)


def _risks(rng: np.random.Generator, world: World, pupils: int) -> Floats:
    risk = np.exp(rng.normal(-(SPREAD**2) / 2, SPREAD, pupils)) * rng.gamma(world.shape, 1 / world.shape, pupils)
    risk *= np.where(rng.random(pupils) < world.often, 3.0, 1.0)
    if world.afdelingen:
        risk *= np.exp(rng.normal(0, world.afdelingen, AFDELINGEN))[np.arange(pupils) // KLAS % AFDELINGEN]
    found: Floats = np.minimum(risk, HIGHEST)
    return found


def _calendar(
    rng: np.random.Generator,
    world: World,
    year: npt.NDArray[np.int64],
    weekday: npt.NDArray[np.int64],
    week: npt.NDArray[np.int64],
) -> Floats:
    """What each day does to everybody: season and weekday, weeks that hang together, and days of their own."""
    factor = np.ones(year.size)
    if world.season:
        first = np.searchsorted(year, year)
        part = (np.arange(year.size) - first) / np.bincount(year)[year]
        low, high = YEAR_PART
        seasonal = (low + (high - low) * part) * WEEKDAYS[weekday - 1]
        factor *= seasonal**world.season * np.exp(rng.normal(0, YEAR_SPREAD, year.max() + 1))[year]
    if world.ar:
        drift = np.zeros(week.max() + 1)
        steps = rng.normal(0, WEEK_SPREAD * np.sqrt(1 - world.ar**2), drift.size)
        for n in range(1, drift.size):
            drift[n] = world.ar * drift[n - 1] + steps[n]
        factor *= np.exp(drift)[week]
    if world.flu:
        factor *= np.exp(rng.normal(-(world.flu**2) / 2, world.flu, year.size))
    return factor


def _own_days(rng: np.random.Generator, world: World, pupils: int, weekday: npt.NDArray[np.int64]) -> Bools:
    """The days on which a pupil has lessons."""
    has = np.ones((pupils, 6), dtype=bool)
    for row in np.flatnonzero(rng.random(pupils) < world.three_days):
        has[row] = np.isin(np.arange(6), THREE_DAYS[rng.integers(len(THREE_DAYS))])
    return has[:, weekday]


def _drawn(rng: np.random.Generator, rate: Floats, bouts: float, there: Bools) -> Floats:
    """Hours by the rate. In bouts a day with hours is followed by another with that chance; the mean stays."""
    alone = np.cumsum(ALONE)
    if not bouts:
        sizes = SIZES[np.searchsorted(alone, rng.random(rate.shape)).clip(max=SIZES.size - 1)]
        drawn: Floats = np.where(there & (rng.random(rate.shape) < rate), sizes, 0.0)
        return drawn
    counted, goes_on = np.zeros(rate.shape), np.zeros(rate.shape[0], dtype=bool)
    stretch = np.cumsum(STRETCH)
    for day in range(rate.shape[1]):
        chance, size = rng.random(rate.shape[0]), rng.random(rate.shape[0])
        away = there[:, day] & (goes_on | (chance < rate[:, day] * (1 - bouts)))
        hours = np.where(goes_on, np.searchsorted(stretch, size), np.searchsorted(alone, size)).clip(max=SIZES.size - 1)
        counted[:, day] = np.where(away, SIZES[hours], 0.0)
        # A day without lessons ends no bout.
        goes_on = np.where(there[:, day], away & (rng.random(rate.shape[0]) < bouts), goes_on)
    return counted


def _long_away(rng: np.random.Generator, world: World, counted: Floats, there: Bools) -> None:
    for row in np.flatnonzero(rng.random(counted.shape[0]) < world.long_term):
        begin, length = int(rng.integers(counted.shape[1])), int(rng.integers(*LONG_DAYS))
        days = np.arange(begin, min(begin + length, counted.shape[1]))
        days = days[there[row, days] & (rng.random(days.size) < LONG_CHANCE)]
        counted[row, days] = np.maximum(counted[row, days], rng.choice(SIZES, days.size, p=LONG))


def _walk_out(rng: np.random.Generator, world: World, counted: Floats, there: Bools) -> None:
    """Klassen of which a large part leaves the last lessons of a day together, some of the times that a klas is away."""
    klas = np.arange(counted.shape[0]) // KLAS
    for one in range(klas.max() + 1):
        for day in np.flatnonzero(rng.random(counted.shape[1]) < LEAVES * world.activities / 200):
            gone = (klas == one) & there[:, day] & (rng.random(klas.size) < WALKED_OUT)
            counted[gone, day] = np.maximum(counted[gone, day], float(rng.choice(SIZES[:2])))


def history_of(hours: Hours, rule: Rule, years: int = 3) -> NormHistory:
    """The hours as what is known of a school at the end of the last day, with the reports that they ask for."""
    counted, known = hours.counted, hours.counted.shape[1]
    days = school_days(years)[: known + rule.horizon]
    wide = ((0, 0), (0, days.height - known))
    first = days.select((pl.col("school_year") != pl.col("school_year").shift()).fill_null(True))
    firsts = np.flatnonzero(first["school_year"].to_numpy())
    week = _weeks(days)
    history = NormHistory(
        rule=rule,
        place=known - 1,
        days=days["date"].to_list(),
        t=days["t"].to_numpy().astype(np.int64),
        day=days["day"].to_numpy().astype(np.int64),
        year_start=firsts[np.searchsorted(firsts, np.arange(days.height), "right") - 1].astype(np.int64),
        known=np.pad(hours.known, wide[1]),
        students=[f"p{row:04}" for row in range(counted.shape[0])],
        counted=np.pad(counted, wide),
        enrolled=np.pad(hours.enrolled, wide),
        reports=[],
        week_ends=[int(place) for place in np.flatnonzero(week[:-1] != week[1:]) if place < known],
    )
    return replace(history, reports=reports(history))


class Walked(NamedTuple):
    """One report: places of its first and last day, and the calendar day from which it can be made."""

    begin: int
    end: int
    possible_day: int


def reports(history: NormHistory) -> list[Report]:
    """Every report that could be made by the last known day, in the order in which they could."""
    lowest = history.first_in_window[: history.place + 1]
    most = (history.sums[:, 1 : history.place + 2] - history.sums[:, lowest]).max(axis=1, initial=0.0)
    rows = np.flatnonzero(most.round(DECIMALS) >= history.rule.hours)
    found = [
        Report(int(row), made.end, int(np.searchsorted(history.day, made.possible_day, "right")) - 1, made.possible_day)
        for row in rows
        for made in walk(history, history.counted[row, : history.place + 1])
    ]
    return sorted(found, key=lambda report: (report.possible, report.student))


def walk(history: NormHistory, hours: Floats) -> list[Walked]:
    """Every report that one pupil's counted hours per day ask for, as far as they can be made by now."""
    rule, sums = history.rule, np.concatenate([[0.0], np.cumsum(hours)])
    days = np.arange(history.place + 1)
    found: list[Walked] = []
    restart, allowed = 0, -1
    while True:
        start = np.maximum(history.first_in_window[: days.size], restart)
        enough = ((sums[days + 1] - sums[start]).round(DECIMALS) >= rule.hours) & (days >= restart)
        if not enough.any():
            return found
        reached = int(np.argmax(enough))
        possible_day = max(int(history.day[reached]), allowed)
        if possible_day > history.day[history.place]:
            return found
        begin = int(start[reached]) + int(np.argmax(hours[start[reached] :] > 0))
        # A report that waits takes in every hour up to the first day on which it can be made.
        until = int(np.searchsorted(history.day[: days.size], possible_day, "right"))
        if not rule.crosses_summer:
            until = int(np.searchsorted(history.year_start[:until], history.year_start[reached], "right"))
        end = int(np.flatnonzero(hours[:until] > 0)[-1])
        found.append(Walked(begin, end, possible_day))
        restart, allowed = end + 1, possible_day + rule.days_between
