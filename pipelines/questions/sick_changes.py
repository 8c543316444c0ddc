"""Rising: sick reports of the recent school weeks against the pupil's own rate before, beside what chance gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.question import ask
from pipelines.questions.sick_patterns import more_than_chance
from pipelines.questions.standout_tests import by_week
from pipelines.statistics.rising import rise
from pipelines.viewer import EVERYTHING, Selection, Viewer

RISING, QUIET = "stijgt", "rustig"
_JUDGED: dict[str, type[pl.DataType]] = {
    "student_id": pl.String,
    "days_earlier": pl.Int64,
    "days_recent": pl.Int64,
    "earlier": pl.Int64,
    "recent": pl.Int64,
    "expected_recent": pl.Float64,
    "p": pl.Float64,
    "chance": pl.Float64,
    "power": pl.Float64,
}


@dataclass(frozen=True)
class Changes:
    """`pupils`: one row per pupil with a state; `tests`: one row per state with what chance gives beside it."""

    pupils: pl.DataFrame
    tests: pl.DataFrame


def changes(snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING) -> Changes:
    """Pupils whose sick reports of the recent school weeks (a setting) are more than what they had earlier this year.

    `state`: stijgt: at least the fewest reports of the settings, and chance gives so many less often than the settings
    say, only when more pupils are found than chance gives; rustig: worrying sick absence earlier this year, but no sick
    day in the recent weeks, which is a fact and no test. `p` is the chance of at least so many when nothing changed,
    `expected_recent` the number then. In `tests`, `expected` is how many chance alone would call rising, measured on
    earlier weeks of the year, and `power` the mean chance to see a rate that rose by the factor of the settings; both
    null for rustig. That fewer reports than before are more than chance can hardly be seen in a few weeks, and is not
    tested. Only pupils who were enrolled at least as long before the recent weeks as in them.
    """
    who = {"viewer": viewer.for_care(), "on": on, "school": school}
    everyone = ask(snapshot, "sick_counts", selection=selection, **who)
    starts = ask(snapshot, "spell_traits", **who).filter(kind="weekdag").select("student_id", "spell_start")
    judged = judge(ask(snapshot, "standout_weeks", **who), starts, snapshot.settings)
    shown = everyone.join(judged, on="student_id", how="left")
    tests = _tests(shown, snapshot.settings)
    more = not tests.filter(state=RISING)["no_more_than_chance"].item()
    rising = _is_rising(snapshot.settings) & pl.lit(more)
    state = pl.when(rising).then(pl.lit(RISING)).when(_QUIET).then(pl.lit(QUIET)).alias("state")
    found = shown.with_columns(state).filter(pl.col("state").is_not_null()).drop("chance", "power")
    return Changes(found.sort("state", "p", "sort_name"), tests)


_QUIET = pl.col("worrying") & (pl.col("sick_days_recent") == 0)


def _is_rising(numbers: Mapping[str, float]) -> pl.Expr:
    return (pl.col("p") < numbers["change_chance"]).fill_null(False)


def judge(weeks: pl.DataFrame, starts: pl.DataFrame, numbers: Mapping[str, float]) -> pl.DataFrame:
    """One row per tested pupil; rows are those of `standout_weeks`, and a pupil and first day per sick report.

    `chance` is what chance alone calls rising; nobody is tested before there are as many school weeks before the recent
    ones as there are recent ones.
    """
    recent = int(numbers["recent_weeks"])
    amounts = starts.group_by("student_id", pl.col("spell_start").dt.truncate("1w").alias("week_start")).len()
    students, days, counts = by_week(weeks, amounts)
    if days.shape[1] < 2 * recent:
        return pl.DataFrame(schema=_JUDGED)
    found = rise(counts, days, recent, int(numbers["rising_min_spells"]))
    levels = np.full(len(students), numbers["change_chance"])
    values = {
        "student_id": students,
        "days_earlier": days[:, :-recent].sum(axis=1),
        "days_recent": days[:, -recent:].sum(axis=1),
        "earlier": counts[:, :-recent].sum(axis=1),
        "recent": counts[:, -recent:].sum(axis=1),
        "expected_recent": found.now.usual,
        "p": found.now.p,
        "chance": found.chance(levels),
        "power": found.chance(levels, numbers["rising_factor"]),
    }
    rows = pl.DataFrame({name: pl.Series(value).cast(_JUDGED[name]) for name, value in values.items()})
    return rows.filter(pl.Series(found.now.tested))


def _tests(shown: pl.DataFrame, numbers: Mapping[str, float]) -> pl.DataFrame:
    tested = shown.filter(pl.col("p").is_not_null())
    rising = tested.select(
        pl.lit(RISING).alias("state"),
        pl.len().cast(pl.Int64).alias("tested"),
        _is_rising(numbers).sum().cast(pl.Int64).alias("found"),
        pl.col("chance").sum().alias("expected"),
        pl.col("power").mean(),
    )
    more = more_than_chance(rising, "found", "expected", numbers["standout_list_chance"])
    rising = rising.with_columns((~more).alias("no_more_than_chance"))
    quiet = tested.filter("worrying").select(
        pl.lit(QUIET).alias("state"),
        pl.len().cast(pl.Int64).alias("tested"),
        _QUIET.sum().cast(pl.Int64).alias("found"),
    )
    return pl.concat([rising, quiet], how="diagonal")
