"""Invented school years of absence, lesson hour by lesson hour, in which no part of the school has a cause worth acting on.

Same seed, same hours. What is planted (`Planted`) is the one thing that is there.
"""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from data import figures
from data.klassen import AFDELINGEN, KLASSEN
from data.timetable import HOURS, NO_LESSON, SUBJECTS, WEEKDAYS, make_timetable
from data.worlds.world import World

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

WEEKS, KLAS = 38, 25
SICK, UNAUTHORISED = "ziek", "ongeoorloofd"
# Of 100 lesson hours so many are missed; how long sick spells and episodes are, in days and in lesson hours.
PERCENT = {SICK: 5.5, UNAUTHORISED: 1.1}
SPELL_DAYS = (np.array([1, 2, 3, 4, 5]), np.array([0.30, 0.27, 0.20, 0.14, 0.09]))
EPISODE_HOURS = (np.array([1, 2, 3, 8]), np.array([0.60, 0.27, 0.10, 0.03]))
EPISODE_BEGINS = np.array([0.17, 0.10, 0.10, 0.12, 0.13, 0.14, 0.14, 0.10])
# A bout is so many days with an episode, and a spell in a world of bouts so many times as long.
BOUT_DAYS, LONGER = 6, 3
AR_SPREAD = 0.2
LONG_TERM_DAYS = 60
# Half of the days on which a klas is away together it is only a part of the klas, for some hours.
PARTLY, LEAST_PART = 0.5, 0.2
# The months of the school weeks, as the season of the demo knows them.
MONTHS = np.repeat([9, 10, 11, 12, 1, 2, 3, 4, 5, 6], 4)[:WEEKS]
LEERJAAR = np.array([klas.leerjaar for klas in KLASSEN])
AFDELING = np.array(
    [
        next(n for n, a in enumerate(AFDELINGEN) if any(klas.name.startswith(c[:-1]) for c in a.classes))
        for klas in KLASSEN
    ]
)


@dataclass(frozen=True)
class Planted:
    """What is really there: times as many hours in an afdeling, a klas, a cell (weekday, hour; from 0) or a subject.

    `case_mix`: the leerjaren differ as in the demo school.
    """

    afdeling: float = 1.0
    klas: float = 1.0
    cell: float = 1.0
    subject: float = 1.0
    case_mix: bool = False


# Where it is planted: somewhere in the middle of the school, of the week and of the table.
IN_AFDELING, IN_KLAS, IN_CELL, IN_SUBJECT = 3, 20, (1, 3), SUBJECTS.index("ec")


@dataclass(frozen=True)
class Hours:
    """One school year: `klas` of each pupil, `away` (pupil, day, hour), `present` (the same: had a lesson), and `subject`
    (klas, day, hour; a number in SUBJECTS). Days are school days of whole weeks, Monday first."""

    klas: Ints
    away: Bools
    present: Bools
    subject: Ints
    weekday: Ints = field(default_factory=lambda: np.arange(0))

    def of_klassen(self) -> tuple[Ints, Ints]:
        """Lessons and hours away per klas, day and hour."""
        starts = np.searchsorted(self.klas, np.arange(len(KLASSEN)))
        lessons, away = (
            np.add.reduceat(grid.astype(np.int16), starts, axis=0).astype(np.int64)
            for grid in (self.present, self.away)
        )
        return lessons, away


def school_year(rng: np.random.Generator, world: World, kind: str, planted: Planted = Planted()) -> Hours:
    """A year of one kind of absence (`SICK`: whole days; `UNAUTHORISED`: some hours) of 45 klassen in six afdelingen."""
    klas = np.repeat(np.arange(len(KLASSEN)), rng.integers(KLAS - 4, KLAS + 4, len(KLASSEN)))
    pupils, days = len(klas), WEEKS * WEEKDAYS
    weekday = np.tile(np.arange(WEEKDAYS), WEEKS)
    kept = np.repeat(rng.random(WEEKS) >= world.missing_weeks, WEEKDAYS)
    subject = make_timetable(rng)[:, weekday].astype(np.int64)
    on = np.ones((pupils, days), dtype=bool)
    for pupil in np.flatnonzero(rng.random(pupils) < world.three_days):
        on[pupil] = np.isin(weekday, rng.choice(WEEKDAYS, 3, replace=False))
    on &= kept
    present = (subject[klas] != NO_LESSON) & on[:, :, None]
    rate = _rates(rng, world, klas, planted)
    busy = _days(rng, world, kind, weekday) * kept
    away = (_sick if kind == SICK else _unauthorised)(rng, world, rate, busy)
    if planted.cell != 1.0:
        again = (_sick if kind == SICK else _unauthorised)(rng, world, rate * (planted.cell - 1.0), busy)
        day, hour = IN_CELL
        away[:, weekday == day, hour] |= again[:, weekday == day, hour]
    if planted.subject != 1.0:
        again = (_sick if kind == SICK else _unauthorised)(rng, world, rate * (planted.subject - 1.0), busy)
        away |= again & (subject[klas] == IN_SUBJECT)
    for pupil in np.flatnonzero(rng.random(pupils) < world.long_term):
        first = int(rng.integers(0, days - LONG_TERM_DAYS))
        away[pupil, first : first + LONG_TERM_DAYS] = True
    _activities(rng, world, klas, away)
    away &= present
    return Hours(klas, away[:, kept], present[:, kept], subject[:, kept], weekday[kept])


def _rates(rng: np.random.Generator, world: World, klas: Ints, planted: Planted) -> Floats:
    """How often each pupil is absent, 1 as usual."""
    rate = rng.gamma(world.shape, 1 / world.shape, len(klas))
    rate *= np.where(rng.random(len(klas)) < world.often, 3.0, 1.0)
    rate *= np.exp(rng.normal(0, world.afdelingen, len(AFDELINGEN)))[AFDELING[klas]]
    if planted.case_mix:
        rate *= np.array([0.0, *figures.UNAUTHORISED_LEERJAAR.values()])[LEERJAAR[klas]]
    rate[AFDELING[klas] == IN_AFDELING] *= planted.afdeling
    rate[klas == IN_KLAS] *= planted.klas
    return rate


def _days(rng: np.random.Generator, world: World, kind: str, weekday: Ints) -> Floats:
    """How busy each day is, 1 on average: season, weekday, weeks that hang together, and days of flu."""
    log = np.zeros(len(weekday))
    if world.season:
        months = np.array([figures.SICK_PERCENT[int(month)] for month in MONTHS])
        low, high = figures.UNAUTHORISED_PERCENT
        weeks = np.log(months) if kind == SICK else np.log(np.linspace(low, high, WEEKS))
        by_day = figures.SICK_START_WEEKDAY if kind == SICK else figures.UNAUTHORISED_WEEKDAY
        log += world.season * (np.repeat(weeks, WEEKDAYS) + np.log(np.array(by_day))[weekday])
    if world.ar:
        noise = rng.normal(0, AR_SPREAD, WEEKS)
        for week in range(1, WEEKS):
            noise[week] = world.ar * noise[week - 1] + np.sqrt(1 - world.ar**2) * noise[week]
        log += np.repeat(noise, WEEKDAYS)
    busy = np.exp(log + rng.normal(0, world.flu, len(weekday)))
    return np.asarray(busy / busy.mean())


def _sick(rng: np.random.Generator, world: World, rate: Floats, busy: Floats) -> Bools:
    """Whole days in a row."""
    lengths, shares = SPELL_DAYS
    longer = 1 + (LONGER - 1) * world.bouts
    chance = PERCENT[SICK] / 100 / (float(lengths @ shares) * longer)
    pupil, day, size = _starts(rng, chance * rate, busy, lengths, shares)
    days = np.ceil(size * np.where(rng.random(len(size)) < world.bouts, LONGER, 1)).astype(np.int64)
    away = np.zeros((len(rate), len(busy)), dtype=bool)
    for later in range(int(days.max(initial=0))):
        going = (days > later) & (day + later < len(busy))
        away[pupil[going], day[going] + later] = True
    return np.repeat(away[:, :, None], HOURS, axis=2)


def _unauthorised(rng: np.random.Generator, world: World, rate: Floats, busy: Floats) -> Bools:
    """Episodes of some hours, in a world of bouts for days in a row."""
    lengths, shares = EPISODE_HOURS
    lessons = 6.4
    chance = PERCENT[UNAUTHORISED] / 100 * lessons / float(np.minimum(lengths, lessons) @ shares)
    chance /= 1 + (BOUT_DAYS - 1) * world.bouts
    pupil, day, _ = _starts(rng, chance * rate, busy, lengths, shares)
    days = np.where(rng.random(len(day)) < world.bouts, BOUT_DAYS, 1)
    pupil = np.repeat(pupil, days)
    day = np.repeat(day, days) + np.concatenate([np.arange(n) for n in days] or [np.arange(0)])
    pupil, day = pupil[day < len(busy)], day[day < len(busy)]
    size = rng.choice(lengths, len(pupil), p=shares)
    first = np.where(size == HOURS, 0, rng.choice(HOURS, len(pupil), p=EPISODE_BEGINS / EPISODE_BEGINS.sum()))
    away = np.zeros((len(rate), len(busy), HOURS), dtype=bool)
    for later in range(HOURS):
        going = (size > later) & (first + later < HOURS)
        away[pupil[going], day[going], first[going] + later] = True
    return away


def _starts(
    rng: np.random.Generator, rate: Floats, busy: Floats, lengths: Ints, shares: Floats
) -> tuple[Ints, Ints, Ints]:
    """Pupil, day and size of what begins."""
    counts = rng.poisson(rate * busy.sum())
    pupil = np.repeat(np.arange(len(rate)), counts)
    day = np.searchsorted(np.cumsum(busy) / busy.sum(), rng.random(len(pupil))).clip(max=len(busy) - 1)
    return pupil, day, rng.choice(lengths, len(pupil), p=shares)


def _activities(rng: np.random.Generator, world: World, klas: Ints, away: Bools) -> None:
    """Days on which a klas, or a large part of it, is away together; written into `away`."""
    for number in range(len(KLASSEN)):
        own = np.flatnonzero(klas == number)
        for day in rng.integers(0, away.shape[1], rng.poisson(world.activities)):
            who, first, last = own, 0, HOURS
            if rng.random() < PARTLY:
                who = own[rng.random(len(own)) < rng.uniform(LEAST_PART, 1.0)]
                first = int(rng.integers(0, HOURS - 1))
                last = int(rng.integers(first + 2, HOURS + 1))
            away[who, day, first:last] = True
