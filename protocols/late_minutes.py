"""Lates of so many minutes: what a term of a counter keeps to, under a fixed spelling and in words."""

from dataclasses import dataclass

from protocols.ladders import Term


@dataclass(frozen=True)
class Minutes:
    """From how many minutes late on to how many (the last that counts, None for any), and whether unknown minutes count."""

    first: int
    last: int | None
    unknown: bool

    @property
    def id(self) -> str:
        """`15-`, `0-14?`: a question mark where unknown minutes count too."""
        return f"{self.first}-{'' if self.last is None else self.last}{'?' if self.unknown else ''}"

    @property
    def words(self) -> str:
        """To which lates it keeps, in Dutch words."""
        if self.last is None:
            told = f"van {self.first} minuten of meer"
        else:
            told = f"{f'van {self.first} tot' if self.first else 'van minder dan'} {self.last + 1} minuten"
        return f" {told} of zonder minuten" if self.unknown else f" {told}"


def minutes_of(term: Term) -> Minutes | None:
    """Of how many minutes the lates are that a term counts; None when it counts each."""
    if term.minutes_from is None and term.minutes_below is None:
        return None
    first, last = term.minutes_from or 0, term.minutes_below - 1 if term.minutes_below else None
    return Minutes(first, last, term.minutes_unknown)
