"""One request to the server behind the guard that no browser sees, and what it answered."""

from dataclasses import dataclass, field

from dashboard.server.answers import Asgi, Message


@dataclass
class Reply:
    """What the server answered: a status and headers, with names in small letters."""

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)

    def all(self, name: str) -> list[str]:
        """The values of a header."""
        return [value for key, value in self.headers if key == name]


async def asked(app: Asgi, scope: Message, path: str, query: bytes) -> Reply:
    """The answer to a GET for another path, with the headers of a request that came in."""
    found = Reply()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            found.status = message["status"]
            found.headers = [
                (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in message["headers"]
            ]

    inner = {**scope, "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query}
    await app(inner, receive, send)
    return found
