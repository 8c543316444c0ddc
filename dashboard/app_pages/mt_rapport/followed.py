"""The management report: what followed the steps, beside what was expected, in words no stronger than the noise."""

from dataclasses import dataclass

import polars as pl

from dashboard import words
from dashboard.app_pages.mt_rapport import followed_words as said
from dashboard.stages.shapes import labelled
from pipelines.questions.followed import ALL
from pipelines.statistics.followed import BY_CHANCE


@dataclass(frozen=True)
class After:
    """`rows` to draw (stage_label, after, expected, share, low, high, said, verdict), and what is said of them.

    `share` is the hours after the step where the expected ones are 100, `low` to `high` where chance alone puts it.
    """

    rows: pl.DataFrame
    sentences: tuple[str, ...]
    explained: str


def after(rows: pl.DataFrame, settings: dict[str, float], care: bool, sick: list[str]) -> After:
    """What can be told of `pipelines.followed.followed`; the ladders of `sick` absence only to who may see care."""
    weeks, least = int(settings["followed_weeks"]), int(settings["followed_min_pupils"])
    deviations = settings["followed_deviations"]
    asked = rows.filter((pl.col("group") == ALL) & (pl.lit(care) | ~pl.col("ladder").is_in(sick)))
    told = asked.filter(pl.col("verdict").is_not_null() & (pl.col("expected") > 0))
    shown = labelled(told).with_columns(
        *(
            (100 * pl.col(name) / pl.col("expected")).alias(to)
            for name, to in (("after", "share"), ("lower", "low"), ("upper", "high"))
        ),
        pl.Series("said", [_hours(row) for row in told.iter_rows(named=True)], pl.String),
    )
    outside = [row for row in shown.iter_rows(named=True) if row["verdict"] != BY_CHANCE]
    return After(
        rows=shown.select("stage_label", "after", "expected", "share", "low", "high", "said", "verdict"),
        sentences=(
            said.beyond_chance(asked, deviations),
            *(f"{row['stage_label']}. {said.sentence(row, weeks, least)}" for row in outside),
        ),
        explained=said.about(weeks, deviations),
    )


def _hours(row: dict[str, float]) -> str:
    return f"{words.number(row['after'])} (verwacht {words.number(row['expected'])})"
