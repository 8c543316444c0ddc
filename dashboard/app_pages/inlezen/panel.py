"""What an import changes or changed."""

import streamlit as st

from dashboard import components, words
from dashboard.app_pages.inlezen.uploads import Outcome


def outcome(found: Outcome) -> None:
    """What an import changes or changed: counts per file, what asks for attention, and the refused rows."""
    if found.problem:
        st.error(found.problem)
        return
    components.plain_table(found.files, alt="Per bestand het aantal nieuwe, gewijzigde en ingetrokken rijen.")
    for sentence in found.attention:
        st.warning(sentence)
    if not found.refused.is_empty():
        st.markdown(
            f"**{words.count(found.refused.height, 'rij wordt', 'rijen worden')} geweigerd**; de rest gaat door"
        )
        components.plain_table(found.refused, alt="Geweigerde rijen met reden en wat u kunt doen.")
