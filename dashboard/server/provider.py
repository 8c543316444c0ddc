"""The provider of the school where people sign in: what it is called, and where one signs out there."""

import asyncio
import json
from dataclasses import replace
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from streamlit.web.server.starlette.starlette_app_utils import create_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from dashboard.server.answers import Answer, Asgi, Message
from dashboard.server.inner import asked
from pipelines.access.schema import SignIn

# The one provider; Streamlit wants a name for it.
PROVIDER = "default"
CALLED = {"entra": "Microsoft", "google": "Google", "other": "uw schoolaccount"}
# How long a provider may take to say where one signs out, in seconds.
PATIENCE = 5.0


async def way_out(app: Asgi, scope: Message, base: str, secret: str, settings: SignIn) -> str:
    """The address at which a browser signs out with the provider; `""` where it names none, or does not answer.

    It is what the provider says of itself (`end_session_endpoint`), asked by Streamlit as it asks where to sign in: nothing
    of it comes from a browser. Our name goes along and no token, and no address to come back to, for which it would have
    to be known there.
    """
    cookie = create_signed_value(secret, USER_COOKIE_NAME, json.dumps({"provider": PROVIDER}))
    others = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    asking = {**scope, "headers": [*others, (b"cookie", USER_COOKIE_NAME.encode() + b"=" + cookie)]}
    try:
        reply = await asyncio.wait_for(asked(app, asking, f"{base}/auth/logout", b""), PATIENCE)
        found = urlsplit(next(iter(reply.all("location")), ""))
    except Exception:  # noqa: BLE001  # whatever goes wrong on the way to the provider: who signs out is out here
        return ""
    # As the provider itself: over TLS, or on this computer.
    if not found.netloc or found.scheme not in {"https", urlsplit(settings.issuer).scheme}:
        return ""
    kept = [(name, value) for name, value in parse_qsl(found.query) if name != "post_logout_redirect_uri"]
    return found._replace(query=urlencode(kept)).geturl()


def and_there(where: str, settings: SignIn) -> str:
    """What becomes of the account at the provider after signing out here."""
    called = CALLED[settings.provider]
    if where:
        return f"U gaat nu naar {called}, om ook daar uit te loggen."
    return f"Bij {called} zelf kunt u nog zijn ingelogd: sluit op een gedeelde computer ook de browser af."


def on_to(where: str, settings: SignIn, page: Answer) -> Answer:
    """The page after signing out here, which sends itself on to sign out there too, if there is a way."""
    if not where:
        return page
    url = escape(where, quote=True)
    link = f'<p><a href="{url}">Ook uitloggen bij {CALLED[settings.provider]}</a></p>'
    return replace(page, text=page.text + link, head=f'<meta http-equiv="refresh" content="0; url={url}">')
