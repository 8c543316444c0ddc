"""Invented schools in which no pupil stands out, or some were planted: rows as the questions about standing out give them.

Worlds: everybody alike (`flat`); a few pupils with most of it (`skewed`); lates mostly in the first lesson, for everybody
(`first`); a season that rises to the end (`season`); busy and quiet times of each pupil, and days in a row (`bouts`);
klassen and subjects with strict and mild registration (`strict`); all of it (`hard`). Same seed, same rows.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.questions.standing_out import counted, shown
from pipelines.questions.standout_tests import FIRST, KINDS, MEASURES, RISING, SUBJECT, judge

MONDAY, KLAS, HOURS, DAYS, RECENT = date(2026, 8, 31), 27, 6, 5, 4
SUBJECTS = np.array(["ak", "bi", "ckv", "du", "en", "fa", "gs", "lo", "na", "ne", "sk", "wi"])
# Days a week with a late, or with missed lessons, of the average pupil; so many of those days are longer than a lesson.
RATE, LONGER = 0.12, 0.3
HOUR: dict[str, type[pl.DataType]] = {
    "measure": pl.String,
    "student_id": pl.String,
    "week_start": pl.Date,
    "date": pl.Date,
    "lesson_hour": pl.Int64,
    "first_lesson": pl.Int64,
    "subject": pl.String,
}
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class World:
    """How a school differs from one in which all is alike.

    `shape` of the gamma of the pupils' rates, weight of the `first` lesson for lates, `season` from -1 to 1 over the year,
    how much of a busy week is `kept` in the next and its `spread`, the chance of another day in a `row`, and how
    `strict` klassen and subjects differ in what they register.
    """

    shape: float | None = None
    first: float = 1.0
    season: float = 0.0
    kept: float = 0.0
    spread: float = 0.0
    row: float = 0.0
    strict: float = 0.0


WORLDS = {
    "flat": World(),
    "skewed": World(shape=0.4),
    "first": World(shape=1.0, first=6.0),
    "season": World(shape=1.0, season=0.8),
    "bouts": World(shape=0.6, kept=0.75, spread=0.8, row=0.4),
    "strict": World(shape=1.0, strict=0.5),
    "hard": World(shape=0.6, first=4.0, season=0.5, kept=0.7, spread=0.7, row=0.3, strict=0.4),
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


def school(rng: np.random.Generator, world: World, pupils: int, weeks: int, planted: Planted = Planted()) -> School:
    """One school of so many pupils, at the end of so many school weeks."""
    students, klas = [f"{n:05}" for n in range(pupils)], np.arange(pupils) // KLAS
    timetable = rng.choice(len(SUBJECTS), (int(klas[-1]) + 1, DAYS, HOURS))
    rows: list[tuple[object, ...]] = []
    chosen: dict[tuple[str, str], set[str]] = {}
    for measure in MEASURES:
        picked = rng.choice(pupils, 3 * planted.pupils, replace=False).reshape(3, planted.pupils)
        kinds = dict(zip((RISING, FIRST, SUBJECT), picked, strict=True))
        chosen |= {(measure, kind): {students[n] for n in who} for kind, who in kinds.items()}
        strict = np.exp(world.strict * rng.normal(0, 1, (len(timetable), len(SUBJECTS))))
        for week, day, n in _days(rng, world, pupils, weeks, measure, planted, kinds):
            lessons = timetable[klas[n], day]
            monday = MONDAY + timedelta(7 * week)
            at = (measure, students[n], monday, monday + timedelta(day))
            hours = _hours(rng, world, measure, lessons, strict[klas[n]], planted, kinds, n)
            rows += [(*at, hour + 1, 1, str(SUBJECTS[lessons[hour]])) for hour in hours]
    there = pl.DataFrame({"student_id": students, "klas": [f"k{n}" for n in klas]}).join(
        pl.DataFrame({"week_start": [MONDAY + timedelta(7 * n) for n in range(weeks)], "days": DAYS}), how="cross"
    )
    taught = [
        (students[n], str(SUBJECTS[timetable[klas[n], day, hour]]), hour + 1, weeks)
        for n in range(pupils)
        for day in range(DAYS)
        for hour in range(HOURS)
    ]
    names = ["student_id", "subject", "lesson_hour"]
    lessons_ = (
        pl.DataFrame(taught, schema=[*names, "lessons"], orient="row").group_by(names).agg(pl.col("lessons").sum())
    )
    return School(there, pl.DataFrame(rows, schema=HOUR, orient="row"), lessons_, chosen)


def _days(
    rng: np.random.Generator,
    world: World,
    pupils: int,
    weeks: int,
    measure: str,
    planted: Planted,
    kinds: Mapping[str, Ints],
) -> list[tuple[int, int, int]]:
    """Week, day and pupil of each day with a late, or with missed lessons."""
    pace = np.full(pupils, RATE) if world.shape is None else rng.gamma(world.shape, RATE / world.shape, pupils)
    for who in kinds.values():
        pace[who] = planted.often
    busy, away, found = rng.normal(0, 1, pupils), np.zeros(pupils, dtype=bool), []
    for week, season in enumerate(1 + world.season * np.linspace(-1, 1, weeks)):
        busy = world.kept * busy + np.sqrt(1 - world.kept**2) * rng.normal(0, 1, pupils)
        now = pace * season * np.exp(world.spread * busy - world.spread**2 / 2)
        if week >= weeks - RECENT:
            now[kinds[RISING]] *= planted.factor
        for day in range(DAYS):
            again = away & (rng.random(pupils) < world.row) & (measure == "ongeoorloofd")
            away = (rng.random(pupils) < np.minimum(now / DAYS, 0.9)) | again
            found += [(week, day, int(n)) for n in np.flatnonzero(away)]
    return found


def _hours(
    rng: np.random.Generator,
    world: World,
    measure: str,
    lessons: Ints,
    strict: npt.NDArray[np.float64],
    planted: Planted,
    kinds: Mapping[str, Ints],
    pupil: int,
) -> list[int]:
    """The lessons of one day, from 0: one, or a few in a row."""
    weight = strict[lessons]
    if measure == "te_laat":
        weight[0] *= world.first
    first = int(rng.choice(HOURS, p=weight / weight.sum()))
    if pupil in kinds[FIRST] and rng.random() < planted.strength:
        first = 0
    if pupil in kinds[SUBJECT] and rng.random() < planted.strength:
        # On a day without that subject the pupil is there.
        taught = np.flatnonzero(lessons == pupil % len(SUBJECTS))
        return [int(taught[0])] if len(taught) else []
    longer = measure == "ongeoorloofd" and rng.random() < LONGER
    return list(range(first, min(first + int(rng.choice([2, HOURS])), HOURS))) if longer else [first]


@dataclass(frozen=True)
class Named:
    """Over some schools: in how many any name was shown, and of the planted how many were; (measure, kind) -> number."""

    schools: int
    with_names: int
    seen: dict[tuple[str, str], int]
    planted: int
    expected: dict[tuple[str, str], float]
    found: dict[tuple[str, str], int]


def named(
    world: World, numbers: Mapping[str, float], schools: int, pupils: int, weeks: int, seed: int, planted: Planted
) -> Named:
    """What is found, and shown with names, in so many schools of one world."""
    rng = np.random.default_rng(seed)
    kinds = [(measure, kind) for measure in MEASURES for kind in KINDS]
    seen, expected, found = dict.fromkeys(kinds, 0), dict.fromkeys(kinds, 0.0), dict.fromkeys(kinds, 0)
    with_names = 0
    for _ in range(schools):
        made = school(rng, world, pupils, weeks, planted)
        judged = judge(made.weeks, made.hours, made.lessons, numbers)
        tests = counted(judged, numbers)
        names = shown(judged, tests, numbers)
        with_names += not names.is_empty()
        for measure, kind, look, chance in tests.select("measure", "kind", "look", "look_chance").iter_rows():
            found[measure, kind] += look
            expected[measure, kind] += chance
            who = set(names.filter(measure=measure, kind=kind)["student_id"])
            seen[measure, kind] += len(who & made.planted[measure, kind])
    return Named(schools, with_names, seen, planted.pupils * schools, expected, found)
