"""Which protocol is in force: a form that puts another one in force, the list of what was, and the way back."""

from collections.abc import Callable
from datetime import date

import streamlit as st

from dashboard import access, components, plain
from dashboard.building import building
from dashboard.in_force import doors
from dashboard.saying import say
from dashboard.variants import catalogue
from dashboard.variants.catalogue import Variant
from dashboard.view import View
from pipelines.errors import UsageError, WorkspaceError
from pipelines.models.rebuild import rebuild
from pipelines.notes.notes import LONGEST_INITIALS, checked_initials
from pipelines.settings.in_force import adopt, undo
from pipelines.store.part import part_of
from pipelines.store.workspace import private_umask
from protocols.errors import VerzuimbeeldError

Progress = Callable[[float, str], object]
NO_RIGHT = "Alleen wie alle rechten heeft op deze school, kan een protocol vaststellen of terugdraaien."


def put_in_force(view: View, protocol: str, initials: str, today: date, progress: Progress) -> None:
    """Makes a protocol or saved draft the one of the school and builds the figures again. Raises VerzuimbeeldError."""
    by = _decider(view, initials)
    adopt(access.workspace(), protocol, view.school, by, today)
    _build(view, progress)


def take_back(view: View, initials: str, today: date, progress: Progress) -> None:
    """Goes back to what was in force before and builds the figures again. Raises VerzuimbeeldError."""
    by = _decider(view, initials)
    undo(access.workspace(), view.school, by, today)
    _build(view, progress)


def _build(view: View, progress: Progress) -> None:
    """Builds the figures anew; whoever reads that this failed also has to know that the decision stands."""
    try:
        rebuild(part_of(access.workspace(), view.school), building(progress))
    except VerzuimbeeldError as error:
        raise WorkspaceError(
            f"Het besluit staat, maar de cijfers zijn nog niet opgebouwd. {error.what}", error.remedy
        ) from error


def _decider(view: View, initials: str) -> str:
    if not access.may_decide(view.viewer, view.school):
        raise UsageError("U mag geen protocol vaststellen.", "Vraag iemand met alle rechten op deze school.")
    private_umask()
    # Who signed in signs with initials of his or her own; who looks through the eyes of another has none.
    return checked_initials(view.viewer.initials if view.viewer.offices else initials)


def form(view: View, picked: Variant, effect: str = "") -> None:
    """Asks once, with what will change: from which protocol to which, and what that does (`effect`)."""
    now = doors.standing(view).now
    with st.form(f"vaststellen-{picked.text}"):
        st.markdown("**Vaststellen als geldend protocol**")
        st.markdown(plain.bullets([f"van: {now}", f"naar: {catalogue.name(picked)}", *filter(None, [effect])]))
        st.caption(
            "Daarna meten alle pagina's hiermee. Vinkjes en notities blijven bewaard. Het komt met uw paraaf in het "
            "logboek en is terug te draaien op de pagina Protocollen."
        )
        initials, sent = _signed(view, f"besluit-{picked.text}", "Stel vast: geldt vanaf nu")
    if sent:
        _decide(
            lambda progress: put_in_force(view, picked.text, initials, date.today(), progress),
            f"{picked.text} is nu het geldende protocol.",
        )


def draw(view: View, shown: str) -> None:
    """What is in force and since when, the way back, and the form for the protocol that is shown."""
    found = doors.standing(view)
    components.plain_table(found.history, "Welk protocol gold vanaf wanneer, het nieuwste bovenaan.")
    if found.before and st.toggle("Draai het laatste besluit terug", key="terug"):
        with st.form("terugdraaien"):
            effect = doors.effect(view, found.before)
            st.markdown(plain.bullets([f"van: {found.now}", f"terug naar: {found.before}", *filter(None, [effect])]))
            initials, sent = _signed(view, "terug-paraaf", "Draai terug: geldt vanaf nu")
        if sent:
            _decide(
                lambda progress: take_back(view, initials, date.today(), progress),
                f"{found.before} is weer het geldende protocol.",
            )
    choices = {each.text: each for each in catalogue.choices(view)}
    if shown in choices and shown != found.now and st.toggle("Stel het getoonde protocol vast", key="vast"):
        form(view, choices[shown], doors.effect(view, shown))


def _signed(view: View, key: str, label: str) -> tuple[str, bool]:
    """The initials of whoever decides, and whether the button was pressed."""
    allowed = access.may_decide(view.viewer, view.school)
    if not allowed:
        st.caption(NO_RIGHT)
    initials = view.viewer.initials
    if not view.viewer.offices:
        initials = st.text_input("Paraaf van wie dit besluit", max_chars=LONGEST_INITIALS, key=key)
    return initials, st.form_submit_button(label, disabled=not allowed)


def _decide(step: Callable[[Progress], None], done: str) -> None:
    bar = st.progress(0.0, "Vaststellen")
    try:
        step(bar.progress)
    except VerzuimbeeldError as error:
        bar.empty()
        st.error(f"{error.what} {error.remedy}")
        return
    say(done)
    st.rerun()
