"""Rising and recovered: spells of the recent school weeks against the pupil's own rate before, beside chance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.models.snapshot import Snapshot
from pipelines.questions.question import ask
from pipelines.questions.sick_patterns import no_more_than_chance
from pipelines.statistics.changes import Prediction, predict, shape
from pipelines.viewer import EVERYTHING, Selection, Viewer

RISING, RECOVERED, QUIET = "stijgt", "hersteld", "rustig"
_TESTS: dict[str, type[pl.DataType]] = {
    "state": pl.String,
    "tested": pl.Int64,
    "found": pl.Int64,
    "expected": pl.Float64,
    "power": pl.Float64,
}


@dataclass(frozen=True)
class Changes:
    """`pupils`: one row per pupil with a state; `tests`: one row per state with what chance gives beside it."""

    pupils: pl.DataFrame
    tests: pl.DataFrame


def changes(snapshot: Snapshot, viewer: Viewer, on: date, school: str, selection: Selection = EVERYTHING) -> Changes:
    """Pupils whose sick reports of the recent school weeks (a setting) differ from what they had earlier this year.

    Compared is the number of spells that began, per enrolled school day, against a prediction from the pupil's own
    earlier spells, shrunk towards the school; the school's own season is in it. `state`:
    stijgt: at least the fewest spells of the settings, and chance gives so many less often than the settings say;
    hersteld: likewise so few; rustig: worrying sick absence earlier this year, but no sick day in the recent weeks,
    which is a fact and no claim. `p` is the chance of at least (stijgt) or at most so many when nothing changed;
    `expected_recent` the prediction. In `tests`, `expected` is how many chance alone would give such a state, `power`
    the mean chance to see a rate that rose by the factor of the settings, or that fell to nothing. Only pupils who
    were enrolled at least as long before the recent weeks as in them: so nobody in the first weeks of a year.
    """
    numbers = snapshot.settings
    everyone = ask(snapshot, "sick_counts", viewer=viewer.for_care(), selection=selection, on=on, school=school)
    # With less time before than now, who is often ill would seem to rise.
    everyone = everyone.filter((pl.col("days_recent") > 0) & (pl.col("days_earlier") >= pl.col("days_recent")))
    predictions = _predictions(everyone)
    rows = everyone.with_columns(
        pl.Series("expected_recent", [p.mean for p in predictions], dtype=pl.Float64),
        pl.Series("p_more", [p.at_least(n) for p, n in zip(predictions, everyone["recent"], strict=True)], pl.Float64),
        pl.Series("p_fewer", [p.at_most(n) for p, n in zip(predictions, everyone["recent"], strict=True)], pl.Float64),
    )
    more = (pl.col("recent") >= int(numbers["rising_min_spells"])) & (pl.col("p_more") < numbers["change_chance"])
    fewer = pl.col("p_fewer") < numbers["change_chance"]
    quiet = pl.col("worrying") & (pl.col("sick_days_recent") == 0)
    rows = rows.with_columns(
        pl.when(more)
        .then(pl.lit(RISING))
        .when(fewer)
        .then(pl.lit(RECOVERED))
        .when(quiet)
        .then(pl.lit(QUIET))
        .alias("state"),
        pl.when(more).then("p_more").otherwise("p_fewer").alias("p"),
    )
    seen = rows["is_visible"].to_list()
    shown = rows.filter("is_visible").drop("is_visible", "p_more", "p_fewer")
    tests = _tests(shown, [p for p, visible in zip(predictions, seen, strict=True) if visible], numbers)
    return Changes(shown.filter(pl.col("state").is_not_null()).sort("state", "p", "sort_name"), tests)


def _predictions(everyone: pl.DataFrame) -> list[Prediction]:
    """One per pupil: the average pupil's spells over the same days, and the spread between pupils, are the school's."""
    if everyone.is_empty():
        return []
    earlier, recent = everyone["earlier"].to_list(), everyone["recent"].to_list()
    days_earlier, days_recent = everyone["days_earlier"].to_list(), everyone["days_recent"].to_list()
    usual_before, usual_now = sum(earlier) / sum(days_earlier), sum(recent) / sum(days_recent)
    before, now = [n * usual_before for n in days_earlier], [n * usual_now for n in days_recent]
    spread = shape(earlier, before)
    return [predict(n, e, r, spread) for n, e, r in zip(earlier, before, now, strict=True)]


def _tests(shown: pl.DataFrame, predictions: list[Prediction], numbers: Mapping[str, float]) -> pl.DataFrame:
    level, least, factor = numbers["change_chance"], int(numbers["rising_min_spells"]), numbers["rising_factor"]
    rising = [p.rising_from(level, least) for p in predictions]
    recovered = [p.recovered_to(level) for p in predictions]
    worrying = [p for p, ill in zip(predictions, shown["worrying"], strict=True) if ill]
    found = dict(shown.group_by("state").len().rows())
    quiet = shown.filter((pl.col("sick_days_recent") == 0) & pl.col("worrying")).height

    def mean(chances: list[float]) -> float | None:
        return sum(chances) / len(chances) if chances else None

    trebled = [
        Prediction(p.size, p.probability / (p.probability + factor * (1 - p.probability))).at_least(n)
        for p, n in zip(predictions, rising, strict=True)
    ]
    rows = [
        (
            RISING,
            len(predictions),
            found.get(RISING, 0),
            sum(p.at_least(n) for p, n in zip(predictions, rising, strict=True)),
            mean(trebled),
        ),
        (
            RECOVERED,
            len(predictions),
            found.get(RECOVERED, 0),
            sum(p.at_most(n) for p, n in zip(predictions, recovered, strict=True)),
            mean([float(n >= 0) for n in recovered]),
        ),
        (QUIET, len(worrying), quiet, sum(p.at_most(0) for p in worrying), None),
    ]
    return pl.DataFrame(rows, schema=_TESTS, orient="row").with_columns(no_more_than_chance("found", "expected"))
