"""Werklijst: who needs a next step this week, and why."""

import streamlit as st

from dashboard import components, data, filters, words

view = filters.view()
rows = data.worklist(view)
overdue = rows.filter(rows["dagen"] < 0).height
fresh = rows.filter(rows["Stand"] == "nieuw deze week").height

components.heading(
    "Werklijst",
    "Wie heeft nu een volgende stap nodig, waarom, en wie doet wat?",
    f"{words.count(rows.height, 'stap', 'stappen')} in de laatste vier schoolweken: {fresh} nieuw deze week, "
    f"{overdue} over de termijn."
    if rows.height
    else "Er staat geen stap open.",
)

roles = sorted({role for found in rows["Rol"] for role in found})
left, right = st.columns(2)
role = left.selectbox("Rol", roles, index=None, placeholder="Alle rollen", key="rol", bind="query-params")
only = right.segmented_control(
    "Toon", ["nieuw deze week", "over de termijn"], key="toon", bind="query-params", label_visibility="visible"
)
if role:
    rows = rows.filter(rows["Rol"].list.contains(role))
if only == "nieuw deze week":
    rows = rows.filter(rows["Stand"] == only)
elif only == "over de termijn":
    rows = rows.filter(rows["dagen"] < 0)

components.pupil_list(
    rows.drop("Rol", "dagen"),
    key="werklijst",
    empty="Niemand heeft binnen deze keuze een volgende stap nodig.",
    dates=("Uiterlijk",),
    wide=("Waarom", "Wie doet wat"),
    alt="Werklijst: leerling, reden, wie wat doet en uiterlijk wanneer.",
)
st.caption(
    "Een stap staat hier als een leerling in de laatste vier schoolweken een trede bereikte of een terugkerende "
    "maatregel nodig heeft. 'Eigen termijn' is de termijn van de school: het protocol noemt er dan geen."
)
components.note(view)
