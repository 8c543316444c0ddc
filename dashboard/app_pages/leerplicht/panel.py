"""Reports for DUO: marks that they were made, the form of one, and all due reports as one file."""

from typing import Any

import polars as pl
import streamlit as st

from dashboard import access, components, law, pdf, plain, school, words
from dashboard.app_pages.leerplicht import doors, duo
from dashboard.keeping import answer, kept
from dashboard.view import View
from pipelines.notes.notes import LONGEST_INITIALS
from pipelines.notes.report_marks import Report, mark_reported, withdraw_reported


def draw(view: View, rows: list[dict[str, Any]]) -> None:
    """The choice of a report (`duo.choices`), with what can be done with it. Draws nothing when there is none."""
    if not rows:
        return
    with st.container(border=True):
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        place = left.selectbox(
            "Melding",
            range(len(rows)),
            index=None,
            format_func=lambda n: plain.visible(duo.label(rows[n])),
            placeholder="Kies een melding om haar af te drukken of haar merk in te trekken",
            key=f"melding-{view.on}-{view.school}",
        )
        due = [row for row in rows if row["kind"] == duo.MARKED and row["reported_on"] is None]
        right.download_button(
            "Te melden als CSV",
            lambda: duo.csv(due, doors.reported_days(view), _school_name(view)),
            file_name=f"te_melden_{view.on}.csv",
            mime="text/csv",
            key="duo-csv",
            on_click="ignore",
            disabled=not due,
            width="stretch",
            help="Alle meldingen die nog gedaan moeten worden, met alleen ongeoorloofde uren.",
        )
        if place is not None:
            _one(view, rows[place])


def _one(view: View, row: dict[str, Any]) -> None:
    key = f"{row['student_id']}-{row['kind']}-{row['end_date']}"
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    if row["kind"] != duo.GONE:
        left.download_button(
            "Formulier (PDF)",
            lambda: pdf.printed("leerplicht/duo_melding.typ", _form(view, row)),
            file_name=f"melding_{row['student_id']}_{row['end_date']}.pdf",
            mime="application/pdf",
            key=f"pdf-{key}",
            on_click="ignore",
            width="stretch",
            help="Eén bladzijde met dagen en lesuren; reden, aanpak en contact vult u zelf in.",
        )
    if row["kind"] not in (duo.MARKED, duo.GONE):
        right.caption(
            f"Deze soort heeft geen merk: alleen meldingen van de {law.hours()} staan op de lijst tot ze gemeld zijn."
        )
        return
    if row["reported_on"] is None:
        right.caption("Vink de melding in de lijst aan om haar als gemeld te merken.")
        return
    with right.form(f"merk-{key}", border=False):
        day, initials, button = st.columns([2, 1, 2], vertical_alignment="bottom")
        by = initials.text_input("Paraaf", key=f"paraaf-{key}", max_chars=LONGEST_INITIALS)
        day.markdown(plain.text(f"Gemeld op {words.day(row['reported_on'], year=True)} door {row['initials']}"))
        if button.form_submit_button("Merk intrekken", width="stretch"):
            report = Report(view.school, row["student_id"], row["begin_date"], row["end_date"])
            answer(kept(lambda: withdraw_reported(access.workspace(), view.viewer, report, by)))


def mark(view: View, ticked: pl.DataFrame) -> None:
    """The form that marks the ticked reports of the list as made; a hint as long as none is ticked."""
    if ticked.is_empty():
        st.caption("Vink meldingen aan die bij DUO zijn gedaan, om ze als gemeld te merken.")
        return
    reports = [Report(view.school, row["nummer"], row["Begin"], row["Einde"]) for row in ticked.iter_rows(named=True)]
    first = max(report.end_date for report in reports)
    with st.form("gemeld"), st.container(horizontal=True, vertical_alignment="bottom"):
        made = st.date_input(
            "Gemeld op",
            # Who looks back fills in what was done then; a mark of later does not exist on that day.
            value=max(view.noted_until, first),
            min_value=first,
            max_value=max(view.latest, first),
            format="DD-MM-YYYY",
            key="gemeld-op",
            width=160,
        )
        by = st.text_input("Paraaf", key="gemeld-paraaf", max_chars=LONGEST_INITIALS, width=120)
        if st.form_submit_button(f"Gemeld ({words.count(len(reports), 'melding', 'meldingen')})", type="primary"):
            answer(kept(lambda: mark_reported(access.workspace(), view.viewer, reports, made, by)))


def _form(view: View, row: dict[str, Any]) -> dict[str, Any]:
    return duo.form(row, doors.reported_days(view), _school_name(view), view.protocol, components.described(view))


def _school_name(view: View) -> str:
    return str(school.schools(view.snapshot, view.viewer)[0]["name"])
