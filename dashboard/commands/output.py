"""Printing rows: CSV for programs, JSON, or a table for people."""

import sys
from typing import Literal

import polars as pl

from dashboard.harmless import harmless

Format = Literal["csv", "json", "table"]


def say(sentence: str) -> None:
    """Tells, beside the output of a command, what was done that nobody asked for."""
    print(sentence, file=sys.stderr)


def plain_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """Whole numbers without decimals, others with at most four: 16 and not 16.0."""
    number = pl.selectors.float()
    text = number.round(4).cast(pl.String).str.replace(r"\.0$", "")
    return frame.with_columns(text)


def print_rows(frame: pl.DataFrame, choice: Format | None) -> None:
    """Prints rows; without a choice CSV, or a table when a person looks on."""
    sys.stdout.write(rows_text(frame, choice))


def rows_text(frame: pl.DataFrame, choice: Format | None) -> str:
    """What `print_rows` prints."""
    chosen: Format = choice or ("table" if sys.stdout.isatty() else "csv")
    if chosen == "csv":
        return plain_numbers(harmless(frame)).write_csv(date_format="%Y-%m-%d")
    if chosen == "json":
        return frame.with_columns(pl.col(pl.Date).dt.to_string("%Y-%m-%d")).write_json() + "\n"
    with pl.Config(
        tbl_rows=-1,
        tbl_cols=-1,
        tbl_hide_dataframe_shape=True,
        tbl_hide_column_data_types=True,
        tbl_width_chars=200,
        fmt_str_lengths=60,
    ):
        return f"{plain_numbers(frame)}\n"
