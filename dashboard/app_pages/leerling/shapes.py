"""One pupil: calendar, counters, steps, spells, follow-ups, and the sentences that say why he or she is on a list."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from dashboard import law, words
from dashboard.steps.tasks import age_on
from dashboard.whole_days.shapes import of_pupil
from protocols.national import number

# The row of the calendar for what has no lesson hour.
WHOLE_DAY = "dag"
SHOWN = {True: "kwam", False: "kwam niet"}


@dataclass(frozen=True)
class Pupil:
    """What the page of one pupil shows."""

    about: str
    calendar: pl.DataFrame
    vacations: pl.DataFrame
    counters: pl.DataFrame
    steps: pl.DataFrame
    spells: pl.DataFrame
    window: pl.DataFrame
    followups: pl.DataFrame
    standing: pl.DataFrame
    sentences: list[str] = field(default_factory=list)


def age(birth: date | None, on: date, exact: bool) -> str:
    """The age on a day; empty for a minor of whom the viewer may not see the date of birth (`exact`)."""
    years = age_on(birth, on)
    if years is None:
        return "leeftijd onbekend"
    if exact:
        return f"{years} jaar"
    return law.of_age() if years >= number("duty_until_age") else ""


def about(who: dict[str, Any], placements: pl.DataFrame, names: dict[str, str], on: date, age: str) -> str:
    """Number, klas, mentor and age, and the klassen of before: a mover's hours were made elsewhere."""
    parts = [
        f"Leerling {who['student_id']}",
        f"klas {who['klas'] or 'onbekend'} ({names.get(who['afdeling'], who['afdeling'])})",
        f"mentor {who['mentor'] or 'onbekend'}",
        *filter(None, [age]),
    ]
    earlier = placements.filter(pl.col("valid_until") <= on).head(2)
    parts += [
        f"tot {words.day(row['valid_until'], year=True)} in {row['klas']}"
        for row in earlier.iter_rows(named=True)
        if row["klas"]
    ]
    return " · ".join(parts)


def counters(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per ladder and counter: its value, the stages it leads to, and what is missing to the next.

    A star: the stage asks for something else as well.
    """
    found = []
    for (ladder, label), part in rows.group_by("ladder_name", "label", maintain_order=True):
        # A share of no lesson missed is no share: nothing tells whether the lessons of this pupil are known.
        value = part["value"][0] if part["share"][0] else part["value"][0] or 0.0
        ahead = [row for row in part.iter_rows(named=True) if value is not None and not _holds(row, value)]
        stages = [
            f"{'meer dan ' if row['operator'] == '>' else ''}{words.number(row['number'])}: {row['stage']}"
            + ("*" if row["with_others"] else "")
            for row in part.unique(["stage", "number"], maintain_order=True).iter_rows(named=True)
        ]
        found.append(
            {
                "Ladder": ladder,
                "Teller": label,
                "Nu": value,
                "Nog": min((_left(row, value) for row in ahead), default=None),
                "Treden": " · ".join(stages),
            }
        )
    types = {"Ladder": pl.String, "Teller": pl.String, "Nu": pl.Float64, "Nog": pl.Float64, "Treden": pl.String}
    return pl.DataFrame(found, schema=types, orient="row")


def _left(row: dict[str, Any], value: float) -> float:
    """What is missing to a number; more than five times is six, more than twenty percent is anything above it."""
    return float(row["number"] - value + (row["operator"] == ">" and not row["share"]))


def _holds(row: dict[str, Any], value: float) -> bool:
    return bool(value > row["number"] if row["operator"] == ">" else value >= row["number"])


def left(rows: pl.DataFrame) -> str:
    """That the pupil left the school, or is on no list of it any more; empty for who is there."""
    for row in rows.iter_rows(named=True):
        by_list = (
            f"niet meer op de leerlingenlijst van {words.day(row['list_date'], year=True)}" if row["list_date"] else ""
        )
        if row["last_day"] is None:
            return (
                f"Staat {by_list}, maar heeft registraties van die dag of later en telt daarom nog mee: wat klopt er?"
            )
        until = f"ingeschreven tot en met {words.day(row['last_day'], year=True)}"
        return f"Van school: {until}{f'; {by_list}' if by_list else ''}."
    return ""


def sentences(standing: pl.DataFrame, norm: pl.DataFrame) -> list[str]:
    """Why a pupil is on a list: the stage of each ladder, and the 16-hour norm."""
    found = [
        f"{row['ladder_name']}: trede {row['stage']} sinds {words.day(row['reached_on'])}, {row['distance_words']}."
        for row in standing.iter_rows(named=True)
    ]
    for row in norm.iter_rows(named=True):
        hours = words.hours(row["hours"], row["hours_unknown"])
        text = f"{law.norm_name()}: {hours} uur in het venster vanaf {words.day(row['window_start'])}"
        if row["report_number"]:
            text += f"; melding {row['report_number']} bereikt op {words.day(row['end_date'])}"
        found.append(text + ".")
    return found


def pupil(
    about: str,
    slots: pl.DataFrame,
    vacations: pl.DataFrame,
    counter_rows: pl.DataFrame,
    steps: pl.DataFrame,
    spells: pl.DataFrame,
    followups: pl.DataFrame,
    standing: pl.DataFrame,
    norm: pl.DataFrame,
    leaving: pl.DataFrame,
    labels: dict[str, str],
    whole_days: pl.DataFrame,
    gone: pl.DataFrame,
) -> Pupil:
    """The page of one pupil."""
    return Pupil(
        about=about,
        calendar=slots.with_columns(
            pl.col("category").replace_strict(labels, default="Overig").alias("label"),
            pl.col("lesson_hour").cast(pl.String).fill_null(WHOLE_DAY).alias("place"),
        ),
        vacations=vacations,
        counters=counters(counter_rows),
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
        window=leaving.select(
            pl.col("date").alias("Dag"),
            pl.col("judged").alias("Ongeoorloofd"),
            pl.col("unknown").alias("Onbekend"),
            pl.col("leaves_on").alias("Telt niet meer vanaf"),
        ),
        followups=followups.select(
            pl.col("date").alias("Dag"),
            pl.col("measure").alias("Afspraak"),
            pl.col("shown").replace_strict(SHOWN, default="niet vastgelegd", return_dtype=pl.String).alias("Uitkomst"),
        ),
        standing=standing,
        sentences=[*filter(None, [left(gone)]), *sentences(standing, norm), *filter(None, [of_pupil(whole_days)])],
    )
