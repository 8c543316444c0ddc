"""Reports for DUO: what is said of the cases of the list, the form of one report, and all due reports as one file."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, components, pdf, plain, saving, school, words
from dashboard.app_pages.leerplicht import doors, duo
from dashboard.keeping import answer, initials_field, kept
from dashboard.saying import say
from dashboard.school import opened
from dashboard.view import View
from pipelines.models.snapshot import Snapshot
from pipelines.notes.report_cases import ANSWERED, LEFT, MADE, Case, Entry, Said, enter, withdraw
from pipelines.notes.signing import may_report
from pipelines.store.workspace import Workspace
from pipelines.viewer import Viewer
from protocols.load import case_file

HINT = "Vink meldingen aan om vast te leggen dat ze gemeld zijn, bewust niet gemeld, of welk antwoord er kwam."


def cases(view: View, ticked: pl.DataFrame) -> None:
    """The form with which somebody says how the ticked reports stand; a hint as long as none is ticked."""
    if not _may_say(view):
        st.caption("Wat er met een melding gebeurde, legt vast wie in uw school de meldingen doet.")
        return
    if ticked.is_empty():
        st.caption(HINT)
        return
    made = ticked.filter(said=MADE)
    open_ = ticked.filter(pl.col("said").ne_missing(pl.lit(MADE)))
    first = max(ticked["reached_on"])
    reasons, answers = case_file().reasons, case_file().answers
    with st.form("geval"), st.container(horizontal=True, vertical_alignment="bottom"):
        day = st.date_input(
            "Op",
            # Who looks back fills in what was done then; what is said of later does not exist on that day.
            value=max(view.noted_until, first),
            min_value=first,
            max_value=max(view.latest, first),
            format="DD-MM-YYYY",
            key="geval-op",
            width=140,
        )
        by = initials_field("geval-paraaf")
        said, choice = None, ""
        if not open_.is_empty():
            if st.form_submit_button(f"Gemeld ({open_.height})", type="primary"):
                said = MADE
            reason = _choice("Waarom niet", reasons, "Kies een reden", "geval-reden")
            if st.form_submit_button(f"Bewust niet ({open_.height})"):
                said, choice = LEFT, reason
        if not made.is_empty():
            came = _choice("Antwoord", answers, "Kies wat er terugkwam", "geval-antwoord")
            if st.form_submit_button(f"Antwoord ({made.height})"):
                said, choice = ANSWERED, came
        back = ticked.filter(pl.col("said").is_not_null())
        undo = not back.is_empty() and st.form_submit_button(f"Laatste intrekken ({back.height})")
    if said:
        rows = made if said == ANSWERED else open_
        entries = [Entry(case, said, day, choice) for case in _cases(rows)]
        answer(kept(lambda: _told(said, enter(*_where(view), entries, by, view.latest))))
    elif undo:
        answer(kept(lambda: _taken_back(view, back, by)))


def _may_say(view: View) -> bool:
    return may_report(access.workspace(), view.viewer, view.school)


def _choice(label: str, options: Mapping[str, str], placeholder: str, key: str) -> str:
    """Which of the options (id -> words) is chosen; empty as long as none is."""
    chosen = st.selectbox(
        label, list(options), index=None, format_func=plain.shown(options), placeholder=placeholder, key=key, width=230
    )
    return chosen or ""


def gone(view: View, ticked: pl.DataFrame) -> None:
    """The form that takes back what was said of reports that no longer exist."""
    if not _may_say(view):
        return
    if ticked.is_empty():
        st.caption("Vink aan wat u wilt intrekken.")
        return
    with st.form("vervallen-geval"), st.container(horizontal=True, vertical_alignment="bottom"):
        by = initials_field("vervallen-paraaf")
        if st.form_submit_button(f"Laatste intrekken ({ticked.height})"):
            answer(kept(lambda: _taken_back(view, ticked, by)))


def _told(said: Said, kept_now: int) -> None:
    what = {MADE: "als gemeld vastgelegd", LEFT: "bewust niet gemeld", ANSWERED: "met antwoord vastgelegd"}[said]
    say(f"{words.count(kept_now, 'melding', 'meldingen')} {what}.")


def _taken_back(view: View, rows: pl.DataFrame, by: str) -> None:
    count = withdraw(*_where(view), _cases(rows), by)
    say(f"Van {words.count(count, 'melding', 'meldingen')} is het laatste ingetrokken.")


def _where(view: View) -> tuple[Workspace, Snapshot, Viewer, date]:
    return access.workspace(), opened(view), view.viewer, view.on


def _cases(rows: pl.DataFrame) -> list[Case]:
    return [Case(*row) for row in rows.select("school", "nummer", "kind", "Begin").iter_rows()]


def forms(view: View, rows: list[dict[str, Any]]) -> None:
    """The choice of a report (`duo.choices`) to print, and what is due as a file. Draws nothing when there is none.

    On the form stands the date of birth.
    """
    if not rows or not view.viewer.reads("meldformulier"):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        place = st.selectbox(
            "Formulier van een melding",
            range(len(rows)),
            index=None,
            format_func=lambda n: plain.visible(duo.label(rows[n])),
            placeholder="Kies een melding om haar af te drukken",
            key=f"melding-{view.on}-{view.school}",
        )
        if place is not None:
            row = rows[place]
            saving.download(
                view,
                "Formulier (PDF)",
                lambda: pdf.printed("leerplicht/duo_melding.typ", _form(view, row)),
                "formulier van een melding",
                f"melding_{row['student_id']}_{row['end_date']}.pdf",
                key=f"pdf-{row['student_id']}-{row['kind']}-{row['end_date']}",
                pupils=[row["student_id"]],
                help="Eén bladzijde met dagen en lesuren; reden, aanpak en contact vult u zelf in.",
            )
        due = [row for row in rows if row["said"] is None]
        saving.download(
            view,
            "Te melden als CSV",
            lambda: duo.csv(due, doors.reported_days(view), _school_name(view)),
            "te melden",
            f"te_melden_{view.on}.csv",
            key="duo-csv",
            rows=len(due),
            pupils=[row["student_id"] for row in due],
            disabled=not due,
            help="Alle meldingen die nog gedaan moeten worden, met alleen ongeoorloofde uren.",
        )


def _form(view: View, row: dict[str, Any]) -> dict[str, Any]:
    return duo.form(row, doors.reported_days(view), _school_name(view), view.protocol, components.described(view))


def _school_name(view: View) -> str:
    return str(school.schools(view.snapshot, view.viewer)[0]["name"])
