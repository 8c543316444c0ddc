"""Changes of a file that people edit, as a log keeps them: a line per change with the text of before, to take it back.

A change is undone as long as the file still is what that change made of it: whoever edited it by hand since would lose that.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from pipelines.audit.events import Event
from pipelines.settings.logbook import add, lines

CHANGED, UNDONE = "gewijzigd", "teruggedraaid"


@dataclass(frozen=True)
class Change:
    """One change of a file: moment (UTC), school, part of the page, in words what changed, and by whom."""

    moment: datetime
    school: str
    part: str
    what: str
    by: str
    undone: bool


@dataclass(frozen=True)
class Step:
    """A change, with the digests of the file before and after it, and the text of before."""

    change: Change
    before: str
    after: str
    text: str


def digest(text: str) -> str:
    """What tells a text from any other."""
    return sha256(text.encode()).hexdigest()


def kept(log: Path, old: str, new: str, change: Change, told: Event | None = None) -> None:
    """Adds the line of a change, before the change itself: a line about a step that was not taken is known by the file that
    it did not make. Raises WorkspaceError when it cannot be written.
    """
    said = {"school": change.school, "onderdeel": change.part, "wijziging": change.what, "door": change.by}
    how = {"moment": change.moment.isoformat(timespec="microseconds"), "wat": UNDONE if change.undone else CHANGED}
    add(log, how | said | {"voor": digest(old), "na": digest(new), "tekst": old}, told)


def now() -> datetime:
    """The moment of a change."""
    return datetime.now(UTC)


def steps(log: Path) -> list[Step]:
    """Every change and every undoing of one, oldest first."""
    return [
        Step(
            Change(
                datetime.fromisoformat(line["moment"]),
                line["school"],
                line["onderdeel"],
                line["wijziging"],
                line["door"],
                line["wat"] == UNDONE,
            ),
            line["voor"],
            line["na"],
            line["tekst"],
        )
        for line in lines(log)
        if line["wat"] in (CHANGED, UNDONE)
    ]


def standing(log: Path, text: str) -> list[Step]:
    """The changes that can be taken back one after the other, the last one, which made this text, at the end."""
    stack: list[Step] = []
    for step in steps(log):
        if step.change.undone:
            del stack[-1:]
        else:
            stack.append(step)
    # What did not make this text was not taken (a build that failed), or is from before a change by hand.
    while stack and stack[-1].after != digest(text):
        stack.pop()
    return stack
