"""Who signed in, in this run of a page."""

from html import escape

import streamlit as st

from dashboard.server import sessions
from dashboard.server.sign_in import LEAVE


def person() -> str:
    """The id in `toegang.toml` of who signed in; empty for nobody.

    Asked of the table of sessions at each look, with the cookie of the browser that this run is for: whoever was signed out,
    or whose row went, is nobody from then on.
    """
    return sessions.person_of(st.context.cookies)


def line() -> None:
    """Says in the sidebar who signed in, with the way out. Draws nothing where nobody signs in."""
    who = person()
    if who:
        base = str(st.get_option("server.baseUrlPath")).strip("/")
        out = f"/{base}{LEAVE}" if base else LEAVE
        st.sidebar.html(f'<small>Ingelogd als {escape(who)}. <a href="{escape(out)}">Uitloggen</a></small>')
