"""The line between a page and the server (a websocket): it belongs to one session of a person and does not outlive it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import get_instance

from dashboard.server.answers import Asgi, Message, Receive, Send
from dashboard.server.handed import FILES, Handed

# A tab in which nobody does anything is looked at every so many seconds.
LOOK = 2.0
MEDIA = "/media/"
PROTOCOL = b"sec-websocket-protocol"
# What a browser is told when its line is cut: this is not allowed (any more).
POLICY = 1008
# What our pages ask. Streamlit listens to more, such as to forget all that it keeps, which is everybody's.
ASKED = frozenset({"rerun_script", "stop_script", "file_urls_request", "backend_operation_request"})


class Lines:
    """Which session of a person each open page belongs to, and the files that pages were handed.

    The server calls each page by a name that its own browser alone is told. Whoever else comes with that name gets a new
    one, and cannot lay a file in it.
    """

    def __init__(self, base: str) -> None:
        self.handed = Handed()
        self._base = base
        self._owners: dict[str, str] = {}

    def owns(self, session: str, page: str) -> bool:
        """Whether a page is one of this session."""
        return self._owners.get(page) == session

    def learn(self, message: ForwardMsg, session: str) -> str:
        """The name of the page when a message tells it, which is then this session's; else `""`."""
        if message.WhichOneof("type") != "new_session":
            return ""
        page = message.new_session.initialize.session_id
        self._owners[page] = session
        return page

    def forget(self, session: str) -> None:
        """Leaves nothing of a session that is over."""
        self._owners = {page: owner for page, owner in self._owners.items() if owner != session}

    def rewritten(self, message: ForwardMsg, session: str) -> bytes:
        """The message, with the address under which this session may fetch the file that it asked for."""
        if message.WhichOneof("type") == "backend_operation_response":
            file = message.backend_operation_response.deferred_file
            if file.url.startswith(MEDIA):
                file.url = f"{self._base}{FILES}{self.handed.give(file.url, session)}"
        data: bytes = message.SerializeToString()
        return data

    def own_page(self, scope: Message, session: str) -> Message:
        """The request for a line, without the name of a page that is not this session's."""
        headers, names = [], []
        for name, value in scope["headers"]:
            if name.lower() == PROTOCOL:
                names = [part.strip() for part in value.decode("latin-1").split(",")]
                if not self.owns(session, names[2] if len(names) > 2 else ""):
                    names = names[:2]
                headers.append((name, ", ".join(names).encode("latin-1")))
            else:
                headers.append((name, value))
        return {**scope, "headers": headers, "subprotocols": names}


@dataclass
class Stream:
    """One line. `alive` says whether the session still holds; `touch` is told that somebody did something.

    When the session is over the browser is sent to `leave`, so that no name stays on a screen, and the line is cut.
    """

    lines: Lines
    session: str
    alive: Callable[[], bool]
    touch: Callable[[], None]
    leave: str
    _waiting: asyncio.Future[Message] | None = field(default=None, init=False)
    _open: bool = field(default=False, init=False)
    _cut: bool = field(default=False, init=False)
    _page: str = field(default="", init=False)

    async def serve(self, app: Asgi, scope: Message, receive: Receive, send: Send) -> None:
        """Serves the line until the browser or the session ends."""
        self._receive, self._send = receive, send
        try:
            await app(self.lines.own_page(scope, self.session), self._next, self._out)
        finally:
            if self._waiting is not None:
                self._waiting.cancel()

    async def _next(self) -> Message:
        while not self._cut:
            self._waiting = self._waiting or asyncio.ensure_future(self._receive())
            done, _ = await asyncio.wait({self._waiting}, timeout=LOOK)
            if not self.alive():
                await self._end()
            elif done:
                message, self._waiting = self._waiting.result(), None
                asked = _asked(message)
                if asked and not asked.rerun_script.is_auto_rerun:
                    self.touch()
                if asked or message["type"] != "websocket.receive":
                    return message
        return {"type": "websocket.disconnect", "code": POLICY}

    async def _end(self) -> None:
        self._cut = True
        if self._open:
            gone = ForwardMsg()
            gone.auth_redirect.url = self.leave
            await self._send({"type": "websocket.send", "bytes": gone.SerializeToString()})
        await self._send({"type": "websocket.close", "code": POLICY})

    async def _out(self, message: Message) -> None:
        if self._cut or not self.alive():
            return
        kind = message["type"]
        self._open = self._open or kind == "websocket.accept"
        data = message.get("bytes") if kind == "websocket.send" else None
        # Most of what goes by are charts and rows: only what may tell a name or an address is looked into.
        if data and (not self._page or MEDIA.encode() in data):
            parsed = ForwardMsg.FromString(data)
            self._page = self._page or self.lines.learn(parsed, self.session)
            message = {**message, "bytes": self.lines.rewritten(parsed, self.session)}
        await self._send(message)


def _asked(message: Message) -> BackMsg | None:
    """What a browser asks, None for what is no question of our pages."""
    try:
        asked = BackMsg.FromString(message.get("bytes") or b"")
    except Exception:  # noqa: BLE001  # whatever it is
        return None
    return asked if asked.WhichOneof("type") in ASKED and not _of_another(asked) else None


def _of_another(asked: BackMsg) -> bool:
    """Whether a page asks for a file of another page: Streamlit makes it for whoever knows its name.

    It answers no page that says to be another than it is.
    """
    if asked.WhichOneof("type") != "backend_operation_request":
        return False
    request = asked.backend_operation_request
    made = get_instance().media_file_mgr._deferred_callables.get(request.deferred_file.file_id)
    return made is not None and made["session_id"] != request.session_id
