"""Invented schools, with and without sick patterns: what the tests find when the truth is known.

Spells per pupil are gamma-Poisson around `MEAN_SPELLS`; shares are those of an ordinary school. Rows are those of
`int_spell_trait`. Same seed, same rows.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import polars as pl

from pipelines.models.pattern_table import PATTERNS, Levels, first_flags, judge

PUPILS, KLAS_SIZE = 1150, 25
MEAN_SPELLS, RISK_SHAPE = 3.2, 3.0
WEEKDAYS = {"1": 0.29, "2": 0.18, "3": 0.16, "4": 0.16, "5": 0.21}
RARE = {"lesuur": {"begin": 0.02, "einde": 0.10}, "vakantie": {"rand": 0.065}, "toetsweek": {"week": 0.1}}
SUBJECTS = ("ne", "en", "wi", "ges", "lo", "bio", "ak", "fa", "ec", "mu", "be", "na")
FIRST_DAY, DAYS = date(2026, 8, 31), 320
Row = tuple[str, str, str, date, str, str, str, str | None]
SCHEMA = ("school", "school_year", "student_id", "spell_start", "kind", "base", "school_days", "choice")
EVERY_DAY = "".join(WEEKDAYS)


@dataclass(frozen=True)
class Found:
    """Of the `tested` pupils so many were `flagged` at opvallend."""

    flagged: int
    tested: int


def school(rng: Random, numbers: Levels, planted: int = 0) -> pl.DataFrame:
    """The spells of one school and year; the first `planted` pupils of each kind have a strong pattern.

    They are named by the kind. A strong pattern: the share of the settings on one option; such pupils have at least
    as many spells as are tested, like the others by chance.
    """
    rows: list[Row] = []
    names = [f"{kind}-{n}" for kind in PATTERNS for n in range(planted)]
    first_lessons: dict[str, dict[str, str]] = {}
    for pupil in range(PUPILS):
        name = names[pupil] if pupil < len(names) else f"p{pupil}"
        klas = f"k{pupil // KLAS_SIZE}"
        timetable = first_lessons.setdefault(klas, {day: rng.choice(SUBJECTS) for day in WEEKDAYS})
        spells = _spells(rng)
        while pupil < len(names) and spells < numbers.min_spells:
            spells = _spells(rng)
        pattern = _pattern(rng, name.split("-")[0], timetable) if pupil < len(names) else None
        for n in rng.sample(range(DAYS), spells):
            strong = pattern if rng.random() < numbers.strong_share else None
            rows += _spell(rng, name, klas, FIRST_DAY + timedelta(n), timetable, strong)
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def _spells(rng: Random) -> int:
    mean = rng.gammavariate(RISK_SHAPE, MEAN_SPELLS / RISK_SHAPE)
    found, product = -1, 1.0
    limit = 2.718281828459045**-mean
    while product > limit:  # Knuth's way to draw a Poisson number
        found, product = found + 1, product * rng.random()
    return found


def _pattern(rng: Random, kind: str, timetable: dict[str, str]) -> tuple[str, str]:
    if kind == "vak":
        return kind, rng.choice(sorted(set(timetable.values())))
    return kind, rng.choice(list(RARE.get(kind, WEEKDAYS)))


def _spell(
    rng: Random, name: str, klas: str, day: date, timetable: dict[str, str], strong: tuple[str, str] | None
) -> list[Row]:
    """One row per kind; a strong pattern in a subject follows the days on which it is the first lesson."""
    weekdays = WEEKDAYS
    if strong and strong[0] == "vak":
        weekdays = {n: share for n, share in WEEKDAYS.items() if timetable[n] == strong[1]}
    weekday = rng.choices(list(weekdays), list(weekdays.values()))[0]
    if strong and strong[0] == "weekdag":
        weekday = strong[1]
    choices: dict[str, str | None] = {"weekdag": weekday, "vak": timetable[weekday]}
    for kind, shares in RARE.items():
        drawn = rng.choices([*shares, None], [*shares.values(), 1 - sum(shares.values())])[0]
        choices[kind] = strong[1] if strong and strong[0] == kind else drawn
    return [
        ("s", "2026-2027", name, day, kind, klas if kind == "vak" else "", EVERY_DAY, choice)
        for kind, choice in choices.items()
    ]


def false_alarms(numbers: Levels, schools: int, seed: int) -> dict[str, Found]:
    """Per kind what is flagged at the end of the year in schools without any pattern; `treden` by any kind, ever."""
    rng = Random(seed)  # noqa: S311  # a simulation, no secret
    found = dict.fromkeys([*PATTERNS, "treden"], Found(0, 0))
    for _ in range(schools):
        rows = school(rng, numbers)
        results = judge(rows, numbers)
        for kind in PATTERNS:
            own = results.filter(kind=kind)
            found[kind] = _added(found[kind], own.filter(pl.col("p") < numbers.notable).height, own.height)
        pupils = results["student_id"].n_unique()
        found["treden"] = _added(found["treden"], first_flags(rows, numbers).height, pupils)
    return found


def detection(numbers: Levels, schools: int, planted: int, seed: int) -> dict[str, Found]:
    """Per kind how many of the planted pupils with a strong pattern are flagged in their own kind."""
    rng = Random(seed)  # noqa: S311
    found = dict.fromkeys(PATTERNS, Found(0, 0))
    for _ in range(schools):
        results = judge(school(rng, numbers, planted), numbers)
        for kind in PATTERNS:
            own = results.filter((pl.col("kind") == kind) & pl.col("student_id").str.starts_with(f"{kind}-"))
            found[kind] = _added(found[kind], own.filter(pl.col("p") < numbers.notable).height, own.height)
    return found


def _added(found: Found, flagged: int, tested: int) -> Found:
    return Found(found.flagged + flagged, found.tested + tested)
