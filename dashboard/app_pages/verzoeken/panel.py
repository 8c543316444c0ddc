"""A form to ask, and the buttons beside a request that is not done."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import plain, saving
from dashboard.app_pages.verzoeken import doors, shapes
from dashboard.keeping import kept
from dashboard.saying import say
from pipelines.keeping.requests import CHANGED, LONGEST_REASON, Outcome, Request
from pipelines.store.pending import Pending

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


def begun(what: Pending) -> None:
    """That forgetting somebody is not done, and for who decides a button to finish it."""
    st.warning(
        "Het vergeten van een leerling is begonnen en nog niet klaar. Duurt dat langer dan enkele minuten, dan is het "
        "afgebroken: een deel is dan al weg. De rector van de school maakt het hier af."
    )
    if doors.may_finish(what) and st.button("Maak het af", key="maak-af", type="primary"):
        _forget(lambda progress: doors.finish(what, progress))


def still_open(request: Request) -> None:
    """One request, with what this viewer can do about it."""
    gives = doors.may_give(request)
    with st.container(border=True):
        st.markdown(plain.text(shapes.about(request)))
        late = shapes.late(request)
        if late:
            st.warning(late)
        if not gives:
            _waits(request)
        elif request.kind == "vergeten":
            _forgetting(request)
        else:
            _paper(request)
        if gives:
            _refusal(request)
        if doors.may_take_back(request) and _button("Trek in", request):
            _decide(request, "ingetrokken", "Ingetrokken.")


def _waits(request: Request) -> None:
    if not doors.has_approver(request):
        st.warning(
            "Voor deze school is er nu niemand die beslist. ICT zet een rector in de tabel op Toegang; wie de bestanden "
            "beheert, keurt de eerste goed met verzuimbeeld access approve."
        )
    elif not request.outcome:
        st.caption("De rector van de school beslist; wie vroeg, niet.")
    elif request.kind == "inzage":
        st.caption("Akkoord. De rector haalt het bestand hier op en geeft het aan de ouders.")
    else:
        st.caption("Akkoord. De rector verwijdert de leerling hier.")


def _paper(request: Request) -> None:
    if not request.outcome:
        st.caption("Na akkoord haalt u hier een bestand op met alles wat over deze leerling wordt bewaard.")
        if _button("Akkoord", request, primary=True):
            _decide(request, "akkoord", "Akkoord.")
        return
    with st.container(horizontal=True):
        saving.download(
            None,
            "Bestand voor de ouders",
            doors.paper(request),
            "inzage",
            f"inzage-{request.student_id}.zip",
            key=f"bestand-{request.id}",
            pupils=(request.student_id,),
            school=request.school,
            help="Alles wat over deze leerling wordt bewaard: een PDF en tabellen. Dat het is gemaakt, staat in het logboek.",
        )
        if _button("Aan de ouders gegeven", request):
            _decide(request, "gegeven", "Klaar.")


def _forgetting(request: Request) -> None:
    if not st.toggle("Bekijk wie het is en wat er weggaat", key=f"bekijk-{request.id}-{request.outcome}"):
        st.caption("Kijk eerst; dat u keek, komt in het logboek.")
        return
    problem = kept(lambda: _goes(request))
    if problem:
        st.error(plain.text(problem))
    elif not request.outcome:
        st.caption("Akkoord verwijdert nog niets: dat doet u daarna.")
        if _button("Akkoord", request, primary=True):
            _decide(request, "akkoord", "Akkoord. Verwijderd is er nog niets.")
    else:
        sure = st.checkbox("Dit is niet terug te draaien; ik weet het zeker", key=f"zeker-{request.id}")
        if _button("Vergeet deze leerling", request, primary=True, disabled=not sure):
            _forget(lambda progress: doors.forget_now(request, progress))


def _goes(request: Request) -> None:
    found = doors.what_goes(request)
    for said in shapes.goes(found):
        st.markdown(plain.text(said))
    for said in shapes.against(found):
        st.warning(said)


def _refusal(request: Request) -> None:
    with st.expander("Weigeren"), st.form(f"weigering-{request.id}", border=False):
        reason = st.text_input("Reden om te weigeren", max_chars=LONGEST_REASON, key=f"reden-{request.id}")
        refused = st.form_submit_button(
            "Weiger", key=f"weiger-{request.id}-{request.outcome}", on_click=_told, args=(request,)
        )
    if refused:
        _decide(request, "geweigerd", "Geweigerd. Laat de ouders weten waarom.", reason)


def _button(label: str, request: Request, primary: bool = False, disabled: bool = False) -> bool:
    """A button about a request as it was drawn: a click on one that is decided meanwhile is told, and does nothing."""
    return st.button(
        label,
        key=f"{label}-{request.id}-{request.outcome}",
        type="primary" if primary else "secondary",
        disabled=disabled,
        on_click=_told,
        args=(request,),
    )


def _told(request: Request) -> None:
    if doors.is_decided(request):
        st.error(f"{CHANGED.what} {CHANGED.remedy}")


def _decide(request: Request, outcome: Outcome, said: str, reason: str = "") -> None:
    _done(lambda: doors.decide(request, outcome, reason), said)


def _forget(work: Callable[[Callable[[float, str], object]], list[str]]) -> None:
    bar, still = st.progress(0.0, "Vergeten"), list[str]()
    problem = kept(lambda: still.extend(work(bar.progress)))
    bar.empty()
    if problem:
        st.error(plain.text(problem))
        return
    say(shapes.forgotten(still))
    st.rerun()


def _done(write: Callable[[], object], said: str) -> None:
    problem = kept(write)
    if problem:
        st.error(plain.text(problem))
        return
    say(said)
    st.rerun()
