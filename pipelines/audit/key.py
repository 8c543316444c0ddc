"""The key of the log, outside every workspace: who can write in a workspace cannot make a line of its log.

One key per account, in a folder of that account (or the one that `VERZUIMBEELD_SLEUTELS` names), made at first use and
readable by its owner only. Beside it stands an anchor per workspace: how many lines its log has and the HMAC of the last,
so that a tail that was cut off is missed. Whoever moves a workspace to another computer takes that folder along.
"""

import hmac
import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.audit.events import Keys
from pipelines.errors import WorkspaceError
from pipelines.store.durable import write_whole

VARIABLE = "VERZUIMBEELD_SLEUTELS"
FILE, ANCHOR = "logboek.sleutel", ".anker"
BYTES, ID, NAME = 32, 8, 16
WAIT_SECONDS, POLL_SECONDS = 10, 0.005


@dataclass(frozen=True)
class Anchor:
    """How far a log is known to go: the number and HMAC of its last line, its size, and with which key."""

    path: str
    n: int
    mac: str
    bytes: int
    key: str


def key_folder() -> Path:
    """Where this account keeps the key. Raises WorkspaceError when the account has no home either."""
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named)
    try:
        home = Path.home()
    except RuntimeError:
        raise WorkspaceError(
            "Dit account heeft geen eigen map voor de sleutel van het logboek.",
            f"Wijs een map buiten de werkmap aan met {VARIABLE}.",
        ) from None
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "Verzuimbeeld"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "Verzuimbeeld"
    return Path(os.environ.get("XDG_STATE_HOME") or home / ".local" / "state") / "verzuimbeeld"


def known_keys() -> Keys | None:
    """The keys of this account; None when there is no key file. Raises WorkspaceError for one that is no key."""
    path = key_folder() / FILE
    try:
        now = path.stat()
        return _keys_in(path, (now.st_ino, now.st_mtime_ns, now.st_size))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _closed(path, error) from error


# Every run of a page asks what was approved; the file is read again only when it changed.
@lru_cache(maxsize=4)
def _keys_in(path: Path, _changed: tuple[int, int, int]) -> Keys:
    try:
        secret = bytes.fromhex(path.read_bytes().strip().decode("ascii"))
    except ValueError:
        secret = b""
    if len(secret) != BYTES:
        raise WorkspaceError(
            f"{path} is geen sleutel (meer).",
            "Zet het bestand terug uit een reservekopie. Zonder die sleutel is het logboek tot nu niet na te kijken; "
            "verplaats het bestand om met een nieuwe verder te gaan.",
        )
    return Keys(sha256(secret).hexdigest()[:ID], _derived(secret, "keten"), _derived(secret, "leerling"))


def own_keys(workspace: Path) -> Keys:
    """The keys of this account, made now when there are none. Raises WorkspaceError when that cannot be."""
    if found := known_keys():
        return found
    folder = key_folder()
    if workspace.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise WorkspaceError(
            f"De sleutel van het logboek staat niet in de werkmap zelf ({folder}).",
            f"Wijs met {VARIABLE} een map daarbuiten aan.",
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone(folder / f"{FILE}.lock"):
            if found := known_keys():
                return found
            write_whole(folder / FILE, f"{secrets.token_hex(BYTES)}\n".encode())
    except OSError as error:
        raise _closed(folder / FILE, error) from error
    made = known_keys()
    if made is None:
        raise _closed(folder / FILE, FileNotFoundError())
    return made


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One at a time, among threads and programs; a lock of the system, so that a killed one holds nobody up."""
    try:
        with FileLock(lock, timeout=WAIT_SECONDS, mode=0o600, poll_interval=POLL_SECONDS):
            yield
    except Timeout:
        raise WorkspaceError(
            f"{lock} wordt door iets anders vastgehouden.", "Sluit wat het vasthoudt en probeer het opnieuw."
        ) from None


def anchor(workspace: Path) -> Anchor | None:
    """How far the log of this workspace is known to go; None when nothing is known of it, or nothing that can be read."""
    with suppress(OSError, WorkspaceError):
        return _read(_anchor_file(workspace))
    return None


def is_anchored(number: int, mac: str) -> bool:
    """Whether a log ends, as far as this account knows, with just this line: that of a folder that was moved."""
    with suppress(OSError, WorkspaceError):
        known = [_read(path) for path in key_folder().glob(f"*{ANCHOR}")]
        return any(each is not None and (each.n, each.mac) == (number, mac) for each in known)
    return False


def keep_anchor(workspace: Path, number: int, mac: str, size: int, key: str) -> None:
    """Says how far the log goes now. Written in place: a line that is known too late is only known a moment later."""
    told = Anchor(str(workspace.resolve()), number, mac, size, key)
    text = json.dumps(asdict(told)).encode() + b"\n"
    with os.fdopen(os.open(_anchor_file(workspace), os.O_CREAT | os.O_RDWR, 0o600), "r+b") as file:
        file.write(text)
        file.truncate()


def _read(path: Path) -> Anchor | None:
    try:
        return Anchor(**json.loads(path.read_bytes().split(b"\n")[0]))
    except (FileNotFoundError, TypeError, ValueError):
        return None


def _anchor_file(workspace: Path) -> Path:
    return key_folder() / f"{sha256(str(workspace.resolve()).encode()).hexdigest()[:NAME]}{ANCHOR}"


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, f"verzuimbeeld {purpose}".encode(), "sha256")


def _closed(path: Path, error: OSError) -> WorkspaceError:
    why = f" ({error.strerror})" if error.strerror else ""
    return WorkspaceError(
        f"De sleutel van het logboek is niet te lezen of te maken: {path}{why}.",
        f"Geef dit account schrijfrecht in die map, of wijs met {VARIABLE} een andere aan, buiten de werkmap.",
    )
