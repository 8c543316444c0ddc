"""The parts of the page: search by pupil and by person, refused attempts, who may see what, the register to print."""

from collections.abc import Callable

import polars as pl
import streamlit as st

from dashboard import access_log, components, pdf, plain, saving, words
from dashboard.app_pages.logboek import doors, shapes
from pipelines.audit.asked import Found
from pipelines.errors import WorkspaceError

LONGEST_NUMBER = 40
# Of a column of the table of who may see what, in pixels.
WIDTH = 118


def check() -> None:
    """A button that looks at every line, and what it found."""
    if not st.button("Kijk na of het logboek heel is", key="nakijken"):
        return
    access_log.log_read("nagekeken")
    try:
        found = doors.checked()
    except WorkspaceError as error:
        st.error(plain.text(f"{error.what} {error.remedy}"))
        return
    if found.is_whole:
        st.success(f"Heel: {words.count(found.lines, 'regel', 'regels')}, geen veranderd, weggehaald of toegevoegd.")
    for finding in found.findings:
        (st.error if finding.level == "fout" else st.info)(plain.text(finding.what))


def _pupil() -> None:
    schools = doors.schools()
    with st.form("zoek-leerling", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        school = next(iter(schools))
        if len(schools) > 1:
            school = st.selectbox("School", list(schools), format_func=plain.shown(schools), key="log-school")
        number = st.text_input("Leerlingnummer", max_chars=LONGEST_NUMBER, key="log-nummer", width=200).strip()
        st.form_submit_button("Zoek")
    if not number:
        st.caption("Wie deze leerling opende, iets vastlegde, of meenam op een lijst of blad.")
        return
    access_log.log_read("leerling", school=school, pupils=(number,))
    _lines(doors.about_pupil(school, number), "Van dit nummer staat er niets in het logboek.", pupil=True)


def _person() -> None:
    person = st.selectbox(
        "Wie",
        doors.persons(),
        index=None,
        format_func=plain.visible,
        key="log-persoon",
        placeholder="Kies een persoon",
        width=360,
    )
    if person:
        access_log.log_read("persoon", chosen=person)
        _lines(doors.by_person(person), "Van deze persoon staat er niets in het logboek.")


def _refused() -> None:
    access_log.log_read("geweigerd")
    _lines(doors.refused(), "Er is nog niemand geweigerd.")


def _rights() -> None:
    access_log.log_read("bevoegdheden")
    found, problem = doors.matrix()
    if problem:
        st.info(plain.text(problem))
    else:
        # Narrow enough for all of them beside each other; what is longer goes on below.
        components.plain_table(
            found,
            "Wie welke leerlingen ziet, met welke rechten en van wanneer tot wanneer.",
            widths=dict.fromkeys(found.columns, WIDTH) | {"Wie": 170, "Akkoord": 170},
            row_height=70,
        )
    st.markdown("**Wijzigingen** van wie wat mag")
    _lines(doors.changed_rights(), "Er is nog niets gewijzigd.")


def _register() -> None:
    rows = doors.processing()
    saving.download(
        None,
        "Afdrukken (PDF)",
        lambda: pdf.printed("logboek/register.typ", doors.printed()),
        "register van verwerkingen",
        "register.pdf",
        key="register-pdf",
        help="Het register van AVG artikel 30, met de tabel van wie wat mag.",
    )
    st.caption(f"{shapes.PROPOSAL} Er gaat niets naar een ander land.")
    components.plain_table(pl.DataFrame(rows), "Register van verwerkingen, een rij per verwerking.", row_height=70)


def _lines(found: Found, empty: str, pupil: bool = False) -> None:
    for warning in shapes.warnings(found, pupil):
        st.warning(warning)
    components.plain_table(shapes.lines(found), "Regels van het logboek, de nieuwste bovenaan.", empty=empty)


PARTS: dict[str, Callable[[], None]] = {
    "Leerling": _pupil,
    "Persoon": _person,
    "Geweigerd": _refused,
    "Wie mag wat": _rights,
    "Verwerkingen": _register,
}
