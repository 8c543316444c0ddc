"""Datakwaliteit of who imports for a school and sees none of its pupils: how many there are of each finding, and of nobody."""

from dataclasses import replace

import streamlit as st

from dashboard import access, components, plain
from dashboard.app_pages.datakwaliteit import doors, panel
from dashboard.view import View
from pipelines.viewer import EVERYTHING


def drawn(view: View) -> bool:
    """Draws the page when the viewer has the right to the data and sees nobody of the school."""
    if view.viewer.schools or not view.viewer.may_at("data", view.school):
        return False
    _draw(replace(view.choosing(EVERYTHING), viewer=view.viewer.for_data()))
    return True


def _draw(view: View) -> None:
    findings, imports = doors.findings(view), doors.imports(view, access.workspace())
    panel.heading(findings.height, imports)
    for sentence in doors.contradictions(view):
        st.error(sentence)
    st.subheader("Nalopen", anchor=False)
    components.plain_table(findings, alt="Per soort bevinding het aantal leerlingen of codes en registraties.")
    st.caption("Van alle jaren. U ziet aantallen; welke leerlingen het zijn, ziet wie de hele school bij naam ziet.")
    for title, rows in doors.code_lists(view).items():
        if not rows.is_empty():
            st.markdown(f"**{plain.text(title)}**")
            components.plain_table(rows, alt=f"{title} met hun aantal registraties.")
    panel.codes(view)
    panel.weeks(view)
    st.subheader("Imports", anchor=False)
    if imports:
        chosen = imports[
            st.selectbox("Import", list(imports), format_func=lambda key: imports[key].label, key="import")
        ]
        panel.files(view, chosen.files)
    else:
        st.info("Er is nog geen import vastgelegd.")
    components.note(view)
