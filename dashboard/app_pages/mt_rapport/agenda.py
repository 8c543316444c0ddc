"""The agenda of the management report: decisions in words."""

import polars as pl

from dashboard import words
from pipelines.notes.agenda import OPEN, WITHDRAWN

NEXT = "volgende overleg"
COLUMNS = ("Besluit", "Wie", "Van", "Uiterlijk", "Stand")


def table(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per decision that was not taken back (`pipelines.notes.agenda.decisions`), open ones first, all in words."""
    said = [
        [
            row["text"],
            row["owner"],
            words.day(row["made_on"], year=True),
            words.day(row["due_on"], year=True) if row["due_on"] else NEXT,
            _standing(row["status"], row["overdue"])
            + (f" {words.day(row['status_on'])}" if row["status"] != OPEN and row["status_on"] else ""),
        ]
        for row in rows.filter(pl.col("status") != WITHDRAWN).iter_rows(named=True)
    ]
    return pl.DataFrame(said, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")


def _standing(status: str, overdue: bool) -> str:
    return "over de termijn" if overdue else str(status)


def choices(rows: pl.DataFrame) -> dict[int, str]:
    """Number of a decision -> how it is named in a list of choices."""
    shown = rows.filter(pl.col("status") != WITHDRAWN)
    return {
        row["decision"]: f"{row['text']} ({row['owner']}, {_standing(row['status'], row['overdue'])})"
        for row in shown.iter_rows(named=True)
    }
