"""What came since somebody last looked, in words and as a list of exactly those pupils."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from dashboard import words
from dashboard.stages.shapes import labelled
from dashboard.steps.tasks import LATE
from pipelines.notes.own_overview import Looked

STAGES, DUE, NEAR, PASSED = "treden", "meldingen", "nadert", "verstreken"
FIRST = "Dit is hier uw eerste bezoek: van nu af staat op deze plek wat er sindsdien bij kwam."
OTHERS = "Wat nieuw is, hoort bij uw eigen bezoeken: kies links weer uzelf."
NOTHING = "Er is niets nieuws: niemand bereikte een trede, er kwam geen melding bij en er verstreek geen termijn."


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


def lines(stages: int, due: int, near: int, passed: int) -> list[New]:
    """What came, without what did not."""
    found = [
        New(STAGES, stages, f"{words.count(stages, 'leerling', 'leerlingen')} bereikte{_n(stages)} een trede"),
        New(DUE, due, f"{words.count(due, 'leerling', 'leerlingen')} met een nieuwe melding die nog te doen is"),
        New(NEAR, near, f"{words.count(near, 'leerling nadert', 'leerlingen naderen')} sindsdien de norm"),
        New(PASSED, passed, f"{words.count(passed, 'leerling', 'leerlingen')} met een termijn die sindsdien verstreek"),
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


def of_passed(found: pl.DataFrame, since: date, role: str) -> pl.DataFrame:
    """One row per pupil with tasks, of a role or (empty) of all, of which a term of law or protocol passed after a day.

    What was to be done on that day itself was not late then; a term of the school's own is never over (rows of `tasks`).
    """
    late = found.filter((pl.col("group") == LATE) & (pl.col("deadline") >= since))
    return (
        (late.filter(pl.col("role") == role) if role else late)
        .group_by("student_id", maintain_order=True)
        .agg(
            pl.col("name", "klas", "mentor").first(),
            (pl.col("role") + ": " + pl.col("what")).unique(maintain_order=True).str.join("; ").alias("asked"),
            pl.col("deadline").min(),
        )
        .select(
            pl.col("student_id").alias("nummer"),
            pl.col("name").alias("Leerling"),
            pl.col("klas").alias("Klas"),
            pl.col("asked").alias("Te doen"),
            pl.col("deadline").alias("Uiterlijk"),
            pl.col("mentor").alias("Mentor"),
        )
    )
