"""Who left the school, and who is on no list of it and registered still."""

import polars as pl

from dashboard.app_pages.datakwaliteit.shapes import who


def missing(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil who is on no list of the whole school since a day, and is registered since."""
    return rows.filter(pl.col("last_day").is_null()).select(
        *who(),
        pl.col("list_date").alias("Niet op de lijst van"),
        pl.col("registered_until").alias("Laatste registratie"),
    )


def left(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil who left this school year: the last day enrolled, and how that is known."""
    by_list = pl.format("niet meer op de lijst van {}", pl.col("list_date").dt.strftime("%d-%m-%Y"))
    return rows.filter(pl.col("last_day").is_not_null()).select(
        *who(),
        pl.col("last_day").alias("Laatste dag"),
        by_list.fill_null("einddatum in een lijst").alias("Waaruit dat blijkt"),
    )
