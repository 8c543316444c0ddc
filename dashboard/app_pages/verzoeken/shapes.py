"""Rows and sentences of the page."""

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard import words
from pipelines.keeping.requests import Kind, Request
from pipelines.notes.one_pupil import FORGOTTEN

KINDS: dict[Kind, str] = {"inzage": "Inzage", "vergeten": "Vergeten"}
COLUMNS = {
    "Gevraagd op": pl.Date,
    "Wat": pl.String,
    "School": pl.String,
    "Leerling": pl.String,
    "Door": pl.String,
    "Stand": pl.String,
    "Besloten door": pl.String,
    "Besloten op": pl.Date,
}


def answer(found: Sequence[Request]) -> str:
    """How many wait, and on whom."""
    waiting = sum(not each.outcome for each in found)
    begun = sum(each.kind == "vergeten" and each.outcome == "akkoord" and not each.is_done for each in found)
    said = [f"{words.count(waiting, 'verzoek wacht', 'verzoeken wachten')} op akkoord."] if waiting else []
    said += [f"{words.count(begun, 'leerling is', 'leerlingen zijn')} nog niet vergeten."] if begun else []
    return " ".join(said) or "Er wacht niets."


def about(request: Request) -> str:
    """`Inzage, leerling 1001, gevraagd ma 2 nov door fg@school.nl; antwoord uiterlijk wo 2 dec`."""
    asked = request.moment.astimezone().date()
    return (
        f"{KINDS[request.kind]}, leerling {request.student_id}, gevraagd {words.day(asked, year=True)} door {request.by}; "
        f"antwoord uiterlijk {words.day(request.answer_by, year=True)}"
    )


def table(found: Sequence[Request], schools: Mapping[str, str]) -> pl.DataFrame:
    """One row per request, the newest first; the school only where there are more."""
    rows = [
        (
            each.moment.astimezone().date(),
            KINDS[each.kind],
            schools[each.school],
            each.student_id,
            each.by,
            standing(each),
            each.decided_by,
            each.decided_at.astimezone().date() if each.decided_at else None,
        )
        for each in found
    ]
    frame = pl.DataFrame(rows, schema=COLUMNS, orient="row")
    return frame if len(schools) > 1 else frame.drop("School")


def forgotten(still: Sequence[str]) -> str:
    """What is said when a pupil was forgotten; `still` are files of the school's own in which the name stands."""
    if not still:
        return "Vergeten: in de hele werkmap is nummer noch naam nog te vinden."
    return f"Vergeten. Naam of nummer staat nog in wat de school zelf schreef; haal het daar weg: {words.listed(list(still))}."


def standing(request: Request) -> str:
    """How a request stands, in words."""
    if request.kind == "vergeten" and request.outcome == "akkoord":
        return "vergeten" if request.student_id == FORGOTTEN else "akkoord, nog niet vergeten"
    return request.outcome or "wacht op akkoord"
