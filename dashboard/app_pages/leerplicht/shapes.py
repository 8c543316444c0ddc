"""DUO's other kinds of absence, and which reports begin before the summer."""

import polars as pl

from dashboard import law, words


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


def of_kind(days: pl.DataFrame, cases: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Reports of one of DUO's other kinds, latest first, with how many days and lesson hours, and how the case stands."""
    stands = cases.filter(kind=kind).select("nummer", "Begin", "Stand")
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
        .join(stands, on=["nummer", "Begin"], how="left", maintain_order="left")
    )
