"""The sidebar: school, afdeling, leerjaar, klas, mentor and peildatum, kept in the URL and from page to page."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import streamlit as st
from streamlit.errors import StreamlitAPIException

from dashboard import access, plain, school, words
from dashboard.listing import said
from dashboard.view import View
from pipelines.viewer import EVERYTHING, Selection

KEYS = ("school", "peildatum", "afdeling", "leerjaar", "klas", "mentor")


def _schools() -> tuple[dict[str, Any], ...]:
    return school.in_sight(access.workspace(), access.viewer(access.workspace())).schools


def _base(schools: Sequence[Mapping[str, Any]]) -> View:
    """School (one of these, of which there are some) and day as chosen so far, nothing else."""
    by_id = {row["school"]: row for row in schools}
    own = by_id.get(st.session_state.get("school", ""), schools[0])
    on = st.session_state.get("peildatum")
    in_range = isinstance(on, date) and own["first_date"] <= on <= own["last_date"]
    return View(
        snapshot=own["snapshot"],
        # The pages show one school at a time, so no query of theirs needs to see another.
        viewer=access.viewer(access.workspace()).within(own["school"]),
        selection=EVERYTHING,
        school=own["school"],
        protocol=own["protocol"],
        on=on if isinstance(on, date) and in_range else own["last_date"],
        first=own["first_date"],
        last=own["last_date"],
    )


def view() -> View:
    """What the sidebar asks for in this rerun; call it after `draw`."""
    schools = _schools()
    if not schools:
        raise RuntimeError("a page ran without a school")
    return _base(schools).choosing(
        Selection(
            afdelingen=tuple(st.session_state.get("afdeling", [])),
            leerjaren=tuple(int(year) for year in st.session_state.get("leerjaar", [])),
            klassen=tuple(st.session_state.get("klas", [])),
            mentors=tuple(st.session_state.get("mentor", [])),
        )
    )


def in_address() -> dict[str, list[str]]:
    """The choices of the sidebar as they stand in the URL, to take along to another page."""
    return {key: st.query_params.get_all(key) for key in KEYS if key in st.query_params}


def has_data() -> bool:
    """Whether there is a view at all: a school that the viewer may see, with registrations."""
    return bool(_schools())


def draw(begins: Callable[[View], Collection[str]] | None = None, changed: Callable[[], None] | None = None) -> bool:
    """Draws the filters, and above the page what of a link is not there; false when there is nothing to see.

    `begins` gives the afdelingen that are chosen before somebody, or a link, has chosen anything; `changed` is called when
    somebody chooses afdelingen.
    """
    seen = school.in_sight(access.workspace(), access.viewer(access.workspace()))
    schools = seen.schools
    if not schools:
        return False
    for missing, error in seen.missing.items():
        st.warning(f"School {plain.text(missing)} is nu niet te zien. {plain.text(f'{error.what} {error.remedy}')}")
    gone = _gone("school", {row["name"] for row in schools}, "school")
    with st.sidebar:
        if len(schools) > 1:
            names = {row["school"]: row["name"] for row in schools}
            st.selectbox("School", list(names), format_func=plain.shown(names), key="school", bind="query-params")
        else:
            st.markdown(f"**{plain.text(schools[0]['name'])}**")
        base = _base(schools)
        gone += _gone_day(base)
        st.date_input(
            "Peildatum",
            value=base.last,
            min_value=base.first,
            max_value=base.last,
            format="DD-MM-YYYY",
            key="peildatum",
            bind="query-params",
            help="Alle cijfers gelden op deze dag: wat later is geregistreerd, telt niet mee.",
        )
        # The day may be another by now.
        gone += _draw_parts(_base(schools), begins, changed)
    if gone:
        st.warning(
            f"Uit deze koppeling vervalt wat er binnen de overige keuzes niet (meer) is: {words.listed(gone)}. De pagina "
            "toont dus iets anders dan de koppeling bedoelde."
        )
    return True


def _gone(key: str, known: Collection[str], word: str) -> list[str]:
    """What the URL asks of a filter (as shown) that is not there; the widget, once drawn, takes it out of the URL."""
    return [f"{word} {said(each)}" for each in st.query_params.get_all(key) if each not in known]


def _gone_day(base: View) -> list[str]:
    days = st.query_params.get_all("peildatum")
    # A day that is written otherwise than ISO compares as no day of the data.
    return [f"peildatum {said(day)}" for day in days if not str(base.first) <= day <= str(base.last)]


def _draw_parts(
    base: View, begins: Callable[[View], Collection[str]] | None, changed: Callable[[], None] | None
) -> list[str]:
    parts = school.parts(base)
    if parts.is_empty() and base.viewer.for_figures().sees_whole(base.school):
        # Who sees figures and no pupil chooses an afdeling, and no klas or mentor.
        figures = school.parts(replace(base, viewer=base.viewer.for_figures()))
        parts = figures.with_columns(
            pl.lit(None).alias("klas"), pl.lit(None).alias("mentor"), pl.lit(None).alias("leerjaar")
        )
    names = dict(zip(parts["afdeling"], parts["name"], strict=True))
    gone = _gone("afdeling", names.values(), "afdeling")
    if begins and "afdeling" not in st.session_state and not st.query_params:
        st.session_state["afdeling"] = [part for part in begins(base) if part in names]
    afdelingen = _chosen("Afdeling", list(names), "Alle afdelingen", plain.shown(names), changed)
    if afdelingen:
        parts = parts.filter(parts["afdeling"].is_in(afdelingen))
    years = [str(year) for year in sorted(parts["leerjaar"].drop_nulls().unique().to_list())]
    gone += _gone("leerjaar", years, "leerjaar")
    leerjaren = _chosen("Leerjaar", years, "Alle leerjaren")
    if leerjaren:
        parts = parts.filter(parts["leerjaar"].is_in([int(year) for year in leerjaren]))
    klassen = sorted(parts["klas"].drop_nulls().unique().to_list())
    gone += _gone("klas", klassen, "klas")
    chosen = _chosen("Klas", klassen, "Alle klassen")
    if chosen:
        parts = parts.filter(parts["klas"].is_in(chosen))
    mentors = sorted(parts["mentor"].drop_nulls().unique().to_list())
    gone += _gone("mentor", mentors, "mentor")
    _chosen("Mentor", mentors, "Alle mentoren")
    return gone


def _chosen(
    label: str,
    options: list[str],
    every: str,
    shown: Callable[[str], str] = plain.visible,
    changed: Callable[[], None] | None = None,
) -> list[str]:
    """A filter of some parts of the school, none chosen for all of them; not drawn where there is nothing to choose."""
    key = label.lower()
    if not options:
        # A filter that was drawn the run before still has the key; it goes with it.
        with suppress(StreamlitAPIException):
            st.query_params[key] = []
        return []
    return st.multiselect(
        label,
        options,
        format_func=shown,
        key=key,
        bind="query-params",
        placeholder=every,
        on_change=changed,
        select_all=False,
    )


def offer_newest_day(view: View) -> None:
    """A button to the newest day of the data: after an import the peildatum still is the one chosen before."""
    if view.on < view.last:
        st.button(f"Peildatum naar {words.day(view.last, year=True)}", on_click=_look_at, args=(view.last,))


def _look_at(on: date) -> None:
    st.session_state["peildatum"] = on


def role_choice(label: str, roles: Collection[str], known: Collection[str], key: str) -> str:
    """A choice of one of the roles by one click, kept in the URL and for the session; empty when none is chosen.

    A role that was chosen stays on offer when it has nothing to do any more, as long as it is `known` at all.
    """
    linked = str(st.session_state.get(f"{key}-keuze") or st.query_params.get(key) or "")
    chosen = st.pills(
        label,
        sorted({*roles, *({linked} & set(known))}),
        default=linked if linked in known else None,
        format_func=plain.text,
        key=f"{key}-keuze",
        persist_state="session",
    )
    st.query_params[key] = [chosen] if chosen else []
    return chosen or ""


def no_role(key: str) -> None:
    """Takes a choice of `role_choice` back, before it is drawn again."""
    st.session_state[f"{key}-keuze"] = None


def all_options(key: str, options: tuple[str, ...]) -> None:
    """Chooses all options of `counted_choice`, before it is drawn again."""
    st.session_state[f"{key}-keuze"] = list(options)


def counted_choice(
    label: str, counts: dict[str, int], default: tuple[str, ...], key: str, bare: bool = False
) -> tuple[str, ...]:
    """A choice of several options that tells how many there are of each, kept in the URL; none chosen is the default.

    The options go into the URL by themselves: a link may not depend on today's counts. `bare`: the label is only read
    out, and not drawn.
    """
    linked = [option for option in counts if option in st.query_params.get_all(key)]
    chosen = st.segmented_control(
        label,
        list(counts),
        selection_mode="multi",
        default=linked or list(default),
        format_func=lambda option: plain.text(f"{option} ({words.number(counts[option], 0)})"),
        key=f"{key}-keuze",
        persist_state="session",
        label_visibility="collapsed" if bare else "visible",
    )
    wanted = [option for option in counts if option in chosen] or [o for o in counts if o in default]
    st.query_params[key] = [] if set(wanted) == set(default) else wanted
    return tuple(wanted)
