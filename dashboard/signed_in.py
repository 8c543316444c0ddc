"""Who signed in, in this run of a page."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from html import escape

import streamlit as st

from dashboard.server import sessions
from dashboard.server.site import LEAVE

# Within `one_browser`: the cookies of the browser that this run is for.
_COOKIES: ContextVar[Mapping[str, str] | None] = ContextVar("_COOKIES", default=None)


@contextmanager
def one_browser() -> Iterator[None]:
    """Within it the cookies are read once: a run is for one browser, and asks forty times who signed in there."""
    token = _COOKIES.set(st.context.cookies if sessions.there_are() else {})
    try:
        yield
    finally:
        _COOKIES.reset(token)


def person() -> str:
    """The id in `toegang.toml` of who signed in; empty for nobody.

    Asked of the table of sessions at each look, with the cookie of the browser that this run is for: whoever was signed out,
    or whose row went, is nobody from then on.
    """
    known = _COOKIES.get()
    return sessions.person_of(st.context.cookies if known is None else known)


def line() -> None:
    """Says in the sidebar who signed in, with the way out. Draws nothing where nobody signs in."""
    who = person()
    if who:
        base = str(st.get_option("server.baseUrlPath")).strip("/")
        out = f"/{base}{LEAVE}" if base else LEAVE
        st.sidebar.html(f'<small>Ingelogd als {escape(who)}. <a href="{escape(out)}">Uitloggen</a></small>')
