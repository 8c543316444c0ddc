"""Signing in by the provider of the school: Streamlit's own way of doing so (`st.login`), kept behind the guard.

Streamlit asks the provider and checks its answer. What it makes of it, a cookie that lives for thirty days whatever happens,
never reaches a browser: the guard reads who it is about and gives a session of our own (`sessions.py`). No page and no
script of ours asks Streamlit to sign in or out, and nobody who is not signed in reaches one.
"""

import asyncio
import json
import secrets
import time
from collections.abc import Callable, Mapping
from html import escape
from typing import Any, Literal
from urllib.parse import parse_qs, quote, unquote, urlsplit

from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import SESSION_COOKIE_NAME, USER_COOKIE_NAME

from dashboard.server.answers import Answer, Asgi, Message
from dashboard.server.claims import ClaimsError, Identity, identity
from dashboard.server.cookies import Place, cookie_name, cookies, given
from dashboard.server.inner import Reply, asked
from dashboard.server.provider import CALLED, PROVIDER, and_there, on_to, way_out
from dashboard.server.sessions import End, Sessions
from dashboard.server.site import CALLBACK, ENTER, LEAVE
from pipelines.access.schema import SignIn
from protocols.errors import VerzuimbeeldError

TO = "naar"
# Google and Microsoft then ask which account, as a computer at school has had many users; others may not know the question.
CHOOSE = {"entra": "select_account", "google": "select_account", "other": "login"}
# How long somebody may take to sign in with the provider, in seconds.
PATIENCE = 600
HTTP_FOUND = 302
# Of what a provider says in a word, in letters.
LONGEST = 80

Event = Literal["sign_in", "refused", "sign_out"]
Note = Callable[[Event, str, str], None]


class Door:
    """Lets in who is signed in, and signs people in and out.

    `person_of` says whose row an identity is, None for nobody's; it raises a VerzuimbeeldError for what is wrong in words.
    `note` is told event, person and reason of each sign-in, refusal and sign-out.
    """

    def __init__(
        self,
        settings: SignIn,
        place: Place,
        sessions: Sessions,
        person_of: Callable[[Identity], str | None],
        note: Note,
    ) -> None:
        self._settings, self._place, self._sessions = settings, place, sessions
        self._person_of, self._note = person_of, note
        self.name = cookie_name(place)
        self._secret = secrets.token_urlsafe(32)
        # State of a sign-in that was begun -> when that was.
        self._begun: dict[str, float] = {}

    def secrets(self, client_secret: str) -> dict[str, Any]:
        """What Streamlit has to know; it stays in the memory of the server.

        Its own cookies are signed with a secret of this one run, for none of them has to outlive it.
        """
        return {
            "auth": {
                "redirect_uri": f"{self._place.origin}{self._place.base}{CALLBACK}",
                "cookie_secret": self._secret,
                "client_id": self._settings.client_id,
                "client_secret": client_secret,
                "server_metadata_url": f"{self._settings.issuer.rstrip('/')}/.well-known/openid-configuration",
                "client_kwargs": {"scope": "openid email profile", "prompt": CHOOSE[self._settings.provider]},
            }
        }

    def token(self, scope: Message) -> str:
        """The token that a browser brings, `""` without one."""
        return cookies(scope).get(self.name, "")

    def person(self, token: str) -> str:
        """Who is signed in with a token, `""` for nobody."""
        return self._sessions.person(token)

    def touch(self, token: str) -> None:
        """Notes that the person does something."""
        self._sessions.touch(token)

    def refused(self, scope: Message) -> Answer | None:
        """What somebody who is not signed in gets instead; None for who is."""
        token = self.token(scope)
        if self._sessions.person(token):
            return None
        why = self._sessions.why(token)
        return self._closed(403, why.value if why else "U bent niet ingelogd.", _asked_for(scope, self._place.base))

    async def answer(self, path: str, app: Asgi, scope: Message) -> Answer:
        """What the three addresses answer that are there for signing in and out."""
        if scope["method"] != "GET":
            return self._closed(405, "Zo kan het niet.")
        if path == LEAVE:
            return await self._out(app, scope)
        if path == ENTER:
            return await self._to_the_provider(app, scope)
        return await self._back(app, scope)

    async def _out(self, app: Asgi, scope: Message) -> Answer:
        person = self._sessions.end(self.token(scope), End.OUT)
        if person:
            self._note("sign_out", person, "")
        # Only who was in goes on: any page elsewhere can send a browser to this address.
        where = await way_out(app, scope, self._place.base, self._secret, self._settings) if person else ""
        told = f"{End.OUT.value} {and_there(where, self._settings)}"
        return on_to(where, self._settings, self._closed(200, told, headers=(self._place.cookie(self.name, "", 0),)))

    async def _to_the_provider(self, app: Asgi, scope: Message) -> Answer:
        to = local(_query(scope, TO))
        if self._sessions.person(self.token(scope)):
            return self._enter(to, ())
        token = await asyncio.to_thread(encode_provider_token, PROVIDER)
        try:
            reply = await asked(app, scope, f"{self._place.base}/auth/login", f"provider={token}".encode())
        except Exception:  # noqa: BLE001  # whatever goes wrong on the way to the provider
            reply = Reply()
        where = next(iter(reply.all("location")), "")
        state = _one(urlsplit(where).query, "state")
        if reply.status != HTTP_FOUND or not state:
            return self._closed(502, f"{self._provider()} antwoordt niet. Probeer het zo nog eens, of vraag ICT.", to)
        now = time.monotonic()
        self._begun = {each: then for each, then in self._begun.items() if now - then < PATIENCE} | {state: now}
        return Answer(
            HTTP_FOUND,
            "",
            headers=(
                (b"location", where.encode("latin-1")),
                self._place.cookie(SESSION_COOKIE_NAME, given(reply).get(SESSION_COOKIE_NAME, ""), PATIENCE),
                self._place.cookie(f"{self.name}-{TO}", quote(to, safe=""), PATIENCE),
            ),
        )

    async def _back(self, app: Asgi, scope: Message) -> Answer:
        to = local(unquote(cookies(scope).get(f"{self.name}-{TO}", "")))
        gone = (self._place.cookie(SESSION_COOKIE_NAME, "", 0), self._place.cookie(f"{self.name}-{TO}", "", 0))
        # Each attempt is answered once, and nobody fills the log with answers to none.
        begun = self._begun.pop(_query(scope, "state"), -PATIENCE) + PATIENCE > time.monotonic()
        if error := _query(scope, "error")[:LONGEST]:
            if begun:
                self._note("refused", "", f"provider: {error}")
            told = f"{self._provider()} liet u niet in ({error})."
            return self._closed(403, f"{told} Kies een ander account, of vraag ICT.", to, gone)
        if not begun:
            return self._closed(400, "Dit inloggen is al gedaan of duurde te lang. Begin opnieuw.", to, gone)
        try:
            reply = await asked(app, scope, f"{self._place.base}{CALLBACK}", scope["query_string"])
            who = identity(self._settings, self._claims(reply))
        except ClaimsError as error:
            self._note("refused", "", f"claim: {error}")
            return self._closed(
                403,
                "Dit account is geen account van deze school, of zegt niet genoeg over wie u bent "
                f"({error}). Kies uw schoolaccount, of vraag ICT.",
                to,
                gone,
            )
        except Exception:  # noqa: BLE001  # whatever goes wrong on the way to the provider
            self._note("refused", "", "geen antwoord")
            return self._closed(502, "Het inloggen is niet gelukt of duurde te lang. Begin opnieuw.", to, gone)
        try:
            person = await asyncio.to_thread(self._admitted, who)
        except VerzuimbeeldError as error:
            self._note("refused", who.name, error.what)
            return self._closed(403, f"U kunt hier niet in. {error.what} Vraag ICT.", headers=gone)
        if not person:
            self._note("refused", who.name, "geen rij")
            return self._closed(
                403,
                f"U bent ingelogd als {who.name}, maar dat adres heeft (nog) geen toegang of die is afgelopen. Vraag ICT.",
                headers=gone,
            )
        self._sessions.end(self.token(scope), End.REPLACED)
        return self._enter(to, (self._place.cookie(self.name, self._sessions.begin(person)), *gone))

    def _admitted(self, who: Identity) -> str | None:
        """Whose row it is; what cannot be written down is not done."""
        person = self._person_of(who)
        if person:
            self._note("sign_in", person, "")
        return person

    def _claims(self, reply: Reply) -> Mapping[str, Any]:
        """What the provider says, as Streamlit checked it. Raises LookupError when there is nothing."""
        found = given(reply)

        def single(name: str) -> bytes | None:
            return decode_signed_value(self._secret, name, found[name]) if name in found else None

        text = get_cookie_with_chunks(single, USER_COOKIE_NAME)
        if text is None:
            raise LookupError(USER_COOKIE_NAME)
        claims: Mapping[str, Any] = json.loads(text)
        return claims

    def _provider(self) -> str:
        return "De inlogdienst" if self._settings.provider == "other" else CALLED[self._settings.provider]

    def _enter(self, to: str, headers: tuple[tuple[bytes, bytes], ...]) -> Answer:
        """A page that sends itself on: the step after it is then one of our own pages."""
        where = escape(f"{self._place.base}{to}", quote=True)
        return Answer(
            200,
            f'<p>Het dashboard gaat open. <a href="{where}">Ga verder</a></p>',
            head=f'<meta http-equiv="refresh" content="0; url={where}">',
            headers=headers,
        )

    def _closed(self, status: int, told: str, to: str = "/", headers: tuple[tuple[bytes, bytes], ...] = ()) -> Answer:
        """A page that says why, with a link to sign in; it goes nowhere by itself."""
        where = f"{self._place.base}{ENTER}" + ("" if to == "/" else f"?{TO}={quote(to, safe='')}")
        link = f'<a href="{escape(where)}">Inloggen met {CALLED[self._settings.provider]}</a>'
        return Answer(status, f"<p>{escape(told)}</p><p>{link}</p>", headers=headers)


def local(to: str) -> str:
    """A page of ours to go to, the first one for anything that is not."""
    parts = urlsplit(to)
    plain = to.isprintable() and "\\" not in to and not parts.scheme and not parts.netloc
    ours = plain and to.startswith("/") and not to.startswith("//")
    return to if ours and parts.path not in (ENTER, CALLBACK, LEAVE) else "/"


def _asked_for(scope: Message, base: str) -> str:
    """The page that was asked for, with its choices."""
    query = scope["query_string"].decode("latin-1")
    return local(quote(scope["path"].removeprefix(base)) + (f"?{query}" if query else ""))


def _query(scope: Message, name: str) -> str:
    return _one(scope["query_string"].decode("latin-1"), name)


def _one(query: str, name: str) -> str:
    return next(iter(parse_qs(query).get(name, [])), "")
