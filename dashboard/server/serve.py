"""Starts the web server: heavy libraries first, frozen, so that every rerun of a page is quick."""

import gc
import logging
import os
import re
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.access import ADDRESS_VARIABLE, LOCAL_ADDRESSES, WORKSPACE_VARIABLE, may_serve
from dashboard.commands.output import say
from dashboard.server.answers import Message, Receive, Send
from dashboard.server.guard import Guard
from dashboard.server.health import Watched
from dashboard.server.invitation import Invitation, own_site, port_of_our_own
from dashboard.server.set_up import SECRET_FILE, SigningIn, secret_is_given, signing_in
from dashboard.server.settings import options
from dashboard.server.site import Site
from pipelines.access.people import NAME, sign_in_settings
from pipelines.errors import UsageError
from pipelines.models.snapshot import open_snapshot
from pipelines.store.part import parts_of
from pipelines.store.provenance import holds_only_the_demo
from pipelines.store.workspace import Workspace, private_umask

APP = Path(__file__).parents[1] / "app.py"
GARBAGE_AFTER = 50_000


def preload() -> None:
    """Imports what every page needs; loading it in the first visitor's thread would be slow, and a race."""
    import altair
    import numpy  # noqa: F401
    import pandas  # noqa: F401
    import polars  # noqa: F401
    import pyarrow  # noqa: F401
    import scipy.special  # noqa: F401

    import dashboard.marks  # noqa: F401
    import pipelines.models.snapshot  # noqa: F401  # brings the database along

    # The tests hold every chart against the Vega-Lite schema; doing it again for each visitor doubles its time.
    altair.utils.schemapi.disable_debug_mode()
    gc.collect()
    gc.freeze()
    # A page makes tens of thousands of short-lived objects: looking for garbage after every 700 takes a tenth of its time.
    # That is once in forty pages; among all that lives in the server it is once in a thousand, as Streamlit no longer does so
    # after each of them (`settings.toml`).
    gc.set_threshold(GARBAGE_AFTER, 5, 5)


def serve(workspace: Workspace, port: int, address: str, browser: bool) -> int:
    """Serves the dashboard until it is stopped. Raises UsageError when it may not or cannot be served there.

    Where people sign in (`[signin]` in `toegang.toml`), whoever opens it does so. Elsewhere it needs the key that the
    launcher gives, unless the workspace holds the demo and nothing else.
    """
    settings = sign_in_settings(workspace)
    if settings is None and secret_is_given():
        # On a server nobody sits at it, and the key would stand in the log of the system.
        raise UsageError(
            f"Het geheim van een inlogdienst is gegeven, maar in {NAME} staat geen [signin]: zo logt niemand in.",
            f"Zet [signin] terug in {NAME}; wilt u zonder inloggen kijken op deze computer, laat dan {SECRET_FILE} weg.",
        )
    if settings is None and not may_serve(workspace, address):
        why = "Er is iets anders ingelezen dan de demoschool, dus deze" if workspace.demo else "Deze"
        raise UsageError(
            f"{why} werkmap bevat echte leerlingen en gaat niet open op {address}.",
            "Laat --address weg: zonder inloggen toont het dashboard echte gegevens alleen op deze computer. "
            f"Voor een server: richt [signin] in {NAME} in (README, Inloggen).",
        )
    people = signing_in(workspace, settings, address) if settings else None
    if any(
        part.newest_store() is not None for part in parts_of(workspace)
    ):  # without one there still is the page Inlezen
        open_snapshot(workspace, say).close()
    everybody = people is None and holds_only_the_demo(workspace)
    return listen(workspace.path, port, address, browser, everybody, people)


def serve_new(folder: Path, port: int, address: str, browser: bool) -> int:
    """Serves the page that makes a workspace in a folder, and then that workspace. Raises UsageError as `serve` does."""
    if address not in LOCAL_ADDRESSES:
        raise UsageError(
            f"In {folder} staat nog geen school, dus dit gaat niet open op {address}.",
            "Laat --address weg: een nieuwe school maakt u op deze computer.",
        )
    private_umask()
    # Here the page that opens the browser stands, too.
    folder.mkdir(parents=True, exist_ok=True)
    say(f"In {folder} staat nog geen school: de pagina Nieuwe school maakt er een.")
    try:
        return listen(folder, port, address, browser, everybody=False)
    finally:
        with suppress(OSError):  # there is something in it by now, as it should
            folder.rmdir()


def listen(
    folder: Path, port: int, address: str, browser: bool, everybody: bool, people: SigningIn | None = None
) -> int:
    """Serves until it is stopped, without asking whether it may: `everybody` needs no key, `people` sign in."""
    os.environ[WORKSPACE_VARIABLE] = str(folder.resolve())
    # Where people sign in nobody sits at this computer: should [signin] disappear meanwhile, then nobody sees anything.
    os.environ[ADDRESS_VARIABLE] = "" if everybody else people.url if people else address
    with port_of_our_own(address, port):
        preload()
        invitation = Invitation(
            address, port, folder, browser, with_key=not (everybody or people), url=people.url if people else None
        )
        # The web server tells in English what it does; its warnings stay.
        logging.disable(logging.INFO)
        # Ctrl-C is how a dashboard is stopped.
        with suppress(KeyboardInterrupt):
            site = people.site if people else own_site(address, port)
            watched = Watched(folder, own_site(address, port))
            Dashboard(invitation, site, watched, people).run(config=options() | _own_page_only(address, port, site))
    return 0


class Dashboard(st.App):
    """The pages behind their guard."""

    def __init__(self, invitation: Invitation, site: Site, watched: Watched, people: SigningIn | None) -> None:
        super().__init__(APP, lifespan=invitation.while_open, secrets=people.secrets if people else None)
        guard = partial(Guard, super().__call__, site, watched, invitation.entrance, _inline_scripts())
        self._guard = guard(people.door, people.may_upload, people.begins) if people else guard()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        await self._guard(scope, receive, send)


def _inline_scripts() -> list[str]:
    """The scripts that stand in the server's own page itself."""
    page = Path(st.__file__).parent / "static" / "index.html"
    return re.findall(r"<script>(.*?)</script>", page.read_text(encoding="utf-8"), re.DOTALL)


def _own_page_only(address: str, port: int, site: Site) -> dict[str, Any]:
    """The settings on which it depends who sees what; no file of settings, here or of the user, changes them."""
    return {
        "browser.gatherUsageStats": False,
        "browser.serverAddress": "localhost" if site.any_number else address,
        "browser.serverPort": port,
        "client.allowedOrigins": [],
        "client.showErrorDetails": "none",
        "client.showErrorLinks": "false",
        "client.toolbarMode": "minimal",
        "global.developmentMode": False,
        "logger.hideWelcomeMessage": True,
        "server.address": address,
        "server.allowedHosts": ["*"] if site.any_number else sorted(site.names),
        "server.baseUrlPath": site.base,
        "server.corsAllowedOrigins": [],
        "server.enableAgentApi": False,
        "server.enableCORS": True,
        "server.enableStaticServing": False,
        "server.enableXsrfProtection": True,
        "server.fileWatcherType": "none",
        # The launcher opens the browser itself.
        "server.headless": True,
        "server.port": port,
        "server.scriptHealthCheckEnabled": False,
        "server.showEmailPrompt": False,
        "server.trustedUserHeaders": {},
        "server.xsrfCookieSameSite": "strict",
    }
