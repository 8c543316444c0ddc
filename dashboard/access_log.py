"""Who did what on the pages, told to the log of the workspace (`pipelines/audit`): each page and choice once, not at each run."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import access, listing, plain, signed_in
from dashboard.lists import LISTS
from dashboard.view import View
from pipelines.audit.events import Actor, Event, Kind
from pipelines.audit.log import ask_who, record

# Who asks for a page where people sign in, and did not.
STRANGER = "niet ingelogd"


def who() -> Actor:
    """Who is looking in this run of a page; outside one (a command, another thread) nobody is signed in."""
    if get_script_run_ctx(suppress_warning=True) is None:
        return Actor()
    there = access.workspace()
    # Also who looks through the eyes of another is the one who looks.
    own = access.own_viewer(there)
    # Whose row went, or is not approved, is somebody all the same; without a name nothing passes unwritten either.
    person = own.person or (access.signs_in(there) and (signed_in.person() or STRANGER)) or ""
    return Actor(person, ", ".join(own.offices))


def note(
    event: Kind,
    *,
    person: str | None = None,
    role: str = "",
    school: str = "",
    pupils: tuple[str, ...] = (),
    count: int | None = None,
    what: str = "",
    chosen: str = "",
    sha256: str = "",
) -> str:
    """Writes down what is done, by who is looking or by another `person`; `pupils` are numbers, kept as HMAC only.

    Raises WorkspaceError when somebody is signed in and it cannot be written: then it may not be done. Else it gives the
    sentence that says so, empty when it was written.
    """
    told = Event(event, school, pupils, count, what, chosen, sha256)
    return record(access.folder(), told, actor=who() if person is None else Actor(person, role))


def opened(page: str, view: View | None) -> None:
    """Writes down that a page was opened, with the choices it was opened with, once until it is another or chosen anew.

    What cannot be written down keeps the page shut for who is signed in, and is said to anybody else.
    """
    ask_who(who)
    pick = listing.parse_pick(st.query_params.get("lijst", "")).kind
    parts = [_chosen(view) if view else "", f"lijst {pick}" if pick in LISTS else ""]
    _once("page", school=view.school if view else "", what=page, chosen="; ".join(filter(None, parts)))


def refused(page: str) -> None:
    """Writes down that somebody asked for a page that is not his or hers."""
    _once("refused", school="", what=page)


def pupil(view: View, student_id: str) -> None:
    """Writes down that somebody looks at a pupil, once until it is another pupil, page or choice."""
    _once("pupil", school=view.school, pupils=(student_id,))


def pupil_asked_about(school: str, student_id: str) -> None:
    """Writes down that somebody looks at whom a request of parents is about, once until it is another."""
    _once("pupil", school=school, pupils=(student_id,), what="verzoek")


def log_read(what: str, school: str = "", pupils: tuple[str, ...] = (), chosen: str = "") -> None:
    """Writes down that somebody reads the log: which part of it, about which pupil or person (`chosen`)."""
    _once("log_read", school=school, what=what, chosen=chosen, pupils=pupils)


def _chosen(view: View) -> str:
    """The choices of the sidebar, by klas and not by name."""
    chosen = view.selection
    parts = {
        "afdeling": chosen.afdelingen,
        "leerjaar": [str(year) for year in chosen.leerjaren],
        "klas": chosen.klassen,
        "mentor": chosen.mentors,
    }
    told = [f"{name} {', '.join(values)}" for name, values in parts.items() if values]
    return "; ".join([*told, f"peildatum {view.on}"])


@st.cache_resource(scope="session", show_spinner=False)
def _last() -> dict[str, tuple[object, ...]]:
    """What this session last wrote down, by kind."""
    return {}


def _once(event: Kind, *, school: str, what: str = "", chosen: str = "", pupils: tuple[str, ...] = ()) -> None:
    last, told = _last(), (str(access.folder()), who(), school, what, chosen, pupils)
    if last.get(event) == told:
        return
    problem = note(event, school=school, what=what, chosen=chosen, pupils=pupils)
    if problem:
        st.sidebar.warning(plain.text(problem))
        return
    last[event] = told
    if event == "page":
        last.pop("pupil", None)
