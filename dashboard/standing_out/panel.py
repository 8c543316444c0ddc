"""The section "Wie valt op": names first, and what chance gives behind them."""

import streamlit as st

from dashboard import components, plain
from dashboard.standing_out import doors, shapes
from dashboard.view import View


def draw(view: View) -> None:
    """The answer, the list of names where it is more than chance, and the tests."""
    st.subheader("Wie valt op", anchor=False)
    st.markdown(plain.text(doors.answer(view)))
    found = doors.listing(view)
    if not found.frame.is_empty():
        components.pupil_list(found, key="valt-op", row_height=76)
    components.plain_table(
        doors.tests(view),
        "Per toets gevonden en verwacht bij toeval.",
        right=(shapes.FOUND_SIGNAL, shapes.FOUND_LOOK),
        widths={"Toets": 290, "De lijst is": 180},
        whole=True,
    )
    st.caption(doors.explained(view))
