"""From a mark to the list of the pupils it counts, and from a list to a pupil: each one step in the browser's history."""

from datetime import date
from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboard import filters
from dashboard.listing import SEPARATOR, Listing, Pick
from dashboard.server.policy import GO

# Rows that were ticked on the list one came from, by pupil number: they go along, so that they are there on the way back.
TICKED, TICK_SEPARATOR = "vink", " "
# A list that has a page of its own goes back to it, with the choices that its pick holds.
HOMES = {"werklijst": ("toon", "rol")}


def open_pupil(student_id: str, listing: Listing) -> None:
    """Goes to the page of a pupil, which remembers the list that one came from and the protocol beside the own one."""
    beside = [listing.beside] if listing.beside else []
    _go("leerling", {"leerling": [student_id], "lijst": [listing.pick.text()], "naast": beside})


def open_alone(student_id: str) -> None:
    """Goes to the page of a pupil from where there is no list."""
    _go("leerling", {"leerling": [student_id]})


def open_letter(student_id: str, ladder: str, stage: str, letter: str, day: date | None) -> None:
    """Goes to the draft of a letter about a stage of a pupil; `day` is that of a step that recurs."""
    about = {"leerling": [student_id], "ladder": [ladder], "trede": [stage], "brief": [letter]}
    _go("brief", about | {"dag": [str(day)] if day else []})


def open_list(pick: Pick) -> None:
    """Goes to the list of the pupils behind a bar, point, cell or flow; the browser's Back returns to the chart."""
    if pick.kind in HOMES:
        # More values than the page has choices are those of an old link.
        chosen = zip(HOMES[pick.kind], pick.values, strict=False)
        _go(pick.kind, {name: value.split("+") for name, value in chosen if value})
        return
    _go("leerlingen", {"lijst": [pick.text()]})


def open_page(page: str, **named: str) -> None:
    """Goes to another page, with choices of it."""
    _go(page, {name: [value] for name, value in named.items()})


def open_saved(page: str, choices: dict[str, list[str]]) -> None:
    """Goes to a page with the choices that were saved with it, and none of now."""
    _visit(f"{page}?{urlencode(choices, doseq=True)}")


def _go(page: str, named: dict[str, list[str]]) -> None:
    """Goes to another page with the choices of the sidebar, as one step in the browser's history.

    Streamlit's own `switch_page` writes several steps, and the first of them takes the choices of the page itself out of
    its address: Back would not return to what one saw. So the address is set as a link would do it.
    """
    ticked = {TICKED: st.query_params.get_all(TICKED)}
    # What is named goes before what the sidebar has.
    chosen = {key: values for key, values in filters.in_address().items() if key not in named}
    _visit(f"{page}?{urlencode(named | ticked | chosen, doseq=True)}")


def _visit(address: str) -> None:
    st.html(f'<script data-address="{escape(address)}">{GO}</script>', unsafe_allow_javascript=True)


def follow(event: object, selection: str, kind: str, *values: str) -> None:
    """Opens the list behind the chosen mark of a chart: `values`, then what the mark's `key` adds, parted by `~`."""
    chosen = event["selection"].get(selection) if event else None  # type: ignore[index]
    if chosen:
        open_list(Pick(kind, (*values, *str(chosen[0]["key"]).split(SEPARATOR))))
