"""What is written down of who did what: the kinds of events, and one line of the log as bytes and back.

A line is a JSON object on a line of its own. `n` numbers the lines, `prev` is the HMAC of the line before, and `mac`, its last
key, is the HMAC of all that stands before it on the line: a changed byte is found whatever it means.
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Kind = Literal[
    "sign_in",
    "refused",
    "sign_out",
    "page",
    "pupil",
    "export",
    "import",
    "mark",
    "contact",
    "decision",
    "setting",
    "right",
    "view_as",
    "request",
    "inzage",
    "vergeten",
    "purge",
    "log_read",
    "backup",
    "restore",
    # The log about itself: begun with a key, a line that was broken off, lines or an anchor that are gone, old lines cut off.
    "begin",
    "broken_off",
    "gap",
    "shortened",
]
# Kind -> what a user reads.
LABELS: Mapping[str, str] = {
    "sign_in": "ingelogd",
    "refused": "geweigerd",
    "sign_out": "uitgelogd",
    "page": "pagina geopend",
    "pupil": "leerling geopend",
    "export": "bestand meegenomen",
    "import": "ingelezen",
    "mark": "vinkje of notitie",
    "contact": "contact of zorg",
    "decision": "besluit",
    "setting": "instelling of protocol",
    "right": "recht gewijzigd",
    "view_as": "bekeken als een ander",
    "request": "verzoek van ouders",
    "inzage": "inzage gegeven",
    "vergeten": "leerling vergeten",
    "purge": "opgeschoond",
    "log_read": "logboek gelezen",
    "backup": "reservekopie gemaakt",
    "restore": "reservekopie teruggezet",
    "begin": "logboek begonnen",
    "broken_off": "afgebroken regel hersteld",
    "gap": "hiaat in het logboek",
    "shortened": "oude regels verwijderd",
}
# Who leaves, or gets nothing, is never held up by a log that cannot be written.
NEVER_IN_THE_WAY = frozenset({"sign_out", "refused"})
# Without sign-in nobody knows more of who it was.
THIS_COMPUTER = "deze computer"
# Hexadecimal digits of the HMAC of a pupil number: enough to tell all pupils ever apart.
TAG = 16
MAC = b', "mac": "'
END = b'"}'


@dataclass(frozen=True)
class Actor:
    """Who does it: the id of who is signed in and in which role; an empty person is whoever sits at this computer."""

    person: str = ""
    role: str = ""


@dataclass(frozen=True)
class Event:
    """One thing that was done. `pupils` are numbers, which the log holds as HMAC only; `count` are rows or pupils;
    `what` says which page, file, table or reason, `chosen` the selection in words without names, `sha256` of a file."""

    kind: Kind
    school: str = ""
    pupils: tuple[str, ...] = ()
    count: int | None = None
    what: str = ""
    chosen: str = ""
    sha256: str = ""


@dataclass(frozen=True)
class Keys:
    """The keys that follow from the one in the key file: of the chain and of the pupil numbers; `id` names it."""

    id: str
    chain: bytes
    pupil: bytes

    def tag(self, school: str, student_id: str) -> str:
        """What stands in the log for a pupil of a school."""
        return hmac.digest(self.pupil, f"{school}\n{student_id}".encode(), "sha256").hex()[:TAG]

    def mac(self, body: bytes) -> str:
        """The HMAC of what a line holds before its own `mac`."""
        return hmac.digest(self.chain, body, "sha256").hex()


@dataclass(frozen=True)
class Line:
    """A line as it stands there: its fields, its own HMAC, and whether that fits with the key."""

    fields: Mapping[str, Any]
    mac: str
    authentic: bool

    @property
    def number(self) -> int:
        found = self.fields.get("n")
        return found if isinstance(found, int) else 0

    @property
    def event(self) -> str:
        return str(self.fields.get("event", ""))


def written(event: Event, actor: Actor, number: int, prev: str, keys: Keys) -> tuple[bytes, str]:
    """A line with its end, and its HMAC. What is empty is left out."""
    fields = {
        "n": number,
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "person": actor.person or THIS_COMPUTER,
        "role": actor.role,
        "event": event.kind,
        "school": event.school,
        "pupils": [keys.tag(event.school, pupil) for pupil in event.pupils],
        "count": event.count,
        "what": event.what,
        "chosen": event.chosen,
        "sha256": event.sha256,
    }
    told = {name: value for name, value in fields.items() if value not in ("", None, [])} | {"prev": prev}
    body = json.dumps(told, ensure_ascii=False).encode("utf-8", errors="replace")[:-1]
    mac = keys.mac(body)
    return body + MAC + mac.encode() + END + b"\n", mac


def read(raw: bytes, keys: Keys | None) -> Line:
    """A line without its end; without the key, or when anything in it was changed, it is not authentic."""
    body, _, rest = raw.rpartition(MAC)
    mac = rest.removesuffix(END).decode("ascii", errors="replace")
    try:
        fields = json.loads(raw)
    except ValueError:
        fields = {}
    whole = bool(body) and rest.endswith(END) and isinstance(fields, dict)
    authentic = whole and keys is not None and hmac.compare_digest(keys.mac(body).encode(), mac.encode())
    return Line(fields if isinstance(fields, dict) else {}, mac, authentic)
