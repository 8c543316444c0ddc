"""Refusing rows: each check marks the rows that cannot be used, and says why and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.readers import values
from pipelines.readers.base import REFUSED, conform, no_refusals

_FIX = "Verbeter de waarde in het bronbestand of maak de export opnieuw."


@dataclass(frozen=True)
class Check:
    """A test on raw rows: `wrong` marks the rows to refuse for `reason`; `column` is the raw column shown."""

    wrong: pl.Expr
    column: str
    reason: str
    remedy: str = _FIX


def refuse(raw: pl.DataFrame, checks: Sequence[Check], names: Mapping[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows that pass every check, and the refused ones with the first thing wrong with each."""
    raw = raw.with_columns(
        pl.coalesce(pl.when(check.wrong).then(pl.lit(place, pl.Int32)) for place, check in enumerate(checks)).alias(
            "wrong"
        )
    )
    bad = raw.filter(pl.col("wrong").is_not_null())
    refused = [no_refusals()]
    for (place,), rows in bad.partition_by("wrong", as_dict=True).items():
        check = checks[int(place)]
        shown = pl.col(check.column).cast(pl.String).str.slice(0, 60).alias("value")
        reason, remedy = (pl.lit(check.reason).alias("reason"), pl.lit(check.remedy).alias("remedy"))
        column = pl.lit(names.get(check.column, check.column)).alias("column")
        refused.append(conform(rows.select("row", column, shown, reason, remedy, *_about(rows)), REFUSED))
    good = raw.filter(pl.col("wrong").is_null()).drop("wrong") if bad.height else raw.drop("wrong")
    return good, pl.concat(refused).sort("row")


def _about(rows: pl.DataFrame) -> list[pl.Expr]:
    """The pupil and the day of refused rows, as far as they can be read: what the file says of them is not known."""
    known = []
    if rows.schema.get("student_id") == pl.String:
        known.append(values.number_text(pl.col("student_id")).alias("student_id"))
    if rows.schema.get("date") in (pl.Date, pl.String):
        day = pl.col("date") if rows.schema["date"] == pl.Date else values.day(pl.col("date"))
        known.append(day.alias("date"))
    return known


def no_pupil(*columns: str) -> Check:
    """Refuses rows without a pupil number, and numbers that are no number or name of one word."""
    number = pl.coalesce(values.number_text(pl.col(name)) for name in columns)
    wrong = ~number.str.contains(r"^[0-9A-Za-z_-]{1,40}$").fill_null(False)
    return Check(wrong, columns[0], "De rij heeft geen bruikbaar leerlingnummer.")
