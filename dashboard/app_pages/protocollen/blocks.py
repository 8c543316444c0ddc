"""What a document to read is made of, whether it is drawn on the screen or printed; all of it is plain Dutch text."""

from dataclasses import dataclass

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows of text under a header; `widths` are the shares of the columns on paper, `caption` says what a row is."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class When:
    """One way to reach a stage, and what of it the source states and what is a reading."""

    rule: str
    basis: str


@dataclass(frozen=True)
class Task:
    """Who does what; `until` says within how many days, `more` for whom and how often."""

    who: str
    what: str
    until: str
    more: str


@dataclass(frozen=True)
class Step:
    """One stage of a ladder. `marks` are short words in a box, `warning` says what is wrong with it by law."""

    title: str
    key: str
    marks: tuple[str, ...]
    when: tuple[When, ...]
    again: str
    tasks: tuple[Task, ...]
    place: str
    warning: str


@dataclass(frozen=True)
class Item:
    """A question or rule with what is to be said of it, as pairs of a word and a text."""

    title: str
    pairs: Pairs
    place: str


@dataclass(frozen=True)
class Section:
    """A part of a document; its kinds of content stand in this order, and sections inside it come last."""

    title: str
    text: tuple[str, ...] = ()
    pairs: Pairs = ()
    tables: tuple[Table, ...] = ()
    steps: tuple[Step, ...] = ()
    items: tuple[Item, ...] = ()
    sections: tuple["Section", ...] = ()


@dataclass(frozen=True)
class Document:
    """A title, what it is in one line, facts about it, what must not be missed, and the chapters."""

    title: str
    status: str
    pairs: Pairs
    warnings: tuple[str, ...]
    chapters: tuple[Section, ...]
