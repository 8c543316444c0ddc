"""The guard before every page and file: who asks from another page, or without the key of the launcher, gets nothing.

It stands around the whole web server (plain ASGI), so that nothing behind it sees a request that it refuses: also not the
server's own look at a foreign origin, which would ask a public service for the address of this computer.
"""

import secrets
from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import parse_qs

from dashboard.server import answers
from dashboard.server.answers import Answer, Asgi, Message, Receive, Send

KEY = "sleutel"
STREAM = "/_stcore/stream"
# The page that opens first has no address of its own for the server, and people have one of it.
START = "/werklijst"
# What a page asks of the server's own rooms; the rest of them (figures of the server, a door for programs) stays shut.
ROOMS, UPLOADS = frozenset({"/_stcore/health", "/_stcore/host-config", STREAM}), "/_stcore/upload_file/"
HTTP_PORT = 80
# The one script that our own pages hold: it goes to the address that stands beside it. Its text never changes, so that
# a browser can be told to run this script and no other.
GO = (
    "history.pushState({}, '', document.currentScript.dataset.address);"
    "window.dispatchEvent(new PopStateEvent('popstate'));"
)


@dataclass(frozen=True)
class Site:
    """Where a browser finds the dashboard: the names of its host and its port.

    `any_number`: under every IP address as well, for a server that listens on all of them. A page elsewhere can give its
    own name the address of this computer (DNS rebinding), but a browser never takes a number for a name.
    """

    names: frozenset[str]
    port: int
    any_number: bool = False

    def has(self, host: str) -> bool:
        """Whether a Host header, with its port, is one of ours."""
        suffix = "" if self.port == HTTP_PORT else f":{self.port}"
        if not host.endswith(suffix):
            return False
        name = host.removesuffix(suffix)
        return name in {in_url(own) for own in self.names} or (self.any_number and _is_number(name))


def in_url(name: str) -> str:
    """A host as an address writes it: IPv6 between brackets."""
    return f"[{name}]" if ":" in name else name


def _is_number(name: str) -> bool:
    try:
        return in_url(str(ip_address(name.strip("[]")))) == name
    except ValueError:
        return False


class Entrance:
    """The key in the address, good for one browser, and the cookie that it gets for it, good until the server stops.

    `renewed` is called when a key was used and the next one is made.
    """

    def __init__(self, port: int, renewed: Callable[[], None]) -> None:
        # A browser sends the cookies of one port to the others as well: by its name each dashboard finds its own.
        self.name = f"verzuimbeeld-{port}"
        self.key = secrets.token_urlsafe(32)
        self._token = secrets.token_urlsafe(32)
        self._renewed = renewed

    def cookie(self) -> str:
        """The value of the header that gives a browser the cookie; it goes when the browser is closed."""
        return f"{self.name}={self._token}; Path=/; HttpOnly; SameSite=Strict"

    def knows(self, cookies: Iterable[str]) -> bool:
        """Whether one of the Cookie headers holds ours."""
        pairs = [part.strip().partition("=") for header in cookies for part in header.split(";")]
        return any(_same(value, self._token) for name, _, value in pairs if name == self.name)

    def exchange(self, key: str) -> bool:
        """Whether this is the key; then it was used, and another takes its place."""
        if not _same(key, self.key):
            return False
        self.key = secrets.token_urlsafe(32)
        self._renewed()
        return True


def _same(given: str, own: str) -> bool:
    return secrets.compare_digest(given.encode(), own.encode())


class Guard:
    """Refuses what is not the dashboard's own page in a browser that was given the key, and sets the headers of all.

    `entrance` is None where everybody who can reach the dashboard may look; `scripts` are the texts of the scripts that
    the server itself writes into its pages.
    """

    def __init__(self, app: Asgi, site: Site, entrance: Entrance | None, scripts: Sequence[str] = ()) -> None:
        self._app, self._site, self._entrance = app, site, entrance
        hashes = (f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in (GO, *scripts))
        self._scripts = " ".join(["'self'", *hashes])

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        own = self._headers(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start", "websocket.accept"):
                names = {name for name, _ in own}
                others = [pair for pair in message.get("headers", ()) if pair[0].lower() not in names]
                message = {**message, "headers": [*others, *own]}
            await send(message)

        answer = self._answer(scope)
        if answer is None:
            await self._app(scope, receive, with_headers)
        else:
            await answers.say(answer, scope, receive, with_headers)

    def _answer(self, scope: Message) -> Answer | None:
        """What the guard says itself, or None when the dashboard may answer."""
        hosts, origins = _values(scope, "host"), _values(scope, "origin")
        if len(hosts) != 1 or not self._site.has(hosts[0]):
            return answers.OTHER_HOST
        socket = scope["type"] == "websocket"
        # A browser names the origin of every websocket; what does not is no page of ours.
        if (origins or socket) and origins != [f"http://{hosts[0]}"]:
            return answers.OTHER_PAGE
        if _embedded(scope):
            return answers.OTHER_PAGE
        path = scope["path"]
        if socket != (path == STREAM) or (path.startswith("/_stcore") and not _is_room(path)):
            return answers.NO_SUCH_PAGE
        refused = _at_the_entrance(self._entrance, scope) if self._entrance else None
        return refused or _to_the_start(scope)

    def _headers(self, scope: Message) -> list[tuple[bytes, bytes]]:
        hosts = _values(scope, "host")
        # For a websocket `'self'` is not enough in every browser; a name that is not ours is not repeated.
        socket = f" ws://{hosts[0]}" if len(hosts) == 1 and self._site.has(hosts[0]) else ""
        policy = {
            "default-src": "'none'",
            "script-src": self._scripts,
            # The pages set the place and colour of each part of a drawing in the part itself.
            "style-src": "'self' 'unsafe-inline'",
            "img-src": "'self' data: blob:",
            "font-src": "'self' data:",
            "connect-src": f"'self'{socket}",
            "manifest-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "'none'",
        }
        return [
            (b"content-security-policy", "; ".join(f"{name} {value}" for name, value in policy.items()).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"no-referrer"),
            # What the browser keeps it could show in another page without asking us again.
            (b"cross-origin-resource-policy", b"same-origin"),
        ]


def _at_the_entrance(entrance: Entrance, scope: Message) -> Answer | None:
    known = entrance.knows(_values(scope, "cookie"))
    keys = parse_qs(scope["query_string"].decode("latin-1")).get(KEY, [])
    if scope.get("method") != "GET" or scope["path"] != "/" or not keys:
        return None if known else answers.NO_KEY
    if known:
        return answers.ENTER
    if not entrance.exchange(keys[0]):
        return answers.NO_KEY
    return replace(answers.ENTER, headers=((b"set-cookie", entrance.cookie().encode()),))


def _to_the_start(scope: Message) -> Answer | None:
    """The address of the first page leads to it, with the choices that stand in the address."""
    if scope.get("method") != "GET" or scope["path"] != START:
        return None
    query: bytes = scope["query_string"]
    return replace(answers.START, headers=((b"location", b"/?" + query if query else b"/"),))


def _values(scope: Message, name: str) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.decode("latin-1").lower() == name]


def _embedded(scope: Message) -> bool:
    """Whether a page of somebody else wants to show or run a part of ours; opening the dashboard from a link is no part.

    Such a request names no origin, and a page on another port of this computer would even send our cookie along.
    """
    elsewhere = {"same-site", "cross-site"} & set(_values(scope, "sec-fetch-site"))
    opens = (_values(scope, "sec-fetch-mode"), _values(scope, "sec-fetch-dest")) == (["navigate"], ["document"])
    return bool(elsewhere) and not opens


def _is_room(path: str) -> bool:
    return path in ROOMS or path.startswith(UPLOADS)
