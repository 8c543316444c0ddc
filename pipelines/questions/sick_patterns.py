"""Tested sick patterns of the school year: who stands out, and whether the list is more than chance."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.models.pattern_table import PATTERNS, Levels, judge, levels
from pipelines.models.snapshot import Snapshot
from pipelines.questions.question import ask
from pipelines.viewer import EVERYTHING, Selection, Viewer

NOTABLE, FOLLOW = "opvallend", "volgen"


@dataclass(frozen=True)
class Patterns:
    """`pupils`: one row per flagged pupil and kind; `tests`: one row per kind, also of those that were not tested."""

    pupils: pl.DataFrame
    tests: pl.DataFrame


def patterns(snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING) -> Patterns:
    """The tested patterns in the spells that began this school year up to the day.

    The comparison is always the whole school (for a subject the klas); viewer and selection choose who is tested and
    shown. `pupils`, least explained by chance first: `count` of `spells` began on `choice`, where `share` of the
    school's do; `p` corrected for the `options`, `word` opvallend or volgen, `dates` the first days on the choice.
    `tests`: pupils `tested`, `found` and `expected` by chance alone at opvallend (`..._follow`: at either word),
    `no_more_than_chance` when found <= expected + 2 sqrt(expected), `power`: mean chance to see a real strong pattern.
    `reason` when nobody was tested: geen_gegevens (no subjects, lesson hours or test weeks known), geen_meldingen (no
    spell on any option yet) or te_weinig (nobody with enough spells).
    """
    viewer = viewer.for_care()
    traits = ask(snapshot, "spell_traits", viewer=viewer, on=on, school=school)
    numbers = levels(snapshot.settings)
    people = ask(snapshot, "pupils_of_school", viewer=viewer, selection=selection, on=on, school=school)
    found = judge(traits, numbers).join(people, on="student_id")
    dates = traits.group_by("kind", "base", "student_id", "choice").agg(pl.col("spell_start").sort().alias("dates"))
    word = pl.when(pl.col("p") < numbers.notable).then(pl.lit(NOTABLE)).otherwise(pl.lit(FOLLOW))
    flagged = (
        found.filter(pl.col("p") < numbers.follow)
        .with_columns(word.alias("word"))
        .join(dates, on=["kind", "base", "student_id", "choice"], how="left")
        .sort("p", "sort_name", "student_id", "kind")
    )
    return Patterns(flagged, _tests(found, traits, numbers))


def _tests(found: pl.DataFrame, traits: pl.DataFrame, numbers: Levels) -> pl.DataFrame:
    """One row per kind: what was tested, found and expected; sums of nobody are zero, a mean of nobody is null."""
    known = traits.group_by("kind").agg(pl.col("choice").is_not_null().any().alias("any_choice"))
    summed = found.group_by("kind").agg(
        pl.len().cast(pl.Int64).alias("tested"),
        (pl.col("p") < numbers.notable).sum().cast(pl.Int64).alias("found"),
        pl.col("chance_notable").sum().alias("expected"),
        (pl.col("p") < numbers.follow).sum().cast(pl.Int64).alias("found_follow"),
        pl.col("chance_follow").sum().alias("expected_follow"),
        pl.col("power").mean().alias("power"),
    )
    reason = (
        pl.when(pl.col("tested").is_not_null())
        .then(None)
        .when(pl.col("any_choice").is_null())
        .then(pl.lit("geen_gegevens"))
        .when(~pl.col("any_choice"))
        .then(pl.lit("geen_meldingen"))
        .otherwise(pl.lit("te_weinig"))
    )
    rows = pl.DataFrame({"kind": PATTERNS}).join(known, on="kind", how="left", maintain_order="left")
    rows = rows.join(summed, on="kind", how="left", maintain_order="left").with_columns(reason.alias("reason"))
    counted = ("tested", "found", "expected", "found_follow", "expected_follow")
    rows = rows.drop("any_choice").with_columns(pl.col(*counted).fill_null(0))
    return rows.with_columns(
        no_more_than_chance("found", "expected"),
        no_more_than_chance("found_follow", "expected_follow").alias("no_more_than_chance_follow"),
    )


def no_more_than_chance(found: str, expected: str) -> pl.Expr:
    """Whether chance alone gives as many: at most two standard deviations of a Poisson number above the expected."""
    return (pl.col(found) <= pl.col(expected) + 2 * pl.col(expected).sqrt()).alias("no_more_than_chance")
