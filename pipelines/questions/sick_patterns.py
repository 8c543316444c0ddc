"""Tested sick patterns of the school year: who stands out, and whether the list is more than chance."""

from dataclasses import dataclass, replace
from datetime import date

import polars as pl
from scipy.special import pdtrc

from pipelines.models.pattern_table import PATTERNS, Levels, judge, levels
from pipelines.models.snapshot import Snapshot
from pipelines.questions.question import ask
from pipelines.viewer import EVERYTHING, Selection, Viewer

SIGNAL, LOOK = "signaal", "kijk"


@dataclass(frozen=True)
class Patterns:
    """`pupils`: one row per flagged pupil and kind; `tests`: one row per kind, also of those that were not tested."""

    pupils: pl.DataFrame
    tests: pl.DataFrame


def patterns(snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING) -> Patterns:
    """The tested patterns in the spells that began this school year up to the day.

    The comparison is always the whole school (for a subject the klas, for a weekday those with the same school days);
    viewer and selection choose who is tested and shown. `tests`: pupils `tested`, `found` and `expected` by chance alone
    at signaal (`..._follow`: at either word), `no_more_than_chance` (see `counted`), `power`: mean chance to see a
    real strong pattern. `reason` when nobody was tested: geen_gegevens (no subjects, lesson hours or test weeks known),
    geen_meldingen (no spell on any option yet) or te_weinig (nobody with enough spells).
    `pupils`, least explained by chance first, only of a list that is more than chance: `count` of `spells` began on
    `choice`, where `share` of those of others do; `p` corrected for the `options` and the `kinds` tested, `word`
    kijk or signaal, `dates` the first days on the choice.
    """
    viewer = viewer.for_care()
    traits = ask(snapshot, "spell_traits", viewer=viewer, on=on, school=school)
    # Not those of a stage: here a word means as much as on any other page.
    numbers = replace(levels(snapshot.settings), notable=snapshot.settings["standout_signal"])
    people = ask(snapshot, "pupils_of_school", viewer=viewer, selection=selection, on=on, school=school)
    found = judge(traits, numbers).join(people, on="student_id")
    dates = traits.group_by("kind", "base", "student_id", "choice").agg(pl.col("spell_start").sort().alias("dates"))
    tests = _with_reasons(counted(found, numbers, snapshot.settings["standout_list_chance"]), traits)
    pupils = shown(found, tests, numbers).join(dates, on=["kind", "base", "student_id", "choice"], how="left")
    return Patterns(pupils.sort("p", "sort_name", "student_id", "kind"), tests)


def counted(found: pl.DataFrame, numbers: Levels, list_chance: float) -> pl.DataFrame:
    """One row per kind, also of those that were not tested; sums of nobody are zero, a mean of nobody is null.

    A list is more than chance when it is above E + 2√E, and so rare that all lists together are seldom wrong.
    """
    summed = found.group_by("kind").agg(
        pl.len().cast(pl.Int64).alias("tested"),
        (pl.col("p") < numbers.notable).sum().cast(pl.Int64).alias("found"),
        pl.col("chance_notable").sum().alias("expected"),
        (pl.col("p") < numbers.follow).sum().cast(pl.Int64).alias("found_follow"),
        pl.col("chance_follow").sum().alias("expected_follow"),
        pl.col("power").mean().alias("power"),
    )
    names = ("tested", "found", "expected", "found_follow", "expected_follow")
    rows = pl.DataFrame({"kind": PATTERNS}).join(summed, on="kind", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col(*names).fill_null(0))
    return rows.with_columns(
        (~more_than_chance(rows, "found", "expected", list_chance)).alias("no_more_than_chance"),
        (~more_than_chance(rows, "found_follow", "expected_follow", list_chance)).alias("no_more_than_chance_follow"),
    )


def shown(found: pl.DataFrame, tests: pl.DataFrame, numbers: Levels) -> pl.DataFrame:
    """The found rows of the lists that are more than chance, with their word."""
    notable = pl.col("p") < numbers.notable
    lists = tests.select("kind", "no_more_than_chance", "no_more_than_chance_follow")
    return (
        found.filter(pl.col("p") < numbers.follow)
        .join(lists, on="kind")
        .filter(~pl.col("no_more_than_chance_follow") | (~pl.col("no_more_than_chance") & notable))
        .with_columns(pl.when(notable).then(pl.lit(SIGNAL)).otherwise(pl.lit(LOOK)).alias("word"))
        .drop("no_more_than_chance", "no_more_than_chance_follow")
    )


def _with_reasons(tests: pl.DataFrame, traits: pl.DataFrame) -> pl.DataFrame:
    """Why nobody was tested."""
    known = traits.group_by("kind").agg(pl.col("choice").is_not_null().any().alias("any_choice"))
    reason = (
        pl.when(pl.col("tested") > 0)
        .then(None)
        .when(pl.col("any_choice").is_null())
        .then(pl.lit("geen_gegevens"))
        .when(~pl.col("any_choice"))
        .then(pl.lit("geen_meldingen"))
        .otherwise(pl.lit("te_weinig"))
    )
    rows = tests.join(known, on="kind", how="left", maintain_order="left")
    return rows.with_columns(reason.alias("reason")).drop("any_choice")


def no_more_than_chance(found: str, expected: str) -> pl.Expr:
    """Whether chance alone gives as many: at most two standard deviations of a Poisson number above the expected."""
    return (pl.col(found) <= pl.col(expected) + 2 * pl.col(expected).sqrt()).alias("no_more_than_chance")


def more_than_chance(rows: pl.DataFrame, found: str, expected: str, level: float) -> pl.Series:
    """Of each row: two standard deviations above what chance gives, and rarer than the level; never of nobody."""
    rare = pl.Series(pdtrc(rows[found].to_numpy() - 1.0, rows[expected].to_numpy())) < level
    return rows.select((pl.col(found) > 0) & ~no_more_than_chance(found, expected) & rare).to_series()
