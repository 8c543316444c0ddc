"""Pages that somebody saved with their choices: a button in the sidebar to save one, and the list of them on Overzicht."""

from functools import partial
from urllib.parse import parse_qs, urlencode

import streamlit as st

from dashboard import access, navigation, saying, school
from dashboard.keeping import answer, kept
from dashboard.looking_as import KEY as ALS
from dashboard.view import View
from pipelines.notes import saved_views

# Pages with one pupil or about people, and those on which nothing is chosen.
NEVER = frozenset({"leerling", "brief", "verzoeken", "logboek", "toegang", "inlezen", "instellingen", "nieuwe-school"})
# What names a pupil, or the person through whose eyes one looks, is not saved.
LEFT_OUT = frozenset({"leerling", navigation.TICKED, ALS})


def button(page: str, view: View) -> None:
    """Draws in the sidebar the button that saves the page with its choices, where that may be saved."""
    if page not in NEVER and access.looks_with_own_eyes():
        st.sidebar.button(
            "Bewaar deze keuzes",
            key="bewaar",
            type="tertiary",
            icon=":material/bookmark:",
            on_click=_ask,
            args=(page, view),
        )


@st.dialog("Bewaar deze keuzes")
def _ask(page: str, view: View) -> None:
    st.caption(
        "De pagina met haar keuzes, onder een naam; u vindt haar terug op Overzicht. Een collega mailt u het adres van de "
        "pagina zelf: wie dat opent, ziet alleen wat hij of zij mag zien."
    )
    name = st.text_input("Naam", max_chars=saved_views.LONGEST_NAME, key="bewaar-naam")
    if st.button("Bewaar", key="bewaar-nu", type="primary"):
        choices = urlencode(
            {key: st.query_params.get_all(key) for key in st.query_params if key not in LEFT_OUT}, doseq=True
        )
        write = partial(saved_views.save_view, access.workspace(), _whose(view), name, page, choices, _pupils(view))
        _answer(kept(write), "Bewaard.")


def draw(view: View) -> None:
    """Draws the saved pages as buttons, with a way to rename or remove one; nothing as long as there are none."""
    if not access.looks_with_own_eyes():
        return
    rows = saved_views.saved_views(access.workspace(), _whose(view)).to_dicts()
    if not rows:
        return
    st.subheader("Bewaard", anchor=False)
    with st.container(horizontal=True):
        for row in rows:
            if st.button(row["name"], key=f"bewaard-{row['saved_view']}"):
                navigation.open_saved(row["page"], parse_qs(row["choices"]))
        st.button("Wijzig", key="bewaard-wijzig", type="tertiary", on_click=_change, args=(view,))


@st.dialog("Bewaarde keuzes wijzigen")
def _change(view: View) -> None:
    whose, there = _whose(view), access.workspace()
    names = dict(saved_views.saved_views(there, whose).select("saved_view", "name").iter_rows())
    number = st.selectbox("Welke", list(names), format_func=names.__getitem__, key="bewaard-welke")
    name = st.text_input("Nieuwe naam", max_chars=saved_views.LONGEST_NAME, key="bewaard-nieuw")
    with st.container(horizontal=True):
        if st.button("Hernoem", key="bewaard-hernoem", disabled=number is None):
            _answer(kept(partial(saved_views.rename_view, there, whose, number, name, _pupils(view))), "Hernoemd.")
        if st.button("Verwijder", key="bewaard-weg", disabled=number is None):
            _answer(kept(partial(saved_views.remove_view, there, whose, number)), "Verwijderd.")


def _answer(problem: str, done: str) -> None:
    if not problem:
        saying.say(done)
    answer(problem)


def _pupils(view: View) -> list[str]:
    """What names a pupil of the viewer: the number and the whole name."""
    return [text for number, row in school.students(view).items() for text in (number, str(row["name"]))]


def _whose(view: View) -> saved_views.Whose:
    return saved_views.Whose(access.own_viewer(access.workspace()).person, view.school)
