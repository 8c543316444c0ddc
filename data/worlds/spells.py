"""Invented school years of sick reports in which no pupil has a pattern.

In each world more pupils are reported after a weekend, or after days without school, than on another day. Rows are those
of `int_spell_trait`. Same seed, same rows.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from data.worlds.world import World
from pipelines.models.pattern_groups import AT_LEAST

MONDAY, WEEKS, KLAS = date(2026, 8, 31), 38, 25
MEAN_SPELLS = 3.2
# Of the spells of who has a pattern so many follow it.
STRONG = 0.7
# Of those who fall ill on a day without school so many are still ill on the next day with it.
STILL_ILL = 0.4
THREE_DAYS = ("123", "135", "234", "345", "145")
# First or last hours of the day, around a holiday, in a test week.
RARE = {"lesuur": {"begin": 0.02, "einde": 0.10}, "vakantie": {"rand": 0.065}, "toetsweek": {"week": 0.1}}
SUBJECTS = ("ne", "en", "wi", "ges", "lo", "bio", "ak", "fa", "ec", "mu", "be", "na")


def sick_spells(
    rng: np.random.Generator,
    world: World,
    pupils: int = 1150,
    timetable: bool = True,
    planted: int = 0,
    kind: str = "weekdag",
) -> pl.DataFrame:
    """The spells of one school and year; the first `planted` pupils have a pattern of a kind, in 70 % of theirs.

    On a Friday, in the first option of the other kinds, or in the subject with which the Monday begins.
    """
    rate = rng.gamma(world.shape, MEAN_SPELLS / world.shape, pupils) * np.where(
        rng.random(pupils) < world.often, 3.0, 1.0
    )
    rate[:planted] = 9.0
    effect = np.exp(rng.normal(0, world.flu, 7 * WEEKS)) if world.flu else np.ones(7 * WEEKS)
    rows: list[tuple[object, ...]] = []
    subjects = rng.choice(SUBJECTS, (pupils // KLAS + 1, 5))
    for pupil in range(pupils):
        short = pupil >= planted and rng.random() < world.three_days
        days = str(rng.choice(THREE_DAYS)) if short else "12345"
        on = np.array([str(n % 7 + 1) in days for n in range(7 * WEEKS)])
        falls = np.flatnonzero(rng.random(7 * WEEKS) < rate[pupil] * effect / (5.8 * WEEKS))
        starts = {_first_day(rng, int(day), on) for day in falls} - {-1}
        if pupil < planted and kind == "weekdag":
            starts = {day - day % 7 + 4 if rng.random() < STRONG else day for day in starts}
        strong = kind if pupil < planted else ""
        seen = ""
        for day in sorted(starts):
            seen = "".join(sorted({*seen, str(day % 7 + 1)}))
            known = days if timetable else seen + AT_LEAST
            rows += _rows(rng, f"p{pupil:04}", f"k{pupil // KLAS}", day, known, subjects[pupil // KLAS], strong)
    schema = dict.fromkeys(("student_id", "kind", "base", "school_days", "choice"), pl.String)
    return pl.DataFrame(rows, schema={**schema, "spell_start": pl.Date}, orient="row").with_columns(
        pl.lit("s").alias("school"), pl.lit("2026-2027").alias("school_year")
    )


def _first_day(rng: np.random.Generator, day: int, on: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> int:
    """The first day with school of an illness that begins on a day; -1 when it is over by then."""
    if on[day]:
        return day
    later = np.flatnonzero(on[day:])
    return day + int(later[0]) if len(later) and rng.random() < STILL_ILL else -1


def _rows(
    rng: np.random.Generator,
    name: str,
    klas: str,
    day: int,
    known: str,
    lessons: np.ndarray[tuple[int], np.dtype[np.str_]],
    strong: str,
) -> list[tuple[object, ...]]:
    choices: dict[str, str | None] = {"weekdag": str(day % 7 + 1), "vak": str(lessons[day % 7])}
    for kind, shares in RARE.items():
        chances = [*shares.values(), 1 - sum(shares.values())]
        choices[kind] = [*shares, None][int(rng.choice(len(chances), p=chances))]
    if strong not in ("", "weekdag") and rng.random() < STRONG:
        choices[strong] = str(lessons[0]) if strong == "vak" else next(iter(RARE[strong]))
    start = MONDAY + timedelta(day)
    return [(name, kind, klas if kind == "vak" else "", known, choice, start) for kind, choice in choices.items()]
