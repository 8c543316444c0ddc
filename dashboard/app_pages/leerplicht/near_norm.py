"""Pupils who come near the 16-hour norm: the chance to reach it, and which hours leave the window when."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from dashboard import words
from pipelines.norm.forecast import Forecast

HOURS, CHANCE, LEAVES = "Uren die tellen", "Kans (%)", "Vervalt (dag, uren)"


def nearing(rows: pl.DataFrame, leaving: pl.DataFrame, forecasts: Mapping[str, Forecast]) -> pl.DataFrame:
    """Pupils near a first or a next report, nearest first, with what leaves the window and the chance to reach it."""
    parts: dict[str, list[str]] = {}
    for row in leaving.sort("leaves_on", "date", nulls_last=True).iter_rows(named=True):
        if row["leaves_on"]:
            text = f"{words.day(row['leaves_on'])} −{words.number(row['judged'] + row['unknown'])}"
            parts.setdefault(row["student_id"], []).append(text)
    records = []
    for row in rows.filter("nears").sort("hours_left", "sort_name").iter_rows(named=True):
        told = forecasts.get(row["student_id"], Forecast(None, None))
        records.append(
            {
                "nummer": row["student_id"],
                "Leerling": row["name"],
                "Klas": row["klas"],
                HOURS: row["counted"],
                "Ongeoorloofd": row["hours"],
                "Onbekend": row["hours_unknown"],
                "Nog": row["hours_left"],
                CHANCE: _percent(told.chance),
                "Haalt de norm op": _crossing_words(told, row["next_possible_from"]),
                LEAVES: ", ".join(parts.get(row["student_id"], [])),
                "Venster vanaf": row["window_start"],
                "Mentor": row["mentor"],
            }
        )
    return pl.DataFrame(records, schema=NEARING)


NEARING = {
    "nummer": pl.String,
    "Leerling": pl.String,
    "Klas": pl.String,
    HOURS: pl.Float64,
    "Ongeoorloofd": pl.Float64,
    "Onbekend": pl.Float64,
    "Nog": pl.Float64,
    CHANCE: pl.Int64,
    "Haalt de norm op": pl.String,
    LEAVES: pl.String,
    "Venster vanaf": pl.Date,
    "Mentor": pl.String,
}


def _percent(chance: float | None) -> int | None:
    """Whole per cent; 0 and 100 are kept for what cannot happen and what cannot fail to."""
    if chance is None or chance <= 0 or chance >= 1:
        return None if chance is None else round(100 * chance)
    return min(max(round(100 * chance), 1), 99)


def _crossing_words(told: Forecast, next_possible: date | None) -> str:
    if next_possible is not None:
        return f"volgende melding mogelijk vanaf {words.day(next_possible)}"
    if told.chance is None:
        return "te weinig gegevens"
    return words.day(told.crosses_on) if told.crosses_on else "te onzeker voor een dag"


def leaving(rows: pl.DataFrame, leaving: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil near the norm and day in the window: which hours count until when; nearest pupil first."""
    near = rows.filter("nears").sort("hours_left", "sort_name").with_row_index("order")
    return (
        leaving.join(near.select("student_id", "order", "name", "klas"), on="student_id")
        .sort("order", "date")
        .select(
            pl.col("student_id").alias("nummer"),
            pl.col("name").alias("Leerling"),
            pl.col("klas").alias("Klas"),
            pl.col("date").alias("Uren van"),
            pl.col("judged").alias("Ongeoorloofd"),
            pl.col("unknown").alias("Onbekend"),
            pl.col("leaves_on").alias("Telt niet meer vanaf"),
        )
    )
