"""The way on for a new school: from a page where something was done, back to what is left to do."""

import streamlit as st

from dashboard import access, navigation
from pipelines.store.import_log import imported_files
from pipelines.store.part import part_of

LABEL = "Verder met de nieuwe school"


def is_young(school: str) -> bool:
    """Whether a school was imported for once at most; the demo school never is."""
    workspace = access.workspace()
    files = imported_files(part_of(workspace, school))
    moments = files.filter(files["school"] == school)["moment"].n_unique()
    return not workspace.demo and moments <= 1


def onward(school: str) -> None:
    """A button to the steps of a new school, as long as it is one."""
    if is_young(school) and st.button(LABEL, key="verder"):
        navigation.open_page("nieuwe-school")
