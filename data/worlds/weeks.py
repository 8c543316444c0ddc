"""Invented weekly hours of absence, of afdelingen and three school years, in which nothing happens that asks for action.

Spread of the counts, season and rates are those of the demo school. Same seed, same weeks.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data import figures
from data.worlds.world import World

Floats = npt.NDArray[np.float64]
WEEKS, YEARS, PARTS, LESSONS, KLAS = 40, 3, 6, 32, 25
PUPILS, PART_SIZES = (800, 1500), (0.7, 1.3)
UNAUTHORISED, SICK = "ongeoorloofd", "ziek"
# Variance of a week's hours over their mean, in the demo school: hours come in episodes, sick hours in whole days.
CLUSTER = {UNAUTHORISED: 2.8, SICK: 21.0}
# Part of the percentages in figures.SICK_PERCENT that becomes hours there, as who has just been ill is not ill again.
SICK_LEVEL = 0.65
# Sd of the log: of what weeks share beyond season (in the whole school, and in one afdeling by itself), of the level
# of a year, of the strength of its season.
WEEK_SD, OWN_WEEK_SD, LEVEL_SD, STRENGTH_SD = 0.09, 0.05, 0.10, 0.15
# The strength of the weeks differs between schools, by this factor at most.
STRONGER = 1.35
# What a rise is given for, beside `WORLDS`: weeks that hang together, levels that differ, and waves of flu twice as high.
HARD, HIGH_WAVES = World(season=1.0, ar=0.5, afdelingen=0.1), 2.0
# Flu days reach the sick; of what they do little is seen in hours without leave.
FLU_REACHES = {UNAUTHORISED: 0.25, SICK: 1.0}
# A wave of flu on top of the season: height on the log scale, school week of its top, and width in weeks.
WAVE, WAVE_WEEK, WAVE_WIDTH, SEASON_MOVES = (0.35, 0.15), (22.0, 2.5), 1.8, 1.0
# Hours of a klas that was away together and are registered as this; hours of a pupil away for months likewise, as a share.
ACTIVITY_HOURS, FOR_MONTHS = 25.0, {UNAUTHORISED: 0.1, SICK: 0.9}
MONTHS_AWAY = (8, 20)
# The first school week of each month of the year, of the one in figures.SICK_PERCENT.
MONTH_WEEKS = {
    8: -1.0,
    9: 2.0,
    10: 6.0,
    11: 10.0,
    12: 14.0,
    1: 17.0,
    2: 21.0,
    3: 25.0,
    4: 29.0,
    5: 32.0,
    6: 36.0,
    7: 40.0,
}


@dataclass(frozen=True)
class Weeks:
    """Hours of some schools, by school, afdeling, year (the last is this one) and school week.

    `complete`: by school, year and week, whether the data are there. `start`: per school the place of the week in which
    a planted step begins.
    """

    missed: Floats
    scheduled: Floats
    complete: npt.NDArray[np.bool_]
    start: npt.NDArray[np.int64]


@dataclass(frozen=True)
class Planted:
    """A step up for so many weeks of this year: hours times `factor`, in the whole school or in the first afdeling only."""

    factor: float
    part_only: bool = False
    length: int = 6
    between: tuple[int, int] = (8, 33)


def weekly_hours(
    rng: np.random.Generator,
    world: World,
    kind: str,
    schools: int,
    planted: Planted | None = None,
    waves: float = 1.0,
    stronger: float = STRONGER,
) -> Weeks:
    """Three school years of some schools of one world; kind is UNAUTHORISED or SICK. `waves`: how high those of flu are."""
    shape = (schools, PARTS, YEARS, WEEKS)
    pupils = (
        rng.uniform(*PUPILS, (schools, 1))
        * (share := rng.uniform(*PART_SIZES, (schools, PARTS)))
        / share.sum(1)[:, None]
    )
    scheduled = np.broadcast_to((pupils * LESSONS * (1 - 0.4 * world.three_days))[:, :, None, None], shape).copy()
    log = _season(rng, world, kind, schools, waves)[:, None] + _between_weeks(rng, world, kind, shape, stronger)
    log += (
        rng.normal(0, 1, (schools, PARTS, 1, 1)) * world.afdelingen
        + rng.normal(0, 1, (schools, PARTS, YEARS, 1)) * world.afdelingen
    )
    start = np.full(schools, -1)
    if planted:
        start = rng.integers(*planted.between, schools)
        places = np.arange(WEEKS)[None, :]
        during = (places >= start[:, None]) & (places < start[:, None] + planted.length)
        parts = slice(0, 1) if planted.part_only else slice(None)
        log[:, parts, -1] += np.log(planted.factor) * during[:, None]
    mean = scheduled * np.exp(log)
    missed = _counted(rng, world, kind, mean) + _extra(rng, world, kind, pupils, shape)
    complete = rng.random((schools, YEARS, WEEKS)) >= world.missing_weeks
    missed = np.where(complete[:, None], missed, 0.1 * missed)
    return Weeks(np.rint(np.minimum(missed, scheduled)), scheduled, complete, start)


def _season(rng: np.random.Generator, world: World, kind: str, schools: int, waves: float) -> Floats:
    """Log of the rate by school, year and week."""
    places = np.arange(1, WEEKS + 1)
    size = (schools, YEARS, 1)
    if kind == UNAUTHORISED:
        low, high = figures.UNAUTHORISED_PERCENT
        shape = np.log(low + (high - low) * places / WEEKS)[None, None]
    else:
        at = list(MONTH_WEEKS.values())
        percent = [SICK_LEVEL * figures.SICK_PERCENT[month] for month in MONTH_WEEKS]
        shape = np.log(np.interp(places - rng.normal(0, SEASON_MOVES, size), at, percent))
    usual = np.log(np.exp(shape).mean())
    if not world.season:
        return np.broadcast_to(usual - np.log(100), (schools, YEARS, WEEKS)).copy()
    log = usual + world.season * (1 + rng.normal(0, STRENGTH_SD, size)) * (shape - usual)
    if kind == SICK:
        distance = (places - rng.normal(*WAVE_WEEK, size)) / WAVE_WIDTH
        log = log + waves * np.maximum(rng.normal(*WAVE, size), 0) * np.exp(-(distance**2) / 2)
    return np.asarray(log + rng.normal(0, LEVEL_SD, size) - np.log(100))


def _between_weeks(
    rng: np.random.Generator, world: World, kind: str, shape: tuple[int, int, int, int], most: float
) -> Floats:
    """What weeks have beyond the season: weeks that hang together, and the days of a flu that reach everybody."""
    schools, _, years, weeks = shape
    stronger = rng.uniform(1 / most, most, (schools, 1, 1, 1))
    found = np.zeros(shape)
    if world.ar:
        found += stronger * WEEK_SD * _autoregressive(rng, world.ar, (schools, 1, years, weeks))
        found += stronger * OWN_WEEK_SD * _autoregressive(rng, world.ar, shape)
    if world.flu:
        flu = world.flu * FLU_REACHES[kind]
        days = rng.normal(0, flu, (schools, 1, years, weeks, 5))
        found += np.log(np.exp(days).mean(-1)) - flu**2 / 2
    return found


def _autoregressive(rng: np.random.Generator, ar: float, shape: tuple[int, ...]) -> Floats:
    found = rng.normal(0, 1, shape)
    for place in range(1, shape[-1]):
        found[..., place] = ar * found[..., place - 1] + np.sqrt(1 - ar**2) * found[..., place]
    return found


def _counted(rng: np.random.Generator, world: World, kind: str, mean: Floats) -> Floats:
    """Hours around their mean, in clusters: wider where few pupils have most, or absence comes in bouts, over weeks too."""
    cluster = CLUSTER[kind] * (1 + 0.5 / world.shape) * (1 + 1.5 * world.bouts)
    found = rng.gamma(mean / cluster) * cluster
    carried = 0.3 * world.bouts
    found[..., 1:] = (1 - carried) * found[..., 1:] + carried * found[..., :-1] * mean[..., 1:] / mean[..., :-1]
    return found


def _extra(
    rng: np.random.Generator, world: World, kind: str, pupils: Floats, shape: tuple[int, int, int, int]
) -> Floats:
    """Hours of klassen that were away together, and of pupils away for months."""
    schools, _, years, weeks = shape
    found = np.zeros(shape)
    if world.activities:
        klassen = (pupils / KLAS)[:, :, None, None]
        found += ACTIVITY_HOURS * rng.poisson(np.broadcast_to(klassen * world.activities / weeks, shape))
    if world.long_term:
        away = rng.poisson(pupils[:, :, None] * world.long_term * FOR_MONTHS[kind], (schools, PARTS, years))
        for school, part, year in np.argwhere(away):
            for _ in range(away[school, part, year]):
                first = rng.integers(-MONTHS_AWAY[0], weeks)
                found[school, part, year, max(first, 0) : max(first + rng.integers(*MONTHS_AWAY), 0)] += LESSONS
    return found
