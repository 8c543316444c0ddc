"""How somebody gets into the dashboard: the port that is ours alone, the address with its key, and the browser."""

import os
import socket
import sys
import threading
import webbrowser
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from html import escape
from pathlib import Path

from dashboard.access import LOCAL_ADDRESSES
from dashboard.server.entrance import KEY, Entrance
from dashboard.server.site import Site, in_url
from pipelines.errors import UsageError

# Addresses that mean every network of this computer.
EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104
LAST_PORT = 65535


def own_site(address: str, port: int) -> Site:
    """Where a dashboard is found that listens on an address: there, and under the names of this computer itself."""
    everywhere = address in EVERYWHERE
    return Site(frozenset(LOCAL_ADDRESSES) | ({address} - EVERYWHERE), port, any_number=everywhere)


@contextmanager
def port_of_our_own(address: str, port: int) -> Iterator[None]:
    """Checks that the dashboard can listen there, and keeps everybody else from doing so meanwhile.

    `localhost` is two addresses, of which a browser tries `::1` first and the server uses the other: a program of another
    account that listens on the first would be handed the key. Raises UsageError when somebody else is there.
    """
    if not 0 < port <= LAST_PORT:
        raise UsageError(f"{port} is geen poort.", f"Kies bij --port een getal van 1 tot en met {LAST_PORT}.")
    try:
        _bound(address or "0.0.0.0", port, again=os.name != "nt").close()  # noqa: S104
        other = _bound("::1", port, again=False) if address == "localhost" and has_ipv6() else None
    except OSError:
        raise UsageError(
            f"Het dashboard kan niet luisteren op {in_url(address)}:{port}.",
            "Misschien staat er al een dashboard open, of mag dit account die poort niet: kies een andere met --port.",
        ) from None
    try:
        yield
    finally:
        if other is not None:
            other.close()


def _bound(address: str, port: int, again: bool) -> socket.socket:
    """A socket on an address; `again` also when a server that was just stopped still has its last connections there."""
    found = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
    try:
        if again:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind((address, port))
    except OSError:
        found.close()
        raise
    return found


def has_ipv6() -> bool:
    """Whether this computer has `::1` at all."""
    try:
        _bound("::1", 0, again=False).close()
    except OSError:
        return False
    return True


class Invitation:
    """Tells on the terminal where the dashboard is, and opens it in a browser; `entrance` is None without a key.

    `url` is where people find it who sign in there; it is not this computer that they sit at.
    """

    def __init__(
        self, address: str, port: int, folder: Path, browser: bool, with_key: bool, url: str | None = None
    ) -> None:
        self.address, self.port, self._browser, self._url = address, port, browser and not url, url
        self.entrance = Entrance(port, self._again) if with_key else None
        self._page = folder / f"openen-{port}.html"

    def url(self) -> str:
        """The address to open, with the key of the next visit."""
        if self._url:
            return self._url
        host = "localhost" if self.address in EVERYWHERE else in_url(self.address)
        return f"http://{host}:{self.port}" + (f"/?{KEY}={self.entrance.key}" if self.entrance else "")

    @asynccontextmanager
    async def while_open(self, _: object) -> AsyncGenerator[None, None]:
        """Invites as soon as the server listens, and leaves nothing behind when it stops."""
        _say(f"Het dashboard staat op {self.url()} (stoppen met Ctrl-C).")
        if self._url:
            _say(f"Mensen loggen er in. De webserver ervoor geeft door aan {in_url(self.address)}:{self.port}.")
        if self.entrance:
            _say("Dit adres werkt één keer, voor één browser. Daarna staat hier een nieuw.")
        if self._browser:
            self._open()
        yield
        self._forget()

    def _forget(self) -> None:
        # Without its key the page opens nothing: where it cannot be deleted, it does no harm.
        with suppress(OSError):
            self._page.unlink()

    def _again(self) -> None:
        self._forget()
        _say(f"Geopend. Voor een andere browser, of als u hem afsloot: {self.url()}")

    def _open(self) -> None:
        """Opens the browser, in the background: some of them only return when they are closed.

        What stands on a command line every account can read, so the key stands in a file of the owner's.
        """
        url = self.url()
        if self.entrance:
            try:
                url = _written(self._page, url)
            except OSError:
                _say("De werkmap is niet te beschrijven. Open het adres hierboven zelf in uw browser.")
                return
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _written(path: Path, url: str) -> str:
    """Writes a page for the owner's eyes that goes to an address; returns its own."""
    path.unlink(missing_ok=True)
    page = (
        f'<!doctype html><html lang="nl"><meta charset="utf-8"><meta http-equiv="refresh" content="0; url={escape(url)}">'
        f'<title>Verzuimbeeld</title><a href="{escape(url)}">Ga naar het dashboard</a></html>\n'
    )
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        handle.write(page)
    return path.resolve().as_uri()


def _say(sentence: str) -> None:
    # Whoever closed the terminal reads nothing, but the dashboard stays.
    with suppress(OSError):
        print(sentence, file=sys.stderr, flush=True)
