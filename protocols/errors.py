"""The one small exception family: errors that a user can act on; and one fault of a file."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


class VerzuimbeeldError(Exception):
    """An error for the user, in Dutch: one line what is wrong, one line what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}\n{self.remedy}"


@dataclass(frozen=True)
class Fault:
    """One thing that makes a file unusable: dotted key, what is wrong, what to do (Dutch)."""

    key: str
    problem: str
    remedy: str


def doubles(key: str, values: Iterable[str], name: str) -> Iterator[Fault]:
    """A fault for each value that stands twice in a list of rows, of which `name` is the key."""
    seen: set[str] = set()
    for n, value in enumerate(values, 1):
        if value in seen:
            yield Fault(f"{key}.{n}.{name}", f"'{value}' komt tweemaal voor", "Laat er een staan.")
        seen.add(value)


class ProtocolError(VerzuimbeeldError):
    """A protocol file that cannot be used: names the file and the key."""
