"""The way to the page Verzoeken, from where somebody looks for it."""

import streamlit as st

from dashboard import access, navigation, words
from pipelines.keeping.requests import requests


def draw() -> None:
    """A button with how many requests are open, for who may open the page; else nothing."""
    if not access.opens_requests():
        return
    workspace = access.workspace()
    own = access.viewer(workspace).at
    count = sum(not each.is_done for each in requests(workspace) if each.school in own)
    told = f" ({words.number(count, 0)} open)" if count else ""
    if st.button(f"Verzoeken van ouders{told}", key="naar-verzoeken", type="tertiary"):
        navigation.open_page("verzoeken")
