"""Onverklaard as it is read: pupils with absence of unknown reason, how old it is, and what it becomes and when."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from dashboard import words
from pipelines.notes.contacts import labels

COLUMNS: dict[str, type[pl.DataType]] = {
    "nummer": pl.String,
    "Leerling": pl.String,
    "Klas": pl.String,
    # On a small screen the button stands beside the name.
    "bel": pl.String,
    "Gebeld op": pl.String,
    "Dagen oud": pl.Int64,
    "Lesuren": pl.Int64,
    "Wanneer": pl.String,
    "Wordt": pl.String,
    "Laatste contact": pl.String,
    "Oudste": pl.Date,
    "Mentor": pl.String,
}
CALL, CALLED = "telefoon_ouders", "Gebeld"
RECENT, ALL = "Vandaag en gisteren", "Alles wat nog openstaat"
NOBODY = "Van vandaag en gisteren is alles verklaard."
NOTHING = "Er staat dit schooljaar niets open zonder bekende reden."
EXPLAINED = (
    "Vandaag en gisteren zijn de laatste schooldagen waarover gegevens zijn ingelezen.",
    "Een reden verandert u in Magister (of een ander leerlingvolgsysteem); hier is dat te zien na de volgende keer inlezen.",
    "Wat onbekend verzuim wordt en wanneer, zegt het protocol dat van kracht is.",
    "Dagen oud: schooldagen sinds de oudste.",
    "Gebeld: legt vast dat u vandaag met de ouders belde.",
)


def unexplained(rows: pl.DataFrame, contacts: pl.DataFrame, on: date, recent: bool) -> pl.DataFrame:
    """One row per pupil, the oldest first and of one age the most hours; `recent`: only those of the last school days.

    Lesuren is null when no day of the pupil tells how many lesson hours it was. Gebeld op is the last call home since
    the oldest of these days, Laatste contact of any kind and day. Contacts of care are none of this page.
    """
    chosen = rows.filter(pl.col("is_recent")) if recent else rows
    spoken: dict[str, list[dict[str, Any]]] = {}
    about_absence = contacts.filter(pl.col("side") == "absence").select("student_id", "contact_on", "kind")
    for contact in about_absence.iter_rows(named=True):
        spoken.setdefault(contact["student_id"], []).append(contact)
    records = [
        _pupil(days.to_dicts(), spoken.get(student, []), on)
        for (_, student), days in chosen.group_by("school", "student_id", maintain_order=True)
    ]
    found = pl.DataFrame(records, schema=COLUMNS, orient="row")
    return found.sort("Dagen oud", "Lesuren", descending=True, nulls_last=True, maintain_order=True)


def _pupil(days: Sequence[Mapping[str, Any]], spoken: Sequence[Mapping[str, Any]], on: date) -> dict[str, Any]:
    oldest = days[0]
    known = [len(day["lesson_hours"]) for day in days if day["lesson_hours"]]
    # Contacts come newest first.
    calls = [c["contact_on"] for c in spoken if c["kind"] == CALL and c["contact_on"] >= oldest["date"]]
    return {
        "nummer": oldest["student_id"],
        "Leerling": oldest["name"],
        "Klas": oldest["klas"],
        "Dagen oud": oldest["age_school_days"],
        "Lesuren": sum(known) if known else None,
        "Wanneer": "; ".join(_day(day) for day in reversed(days)),
        "Wordt": becomes(oldest, on),
        "Gebeld op": words.day(calls[0]) if calls else "nog niet",
        "bel": CALLED,
        "Laatste contact": _contact(spoken[0]) if spoken else None,
        "Oudste": oldest["date"],
        "Mentor": oldest["mentor"],
    }


def _contact(contact: Mapping[str, Any]) -> str:
    return f"{words.day(contact['contact_on'])}: {labels().get(contact['kind'], contact['kind'])}"


def _day(day: Mapping[str, Any]) -> str:
    hours = [str(hour) for hour in day["lesson_hours"]]
    which = f"{'uur' if len(hours) == 1 else 'uren'} {words.listed(hours)}" if hours else "hele dag"
    return f"{words.day(day['date'])} {which}"


def becomes(day: Mapping[str, Any], on: date) -> str:
    """What absence without a reason is by the protocol in force, and from when."""
    until: date | None = day["explain_until"]
    if until is not None:
        if until < on:
            return f"ongeoorloofd: de termijn liep t/m {words.day(until)}"
        return f"ongeoorloofd als er t/m {words.day(until)} geen reden is"
    if day["unknown_counts"]:
        return "telt nu mee als ongeoorloofd"
    return "telt niet mee tot het beoordeeld is"


def answer(frame: pl.DataFrame, recent: bool) -> str:
    """The sentence above the list; it counts exactly the rows of the list."""
    if frame.is_empty():
        return NOBODY if recent else NOTHING
    hours = int(frame["Lesuren"].sum())
    pupils = words.count(frame.height, "leerling heeft", "leerlingen hebben")
    about = words.count(hours, "lesuur", "lesuren") if hours else "hele dagen"
    when = "van vandaag en gisteren" if recent else "van dit schooljaar"
    uncalled = frame.filter(pl.col("Gebeld op") == "nog niet").height
    text = f"{pupils} {about} {when} zonder bekende reden"
    return f"{text}; over {words.number(uncalled, 0)} is nog niet naar huis gebeld." if uncalled else f"{text}."
