"""What is left to do for a new school, in order, each with the page where it is done."""

from dataclasses import dataclass

import streamlit as st

from dashboard import access, filters, navigation, plain, words
from dashboard.law import norm_name
from dashboard.school import opened
from pipelines.questions import quality

# The steps after the second one need data.
FIRST_WITH_DATA = 2
UNMAPPED = "onbekend_code"


@dataclass(frozen=True)
class Step:
    """One step: what it is, what is known of it, whether it is done, and the page (with its choices) that does it."""

    title: str
    said: str
    done: bool
    page: str
    named: dict[str, str]


def steps(school: str) -> list[Step]:
    """The steps after the questions, for one school."""
    there = access.workspace().school(school)
    view = filters.view() if filters.has_data() else None
    view = view if view and view.school == school else None
    codes = quality.codes(opened(view), view.viewer.for_data(), view.on, view.school) if view else None
    unknown = codes.filter(codes["category"] == UNMAPPED)["code"].n_unique() if codes is not None else 0
    asked = words.count(unknown, "code heeft", "codes hebben")
    return [
        Step("De school", f"{there.name}, regio {there.region}, protocol {there.protocol}.", True, "instellingen", {}),
        Step(
            "Bestanden inlezen",
            f"Ingelezen tot en met {words.day(view.last, year=True)}."
            if view
            else "Een export met verzuim en een leerlingenlijst.",
            view is not None,
            "inlezen",
            {},
        ),
        Step(
            "Codes",
            f"{asked} nog geen betekenis."
            if unknown
            else "Elke ingelezen code heeft een betekenis."
            if view
            else "Na het inlezen.",
            view is not None and not unknown,
            "instellingen",
            {"deel": "Codes"},
        ),
        Step(
            "Afdelingen",
            f"{words.count(len(there.afdeling), 'afdeling', 'afdelingen')}."
            if there.afdeling
            else "Voorgesteld uit de klassen.",
            bool(there.afdeling),
            "instellingen",
            {"deel": "Afdelingen"},
        ),
        Step("De eerste lijst", f"Wie de {norm_name()} nadert of eroverheen is.", False, "leerplicht", {}),
    ]


def draw(school: str) -> None:
    """Every step with a sign, words and a button; the first that is open is the one to press."""
    found = steps(school)
    first = next((step for step in found if not step.done), found[-1])
    for number, step in enumerate(found, 1):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            sign = "✓" if step.done else f"{number} →" if step is first else str(number)
            st.markdown(f"**{plain.text(sign)} {plain.text(step.title)}**  \n{plain.text(step.said)}")
            blocked = number > FIRST_WITH_DATA and not found[1].done
            if st.button(step.title, key=f"stap-{number}", disabled=blocked):
                navigation.open_page(step.page, **step.named)
