"""The table in which somebody says with one click that a pupil came or not, and the button that prints the list."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, pdf, plain, saving, words
from dashboard.app_pages.terugkomlijst import shapes
from dashboard.components import clicked, described
from dashboard.keeping import answer, kept
from dashboard.saying import say
from dashboard.view import View
from pipelines.notes import appointments as notes

SHOWN = ("Leerling", "Klas", "Stand", "Afspraak", "Tijd en plaats", "Inhalen", "Gevraagd")
# A column of buttons: its label, and what a click notes (None: the note is withdrawn).
BUTTONS: tuple[tuple[str, bool | None], ...] = (("Kwam", True), ("Kwam niet", False), ("Intrekken", None))
WIDTHS = {
    "Leerling": 120,
    "Klas": 50,
    "Kwam": 72,
    "Kwam niet": 100,
    "Intrekken": 92,
    "Stand": 172,
    "Afspraak": 100,
    "Tijd en plaats": 196,
    "Inhalen": 76,
    "Gevraagd": 90,
}
LINE, HEAD, MOST = 35, 40, 700


def chosen_day(days: Mapping[str, bool]) -> date:
    """The day of the list, which somebody chooses; the next school day by default. `days` as `doors.days` gives them."""
    upcoming = next((place for place, is_next in enumerate(days.values()) if is_next), len(days) - 1)
    chosen = st.selectbox(
        "Dag",
        list(days),
        index=upcoming,
        format_func=lambda text: words.day(date.fromisoformat(text), year=True),
        key="terugkomdag",
        bind="query-params",
        width=240,
    )
    return date.fromisoformat(chosen or list(days)[upcoming])


def table(view: View, rows: Sequence[Mapping[str, Any]], day: date, by: str, group: str) -> None:
    """One group of the list of a day, with buttons to note who came; after today there is nothing to note yet."""
    key, able = (
        f"terugkomen-{shapes.GROUPS.index(group)}",
        day <= view.noted_until and view.viewer.writes("terugkomlijst"),
    )
    frame = pl.DataFrame(
        [{name: row[name] for name in SHOWN} | _buttons(row, able) for row in rows],
        schema={**dict.fromkeys(SHOWN, pl.String), **{label: pl.String for label, _ in BUTTONS}},
        orient="row",
    )
    config: dict[str, Any] = {
        label: st.column_config.ButtonColumn(key=f"{key}-{label}", type="secondary", width=WIDTHS[label])
        # A click moves no column: the next one must hit what one sees.
        for label, _ in BUTTONS
        if able
    }
    config |= {label: None for label, _ in BUTTONS if label not in config}
    config |= {name: st.column_config.TextColumn(width=width) for name, width in WIDTHS.items() if name in SHOWN}
    config |= {name: None for name in ("Inhalen", "Tijd en plaats") if frame[name].null_count() == frame.height}
    st.dataframe(
        plain.table(frame),
        hide_index=True,
        column_config=config,
        height=min(HEAD + LINE * frame.height, MOST),
        # On a small screen the buttons stand beside the name.
        column_order=("Leerling", "Klas", *(label for label, _ in BUTTONS), *SHOWN[2:]),
        key=key,
        placeholder="",
        alt=f"Afspraken {group}: leerling, klas, waarvoor en of hij of zij kwam.",
    )
    for label, came in BUTTONS:
        if click := clicked(f"{key}-{label}"):
            answer(_note(view, rows[click[0]], came, by))


def _buttons(row: Mapping[str, Any], open_now: bool) -> dict[str, str | None]:
    """The labels of the buttons of a row; none for what a file says, or for a day that is still to come."""
    by_file = row["uitkomst"] != shapes.EXPECTED and not row["met notitie"]
    able = open_now and not by_file
    return {
        "Kwam": "Kwam" if able and row["uitkomst"] != shapes.CAME else None,
        "Kwam niet": "Kwam niet" if able and row["uitkomst"] != shapes.ABSENT else None,
        "Intrekken": "Intrekken" if able and row["met notitie"] else None,
    }


def _note(view: View, row: Mapping[str, Any], came: bool | None, by: str) -> str:
    """Notes or withdraws, by the rights of whoever looks; what is wrong, empty when it was kept."""
    workspace, name = access.workspace(), row["Leerling"]

    def write() -> None:
        if came is None:
            notes.withdraw_coming(workspace, view.viewer, row["taken"], by)
            say(f"{name}: ingetrokken.")
        else:
            notes.note_coming(workspace, view.viewer, row["taken"], came, by, view.latest)
            said = shapes.CAME if came else shapes.ABSENT
            say(f"{name}: {said}.")

    return kept(write)


def print_button(view: View, rows: Sequence[Mapping[str, Any]], day: date) -> None:
    """Draws the button; the PDF, with names and klas only, is made when it is asked for."""
    if rows:
        saving.download(
            view,
            "Afdrukken (PDF)",
            lambda: pdf.printed(
                "terugkomlijst/terugkomlijst.typ",
                {
                    "title": f"Terugkomlijst {words.day(day, year=True)}",
                    "described": described(view),
                    "groups": shapes.sheets(rows),
                },
            ),
            "terugkomlijst",
            f"terugkomlijst_{day}.pdf",
            key="afdrukken",
            rows=len(rows),
            pupils=[task.student_id for row in rows for task in row["taken"]],
            help="Een blad op A4 met alleen namen en klassen, en een vakje om af te vinken.",
        )
