"""What a browser is told with every page and file: nothing comes from elsewhere, and nothing of ours goes there."""

from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256

from dashboard.server.answers import Message, values
from dashboard.server.site import Site

# The one script that our own pages hold: it goes to the address that stands beside it. Its text never changes, so that
# a browser can be told to run this script and no other.
GO = (
    "history.pushState({}, '', document.currentScript.dataset.address);"
    "window.dispatchEvent(new PopStateEvent('popstate'));"
)
A_YEAR = 365 * 24 * 3600
STARTS = frozenset({"http.response.start", "websocket.http.response.start", "websocket.accept"})


class Policy:
    """The headers of all answers; `scripts` are the texts of the scripts that the server itself writes into its pages."""

    def __init__(self, site: Site, scripts: Sequence[str]) -> None:
        self._site = site
        hashes = (f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" for script in (GO, *scripts))
        self._scripts = " ".join(["'self'", *hashes])

    def on(self, message: Message, own: list[tuple[bytes, bytes]]) -> Message:
        """A message of the server with our headers in place of its own."""
        if message["type"] not in STARTS:
            return message
        if any(
            name.lower() == b"content-type" and value.startswith(b"text/html")
            for name, value in message.get("headers", ())
        ):
            # A page with names that a browser kept comes back with a click on Back, also for who comes after.
            own = [*own, (b"cache-control", b"no-store")]
        names = {name for name, _ in own}
        others = [
            (name, self._safe(value) if name.lower() == b"set-cookie" else value)
            for name, value in message.get("headers", ())
            if name.lower() not in names
        ]
        return {**message, "headers": [*others, *own]}

    def _safe(self, cookie: bytes) -> bytes:
        """A cookie of the server, which behind TLS goes by TLS only."""
        return cookie if self._site.scheme == "http" or b"; secure" in cookie.lower() else cookie + b"; Secure"

    def headers(self, scope: Message) -> list[tuple[bytes, bytes]]:
        """What every answer to a request says."""
        hosts = values(scope, "host")
        # For a websocket `'self'` is not enough in every browser; a name that is not ours is not repeated.
        line = "wss" if self._site.scheme == "https" else "ws"
        socket = f" {line}://{hosts[0]}" if len(hosts) == 1 and self._site.has(hosts[0]) else ""
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
        headers = {
            "content-security-policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            # What the browser keeps it could show in another page without asking us again.
            "cross-origin-resource-policy": "same-origin",
        }
        if self._site.scheme == "https":
            headers["strict-transport-security"] = f"max-age={A_YEAR}"
        return [(name.encode(), value.encode()) for name, value in headers.items()]
