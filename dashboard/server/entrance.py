"""The key in the address that the launcher opens, where nobody signs in."""

import secrets
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import parse_qs

from dashboard.server import answers
from dashboard.server.answers import Answer, Message, values

KEY = "sleutel"


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


def at_the_entrance(entrance: Entrance, scope: Message) -> Answer | None:
    """What the guard says to who has no cookie: the key gives one. None for who has one."""
    known = entrance.knows(values(scope, "cookie"))
    keys = parse_qs(scope["query_string"].decode("latin-1")).get(KEY, [])
    if scope.get("method") != "GET" or scope["path"] != "/" or not keys:
        return None if known else answers.NO_KEY
    if known:
        return answers.ENTER
    if not entrance.exchange(keys[0]):
        return answers.NO_KEY
    return replace(answers.ENTER, headers=((b"set-cookie", entrance.cookie().encode()),))
