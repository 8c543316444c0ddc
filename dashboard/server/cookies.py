"""The cookies that the guard gives and reads."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from dashboard.server.answers import Message, values
from dashboard.server.inner import Reply


@dataclass(frozen=True)
class Place:
    """Where people find the dashboard: its origin and the path under which it stands, `""` or as in `/verzuim`."""

    origin: str
    base: str

    def cookie(self, name: str, value: str, age: int | None = None) -> tuple[bytes, bytes]:
        """The header that gives a browser a cookie that goes with it, or takes it away (`age` 0)."""
        secure = "; Secure" if self.origin.startswith("https:") else ""
        until = "" if age is None else f"; Max-Age={age}"
        text = f"{name}={value}; Path={self.base or '/'}; HttpOnly; SameSite=Lax{secure}{until}"
        return b"set-cookie", text.encode()


def cookie_name(place: Place) -> str:
    """What the cookie of a dashboard is called; behind TLS a browser takes one so called from this host only."""
    if place.origin.startswith("https:"):
        return "__Secure-verzuimbeeld" if place.base else "__Host-verzuimbeeld"
    return f"verzuimbeeld-inlog-{urlsplit(place.origin).port or 80}"


def cookies(scope: Message) -> dict[str, str]:
    """The cookies of a request by name; of two with one name none, for one of them is not ours."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for header in values(scope, "cookie"):
        for part in header.split(";"):
            name, _, value = part.strip().partition("=")
            if name in found:
                twice.add(name)
            found[name] = value
    return {name: value for name, value in found.items() if name not in twice}


def given(reply: Reply) -> dict[str, str]:
    """The cookies that an answer gives, by name."""
    found: dict[str, str] = {}
    for header in reply.all("set-cookie"):
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(header)
        except CookieError:
            continue
        found |= {name: each.value for name, each in jar.items() if each.value}
    return found
