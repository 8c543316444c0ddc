"""What goes wrong on a page, in the words of an error for users instead of those of Streamlit."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.elements import exception

from dashboard import access
from pipelines.trouble import in_words
from protocols.errors import VerzuimbeeldError

# What a page says of a fault of the program, whose own words may hold data; Streamlit says it in English and has no setting.
FAULT = (
    "Hier ging iets mis in het programma. Laad de pagina opnieuw. Blijft het zo, zeg het dan aan wie het dashboard beheert: "
    "waar het is gestart, staat wat er misging."
)
exception._GENERIC_UNCAUGHT_EXCEPTION_TEXT = FAULT  # type: ignore[misc]


@contextmanager
def in_sight() -> Iterator[None]:
    """Shows what is wrong, what is safe and what mends it, when that is known; faults of the program go on."""
    try:
        yield
    except Exception as error:
        understood = in_words(error, access.folder())
        if understood is None:
            raise
        show(understood)


def show(error: VerzuimbeeldError) -> None:
    """An error on the page."""
    st.error(f"{error.what} {error.remedy}")
