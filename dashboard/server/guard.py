"""The guard before every page and file: who asks from another page, without key or not signed in, gets nothing.

It stands around the whole web server (plain ASGI), so that nothing behind it sees a request that it refuses: also not the
server's own look at a foreign origin, which would ask a public service for the address of this computer.
"""

from collections.abc import Callable, Sequence
from urllib.parse import parse_qs

from dashboard.first_page import BEGINS
from dashboard.looking_as import KEY as OTHER
from dashboard.server import answers, dutch
from dashboard.server.answers import Answer, Asgi, Message, Receive, Send, values
from dashboard.server.entrance import Entrance, at_the_entrance
from dashboard.server.handed import FILES
from dashboard.server.health import Watched
from dashboard.server.policy import Policy
from dashboard.server.sign_in import Door
from dashboard.server.site import CALLBACK, ENTER, HEALTH, LEAVE, Site
from dashboard.server.stream import MEDIA, Lines, Stream
from protocols.access_pages import access_parts

STREAM = "/_stcore/stream"
# What a page asks of the server's own rooms; the rest of them (figures of the server, a door for programs) stays shut.
ROOMS, UPLOADS = frozenset({"/_stcore/health", "/_stcore/host-config", STREAM}), "/_stcore/upload_file/"
ASKING = frozenset({"GET", "HEAD"})
# What is there for signing in only, and what of it the guard alone asks.
SIGNING_IN, OF_STREAMLIT = frozenset({ENTER, CALLBACK, LEAVE}), "/auth/"


class Guard:
    """Refuses what is not the dashboard's own page in a browser that may have it, and sets the headers of all.

    `entrance` is None where nobody needs a key, `door` where nobody signs in: without both, everybody who can reach the
    dashboard may look. `may_upload` says whether somebody who is signed in may bring files, `begins` with which
    page somebody begins, through whose eyes. `scripts` are the texts of the scripts that the server itself writes into its
    pages.
    """

    def __init__(
        self,
        app: Asgi,
        site: Site,
        watched: Watched,
        entrance: Entrance | None,
        scripts: Sequence[str] = (),
        door: Door | None = None,
        may_upload: Callable[[str], bool] = bool,
        begins: Callable[[str, str], str] = lambda *_: BEGINS[0],
    ) -> None:
        self._app, self._site, self._entrance, self._door, self._may_upload = app, site, entrance, door, may_upload
        self._watched, self._begins = watched, begins
        self._lines, self._policy = Lines(site.base), Policy(site, scripts)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        own = self._policy.headers(scope)

        async def with_headers(message: Message) -> None:
            await send(dutch.page(self._policy.on(message, own)))

        answer = self._elsewhere(scope)
        path = scope["path"].removeprefix(self._site.base)
        if answer is None and self._door and path in SIGNING_IN:
            answer = await self._door.answer(path, self._app, scope)
        answer = answer or (at_the_entrance(self._entrance, scope) if self._entrance else None)
        if answer is None and path == HEALTH and scope.get("method") in ASKING:
            answer = await self._watched.answer()
        answer = answer or self._closed(scope, path) or dutch.script(path, scope)
        if answer is not None:
            await answers.say(answer, scope, receive, with_headers)
        elif path.startswith(FILES):
            await self._hand_over(path, scope, receive, with_headers)
        elif scope["type"] == "websocket":
            await self._line(scope).serve(self._app, scope, receive, with_headers)
        else:
            if self._door and scope.get("method") == "GET" and not path.startswith("/_stcore/"):
                self._door.touch(self._session(scope))
            await self._app(dutch.unpacked(scope), receive, with_headers)

    def _elsewhere(self, scope: Message) -> Answer | None:
        """What somebody gets who asks under another name or from another page, or for what is not there."""
        hosts, origins = values(scope, "host"), values(scope, "origin")
        # Who watches over the server asks it by its own name, too, and gets nothing else there.
        sites = (self._site, self._watched.site) if scope["path"] == f"{self._site.base}{HEALTH}" else (self._site,)
        site = next((each for each in sites if len(hosts) == 1 and each.has(hosts[0])), None)
        if site is None:
            return answers.OTHER_HOST
        socket = scope["type"] == "websocket"
        # A browser names the origin of every websocket; what does not is no page of ours.
        if (origins or socket) and origins != [f"{site.scheme}://{hosts[0]}"]:
            return answers.OTHER_PAGE
        if _embedded(scope):
            return answers.OTHER_PAGE
        base, path = self._site.base, scope["path"]
        if base and path == base:
            return answers.start(f"{base}/")
        if not path.startswith(f"{base}/"):
            return answers.NO_SUCH_PAGE
        path = path.removeprefix(base)
        if socket != (path == STREAM) or (path.startswith("/_stcore") and not _is_room(path)):
            return answers.NO_SUCH_PAGE
        # A file of the server is asked for under the address that was handed out, and Streamlit's sign-in by us alone.
        hidden = path.startswith((MEDIA, OF_STREAMLIT)) or (path in SIGNING_IN and self._door is None)
        return answers.NO_SUCH_PAGE if hidden else None

    def _closed(self, scope: Message, path: str) -> Answer | None:
        """What the guard says to who may not have a page of ours, or None when the dashboard may answer."""
        refused = self._door.refused(scope) if self._door else None
        if refused is None and path.startswith(UPLOADS) and not self._may_bring(scope, path):
            return answers.NO_UPLOAD
        return refused or self._to_the_start(scope, path) or self._unknown(scope, path)

    def _session(self, scope: Message) -> str:
        """What tells the sessions of people apart; where nobody signs in there is one."""
        return self._door.token(scope) if self._door else ""

    def _may_bring(self, scope: Message, path: str) -> bool:
        """Whether a file may be laid in the page that the address names: the own one, of who has the right."""
        session = self._session(scope)
        if self._door and not self._may_upload(self._door.person(session)):
            return False
        return self._lines.owns(session, path.removeprefix(UPLOADS).split("/")[0])

    def _line(self, scope: Message) -> Stream:
        session, door = self._session(scope), self._door
        if door is None:
            return Stream(self._lines, session, lambda: True, lambda: None, "")
        leave = f"{self._site.base}/"
        return Stream(self._lines, session, lambda: bool(door.person(session)), lambda: door.touch(session), leave)

    async def _hand_over(self, path: str, scope: Message, receive: Receive, send: Send) -> None:
        """A file that a page of this session asked for."""
        found = None
        if scope["method"] == "GET":
            found = self._lines.handed.take(path.removeprefix(FILES), self._session(scope))
        if found is None:
            await answers.say(answers.NO_FILE, scope, receive, send)
            return
        inner = f"{self._site.base}{found}"

        async def not_kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in message["headers"] if pair[0].lower() != b"cache-control"]
                message = {**message, "headers": [*kept, (b"cache-control", b"no-store")]}
            await send(message)

        await self._app({**scope, "path": inner, "raw_path": inner.encode(), "query_string": b""}, receive, not_kept)

    def _to_the_start(self, scope: Message, path: str) -> Answer | None:
        """The page that opens first has no address of its own for the server, and people have one of it.

        That leads to it, with the choices that stand in the address.
        """
        if scope.get("method") != "GET" or path.removeprefix("/") not in access_parts():
            return None
        query = scope["query_string"].decode("latin-1")
        person = self._door.person(self._session(scope)) if self._door else ""
        if path != f"/{self._begins(person, parse_qs(query).get(OTHER, [''])[-1])}":
            return None
        return answers.start(f"{self._site.base}/" + (f"?{query}" if query else ""))

    def _unknown(self, scope: Message, path: str) -> Answer | None:
        """What somebody gets who asks for a page that there is not; the server itself would say so in English."""
        found = access_parts().get(path.strip("/"))
        a_file = path == "/" or path.startswith(("/_stcore/", FILES)) or "." in path.rpartition("/")[2]
        if scope.get("method") not in ASKING or a_file or (found and found.page):
            return None
        return answers.no_such_page(f"{self._site.base}/")


def _embedded(scope: Message) -> bool:
    """Whether a page of somebody else wants to show or run a part of ours; opening the dashboard from a link is no part.

    Such a request names no origin, and a page on another port of this computer would even send our cookie along.
    """
    elsewhere = {"same-site", "cross-site"} & set(values(scope, "sec-fetch-site"))
    opens = (values(scope, "sec-fetch-mode"), values(scope, "sec-fetch-dest")) == (["navigate"], ["document"])
    return bool(elsewhere) and not opens


def _is_room(path: str) -> bool:
    return path in ROOMS or path.startswith(UPLOADS)
