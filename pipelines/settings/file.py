"""The text of `school.toml`: read whatever way it is written, and one value changed without touching the rest."""

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError

from pipelines.errors import WorkspaceError
from pipelines.store.durable import write_whole
from protocols.faults import unread

MARK = "\ufeff"
KEY = re.compile(r"""(["']?)\bprotocol\1[ \t]*=[ \t]*""")
# A text in each of the four ways in which TOML writes one.
VALUE = re.compile(r"""\"{3}.*?\"{3,5}|'{3}.*?'{3,5}|"(?:[^"\\\r\n]|\\.)*"|'[^'\r\n]*'""", re.DOTALL)


def read_text(path: Path) -> str:
    """The text with its line ends as they are. Raises WorkspaceError when it is not there or no text."""
    if path.exists() and not path.is_file():
        raise WorkspaceError(f"{path} is geen bestand.", "Zet school.toml terug uit een reservekopie.")
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise WorkspaceError(
            f"{path} bestaat niet.", "Maak eerst een werkmap met: verzuimbeeld init MAP --school ID ..."
        ) from None
    except OSError as error:
        raise WorkspaceError(
            f"{path} is niet te lezen ({error.strerror}).", "Controleer de rechten op het bestand en de schijf."
        ) from None
    except UnicodeDecodeError:
        raise WorkspaceError(f"{path} is geen UTF-8.", "Bewaar het bestand opnieuw, als UTF-8.") from None


def parsed(text: str, path: Path) -> dict[str, Any]:
    """What the text says, also behind a byte order mark. Raises WorkspaceError naming the line when it is no TOML."""
    bare = text.removeprefix(MARK)
    try:
        return tomllib.loads(bare)
    except tomllib.TOMLDecodeError as error:
        try:
            # Times without seconds (08:30) are of TOML 1.1, which the one in Python does not read yet.
            return tomlkit.parse(bare).unwrap()
        except (TOMLKitError, ValueError):
            raise WorkspaceError(
                f"{path} is geen geldige TOML: {unread(str(error))}.",
                "Verbeter die regel; de README toont een voorbeeld van school.toml.",
            ) from None


def with_protocol(text: str, path: Path, school: str, protocol: str) -> str:
    """The text with another protocol for one school; every other character stays as it is.

    Each place where the key is written is tried, and taken only when the text then says exactly the same but for that
    school's protocol: whatever way the file is laid out, nothing else can change. Raises WorkspaceError otherwise.
    """
    wanted = parsed(text, path)
    for each in wanted["school"]:
        if each["id"] == school:
            each["protocol"] = protocol
    for changed in _candidates(text, json.dumps(protocol)):
        try:
            if parsed(changed, path) == wanted:
                return changed
        except WorkspaceError:
            continue
    raise WorkspaceError(
        f"In {path} is het protocol van '{school}' niet te vinden.",
        f'Zet bij deze school zelf een regel protocol = "{protocol}".',
    )


def _candidates(text: str, value: str) -> Iterator[str]:
    for key in KEY.finditer(text):
        found = VALUE.match(text, key.end())
        if found:
            yield text[: found.start()] + value + text[found.end() :]


def replace(path: Path, text: str) -> None:
    """Writes a file in one step, readable by its owner only: after a stop at any moment it is the old or the new one.

    Raises WorkspaceError when it cannot be written; then the old one stands.
    """
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise WorkspaceError(
            f"{path} is niet te schrijven ({error.strerror}); er is niets veranderd.",
            "Controleer of er ruimte is op de schijf en of u in de map mag schrijven.",
        ) from error
