"""Invented schools in which no pupil stands out, or some were planted: rows as the questions about standing out give them.

Worlds: everybody alike (`flat`); a few pupils with most of it (`skewed`); lates mostly in the first lesson, for everybody
(`first`); a season that rises to the end (`season`); busy and quiet times of each pupil, and days in a row (`bouts`);
klassen and subjects with strict and mild registration (`strict`); all of it (`hard`). Same seed, same rows.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.questions.standout_tests import FIRST, RISING, SUBJECT, judge
from pipelines.questions.standing_out import counted

MONDAY, KLAS, HOURS = date(2026, 8, 31), 27, 6
SUBJECTS = np.array(["ak", "bi", "ckv", "du", "en", "fa", "gs", "lo", "na", "ne", "sk", "wi"])
DAYS = 5


@dataclass(frozen=True)
class World:
    """How a school differs from one in which all is alike: `shape` of the pupils' gamma, and so on."""

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
# Days a week with a late or with missed lessons, of the average pupil.
RATES = {"te_laat": 0.12, "ongeoorloofd": 0.12}


@dataclass(frozen=True)
class Rows:
    """What the three questions give, and who was planted: (measure, kind) -> pupils."""

    weeks: pl.DataFrame
    hours: pl.DataFrame
    lessons: pl.DataFrame
    planted: dict[tuple[str, str], list[str]]


def school(
    rng: np.random.Generator,
    world: World,
    pupils: int,
    weeks: int,
    planted: int = 0,
    factor: float = 3.0,
    strength: float = 0.7,
) -> Rows:
    """One school; of each measure and kind `planted` pupils stand out, all with the rate of a frequent pupil."""
    students = np.array([f"{n:05}" for n in range(pupils)])
    klas = np.arange(pupils) // KLAS
    klassen = int(klas[-1]) + 1
    timetable = rng.choice(len(SUBJECTS), (klassen, DAYS, HOURS))
    season = 1 + world.season * np.linspace(-1, 1, weeks)
    found, chosen = [], {}
    for measure, rate in RATES.items():
        pace = rate * (np.ones(pupils) if world.shape is None else rng.gamma(world.shape, 1 / world.shape, pupils))
        picked = rng.choice(pupils, 3 * planted, replace=False).reshape(3, planted)
        for kind, who in zip((RISING, FIRST, SUBJECT), picked, strict=True):
            chosen[measure, kind] = list(students[who])
            pace[who] = 3 * rate
        hour_weight = np.ones(HOURS)
        hour_weight[0] = world.first if measure == "te_laat" else 1.0
        strict = np.exp(world.strict * rng.normal(0, 1, (klassen, len(SUBJECTS))))
        busy = rng.normal(0, 1, pupils)
        away = np.zeros(pupils, dtype=bool)
        for week in range(weeks):
            busy = world.kept * busy + np.sqrt(1 - world.kept**2) * rng.normal(0, 1, pupils)
            now = pace * season[week] * np.exp(world.spread * busy - world.spread**2 / 2)
            if week >= weeks - 4:
                now[picked[0]] *= factor
            for day in range(DAYS):
                again = away & (rng.random(pupils) < world.row) if measure == "ongeoorloofd" else np.zeros(pupils, bool)
                away = (rng.random(pupils) < np.minimum(now / DAYS, 0.9)) | again
                for n in np.flatnonzero(away):
                    lessons = timetable[klas[n], day]
                    weight = hour_weight * strict[klas[n], lessons]
                    hours = rng.choice(HOURS, 1, p=weight / weight.sum())
                    if n in picked[1] and rng.random() < strength:
                        hours = np.array([0])
                    taught = np.flatnonzero(lessons == timetable[klas[n], 0, 3])
                    if n in picked[2] and len(taught) and rng.random() < strength:
                        hours = taught[:1]
                    if measure == "ongeoorloofd" and rng.random() < 0.3:
                        hours = np.arange(hours[0], min(hours[0] + rng.choice([2, 6]), HOURS))
                    start = MONDAY + timedelta(7 * week)
                    found += [
                        (measure, students[n], start, start + timedelta(day), int(hour) + 1, 1, SUBJECTS[lessons[hour]])
                        for hour in hours
                    ]
    rows = pl.DataFrame(
        found,
        schema={
            "measure": pl.String,
            "student_id": pl.String,
            "week_start": pl.Date,
            "date": pl.Date,
            "lesson_hour": pl.Int64,
            "first_lesson": pl.Int64,
            "subject": pl.String,
        },
        orient="row",
    )
    there = pl.DataFrame({"student_id": students, "klas": [f"k{n}" for n in klas]}).join(
        pl.DataFrame({"week_start": [MONDAY + timedelta(7 * n) for n in range(weeks)], "days": DAYS}), how="cross"
    )
    taught = [
        (students[n], SUBJECTS[timetable[klas[n], day, hour]], hour + 1 if hour else 0, weeks)
        for n in range(pupils)
        for day in range(DAYS)
        for hour in range(HOURS)
    ]
    lessons = pl.DataFrame(taught, schema=["student_id", "subject", "slot", "lessons"], orient="row")
    lessons = lessons.group_by("student_id", "subject", "slot").agg(pl.col("lessons").sum())
    return Rows(there, rows, lessons, chosen)
