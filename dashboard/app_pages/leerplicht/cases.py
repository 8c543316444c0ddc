"""Reports for DUO as cases: what has to be done, what was made or left on purpose, and what came back on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from dashboard import law, words
from pipelines.notes.report_cases import CASE, LEFT, MADE, NORM
from protocols.load import case_file
from protocols.national import said

TODO, DONE, ON_PURPOSE = "te doen", "gemeld", "bewust niet"
STANDS = (TODO, DONE, ON_PURPOSE)
DUTY = {True: "ja", False: f"{said('duty_until_age')}+, mag"}
# Of who is of age, DUO's long absences are a duty all the same without a diploma, which nobody knows here.
LONG_KINDS, WITHOUT_DIPLOMA = ("maand", "achttien"), "zonder startkwalificatie"
KINDS = {NORM: law.hours(), "luxe": "luxeverzuim", "maand": law.long_absence(), "achttien": law.adult()}
# What the screen has no room for: in every list, and where the stand is the same for all rows, or told of each.
SAVED_ONLY = ("Gemeld op", "Paraaf", "Melding", "Onbekend", "Leeftijd", "Mentor")
SAVED_OF = {TODO: ("Stand",), DONE: ("Termijn", "Uiterlijk"), ON_PURPOSE: ("Termijn", "Uiterlijk")}
SAVED_OF_ALL = ("Uiterlijk", "Plicht")
ORPHAN: Mapping[str, type[pl.DataType]] = {
    "nummer": pl.String,
    "Leerling": pl.String,
    "Klas": pl.String,
    "Soort": pl.String,
    "Begin": pl.Date,
    "Einde": pl.Date,
    "Stand": pl.String,
    "school": pl.String,
    "kind": pl.String,
}


def saved_only(which: str) -> tuple[str, ...]:
    """The columns of a list, of one stand or of all, that only its file has."""
    return (*SAVED_ONLY, *SAVED_OF.get(which, SAVED_OF_ALL))


def widths(which: str) -> tuple[tuple[str, int], ...]:
    """How wide columns of such a list are, in pixels."""
    return (("Soort", 165), ("Stand", 330 if which in (DONE, ON_PURPOSE) else 230))


def term_words(working_days: int | None, due_on: date | None, on: date) -> str:
    """How many working days are left to report, or since how many it is too late; of a kind without a term that too."""
    if due_on is None or working_days is None:
        return "geen termijn"
    if due_on < on:
        return f"voorbij: {words.count(max(-working_days, 1), 'werkdag', 'werkdagen')}"
    return f"nog {words.count(working_days, 'werkdag', 'werkdagen')}" if working_days else "vandaag"


def stand(row: Mapping[str, Any]) -> str:
    """How a case stands, in one line: `gemeld do 3 sep (JV); waarschuwing ma 14 sep`."""
    if row["said"] is None:
        return TODO
    by = f"{words.day(row['said_on'])} ({row['initials']})"
    if row["said"] == LEFT:
        return f"{ON_PURPOSE}: {case_file().reasons.get(row['choice'], row['choice'])}, {by}"
    if row["answer"] is None:
        return f"{DONE} {by}"
    return f"{DONE} {by}; {case_file().answers.get(row['answer'], row['answer'])} {words.day(row['answered_on'])}"


def cases(days: pl.DataFrame, norm: pl.DataFrame, known: pl.DataFrame, on: date) -> pl.DataFrame:
    """One row per report of any kind of the school year with how it stands, latest first; unauthorised hours only.

    `days` and `norm` are the rows of `report_days` and `reports`, `known` those of `report_cases.cases`.
    """
    hours = days.group_by(CASE).agg(
        pl.when(pl.col("hours").is_not_null().all()).then(pl.col("hours").sum()).alias("hours")
    )
    judged = norm.select(*CASE[:2], "begin_date", "judged", "unknown", pl.lit(NORM).alias("kind"))
    found = (
        days.unique(CASE, maintain_order=True)
        .drop("hours")
        .join(hours, on=CASE, how="left", maintain_order="left")
        .join(judged, on=CASE, how="left", maintain_order="left")
        .join(known.drop("end_date"), on=CASE, how="left", maintain_order="left")
        .sort("end_date", "sort_name", "kind", descending=[True, False, False])
    )
    rows = list(found.iter_rows(named=True))
    todo = pl.col("said").is_null()
    return found.with_columns(
        pl.Series("Stand", [stand(row) for row in rows], pl.String),
        pl.Series("Termijn", [term_words(r["working_days_left"], r["due_on"], on) for r in rows], pl.String),
        pl.Series("Plicht", [_duty(row) for row in rows], pl.String),
    ).select(
        pl.col("student_id").alias("nummer"),
        pl.col("name").alias("Leerling"),
        pl.col("klas").alias("Klas"),
        pl.col("kind").replace_strict(KINDS, return_dtype=pl.String).alias("Soort"),
        "Stand",
        pl.when(todo).then("Termijn").alias("Termijn"),
        pl.col("due_on").alias("Uiterlijk"),
        pl.col("begin_date").alias("Begin"),
        pl.col("end_date").alias("Einde"),
        pl.coalesce("judged", "hours").alias("Ongeoorloofd"),
        pl.col("unknown").alias("Onbekend"),
        "Plicht",
        pl.col("age").alias("Leeftijd"),
        pl.col("report_number").alias("Melding"),
        pl.when(said=MADE).then("said_on").alias("Gemeld op"),
        pl.col("initials").alias("Paraaf"),
        pl.col("mentor").alias("Mentor"),
        "school",
        "kind",
        "said",
        "reached_on",
    )


def _duty(row: Mapping[str, Any]) -> str:
    if not row["duty"] and row["kind"] in LONG_KINDS:
        return WITHOUT_DIPLOMA
    return DUTY[row["duty"]]


def standing(found: pl.DataFrame, which: str) -> pl.DataFrame:
    """The cases that are to do, made or left on purpose; of what is to do the soonest due stands on top."""
    if which == TODO:
        return found.filter(pl.col("said").is_null()).sort("Uiterlijk", "Leerling", nulls_last=True)
    return found.filter(said={DONE: MADE, ON_PURPOSE: LEFT}[which])


def overdue(due: pl.DataFrame, on: date) -> int:
    """How many reports should have been made before the day; one that is a choice is never overdue."""
    return due.filter((pl.col("Uiterlijk") < on) & (pl.col("Plicht") == DUTY[True])).height


def counted(found: pl.DataFrame, on: date) -> str:
    """What is to do, in figures: `Te melden: 5, te laat: 2`."""
    due = standing(found, TODO)
    return f"Te melden: {words.number(due.height, 0)}, te laat: {words.number(overdue(due, on), 0)}"


def orphans(known: pl.DataFrame, reports: pl.DataFrame, students: Mapping[str, Mapping[str, Any]]) -> pl.DataFrame:
    """Cases whose report no longer exists, because a correction moved or removed it; visible pupils only."""
    rows = [
        {
            "nummer": row["student_id"],
            "Leerling": students[row["student_id"]]["name"],
            "Klas": students[row["student_id"]]["klas"],
            "Soort": KINDS[row["kind"]],
            "Begin": row["begin_date"],
            "Einde": row["end_date"],
            "Stand": stand(row),
            "school": row["school"],
            "kind": row["kind"],
        }
        for row in known.join(reports, on=CASE, how="anti").iter_rows(named=True)
        if row["student_id"] in students
    ]
    return pl.DataFrame(rows, schema=ORPHAN)


def adults(found: pl.DataFrame) -> pl.DataFrame:
    """Cases of 18 and over: reports that may be made, and absences of four school weeks that must without diploma."""
    why = {NORM: f"{law.hours()} bereikt: melden mag", "achttien": f"{law.adult_weeks()}: {law.WITHOUT_DIPLOMA}"}
    return (
        found.filter((pl.col("kind") == "achttien") | ((pl.col("kind") == NORM) & (pl.col("Plicht") == DUTY[False])))
        .sort("Einde", "Leerling", descending=[True, False])
        .select(
            "nummer",
            "Leerling",
            "Klas",
            "Mentor",
            "Begin",
            pl.col("Einde").alias("Laatste dag"),
            "Leeftijd",
            pl.col("kind").replace_strict(why, return_dtype=pl.String).alias("Waarom"),
            "Stand",
        )
    )
