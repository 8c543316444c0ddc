"""Which figures a page shows: those of the own pupils as they are, or those of the whole school, rounded."""

from dataclasses import replace

import streamlit as st

from dashboard import plain, words
from dashboard.doors import door
from dashboard.rounded.week_end import week_end
from dashboard.school import opened, settings
from dashboard.view import View
from pipelines.viewer import EVERYTHING, Selection

OWN, SCHOOL = "eigen", "school"
REACH = {OWN: "mijn leerlingen", SCHOOL: "hele school, afgerond"}


def asked(view: View) -> View | None:
    """The view of the rounded figures of a school; None for the figures of the own pupils as they are.

    Who sees every pupil gets no rounded figures, who sees none gets no others, and who sees a part of the school chooses.
    """
    wide = view.viewer.for_figures()
    if view.viewer.sees_whole(view.school) or not wide.sees_whole(view.school):
        return None
    if alone := only_figures(view):
        return alone
    reach = st.segmented_control(
        "Waarover",
        list(REACH),
        default=OWN,
        required=True,
        format_func=lambda key: plain.text(REACH[key]),
        key="waarover",
        bind="query-params",
        help="In de rest van de school ziet u geen namen: die cijfers zijn afgerond.",
    )
    if reach == OWN:
        return None
    if view.selection != EVERYTHING:
        st.info("De keuzes in de zijbalk gelden hier niet: dit gaat over de hele school.")
    return replace(view.choosing(EVERYTHING), viewer=wide)


def only_figures(view: View) -> View | None:
    """The view of the rounded figures of a school for who sees no pupil of it; None for anybody else."""
    wide = view.viewer.for_figures()
    if view.viewer.schools or not wide.sees_whole(view.school):
        return None
    return replace(view.choosing(Selection(afdelingen=view.selection.afdelingen)), viewer=wide)


@door()
def whole_weeks(view: View) -> View:
    """The same view on the last day of the last whole school week: two days of one week would tell of one day."""
    return week_end(opened(view), view)


def why(view: View) -> str:
    """That figures are rounded, up to when, how, and what for; `view` as `whole_weeks` gives it."""
    least = words.number(settings(view)["small_group"], 0)
    return (
        f"Afgerond, tot en met {words.day(view.on, year=True)}, het einde van de laatste hele schoolweek: u ziet deze "
        "leerlingen niet bij naam, en uit een klein getal is iemand te herkennen. Per afdeling staat een aantal van minder "
        f"dan {least} er niet precies, en is een ander afgerond op {least}; elk totaal is de som daarvan. Zo is ook door "
        "aftrekken niemand te vinden. In het MT-rapport staan dezelfde cijfers."
    )
