"""The 16-hour norm: reports to make, every report of the year, and DUO's other kinds of absence."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboard import law, words
from protocols.national import said

DUTY = {True: "ja", False: f"{said('duty_until_age')}+, mag"}
DUE_COLUMNS = [
    "nummer",
    "Leerling",
    "Klas",
    "Termijn",
    "Uiterlijk",
    "Melding",
    "Begin",
    "Einde",
    "Ongeoorloofd",
    "Onbekend",
    "Leeftijd",
    "Plicht",
    "Mentor",
]


def term_words(working_days: int, due_on: date, on: date) -> str:
    """How many working days are left to report, or since how many it is too late."""
    if due_on < on:
        return f"voorbij: {words.count(max(-working_days, 1), 'werkdag', 'werkdagen')}"
    return f"nog {words.count(working_days, 'werkdag', 'werkdagen')}" if working_days else "vandaag"


def reports(rows: pl.DataFrame, marks: pl.DataFrame, on: date) -> pl.DataFrame:
    """Every report of the school year with the mark that it was made, latest first; unauthorised hours only."""
    made = marks.select("school", "student_id", "end_date", "reported_on", "initials")
    terms = [term_words(left, due_on, on) for left, due_on in rows.select("working_days_left", "due_on").iter_rows()]
    return (
        rows.with_columns(pl.Series("Termijn", terms, dtype=pl.String))
        .join(made, on=["school", "student_id", "end_date"], how="left", maintain_order="left")
        .sort("end_date", "sort_name", descending=[True, False])
        .select(
            pl.col("student_id").alias("nummer"),
            pl.col("name").alias("Leerling"),
            pl.col("klas").alias("Klas"),
            pl.col("report_number").alias("Melding"),
            pl.col("begin_date").alias("Begin"),
            pl.col("end_date").alias("Einde"),
            pl.col("judged").alias("Ongeoorloofd"),
            pl.col("unknown").alias("Onbekend"),
            pl.col("reported_on").alias("Gemeld op"),
            pl.col("initials").alias("Paraaf"),
            pl.col("due_on").alias("Uiterlijk"),
            pl.when(pl.col("reported_on").is_null()).then("Termijn").otherwise(pl.lit("gemeld")).alias("Termijn"),
            pl.col("age").alias("Leeftijd"),
            pl.col("duty").replace_strict(DUTY, return_dtype=pl.String).alias("Plicht"),
            pl.col("mentor").alias("Mentor"),
        )
    )


def over_summer(rows: pl.DataFrame) -> str:
    """Which reports begin before the summer, and by which reading; empty when none does."""
    named = [
        f"{row['name']} ({words.day(row['begin_date'])} tot en met {words.day(row['end_date'])})"
        for row in rows.filter("crosses_summer").sort("sort_name").iter_rows(named=True)
    ]
    if not named:
        return ""
    return (
        f"{words.count(len(named), 'melding begint', 'meldingen beginnen')} vóór de zomer: {words.listed(named)} "
        f"({law.over_summer()})."
    )


def due(reports: pl.DataFrame) -> pl.DataFrame:
    """The reports without a mark, soonest due first: what is overdue stands on top."""
    return reports.filter(pl.col("Gemeld op").is_null()).sort("Uiterlijk", "Leerling").select(DUE_COLUMNS)


def overdue(due: pl.DataFrame, on: date) -> int:
    """How many reports should have been made before the day; one that is a choice is never overdue."""
    return due.filter((pl.col("Uiterlijk") < on) & (pl.col("Plicht") == DUTY[True])).height


def orphans(marks: pl.DataFrame, rows: pl.DataFrame, students: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """Marks of reports that no longer exist, because a correction moved or removed them; visible pupils only."""
    left = marks.join(rows, on=["school", "student_id", "end_date"], how="anti")
    return pl.DataFrame(
        [
            {
                "nummer": row["student_id"],
                "Leerling": students[row["student_id"]]["name"],
                "Klas": students[row["student_id"]]["klas"],
                "Begin": row["begin_date"],
                "Einde": row["end_date"],
                "Gemeld op": row["reported_on"],
                "Paraaf": row["initials"],
            }
            for row in left.iter_rows(named=True)
            if row["student_id"] in students
        ],
        schema={
            "nummer": pl.String,
            "Leerling": pl.String,
            "Klas": pl.String,
            "Begin": pl.Date,
            "Einde": pl.Date,
            "Gemeld op": pl.Date,
            "Paraaf": pl.String,
        },
    )


def of_kind(days: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Reports of one of DUO's other kinds, latest first, with how many days and lesson hours."""
    return (
        days.filter(kind=kind)
        .group_by(
            "student_id",
            "name",
            "klas",
            "mentor",
            "begin_date",
            "end_date",
            "reached_on",
            "due_on",
            "age",
            maintain_order=True,
        )
        .agg(
            pl.col("date").count().cast(pl.Int64),
            # One day without known hours leaves the sum unknown, not smaller.
            pl.when((pl.col("date").is_null() | pl.col("missed_lessons").is_not_null()).all())
            .then(pl.col("missed_lessons").sum())
            .alias("missed_lessons"),
        )
        .select(
            pl.col("student_id").alias("nummer"),
            pl.col("name").alias("Leerling"),
            pl.col("klas").alias("Klas"),
            pl.col("mentor").alias("Mentor"),
            pl.col("begin_date").alias("Begin"),
            pl.col("end_date").alias("Laatste dag"),
            pl.col("date").alias("Dagen"),
            pl.col("missed_lessons").alias("Lesuren"),
            pl.col("reached_on").alias("Bereikt op"),
            pl.col("due_on").alias("Uiterlijk"),
            pl.col("age").alias("Leeftijd"),
        )
    )


def adults(reports: pl.DataFrame, rows: pl.DataFrame, long: pl.DataFrame) -> pl.DataFrame:
    """Pupils of 18 and over: reports that may be made, and absences of four school weeks that must without diploma."""
    made = rows.filter(~pl.col("duty")).select(pl.col("student_id").alias("nummer"), pl.col("end_date").alias("Einde"))
    norm = reports.join(made, on=["nummer", "Einde"], how="semi").select(
        "nummer",
        "Leerling",
        "Klas",
        "Mentor",
        "Begin",
        pl.col("Einde").alias("Laatste dag"),
        "Leeftijd",
        pl.lit(f"{law.hours()} bereikt: melden mag").alias("Waarom"),
        "Gemeld op",
    )
    weeks = long.select(
        "nummer",
        "Leerling",
        "Klas",
        "Mentor",
        "Begin",
        "Laatste dag",
        "Leeftijd",
        pl.lit(f"{law.adult_weeks()}: {law.WITHOUT_DIPLOMA}").alias("Waarom"),
        pl.lit(None, dtype=pl.Date).alias("Gemeld op"),
    )
    return pl.concat([weeks, norm]).sort("Laatste dag", "Leerling", descending=[True, False])
