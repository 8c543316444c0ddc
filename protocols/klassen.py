"""How schools call their klassen (`klassen.toml`), as far as that tells level and leerjaar."""

from functools import cache
from pathlib import Path

from pydantic import Field

from protocols.ladders import Many, Part, Text
from protocols.load import read_toml, validated

FILE = Path(__file__).with_name("klassen.toml")


class Level(Part):
    """A level by the letters of its klassen; from leerjaar `upper_from` on its klassen are an afdeling of their own."""

    name: Text
    letters: Many[Text] = Field(min_length=1)
    upper_from: int = Field(ge=1, le=6)


class KlasFile(Part):
    """The whole of `klassen.toml`; `lower` is the afdeling of all lower leerjaren."""

    source: Text
    lower: Text
    level: Many[Level] = Field(min_length=1)

    def level_of(self, letters: str) -> Level | None:
        """The level of the letters of a klas; None for letters of several levels, and for others."""
        return next((level for level in self.level if letters.lower() in level.letters), None)


@cache
def klas_file() -> KlasFile:
    """How klassen are called. Raises ProtocolError for a wrong file."""
    return validated(KlasFile, read_toml(FILE), FILE)
