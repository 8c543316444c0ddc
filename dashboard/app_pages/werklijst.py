"""Werklijst: who needs a next step this week, and why."""

import streamlit as st

from dashboard import components, filters, words
from dashboard.data import worklist as data

view = filters.view()
rows = data.worklist(view)
steps = rows.filter(~rows["terugkerend"])
fresh = steps.filter(steps["stand"] == "nieuw").height
overdue = steps.filter(steps["stand"] == "over de termijn").height

components.heading(
    "Werklijst",
    "Wie heeft nu een volgende stap nodig, waarom, en wie doet wat?",
    f"Deze week {words.count(fresh, 'nieuwe stap', 'nieuwe stappen')}; van de drie schoolweken daarvoor nog "
    f"{words.count(steps.height - fresh, 'stap', 'stappen')}, waarvan {words.number(overdue, 0)} over de termijn.",
)

roles = sorted({role for found in rows["Rol"] for role in found})
left, right = st.columns([1, 2])
role = left.selectbox("Rol", roles, index=None, placeholder="Alle rollen", key="rol", bind="query-params")
shown = right.segmented_control(
    "Toon", ["nieuw", "loopt", "over de termijn", "terugkerend"], default="nieuw", key="toon", bind="query-params"
)
components.pupil_list(data.steps(view, shown or "", role or ""), key="werklijst", row_height=76, height=650)
st.caption(
    "Nieuw: de trede is in deze schoolweek bereikt. Terugkerend: een maatregel die bij elke volgende registratie weer "
    "nodig is, alleen die van deze week. Een ster bij de termijn: het protocol noemt er geen, dan geldt de termijn van "
    "de school zelf, in schooldagen."
)
components.note(view)
