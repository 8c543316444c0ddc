"""Worrying sick absence by the national criteria: share per afdeling, and pupils who are absent otherwise too."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.question import ask
from pipelines.questions.sick_patterns import no_more_than_chance
from pipelines.statistics.shares import band
from pipelines.viewer import EVERYTHING, Selection, Viewer


def worrying_shares(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING
) -> pl.DataFrame:
    """One row per afdeling: pupils enrolled on the day, and how many met the national criteria this school year.

    Beside the share stand that of the whole school, the national one, and the exact limits of chance around the
    school's share for so many pupils: `look_...` and `signal_...` at the two levels of the funnel, as shares. Who sees a
    part of the school is told its share in whole percents and no counts: less the own pupils they are those of others.
    `word` is kijk or signaal outside them, else null; `above` on which side of the school. Early in the year every
    share is below the national one, which is of a whole year.
    """
    viewer = viewer.for_care()
    everyone = viewer.school_wide()
    rows = whole = ask(snapshot, "worrying_shares", viewer=everyone, selection=EVERYTHING, on=on, school=school)
    if (viewer, selection) != (everyone, EVERYTHING):
        rows = ask(snapshot, "worrying_shares", viewer=viewer, selection=selection, on=on, school=school)
    numbers = snapshot.settings
    students, worrying = int(whole["students"].sum()), int(whole["worrying"].sum())
    usual = worrying / students if students else 0.0
    exact = viewer.sees_whole(school)
    bands = {name: [band(n, usual, numbers[f"funnel_{name}"]) for n in rows["students"]] for name in ("look", "signal")}
    outside = {
        name: pl.Series(
            [not low <= n <= high for n, (low, high) in zip(rows["worrying"], limits, strict=True)], dtype=pl.Boolean
        )
        for name, limits in bands.items()
    }
    size = pl.col("students")
    return rows.with_columns(
        (pl.col("worrying") / size).alias("share"),
        pl.lit(usual if exact else round(usual, 2)).alias("school_share"),
        pl.lit(students if exact else None, pl.Int64).alias("school_students"),
        pl.lit(worrying if exact else None, pl.Int64).alias("school_worrying"),
        pl.lit(numbers["mazl_national_share"]).alias("national_share"),
        *(
            (pl.Series([limit[place] for limit in limits], dtype=pl.Int64) / size).alias(f"{name}_{side}")
            for name, limits in bands.items()
            for place, side in enumerate(("low", "high"))
        ),
        pl.when(outside["signal"]).then(pl.lit("signaal")).when(outside["look"]).then(pl.lit("kijk")).alias("word"),
        (pl.col("worrying") / size > usual).alias("above"),
    )


@dataclass(frozen=True)
class Together:
    """Pupils with both kinds of absence, and how many there would be if one had nothing to do with the other.

    `pupils`: one row per pupil with worrying sick absence and judged unauthorised hours in the same 12 school weeks.
    """

    pupils: pl.DataFrame
    students: int
    worrying: int
    unauthorised: int
    expected: float
    no_more_than_chance: bool


def together(snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING) -> Together:
    """Worrying sick absence together with unauthorised absence: a reason to talk, never a figure for leerplicht.

    Worrying: the national criteria met this school year, and sick in the window. Unauthorised: at least the hours of
    the settings that the protocol in force calls so and that were absence; hours without a known reason stand apart
    and make nobody appear. Sick spells and days, and hours, are those of the national window up to the day.
    """
    everyone = ask(snapshot, "together", viewer=viewer.for_care(), selection=selection, on=on, school=school)
    ill = pl.col("mazl_since").is_not_null() & (pl.col("sick_days") > 0)
    away = pl.col("hours_judged") >= snapshot.settings["together_min_hours"]
    worrying, unauthorised = everyone.filter(ill).height, everyone.filter(away).height
    both = everyone.filter(ill & away)
    expected = worrying * unauthorised / everyone.height if everyone.height else 0.0
    chance = pl.DataFrame({"found": [both.height], "expected": [expected]}).select(
        no_more_than_chance("found", "expected")
    )
    return Together(both, everyone.height, worrying, unauthorised, expected, bool(chance.item()))
