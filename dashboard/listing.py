"""Lists of pupils that a URL can name: which pupils (`Pick`), and what the list of them shows (`Listing`)."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote, unquote

import polars as pl

from dashboard import words

SEPARATOR = "~"
LONGEST_SAID, UNSAID = 40, re.compile(r"[^\w .,;:+-]")
# Column of rows that no file may hold, such as a stage of a protocol that conflicts with the law.
INSIDE = "binnen"


class StaleLinkError(LookupError):
    """A link that names what is not there, or is there no longer: `what` says which part of it, in Dutch."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def said(text: str) -> str:
    """What a link says, to quote on a page: somebody else wrote it, so only letters, digits and a few signs are left."""
    return f"‘{UNSAID.sub('?', text[:LONGEST_SAID])}’"


def one_of(value: str, known: Collection[str], what: str) -> str:
    """The value of a link. Raises StaleLinkError when there is none of that name."""
    if value not in known:
        raise StaleLinkError(f"{what} {said(value)} is er niet (meer)")
    return value


def shortened(title: str, rows: int, counted: int) -> str:
    """The title of a list of so many pupils behind a mark that counts so many: it says when the list is the shorter one.

    A mark counts who was there then; a list names only who is the viewer's today.
    """
    if counted <= rows:
        return title
    gone = words.count(counted - rows, "is", "zijn")
    return f"{title}: {words.number(rows, 0)} van {words.number(counted, 0)}, {gone} niet meer van u"


def day_of(text: str, first: date, last: date) -> date:
    """The day that a link names. Raises StaleLinkError when it is none, or lies outside the days of the data and the view."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise StaleLinkError(f"{said(text)} is geen dag") from None
    if not first <= found <= last:
        raise StaleLinkError(f"van {found:%d-%m-%Y} zijn er op deze peildatum geen gegevens")
    return found


@dataclass(frozen=True)
class Pick:
    """Which pupils: a kind of list and the values that it asks for, such as a ladder and a stage.

    Only names and dates of the school stand in it, never of a person: a URL is mailed and kept in a browser's history.
    """

    kind: str
    values: tuple[str, ...] = ()

    def text(self) -> str:
        """The form for a URL, `trede~kgc-2021~te-laat~tl-5`."""
        parts = (quote(part, safe="").replace(SEPARATOR, "%7E") for part in (self.kind, *self.values))
        return SEPARATOR.join(parts)


def parse_pick(text: str) -> Pick:
    """The pick that a URL names; whether such a list exists is for `dashboard.lists` to say."""
    kind, *values = (unquote(part) for part in text.split(SEPARATOR))
    return Pick(kind, tuple(values))


@dataclass(frozen=True)
class Listing:
    """A list of pupils as a page, a link and an export show it.

    `title` says who are on it. `frame` has the pupil number in `nummer` and the name in `Leerling`, one row per pupil
    (per step on the worklist, per report of leerplicht). `empty` are the words for nobody. `widths` are pixels.
    `saved_only` are columns that an export has and the screen has no room for. `beside` is the protocol or draft that
    the page of a pupil lays beside the own one, as a URL names it.
    """

    pick: Pick
    title: str
    frame: pl.DataFrame
    empty: str = "Niemand."
    widths: tuple[tuple[str, int], ...] = ()
    saved_only: tuple[str, ...] = ()
    beside: str = ""

    def neighbours(self, student_id: str) -> tuple[str | None, str | None, int]:
        """The pupils before and after one in the order of the list, and his or her place from 1 (0: not on it)."""
        order = self.frame["nummer"].unique(maintain_order=True).to_list()
        if student_id not in order:
            return None, None, 0
        place = order.index(student_id)
        before = order[place - 1] if place else None
        after = order[place + 1] if place + 1 < len(order) else None
        return before, after, place + 1

    def pupils(self) -> int:
        """How many different pupils are on the list."""
        return self.frame["nummer"].n_unique()
