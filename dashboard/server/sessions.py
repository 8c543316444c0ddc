"""Who is signed in, in which browser, and until when.

The table is in the memory of the server and nowhere else: there is no file from which a session could be taken, and after
a restart everybody signs in again. What a browser holds is a random number; the table knows its digest only.
"""

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from threading import Lock

HOUR, MINUTE = 3600, 60
# Whether a row is still there is looked up at most once in so many seconds for a session.
LOOK_AGAIN = 1.0
# How long a browser is still told why its session ended.
REMEMBERED = 24 * HOUR


class End(Enum):
    """Why a session is over."""

    OUT = "U bent uitgelogd."
    REPLACED = "U bent in deze browser opnieuw ingelogd."
    IDLE = "U bent uitgelogd, omdat er een tijd niets is gedaan."
    LATE = "U bent uitgelogd, omdat een sessie niet langer duurt."
    REMOVED = "U bent uitgelogd, omdat uw toegang is veranderd of afgelopen."


@dataclass
class Session:
    """One person in one browser; times are seconds of a clock that only goes forward."""

    person: str
    began: float
    active: float
    looked: float
    end: End | None = None


class Sessions:
    """The table. `admitted` says whether somebody's row still lets him or her in; it may be asked often."""

    def __init__(
        self,
        hours: float,
        idle_minutes: float,
        admitted: Callable[[str], bool],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._longest, self._idle = hours * HOUR, idle_minutes * MINUTE
        self._admitted, self._clock = admitted, clock
        self._found: dict[str, Session] = {}
        self._lock = Lock()

    def begin(self, person: str) -> str:
        """Signs somebody in; the token for the browser."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._lock:
            self._found = {
                key: each for key, each in self._found.items() if now - each.active < self._longest + REMEMBERED
            }
            self._found[_digest(token)] = Session(person, now, now, now)
        return token

    def person(self, token: str) -> str:
        """Who is signed in with this token, `""` for nobody (any more)."""
        with self._lock:
            found = self._found.get(_digest(token))
            if found is None or found.end is not None:
                return ""
            found.end = self._over(found)
            return "" if found.end else found.person

    def _over(self, session: Session) -> End | None:
        now = self._clock()
        if now - session.began >= self._longest:
            return End.LATE
        if now - session.active >= self._idle:
            return End.IDLE
        if now - session.looked >= LOOK_AGAIN:
            session.looked = now
            if not self._admitted(session.person):
                return End.REMOVED
        return None

    def touch(self, token: str) -> None:
        """Notes that somebody does something; who is signed out stays so."""
        if self.person(token):
            with self._lock:
                self._found[_digest(token)].active = self._clock()

    def end(self, token: str, why: End) -> str:
        """Signs out for good; who it was, `""` when nobody was signed in."""
        person = self.person(token)
        if person:
            with self._lock:
                self._found[_digest(token)].end = why
        return person

    def why(self, token: str) -> End | None:
        """Why the session of this token is over; None when there never was one, or it is not."""
        self.person(token)
        found = self._found.get(_digest(token))
        return found.end if found else None


class _Here:
    """The table of this server, which the guard fills and the pages ask; none where nobody signs in."""

    table: Sessions | None = None
    cookie = ""


def keep_here(table: Sessions, cookie: str) -> None:
    """Makes it the table of this server; `cookie` is the name under which a browser brings its token."""
    _Here.table, _Here.cookie = table, cookie


def there_are() -> bool:
    """Whether people sign in at this server."""
    return _Here.table is not None


def person_of(cookies: Mapping[str, str]) -> str:
    """Who is signed in with the cookies of a browser; `""` for nobody, and where nobody signs in."""
    return _Here.table.person(cookies.get(_Here.cookie, "")) if _Here.table else ""


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
