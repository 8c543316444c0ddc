"""Who may open which page and field: `access_pages.toml`, the matrix of rights by role of a person."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from pydantic import model_validator

from protocols.access_roles import access_roles
from protocols.ladders import Many, Part, Text
from protocols.load import HERE, read_toml, validated

Cell = Literal["R", "RW"]
CLOSED = "–"


class AccessPart(Part):
    """A page (`id` is its address) or a field. `may`: role of a person -> R (reads) or RW (writes too); none is closed."""

    id: Text
    label: Text
    page: bool = False
    may: Mapping[str, Cell] = {}

    def cell(self, office: str) -> str:
        """R, RW, or the sign for closed."""
        return self.may.get(_column(office), CLOSED)

    def reads(self, office: str) -> bool:
        """Whether it is open to a role."""
        return _column(office) in self.may

    def writes(self, office: str) -> bool:
        """Whether a role writes here."""
        return self.cell(office) == "RW"


class AccessPageFile(Part):
    """`access_pages.toml`; `like`: roles that have the column of another one."""

    like: Mapping[str, str] = {}
    part: Many[AccessPart]

    @model_validator(mode="after")
    def _known(self) -> "AccessPageFile":
        named = {*self.like, *self.like.values(), *(office for part in self.part for office in part.may)}
        if unknown := named - access_roles().keys():
            raise ValueError(f"geen rol van access_roles.toml: {', '.join(sorted(unknown))}")
        return self


@cache
def _file() -> AccessPageFile:
    path = HERE / "access_pages.toml"
    return validated(AccessPageFile, read_toml(path), path)


@cache
def access_parts() -> dict[str, AccessPart]:
    """The pages and fields by id, in the order of the menu."""
    return {part.id: part for part in _file().part}


def access_part(part: str) -> AccessPart:
    """One page or field. Raises KeyError for one that stands nowhere: what is not in the matrix is open to nobody."""
    return access_parts()[part]


def _column(office: str) -> str:
    return _file().like.get(office, office)
