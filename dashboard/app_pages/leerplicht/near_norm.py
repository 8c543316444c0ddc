"""Pupils who come near the 16-hour norm: the chance to reach it, and which hours leave the window when."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from pipelines.norm.forecast import Forecast

HOURS, CHANCE, DAY, LEAVES = "Uren die tellen", "Kans (%)", "Haalt de norm op", "Vervalt (dag, uren)"
NEEDED = "Voor een melding nodig"
# So many changes of what is needed are said; all of them stand below the list.
SAID = 2


def nearing(rows: pl.DataFrame, leaving: pl.DataFrame, forecasts: Mapping[str, Forecast] | None) -> pl.DataFrame:
    """Pupils near a first or a next report, nearest first, with what leaves the window and the chance to reach it.

    Without forecasts, where the school has too few earlier cases, words say what is needed until when.
    """
    leaves: dict[str, list[dict[str, Any]]] = {}
    for row in leaving.sort("leaves_on", "date", nulls_last=True).iter_rows(named=True):
        if row["leaves_on"]:
            leaves.setdefault(row["student_id"], []).append(row)
    records = []
    for row in rows.filter("nears").sort("hours_left", "sort_name").iter_rows(named=True):
        own = leaves.get(row["student_id"], [])
        told = (forecasts or {}).get(row["student_id"], Forecast(None, None))
        parts = [f"{words.day(one['leaves_on'])} −{words.number(one['judged'] + one['unknown'])}" for one in own]
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
                DAY: _crossing_words(told, row["next_possible_from"]),
                NEEDED: _needed(row, own),
                LEAVES: ", ".join(parts),
                "Venster vanaf": row["window_start"],
                "Mentor": row["mentor"],
            }
        )
    return pl.DataFrame(records, schema=NEARING).drop(NEEDED if forecasts is not None else (CHANCE, DAY))


NEARING = {
    "nummer": pl.String,
    "Leerling": pl.String,
    "Klas": pl.String,
    HOURS: pl.Float64,
    "Ongeoorloofd": pl.Float64,
    "Onbekend": pl.Float64,
    "Nog": pl.Float64,
    CHANCE: pl.Int64,
    DAY: pl.String,
    NEEDED: pl.String,
    LEAVES: pl.String,
    "Venster vanaf": pl.Date,
    "Mentor": pl.String,
}


def _needed(row: Mapping[str, Any], leaves: Sequence[Mapping[str, Any]]) -> str:
    """`nog 4 uur; vanaf ma 30 nov 7 uur`: what must be added, and what when hours have left the window."""
    if row["next_possible_from"] is not None:
        return f"volgende melding mogelijk vanaf {words.day(row['next_possible_from'])}"
    # Hours without a known reason leave too, but only where they count they were part of what is there.
    unknown_counts = row["counted"] > row["hours"]
    left, parts = row["hours_left"], {}
    for one in leaves:
        left += one["judged"] + (one["unknown"] if unknown_counts else 0.0)
        parts[one["leaves_on"]] = left
    changes = [(day, more) for day, more in parts.items() if more > row["hours_left"]]
    said = [f"vanaf {words.day(day)} {words.number(more)} uur" for day, more in changes[:SAID]]
    return "; ".join([f"nog {words.number(row['hours_left'])} uur", *said])


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


def caption(numbers: Mapping[str, float], known: str, able: bool) -> str:
    """What stands in the list: chances, or (with so many earlier cases, `known`) why there are none."""
    again = "Na een melding begint de telling opnieuw."
    if able:
        days = words.count(int(numbers["forecast_school_days"]), "schooldag", "schooldagen")
        return f"De kans is die om binnen {days} de norm te halen. {again}"
    least = words.count(int(numbers["forecast_min_cases"]), "voorbeeld", "voorbeelden")
    return (
        f"Er staat geen kans bij: die wordt geleerd van eerdere schooljaren van deze school, en dat kan vanaf {least} (nu "
        f"{known}). Een voorbeeld is een leerling die toen op een schooldag de norm naderde. {again}"
    )


def explained(numbers: Mapping[str, float], able: bool) -> list[str]:
    """How to read the list, in two sentences."""
    if not able:
        return [
            f"'{NEEDED}' is hoeveel uren er nog bij moeten voor een melding, en vanaf welke dag dat er meer zijn omdat er "
            "uren niet meer meetellen.",
            "Een kans staat er pas bij als de school genoeg eerdere schooljaren heeft om haar van te leren en na te meten.",
        ]
    likely = words.number(100 * numbers["forecast_likely"], 0)
    return [
        "De kans is geleerd van leerlingen die in eerdere schooljaren van deze school op deze lijst stonden: hoe vaak zij "
        "zulke uren hadden, of zij die dag en de dagen ervoor weg waren, en welke uren nog meetelden.",
        f"Van honderd leerlingen met een kans van 30 % halen er ongeveer dertig de norm; '{DAY}' noemt pas een dag vanaf "
        f"{likely} %.",
    ]


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
