"""What stands out of one pupil in unauthorised absence and lates, beside what chance gives."""

import streamlit as st

from dashboard import plain
from dashboard.standing_out import doors
from dashboard.view import View


def draw(view: View, student_id: str) -> None:
    """One sentence per thing that stands out, or that nothing does."""
    st.markdown("**Wat opvalt** in ongeoorloofd verzuim en te laat komen")
    st.markdown(plain.bullets(doors.of_pupil(view, student_id)))
