"""The 16-hour norm: reports to make, pupils who come near, every report of the year."""

from datetime import date
from typing import Any

import polars as pl

from dashboard import words

# How long a report stays on the list of reports to make after its last day: nobody has marked it as done yet.
RECENT_REPORT_DAYS = 14
DUTY = {True: "ja", False: "18+, mag"}


def hours_words(row: dict[str, Any]) -> str:
    """`12 + 3 onbekend`: hours without a known reason apart from the judged ones."""
    unknown = f" + {words.number(row['hours_unknown'])} onbekend" if row["hours_unknown"] else ""
    return words.number(row["hours"]) + unknown


def leerplicht(rows: pl.DataFrame, leaving: pl.DataFrame, on: date) -> pl.DataFrame:
    """Pupils with a report this year or near the norm, with the next hours to leave the window."""
    first: dict[str, dict[str, Any]] = {}
    for row in leaving.sort("leaves_on", "date", nulls_last=True).iter_rows(named=True):
        first.setdefault(row["student_id"], row)
    records = []
    for row in rows.iter_rows(named=True):
        goes = first.get(row["student_id"])
        words_ = ""
        if goes and goes["leaves_on"]:
            amount = words.count(round(goes["judged"] + goes["unknown"]), "uur", "uur")
            words_ = f"{amount} van {words.day(goes['date'])} vervalt op {words.day(goes['leaves_on'])}"
        records.append(
            {
                "nummer": row["student_id"],
                "Leerling": row["name"],
                "Klas": row["klas"],
                "Mentor": row["mentor"],
                "staat": row["state"],
                "nadert": row["nears"],
                "Leeftijd": row["age"],
                "Uren nu": hours_words(row),
                "Nog tot de norm": words.number(row["hours_left"]),
                "Venster vanaf": row["window_start"],
                "Vervalt het eerst": words_,
                "Melding": row["report_number"],
                "Begin": row["begin_date"],
                "Einde": row["end_date"],
                "Melden uiterlijk": row["due_on"],
                "Plicht": DUTY.get(row["duty"], ""),
                "Termijn": "" if not row["due_on"] else "voorbij" if row["due_on"] < on else "loopt",
                "dagen": (row["due_on"] - on).days if row["due_on"] else None,
                "over": row["hours_left"],
            }
        )
    return pl.DataFrame(records, infer_schema_length=None) if records else pl.DataFrame()


def nearing(rows: pl.DataFrame) -> pl.DataFrame:
    """Pupils near a first or a next report, nearest first."""
    if rows.is_empty():
        return rows
    columns = [
        "nummer",
        "Leerling",
        "Klas",
        "Mentor",
        "Uren nu",
        "Nog tot de norm",
        "Venster vanaf",
        "Vervalt het eerst",
    ]
    return rows.filter("nadert").sort("over", "Leerling").select(columns)


def due(rows: pl.DataFrame) -> pl.DataFrame:
    """Reports of the last weeks, soonest due first; nothing here knows yet whether one was made."""
    if rows.is_empty():
        return rows
    columns = [
        "nummer",
        "Leerling",
        "Klas",
        "Leeftijd",
        "Melding",
        "Begin",
        "Einde",
        "Melden uiterlijk",
        "Termijn",
        "Plicht",
    ]
    recent = (pl.col("staat") == "melding") & (pl.col("dagen") >= -RECENT_REPORT_DAYS)
    return rows.filter(recent).sort("Melden uiterlijk", "Leerling").select(columns)


def reports(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """Every report of the school year, latest first; hours are unauthorised lesson hours only."""
    return rows.sort("end_date", "sort_name", descending=[True, False]).select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("report_number").alias("Melding"),
        pl.col("begin_date").alias("Begin"),
        pl.col("end_date").alias("Einde"),
        pl.col("due_on").alias("Melden uiterlijk"),
        pl.col("judged").alias("Uren ongeoorloofd"),
        pl.col("unknown").alias("Uren onbekend"),
        pl.col("duty").replace_strict(DUTY, return_dtype=pl.String).alias("Plicht"),
    )
