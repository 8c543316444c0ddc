"""Signals of sick absence in words, and who they are about."""

from typing import Any

import polars as pl

from dashboard import words
from dashboard.listing import INSIDE

CARE_COLUMNS = ("nummer", "Leerling", "Klas", "Mentor")
MOST_DATES = 8


def who() -> list[pl.Expr]:
    """The columns that say who it is, as every list of pupils has them."""
    names = ("student_id", "name", "klas", "mentor")
    return [pl.col(name).alias(column) for name, column in zip(names, CARE_COLUMNS, strict=True)]


def newest_dates(values: list[Any] | None) -> str:
    """The newest dates, oldest first; dots in front when there are more."""
    shown = [words.day(value) for value in (values or [])[-MOST_DATES:]]
    return ("… " if len(values or []) > MOST_DATES else "") + ", ".join(shown)


def _signal(row: dict[str, Any]) -> str:
    stage = f"{row['stage']}: {row['stage_name']}" if row["stage_name"] else row["stage"]
    return stage + (" (juridisch bezwaar)" if row["legal"] else "")


def in_words(rows: pl.DataFrame, latest: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil and sick ladder, newest first; `latest` has the last contact per pupil (`cases`).

    A contact from the day of the signal on counts as taken up. `binnen` marks what never leaves the school.
    """
    texts = [
        {"Signaal": _signal(row), "Dagen": newest_dates(row["dates"]), "Wie doet wat": "; ".join(row["who"] or [])}
        for row in rows.iter_rows(named=True)
    ]
    said = pl.DataFrame(texts, schema={"Signaal": pl.String, "Dagen": pl.String, "Wie doet wat": pl.String})
    contact = pl.when(pl.col("last_on") >= pl.col("reached_on")).then("last_on").alias("Opgepakt")
    joined = pl.concat([rows, said], how="horizontal").join(
        latest.select("student_id", "last_on"), on="student_id", how="left", maintain_order="left"
    )
    return joined.select(
        *who(),
        "Signaal",
        pl.col("reached_on").alias("Sinds"),
        contact,
        "Dagen",
        "Wie doet wat",
        pl.col("protocol_name").alias("Criteria"),
        pl.col("protocol").alias("protocol"),
        pl.col("in_force").alias("geldend"),
        pl.col("legal").is_not_null().alias(INSIDE),
    )
