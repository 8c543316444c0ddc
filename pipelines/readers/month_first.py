"""Dates with the month first: one of them may pass for another day, so a file that proves them is refused as a whole."""

from collections.abc import Mapping

import polars as pl

from pipelines.errors import InputError

_COLUMNS = ("date", "last_date", "valid_from", "last_day", "birth_date")
_PARTS = r"^\s*(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})\b"
_LAST_MONTH, _LAST_DAY = 12, 31


def refuse_month_first(raw: pl.DataFrame, names: Mapping[str, str], file: str) -> None:
    """Raises InputError when a date column holds a second number that is no month, and never a first one that is none."""
    for column in _COLUMNS:
        if column not in raw.columns or raw.schema[column] != pl.String:
            continue
        parts = pl.col(column).str.extract_groups(_PARTS)
        first, second = (parts.struct.field(name).cast(pl.Int64) for name in "12")
        days = raw.select(column).unique()
        if days.filter((first > _LAST_MONTH) & (second <= _LAST_MONTH)).height:
            continue
        proof = days.filter((first <= _LAST_MONTH) & second.is_between(_LAST_MONTH + 1, _LAST_DAY))
        if proof.height:
            row, shown = raw.join(proof, on=column, how="semi").select("row", column).row(0)
            raise InputError(
                f"{file}, rij {row}: '{shown[:20]}' in kolom '{names.get(column, column)}' heeft de maand voorop. Van de "
                "andere datums is dan niet te zien of ze goed gelezen worden; er is niets ingelezen.",
                "Bewaar het bestand met datums als dd-mm-jjjj of jjjj-mm-dd: zet in Excel de landinstelling van de "
                "datumkolom op Nederlands.",
            )
