"""Texts of letters, mails and invitations that tasks of a protocol ask for: data with placeholders of a fixed list.

A starter set lies beside this module; a school puts its own in a folder of its workspace, where a file of the same name
takes the place of ours. A placeholder is filled with text once: what stands in a value is never read as one.
"""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from protocols.errors import ProtocolError
from protocols.ladders import Many, Part, Text
from protocols.load import read_toml, validated
from protocols.reference import Side

HERE = Path(__file__).parent
# Placeholder -> what stands there in a letter.
PLACEHOLDERS = {
    "leerling": "de naam van de leerling",
    "klas": "de klas",
    "school": "de naam van de school",
    "datum": "de dag waarop de brief is gemaakt",
    "stand": "de tellers van de trede, met hoe zij nu staan",
    "dagen": "de dagen en lesuren, een per regel",
    "vervolg": "de volgende stap van het protocol",
    "afzender": "de rol die de brief schrijft",
}
# Categories and sets that say something of somebody's health: no letter about absence ever holds them.
HEALTH = ("ZK", "ziekrooster", "betermelding", "medisch")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_BRACE = re.compile(r"[{}]")
# Texts of a letter, in which placeholders may stand.
TEXTS = ("subject", "parents", "pupil")
Addressee = Literal["ouders", "leerling"]


class Letter(Part):
    """One letter, mail or invitation. `to` is who gets it below the age at which the pupil is addressed, `copy` who besides.

    `side` is `care` for a letter about sickness, which goes with no other stage. `kind` is the contact that making one
    is. `parents` is the text to the parents, only where they get it; `pupil` that to the pupil.
    """

    title: Text
    side: Side = "absence"
    kind: Literal["brief", "mail"]
    to: Addressee
    copy_to: Many[Text] = ()
    subject: Text = Field(max_length=120)
    parents: Text | None = None
    pupil: Text

    def text_to(self, addressee: Addressee) -> str:
        """The text to somebody, with its placeholders."""
        return self.parents if addressee == "ouders" and self.parents is not None else self.pupil


def load_letter(path: Path) -> Letter:
    """One letter. Raises ProtocolError naming file, key or placeholder, and remedy."""
    letter = validated(Letter, read_toml(path), path)
    if (letter.to == "ouders") != (letter.parents is not None):
        raise ProtocolError(
            f"{path.name}: 'parents' hoort bij een brief aan de ouders, en 'to' is '{letter.to}'.",
            'Geef de tekst aan de ouders als to = "ouders", en anders niet.',
        )
    for key in TEXTS:
        _check_placeholders(getattr(letter, key) or "", key, path)
    return letter


def _check_placeholders(text: str, key: str, path: Path) -> None:
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            raise ProtocolError(
                f"{path.name}: '{key}' heeft een invulplek die er niet is: {{{name}}}.",
                f"Kies uit {', '.join(f'{{{known}}}' for known in PLACEHOLDERS)}.",
            )
    if _BRACE.search(_PLACEHOLDER.sub("", text)):
        raise ProtocolError(
            f"{path.name}: '{key}' heeft een accolade zonder wederhelft.",
            "Zet accolades alleen om een invulplek, zoals {leerling}.",
        )


@cache
def shipped_letters() -> Mapping[str, Letter]:
    """The letters that come with the program, by id."""
    return {path.stem: load_letter(path) for path in sorted(HERE.glob("*.toml"))}


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled; values are text and are not looked at again."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], text)


def paragraphs(text: str) -> list[list[str]]:
    """The lines of each paragraph; an empty line parts two, any other end of line stays."""
    blocks = re.split(r"\n[ \t]*\n", text.strip())
    return [[line.rstrip() for line in block.strip("\n").split("\n")] for block in blocks]


def in_lines(parts: Iterable[Iterable[str]]) -> str:
    """Paragraphs as plain text, with an empty line between two."""
    return "\n\n".join("\n".join(lines) for lines in parts) + "\n"
