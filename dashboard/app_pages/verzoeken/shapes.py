"""Rows and sentences of the page."""

from collections.abc import Mapping, Sequence

import polars as pl

from dashboard import words
from pipelines.keeping.requests import Kind, Request
from pipelines.keeping.what_goes import Goes
from pipelines.today import today

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
    "Reden": pl.String,
}


def answer(found: Sequence[Request], begun: object) -> str:
    """How many wait, on whom, and how many of them too long; `begun` is a pupil of whom a part is gone."""
    todo = [each for each in found if not each.is_done]
    waiting = sum(not each.outcome for each in todo)
    papers = sum(each.kind == "inzage" and each.outcome == "akkoord" for each in todo)
    pupils = len(todo) - waiting - papers
    late = sum(each.is_late(today()) for each in todo)
    said = ["Het vergeten van een leerling is nog niet klaar."] if begun else []
    said += [f"{words.count(waiting, 'verzoek wacht', 'verzoeken wachten')} op akkoord."] if waiting else []
    said += [f"{words.count(papers, 'inzage is', 'inzages zijn')} nog niet gegeven."] if papers else []
    said += [f"{words.count(pupils, 'leerling is', 'leerlingen zijn')} nog niet vergeten."] if pupils else []
    said += [f"{words.count(late, 'antwoord is', 'antwoorden zijn')} te laat."] if late else []
    return " ".join(said) or "Er wacht niets."


def about(request: Request) -> str:
    """`Inzage, leerling 1001, gevraagd ma 2 nov door fg@school.nl; antwoord uiterlijk wo 2 dec`."""
    asked = request.moment.astimezone().date()
    return (
        f"{KINDS[request.kind]}, leerling {request.student_id}, gevraagd {words.day(asked, year=True)} door {request.by}; "
        f"antwoord uiterlijk {words.day(request.answer_by, year=True)}"
    )


def late(request: Request) -> str:
    """That the parents should have had an answer; empty as long as that is in time."""
    return "De termijn van een maand is voorbij: antwoord de ouders nu." if request.is_late(today()) else ""


def goes(found: Goes) -> list[str]:
    """Whom it is about, and what goes."""
    return [
        f"{found.name}." if found.name else "Een naam is er niet: geen leerlingenlijst noemt deze leerling.",
        f"Weg gaan {words.count(found.rows, 'ingelezen rij', 'ingelezen rijen')} en "
        f"{words.count(found.notes, 'notitie', 'notities')}, alle cijfers over deze leerling, en de oudere versies van alles. "
        "Terug te draaien is dit niet; een volgende import slaat de leerling over. Reservekopieën buiten de werkmap "
        "veranderen niet.",
    ]


def against(found: Goes) -> list[str]:
    """What the school has to weigh first: what the law asks of it may go before."""
    said, running = [], found.unsaid + found.unanswered
    if found.enrolled:
        said.append(
            "Deze leerling staat nog ingeschreven. Verzuim bijhouden moet de school dan (Leerplichtwet), en ook nieuw verzuim "
            "komt hier niet meer in."
        )
    if running:
        said.append(
            f"Er {'loopt' if running == 1 else 'lopen'} {words.count(running, 'zaak', 'zaken')} bij leerplicht: "
            f"{words.number(found.unsaid, 0)} te melden of nog te beslissen, {words.number(found.unanswered, 0)} gemeld "
            "zonder antwoord. Wat een wet de school oplegt, hoeft zij niet te vergeten (AVG, artikel 17, derde lid)."
        )
    return said


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
            each.decided_by or None,
            each.decided_at.astimezone().date() if each.decided_at else None,
            each.reason or None,
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
        return "vergeten" if request.is_gone else "akkoord, nog niet vergeten"
    if request.outcome == "akkoord":
        return "vervallen, leerling vergeten" if request.is_gone else "akkoord, nog niet gegeven"
    if not request.outcome:
        return "vervallen, leerling vergeten" if request.is_gone else "wacht op akkoord"
    return request.outcome
