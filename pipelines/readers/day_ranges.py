"""Registrations over several days: a row per day, because every count and every window goes by day."""

from collections.abc import Mapping

import polars as pl

from pipelines.readers import values
from pipelines.readers.base import no_refusals
from pipelines.readers.checks import Check, refuse


def one_row_per_day(raw: pl.DataFrame, names: Mapping[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Spreads rows with `date` and `last_date` over their days; returns the rows and those refused.

    `spread` marks the days of a range. Days without lessons are kept: timetable or lesson table later tells which of them
    hold hours. The days of one range share their row number; their source_id, which must stay unique, gets the day.
    """
    if "last_date" not in raw.columns:
        return raw.with_columns(pl.lit(False).alias("spread")), no_refusals()
    raw = raw.with_columns(
        values.day(pl.col("date")).alias("first_day"), values.last_day(pl.col("last_date")).alias("last_day")
    )
    good, refused = refuse(raw, _checks(), names)
    several = (pl.col("last_day") > pl.col("first_day")).fill_null(False)
    days = pl.date_ranges("first_day", "last_day").list.eval(pl.element().dt.to_string("%Y-%m-%d"))
    spread = good.filter(several).with_columns(days.alias("date")).explode("date")
    spread = spread.with_columns(pl.lit(True).alias("spread"))
    if "source_id" in raw.columns:
        spread = spread.with_columns(pl.format("{}@{}", "source_id", "date").alias("source_id"))
    single = good.filter(~several).with_columns(pl.lit(False).alias("spread"))
    rows = pl.concat([single, spread]).sort("row", maintain_order=True)
    return rows.drop("first_day", "last_day", "last_date"), refused


def _checks() -> list[Check]:
    last, days = (pl.col("last_date"), (pl.col("last_day") - pl.col("first_day")).dt.total_days())
    # A moment may end at the midnight it starts at: that is no range that runs backwards.
    backwards = (days < 0) & (values.day(last) < pl.col("first_day"))
    return [
        Check(last.is_not_null() & pl.col("last_day").is_null(), "last_date", "Deze einddatum bestaat niet."),
        Check(backwards, "last_date", "De einddatum ligt voor de begindatum."),
        Check(days > values.LONGEST_RANGE_DAYS, "last_date", "De periode is langer dan een jaar."),
    ]
