"""What is said where there is nothing to see: no data, no rights, a table of persons that is wrong, a page for others."""

import streamlit as st

from dashboard import access, navigation, words


def nothing_to_see(title: str) -> None:
    """The words on a page for a viewer without rights or a workspace without data."""
    st.title(title, anchor=False)
    if access.has_shut(access.workspace()):
        st.info(
            "Deze werkmap was de demoschool, voor iedereen te zien. Er is iets anders in ingelezen: daarom is ze gesloten. "
            "Stop het dashboard (Ctrl-C) en start het opnieuw; u krijgt dan een adres met een sleutel."
        )
        return
    if access.has_wrong_table(access.workspace()):
        st.info(
            "toegang.toml klopt niet, en laat daarom niemand toe. Wie de werkmap beheert, ziet wat er mis is met: "
            "verzuimbeeld access lint --map MAP"
        )
        return
    fills = bool(access.schools())
    st.info(
        f"{words.NOTHING}: er zijn geen registraties ingelezen, of u heeft geen rechten op deze school. "
        + ("Bestanden leest u in op de pagina Inlezen." if fills else "Vraag het wie bij uw school bestanden inleest.")
    )
    if fills and st.button("Stappen van een nieuwe school", key="stappen"):
        navigation.open_page("nieuwe-school")


def refused(title: str) -> None:
    """The words for a page that is not for who asked it, by its address."""
    st.title(title, anchor=False)
    st.info(
        f"{words.NOT_YOURS}. Wat u wel kunt openen, staat in het menu; wie wat mag zien, staat in de tabel van de school."
    )
