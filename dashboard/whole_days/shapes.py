"""Whole days of which nothing tells the lesson hours, in words and as lists: counted as days, in no sum of hours."""

from collections.abc import Mapping

import polars as pl

from dashboard import words
from protocols.settings_page import on_page

REMEDY = f"Zet de lesuren per week {on_page('Algemeen', 'lessons_per_week')}, of lees het rooster in."


def sick_days(rows: pl.DataFrame) -> str:
    """What to say of sick days without known hours; empty when there are none."""
    days = _days(rows.filter("sick"))
    if not days:
        return ""
    return (
        f"Van {words.count(days, 'ziektedag', 'ziektedagen')} dit schooljaar zijn de lesuren onbekend: "
        f"{_they(days)} als dag en in ziekmeldingen; de lesuren van die leerlingen blijven leeg. {REMEDY}"
    )


def unauthorised_days(rows: pl.DataFrame) -> str:
    """What to say of unauthorised days without known hours; empty when there are none."""
    days = _days(rows.filter("unauthorised"))
    if not days:
        return ""
    return (
        f"{words.count(days, 'dag', 'dagen')} ongeoorloofd of zonder reden waarvan de lesuren onbekend zijn "
        f"{'telt' if days == 1 else 'tellen'} niet mee in de uren. {REMEDY}"
    )


def of_pupil(rows: pl.DataFrame) -> str:
    """What to say of the days of one pupil; empty when there are none."""
    days = _days(rows)
    if not days:
        return ""
    return (
        f"Van {words.count(days, 'hele dag', 'hele dagen')} zijn de lesuren onbekend: {_they(days)} als dag en in "
        "meldingen, niet in tellers van lesuren en niet in de norm voor leerplicht."
    )


def _they(days: int) -> str:
    return "die telt" if days == 1 else "die tellen"


def _days(rows: pl.DataFrame) -> int:
    return rows.select("student_id", "date").unique().height


def table(rows: pl.DataFrame, labels: Mapping[str, str]) -> pl.DataFrame:
    """One row per pupil, day and category, newest first."""
    return rows.select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("mentor").alias("Mentor"),
        pl.col("date").alias("Datum"),
        pl.col("category").replace_strict(dict(labels), default="Overig").alias("Soort"),
    )
