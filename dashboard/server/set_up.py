"""What has to be there before people can sign in: an address with TLS, and the secret that the provider knows us by."""

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dashboard.access import LOCAL_ADDRESSES, LOOKING, through
from dashboard.first_page import first_page
from dashboard.server.claims import Identity
from dashboard.server.cookies import Place
from dashboard.server.sessions import Sessions, keep_here
from dashboard.server.sign_in import Door, Event
from dashboard.server.site import PORTS, Site, in_url
from pipelines.access.keep import person_of
from pipelines.access.mapping import person_viewer, still_admitted
from pipelines.access.people import NAME
from pipelines.access.schema import SignIn
from pipelines.errors import UsageError
from pipelines.store.workspace import Workspace, open_to_others, reopened
from pipelines.today import today

SECRET, SECRET_FILE = "VERZUIMBEELD_CLIENT_SECRET", "VERZUIMBEELD_CLIENT_SECRET_FILE"
# Where systemd lays what one service may know (LoadCredential). It lets the account of the service in by an access list, of
# which the widest entry shows as the rights of a group that has none.
CREDENTIALS = "CREDENTIALS_DIRECTORY"


@dataclass(frozen=True)
class SigningIn:
    """How a dashboard is served where people sign in: at which place, through which door, with which secrets, and the
    table of who is signed in."""

    site: Site
    door: Door
    sessions: Sessions
    secrets: dict[str, Any]
    folder: Path

    @property
    def url(self) -> str:
        """Where people find it."""
        default = self.site.port == PORTS[self.site.scheme]
        host = in_url(next(iter(self.site.names)))
        return f"{self.site.scheme}://{host}{'' if default else f':{self.site.port}'}{self.site.base}"

    def may_upload(self, person: str) -> bool:
        """Whether somebody may bring files to read in."""
        return person_viewer(reopened(self.folder), person, today()).may("data")

    def begins(self, person: str, other: str) -> str:
        """The page that opens first for somebody, who may look through the eyes of another."""
        there = reopened(self.folder)
        own = person_viewer(there, person, today())
        return first_page(through(there, own, other if own.reads(LOOKING) else ""))


def signing_in(workspace: Workspace, settings: SignIn, address: str) -> SigningIn:
    """Everything that signing in needs. Raises UsageError for what is not whole, with what to do about it."""
    site = _site(settings, address)
    origin = f"{site.scheme}://{urlsplit(settings.url).netloc}"
    folder = workspace.path
    table = Sessions(
        settings.hours, settings.idle_minutes, lambda person: still_admitted(reopened(folder), person, today())
    )

    def whose(who: Identity) -> str | None:
        return person_of(reopened(folder), who.subject, who.name, today())

    door = Door(settings, Place(origin, site.base), table, whose, _note)
    keep_here(table, door.name)
    return SigningIn(site, door, table, door.secrets(_client_secret(workspace, settings)), folder)


def _note(event: Event, person: str, reason: str) -> None:
    from dashboard import access_log  # brings the pages along, which want a server that runs

    access_log.note(event, person=person, what=reason)


def _site(settings: SignIn, address: str) -> Site:
    parts = urlsplit(settings.url)
    try:
        port = parts.port
    except ValueError:
        port = -1
    if parts.scheme not in PORTS or not parts.hostname or port == -1 or parts.query or parts.fragment or parts.username:
        raise UsageError(
            f"url = {settings.url!r} onder [signin] in {NAME} is geen adres.",
            'Schrijf het adres waarop mensen het dashboard openen, zoals url = "https://verzuim.uwschool.example".',
        )
    on_this_computer = parts.hostname in LOCAL_ADDRESSES and address in LOCAL_ADDRESSES
    if parts.scheme != "https" and not on_this_computer:
        raise UsageError(
            f"Het dashboard zou op {settings.url} zonder versleuteling (TLS) te lezen zijn, en gaat daar niet open.",
            f"Zet er een webserver met een certificaat voor (nginx, Caddy) en schrijf in {NAME} een url die begint met https.",
        )
    if urlsplit(settings.issuer).scheme != "https" and not on_this_computer:
        raise UsageError(
            f"issuer = {settings.issuer!r} onder [signin] in {NAME} heeft geen versleuteling (TLS).",
            "Neem het adres over dat uw inlogdienst noemt; het begint met https.",
        )
    base = parts.path.rstrip("/")
    return Site(frozenset({parts.hostname}), port or PORTS[parts.scheme], scheme=parts.scheme, base=base)


def secret_is_given() -> bool:
    """Whether whoever started the program meant people to sign in."""
    return any(os.environ.get(name) for name in (SECRET, SECRET_FILE))


def _client_secret(workspace: Workspace, settings: SignIn) -> str:
    """The secret of `client_id`, from the environment or a file, and in the environment no longer than needed."""
    found = os.environ.pop(SECRET, "").strip()
    file = os.environ.pop(SECRET_FILE, "") or settings.secret_file
    if found:
        return found
    if not file:
        raise UsageError(
            f"Het geheim van de inlogdienst ontbreekt, dat bij client_id = {settings.client_id!r} hoort.",
            f"Zet het in een bestand buiten de werkmap dat alleen voor u te lezen is, en de plaats daarvan in {SECRET_FILE}.",
        )
    return _in_file(Path(file), workspace)


def _in_file(path: Path, workspace: Workspace) -> str:
    if path.resolve().is_relative_to(workspace.path.resolve()):
        raise UsageError(
            f"Het geheim van de inlogdienst staat in de werkmap ({path}), en gaat zo mee in elke kopie daarvan.",
            f"Verplaats het naar een map erbuiten, en pas {SECRET_FILE} aan.",
        )
    try:
        now = path.stat()
        if open_to_others(now) and not (_is_credential(path) and not now.st_mode & stat.S_IRWXO):
            raise UsageError(
                f"Het geheim van de inlogdienst in {path} is ook voor anderen te lezen.", f"Sluit het: chmod 600 {path}"
            )
        found = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"Het geheim van de inlogdienst is niet te lezen uit {path} ({error}).",
            "Zet het er als één regel tekst in, en geef dit account leesrecht.",
        ) from None
    if not found:
        raise UsageError(f"{path} is leeg.", "Zet er het geheim van de inlogdienst in, als één regel tekst.")
    return found


def _is_credential(path: Path) -> bool:
    folder = os.environ.get(CREDENTIALS, "")
    return bool(folder) and path.parent == Path(folder)
