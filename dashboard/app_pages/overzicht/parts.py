"""The small trend per afdeling: the last whole week, last year in the same school week, and a line through the year."""

import polars as pl

from dashboard import words
from pipelines.each import each

RATES = ("Nu", "Vorig jaar")
LINE = "Dit schooljaar"
FEWEST = 2


def table(weeks: pl.DataFrame) -> pl.DataFrame:
    """One row per afdeling of `weekly.part_trends`, in their order; empty below two, of which one says nothing new.

    Columns in small letters are for the program.
    """
    if weeks.is_empty():
        return pl.DataFrame()
    known = weeks.filter(pl.col("rate").is_not_null())
    found = known.group_by("part_name", maintain_order=True).agg(
        pl.col("rate", "last_year", "said").last(), pl.col("rate").alias(LINE)
    )
    if found.height < FEWEST:
        return pl.DataFrame()
    return found.select(
        pl.col("part_name").alias("Afdeling"),
        *(
            each(found[name], words.rate, pl.String).fill_null(words.UNKNOWN).alias(shown)
            for name, shown in zip(("rate", "last_year"), RATES, strict=True)
        ),
        pl.col("said").alias("Oordeel"),
        LINE,
    )
