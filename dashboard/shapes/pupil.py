"""One pupil: calendar, steps, spells, and the sentences that say why he or she is on a list."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from dashboard import words
from dashboard.shapes.leerplicht import hours_words


@dataclass(frozen=True)
class Pupil:
    """What the page of one pupil shows."""

    calendar: pl.DataFrame
    steps: pl.DataFrame
    spells: pl.DataFrame
    standing: pl.DataFrame
    sentences: list[str] = field(default_factory=list)


def pupil(
    slots: pl.DataFrame,
    steps: pl.DataFrame,
    spells: pl.DataFrame,
    standing: pl.DataFrame,
    norm: pl.DataFrame,
    leaving: pl.DataFrame,
    labels: dict[str, str],
    on: date,
) -> Pupil:
    """The page of one pupil: calendar, steps, spells, and the sentences that say why he or she is on a list."""
    sentences = [
        f"{row['ladder_name']}: trede {row['stage']} sinds {words.day(row['reached_on'])}, {row['distance_words']}."
        for row in standing.iter_rows(named=True)
    ]
    for row in norm.iter_rows(named=True):
        text = f"16-uursnorm: {hours_words(row)} uur in het venster vanaf {words.day(row['window_start'])}"
        if row["report_number"]:
            text += f"; melding {row['report_number']} bereikt op {words.day(row['end_date'])}"
        sentences.append(text + ".")
    for row in leaving.iter_rows(named=True) if norm.height else ():
        if row["leaves_on"]:
            hours = words.number(row["judged"] + row["unknown"])
            sentences.append(f"{hours} uur van {words.day(row['date'])} telt mee tot {words.day(row['leaves_on'])}.")
    calendar = slots.with_columns(pl.col("category").replace_strict(labels, default="Overig").alias("label"))
    return Pupil(
        calendar=calendar,
        steps=steps.select(
            pl.col("reached_on").alias("Bereikt op"),
            pl.col("ladder_name").alias("Ladder"),
            (pl.col("stage") + ": " + pl.col("stage_name")).alias("Trede"),
            pl.when("holds").then(pl.lit("ja")).otherwise(pl.lit("vervallen")).alias("Geldt nu"),
            pl.col("place").alias("Plaats in het protocol"),
        ),
        spells=spells.select(
            pl.col("spell_start").alias("Eerste dag"),
            pl.col("last_day").alias("Laatste dag"),
            pl.col("school_days").alias("Schooldagen"),
            pl.col("hours").alias("Lesuren"),
            pl.when("running").then(pl.lit("loopt")).otherwise(pl.lit("voorbij")).alias("Stand"),
        ),
        standing=standing,
        sentences=sentences,
    )
