"""Over which time a counter counts: the windows that a protocol can name, and their words.

A fixed window begins anew at zero; a moving one holds the last so many school weeks or months up to and including the
day; `dag` holds a spell. None of them looks back over 1 August.
"""

from dataclasses import dataclass
from typing import Literal, get_args

Window = Literal[
    "schooljaar", "halfjaar", "trimester", "kwart", "periode", "kwartaal", "maand", "week", "lesweken", "maanden", "dag"
]


@dataclass(frozen=True)
class Fixed:
    """A window of which the last day is known beforehand.

    `per` is how a counter says it, `now` how it is said of one pupil today, `within` how the name of a stage says it.
    `parts`: into so many parts of as good as equally many school weeks the school year is cut.
    """

    per: str
    now: str
    within: str
    parts: int | None = None


# In the order in which they are offered.
FIXED = {
    "schooljaar": Fixed("per schooljaar", "dit schooljaar", "in het schooljaar"),
    "halfjaar": Fixed("per halfjaar", "in dit halfjaar", "in het halfjaar", 2),
    "trimester": Fixed("per trimester", "in dit trimester", "in het trimester", 3),
    "kwart": Fixed(
        "per kwart van het schooljaar", "in dit kwart van het schooljaar", "in het kwart van het schooljaar", 4
    ),
    "periode": Fixed("per periode", "in deze periode", "in de periode"),
    "kwartaal": Fixed("per kwartaal", "in dit kwartaal", "in het kwartaal"),
    "maand": Fixed("per maand", "in deze maand", "in de maand"),
    "week": Fixed("per week", "in deze week", "in de week"),
}
# A stage that counts in one of these only stays reached until its end; else until the end of the school year.
SHORT = frozenset(FIXED) - {"schooljaar"}


@dataclass(frozen=True)
class Moving:
    """A window that moves up every day: one and more of what it is long, and the field of a counter that says how long."""

    one: str
    more: str
    field: Literal["weeks", "months"]
    most: int


MOVING = {
    "lesweken": Moving("schoolweek", "schoolweken", "weeks", 52),
    # No window looks back over 1 August.
    "maanden": Moving("maand", "maanden", "months", 11),
}
WINDOWS: tuple[str, ...] = get_args(Window)


def moving_words(window: str, number: int) -> str:
    """A moving window in words: `in 4 schoolweken`, `in 1 maand`."""
    of = MOVING[window]
    return f"in {number} {of.one if number == 1 else of.more}"


def lasting(windows: set[Window]) -> str:
    """Until the end of which window a group stays reached whose conditions count in these."""
    return next(iter(windows)) if len(windows) == 1 and windows <= SHORT else "schooljaar"
