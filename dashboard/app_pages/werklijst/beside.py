"""What stands around the list of Mijn week: an old link, nobody on the list, what was done, what has no step, who recovered."""

import streamlit as st

from dashboard import components, filters, words
from dashboard.app_pages.werklijst import doors
from dashboard.listing import said
from dashboard.steps import doing
from dashboard.steps.tasks import GROUPS
from dashboard.view import View

OLD = "op-ladder"


def old_link(view: View) -> None:
    """Says which choices of a link to the page of before, or which roles, are not there any more."""
    asked = {key: st.query_params.get_all(key) for key in ("rol", "toon", OLD)}
    gone = [f"rol {said(role)}" for role in asked["rol"] if role not in doors.known_roles(view)]
    gone += [f"stand {said(group)}" for group in asked["toon"] if group not in GROUPS]
    gone += [f"ladder {said(ladder)}" for ladder in asked[OLD]]
    st.query_params[OLD] = []
    if gone:
        st.warning(
            f"Deze koppeling is oud: op Mijn week is er geen {words.listed(gone)} (meer). U ziet de lijst zonder die keuze."
        )


def nobody(view: View, role: str, groups: tuple[str, ...]) -> None:
    """The words for an empty list, with a button to what helps."""
    others = doors.everyone(view, role)
    if not others.is_empty():
        st.info(f"In deze groepen staat niemand; in de andere {_stands(others.height)}.")
        st.button("Toon alle groepen", key="alle-groepen", on_click=filters.all_options, args=("toon", GROUPS))
        return
    if role and (height := doors.everyone(view, "").height):
        st.info(f"Voor de {role} staat er binnen deze keuze niets open; voor andere rollen {_stands(height)}.")
        st.button("Toon alle rollen", key="alle-rollen", on_click=filters.no_role, args=("rol",))
        return
    st.info(
        "Binnen deze keuze staat er niets open. Staat er links een klas, mentor of afdeling gekozen, kijk dan ook daarbuiten."
    )


def _stands(pupils: int) -> str:
    return f"{'staat' if pupils == 1 else 'staan'} er {words.count(pupils, 'leerling', 'leerlingen')}"


def done_this_week(view: View, role: str) -> None:
    """What was marked since Monday, with a button to take each back; nothing as long as there is none."""
    rows = doors.done_this_week(view, role)
    if rows.is_empty():
        return
    part = st.expander(f"Gedaan deze week ({words.number(rows.height, 0)})", key="gedaan-open", on_change="rerun")
    if part.open:
        with part:
            doing.done_table(view, rows, key="gedaan-week")


def loose_marks(view: View) -> None:
    """Marks whose task is gone, with a button to take each back; nothing as long as there are none."""
    rows = doors.loose_marks(view)
    if rows.is_empty():
        return
    with st.expander(f"Vinkjes zonder stap ({words.number(rows.height, 0)})", expanded=True):
        st.caption(
            "Door een correctie of een andere regel verschoof of verviel de stap. Trek het vinkje in, of zet het bij de "
            "nieuwe stap."
        )
        doing.done_table(view, rows, key="los")


def recovered(view: View) -> None:
    """Who recovered, once that is opened; nothing as long as it can be nobody."""
    if not doors.may_have_recovered(view):
        return
    part = st.expander("Opgeknapt", key="opgeknapt-open", on_change="rerun")
    if part.open:
        with part:
            components.pupil_list(doors.recovered(view), key="opgeknapt")
