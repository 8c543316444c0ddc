"""Sick absence for the zorgcoördinator: shares, the early list, cases and everybody who was sick, in words."""

from typing import Any

import polars as pl

from dashboard import law, words
from dashboard.care.signals import CARE_COLUMNS, who
from dashboard.rounded.said import said
from pipelines.notes.contacts import labels
from pipelines.statistics.disclosure import cell

NO_AFDELING = "Afdeling onbekend"
# Of a review of which the day has passed.
OVER = "voorbij"
# What the page lists under its first heading.
LISTED = {
    "worrying": "zorgwekkend (M@ZL)",
    "open": "nog niet opgepakt",
    "signals": "alle signalen",
    "pupils": "alle zieke leerlingen",
}


def shares(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per afdeling for the chart: shares in percent, the limits of chance, and what stands behind the bar."""
    percent = [
        (100 * pl.col(name)).alias(name)
        for name in ("share", "school_share", "national_share", "look_low", "look_high")
    ]
    said = [
        f"{row['worrying']} van {row['students']}" + (f" · {row['word']}" if row["word"] else "")
        for row in rows.iter_rows(named=True)
    ]
    return rows.with_columns(
        *percent,
        pl.col("afdeling_name").fill_null(NO_AFDELING),
        pl.Series("said", said, dtype=pl.String),
        (100 * pl.max_horizontal("share", "look_high")).alias("beside"),
        pl.col("word").fill_null("gewoon").alias("status"),
        pl.col("afdeling").alias("key"),
    )


def together(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil with worrying sick absence and unauthorised hours in the same weeks."""
    return rows.select(
        *who(),
        pl.col("mazl_since").alias("Zorgwekkend sinds"),
        pl.col("sick_spells").alias("Ziekmeldingen"),
        pl.col("sick_days").alias("Ziektedagen"),
        pl.col("hours_judged").alias("Uren ongeoorloofd"),
        pl.col("hours_unknown").alias("Uren zonder reden"),
        pl.col("last_judged").alias("Laatst ongeoorloofd"),
    )


def early(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil who was ill most in the first school weeks."""
    return rows.select(
        *who(),
        pl.col("days").alias("Ziektedagen"),
        pl.col("spells").alias("Ziekmeldingen"),
        pl.col("hours").alias("Lesuren"),
        pl.col("last_sick_day").alias("Laatste ziektedag"),
        pl.col("mazl_since").alias("Zorgwekkend sinds"),
    )


def outlook(rows: pl.DataFrame, least: int = 1) -> str:
    """What last year's early list came to in the whole school, in one sentence; empty when last year is not known.

    `least`: under so many pupils a number is not told and others are rounded; one leaves them as they are.
    """

    def counted(pupils: int) -> str:
        return said(cell(pupils, pupils, least), least)

    groups = {row["group"]: row for row in rows.iter_rows(named=True)}
    if set(groups) != {"vroeg", "overig"}:
        return ""
    first, others = (
        f"{counted(row['later_worrying'])} van de {counted(row['students'])}"
        for row in (groups["vroeg"], groups["overig"])
    )
    return f"Vorig jaar werd van wie op deze lijst stond {first} later zorgwekkend ziek, van de anderen {others}."


def agenda(worrying: pl.DataFrame, cases: pl.DataFrame) -> list[dict[str, Any]]:
    """The talk about care on paper: whose review is over, then who is worryingly ill, with nobody's contact first.

    `worrying` and `cases` as those lists are read. A pupil stands in the first group that he or she belongs to.
    """
    signals = {row["nummer"]: f"{row['Signaal']}, sinds {words.day(row['Sinds'])}" for row in worrying.to_dicts()}
    over = cases.filter(pl.col("Termijn") == OVER)
    rest = worrying.filter(~pl.col("nummer").is_in(over["nummer"].to_list()))
    groups = (
        ("Evaluatie voorbij", over.select(*CARE_COLUMNS, pl.col("Laatste contact"))),
        *(
            (name, rest.filter(taken).select(*CARE_COLUMNS, pl.col("Opgepakt").alias("Laatste contact")))
            for name, taken in (
                ("Zorgwekkend ziek, nog niet opgepakt", pl.col("Opgepakt").is_null()),
                ("Zorgwekkend ziek, opgepakt", pl.col("Opgepakt").is_not_null()),
            )
        ),
    )
    return [
        {
            "name": name,
            "rows": [
                {
                    "pupil": row["Leerling"],
                    "klas": row["Klas"] or words.UNKNOWN,
                    "mentor": row["Mentor"] or words.UNKNOWN,
                    "why": signals.get(row["nummer"], words.UNKNOWN),
                    "contact": words.day(day) if (day := row["Laatste contact"]) else words.UNKNOWN,
                }
                for row in rows.unique("nummer", keep="first", maintain_order=True).to_dicts()
            ],
        }
        for name, rows in groups
        if not rows.is_empty()
    ]


def cases(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil with a contact or a mark, by review date."""
    overdue = pl.when(pl.col("overdue")).then(pl.lit(OVER)).when(pl.col("review_on").is_not_null())
    return rows.select(
        *who(),
        pl.col("review_on").alias("Evaluatie"),
        overdue.then(pl.lit("loopt")).otherwise(pl.lit("")).alias("Termijn"),
        pl.col("last_on").alias("Laatste contact"),
        pl.col("last_kind").replace(labels()).fill_null("").alias("Soort"),
        pl.col("last_initials").fill_null("").alias("Paraaf"),
        pl.col("contacts").alias("Contacten"),
        pl.col("concern_since").alias("Niet-pluis sinds"),
    )


def sick_pupils(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil who was sick this school year or in the national window, most days first."""
    return rows.select(
        *who(),
        pl.col("current_spell_days").replace(0, None).alias("Nu ziek, schooldagen"),
        pl.col("spells_12_weeks").alias(f"Meldingen in {law.sick_weeks()} weken"),
        pl.col("spells_year").alias("Meldingen dit jaar"),
        pl.col("days_year").alias("Dagen dit jaar"),
        pl.col("hours_year").alias("Lesuren dit jaar"),
        pl.col("longest_spell_days").alias("Langste, schooldagen"),
        pl.col("last_sick_day").alias("Laatste ziektedag"),
        pl.col("mazl_since").alias("M@ZL sinds"),
    )
