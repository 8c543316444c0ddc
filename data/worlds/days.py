"""Invented days with a late, or with lessons missed without leave, in which no pupil stands out, or some were planted.

Rows as the questions about who stands out give them, at the end of so many school weeks. Who is away for months without
leave has a cause, and is not in any world here. Same seed, same rows.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from data import figures
from data.worlds.world import World
from pipelines.questions.standout_tests import FIRST, KINDS, MEASURES, RISING, SUBJECT

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Names = npt.NDArray[np.str_]

MONDAY, KLAS, HOURS, WEEKDAYS, RECENT = date(2026, 8, 31), 25, 6, 5, 4
PUPILS, WEEKS, YEAR_WEEKS, AFDELINGEN = 1150, 20, 40, 6
SUBJECTS = np.array(["ak", "bi", "ckv", "du", "en", "fa", "gs", "lo", "na", "ne", "sk", "wi"])
LATE = "te_laat"
# Days a week with a late, or with missed lessons, of the average pupil; so many of those days are longer than a lesson,
# and then so many lessons.
RATE, LONGER, SIZES = 0.12, 0.3, (2, HOURS)
# Weeks that hang together differ by this much (log).
AR_SPREAD = 0.2
# In a world of bouts: how much of a pupil's busy week is in the next, how much busy weeks differ (log), and the chance of
# another day in a row. Of a world of nothing but bouts.
KEPT, SPREAD, ROW = 0.75, 1.15, 0.6
# A klas that is away as a whole leaves, some of those times, its last lessons together: a part of it.
LEAVES, WALKED_OUT, LAST_LESSONS = 0.2, 0.6, 2
# Of what happened in a week of which data are missing so much is there.
LEFT = 0.1
HOUR: dict[str, type[pl.DataType]] = {
    "measure": pl.String,
    "student_id": pl.String,
    "week_start": pl.Date,
    "date": pl.Date,
    "lesson_hour": pl.Int64,
    "first_lesson": pl.Int64,
    "subject": pl.String,
}


@dataclass(frozen=True)
class Planted:
    """So many pupils of each measure and kind stand out, with `often` days a week.

    Rising: `factor` times as many in the last weeks. First lesson and subject: that share (`strength`) of the days.
    """

    pupils: int = 0
    often: float = 0.72
    factor: float = 3.0
    strength: float = 0.7


@dataclass
class School:
    """What the three questions give, and who was planted: (measure, kind) -> pupils."""

    weeks: pl.DataFrame
    hours: pl.DataFrame
    lessons: pl.DataFrame
    planted: dict[tuple[str, str], set[str]] = field(default_factory=dict)


class Missed(NamedTuple):
    """Per place a pupil and school day, the first lesson missed, from 0, and the one after the last."""

    pupil: Ints
    day: Ints
    first: Ints
    last: Ints


def school_days(
    rng: np.random.Generator, world: World, planted: Planted = Planted(), pupils: int = PUPILS, weeks: int = WEEKS
) -> School:
    """One school of so many pupils, at the end of so many school weeks."""
    students, klas = np.array([f"{n:05}" for n in range(pupils)]), np.arange(pupils) // KLAS
    timetable = rng.choice(len(SUBJECTS), (int(klas[-1]) + 1, WEEKDAYS, HOURS))
    comes = np.ones((pupils, WEEKDAYS), dtype=bool)
    for short in np.flatnonzero(rng.random(pupils) < world.three_days):
        comes[short] = np.isin(np.arange(WEEKDAYS), rng.choice(WEEKDAYS, 3, replace=False))
    there = np.tile(comes, weeks) & (np.repeat(rng.random(weeks) >= world.missing_weeks, WEEKDAYS) | _left(rng, weeks))
    found: list[pl.DataFrame] = []
    chosen: dict[tuple[str, str], set[str]] = {}
    for measure in MEASURES:
        picked = rng.choice(pupils, (len(KINDS), planted.pupils), replace=False)
        kinds = dict(zip(KINDS, picked, strict=True))
        chosen |= {(measure, kind): set(students[who].tolist()) for kind, who in kinds.items()}
        away = _days(rng, world, measure, weeks, klas, planted, kinds) & there
        pupil, day = np.nonzero(away)
        lessons = timetable[klas[pupil], day % WEEKDAYS]
        first, last = _lessons(rng, world, measure, klas[pupil], lessons, pupil, planted, kinds)
        missed = [Missed(pupil, day, first, last)]
        if measure != LATE:
            missed.append(_walk_out(rng, world, klas, there))
        found.append(_rows(measure, students, timetable[klas], missed))
    return School(
        pl.DataFrame({"student_id": students, "klas": np.array([f"k{n}" for n in klas])}).join(
            pl.DataFrame({"week_start": [MONDAY + timedelta(7 * n) for n in range(weeks)], "days": WEEKDAYS}),
            how="cross",
        ),
        pl.concat(found),
        _taught(students, timetable[klas], comes, weeks),
        chosen,
    )


def _left(rng: np.random.Generator, weeks: int) -> Bools:
    return rng.random(weeks * WEEKDAYS) < LEFT


def _days(
    rng: np.random.Generator,
    world: World,
    measure: str,
    weeks: int,
    klas: Ints,
    planted: Planted,
    kinds: dict[str, Ints],
) -> Bools:
    """The school days (columns) on which each pupil has a late, or missed lessons."""
    pupils = klas.size
    pace = rng.gamma(world.shape, RATE / world.shape, pupils) * np.where(rng.random(pupils) < world.often, 3.0, 1.0)
    pace *= np.exp(rng.normal(0, world.afdelingen, AFDELINGEN))[klas % AFDELINGEN]
    for who in kinds.values():
        pace[who] = planted.often
    calendar = _calendar(rng, world, weeks)
    spread = SPREAD * world.bouts
    busy, gone = rng.normal(0, 1, pupils), np.zeros(pupils, dtype=bool)
    away = np.zeros((pupils, weeks * WEEKDAYS), dtype=bool)
    for week in range(weeks):
        busy = KEPT * busy + np.sqrt(1 - KEPT**2) * rng.normal(0, 1, pupils)
        now = pace * np.exp(spread * busy - spread**2 / 2)
        if week >= weeks - RECENT:
            now[kinds[RISING]] *= planted.factor
        for day in range(week * WEEKDAYS, (week + 1) * WEEKDAYS):
            again = gone & (rng.random(pupils) < ROW * world.bouts) & (measure != LATE)
            gone = (rng.random(pupils) < np.minimum(now * calendar[day] / WEEKDAYS, 0.9)) | again
            away[:, day] = gone
    return away


def _calendar(rng: np.random.Generator, world: World, weeks: int) -> Floats:
    """How busy each school day is for everybody: season, weekday, weeks that hang together, and days of their own."""
    low, high = figures.UNAUTHORISED_PERCENT
    season = np.repeat(np.log(low + (high - low) * np.arange(weeks) / YEAR_WEEKS), WEEKDAYS)
    log = world.season * (season - season.mean() + np.tile(np.log(np.array(figures.UNAUTHORISED_WEEKDAY)), weeks))
    drift = rng.normal(0, AR_SPREAD, weeks)
    for week in range(1, weeks):
        drift[week] = world.ar * drift[week - 1] + np.sqrt(1 - world.ar**2) * drift[week]
    if world.ar:
        log += np.repeat(drift, WEEKDAYS)
    return np.asarray(np.exp(log + rng.normal(0, world.flu, log.size)))


def _lessons(
    rng: np.random.Generator,
    world: World,
    measure: str,
    klas: Ints,
    lessons: Ints,
    pupil: Ints,
    planted: Planted,
    kinds: dict[str, Ints],
) -> tuple[Ints, Ints]:
    """Per day the first lesson missed, from 0, and the one after the last; none where a planted subject is not taught."""
    strict = np.exp(rng.normal(0, world.strict, (int(klas.max(initial=0)) + 1, len(SUBJECTS))))
    weight = strict[klas[:, None], lessons]
    if measure == LATE:
        weight[:, 0] *= 1 + world.first_hour
    reached = np.cumsum(weight, axis=1)
    first = (reached < rng.random(klas.size)[:, None] * reached[:, -1:]).sum(axis=1)
    planted_now = rng.random(klas.size) < planted.strength
    first[planted_now & np.isin(pupil, kinds[FIRST])] = 0
    longer = (rng.random(klas.size) < LONGER) & (measure != LATE)
    last = np.minimum(first + np.where(longer, rng.choice(SIZES, klas.size), 1), HOURS)
    own = planted_now & np.isin(pupil, kinds[SUBJECT])
    taught = lessons == (pupil % len(SUBJECTS))[:, None]
    # On a day without that subject the pupil is there.
    first = np.where(own, taught.argmax(axis=1), first)
    return first, np.where(own, first + taught.any(axis=1), last)


def _walk_out(rng: np.random.Generator, world: World, klas: Ints, there: Bools) -> Missed:
    """Who left the last lessons of a day with the klas."""
    leaves = rng.random((int(klas[-1]) + 1, there.shape[1])) < LEAVES * world.activities / (YEAR_WEEKS * WEEKDAYS)
    pupil, day = np.nonzero(leaves[klas] & there & (rng.random(there.shape) < WALKED_OUT))
    return Missed(pupil, day, np.full(pupil.size, HOURS - LAST_LESSONS), np.full(pupil.size, HOURS))


def _rows(measure: str, students: Names, timetable: Ints, lists: list[Missed]) -> pl.DataFrame:
    """A row per pupil, day and lesson, once."""
    missed = np.zeros((len(students), WEEKDAYS * YEAR_WEEKS, HOURS), dtype=bool)
    for each in lists:
        for lesson in range(HOURS):
            here = (each.first <= lesson) & (lesson < each.last)
            missed[each.pupil[here], each.day[here], lesson] = True
    pupil, day, hour = np.nonzero(missed)
    monday = (MONDAY - date(1970, 1, 1)).days + 7 * (day // WEEKDAYS)
    values = {
        "measure": [measure] * pupil.size,
        "student_id": students[pupil],
        "week_start": pl.Series(monday, dtype=pl.Int32),
        "date": pl.Series(monday + day % WEEKDAYS, dtype=pl.Int32),
        "lesson_hour": hour + 1,
        "first_lesson": np.ones(pupil.size, dtype=np.int64),
        "subject": SUBJECTS[timetable[pupil, day % WEEKDAYS, hour]],
    }
    return pl.DataFrame(values).cast(HOUR)  # type: ignore[arg-type]


def _taught(students: Names, timetable: Ints, comes: Bools, weeks: int) -> pl.DataFrame:
    """A row per pupil, subject and lesson hour of the timetable."""
    pupil, day, hour = np.nonzero(np.broadcast_to(comes[:, :, None], timetable.shape))
    values = {"student_id": students[pupil], "subject": SUBJECTS[timetable[pupil, day, hour]], "lesson_hour": hour + 1}
    return pl.DataFrame(values).group_by(*values).agg((pl.len() * weeks).cast(pl.Int64).alias("lessons"))
