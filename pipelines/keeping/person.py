"""Who a number is about: what a pupil is called and by which other numbers he or she is known."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from pipelines.errors import InputError, UsageError
from pipelines.store.stores import Store
from pipelines.store.workspace import Workspace

# A shorter number is a day, a version or a count as often as a pupil: it is looked for in columns of numbers only.
SHORTEST_IN_TEXT = 5
# The key under which a line of a log, beside its `school`, holds a number and nothing else.
NUMBER = "leerling"


@dataclass(frozen=True)
class Person:
    """A pupil of a school: number, own id of the source, names (empty when no list gave them); `shared` says that another
    pupil of the school has that surname."""

    school: str
    student_id: str
    leerling_id: str = ""
    roepnaam: str = ""
    tussenvoegsel: str = ""
    achternaam: str = ""
    shared: bool = False

    @property
    def name(self) -> str:
        """The name in full, empty when it is not known."""
        return " ".join(filter(None, [self.roepnaam, self.tussenvoegsel, self.achternaam]))

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers that stand for the pupil in a column."""
        return tuple(filter(None, [self.student_id, self.leerling_id]))

    @cached_property
    def in_text(self) -> re.Pattern[str]:
        """What tells in a sentence or the name of a file that it is about this pupil: number or name, as whole words.

        The surname alone does too when nobody else has it, spelled as the list has it: better a word too many than a pupil
        who is still named.
        """
        return _any_word(self._words())

    def _words(self) -> set[str]:
        found = [number for number in self.numbers if len(number) >= SHORTEST_IN_TEXT or not number.isdigit()]
        surname = " ".join(filter(None, [self.tussenvoegsel, self.achternaam]))
        names = [self.name, f"{self.roepnaam} {self.achternaam}"] if self.achternaam else []
        names += [] if self.shared else [surname, self.achternaam]
        return {*found, *names} - {""}


def any_of(people: Sequence[Person]) -> re.Pattern[str]:
    """What tells in a text that it is about one of some pupils."""
    return _any_word({word for who in people for word in who._words()})


def _any_word(words: set[str]) -> re.Pattern[str]:
    longest = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(map(re.escape, longest))})(?![^\W_])" if longest else r"(?!)")


def person(workspace: Workspace, store: Store, student_id: str, school_id: str | None, elsewhere: bool) -> Person:
    """The pupil of a number. `elsewhere` says that something else than the store knows it too.

    Raises InputError for a number that nothing is kept of, UsageError when more schools have it and none is chosen.
    """
    number = student_id.strip()
    frames = [frame.select("school", "student_id") for frame in store.values() if "student_id" in frame.columns]
    known = pl.concat(frames).filter(pl.col("student_id") == number)["school"].unique().sort().to_list()
    if school_id is None and len(known) > 1:
        raise UsageError(f"Nummer {number} bestaat op meer scholen.", f"Kies er een met --school: {', '.join(known)}.")
    school = workspace.school(school_id or (known[0] if known else None)).id
    if school not in known and not elsewhere:
        raise InputError(
            f"Van nummer {number} wordt bij school '{school}' niets bewaard.",
            "Kijk of het nummer klopt: het is het stamnummer zoals in de leerlingenlijst, zonder spaties.",
        )
    return called(store, school, number)


def called(store: Store, school: str, number: str) -> Person:
    """The pupil as the list of the school has him or her; by the number alone when no list does."""
    own = store["pupils"].filter(pl.col("school") == school)
    rows = own.filter(pl.col("student_id") == number).to_dicts()
    if not rows:
        return Person(school, number)
    names = {name: rows[0][name] or "" for name in ("leerling_id", "roepnaam", "tussenvoegsel", "achternaam")}
    shared = own.filter(pl.col("achternaam") == names["achternaam"]).height > 1
    return Person(school, number, **names, shared=shared)
