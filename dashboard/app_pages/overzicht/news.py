"""What came since somebody last looked, in words and as a list of exactly those pupils."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard import words
from dashboard.stages.shapes import labelled
from pipelines.notes.own_overview import Looked

STAGES, DUE, NEAR = "treden", "meldingen", "nadert"
FIRST = "Dit is hier uw eerste bezoek: van nu af staat op deze plek wat er sindsdien bij kwam."
OTHERS = "Wat nieuw is, hoort bij uw eigen bezoeken: kies links weer uzelf."
NOTHING = "Er is niets nieuws: niemand bereikte een trede, en er kwam geen melding bij."


@dataclass(frozen=True)
class New:
    """One line of news: which list it opens, how many pupils are on it, and the words for so many."""

    which: str
    pupils: int
    said: str


def since_when(before: Looked | None, on: date, last: date) -> str:
    """The line above the news: since when, and whether there can be any: not before the `last` day."""
    if before is None:
        return FIRST
    when = f"Sinds uw vorige bezoek op {words.day(before.on)}, met gegevens tot en met {words.day(before.until)}"
    if on < last:
        return f"{when}. U kijkt nu naar een eerdere dag: wat nieuw is, staat op {words.day(last)}."
    return f"{when}, kwamen er geen nieuwe dagen bij." if before.until >= on else f"{when}:"


def lines(stages: int, due: int, near: int | None) -> list[New]:
    """What came, without what did not; `near` is None for who may not see who nears the norm."""
    found = [
        New(STAGES, stages, f"{words.count(stages, 'leerling', 'leerlingen')} bereikte{_n(stages)} een trede"),
        New(DUE, due, f"{words.count(due, 'leerling', 'leerlingen')} met een nieuwe melding die nog te doen is"),
        New(NEAR, near or 0, f"{words.count(near or 0, 'leerling nadert', 'leerlingen naderen')} sindsdien de norm"),
    ]
    return [line for line in found if line.pupils]


def _n(count: int) -> str:
    return "" if count == 1 else "n"


def of_stages(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per pupil of `new_stages`, with all stages that were reached, the highest first."""
    return (
        labelled(rows)
        .group_by("student_id", maintain_order=True)
        .agg(
            pl.col("name", "klas", "mentor").first(),
            (pl.col("ladder_name") + " " + pl.col("stage_label")).str.join(", ").alias("stages"),
            pl.col("reached_on").max(),
        )
        .select(
            pl.col("student_id").alias("nummer"),
            pl.col("name").alias("Leerling"),
            pl.col("klas").alias("Klas"),
            pl.col("stages").alias("Bereikt"),
            pl.col("reached_on").alias("Laatst op"),
            pl.col("mentor").alias("Mentor"),
        )
    )


def of_cases(found: pl.DataFrame, since: date) -> pl.DataFrame:
    """The reports that came after a day and are still to be made (rows of `cases.cases`)."""
    return found.filter(pl.col("said").is_null() & (pl.col("reached_on") > since))


def of_near(now: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """Who nears the norm now and did not then (rows of question `leerplicht`), most hours first."""
    new = now.filter("nears").join(then.filter("nears"), on=["school", "student_id"], how="anti", maintain_order="left")
    return new.sort("hours_left", "sort_name").select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("hours").alias("Uren"),
        pl.col("hours_left").alias("Nog tot de norm"),
        pl.col("mentor").alias("Mentor"),
    )
