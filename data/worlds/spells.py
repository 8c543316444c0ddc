"""Invented school years of sick reports in which no pupil has a pattern.

In each world more pupils are reported after a weekend, or after days without school, than on another day. Rows are those
of `int_spell_trait`. Same seed, same rows.
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from data.worlds.world import World
from pipelines.models.pattern_groups import AT_LEAST

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

MONDAY, WEEKS, KLAS = date(2026, 8, 31), 38, 25
DAYS = 7 * WEEKS
MEAN_SPELLS = 3.2
# Of the spells of who has a pattern so many follow it, and so many spells has who has one.
STRONG, PLANTED_SPELLS = 0.7, 9.0
# Of those who fall ill on a day without school so many are still ill on the next day with it.
STILL_ILL = 0.4
# Weekdays with school: of everybody, and of pupils on a three-day week.
OWN_DAYS = ("12345", "123", "135", "234", "345", "145")
# First or last hours of the day, around a holiday, in a test week.
RARE = {"lesuur": {"begin": 0.02, "einde": 0.10}, "vakantie": {"rand": 0.065}, "toetsweek": {"week": 0.1}}
SUBJECTS = np.array(["ne", "en", "wi", "ges", "lo", "bio", "ak", "fa", "ec", "mu", "be", "na"])


def sick_spells(
    rng: np.random.Generator,
    world: World,
    pupils: int = 1150,
    timetable: bool = True,
    planted: int = 0,
    kind: str = "weekdag",
) -> pl.DataFrame:
    """The spells of one school and year; the first `planted` pupils have a pattern of a kind, in 70 % of theirs.

    On a Friday, in a subject of the klas, or in the first option of the other kinds. Without a timetable the school days
    of a pupil are those seen so far; the spells are the same.
    """
    rate = rng.gamma(world.shape, MEAN_SPELLS / world.shape, pupils) * np.where(
        rng.random(pupils) < world.often, 3.0, 1.0
    )
    rate[:planted] = PLANTED_SPELLS
    own = np.where(rng.random(pupils) < world.three_days, rng.integers(1, len(OWN_DAYS), pupils), 0)
    own[:planted] = 0
    effect = np.exp(rng.normal(0, world.flu, DAYS))
    subjects = rng.choice(SUBJECTS, (pupils // KLAS + 1, 5))
    pupil, day = np.nonzero(rng.random((pupils, DAYS)) < rate[:, None] * effect / (5.8 * WEEKS))
    day, stays = _first_days(rng, own[pupil], day)
    pupil, day = pupil[stays], day[stays]
    follows = (pupil < planted) & (rng.random(pupil.size) < STRONG)
    if kind == "weekdag":
        day = np.where(follows, day - day % 7 + 4, day)
    pupil, day = np.unique(np.stack([pupil, day]), axis=1)
    known = np.array(OWN_DAYS)[own[pupil]] if timetable else _seen(pupils, pupil, day)
    lessons = subjects[pupil // KLAS, day % 7]
    choices: dict[str, list[str | None]] = {"weekdag": (day % 7 + 1).astype(str).tolist(), "vak": lessons.tolist()}
    for rare, shares in RARE.items():
        options = np.array([*shares, None], dtype=object)
        choices[rare] = options[np.searchsorted(np.cumsum(list(shares.values())), rng.random(pupil.size))].tolist()
    if planted and kind != "weekdag":
        # Not one subject for all: what a whole klas does is no pattern.
        one = subjects[pupil // KLAS, pupil % 5] if kind == "vak" else [next(iter(RARE[kind]))] * pupil.size
        strong = (pupil < planted) & (rng.random(pupil.size) < STRONG)
        choices[kind] = [str(o) if s else c for s, o, c in zip(strong, one, choices[kind], strict=True)]
    names = np.array([f"p{n:04}" for n in range(pupils)])[pupil]
    bases = {"vak": np.array([f"k{n}" for n in range(pupils // KLAS + 1)])[pupil // KLAS]}
    starts = pl.Series("spell_start", day).cast(pl.Int32) + (MONDAY - date(1970, 1, 1)).days
    same = pl.DataFrame({"student_id": names, "school_days": known, "spell_start": starts.cast(pl.Date)})
    return pl.concat(
        same.select(
            "student_id",
            pl.lit(kind).alias("kind"),
            pl.Series("base", bases.get(kind, [""] * pupil.size)),
            "school_days",
            pl.Series("choice", chosen, dtype=pl.String),
            "spell_start",
        )
        for kind, chosen in choices.items()
    ).with_columns(pl.lit("s").alias("school"), pl.lit("2026-2027").alias("school_year"))


def _first_days(rng: np.random.Generator, own: Ints, day: Ints) -> tuple[Ints, Bools]:
    """The first day with school of illnesses that begin on a day, and whether they last until then."""
    on = np.array([[str(n % 7 + 1) in days for n in range(DAYS)] for days in OWN_DAYS])
    # Per day the first one from then on with school; none is left at the end of the year.
    coming = np.where(on, np.arange(DAYS), DAYS)
    coming = np.minimum.accumulate(coming[:, ::-1], axis=1)[:, ::-1]
    first = coming[own, day]
    return first, (first == day) | ((first < DAYS) & (rng.random(day.size) < STILL_ILL))


def _seen(pupils: int, pupil: Ints, day: Ints) -> list[str]:
    """The weekdays on which the spells of a pupil began so far."""
    first = np.full((pupils, 7), DAYS)
    np.minimum.at(first, (pupil, day % 7), day)
    words = ["".join(str(n + 1) for n in range(7) if bits >> n & 1) + AT_LEAST for bits in range(128)]
    return [words[bits] for bits in ((first[pupil] <= day[:, None]) << np.arange(7)).sum(axis=1)]
