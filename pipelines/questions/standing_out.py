"""Who stands out in unauthorised absence and lates: rising, mostly in the first lesson, mostly in one subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.question import ask
from pipelines.questions.sick_patterns import more_than_chance
from pipelines.questions.standout_tests import KINDS, MEASURES, judge
from pipelines.viewer import EVERYTHING, Viewer

LOOK, SIGNAL = "kijk", "signaal"
_COUNTS = ("tested", "look", "signal")


@dataclass(frozen=True)
class StandingOut:
    """`pupils`: one row per pupil, measure and kind beyond chance; `tests`: one row per measure and kind."""

    pupils: pl.DataFrame
    tests: pl.DataFrame


def school_judged(snapshot: Snapshot, viewer: Viewer, on: date, school: str) -> pl.DataFrame:
    """The rows of `standout_tests.judge` of every pupil of the school, by number: what `standing_out` picks the own ones from.

    Alike for all with the same `Viewer.school_wide`, and never shown as it is.
    """
    values = {"viewer": viewer.school_wide(), "on": on, "school": school}
    weeks, hours, lessons = (ask(snapshot, f"standout_{name}", **values) for name in ("weeks", "hours", "lessons"))
    return judge(weeks, hours, lessons, snapshot.settings)


def standing_out(
    snapshot: Snapshot, viewer: Viewer, on: date, school: str, everybody: pl.DataFrame | None = None
) -> StandingOut:
    """The pupils of the viewer who stand out on the day, held against the whole school; this school year up to the day.

    `measure` is ongeoorloofd (by the protocol in force) or te_laat (without leave), `kind` stijgt, eerste_uur or vak.
    `tests`: pupils `tested`, how many of them are found at `signal` and at `look` or more, and how many chance alone
    gives (`signal_chance`, `look_chance`); `more_signal` and `more_look` say whether that is more than chance: above
    E + 2√E, and rarer than the settings say. `power`: mean chance to see the real thing at kijk.
    `pupils`, least explained by chance first, only of a list that is more than chance: `count` of `total` days are what
    was looked for (in the recent weeks, in the first lesson, in the subject `choice`), `usual` how many others give;
    `p` is corrected for the kinds tested of this pupil, `word` is kijk or signaal. `everybody` is `school_judged` of that
    day and school, for who has it already.
    """
    if everybody is None:
        everybody = school_judged(snapshot, viewer, on, school)
    people = ask(snapshot, "pupils_of_school", selection=EVERYTHING, viewer=viewer, on=on, school=school)
    judged = everybody.join(people, on="student_id")
    tests = counted(judged, snapshot.settings)
    return StandingOut(shown(judged, tests, snapshot.settings), tests)


def counted(judged: pl.DataFrame, numbers: Mapping[str, float]) -> pl.DataFrame:
    """One row per measure and kind, also of those that were not tested: what was found beside what chance gives."""
    found = judged.group_by("measure", "kind").agg(
        pl.len().cast(pl.Int64).alias("tested"),
        (pl.col("p") < numbers["standout_look"]).sum().cast(pl.Int64).alias("look"),
        pl.col("chance_look").sum().alias("look_chance"),
        (pl.col("p") < numbers["standout_signal"]).sum().cast(pl.Int64).alias("signal"),
        pl.col("chance_signal").sum().alias("signal_chance"),
        pl.col("power").mean(),
    )
    every = pl.DataFrame(
        [(measure, kind) for measure in MEASURES for kind in KINDS], schema=["measure", "kind"], orient="row"
    )
    level = numbers["standout_list_chance"]
    rows = every.join(found, on=["measure", "kind"], how="left", maintain_order="left").with_columns(
        pl.col(*_COUNTS).fill_null(0), pl.col("look_chance", "signal_chance").fill_null(0.0)
    )
    return rows.with_columns(
        more_than_chance(rows, "look", "look_chance", level).alias("more_look"),
        more_than_chance(rows, "signal", "signal_chance", level).alias("more_signal"),
    )


def shown(judged: pl.DataFrame, tests: pl.DataFrame, numbers: Mapping[str, float]) -> pl.DataFrame:
    """The found rows of the lists that are more than chance, with their word."""
    is_signal = pl.col("p") < numbers["standout_signal"]
    return (
        judged.filter(pl.col("p") < numbers["standout_look"])
        .join(tests.select("measure", "kind", "more_look", "more_signal"), on=["measure", "kind"])
        .filter(pl.col("more_look") | (pl.col("more_signal") & is_signal))
        .with_columns(pl.when(is_signal).then(pl.lit(SIGNAL)).otherwise(pl.lit(LOOK)).alias("word"))
        .drop("chance_look", "chance_signal", "power", "more_look", "more_signal")
        .sort("p", "student_id", "measure", "kind")
    )
