"""The parts of Instellingen with one value per key: the school itself, and how long data are to be kept."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard import access, plain
from dashboard.app_pages.instellingen import saving
from dashboard.app_pages.instellingen.fields import Field, Slots, by_key, drawn
from dashboard.app_pages.instellingen.subject import Subject
from dashboard.law import norm_name, weeks
from dashboard.retention import due_line
from pipelines.settings.edit import with_table, with_values
from pipelines.settings.terms import default_terms

LESSONS = "lessons_per_week"
LEERJAREN = ("1", "2", "3", "4", "5", "6")
GENERAL = by_key(
    Field("name", "Naam van de school", "text"),
    Field(
        "region",
        "Vakantieregio",
        "choice",
        options={"noord": "Noord", "midden": "Midden", "zuid": "Zuid"},
        help="De vakanties van de regio gelden, behalve waar de school eigen vakanties heeft.",
    ),
    Field(
        LESSONS,
        "Lesuren per week",
        "number",
        help="Per leerling. Telt waar geen rooster is ingelezen: voor percentages en voor hele dagen.",
    ),
    Field(
        "lesson_minutes",
        "Minuten per les",
        "number",
        help="Leeg: zoals het protocol zegt. Nodig als een uur een klokuur is.",
    ),
    Field(
        "hour_unit",
        f"Wat een uur van de {norm_name()} is",
        "choice",
        options={"lesuur": "een lesuur", "klokuur": "een klokuur"},
        otherwise="lesuur",
    ),
    Field(
        "default_term_days",
        "Schooldagen voor een taak zonder termijn",
        "number",
        help="Voor taken waarvoor het protocol zelf geen termijn noemt. Leeg: zoals het programma.",
    ),
    Field(
        "task_minutes",
        "Minuten per actie",
        "number",
        help="Een aanname, waarmee Protocollen vergelijken acties in uren zegt. Leeg: zoals het programma.",
    ),
    Field(
        "norm_crosses_summer",
        f"De {norm_name()} loopt door over de zomer",
        "yes",
        help=f"De {weeks()} ervan, dus die voor en na de zomer achter elkaar.",
        otherwise=True,
    ),
)
PER_YEAR = {year: Field(year, f"Leerjaar {year}", "number") for year in LEERJAREN}
USUAL = default_terms()
RETENTION = by_key(
    Field(
        "left_years",
        "Schooljaren na vertrek van een leerling",
        "number",
        help=f"Vanaf het einde van het schooljaar van vertrek. Leeg: {USUAL['left_years']}.",
    ),
    Field(
        "registrations_years",
        "Schooljaren met registraties van leerlingen",
        "number",
        help="Het lopende schooljaar telt mee; nooit meer dan één jaar langer dan de termijn na vertrek, want van oudere jaren "
        f"zijn niet alle leerlingen er nog. Leeg: {USUAL['registrations_years']}.",
    ),
    Field(
        "care_months",
        "Maanden dat zorgnotities blijven",
        "number",
        help=f"Na het contact, de geplande evaluatie of de afsluiting. Leeg: {USUAL['care_months']}.",
    ),
    Field(
        "log_years",
        "Jaren dat het logboek blijft",
        "number",
        help=f"Ingevuld verwijdert elke import oudere regels; leeg: {USUAL['log_years']}, bij het opschonen.",
    ),
)


def lessons(answer: int | None, per_year: Mapping[str, int | None]) -> int | dict[str, int] | None:
    """One number for all leerjaren, or one for each where one of them differs."""
    named = {year: number for year, number in per_year.items() if number is not None}
    if not named:
        return answer
    return named if answer is None else dict.fromkeys(LEERJAREN, answer) | named


def school(about: Subject) -> None:
    """The school itself: name, region, and how hours are counted."""
    table = about.own.get(LESSONS)
    per_year = table if isinstance(table, dict) else {}
    before = about.own | {LESSONS: None if per_year else table}
    with st.form("algemeen"):
        left, right = st.columns(2)
        names = list(GENERAL)
        with left:
            answers, slots = drawn({name: GENERAL[name] for name in names[:4]}, before, f"algemeen-{about.seen}")
        with right:
            more, below = drawn({name: GENERAL[name] for name in names[4:]}, before, f"algemeen-{about.seen}")
        st.caption("Lesuren per week van een leerjaar, waar die anders zijn:")
        years: dict[str, Any] = {}
        year_slots: Slots = {}
        for place, (year, field) in zip(st.columns(len(PER_YEAR)), PER_YEAR.items(), strict=True):
            with place:
                answer, slot = drawn({year: field}, per_year, f"lessen-{about.seen}")
            years |= answer
            year_slots |= slot
        sent = saving.button("Bewaren", about.seen, "algemeen")
    st.caption(f"De korte naam is {about.school.id}; daar hangen de ingelezen gegevens aan, dus die blijft.")
    if sent:
        answers |= more
        answers[LESSONS] = lessons(answers[LESSONS], years)
        _store(about, "Algemeen", GENERAL, about.own, answers, slots | below | year_slots, GENERAL | PER_YEAR)


def retention(about: Subject) -> None:
    """How long data are to be kept, for all schools of the workspace."""
    st.caption(
        "Voor alle scholen van deze werkmap. Wat ouder is, verdwijnt bij het opschonen, na akkoord van de rector; de weekcijfers "
        "van eerdere jaren blijven. Zo lang blijft iets ook als u hier niets invult."
    )
    if line := due_line(access.workspace()):
        st.info(plain.text(line))
    with st.form("bewaren"):
        answers, slots = drawn(RETENTION, about.retention, f"bewaren-{about.seen}")
        sent = saving.button("Bewaren", about.seen, "bewaren")
    if sent:
        values = saving.changed(RETENTION, about.retention, answers)
        what = saving.in_words(RETENTION, about.retention, values)

        def edit(text: str, path: Path) -> str:
            return with_table(text, path, "retention", values)

        saving.store(about.school.id, "Bewaartermijnen", what, about.seen, edit, slots, RETENTION)


def _store(
    about: Subject,
    part: str,
    fields: Mapping[str, Field],
    before: Mapping[str, Any],
    answers: Mapping[str, Any],
    slots: Slots,
    named: Mapping[str, Field],
) -> None:
    values = saving.changed(fields, before, answers)
    what = saving.in_words(fields, before, values)

    def edit(text: str, path: Path) -> str:
        return with_values(text, path, about.school.id, values)

    saving.store(about.school.id, part, what, about.seen, edit, slots, named)
