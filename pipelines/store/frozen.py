"""What stays of school years before the first one with pupils: which columns say whose week it was. See `STORE_TABLES`."""

import polars as pl

FROZEN: dict[str, type[pl.DataType]] = {
    "school": pl.String,
    "school_year": pl.String,
    "school_week": pl.Int64,
    "week_start": pl.Date,
    "date": pl.Date,
    "afdeling": pl.String,
    "leerjaar": pl.Int64,
    "klas": pl.String,
    "mentor": pl.String,
}
