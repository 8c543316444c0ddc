"""What actions cost in hours, by an assumption that is said wherever they stand, and figures of DUO to lay reports beside."""

import streamlit as st

from dashboard import access, law, plain, words
from dashboard.school import settings
from dashboard.view import View
from protocols import national
from protocols.settings_page import on_page

# The row that counts what DUO counts.
NORM = national.LAW


def hours(actions: float, minutes: int) -> str:
    """So many actions in hours."""
    return words.rate(actions * minutes / 60, 1)


def minutes(view: View) -> int:
    """What one action takes: as the school says, else our assumption."""
    return access.workspace().school(view.school).task_minutes or int(settings(view)["task_minutes"])


def assumed(view: View) -> str:
    """On what the hours rest."""
    own = access.workspace().school(view.school).task_minutes
    whose = "van de school" if own else "van het programma"
    return (
        f"Uren rekenen met {words.count(minutes(view), 'minuut', 'minuten')} per actie: een aanname {whose}, niet gemeten. Te "
        f"wijzigen {on_page('Algemeen', 'task_minutes')}."
    )


def draw_references(view: View, pupils: int, to: int = 1) -> None:
    """The school's figures of DUO, and how many pupils that would be here, to the nearest `to`; nothing without any."""
    rows = [
        f"{'Regio' if each.area == 'regio' else 'Nederland'} {each.year}: {words.number(each.reported_per_100, 3)} per 100 "
        f"leerlingen; hier zouden dat er {words.number(to * round(each.reported_per_100 * pupils / 100 / to), 0)} zijn. Bron: "
        f"{each.source}"
        for each in access.workspace().school(view.school).reference
    ]
    if not rows:
        return
    st.markdown(f"**Gemelde leerlingen volgens DUO**, in een heel schooljaar\n\n{plain.bullets(rows)}")
    st.caption(
        f"Te leggen naast {NORM}, en ook dan niet helemaal gelijk: die rij telt wie {law.hours()} haalde tot en met de "
        "peildatum, DUO wie daarvoor is gemeld in een heel jaar. De andere protocollen melden ook om iets anders."
    )
