"""In which unit rates are told."""

from datetime import date

import polars as pl

from pipelines.calendar import school_year

PER_100, PER_PUPIL = "per 100 lesuren", "lesuren per leerling per volle week"

# More of a kind than this are counted, not named.
MOST_NAMED = 4


def with_rate(rows: pl.DataFrame, on: date) -> tuple[pl.DataFrame, str]:
    """The rows with `rate` in one unit: per 100 lesson hours, or per pupil when no hours are known this year."""
    this = rows.filter(pl.col("school_year") == school_year(on))
    known = this["rate_per_100"].null_count() < this.height
    rate = pl.col("rate_per_100" if known else "hours_per_pupil").alias("rate")
    return rows.with_columns(rate), PER_100 if known else PER_PUPIL
