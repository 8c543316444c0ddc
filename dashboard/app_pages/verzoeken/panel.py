"""A form to ask, and the buttons beside a request that is not done."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import plain, saving
from dashboard.app_pages.verzoeken import doors, shapes
from dashboard.keeping import kept
from dashboard.saying import say
from pipelines.keeping.requests import Request

LONGEST_NUMBER = 40


def ask(schools: Mapping[str, str]) -> None:
    """The form of who asks for parents."""
    with st.form("verzoek", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        school = next(iter(schools))
        if len(schools) > 1:
            school = st.selectbox("School", list(schools), format_func=plain.shown(schools), key="verzoek-school")
        kind = st.segmented_control(
            "Wat",
            list(shapes.KINDS),
            default="inzage",
            required=True,
            format_func=plain.shown(shapes.KINDS),
            key="verzoek-wat",
        )
        number = st.text_input("Leerlingnummer", max_chars=LONGEST_NUMBER, key="verzoek-nummer", width=200)
        sent = st.form_submit_button("Vraag aan")
    if sent:
        _done(lambda: doors.ask(kind, school, number), "Gevraagd. De rector van de school beslist.")


def still_open(request: Request) -> None:
    """One request, with what this viewer can do about it."""
    with st.container(border=True):
        st.markdown(plain.text(shapes.about(request)))
        if not request.outcome:
            _decision(request)
        elif request.kind == "inzage":
            _paper(request)
        elif doors.may_give(request):
            _forgetting(request)


def _decision(request: Request) -> None:
    gives, takes_back = doors.may_give(request), doors.may_take_back(request)
    with st.container(horizontal=True):
        if gives and st.button("Akkoord", key=f"akkoord-{request.id}", type="primary"):
            _done(lambda: doors.decide(request, "akkoord"), "Akkoord.")
        if gives and st.button("Weiger", key=f"weiger-{request.id}"):
            _done(lambda: doors.decide(request, "geweigerd"), "Geweigerd.")
        if takes_back and st.button("Trek in", key=f"trek-in-{request.id}"):
            _done(lambda: doors.decide(request, "ingetrokken"), "Ingetrokken.")
    if not gives:
        st.caption("De rector van de school beslist; wie vroeg, niet.")


def _paper(request: Request) -> None:
    if not doors.may_give(request):
        st.caption("Akkoord. De rector haalt het bestand hier op en geeft het aan de ouders.")
        return
    saving.download(
        None,
        "Bestand voor de ouders",
        doors.paper(request),
        "inzage",
        f"inzage-{request.student_id}.zip",
        key=f"bestand-{request.id}",
        pupils=(request.student_id,),
        help="Alles wat over deze leerling wordt bewaard: een PDF en tabellen. Dat het is gemaakt, staat in het logboek.",
    )


def _forgetting(request: Request) -> None:
    sure = st.checkbox("Dit is niet terug te draaien; ik weet het zeker", key=f"zeker-{request.id}")
    if not st.button("Vergeet deze leerling", key=f"vergeet-{request.id}", disabled=not sure):
        return
    bar, still = st.progress(0.0, "Vergeten"), list[str]()
    problem = kept(lambda: still.extend(doors.forget_now(request, bar.progress)))
    bar.empty()
    if problem:
        st.error(problem)
        return
    say(shapes.forgotten(still))
    st.rerun()


def _done(write: Callable[[], object], said: str) -> None:
    problem = kept(write)
    if problem:
        st.error(problem)
        return
    say(said)
    st.rerun()
