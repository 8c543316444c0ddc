"""Files that a page hands to its browser: each under an address of its own, for one session, once, for a minute."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

# Before the token in the address of a file.
FILES = "/bestand/"
SECONDS = 60


@dataclass(frozen=True)
class _File:
    path: str
    session: str
    until: float


class Handed:
    """The files that may be fetched now. `session` is the token of whoever asked for the file."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._files: dict[str, _File] = {}
        self._lock = Lock()

    def give(self, path: str, session: str) -> str:
        """The token with which this session fetches a file of the server under another name."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._files = {name: each for name, each in self._files.items() if each.until > now}
            self._files[token] = _File(path, session, now + SECONDS)
        return token

    def take(self, token: str, session: str) -> str | None:
        """The path of the file, for the first who comes with the token in time, and only in the session that asked.

        Somebody else who comes with it uses it up: an address that was seen elsewhere opens nothing any more.
        """
        with self._lock:
            found = self._files.pop(token, None)
        if found is None or found.session != session or found.until <= self._clock():
            return None
        return found.path
