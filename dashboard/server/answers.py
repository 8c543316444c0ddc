"""What the guard says itself, to who is refused and to who comes in: a Dutch page that asks nothing of anybody."""

from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from html import escape
from typing import Any, ClassVar

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Message, Receive, Send], Awaitable[None]]


@dataclass(frozen=True)
class Answer:
    """What the guard says itself: a status, Dutch sentences (HTML), and what else stands in the head of the page."""

    status: int
    text: str
    head: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()

    kind: ClassVar[bytes] = b"text/html; charset=utf-8"

    def body(self) -> bytes:
        """The whole page."""
        return (
            '<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>Verzuimbeeld</title>'
            f'<link rel="icon" href="data:,">{self.head}</head>'
            '<body style="font-family: sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em">'
            f"<h1>Verzuimbeeld</h1>{self.text}</body></html>"
        ).encode()


@dataclass(frozen=True)
class Json(Answer):
    """What a program reads: the text is JSON, and goes as it is."""

    headers: tuple[tuple[bytes, bytes], ...] = ((b"cache-control", b"no-store"),)

    kind: ClassVar[bytes] = b"application/json"

    def body(self) -> bytes:
        """The text."""
        return self.text.encode()


WHERE = "Het adres staat in het venster waarin het dashboard is gestart."
OTHER_HOST = Answer(403, f"<p>Onder dit adres is het dashboard niet te openen. {WHERE}</p>")
OTHER_PAGE = Answer(403, "<p>Een andere website vroeg dit. Het dashboard antwoordt alleen zijn eigen pagina's.</p>")
NO_SUCH_PAGE = Answer(404, "<p>Deze pagina bestaat niet.</p>")
NO_FILE = Answer(404, "<p>Dit bestand is al opgehaald, of te laat. Klik nog eens op de knop van de pagina.</p>")
NO_UPLOAD = Answer(403, "<p>Bestanden brengen kan alleen op uw eigen pagina, met het recht op inlezen.</p>")
NO_KEY = Answer(
    403,
    f"<p>Dit dashboard gaat alleen open met de sleutel in zijn adres. {WHERE} Een adres met sleutel werkt één keer; "
    "daarna staat er een nieuw.</p>"
    '<p>Had u het dashboard in deze browser al open? <a href="/">Ga verder</a></p>',
)
# A page that sends itself on, for a redirect would still count as the step of whoever opened the address, and a browser
# keeps a strict cookie from that.
ENTER = Answer(
    200,
    '<p>Het dashboard gaat open. <a href="/">Ga verder</a></p>',
    head='<meta http-equiv="refresh" content="0; url=/">',
)


def start(where: str) -> Answer:
    """Sends a browser to the address of the first page."""
    link = escape(where, quote=True)
    text = f'<p>Deze pagina staat op het eerste adres. <a href="{link}">Ga verder</a></p>'
    return Answer(307, text, headers=((b"location", where.encode("latin-1")),))


def no_such_page(start: str) -> Answer:
    """Says that an address has no page, with a way to the first one."""
    return Answer(404, f'<p>Deze pagina bestaat niet. <a href="{escape(start, quote=True)}">Naar het begin</a></p>')


def values(scope: Message, name: str) -> list[str]:
    """The values of a header of a request."""
    return [value.decode("latin-1") for key, value in scope["headers"] if key.decode("latin-1").lower() == name]


async def say(answer: Answer, scope: Message, receive: Receive, send: Send) -> None:
    """Gives an answer to a request for a page or for a websocket."""
    kind = ""
    if scope["type"] == "websocket":
        await receive()
        if "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008})
            return
        kind = "websocket."
    body = answer.body()
    about = [(b"content-type", answer.kind), (b"content-length", str(len(body)).encode()), *answer.headers]
    await send({"type": f"{kind}http.response.start", "status": answer.status, "headers": about})
    await send({"type": f"{kind}http.response.body", "body": body})
